/// A day that is worked or not against the rule of the week.
package struct CalendarDay: Hashable, Sendable, Codable {
    package var day: Day
    package var name: Label
    /// `true` for a Saturday or Sunday worked in place of another day; `false` for a holiday.
    package var isWorked: Bool

    package init(day: Day, name: Label, isWorked: Bool = false) {
        self.day = day
        self.name = name
        self.isWorked = isWorked
    }
}

/// Which days are worked: Monday to Friday, without public holidays, with the days worked in their place.
package struct WorkingDays: Sendable {
    private let exceptions: [Day: Bool]

    package init(_ days: some Sequence<CalendarDay>) {
        exceptions = Dictionary(days.map { ($0.day, $0.isWorked) }) { $1 }
    }

    package func isWorked(_ day: Day) -> Bool { exceptions[day] ?? (day.weekday < 6) }

    /// The working day that is so many working days after a day; the day itself does not count, as the Civil Code (2015, Article 147) has it.
    ///
    /// - Parameter count: 0 or more; 0 gives the day itself, or the next working day after it.
    package func day(_ count: Int, after day: Day) -> Day {
        var result = day, left = count
        while left > 0 {
            result = result.adding(days: 1)
            if isWorked(result) { left -= 1 }
        }
        while !isWorked(result) { result = result.adding(days: 1) }
        return result
    }

    /// The working day that is so many working days before a day; the day itself does not count.
    ///
    /// - Parameter count: 0 or more; 0 gives the day itself, or the last working day before it.
    package func day(_ count: Int, before day: Day) -> Day {
        var result = day, left = count
        while left > 0 {
            result = result.adding(days: -1)
            if isWorked(result) { left -= 1 }
        }
        while !isWorked(result) { result = result.adding(days: -1) }
        return result
    }

    /// Working days after `from` up to and with `to`; negative if `to` is earlier.
    package func count(from: Day, to: Day) -> Int {
        if to < from { return -count(from: to, to: from) }
        var result = 0, day = from
        while day < to {
            day = day.adding(days: 1)
            if isWorked(day) { result += 1 }
        }
        return result
    }
}
