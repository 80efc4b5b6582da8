import Domain
import Storage

/// A session as its owner sees it in the list of their sessions.
package struct SessionEntry: Sendable {
    package var id: String
    package var created: Moment
    package var lastSeen: Moment
    package var userAgent: String
    package var address: String
}

/// How long sessions last: shorter for those who can do more.
private enum SessionTime {
    private static let minute: Int64 = 60_000, day: Int64 = 24 * 60 * 60_000
    static func idle(_ stage: SignInStage) -> Int64 {
        switch stage {
        case .password: 7 * day
        case .strong: 4 * 60 * minute
        case .code, .setUp: 15 * minute
        }
    }
    static func whole(_ stage: SignInStage) -> Int64 {
        switch stage {
        case .password: 30 * day
        case .strong: day / 2
        case .code, .setUp: 15 * minute
        }
    }
    /// A session is marked as used at most this often, so that reading pages does not write.
    static let precision = 5 * minute
}

extension People {
    func newSession(_ stage: SignInStage, _ person: PersonRecord, _ visitor: Visitor, at now: Moment, in tx: WriteTransaction) throws -> NewSession {
        let token = Secret.random(), idle = Moment(milliseconds: now.milliseconds + SessionTime.idle(stage)), ends = Moment(milliseconds: now.milliseconds + SessionTime.whole(stage))
        try tx.execute("DELETE FROM session WHERE person = \(person.id) AND (ends < \(now.iso) OR idle_ends < \(now.iso))")
        try tx.execute("""
            INSERT INTO session (province, id, person, token, stage, created, last_seen, idle_ends, ends, user_agent, address)
            VALUES (\(person.province), \(Identifier.next(at: now)), \(person.id), \(Secret.hash(token)), \(stage), \(now.iso), \(now.iso), \(idle.iso), \(ends.iso),
                    \(visitor.userAgent), \(visitor.address))
            """)
        guard stage.isSignedIn else { return NewSession(token: token, stage: stage, person: person) }
        let device: String
        if let known = visitor.device {
            device = known
        } else {
            device = Secret.random()
        }
        try tx.execute("""
            INSERT INTO known_device (province, person, token, last_used) VALUES (\(person.province), \(person.id), \(Secret.hash(device)), \(now.iso))
            ON CONFLICT (province, person, token) DO UPDATE SET last_used = \(now.iso)
            """)
        try tx.execute("DELETE FROM known_device WHERE person = \(person.id) AND last_used < \(Moment(milliseconds: now.milliseconds - 365 * 86_400_000).iso)")
        return NewSession(token: token, stage: stage, person: person, device: device)
    }

    /// Who a session's token belongs to, with the rights of today; `nil` once it has ended or the person holds no role any more.
    package func account(session token: String) throws -> Account? {
        let now = khen.now(), hash = Secret.hash(token)
        let found = try khen.database.read { tx -> (Account, stage: SignInStage, lastSeen: Moment)? in
            guard let row = try tx.row("SELECT id, person, stage, last_seen FROM session WHERE token = \(hash) AND ends > \(now.iso) AND idle_ends > \(now.iso)"),
                let stage = SignInStage(rawValue: row.text(2)), stage.isSignedIn, let lastSeen = Moment(iso: row.text(3)),
                let record = try PeopleStore.person(PersonID(row.text(1)), in: tx), let person = try acting(record, in: tx) else { return nil }
            // A role that came with the day, or was lent, may ask for more than the password with which the session began.
            if stage == .password, try needsSecondFactor(record, in: tx) { return nil }
            return (Account(record: record, means: .session(id: row.text(0)), person: person), stage, lastSeen)
        }
        guard let found else { return nil }
        if now.milliseconds - found.lastSeen.milliseconds > SessionTime.precision {
            let idle = Moment(milliseconds: now.milliseconds + SessionTime.idle(found.stage))
            try noteUse { try $0.execute("UPDATE session SET last_seen = \(now.iso), idle_ends = \(idle.iso) WHERE token = \(hash)") }
        }
        return found.0
    }

    /// Notes that something was used. Where the disk is full or the data may only be read, reading goes on without it.
    func noteUse(_ body: (WriteTransaction) throws -> Int) throws {
        do {
            _ = try khen.database.write(body)
        } catch StorageError.diskFull, StorageError.readOnly, StorageError.busy {
            return
        }
    }

    /// The person of a session that waits for its second factor.
    package func waiting(session token: String, stage: SignInStage) throws -> PersonRecord? {
        try khen.database.read { try pending(token, stage: stage, in: $0)?.person }
    }

    func pending(_ token: String, stage: SignInStage, in tx: ReadTransaction) throws -> (token: String, person: PersonRecord)? {
        let now = khen.now(), hash = Secret.hash(token)
        guard let row = try tx.row("SELECT person FROM session WHERE token = \(hash) AND stage = \(stage) AND ends > \(now.iso)"),
            let person = try PeopleStore.person(PersonID(row.text(0)), in: tx), person.state == .active else { return nil }
        return (hash, person)
    }

    package func signOut(session token: String) throws {
        try khen.database.write { try $0.execute("DELETE FROM session WHERE token = \(Secret.hash(token))") }
    }

    /// The account's own sessions, the latest used first.
    package func sessions(of account: Account) throws -> [SessionEntry] {
        let now = khen.now()
        return try khen.database.read { tx in
            try tx.rows("""
                SELECT id, created, last_seen, user_agent, address FROM session
                WHERE person = \(account.record.id) AND ends > \(now.iso) AND idle_ends > \(now.iso) AND stage IN ('password', 'strong') ORDER BY last_seen DESC
                """).compactMap { row in
                guard let created = Moment(iso: row.text(1)), let seen = Moment(iso: row.text(2)) else { return nil }
                return SessionEntry(id: row.text(0), created: created, lastSeen: seen, userAgent: row.text(3), address: row.text(4))
            }
        }
    }

    /// Ends one of the account's own sessions.
    package func endSession(_ id: String, of account: Account) throws {
        try khen.database.write { try $0.execute("DELETE FROM session WHERE id = \(id) AND person = \(account.record.id)") }
    }

    /// Ends all of the account's sessions but this one.
    package func endOtherSessions(of account: Account) throws {
        let own: String? = if case .session(let id) = account.means { id } else { nil }
        try khen.database.write { try $0.execute("DELETE FROM session WHERE person = \(account.record.id) AND id IS DISTINCT FROM \(own)") }
    }
}
