import Domain
import Storage

/// What people can do about people: add them, give them roles, lend and hand over, end their service.
package struct People: Sendable {
    let khen: Khen

    func scope(_ actor: Person) -> PeopleScope { PeopleScope(actor: actor, world: khen.world, today: khen.now().day) }

    // MARK: Reading

    /// A person with what they hold.
    package struct Entry: Sendable {
        package var person: PersonRecord
        package var roles: [RoleAssignment]
    }

    /// Everyone whom the actor may see, by name.
    ///
    /// - Throws: ``NotAllowed`` for those who manage nobody.
    package func all(by actor: Person) throws -> [Entry] {
        guard actor.has(.managePeople) else { throw NotAllowed(right: .managePeople) }
        let scope = scope(actor)
        return try khen.database.read { tx in
            let people = try PeopleStore.people(in: tx).filter(scope.sees)
            let roles = Dictionary(grouping: try PeopleStore.roles(of: people.map(\.id), in: tx), by: \.person)
            return people.map { Entry(person: $0, roles: roles[$0.id] ?? []) }
        }
    }

    /// One person as an administrator sees them.
    package struct Profile: Sendable {
        package var person: PersonRecord
        package var roles: [RoleAssignment]
        package var lent: [Delegation]
        package var borrowed: [Delegation]
        package var hasPassword: Bool
        package var hasSecondFactor: Bool
        /// Whether the actor may change anything here.
        package var isManageable: Bool
        /// The latest first.
        package var changes: [Change]
        package var identities: [ExternalIdentity]
    }

    /// - Throws: ``NotFound`` also for a person out of the actor's reach.
    package func profile(_ id: PersonID, by actor: Person) throws -> Profile {
        guard actor.has(.managePeople) else { throw NotAllowed(right: .managePeople) }
        let scope = scope(actor)
        return try khen.database.read { tx in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            var isManageable = true
            do { try scope.requireManaging(person, in: tx) } catch is NotAllowed { isManageable = false }
            let credential = try Credential.of(person, in: tx)
            return Profile(
                person: person, roles: try PeopleStore.roles(of: [id], in: tx), lent: try PeopleStore.delegations(from: id, in: tx),
                borrowed: try PeopleStore.delegations(to: id, in: tx), hasPassword: credential?.password != nil, hasSecondFactor: credential?.codeSecret != nil,
                isManageable: isManageable, changes: try changes(about: id, of: person.province, in: tx), identities: try ExternalIdentity.all(of: person, in: tx))
        }
    }

    private func changes(about id: PersonID, of province: String, in tx: ReadTransaction) throws -> [Change] {
        try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(province) AND subject = \(id) ORDER BY seq DESC LIMIT 30
            """).map(Change.init(row:))
    }

    /// Somebody in the actor's reach by sign-in name.
    ///
    /// - Throws: ``Rejected``.
    package func person(signInName: String, by actor: Person) throws -> PersonRecord {
        let scope = scope(actor)
        guard let person = try khen.database.read({ try PeopleStore.person(signInName: signInName, in: $0) }), person.state != .removed, scope.sees(person) else {
            throw Rejected(Label(vi: "không có ai tên đăng nhập «\(signInName)»", en: "nobody signs in as “\(signInName)”"), remedy: Label(vi: "Kiểm tra lại tên đăng nhập.", en: "Check the sign-in name."), place: "sign_in_name")
        }
        return person
    }

    /// Full names by identity, for pages that name who did something; people taken out again are among them.
    package func names(of ids: Set<PersonID>) throws -> [PersonID: String] {
        try khen.database.read { tx in
            var names: [PersonID: String] = [:]
            for id in ids { names[id] = try PeopleStore.person(id, in: tx)?.fullName }
            return names
        }
    }

    /// Everyone active who holds a right at a unit today by a role of their own, for messages and reminders.
    package func holders(of right: Right, at unit: UnitID) throws -> [PersonRecord] {
        let world = khen.world, today = khen.now().day, province = world.province(of: unit)
        return try khen.database.read { tx in
            let people = try PeopleStore.people(of: [province, OfficialUnits.nationalLog], in: tx).filter { $0.state == .active }
            let roles = Dictionary(grouping: try PeopleStore.roles(of: people.map(\.id), in: tx), by: \.person)
            return people.filter { person in
                Person(person, roles: roles[person.id] ?? [], lent: [], in: world, on: today)?.may(right, at: unit, in: world, on: today) ?? false
            }
        }
    }

    // MARK: Adding and changing

    /// Adds a person; they have no password until one is set with a one-time link.
    ///
    /// - Throws: ``Rejected`` for a name that is taken or not valid; ``NotAllowed`` for a unit out of reach.
    /// - Parameter role: a role to be held at the same unit from today on.
    @discardableResult
    package func add(_ input: PersonInput, role: String? = nil, isIllustrative: Bool = false, by actor: Person) throws -> PersonRecord {
        let now = khen.now(), scope = scope(actor)
        let person = try record(input, id: PersonID(Identifier.next(at: now)), isIllustrative: isIllustrative)
        guard scope.reaches(person.unit) else { throw NotAllowed(right: .managePeople) }
        let assignment = try role.map { role in
            try checked(RoleAssignment(id: Identifier.next(at: now), province: person.province, person: person.id, role: role, unit: person.unit, firstDay: now.day, lastDay: nil, note: nil), by: actor)
        }
        try khen.database.write { tx in
            try requireFree(person.signInName, in: tx)
            try requireAgency(person.agency, in: tx)
            try insert(person, by: actor, at: now, in: tx)
            if let assignment { _ = try give(assignment, to: person, by: actor, at: now, in: tx) }
        }
        return person
    }

    func insert(_ person: PersonRecord, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        try ChangeLog.append(.personAdded, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { seq, covered in
            try PeopleStore.write(person, seq: seq, covered: &covered, in: tx)
            return ChangeDetail(facts: person.unit.map { ["unit": $0.rawValue] })
        }
        try tx.execute("""
            INSERT INTO credential (province, person, sign_in_key, code_step, recovery_codes) VALUES (\(person.province), \(person.id), \(person.signInName), 0, '')
            """)
    }

    func record(_ input: PersonInput, id: PersonID, isIllustrative: Bool = false) throws -> PersonRecord {
        let unit = try khen.world.requireUnit(input.unit, on: khen.now().day)
        return PersonRecord(
            id: id, province: khen.world.log(of: unit?.id), signInName: try PersonRules.signInName(input.signInName), fullName: try PersonRules.fullName(input.fullName),
            email: try PersonRules.email(input.email), phone: try PersonRules.phone(input.phone), language: try PersonRules.language(input.language), unit: unit?.id,
            agency: input.agency.flatMap { $0.isEmpty ? nil : $0 }, state: .active, isIllustrative: isIllustrative)
    }

    func requireFree(_ signInName: String, in tx: WriteTransaction) throws {
        guard try tx.row("SELECT person FROM credential WHERE sign_in_key = \(signInName)") == nil else {
            throw Rejected(Label(vi: "tên đăng nhập «\(signInName)» đã có người dùng", en: "the sign-in name “\(signInName)” is taken"),
                           remedy: Label(vi: "Chọn tên khác, ví dụ thêm tên xã.", en: "Choose another, for instance with the commune’s name."), place: "sign_in_name")
        }
    }

    func requireAgency(_ code: String?, in tx: ReadTransaction) throws {
        guard let code, try agencies(in: tx)[code].map(\.hasEnded) != false else { return }
        throw Rejected(Label(vi: "không có cơ quan «\(code)»", en: "there is no agency “\(code)”"), remedy: Label(vi: "Chọn một cơ quan trong danh sách.", en: "Choose an agency from the list."), place: "agency")
    }

    /// Corrects what is known about a person. The sign-in name stays; the unit may change within the province.
    package func change(_ id: PersonID, to input: PersonInput, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        var wanted = try record(input, id: id)
        guard scope.reaches(wanted.unit) else { throw NotAllowed(right: .managePeople) }
        try khen.database.write { tx -> Void in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            guard wanted.province == person.province else {
                throw Rejected(Label(vi: "không chuyển một người sang tỉnh khác được", en: "a person cannot be moved to another province"),
                               remedy: Label(vi: "Kết thúc ở đây và thêm người này ở tỉnh kia.", en: "End their service here and add them there."), place: "unit")
            }
            (wanted.signInName, wanted.state, wanted.isIllustrative) = (person.signInName, person.state, person.isIllustrative)
            if wanted.agency != person.agency { try requireAgency(wanted.agency, in: tx) }
            if wanted != person { try write(wanted, .personChanged, by: actor, at: now, in: tx) }
        }
    }

    /// What people may change about themselves.
    package func changeOwn(fullName: String, phone: String?, language: String, by account: Account) throws {
        let now = khen.now()
        try khen.database.write { tx -> Void in
            guard var person = try PeopleStore.person(account.record.id, in: tx) else { return }
            let before = person
            person.fullName = try PersonRules.fullName(fullName)
            person.phone = try PersonRules.phone(phone)
            person.language = try PersonRules.language(language)
            // The address may decide who signs in through another service, so only an administrator sets it.
            if person != before { try write(person, .personChanged, by: account.person, at: now, in: tx) }
        }
    }

    func write(_ person: PersonRecord, _ kind: ChangeKind, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        try ChangeLog.append(kind, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { seq, covered in
            try PeopleStore.write(person, seq: seq, covered: &covered, in: tx)
            return ChangeDetail()
        }
    }

    // MARK: Leaving

    /// Ends a person's service today: every role, session, token and loan.
    package func end(_ id: PersonID, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        try khen.database.write { tx -> Void in
            var person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            guard person.state == .active else { return }
            guard actor.id != id else { throw SelfService.refusal }
            person.state = .ended
            try ChangeLog.append(.personEnded, to: person.province, subject: id.rawValue, by: actor, at: now, in: tx) { seq, covered in
                try PeopleStore.write(person, seq: seq, covered: &covered, in: tx)
                for var role in try PeopleStore.roles(of: [id], in: tx) where role.lasts(beyond: now.day) {
                    role.lastDay = now.day.adding(days: -1)
                    try PeopleStore.write(role, seq: seq, covered: &covered, in: tx)
                }
                return ChangeDetail()
            }
            try signOutEverywhere(person, in: tx)
        }
    }

    /// Lets a person who left come back; roles have to be given anew.
    package func restore(_ id: PersonID, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        try khen.database.write { tx -> Void in
            var person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            guard person.state == .ended else { return }
            person.state = .active
            try write(person, .personRestored, by: actor, at: now, in: tx)
        }
    }

    func signOutEverywhere(_ person: PersonRecord, in tx: WriteTransaction) throws {
        try tx.execute("DELETE FROM session WHERE person = \(person.id)")
        try tx.execute("DELETE FROM api_token WHERE person = \(person.id)")
        try tx.execute("DELETE FROM one_time_link WHERE person = \(person.id)")
        try tx.execute("DELETE FROM known_device WHERE person = \(person.id)")
    }
}

/// What nobody does for themselves.
enum SelfService {
    static let refusal = Rejected(
        Label(vi: "không ai tự giao, tự kết thúc hoặc tự bàn giao vai trò cho mình", en: "nobody gives themselves a role, or ends or takes over their own"),
        remedy: Label(vi: "Nhờ một quản trị viên khác.", en: "Ask another administrator."))
}
