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
    var today: Day { khen.now().day }

    /// The reports of one form and period, also those that nobody has begun; only what the person may see, in the order of units' names.
    package func lines(of form: FormDefinition, in period: Period, beneath unit: UnitID? = nil, by person: Person) -> [ReportLine] {
        let scope = ReportScope(khen.world, today: today), roster = scope.roster(of: form, in: period), sight = person.sight(.seeReports)
        return lines(of: form, in: period, units: roster.entries.filter { sight.covers($0) && $0.isBeneath(unit) }.map(\.unit), scope)
    }

    /// The reports of some units, in their order.
    func lines(of form: FormDefinition, in period: Period, units: [OrgUnit], _ scope: ReportScope) -> [ReportLine] {
        let standings = scope.world.reports[form.code, period.id], ordinary = scope.due(form, period)
        return units.map { unit in
            let standing = standings[unit.id] ?? ReportStanding()
            return ReportLine(key: ReportKey(form: form.code, period: period.id, unit: unit.id), form: form, period: period, unit: unit, standing: standing, due: standing.due ?? ordinary, today: today)
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
    package func overview(of form: FormDefinition, beneath unit: OrgUnit, periods count: Int = 6, by person: Person) -> Overview {
        let scope = ReportScope(khen.world, today: today), sight = person.sight(.seeReports)
        let periods = Array(self.periods(of: form, limit: count).reversed()), rosters = periods.map { scope.roster(of: form, in: $0) }
        var rows: [UnitID: [Int: (ReportRate, ReportLine?)]] = [:], units: [UnitID: OrgUnit] = [:]
        var totals = [ReportRate](repeating: ReportRate(), count: periods.count)
        for (index, period) in periods.enumerated() {
            let ordinary = scope.due(form, period), standings = scope.world.reports[form.code, period.id]
            var rates: [UnitID: ReportRate] = [:]
            for entry in rosters[index].entries where entry.isBeneath(unit.id) && sight.covers(entry) {
                let standing = standings[entry.unit.id] ?? ReportStanding(), rate = ReportRate(standing, due: standing.due ?? ordinary, today: today)
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
