import Hummingbird
import Markup
import Operations

/// The interface for programs: its description, a short guide to it, and whether the service works.
enum APIPages {
    static var routes: [Route] {
        [
            .get("/api", access: .everyone) { Reply.html(APIGuide($0).page()) },
            .get("/api/openapi.json", access: .everyone, forms: []) { request in
                Reply.bytes(try Description.openAPI(of: Site.routes, request.t).bytes(), type: "application/json; charset=utf-8")
            },
            .get("/health", access: .everyone, forms: [], readsFreshWorld: false) { request in
                let health = HealthAnswer(request.khen.health())
                return try Reply.json(health, status: health.status == .ok ? .ok : .serviceUnavailable)
            },
        ]
    }
}
