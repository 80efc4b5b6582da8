/// The periods a province reports by: those of the calendar, those of its reporting calendars, and the windows that decisions name.
package struct PeriodBook: Sendable {
    private var calendars: [String: ReportingCalendar]
    private var windows: [String: PeriodWindow]

    package init(calendars: [ReportingCalendar] = [], windows: [PeriodWindow] = []) {
        self.calendars = Dictionary(calendars.map { ($0.code, $0) }) { first, _ in first }
        self.windows = Dictionary(windows.map { ($0.code, $0) }) { first, _ in first }
    }

    /// Reads an identifier: `2026-Q3`, `nd09:2026-07`, `DL-100D`.
    package func period(_ id: String) throws(PeriodError) -> Period {
        if let window = windows[id] {
            return Period(id: id, kind: .window, firstDay: window.firstDay, lastDay: window.lastDay)
        }
        guard let colon = id.firstIndex(of: ":") else {
            let isWindowCode = id.first.map { $0.isASCII && $0.isUppercase } ?? false
            if isWindowCode { throw .unknownWindow(id, known: windows.keys.sorted()) }
            return try Period(parsing: id)
        }
        let code = String(id[..<colon])
        guard let calendar = calendars[code] else { throw .unknownCalendar(code, known: calendars.keys.sorted()) }
        let place = try PeriodPlace(parsing: String(id[id.index(after: colon)...]))
        guard place.kind.months != nil else { throw .notInReportingCalendars(place.kind) }
        return try checked(Period(place, in: calendar), calendar)
    }

    /// Reads an identifier of DHIS2: `2026`, `2026S1`, `2026Q3`, `202607`, `2026W5`, `20260715`.
    package func period(dhis2 id: String) throws(PeriodError) -> Period { Period(try PeriodPlace(parsingDHIS2: id)) }

    /// The period of a kind that a day falls in, of a reporting calendar if one is named.
    ///
    /// Days and weeks are those of the calendar also where a reporting calendar is named.
    package func period(of kind: PeriodKind, containing day: Day, calendar code: String? = nil) throws(PeriodError) -> Period {
        let calendar = try reportingCalendar(code)
        guard let place = PeriodPlace(kind, containing: day, in: calendar) else { throw .windowsHaveNoOrder }
        return try checked(Period(place, in: calendar), calendar)
    }

    /// The periods of a kind that share at least one day with the span, in order.
    ///
    /// A year of a reporting calendar begins in December of the year before: for its months pass its own first and last day.
    /// Periods outside the reporting calendar's validity are left out.
    package func periods(of kind: PeriodKind, from: Day, to: Day, calendar code: String? = nil) throws(PeriodError) -> [Period] {
        let calendar = try reportingCalendar(code)
        guard kind != .window else {
            return windows.values.filter { $0.firstDay <= to && from <= $0.lastDay }
                .map { Period(id: $0.code, kind: .window, firstDay: $0.firstDay, lastDay: $0.lastDay) }.sorted()
        }
        var result: [Period] = []
        var place = PeriodPlace(kind, containing: from, in: calendar)
        while let current = place {
            let period = Period(current, in: calendar)
            guard period.firstDay <= to else { break }
            if outsideValidity(period, calendar) == nil { result.append(period) }
            place = current.moved(by: 1)
        }
        return result
    }

    /// The periods of a finer kind that lie wholly within one, in the same calendar: the three months of a quarter.
    package func parts(of period: Period, kind: PeriodKind) throws(PeriodError) -> [Period] {
        try periods(of: kind, from: period.firstDay, to: period.lastDay, calendar: period.calendar).filter { period.contains($0) && $0 != period }
    }

    /// The period after this one; windows have none.
    package func next(after period: Period) throws(PeriodError) -> Period { try neighbour(of: period, distance: 1) }
    /// The period before this one; windows have none.
    package func previous(before period: Period) throws(PeriodError) -> Period { try neighbour(of: period, distance: -1) }

    /// The period so many places later, or earlier if negative. For the same month a year before, go back by 12.
    package func neighbour(of period: Period, distance: Int) throws(PeriodError) -> Period {
        let calendar = try reportingCalendar(period.calendar)
        guard let place = PeriodPlace(period.kind, containing: period.lastDay, in: calendar) else { throw .windowsHaveNoOrder }
        guard let moved = place.moved(by: distance) else {
            throw .noSuch(.year, place.year + distance.signum(), allowed: PeriodPlace.years, in: period.id)
        }
        return try checked(Period(moved, in: calendar), calendar)
    }

    /// What people call the period: `Quý III/2026`, `Q3 2026`; a window by its name.
    package func label(of period: Period) -> Label { windows[period.id]?.name ?? period.label }

    private func reportingCalendar(_ code: String?) throws(PeriodError) -> ReportingCalendar? {
        guard let code else { return nil }
        guard let calendar = calendars[code] else { throw .unknownCalendar(code, known: calendars.keys.sorted()) }
        return calendar
    }

    private func checked(_ period: Period, _ calendar: ReportingCalendar?) throws(PeriodError) -> Period {
        if let problem = outsideValidity(period, calendar) { throw problem }
        return period
    }

    /// A period belongs to the day on which it ends.
    private func outsideValidity(_ period: Period, _ calendar: ReportingCalendar?) -> PeriodError? {
        guard let calendar, period.calendar != nil else { return nil }
        let isValid = (calendar.validFrom.map { $0 <= period.lastDay } ?? true) && (calendar.validTo.map { period.lastDay <= $0 } ?? true)
        return isValid ? nil : .outsideCalendarValidity(period: period.id, from: calendar.validFrom, to: calendar.validTo)
    }
}

extension Period {
    /// Reads a calendar period: `2026`, `2026-S1`, `2026-Q3`, `2026-07`, `2026-W05`, `2026-07-15`.
    ///
    /// - Returns: `nil` for anything else, also for reporting calendars and windows, which a ``PeriodBook`` knows.
    package init?(id: String) {
        guard let period = try? Period(parsing: id) else { return nil }
        self = period
    }

    /// Reads a calendar period and says what is wrong with it if it is none.
    package init(parsing id: String) throws(PeriodError) { self.init(try PeriodPlace(parsing: id)) }

    /// Reads a calendar period from ASCII bytes.
    package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(PeriodError) { self.init(try PeriodPlace(utf8: bytes)) }

    /// DHIS2's identifier; `nil` for reporting calendars and windows, which DHIS2 does not have.
    package var dhis2ID: String? {
        guard calendar == nil, let place = PeriodPlace(kind, containing: lastDay, in: nil) else { return nil }
        let year = "\(place.year)"
        switch kind {
        case .year: return year
        case .sixMonths: return year + "S\(place.number)"
        case .quarter: return year + "Q\(place.number)"
        case .week: return year + "W\(place.number)"
        case .month: return year + twoDigits(place.number)
        case .day: return String(id.utf8.filter { $0 != 0x2D }.map { Character(Unicode.Scalar($0)) })
        case .window: return nil
        }
    }

    /// What people call it: `Tháng 7/2026`, `July 2026`; a reporting calendar's with its days behind: `Tháng 7/2026 (15/6–14/7)`. A window shows its days.
    package var label: Label {
        let (_, month, day) = firstDay.components
        let (lastYear, lastMonth, lastDayOfMonth) = lastDay.components
        let showsYears = firstDay.year != lastYear
        var label = plainLabel(year: lastYear, month: lastMonth)
        guard calendar != nil else { return label }
        label.vi += " (\(day)/\(month)\(showsYears ? "/\(firstDay.year)" : "")–\(lastDayOfMonth)/\(lastMonth)\(showsYears ? "/\(lastYear)" : ""))"
        label.en +=
            " (\(twoDigits(day))/\(twoDigits(month))\(showsYears ? "/\(firstDay.year)" : "")"
            + "–\(twoDigits(lastDayOfMonth))/\(twoDigits(lastMonth))\(showsYears ? "/\(lastYear)" : ""))"
        return label
    }

    private func plainLabel(year: Int, month: Int) -> Label {
        switch kind {
        case .year:
            return Label(vi: "Năm \(year)", en: "\(year)")
        case .sixMonths:
            return month == 6
                ? Label(vi: "6 tháng đầu năm \(year)", en: "First half of \(year)")
                : Label(vi: "6 tháng cuối năm \(year)", en: "Second half of \(year)")
        case .quarter:
            return Label(vi: "Quý \(["I", "II", "III", "IV"][(month - 1) / 3])/\(year)", en: "Q\((month - 1) / 3 + 1) \(year)")
        case .month:
            return Label(vi: "Tháng \(month)/\(year)", en: "\(englishMonths[month - 1]) \(year)")
        case .week:
            let week = lastDay.isoWeek
            return Label(vi: "Tuần \(week.week)/\(week.year)", en: "Week \(week.week), \(week.year)")
        case .day:
            return Label(vi: slashed(lastDay), en: slashed(lastDay))
        case .window:
            return Label(vi: "\(slashed(firstDay)) – \(slashed(lastDay))", en: "\(slashed(firstDay)) – \(slashed(lastDay))")
        }
    }

    /// The period at a place, of a reporting calendar if one is given.
    init(_ place: PeriodPlace, in calendar: ReportingCalendar? = nil) {
        let calendar = place.kind.months == nil ? nil : calendar
        let days = place.days(in: calendar)
        self.init(id: (calendar.map { $0.code + ":" } ?? "") + place.id, kind: place.kind, firstDay: days.first, lastDay: days.last, calendar: calendar?.code)
    }
}

private let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"
]

private func slashed(_ day: Day) -> String {
    let (year, month, day) = day.components
    return "\(twoDigits(day))/\(twoDigits(month))/\(year)"
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
