import Domain

/// Works out columns that were not given as such: totals of breakdowns, coarser periods, sums to date, and values carried over from an earlier tree.
struct Derivation {
    let dimensions: Dimensions
    let group: Group
    let element: Dimensions.Element
    var rule: UnitRule { element.unitRule }

    init(_ state: State, _ group: Group, _ element: ElementHandle) {
        dimensions = state.dimensions
        self.group = group
        self.element = state.dimensions[element]
    }

    /// Whether a given column of this time can be read as it is, provided the option set has no breakdowns.
    func isGiven(_ time: CubeTime, on tree: TreeHandle) -> Bool {
        guard case .period(let period) = time else { return false }
        let place = dimensions.places[Int(period.rawValue)]
        return place.tree == tree && group.kinds.isDisjoint(with: place.finerKinds)
    }

    /// The column of an option set and a time for the units of a block, or `nil` where nothing was reported.
    func column(_ key: DerivedColumns.Key) throws(DoesNotFit) -> Column? {
        if key.block != 0, case .period(let period) = key.time, isGiven(key.time, on: key.tree), group.breakdowns(of: key.options, dimensions).isEmpty {
            return given(key, period)
        }
        if let known = group.derived.find(key) { return known }
        let made = try derive(key)
        group.derived.keep(made, for: key)
        return made
    }

    func given(_ key: DerivedColumns.Key, _ period: PeriodHandle) -> Column? {
        group.run(.init(tree: key.tree, block: key.block, options: key.options))?[period]
    }

    private func derive(_ key: DerivedColumns.Key) throws(DoesNotFit) -> Column? {
        let block = dimensions[key.tree].blocks[Int(key.block)]
        let timeline = timeline(key)
        var values: OwnValues?
        if timeline.parts.isEmpty {
            guard let period = timeline.period else { return nil }
            values = try ownValues(key, period)
            // Where breakdowns add nothing the given column serves.
            if key.block != 0, dimensions.tree(of: period) == key.tree, let given = given(key, period), values?.slots.count == given.ownCount { return given }
        } else {
            values = try valuesOverTime(key, timeline)
        }
        if key.block == 0 { values = try joiningBlocks(key, values) }
        guard let values else { return nil }
        return try Column.built(from: values, in: block, rule: rule)
    }

    /// Adds the provinces' totals to the own values of the units above them.
    private func joiningBlocks(_ key: DerivedColumns.Key, _ values: OwnValues?) throws(DoesNotFit) -> OwnValues? {
        guard rule != .alone else { return values }
        var joined = values ?? OwnValues(decimals: 0)
        for stand in dimensions[key.tree].stands {
            var key = key
            key.block = Int32(stand.block)
            guard let column = try column(key), case let entry = column[0], entry.count > 0 else { continue }
            var province = OwnValues(decimals: column.decimals)
            province.append(slot: stand.slot, units: entry.total, count: entry.count)
            joined = try joined.joined(with: province)
        }
        return joined.isEmpty ? nil : joined
    }

    /// The value that a total stands for when it is taken as one value: a mean where totals are averaged.
    func value(of entry: Column.Entry, decimals: Int) throws(DoesNotFit) -> (units: Int64, decimals: Int) {
        guard rule == .averaged, entry.count > 1 else { return (entry.total, decimals) }
        if entry.total % Int64(entry.count) == 0 { return (entry.total / Int64(entry.count), decimals) }
        return (try quotient(entry.total, Int64(entry.count), digits: digitsOfMeans), decimals + digitsOfMeans)
    }
}

// MARK: Options

extension Derivation {
    /// What the units of a block have themselves for a period, whether given as such or as a breakdown.
    func ownValues(_ key: DerivedColumns.Key, _ period: PeriodHandle) throws(DoesNotFit) -> OwnValues? {
        if dimensions.tree(of: period) < key.tree { return try carried(key, period) }
        guard dimensions.tree(of: period) == key.tree else { return nil }
        var breakdowns = group.breakdowns(of: key.options, dimensions)
        breakdowns.removeAll { given(key.with($0), period) == nil }
        return try ownValues(of: dimensions[key.options], given: key.options, from: breakdowns, key, period)
    }

    /// Where an option set itself has a value it stands; else the options of a further category are added up. The total is made of the data element's
    /// first category only, the one that covers everything; a breakdown of the first further category that has values.
    private func ownValues(of members: [Dimensions.Member], given options: OptionsHandle?, from breakdowns: [OptionsHandle], _ key: DerivedColumns.Key,
                           _ period: PeriodHandle) throws(DoesNotFit) -> OwnValues? {
        let exact = options.flatMap { given(key.with($0), period) }?.ownValues
        let parts = parts(of: members, from: breakdowns)
        if parts.isEmpty { return exact }
        let block = dimensions[key.tree].blocks[Int(key.block)]
        var result = SlotValues(count: block.count)
        if let exact { try result.take(exact, by: .sum) }
        for category in parts {
            var sum = SlotValues(count: block.count)
            for part in category {
                if let values = try ownValues(of: part.members, given: part.given, from: part.breakdowns, key, period) { try sum.take(values, by: .sum) }
            }
            for slot in 0..<block.count where sum.numbers[slot] > 0 && result.numbers[slot] == 0 {
                try result.take(sum.units[slot], decimals: sum.decimals, slot: slot, by: .sum)
            }
        }
        let values = try result.finished(.sum)
        return values.isEmpty ? nil : values
    }

    struct Part {
        var members: [Dimensions.Member]
        /// The option set itself if it has values.
        var given: OptionsHandle?
        var breakdowns: [OptionsHandle]
    }

    /// The option sets that an option set may be put together from: for every category that may be added up, one part for each option.
    func parts(of members: [Dimensions.Member], from breakdowns: [OptionsHandle]) -> [[Part]] {
        guard !breakdowns.isEmpty, rule == .added || rule == .counted else { return [] }
        var categories = element.categories.filter { category in !members.contains { $0.category == category } }
        if members.isEmpty { categories = Array(categories.prefix(1)) }
        return categories.compactMap { category in
            let options = Set(breakdowns.flatMap { dimensions[$0] }.filter { $0.category == category })
            if options.isEmpty { return nil }
            return options.sorted { $0.option < $1.option }.map { option in
                let inside = breakdowns.filter { dimensions[$0].contains(option) }
                let given = inside.first { dimensions[$0].count == members.count + 1 }
                return Part(members: members + [option], given: given, breakdowns: inside.filter { $0 != given })
            }
        }
    }
}

extension DerivedColumns.Key {
    func with(_ options: OptionsHandle) -> Self {
        var key = self
        key.options = options
        return key
    }

    func with(_ time: CubeTime) -> Self {
        var key = self
        key.time = time
        return key
    }
}
