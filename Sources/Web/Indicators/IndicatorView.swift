import Domain
import Markup
import Operations

/// The page about one indicator for one unit.
struct IndicatorView {
    let reading: IndicatorReading
    let standing: TargetStanding
    var request: PageRequest { reading.request }
    var t: Translator { reading.request.t }
    var indicator: Indicator { reading.indicator }

    init(_ reading: IndicatorReading) {
        self.reading = reading
        standing = reading.standing()
    }

    /// The page's address with one of the reader's choices changed.
    func address(with name: String, _ value: String?) -> String { "\(Address.indicator(indicator.code))?\(request.query.with(name, value))" }

    private var downloadQuery: String { Query(Query(request.query.with("lang", nil)).with("map", nil)).with("all", nil) }

    func page() throws -> HTML {
        let breakdown = IndicatorBreakdown(self), beneath = reading.figuresBeneath()
        let main: HTML = """
            <h1>\(t(indicator.name)) <span class="code">\(indicator.code)</span></h1>\(IndicatorLede(standing, request).html)\
            \(if: hasIllustrative, Layout.illustrativeNote(t))<div class="cols"><section>\(figure)\(controls)\
            \(heading(t("Over time"), id: "series"))\(IndicatorSeries(self).html)\(try breakdown.units(beneath))\(breakdown.categories)</section>\
            <aside>\(IndicatorDefinition(indicator, standing, request).html)</aside></div>
            """
        return Layout.page(request, title: "\(indicator.code) \(t(indicator.name)): \(request.name(of: reading.unit))", current: .indicators, crumbs: crumbs, main: main)
    }

    func heading(_ text: String, id: String, by breakdown: String? = nil) -> HTML {
        let query = Query(downloadQuery).with("by", breakdown)
        return Layout.heading(text, id: id, address: Address.indicator(indicator.code), query: query)
    }

    private var hasIllustrative: Bool { reading.series.contains { $0.standing == .illustrative } || reading.figure?.standing == .illustrative }

    private var crumbs: [(String, String?)] {
        let programme = request.world.catalogue.pack(of: indicator.code).map { (request.world.placeName(of: $0, request), Address.programme($0.code) as String?) }
        let isHome = request.world.homeUnit(of: indicator)?.id == reading.unit.id
        let own: [(String, String?)] = isHome ? [(indicator.code, nil)] : [(indicator.code, Address.indicator(indicator.code)), (request.name(of: reading.unit), nil)]
        return [(t("Indicators"), "/indicators")] + [programme].compactMap(\.self) + own
    }

    // MARK: The figure

    private var figure: HTML {
        let cells = TargetCells(standing, request), place = Layout.link(Address.unit(request.key(of: reading.unit)), request.name(of: reading.unit))
        guard let figure = reading.figure else {
            return "<p class=\"figure\"><b>–</b> \(cells.state)</p><p>\(place)\(reading.query.period.map { " · \(request.name(of: $0))" })</p>"
        }
        let source = Layout.link(figureAddress(figure), t("Where this figure comes from"))
        let approved = figure.approval.map { $0.isWhole ? "" : t(", \($0.units) of them approved") } ?? ""
        let reported: HTML = figure.expected > 1 ? " · \(t("\(figure.reported) of \(figure.expected) units reported"))\(approved)" : ""
        return """
            <p class="figure"><b>\(FigureText.value(figure, indicator, t.language))</b> \(cells.state) \(FigureText.tags(figure, t))</p>\
            <p>\(place) · \(request.name(of: figure.period))\(reported) · \(source)</p>\(estimate(figure))\(if: standing.course != nil && indicator.measure != .milestone, "\(cells.bar)\(barKey(t))")
            """
    }

    func figureAddress(_ figure: Figure) -> String {
        Address.figure(indicator.code, unit: request.key(of: reading.unit), period: figure.period.id, status: figure.standing, basis: reading.query.basis)
    }

    /// Says that a figure is put together from other units' figures, and how sure that is.
    private func estimate(_ figure: Figure) -> HTML {
        guard let rebase = figure.rebase else { return "" }
        let shared = rebase.terms.count { $0.method != .exact }
        guard shared > 0 else {
            return "<p><small>\(t("Put together from one unit that stood on this ground then, whole.|Put together from \(rebase.terms.count) units that stood on this ground then, all whole."))</small></p>"
        }
        let sentence = t("An estimate: \(shared) of the \(rebase.terms.count) units that stood on this ground then were split since, and their figures are shared out.")
        return "<div class=\"status warn\"><p>\(sentence) \(Layout.link("\(figureAddress(figure))#shares", t("See the shares")))</p></div>"
    }

    // MARK: Choices

    private var controls: HTML {
        let query = request.query
        let periods = Array(Set(reading.series.map(\.period))).sorted(by: >).map { (value: $0.id, label: request.name(of: $0)) }
        let kinds = [("", t("all kinds")), ("official", t("official only")), ("approved", t("approved only")), ("illustrative", t("illustrative only"))]
        let bases = [("", t("shared out by population")), ("area", t("shared out by area")), ("none", t("left out"))]
        return """
            <form class="filters" action="\(Address.indicator(indicator.code))"><label>\(t("Unit (code or name)"))<br><input name="unit" value="\(request.key(of: reading.unit))"></label>\
            \(choice("period", t("Period"), [("", t("latest"))] + periods, query["period"]))\(choice("standing", t("Kind of figures"), kinds, query["standing"]))\
            \(choice("basis", t("Where a unit was split"), bases, query["basis"]))\
            <label>\(t("Units as of"))<br><input type="date" name="as-of"\(attribute: "value", reading.query.asOf?.iso)></label><button class="quiet">\(t("Show"))</button></form>
            """
    }

    private func choice(_ name: String, _ label: String, _ options: [(value: String, label: String)], _ chosen: String?) -> HTML {
        let chosen = chosen ?? ""
        let all = options.contains { $0.value == chosen } ? options : options + [(chosen, chosen)]
        return """
            <label>\(label)<br><select name="\(name)">\(all.html { "<option value=\"\($0.value)\"\(if: $0.value == chosen, " selected")>\($0.label)</option>" })</select></label>
            """
    }
}

/// The sentence that says how an indicator stands.
struct IndicatorLede {
    private let standing: TargetStanding
    private let request: PageRequest
    private var t: Translator { request.t }
    private var indicator: Indicator { standing.indicator }

    init(_ standing: TargetStanding, _ request: PageRequest) { (self.standing, self.request) = (standing, request) }

    var html: HTML {
        guard let course = standing.course else { return "<p class=\"lede\"><strong>\(withoutTarget)</strong></p>" }
        let goal = FigureText.target(course.target, indicator, t.language), due = FigureText.date(course.target.due, t.language)
        let rest = indicator.measure == .milestone ? t("It is to be done by \(due).") : t("The target is \(goal) by \(due).")
        return "<p class=\"lede\"><strong>\(sentence(course))</strong>\(if: course.state != .achieved, " \(rest)")</p>"
    }

    private var withoutTarget: String {
        guard let figure = standing.latest else { return t("No figure yet, and no target is set.") }
        return t("\(FigureText.value(figure, indicator, t.language)), \(request.name(of: figure.period)). No target is set.")
    }

    private func sentence(_ course: Course) -> String {
        guard let figure = standing.latest else { return t("No figure yet.") }
        let value = FigureText.value(figure, indicator, t.language), period = request.name(of: figure.period)
        if indicator.measure == .milestone {
            return switch course.state {
            case .achieved: t("Done, as of \(period).")
            case .behind: t("Not done yet, and overdue.")
            case .ahead, .onCourse, .noData: t("Not done yet, but not due either.")
            }
        }
        let plan = course.expected.map { FigureText.value($0, indicator, t.language) } ?? "–"
        return switch course.state {
        case .achieved: t("The target of \(FigureText.target(course.target, indicator, t.language)) is met: \(value), \(period).")
        case .ahead: t("Ahead of the plan: \(value), \(period); the plan expects \(plan) by then.")
        case .onCourse: t("On course: \(value), \(period); the plan expects \(plan) by then.")
        case .behind: t("Behind the plan: \(value), \(period); the plan expects \(plan) by then.")
        case .noData: t("No figure yet.")
        }
    }
}
