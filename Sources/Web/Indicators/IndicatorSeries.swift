import Domain
import Markup
import Operations

/// An indicator over time: the chart, what its marks mean, and its table.
struct IndicatorSeries {
    private let view: IndicatorView
    private var request: PageRequest { view.request }
    private var t: Translator { view.t }
    private var indicator: Indicator { view.indicator }
    private var figures: [Figure] { view.reading.series }

    /// Rows of the table that are shown at once.
    private static let fewRows = 12

    init(_ view: IndicatorView) { self.view = view }

    var html: HTML {
        guard !figures.isEmpty else { return "<p>\(t("No figure for this choice."))</p>" }
        return "\(charts)\(table)"
    }

    // MARK: Chart

    /// Official and illustrative figures are never joined by one line.
    private var charts: HTML {
        let official = figures.filter { $0.standing != .illustrative }, illustrative = figures.filter { $0.standing == .illustrative }
        let (first, second) = (chart(of: official), chart(of: illustrative))
        if official.isEmpty || illustrative.isEmpty { return first + second }
        return "\(if: !first.isEmpty, "<h3>\(t("Official figures"))</h3>\(first)")\(if: !second.isEmpty, "<h3>\(t("Illustrative figures"))</h3>\(second)")"
    }

    private func chart(of figures: [Figure]) -> HTML {
        // Of figures that share a period the best is drawn; the table has all.
        let best = Dictionary(figures.map { ($0.period, $0) }) { first, _ in first }
        let axis = PeriodAxis(Array(best.keys), request.world.catalogue.periods)
        guard indicator.measure != .milestone, best.count > 1 else { return "" }
        let points = axis.periods.map { period in
            let figure = best[period], name = request.name(of: period)
            let title = figure.map { "\(name): \(FigureText.value($0, indicator, t.language)), \(FigureText.kinds($0).map { FigureText.word($0, t) }.joined(separator: ", "))" } ?? t("\(name): no figure")
            return PeriodChart.Point(label: PeriodAxis.short(period, t.language), value: figure?.value, kind: figure.map { FigureText.kind($0.status) } ?? .reported, title: title)
        }
        let events = axis.reorganisations(request.world.units).map { PeriodChart.Event(beforePoint: $0.place, label: t("units reorganised \(FigureText.date($0.day, t.language))")) }
        let target = view.standing.course.map { course in
            (value: course.target.value, label: t("target \(FigureText.target(course.target, indicator, t.language, withUnit: false)) by \(FigureText.date(course.target.due, t.language))"))
        }
        let chart = PeriodChart(
            indicator.measure == .ratio || points.count > 24 ? .line : .columns, title: "\(t(indicator.name)), \(request.name(of: view.reading.unit))", points: points, target: target, events: events,
            tickText: { FigureText.value($0, indicator, t.language, withUnit: false) })
        return "\(chart.html)\(key(Set(best.values.map(\.status))))"
    }

    private func key(_ kinds: Set<FigureStatus>) -> HTML {
        let measured: HTML = "<li><svg aria-hidden=\"true\"><circle class=\"dot\" cx=\"50%\" cy=\"50%\" r=\"4\"/></svg>\(t("measured"))</li>"
        let illustrative: HTML = "<li><svg aria-hidden=\"true\"><circle class=\"dot hollow\" cx=\"50%\" cy=\"50%\" r=\"4\"/></svg>\(t("illustrative"))</li>"
        let estimate: HTML = "<li><svg aria-hidden=\"true\"><rect class=\"dot hollow\" x=\"30%\" y=\"20%\" width=\"8\" height=\"8\"/></svg>\(t("estimate"))</li>"
        return """
            <ul class="key">\(if: !kinds.isDisjoint(with: [.published, .reported, .approved]), measured)\(if: kinds.contains(.illustrative), illustrative)\(if: kinds.contains(.estimate), estimate)</ul>
            """
    }

    // MARK: Table

    private var table: HTML {
        let hasParts = figures.contains { $0.numerator != nil }
        let showsAll = request.query["all"] == "periods", shown = showsAll ? figures.count : min(figures.count, Self.fewRows)
        var columns = [Table.Column(t("Period")), .init(t("Figure"), isNumeric: true), .init(t("Kind of figure"))]
        if hasParts { columns += [.init(t("Numerator"), isNumeric: true), .init(t("Denominator"), isNumeric: true)] }
        columns.append(.init(t("Reported"), isNumeric: true))
        let rows = figures.reversed().prefix(shown).map { figure -> [HTML] in
            let value: HTML = "<b><a href=\"\(view.figureAddress(figure))\">\(FigureText.value(figure, indicator, t.language))</a></b>"
            return [HTML(text: request.name(of: figure.period)), value, FigureText.tags(figure, t)] + (hasParts ? [number(figure.numerator), number(figure.denominator)] : []) + [IndicatorBreakdown.reported(figure, t)]
        }
        let rest: HTML = shown < figures.count ? "<p>\(t("The latest \(shown) of \(figures.count) figures are shown.")) \(Layout.link("\(view.address(with: "all", "periods"))#series", t("Show all")))</p>" : ""
        return "\(Table(caption: t("Figures over time, newest first"), isCaptionHidden: true, columns: columns, rows: rows).html)\(rest)"
    }

    private func number(_ value: Double?) -> HTML { HTML(text: value.map { t.language.number($0, decimals: 2) } ?? "–") }
}
