import Domain
import Storage

/// A key with which a program acts for a person.
package struct TokenEntry: Sendable {
    package var id: String
    package var name: String
    package var scope: [Right]
    package var created: Moment
    package var ends: Moment
    package var lastUsed: Moment?
}

extension People {
    package static let tokenPrefix = "khen_"
    private static let longestDays = 366

    /// Makes a token for a program.
    ///
    /// - Parameter scope: rights among those that the person has.
    /// - Returns: the token, which is never shown again.
    package func makeToken(name: String, scope: Set<Right>, days: Int, of account: Account) throws -> (token: String, entry: TokenEntry) {
        let now = khen.now(), token = Self.tokenPrefix + Secret.random()
        let name = name.split { $0.isWhitespace }.joined(separator: " ")
        guard (1...100).contains(name.count), (1...Self.longestDays).contains(days), case .session = account.means else {
            throw Rejected(Label(vi: "chưa đủ thông tin cho khoá", en: "the key is not described fully"),
                           remedy: Label(vi: "Ghi tên khoá (tối đa 100 ký tự) và thời hạn từ 1 đến \(Self.longestDays) ngày.", en: "Give a name (at most 100 characters) and 1 to \(Self.longestDays) days."), place: "name")
        }
        guard scope.allSatisfy({ account.person.has($0) || $0.isAboutRecords && !account.person.held.isEmpty }), !scope.contains(.managePeople) else {
            throw Rejected(Label(vi: "khoá không được có quyền này", en: "a key cannot have this right"), remedy: Label(vi: "Chọn trong các quyền bạn đang có.", en: "Choose among the rights that you have."), place: "scope")
        }
        let rights = Right.allCases.filter { scope.contains($0) || $0 == .read }
        let entry = TokenEntry(id: Identifier.next(at: now), name: name, scope: rights, created: now, ends: Moment(milliseconds: now.milliseconds + Int64(days) * 86_400_000), lastUsed: nil)
        try khen.database.write { tx -> Void in
            try tx.execute("DELETE FROM api_token WHERE person = \(account.record.id) AND ends < \(now.iso)")
            try tx.execute("""
                INSERT INTO api_token (province, id, person, token, name, scope, created, ends)
                VALUES (\(account.record.province), \(entry.id), \(account.record.id), \(Secret.hash(token)), \(name), \(rights.map(\.rawValue).joined(separator: " ")), \(now.iso), \(entry.ends.iso))
                """)
            try ChangeLog.append(.tokenMade, to: account.record.province, subject: account.record.id.rawValue, by: account.person, at: now, in: tx) { _, _ in
                ChangeDetail(facts: ["scope": rights.map(\.rawValue).joined(separator: " "), "ends": entry.ends.iso])
            }
        }
        return (token, entry)
    }

    /// The account's own tokens, the newest first.
    package func tokens(of account: Account) throws -> [TokenEntry] {
        let now = khen.now()
        return try khen.database.read { tx in
            try tx.rows("SELECT id, name, scope, created, ends, last_used FROM api_token WHERE person = \(account.record.id) AND scope <> \(Self.deadlineScope) AND ends > \(now.iso) ORDER BY created DESC, id").compactMap { row in
                guard let created = Moment(iso: row.text(3)), let ends = Moment(iso: row.text(4)) else { return nil }
                return TokenEntry(id: row.text(0), name: row.text(1), scope: row.text(2).split(separator: " ").compactMap { Right(rawValue: String($0)) }, created: created, ends: ends,
                                  lastUsed: row.optionalText(5).flatMap { Moment(iso: $0) })
            }
        }
    }

    package func revokeToken(_ id: String, of account: Account) throws {
        let now = khen.now()
        try khen.database.write { tx -> Void in
            guard try tx.execute("DELETE FROM api_token WHERE id = \(id) AND person = \(account.record.id)") == 1 else { return }
            try ChangeLog.append(.tokenRevoked, to: account.record.province, subject: account.record.id.rawValue, by: account.person, at: now, in: tx) { _, _ in ChangeDetail() }
        }
    }

    /// Who a program acts for, with those rights of today that the token has; `nil` for a token that is not valid.
    package func account(token: String) throws -> Account? {
        guard token.hasPrefix(Self.tokenPrefix) else { return nil }
        let now = khen.now(), hash = Secret.hash(token)
        let found = try khen.database.read { tx -> (account: Account, lastUsed: Moment?)? in
            guard let row = try tx.row("SELECT id, person, scope, last_used FROM api_token WHERE token = \(hash) AND scope <> \(Self.deadlineScope) AND ends > \(now.iso)"),
                let record = try PeopleStore.person(PersonID(row.text(1)), in: tx), var person = try acting(record, in: tx) else { return nil }
            let scope = Set(row.text(2).split(separator: " ").compactMap { Right(rawValue: String($0)) })
            person.rights.formIntersection(scope)
            person.reaches.removeAll { !scope.contains($0.right) }
            let reads: Set<RecordAccess.Act> = [.see, .export], writes: Set<RecordAccess.Act> = [.see, .add, .edit, .move]
            person.recordActs = (scope.contains(.seeRecords) ? reads : []).union(scope.contains(.writeRecords) ? writes : [])
            return (Account(record: record, means: .token(id: row.text(0)), person: person), row.optionalText(3).flatMap { Moment(iso: $0) })
        }
        guard let found else { return nil }
        if found.lastUsed.map({ now.milliseconds - $0.milliseconds > 300_000 }) ?? true {
            try noteUse { try $0.execute("UPDATE api_token SET last_used = \(now.iso) WHERE token = \(hash)") }
        }
        return found.account
    }
}
