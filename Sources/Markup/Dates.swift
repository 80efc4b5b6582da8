extension Language {
    /// A day: `05/02/2026` in Vietnamese, `5 Feb 2026` in English, where 05/02 could be read as the second of May.
    package func date(year: Int, month: Int, day: Int) -> String {
        switch self {
        case .vi: "\(twoDigits(day))/\(twoDigits(month))/\(year)"
        case .en: "\(day) \(Self.shortMonths[month - 1]) \(year)"
        }
    }

    /// A day as documents write it out: `ngày 05 tháng 02 năm 2026`, `5 February 2026`.
    package func longDate(year: Int, month: Int, day: Int) -> String {
        switch self {
        case .vi: "ngày \(twoDigits(day)) tháng \(month < 3 ? twoDigits(month) : "\(month)") năm \(year)"
        case .en: "\(day) \(Self.months[month - 1]) \(year)"
        }
    }

    /// A day written the ISO way, `2026-02-05`; `nil` if the text is not a day of the calendar.
    package func date(iso: some StringProtocol) -> String? {
        let parts = iso.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        return date(year: year, month: month, day: day)
    }

    /// An instant on Viet Nam's clocks, seven hours ahead of UTC all year: `14:05 ngày 21/11/2026`, `14:05 on 21 Nov 2026`.
    ///
    /// - Parameters: `secondsSince1970` counts from midnight UTC on 1 January 1970.
    package func moment(secondsSince1970 seconds: Int) -> String {
        let local = seconds + 7 * 3600
        let daySeconds = (local % 86_400 + 86_400) % 86_400
        let (year, month, day) = Self.civil(dayNumber: (local - daySeconds) / 86_400)
        let clock = "\(twoDigits(daySeconds / 3600)):\(twoDigits(daySeconds / 60 % 60))"
        return "\(clock) \(self == .vi ? "ngày" : "on") \(date(year: year, month: month, day: day))"
    }

    /// A month: `Tháng 7/2026`, `July 2026`.
    package func month(_ month: Int, of year: Int) -> String {
        self == .vi ? "Tháng \(month)/\(year)" : "\(Self.months[month - 1]) \(year)"
    }

    /// A month where room is short, as on an axis: `7/26`, `Jul 26`.
    package func shortMonth(_ month: Int, of year: Int) -> String {
        self == .vi ? "\(month)/\(twoDigits(year % 100))" : "\(Self.shortMonths[month - 1]) \(twoDigits(year % 100))"
    }

    /// A quarter, in Roman figures as Vietnamese offices write it: `Quý III/2026`, `Q3 2026`.
    package func quarter(_ quarter: Int, of year: Int) -> String {
        self == .vi ? "Quý \(["I", "II", "III", "IV"][quarter - 1])/\(year)" : "Q\(quarter) \(year)"
    }

    /// Half a year: `6 tháng đầu năm 2026`, `First half of 2026`.
    package func halfYear(_ half: Int, of year: Int) -> String {
        switch self {
        case .vi: "6 tháng \(half == 1 ? "đầu" : "cuối") năm \(year)"
        case .en: "\(half == 1 ? "First" : "Second") half of \(year)"
        }
    }

    /// A week, counted from Monday: `Tuần 30/2026`, `Week 30, 2026`.
    package func week(_ week: Int, of year: Int) -> String {
        self == .vi ? "Tuần \(week)/\(year)" : "Week \(week), \(year)"
    }

    /// A year: `Năm 2026`, `2026`.
    package func year(_ year: Int) -> String { self == .vi ? "Năm \(year)" : "\(year)" }
}

extension Language {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let shortMonths = months.map { String($0.prefix(3)) }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The calendar day that lies `dayNumber` days after 1 January 1970.
    ///
    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain), `civil_from_days`.
    private static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
