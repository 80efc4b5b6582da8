import Domain
import Storage

/// Leave: a role lent to somebody else for some days. The log then says who acted for whom.
extension People {
    /// Lends one of the account's own roles, or, for an administrator, that of another person.
    ///
    /// - Throws: ``Rejected`` for a role that is not in force on those days, that holds for the whole installation, or lent to someone of another province.
    @discardableResult
    package func lend(_ assignment: String, to borrower: PersonID, from firstDay: Day, until lastDay: Day, by actor: Person) throws -> Delegation {
        let scope = scope(actor), now = khen.now()
        return try khen.database.write { tx in
            guard let role = try PeopleStore.role(assignment, in: tx), let holder = try PeopleStore.person(role.person, in: tx),
                actor.id == holder.id || scope.sees(holder) && scope.reaches(role.unit) else { throw NotFound(Label(vi: "Không có vai trò này.", en: "There is no such role.")) }
            guard let unit = role.unit, firstDay <= lastDay, now.day <= lastDay, role.firstDay <= firstDay, role.lastDay.map({ lastDay <= $0 }) ?? true, firstDay.days(until: lastDay) < 366 else {
                throw Rejected(Label(vi: "không uỷ quyền được vai trò này trong những ngày đó", en: "this role cannot be lent on those days"),
                               remedy: Label(vi: "Chọn những ngày mà vai trò có hiệu lực, tối đa một năm; vai trò của toàn hệ thống không uỷ quyền được.",
                                             en: "Choose days on which the role holds, at most a year; roles for the whole installation cannot be lent."), place: "first_day")
            }
            guard let person = try PeopleStore.person(borrower, in: tx), person.state == .active, person.id != holder.id, person.province == holder.province,
                person.isIllustrative == holder.isIllustrative else {
                throw Rejected(Label(vi: "không uỷ quyền cho người này được", en: "the role cannot be lent to this person"),
                               remedy: Label(vi: "Ghi tên đăng nhập của một người đang công tác trong cùng tỉnh.", en: "Give the sign-in name of an active person of the same province."), place: "to")
            }
            // Whoever approves needs a second factor, also for somebody else.
            let delegation = Delegation(id: Identifier.next(at: now), province: holder.province, assignment: role.id, from: holder.id, to: person.id, firstDay: firstDay, lastDay: lastDay)
            try ChangeLog.append(.delegationGiven, to: holder.province, subject: holder.id.rawValue, by: actor, at: now, in: tx) { seq, covered in
                try PeopleStore.write(delegation, seq: seq, covered: &covered, in: tx)
                return ChangeDetail(facts: ["to": person.id.rawValue, "role": role.role, "unit": unit.rawValue, "first_day": firstDay.iso, "last_day": lastDay.iso])
            }
            return delegation
        }
    }

    /// Takes a lent role back from today on.
    package func takeBack(_ id: String, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        try khen.database.write { tx -> Void in
            let found = try tx.row("SELECT from_person FROM delegation WHERE id = \(id) ORDER BY seq DESC LIMIT 1").map { PersonID($0.text(0)) }
            guard let from = found, let holder = try PeopleStore.person(from, in: tx), actor.id == from || scope.sees(holder),
                var delegation = try PeopleStore.delegations(from: from, in: tx).first(where: { $0.id == id }) else {
                throw NotFound(Label(vi: "Không có uỷ quyền này.", en: "There is no such delegation."))
            }
            guard delegation.lastDay >= now.day else { return }
            delegation.lastDay = now.day.adding(days: -1)
            try ChangeLog.append(.delegationEnded, to: delegation.province, subject: from.rawValue, by: actor, at: now, in: tx) { seq, covered in
                try PeopleStore.write(delegation, seq: seq, covered: &covered, in: tx)
                return ChangeDetail(facts: ["to": delegation.to.rawValue])
            }
        }
    }

    /// A colleague by sign-in name, for lending a role: active, of the same province.
    ///
    /// - Throws: ``Rejected``, the same for everyone who is not one.
    package func colleague(_ signInName: String, of account: Account) throws -> PersonRecord {
        let found = try khen.database.read { try PeopleStore.person(signInName: signInName, in: $0) }
        guard let found, found.state == .active, found.province == account.record.province else {
            throw Rejected(Label(vi: "không có ai tên đăng nhập «\(signInName)» trong tỉnh", en: "nobody in the province signs in as “\(signInName)”"),
                           remedy: Label(vi: "Kiểm tra lại tên đăng nhập.", en: "Check the sign-in name."), place: "to")
        }
        return found
    }

    /// What a person may do today, with what absent people lent them; `nil` for someone without a role.
    func acting(_ record: PersonRecord, in tx: ReadTransaction) throws -> Person? {
        let today = khen.now().day
        var lent: [(role: RoleAssignment, lender: String)] = []
        for delegation in try PeopleStore.delegations(to: record.id, in: tx) where delegation.isInForce(on: today) {
            guard let role = try PeopleStore.role(delegation.assignment, in: tx), role.isInForce(on: today),
                let lender = try PeopleStore.person(delegation.from, in: tx), lender.state == .active else { continue }
            lent.append((role, lender.signInName))
        }
        return Person(record, roles: try PeopleStore.roles(of: [record.id], in: tx), lent: lent, in: khen.world, on: today)
    }

    /// Whether signing in asks this person for a second factor today: any role of theirs or lent to them does.
    func needsSecondFactor(_ record: PersonRecord, in tx: ReadTransaction) throws -> Bool {
        guard !record.isIllustrative else { return false }
        let today = khen.now().day, roles = khen.world.catalogue.roles
        var codes = try PeopleStore.roles(of: [record.id], in: tx).filter { $0.isInForce(on: today) }.map(\.role)
        for delegation in try PeopleStore.delegations(to: record.id, in: tx) where delegation.isInForce(on: today) {
            if let role = try PeopleStore.role(delegation.assignment, in: tx) { codes.append(role.role) }
        }
        return codes.contains { roles[$0]?.needsSecondFactor == true }
    }
}
