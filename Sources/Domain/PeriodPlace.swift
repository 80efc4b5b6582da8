/// What is wrong with a period's identifier, and what would be right.
package enum PeriodError: Error, Hashable, Sendable {
    package enum Part: String, Sendable { case year, half, quarter, month, week, day }

    /// Has none of the forms `2026`, `2026-S1`, `2026-Q3`, `2026-07`, `2026-W05`, `2026-07-15`.
    case notAPeriod(String)
    /// Has the form of a period, but a number in it is outside what there is, such as month 13.
    case noSuch(Part, Int, allowed: ClosedRange<Int>, in: String)
    case unknownCalendar(String, known: [String])
    case unknownWindow(String, known: [String])
    /// A reporting calendar has months, quarters, half-years and years, but not this kind.
    case notInReportingCalendars(PeriodKind)
    /// The period ends before the reporting calendar came into force or after it went out of force.
    case outsideCalendarValidity(period: String, from: Day?, to: Day?)
    /// A window was asked for its neighbour or for a day it contains.
    case windowsHaveNoOrder
}

/// Where a period stands in its calendar: the third quarter of 2026.
struct PeriodPlace: Hashable, Sendable {
    var kind: PeriodKind
    /// For weeks the year of ISO 8601.
    var year: Int
    /// Which of the year's half-years, quarters, months or weeks; for a day its number since 1970; 0 for a year.
    var number: Int

    static let years = 1900...2999

    var id: String {
        switch kind {
        case .year, .window: "\(year)"
        case .sixMonths: "\(year)-S\(number)"
        case .quarter: "\(year)-Q\(number)"
        case .month: "\(year)-\(twoDigits(number))"
        case .week: "\(year)-W\(twoDigits(number))"
        case .day: Day(number: Int32(number)).iso
        }
    }

    /// First and last day; those of a reporting calendar follow its cut-off day.
    ///
    /// A year, and each half, quarter and month of it, ends on the cut-off day of its last month and begins the day after the one before ended.
    /// Source: Nghị định 09/2019/NĐ-CP, Điều 12.
    func days(in calendar: ReportingCalendar?) -> (first: Day, last: Day) {
        guard let months = kind.months else {
            let first = kind == .day ? Day(number: Int32(number)) : Day(isoYear: year, week: number)!
            return (first, first.adding(days: kind == .day ? 0 : 6))
        }
        let lastMonth = kind == .year ? 12 : number * months
        let end = { (month: Int) in PeriodPlace.lastDay(ofMonth: month, year: year, calendar) }
        return (end(lastMonth - months).adding(days: 1), end(lastMonth))
    }

    /// - Parameters: `month` is 0 for December of the year before.
    private static func lastDay(ofMonth month: Int, year: Int, _ calendar: ReportingCalendar?) -> Day {
        let (year, month) = month == 0 ? (year - 1, 12) : (year, month)
        let length = Day.daysIn(month: month, year: year)
        return Day(year: year, month: month, day: min(max(calendar?.cutOffDay ?? length, 1), length))!
    }

    /// - Returns: `nil` for windows and outside ``years``.
    init?(_ kind: PeriodKind, containing day: Day, in calendar: ReportingCalendar?) {
        var (year, month, _) = day.components
        switch kind {
        case .window:
            return nil
        case .day:
            self.init(kind: .day, year: year, number: Int(day.number))
        case .week:
            let week = day.isoWeek
            self.init(kind: .week, year: week.year, number: week.week)
        case .month, .quarter, .sixMonths, .year:
            if day > Self.lastDay(ofMonth: month, year: year, calendar) {
                (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            }
            self.init(kind: kind, year: year, number: kind == .year ? 0 : (month - 1) / kind.months! + 1)
        }
        guard Self.years.contains(self.year) else { return nil }
    }

    init(kind: PeriodKind, year: Int, number: Int) {
        self.kind = kind
        self.year = year
        self.number = number
    }

    /// - Returns: `nil` outside ``years``.
    func moved(by distance: Int) -> PeriodPlace? {
        switch kind {
        case .window:
            return nil
        case .day, .week:
            return PeriodPlace(kind, containing: days(in: nil).first.adding(days: distance * (kind == .day ? 1 : 7)), in: nil)
        case .year:
            return Self.years.contains(year + distance) ? PeriodPlace(kind: kind, year: year + distance, number: 0) : nil
        case .month, .quarter, .sixMonths:
            let perYear = 12 / kind.months!
            let total = year * perYear + number - 1 + distance
            return Self.years.contains(total / perYear) ? PeriodPlace(kind: kind, year: total / perYear, number: total % perYear + 1) : nil
        }
    }
}

extension PeriodPlace {
    init(parsing id: String) throws(PeriodError) {
        var id = id
        let result = id.withUTF8 { bytes in Result { () throws(PeriodError) in try PeriodPlace(utf8: bytes) } }
        self = try result.get()
    }

    init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(PeriodError) {
        let reader = Reader(bytes: bytes)
        guard bytes.count >= 4, let year = reader.number(0..<4), bytes.count == 4 || bytes[4] == UInt8(ascii: "-") else { throw reader.notAPeriod }
        switch bytes.count {
        case 4:
            try self.init(.year, year, 0, reader)
        case 7 where bytes[5] == UInt8(ascii: "S"):
            try self.init(.sixMonths, year, reader.number(6..<7), reader)
        case 7 where bytes[5] == UInt8(ascii: "Q"):
            try self.init(.quarter, year, reader.number(6..<7), reader)
        case 7:
            try self.init(.month, year, reader.number(5..<7), reader)
        case 8 where bytes[5] == UInt8(ascii: "W"):
            try self.init(.week, year, reader.number(6..<8), reader)
        case 10 where bytes[7] == UInt8(ascii: "-"):
            try self.init(year, month: reader.number(5..<7), day: reader.number(8..<10), reader)
        default:
            throw reader.notAPeriod
        }
    }

    init(parsingDHIS2 id: String) throws(PeriodError) {
        var id = id
        let result = id.withUTF8 { bytes in Result { () throws(PeriodError) in try PeriodPlace(dhis2: bytes) } }
        self = try result.get()
    }

    private init(dhis2 bytes: UnsafeBufferPointer<UInt8>) throws(PeriodError) {
        let reader = Reader(bytes: bytes)
        guard bytes.count >= 4, let year = reader.number(0..<4) else { throw reader.notAPeriod }
        switch bytes.count {
        case 4:
            try self.init(.year, year, 0, reader)
        case 6 where bytes[4] == UInt8(ascii: "S"):
            try self.init(.sixMonths, year, reader.number(5..<6), reader)
        case 6 where bytes[4] == UInt8(ascii: "Q"):
            try self.init(.quarter, year, reader.number(5..<6), reader)
        case 6...7 where bytes[4] == UInt8(ascii: "W"):
            try self.init(.week, year, reader.number(5..<bytes.count), reader)
        case 6:
            try self.init(.month, year, reader.number(4..<6), reader)
        case 8:
            try self.init(year, month: reader.number(4..<6), day: reader.number(6..<8), reader)
        default:
            throw reader.notAPeriod
        }
    }

    private init(_ kind: PeriodKind, _ year: Int, _ number: Int?, _ reader: Reader) throws(PeriodError) {
        guard let number else { throw reader.notAPeriod }
        try reader.check(.year, year, Self.years)
        switch kind {
        case .sixMonths: try reader.check(.half, number, 1...2)
        case .quarter: try reader.check(.quarter, number, 1...4)
        case .month: try reader.check(.month, number, 1...12)
        case .week: try reader.check(.week, number, 1...Day.weeks(inISOYear: year))
        case .day, .year, .window: break
        }
        self.init(kind: kind, year: year, number: number)
    }

    private init(_ year: Int, month: Int?, day: Int?, _ reader: Reader) throws(PeriodError) {
        guard let month, let day else { throw reader.notAPeriod }
        try reader.check(.year, year, Self.years)
        try reader.check(.month, month, 1...12)
        try reader.check(.day, day, 1...Day.daysIn(month: month, year: year))
        self.init(kind: .day, year: year, number: Int(Day(year: year, month: month, day: day)!.number))
    }

    private struct Reader {
        var bytes: UnsafeBufferPointer<UInt8>

        func number(_ range: Range<Int>) -> Int? {
            var number = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            return number
        }

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var notAPeriod: PeriodError { .notAPeriod(text) }

        func check(_ part: PeriodError.Part, _ number: Int, _ allowed: ClosedRange<Int>) throws(PeriodError) {
            guard allowed.contains(number) else { throw .noSuch(part, number, allowed: allowed, in: text) }
        }
    }
}
