import Domain
import Storage

/// One line of a list of reports.
package struct ReportLine: Sendable {
    package var key: ReportKey
    package var form: FormDefinition
    package var period: Period
    package var unit: OrgUnit
    package var standing: ReportStanding
    package var due: Day
    package var isLate: Bool
    /// Whether somebody looks at it who may fill it in for a unit beneath their own.
    package var isOnBehalf = false

    package init(key: ReportKey, form: FormDefinition, period: Period, unit: OrgUnit, standing: ReportStanding, due: Day, today: Day) {
        self.key = key
        self.form = form
        self.period = period
        self.unit = unit
        self.standing = standing
        self.due = due
        isLate = standing.state.isEditable && due < today
    }

    /// Whether it was sent by the day it was due.
    package var isOnTime: Bool { standing.firstSent.map { $0.day <= due } ?? false }
}

/// What waits for a person.
package struct ReportQueue: Sendable {
    /// To be checked or approved by them.
    package var waiting: [ReportLine] = []
    package var returned: [ReportLine] = []
    package var late: [ReportLine] = []
    /// To be filled in, not late yet.
    package var due: [ReportLine] = []
    package var sent: [ReportLine] = []

    package var count: Int { waiting.count + returned.count + late.count + due.count }
}

/// Completeness and timeliness of one unit's reports in one period.
package struct ReportRate: Sendable, Hashable {
    package var expected = 0
    package var sent = 0
    package var onTime = 0
    package var approved = 0
    package var exempt = 0
    package var late = 0

    /// Share of the expected reports that were sent, 0 to 1; `nil` where none is expected. DHIS2: reporting rate.
    package var completeness: Double? { expected > 0 ? Double(sent) / Double(expected) : nil }
    /// Share of the expected reports that were sent by the day they were due. DHIS2: reporting rate on time.
    package var timeliness: Double? { expected > 0 ? Double(onTime) / Double(expected) : nil }

    package static func + (a: Self, b: Self) -> Self {
        Self(expected: a.expected + b.expected, sent: a.sent + b.sent, onTime: a.onTime + b.onTime, approved: a.approved + b.approved, exempt: a.exempt + b.exempt, late: a.late + b.late)
    }

    package static let none = ReportRate()

    init(expected: Int = 0, sent: Int = 0, onTime: Int = 0, approved: Int = 0, exempt: Int = 0, late: Int = 0) {
        self.expected = expected
        self.sent = sent
        self.onTime = onTime
        self.approved = approved
        self.exempt = exempt
        self.late = late
    }

    init(_ standing: ReportStanding, due: Day, today: Day) {
        guard standing.state != .exempt else {
            exempt = 1
            return
        }
        expected = 1
        sent = standing.state.isWithReceiver ? 1 : 0
        onTime = sent == 1 && (standing.firstSent.map { $0.day <= due } ?? false) ? 1 : 0
        approved = standing.state.isApproved ? 1 : 0
        late = standing.state.isEditable && due < today ? 1 : 0
    }
}

extension Reports {
    /// Which reports are wanted.
    package struct Filter: Sendable {
        package var form: String?
        package var period: String?
        /// Only this unit and those beneath it.
        package var unit: UnitID?
        package var states: Set<ReportState> = []

        package init(form: String? = nil, period: String? = nil, unit: UnitID? = nil, states: Set<ReportState> = []) {
            self.form = form
            self.period = period
            self.unit = unit
            self.states = states
        }
    }

    private var today: Day { khen.now().day }

    /// The reports of one form and period, also those that nobody has begun; only what the person may see, in the order of units' names.
    package func lines(of form: FormDefinition, in period: Period, beneath unit: UnitID? = nil, by person: Person) throws -> [ReportLine] {
        let scope = ReportScope(khen.world, today: today), roster = scope.roster(of: form, in: period), sight = person.sight(.seeReports)
        return try lines(of: form, in: period, roster.entries.filter { sight.covers($0) && $0.isBeneath(unit) }, roster, scope)
    }

    private func lines(of form: FormDefinition, in period: Period, _ entries: [Roster.Entry], _ roster: Roster, _ scope: ReportScope) throws -> [ReportLine] {
        guard !entries.isEmpty else { return [] }
        let standings = try standings(of: form, in: [(period, roster)], scope.world)[0], ordinary = scope.due(form, period)
        return entries.map { entry in
            let standing = standings[entry.unit.id] ?? ReportStanding()
            return ReportLine(key: ReportKey(form: form.code, period: period.id, unit: entry.unit.id), form: form, period: period, unit: entry.unit, standing: standing, due: standing.due ?? ordinary, today: today)
        }
    }

    /// How the reports of a form stand in each of several periods, those that somebody has begun.
    private func standings(of form: FormDefinition, in periods: [(period: Period, roster: Roster)], _ world: World) throws -> [[UnitID: ReportStanding]] {
        let places = periods.map { period, roster in roster.provinces.sorted().map { StandingBook.Place(province: $0, form: form.code, period: period.id) } }
        let found = try world.standings.standings(at: places.flatMap { $0 }, since: world.heads, khen.database)
        return places.map { places in
            guard places.count != 1 else { return found[places[0]] ?? [:] }
            return places.reduce(into: [:]) { $0.merge(found[$1] ?? [:]) { $1 } }
        }
    }

    /// Forms that units within the person's reach report.
    package func forms(for person: Person) -> [FormDefinition] {
        let scope = ReportScope(khen.world, today: today), sight = person.sight(.seeReports)
        return scope.forms.filter { form in
            guard let period = scope.currentPeriods(of: form).last ?? scope.periods(of: form, from: today.adding(days: -1100), to: today).last else { return false }
            return scope.roster(of: form, in: period).entries.contains { sight.covers($0) }
        }
    }

    /// The units that report a form for a period, in the order of their names.
    package func units(of form: FormDefinition, in period: Period) -> [OrgUnit] { ReportScope(khen.world, today: today).roster(of: form, in: period).entries.map(\.unit) }

    /// The periods of a form that have begun, newest first.
    package func periods(of form: FormDefinition, limit: Int = 24) -> [Period] {
        let scope = ReportScope(khen.world, today: today)
        return Array(scope.periods(of: form, from: today.adding(days: -31 * 12 * 6), to: today).suffix(limit).reversed())
    }

    // MARK: What a person has to do

    /// Everything that waits for a person: at most some hundred lines of each kind, those of their own units before those they may fill in for others, the most urgent first.
    package func queue(for person: Person, limit: Int = 200) throws -> ReportQueue {
        let world = khen.world, scope = ReportScope(world, today: today), reader = SheetReader(khen, world)
        let own = Set(person.reaches.filter { $0.right == .fill }.map(\.unit)), hasOwn = !own.isEmpty
        var queue = ReportQueue()
        for form in scope.forms {
            for period in scope.currentPeriods(of: form) {
                let roster = scope.roster(of: form, in: period)
                for var line in try lines(of: form, in: period, fillable(form, roster, person), roster, scope) {
                    line.isOnBehalf = hasOwn && !own.contains(line.unit.id)
                    switch line.standing.state {
                    case .returned: queue.returned.append(line)
                    case .open, .draft, .withdrawn:
                        // A running period is asked for once its end is near.
                        if line.isLate { queue.late.append(line) } else if line.standing.state != .open || period.lastDay <= today.adding(days: 7) { queue.due.append(line) }
                    case .submitted, .resubmitted, .checked, .approved, .locked: queue.sent.append(line)
                    case .exempt: break
                    }
                }
            }
        }
        queue.waiting = try waiting(for: person, scope, reader, limit: limit)
        func isFirst(_ a: ReportLine, _ b: ReportLine) -> Bool { (a.isOnBehalf ? 1 : 0, a.due) < (b.isOnBehalf ? 1 : 0, b.due) }
        queue.late.sort(by: isFirst)
        queue.due.sort(by: isFirst)
        queue.returned.sort(by: isFirst)
        queue.sent.sort { ($0.standing.lastSent ?? Moment(milliseconds: 0)) > ($1.standing.lastSent ?? Moment(milliseconds: 0)) }
        queue.late = Array(queue.late.prefix(limit))
        queue.due = Array(queue.due.prefix(limit))
        queue.sent = Array(queue.sent.prefix(limit))
        return queue
    }

    /// The units whose report a person fills in themselves.
    private func fillable(_ form: FormDefinition, _ roster: Roster, _ person: Person) -> [Roster.Entry] {
        guard person.reaches.contains(where: { $0.right == .fill && ($0.levels.isEmpty || $0.levels.contains(form.level)) }) else { return [] }
        let sight = person.sight(.fill)
        return roster.entries.filter { sight.covers($0) }
    }

    private func waiting(for person: Person, _ scope: ReportScope, _ reader: SheetReader, limit: Int) throws -> [ReportLine] {
        guard person.has(.check) || person.has(.approve) else { return [] }
        let world = scope.world
        let provinces = person.rights.isDisjoint(with: [.check, .approve])
            ? Set(person.reaches.filter { $0.right == .check || $0.right == .approve }.map { world.province(of: $0.unit) }) : Set(world.heads.keys)
        var lines: [ReportLine] = []
        for province in provinces.sorted() {
            let found = try khen.database.read { try ReportStore.standings(in: province, states: [.submitted, .resubmitted, .checked], limit: 5000, $0) }
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

    // MARK: Completeness

    /// Rates by unit and period: what an overview shows as a map of heat.
    package struct Overview: Sendable {
        package var form: FormDefinition
        /// Oldest first.
        package var periods: [Period]
        /// The units right beneath the one asked for, in the order of their names, or the reporting units themselves; each with its rates by period.
        package var rows: [(unit: OrgUnit, rates: [ReportRate], lines: [ReportLine?])]
        package var totals: [ReportRate]
    }

    /// - Parameter unit: whose parts are the rows.
    package func overview(of form: FormDefinition, beneath unit: OrgUnit, periods count: Int = 6, by person: Person) throws -> Overview {
        let scope = ReportScope(khen.world, today: today), sight = person.sight(.seeReports)
        let periods = Array(self.periods(of: form, limit: count).reversed()), rosters = periods.map { scope.roster(of: form, in: $0) }
        let standings = try standings(of: form, in: Array(zip(periods, rosters)), scope.world)
        var rows: [UnitID: [Int: (ReportRate, ReportLine?)]] = [:], units: [UnitID: OrgUnit] = [:]
        var totals = [ReportRate](repeating: ReportRate(), count: periods.count)
        for (index, period) in periods.enumerated() {
            let ordinary = scope.due(form, period)
            var rates: [UnitID: ReportRate] = [:]
            for entry in rosters[index].entries where entry.isBeneath(unit.id) && sight.covers(entry) {
                let standing = standings[index][entry.unit.id] ?? ReportStanding(), rate = ReportRate(standing, due: standing.due ?? ordinary, today: today)
                totals[index] = totals[index] + rate
                guard let place = entry.above.firstIndex(of: unit.id), place > 0 else {
                    let key = ReportKey(form: form.code, period: period.id, unit: entry.unit.id)
                    units[entry.unit.id] = entry.unit
                    rows[entry.unit.id, default: [:]][index] = (rate, ReportLine(key: key, form: form, period: period, unit: entry.unit, standing: standing, due: standing.due ?? ordinary, today: today))
                    continue
                }
                rates[entry.above[place - 1], default: ReportRate()] = rates[entry.above[place - 1], default: ReportRate()] + rate
            }
            for (part, rate) in rates {
                if units[part] == nil { units[part] = scope.world.units.unit(part) }
                rows[part, default: [:]][index] = (rate, nil)
            }
        }
        let ordered = Array(units.values).sortedByName(on: today)
        return Overview(form: form, periods: periods, rows: ordered.map { unit in
            (unit, periods.indices.map { rows[unit.id]?[$0]?.0 ?? ReportRate() }, periods.indices.map { rows[unit.id]?[$0]?.1 })
        }, totals: totals)
    }
}
