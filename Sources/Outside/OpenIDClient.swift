import Crypto
import Domain
import Foundation

/// Signs people in by the account that another office gave them: OpenID Connect with the authorization code, PKCE and a nonce.
///
/// Keep one for as long as the settings stand; it remembers what the provider says of itself, and its keys, for an hour.
package actor OpenIDClient {
    package nonisolated let provider: OpenIDProvider
    private var document: (read: Moment, value: OpenIDDocument)?
    private var keys: (read: Moment, value: ProviderKeys)?

    package init(_ provider: OpenIDProvider) { self.provider = provider }

    /// The address to which the person is sent to sign in.
    package func address(for attempt: OpenIDAttempt, language: String, now: Moment) async throws(OpenIDFailure) -> String {
        let document = try await discovered(now)
        let endpoint = try endpoint(document.authorizationEndpoint, "authorization_endpoint")
        return endpoint.with([
            ("response_type", "code"), ("scope", "openid profile email"), ("client_id", provider.clientID), ("redirect_uri", provider.returnAddress),
            ("state", attempt.state), ("nonce", attempt.nonce), ("code_challenge", Base64.forAddresses(SHA256.hash(data: Data(attempt.verifier.utf8)))),
            ("code_challenge_method", "S256"), ("ui_locales", language),
        ])
    }

    /// Who came back from the provider.
    ///
    /// - Parameters:
    ///   - answer: the fields of the address to which the provider sent the person: `code` and `state`, or `error`; `iss` where it says so (RFC 9207).
    ///   - attempt: as it was begun in the same browser.
    package func identity(answer: [String: String], attempt: OpenIDAttempt, now: Moment) async throws(OpenIDFailure) -> OpenIDIdentity {
        guard let state = answer["state"], state == attempt.state else { throw .otherAttempt }
        if let issuer = answer["iss"], issuer != provider.issuer.text { throw .badToken(.issuer) }
        if let code = answer["error"] { throw .refused(code: code, description: answer["error_description"]) }
        guard let code = answer["code"], !code.isEmpty else { throw .badAnswer("code") }
        let tokens = try await tokens(code: code, attempt: attempt, now: now)
        let claims = try await claims(of: tokens.idToken, nonce: attempt.nonce, now: now)
        var identity = OpenIDIdentity(issuer: claims.iss, subject: claims.sub, email: claims.email, isEmailVerified: claims.emailVerified, name: claims.name)
        if identity.email == nil, let access = tokens.accessToken { try await complete(&identity, access: access, now: now) }
        return identity
    }

    /// Asks the provider for what it says of itself, to see whether the settings are right.
    package func check(now: Moment) async throws(OpenIDFailure) {
        document = nil
        keys = nil
        _ = try await discovered(now)
        _ = try await keys(now, anew: true)
    }

    // MARK: What the provider says of itself

    private static let lifetime: Int64 = 3_600_000

    private func discovered(_ now: Moment) async throws(OpenIDFailure) -> OpenIDDocument {
        if let document, now.milliseconds - document.read.milliseconds < Self.lifetime { return document.value }
        let base = provider.issuer.text
        guard let address = WebAddress((base.hasSuffix("/") ? String(base.dropLast()) : base) + "/.well-known/openid-configuration") else { throw .badAnswer("issuer") }
        let found: OpenIDDocument = try decoded(try await asked(.get(address, certificates: provider.certificates)), "openid-configuration")
        guard found.issuer == base else { throw .badAnswer("issuer: \(found.issuer)") }
        document = (now, found)
        return found
    }

    private func keys(_ now: Moment, anew: Bool) async throws(OpenIDFailure) -> ProviderKeys {
        if !anew, let keys, now.milliseconds - keys.read.milliseconds < Self.lifetime { return keys.value }
        let address = try endpoint(try await discovered(now).jwksURI, "jwks_uri")
        let answer = try await asked(.get(address, certificates: provider.certificates))
        guard answer.status == 200 else { throw .badAnswer("jwks_uri: \(answer.status)") }
        let found: ProviderKeys
        do { found = try ProviderKeys(json: answer.body) } catch { throw .badAnswer("jwks_uri") }
        keys = (now, found)
        return found
    }

    // MARK: Tokens

    private struct Tokens: Decodable {
        var idToken: String
        var accessToken: String?

        private enum CodingKeys: String, CodingKey { case idToken = "id_token", accessToken = "access_token" }
    }

    private struct Refusal: Decodable {
        var error: String
        var errorDescription: String?

        private enum CodingKeys: String, CodingKey { case error, errorDescription = "error_description" }
    }

    private func tokens(code: String, attempt: OpenIDAttempt, now: Moment) async throws(OpenIDFailure) -> Tokens {
        let document = try await discovered(now)
        let address = try endpoint(document.tokenEndpoint, "token_endpoint")
        var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", provider.returnAddress), ("code_verifier", attempt.verifier)]
        var headers = [("Accept", "application/json")]
        if let secret = provider.clientSecret, !secret.isEmpty {
            // Where nothing is said, the standard's own way holds (Discovery 1.0, section 3).
            if (document.tokenEndpointAuthMethodsSupported ?? ["client_secret_basic"]).contains("client_secret_basic") {
                let pair = "\(HTTPCall.percentEncoded(provider.clientID)):\(HTTPCall.percentEncoded(secret))"
                headers.append(("Authorization", "Basic \(Base64.text(Array(pair.utf8)))"))
            } else {
                fields += [("client_id", provider.clientID), ("client_secret", secret)]
            }
        } else {
            fields.append(("client_id", provider.clientID))
        }
        let answer = try await asked(.post(.form(fields.map { (name: $0.0, value: $0.1) }), to: address, headers: headers.map { (name: $0.0, value: $0.1) }, certificates: provider.certificates))
        if answer.status != 200 {
            let refusal: Refusal = try decoded(answer, "token_endpoint: \(answer.status)", status: answer.status)
            throw .refused(code: refusal.error, description: refusal.errorDescription)
        }
        return try decoded(answer, "token_endpoint")
    }

    /// A key that is not known may be a new one: the provider's keys are asked for once more, and not a second time.
    private func claims(of text: String, nonce: String, now: Moment) async throws(OpenIDFailure) -> IDToken.Claims {
        let token: IDToken
        do { token = try IDToken(text) } catch { throw .badToken(error) }
        let known = try await keys(now, anew: false)
        do { return try token.verified(by: known, provider: provider, nonce: nonce, now: now) } catch {
            guard error == .unknownKey else { throw .badToken(error) }
        }
        let renewed = try await keys(now, anew: true)
        do { return try token.verified(by: renewed, provider: provider, nonce: nonce, now: now) } catch { throw .badToken(error) }
    }

    private struct Profile: Decodable {
        var sub: String
        var email: String?
        var emailVerified: Bool?
        var name: String?

        private enum CodingKeys: String, CodingKey { case sub, email, emailVerified = "email_verified", name }
    }

    /// Some providers give the address for mail only when asked for it by itself.
    private func complete(_ identity: inout OpenIDIdentity, access: String, now: Moment) async throws(OpenIDFailure) {
        guard let text = try await discovered(now).userinfoEndpoint else { return }
        let answer = try await asked(.get(try endpoint(text, "userinfo_endpoint"), headers: [(name: "Authorization", value: "Bearer \(access)")], redirects: 0, certificates: provider.certificates))
        let profile: Profile = try decoded(answer, "userinfo_endpoint")
        guard profile.sub == identity.subject else { throw .badToken(.subject) }
        identity.email = profile.email
        identity.isEmailVerified = profile.emailVerified ?? false
        identity.name = identity.name ?? profile.name
    }

    // MARK: Asking

    private func endpoint(_ text: String, _ name: String) throws(OpenIDFailure) -> WebAddress {
        guard let address = WebAddress(text), address.isSecure || !provider.issuer.isSecure else { throw .badAnswer(name) }
        return address
    }

    private func asked(_ call: HTTPCall) async throws(OpenIDFailure) -> HTTPAnswer {
        do { return try await call.answer() } catch { throw .http(error) }
    }

    private func decoded<T: Decodable>(_ answer: HTTPAnswer, _ what: String, status: Int = 200) throws(OpenIDFailure) -> T {
        guard answer.status == status else { throw .badAnswer("\(what): \(answer.status)") }
        do { return try JSONDecoder().decode(T.self, from: Data(answer.body)) } catch { throw .badAnswer(what) }
    }
}
