/// What an estimate for part of a unit goes by.
package enum EstimateBasis: String, Sendable, Codable, CaseIterable { case area, population }

/// Whether figures of one time can stand beside those of another.
package enum Comparability: String, Sendable, Codable {
    /// The same ground, made up of whole units.
    case exact
    /// Some unit was split, and its figure is shared out by weight.
    case estimate
    /// Some ground cannot be traced.
    case notComparable = "not_comparable"
}

/// A unit whose figure, times a weight, is part of another unit's figure.
package struct RebaseTerm: Hashable, Sendable {
    package enum Method: String, Sendable, Codable {
        /// All of it; the weight is 1.
        case exact
        case area
        case population
        /// Neither areas nor populations of the former units are on record: each counts the same.
        case equalParts = "equal_parts"
    }

    package var unit: UnitID
    /// Above 0, at most 1.
    package var weight: Double
    package var method: Method

    package init(unit: UnitID, weight: Double, method: Method) {
        self.unit = unit
        self.weight = weight
        self.method = method
    }
}

/// A unit of one time in terms of the units of another: the sum of each term's figure times its weight.
package struct Rebase: Hashable, Sendable {
    /// In code order. The figure of a unit is that of its whole subtree.
    package var terms: [RebaseTerm]
    /// Units that have no counterpart at the other time, such as a village set up later.
    package var unresolved: [UnitID]

    package var comparability: Comparability {
        if terms.isEmpty || !unresolved.isEmpty { return .notComparable }
        return terms.allSatisfy { $0.method == .exact } ? .exact : .estimate
    }
}

extension UnitHistory {
    /// Which units in force on a day make up the ground of a unit, so that its series can be continued there.
    ///
    /// Going back, a unit is what its predecessors were: Lâm Đồng (68.2) in 2024 is all of 68.1, 67.1 and 60.1; a commune is its former communes, each whole or by
    /// weight; a province that gained only part of another is composed of its communes. Going forward, a former unit is the later units made wholly from it, and a
    /// share of those made from it and others in proportion to the size of their origins. Several reorganisations are followed one after another.
    ///
    /// - Parameters:
    ///   - view: the day whose boundaries are meant; if the unit was not in force then, its nearest day.
    ///   - day: the day whose units are wanted, such as the last day of a period.
    ///   - basis: by what a split unit is shared out. A part that holds the whole of what is counted is exact: a transfer of area without people does not touch
    ///     figures that go by population.
    package func rebase(_ unit: UnitID, asOf view: Day, onto day: Day, by basis: EstimateBasis) -> Rebase {
        guard let index = indices[unit] else { return Rebase(terms: [], unresolved: [unit]) }
        let unit = units[Int(index)]
        let view = min(max(view, unit.firstDay ?? view), unit.lastDay ?? view)
        var made = Composition()
        if day < view {
            compose(index, on: view, backTo: day, .whole, &made)
        } else {
            made = replace(index, on: view, forwardTo: day, basis)
        }
        collapse(&made, on: day, upTo: unit.level)
        return Rebase(
            terms: made.parts.sorted { $0.key < $1.key }.compactMap { term($0.key, $0.value, made.methods[$0.key], basis) },
            unresolved: made.unresolved.sorted().map { units[Int($0)].id })
    }

    private struct Composition {
        var parts: [Int32: Shares] = [:]
        /// How a part was estimated where it is not by the basis that was asked for.
        var methods: [Int32: RebaseTerm.Method] = [:]
        var unresolved: Set<Int32> = []

        mutating func add(_ index: Int32, _ share: Shares) { parts[index] = (parts[index] ?? .none) + share }
    }

    private func term(_ index: Int32, _ share: Shares, _ method: RebaseTerm.Method?, _ basis: EstimateBasis) -> RebaseTerm? {
        let weight = share.cleaned.weight(basis)
        guard weight > 0 else { return nil }
        return RebaseTerm(unit: units[Int(index)].id, weight: weight, method: weight == 1 ? .exact : method ?? (basis == .area ? .area : .population))
    }

    /// The last day on or before `view` and after `day` on which the ground of a unit changed.
    private func lastChange(_ index: Int32, _ view: Day, after day: Day) -> Day? {
        changes(index).filter { day < $0 && $0 <= view }.max()
    }

    /// The first day after `view` and not after `day` on which the ground of a unit changed.
    private func firstChange(_ index: Int32, _ view: Day, until day: Day) -> Day? {
        changes(index).filter { view < $0 && $0 <= day }.min()
    }

    /// Every day on which the ground of a unit changed. A link that says that all of it went on as the same unit is no change.
    private func changes(_ index: Int32) -> [Day] {
        [incoming[index], outgoing[index]].joined().map { links[Int($0)] }.filter { $0.old != $0.new || !$0.shares.isWhole }.map(\.day) + (groundChanges[index] ?? [])
    }

    /// Adds the units of an earlier day that make up a share of a unit as it stood on a later one.
    private func compose(_ index: Int32, on view: Day, backTo day: Day, _ share: Shares, _ made: inout Composition) {
        guard let change = lastChange(index, view, after: day) else {
            if isInForce(index, day) {
                made.add(index, share)
            } else if !composeOfChildren(index, on: view, backTo: day, share, &made) {
                made.unresolved.insert(index)
            }
            return
        }
        let arrivals = incoming[index].filter { links[Int($0)].day == change && oldOfLink[Int($0)] != index }
        let kept = retained(index, on: change)
        let wasThere = isInForce(index, change.adding(days: -1))
        let isSimple = arrivals.allSatisfy { links[Int($0)].shares.isWhole } && groundChanges[index]?.contains(change) != true
            && (!wasThere || kept.isWhole)
        if !isSimple, composeOfChildren(index, on: change, backTo: day, share, &made) { return }
        if arrivals.isEmpty, !wasThere { made.unresolved.insert(index) }
        for number in arrivals {
            compose(oldOfLink[Int(number)], on: change.adding(days: -1), backTo: day, share * links[Int(number)].shares, &made)
        }
        if wasThere, !kept.isNone { compose(index, on: change.adding(days: -1), backTo: day, share * kept, &made) }
    }

    /// - Returns: false where the units beneath do not make up the unit, as villages do not make up a commune's figures.
    private func composeOfChildren(_ index: Int32, on view: Day, backTo day: Day, _ share: Shares, _ made: inout Composition) -> Bool {
        guard units[Int(index)].level < .commune else { return false }
        let children = childIndices(of: index, asOf: view)
        for child in children { compose(child, on: view, backTo: day, share, &made) }
        return !children.isEmpty
    }

    /// The units of a later day that make up a unit as it stood on an earlier one.
    private func replace(_ index: Int32, on view: Day, forwardTo day: Day, _ basis: EstimateBasis) -> Composition {
        var made = Composition()
        if firstChange(index, view, until: day) == nil, isInForce(index, day) {
            made.add(index, .whole)
            return made
        }
        let region = region(of: index, on: view)
        let beneath = units[Int(index)].level < .commune ? region.filter { $0 != index && units[Int($0)].level <= .commune } : []
        let seeds = beneath.isEmpty ? [index] : beneath, least = beneath.isEmpty ? UnitLevel.country : .commune
        var candidates: Set<Int32> = []
        for seed in seeds {
            let found = successors(of: seed, on: view, until: day)
            if found.isEmpty, units[Int(seed)].level >= least { made.unresolved.insert(seed) }
            candidates.formUnion(found.filter { units[Int($0)].level >= least })
        }
        if candidates.isEmpty { made.unresolved.insert(index) }
        for candidate in candidates {
            guard let origin = origin(of: candidate, on: day, in: region, view, basis) else {
                made.unresolved.insert(candidate)
                continue
            }
            made.add(candidate, Shares(area: origin.share, population: origin.share))
            made.methods[candidate] = origin.method
        }
        return made
    }

    /// A unit and all beneath it that were in force on a day.
    private func region(of index: Int32, on view: Day) -> Set<Int32> {
        let era = era(on: view), position = era.positions[Int(index)]
        guard position >= 0 else { return [index] }
        let range = Int(position)..<Int(era.subtreeEnd[Int(position)])
        return Set(era.unitIndices[range].filter { isInForce($0, view) })
    }

    private func successors(of index: Int32, on view: Day, until day: Day) -> [Int32] {
        var found: [Int32: Shares] = [:]
        follow(index, after: view, until: day, .whole, &found)
        return Array(found.keys)
    }

    /// Which share of a later unit comes from a region of an earlier day, by the size of what it was made from.
    private func origin(of index: Int32, on day: Day, in region: Set<Int32>, _ view: Day, _ basis: EstimateBasis) -> (share: Double, method: RebaseTerm.Method)? {
        var made = Composition()
        compose(index, on: day, backTo: view, .whole, &made)
        let parts = made.parts.filter { !$0.value.isNone && $0.value.weight(basis) > 0 }
        guard made.unresolved.isEmpty, !parts.isEmpty else { return nil }
        if parts.keys.allSatisfy(region.contains) { return (1, .exact) }
        let sizes = parts.keys.reduce(into: [Int32: Double]()) { $0[$1] = size($1, view, basis) }
        let isKnown = sizes.count == parts.count
        var inside = 0.0, all = 0.0
        for (part, share) in parts {
            let amount = share.weight(basis) * (isKnown ? sizes[part] ?? 0 : 1)
            all += amount
            if region.contains(part) { inside += amount }
        }
        guard all > 0 else { return nil }
        return (inside / all, isKnown ? (basis == .area ? .area : .population) : .equalParts)
    }

    private func size(_ index: Int32, _ day: Day, _ basis: EstimateBasis) -> Double? {
        let version = units[Int(index)].version(nearest: day)
        return switch basis {
        case .area: version.areaKm2
        case .population: version.population.map(Double.init)
        }
    }

    /// Puts a unit in the place of all that is directly beneath it, again and again, so that what is reported only for the whole is found.
    private func collapse(_ made: inout Composition, on day: Day, upTo level: UnitLevel) {
        let era = era(on: day)
        var candidates = Set(made.parts.keys)
        while !candidates.isEmpty {
            var parents: Set<Int32> = []
            for index in candidates {
                let position = era.positions[Int(index)]
                guard position >= 0, era.parents[Int(position)] >= 0 else { continue }
                let parent = era.unitIndices[Int(era.parents[Int(position)])]
                if units[Int(parent)].level >= level, units[Int(parent)].level < .commune { parents.insert(parent) }
            }
            candidates = []
            for parent in parents {
                let children = childIndices(of: parent, asOf: day)
                guard isInForce(parent, day), children.allSatisfy({ made.parts[$0]?.cleaned.isWhole ?? false }) else { continue }
                for child in children { made.parts[child] = nil }
                made.parts[parent] = .whole
                candidates.insert(parent)
            }
        }
    }
}

extension Shares {
    fileprivate func weight(_ basis: EstimateBasis) -> Double { basis == .area ? area : population }
}
