import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// A page that is mainly one form: title, what went wrong, fields, button.
struct FormPage {
    var title: String
    var lede: HTML = ""
    var action: String
    var fields: [Field]
    var button: String
    var crumbs: [(String, String?)] = []
    /// Stands inside the form before its button.
    var inside: HTML = ""
    /// Stands below the form.
    var after: HTML = ""
    var section: Layout.Section?

    func response(_ request: PageRequest, problem: Rejected? = nil) -> Response {
        var page = self
        var general: HTML = ""
        if let problem {
            let t = request.t, message = FormPage.sentence(t(problem.reason)) + " " + t(problem.remedy)
            if let place = problem.place, let index = fields.firstIndex(where: { $0.name == place }) { page.fields[index].error = message } else { general = FormPage.message("bad", message) }
        }
        let main: HTML = """
            <h1>\(title)</h1>\(lede)\(errorSummary(title: request.t("Please correct this"), fields: page.fields))\(general)\
            <form method="post" action="\(action)">\(page.fields.map(\.html))\(inside)<p><button>\(button)</button></p></form>\(after)
            """
        var response = Reply.html(Layout.page(request, title: title, current: section, crumbs: crumbs, main: main), status: problem == nil ? .ok : .unprocessableContent)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + (text.last.map { ".!?".contains($0) } ?? true ? "" : ".") }

    /// A message of one paragraph: `done`, `warn`, `bad`.
    static func message(_ kind: String, _ text: String) -> HTML { "<div class=\"status \(kind)\" role=\"status\"><p>\(text)</p></div>" }
}

extension PageRequest {
    /// Does something and leads on; where it is refused, shows the form again with the reason.
    func attempt(_ body: () async throws -> Response, otherwise form: (Rejected) throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let problem as Rejected {
            return try form(problem)
        }
    }

    /// What was done just before, named in the address of the page that follows.
    func done(_ words: [String: String]) -> HTML { query["done"].flatMap { words[$0] }.map { FormPage.message("done", $0) } ?? "" }
}
