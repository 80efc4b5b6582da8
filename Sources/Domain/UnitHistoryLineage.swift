/// How much of one unit is in another.
package struct LineageShare: Hashable, Sendable {
    package var unit: UnitID
    /// 0 to 1.
    package var area: Double
    /// 0 to 1.
    package var population: Double

    package init(unit: UnitID, area: Double, population: Double) {
        self.unit = unit
        self.area = area
        self.population = population
    }

    /// Nothing was left out, so that it is no estimate.
    package var isWhole: Bool { area == 1 && population == 1 }
}

/// Parts of area and of population that travel together along a chain of links.
struct Shares: Sendable {
    var area: Double
    var population: Double

    static let whole = Shares(area: 1, population: 1)
    static let none = Shares(area: 0, population: 0)
    /// Sums of published weights this close to 0 or 1 are 0 or 1.
    private static let rounding = 1e-6

    var isWhole: Bool { area == 1 && population == 1 }
    var isNone: Bool { area < Self.rounding && population < Self.rounding }
    static func * (a: Self, b: Self) -> Self { Shares(area: a.area * b.area, population: a.population * b.population) }
    static func + (a: Self, b: Self) -> Self { Shares(area: a.area + b.area, population: a.population + b.population) }

    /// What remains of a whole.
    var rest: Self { Shares(area: Self.clean(1 - area), population: Self.clean(1 - population)) }
    var cleaned: Self { Shares(area: Self.clean(area), population: Self.clean(population)) }

    private static func clean(_ share: Double) -> Double {
        abs(share - 1) < rounding ? 1 : share < rounding ? 0 : share
    }
}

extension LineageLink {
    var shares: Shares { Shares(area: areaWeight, population: populationWeight) }
}

extension UnitHistory {
    /// The links by which a unit, or ground of it, became another one, in order of time.
    package func successors(of unit: UnitID) -> [LineageLink] { indices[unit].map { outgoing[$0].map { links[Int($0)] } } ?? [] }

    /// The links by which a unit was made or gained ground, in order of time.
    package func predecessors(of unit: UnitID) -> [LineageLink] { indices[unit].map { incoming[$0].map { links[Int($0)] } } ?? [] }

    /// What became of a unit by a day, through as many reorganisations as there were: which units in force then hold which share of it.
    ///
    /// - Parameter day: `nil` for the end of all records.
    /// - Returns: the unit itself if nothing happened to it; empty if it was dissolved without a successor, as the districts were in 2025
    ///   (their communes have successors of their own).
    package func fate(of unit: UnitID, until day: Day? = nil) -> [LineageShare] {
        guard let index = indices[unit] else { return [] }
        var found: [Int32: Shares] = [:]
        follow(index, after: nil, until: day, .whole, &found)
        return shares(found)
    }

    /// Which units a unit was made from: the oldest on record of each line, with the share of each that is in it.
    package func origins(of unit: UnitID) -> [LineageShare] {
        guard let index = indices[unit] else { return [] }
        var found: [Int32: Shares] = [:]
        trace(index, before: nil, .whole, &found)
        return shares(found)
    }

    private func shares(_ found: [Int32: Shares]) -> [LineageShare] {
        found.sorted { $0.key < $1.key }.map {
            let shares = $0.value.cleaned
            return LineageShare(unit: units[Int($0.key)].id, area: shares.area, population: shares.population)
        }
    }

    /// Adds up where a share of a unit, as it stood from a day on, is on a later day.
    func follow(_ index: Int32, after start: Day?, until end: Day?, _ share: Shares, _ found: inout [Int32: Shares]) {
        let next = outgoing[index].lazy.map { self.links[Int($0)].day }.first { day in start.map { day > $0 } ?? true }
        guard let day = next, end.map({ day <= $0 }) ?? true else {
            let unit = units[Int(index)]
            if end.map({ Self.isInForce(unit, $0) }) ?? (unit.lastDay == nil) { found[index] = (found[index] ?? .none) + share }
            return
        }
        for number in outgoing[index] where links[Int(number)].day == day {
            follow(newOfLink[Int(number)], after: day, until: end, share * links[Int(number)].shares, &found)
        }
        let kept = retained(index, on: day)
        if !kept.isNone, !isSelfLinked(index, on: day) { follow(index, after: day, until: end, share * kept, &found) }
    }

    private func trace(_ index: Int32, before end: Day?, _ share: Shares, _ found: inout [Int32: Shares]) {
        let last = incoming[index].lazy.map { self.links[Int($0)].day }.last { day in end.map { day < $0 } ?? true }
        guard let day = last else {
            found[index] = (found[index] ?? .none) + share
            return
        }
        for number in incoming[index] where links[Int(number)].day == day && oldOfLink[Int(number)] != index {
            trace(oldOfLink[Int(number)], before: day, share * links[Int(number)].shares, &found)
        }
        let kept = retained(index, on: day)
        if !kept.isNone { trace(index, before: day, share * kept, &found) }
    }

    private func isSelfLinked(_ index: Int32, on day: Day) -> Bool {
        outgoing[index].contains { links[Int($0)].day == day && newOfLink[Int($0)] == index }
    }

    /// What a unit that goes on existing through a day keeps of itself: what a link to itself says, else what no link takes away.
    func retained(_ index: Int32, on day: Day) -> Shares {
        guard isInForce(index, day), isInForce(index, day.adding(days: -1)) else { return .none }
        var lost = Shares.none
        for number in outgoing[index] where links[Int(number)].day == day {
            if newOfLink[Int(number)] == index { return links[Int(number)].shares }
            lost = lost + links[Int(number)].shares
        }
        return lost.rest
    }
}
