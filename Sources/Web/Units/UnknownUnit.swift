import Domain
import Markup
import Operations

/// The page for a code that no unit carries: says so, and offers what may have been meant.
struct UnknownUnit {
    private let code: String
    private let reason: NotFound
    private let request: PageRequest
    private var t: Translator { request.t }

    private static let mostSuggestions = 8

    init(_ code: String, _ reason: NotFound, _ request: PageRequest) { (self.code, self.reason, self.request) = (code, reason, request) }

    func page() -> HTML {
        let suggestions = self.suggestions, words = UnitWords(request)
        let list: HTML = """
            <h2>\(t("Did you mean"))</h2><ul class="feed">\(suggestions.html { unit in
                "<li>\(words.link(unit)) <span class=\"code\">\(unit.code)</span><br><small>\(words.span(unit.firstDay, unit.lastDay)) \(words.became(unit))</small></li>"
            })</ul>
            """
        let main: HTML = """
            <h1>\(t("Not found"))</h1><div class="status bad"><p>\(t(reason.what))</p><p>\(t("Check the code, or look for the unit by its name or a former name."))</p></div>\
            <form class="filters" action="/units"><label>\(t("Name, former name or code"))<br><input type="search" name="q" value="\(code)"></label><button class="quiet">\(t("Find"))</button></form>\
            \(if: !suggestions.isEmpty, list)
            """
        return Layout.page(request, title: t("Not found"), current: .units, crumbs: [(t("Units"), "/units"), (code, nil)], main: main)
    }

    /// Units that go by the text as a name, or whose code the number becomes with zeros before it or without its last digits.
    private var suggestions: [OrgUnit] {
        var found = request.world.searchUnits(code, limit: Self.mostSuggestions)
        if !code.isEmpty, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            for width in [2, 3, 5] where code.count < width { found += request.world.units.units(code: String(repeating: "0", count: width - code.count) + code) }
            for length in [5, 3, 2] where code.count > length { found += request.world.units.units(code: String(code.prefix(length))) }
        }
        var seen: Set<UnitID> = []
        return Array(found.filter { seen.insert($0.id).inserted }.prefix(Self.mostSuggestions))
    }
}
