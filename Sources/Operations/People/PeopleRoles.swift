import Domain
import Storage

/// Roles: who holds which, where, and for how long.
extension People {
    /// Gives a person a role at a unit.
    ///
    /// - Parameters:
    ///   - unit: `nil` for the whole installation.
    ///   - lastDay: `nil` for as long as nobody ends it.
    /// - Throws: ``Rejected`` where the role is not held at units of that level or the person has it already; ``NotAllowed`` for a unit out of reach.
    @discardableResult
    package func give(_ role: String, to id: PersonID, at unit: UnitID?, from firstDay: Day, until lastDay: Day? = nil, note: String? = nil, by actor: Person) throws -> RoleAssignment {
        let scope = scope(actor), now = khen.now()
        let assignment = try checked(RoleAssignment(id: Identifier.next(at: now), province: "", person: id, role: role, unit: unit, firstDay: firstDay, lastDay: lastDay, note: note), by: actor)
        return try khen.database.write { tx in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            return try give(assignment, to: person, by: actor, at: now, in: tx)
        }
    }

    func give(_ wanted: RoleAssignment, to person: PersonRecord, by actor: Person, at now: Moment, in tx: WriteTransaction) throws -> RoleAssignment {
        guard actor.id != person.id else { throw SelfService.refusal }
        guard person.state == .active else {
            throw Rejected(Label(vi: "người này đã kết thúc công tác", en: "this person has left"), remedy: Label(vi: "Khôi phục người này trước.", en: "Let them come back first."))
        }
        var assignment = wanted
        assignment.province = person.province
        try requireSameProvince(assignment, person)
        try requireNew(assignment, in: tx)
        try ChangeLog.append(.roleGiven, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { seq, covered in
            try PeopleStore.write(assignment, seq: seq, covered: &covered, in: tx)
            return ChangeDetail(facts: ["role": assignment.role, "first_day": assignment.firstDay.iso].merging(assignment.unit.map { ["unit": $0.rawValue] } ?? [:]) { $1 })
        }
        return assignment
    }

    /// Ends a role: from the day on it does not hold any more.
    package func endRole(_ id: String, from day: Day, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        try khen.database.write { tx -> Void in
            guard var role = try PeopleStore.role(id, in: tx) else { throw NotFound(Label(vi: "Không có vai trò này.", en: "There is no such role.")) }
            let person = try scope.requireSeeing(try PeopleStore.person(role.person, in: tx))
            guard scope.reaches(role.unit) else { throw NotAllowed(right: .managePeople) }
            guard actor.id != person.id else { throw SelfService.refusal }
            let last = day.adding(days: -1)
            guard role.lastDay.map({ last < $0 }) ?? true else {
                throw Rejected(Label(vi: "vai trò này kết thúc trước đó rồi", en: "this role ends before that"), remedy: Label(vi: "Chọn ngày sớm hơn.", en: "Choose an earlier day."), place: "day")
            }
            role.lastDay = last
            try ChangeLog.append(.roleEnded, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { seq, covered in
                try PeopleStore.write(role, seq: seq, covered: &covered, in: tx)
                return ChangeDetail(facts: ["role": role.role, "last_day": last.iso].merging(role.unit.map { ["unit": $0.rawValue] } ?? [:]) { $1 })
            }
        }
    }

    /// Ends all roles of one person and gives them to another, from a day on, in one step.
    ///
    /// - Throws: ``Rejected`` where there is nothing to hand over or the two are in different provinces.
    package func handOver(from leaving: PersonID, to coming: PersonID, on day: Day, note: String?, by actor: Person) throws {
        let scope = scope(actor), now = khen.now(), note = try PersonRules.note(note)
        try khen.database.write { tx -> Void in
            let from = try scope.requireSeeing(try PeopleStore.person(leaving, in: tx)), to = try scope.requireSeeing(try PeopleStore.person(coming, in: tx))
            try scope.requireManaging(from, in: tx)
            try scope.requireManaging(to, in: tx)
            guard from.id != to.id, from.province == to.province, to.state == .active else {
                throw Rejected(Label(vi: "không bàn giao cho người này được", en: "nothing can be handed over to this person"),
                               remedy: Label(vi: "Chọn một người khác đang công tác trong cùng tỉnh.", en: "Choose another active person of the same province."), place: "to")
            }
            guard actor.id != from.id, actor.id != to.id else { throw SelfService.refusal }
            let roles = try PeopleStore.roles(of: [leaving], in: tx).filter { $0.lasts(beyond: day) }
            guard !roles.isEmpty else {
                throw Rejected(Label(vi: "người này không còn vai trò nào từ ngày \(day.iso)", en: "this person holds no role from \(day.iso) on"), remedy: Label(vi: "Không có gì để bàn giao.", en: "There is nothing to hand over."), place: "from")
            }
            let held = try PeopleStore.roles(of: [coming], in: tx)
            try ChangeLog.append(.rolesHandedOver, to: from.province, subject: leaving.rawValue, by: actor, at: now, in: tx) { seq, covered in
                for role in roles {
                    var ended = role
                    ended.lastDay = day.adding(days: -1)
                    try PeopleStore.write(ended, seq: seq, covered: &covered, in: tx)
                    let first = max(day, role.firstDay)
                    guard !held.contains(where: { $0.role == role.role && $0.unit == role.unit && $0.overlaps(from: first, until: role.lastDay) }) else { continue }
                    let taken = RoleAssignment(id: Identifier.next(at: now), province: to.province, person: coming, role: role.role, unit: role.unit, firstDay: first, lastDay: role.lastDay, note: note)
                    try PeopleStore.write(taken, seq: seq, covered: &covered, in: tx)
                }
                return ChangeDetail(facts: ["to": coming.rawValue, "day": day.iso].merging(note.map { ["note": $0] } ?? [:]) { $1 })
            }
        }
    }

    // MARK: Rules

    /// The assignment, once it is known that there can be such a one.
    func checked(_ assignment: RoleAssignment, by actor: Person) throws -> RoleAssignment {
        let world = khen.world
        guard let role = world.catalogue.roles[assignment.role] else {
            throw Rejected(Label(vi: "không có vai trò «\(assignment.role)»", en: "there is no role “\(assignment.role)”"),
                           remedy: Label(vi: "Chọn một trong: \(world.catalogue.roles.keys.sorted().joined(separator: ", ")).", en: "Choose one of: \(world.catalogue.roles.keys.sorted().joined(separator: ", "))."), place: "role")
        }
        let unit = try world.requireUnit(assignment.unit, on: max(assignment.firstDay, khen.now().day)), level = unit?.level ?? .country
        guard role.heldAt.isEmpty || role.heldAt.contains(level) else {
            throw Rejected(Label(vi: "vai trò «\(role.name.vi)» không giao ở đơn vị này", en: "the role “\(role.name.en)” is not held at this unit"),
                           remedy: Label(vi: "Chọn đơn vị đúng cấp của vai trò.", en: "Choose a unit of the level at which the role is held."), place: "unit")
        }
        guard scope(actor).reaches(unit?.id) else { throw NotAllowed(right: .managePeople) }
        if let last = assignment.lastDay, last < assignment.firstDay {
            throw Rejected(Label(vi: "ngày cuối trước ngày đầu", en: "the last day is before the first"), remedy: Label(vi: "Sửa một trong hai ngày.", en: "Correct one of the two days."), place: "last_day")
        }
        var assignment = assignment
        assignment.note = try PersonRules.note(assignment.note)
        return assignment
    }

    func requireSameProvince(_ assignment: RoleAssignment, _ person: PersonRecord) throws {
        let log = khen.world.log(of: assignment.unit)
        guard person.province == OfficialUnits.nationalLog || log == person.province else {
            throw Rejected(Label(vi: "đơn vị không thuộc tỉnh của người này", en: "the unit is not in this person’s province"), remedy: Label(vi: "Chọn đơn vị trong tỉnh.", en: "Choose a unit in the province."), place: "unit")
        }
    }

    private func requireNew(_ wanted: RoleAssignment, in tx: ReadTransaction) throws {
        let same = try PeopleStore.roles(of: [wanted.person], in: tx).contains {
            $0.role == wanted.role && $0.unit == wanted.unit && $0.overlaps(from: wanted.firstDay, until: wanted.lastDay)
        }
        if same { throw Conflict(Label(vi: "Người này đã giữ vai trò đó ở đơn vị đó.", en: "The person holds that role at that unit already.")) }
    }
}

extension RoleAssignment {
    fileprivate func overlaps(from first: Day, until last: Day?) -> Bool {
        if let lastDay, lastDay < firstDay { return false }
        return (last.map { firstDay <= $0 } ?? true) && (lastDay.map { first <= $0 } ?? true)
    }
}

extension Person {
    /// A person with the rights of a day; `nil` where they have no role of their own then.
    ///
    /// - Parameter lent: roles of absent people, each with the lender's sign-in name.
    init?(_ record: PersonRecord, roles: [RoleAssignment], lent: [(role: RoleAssignment, lender: String)], in world: World, on day: Day) {
        guard record.state == .active else { return nil }
        let own = roles.filter { $0.isInForce(on: day) }
        guard !own.isEmpty else { return nil }
        self.init(name: record.signInName, rights: [.read], id: record.id)
        for (assignment, lender) in own.map({ ($0, nil as String?) }) + lent.map({ ($0.role, $0.lender) }) {
            guard let role = world.catalogue.roles[assignment.role] else { continue }
            if lender == nil || assignment.unit != nil { held.append(Held(assignment.role, unit: assignment.unit, onBehalfOf: lender)) }
            if let unit = assignment.unit {
                reaches += role.grants.map { Reach($0.right, unit: unit, levels: $0.levels, onBehalfOf: lender) }
            } else if lender == nil {
                rights.formUnion(role.grants.map(\.right))
            }
        }
    }
}
