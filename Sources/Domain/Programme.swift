/// A programme of a province, as its plan states it.
package struct Programme: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    package var aim: Label?
    /// The unit it belongs to, by code, as of `validFrom`.
    package var unit: String
    package var unitAsOf: Day
    package var firstDay: Day
    package var lastDay: Day
    package var leadAgency: String?
    package var technicalLead: String?
    package var citation: Citation

    package init(code: String, name: Label, aim: Label? = nil, unit: String, unitAsOf: Day, firstDay: Day, lastDay: Day,
                 leadAgency: String? = nil, technicalLead: String? = nil, citation: Citation) {
        self.code = code
        self.name = name
        self.aim = aim
        self.unit = unit
        self.unitAsOf = unitAsOf
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.leadAgency = leadAgency
        self.technicalLead = technicalLead
        self.citation = citation
    }
}

/// A heading of the plan that targets stand under.
package struct Goal: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label

    package init(code: String, name: Label) {
        self.code = code
        self.name = name
    }
}

/// A group of solutions of the plan, such as «Kinh tế số».
package struct SolutionGroup: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    package var summary: Label?

    package init(code: String, name: Label, summary: Label? = nil) {
        self.code = code
        self.name = name
        self.summary = summary
    }
}

/// A body that has a part in the programme.
package struct Agency: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case department
        /// Uỷ ban nhân dân of a province or commune.
        case peoplesCommittee = "peoples_committee"
        case school, team, association, enterprise, other
    }

    package var code: String
    package var name: Label
    package var kind: Kind
    /// Code of the unit it works for; `nil` for the programme's own.
    package var unit: String?
    package var parent: String?
    /// Its part in the programme.
    package var part: Label?

    package init(code: String, name: Label, kind: Kind = .department, unit: String? = nil, parent: String? = nil, part: Label? = nil) {
        self.code = code
        self.name = name
        self.kind = kind
        self.unit = unit
        self.parent = parent
        self.part = part
    }
}

/// A figure to be watched, and how it follows from data elements.
package struct Indicator: Hashable, Sendable, Codable {
    package enum Measure: String, Sendable, Codable {
        /// Numerator over denominator, times a factor.
        case ratio
        /// The value of one expression.
        case number
        /// Done or not done.
        case milestone
    }

    package enum Direction: String, Sendable, Codable { case up, down }

    package var code: String
    package var name: Label
    package var definition: Label?
    package var measure: Measure
    /// Expression in DHIS2's grammar over data elements, such as `#{DB-T5.TRAINED}`.
    package var numerator: String
    package var denominator: String?
    /// What the quotient is multiplied by, 100 for a percentage.
    package var factor: Double
    /// Data element that carries the result itself where an authority publishes only that.
    package var publishedAs: String?
    /// Data element that carries what was planned for the same periods; `nil` where nothing is planned unit by unit.
    package var planned: String?
    package var unitOfMeasure: Label
    package var decimals: Int
    package var direction: Direction
    package var frequency: PeriodKind
    /// Code of the ``ReportingCalendar`` whose periods it is asked for; `nil` for calendar periods.
    package var calendar: String?
    /// The lowest level at which it makes sense.
    package var level: UnitLevel
    /// Categories it may be broken down by.
    package var categories: [String]
    package var goal: String?
    package var solutionGroup: String?
    package var agency: String?
    package var source: Citation
    package var validFrom: Day?
    package var validTo: Day?

    package init(code: String, name: Label, definition: Label? = nil, measure: Measure, numerator: String, denominator: String? = nil, factor: Double = 1,
                 publishedAs: String? = nil, planned: String? = nil, unitOfMeasure: Label, decimals: Int = 0, direction: Direction = .up, frequency: PeriodKind,
                 calendar: String? = nil, level: UnitLevel, categories: [String] = [], goal: String? = nil, solutionGroup: String? = nil, agency: String? = nil,
                 source: Citation, validFrom: Day? = nil, validTo: Day? = nil) {
        self.code = code
        self.name = name
        self.definition = definition
        self.measure = measure
        self.numerator = numerator
        self.denominator = denominator
        self.factor = factor
        self.publishedAs = publishedAs
        self.planned = planned
        self.unitOfMeasure = unitOfMeasure
        self.decimals = decimals
        self.direction = direction
        self.frequency = frequency
        self.calendar = calendar
        self.level = level
        self.categories = categories
        self.goal = goal
        self.solutionGroup = solutionGroup
        self.agency = agency
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
    }
}

/// What an indicator is to reach in a unit by a day.
package struct Target: Hashable, Sendable, Codable {
    package var indicator: String
    /// Unit code; the targets of a unit hold for the units beneath it unless they have their own.
    package var unit: String
    /// The day by which it is to be reached.
    package var due: Day
    /// In the indicator's unit; 1 for a milestone.
    package var value: Double
    package var bound: Bound
    package var citation: Citation?

    package init(indicator: String, unit: String, due: Day, value: Double, bound: Bound = .atLeast, citation: Citation? = nil) {
        self.indicator = indicator
        self.unit = unit
        self.due = due
        self.value = value
        self.bound = bound
        self.citation = citation
    }
}

/// Where an indicator stood when the plan began.
package struct Baseline: Hashable, Sendable, Codable {
    package var indicator: String
    package var unit: String
    package var day: Day
    /// `nil` where the plan states none: the figure at that day is used if there is one, else zero is assumed and shown as assumed.
    package var value: Double?
    package var citation: Citation?

    package init(indicator: String, unit: String, day: Day, value: Double?, citation: Citation? = nil) {
        self.indicator = indicator
        self.unit = unit
        self.day = day
        self.value = value
        self.citation = citation
    }
}

/// A pack: everything that the norms of one programme fix, as data.
package struct Pack: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    package var version: String
    /// Packs whose categories, calendars and data elements it uses.
    package var requires: [String]
    package var programme: Programme?
    package var goals: [Goal]
    package var solutionGroups: [SolutionGroup]
    package var agencies: [Agency]
    package var categories: [Category]
    package var dataElements: [DataElement]
    package var indicators: [Indicator]
    package var targets: [Target]
    package var baselines: [Baseline]
    package var calendars: [ReportingCalendar]
    package var windows: [PeriodWindow]
    package var forms: [FormDefinition]
    package var validationRules: [ValidationRule]
    package var regimes: [Regime]
    package var roles: [Role]
    /// Public holidays, and days worked in their place.
    package var calendarDays: [CalendarDay]
    /// Published results, with their source.
    package var results: [PublishedResult]
    package var registers: [Register]

    package init(code: String, name: Label, version: String, requires: [String] = [], programme: Programme? = nil, goals: [Goal] = [],
                 solutionGroups: [SolutionGroup] = [], agencies: [Agency] = [], categories: [Category] = [], dataElements: [DataElement] = [],
                 indicators: [Indicator] = [], targets: [Target] = [], baselines: [Baseline] = [], calendars: [ReportingCalendar] = [],
                 windows: [PeriodWindow] = [], forms: [FormDefinition] = [], validationRules: [ValidationRule] = [], regimes: [Regime] = [], roles: [Role] = [],
                 calendarDays: [CalendarDay] = [], results: [PublishedResult] = [], registers: [Register] = []) {
        self.code = code
        self.name = name
        self.version = version
        self.requires = requires
        self.programme = programme
        self.goals = goals
        self.solutionGroups = solutionGroups
        self.agencies = agencies
        self.categories = categories
        self.dataElements = dataElements
        self.indicators = indicators
        self.targets = targets
        self.baselines = baselines
        self.calendars = calendars
        self.windows = windows
        self.forms = forms
        self.validationRules = validationRules
        self.regimes = regimes
        self.roles = roles
        self.calendarDays = calendarDays
        self.results = results
        self.registers = registers
    }
}

/// A figure that an authority has printed, with where it stands.
package struct PublishedResult: Hashable, Sendable, Codable {
    package var dataElement: String
    /// Unit code, read as of the period's last day.
    package var unit: String
    package var period: String
    package var options: Disaggregation
    package var value: String
    package var bound: Bound
    package var comment: Label?
    package var citation: Citation

    package init(dataElement: String, unit: String, period: String, options: Disaggregation = .total, value: String, bound: Bound = .exactly,
                 comment: Label? = nil, citation: Citation) {
        self.dataElement = dataElement
        self.unit = unit
        self.period = period
        self.options = options
        self.value = value
        self.bound = bound
        self.comment = comment
        self.citation = citation
    }
}
