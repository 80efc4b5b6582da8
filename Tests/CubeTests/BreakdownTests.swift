import Cube
import Domain
import Testing

@Suite struct `Figures by category` {
    func world(_ rule: Aggregation = .sum) throws -> (World, ElementHandle) {
        let world = World(parent: smallProvince)
        world.cube.define(World.category("ETH", ["MONG", "THAI"]))
        world.cube.define(World.category("SEX", ["F", "M"]))
        return (world, try world.cube.define(World.element(overUnits: rule, categories: ["ETH", "SEX"])))
    }

    @Test func `a total given as such stands; elsewhere the first category adds up to it`() throws {
        let (world, element) = try world()
        try world.set(element, "2025-01", 2, "10")
        try world.set(element, "2025-01", 2, "3", options: ["MONG"])
        try world.set(element, "2025-01", 3, "1", options: ["MONG"])
        try world.set(element, "2025-01", 3, "2", options: ["THAI"])
        #expect(try world.cell(element, "2025-01", 2)?.value == 10)
        #expect(try world.cell(element, "2025-01", 3)?.value == 3)
        #expect(try world.cell(element, "2025-01", 0)?.value == 13)
        #expect(try world.cell(element, "2025-01", 0, options: ["MONG"])?.value == 4)
    }

    @Test func `another category than the first does not add up to the total, as it may not cover everything`() throws {
        let (world, element) = try world()
        try world.set(element, "2025-01", 2, "10", options: ["F"])
        #expect(try world.cell(element, "2025-01", 0) == nil)
        #expect(try world.cell(element, "2025-01", 0, options: ["F"])?.value == 10)
    }

    @Test func `an option adds up from the finer breakdowns that contain it`() throws {
        let (world, element) = try world()
        try world.set(element, "2025-01", 2, "1", options: ["F", "MONG"])
        try world.set(element, "2025-01", 2, "2", options: ["F", "THAI"])
        try world.set(element, "2025-01", 2, "4", options: ["M", "MONG"])
        try world.set(element, "2025-01", 3, "7", options: ["F"])
        #expect(try world.cell(element, "2025-01", 2, options: ["F"])?.value == 3)
        #expect(try world.cell(element, "2025-01", 1, options: ["F"])?.value == 10)
        #expect(try world.cell(element, "2025-01", 2, options: ["MONG"])?.value == 5)
        #expect(try world.cell(element, "2025-01", 2)?.value == 7)
        #expect(try world.cell(element, "2025-01", 2, options: ["M", "THAI"]) == nil)
    }

    @Test func `a breakdown that arrives later is in the total, and gone when it is withdrawn`() throws {
        let (world, element) = try world()
        try world.set(element, "2025-01", 2, "1", options: ["MONG"])
        #expect(try world.cell(element, "2025", 0)?.value == 1)
        try world.set(element, "2025-02", 3, "2", options: ["THAI"])
        #expect(try world.cell(element, "2025", 0)?.value == 3)
        try world.set(element, "2025-01", 2, nil, options: ["MONG"])
        #expect(try world.cell(element, "2025", 0)?.value == 2)
    }

    @Test func `rates of parts are not added up to a rate of the whole`() throws {
        let (world, element) = try world(.average)
        try world.set(element, "2025-01", 2, "50", options: ["MONG"])
        try world.set(element, "2025-01", 2, "60", options: ["THAI"])
        #expect(try world.cell(element, "2025-01", 2) == nil)
    }
}
