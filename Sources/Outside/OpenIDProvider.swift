import Domain

/// The office that vouches for people, where they sign in with its account (OpenID Connect).
package struct OpenIDProvider: Sendable, Hashable {
    /// Its address exactly as its tokens name it.
    package var issuer: WebAddress
    /// How the provider knows this installation.
    package var clientID: String
    /// Empty for an installation that has none.
    package var clientSecret: String?
    /// Where the provider sends people back to.
    package var returnAddress: String
    /// A file with the certificates of authorities to trust, where an office has its own (PEM).
    package var certificates: String?

    package init(issuer: WebAddress, clientID: String, clientSecret: String? = nil, returnAddress: String, certificates: String? = nil) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.returnAddress = returnAddress
        self.certificates = certificates
    }
}

/// What a provider says of itself.
///
/// - Source: OpenID Connect Discovery 1.0, section 3.
struct OpenIDDocument: Decodable, Sendable {
    var issuer: String
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var userinfoEndpoint: String?
    var jwksURI: String
    var tokenEndpointAuthMethodsSupported: [String]?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint", tokenEndpoint = "token_endpoint", userinfoEndpoint = "userinfo_endpoint"
        case jwksURI = "jwks_uri", tokenEndpointAuthMethodsSupported = "token_endpoint_auth_methods_supported"
    }
}

/// One attempt to sign in, to be kept by the person's browser until the provider sends them back.
package struct OpenIDAttempt: Sendable, Hashable, Codable {
    /// Comes back in the address: whoever returns is whoever went.
    package var state: String
    /// Comes back in the token: it was made for this attempt.
    package var nonce: String
    /// Shows to the provider that whoever asks for the token is whoever began (PKCE, RFC 7636).
    package var verifier: String

    package init() {
        func secret() -> String { Base64.forAddresses((0..<32).map { _ in UInt8.random(in: .min ... .max) }) }
        state = secret()
        nonce = secret()
        verifier = secret()
    }

    package init(state: String, nonce: String, verifier: String) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
    }
}

/// The person for whom a provider vouches.
package struct OpenIDIdentity: Sendable, Hashable {
    package var issuer: String
    /// The provider's own name for the person, which never passes to another.
    package var subject: String
    package var email: String?
    package var isEmailVerified: Bool
    package var name: String?
}

/// Why nobody could be signed in by a provider.
package enum OpenIDFailure: Error, Sendable, Hashable {
    case http(HTTPFailure)
    /// Its answer is not as the standard says: what is wrong, for administrators.
    case badAnswer(String)
    /// The provider refused, in its own words.
    case refused(code: String, description: String?)
    /// The person came back to another attempt than they began.
    case otherAttempt
    /// The token does not hold: why, for administrators.
    case badToken(TokenFault)

    package var message: Label {
        switch self {
        case .http(let failure): failure.message
        case .badAnswer(let what): Label(vi: "Nhà cung cấp đăng nhập trả lời không đúng chuẩn (\(what))", en: "The sign-in provider's answer is not as the standard says (\(what))")
        case .refused(let code, let description):
            Label(vi: "Nhà cung cấp đăng nhập từ chối (\(description ?? code))", en: "The sign-in provider refuses (\(description ?? code))")
        case .otherAttempt: Label(vi: "Lần đăng nhập này không phải lần đã bắt đầu ở trình duyệt này", en: "This is not the attempt to sign in that was begun in this browser")
        case .badToken(let fault): Label(vi: "Không xác minh được danh tính do nhà cung cấp gửi (\(fault.rawValue))", en: "What the provider says of the person cannot be verified (\(fault.rawValue))")
        }
    }

    package var remedy: Label {
        switch self {
        case .http(let failure): failure.remedy
        case .otherAttempt: Label(vi: "Quay lại trang đăng nhập và làm lại từ đầu.", en: "Go back to the sign-in page and begin again.")
        case .refused: Label(vi: "Đăng nhập lại; nếu vẫn bị từ chối, báo cho người quản trị.", en: "Sign in again; if it is still refused, tell your administrator.")
        case .badAnswer, .badToken: Label(vi: "Báo cho người quản trị nội dung trong ngoặc.", en: "Tell your administrator what stands in brackets.")
        }
    }
}

/// What is wrong with a token.
package enum TokenFault: String, Error, Sendable {
    case malformed, algorithm = "algorithm not accepted", unknownKey = "unknown key", signature, issuer, audience, party = "authorized party", expired, notYetValid = "not yet valid", nonce, subject
}
