import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// What somebody often looks for in a register: kept under a name, opened with one press.
enum SavedFilterPages {
    static var routes: [Route] {
        [
            .post("/registers/{code}/filters", access: .signedIn, maxBytes: 8 << 10) { try save($0) },
            .post("/registers/{code}/filters/{id}/remove", access: .signedIn, maxBytes: 8 << 10) { try remove($0) },
        ]
    }

    /// The part of a list's address that a filter keeps.
    static func query(_ request: PageRequest) -> String {
        ["page", "lang", "done", "count", "receipt"].reduce(request.query) { rest, name in Query(rest.with(name, nil)) }.with("page", nil)
    }

    private static func save(_ request: PageRequest) throws -> Response {
        let code = request.parameter("code"), query = request.fields["query"] ?? ""
        try request.khen.registers.saveFilter(request.fields["name"] ?? "", query: query, of: code, by: request.person)
        return Reply.redirect(to: address(code, query))
    }

    private static func remove(_ request: PageRequest) throws -> Response {
        let code = request.parameter("code")
        try request.khen.registers.removeFilter(request.parameter("id"), of: code, by: request.person)
        return Reply.redirect(to: Address.register(code))
    }

    private static func address(_ code: String, _ query: String) -> String { Address.register(code) + "?" + Query(query).with("page", nil) }

    /// The reader's filters, the one in use marked; and the way to keep the present one or to give one up.
    static func section(_ register: Register, isNarrowed: Bool, _ request: PageRequest) throws -> HTML {
        let t = request.t, saved = try request.khen.registers.savedFilters(of: register.code, by: request.person), now = query(request), current = saved.first { $0.query == now }
        let links = saved.html { "<li><a href=\"\(address(register.code, $0.query))\"\(if: $0.id == current?.id, " aria-current=\"true\"")>\($0.name)</a></li>" }
        let post = "\(Address.register(register.code))/filters"
        let change: HTML
        if let current {
            change = "<form method=\"post\" action=\"\(post)/\(current.id)/remove\"><button class=\"quiet\">\(t("Remove the filter “\(current.name)”"))</button></form>"
        } else if isNarrowed {
            change = """
                <details><summary>\(t("Save this filter"))</summary><form method="post" action="\(post)"><input type="hidden" name="query" value="\(now)">\
                <label>\(t("Name of the filter")) <input name="name" required maxlength="\(Registers.longestFilterName)" autocomplete="off"></label> <button class="quiet">\(t("Save"))</button></form></details>
                """
        } else {
            change = ""
        }
        guard !saved.isEmpty || isNarrowed else { return "" }
        return "<div class=\"saved\">\(if: !saved.isEmpty, "<nav aria-label=\"\(t("Saved filters"))\"><span>\(t("Saved filters")):</span><ul>\(links)</ul></nav>")\(change)</div>"
    }
}
