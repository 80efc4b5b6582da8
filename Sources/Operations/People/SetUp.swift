import Domain
import Storage

/// The first administrator of a new installation.
extension People {
    /// Whether nobody has been added yet. Illustrative people count: an installation that has them is not open to strangers.
    package func isEmpty() throws -> Bool { try khen.database.read { try $0.row("SELECT person FROM credential LIMIT 1") == nil } }

    /// Makes the first administrator, who then sets up a second factor.
    ///
    /// - Throws: ``NotFound`` once there is anybody.
    package func setUp(signInName: String, fullName: String, password: String, language: String, from visitor: Visitor) async throws -> NewSession {
        let now = khen.now()
        guard try isEmpty() else { throw Self.alreadySetUp }
        let person = try record(PersonInput(signInName: signInName, fullName: fullName, language: language, unit: nil), id: PersonID(Identifier.next(at: now)))
        try Passwords.check(password, signInName: person.signInName)
        let hash = try await Passwords.hash(password)
        return try await khen.database.write { tx in
            // The log's row is locked from here on, so only one of two that come at once goes on.
            let actor = Person(name: person.signInName, rights: Set(Right.allCases))
            try lockLog(of: person.province, in: tx)
            guard try tx.row("SELECT person FROM credential LIMIT 1") == nil else { throw Self.alreadySetUp }
            try insert(person, by: actor, at: now, in: tx)
            let role = RoleAssignment(id: Identifier.next(at: now), province: person.province, person: person.id, role: Role.administrator.code, unit: nil, firstDay: now.day, lastDay: nil, note: nil)
            _ = try give(role, to: person, by: actor, at: now, in: tx)
            try set(hash, for: person, by: actor, at: now, in: tx)
            return try newSession(.setUp, person, visitor, at: now, in: tx)
        }
    }

    private static var alreadySetUp: NotFound { NotFound(Label(vi: "Hệ thống đã có quản trị viên.", en: "There is an administrator already.")) }

    private func lockLog(of province: String, in tx: WriteTransaction) throws {
        try tx.execute("INSERT INTO province_log (province, seq, hash) VALUES (\(province), 0, '') ON CONFLICT (province) DO NOTHING")
        _ = try tx.row("SELECT seq FROM province_log WHERE province = \(province) \(sql: .forUpdate)")
    }
}
