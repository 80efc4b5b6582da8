import Domain
import Storage

/// A day by which a person has to send something.
package struct Deadline: Sendable {
    /// A report of the person's own unit, or of several beneath it as one.
    package enum Scope: Sendable, Hashable {
        case own(ReportStanding)
        /// How many are expected, and how many are not sent.
        case beneath(expected: Int, open: Int)
    }

    package var form: FormDefinition
    package var period: Period
    /// The unit that reports, or the one that those are beneath.
    package var unit: OrgUnit
    package var due: Day
    package var scope: Scope
    /// When what there is to say of it changed last.
    package var changed: Moment
    /// Whether it is past and something is missing.
    package var isLate: Bool

    package var key: ReportKey { ReportKey(form: form.code, period: period.id, unit: unit.id) }
    /// Whether nothing is missing any more.
    package var isDone: Bool {
        switch scope {
        case .own(let standing): standing.state.isWithReceiver
        case .beneath(_, let open): open == 0
        }
    }
    /// The same for the same deadline for ever, and different for every other.
    package var id: String {
        let kind: String = if case .own = scope { "own" } else { "beneath" }
        return Identifier.derived(from: "khen/deadline/\(kind)/\(key)")
    }
}

extension Reports {
    /// How far ahead deadlines are told, and how far back those that are done, in days.
    private static let daysAhead = 75, daysBack = 45

    /// A person's deadlines in the order of time: those to come of periods that have begun or will soon, those of late, and everything late.
    ///
    /// - Parameter limit: at most so many.
    package func deadlines(for person: Person, limit: Int = 400) throws -> [Deadline] {
        let world = khen.world, scope = ReportScope(world, today: today)
        var found: [Deadline] = []
        for form in scope.forms where person.fills(form.level) {
            for period in scope.currentPeriods(of: form) + comingPeriods(of: form, scope) {
                let (own, beneath) = fillable(form, period, person, scope)
                for line in lines(of: form, in: period, units: own, scope) where line.standing.state != .exempt {
                    found.append(Deadline(form: form, period: period, unit: line.unit, due: line.due, scope: .own(line.standing), changed: changed(line), isLate: line.isLate))
                }
                for (top, units) in beneath {
                    let all = lines(of: form, in: period, units: units, scope).filter { $0.standing.state != .exempt }, open = all.count { $0.standing.state.isEditable }
                    guard !all.isEmpty else { continue }
                    let due = scope.due(form, period), last = all.map(changed).max() ?? changed(due, period)
                    found.append(Deadline(form: form, period: period, unit: top, due: due, scope: .beneath(expected: all.count, open: open), changed: last, isLate: open > 0 && due < today))
                }
            }
        }
        let kept = found.filter { $0.due >= today.adding(days: -Self.daysBack) || !$0.isDone }.sorted { ($0.due, $0.key.description) < ($1.due, $1.key.description) }.prefix(limit)
        return try dated(Array(kept), world)
    }

    private func comingPeriods(of form: FormDefinition, _ scope: ReportScope) -> [Period] {
        let catalogue = scope.world.catalogue, last = [today.adding(days: Self.daysAhead), form.validTo, scope.pack(of: form)?.programme?.lastDay].compactMap(\.self).min() ?? today
        guard form.frequency != .window, form.frequency != .day, today < last else { return [] }
        do {
            return try catalogue.periods.periods(of: form.frequency, from: today, to: last, calendar: form.calendar)
                .filter { $0.firstDay > today && scope.due(form, $0) <= today.adding(days: Self.daysAhead) }
        } catch {
            return []  // the form's calendar is not in force then
        }
    }

    /// When a line began to say what it says, without its own changes.
    private func changed(_ due: Day, _ period: Period) -> Moment { (due < today ? due.adding(days: 1) : min(period.firstDay, today)).midnight }

    private func changed(_ line: ReportLine) -> Moment {
        max(line.standing.lastSent ?? Moment(milliseconds: 0), line.isLate ? line.due.adding(days: 1).midnight : min(line.period.firstDay, today).midnight)
    }

    /// Deadlines with the moments of their reports' last changes.
    private func dated(_ deadlines: [Deadline], _ world: World) throws -> [Deadline] {
        var versions: [String: Set<Int64>] = [:]
        for case (let deadline, .own(let standing)) in deadlines.map({ ($0, $0.scope) }) where standing.version > 0 { versions[world.province(of: deadline.unit.id), default: []].insert(standing.version) }
        let moments = try khen.database.read { tx in try versions.reduce(into: [:]) { $0[$1.key] = try ReportStore.moments(of: $1.value, in: $1.key, tx) } }
        return deadlines.map { deadline in
            guard case .own(let standing) = deadline.scope, let at = moments[world.province(of: deadline.unit.id)]?[standing.version] else { return deadline }
            var dated = deadline
            dated.changed = max(at, deadline.changed)
            return dated
        }
    }
}

extension Day {
    /// Its first instant in Viet Nam.
    fileprivate var midnight: Moment { Moment(milliseconds: Int64(number) * 86_400_000 - 7 * 3_600_000) }
}
