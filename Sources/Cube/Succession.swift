import Domain

/// Which units of the tree before each unit of a tree came from, and how much of them.
package struct Succession: Sendable {
    package struct Source: Hashable, Sendable {
        /// Position in the tree before.
        package var position: Int
        /// Share of the old unit that went into the new one; 1 for the whole.
        package var share: Double

        package init(position: Int, share: Double = 1) {
            self.position = position
            self.share = share
        }
    }

    /// By position in the new tree; empty for a unit without a forerunner.
    package let sources: [[Source]]
    /// Positions in the new tree of units some of whose ground cannot be traced: nothing is shown for them.
    package let unresolved: Set<Int>

    package init(sources: [[Source]], unresolved: Set<Int> = []) {
        self.sources = sources
        self.unresolved = unresolved
    }
}

/// What to do about units that came partly from units that were split.
package enum SplitUnits: Hashable, Sendable {
    /// Give them their share of the old unit's value, an estimate.
    case estimated
    /// Show nothing for them: not comparable.
    case leftOut
}

extension Derivation {
    /// Values of an earlier tree's period as the units of this tree's block have them: each unit has what its forerunners had together.
    ///
    /// A unit whose total follows from the units beneath it gets no own value, so that counts stay those of the units that reported.
    func carried(_ key: DerivedColumns.Key, _ period: PeriodHandle) throws(DoesNotFit) -> OwnValues? {
        guard let succession = dimensions.succession(to: key.tree) else { return nil }
        let block = dimensions[key.tree].blocks[Int(key.block)]
        let values = try valuesOfForerunners(succession, key, period)
        var totals = SlotValues(count: block.count, decimals: values.known.decimals)
        var own = OwnValues(decimals: values.known.decimals)
        var hidden = SlotSet(count: block.count)
        for slot in stride(from: block.count - 1, through: 0, by: -1) {
            for child in block.children(of: slot) where totals.numbers[child] > 0 {
                try totals.take(totals.units[child], decimals: totals.decimals, slot: slot, by: .sum)
            }
            let beneath = totals.numbers[slot] > 0 ? totals.units[slot] : nil
            if values.leftOut.contains(slot) {
                if beneath != nil { hidden.insert(slot) }
                totals.clear(slot)
            } else if values.known.numbers[slot] > 0, rule != .added || beneath != values.known.units[slot] {
                totals.clear(slot)
                try totals.take(values.known.units[slot], decimals: totals.decimals, slot: slot, by: .sum)
                own.append(slot: slot, units: values.known.units[slot])
            }
            if hidden.contains(slot) { own.append(slot: slot, units: 0, count: 0) }
        }
        own.reverse()
        return own.isEmpty ? nil : own
    }

    private func valuesOfForerunners(_ succession: Succession, _ key: DerivedColumns.Key,
                                     _ period: PeriodHandle) throws(DoesNotFit) -> (known: SlotValues, leftOut: SlotSet) {
        let before = TreeHandle(rawValue: key.tree.rawValue - 1)
        let layout = dimensions[before]
        let block = dimensions[key.tree].blocks[Int(key.block)]
        var columns: [Int32: Column?] = [:]
        var known = SlotValues(count: block.count)
        var leftOut = SlotSet(count: block.count)
        for slot in 0..<block.count {
            let sources = succession.sources[Int(block.positions[slot])]
            if succession.unresolved.contains(Int(block.positions[slot])) || key.splits == .leftOut && sources.contains(where: { $0.share < 1 }) {
                leftOut.insert(slot)
                continue
            }
            if rule == .alone, sources.count > 1 { continue }
            var total = Column.Entry.missing
            var decimals = 0
            for source in sources {
                let from = layout.blockOf[source.position]
                if columns[from] == nil {
                    columns[from] = .some(try column(.init(tree: before, block: from, options: key.options, time: .period(period), splits: key.splits)))
                }
                guard let column = columns[from]!, case let entry = column[Int(layout.slotOf[source.position])], entry.count > 0 else { continue }
                (total, decimals) = try joined(total, decimals, share(source.share, of: entry), column.decimals + (source.share < 1 ? 2 : 0))
            }
            if total.count > 0 {
                let (units, digits) = try value(of: total, decimals: decimals)
                try known.take(units, decimals: digits, slot: slot, by: .sum)
            }
        }
        return (known, leftOut)
    }

    /// A part of a total, with two more decimals; what is not added up, such as a rate, is taken to be the same for the part as for the whole.
    private func share(_ share: Double, of entry: Column.Entry) throws(DoesNotFit) -> Column.Entry {
        if share >= 1 { return entry }
        var entry = entry
        if rule == .added {
            let units = (Double(entry.total) * share * 100).rounded()
            guard units.magnitude < 9e18 else { throw DoesNotFit() }
            entry.total = Int64(units)
        } else {
            entry.total = try scaled(entry.total, by: 2)
        }
        return entry
    }

    private func joined(_ a: Column.Entry, _ aDecimals: Int, _ b: Column.Entry, _ bDecimals: Int) throws(DoesNotFit) -> (Column.Entry, Int) {
        if a.count == 0 { return (b, bDecimals) }
        let decimals = max(aDecimals, bDecimals)
        let x = try scaled(a.total, by: decimals - aDecimals)
        let y = try scaled(b.total, by: decimals - bDecimals)
        let total = switch rule {
        case .added, .averaged, .counted, .alone: try sum(x, y)
        case .smallest: min(x, y)
        case .largest: max(x, y)
        }
        return (Column.Entry(total: total, count: a.count + b.count, isOwn: true), decimals)
    }
}
