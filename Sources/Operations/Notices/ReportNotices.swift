import Domain
import Storage

/// Tells people of a step in a report's life, as part of the step. Whoever took it is not told.
struct ReportNotices {
    let world: World
    /// Of the report's province, as it was before the step.
    let staff: Staff
    let sheet: ReportSheet
    let actor: Person
    let now: Moment
    private let line: [UnitID]

    /// How many remarks a notice lists.
    private static let mostRemarks = 20

    init(_ sheet: ReportSheet, staff: Staff, by actor: Person, at now: Moment, in world: World) {
        (self.sheet, self.staff, self.actor, self.now, self.world) = (sheet, staff, actor, now, world)
        line = world.line(of: sheet.unit, in: sheet.period)
    }

    private func isActor(_ person: PersonRecord) -> Bool { person.id == actor.id || person.signInName == actor.name }

    /// - Parameters:
    ///   - before: how the report stood when the step was taken.
    ///   - remarks: on cells.
    ///   - due: the new day by which it is due, where the step sets one.
    func tell(_ action: ReportAction, before: ReportStanding, note: String? = nil, remarks: [CellKey: String] = [:], due: Day? = nil, in tx: WriteTransaction) throws {
        let isCheckedFirst = step?.isCheckedFirst ?? false
        switch action {
        case .submit:
            try settle([.dueSoon, .late, .returned, .reopened, .reminder], tx)
            try add(.submitted, to: isCheckedFirst ? checkers : receivers([.check, .approve]), tx)
        case .check:
            try settle([.submitted], tx)
            if isCheckedFirst { try add(.submitted, to: receivers([.approve], without: before.sentBy), tx) }
        case .return, .reopen:
            try settle([.submitted, .approved], tx)
            let listed = remarks.sorted { $0.key < $1.key }.prefix(Self.mostRemarks).map { Notice.Remark(cell: $0.key.description, text: $0.value) }
            try add(action == .return ? .returned : .reopened, to: reporters(before), note: note, due: due ?? (sheet.due < now.day ? nil : sheet.due), remarks: listed, tx)
        case .approve:
            try settle([.submitted], tx)
            try add(.approved, to: reporters(before), tx)
        case .withdraw: try settle([.submitted], tx)
        case .exempt: try settle([.dueSoon, .late, .reminder], tx)
        case .save, .lock, .require, .extend: break
        }
    }

    private func add(_ kind: NoticeKind, to people: Set<PersonID>, note: String? = nil, due: Day? = nil, remarks: [Notice.Remark] = [], _ tx: WriteTransaction) throws {
        guard !people.isEmpty else { return }
        try Notices.add(kind, about: sheet.key, to: people, from: staff.name(of: actor), note: note, due: due, remarks: remarks, province: sheet.province, at: now, in: tx)
    }

    private func settle(_ kinds: [NoticeKind], _ tx: WriteTransaction) throws { try Notices.settle(kinds, about: sheet.key, in: sheet.province, at: now, tx) }

    // MARK: Who

    private var step: Regime.Step? { world.catalogue.regimeOfForm[sheet.key.form]?.step }

    /// Whoever sent it, and those who fill it in at the unit itself or nearest above.
    private func reporters(_ before: ReportStanding) -> Set<PersonID> {
        var people = Set(staff.nearest([.fill], along: line, over: sheet.unit.level, without: isActor).map(\.person.id))
        if let sender = before.sentBy.flatMap({ staff.person(signInName: $0) }), !isActor(sender) { people.insert(sender.id) }
        return people
    }

    /// Those who decide at the level that receives the form, or at the nearest above where nobody does; of the agency that receives it, where anyone is of it.
    private func receivers(_ rights: Set<Right>, without sender: String? = nil) -> Set<PersonID> {
        Set(deciding(rights, without: sender).map(\.person.id))
    }

    /// Those who check and do not approve, where there are any.
    private var checkers: Set<PersonID> {
        let both = deciding([.check, .approve], without: nil)
        let approvers = Set(both.filter { $0.right == .approve }.map(\.person.id)), checkers = Set(both.filter { $0.right == .check }.map(\.person.id))
        let only = checkers.subtracting(approvers)
        return only.isEmpty ? receivers([.check]) : only
    }

    private func deciding(_ rights: Set<Right>, without sender: String?) -> [Staff.Holder] {
        let above = line.filter { unit in
            guard let level = world.units.unit(unit)?.level else { return false }
            return step.map { level <= $0.receivedAt } ?? (unit != sheet.unit.id || line.count == 1)
        }
        let found = staff.nearest(rights, along: above, over: sheet.unit.level) { isActor($0) || $0.signInName == sender }
        guard let agency = step?.agency else { return found }
        let own = found.filter { $0.person.agency == agency }
        return own.isEmpty ? found : own
    }
}

extension World {
    /// A unit and those above it in a period, from itself up.
    func line(of unit: OrgUnit, in period: Period) -> [UnitID] {
        [unit.id] + units.ancestors(of: unit.id, asOf: unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay).map(\.id)
    }
}
