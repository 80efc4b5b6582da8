import Domain
import HTTPTypes
import Hummingbird
import Operations

/// Refuses writes that another site's page sends with the reader's cookies: by `Sec-Fetch-Site` where the browser says it, else by `Origin`.
///
/// Programs that show a token of their own carry no cookies and are not asked.
struct SameOrigin: RouterMiddleware {
    typealias Context = SiteContext

    /// A write from another site. HTTP 403.
    struct FromElsewhere: Error {}

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard request.method != .get, request.method != .head, request.method != .options, request.headers[.authorization] == nil else { return try await next(request, context) }
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) {
            guard site == "same-origin" || site == "none" else { throw FromElsewhere() }
        } else if let origin = request.headers[.origin] {
            let host = request.head.authority ?? ""
            guard !host.isEmpty, origin == "http://\(host)" || origin == "https://\(host)" else { throw FromElsewhere() }
        }
        return try await next(request, context)
    }
}
