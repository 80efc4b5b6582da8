import Domain
import Synchronization

/// All numbers of one data element of one standing.
struct Group: Sendable {
    /// The columns of one option set for the units of one block, by period.
    struct Run: Sendable {
        private var firstPeriod = 0
        private(set) var columns: [Column?] = []

        subscript(period: PeriodHandle) -> Column? {
            get {
                let place = Int(period.rawValue) - firstPeriod
                return columns.indices.contains(place) ? columns[place] : nil
            }
            _modify {
                makeRoom(for: Int(period.rawValue))
                yield &columns[Int(period.rawValue) - firstPeriod]
            }
        }

        private mutating func makeRoom(for period: Int) {
            if columns.isEmpty { firstPeriod = period }
            if period < firstPeriod {
                columns.insert(contentsOf: repeatElement(nil, count: firstPeriod - period), at: 0)
                firstPeriod = period
            }
            while columns.count <= period - firstPeriod { columns.append(nil) }
        }

        /// The periods that have a column.
        var periods: [PeriodHandle] {
            columns.indices.filter { columns[$0] != nil }.map { PeriodHandle(rawValue: Int32($0 + firstPeriod)) }
        }

        /// Gives the columns in place, without keeping any of them.
        func read<R, E: Error>(_ body: (UnsafeBufferPointer<Column?>, _ firstPeriod: Int) throws(E) -> R) throws(E) -> R {
            try columns.withUnsafeBufferPointer { columns throws(E) in try body(columns, firstPeriod) }
        }
    }

    struct RunKey: Hashable, Sendable {
        var tree: TreeHandle
        var block: Int32
        var options: OptionsHandle
    }

    private(set) var runs: [Run] = []
    private(set) var runIndex: [RunKey: Int] = [:]
    /// Option sets that values have been given for.
    private(set) var optionSets: [OptionsHandle] = []
    /// Periods that values have been given for.
    private(set) var periods: Set<PeriodHandle> = []
    /// Their kinds, which tell quickly whether anything finer can be there.
    private(set) var kinds = PeriodKinds()
    private(set) var earliestTree = TreeHandle(rawValue: .max)
    var derived = DerivedColumns()

    func run(_ key: RunKey) -> Run? { runIndex[key].map { runs[$0] } }

    mutating func index(of key: RunKey) -> Int {
        if let known = runIndex[key] { return known }
        runs.append(Run())
        runIndex[key] = runs.count - 1
        if !optionSets.contains(key.options) { optionSets.append(key.options) }
        earliestTree = min(earliestTree, key.tree)
        return runs.count - 1
    }

    mutating func note(_ handle: PeriodHandle, _ period: Period) {
        if periods.insert(handle).inserted { kinds.formUnion(PeriodKinds(period.kind)) }
    }

    /// Lets go of what was derived from the values of an option set and a period.
    ///
    /// Also an empty collection is replaced while readers of an earlier state hold it: what they derive from their numbers is not to be found here.
    mutating func forgetDerived(_ options: OptionsHandle, _ period: PeriodHandle, _ dimensions: Dimensions) {
        if derived.isEmpty {
            if !isKnownUniquelyReferenced(&derived) { derived = DerivedColumns() }
        } else {
            derived = derived.without(options, period, dimensions)
        }
    }

    mutating func replaceColumn(_ run: Int, _ period: PeriodHandle, by column: Column?) { runs[run][period] = column }

    /// - Returns: what `body` returns; it may change the column in place.
    mutating func editColumn<R, E: Error>(_ run: Int, _ period: PeriodHandle, _ body: (inout Column?) throws(E) -> R) throws(E) -> R {
        try body(&runs[run][period])
    }

    /// Option sets with values that have all of the given options and more.
    func breakdowns(of options: OptionsHandle, _ dimensions: Dimensions) -> [OptionsHandle] {
        if optionSets.count == 1, optionSets[0] == options { return [] }
        return optionSets.filter { $0 != options && dimensions.contains($0, options) }
    }
}

/// A set of kinds of periods.
struct PeriodKinds: OptionSet, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }
    init(_ kind: PeriodKind) { rawValue = 1 << UInt8(kind.coarseness) }

    /// The kinds that whole periods of one kind are made up of.
    init(within kind: PeriodKind) { self = PeriodKind.allCases.filter { $0.isPart(of: kind) }.reduce(into: []) { $0.formUnion(PeriodKinds($1)) } }
}

/// Columns that follow from others, made when first asked for and shared by all readers of the same state.
///
/// A writer never changes the contents: it puts a new one, without what it has made outdated, in the place of this one. Readers of the state before
/// keep what belongs to it.
final class DerivedColumns: Sendable {
    struct Key: Hashable, Sendable {
        var tree: TreeHandle
        var block: Int32
        var options: OptionsHandle
        var time: CubeTime
        var splits: SplitUnits
    }

    private let columns: Mutex<[Key: Column?]>

    init(_ columns: [Key: Column?] = [:]) { self.columns = Mutex(columns) }

    func find(_ key: Key) -> Column?? { columns.withLock { $0[key] } }
    func keep(_ column: Column?, for key: Key) { columns.withLock { $0[key] = .some(column) } }
    var all: [Key: Column?] { columns.withLock { $0 } }
    var isEmpty: Bool { columns.withLock { $0.isEmpty } }

    /// What is left when the values of an option set and a period change.
    func without(_ options: OptionsHandle, _ period: PeriodHandle, _ dimensions: Dimensions) -> DerivedColumns {
        let changed = dimensions[period]
        return DerivedColumns(all.filter { key, _ in
            guard dimensions.contains(options, key.options) else { return true }
            let last = dimensions[key.time.lastPeriod]
            switch key.time {
            case .period: return !(last.firstDay <= changed.firstDay && changed.lastDay <= last.lastDay)
            case .yearToDate: return changed.lastDay > last.lastDay
            case .runningTotal(let first, _): return changed.lastDay > last.lastDay || changed.firstDay < dimensions[first].firstDay
            }
        })
    }
}
