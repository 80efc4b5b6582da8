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
        guard let tree = tree ?? times.filter({ state.dimensions.knows($0) }).map({ state.dimensions.tree(of: $0.lastPeriod) }).max() else {
            let cells = series.count * times.count * positions.count
            return CubeTable(seriesCount: series.count, timeCount: times.count, unitCount: positions.count, values: .init(repeating: .nan, count: cells),
                             counts: .init(repeating: 0, count: cells))
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
        let slots = layout.slotOf.withUnsafeBufferPointer { slotOf in positions.map { slotOf[$0] } }
        return layout.blockOf.withUnsafeBufferPointer { blockOf in
            var result: [Stretch] = []
            var start = 0
            while start < positions.count {
                let block = blockOf[positions[start]]
                var end = start
                var highest: Int32 = 0
                var isGapless = true
                while end < positions.count, blockOf[positions[end]] == block {
                    highest = max(highest, slots[end])
                    isGapless = isGapless && Int(slots[end]) == Int(slots[start]) + end - start
                    end += 1
                }
                result.append(Stretch(block: block, units: start..<end, slots: Array(slots[start..<end]), highest: Int(highest), isGapless: isGapless))
                start = end
            }
            return result
        }
    }

    private func read(_ series: CubeSeries, _ times: [CubeTime], _ tree: TreeHandle, _ splits: SplitUnits, _ stretches: [Stretch],
                      into rows: Rows) throws(CubeError) {
        guard state.dimensions.knows(series), let group = state.group(series) else {
            for row in times.indices { Self.leaveOut(rows.width, in: rows.place(row)) }
            return
        }
        let rule = state.dimensions.elements[Int(series.element.rawValue)].unitRule
        let given = givenPeriods(group, series.options, times, tree)
        for stretch in stretches {
            let rows = Rows(values: rows.values + stretch.units.lowerBound, counts: rows.counts + stretch.units.lowerBound, width: rows.width)
            let run = stretch.block == 0 ? nil : group.run(.init(tree: tree, block: stretch.block, options: series.options))
            run?.read { columns, first in Self.read(columns, first, given, rule, stretch, into: rows) }
            if run != nil, !given.contains(-1) { continue }
            let derivation = Derivation(state, group, series.element)
            for row in times.indices where run == nil || given[row] < 0 {
                let key = DerivedColumns.Key(tree: tree, block: stretch.block, options: series.options, time: times[row], splits: splits)
                do {
                    if state.dimensions.knows(times[row]), let column = try derivation.column(key) {
                        column.read { view in
                            stretch.slots.withUnsafeBufferPointer { Self.read(view, column.decimals, rule, stretch, $0, into: rows.place(row)) }
                        }
                    } else {
                        Self.leaveOut(stretch.units.count, in: rows.place(row))
                    }
                } catch {
                    throw .tooLarge(element: derivation.element.code)
                }
            }
        }
    }

    /// Reads the columns that were given as such. The snapshot holds them all the while, so they need not be held one by one.
    private static func read(_ columns: UnsafeBufferPointer<Column?>, _ firstPeriod: Int, _ given: [Int], _ rule: UnitRule, _ stretch: Stretch, into rows: Rows) {
        stretch.slots.withUnsafeBufferPointer { slots in
            for row in given.indices where given[row] >= 0 {
                let place = given[row] - firstPeriod
                if columns.indices.contains(place), let (view, decimals) = columns[place].map({ ($0.heldView, $0.decimals) }) {
                    read(view, decimals, rule, stretch, slots, into: rows.place(row))
                } else {
                    leaveOut(slots.count, in: rows.place(row))
                }
            }
        }
    }

    /// By time: the period whose given column can be read as it is, or -1.
    private func givenPeriods(_ group: Group, _ options: OptionsHandle, _ times: [CubeTime], _ tree: TreeHandle) -> [Int] {
        guard group.breakdowns(of: options, state.dimensions).isEmpty else { return times.map { _ in -1 } }
        return times.map { time in
            guard case .period(let period) = time, state.dimensions.knows(time) else { return -1 }
            let place = state.dimensions.places[Int(period.rawValue)]
            return place.tree == tree && group.kinds.isDisjoint(with: place.finerKinds) ? Int(period.rawValue) : -1
        }
    }

    private struct Place {
        var values: UnsafeMutablePointer<Double>
        var counts: UnsafeMutablePointer<Int32>
    }

    private static func leaveOut(_ width: Int, in place: Place) {
        place.values.update(repeating: .nan, count: width)
        place.counts.update(repeating: 0, count: width)
    }

    private static func read(_ view: Column.View, _ decimals: Int, _ rule: UnitRule, _ stretch: Stretch, _ slots: UnsafeBufferPointer<Int32>, into place: Place) {
        let width = slots.count
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
        if decimals > 0 {
            let one = Double(powersOfTen[decimals])
            for unit in 0..<width { place.values[unit] /= one }
        }
        switch rule {
        case .averaged: for unit in 0..<width where place.counts[unit] > 1 { place.values[unit] /= Double(place.counts[unit]) }
        case .counted: for unit in 0..<width where place.counts[unit] > 0 { place.values[unit] = Double(place.counts[unit]) }
        case .added, .smallest, .largest, .alone: break
        }
    }

    /// Takes over entries side by side, four at a time and without a branch for each, as this is where most of a question's time goes.
    private static func copy(_ totals: UnsafeMutablePointer<Int64>, _ counts: UnsafeMutablePointer<Int32>, _ width: Int, into place: Place) {
        // A whole number below 2⁵¹ becomes a Double by way of the bits of 2⁵² + 2⁵¹: processors have no instruction that turns several into Doubles.
        let shift = SIMD4<Int64>(repeating: 0x4338_0000_0000_0000)
        let limit = SIMD4<Int64>(repeating: 1 << 51)
        let sources = UnsafeRawPointer(totals)
        let countSources = UnsafeRawPointer(counts)
        let values = UnsafeMutableRawPointer(place.values)
        let countTargets = UnsafeMutableRawPointer(place.counts)
        var large = SIMD4<Int64>.zero
        var missing = SIMDMask<SIMD4<Int32>>(repeating: false)
        let whole = width & ~3
        var unit = 0
        while unit < whole {
            let total = sources.loadUnaligned(fromByteOffset: unit &* 8, as: SIMD4<Int64>.self)
            let count = countSources.loadUnaligned(fromByteOffset: unit &* 4, as: SIMD4<Int32>.self)
            large |= total &+ limit
            missing = missing .| (count .== 0)
            values.storeBytes(of: unsafeBitCast(total &+ shift, to: SIMD4<Double>.self) - 6_755_399_441_055_744, toByteOffset: unit &* 8, as: SIMD4<Double>.self)
            countTargets.storeBytes(of: count, toByteOffset: unit &* 4, as: SIMD4<Int32>.self)
            unit &+= 4
        }
        for unit in whole..<width {
            place.values[unit] = counts[unit] > 0 ? Double(totals[unit]) : .nan
            place.counts[unit] = counts[unit]
        }
        let isLarge = large.x >> 52 != 0 || large.y >> 52 != 0 || large.z >> 52 != 0 || large.w >> 52 != 0
        if isLarge || missing != SIMDMask(repeating: false) {
            for unit in 0..<whole { place.values[unit] = counts[unit] > 0 ? Double(totals[unit]) : .nan }
        }
    }
}
