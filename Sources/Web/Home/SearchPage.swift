import Domain
import Hummingbird
import Markup
import Operations

/// One search box for indicators and units, past and present.
enum SearchPage {
    static var routes: [Route] { [.get("/search", access: .everyone) { Reply.html(page($0)) }] }

    /// More units than this are not listed; the page says so and leads to the list of units.
    private static let mostUnits = 30

    private static func page(_ request: PageRequest) -> HTML {
        let t = request.t, text = request.query["q"] ?? ""
        let found = text.isEmpty ? [] : indicators(text, request), units = text.isEmpty ? [] : request.khen.units.search(text, limit: mostUnits)
        let lede: String = text.isEmpty ? t("Type a name or a code in the search box. Diacritics are not needed.")
            : found.isEmpty && units.isEmpty ? t("Nothing goes by “\(text)”. Try fewer letters, or a former name.")
            : t("“\(text)”: indicators \(found.count), units \(units.count).")
        let main: HTML = """
            <h1>\(t("Search"))</h1><p class="lede">\(lede)</p>\
            \(if: !found.isEmpty, "<h2>\(t("Indicators"))</h2><ul class=\"feed\">\(found.html { indicator($0, request) })</ul>")\
            \(if: !units.isEmpty, "<h2>\(t("Units"))</h2><ul class=\"feed\">\(units.html { unit($0, request) })</ul>")\
            \(if: units.count == mostUnits, "<p>\(t.html("These are the best matches. \(Layout.link(Address.units(search: text), t("Search among units only")))."))</p>")
            """
        return Layout.page(request, title: t("Search"), current: nil, crumbs: [(t("Operations centre"), "/"), (t("Search"), nil)], main: main)
    }

    private static func indicators(_ text: String, _ request: PageRequest) -> [Indicator] {
        let catalogue = request.world.catalogue
        let entries = catalogue.indicatorCodes.compactMap { catalogue.indicators[$0] }.map { (id: $0.code, texts: [$0.name.vi, $0.name.en, $0.code]) }
        return SearchIndex(entries).search(text, limit: entries.count).compactMap { catalogue.indicators[$0.id] }
    }

    private static func indicator(_ indicator: Indicator, _ request: PageRequest) -> HTML {
        let programme = request.world.catalogue.pack(of: indicator.code).map { request.t($0.name) }
        return """
            <li><a href="\(Address.indicator(indicator.code))">\(request.t(indicator.name))</a> <span class="code">\(indicator.code)</span><br>\
            <small>\(programme)</small></li>
            """
    }

    private static func unit(_ unit: OrgUnit, _ request: PageRequest) -> HTML {
        let t = request.t, version = unit.version(nearest: request.today), isFormer = unit.lastDay.map { $0 < request.today } ?? false
        let day = unit.lastDay.map { min($0, request.today) } ?? max(request.today, unit.firstDay ?? request.today)
        let above = request.world.units.ancestors(of: unit.id, asOf: day).filter { $0.level > .country }
            .map { t($0.version(nearest: day).fullName) }.joined(separator: ", ")
        let until = unit.lastDay.map { t("until \(FigureText.date($0, t.language))") }
        return """
            <li><a href="\(Address.unit(unit.code, asOf: isFormer ? day : nil))">\(t(version.fullName))</a> <span class="code">\(unit.code)</span>\
            \(if: unit.isIllustrative, " \(FigureText.tag(.illustrative, t))")<br><small>\([above, isFormer ? until : nil].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · "))</small></li>
            """
    }
}
