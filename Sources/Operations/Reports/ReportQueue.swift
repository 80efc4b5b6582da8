import Domain
import Storage
import Synchronization

/// What waits for a person.
package struct ReportQueue: Sendable {
    /// Reports of one form and period of the units beneath one's own, for which others usually fill in.
    package struct Group: Sendable {
        package var form: FormDefinition
        package var period: Period
        /// The unit of one's own that they are beneath.
        package var unit: OrgUnit
        package var due: Day
        package var expected: Int
        /// Not sent yet, the most urgent first.
        package var open: [ReportLine]

        package var late: Int { open.count { $0.isLate } }
        package var returned: Int { open.count { $0.standing.state == .returned } }
    }

    /// To be checked or approved by them.
    package var waiting: [ReportLine] = []
    package var returned: [ReportLine] = []
    package var late: [ReportLine] = []
    /// To be filled in, not late yet.
    package var due: [ReportLine] = []
    package var sent: [ReportLine] = []
    /// What others beneath have not sent, by form and period; the person may fill it in for them.
    package var beneath: [Group] = []

    package var count: Int { waiting.count + returned.count + late.count + due.count }

    /// Every report that the person may fill in now, their own unit's first.
    package var toFill: [ReportLine] {
        let own = returned + late + due, known = Set(own.map(\.key))
        return own + beneath.flatMap(\.open).filter { !known.contains($0.key) }
    }
}

extension ReportLine {
    /// Whether it is to be filled in now. A running period is asked for once its end is near.
    func isAskedFor(on today: Day) -> Bool {
        switch standing.state {
        case .returned, .draft, .withdrawn: true
        case .open: isLate || period.lastDay <= today.adding(days: 7)
        case .submitted, .resubmitted, .checked, .approved, .locked, .exempt: false
        }
    }
}

extension Reports {
    /// Everything that waits for a person: at most some hundred lines of each kind, the most urgent first. Reports of their own units are theirs to do; those of units beneath are summed up.
    package func queue(for person: Person, limit: Int = 200) throws -> ReportQueue {
        let world = khen.world, scope = ReportScope(world, today: today), reader = SheetReader(khen, world)
        var queue = ReportQueue()
        for form in scope.forms {
            guard person.fills(form.level) else { continue }
            for period in scope.currentPeriods(of: form) {
                let (own, beneath) = fillable(form, period, person, scope)
                for line in lines(of: form, in: period, units: own, scope) { queue.add(line, today) }
                for (top, units) in beneath {
                    let all = lines(of: form, in: period, units: units, scope)
                    // What one sent in another's place is one's own.
                    for line in all where line.standing.sentBy == person.name && (line.standing.state == .returned || line.standing.state.isWithReceiver) { queue.add(line, today) }
                    let open = all.filter { $0.standing.state.isEditable }.sorted { ($0.isLate ? 0 : 1, $0.due) < ($1.isLate ? 0 : 1, $1.due) }
                    guard open.contains(where: { $0.isAskedFor(on: today) }) else { continue }
                    queue.beneath.append(ReportQueue.Group(form: form, period: period, unit: top, due: scope.due(form, period), expected: all.count { $0.standing.state != .exempt }, open: open))
                }
            }
        }
        queue.waiting = try waiting(for: person, scope, reader, limit: limit)
        queue.order(limit)
        return queue
    }

    /// The units whose report a person fills in: those of their roles, and those beneath them.
    func fillable(_ form: FormDefinition, _ period: Period, _ person: Person, _ scope: ReportScope) -> (own: [OrgUnit], beneath: [(top: OrgUnit, units: [OrgUnit])]) {
        let units = scope.world.units, own = ownUnits(form, period, person, scope), ownIDs = Set(own.map(\.id))
        var tops: [OrgUnit] = []
        for top in held(form, person, scope).filter({ $0.level < form.level }).sorted(by: { ($0.level, $0.id) < ($1.level, $1.id) }) {
            let above = Set(units.ancestors(of: top.id, asOf: top.lastDay.map { min($0, today) } ?? today).map(\.id))
            if !tops.contains(where: { above.contains($0.id) }) { tops.append(top) }
        }
        guard !tops.isEmpty else { return (own, []) }
        let entries = scope.roster(of: form, in: period).entries.filter { !ownIDs.contains($0.unit.id) }
        let beneath = tops.map { top in (top: top, units: entries.filter { $0.isBeneath(top.id) }.map(\.unit)) }
        return (own, beneath.filter { !$0.units.isEmpty })
    }

    /// The units of a person's roles that report a form themselves.
    private func ownUnits(_ form: FormDefinition, _ period: Period, _ person: Person, _ scope: ReportScope) -> [OrgUnit] {
        held(form, person, scope).filter { scope.isReporter($0, of: form, in: period) }
    }

    /// The units of the roles by which a person fills in a form.
    private func held(_ form: FormDefinition, _ person: Person, _ scope: ReportScope) -> [OrgUnit] {
        Set(person.reaches.filter { $0.right == .fill && ($0.levels.isEmpty || $0.levels.contains(form.level)) }.map(\.unit)).sorted().compactMap { scope.world.units.unit($0) }
    }

    private func waiting(for person: Person, _ scope: ReportScope, _ reader: SheetReader, limit: Int) throws -> [ReportLine] {
        guard person.has(.check) || person.has(.approve) else { return [] }
        let world = scope.world
        var lines: [ReportLine] = []
        for province in decides(person, world).sorted() {
            let found = try khen.database.read { try ReportStore.waiting(in: province, forms: scope.forms.map(\.code), units: nil, limit: 5000, $0) }
            for (key, standing) in found {
                guard person.name != standing.sentBy, reader.may(.check, at: key.unit, person) || reader.may(.approve, at: key.unit, person) else { continue }
                // A form that has left the packs, or a unit that has left the lists, waits for nobody.
                guard let found = try? scope.resolve(key) else { continue }
                let actions = reader.actions(standing, found.unit, world.catalogue.regimeOfForm[key.form]?.step, person)
                guard actions.contains(.check) || actions.contains(.approve) else { continue }
                lines.append(ReportLine(key: key, form: found.form, period: found.period, unit: found.unit, standing: standing, due: scope.due(found.form, found.period, standing), today: today))
            }
        }
        return Array(lines.sorted { ($0.due, $0.key.description) < ($1.due, $1.key.description) }.prefix(limit))
    }

    /// The provinces in which a person checks or approves.
    private func decides(_ person: Person, _ world: World) -> Set<String> {
        person.rights.isDisjoint(with: [.check, .approve])
            ? Set(person.reaches.filter { $0.right == .check || $0.right == .approve }.map { world.province(of: $0.unit) }) : Set(world.heads.keys)
    }

    // MARK: How many

    /// More than this are not counted.
    package static let mostCounted = 99

    /// How many things wait for a person, for the head of every page: to be sent, returned, checked or approved.
    ///
    /// - Returns: at most ``mostCounted`` and one more.
    package func waitingCount(for person: Person) throws -> Int {
        let world = khen.world, day = today
        guard !person.reaches.isEmpty else { return 0 }
        let logs = Set(person.reaches.map { world.province(of: $0.unit) } + [OfficialUnits.nationalLog]), heads = world.heads.filter { logs.contains($0.key) }
        return try khen.waitingCounts.count(for: person, heads, day) { min(Self.mostCounted + 1, try ownCount(person, world) + decidingCount(person, world)) }
    }

    private func ownCount(_ person: Person, _ world: World) throws -> Int {
        let scope = ReportScope(world, today: today)
        var count = 0, own: Set<ReportKey> = []
        for form in scope.forms where person.fills(form.level) {
            for period in scope.currentPeriods(of: form) {
                for line in lines(of: form, in: period, units: ownUnits(form, period, person, scope), scope) {
                    own.insert(line.key)
                    if line.isAskedFor(on: scope.today) { count += 1 }
                }
            }
        }
        let provinces = Set(person.reaches.filter { $0.right == .fill }.map { world.province(of: $0.unit) })
        let others = try khen.database.read { tx in try provinces.flatMap { try ReportStore.returned(in: $0, sentBy: person.name, tx) } }
        return count + others.count { !own.contains($0) && person.may(.fill, at: $0.unit, in: world, on: scope.today) }
    }

    private func decidingCount(_ person: Person, _ world: World) throws -> Int {
        let near = person.reaches.filter { $0.right == .check || $0.right == .approve }
        guard !near.isEmpty else { return 0 }
        let scope = ReportScope(world, today: today), reader = SheetReader(khen, world)
        let forms = scope.forms.filter { form in near.contains { $0.levels.isEmpty || $0.levels.contains(form.level) } }.map(\.code)
        let tops = Set(near.map(\.unit)).compactMap { world.units.unit($0) }
        var count = 0
        for province in decides(person, world) {
            let own = tops.filter { world.province(of: $0.id) == province }
            let units = own.contains { $0.level <= .province } ? nil : own.flatMap { [$0.id] + world.units.descendants(of: $0.id, asOf: today).map(\.id) }
            let found = try khen.database.read { try ReportStore.waiting(in: province, forms: forms, units: units.map { Array($0.prefix(5000)) }, limit: 2 * Self.mostCounted + 2, $0) }
            for (key, standing) in found {
                guard let unit = world.units.unit(key.unit) else { continue }
                let actions = reader.actions(standing, unit, world.catalogue.regimeOfForm[key.form]?.step, person)
                if actions.contains(.check) || actions.contains(.approve) { count += 1 }
            }
        }
        return count
    }
}

extension ReportQueue {
    fileprivate mutating func add(_ line: ReportLine, _ today: Day) {
        switch line.standing.state {
        case .returned: returned.append(line)
        case .open, .draft, .withdrawn: if line.isLate { late.append(line) } else if line.isAskedFor(on: today) { due.append(line) }
        case .submitted, .resubmitted, .checked, .approved, .locked: sent.append(line)
        case .exempt: break
        }
    }

    fileprivate mutating func order(_ limit: Int) {
        late.sort { $0.due < $1.due }
        due.sort { $0.due < $1.due }
        returned.sort { $0.due < $1.due }
        sent.sort { ($0.standing.lastSent ?? Moment(milliseconds: 0)) > ($1.standing.lastSent ?? Moment(milliseconds: 0)) }
        beneath.sort { ($0.due, $0.form.code) < ($1.due, $1.form.code) }
        late = Array(late.prefix(limit))
        due = Array(due.prefix(limit))
        sent = Array(sent.prefix(limit))
    }
}

extension Person {
    /// Whether they fill in reports of units of a level anywhere.
    func fills(_ level: UnitLevel) -> Bool { reaches.contains { $0.right == .fill && ($0.levels.isEmpty || $0.levels.contains(level)) } }
}

/// The counts that pages showed last, for as long as the logs of a person's provinces stay as they are.
final class WaitingCounts: Sendable {
    private struct Known {
        var heads: [String: Int64]
        var day: Day
        var reaches: [Person.Reach]
        var count: Int
    }

    private let known = Mutex<[PersonID: Known]>([:])

    func count(for person: Person, _ heads: [String: Int64], _ day: Day, _ work: () throws -> Int) throws -> Int {
        guard let id = person.id else { return try work() }
        if let last = known.withLock({ $0[id] }), last.heads == heads, last.day == day, last.reaches == person.reaches { return last.count }
        let count = try work()
        known.withLock { $0[id] = Known(heads: heads, day: day, reaches: person.reaches, count: count) }
        return count
    }
}
