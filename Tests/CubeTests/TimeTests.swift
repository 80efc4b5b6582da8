import Cube
import Domain
import Testing

@Suite struct `Figures over time` {
    @Test(arguments: [(Aggregation.sum, 15.0), (.average, 7.5), (.last, 12), (.first, 3), (.min, 3), (.max, 12), (.count, 3)])
    func `a coarser period is put together for each unit first`(rule: Aggregation, expected: Double) throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overTime: rule))
        // One village reports in January and March, another in February only.
        try world.set(element, "2025-01", 2, "1")
        try world.set(element, "2025-03", 2, "10")
        try world.set(element, "2025-02", 3, "2")
        let expected = rule == .sum ? 13 : rule == .min ? 3 : expected
        #expect(try world.cell(element, "2025-Q1", 1)?.value == expected)
        #expect(try world.cell(element, "2025-Q1", 0)?.count == 2)
        #expect(try world.cell(element, "2025", 0)?.value == expected)
        #expect(try world.cell(element, "2025-Q2", 0) == nil)
    }

    @Test func `what is given for the longer period stands over the shorter ones, unit by unit`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "1")
        try world.set(element, "2025-04", 2, "2")
        try world.set(element, "2025-01", 3, "5")
        try world.set(element, "2025-Q1", 2, "100")
        #expect(try world.cell(element, "2025-Q1", 1)?.value == 105)
        #expect(try world.cell(element, "2025", 1)?.value == 107)
        try world.set(element, "2025", 3, "50")
        #expect(try world.cell(element, "2025", 1)?.value == 152)
        try world.set(element, "2025-Q1", 2, nil)
        #expect(try world.cell(element, "2025", 1)?.value == 53)
    }

    @Test func `a commune that reported itself in some months and through its villages in others has both in its year`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 1, "10")
        try world.set(element, "2025-02", 2, "1")
        try world.set(element, "2025-02", 3, "2")
        #expect(try world.cell(element, "2025", 1)?.value == 13)
        #expect(try world.cell(element, "2025", 0)?.value == 13)
    }

    @Test func `the latest figure of a commune is not an older one of its own`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overTime: .last))
        try world.set(element, "2025-01", 1, "10")
        try world.set(element, "2025-02", 2, "1")
        #expect(try world.cell(element, "2025", 1)?.value == 1)
    }

    @Test func `what is not to be put together over time is shown only for its own period`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overTime: .none))
        try world.set(element, "2025-01", 2, "1")
        #expect(try world.cell(element, "2025-01", 0)?.value == 1)
        #expect(try world.cell(element, "2025", 0) == nil)
        #expect(try world.cell(element, .yearToDate(world.handles["2025-02"]!), 0) == nil)
    }

    @Test func `the year to date and a sum since a start are counted from the periods themselves`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2024-12", 2, "100")
        try world.set(element, "2025-01", 2, "1")
        try world.set(element, "2025-03", 3, "2")
        try world.set(element, "2025-04", 3, "4")
        let march = world.handles["2025-03"]!
        #expect(try world.cell(element, .yearToDate(march), 0)?.value == 3)
        #expect(try world.cell(element, .runningTotal(from: world.handles["2024-01"]!, to: march), 0)?.value == 103)
        #expect(try world.cell(element, .runningTotal(from: world.handles["2025-02"]!, to: march), 0)?.value == 2)
        try world.set(element, "2025-02", 5, "10")
        #expect(try world.cell(element, .yearToDate(march), 0)?.value == 13)
        // A year given as such takes the place of its months.
        try world.set(element, "2024", 2, "1000")
        #expect(try world.cell(element, .runningTotal(from: world.handles["2024-01"]!, to: march), 0)?.value == 1013)
    }

    @Test func `a mean that does not come out even keeps six decimals`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overTime: .average))
        for (month, text) in [("2025-01", "1"), ("2025-02", "1"), ("2025-03", "2")] { try world.set(element, month, 2, text) }
        #expect(try world.cell(element, "2025", 0)?.number == ScaledNumber("1.333333"))
    }

    @Test func `periods of another calendar are not mixed in`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        let period = Period(id: "nd09:2025-02", kind: .month, firstDay: Day(year: 2025, month: 1, day: 15)!, lastDay: Day(year: 2025, month: 2, day: 14)!, calendar: "nd09")
        let handle = world.cube.define(period, on: world.tree)
        try world.cube.set(CubeChange(element: element, period: handle, position: 2, number: ScaledNumber(units: 5, decimals: 0)))
        try world.set(element, "2025-03", 2, "1")
        #expect(try world.cell(element, "2025", 0)?.value == 1)
        #expect(try world.cell(element, .yearToDate(handle), 0)?.value == 5)
    }
}
