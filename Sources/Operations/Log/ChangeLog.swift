import Domain
import Storage

/// The ordered log of one province: every write takes the next number and is chained to the one before.
package enum ChangeLog {
    /// Writes one change and everything it covers.
    ///
    /// The province's counter row is locked first, so changes of a province happen one after another and numbers have no gaps: a transaction
    /// that fails takes its number back with it.
    ///
    /// - Parameter body: writes the rows, each with the number it is given, and adds each to the digest. Returns what the change touched.
    @discardableResult
    package static func append(
        _ kind: ChangeKind, to province: String, subject: String, by person: Person, at moment: Moment, in tx: WriteTransaction,
        _ body: (_ seq: Int64, _ covered: inout CoveredRows) throws -> ChangeDetail
    ) throws -> Change {
        try tx.execute("INSERT INTO province_log (province, seq, hash) VALUES (\(province), 0, '') ON CONFLICT (province) DO NOTHING")
        guard let head = try tx.row("SELECT seq, hash FROM province_log WHERE province = \(province) \(sql: .forUpdate)") else {
            preconditionFailure("the counter row was inserted just before")
        }
        var covered = CoveredRows()
        let seq = head.int64(0) + 1
        let detail = try body(seq, &covered)
        var change = Change(province: province, seq: seq, at: moment, person: person.nameInLog, kind: kind, subject: subject, detail: detail,
                            rowCount: covered.count, rowDigest: covered.digest, hash: "")
        change.hash = change.chained(after: head.text(1))
        try tx.execute("""
            INSERT INTO change (province, seq, at, person, kind, subject, detail, row_count, row_digest, hash)
            VALUES (\(province), \(seq), \(moment.iso), \(person.nameInLog), \(kind.rawValue), \(subject), \(detail.json),
                    \(covered.count), \(covered.digest.hex), \(change.hash))
            """)
        try tx.execute("UPDATE province_log SET seq = \(seq), hash = \(change.hash) WHERE province = \(province)")
        return change
    }

    /// Holds a province's log until the end of the transaction, so that what is read from here on is what the next change follows on.
    static func hold(_ province: String, in tx: WriteTransaction) throws {
        try tx.execute("INSERT INTO province_log (province, seq, hash) VALUES (\(province), 0, '') ON CONFLICT (province) DO NOTHING")
        _ = try tx.row("SELECT seq FROM province_log WHERE province = \(province) \(sql: .forUpdate)")
    }

    /// The last number of each province's log.
    package static func heads(in tx: ReadTransaction) throws -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: try tx.rows("SELECT province, seq FROM province_log").map { ($0.text(0), $0.int64(1)) })
    }

    /// Changes after a number, oldest first.
    package static func changes(of province: String, after seq: Int64, limit: Int = 1000, in tx: ReadTransaction) throws -> [Change] {
        try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(province) AND seq > \(seq) ORDER BY seq LIMIT \(limit)
            """).map(Change.init(row:))
    }

    /// The latest changes of all provinces, newest first.
    package static func latest(of provinces: [String]? = nil, limit: Int, in tx: ReadTransaction) throws -> [Change] {
        let scope: SQL = provinces.map { "WHERE province IN (\(list: $0))" } ?? ""
        return try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            \(sql: scope) ORDER BY at DESC, province, seq DESC LIMIT \(limit)
            """).map(Change.init(row:))
    }
}

/// Counts and digests the rows that a change writes.
package struct CoveredRows {
    package private(set) var count: Int64 = 0
    package private(set) var digest = RowDigest()

    package init() {}

    package mutating func add(_ row: RowBytes) {
        row.add(to: &digest)
        count += 1
    }

    package mutating func add(_ rows: CoveredRows) {
        digest.add(rows.digest)
        count += rows.count
    }
}

/// A stored entry that this version cannot read.
package struct UnreadableChange: Error, CustomStringConvertible {
    package var province: String
    package var seq: Int64
    package var field: String

    package var description: String { "change \(seq) of province \(province) cannot be read: \(field)" }
}

extension Change {
    /// - Throws: ``UnreadableChange`` where a stored field is not what was written.
    package init(row: Row) throws {
        let province = row.optionalText(0) ?? "", seq = row.optionalInt64(1) ?? 0
        func unreadable(_ field: String) -> UnreadableChange { UnreadableChange(province: province, seq: seq, field: field) }
        guard let at = row.optionalText(2).flatMap({ Moment(iso: $0) }) else { throw unreadable("at") }
        guard let person = row.optionalText(3) else { throw unreadable("person") }
        guard let kind = row.optionalText(4).flatMap({ ChangeKind(rawValue: $0) }) else { throw unreadable("kind") }
        guard let subject = row.optionalText(5) else { throw unreadable("subject") }
        guard let rowCount = row.optionalInt64(7) else { throw unreadable("row_count") }
        guard let digest = row.optionalText(8).flatMap({ RowDigest(hex: $0) }) else { throw unreadable("row_digest") }
        guard let hash = row.optionalText(9) else { throw unreadable("hash") }
        let detail: ChangeDetail
        do { detail = try ChangeDetail(json: row.optionalText(6) ?? "") } catch { throw unreadable("detail") }
        self.init(province: province, seq: seq, at: at, person: person, kind: kind, subject: subject, detail: detail,
                  rowCount: rowCount, rowDigest: digest, hash: hash)
    }
}
