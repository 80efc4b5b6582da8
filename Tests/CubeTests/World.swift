import Cube
import Domain

/// A small land for tests: the tree, the calendar and the cube that knows them.
struct World {
    let cube = Cube()
    let tree: TreeHandle
    let parent: [Int]
    var periods: [String: Period] = [:]
    var handles: [String: PeriodHandle] = [:]

    /// - Parameter blocks: positions of the provinces; `nil` for the topmost units.
    init(parent: [Int], blocks: [Int]? = nil) {
        self.parent = parent
        tree = cube.define(tree: Self.tree(parent, blocks))
        for year in 2024...2025 {
            add("\(year)", .year, year, 1, 12)
            for half in 0..<2 { add("\(year)-S\(half + 1)", .sixMonths, year, half * 6 + 1, 6) }
            for quarter in 0..<4 { add("\(year)-Q\(quarter + 1)", .quarter, year, quarter * 3 + 1, 3) }
            for month in 1...12 { add("\(year)-\(month < 10 ? "0" : "")\(month)", .month, year, month, 1) }
        }
        for day in 1...3 {
            let date = Day(year: 2025, month: 1, day: day)!
            add(Period(id: date.iso, kind: .day, firstDay: date, lastDay: date))
        }
    }

    static func tree(_ parent: [Int], _ blocks: [Int]? = nil) -> CubeTree {
        var end = parent.indices.map { Int32($0 + 1) }
        for position in parent.indices.reversed() where parent[position] >= 0 { end[parent[position]] = max(end[parent[position]], end[position]) }
        return CubeTree(parent: parent.map(Int32.init), subtreeEnd: end, blocks: blocks?.map(Int32.init))
    }

    private mutating func add(_ id: String, _ kind: PeriodKind, _ year: Int, _ month: Int, _ length: Int) {
        let last = month + length - 1
        add(Period(id: id, kind: kind, firstDay: Day(year: year, month: month, day: 1)!,
                   lastDay: Day(year: year, month: last, day: Day.daysIn(month: last, year: year))!))
    }

    private mutating func add(_ period: Period) {
        periods[period.id] = period
        handles[period.id] = cube.define(period, on: tree)
    }

    static func element(_ code: String = "E", overUnits: Aggregation = .sum, overTime: Aggregation = .sum, categories: [String] = []) -> DataElement {
        DataElement(code: code, name: Label(vi: code, en: code), valueType: .number, overUnits: overUnits, overTime: overTime, categories: categories)
    }

    static func category(_ code: String, _ options: [String]) -> Domain.Category {
        Category(code: code, name: Label(vi: code, en: code), options: options.map { CategoryOption(code: $0, name: Label(vi: $0, en: $0)) })
    }

    func set(_ element: ElementHandle, _ period: String, _ position: Int, _ text: String?, options: [String] = [],
             status: ValueStatus = .reported) throws {
        let number = try text.map { text throws(NumberTextError) in try ScaledNumber(text) }
        try cube.set(CubeChange(element: element, options: cube.define(Disaggregation(options)), status: status, period: handles[period]!,
                                position: position, number: number))
    }

    func cell(_ element: ElementHandle, _ period: String, _ position: Int, options: [String] = [], status: ValueStatus = .reported) throws -> CubeCell? {
        try cell(element, .period(handles[period]!), position, options: options, status: status)
    }

    func cell(_ element: ElementHandle, _ time: CubeTime, _ position: Int, options: [String] = [], status: ValueStatus = .reported) throws -> CubeCell? {
        let series = CubeSeries(element, options: cube.define(Disaggregation(options)), status: status)
        return try cube.snapshot().cell(series, time, position: position)
    }
}

/// Province 0 with communes 1 and 4; villages 2 and 3 under commune 1, village 5 under commune 4.
let smallProvince = [-1, 0, 1, 1, 0, 4]
