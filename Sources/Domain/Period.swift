/// The kinds of periods that values are given for, from the finest to the coarsest; a window may be of any length and stands last.
package enum PeriodKind: String, Sendable, Codable, CaseIterable, Comparable {
    case day, week, month, quarter, sixMonths = "six_months", year, window

    /// How many months one has; `nil` for days, weeks and windows.
    package var months: Int? {
        switch self {
        case .month: 1
        case .quarter: 3
        case .sixMonths: 6
        case .year: 12
        case .day, .week, .window: nil
        }
    }

    package static func < (a: PeriodKind, b: PeriodKind) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .day: 0
        case .week: 1
        case .month: 2
        case .quarter: 3
        case .sixMonths: 4
        case .year: 5
        case .window: 6
        }
    }
}

/// A span of days that a value is given for.
///
/// Identifiers follow ISO where it has one: `2026`, `2026-S1`, `2026-Q3`, `2026-07`, `2026-W05`, `2026-07-15`. A period of a reporting calendar whose
/// cut-offs are not calendar ones carries the calendar's code: `nd09:2026-07` is 15 June to 14 July 2026. A named window is its own code: `DL-100D`.
package struct Period: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var id: String
    package var kind: PeriodKind
    package var firstDay: Day
    package var lastDay: Day
    /// Code of the reporting calendar, `nil` for calendar periods and windows.
    package var calendar: String?

    package init(id: String, kind: PeriodKind, firstDay: Day, lastDay: Day, calendar: String? = nil) {
        self.id = id
        self.kind = kind
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.calendar = calendar
    }

    package var description: String { id }
    /// Length in days, at least 1.
    package var length: Int { firstDay.days(until: lastDay) + 1 }
    package func contains(_ other: Period) -> Bool { firstDay <= other.firstDay && other.lastDay <= lastDay }
    package func contains(_ day: Day) -> Bool { firstDay <= day && day <= lastDay }

    /// In order of time; of two that end together the shorter one first.
    package static func < (a: Period, b: Period) -> Bool {
        (a.lastDay.number, -a.firstDay.number, a.id) < (b.lastDay.number, -b.firstDay.number, b.id)
    }
}

/// A reporting calendar whose periods end on a fixed day of the month instead of the month's last, as Decree 09/2019/NĐ-CP, Article 12 has it:
/// a month runs from the 15th of the month before to the 14th, a quarter from the 15th of the month before it to the 14th of its last month,
/// and so for six months and the year.
package struct ReportingCalendar: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    /// Last day of each month's period, 1 to 28.
    package var cutOffDay: Int
    package var validFrom: Day?
    package var validTo: Day?
    package var citation: Citation?

    package init(code: String, name: Label, cutOffDay: Int, validFrom: Day? = nil, validTo: Day? = nil, citation: Citation? = nil) {
        self.code = code
        self.name = name
        self.cutOffDay = cutOffDay
        self.validFrom = validFrom
        self.validTo = validTo
        self.citation = citation
    }
}

/// A period that a decision names, such as a campaign from 15 July to 25 October 2025.
package struct PeriodWindow: Hashable, Sendable, Codable {
    /// Also the period's identifier; starts with a letter, upper case, digits and hyphens.
    package var code: String
    package var name: Label
    package var firstDay: Day
    package var lastDay: Day
    package var citation: Citation?

    package init(code: String, name: Label, firstDay: Day, lastDay: Day, citation: Citation? = nil) {
        self.code = code
        self.name = name
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.citation = citation
    }
}
