import Cube
import Domain
import Testing

@Suite struct `Roll-ups over units` {
    @Test func `a value saved a moment ago is in the next answer of every unit above`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        #expect(try world.cell(element, "2025-01", 0) == nil)
        try world.set(element, "2025-01", 2, "3")
        try world.set(element, "2025-01", 5, "4")
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("7"))
        #expect(try world.cell(element, "2025-01", 0)?.count == 2)
        #expect(try world.cell(element, "2025-01", 1)?.number == ScaledNumber("3"))
        #expect(try world.cell(element, "2025-01", 3) == nil)
        #expect(try world.cell(element, "2025-02", 0) == nil)
    }

    @Test func `missing is not zero, and zero is not missing`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "0")
        let cell = try #require(try world.cell(element, "2025-01", 0))
        #expect(cell.value == 0)
        #expect(cell.count == 1)
        #expect(try world.cell(element, "2025-01", 4) == nil)
    }

    @Test func `decimals add up exactly`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "0.1")
        try world.set(element, "2025-01", 3, "0.2")
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("0.3"))
        #expect(try world.cell(element, "2025-01", 0)?.value == 0.3)
        try world.set(element, "2025-01", 5, "999999999.000001")
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("999999999.300001"))
        try world.set(element, "2025-01", 5, nil)
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("0.3"))
    }

    @Test func `what a unit reports itself stands for those beneath it until it is withdrawn`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "3")
        try world.set(element, "2025-01", 3, "5")
        try world.set(element, "2025-01", 5, "7")
        try world.set(element, "2025-01", 1, "10")
        #expect(try world.cell(element, "2025-01", 1)?.number == ScaledNumber("10"))
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("17"))
        #expect(try world.cell(element, "2025-01", 0)?.count == 2)
        #expect(try world.cell(element, "2025-01", 2)?.number == ScaledNumber("3"))
        try world.set(element, "2025-01", 2, "4")
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("17"))
        try world.set(element, "2025-01", 1, nil)
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber("16"))
        #expect(try world.cell(element, "2025-01", 0)?.count == 3)
    }

    @Test func `values of different standing are never added together`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "1", status: .reported)
        try world.set(element, "2025-01", 3, "10", status: .illustrative)
        try world.set(element, "2025-01", 0, "100", status: .published)
        #expect(try world.cell(element, "2025-01", 0, status: .reported)?.value == 1)
        #expect(try world.cell(element, "2025-01", 0, status: .illustrative)?.value == 10)
        #expect(try world.cell(element, "2025-01", 0, status: .published)?.value == 100)
    }

    @Test(arguments: [(Aggregation.sum, "10"), (.average, "3.333333"), (.min, "1"), (.max, "5"), (.count, "3"), (.last, "10"), (.first, "10")])
    func `each way of putting units together gives its own figure`(rule: Aggregation, expected: String) throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overUnits: rule))
        try world.set(element, "2025-01", 2, "1")
        try world.set(element, "2025-01", 3, "4")
        try world.set(element, "2025-01", 5, "5")
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber(expected))
        #expect(try world.cell(element, "2025-01", 0)?.count == 3)
    }

    @Test func `what is not to be put together is shown only where it was reported`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overUnits: .none))
        try world.set(element, "2025-01", 2, "1")
        #expect(try world.cell(element, "2025-01", 2)?.value == 1)
        #expect(try world.cell(element, "2025-01", 1) == nil)
        #expect(try world.cell(element, "2025-01", 0) == nil)
    }

    @Test func `a changed way of adding up holds for values already there`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element(overUnits: .sum))
        try world.set(element, "2025-01", 2, "1")
        try world.set(element, "2025-01", 5, "5")
        #expect(try world.cell(element, "2025-01", 0)?.value == 6)
        try world.cube.define(World.element(overUnits: .max))
        #expect(try world.cell(element, "2025-01", 0)?.value == 5)
    }

    @Test func `a country adds up its provinces, and its own figure stands over theirs`() throws {
        // Country 0, provinces 1 and 4, communes 2, 3 and 5.
        let world = World(parent: [-1, 0, 1, 1, 0, 4], blocks: [1, 4])
        let element = try world.cube.define(World.element())
        let mean = try world.cube.define(World.element("M", overUnits: .average, overTime: .average))
        for (position, text) in [(2, "1"), (3, "2"), (5, "6")] {
            try world.set(element, "2025-01", position, text)
            try world.set(mean, "2025-01", position, text)
        }
        #expect(try world.cell(element, "2025-01", 0)?.value == 9)
        #expect(try world.cell(mean, "2025-01", 0)?.value == 3)
        #expect(try world.cell(element, "2025", 0)?.value == 9)
        try world.set(element, "2025-02", 0, "100")
        #expect(try world.cell(element, "2025", 0)?.value == 109)
        try world.set(element, "2025-01", 3, nil)
        #expect(try world.cell(element, "2025-01", 0)?.value == 7)
        #expect(try world.cell(element, "2025", 0)?.value == 107)
    }

    @Test func `how many units should report is known for every subtree`() throws {
        let tree = World.tree(smallProvince)
        let villages = tree.count { [2, 3, 5].contains($0) }
        #expect(villages[0] == 3)
        #expect(villages[1] == 2)
        #expect(villages[4] == 1)
        #expect(villages[5] == 1)
        #expect(tree.count { _ in true }[1] == 3)
    }

    @Test func `a sum too large to be exact is refused and changes nothing`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        let digits = "999999999999999"
        try world.set(element, "2025-01", 2, digits)
        // Six more decimals for a number of 15 digits do not fit 64 bits.
        #expect(throws: CubeError.tooLarge(element: "E")) { try world.set(element, "2025-01", 3, "0.000001") }
        #expect(try world.cell(element, "2025-01", 0)?.number == ScaledNumber(digits))
        #expect(try world.cell(element, "2025-01", 0)?.count == 1)
        let change = { (position: Int, text: String) in
            CubeChange(element: element, period: world.handles["2025-01"]!, position: position, number: try ScaledNumber(text))
        }
        #expect(throws: CubeError.tooLarge(element: "E")) { try world.cube.apply([change(5, "1"), change(3, "0.000001")]) }
        #expect(try world.cell(element, "2025-01", 0)?.count == 1)
    }

    @Test func `a place outside the tree is refused`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        #expect(throws: CubeError.noSuchPosition(6)) { try world.set(element, "2025-01", 6, "1") }
        #expect(throws: CubeError.noSuchPosition(-1)) { try world.cell(element, "2025-01", -1) }
    }
}
