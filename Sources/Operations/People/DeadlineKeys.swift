import Domain
import Storage

/// Secret addresses under which a program, such as a calendar, reads a person's deadlines and nothing else.
package struct DeadlineKey: Sendable {
    package var id: String
    package var name: String
    package var created: Moment
    package var ends: Moment
    package var lastUsed: Moment?
}

extension People {
    package static let deadlineKeyPrefix = "lich_"
    /// Stands among the scopes of keys; it is no right, so that the key opens nothing else.
    static let deadlineScope = "deadlines"
    private static let days: Int64 = 3 * 366
    static let mostDeadlineKeys = 20

    /// - Returns: the key, which is never shown again.
    package func makeDeadlineKey(name: String, of account: Account) throws -> (key: String, entry: DeadlineKey) {
        let now = khen.now(), key = Self.deadlineKeyPrefix + Secret.random(), name = name.split { $0.isWhitespace }.joined(separator: " ")
        guard (1...100).contains(name.count), case .session = account.means else {
            throw Rejected(Label(vi: "chưa ghi tên chương trình", en: "the program has no name"), remedy: Label(vi: "Ghi tên, ví dụ Lịch trên điện thoại; tối đa 100 ký tự.", en: "Write a name such as Calendar on my phone, at most 100 characters."), place: "calendar_name")
        }
        guard try deadlineKeys(of: account).count < Self.mostDeadlineKeys else {
            throw Rejected(Label(vi: "đã có quá nhiều địa chỉ lịch", en: "there are too many addresses"), remedy: Label(vi: "Thu hồi địa chỉ không dùng nữa.", en: "Revoke those that are not used."), place: "calendar_name")
        }
        let entry = DeadlineKey(id: Identifier.next(at: now), name: name, created: now, ends: Moment(milliseconds: now.milliseconds + Self.days * 86_400_000), lastUsed: nil)
        try khen.database.write { tx -> Void in
            try tx.execute("""
                INSERT INTO api_token (province, id, person, token, name, scope, created, ends)
                VALUES (\(account.record.province), \(entry.id), \(account.record.id), \(Secret.hash(key)), \(name), \(Self.deadlineScope), \(now.iso), \(entry.ends.iso))
                """)
            try ChangeLog.append(.tokenMade, to: account.record.province, subject: account.record.id.rawValue, by: account.person, at: now, in: tx) { _, _ in
                ChangeDetail(facts: ["scope": Self.deadlineScope, "ends": entry.ends.iso])
            }
        }
        return (key, entry)
    }

    /// The account's own, the newest first. They are revoked as other keys are.
    package func deadlineKeys(of account: Account) throws -> [DeadlineKey] {
        let now = khen.now()
        return try khen.database.read { tx in
            try tx.rows("""
                SELECT id, name, created, ends, last_used FROM api_token
                WHERE person = \(account.record.id) AND scope = \(Self.deadlineScope) AND ends > \(now.iso) ORDER BY created DESC, id
                """).compactMap { row in
                guard let created = Moment(iso: row.text(2)), let ends = Moment(iso: row.text(3)) else { return nil }
                return DeadlineKey(id: row.text(0), name: row.text(1), created: created, ends: ends, lastUsed: row.optionalText(4).flatMap { Moment(iso: $0) })
            }
        }
    }

    /// Whose deadlines a key opens, with what they fill in today; `nil` for a key that is not valid or whose owner serves no more.
    package func account(deadlineKey key: String) throws -> Account? {
        guard key.hasPrefix(Self.deadlineKeyPrefix) else { return nil }
        let now = khen.now(), hash = Secret.hash(key)
        let found = try khen.database.read { tx -> (account: Account, lastUsed: Moment?)? in
            guard let row = try tx.row("SELECT id, person, last_used FROM api_token WHERE token = \(hash) AND scope = \(Self.deadlineScope) AND ends > \(now.iso)"),
                let record = try PeopleStore.person(PersonID(row.text(1)), in: tx), var person = try acting(record, in: tx) else { return nil }
            person.rights = []
            person.reaches.removeAll { $0.right != .fill }
            person.recordActs = []
            return (Account(record: record, means: .token(id: row.text(0)), person: person), row.optionalText(2).flatMap { Moment(iso: $0) })
        }
        guard let found else { return nil }
        if found.lastUsed.map({ now.milliseconds - $0.milliseconds > 3_600_000 }) ?? true {
            try noteUse { try $0.execute("UPDATE api_token SET last_used = \(now.iso) WHERE token = \(hash)") }
        }
        return found.account
    }
}
