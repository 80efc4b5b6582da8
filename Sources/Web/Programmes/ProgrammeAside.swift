import Domain
import Markup
import Operations

/// One indicator by unit beside a programme's targets: a map, and the units that need attention.
struct ProgrammeAside {
    private let view: ProgrammeView
    private let candidates: [TargetStanding]
    private let chosen: Shown?
    private var request: PageRequest { view.request }
    private var t: Translator { view.t }

    /// How many units are named as needing attention.
    private static let fewest = 5

    /// What is shown: an indicator with its figure for the whole and the figures of the units beneath.
    private struct Shown {
        var indicator: Indicator
        var whole: Figure
        var parts: [Figure]
    }

    init(_ view: ProgrammeView) throws {
        self.view = view
        candidates = Self.candidates(view.overview)
        let wanted = candidates.first { $0.indicator.code == view.request.query["map"] } ?? candidates.first
        chosen = wanted.flatMap { Self.shown($0, view.overview.unit, view.request) }
    }

    /// Whether made-up figures are shown, which may be where a programme's own figures are not.
    var isIllustrative: Bool { chosen?.whole.standing == .illustrative }

    func html() throws -> HTML {
        guard let chosen else { return "" }
        let map = view.overview.unit.level < .commune
            ? try UnitMap.choropleth(request, indicator: chosen.indicator, unit: view.overview.unit, period: chosen.whole.period, standing: chosen.whole.standing, figures: chosen.parts) : nil
        return """
            <h2>\(t("By unit: \(t(chosen.indicator.name))"))</h2>\(chooser(chosen.indicator))\
            <p><b>\(FigureText.value(chosen.whole, chosen.indicator, t.language))</b> \(FigureText.tag(chosen.whole.mark, t)) \(view.periodName(chosen.whole.period))</p>\
            \(map)\(attention(chosen))
            """
    }

    /// The latest figure with those of the units beneath; a made-up one where units have no others.
    private static func shown(_ standing: TargetStanding, _ unit: OrgUnit, _ request: PageRequest) -> Shown? {
        let level = lower(unit), indicators = request.khen.indicators
        func shown(_ figure: Figure) -> Shown? {
            let parts = indicators.byUnit(standing.indicator, beneath: unit.id, level: level, period: figure.period, standing: figure.standing)
            return parts.count > 1 ? Shown(indicator: standing.indicator, whole: figure, parts: parts) : nil
        }
        if let latest = standing.latest, let found = shown(latest) { return found }
        var query = Indicators.SeriesQuery()
        query.standings = [.illustrative]
        return indicators.series(standing.indicator, unit: unit.id, query).last.flatMap(shown)
    }

    /// The level one step beneath the unit.
    private static func lower(_ unit: OrgUnit) -> UnitLevel { unit.level < .commune ? .commune : .village }

    /// Indicators that are counted beneath the unit and have a figure.
    private static func candidates(_ overview: ProgrammeOverview) -> [TargetStanding] {
        guard overview.unit.level < .village else { return [] }
        return overview.targets.filter { $0.indicator.level >= lower(overview.unit) && $0.indicator.measure != .milestone && $0.latest != nil }
    }

    private func chooser(_ chosen: Indicator) -> HTML {
        // Offered are the targets; what is only watched has its map on its own page.
        let targets = candidates.filter { $0.course != nil || $0.indicator.code == chosen.code }, offered = targets.count > 1 ? targets : candidates
        guard offered.count > 1 else { return "" }
        let options = offered.html { standing in
            "<option value=\"\(standing.indicator.code)\"\(if: standing.indicator.code == chosen.code, " selected")>\(standing.indicator.code) \(t(standing.indicator.name))</option>"
        }
        return """
            <form class="filters" action="\(Address.programme(view.overview.pack.code))">\(request.query["unit"].map { "<input type=\"hidden\" name=\"unit\" value=\"\($0)\">" as HTML })\
            <label>\(t("Indicator"))<br><select name="map">\(options)</select></label><button class="quiet">\(t("Show"))</button></form>
            """
    }

    /// The units that are furthest from the target, with the way to their page.
    private func attention(_ shown: Shown) -> HTML {
        let indicator = shown.indicator
        let sorted = shown.parts.sorted { indicator.direction == .up ? ($0.value, $0.unit) < ($1.value, $1.unit) : ($1.value, $0.unit) < ($0.value, $1.unit) }
        let rows = sorted.prefix(Self.fewest).compactMap { figure -> Ranking.Row? in
            guard let unit = request.world.units.unit(figure.unit) else { return nil }
            return Ranking.Row(name: request.name(of: unit), link: Address.indicator(indicator.code, unit: request.key(of: unit)), value: figure.value,
                               valueText: FigureText.value(figure, indicator, t.language))
        }
        let full = indicator.unitOfMeasure.en == "%" ? 100 : shown.parts.map(\.value).max()
        let all = Layout.link(Address.indicator(indicator.code, unit: request.key(of: view.overview.unit)), t("All \(shown.parts.count) units"))
        return "<h3>\(t("Needs attention"))</h3>\(Ranking(Array(rows), full: full).html)<p>\(all)</p>"
    }
}
