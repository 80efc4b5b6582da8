import Domain

extension Column {
    /// Builds the column in which these values are the units' own; `nil` without any.
    ///
    /// - Parameter room: the least number of slots to have entries for, if every slot has one.
    /// - Complexity: linear in the slots up to the last value, or, where few have values, in the values and their ancestors.
    static func built(from values: OwnValues, in block: Block, rule: UnitRule, room: Int = 0) throws(DoesNotFit) -> Column? {
        guard let last = values.slots.last else { return nil }
        let span = max(Int(last) + 1, min(room, block.count))
        var column: Column
        if isWorthFilling(span: span, values: values.slots.count) {
            column = Column(span: span, block: block, decimals: values.decimals)
        } else {
            column = Column(slots: withAncestors(values.slots, in: block), decimals: values.decimals)
        }
        try column.edit { view throws(DoesNotFit) in
            for place in values.slots.indices {
                let index = view.lowerBound(of: Int(values.slots[place]))
                view.totals[index] = values.units[place]
                view.setOwn(index, true)
                if index < view.counted { view.counts[index] = values.counts[place] }
            }
            try view.total(in: block, rule: rule)
        }
        return column
    }

    /// Whether an entry for every slot is better than a list: it is faster, and takes at most about twice the room.
    static func isWorthFilling(span: Int, values: Int) -> Bool { span <= 64 || span <= 4 * values }

    private static func withAncestors(_ slots: [Int32], in block: Block) -> [Int32] {
        var all = Set(slots)
        for slot in slots {
            var above = block.parent[Int(slot)]
            while above >= 0, all.insert(above).inserted { above = block.parent[Int(above)] }
        }
        return all.sorted()
    }

    /// Sets or withdraws the own value of a slot and carries the difference up to the ancestors whose totals it is part of.
    ///
    /// - Throws: if a total no longer fits; then nothing has changed.
    /// - Returns: the column that takes its place where this one has no entry for the slot; `nil` if it was changed in place.
    mutating func set(_ number: ScaledNumber?, slot: Int, in block: Block, rule: UnitRule) throws(DoesNotFit) -> Replacement {
        var number = number
        if let given = number, given.decimals > decimals {
            // A coarser column takes a finer value only if it needs the digits.
            let shortest = ScaledNumber.shortest(units: given.units, decimals: Int(given.decimals))
            number = shortest
            if shortest.decimals > decimals { try refine(to: Int(shortest.decimals)) }
        }
        if listsSlots || slot >= entries {
            var values = ownValues
            let place = values.slots.firstIndex { Int($0) >= slot } ?? values.slots.count
            if place < values.slots.count, Int(values.slots[place]) == slot {
                values.slots.remove(at: place)
                values.units.remove(at: place)
                values.counts.remove(at: place)
            }
            if let number {
                values.slots.insert(Int32(slot), at: place)
                values.units.insert(try scaled(number, to: decimals), at: place)
                values.counts.insert(1, at: place)
            }
            // Room to grow, so that values that come one by one in order do not each build the column anew.
            return .by(try Column.built(from: values, in: block, rule: rule, room: listsSlots ? 0 : entries + entries / 4))
        }
        var units: Int64?
        if let number { units = try scaled(number, to: decimals) }
        let isEmpty = try edit { view throws(DoesNotFit) in try view.set(units, at: slot, in: block, rule: rule) }
        return isEmpty ? .by(nil) : .inPlace
    }

    enum Replacement {
        case inPlace
        /// `nil` where no value is left.
        case by(Column?)
    }

    /// Writes every total with more decimals.
    mutating func refine(to decimals: Int) throws(DoesNotFit) {
        let digits = decimals - self.decimals
        guard digits > 0 else { return }
        guard digits <= 18 else { throw DoesNotFit() }
        try edit { view throws(DoesNotFit) in
            let factor = powersOfTen[digits]
            for index in 0..<view.entries where view.totals[index].multipliedReportingOverflow(by: factor).overflow { throw DoesNotFit() }
            for index in 0..<view.entries { view.totals[index] *= factor }
        }
        self.decimals = decimals
    }
}

extension Column.View {
    /// Computes the totals of all entries without an own value, from the last to the first.
    func total(in block: Block, rule: UnitRule) throws(DoesNotFit) {
        guard rule != .alone else { return }
        for index in stride(from: counted - 1, through: 0, by: -1) where !isOwn(index) {
            let children = children(of: slot(index), in: block)
            if children.isEmpty { continue }
            let (total, count) = try combined(children, rule: rule)
            totals[index] = total
            counts[index] = count
        }
    }

    /// The total of entries side by side.
    func combined(_ children: Range<Int>, rule: UnitRule) throws(DoesNotFit) -> (total: Int64, count: Int32) {
        var total: Int64 = 0
        var count: Int32 = 0
        switch rule {
        case .added, .averaged, .counted:
            var overflow = false
            for index in children {
                let (sum, carry) = total.addingReportingOverflow(totals[index])
                total = sum
                overflow = overflow || carry
            }
            if overflow { throw DoesNotFit() }
            for index in children { count += self.count(index) }
        case .smallest, .largest:
            for index in children {
                let number = self.count(index)
                guard number > 0 else { continue }
                if count == 0 || (rule == .smallest ? totals[index] < total : totals[index] > total) { total = totals[index] }
                count += number
            }
        case .alone:
            break
        }
        return (total, count)
    }

    /// - Returns: whether no value is left in a column with an entry for every slot.
    func set(_ units: Int64?, at slot: Int, in block: Block, rule: UnitRule) throws(DoesNotFit) -> Bool {
        let before = (total: totals[slot], count: count(slot))
        var after: (total: Int64, count: Int32) = (0, 0)
        if let units {
            after = (units, 1)
        } else if slot < counted {
            after = try combined(children(of: slot, in: block), rule: rule)
        }
        let (difference, overflow) = after.total.subtractingReportingOverflow(before.total)
        if overflow { throw DoesNotFit() }
        let adds = rule == .added || rule == .averaged || rule == .counted
        var above = Int(block.parent[slot])
        while adds, above >= 0, !isOwn(above) {
            if totals[above].addingReportingOverflow(difference).overflow { throw DoesNotFit() }
            above = Int(block.parent[above])
        }

        totals[slot] = after.total
        setOwn(slot, units != nil)
        if slot < counted { counts[slot] = after.count }
        above = Int(block.parent[slot])
        while rule != .alone, above >= 0, !isOwn(above) {
            if adds {
                totals[above] += difference
                counts[above] += after.count - before.count
            } else {
                (totals[above], counts[above]) = try combined(children(of: above, in: block), rule: rule)
            }
            above = Int(block.parent[above])
        }
        return units == nil && (0..<(entries + 63) / 64).allSatisfy { own[$0] == 0 }
    }
}
