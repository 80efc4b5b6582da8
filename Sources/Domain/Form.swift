/// A form: what one report asks for, per period of one calendar, laid out in sections.
package struct FormDefinition: Hashable, Sendable, Codable {
    /// One data element on the form: a row, with a column for each option where it is broken down.
    package struct Field: Hashable, Sendable, Codable {
        package var dataElement: String
        /// Whether a report without a value, or a word why there is none, cannot be sent.
        package var isMandatory: Bool
        /// Categories whose options are columns, none for the total alone, two at most. The total stands beside them and is computed from the first.
        package var columns: [String]
        /// Cells that are not to be filled in.
        package var greyed: [Disaggregation]
        /// Whether it is put together from the approved reports of the units beneath. A figure written instead is a correction and needs a reason.
        package var isGathered: Bool
        package var help: Label?

        package init(dataElement: String, isMandatory: Bool = false, columns: [String] = [], greyed: [Disaggregation] = [], isGathered: Bool = false, help: Label? = nil) {
            self.dataElement = dataElement
            self.isMandatory = isMandatory
            self.columns = columns
            self.greyed = greyed
            self.isGathered = isGathered
            self.help = help
        }
    }

    /// A row that follows from others.
    package struct ComputedRow: Hashable, Sendable, Codable {
        package var name: Label
        /// In the grammar of indicators, over data elements of the form.
        package var expression: String
        package var unitOfMeasure: Label?
        package var decimals: Int

        package init(name: Label, expression: String, unitOfMeasure: Label? = nil, decimals: Int = 0) {
            self.name = name
            self.expression = expression
            self.unitOfMeasure = unitOfMeasure
            self.decimals = decimals
        }
    }

    package enum Row: Hashable, Sendable, Codable {
        case field(Field)
        case computed(ComputedRow)

        package var field: Field? { if case .field(let field) = self { field } else { nil } }
    }

    package struct Section: Hashable, Sendable, Codable {
        package var name: Label
        package var help: Label?
        package var rows: [Row]

        package init(name: Label, help: Label? = nil, rows: [Row]) {
            self.name = name
            self.help = help
            self.rows = rows
        }

        /// A section that asks for the totals of data elements.
        package init(name: Label, dataElements: [String]) {
            self.init(name: name, rows: dataElements.map { .field(Field(dataElement: $0)) })
        }

        package var dataElements: [String] { rows.compactMap(\.field?.dataElement) }
    }

    /// How days until a deadline are counted.
    package enum DayKind: String, Sendable, Codable, CaseIterable { case calendar, working }

    package var code: String
    package var name: Label
    /// Raised when the layout or the rules change; a workbook or an offline copy of another version is recognised.
    package var version: Int
    package var frequency: PeriodKind
    /// Code of a ``ReportingCalendar``; `nil` for calendar periods.
    package var calendar: String?
    /// Who reports.
    package var level: UnitLevel
    /// Days after the period's last day by which it is due.
    package var dueDays: Int
    package var dueDayKind: DayKind
    package var sections: [Section]
    package var validFrom: Day?
    package var validTo: Day?
    package var citation: Citation?

    package init(code: String, name: Label, version: Int = 1, frequency: PeriodKind, calendar: String? = nil, level: UnitLevel, dueDays: Int, dueDayKind: DayKind = .calendar,
                 sections: [Section], validFrom: Day? = nil, validTo: Day? = nil, citation: Citation? = nil) {
        self.code = code
        self.name = name
        self.version = version
        self.frequency = frequency
        self.calendar = calendar
        self.level = level
        self.dueDays = dueDays
        self.dueDayKind = dueDayKind
        self.sections = sections
        self.validFrom = validFrom
        self.validTo = validTo
        self.citation = citation
    }

    package var fields: [Field] { sections.flatMap { $0.rows.compactMap(\.field) } }
    package var dataElements: [String] { fields.map(\.dataElement) }

    /// The day by which a report for a period is due.
    package func dueDay(for period: Period, _ calendar: WorkingDays) -> Day {
        switch dueDayKind {
        case .calendar: period.lastDay.adding(days: dueDays)
        case .working: calendar.day(dueDays, after: period.lastDay)
        }
    }
}

/// A rule that the cells of one report keep among each other. DHIS2: validation rule.
package struct ValidationRule: Hashable, Sendable, Codable {
    package enum Comparison: String, Sendable, Codable, CaseIterable {
        case equal = "==", notEqual = "!=", greater = ">", greaterOrEqual = ">=", less = "<", lessOrEqual = "<="
        /// Either both sides have a value or neither.
        case compulsoryPair = "compulsory_pair"
        /// Not both sides have a value.
        case exclusivePair = "exclusive_pair"
    }

    package enum Importance: String, Sendable, Codable, CaseIterable {
        /// The report cannot be sent.
        case error
        /// The report can be sent with a reason.
        case warning
    }

    package var code: String
    package var name: Label
    /// In the grammar of indicators.
    package var left: String
    package var comparison: Comparison
    package var right: String
    package var importance: Importance
    /// What it means when the rule is broken, and what to look at.
    package var explanation: Label

    package init(code: String, name: Label, left: String, comparison: Comparison, right: String, importance: Importance, explanation: Label) {
        self.code = code
        self.name = name
        self.left = left
        self.comparison = comparison
        self.right = right
        self.importance = importance
        self.explanation = explanation
    }

    /// Whether the rule holds, `nil` where a side has no value and the rule therefore says nothing.
    package func holds(left: Double?, right: Double?) -> Bool? {
        switch comparison {
        case .compulsoryPair: return (left == nil) == (right == nil)
        case .exclusivePair: return left == nil || right == nil
        case .equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual: break
        }
        guard let left, let right else { return nil }
        let rounding = 1e-9 * max(1, abs(left), abs(right))
        return switch comparison {
        case .equal: abs(left - right) <= rounding
        case .notEqual: abs(left - right) > rounding
        case .greater: left > right + rounding
        case .greaterOrEqual: left >= right - rounding
        case .less: left < right - rounding
        case .lessOrEqual: left <= right + rounding
        case .compulsoryPair, .exclusivePair: nil
        }
    }
}
