import HTTPTypes
import Hummingbird
import Operations

/// The page needs somebody signed in.
struct NotSignedIn: Error {
    /// A program gave a key that is not valid.
    var hasBadToken = false
}

/// Somebody guesses.
struct TooManyAttempts: Error { var seconds: Int }

/// More was sent than the address takes. HTTP 413.
struct BodyTooLarge: Error {
    var limit: Int
    var words: String { limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) KB" }
}

/// A form was sent from another site's page.
struct ForeignRequest: Error {}

/// Keeps other sites from sending forms in the name of somebody who is signed in here.
enum SameOrigin {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!, forwardedHost = HTTPField.Name("X-Forwarded-Host")!

    /// Every browser says where a form was sent from; those that say nothing are programs, which have no session of a browser.
    ///
    /// - Throws: ``ForeignRequest``.
    static func require(_ request: Request, hasSession: Bool) throws {
        if let site = request.headers[fetchSite] {
            guard site == "same-origin" || site == "none" else { throw ForeignRequest() }
            return
        }
        guard let origin = request.headers[.origin] else {
            if hasSession { throw ForeignRequest() }
            return
        }
        let hosts = [request.head.authority, request.headers[forwardedHost]].compactMap { $0?.lowercased() }
        guard let start = origin.firstRange(of: "://")?.upperBound, hosts.contains(origin[start...].lowercased()) else { throw ForeignRequest() }
    }
}

/// Where a request came from, as far as it can be believed.
struct Origin {
    var address: String
    var isSecure: Bool
    /// A browser on the server itself, and no proxy in between.
    var isAtTheMachine: Bool

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!, forwardedProtocol = HTTPField.Name("X-Forwarded-Proto")!, forwarded = HTTPField.Name("Forwarded")!

    /// Whether the other end is on this machine.
    static func isLocal(_ peer: String?) -> Bool { peer.map { $0.hasPrefix("127.") || $0 == "::1" || $0 == "::ffff:127.0.0.1" } ?? false }

    init(_ request: Request, peer: String?) {
        let isLocal = Self.isLocal(peer)
        let forwarded = request.headers[Self.forwardedFor]?.split(separator: ",").last.map { $0.filter { $0 != " " } }
        // Only a proxy on this machine is believed.
        address = (isLocal ? forwarded : nil) ?? peer ?? "unknown"
        isSecure = request.head.scheme == "https" || request.headers[Self.forwardedProtocol]?.lowercased() == "https"
        let authority = request.head.authority ?? ""
        let host = authority.hasPrefix("[") ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
        isAtTheMachine = isLocal && forwarded == nil && request.headers[Self.forwarded] == nil && ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }
}

/// Addresses of this site that a request may name for where to go on.
enum LocalAddress {
    /// The address, where it is one of this site; `nil` for anything that could lead elsewhere.
    static func checked(_ text: String) -> String? {
        guard text.utf8.first == UInt8(ascii: "/"), !text.hasPrefix("//"), text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            !text.hasPrefix("/sign-"), !text.hasPrefix("/setup") else { return nil }
        return text
    }
}

/// The cookie that says who is signed in.
enum SessionCookie {
    static let name = "session"

    static func set(_ session: NewSession, _ request: PageRequest, on response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=\(session.token); Path=/; SameSite=Lax; HttpOnly\(session.stage == .password ? "; Max-Age=2592000" : "")\(request.isSecure ? "; Secure" : "")"))
        if let device = session.device { DeviceCookie.set(device, request, on: &response) }
        if session.stage.isSignedIn {
            response.headers.append(HTTPField(name: .setCookie, value: "lang=\(session.person.language); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"))
        }
    }

    static func clear(_ request: PageRequest, on response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly\(request.isSecure ? "; Secure" : "")"))
    }
}

/// The cookie by which a browser is known that signed in before, so that guessing by others does not slow its owner down.
enum DeviceCookie {
    static let name = "device"

    static func set(_ token: String, _ request: PageRequest, on response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=\(token); Path=/sign-in; Max-Age=31536000; SameSite=Lax; HttpOnly\(request.isSecure ? "; Secure" : "")"))
    }
}

extension PageRequest {
    /// Who is signed in with a browser.
    ///
    /// - Throws: ``NotSignedIn``, also for a program with a token: accounts are changed by people.
    func signedIn() throws -> Account {
        guard let account, case .session = account.means else { throw NotSignedIn() }
        return account
    }
}
