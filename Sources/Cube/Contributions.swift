import Domain

/// One value that a figure was made from.
package struct CubeContribution: Hashable, Sendable {
    /// Position of the unit that has the value, in the tree of its period.
    package var position: Int
    package var tree: TreeHandle
    package var number: ScaledNumber
    package var period: PeriodHandle
    package var options: OptionsHandle
    /// How much of it went into the figure; below 1 only where a unit was split.
    package var share: Double
}

extension Derivation {
    /// The values that the total of a slot is made from, in order of unit and time.
    func contributions(_ key: DerivedColumns.Key, slot: Int) throws(DoesNotFit) -> [CubeContribution] {
        let layout = dimensions[key.tree]
        if key.block == 0, let stand = layout.stands.first(where: { $0.slot == slot }) {
            var key = key
            key.block = Int32(stand.block)
            return try contributions(key, slot: 0)
        }
        guard let column = try column(key), case let entry = column[slot], entry.count > 0 else { return [] }
        if entry.isOwn { return try contributions(key, toOwn: slot) }
        var result: [CubeContribution] = []
        for child in layout.blocks[Int(key.block)].children(of: slot) { result += try contributions(key, slot: child) }
        return result
    }

    private func contributions(_ key: DerivedColumns.Key, toOwn slot: Int) throws(DoesNotFit) -> [CubeContribution] {
        let timeline = timeline(key)
        if let period = timeline.period {
            let given = try contributions(key, toOwn: slot, in: period)
            if !given.isEmpty { return given }
        }
        let isFirst = element.timeRule == .first
        var result: [CubeContribution] = []
        for part in isFirst || element.timeRule != .last ? timeline.parts : timeline.parts.reversed() {
            let found = try contributions(key.with(.period(part.period!)), slot: slot)
            result += found
            if !found.isEmpty, isFirst || element.timeRule == .last { break }
        }
        return result
    }

    /// What a unit has itself for a period, or what its forerunners had.
    private func contributions(_ key: DerivedColumns.Key, toOwn slot: Int, in period: PeriodHandle) throws(DoesNotFit) -> [CubeContribution] {
        if dimensions.tree(of: period) < key.tree { return try contributionsOfForerunners(key, slot: slot, in: period) }
        let breakdowns = group.breakdowns(of: key.options, dimensions)
        return contributions(key, toOwn: slot, in: period, of: dimensions[key.options], given: key.options, from: breakdowns)
    }

    private func contributions(_ key: DerivedColumns.Key, toOwn slot: Int, in period: PeriodHandle, of members: [Dimensions.Member],
                               given options: OptionsHandle?, from breakdowns: [OptionsHandle]) -> [CubeContribution] {
        if let options, let column = given(key.with(options), period), case let entry = column[slot], entry.isOwn {
            let position = Int(dimensions[key.tree].blocks[Int(key.block)].positions[slot])
            return [CubeContribution(position: position, tree: key.tree, number: .shortest(units: entry.total, decimals: column.decimals), period: period,
                                     options: options, share: 1)]
        }
        for category in parts(of: members, from: breakdowns) {
            let found = category.flatMap { contributions(key, toOwn: slot, in: period, of: $0.members, given: $0.given, from: $0.breakdowns) }
            if !found.isEmpty { return found }
        }
        return []
    }

    private func contributionsOfForerunners(_ key: DerivedColumns.Key, slot: Int, in period: PeriodHandle) throws(DoesNotFit) -> [CubeContribution] {
        guard let succession = dimensions.succession(to: key.tree) else { return [] }
        let before = TreeHandle(rawValue: key.tree.rawValue - 1)
        let layout = dimensions[before]
        var result: [CubeContribution] = []
        for source in succession.sources[Int(dimensions[key.tree].blocks[Int(key.block)].positions[slot])] {
            let from = DerivedColumns.Key(tree: before, block: layout.blockOf[source.position], options: key.options, time: .period(period), splits: key.splits)
            for var contribution in try contributions(from, slot: Int(layout.slotOf[source.position])) {
                contribution.share *= source.share
                result.append(contribution)
            }
        }
        return result
    }
}
