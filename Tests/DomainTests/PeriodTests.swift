import Domain
import Testing

@Suite struct PeriodTests {
    /// Decree 09/2019/NĐ-CP, Article 12: data of periodic reports runs from the 15th to the 14th.
    private static let decree = ReportingCalendar(
        code: "nd09", name: Label(vi: "Nghị định 09/2019/NĐ-CP", en: "Decree 09/2019/NĐ-CP"), cutOffDay: 14, validFrom: Day(iso: "2019-03-12"))
    private static let campaign = PeriodWindow(
        code: "DL-100D", name: Label(vi: "100 ngày Bình dân học vụ số", en: "100 days of digital literacy"), firstDay: Day(iso: "2025-07-15")!,
        lastDay: Day(iso: "2025-10-25")!)
    private let book = PeriodBook(calendars: [decree, ReportingCalendar(code: "d20", name: decree.name, cutOffDay: 20)], windows: [campaign])

    @Test(arguments: [
        ("2026", PeriodKind.year, "2026-01-01", "2026-12-31"), ("2026-S1", .sixMonths, "2026-01-01", "2026-06-30"),
        ("2026-S2", .sixMonths, "2026-07-01", "2026-12-31"),
        ("2026-Q1", .quarter, "2026-01-01", "2026-03-31"), ("2026-Q3", .quarter, "2026-07-01", "2026-09-30"), ("2024-02", .month, "2024-02-01", "2024-02-29"),
        ("2026-12", .month, "2026-12-01", "2026-12-31"), ("2026-W01", .week, "2025-12-29", "2026-01-04"), ("2026-W53", .week, "2026-12-28", "2027-01-03"),
        ("2026-07-15", .day, "2026-07-15", "2026-07-15"),
        // The decree's own wording, for the periods of 2026 and those over New Year.
        ("nd09:2026-07", .month, "2026-06-15", "2026-07-14"), ("nd09:2026-01", .month, "2025-12-15", "2026-01-14"),
        ("nd09:2024-03", .month, "2024-02-15", "2024-03-14"),
        ("nd09:2026-Q1", .quarter, "2025-12-15", "2026-03-14"), ("nd09:2026-Q3", .quarter, "2026-06-15", "2026-09-14"),
        ("nd09:2026-Q4", .quarter, "2026-09-15", "2026-12-14"),
        ("nd09:2026-S1", .sixMonths, "2025-12-15", "2026-06-14"), ("nd09:2026-S2", .sixMonths, "2026-06-15", "2026-12-14"),
        ("nd09:2026", .year, "2025-12-15", "2026-12-14"),
        ("d20:2026-03", .month, "2026-02-21", "2026-03-20"), ("d20:2026", .year, "2025-12-21", "2026-12-20"),
        ("DL-100D", .window, "2025-07-15", "2025-10-25")
    ])
    func `an identifier names its days`(id: String, kind: PeriodKind, first: String, last: String) throws {
        let period = try book.period(id)
        #expect(period.kind == kind)
        #expect((period.firstDay.iso, period.lastDay.iso) == (first, last))
        #expect(period.id == id)
    }

    @Test(arguments: [
        ("", PeriodError.notAPeriod("")), ("26", .notAPeriod("26")), ("2026-7", .notAPeriod("2026-7")), ("2026-Q", .notAPeriod("2026-Q")),
        ("2026-q3", .notAPeriod("2026-q3")), ("202607", .notAPeriod("202607")), ("2026Q3", .notAPeriod("2026Q3")), ("2026-W5", .notAPeriod("2026-W5")),
        ("07/2026", .notAPeriod("07/2026")), ("2026-07-1", .notAPeriod("2026-07-1")), ("20२6", .notAPeriod("20२6")),
        ("2026-13", .noSuch(.month, 13, allowed: 1...12, in: "2026-13")), ("2026-00", .noSuch(.month, 0, allowed: 1...12, in: "2026-00")),
        ("2026-Q5", .noSuch(.quarter, 5, allowed: 1...4, in: "2026-Q5")), ("2026-S0", .noSuch(.half, 0, allowed: 1...2, in: "2026-S0")),
        ("2025-W53", .noSuch(.week, 53, allowed: 1...52, in: "2025-W53")), ("2026-W54", .noSuch(.week, 54, allowed: 1...53, in: "2026-W54")),
        ("2026-02-29", .noSuch(.day, 29, allowed: 1...28, in: "2026-02-29")), ("0026", .noSuch(.year, 26, allowed: 1900...2999, in: "0026")),
        ("nd10:2026-07", .unknownCalendar("nd10", known: ["d20", "nd09"])), ("DL-200D", .unknownWindow("DL-200D", known: ["DL-100D"])),
        ("nd09:2026-W05", .notInReportingCalendars(.week)), ("nd09:2026-07-15", .notInReportingCalendars(.day)), ("nd09:", .notAPeriod("")),
        ("nd09:2019-02", .outsideCalendarValidity(period: "nd09:2019-02", from: Day(iso: "2019-03-12"), to: nil))
    ])
    func `a wrong identifier is refused with what is wrong`(id: String, error: PeriodError) {
        #expect(throws: error) { try book.period(id) }
    }

    @Test func `a period belongs to a reporting calendar that was in force when it ended`() throws {
        #expect(try book.period("nd09:2019-03").lastDay.iso == "2019-03-14")
    }

    /// DHIS2, `period/*PeriodType.java`, ISO_FORMAT.
    @Test(arguments: [
        ("2026", "2026"), ("2026S1", "2026-S1"), ("2026Q3", "2026-Q3"), ("202607", "2026-07"), ("2026W5", "2026-W05"), ("2026W53", "2026-W53"),
        ("20260715", "2026-07-15")
    ])
    func `identifiers of DHIS2 are read and written`(dhis2: String, id: String) throws {
        let period = try book.period(dhis2: dhis2)
        #expect(period.id == id)
        #expect(period.dhis2ID == dhis2)
        #expect(period == Period(id: id))
    }

    @Test(arguments: [
        ("2026-07", PeriodError.notAPeriod("2026-07")), ("202613", .noSuch(.month, 13, allowed: 1...12, in: "202613")),
        ("2026Q0", .noSuch(.quarter, 0, allowed: 1...4, in: "2026Q0")), ("2026WedW5", .notAPeriod("2026WedW5")), ("2026April", .notAPeriod("2026April"))
    ])
    func `what is no identifier of DHIS2 is refused`(id: String, error: PeriodError) {
        #expect(throws: error) { try book.period(dhis2: id) }
    }

    @Test func `DHIS2 has no identifier for reporting calendars and windows`() throws {
        #expect(try book.period("nd09:2026-07").dhis2ID == nil)
        #expect(try book.period("DL-100D").dhis2ID == nil)
    }

    @Test(arguments: [
        ("2026", "2027"), ("2026-S2", "2027-S1"), ("2026-Q4", "2027-Q1"), ("2026-Q1", "2026-Q2"), ("2026-12", "2027-01"), ("2026-W53", "2027-W01"),
        ("2025-W52", "2026-W01"),
        ("2024-02-28", "2024-02-29"), ("2026-12-31", "2027-01-01"), ("nd09:2026-12", "nd09:2027-01"), ("nd09:2026-Q2", "nd09:2026-Q3"),
        ("nd09:2026", "nd09:2027")
    ])
    func `a period's next has it as its previous, with no day between`(id: String, nextID: String) throws {
        let period = try book.period(id)
        let next = try book.next(after: period)
        #expect(next.id == nextID)
        #expect(try book.previous(before: next) == period)
        #expect(period.lastDay.adding(days: 1) == next.firstDay)
        #expect(period < next)
    }

    @Test func `a window has no next, nor has the last year there is`() throws {
        let window = try book.period("DL-100D")
        #expect(throws: PeriodError.windowsHaveNoOrder) { try book.next(after: window) }
        #expect(throws: PeriodError.noSuch(.year, 3000, allowed: 1900...2999, in: "2999-Q4")) { try book.next(after: book.period("2999-Q4")) }
        #expect(throws: PeriodError.outsideCalendarValidity(period: "nd09:2019-02", from: Day(iso: "2019-03-12"), to: nil)) {
            try book.previous(before: book.period("nd09:2019-03"))
        }
    }

    @Test func `the same month a year before is twelve places back`() throws {
        #expect(try book.neighbour(of: book.period("nd09:2026-01"), distance: -12).id == "nd09:2025-01")
    }

    @Test(arguments: [
        ("2026-06-14", "nd09:2026-06"), ("2026-06-15", "nd09:2026-07"), ("2026-12-14", "nd09:2026-12"), ("2026-12-15", "nd09:2027-01"),
        ("2026-01-01", "nd09:2026-01")
    ])
    func `the cut-off day decides which month a day is reported in`(day: String, id: String) throws {
        let day = try #require(Day(iso: day))
        let period = try book.period(of: .month, containing: day, calendar: "nd09")
        #expect(period.id == id)
        #expect(period.contains(day))
    }

    @Test func `every day of 2024 to 2027 is in exactly one period of each kind and calendar`() throws {
        let from = try #require(Day(iso: "2024-01-01")), to = try #require(Day(iso: "2027-12-31"))
        for calendar in [nil, "nd09", "d20"] {
            for kind in PeriodKind.allCases where kind != .window {
                let periods = try book.periods(of: kind, from: from, to: to, calendar: calendar)
                for day in from.number...to.number {
                    try #require(periods.filter { $0.contains(Day(number: day)) }.count == 1, "\(Day(number: day)) \(kind)")
                }
                #expect(periods == periods.sorted())
                #expect(try book.period(of: kind, containing: to, calendar: calendar) == periods.last)
            }
        }
    }

    @Test func `a span's periods are those that share a day with it`() throws {
        let from = try #require(Day(iso: "2026-06-20")), to = try #require(Day(iso: "2026-08-01"))
        #expect(try book.periods(of: .month, from: from, to: to).map(\.id) == ["2026-06", "2026-07", "2026-08"])
        #expect(try book.periods(of: .month, from: from, to: to, calendar: "nd09").map(\.id) == ["nd09:2026-07", "nd09:2026-08"])
        #expect(try book.periods(of: .window, from: from, to: to).isEmpty)
        #expect(try book.periods(of: .window, from: Day(iso: "2025-10-25")!, to: to).map(\.id) == ["DL-100D"])
        #expect(try book.periods(of: .month, from: to, to: from).isEmpty)
        #expect(
            try book.periods(of: .quarter, from: Day(iso: "2018-01-01")!, to: Day(iso: "2019-05-01")!, calendar: "nd09").map(\.id) == [
                "nd09:2019-Q1", "nd09:2019-Q2"
            ])
    }

    @Test(arguments: [
        ("2026-Q3", PeriodKind.month, ["2026-07", "2026-08", "2026-09"]), ("nd09:2026-Q1", .month, ["nd09:2026-01", "nd09:2026-02", "nd09:2026-03"]),
        ("nd09:2026", .quarter, ["nd09:2026-Q1", "nd09:2026-Q2", "nd09:2026-Q3", "nd09:2026-Q4"]), ("2026", .sixMonths, ["2026-S1", "2026-S2"]),
        ("2026-07", .week, ["2026-W28", "2026-W29", "2026-W30"]), ("2026-07", .quarter, []), ("2026-07", .month, []),
        ("DL-100D", .month, ["2025-08", "2025-09"])
    ])
    func `the parts of a period lie wholly within it, in its own calendar`(id: String, kind: PeriodKind, parts: [String]) throws {
        #expect(try book.parts(of: book.period(id), kind: kind).map(\.id) == parts)
    }

    @Test(arguments: [
        ("2026-07", "Tháng 7/2026", "July 2026"), ("2026-Q3", "Quý III/2026", "Q3 2026"), ("2026-Q1", "Quý I/2026", "Q1 2026"),
        ("2026-S1", "6 tháng đầu năm 2026", "First half of 2026"), ("2026-S2", "6 tháng cuối năm 2026", "Second half of 2026"), ("2026", "Năm 2026", "2026"),
        ("2026-W05", "Tuần 5/2026", "Week 5, 2026"), ("2026-W01", "Tuần 1/2026", "Week 1, 2026"), ("2026-W53", "Tuần 53/2026", "Week 53, 2026"),
        ("2026-07-05", "05/07/2026", "05/07/2026"), ("nd09:2026-07", "Tháng 7/2026 (15/6–14/7)", "July 2026 (15/06–14/07)"),
        ("nd09:2026-Q4", "Quý IV/2026 (15/9–14/12)", "Q4 2026 (15/09–14/12)"),
        ("nd09:2026-S1", "6 tháng đầu năm 2026 (15/12/2025–14/6/2026)", "First half of 2026 (15/12/2025–14/06/2026)"),
        ("nd09:2026", "Năm 2026 (15/12/2025–14/12/2026)", "2026 (15/12/2025–14/12/2026)"),
        ("DL-100D", "100 ngày Bình dân học vụ số", "100 days of digital literacy")
    ])
    func `a period has a name in both languages`(id: String, vi: String, en: String) throws {
        #expect(try book.label(of: book.period(id)) == Label(vi: vi, en: en))
    }

    @Test func `finer kinds come before coarser ones`() {
        #expect(PeriodKind.allCases.sorted() == [.day, .week, .month, .quarter, .sixMonths, .year, .window])
        #expect(PeriodKind.month < .quarter)
    }

    @Test func `of two periods that end together the shorter one comes first`() throws {
        let ids = ["2026", "2026-12", "2026-Q4", "2026-S2", "2026-11", "2026-12-31"]
        #expect(ids.compactMap(Period.init(id:)).sorted().map(\.id) == ["2026-11", "2026-12-31", "2026-12", "2026-Q4", "2026-S2", "2026"])
    }

    @Test func `bytes are read like text`() throws {
        for id in ["2026-07", "2026-W53", "2026-13"] {
            let bytes = Array(id.utf8)
            let fromBytes = bytes.withUnsafeBufferPointer { bytes in Result { () throws(PeriodError) in try Period(utf8: bytes) } }
            let fromText = Result { () throws(PeriodError) in try Period(parsing: id) }
            #expect(fromBytes == fromText)
        }
        #expect(Period(id: "nd09:2026-07") == nil)
    }
}
