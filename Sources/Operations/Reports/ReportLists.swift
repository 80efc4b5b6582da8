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

    var today: Day { khen.now().day }

    /// The reports of one form and period, also those that nobody has begun; only what the person may see, in the order of units' names.
    package func lines(of form: FormDefinition, in period: Period, beneath unit: UnitID? = nil, by person: Person) throws -> [ReportLine] {
        let world = khen.world, scope = ReportScope(world, today: today)
        let units = scope.units(of: form, in: period).filter { person.may(.seeReports, at: $0.id, in: world, on: today) && isBeneath($0, unit, period, world) }
        return try lines(of: form, in: period, units: units, scope)
    }

    func lines(of form: FormDefinition, in period: Period, units: [OrgUnit], _ scope: ReportScope) throws -> [ReportLine] {
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
