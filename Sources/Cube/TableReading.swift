import Domain

extension CubeSnapshot {
    /// Figures of several series at several times for several units of one tree.
    ///
    /// - Parameters:
    ///   - positions: of units in `tree`; fastest where units of one province are together.
    ///   - tree: `nil` for the latest of those that the times lie on.
    /// - Complexity: one read per figure once the columns that had to be derived are there.
    package func table(series: [CubeSeries], times: [CubeTime], positions: [Int], on tree: TreeHandle? = nil,
                       splits: SplitUnits = .estimated) throws(CubeError) -> CubeTable {
        guard let tree = tree ?? times.map({ state.dimensions.tree(of: $0.lastPeriod) }).max() else {
            return CubeTable(seriesCount: series.count, timeCount: 0, unitCount: positions.count, values: [], counts: [])
        }
        let layout = state.dimensions[tree]
        if let wrong = positions.first(where: { !layout.blockOf.indices.contains($0) }) { throw .noSuchPosition(wrong) }
        let stretches = Self.stretches(of: positions, in: layout)
        let cells = series.count * times.count * positions.count
        var problem: CubeError?
        var counts: [Int32] = []
        let values = [Double](unsafeUninitializedCapacity: cells) { values, valueCount in
            counts = [Int32](unsafeUninitializedCapacity: cells) { counts, countCount in
                do throws(CubeError) {
                    for (number, series) in series.enumerated() {
                        let size = times.count * positions.count
                        let rows = Rows(values: values.baseAddress! + number * size, counts: counts.baseAddress! + number * size, width: positions.count)
                        try read(series, times, tree, splits, stretches, into: rows)
                    }
                } catch {
                    problem = error
                }
                countCount = problem == nil ? cells : 0
            }
            valueCount = problem == nil ? cells : 0
        }
        if let problem { throw problem }
        return CubeTable(seriesCount: series.count, timeCount: times.count, unitCount: positions.count, values: values, counts: counts)
    }

    /// Units next to each other in the question that lie in one block.
    private struct Stretch {
        var block: Int32
        var units: Range<Int>
        var slots: [Int32]
        /// The highest slot asked for.
        var highest: Int
        /// Whether each slot follows on the one before, as the children of a unit do.
        var isGapless: Bool
    }

    private struct Rows {
        var values: UnsafeMutablePointer<Double>
        var counts: UnsafeMutablePointer<Int32>
        var width: Int

        func place(_ row: Int) -> Place { Place(values: values + row * width, counts: counts + row * width) }
    }

    private static func stretches(of positions: [Int], in layout: TreeLayout) -> [Stretch] {
        var result: [Stretch] = []
        for (unit, position) in positions.enumerated() {
            let block = layout.blockOf[position]
            let slot = layout.slotOf[position]
            if var last = result.popLast() {
                if last.block == block {
                    last.isGapless = last.isGapless && slot == last.slots.last! + 1
                    last.highest = max(last.highest, Int(slot))
                    last.slots.append(slot)
                    last.units = last.units.lowerBound..<unit + 1
                    result.append(last)
                    continue
                }
                result.append(last)
            }
            result.append(Stretch(block: block, units: unit..<unit + 1, slots: [slot], highest: Int(slot), isGapless: true))
        }
        return result
    }

    private func read(_ series: CubeSeries, _ times: [CubeTime], _ tree: TreeHandle, _ splits: SplitUnits, _ stretches: [Stretch],
                      into rows: Rows) throws(CubeError) {
        guard let group = state.group(series) else {
            for place in 0..<times.count * rows.width {
                rows.values[place] = .nan
                rows.counts[place] = 0
            }
            return
        }
        let rule = state.dimensions.elements[Int(series.element.rawValue)].unitRule
        let given = givenPeriods(group, series.options, times, tree)
        for stretch in stretches {
            let rows = Rows(values: rows.values + stretch.units.lowerBound, counts: rows.counts + stretch.units.lowerBound, width: rows.width)
            let run = stretch.block == 0 ? nil : group.run(.init(tree: tree, block: stretch.block, options: series.options))
            run?.read { columns, first in
                for row in times.indices where given[row] >= 0 {
                    let place = given[row] - first
                    Self.read(columns.indices.contains(place) ? columns[place] : nil, rule, stretch, into: rows.place(row))
                }
            }
            if run != nil, !given.contains(-1) { continue }
            let derivation = Derivation(state, group, series.element)
            for row in times.indices where run == nil || given[row] < 0 {
                let key = DerivedColumns.Key(tree: tree, block: stretch.block, options: series.options, time: times[row], splits: splits)
                do {
                    Self.read(try derivation.column(key), rule, stretch, into: rows.place(row))
                } catch {
                    throw .tooLarge(element: derivation.element.code)
                }
            }
        }
    }

    /// By time: the period whose given column can be read as it is, or -1.
    private func givenPeriods(_ group: Group, _ options: OptionsHandle, _ times: [CubeTime], _ tree: TreeHandle) -> [Int] {
        guard group.breakdowns(of: options, state.dimensions).isEmpty else { return times.map { _ in -1 } }
        return times.map { time in
            guard case .period(let period) = time else { return -1 }
            let place = state.dimensions.places[Int(period.rawValue)]
            return place.tree == tree && group.kinds.isDisjoint(with: place.finerKinds) ? Int(period.rawValue) : -1
        }
    }

    private struct Place {
        var values: UnsafeMutablePointer<Double>
        var counts: UnsafeMutablePointer<Int32>
    }

    private static func read(_ column: Column?, _ rule: UnitRule, _ stretch: Stretch, into place: Place) {
        let width = stretch.units.count
        guard let column else {
            for unit in 0..<width {
                place.values[unit] = .nan
                place.counts[unit] = 0
            }
            return
        }
        column.read { view in
            stretch.slots.withUnsafeBufferPointer { slots in
                if view.listsSlots || stretch.highest >= view.counted {
                    for unit in 0..<width {
                        let index = view.index(of: Int(slots[unit]))
                        let count = index.map { view.count($0) } ?? 0
                        place.values[unit] = count > 0 ? Double(view.totals[index!]) : .nan
                        place.counts[unit] = count
                    }
                } else if stretch.isGapless {
                    copy(view.totals + Int(slots[0]), view.counts + Int(slots[0]), width, into: place)
                } else {
                    for unit in 0..<width {
                        let slot = Int(slots[unit])
                        let count = view.counts[slot]
                        let total = Double(view.totals[slot])
                        place.values[unit] = count > 0 ? total : .nan
                        place.counts[unit] = count
                    }
                }
            }
        }
        if column.decimals > 0 {
            let one = Double(powersOfTen[column.decimals])
            for unit in 0..<width { place.values[unit] /= one }
        }
        switch rule {
        case .averaged: for unit in 0..<width where place.counts[unit] > 1 { place.values[unit] /= Double(place.counts[unit]) }
        case .counted: for unit in 0..<width where place.counts[unit] > 0 { place.values[unit] = Double(place.counts[unit]) }
        case .added, .smallest, .largest, .alone: break
        }
    }

    /// Takes over entries side by side: without a branch for each, as this is where most of a question's time goes.
    private static func copy(_ totals: UnsafeMutablePointer<Int64>, _ counts: UnsafeMutablePointer<Int32>, _ width: Int, into place: Place) {
        var unit = 0
        while unit < width {
            place.values[unit] = Double(totals[unit])
            unit &+= 1
        }
        place.counts.update(from: counts, count: width)
        var least = Int32.max
        unit = 0
        while unit < width {
            least = min(least, counts[unit])
            unit &+= 1
        }
        if least > 0 { return }
        for unit in 0..<width where counts[unit] == 0 { place.values[unit] = .nan }
    }
}
