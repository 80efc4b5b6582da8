import Crypto
import Domain
import Storage

/// What the database keeps of attachments.
enum AttachmentStore {
    static let partSize = 256 << 10
    /// An unfinished file is thrown away after a day.
    static let patience: Int64 = 24 * 3_600_000

    /// A row of the table.
    struct Stored: Sendable {
        var province: String
        var id: String
        var subject: FileSubject
        var name: String
        var type: String?
        /// In bytes: as it was announced, and as it is kept.
        var announced: Int
        var size: Int
        var held: Int
        var sha256: String?
        var seq: Int64?
        var person: String
        var state: String
        var begun: Moment
        var received: Moment?

        var upload: Upload {
            Upload(id: "\(province)-\(id)", subject: subject, size: announced, held: seq == nil ? held : announced, name: name, ends: Moment(milliseconds: begun.milliseconds + patience), isFinished: seq != nil)
        }

        var attachment: Attachment? {
            guard state == "kept", let kind = type.flatMap(AttachmentKind.init(rawValue:)), let sha256, let received else { return nil }
            return Attachment(id: "\(province)-\(id)", subject: subject, name: name, kind: kind, size: size, sha256: sha256, received: received, person: person)
        }

        init(_ row: Row) throws {
            province = row.text(0)
            id = row.text(1)
            subject = row.text(17).isEmpty
                ? .report(ReportKey(form: row.text(2), period: row.text(3), unit: UnitID(row.text(4))), cell: row.text(5).isEmpty ? nil : CellKey(parsing: row.text(5)))
                : .record(RecordKey(row.text(17), row.text(18)), field: row.text(19))
            name = row.text(6)
            type = row.optionalText(7)
            announced = row.int(8)
            size = row.int(9)
            held = row.int(10)
            sha256 = row.optionalText(11)
            seq = row.optionalInt64(12)
            person = row.text(13)
            state = row.text(14)
            guard let begun = Moment(iso: row.text(15)) else { throw UnreadableChange(province: province, seq: seq ?? 0, field: "attachment") }
            self.begun = begun
            received = row.optionalText(16).flatMap { Moment(iso: $0) }
        }
    }

    static let columns: SQL = "province, id, form, period, unit, cell, name, content_type, announced, size, held, sha256, seq, person, state, begun, received, register, record, field"

    static func find(_ id: String, in province: String, _ tx: ReadTransaction, locking: Bool = false) throws -> Stored? {
        let lock: SQL = locking ? .forUpdate : .empty
        return try tx.row("SELECT \(sql: columns) FROM attachment WHERE province = \(province) AND id = \(id) \(sql: lock)").map(Stored.init)
    }

    /// The files of a report, oldest first; those on their way in too.
    static func all(of key: ReportKey, in province: String, _ tx: ReadTransaction) throws -> [Stored] {
        try tx.rows("""
            SELECT \(sql: columns) FROM attachment
            WHERE province = \(province) AND form = \(key.form) AND period = \(key.period) AND unit = \(key.unit.rawValue) ORDER BY begun, id
            """).map(Stored.init)
    }

    static func begin(_ id: String, of subject: FileSubject, name: String, size: Int, by person: String, at now: Moment, in province: String, _ tx: WriteTransaction) throws {
        var place = (form: "", period: "", unit: "", cell: ""), owner = (register: "", record: "", field: "")
        switch subject {
        case .report(let key, let cell): place = (key.form, key.period, key.unit.rawValue, cell?.description ?? "")
        case .record(let key, let field): owner = (key.register, key.id, field)
        }
        try tx.execute("""
            INSERT INTO attachment (province, id, form, period, unit, cell, register, record, field, name, announced, size, held, person, state, begun)
            VALUES (\(province), \(id), \(place.form), \(place.period), \(place.unit), \(place.cell), \(owner.register), \(owner.record), \(owner.field), \(name), \(size), \(size), \(0), \(person),
                    \("coming"), \(now.iso))
            """)
    }

    static func append(_ bytes: [UInt8], to id: String, at offset: Int, in province: String, _ tx: WriteTransaction) throws {
        var start = 0
        while start < bytes.count {
            let part = Array(bytes[start..<min(start + partSize, bytes.count)])
            try tx.execute("INSERT INTO attachment_part (province, id, start, bytes) VALUES (\(province), \(id), \(offset + start), \(part))")
            start += part.count
        }
        try tx.execute("UPDATE attachment SET held = \(offset + bytes.count) WHERE province = \(province) AND id = \(id)")
    }

    static func bytes(of id: String, in province: String, _ tx: ReadTransaction) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for row in try tx.rows("SELECT bytes FROM attachment_part WHERE province = \(province) AND id = \(id) ORDER BY start") { bytes += row.blob(0) }
        return bytes
    }

    static func forget(_ id: String, in province: String, _ tx: WriteTransaction) throws {
        try tx.execute("DELETE FROM attachment_part WHERE province = \(province) AND id = \(id)")
        try tx.execute("DELETE FROM attachment WHERE province = \(province) AND id = \(id) AND seq IS NULL")
    }

    /// Throws away what was begun and never finished.
    static func forgetUnfinished(before moment: Moment, in province: String, _ tx: WriteTransaction) throws {
        for row in try tx.rows("SELECT id FROM attachment WHERE province = \(province) AND seq IS NULL AND begun < \(moment.iso)") { try forget(row.text(0), in: province, tx) }
    }

    /// Puts the cleaned bytes in the place of those that came, and the row under the log.
    static func keep(_ bytes: [UInt8], as kind: AttachmentKind, of stored: Stored, name: String, at now: Moment, seq: Int64, covered: inout CoveredRows, _ tx: WriteTransaction) throws -> String {
        let hash = SHA256.hash(data: bytes).hexadecimal, province = stored.province, id = stored.id
        try tx.execute("DELETE FROM attachment_part WHERE province = \(province) AND id = \(id)")
        try append(bytes, to: id, at: 0, in: province, tx)
        try tx.execute("""
            UPDATE attachment SET name = \(name), content_type = \(kind.rawValue), size = \(bytes.count), sha256 = \(hash), seq = \(seq), state = \("kept"), received = \(now.iso)
            WHERE province = \(province) AND id = \(id)
            """)
        guard case .report(let report, let cell) = stored.subject else {
            try cover(hash, as: kind, of: stored, name: name, size: bytes.count, seq: seq, covered: &covered, tx)
            return hash
        }
        var row = RowBytes()
        // The order of `CoveredTable.attachments`.
        row.begin(table: CoveredTable.attachments.name)
        row.add(province)
        row.add(seq)
        for field in [id, report.form, report.period, report.unit.rawValue, cell?.description ?? "", name, kind.rawValue] { row.add(field) }
        row.add(Int64(bytes.count))
        row.add(hash)
        covered.add(row)
        return hash
    }
}
