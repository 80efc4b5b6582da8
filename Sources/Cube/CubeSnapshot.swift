import Domain

/// A figure: what the values of a unit's subtree come to, and how many units gave one.
package struct CubeCell: Hashable, Sendable {
    package var value: Double
    /// The same, exact unless it is a mean that does not come out even, or an estimate.
    package var number: ScaledNumber
    /// How many units' values it is made from. A unit that reported for those beneath it counts as one.
    package var count: Int
}

/// Figures of several series at several times for several units.
package struct CubeTable: Sendable {
    package let seriesCount: Int
    package let timeCount: Int
    package let unitCount: Int
    /// By series, then time, then unit; not a number where nothing was reported.
    package let values: [Double]
    /// How many units' values each figure is made from.
    package let counts: [Int32]

    package func place(series: Int, time: Int, unit: Int) -> Int { (series * timeCount + time) * unitCount + unit }

    package subscript(series: Int, time: Int, unit: Int) -> Double? {
        let value = values[place(series: series, time: time, unit: unit)]
        return value.isNaN ? nil : value
    }

    package func count(series: Int, time: Int, unit: Int) -> Int { Int(counts[place(series: series, time: time, unit: unit)]) }

    /// The figures of all units.
    package func values(series: Int, time: Int) -> ArraySlice<Double> {
        let start = place(series: series, time: time, unit: 0)
        return values[start..<start + unitCount]
    }
}

/// All numbers as of one moment, for any number of questions that are to agree with each other.
///
/// It has nothing for data elements, option sets and periods that were defined after it was taken: define what is asked for first.
package struct CubeSnapshot: Sendable {
    let state: State

    /// One figure, or `nil` where nothing was reported.
    ///
    /// - Parameters:
    ///   - position: of the unit in `tree`.
    ///   - tree: the order of units asked about; `nil` for the one that the time lies on. Earlier values are carried over to a later tree.
    package func cell(_ series: CubeSeries, _ time: CubeTime, position: Int, on tree: TreeHandle? = nil,
                      splits: SplitUnits = .estimated) throws(CubeError) -> CubeCell? {
        guard let (derivation, key, slot) = try question(series, time, position, tree, splits) else { return nil }
        do {
            guard let column = try derivation.column(key), case let entry = column[slot], entry.count > 0 else { return nil }
            let number = switch derivation.rule {
            case .counted: ScaledNumber(units: Int64(entry.count), decimals: 0)
            default: try derivation.number(of: entry, decimals: column.decimals)
            }
            let value = switch derivation.rule {
            case .counted: Double(entry.count)
            case .averaged: Double(entry.total) / Double(powersOfTen[column.decimals]) / Double(entry.count)
            default: Double(entry.total) / Double(powersOfTen[column.decimals])
            }
            return CubeCell(value: value, number: number, count: Int(entry.count))
        } catch {
            throw .tooLarge(element: derivation.element.code)
        }
    }

    /// The values that a figure is made from, in order of unit and time.
    package func contributions(_ series: CubeSeries, _ time: CubeTime, position: Int, on tree: TreeHandle? = nil,
                               splits: SplitUnits = .estimated) throws(CubeError) -> [CubeContribution] {
        guard let (derivation, key, slot) = try question(series, time, position, tree, splits) else { return [] }
        do {
            return try derivation.contributions(key, slot: slot)
        } catch {
            throw .tooLarge(element: derivation.element.code)
        }
    }

    /// What to look up for a unit; `nil` where there can be nothing.
    private func question(_ series: CubeSeries, _ time: CubeTime, _ position: Int, _ tree: TreeHandle?,
                          _ splits: SplitUnits) throws(CubeError) -> (Derivation, DerivedColumns.Key, slot: Int)? {
        guard state.dimensions.knows(series), state.dimensions.knows(time) else { return nil }
        let tree = tree ?? state.dimensions.tree(of: time.lastPeriod)
        let layout = state.dimensions[tree]
        guard layout.blockOf.indices.contains(position) else { throw .noSuchPosition(position) }
        guard let group = state.group(series) else { return nil }
        let key = DerivedColumns.Key(tree: tree, block: layout.blockOf[position], options: series.options, time: time, splits: splits)
        return (Derivation(state, group, series.element), key, Int(layout.slotOf[position]))
    }

    /// Whether a unit's figure rests on a share of a unit that was split, given what was reported before the tree came into force.
    package func isEstimate(_ series: CubeSeries, _ time: CubeTime, position: Int, on tree: TreeHandle? = nil) -> Bool {
        guard state.dimensions.knows(series), state.dimensions.knows(time) else { return false }
        let tree = tree ?? state.dimensions.tree(of: time.lastPeriod)
        guard let group = state.group(series), group.earliestTree < tree else { return false }
        let derivation = Derivation(state, group, series.element)
        let key = DerivedColumns.Key(tree: tree, block: 0, options: series.options, time: time, splits: .estimated)
        var trees: Set<TreeHandle> = []
        func collect(_ timeline: Timeline) {
            if let period = timeline.period, group.periods.contains(period) { trees.insert(state.dimensions.tree(of: period)) }
            for part in timeline.parts { collect(part) }
        }
        collect(derivation.timeline(key))
        guard let first = trees.min() else { return false }
        return state.dimensions.hasShares(position, on: tree, since: first)
    }

    package func element(_ code: String) -> ElementHandle? { state.dimensions.element(code) }
    package func options(_ options: Disaggregation) -> OptionsHandle? { state.dimensions.options(options) }
    package func period(_ id: String) -> PeriodHandle? { state.dimensions.period(id) }
    package func period(_ handle: PeriodHandle) -> Period { state.dimensions[handle] }
    package func disaggregation(_ handle: OptionsHandle) -> Disaggregation { state.dimensions.disaggregation(handle) }
    package func tree(_ handle: TreeHandle) -> CubeTree { state.dimensions[handle].tree }
    package func tree(of period: PeriodHandle) -> TreeHandle { state.dimensions.tree(of: period) }

    /// Option sets that a data element has values for, so that a breakdown knows its rows.
    package func optionSets(_ element: ElementHandle, _ status: ValueStatus) -> [OptionsHandle] {
        state.group(CubeSeries(element, status: status))?.optionSets ?? []
    }

    /// Periods that a data element has been given values for, in order of time.
    package func periods(_ element: ElementHandle, _ status: ValueStatus) -> [PeriodHandle] {
        let group = state.group(CubeSeries(element, status: status))
        return (group.map { Array($0.periods) } ?? []).sorted { state.dimensions[$0] < state.dimensions[$1] }
    }
}

extension Derivation {
    func number(of entry: Column.Entry, decimals: Int) throws(DoesNotFit) -> ScaledNumber {
        let (units, digits) = try value(of: entry, decimals: decimals)
        return .shortest(units: units, decimals: digits)
    }
}

extension Dimensions {
    /// Whether a unit, or one of those it came from back to an earlier tree, has only a share of a forerunner.
    func hasShares(_ position: Int, on tree: TreeHandle, since first: TreeHandle) -> Bool {
        guard first < tree, let succession = succession(to: tree) else { return false }
        let before = TreeHandle(rawValue: tree.rawValue - 1)
        return succession.sources[position].contains { $0.share < 1 || hasShares($0.position, on: before, since: first) }
    }
}
