import Crypto
import Domain
import Storage

/// Which record.
package struct RecordKey: Hashable, Sendable, CustomStringConvertible {
    package var register: String
    /// Made by whoever made the record, also without a connection: a UUID.
    package var id: String

    package init(_ register: String, _ id: String) {
        self.register = register
        self.id = id
    }

    /// As the log names it: `COURSES/0190…`.
    package var description: String { "\(register)/\(id)" }

    package init?(parsing text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        self.init(String(text[..<slash]), String(text[text.index(after: slash)...]))
    }
}

/// A record as it stands.
package struct StoredRecord: Sendable, Hashable {
    /// What became of a record besides its state.
    package enum Standing: String, Sendable, Codable {
        case kept
        /// Joined into another, its ``successor``.
        case merged
        /// Taken out as a mistake.
        case removed
        /// Its personal data are gone.
        case erased
    }

    package var key: RecordKey
    package var province: String
    /// Number of the change that wrote it last.
    package var seq: Int64 = 0
    /// The same, counting what follows from other records.
    package var touched: Int64 = 0
    /// Version of the register that it was written under.
    package var definition: Int
    package var unit: UnitID
    package var state: String
    /// When it entered its state.
    package var entered: Moment
    /// By when it is to move on.
    package var due: Day?
    package var number: String?
    package var title: String
    /// Sign-in name of whoever added it.
    package var creator: String
    package var created: Moment
    package var changed: Moment
    package var standing: Standing = .kept
    package var successor: String?
    package var isIllustrative: Bool
    /// What people wrote, and what was worked out when they did.
    package var body: RecordBody
    /// What follows from other records.
    package var derived = RecordBody()

    /// Everything it holds.
    package var full: RecordBody {
        guard !derived.values.isEmpty else { return body }
        return RecordBody(body.values.merging(derived.values) { $1 })
    }
}

/// What the database keeps of records.
enum RecordStore {
    static let columns: SQL = """
        province, register, id, seq, touched, definition, unit, state, entered, due, number, title, creator, created, changed, standing, successor, illustrative, body, derived
        """

    static func record(_ key: RecordKey, in province: String, _ tx: ReadTransaction) throws -> StoredRecord? {
        try tx.row("SELECT \(sql: columns) FROM record WHERE province = \(province) AND register = \(key.register) AND id = \(key.id)").map(StoredRecord.init(row:))
    }

    /// A record wherever it is, for addresses that do not name the province.
    static func record(_ key: RecordKey, in provinces: some Sequence<String>, _ tx: ReadTransaction) throws -> StoredRecord? {
        for province in provinces { if let found = try record(key, in: province, tx) { return found } }
        return nil
    }

    /// Records by identity, each under its own; those that are not there are left out.
    static func records(_ ids: some Collection<String>, of register: String, in province: String, _ tx: ReadTransaction) throws -> [String: StoredRecord] {
        var found: [String: StoredRecord] = [:]
        var rest = Array(ids)[...]
        while !rest.isEmpty {
            let some = rest.prefix(500)
            rest = rest.dropFirst(500)
            for row in try tx.rows("SELECT \(sql: columns) FROM record WHERE province = \(province) AND register = \(register) AND id IN (\(list: some))") {
                let record = try StoredRecord(row: row)
                found[record.key.id] = record
            }
        }
        return found
    }

    /// Records that name another in a field.
    static func linked(to target: RecordKey, from source: String, via field: String, in province: String, _ tx: ReadTransaction) throws -> [String] {
        try tx.rows("""
            SELECT id FROM record_link WHERE province = \(province) AND register = \(target.register) AND target = \(target.id) AND source = \(source) AND field = \(field) ORDER BY id
            """).map { $0.text(0) }
    }

    /// How many records of which register name a record in which field.
    static func linkCounts(to target: RecordKey, in province: String, _ tx: ReadTransaction) throws -> [(source: String, field: String, count: Int)] {
        try tx.rows("""
            SELECT source, field, COUNT(*) FROM record_link WHERE province = \(province) AND register = \(target.register) AND target = \(target.id) GROUP BY source, field ORDER BY source, field
            """).map { ($0.text(0), $0.text(1), $0.int(2)) }
    }

    /// Records that have a value which only one may have, or which makes them likely the same.
    static func holders(of kind: String, _ value: String, register: String, in province: String, _ tx: ReadTransaction) throws -> [String] {
        try tx.rows("SELECT id FROM record_key WHERE province = \(province) AND register = \(register) AND kind = \(kind) AND value = \(value) ORDER BY id").map { $0.text(0) }
    }

    // MARK: Writing

    /// Puts what a record has come to in its place.
    static func keep(_ record: StoredRecord, _ tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO record (\(sql: columns))
            VALUES (\(record.province), \(record.key.register), \(record.key.id), \(record.seq), \(record.touched), \(record.definition), \(record.unit.rawValue), \(record.state),
                    \(record.entered.iso), \(record.due?.iso), \(record.number), \(record.title), \(record.creator), \(record.created.iso), \(record.changed.iso), \(record.standing),
                    \(record.successor), \(record.isIllustrative), \(record.body.json), \(record.derived.json))
            ON CONFLICT (province, register, id) DO UPDATE SET seq = excluded.seq, touched = excluded.touched, definition = excluded.definition, unit = excluded.unit, state = excluded.state,
                entered = excluded.entered, due = excluded.due, number = excluded.number, title = excluded.title, changed = excluded.changed, standing = excluded.standing,
                successor = excluded.successor, body = excluded.body, derived = excluded.derived
            """)
    }

    /// Writes a version of a record, covered by the log through a hash of what it says.
    static func write(versionOf record: StoredRecord, note: String?, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        let salt = Identifier.random(), body = record.body.json, hash = contentHash(salt: salt, note: note, body: body)
        try tx.execute("""
            INSERT INTO record_version (province, register, id, seq, definition, unit, state, standing, content_hash, salt, note, body)
            VALUES (\(record.province), \(record.key.register), \(record.key.id), \(record.seq), \(record.definition), \(record.unit.rawValue), \(record.state), \(record.standing),
                    \(hash), \(salt), \(note), \(body))
            """)
        var bytes = RowBytes()
        // The order of `CoveredTable.recordVersions`.
        bytes.begin(table: CoveredTable.recordVersions.name)
        bytes.add(record.province)
        bytes.add(record.seq)
        bytes.add(record.key.register)
        bytes.add(record.key.id)
        bytes.add(Int64(record.definition))
        for field in [record.unit.rawValue, record.state, record.standing.rawValue, hash] { bytes.add(field) }
        covered.add(bytes)
    }

    /// Hash of what a version says, with a salt so that words cannot be found by trying once they are erased.
    static func contentHash(salt: String, note: String?, body: String) -> String {
        SHA256.hash(data: Array("\(salt)\u{1F}\(note ?? "")\u{1F}\(body)".utf8)).hexadecimal
    }

    static func replaceLinks(_ old: Set<RecordLink>, by new: Set<RecordLink>, of key: RecordKey, in province: String, _ tx: WriteTransaction) throws {
        for link in old.subtracting(new) {
            try tx.execute("""
                DELETE FROM record_link WHERE province = \(province) AND register = \(link.register) AND target = \(link.target) AND source = \(key.register) AND field = \(link.field) AND id = \(key.id)
                """)
        }
        for link in new.subtracting(old) {
            try tx.execute("""
                INSERT INTO record_link (province, register, target, source, field, id)
                VALUES (\(province), \(link.register), \(link.target), \(key.register), \(link.field), \(key.id)) ON CONFLICT (province, register, target, source, field, id) DO NOTHING
                """)
        }
    }

    static func replaceKeys(_ old: Set<RecordIndexKey>, by new: Set<RecordIndexKey>, of key: RecordKey, in province: String, _ tx: WriteTransaction) throws {
        for index in old.subtracting(new) {
            try tx.execute("""
                DELETE FROM record_key WHERE province = \(province) AND register = \(key.register) AND kind = \(index.kind) AND value = \(index.value) AND id = \(key.id)
                """)
        }
        for index in new.subtracting(old) {
            try tx.execute("""
                INSERT INTO record_key (province, register, kind, value, id) VALUES (\(province), \(key.register), \(index.kind), \(index.value), \(key.id))
                ON CONFLICT (province, register, kind, value, id) DO NOTHING
                """)
        }
    }

    /// The next number of an identifier's run.
    static func nextNumber(_ scope: String, of register: String, in province: String, _ tx: WriteTransaction) throws -> Int64 {
        guard let row = try tx.row("""
            INSERT INTO record_number (province, register, scope, last) VALUES (\(province), \(register), \(scope), 1)
            ON CONFLICT (province, register, scope) DO UPDATE SET last = record_number.last + 1 RETURNING last
            """) else { preconditionFailure("an upsert returns its row") }
        return row.int64(0)
    }
}

/// A record that another names in a field.
struct RecordLink: Hashable {
    var register: String
    var target: String
    var field: String
}

/// A value by which a record is found: one that only it may have, or that makes it likely the same as another.
struct RecordIndexKey: Hashable {
    var kind: String
    var value: String
}

extension StoredRecord {
    /// - Throws: ``UnreadableChange`` where a stored field is not what was written.
    init(row: Row) throws {
        let key = RecordKey(row.text(1), row.text(2)), province = row.text(0)
        func unreadable(_ field: String) -> UnreadableChange { UnreadableChange(province: province, seq: row.optionalInt64(3) ?? 0, field: "\(field) of record \(key)") }
        guard let entered = Moment(iso: row.text(8)), let created = Moment(iso: row.text(13)), let changed = Moment(iso: row.text(14)), let standing = Standing(rawValue: row.text(15)) else { throw unreadable("times") }
        let body: RecordBody, derived: RecordBody
        do throws(RecordBody.Unreadable) { (body, derived) = (try RecordBody(json: row.text(18)), try RecordBody(json: row.text(19))) } catch { throw unreadable("body") }
        self.init(
            key: key, province: province, seq: row.int64(3), touched: row.int64(4), definition: row.int(5), unit: UnitID(row.text(6)), state: row.text(7), entered: entered,
            due: row.optionalText(9).flatMap { Day(iso: $0) }, number: row.optionalText(10), title: row.text(11), creator: row.text(12), created: created, changed: changed,
            standing: standing, successor: row.optionalText(16), isIllustrative: row.int64(17) != 0, body: body, derived: derived)
    }
}

extension Identifier {
    /// 128 random bits, for salts.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(generator.next() as UInt64, radix: 36) + String(generator.next() as UInt64, radix: 36)
    }
}

/// One version of a record.
package struct RecordVersion: Sendable, Hashable {
    package var seq: Int64
    package var definition: Int
    package var unit: UnitID
    package var state: String
    package var standing: StoredRecord.Standing
    package var note: String?
    /// `nil` where it was erased.
    package var body: RecordBody?
}

extension RecordStore {
    /// Every version of a record, oldest first.
    static func versions(of key: RecordKey, in province: String, _ tx: ReadTransaction) throws -> [RecordVersion] {
        try tx.rows("""
            SELECT seq, definition, unit, state, standing, note, body FROM record_version WHERE province = \(province) AND register = \(key.register) AND id = \(key.id) ORDER BY seq
            """).map { try version($0, key, province) }
    }

    /// The version that was in force after a change.
    static func version(of key: RecordKey, at seq: Int64, in province: String, _ tx: ReadTransaction) throws -> RecordVersion? {
        try tx.row("""
            SELECT seq, definition, unit, state, standing, note, body FROM record_version
            WHERE province = \(province) AND register = \(key.register) AND id = \(key.id) AND seq <= \(seq) ORDER BY seq DESC LIMIT 1
            """).map { try version($0, key, province) }
    }

    private static func version(_ row: Row, _ key: RecordKey, _ province: String) throws -> RecordVersion {
        guard let standing = StoredRecord.Standing(rawValue: row.text(4)) else { throw UnreadableChange(province: province, seq: row.int64(0), field: "standing of record \(key)") }
        var body: RecordBody?
        if let text = row.optionalText(6) {
            do throws(RecordBody.Unreadable) { body = try RecordBody(json: text) } catch { throw UnreadableChange(province: province, seq: row.int64(0), field: "body of record \(key)") }
        }
        return RecordVersion(seq: row.int64(0), definition: row.int(1), unit: UnitID(row.text(2)), state: row.text(3), standing: standing, note: row.optionalText(5), body: body)
    }

    /// The change that gave a field what it holds, among those after a number.
    static func lastChange(of field: String, in key: RecordKey, after seen: Int64, province: String, _ tx: ReadTransaction) throws -> Change? {
        let versions = try versions(of: key, in: province, tx)
        guard let last = versions.last else { return nil }
        var seq = last.seq
        for (version, before) in zip(versions.reversed(), versions.reversed().dropFirst()) {
            guard version.body?[field] == before.body?[field] else {
                seq = version.seq
                break
            }
        }
        guard seq > seen else { return nil }
        return try ChangeLog.changes(of: province, after: seq - 1, limit: 1, in: tx).first
    }
}
