import Domain
import Hummingbird
import Markup
import Operations

/// Indicators: the list of all of them, and one with its definition, its figures over time, by unit and by category.
enum IndicatorPages {
    static var routes: [Route] {
        let forms: [PageRequest.Form] = [.html, .json, .csv, .xlsx]
        return [
            .get("/indicators", access: .everyone, forms: forms) { try IndicatorList($0).answer() },
            .get("/indicators/{code}", access: .everyone, forms: forms, indicator),
        ]
    }

    private static func indicator(_ request: PageRequest) throws -> Response {
        let indicator = try request.khen.indicators.indicator(request.parameter("code")), query = try IndicatorQuery(request.query, request.world.catalogue.periods)
        let home = request.world.homeUnit(of: indicator)
        let choice = try query.unit.map { try UnitChoice($0, request, asOf: query.asOf ?? request.today, near: home) } ?? home.map(UnitChoice.one)
        guard let choice else {
            throw Rejected(Label(vi: "Chỉ tiêu \(indicator.code) không gắn với đơn vị nào", en: "The indicator \(indicator.code) belongs to no unit"),
                           remedy: Label(vi: "Thêm unit= và mã đơn vị vào địa chỉ.", en: "Add unit= and a unit's code to the address."))
        }
        if request.form == .html, case .several(let units) = choice { return Reply.html(choicePage(indicator, units, request)) }
        let reading = IndicatorReading(indicator, unit: try choice.only(query.unit ?? ""), query, request)
        return request.form == .html ? Reply.html(try IndicatorView(reading).page()) : try IndicatorExport(reading).answer()
    }

    /// Asks which unit is meant where several go by the name.
    private static func choicePage(_ indicator: Indicator, _ units: [OrgUnit], _ request: PageRequest) -> HTML {
        let t = request.t, name = request.query["unit"] ?? ""
        let items = units.html { unit -> HTML in
            let above = request.world.units.ancestors(of: unit.id, asOf: unit.lastDay ?? max(request.today, unit.firstDay ?? request.today)).filter { $0.level > .country }.map { request.name(of: $0) }
            let until = unit.lastDay.map { t("until \(FigureText.date($0, t.language))") }
            return """
                <li><a href="\(request.indicatorAddress(indicator.code, unit: unit))">\(request.name(of: unit))</a> <span class="code">\(unit.code)</span><br>\
                <small>\((above + [until].compactMap(\.self)).joined(separator: ", "))</small></li>
                """
        }
        let main: HTML = "<h1>\(t("Which unit?"))</h1><p class=\"lede\">\(t("Several units go by “\(name)”. Choose one."))</p><ul class=\"feed\">\(items)</ul>"
        let crumbs: [(String, String?)] = [(t("Indicators"), "/indicators"), (indicator.code, Address.indicator(indicator.code)), (t("Which unit?"), nil)]
        return Layout.page(request, title: t("Which unit?"), current: .indicators, crumbs: crumbs, main: main)
    }
}
