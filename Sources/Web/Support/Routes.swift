import Domain
import HTTPTypes
import Hummingbird
import Operations

/// Who may ask for an address. Every route states one.
package enum Access: Sendable, Hashable {
    /// Anyone, signed in or not: public facts and aggregate figures, and signing in itself.
    case everyone
    /// Whoever is signed in.
    case signedIn
    /// Whoever has a right somewhere; the operation looks at where.
    case right(Right)
    /// Whoever sets up an installation in which there is nobody yet.
    case setUp
}

/// One address the site answers.
package struct Route: Sendable {
    package var method: HTTPRequest.Method
    /// Path with named pieces, such as `/units/{code}`.
    package var path: String
    package var access: Access
    /// Forms it answers in besides the page.
    package var forms: [PageRequest.Form]
    /// Whether the logs are looked at first for what other processes have written; only what must answer without a database says no.
    package var readsFreshWorld = true
    /// Longest body it takes.
    package var maxBytes = 0
    package var handler: @Sendable (PageRequest) async throws -> Response

    package static func get(
        _ path: String, access: Access, forms: [PageRequest.Form] = [.html], readsFreshWorld: Bool = true, _ handler: @escaping @Sendable (PageRequest) async throws -> Response
    ) -> Route {
        Route(method: .get, path: path, access: access, forms: forms, readsFreshWorld: readsFreshWorld, handler: handler)
    }

    /// An address that takes a form and answers with 303 once it is done.
    ///
    /// - Parameter maxBytes: of the whole body; a longer one is answered with 413.
    package static func post(
        _ path: String, access: Access, forms: [PageRequest.Form] = [.html], maxBytes: Int = 64 * 1024, _ handler: @escaping @Sendable (PageRequest) async throws -> Response
    ) -> Route {
        Route(method: .post, path: path, access: access, forms: forms, maxBytes: maxBytes, handler: handler)
    }

    /// Whether it answers ODK Collect in the words of OpenRosa, which knows neither pages nor JSON.
    var speaksOpenRosa: Bool { path.hasPrefix("/odk/") }

    /// The name of the path's last piece, where that is a named one; its value may end in the form that is wanted.
    var lastPiece: String? {
        guard let last = path.split(separator: "/").last, last.hasPrefix("{") else { return nil }
        return String(last.dropFirst().dropLast())
    }

    /// The path as Hummingbird writes it.
    var pattern: String { path.replacing("{", with: ":").replacing("}", with: "") }
}
