import Cube
import Domain
import Testing

@Suite struct `The cube and plain recursion agree` {
    static let categories = [World.category("ETH", ["MONG", "THAI"]), World.category("SEX", ["F", "M"]), World.category("KIND", ["X"])]
    static let optionSets = [[], [], ["MONG"], ["THAI"], ["F"], ["F", "MONG"], ["M", "THAI"], ["F", "X"], ["F", "MONG", "X"]]
    static let givenPeriods = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-07", "2025-Q1", "2025-S1", "2025", "2025-01-01", "2025-01-02", "2024-12", "2024"]
    static let askedPeriods = ["2025-01", "2025-02", "2025-Q1", "2025-Q2", "2025-S1", "2025-S2", "2025", "2024", "2024-S2"]

    /// A random tree; half of them with a country above the provinces.
    static func tree(_ generator: inout SeededGenerator) -> (parent: [Int], blocks: [Int]?) {
        let hasCountry = Bool.random(using: &generator)
        var parent = [-1]
        var depth = [0]
        var path = [0]
        for position in 1..<Int.random(in: 2...(Bool.random(using: &generator) ? 30 : 150), using: &generator) {
            let above = Int.random(in: 0..<min(path.count, 4), using: &generator)
            path.removeLast(path.count - above - 1)
            parent.append(path[above])
            depth.append(above + 1)
            path.append(position)
        }
        return (parent, hasCountry ? parent.indices.filter { depth[$0] == 1 } : nil)
    }

    @Test(arguments: 0..<20)
    func `for random trees, rules, values and withdrawals`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (parent, blocks) = Self.tree(&generator)
        let world = World(parent: parent, blocks: blocks)
        for category in Self.categories { world.cube.define(category) }
        let rules = Aggregation.allCases.filter { $0 != .running }  // asked of the cube as running totals
        let definition = World.element(overUnits: seed % 3 == 0 ? .sum : rules.randomElement(using: &generator)!,
                                       overTime: seed % 3 == 1 ? .sum : rules.randomElement(using: &generator)!,
                                       categories: ["ETH", "SEX", "KIND"])
        let element = try world.cube.define(definition)
        var reference = ReferenceCube(element: definition, categories: Self.categories, parent: parent, periods: world.periods)
        let optionSets = Self.optionSets.map { ($0, world.cube.define(Disaggregation($0))) }
        // Some worlds are simple, so that the quick ways are taken too.
        let usedOptions = Array(optionSets.prefix(seed % 4 == 0 ? 1 : optionSets.count))
        let usedPeriods = seed % 5 == 0 ? ["2025-01", "2025-02"] : Self.givenPeriods
        let positions = seed % 7 == 0 ? parent.indices.filter { parent[$0] < 0 || !parent.contains($0) } : Array(parent.indices)

        for round in 0..<6 {
            var changes: [CubeChange] = []
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                let (codes, options) = usedOptions.randomElement(using: &generator)!
                let period = usedPeriods.randomElement(using: &generator)!
                let position = positions.randomElement(using: &generator)!
                let status: ValueStatus = Int.random(in: 0..<10, using: &generator) == 0 ? .published : .reported
                let place = ReferenceCube.Place(options: Disaggregation(codes), status: status, period: period, position: position)
                var number: ScaledNumber?
                if Int.random(in: 0..<5, using: &generator) > 0 {
                    number = ScaledNumber(units: Int64.random(in: -5000...5000, using: &generator), decimals: UInt8.random(in: 0...2, using: &generator))
                }
                reference.set(place, number?.double)
                changes.append(CubeChange(element: element, options: options, status: status, period: world.handles[period]!, position: position, number: number))
            }
            switch round % 3 {
            case 0: for change in changes { try world.cube.set(change) }
            case 1: try world.cube.apply(changes)
            default: try loadOrApply(changes, world.cube)
            }
            try compare(world, element, reference, optionSets, round, &generator)
        }
    }

    private func loadOrApply(_ changes: [CubeChange], _ cube: Cube) throws {
        // A loader takes no withdrawals, and changes that follow one must come after it.
        guard changes.allSatisfy({ $0.number != nil }) else { return try cube.apply(changes) }
        var loader = cube.loader()
        for change in changes {
            try loader.add(CubeSeries(change.element, options: change.options, status: change.status), change.period, position: change.position, change.number!)
        }
        try cube.load(loader)
    }

    private func compare(_ world: World, _ element: ElementHandle, _ reference: ReferenceCube, _ optionSets: [([String], OptionsHandle)], _ round: Int,
                         _ generator: inout SeededGenerator) throws {
        let snapshot = world.cube.snapshot()
        for _ in 0..<2 {
            let (codes, options) = optionSets.randomElement(using: &generator)!
            let status: ValueStatus = Bool.random(using: &generator) ? .reported : .published
            var times: [(CubeTime, ReferenceCube.Time)] = Self.askedPeriods.map { (.period(world.handles[$0]!), .period($0)) }
            let march = world.handles["2025-03"]!
            let untilMarch = world.periods.values.filter { $0.firstDay.year == 2025 && $0.lastDay <= snapshot.period(march).lastDay }.map(\.id)
            times.append((.yearToDate(march), .stretch(untilMarch)))
            let sinceStart = world.periods.values.filter { $0.lastDay <= snapshot.period(march).lastDay }.map(\.id)
            times.append((.runningTotal(from: world.handles["2024-01"]!, to: march), .stretch(sinceStart)))
            let positions = (0..<4).map { _ in Int.random(in: 0..<world.parent.count, using: &generator) } + [0]
            let series = CubeSeries(element, options: options, status: status)
            let table = try snapshot.table(series: [series], times: times.map(\.0), positions: positions)
            for (row, time) in times.enumerated() {
                for (unit, position) in positions.enumerated() {
                    let expected = reference.answer(Disaggregation(codes), status, time.1, position)
                    let cell = try snapshot.cell(series, time.0, position: position)
                    let value = table[0, row, unit]
                    let what: Comment = "\(codes) \(status) \(time.1) at \(position), round \(round): \(cell?.value ?? .nan), not \(expected?.count ?? 0)"
                    #expect(cell?.count ?? 0 == expected?.count ?? 0, what)
                    #expect(table.count(series: 0, time: row, unit: unit) == expected?.count ?? 0, what)
                    guard let expected, let cell, let value else {
                        #expect((expected == nil) == (cell == nil) && (cell == nil) == (value == nil), what)
                        continue
                    }
                    let figure = expected.value(reference.element.overUnits)
                    #expect(abs(cell.value - figure) < 1e-3, what)
                    #expect(abs(cell.number.double - cell.value) < 2e-6, what)
                    #expect(value == cell.value, what)
                    try checkContributions(snapshot, series, time.0, position, cell, reference.element, what)
                }
            }
        }
    }

    private func checkContributions(_ snapshot: CubeSnapshot, _ series: CubeSeries, _ time: CubeTime, _ position: Int, _ cell: CubeCell, _ element: DataElement,
                                    _ what: Comment) throws {
        let contributions = try snapshot.contributions(series, time, position: position)
        #expect(!contributions.isEmpty, what)
        #expect(Set(contributions.map { [Int($0.position), Int($0.period.rawValue), Int($0.options.rawValue)] }).count == contributions.count, what)
        let numbers = contributions.map(\.number.double)
        switch (element.overUnits, element.overTime) {
        case (.sum, .sum): #expect(abs(numbers.reduce(0, +) - cell.value) < 1e-6, what)
        case (.min, .min) where series.options == .total: #expect(numbers.min() == cell.value, what)
        case (.max, .max) where series.options == .total: #expect(numbers.max() == cell.value, what)
        default: break
        }
    }
}
