import Domain
import Markup
import Operations

/// What an indicator means: in words, as an expression, by which norm, with which targets.
struct IndicatorDefinition {
    private let indicator: Indicator
    private let standing: TargetStanding
    private let request: PageRequest
    private var t: Translator { request.t }
    private var catalogue: NormCatalogue { request.world.catalogue }

    init(_ indicator: Indicator, _ standing: TargetStanding, _ request: PageRequest) {
        (self.indicator, self.standing, self.request) = (indicator, standing, request)
    }

    var html: HTML {
        """
        <h2>\(t("Definition"))</h2>\(indicator.definition.map { "<p>\(t($0))</p>" as HTML })\(formula)<dl class="facts">\(facts)</dl>\
        <h2>\(t("Baseline and targets"))</h2>\(goals)
        """
    }

    private var formula: HTML {
        let words = "<p>\(t(catalogue.formulaInWords(indicator)))</p>" as HTML
        let denominator = indicator.denominator.map { "<br>\(t("Denominator")): <code>\($0)</code>" as HTML }
        let factor: HTML = indicator.factor == 1 ? "" : " × \(t.language.number(indicator.factor, decimals: 6))"
        return """
            <h3>\(t("How it is computed"))</h3>\(words)<details><summary>\(t("As an expression"))</summary>\
            <p>\(t("Numerator")): <code>\(indicator.numerator)</code>\(denominator)\(factor)</p></details>
            """
    }

    private var facts: HTML {
        let categories = indicator.categories.compactMap { catalogue.categories[$0] }.map { t($0.name) }.joined(separator: ", ")
        let agency = indicator.agency.flatMap { catalogue.agencies[$0] }.map { t($0.name) }
        let heading = catalogue.pack(of: indicator.code).flatMap { pack in
            pack.solutionGroups.first { $0.code == indicator.solutionGroup }.map { t($0.name) } ?? pack.goals.first { $0.code == indicator.goal }.map { t($0.name) }
        }
        let calendar = indicator.calendar.flatMap { code in catalogue.packs.lazy.flatMap(\.calendars).first { $0.code == code } }.map { t($0.name) }
        let items: [(String, HTML?)] = [
            (t("Kind"), HTML(text: measure)), (t("Unit of measure"), HTML(text: t(indicator.unitOfMeasure))), (t("Better is"), HTML(text: indicator.direction == .up ? t("more") : t("less"))),
            (t("Reported every"), HTML(text: frequency + (calendar.map { " (\($0))" } ?? ""))), (t("Counted down to"), HTML(text: level)),
            (t("Broken down by"), categories.isEmpty ? nil : HTML(text: categories)), (t("Heading of the plan"), heading.map { HTML(text: $0) }), (t("Lead agency"), agency.map { HTML(text: $0) }),
            (t("Source"), source), (t("Valid"), validity.map { HTML(text: $0) }),
        ]
        return items.html { name, value in value.map { "<dt>\(name)<dd>\($0)" } ?? "" }
    }

    private var source: HTML {
        let text = t(indicator.source.text)
        guard let reference = indicator.source.reference else { return HTML(text: text) }
        return reference.hasPrefix("http") ? "<a href=\"\(foreignAddress: reference)\">\(text)</a>" : "\(text) <span class=\"code\">\(reference)</span>"
    }

    private var validity: String? {
        guard indicator.validFrom != nil || indicator.validTo != nil else { return nil }
        let from = indicator.validFrom.map { FigureText.date($0, t.language) } ?? "…", to = indicator.validTo.map { FigureText.date($0, t.language) } ?? "…"
        return "\(from) – \(to)"
    }

    private var measure: String {
        switch indicator.measure {
        case .ratio: t("ratio")
        case .number: t("number")
        case .milestone: t("milestone, done or not done")
        }
    }

    private var level: String {
        switch indicator.level {
        case .country: t("the country")
        case .province: t("provinces")
        case .district: t("districts")
        case .commune: t("communes")
        case .village: t("villages")
        }
    }

    private var frequency: String {
        switch indicator.frequency {
        case .day: t("day")
        case .week: t("week")
        case .month: t("month")
        case .quarter: t("quarter")
        case .sixMonths: t("six months")
        case .year: t("year")
        case .window: t("named period")
        }
    }

    // MARK: Targets

    private var goals: HTML {
        guard let course = standing.course else { return "<p>\(t("The plan as published sets no target."))</p>" }
        let start = course.start, day = FigureText.date(start.day, t.language)
        let baseline = start.isAssumed ? t("not published, taken as \(FigureText.value(0, indicator, t.language))") : FigureText.value(start.value, indicator, t.language)
        let targets = standing.targets.html { target -> HTML in
            let citation = target.citation.map { "<br><small>\(t($0.text))</small>" as HTML }
            return "<dt>\(FigureText.date(target.due, t.language))<dd><b>\(FigureText.target(target, indicator, t.language))</b> \(place(target))\(citation)"
        }
        let baselineRow: HTML = indicator.measure == .milestone ? "" : "<dt>\(day)<dd>\(baseline) \(t("(baseline)"))"
        return "<dl class=\"facts\">\(baselineRow)\(targets)</dl>"
    }

    /// Whose target it is, where it is not the unit's own.
    private func place(_ target: Target) -> String {
        guard let own = request.world.units.unit(standing.unit), own.code != target.unit, let unit = request.world.units.units(code: target.unit).last else { return "" }
        return t("(target of \(request.name(of: unit)))")
    }
}
