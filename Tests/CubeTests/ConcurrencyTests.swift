import Cube
import Domain
import Testing

@Suite struct `Readers and writers at the same time` {
    @Test func `a reader sees all of a batch or none of it, and its snapshot stays as it is`() async throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        let cube = world.cube
        let (january, february, year) = (world.handles["2025-01"]!, world.handles["2025-02"]!, world.handles["2025"]!)
        let transfer = { @Sendable (amount: Int64) in
            [CubeChange(element: element, period: january, position: 2, number: ScaledNumber(units: 1000 - amount, decimals: 0)),
             CubeChange(element: element, period: february, position: 5, number: ScaledNumber(units: amount, decimals: 0))]
        }
        try cube.apply(transfer(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for amount in 0..<400 {
                    try cube.apply(transfer(Int64(amount % 1000)))
                    if amount % 100 == 0 { await Task.yield() }
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    for turn in 0..<200 {
                        let snapshot = cube.snapshot()
                        let series = CubeSeries(element)
                        let table = try snapshot.table(series: [series], times: [.period(january), .period(february), .period(year)], positions: [0, 1, 4])
                        #expect(table[0, 0, 0]! + table[0, 1, 0]! == 1000)
                        #expect(table[0, 2, 0] == 1000)
                        #expect(try snapshot.cell(series, .period(year), position: 1)?.value == table[0, 0, 1])
                        if turn % 100 == 0 { await Task.yield() }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `what is derived from an earlier snapshot is not found in a later one`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        let series = CubeSeries(element), year = world.handles["2025"]!
        try world.set(element, "2025-01", 2, "1")
        let before = world.cube.snapshot()
        try world.set(element, "2025-01", 2, "5")
        #expect(try before.cell(series, .period(year), position: 0)?.value == 1)
        #expect(try world.cube.snapshot().cell(series, .period(year), position: 0)?.value == 5)
    }

    @Test func `a snapshot has nothing for what was made known after it`() throws {
        let world = World(parent: smallProvince)
        let element = try world.cube.define(World.element())
        try world.set(element, "2025-01", 2, "1")
        let snapshot = world.cube.snapshot()
        let options = world.cube.define(Disaggregation(["F"]))
        let day = Day(year: 2026, month: 1, day: 1)!
        let period = world.cube.define(Period(id: day.iso, kind: .day, firstDay: day, lastDay: day), on: world.tree)
        let other = try world.cube.define(World.element("OTHER"))
        let january = world.handles["2025-01"]!
        let table = try snapshot.table(series: [CubeSeries(element), CubeSeries(element, options: options), CubeSeries(other)],
                                       times: [.period(january), .period(period)], positions: [0, 1])
        #expect(table[0, 0, 0] == 1)
        #expect((0..<table.values.count).filter { !table.values[$0].isNaN } == [0, 1])
        #expect(try snapshot.cell(CubeSeries(element), .period(period), position: 0) == nil)
    }

    @Test func `values loaded at once and values set one by one are the same`() throws {
        let parent = [-1] + (0..<40).map { _ in 0 }
        let one = World(parent: parent)
        let other = World(parent: parent)
        let first = try one.cube.define(World.element())
        let second = try other.cube.define(World.element())
        var loader = other.cube.loader()
        for turn in 0..<200 {
            let position = 1 + turn * 7 % 40
            let number = ScaledNumber(units: Int64(turn), decimals: UInt8(turn % 4))
            try one.cube.set(CubeChange(element: first, period: one.handles["2025-01"]!, position: position, number: number))
            try loader.add(CubeSeries(second), other.handles["2025-01"]!, position: position, number)
        }
        try other.cube.load(loader)
        for position in parent.indices { #expect(try one.cell(first, "2025-01", position) == other.cell(second, "2025-01", position)) }
        #expect(one.cube.memory.values == 40)
        #expect(other.cube.memory.values == 40)
    }

    @Test func `a value takes at most twelve bytes where most units report`() throws {
        var parent = [-1]
        for _ in 0..<30 {
            let commune = parent.count
            parent.append(0)
            for _ in 0..<20 { parent.append(commune) }
        }
        let world = World(parent: parent)
        let element = try world.cube.define(World.element())
        var loader = world.cube.loader()
        for position in parent.indices where parent[position] > 0 {
            for month in 1...9 { try loader.add(CubeSeries(element), world.handles["2025-0\(month)"]!, position: position, ScaledNumber(units: 1, decimals: 0)) }
        }
        try world.cube.load(loader)
        #expect(world.cube.memory.values == 30 * 20 * 9)
        #expect(world.cube.memory.bytesPerValue <= 12)
        #expect(world.cube.memory.bytesPerValue >= 8)
    }
}
