import Cube
import Domain
import Testing

/// Old order: province 0 with communes 1 (villages 2, 3), 4 and 5. New order: province 0 with commune 1 (villages 2, 3), made of 1, 4 and 30% of 5; commune 4 is the rest of 5.
@Suite struct `Values across a new order of the units` {
    let cube = Cube()
    let old: TreeHandle
    let new: TreeHandle
    let element: ElementHandle
    let before: PeriodHandle
    let after: PeriodHandle
    let year: PeriodHandle

    init() throws {
        old = cube.define(tree: World.tree([-1, 0, 1, 1, 0, 0]))
        let sources: [[Succession.Source]] = [
            [.init(position: 0)], [.init(position: 1), .init(position: 4), .init(position: 5, share: 0.3)], [.init(position: 2)], [.init(position: 3)],
            [.init(position: 5, share: 0.7)],
        ]
        new = cube.define(tree: World.tree([-1, 0, 1, 1, 0]), succession: Succession(sources: sources))
        element = try cube.define(World.element())
        before = cube.define(Period(id: "2025-06", kind: .month, firstDay: Day(year: 2025, month: 6, day: 1)!, lastDay: Day(year: 2025, month: 6, day: 30)!), on: old)
        after = cube.define(Period(id: "2025-07", kind: .month, firstDay: Day(year: 2025, month: 7, day: 1)!, lastDay: Day(year: 2025, month: 7, day: 31)!), on: new)
        year = cube.define(Period(id: "2025", kind: .year, firstDay: Day(year: 2025, month: 1, day: 1)!, lastDay: Day(year: 2025, month: 12, day: 31)!), on: new)
    }

    func set(_ period: PeriodHandle, _ position: Int, _ units: Int64) throws {
        try cube.set(CubeChange(element: element, period: period, position: position, number: ScaledNumber(units: units, decimals: 0)))
    }

    func value(_ time: CubeTime, _ position: Int, splits: SplitUnits = .estimated) throws -> Double? {
        try cube.snapshot().cell(CubeSeries(element), time, position: position, on: new, splits: splits)?.value
    }

    @Test func `whole units are added, split ones shared, and the province keeps its total`() throws {
        for (position, units) in [(2, 1), (3, 2), (4, 10), (5, 100)] { try set(before, position, Int64(units)) }
        #expect(try value(.period(before), 1) == 43)
        #expect(try value(.period(before), 4) == 70)
        #expect(try value(.period(before), 2) == 1)
        #expect(try value(.period(before), 0) == 113)
        let snapshot = cube.snapshot()
        #expect(snapshot.isEstimate(CubeSeries(element), .period(before), position: 1, on: new))
        #expect(!snapshot.isEstimate(CubeSeries(element), .period(before), position: 0, on: new))
        #expect(!snapshot.isEstimate(CubeSeries(element), .period(before), position: 2, on: new))
        #expect(try snapshot.cell(CubeSeries(element), .period(before), position: 1)?.value == 3)
    }

    @Test func `left out, units with a share show nothing, and their province still everything`() throws {
        for (position, units) in [(2, 1), (3, 2), (4, 10), (5, 100)] { try set(before, position, Int64(units)) }
        try set(after, 2, 1000)
        #expect(try value(.period(before), 1, splits: .leftOut) == nil)
        #expect(try value(.period(before), 4, splits: .leftOut) == nil)
        #expect(try value(.period(before), 2, splits: .leftOut) == 1)
        #expect(try value(.period(before), 0, splits: .leftOut) == 113)
        #expect(try value(.period(year), 1, splits: .leftOut) == nil)
        #expect(try value(.period(year), 0, splits: .leftOut) == 1113)
        #expect(try value(.period(after), 1, splits: .leftOut) == 1000)
    }

    @Test func `a year that spans both orders has both halves`() throws {
        try set(before, 4, 10)
        try set(before, 2, 1)
        try set(after, 2, 100)
        try set(after, 4, 1000)
        #expect(try value(.period(year), 1) == 111)
        #expect(try value(.period(year), 4) == 1000)
        #expect(try value(.period(year), 0) == 1111)
        #expect(try value(.yearToDate(after), 0) == 1111)
        try set(before, 4, 20)
        #expect(try value(.period(year), 0) == 1121)
    }

    @Test func `a total that no lower unit can account for stays with the province`() throws {
        // The old commune 1 gave its own figure, larger than its villages'.
        try set(before, 2, 1)
        try set(before, 1, 50)
        #expect(try value(.period(before), 1) == 50)
        #expect(try value(.period(before), 2) == 1)
        #expect(try value(.period(before), 0) == 50)
    }

    @Test func `the figure names the old units it came from, with their share`() throws {
        try set(before, 2, 1)
        try set(before, 5, 100)
        try set(after, 3, 7)
        let found = try cube.snapshot().contributions(CubeSeries(element), .period(year), position: 1, on: new)
        #expect(found.map(\.position) == [2, 5, 3])
        #expect(found.map(\.tree) == [old, old, new])
        #expect(found.map(\.share) == [1, 0.3, 1])
        #expect(try value(.period(year), 1) == 38)
    }

    @Test func `without a known succession nothing is carried over`() throws {
        let cube = Cube()
        let old = cube.define(tree: World.tree([-1]))
        let new = cube.define(tree: World.tree([-1]))
        let element = try cube.define(World.element())
        let day = Day(year: 2025, month: 6, day: 30)!
        let period = cube.define(Period(id: day.iso, kind: .day, firstDay: day, lastDay: day), on: old)
        try cube.set(CubeChange(element: element, period: period, position: 0, number: ScaledNumber(units: 1, decimals: 0)))
        #expect(try cube.snapshot().cell(CubeSeries(element), .period(period), position: 0)?.value == 1)
        #expect(try cube.snapshot().cell(CubeSeries(element), .period(period), position: 0, on: new) == nil)
    }
}
