import Domain
import Markup
import Operations

/// One indicator and period by the units beneath and by categories.
struct IndicatorBreakdown {
    private let view: IndicatorView
    private var request: PageRequest { view.request }
    private var t: Translator { view.t }
    private var indicator: Indicator { view.indicator }

    /// Rows of a table that are shown at once.
    private static let fewRows = 12
    /// Units named at each end of the ranking.
    private static let ends = 5

    init(_ view: IndicatorView) { self.view = view }

    static func reported(_ figure: Figure, _ t: Translator) -> HTML {
        figure.expected > 0 ? "\(t.language.number(figure.reported))/\(t.language.number(figure.expected))" : ""
    }

    // MARK: By unit

    func units(_ found: [(unit: OrgUnit, figure: Figure)]) throws -> HTML {
        guard let figure = view.reading.figure, let level = view.reading.levelBeneath else { return "" }
        let all = request.world.units.beneath(view.reading.unit, level: level, in: figure.period)
        guard !all.isEmpty else { return "" }
        let title = level == .village ? t("By village") : level == .commune ? t("By commune") : t("By province")
        let heading = view.heading(title, id: "units", by: "units")
        guard !found.isEmpty else { return "\(heading)<p>\(t("No figures of this kind by unit, \(request.name(of: figure.period)).")) \(otherKind(figure))</p>" }
        let ranked = ranked(found)
        let missing = all.count - found.count
        return """
            \(heading)<p>\(request.name(of: figure.period)) \(FigureText.tags(figure, t)) \(t("\(found.count) of \(all.count) units have a figure."))</p>\
            \(try map(figure, level, found))\(if: hasEnds(ranked), ends(ranked))\(unitTable(ranked))\
            \(if: missing > 0, "<p><small>\(t("One unit has no figure.|\(missing) units have no figure."))</small></p>")
            """
    }

    /// Official figures are often printed for the whole only.
    private func otherKind(_ figure: Figure) -> HTML {
        guard figure.standing != .illustrative, view.reading.series.contains(where: { $0.standing == .illustrative }) else { return "" }
        return Layout.link("\(Address.indicator(indicator.code))?\(Query(request.query.with("standing", "illustrative")).with("period", nil))#units", t("See illustrative figures by unit"))
    }

    /// Best first.
    private func ranked(_ found: [(unit: OrgUnit, figure: Figure)]) -> [(unit: OrgUnit, figure: Figure)] {
        found.sorted { a, b in
            if a.figure.value != b.figure.value { return indicator.direction == .up ? a.figure.value > b.figure.value : a.figure.value < b.figure.value }
            return a.unit.code < b.unit.code
        }
    }

    private func map(_ figure: Figure, _ level: UnitLevel, _ found: [(unit: OrgUnit, figure: Figure)]) throws -> HTML {
        guard level == .commune, found.count > 1 else { return "" }
        guard request.query["map"] == "1" else { return "<p>\(Layout.link("\(view.address(with: "map", "1"))#units", t("View the map")))</p>" }
        guard let map = try UnitMap.choropleth(request, indicator: indicator, unit: view.reading.unit, period: figure.period, standing: figure.standing, figures: found.map(\.figure)) else {
            return "<p>\(t("There are no outlines of these units to draw a map with."))</p>"
        }
        return "\(map)<p>\(Layout.link("\(view.address(with: "all", "units"))#unit-table", t("The same figures as a table")))</p>"
    }

    private func hasEnds(_ ranked: [(unit: OrgUnit, figure: Figure)]) -> Bool { ranked.count > Self.fewRows && indicator.measure != .milestone }

    private func ends(_ ranked: [(unit: OrgUnit, figure: Figure)]) -> HTML {
        let full = indicator.unitOfMeasure.en == "%" ? 100 : ranked.map(\.figure.value).max()
        func list(_ part: ArraySlice<(unit: OrgUnit, figure: Figure)>, first: Int) -> HTML {
            Ranking(part.map { unit, figure in
                Ranking.Row(name: request.name(of: unit), link: request.indicatorAddress(indicator.code, unit: unit), value: figure.value, valueText: FigureText.value(figure, indicator, t.language))
            }, full: full, firstPlace: first).html
        }
        /// Units that are level are not put before or behind each other.
        func tied(with one: Figure) -> HTML? {
            let count = ranked.count { $0.figure.value == one.value }, value = FigureText.value(one, indicator, t.language)
            return count > Self.ends ? "<p>\(t("\(count) units are level at \(value)."))</p>" : nil
        }
        return """
            <h3>\(t("Furthest ahead"))</h3>\(tied(with: ranked[0].figure) ?? list(ranked.prefix(Self.ends), first: 1))\
            <h3>\(t("Furthest behind"))</h3>\(tied(with: ranked[ranked.count - 1].figure) ?? list(ranked.suffix(Self.ends), first: ranked.count - Self.ends + 1))
            """
    }

    private func unitTable(_ ranked: [(unit: OrgUnit, figure: Figure)]) -> HTML {
        // Where the best and the worst stand above, the table serves to look a unit up.
        let order = request.query["sort"] ?? (hasEnds(ranked) ? "name" : "best")
        let sorted: [(unit: OrgUnit, figure: Figure)]
        switch order {
        case "name":
            let places = Dictionary(uniqueKeysWithValues: ranked.map(\.unit).sortedByName(on: request.today).enumerated().map { ($1.id, $0) })
            sorted = ranked.sorted { places[$0.unit.id, default: 0] < places[$1.unit.id, default: 0] }
        case "worst": sorted = ranked.reversed()
        default: sorted = ranked
        }
        let showsAll = request.query["all"] == "units", shown = showsAll ? sorted.count : min(sorted.count, Self.fewRows)
        func sorting(_ next: String, _ own: [String: Table.Sorting.Order]) -> Table.Sorting { .init(address: "\(view.address(with: "sort", next))#unit-table", order: own[order]) }
        let risesToBest = indicator.direction == .down
        let columns = [
            Table.Column(t("Unit"), sorting: sorting("name", ["name": .ascending])),
            .init(t("Figure"), isNumeric: true, sorting: sorting(order == "best" ? "worst" : "best", ["best": risesToBest ? .ascending : .descending, "worst": risesToBest ? .descending : .ascending])),
            .init(t("Numerator"), isNumeric: true), .init(t("Denominator"), isNumeric: true), .init(t("Reported"), isNumeric: true),
        ]
        let isRatio = ranked.contains { $0.figure.numerator != nil }, common = view.reading.figure?.mark
        let rows = sorted.prefix(shown).map { unit, figure -> [HTML] in
            let address = Address.figure(indicator.code, unit: request.key(of: unit), period: figure.period.id, status: figure.standing, basis: view.reading.query.basis)
            let value: HTML = "<b><a href=\"\(address)\">\(FigureText.value(figure, indicator, t.language))</a></b>\(if: figure.mark != common, FigureText.tags(figure, t))"
            let parts = isRatio ? [figure.numerator, figure.denominator].map { HTML(text: $0.map { t.language.number($0, decimals: 2) } ?? "–") } : []
            return ["<a href=\"\(request.indicatorAddress(indicator.code, unit: unit))\">\(request.name(of: unit))</a>", value] + parts + [Self.reported(figure, t)]
        }
        let table = Table(caption: t("Figures by unit"), isCaptionHidden: true, columns: isRatio ? columns : [columns[0], columns[1], columns[4]], rows: rows)
        let rest: HTML = shown < sorted.count ? "<p>\(t("\(shown) of \(sorted.count) units are shown.")) \(Layout.link("\(view.address(with: "all", "units"))#unit-table", t("Show all")))</p>" : ""
        return "<div id=\"unit-table\">\(table.html)\(rest)</div>"
    }

    // MARK: By category

    var categories: HTML {
        indicator.categories.compactMap { request.world.catalogue.categories[$0] }.html { category in
            let found = view.reading.figures(by: category.code)
            return found.isEmpty ? "" : table(category, found)
        }
    }

    private func table(_ category: Domain.Category, _ found: [(option: CategoryOption, figure: Figure)]) -> HTML {
        let small = SmallNumbers(request.world.catalogue), isRatio = found.contains { $0.figure.numerator != nil }, id = "by-\(category.code)"
        let full = indicator.unitOfMeasure.en == "%" ? 100 : found.map(\.figure.value).max() ?? 0
        let sorted = found.count > Self.fewRows ? found.sorted { ($0.figure.denominator ?? $0.figure.value, $1.option.code) > ($1.figure.denominator ?? $1.figure.value, $0.option.code) } : found
        let showsAll = request.query["all"] == category.code, shown = showsAll ? sorted.count : min(sorted.count, Self.fewRows)
        let columns = [Table.Column(t(category.name)), .init(t("Figure"), isNumeric: true)]
            + (isRatio ? [.init(t("Numerator"), isNumeric: true), .init(t("Denominator"), isNumeric: true)] : []) + [.init(t("Size"))]
        let rows = sorted.prefix(shown).map { option, figure -> [HTML] in
            if small.hides(figure) { return [HTML(text: t(option.name)), "<small>\(t("withheld"))</small>"] + (isRatio ? ["", ""] : []) + [""] }
            let text = FigureText.value(figure, indicator, t.language)
            let address = Address.figure(indicator.code, unit: request.key(of: view.reading.unit), period: figure.period.id, status: figure.standing, basis: view.reading.query.basis) + "&options=\(Query.encoded(option.code))"
            let bar = ProgressBar(value: figure.value, range: 0...max(full, .leastNormalMagnitude), standing: .onCourse, title: "\(t(option.name)): \(text)").html
            let parts = isRatio ? [figure.numerator, figure.denominator].map { HTML(text: $0.map { t.language.number($0, decimals: 2) } ?? "–") } : []
            return [HTML(text: t(option.name)), "<b><a href=\"\(address)\">\(text)</a></b>"] + parts + [bar]
        }
        let name = t(category.name).prefix(1).lowercased() + t(category.name).dropFirst()
        let rest: HTML = shown < sorted.count ? "<p>\(t("\(shown) of \(sorted.count) are shown, the largest groups first.")) \(Layout.link("\(view.address(with: "all", category.code))#\(id)", t("Show all")))</p>" : ""
        let hidden = sorted.prefix(shown).contains { small.hides($0.figure) }
        return """
            \(view.heading(t("By \(name)"), id: id, by: category.code))\(Table(caption: t(category.name), isCaptionHidden: true, columns: columns, rows: rows).html)\(rest)\
            \(if: hidden, "<p><small>\(t("Figures that rest on fewer than 5 persons are withheld, because they could point at someone."))</small></p>")
            """
    }
}
