import Domain
import Storage

/// Remarks on records; records that were a mistake, and two that are one.
extension Registers {
    /// Adds a remark that everyone who sees the record reads.
    @discardableResult
    package func comment(_ words: String, on key: RecordKey, by person: Person) throws -> Receipt {
        let words = VietnameseText.nfc(words).trimmingWhitespace, now = khen.now()
        guard (1...4000).contains(words.count) else {
            throw Rejected(words.isEmpty ? Label(vi: "ý kiến để trống", en: "the remark is empty") : Label(vi: "ý kiến dài quá 4.000 ký tự", en: "the remark is longer than 4,000 characters"),
                           remedy: Label(vi: "Ghi ý kiến, tối đa 4.000 ký tự.", en: "Write at most 4,000 characters."), place: "comment")
        }
        let world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        let change = try khen.database.write { tx in
            let record = try visible(key, province, sight, tx)
            return try ChangeLog.append(.recordCommented, to: province, subject: key.description, by: sight.acting(person, .see, record), at: now, in: tx) { seq, covered in
                try RecordStore.write(comment: words, on: key, in: province, seq: seq, covered: &covered, tx)
                return ChangeDetail()
            }
        }
        try khen.refresh()
        return Receipt(province: province, seq: change.seq, at: now)
    }

    /// Takes a record out that should never have been made. It stays in the log and no longer counts.
    ///
    /// - Throws: ``Rejected`` without a reason, or where other records name it.
    @discardableResult
    package func remove(_ key: RecordKey, because reason: String, by person: Person) throws -> Receipt {
        let world = khen.world, now = khen.now(), (register, province) = try at(key, person), sight = sight(register, person, world)
        let change = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let old = try visible(key, province, sight, tx)
            guard sight.may(.tidy, old) else { throw NotAllowed(right: .approve) }
            guard old.standing == .kept else { throw Self.noRecord }
            guard let note = try PersonRules.note(reason) else { throw Self.noReason }
            let named = try RecordStore.linkCounts(to: key, in: province, tx).reduce(0) { $0 + $1.count }
            guard named == 0 else {
                throw Rejected(Label(vi: "còn \(named) hồ sơ khác dẫn đến hồ sơ này", en: named == 1 ? "one other record names this one" : "\(named) other records name this one"),
                               remedy: Label(vi: "Gộp với hồ sơ đúng, hoặc sửa các hồ sơ kia trước.", en: "Join it with the right one, or change the others first."))
            }
            var record = old
            record.standing = .removed
            return try write([.init(old: old, new: record, note: note)], .recordRemoved, subject: key.description, province, world, by: sight.acting(person, .tidy, old), at: now, in: tx)
        }
        try khen.refresh()
        return Receipt(province: province, seq: change.seq, at: now)
    }

    /// The identity of a record that somebody named by its number or identity.
    ///
    /// - Throws: ``Rejected`` where there is none in sight.
    package func identity(of text: String, in code: String, by person: Person) throws -> String {
        let world = khen.world, entry = try register(code, by: person), sight = sight(entry.register, person, world), text = text.trimmingWhitespace
        let found = try khen.database.read { tx -> StoredRecord? in
            if let known = try records([text.lowercased()], of: code, tx).values.first { return known }
            let rows = try tx.rows("SELECT province, id FROM record WHERE register = \(code) AND number = \(text) LIMIT 2")
            return rows.count == 1 ? try RecordStore.record(RecordKey(code, rows[0].text(1)), in: rows[0].text(0), tx) : nil
        }
        guard let found, sight.may(.see, found) else {
            throw Rejected(Label(vi: "không có hồ sơ «\(text)»", en: "there is no record “\(text)”"), remedy: Label(vi: "Ghi số hiệu hoặc mã của hồ sơ kia.", en: "Give the other record's number or identity."), place: "with")
        }
        return found.key.id
    }

    static let noReason = Rejected(Label(vi: "chưa ghi lý do", en: "the reason is missing"), remedy: Label(vi: "Ghi lý do.", en: "Say why."), place: "note")

    /// Two records side by side, before they are joined.
    package struct Pair: Sendable {
        package var register: Register
        package var kept: StoredRecord
        package var other: StoredRecord
        /// What the joined record takes: of the one that is kept, and of the other where that one has nothing.
        package var joined: RecordBody
        /// Fields in which both hold something else.
        package var differing: [String]
        /// Records that name the other and will name the one that is kept.
        package var named: Int
    }

    /// - Throws: ``NotFound``, ``NotAllowed`` for those who may not tidy both.
    package func pair(_ key: RecordKey, with other: String, by person: Person) throws -> Pair {
        let (register, province) = try at(key, person)
        return try khen.database.read { try pair(key, with: other, register, province, sight(register, person, khen.world), $0) }
    }

    private func pair(_ key: RecordKey, with other: String, _ register: Register, _ province: String, _ sight: RegisterSight, _ tx: ReadTransaction) throws -> Pair {
        let kept = try visible(key, province, sight, tx), gone = try visible(RecordKey(key.register, other), province, sight, tx)
        guard kept.standing == .kept, gone.standing == .kept, kept.key != gone.key else { throw Self.noRecord }
        guard sight.may(.tidy, kept), sight.may(.tidy, gone) else { throw NotAllowed(right: .approve) }
        guard kept.isIllustrative == gone.isIllustrative else {
            throw Rejected(Label(vi: "một hồ sơ là minh họa, hồ sơ kia là thật", en: "one record is made up, the other is real"), remedy: Label(vi: "Chỉ gộp hai hồ sơ thật hoặc hai hồ sơ minh họa.", en: "Join two real records, or two made-up ones."))
        }
        var joined = kept.body
        for field in register.fields where field.type.isInput && joined[field.code] == nil { joined[field.code] = gone.body[field.code] }
        let differing = register.fields.filter { field in
            guard field.type.isInput, let a = kept.body[field.code], let b = gone.body[field.code] else { return false }
            return a != b
        }.map(\.code)
        return Pair(register: register, kept: kept, other: gone, joined: joined, differing: differing, named: try RecordStore.linkCounts(to: gone.key, in: province, tx).reduce(0) { $0 + $1.count })
    }

    /// Joins two records of one thing: the first is kept, the other leads to it, and whatever named the other names the first.
    ///
    /// - Parameter fields: fields to take from the other one where both hold something.
    @discardableResult
    package func merge(_ key: RecordKey, with other: String, taking fields: Set<String> = [], by person: Person) throws -> Receipt {
        let world = khen.world, now = khen.now(), (register, province) = try at(key, person), sight = sight(register, person, world)
        let change = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let pair = try pair(key, with: other, register, province, sight, tx)
            var kept = pair.kept, gone = pair.other
            kept.body = pair.joined
            for code in fields where pair.differing.contains(code) { kept.body[code] = gone.body[code] }
            kept.definition = register.version
            gone.standing = .merged
            gone.successor = kept.key.id
            // The other lets go first, so that what only one may have is free.
            var entries = [RecordWriter.Entry(old: pair.other, new: gone, note: nil), RecordWriter.Entry(old: pair.kept, new: kept, note: nil)]
            entries += try renamed(from: gone.key, to: kept.key, province, world, tx)
            return try write(entries, .recordMerged, subject: key.description, province, world, facts: ["other": other], by: sight.acting(person, .tidy, pair.kept), at: now, in: tx)
        }
        try khen.refresh()
        return Receipt(province: province, seq: change.seq, at: now)
    }

    /// The records that name one, naming another instead.
    private func renamed(from old: RecordKey, to new: RecordKey, _ province: String, _ world: World, _ tx: ReadTransaction) throws -> [RecordWriter.Entry] {
        var changed: [RecordKey: StoredRecord] = [:], before: [RecordKey: StoredRecord] = [:]
        for (source, field, _) in try RecordStore.linkCounts(to: old, in: province, tx) {
            for id in try RecordStore.linked(to: old, from: source, via: field, in: province, tx) {
                let key = RecordKey(source, id)
                guard var record = try changed[key] ?? RecordStore.record(key, in: province, tx) else { continue }
                if before[key] == nil { before[key] = record }
                let parts = field.split(separator: ".").map(String.init)
                if parts.count == 2 {
                    record.body[parts[0]] = .rows((record.body[parts[0]]?.rows ?? []).map { row in
                        var row = row
                        if row.text(parts[1]) == old.id { row[parts[1]] = .text(new.id) }
                        return row
                    })
                } else {
                    record.body[field] = .text(new.id)
                }
                changed[key] = record
            }
        }
        return changed.values.sorted { $0.key.description < $1.key.description }.map { RecordWriter.Entry(old: before[$0.key], new: $0, note: nil) }
    }
}

extension RecordStore {
    static func write(comment words: String, on key: RecordKey, in province: String, seq: Int64, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        let salt = Identifier.random(), hash = contentHash(salt: salt, note: nil, body: words)
        try tx.execute("""
            INSERT INTO record_comment (province, register, id, seq, content_hash, salt, words) VALUES (\(province), \(key.register), \(key.id), \(seq), \(hash), \(salt), \(words))
            """)
        var bytes = RowBytes()
        // The order of `CoveredTable.recordComments`.
        bytes.begin(table: CoveredTable.recordComments.name)
        bytes.add(province)
        bytes.add(seq)
        for field in [key.register, key.id, hash] { bytes.add(field) }
        covered.add(bytes)
    }
}
