/// A calendar day, without time of day or zone.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1 January 1970 in the proleptic Gregorian calendar.
    package var number: Int32

    package init(number: Int32) { self.number = number }

    /// - Returns: `nil` where there is no such day, such as 30 February.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Day.daysIn(month: month, year: year), (1...9999).contains(year) else { return nil }
        // Days before a civil date, counting years from March so that a leap day ends one.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `2026-07-15`.
    package init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let y = wholeNumber(inDigits: bytes[0..<4]), let m = wholeNumber(inDigits: bytes[5..<7]), let d = wholeNumber(inDigits: bytes[8..<10])
        else { return nil }
        self.init(year: y, month: m, day: d)
    }

    /// Reads a day as Vietnamese offices write it, day first: `15/07/2026`, also `5/7/2026`, with slashes, hyphens or points.
    package init?(dayFirst text: some StringProtocol) {
        let parts = Array(text.utf8).split(omittingEmptySubsequences: false) { $0 == 0x2F || $0 == 0x2D || $0 == 0x2E }
        guard parts.count == 3, parts[0].count <= 2, parts[1].count <= 2, parts[2].count == 4,
            let d = wholeNumber(inDigits: parts[0]), let m = wholeNumber(inDigits: parts[1]), let y = wholeNumber(inDigits: parts[2])
        else { return nil }
        self.init(year: y, month: m, day: d)
    }

    /// The Monday of a week of ISO 8601, whose first week is the one with 4 January in it.
    ///
    /// - Returns: `nil` where the year has no such week.
    package init?(isoYear year: Int, week: Int) {
        guard let fourthOfJanuary = Day(year: year, month: 1, day: 4), (1...Day.weeks(inISOYear: year)).contains(week) else { return nil }
        self = fourthOfJanuary.adding(days: 1 - fourthOfJanuary.weekday + (week - 1) * 7)
    }

    /// The week of ISO 8601 the day is in; around New Year its year may be the one before or after.
    package var isoWeek: (year: Int, week: Int) {
        let thursday = adding(days: 4 - weekday)
        let year = thursday.year
        return (year, (Int(thursday.number) - Day.daysBefore(year: year)) / 7 + 1)
    }

    /// 53 in years that begin on a Thursday, or on a Wednesday if they are leap years; otherwise 52.
    package static func weeks(inISOYear year: Int) -> Int {
        let newYear = Day(number: Int32(daysBefore(year: year))).weekday
        return newYear == 4 || (newYear == 3 && daysIn(month: 2, year: year) == 29) ? 53 : 52
    }

    /// Days from 1 January 1970 to 1 January of a year.
    private static func daysBefore(year: Int) -> Int {
        let y = year - 1
        return y * 365 + y / 4 - y / 100 + y / 400 - 719_162
    }

    package var components: (year: Int, month: Int, day: Int) {
        let z = Int(number) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * mp + 2) / 5 + 1
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var year: Int { components.year }
    package var month: Int { components.month }
    package var dayOfMonth: Int { components.day }

    /// `2026-07-15`.
    package var iso: String {
        let c = components
        func pad(_ n: Int, _ width: Int) -> String { String(repeating: "0", count: max(0, width - String(n).count)) + String(n) }
        return "\(pad(c.year, 4))-\(pad(c.month, 2))-\(pad(c.day, 2))"
    }

    package var description: String { iso }

    /// 1 for Monday to 7 for Sunday.
    package var weekday: Int { Int((number % 7 + 7 + 3) % 7) + 1 }

    package func adding(days: Int) -> Day { Day(number: number + Int32(days)) }
    /// Days from this one to another; negative if the other is earlier.
    package func days(until other: Day) -> Int { Int(other.number - number) }

    package static func < (a: Day, b: Day) -> Bool { a.number < b.number }

    package static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(iso: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day (yyyy-mm-dd): \(text)")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso)
    }
}

/// An instant in UTC, to the millisecond.
package struct Moment: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The day it falls on in Viet Nam (UTC+7 all year).
    package var day: Day { Day(number: Int32((milliseconds + 7 * 3_600_000).flooringDivision(by: 86_400_000))) }

    /// Minutes after midnight in Viet Nam, 0 to 1439.
    package var minuteOfDay: Int {
        let local = milliseconds + 7 * 3_600_000
        return Int((local - local.flooringDivision(by: 86_400_000) * 86_400_000) / 60_000)
    }

    /// `2026-07-15T02:03:04.005Z`.
    package var iso: String {
        let days = milliseconds.flooringDivision(by: 86_400_000)
        let rest = Int(milliseconds - days * 86_400_000)
        func pad(_ n: Int, _ width: Int) -> String { String(repeating: "0", count: max(0, width - String(n).count)) + String(n) }
        return "\(Day(number: Int32(days)).iso)T\(pad(rest / 3_600_000, 2)):\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1000 % 60, 2)).\(pad(rest % 1000, 3))Z"
    }

    /// Reads what ``iso`` writes.
    package init?(iso text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] == 0x2E, bytes[23] == 0x5A,
            let day = Day(iso: String(decoding: bytes[0..<10], as: UTF8.self)),
            let h = wholeNumber(inDigits: bytes[11..<13]), let m = wholeNumber(inDigits: bytes[14..<16]), let s = wholeNumber(inDigits: bytes[17..<19]),
            let ms = wholeNumber(inDigits: bytes[20..<23]), h < 24, m < 60, s < 60
        else { return nil }
        let secondOfDay = (h * 60 + m) * 60 + s
        milliseconds = Int64(day.number) * 86_400_000 + Int64(secondOfDay * 1000 + ms)
    }

    package var description: String { iso }
    package static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }
}

/// - Returns: `nil` if there is no byte or one that is not an ASCII digit. For a few digits only: does not look for overflow.
private func wholeNumber(inDigits bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}

extension Int64 {
    fileprivate func flooringDivision(by divisor: Int64) -> Int64 {
        let q = self / divisor
        return self % divisor < 0 ? q - 1 : q
    }
}
