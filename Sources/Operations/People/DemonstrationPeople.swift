import Domain
import Storage

extension People {
    /// Whether somebody illustrative can sign in.
    package func hasIllustrative() throws -> Bool { try khen.database.read { try PeopleStore.people(in: $0).contains { $0.isIllustrative && $0.state == .active } } }
}

/// Illustrative people of every programme, to try reporting with. They open a door with a known password, so nothing makes them by itself.
extension Demonstration {
    package struct IllustrativePerson: Sendable, Encodable {
        package var signInName: String
        package var fullName: String
        package var role: Label
        package var unit: Label
    }

    /// Adds village reporters, members of digital teams, commune officers, approvers, department officers, leaders and administrators for each programme; those that are there stay.
    ///
    /// - Parameter password: the same for all of them.
    /// - Returns: everyone who can sign in with the password now.
    package func loadPeople(password: String, by person: Person) throws -> [IllustrativePerson] {
        try person.require(.configure)
        try person.require(.managePeople)
        let world = try khen.refresh(), today = khen.now().day, hash = try Passwords.hashNow(password)
        var made: [IllustrativePerson] = []
        for (prefix, pack) in prefixes(world) {
            guard let province = Self.province(of: pack, world, today) else { continue }
            let (commune, village) = Self.home(of: pack, in: province, world, today)
            let wanted: [(name: String, fullName: String, role: Role, unit: OrgUnit?)] = [
                (village?.version(nearest: today).type == "buon" ? "buon" : "ban", "Lò Văn Bản (minh hoạ)", .villageReporter, village), ("xa", "Quàng Thị Xã (minh hoạ)", .communeOfficer, commune), ("duyetxa", "Vàng A Duyệt (minh hoạ)", .approver, commune),
                ("so", "Nguyễn Thị Sở (minh hoạ)", .department, province), ("duyet", "Trần Văn Duyệt (minh hoạ)", .approver, province),
                ("lanhdao", "Cà Thị Lãnh (minh hoạ)", .leader, province), ("quantri", "Phạm Quản Trị (minh hoạ)", .administrator, province),
            ] + (world.catalogue.roles["DIGITAL-TEAM"].map { [("to", "Hoàng Thị Tổ (minh hoạ)", $0, village)] } ?? [])
            for one in wanted {
                guard let unit = one.unit else { continue }
                let name = "\(prefix).\(one.name)"
                let role = Self.role(of: one.role, at: unit.level, world.catalogue)
                guard try add(name, one.fullName, role, unit, hash, by: person) else { continue }
                made.append(IllustrativePerson(signInName: name, fullName: one.fullName, role: role.name, unit: unit.version(nearest: today).fullName))
            }
        }
        return made
    }

    /// The packs' own role that stands for one of the program's, where there is one: registers name those of the packs.
    private static func role(of role: Role, at level: UnitLevel, _ catalogue: NormCatalogue) -> Role {
        let codes = switch role.code {
        case Role.approver.code: [level == .province ? "DEPARTMENT-APPROVER" : "COMMUNE-APPROVER"]
        case Role.department.code: ["DEPARTMENT-OFFICER"]
        default: [role.code.uppercased()]
        }
        return codes.compactMap { catalogue.roles[$0] }.first ?? catalogue.roles[role.code] ?? role
    }

    /// - Returns: whether somebody illustrative has the name now.
    private func add(_ name: String, _ fullName: String, _ role: Role, _ unit: OrgUnit, _ hash: String, by actor: Person) throws -> Bool {
        let people = khen.people, now = khen.now()
        let known = try khen.database.read { try PeopleStore.person(signInName: name, in: $0) }
        // Somebody real has the name: they are left alone.
        if let known, !known.isIllustrative { return false }
        let record = try known ?? people.add(PersonInput(signInName: name, fullName: fullName, unit: unit.id), role: role.code, isIllustrative: true, by: actor)
        try khen.database.write { try people.set(hash, for: record, by: actor, at: now, in: $0) }
        return true
    }

    /// Takes the illustrative people out: they can no longer sign in, and their names are free again. What they did stays in the log.
    ///
    /// - Returns: how many there were.
    package func removePeople(by person: Person) throws -> Int {
        try person.require(.configure)
        let now = khen.now()
        return try khen.database.write { tx in
            let all = try PeopleStore.people(in: tx).filter(\.isIllustrative)
            for var one in all {
                one.state = .removed
                try khen.people.write(one, .personRemoved, by: person, at: now, in: tx)
                try khen.people.signOutEverywhere(one, in: tx)
                try tx.execute("DELETE FROM credential WHERE province = \(one.province) AND person = \(one.id)")
            }
            return all.count
        }
    }

    /// A short name for each programme: `db` for Điện Biên.
    private func prefixes(_ world: World) -> [(prefix: String, pack: Pack)] {
        var used: Set<String> = []
        return world.catalogue.programmes.map { pack in
            let initials = String(pack.code.split(separator: "-").compactMap(\.first))
            let prefix = used.insert(initials).inserted ? initials : pack.code
            return (prefix, pack)
        }
    }

    /// The commune and the village in which a programme's illustrative people serve.
    static func home(of pack: Pack, in province: OrgUnit, _ world: World, _ today: Day) -> (commune: OrgUnit?, village: OrgUnit?) {
        // A province that took in others has communes of all of them; the programme's own come first.
        let all = world.units.children(of: province.id, asOf: today).filter { $0.level == .commune }
        let own = all.filter { commune in world.units.origins(of: commune.id).contains { world.province(of: $0.unit) == pack.programme?.unit } }
        func villages(_ commune: OrgUnit) -> [OrgUnit] { world.units.children(of: commune.id, asOf: today).filter { $0.level == .village } }
        func isBuon(_ village: OrgUnit) -> Bool { village.version(nearest: today).type == "buon" }
        let communes = own + all
        let commune = communes.first { villages($0).contains(where: isBuon) } ?? communes.first { !villages($0).isEmpty } ?? communes.first
        let beneath = commune.map(villages) ?? []
        return (commune, beneath.first(where: isBuon) ?? beneath.first)
    }

    /// The province of a programme as it is today.
    static func province(of pack: Pack, _ world: World, _ today: Day) -> OrgUnit? {
        guard let code = pack.programme?.unit else { return nil }
        if let unit = world.units.unit(code: code, asOf: today), unit.level == .province { return unit }
        return world.units.units(code: code).flatMap { world.units.fate(of: $0.id) }.compactMap { world.units.unit($0.unit) }.first { $0.level == .province }
    }
}
