import Domain
import Markup
import Operations
import Sheets

/// A unit as it is named in answers about something else.
struct UnitReference: Encodable {
    var code: String
    /// Tells apart the units that carried one code.
    var id: String
    var name: NameAnswer
    var level: UnitLevel

    init(_ unit: OrgUnit, _ request: PageRequest) {
        code = unit.code
        id = unit.id.rawValue
        name = NameAnswer(unit.version(nearest: request.today).fullName)
        level = unit.level
    }
}

/// An indicator with its targets, as programs get it.
struct IndicatorAnswer: Encodable {
    struct Goal: Encodable {
        var unit: String
        var due: String
        var value: Double
        /// `>`, `>=`, `<`, `<=`, or empty where exactly this is meant.
        var bound: String
    }

    struct Start: Encodable {
        var unit: String
        var day: String
        /// `null` where the plan publishes none.
        @ExplicitNull var value: Double?
    }

    struct Source: Encodable {
        var vi: String
        var en: String
        @ExplicitNull var reference: String?

        init(_ citation: Citation) {
            (vi, en) = (citation.text.vi, citation.text.en)
            reference = citation.reference
        }
    }

    var code: String
    var name: NameAnswer
    @ExplicitNull var definition: NameAnswer?
    /// Code of the programme's pack.
    @ExplicitNull var programme: String?
    var measure: Indicator.Measure
    var unitOfMeasure: NameAnswer
    var decimals: Int
    var direction: Indicator.Direction
    var frequency: PeriodKind
    @ExplicitNull var calendar: String?
    /// The lowest level at which it makes sense.
    var level: UnitLevel
    var categories: [String]
    @ExplicitNull var goal: String?
    @ExplicitNull var solutionGroup: String?
    @ExplicitNull var agency: String?
    var source: Source
    /// In words.
    var formula: NameAnswer
    var numerator: String
    @ExplicitNull var denominator: String?
    var factor: Double
    @ExplicitNull var validFrom: String?
    @ExplicitNull var validTo: String?
    var targets: [Goal]
    var baselines: [Start]

    init(_ indicator: Indicator, _ catalogue: NormCatalogue) {
        code = indicator.code
        name = NameAnswer(indicator.name)
        definition = indicator.definition.map(NameAnswer.init)
        programme = catalogue.packOf[indicator.code]
        measure = indicator.measure
        unitOfMeasure = NameAnswer(indicator.unitOfMeasure)
        decimals = indicator.decimals
        direction = indicator.direction
        frequency = indicator.frequency
        calendar = indicator.calendar
        level = indicator.level
        categories = indicator.categories
        goal = indicator.goal
        solutionGroup = indicator.solutionGroup
        agency = indicator.agency
        source = Source(indicator.source)
        formula = NameAnswer(catalogue.formulaInWords(indicator))
        numerator = indicator.numerator
        denominator = indicator.denominator
        factor = indicator.factor
        validFrom = indicator.validFrom?.iso
        validTo = indicator.validTo?.iso
        targets = (catalogue.targets[indicator.code] ?? []).map { Goal(unit: $0.unit, due: $0.due.iso, value: $0.value, bound: $0.bound.facing(indicator.direction).rawValue) }
        baselines = (catalogue.baselines[indicator.code] ?? []).map { Start(unit: $0.unit, day: $0.day.iso, value: $0.value) }
    }
}

/// One figure of an indicator, as programs get it.
struct ValueAnswer: Encodable {
    struct Term: Encodable {
        var unit: UnitReference
        var weight: Double
        var method: RebaseTerm.Method
    }

    struct Option: Encodable {
        var code: String
        var name: NameAnswer
    }

    var period: String
    var firstDay: String
    var lastDay: String
    /// `null` where it is withheld because so few persons stand behind it.
    @ExplicitNull var value: Double?
    @ExplicitNull var numerator: Double?
    @ExplicitNull var denominator: Double?
    /// Units whose own values it rests on, of those that should have reported.
    var reported: Int
    var expected: Int
    /// Of those that reported, units whose reports have been approved.
    var approved: Int
    /// The one word for it; an estimate is said to be one before anything else.
    var status: FigureStatus
    /// What its values are worth as evidence, also where it is an estimate.
    var basis: ValueStatus
    var bound: String
    var comparability: Comparability
    /// The units it is put together from where units were split or merged since.
    @ExplicitNull var terms: [Term]?
    /// In a breakdown by unit.
    var unit: UnitReference?
    /// In a breakdown by category.
    var option: Option?
    /// Present and true where it is withheld.
    var withheld: Bool?

    init(_ figure: Figure, _ request: PageRequest, unit: OrgUnit? = nil, option: CategoryOption? = nil) {
        let isWithheld = SmallNumbers(request.world.catalogue).hides(figure)
        period = figure.period.id
        firstDay = figure.period.firstDay.iso
        lastDay = figure.period.lastDay.iso
        value = isWithheld ? nil : figure.value
        numerator = isWithheld ? nil : figure.numerator
        denominator = isWithheld ? nil : figure.denominator
        reported = figure.reported
        expected = figure.expected
        approved = figure.standing == .approved ? figure.reported : figure.approval?.units ?? 0
        status = figure.status
        basis = figure.standing
        bound = figure.bound.rawValue
        comparability = figure.rebase?.comparability ?? .exact
        terms = figure.rebase.map { rebase in
            rebase.terms.compactMap { term in request.world.units.unit(term.unit).map { Term(unit: UnitReference($0, request), weight: term.weight, method: term.method) } }
        }
        self.unit = unit.map { UnitReference($0, request) }
        self.option = option.map { Option(code: $0.code, name: NameAnswer($0.name)) }
        withheld = isWithheld ? true : nil
    }
}

/// The figures of an indicator, as programs get them.
struct IndicatorSeriesAnswer: Encodable {
    var indicator: IndicatorAnswer
    var unit: UnitReference
    var values: [ValueAnswer]
    /// Where the list goes on; `null` at its end.
    @ExplicitNull var next: String?
}

/// Figures of an indicator as a table for offices, with the same numbers as in JSON.
enum ValueTable {
    static func columns(_ t: Translator) -> [ExportTable.Column] {
        [
            .init("indicator", t("Code")), .init("unit", t("Unit code")), .init("unit_name", t("Unit")), .init("option", t("Category option")),
            .init("period", t("Period")), .init("first_day", t("First day"), .date), .init("last_day", t("Last day"), .date),
            .init("value", t("Figure"), .decimal(2)), .init("bound", t("Bound")), .init("numerator", t("Numerator"), .decimal(2)), .init("denominator", t("Denominator"), .decimal(2)),
            .init("unit_of_measure", t("Unit of measure")), .init("status", t("Kind of figure")), .init("basis", t("Kind of its values")),
            .init("reported", t("Units that reported"), .integer), .init("expected", t("Units that should"), .integer),
            .init("comparability", t("Comparable")), .init("terms", t("Put together from")),
        ]
    }

    static func row(_ figure: Figure, _ indicator: Indicator, unit: OrgUnit, option: CategoryOption? = nil, _ request: PageRequest) -> [SheetCell] {
        let answer = ValueAnswer(figure, request, unit: unit, option: option)
        let terms = answer.terms?.map { "\($0.unit.id) × \($0.weight) (\($0.method.rawValue))" }.joined(separator: "; ")
        return [
            .text(indicator.code), .text(unit.code), .text(request.name(of: unit)), SheetCell(option?.code),
            .text(answer.period), SheetCell(figure.period.firstDay), SheetCell(figure.period.lastDay),
            SheetCell(answer.value), .text(answer.bound), SheetCell(answer.numerator), SheetCell(answer.denominator),
            .text(request.t(indicator.unitOfMeasure)), .text(answer.status.rawValue), .text(answer.basis.rawValue), .integer(answer.reported), .integer(answer.expected),
            .text(answer.comparability.rawValue), SheetCell(terms),
        ]
    }
}
