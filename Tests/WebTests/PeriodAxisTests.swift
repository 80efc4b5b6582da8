@testable import Web
import Domain
import Markup
import Testing

@Suite struct PeriodAxisTests {
    private let book = PeriodBook()

    private func axis(_ ids: [String]) -> PeriodAxis { PeriodAxis(ids.compactMap { Period(id: $0) }, book) }

    @Test func `months without a figure keep their place`() {
        #expect(axis(["2026-04", "2026-01", "2026-01"]).periods.map(\.id) == ["2026-01", "2026-02", "2026-03", "2026-04"])
    }

    @Test func `periods of several kinds stand in order without filling`() {
        #expect(axis(["2025", "2026-02", "2025-Q1"]).periods.map(\.id) == ["2025-Q1", "2025", "2026-02"])
    }

    @Test func `a row with decades of gaps is not filled`() {
        #expect(axis(["1990-01", "2026-01"]).periods.count == 2)
    }

    @Test func `the day on which units were reorganised stands before the first period that ends after it`() throws {
        let day = try #require(Day(iso: "2025-07-01"))
        func version(_ unit: String, _ first: Day?, _ last: Day?, _ parent: String?) -> UnitVersion {
            UnitVersion(unit: UnitID(unit), firstDay: first, lastDay: last, name: Label(vi: unit, en: unit), fullName: Label(vi: unit, en: unit), type: "xa", parent: parent.map { UnitID($0) })
        }
        let units = try UnitHistory(units: [
            OrgUnit(id: UnitID("11.1"), code: "11", level: .province, versions: [version("11.1", nil, nil, nil)]),
            OrgUnit(id: UnitID("094.1"), code: "094", level: .district, versions: [version("094.1", nil, day.adding(days: -1), "11.1")]),
            OrgUnit(id: UnitID("03127.1"), code: "03127", level: .commune, versions: [version("03127.1", nil, day.adding(days: -1), "094.1"), version("03127.1", day, nil, "11.1")]),
        ], links: [])
        let marks = axis(["2025-05", "2025-06", "2025-07", "2025-08"]).reorganisations(units)
        #expect(marks.map(\.place) == [2])
        #expect(marks.map(\.day) == [day])
        #expect(axis(["2025-07", "2025-08"]).reorganisations(units).isEmpty)
        #expect(axis(["2025-05", "2025-06"]).reorganisations(units).isEmpty)
    }

    @Test func `a period is short on an axis, in both languages`() throws {
        let quarter = try #require(Period(id: "2026-Q3")), year = try #require(Period(id: "2026")), week = try #require(Period(id: "2026-W05"))
        #expect([quarter, year, week].map { PeriodAxis.short($0, .vi) } == ["III/26", "2026", "T5/26"])
        #expect([quarter, year, week].map { PeriodAxis.short($0, .en) } == ["Q3 26", "2026", "W5 26"])
    }
}
