import Crypto
import CryptoExtras
import Foundation
import Synchronization

private func letters(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
private func letters(_ text: String) -> String { letters(Array(text.utf8)) }

/// A provider of accounts that signs what a test tells it to.
package final class FakeProvider: Sendable {
    package struct Habits: Sendable {
        /// Replaces claims of the good token; a value is JSON, an empty one takes the claim out.
        package var claims: [String: String] = [:]
        package var algorithm = "RS256"
        package var head = ""
        package var keyID = "k1"
        /// Keys it shows the first time and later.
        package var shownFirst = ["k1", "e1"], shownLater = ["k1", "e1"]
        package var issuer: String?
        package var methods = #"["client_secret_basic"]"#
        package var userinfo = false
        package var userinfoSubject = "u-77"
        package var refusal: String?

        package init(
            claims: [String: String] = [:], algorithm: String = "RS256", head: String = "", keyID: String = "k1", shownFirst: [String] = ["k1", "e1"], shownLater: [String] = ["k1", "e1"],
            issuer: String? = nil, methods: String = #"["client_secret_basic"]"#, userinfo: Bool = false, userinfoSubject: String = "u-77", refusal: String? = nil
        ) {
            (self.claims, self.algorithm, self.head, self.keyID, self.shownFirst, self.shownLater) = (claims, algorithm, head, keyID, shownFirst, shownLater)
            (self.issuer, self.methods, self.userinfo, self.userinfoSubject, self.refusal) = (issuer, methods, userinfo, userinfoSubject, refusal)
        }
    }

    private final class Box: Sendable {
        let habits: Mutex<Habits>
        let keysAsked = Mutex(0)
        let nonce = Mutex("")
        let issuer = Mutex("")
        let elliptic = P256.Signing.PrivateKey()

        let seconds: Int64

        init(_ habits: Habits, _ seconds: Int64) {
            self.habits = Mutex(habits)
            self.seconds = seconds
        }

        /// Made once: finding large primes takes long.
        private static let keys: Result<(rsa: _RSA.Signing.PrivateKey, stranger: _RSA.Signing.PrivateKey), any Error> = Result { (try .init(keySize: .bits2048), try .init(keySize: .bits2048)) }
        var rsa: _RSA.Signing.PrivateKey { get throws { try Self.keys.get().rsa } }
        var stranger: _RSA.Signing.PrivateKey { get throws { try Self.keys.get().stranger } }

        func keys() throws -> String {
            let count = keysAsked.withLock { $0 += 1; return $0 }
            let shown = habits.withLock { count == 1 ? $0.shownFirst : $0.shownLater }
            return #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":7},"# + (try shown.map { id in
                if id == "e1" {
                    let point = elliptic.publicKey.rawRepresentation
                    return #"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"e1","x":"\#(letters(point.prefix(32)))","y":"\#(letters(point.suffix(32)))"}"#
                }
                let (n, e) = Self.numbers(try rsa.publicKey)
                return #"{"kty":"RSA","use":"sig","kid":"\#(id)","n":"\#(letters(n))","e":"\#(letters(e))"}"#
            }).joined(separator: ",") + "]}"
        }

        /// Modulus and exponent out of PKCS #1: a sequence of two whole numbers.
        static func numbers(_ key: _RSA.Signing.PublicKey) -> (n: [UInt8], e: [UInt8]) {
            var bytes = Array(key.pkcs1DERRepresentation)[...]
            func header() -> Int {
                bytes.removeFirst()
                let first = Int(bytes.removeFirst())
                guard first >= 0x80 else { return first }
                return (0..<(first & 0x7F)).reduce(0) { sum, _ in sum << 8 | Int(bytes.removeFirst()) }
            }
            func number() -> [UInt8] {
                let count = header(), number = Array(bytes.prefix(count))
                bytes.removeFirst(count)
                return Array(number.drop { $0 == 0 })
            }
            _ = header()
            return (number(), number())
        }

        func token() throws -> String {
            let habits = habits.withLock { $0 }
            var claims = [
                "iss": "\"\(issuer.withLock { $0 })\"", "sub": #""u-77""#, "aud": #""khen-91""#, "exp": "\(seconds + 300)", "iat": "\(seconds)", "nonce": "\"\(nonce.withLock { $0 })\"",
                "email": #""mai.lo@muongkhen.example""#, "email_verified": "true", "name": #""Lò Thị Mai""#,
            ]
            for (name, value) in habits.claims { claims[name] = value.isEmpty ? nil : value }
            let head = habits.head.isEmpty ? #"{"alg":"\#(habits.algorithm)","kid":"\#(habits.keyID)","typ":"JWT"}"# : habits.head
            let signed = letters(head) + "." + letters("{" + claims.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}")
            let data = Data(signed.utf8)
            let signature: [UInt8] = switch habits.algorithm {
            case "RS256": Array(try rsa.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5).rawRepresentation)
            case "ES256": Array(try elliptic.signature(for: data).rawRepresentation)
            case "stranger": Array(try stranger.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5).rawRepresentation)
            case "HS256": Array(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: Data(try rsa.publicKey.pemRepresentation.utf8))))
            default: []
            }
            return signed + "." + letters(signature)
        }
    }

    private let box: Box
    package let server: FakeWebServer
    package var keysAsked: Int { box.keysAsked.withLock { $0 } }

    /// - Parameter seconds: the present second since 1970, for its tokens.
    package init(_ habits: Habits = Habits(), seconds: Int64) throws {
        let box = Box(habits, seconds)
        self.box = box
        server = try FakeWebServer { question in
            let base = box.issuer.withLock { $0 }, habits = box.habits.withLock { $0 }
            switch question.path {
            case "/.well-known/openid-configuration":
                return .init(body: #"{"issuer":"\#(habits.issuer ?? base)","authorization_endpoint":"\#(base)/authorize?kind=1","token_endpoint":"\#(base)/token","jwks_uri":"\#(base)/keys","token_endpoint_auth_methods_supported":\#(habits.methods)\#(habits.userinfo ? #","userinfo_endpoint":"\#(base)/me""# : "")}"#)
            case "/keys":
                do { return .init(body: try box.keys()) } catch { return .init(status: 500, body: "\(error)") }
            case "/me": return .init(body: #"{"sub":"\#(habits.userinfoSubject)","email":"mai@xa.example","email_verified":true,"name":"Mai"}"#)
            case "/token":
                if let refusal = habits.refusal { return .init(status: 400, body: refusal) }
                do { return .init(body: #"{"access_token":"a-1","token_type":"Bearer","id_token":"\#(try box.token())"}"#) } catch { return .init(status: 500, body: "\(error)") }
            default: return .init(status: 404)
            }
        }
        box.issuer.withLock { [address = server.address] in $0 = address }
    }

    /// The attempt for which the next token is made.
    package func expect(nonce: String) { box.nonce.withLock { $0 = nonce } }
}
