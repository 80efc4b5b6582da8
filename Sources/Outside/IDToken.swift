import Crypto
import CryptoExtras
import Domain
import Foundation

/// The public keys with which a provider signs.
struct ProviderKeys: Sendable {
    private enum Key: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    private struct Described: Decodable {
        var kty: String
        var kid: String?
        var use: String?
        var alg: String?
        var n: String?
        var e: String?
        var crv: String?
        var x: String?
        var y: String?
    }

    private struct Unreadable: Decodable {}

    private struct Document: Decodable {
        var keys: [Described]

        private enum CodingKeys: CodingKey { case keys }

        init(from decoder: any Decoder) throws {
            var list = try decoder.container(keyedBy: CodingKeys.self).nestedUnkeyedContainer(forKey: .keys)
            keys = []
            while !list.isAtEnd {
                // Kinds of keys that nobody here knows may look like anything.
                do { keys.append(try list.decode(Described.self)) } catch { _ = try list.decode(Unreadable.self) }
            }
        }
    }

    private var keys: [(id: String?, key: Key)] = []

    /// Takes the keys for signing with RS256 or ES256, and leaves the others.
    ///
    /// - Throws: where it is no set of keys (RFC 7517).
    init(json: [UInt8]) throws {
        for described in try JSONDecoder().decode(Document.self, from: Data(json)).keys where described.use == nil || described.use == "sig" {
            func bytes(_ text: String?) -> [UInt8]? { text.flatMap { Base64.bytes(forAddresses: $0) } }
            switch (described.kty, described.alg ?? described.crv) {
            case ("RSA", nil), ("RSA", "RS256"):
                // A key that is too short or damaged is none.
                if let n = bytes(described.n), let e = bytes(described.e), let key = try? _RSA.Signing.PublicKey(n: n, e: e) { keys.append((described.kid, .rsa(key))) }
            case ("EC", "ES256"), ("EC", "P-256"):
                // A point that is not on the curve is no key.
                if described.crv == "P-256", let x = bytes(described.x), let y = bytes(described.y), x.count == 32, y.count == 32,
                    let key = try? P256.Signing.PublicKey(rawRepresentation: x + y) { keys.append((described.kid, .p256(key))) }
            default: continue
            }
        }
    }

    /// Whether a signature over bytes is by one of these keys.
    ///
    /// - Throws: ``TokenFault/unknownKey`` where the token names none of them, or names none and there are several.
    func holds(_ signature: [UInt8], over signed: [UInt8], algorithm: String, keyID: String?) throws(TokenFault) -> Bool {
        let fitting = keys.filter { id, key in
            switch (key, algorithm) {
            case (.rsa, "RS256"), (.p256, "ES256"): keyID == nil || id == keyID
            default: false
            }
        }
        guard fitting.count == 1, let key = fitting.first?.key else { throw .unknownKey }
        switch key {
        case .rsa(let key): return key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
        case .p256(let key):
            // Anything but 64 bytes is no signature.
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: signed)
        }
    }
}

/// What a provider says of a person, signed.
///
/// - Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 7515; RFC 8725.
struct IDToken: Sendable {
    struct Claims: Decodable, Sendable {
        var iss: String
        var sub: String
        var aud: [String]
        var azp: String?
        var exp: Double
        var iat: Double
        var nbf: Double?
        var nonce: String?
        var email: String?
        var emailVerified: Bool
        var name: String?

        private enum CodingKeys: String, CodingKey { case iss, sub, aud, azp, exp, iat, nbf, nonce, email, emailVerified = "email_verified", name }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            iss = try values.decode(String.self, forKey: .iss)
            sub = try values.decode(String.self, forKey: .sub)
            do { aud = [try values.decode(String.self, forKey: .aud)] } catch DecodingError.typeMismatch { aud = try values.decode([String].self, forKey: .aud) }
            azp = try values.decodeIfPresent(String.self, forKey: .azp)
            exp = try values.decode(Double.self, forKey: .exp)
            iat = try values.decode(Double.self, forKey: .iat)
            nbf = try values.decodeIfPresent(Double.self, forKey: .nbf)
            nonce = try values.decodeIfPresent(String.self, forKey: .nonce)
            email = try values.decodeIfPresent(String.self, forKey: .email)
            // Some providers write it as text.
            do { emailVerified = try values.decodeIfPresent(Bool.self, forKey: .emailVerified) ?? false } catch DecodingError.typeMismatch {
                emailVerified = try values.decode(String.self, forKey: .emailVerified) == "true"
            }
            name = try values.decodeIfPresent(String.self, forKey: .name)
        }
    }

    private struct Head: Decodable {
        var alg: String
        var kid: String?
        var crit: [String]?
    }

    private var head: Head
    private var claims: Claims
    private var signed: [UInt8]
    private var signature: [UInt8]

    /// Reads a token without believing it.
    init(_ text: String) throws(TokenFault) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 64 << 10, let first = Base64.bytes(forAddresses: parts[0]), let second = Base64.bytes(forAddresses: parts[1]),
            let third = Base64.bytes(forAddresses: parts[2])
        else { throw .malformed }
        do {
            head = try JSONDecoder().decode(Head.self, from: Data(first))
            claims = try JSONDecoder().decode(Claims.self, from: Data(second))
        } catch { throw .malformed }
        // A list of what is accepted: “none” and keys shared with others are not on it.
        guard ["RS256", "ES256"].contains(head.alg), head.crit == nil else { throw .algorithm }
        signed = Array("\(parts[0]).\(parts[1])".utf8)
        signature = third
    }

    /// What the token says, once it is shown to be the provider's, for this installation and attempt, and of now.
    ///
    /// - Parameter skew: how far the two clocks may be apart, in seconds.
    func verified(by keys: ProviderKeys, provider: OpenIDProvider, nonce: String, now: Moment, skew: Double = 60) throws(TokenFault) -> Claims {
        guard try keys.holds(signature, over: signed, algorithm: head.alg, keyID: head.kid) else { throw .signature }
        let seconds = Double(now.milliseconds) / 1000
        guard claims.iss == provider.issuer.text else { throw .issuer }
        guard claims.aud.contains(provider.clientID) else { throw .audience }
        guard claims.azp == provider.clientID || (claims.azp == nil && claims.aud.count == 1) else { throw .party }
        guard seconds < claims.exp + skew else { throw .expired }
        guard claims.iat <= seconds + skew, (claims.nbf ?? claims.iat) <= seconds + skew else { throw .notYetValid }
        guard claims.nonce == nonce else { throw .nonce }
        guard (1...255).contains(claims.sub.utf8.count) else { throw .subject }
        return claims
    }
}
