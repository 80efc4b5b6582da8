@testable import Web
import Domain
import Operations
import Testing

@Suite struct IndicatorQueryTests {
    private let periods = PeriodBook(
        calendars: [ReportingCalendar(code: "nd09", name: Label(vi: "NĐ 09", en: "Decree 09"), cutOffDay: 14)],
        windows: [PeriodWindow(code: "DL-100D", name: Label(vi: "100 ngày", en: "100 days"), firstDay: Day(iso: "2025-07-15")!, lastDay: Day(iso: "2025-10-25")!)])

    private func query(_ text: String) throws -> IndicatorQuery { try IndicatorQuery(Query(text), periods) }

    @Test func `nothing chosen means everything, with split units shared out by population`() throws {
        let query = try query("")
        #expect(query.standings == Set(FigureScope.everyday.statuses))
        #expect(query.basis == .population)
        #expect(query.from == nil && query.to == nil && query.period == nil && query.unit == nil && query.asOf == nil)
    }

    @Test(arguments: [
        ("from=2025-03-07&to=2025-03-09", "2025-03-07", "2025-03-09"),
        ("from=2025&to=2025", "2025-01-01", "2025-12-31"),
        ("from=2025-Q3&to=2025-08", "2025-07-01", "2025-08-31"),
        ("from=nd09:2025-07&to=nd09:2025-07", "2025-06-15", "2025-07-14"),
        ("from=DL-100D&to=DL-100D", "2025-07-15", "2025-10-25"),
    ])
    func `the ends of a span are days, or periods with their first and last day`(text: String, from: String, to: String) throws {
        let query = try query(text)
        #expect(query.from?.iso == from)
        #expect(query.to?.iso == to)
    }

    @Test func `official figures are the published and the reported ones`() throws {
        #expect(try query("standing=official").standings == [.published, .reported])
        #expect(try query("standing=illustrative").standings == [.illustrative])
    }

    @Test func `a reader may want periods left out that rest on a split unit`() throws {
        #expect(try query("basis=none").basis == nil)
        #expect(try query("basis=area").basis == .area)
    }

    @Test(arguments: [("from=2025-13", "from"), ("to=mai", "to"), ("period=xx:2025", "period"), ("as-of=2025-02-30", "as-of"), ("standing=good", "standing"), ("basis=size", "basis")])
    func `what cannot be read is refused by name`(text: String, place: String) {
        #expect { try query(text) } throws: { ($0 as? Rejected)?.place == place }
    }
}
