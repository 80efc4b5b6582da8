import Domain

/// Collects values in any order, to be built into columns at once.
///
/// Takes 16 bytes per value until then. The last value given for a place holds.
package struct BulkLoader: ~Copyable {
    struct Entry {
        var units: Int64
        var slot: Int32
        var decimals: Int32
    }

    /// The values of one column.
    struct Pending {
        var series: CubeSeries
        var period: PeriodHandle
        var tree: TreeHandle
        var block: Int32
        var entries: [Entry] = []
    }

    private(set) var columns: [Pending] = []
    /// By data element and standing.
    private var groups: [Group] = []
    private let places: [[Place]]
    private let treeOfPeriod: [Int]
    private var lastTree = 0
    private var lastPlaces: [Place] = []

    private struct Place {
        var block: Int32
        var slot: Int32
    }

    /// Where the columns of one data element and standing are. Values tend to come in rows of one block and option set, so the last one is remembered.
    private struct Group {
        var runs: [Key: Int] = [:]
        var columns: [[Int32]] = []
        var lastKey = Key(tree: -1, block: -1, options: .total)
        var lastRun = 0

        /// Number of the column, or -1.
        @inline(__always)
        mutating func column(_ key: Key, _ period: Int) -> Int {
            if key != lastKey {
                lastKey = key
                if let known = runs[key] { lastRun = known } else {
                    lastRun = columns.count
                    runs[key] = lastRun
                    columns.append([])
                }
            }
            return period < columns[lastRun].count ? Int(columns[lastRun][period]) : -1
        }

        mutating func setColumn(_ period: Int, _ number: Int) {
            while columns[lastRun].count <= period { columns[lastRun].append(-1) }
            columns[lastRun][period] = Int32(number)
        }
    }

    private struct Key: Hashable {
        var tree: Int32
        var block: Int32
        var options: OptionsHandle
    }

    init(_ dimensions: Dimensions) {
        places = dimensions.trees.map { layout in zip(layout.blockOf, layout.slotOf).map { Place(block: $0, slot: $1) } }
        treeOfPeriod = dimensions.places.map { Int($0.tree.rawValue) }
        if let first = places.first { lastPlaces = first }
    }

    /// Takes a value of the unit at a position of the period's tree.
    package mutating func add(_ series: CubeSeries, _ period: PeriodHandle, position: Int, _ number: ScaledNumber) throws(CubeError) {
        let tree = treeOfPeriod[Int(period.rawValue)]
        if tree != lastTree {
            lastTree = tree
            lastPlaces = places[tree]
        }
        guard lastPlaces.indices.contains(position) else { throw .noSuchPosition(position) }
        let place = lastPlaces[position]
        let group = State.groupIndex(series.element, series.status)
        while groups.count <= group { groups.append(Group()) }
        var column = groups[group].column(Key(tree: Int32(tree), block: place.block, options: series.options), Int(period.rawValue))
        if column < 0 {
            column = columns.count
            groups[group].setColumn(Int(period.rawValue), column)
            columns.append(Pending(series: series, period: period, tree: TreeHandle(rawValue: Int32(tree)), block: place.block))
        }
        columns[column].entries.append(Entry(units: number.units, slot: place.slot, decimals: Int32(number.decimals)))
    }
}

extension State {
    mutating func load(_ pending: [BulkLoader.Pending]) throws(CubeError) {
        for part in pending {
            let element = dimensions[part.series.element]
            let block = dimensions[part.tree].blocks[Int(part.block)]
            let group = makeGroup(part.series.element, part.series.status)
            let run = groups[group]!.index(of: .init(tree: part.tree, block: part.block, options: part.series.options))
            groups[group]!.note(part.period, dimensions[part.period])
            if !groups[group]!.derived.isEmpty { groups[group]!.derived = DerivedColumns() }
            do {
                let former = groups[group]!.runs[run][part.period]?.ownValues
                let values = try Self.joined(part.entries, with: former, count: block.count)
                groups[group]!.replaceColumn(run, part.period, by: try Column.built(from: values, in: block, rule: element.unitRule))
            } catch {
                throw .tooLarge(element: element.code)
            }
        }
    }

    private static func joined(_ entries: [BulkLoader.Entry], with former: OwnValues?, count: Int) throws(DoesNotFit) -> OwnValues {
        let decimals = Int(entries.reduce(Int32(former?.decimals ?? 0)) { max($0, $1.decimals) })
        var result = OwnValues(decimals: decimals)
        if former == nil, zip(entries, entries.dropFirst()).allSatisfy({ $0.slot < $1.slot }) {
            result.reserve(entries.count)
            for entry in entries { result.append(slot: Int(entry.slot), units: try scaled(entry.units, by: decimals - Int(entry.decimals))) }
            return result
        }
        var units = [Int64](repeating: 0, count: count)
        var set = SlotSet(count: count)
        if let former {
            for place in former.slots.indices {
                units[Int(former.slots[place])] = try scaled(former.units[place], by: decimals - former.decimals)
                set.insert(Int(former.slots[place]))
            }
        }
        for entry in entries {
            units[Int(entry.slot)] = try scaled(entry.units, by: decimals - Int(entry.decimals))
            set.insert(Int(entry.slot))
        }
        let slots = set.slots
        result.reserve(slots.count)
        for slot in slots { result.append(slot: slot, units: units[slot]) }
        return result
    }
}
