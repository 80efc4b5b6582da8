import Crypto
import Domain
import Foundation
@testable import Outside
import TestServers
import Testing

private let now = Moment(iso: "2026-08-20T02:00:00.000Z")!
private let seconds = now.milliseconds / 1000

private func letters(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }

extension FakeProvider {
    fileprivate convenience init(_ habits: Habits = Habits()) throws { try self.init(habits, seconds: seconds) }

    fileprivate func client(secret: String? = "bí mật") throws -> OpenIDClient {
        OpenIDClient(OpenIDProvider(issuer: try #require(WebAddress(server.address)), clientID: "khen-91", clientSecret: secret, returnAddress: "https://khen.example/sign-in/openid/return"))
    }

    fileprivate func signIn(_ client: OpenIDClient? = nil) async throws -> OpenIDIdentity {
        let attempt = OpenIDAttempt()
        expect(nonce: attempt.nonce)
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
