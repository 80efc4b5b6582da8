import Crypto
import CryptoExtras
import Domain
import Foundation
@testable import Outside
import Synchronization
import TestServers
import Testing

private let now = Moment(iso: "2026-08-20T02:00:00.000Z")!
private let seconds = now.milliseconds / 1000

private func letters(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
private func letters(_ text: String) -> String { letters(Array(text.utf8)) }

/// A provider of accounts that signs what a test tells it to.
private final class FakeProvider: Sendable {
    struct Habits: Sendable {
        /// Replaces claims of the good token; a value is JSON, an empty one takes the claim out.
        var claims: [String: String] = [:]
        var algorithm = "RS256"
        var head = ""
        var keyID = "k1"
        /// Keys it shows the first time and later.
        var shownFirst = ["k1", "e1"], shownLater = ["k1", "e1"]
        var issuer: String?
        var methods = #"["client_secret_basic"]"#
        var userinfo = false
        var userinfoSubject = "u-77"
        var refusal: String?
    }

    private final class Box: Sendable {
        let habits: Mutex<Habits>
        let keysAsked = Mutex(0)
        let nonce = Mutex("")
        let issuer = Mutex("")
        let elliptic = P256.Signing.PrivateKey()

        init(_ habits: Habits) { self.habits = Mutex(habits) }

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
    let server: FakeWebServer
    var keysAsked: Int { box.keysAsked.withLock { $0 } }

    init(_ habits: Habits = Habits()) throws {
        let box = Box(habits)
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

    func client(secret: String? = "bí mật") throws -> OpenIDClient {
        OpenIDClient(OpenIDProvider(issuer: try #require(WebAddress(server.address)), clientID: "khen-91", clientSecret: secret, returnAddress: "https://khen.example/sign-in/openid/return"))
    }

    func signIn(_ client: OpenIDClient? = nil) async throws -> OpenIDIdentity {
        let attempt = OpenIDAttempt()
        box.nonce.withLock { $0 = attempt.nonce }
        return try await (try client ?? self.client()).identity(answer: ["code": "c-1", "state": attempt.state], attempt: attempt, now: now)
    }
}

@Suite struct OpenIDTests {
    @Test func `a person is sent to the provider with everything that binds the answer to the attempt`() async throws {
        let provider = try FakeProvider(), attempt = OpenIDAttempt()
        let address = try await provider.client().address(for: attempt, language: "vi", now: now)
        #expect(address.hasPrefix("\(provider.server.address)/authorize?kind=1&response_type=code&"))
        var fields: [String: String] = [:]
        for item in URLComponents(string: address)?.queryItems ?? [] { fields[item.name] = item.value }
        #expect(fields["state"] == attempt.state && fields["nonce"] == attempt.nonce && fields["client_id"] == "khen-91" && fields["scope"] == "openid profile email")
        #expect(fields["redirect_uri"] == "https://khen.example/sign-in/openid/return" && fields["code_challenge_method"] == "S256")
        #expect(fields["code_challenge"] == letters(SHA256.hash(data: Data(attempt.verifier.utf8))))
        #expect(Set([attempt.state, attempt.nonce, attempt.verifier, OpenIDAttempt().state]).count == 4 && attempt.verifier.count == 43)
    }

    @Test func `the challenge is the one that the standard's example has`() async throws {
        // RFC 7636, appendix B.
        let provider = try FakeProvider(), attempt = OpenIDAttempt(state: "s", nonce: "n", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        let address = try await provider.client().address(for: attempt, language: "en", now: now)
        #expect(address.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"))
    }

    @Test(arguments: [("RS256", "k1"), ("ES256", "e1")]) func `a person for whom the provider vouches is known`(_ algorithm: String, _ key: String) async throws {
        let provider = try FakeProvider(.init(algorithm: algorithm, keyID: key))
        let identity = try await provider.signIn()
        #expect(identity == OpenIDIdentity(issuer: provider.server.address, subject: "u-77", email: "mai.lo@muongkhen.example", isEmailVerified: true, name: "Lò Thị Mai"))
        let asked = try #require(provider.server.questions.first { $0.path == "/token" })
        #expect(asked.headers["authorization"] == "Basic " + Data("khen-91:b%C3%AD%20m%E1%BA%ADt".utf8).base64EncodedString())
        #expect(asked.form["grant_type"] == "authorization_code" && asked.form["code"] == "c-1" && asked.form["code_verifier"]?.count == 43 && asked.form["client_secret"] == nil)
    }

    @Test func `a provider that wants the secret in the form gets it there, and one without secret gets the name`() async throws {
        let provider = try FakeProvider(.init(methods: #"["client_secret_post"]"#))
        _ = try await provider.signIn()
        _ = try await provider.signIn(provider.client(secret: nil))
        let asked = provider.server.questions.filter { $0.path == "/token" }
        #expect(asked.map { $0.form["client_secret"] } == ["bí mật", nil] && asked.map { $0.form["client_id"] } == ["khen-91", "khen-91"] && asked.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test(arguments: [
        (["nonce": #""of another attempt""#], TokenFault.nonce), (["nonce": ""], .nonce), (["aud": #""another-site""#], .audience), (["aud": #"["khen-91","another"]"#], .party),
        (["azp": #""another-site""#], .party), (["exp": "\(seconds - 61)"], .expired), (["iat": "\(seconds + 3600)"], .notYetValid), (["nbf": "\(seconds + 3600)"], .notYetValid),
        (["iss": #""https://other.example""#], .issuer), (["sub": #""""#], .subject), (["exp": ""], .malformed), (["exp": #""tomorrow""#], .malformed),
    ]) func `a token that says something else is refused`(_ claims: [String: String], _ fault: TokenFault) async throws {
        let provider = try FakeProvider(.init(claims: claims))
        await #expect(throws: OpenIDFailure.badToken(fault)) { try await provider.signIn() }
    }

    @Test(arguments: [
        ("none", "", TokenFault.algorithm), ("HS256", "", .algorithm), ("stranger", #"{"alg":"RS256","kid":"k1"}"#, .signature), ("HS256", #"{"alg":"RS256","kid":"k1"}"#, .signature),
        ("none", #"{"alg":"RS256","kid":"k1"}"#, .signature), ("RS256", #"{"alg":"ES256","kid":"k1"}"#, .unknownKey), ("RS256", #"{"alg":"RS256","kid":"k1","crit":["x"]}"#, .algorithm),
        ("none", #"{"alg":"ES256","kid":"e1"}"#, .signature),
    ]) func `a token that is not signed by the provider's key is refused`(_ algorithm: String, _ head: String, _ fault: TokenFault) async throws {
        let provider = try FakeProvider(.init(algorithm: algorithm, head: head))
        await #expect(throws: OpenIDFailure.badToken(fault)) { try await provider.signIn() }
    }

    @Test func `clocks may be a minute apart, and a token for several sites names who asked`() async throws {
        _ = try await FakeProvider(.init(claims: ["exp": "\(seconds - 59)", "iat": "\(seconds + 59)"])).signIn()
        _ = try await FakeProvider(.init(claims: ["aud": #"["khen-91","another"]"#, "azp": #""khen-91""#, "email_verified": #""true""#])).signIn()
    }

    @Test func `a key that is not known is asked for once more and no oftener`() async throws {
        let renewed = try FakeProvider(.init(keyID: "k2", shownFirst: ["k1"], shownLater: ["k1", "k2"]))
        _ = try await renewed.signIn()
        #expect(renewed.keysAsked == 2)
        let unknown = try FakeProvider(.init(keyID: "k9"))
        await #expect(throws: OpenIDFailure.badToken(.unknownKey)) { try await unknown.signIn() }
        #expect(unknown.keysAsked == 2)
        let client = try renewed.client()
        _ = try await renewed.signIn(client)
        _ = try await renewed.signIn(client)
        #expect(renewed.keysAsked == 3)
    }

    @Test func `a token without a key's name is good where there is one key only`() async throws {
        _ = try await FakeProvider(.init(head: #"{"alg":"RS256"}"#, shownFirst: ["k1", "e1"])).signIn()
        await #expect(throws: OpenIDFailure.badToken(.unknownKey)) { try await FakeProvider(.init(head: #"{"alg":"RS256"}"#, shownFirst: ["k1", "k2"], shownLater: ["k1", "k2"])).signIn() }
    }

    @Test func `who comes back to another attempt, or was refused, is not signed in`() async throws {
        let provider = try FakeProvider(), client = try provider.client(), attempt = OpenIDAttempt()
        await #expect(throws: OpenIDFailure.otherAttempt) { try await client.identity(answer: ["code": "c", "state": "x"], attempt: attempt, now: now) }
        await #expect(throws: OpenIDFailure.otherAttempt) { try await client.identity(answer: ["code": "c"], attempt: attempt, now: now) }
        await #expect(throws: OpenIDFailure.refused(code: "access_denied", description: nil)) {
            try await client.identity(answer: ["error": "access_denied", "state": attempt.state], attempt: attempt, now: now)
        }
        await #expect(throws: OpenIDFailure.badToken(.issuer)) {
            try await client.identity(answer: ["code": "c", "state": attempt.state, "iss": "https://other.example"], attempt: attempt, now: now)
        }
        #expect(provider.server.questions.isEmpty)
        await #expect(throws: OpenIDFailure.refused(code: "invalid_grant", description: "used")) {
            try await FakeProvider(.init(refusal: #"{"error":"invalid_grant","error_description":"used"}"#)).signIn()
        }
    }

    @Test func `a provider that says it is somebody else is not believed`() async throws {
        let provider = try FakeProvider(.init(issuer: "https://other.example"))
        await #expect(throws: OpenIDFailure.badAnswer("issuer: https://other.example")) { try await provider.client().check(now: now) }
        let honest = try FakeProvider()
        try await honest.client().check(now: now)
    }

    @Test func `an address for mail that is not in the token is asked for, of the same person`() async throws {
        let identity = try await FakeProvider(.init(claims: ["email": "", "email_verified": ""], userinfo: true)).signIn()
        #expect(identity.email == "mai@xa.example" && identity.isEmailVerified && identity.name == "Lò Thị Mai")
        await #expect(throws: OpenIDFailure.badToken(.subject)) { try await FakeProvider(.init(claims: ["email": ""], userinfo: true, userinfoSubject: "u-78")).signIn() }
    }
}
