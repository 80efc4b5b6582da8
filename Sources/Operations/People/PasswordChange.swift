import Domain
import Storage

/// A link with which somebody sets a password once, shown to the administrator who made it.
package struct OneTimeLink: Sendable {
    package var token: String
    package var ends: Moment
}

extension People {
    private static let linkTime: Int64 = 24 * 3_600_000

    // MARK: One's own

    /// Changes the account's own password and ends its other sessions.
    ///
    /// - Throws: ``Rejected`` where the present password is wrong or the new one is too easy.
    package func changePassword(of account: Account, from present: String, to new: String, from visitor: Visitor) async throws {
        try Passwords.check(new, signInName: account.record.signInName)
        try await confirm(present, of: account, from: visitor)
        let hash = try await Passwords.hash(new), now = khen.now()
        let own: String? = if case .session(let id) = account.means { id } else { nil }
        try await khen.database.write { tx in
            try set(hash, for: account.record, by: account.person, at: now, in: tx)
            try tx.execute("DELETE FROM session WHERE person = \(account.record.id) AND id IS DISTINCT FROM \(own)")
            try tx.execute("DELETE FROM one_time_link WHERE person = \(account.record.id)")
        }
    }

    /// Makes sure that it is the owner who asks, not somebody at an open computer.
    func confirm(_ password: String, of account: Account, from visitor: Visitor) async throws {
        let now = khen.now(), source = if case .session(let id) = account.means { "session:\(id)" } else { visitor.address }
        let (wait, hash) = try await khen.database.write { tx in
            (try Throttle.begin(account: account.record.signInName, source: source, isKnownDevice: true, at: now, in: tx), try Credential.of(account.record, in: tx)?.password)
        }
        guard wait == 0, try await Passwords.matches(password, hash) else {
            throw Rejected(Label(vi: "mật khẩu hiện tại không đúng", en: "the present password is wrong"),
                           remedy: wait == 0 ? Label(vi: "Nhập lại mật khẩu bạn dùng để đăng nhập.", en: "Type the password you signed in with.") : Label(vi: "Thử lại sau \(wait) giây.", en: "Try again in \(wait) seconds."), place: "password")
        }
        try await khen.database.write { try Throttle.succeed(account: account.record.signInName, source: source, isKnownDevice: true, at: now, in: $0) }
    }

    func set(_ hash: String, for person: PersonRecord, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        try tx.execute("UPDATE credential SET password = \(hash), password_set = \(now.iso) WHERE province = \(person.province) AND person = \(person.id)")
        try tx.execute("DELETE FROM known_device WHERE person = \(person.id)")
        try ChangeLog.append(.passwordSet, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { _, _ in ChangeDetail() }
    }

    /// Sets somebody's password outright; for the command line. Ends their sessions.
    package func setPassword(_ password: String, of id: PersonID, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        let person = try khen.database.read { try scope.requireSeeing(try PeopleStore.person(id, in: $0)) }
        try Passwords.check(password, signInName: person.signInName)
        let hash = try Passwords.hashNow(password)
        try khen.database.write { tx in
            try scope.requireManaging(person, in: tx)
            try set(hash, for: person, by: actor, at: now, in: tx)
            try tx.execute("DELETE FROM session WHERE person = \(id)")
            try tx.execute("DELETE FROM one_time_link WHERE person = \(id)")
        }
    }

    // MARK: Links

    /// Makes a link with which the person sets a new password within 24 hours; an earlier one stops working.
    package func makeLink(for id: PersonID, by actor: Person) throws -> OneTimeLink {
        let scope = scope(actor), now = khen.now(), token = Secret.random(), ends = Moment(milliseconds: now.milliseconds + Self.linkTime)
        try khen.database.write { tx -> Void in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            guard person.state == .active else {
                throw Rejected(Label(vi: "người này đã kết thúc công tác", en: "this person has left"), remedy: Label(vi: "Khôi phục người này trước.", en: "Let them come back first."))
            }
            try tx.execute("DELETE FROM one_time_link WHERE person = \(id) OR ends < \(now.iso)")
            try tx.execute("INSERT INTO one_time_link (province, token, person, created, ends) VALUES (\(person.province), \(Secret.hash(token)), \(id), \(now.iso), \(ends.iso))")
            try ChangeLog.append(.linkMade, to: person.province, subject: id.rawValue, by: actor, at: now, in: tx) { _, _ in ChangeDetail() }
        }
        return OneTimeLink(token: token, ends: ends)
    }

    /// Whose password a link sets.
    ///
    /// - Throws: ``NotFound`` once it was used or is too old.
    package func person(ofLink token: String) throws -> PersonRecord {
        let now = khen.now()
        let person = try khen.database.read { tx in
            try tx.row("SELECT person FROM one_time_link WHERE token = \(Secret.hash(token)) AND ends > \(now.iso)").flatMap { try PeopleStore.person(PersonID($0.text(0)), in: tx) }
        }
        guard let person, person.state == .active else {
            throw NotFound(Label(vi: "Liên kết này đã dùng hoặc đã hết hạn. Xin quản trị viên một liên kết mới.", en: "This link was used or is too old. Ask your administrator for a new one."))
        }
        return person
    }

    /// Sets the password with a link, uses the link up and ends every session. A second factor stays as it is.
    package func setPassword(_ password: String, withLink token: String) async throws -> PersonRecord {
        let person = try self.person(ofLink: token)
        try Passwords.check(password, signInName: person.signInName)
        let hash = try await Passwords.hash(password), now = khen.now()
        try await khen.database.write { tx -> Void in
            guard try tx.execute("DELETE FROM one_time_link WHERE token = \(Secret.hash(token)) AND ends > \(now.iso)") == 1 else {
                throw NotFound(Label(vi: "Liên kết này đã dùng hoặc đã hết hạn.", en: "This link was used or is too old."))
            }
            try set(hash, for: person, by: Person(name: person.signInName, rights: [], id: person.id), at: now, in: tx)
            try tx.execute("DELETE FROM session WHERE person = \(person.id)")
            try Throttle.forgive(account: person.signInName, in: tx)
            try Throttle.forgive(account: "code:\(person.signInName)", in: tx)
        }
        return person
    }

    /// Forgets failed attempts to sign in as somebody.
    package func unlock(_ id: PersonID, by actor: Person) throws {
        let scope = scope(actor)
        try khen.database.write { tx in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try Throttle.forgive(account: person.signInName, in: tx)
            try Throttle.forgive(account: "code:\(person.signInName)", in: tx)
        }
    }
}
