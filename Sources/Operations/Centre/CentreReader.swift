import Domain
import Storage

/// Puts together what the operations centre shows.
struct CentreReader {
    let khen: Khen
    private let world: World
    private let reader: FigureReader
    private let today: Day

    init(khen: Khen, scope: FigureScope = .everyday) {
        self.khen = khen
        world = khen.world
        today = khen.now().day
        reader = FigureReader(world, today: today, scope: scope)
    }

    func overview(_ code: String, unit: UnitID? = nil, since: Moment? = nil, isBrief: Bool = false) throws -> ProgrammeOverview {
        guard let pack = world.catalogue.pack(code), let programme = pack.programme, let own = programmeUnit(programme) else {
            throw NotFound(Label(vi: "Không có chương trình «\(code)».", en: "There is no programme “\(code)”."))
        }
        let seenFrom: OrgUnit
        if let unit {
            guard let found = world.units.unit(unit) else { throw NotFound(Label(vi: "Không có đơn vị «\(unit)».", en: "There is no unit “\(unit)”.")) }
            seenFrom = found
        } else {
            seenFrom = own
        }
        let standings = standings(of: pack, unit: seenFrom.id)
        let hasIllustrative = standings.contains { $0.latest?.standing == .illustrative }
        return ProgrammeOverview(
            pack: pack, programme: programme, unit: seenFrom, successor: successor(of: own), sections: sections(pack, standings),
            late: world.memo.late(.init(pack: pack.code, unit: seenFrom.id, day: today)) { late(pack, beneath: seenFrom) }, changes: isBrief ? [] : try changes(of: own, since: since), hasIllustrative: hasIllustrative)
    }

    /// The unit a programme belongs to, as of the day its pack names.
    private func programmeUnit(_ programme: Programme) -> OrgUnit? {
        world.units.unit(code: programme.unit, asOf: programme.unitAsOf) ?? world.units.units(code: programme.unit).last
    }

    private func successor(of unit: OrgUnit) -> OrgUnit? {
        guard let ended = unit.lastDay, ended < today else { return nil }
        return world.units.successors(of: unit.id).map(\.new).filter { $0 != unit.id }.compactMap { world.units.unit($0) }.first
    }

    private func standings(of pack: Pack, unit: UnitID) -> [TargetStanding] {
        pack.indicators.filter { ($0.validTo.map { $0 >= pack.programme?.firstDay ?? $0 } ?? true) }.map { reader.standing($0, unit: unit) }
    }

    /// By solution group where the plan has them, else by goal.
    private func sections(_ pack: Pack, _ standings: [TargetStanding]) -> [ProgrammeOverview.Section] {
        var sections: [ProgrammeOverview.Section] = []
        var left = standings
        func take(_ heading: Label, _ code: String, _ belongs: (Indicator) -> Bool) {
            let own = left.filter { belongs($0.indicator) }
            left.removeAll { belongs($0.indicator) }
            if !own.isEmpty { sections.append(.init(heading: heading, code: code, targets: own)) }
        }
        for group in pack.solutionGroups { take(group.name, group.code) { $0.solutionGroup == group.code } }
        for goal in pack.goals { take(goal.name, goal.code) { $0.goal == goal.code } }
        if !left.isEmpty { sections.append(.init(heading: nil, code: nil, targets: left)) }
        return sections
    }

    /// Forms whose last period is due or nearly so, with the units that have given nothing for it.
    private func late(_ pack: Pack, beneath unit: OrgUnit) -> [ProgrammeOverview.Late] {
        let scope = ReportScope(world, today: today)
        return pack.forms.compactMap { form in
            // A unit answers for the forms of its own level and below, while it exists.
            guard form.level >= unit.level, let period = lastDue(form), unit.lastDay.map({ period.firstDay <= $0 }) ?? true else { return nil }
            let expected = scope.roster(of: form, in: period).entries.filter { $0.isBeneath(unit.id) }.map(\.unit), standings = world.reports[form.code, period.id]
            guard !expected.isEmpty else { return nil }
            let given = form.dataElements.map { reader.unitsWithValues($0, period: period) }.filter { !$0.isEmpty }
            let missing = expected.filter { unit in
                // Whoever sent it with nothing to count, need not report or has more time is not late.
                if let standing = standings[unit.id], standing.state.isWithReceiver || standing.state == .exempt || standing.due.map({ $0 >= today }) ?? false { return false }
                return !given.contains { $0.contains(unit.id) }
            }
            guard !missing.isEmpty else { return nil }
            return ProgrammeOverview.Late(form: form, period: period, due: scope.due(form, period), missing: missing, expected: expected.count,
                                           isIllustrative: form.dataElements.contains { reader.isGiven($0, .illustrative, period) })
        }
    }

    /// The latest period of a form whose deadline has passed.
    private func lastDue(_ form: FormDefinition) -> Period? {
        guard form.frequency != .window, form.validFrom.map({ $0 <= today }) ?? true, form.validTo.map({ today <= $0.adding(days: 366) }) ?? true else { return nil }
        do {
            var period = try world.catalogue.periods.period(of: form.frequency, containing: min(today, form.validTo ?? today), calendar: form.calendar)
            for _ in 0..<3 {
                if form.dueDay(for: period, world.catalogue.workingDays) < today, form.validTo.map({ period.lastDay <= $0 }) ?? true { return form.validFrom.map { $0 <= period.firstDay } ?? true ? period : nil }
                period = try world.catalogue.periods.previous(before: period)
            }
        } catch {
            return nil  // the calendar has no such period
        }
        return nil
    }

    private func changes(of unit: OrgUnit, since: Moment?) throws -> [Change] {
        let province = world.province(of: unit.id)
        let heirs = world.units.successors(of: unit.id).map { world.province(of: $0.new) }
        let latest = try khen.database.read { try ChangeLog.latest(of: Array(Set([province] + heirs)), limit: 12, in: $0) }
        return since.map { instant in latest.filter { $0.at > instant } } ?? latest
    }

    // MARK: Units

    func profile(_ code: String, asOf day: Day) throws -> UnitProfile {
        let unit = try khen.units.unit(code, asOf: day)
        let version = unit.version(nearest: day)
        let latest = min(unit.lastDay ?? day, day), seen = max(unit.firstDay ?? latest, latest)
        let ancestors = world.units.ancestors(of: unit.id, asOf: seen).sorted { $0.level < $1.level }
        func relation(_ link: LineageLink, _ other: UnitID) -> UnitProfile.Relation? { world.units.unit(other).map { .init(unit: $0, link: link) } }
        let programmes = programmes(of: unit)
        return UnitProfile(
            unit: unit, version: version, day: seen, isInForce: unit.version(on: day) != nil, ancestors: ancestors,
            children: world.units.children(of: unit.id, asOf: seen).sortedByName(on: seen),
            predecessors: world.units.predecessors(of: unit.id).filter { $0.old != unit.id }.compactMap { relation($0, $0.old) },
            successors: world.units.successors(of: unit.id).filter { $0.new != unit.id }.compactMap { relation($0, $0.new) },
            fate: world.units.fate(of: unit.id), aliases: try khen.units.aliases(of: unit.id), programmes: programmes,
            standings: programmes.map { pack in (pack, standings(of: pack, unit: unit.id).filter { $0.indicator.level >= unit.level || $0.latest != nil }) })
    }

    /// Programmes of the provinces that the unit lies in, lay in or went to.
    private func programmes(of unit: OrgUnit) -> [Pack] {
        let province = world.province(of: unit.id)
        var codes: Set<String> = [province]
        for own in world.units.units(code: province) where own.level == .province {
            for link in world.units.predecessors(of: own.id) { if let old = world.units.unit(link.old) { codes.insert(old.code) } }
            for link in world.units.successors(of: own.id) { if let new = world.units.unit(link.new) { codes.insert(new.code) } }
        }
        return world.catalogue.programmes.filter { pack in
            guard let programme = pack.programme, codes.contains(programme.unit) else { return false }
            guard programme.unit != province, unit.level > .province else { return true }
            // A programme of a former province reaches only the units on its ground.
            guard let own = programmeUnit(programme) else { return false }
            let origins = world.units.origins(of: unit.id).map(\.unit)
            return origins.contains { origin in world.units.unit(origin).map { world.province(of: $0.id) == own.code } ?? false }
        }
    }
}

extension Array where Element == OrgUnit {
    /// In the order of the Vietnamese alphabet, numbers by value.
    package func sortedByName(on day: Day) -> [OrgUnit] {
        map { (VietnameseCollation.collationKey($0.version(nearest: day).name.vi), $0) }
            .sorted { $0.0 != $1.0 ? $0.0.lexicographicallyPrecedes($1.0) : $0.1.code < $1.1.code }.map(\.1)
    }
}
