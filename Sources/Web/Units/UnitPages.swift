import Domain
import Hummingbird
import Markup
import Operations

/// Units: the list of all there are and were, and one with its place in the tree and in time.
enum UnitPages {
    static var routes: [Route] {
        [
            .get("/units", access: .everyone, forms: [.html, .json, .csv, .xlsx]) { try UnitDirectory($0).answer() },
            .get("/units/{code}", access: .everyone, forms: [.html, .json], unit),
        ]
    }

    private static func unit(_ request: PageRequest) throws -> Response {
        let day = try request.query.day("as-of") ?? request.today, code = request.parameter("code")
        do {
            let profile = try request.khen.centre.profile(code, asOf: day)
            return request.form == .json ? try Reply.json(UnitProfileAnswer(profile, request)) : Reply.html(UnitView(profile, request).page())
        } catch let unknown as NotFound {
            guard request.form == .html else { throw unknown }
            return Reply.html(UnknownUnit(code, unknown, request).page(), status: .notFound)
        }
    }
}
