import Domain
import Storage

/// What one round over the deadlines came to.
package struct DeadlineRound: Sendable, Hashable, Codable {
    /// Notices of deadlines that come near.
    package var dueSoon = 0
    /// Notices of deadlines that have passed.
    package var late = 0
    /// Everyone who was told of something.
    package var people = 0
}

/// On which days a deadline is told of.
struct DeadlineCalls {
    /// How long after its day a call is still made, for programs that do not run at weekends.
    static let patience = 3

    let regime: Regime?
    /// Working days before the deadline where no regime says when; 0 for never.
    let daysBefore: Int
    let workingDays: WorkingDays

    struct Call: Hashable {
        var kind: NoticeKind
        var day: Day
    }

    /// Every day on which a deadline is told of, in order. The day after it is always among them.
    func all(_ due: Day) -> [Call] {
        let said = regime?.reminders ?? []
        var before = said.filter { $0 >= 0 }.map { due.adding(days: -$0) }
        if said.isEmpty, daysBefore > 0 { before = [workingDays.day(daysBefore, before: due)] }
        let after = Set(said.filter { $0 < 0 }.map { due.adding(days: -$0) } + [due.adding(days: 1)])
        return Set(before).sorted().map { Call(kind: .dueSoon, day: $0) } + after.sorted().map { Call(kind: .late, day: $0) }
    }

    /// The latest call that is to be made on a day, if any.
    func call(_ due: Day, on today: Day) -> Call? {
        guard let last = all(due).last(where: { $0.day <= today }), last.day.days(until: today) < Self.patience, last.kind == .late || today <= due else { return nil }
        return last
    }
}

extension Notices {
    /// One deadline on one day, with the units that have not sent.
    private struct Occasion: Hashable {
        var form: String
        var period: String
        var due: Day
        var call: DeadlineCalls.Call
    }

    /// Tells those who fill in reports of deadlines that come near or have just passed. Made as often as one likes, everyone is told once of each day.
    ///
    /// Somebody who fills in for several units gets one notice for each form and period, with their number.
    ///
    /// - Throws: ``NotAllowed``.
    @discardableResult
    package func tellDeadlines(by person: Person) throws -> DeadlineRound {
        try person.require(.maintain)
        let world = try khen.refresh(), now = khen.now(), today = now.day, daysBefore = try khen.settings.current().deadlineDays
        var round = DeadlineRound(), people: Set<PersonID> = []
        for (province, occasions) in try occasions(world, today, daysBefore) {
            let staff = try khen.database.read { try khen.staffBook.staff(of: province, in: world, on: today, $0) }
            let drafts = occasions.flatMap { self.drafts($0.key, $0.value, staff, world, today) }
            guard !drafts.isEmpty else { continue }
            // A part at a time, so that nobody who sends a report meanwhile waits for all of them.
            for part in drafts.chunks(of: 500) {
                for draft in try khen.database.write({ try self.write(part, in: province, at: now, $0) }) {
                    people.insert(draft.person)
                    if draft.kind == .late { round.late += 1 } else { round.dueSoon += 1 }
                }
            }
        }
        for province in world.heads.keys.sorted() where !world.catalogue.registers.isEmpty {
            let staff = try khen.database.read { try khen.staffBook.staff(of: province, in: world, on: today, $0) }
            let told = try khen.database.write { try RecordDeadlines(world: world, today: today).tell(in: province, staff: staff, at: now, $0) }
            round.dueSoon += told.dueSoon
            round.late += told.late
            people.formUnion(told.people)
        }
        round.people = people.count
        return round
    }

    // MARK: Which reports

    /// The reports not sent whose deadline calls today, by province.
    private func occasions(_ world: World, _ today: Day, _ daysBefore: Int) throws -> [String: [Occasion: [OrgUnit]]] {
        let scope = ReportScope(world, today: today), catalogue = world.catalogue
        func calls(_ form: String) -> DeadlineCalls { DeadlineCalls(regime: catalogue.regimeOfForm[form]?.regime, daysBefore: daysBefore, workingDays: catalogue.workingDays) }
        var found: [String: [Occasion: [OrgUnit]]] = [:]
        for form in scope.forms {
            for period in scope.currentPeriods(of: form) {
                let due = scope.due(form, period)
                guard let call = calls(form.code).call(due, on: today) else { continue }
                let occasion = Occasion(form: form.code, period: period.id, due: due, call: call)
                let standings = world.reports[form.code, period.id]
                for unit in scope.roster(of: form, in: period).entries.map(\.unit) {
                    if let standing = standings[unit.id], !standing.state.isEditable || (standing.due ?? due) != due { continue }
                    found[world.province(of: unit.id), default: [:]][occasion, default: []].append(unit)
                }
            }
        }
        // Reports with a deadline of their own.
        for province in world.heads.keys {
            for (key, due) in try khen.database.read({ try ReportStore.ownDeadlines(in: province, from: today.adding(days: -40), to: today.adding(days: 60), $0) }) {
                guard let call = calls(key.form).call(due, on: today), let report = try? scope.resolve(key), scope.due(report.form, report.period) != due else { continue }  // what has left the packs is nobody's
                found[province, default: [:]][Occasion(form: key.form, period: key.period, due: due, call: call), default: []].append(report.unit)
            }
        }
        return found
    }

    // MARK: Whom

    private struct Draft {
        var id: String
        var person: PersonID
        var kind: NoticeKind
        var report: ReportKey
        var due: Day
        var count: Int?
    }

    private func drafts(_ occasion: Occasion, _ units: [OrgUnit], _ staff: Staff, _ world: World, _ today: Day) -> [Draft] {
        guard let level = units.first?.level else { return [] }
        var beneath: [UnitID: [Int]] = [:]
        for (index, unit) in units.enumerated() {
            let day = unit.lastDay.map { min($0, today) } ?? today
            for id in [unit.id] + world.units.ancestors(of: unit.id, asOf: day).map(\.id) { beneath[id, default: []].append(index) }
        }
        var own: [PersonID: (units: Set<Int>, top: UnitID, most: Int)] = [:]
        for (unit, indices) in beneath {
            for holder in staff.holders[unit] ?? [] where holder.right == .fill && holder.reaches(level) && !holder.isAway {
                var known = own[holder.person.id] ?? ([], unit, 0)
                known.units.formUnion(indices)
                if (indices.count, unit.rawValue) > (known.most, known.top.rawValue) { (known.top, known.most) = (unit, indices.count) }
                own[holder.person.id] = known
            }
        }
        return own.map { person, mine in
            let isOne = mine.units.count == 1, index = mine.units.first ?? 0
            let report = ReportKey(form: occasion.form, period: occasion.period, unit: isOne ? units[index].id : mine.top)
            // The same for the same person, deadline and day, so that it is told once.
            let id = "\(occasion.call.kind.rawValue)/\(report)/\(occasion.due.iso)/\(occasion.call.day.iso)/\(person)"
            return Draft(id: id, person: person, kind: occasion.call.kind, report: report, due: occasion.due, count: isOne ? nil : mine.units.count)
        }
    }

    /// Writes those that are new, in place of what was told of the same deadline before.
    private func write(_ drafts: [Draft], in province: String, at now: Moment, _ tx: WriteTransaction) throws -> [Draft] {
        // Two rounds at once would write the same.
        try ChangeLog.hold(province, in: tx)
        var known: Set<String> = []
        for row in try tx.rows("SELECT id FROM notice WHERE province = \(province) AND id IN (\(list: drafts.map(\.id)))") { known.insert(row.text(0)) }
        let new = drafts.filter { !known.contains($0.id) }
        for (subject, drafts) in Dictionary(grouping: new, by: { "\($0.report.form)/\($0.report.period)" }) {
            // Every report of the form and period: 0 comes right after the stroke.
            try tx.execute("""
                UPDATE notice SET read_at = \(now.iso) WHERE province = \(province) AND subject > \(subject + "/") AND subject < \(subject + "0") AND read_at IS NULL
                  AND kind IN (\(list: [NoticeKind.dueSoon, .late].map(\.rawValue))) AND person IN (\(list: drafts.map(\.person)))
                """)
        }
        try tx.bulkInsert(into: "notice", columns: ["province", "id", "person", "kind", "subject", "facts", "created"]) { writer in
            for draft in new {
                let facts = Notice.Facts(due: draft.due, count: draft.count).json
                for field in [province, draft.id, draft.person.rawValue, draft.kind.rawValue, draft.report.description, facts, now.iso] { writer.text(field) }
                try writer.endRow()
            }
        }
        return new
    }
}
