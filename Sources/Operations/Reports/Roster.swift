import Domain

/// The units that report a form for a period, in the order of their names.
struct Roster: Sendable {
    struct Entry: Sendable {
        var unit: OrgUnit
        /// From the parent up, as it was in the period.
        var above: [UnitID]
        /// The same today, or when the unit ended.
        var aboveToday: [UnitID]

        func isBeneath(_ top: UnitID?) -> Bool { top.map { $0 == unit.id || above.contains($0) } ?? true }
    }

    var entries: [Entry]

    init(_ units: [OrgUnit], in period: Period, _ world: World, today: Day) {
        entries = units.sortedByName(on: period.lastDay).map { unit in
            func above(_ day: Day) -> [UnitID] { world.units.ancestors(of: unit.id, asOf: unit.lastDay.map { min($0, day) } ?? day).map(\.id) }
            return Entry(unit: unit, above: above(period.lastDay), aboveToday: above(today))
        }
    }
}

extension ReportScope {
    /// The units that report a form for a period, worked out once.
    func roster(of form: FormDefinition, in period: Period) -> Roster {
        world.memo.roster(.init(form: form.code, period: period.id), today) { Roster(units(of: form, in: period), in: period, world, today: today) }
    }
}

extension Person {
    /// Where a right reaches, to be asked of many units.
    struct Sight {
        fileprivate var isEverywhere: Bool
        fileprivate var reaches: [Reach]

        func covers(_ entry: Roster.Entry) -> Bool {
            isEverywhere || reaches.contains { reach in
                (reach.levels.isEmpty || reach.levels.contains(entry.unit.level)) && (reach.unit == entry.unit.id || entry.aboveToday.contains(reach.unit))
            }
        }
    }

    func sight(_ right: Right) -> Sight { Sight(isEverywhere: rights.contains(right), reaches: reaches.filter { $0.right == right }) }
}
