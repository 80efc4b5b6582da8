import Domain
import Storage

/// Setting up the six-digit codes of an app, and giving them up.
extension People {
    /// Who sets up a second factor: someone signed in, or someone who has to before signing in goes on.
    package enum Enrolling: Sendable {
        case account(Account)
        case waiting(token: String)
    }

    /// The secret that is being set up in this session; made on first asking.
    package func codeSecret(for who: Enrolling) throws -> (secret: [UInt8], person: PersonRecord) {
        try khen.database.write { tx in
            let (id, person) = try session(of: who, in: tx)
            if let row = try tx.row("SELECT code_secret FROM session WHERE id = \(id)"), !row.isNull(0) { return (row.blob(0), person) }
            let secret = OneTimeCode.newSecret()
            try tx.execute("UPDATE session SET code_secret = \(secret) WHERE id = \(id)")
            return (secret, person)
        }
    }

    /// Takes the secret into use once the app shows the right code.
    ///
    /// - Returns: recovery codes, shown once; with a session that has begun where the person was waiting for it.
    /// - Throws: ``Rejected`` for a wrong code.
    package func setUpCode(_ code: String, for who: Enrolling, from visitor: Visitor) throws -> (recoveryCodes: [String], session: NewSession?) {
        let now = khen.now(), codes = OneTimeCode.newRecoveryCodes()
        return try khen.database.write { tx in
            let (id, person) = try session(of: who, in: tx)
            guard let row = try tx.row("SELECT code_secret FROM session WHERE id = \(id)"), !row.isNull(0),
                let step = OneTimeCode.step(of: code.filter { !$0.isWhitespace }, secret: row.blob(0), at: now, after: 0) else {
                throw Rejected(Label(vi: "mã không đúng", en: "the code is wrong"),
                               remedy: Label(vi: "Kiểm tra giờ của điện thoại và nhập mã 6 số đang hiện trên ứng dụng.", en: "Check the clock of your telephone, and type the 6 digits that the app shows now."), place: "code")
            }
            let hashes = codes.map { Secret.hash($0.filter { $0 != "-" }) }.joined(separator: " ")
            try tx.execute("""
                UPDATE credential SET code_secret = \(row.blob(0)), code_step = \(step), recovery_codes = \(hashes)
                WHERE province = \(person.province) AND person = \(person.id)
                """)
            let actor = try acting(person, in: tx) ?? Person(name: person.signInName, rights: [], id: person.id)
            try ChangeLog.append(.codeSecretSet, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { _, _ in ChangeDetail() }
            guard case .waiting = who else {
                try tx.execute("UPDATE session SET code_secret = NULL, stage = 'strong' WHERE id = \(id)")
                return (codes, nil)
            }
            try tx.execute("DELETE FROM session WHERE id = \(id)")
            return (codes, try newSession(.strong, person, visitor, at: now, in: tx))
        }
    }

    /// Gives up the account's own second factor, with the password.
    ///
    /// - Throws: ``Rejected`` for a wrong password, or where a role asks for a second factor.
    package func removeCode(of account: Account, password: String, from visitor: Visitor) async throws {
        try await confirm(password, of: account, from: visitor)
        let now = khen.now()
        try await khen.database.write { tx -> Void in
            guard try !needsSecondFactor(account.record, in: tx) else {
                throw Rejected(Label(vi: "vai trò của bạn bắt buộc có xác thực hai bước", en: "your role asks for a second factor"), remedy: Label(vi: "Có thể thiết lập lại bằng ứng dụng khác.", en: "You can set it up again with another app."))
            }
            try removeCode(of: account.record, by: account.person, at: now, in: tx)
        }
    }

    /// Takes a lost second factor away from somebody, who then sets up a new one.
    package func removeCode(of id: PersonID, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        try khen.database.write { tx -> Void in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            guard actor.id != id else { throw SelfService.refusal }
            try removeCode(of: person, by: actor, at: now, in: tx)
            try tx.execute("DELETE FROM session WHERE person = \(id)")
        }
    }

    private func removeCode(of person: PersonRecord, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        try tx.execute("UPDATE credential SET code_secret = NULL, recovery_codes = '' WHERE province = \(person.province) AND person = \(person.id)")
        try ChangeLog.append(.codeSecretRemoved, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { _, _ in ChangeDetail() }
    }

    /// Whether the account has a second factor, and how many recovery codes are left.
    package func secondFactor(of account: Account) throws -> (isSet: Bool, recoveryCodes: Int, isRequired: Bool) {
        try khen.database.read { tx in
            let credential = try Credential.of(account.record, in: tx)
            return (credential?.codeSecret != nil, credential?.recoveryCodes.count ?? 0, try needsSecondFactor(account.record, in: tx))
        }
    }

    private func session(of who: Enrolling, in tx: ReadTransaction) throws -> (id: String, person: PersonRecord) {
        switch who {
        case .account(let account): if case .session(let id) = account.means { return (id, account.record) }
        case .waiting(let token):
            if let (hash, person) = try pending(token, stage: .setUp, in: tx), let row = try tx.row("SELECT id FROM session WHERE token = \(hash)") { return (row.text(0), person) }
        }
        throw Rejected(Label(vi: "phiên đăng nhập đã hết hạn", en: "the session has ended"), remedy: Label(vi: "Đăng nhập lại.", en: "Sign in again."))
    }
}
