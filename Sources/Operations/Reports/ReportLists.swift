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

    init(_ line: ReportLine) {
        guard line.standing.state != .exempt else {
            exempt = 1
            return
        }
        expected = 1
        sent = line.standing.state.isWithReceiver ? 1 : 0
        onTime = sent == 1 && line.isOnTime ? 1 : 0
        approved = line.standing.state.isApproved ? 1 : 0
        late = line.isLate ? 1 : 0
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
        let world = khen.world, scope = ReportScope(world, today: today)
        let units = scope.units(of: form, in: period).filter { person.may(.seeReports, at: $0.id, in: world, on: today) && isBeneath($0, unit, period, world) }
        return try lines(of: form, in: period, units: units, scope)
    }

    private func lines(of form: FormDefinition, in period: Period, units: [OrgUnit], _ scope: ReportScope) throws -> [ReportLine] {
        let provinces = Set(units.map { scope.world.province(of: $0.id) })
        var standings: [ReportKey: ReportStanding] = [:]
        try khen.database.read { tx in
            for province in provinces { standings.merge(try ReportStore.standings(in: province, forms: [form.code], periods: [period.id], tx)) { $1 } }
        }
        return units.sortedByName(on: period.lastDay).map { unit in
            let key = ReportKey(form: form.code, period: period.id, unit: unit.id), standing = standings[key] ?? ReportStanding()
            return ReportLine(key: key, form: form, period: period, unit: unit, standing: standing, due: scope.due(form, period, standing), today: today)
        }
    }

    private func isBeneath(_ unit: OrgUnit, _ top: UnitID?, _ period: Period, _ world: World) -> Bool {
        guard let top, top != unit.id else { return true }
        return world.units.ancestors(of: unit.id, asOf: unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay).contains { $0.id == top }
    }

    /// Forms that units within the person's reach report.
    package func forms(for person: Person) -> [FormDefinition] {
        let world = khen.world, scope = ReportScope(world, today: today)
        return scope.forms.filter { form in
            guard let period = scope.currentPeriods(of: form).last ?? scope.periods(of: form, from: today.adding(days: -1100), to: today).last else { return false }
            return scope.units(of: form, in: period).contains { person.may(.seeReports, at: $0.id, in: world, on: today) }
        }
    }

    /// The units that report a form for a period.
    package func units(of form: FormDefinition, in period: Period) -> [OrgUnit] { ReportScope(khen.world, today: today).units(of: form, in: period) }

    /// The periods of a form that have begun, newest first.
    package func periods(of form: FormDefinition, limit: Int = 24) -> [Period] {
        let scope = ReportScope(khen.world, today: today)
        return Array(scope.periods(of: form, from: today.adding(days: -31 * 12 * 6), to: today).suffix(limit).reversed())
    }

    // MARK: What a person has to do

    /// Everything that waits for a person: at most some hundred lines of each kind, those of their own units before those they may fill in for others, the most urgent first.
    package func queue(for person: Person, limit: Int = 200) throws -> ReportQueue {
        let world = khen.world, scope = ReportScope(world, today: today), reader = SheetReader(khen, world)
        let own = Set(person.reaches.filter { reach in
            reach.right == .fill && (reach.levels.isEmpty || world.units.unit(reach.unit).map { reach.levels.contains($0.level) } == true)
        }.map(\.unit)), hasOwn = !own.isEmpty
        var queue = ReportQueue()
        for form in scope.forms {
            for period in scope.currentPeriods(of: form) {
                let units = fillable(form, period, person, scope)
                guard !units.isEmpty else { continue }
                for var line in try lines(of: form, in: period, units: units, scope) {
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
    private func fillable(_ form: FormDefinition, _ period: Period, _ person: Person, _ scope: ReportScope) -> [OrgUnit] {
        guard person.reaches.contains(where: { $0.right == .fill && ($0.levels.isEmpty || $0.levels.contains(form.level)) }) else { return [] }
        return scope.units(of: form, in: period).filter { person.may(.fill, at: $0.id, in: scope.world, on: today) }
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
        let world = khen.world
        let periods = Array(self.periods(of: form, limit: count).reversed())
        var rows: [UnitID: [Int: (ReportRate, ReportLine?)]] = [:], units: [UnitID: OrgUnit] = [:]
        var totals = [ReportRate](repeating: ReportRate(), count: periods.count)
        for (index, period) in periods.enumerated() {
            for line in try lines(of: form, in: period, beneath: unit.id, by: person) {
                let day = line.unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
                let part = line.unit.id == unit.id ? line.unit : ([line.unit] + world.units.ancestors(of: line.unit.id, asOf: day)).first { $0.version(nearest: day).parent == unit.id } ?? line.unit
                units[part.id] = part
                let rate = ReportRate(line), known = rows[part.id]?[index]
                rows[part.id, default: [:]][index] = ((known?.0 ?? ReportRate()) + rate, part.id == line.unit.id ? line : nil)
                totals[index] = totals[index] + rate
            }
        }
        let ordered = Array(units.values).sortedByName(on: today)
        return Overview(form: form, periods: periods, rows: ordered.map { unit in
            (unit, periods.indices.map { rows[unit.id]?[$0]?.0 ?? ReportRate() }, periods.indices.map { rows[unit.id]?[$0]?.1 })
        }, totals: totals)
    }
}
