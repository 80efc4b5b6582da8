import Domain
import Storage

/// What the database keeps of the files of records.
extension AttachmentStore {
    /// The files of a record that are kept, oldest first.
    static func all(of key: RecordKey, in province: String, _ tx: ReadTransaction) throws -> [Attachment] {
        try tx.rows("SELECT \(sql: columns) FROM attachment WHERE province = \(province) AND register = \(key.register) AND record = \(key.id) ORDER BY begun, id").compactMap { try Stored($0).attachment }
    }

    /// How many files a record has, those on their way in too.
    static func count(of key: RecordKey, in province: String, _ tx: ReadTransaction) throws -> Int {
        try tx.row("SELECT COUNT(*) FROM attachment WHERE province = \(province) AND register = \(key.register) AND record = \(key.id) AND state <> \("removed")")?.int(0) ?? 0
    }

    /// Puts a record's file under the log by a hash of its name and bytes, with a salt so that nothing is found again once it is erased.
    static func cover(_ hash: String, as kind: AttachmentKind, of stored: Stored, name: String, size: Int, seq: Int64, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        guard case .record(let key, let field) = stored.subject else { preconditionFailure("a file of a report") }
        let salt = Identifier.random(), content = RecordStore.contentHash(salt: salt, note: name, body: hash)
        try tx.execute("UPDATE attachment SET salt = \(salt), content_hash = \(content) WHERE province = \(stored.province) AND id = \(stored.id)")
        var row = RowBytes()
        // The order of `CoveredTable.recordFiles`.
        row.begin(table: CoveredTable.recordFiles.name)
        row.add(stored.province)
        row.add(seq)
        for text in [stored.id, key.register, key.id, field, kind.rawValue] { row.add(text) }
        row.add(Int64(size))
        row.add(content)
        covered.add(row)
    }

    /// Deletes the bytes of files that their record no longer names.
    static func release(_ ids: some Sequence<String>, in province: String, _ tx: WriteTransaction) throws {
        for id in ids {
            guard let dash = id.firstIndex(of: "-") else { continue }
            let own = String(id[id.index(after: dash)...])
            try tx.execute("DELETE FROM attachment_part WHERE province = \(province) AND id = \(own)")
            try tx.execute("UPDATE attachment SET state = \("removed") WHERE province = \(province) AND id = \(own) AND register <> ''")
        }
    }

    /// Deletes bytes, names and hashes of everything that was ever put to a record.
    ///
    /// - Parameter named: files that the record names, also those of records that were joined into it.
    static func erase(_ key: RecordKey, naming named: Set<String>, in province: String, _ tx: WriteTransaction) throws {
        try release(named, in: province, tx)
        for id in named {
            guard let dash = id.firstIndex(of: "-") else { continue }
            try tx.execute("UPDATE attachment SET name = '', sha256 = NULL, salt = NULL WHERE province = \(province) AND id = \(String(id[id.index(after: dash)...])) AND register = \(key.register)")
        }
        try tx.execute("""
            DELETE FROM attachment_part WHERE province = \(province)
            AND id IN (SELECT id FROM attachment WHERE province = \(province) AND register = \(key.register) AND record = \(key.id))
            """)
        try tx.execute("DELETE FROM attachment WHERE province = \(province) AND register = \(key.register) AND record = \(key.id) AND seq IS NULL")
        try tx.execute("UPDATE attachment SET state = \("removed"), name = '', sha256 = NULL, salt = NULL WHERE province = \(province) AND register = \(key.register) AND record = \(key.id)")
    }

    /// Looks whether names and hashes of records' files are as they were when they were put there.
    static func verify(into report: inout VerificationReport, in tx: ReadTransaction) throws {
        var breaks: [VerificationReport.Break] = []
        try tx.each("SELECT province, seq, id, name, sha256, salt, content_hash, state FROM attachment WHERE seq IS NOT NULL AND register <> ''") { row in
            if row.isNull(5), row.text(7) == "removed" { return }
            guard RecordStore.contentHash(salt: row.isNull(5) ? "" : row.text(5), note: row.text(3), body: row.isNull(4) ? "" : row.text(4)) != row.text(6) else { return }
            breaks.append(.init(province: row.text(0), seq: row.int64(1), kind: .rowsDiffer, message: Label(
                vi: "tệp \(row.text(0))-\(row.text(2)) không còn như khi thay đổi số \(row.int64(1)) ghi", en: "the file \(row.text(0))-\(row.text(2)) is not as change \(row.int64(1)) wrote it")))
        }
        report.breaks += breaks
    }
}
