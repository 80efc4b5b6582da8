import Domain
import Storage

/// Personal data: seen unmasked for a stated purpose only, and noted; told to the person they are about; erased when their time has come.
extension Registers {
    /// A record unmasked, for a purpose.
    package struct Revealed: Sendable {
        package var sheet: Sheet
        package var receipt: Receipt
    }

    /// Shows a record's personal data, and notes in the log who looked, when and what for.
    ///
    /// - Throws: ``NotAllowed``, ``Rejected`` without a purpose.
    package func reveal(_ key: RecordKey, for purpose: String, by person: Person) throws -> Revealed {
        let note = try Self.purpose(purpose), now = khen.now(), world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        let (cells, title, change) = try khen.database.write { tx -> ([String: Cell], String, Change) in
            let record = try visible(key, province, sight, tx)
            guard sight.may(.reveal, record) else { throw NotAllowed(right: .audit) }
            let shower = RecordShower(world: world, sight: sight, isMasking: false), codes = register.fields.map(\.code)
            let cells = shower.cells(record, codes, titles: try shower.titles(of: [record], fields: Set(codes), tx))
            let masked = register.fields.filter { $0.sensitivity.isMasked && cells[$0.code] != nil }.map(\.code)
            let change = try ChangeLog.append(.recordRevealed, to: province, subject: key.description, by: sight.acting(person, .reveal, record), at: now, in: tx) { _, _ in
                ChangeDetail(facts: ["purpose": note, "fields": masked.joined(separator: " ")])
            }
            return (cells, record.title, change)
        }
        try khen.refresh()
        var sheet = try sheet(key, by: person)
        sheet.cells = cells
        sheet.title = title
        sheet.mayReveal = false
        return Revealed(sheet: sheet, receipt: Receipt(province: province, seq: change.seq, at: now))
    }

    // MARK: What a person is told

    /// Who did what with the data of one person, as the person may ask to know.
    package struct AccessReport: Sendable {
        package struct Line: Sendable {
            package var at: Moment
            package var person: String
            package var kind: ChangeKind
            package var purpose: String?
            package var receipt: String
        }

        package var register: Register
        package var record: StoredRecord
        package var privacy: Register.Privacy?
        package var retention: Register.Retention?
        /// The latest first.
        package var lines: [Line]
        package var consents: [Consent]
    }

    /// Consent of the person that a record is about.
    package struct Consent: Sendable, Hashable {
        package var at: Moment
        package var isGiven: Bool
        /// What it is for, and how it was given.
        package var note: String
        package var person: String
    }

    /// - Throws: ``NotAllowed`` for those who may not see the record's personal data.
    package func accessReport(_ key: RecordKey, by person: Person) throws -> AccessReport {
        let world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        return try khen.database.read { tx in
            let record = try visible(key, province, sight, tx)
            guard sight.may(.reveal, record) || person.may(.audit, at: record.unit, in: world, on: khen.now().day) else { throw NotAllowed(right: .audit) }
            let changes = try changes(of: record, tx)
            let consents = changes.filter { $0.kind == .consentRecorded }.map { Consent(at: $0.at, isGiven: $0.detail.facts?["given"] == "yes", note: $0.detail.facts?["note"] ?? "", person: $0.person) }
            return AccessReport(register: register, record: record, privacy: register.privacy, retention: register.retention, lines: changes.map { change in
                AccessReport.Line(at: change.at, person: change.person, kind: change.kind, purpose: change.detail.facts?["purpose"], receipt: ReportStanding.receipt(province: province, seq: change.seq))
            }, consents: consents)
        }
    }

    /// Everything that was done to a record or with it, the latest first; exports of its whole register since it was made are among them.
    private func changes(of record: StoredRecord, _ tx: ReadTransaction) throws -> [Change] {
        let versions = try RecordStore.versions(of: record.key, in: record.province, tx)
        let own = try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(record.province) AND (subject = \(record.key.description) OR seq IN (\(list: versions.map(\.seq))))
            """).map(Change.init(row:))
        let exports = try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(record.province) AND subject = \(record.key.register) AND kind = \(ChangeKind.recordsExported) AND seq > \(versions.first?.seq ?? 0)
            """).map(Change.init(row:))
        return (own + exports).sorted { $0.seq > $1.seq }
    }

    /// Notes that the person a record is about gave or took back their consent.
    @discardableResult
    package func recordConsent(_ isGiven: Bool, note: String, on key: RecordKey, by person: Person) throws -> Receipt {
        let now = khen.now(), world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        let change = try khen.database.write { tx in
            let record = try visible(key, province, sight, tx)
            guard sight.may(.edit, record) else { throw NotAllowed(right: .fill) }
            guard let note = try PersonRules.note(note) else {
                throw Rejected(Label(vi: "chưa ghi đồng ý về việc gì và bằng cách nào", en: "what the consent is for, and how it was given, is missing"),
                               remedy: Label(vi: "Ghi mục đích và hình thức, ví dụ: phiếu ký ngày 05/8/2026.", en: "Say what for and how, such as: paper signed on 5 August 2026."), place: "note")
            }
            return try ChangeLog.append(.consentRecorded, to: province, subject: key.description, by: sight.acting(person, .edit, record), at: now, in: tx) { _, _ in
                ChangeDetail(facts: ["given": isGiven ? "yes" : "no", "note": note])
            }
        }
        try khen.refresh()
        return Receipt(province: province, seq: change.seq, at: now)
    }

    // MARK: Erasing

    /// Deletes the personal data of a record in all its versions and remarks; what is left still counts where it counted.
    ///
    /// The log keeps that the record was there and when it changed, by hashes from which nothing can be found again.
    /// - Throws: ``NotAllowed``, ``Rejected`` without a reason.
    @discardableResult
    package func erase(_ key: RecordKey, because reason: String, by person: Person) throws -> Receipt {
        let now = khen.now(), world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        let change = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let old = try visible(key, province, sight, tx)
            guard sight.may(.tidy, old) else { throw NotAllowed(right: .audit) }
            guard old.standing == .kept else { throw Self.noRecord }
            guard let note = try PersonRules.note(reason) else { throw Self.noReason }
            return try erase([old], register, province, world, note: note, by: sight.acting(person, .tidy, old), at: now, tx)
        }
        try khen.refresh()
        return Receipt(province: province, seq: change.seq, at: now)
    }

    private func erase(_ records: [StoredRecord], _ register: Register, _ province: String, _ world: World, note: String, by person: Person, at now: Moment, _ tx: WriteTransaction) throws -> Change {
        var entries: [RecordWriter.Entry] = []
        for old in records {
            // The earlier versions first: only their hashes stay.
            try tx.execute("UPDATE record_version SET salt = NULL, note = NULL, body = NULL WHERE province = \(province) AND register = \(old.key.register) AND id = \(old.key.id)")
            try tx.execute("UPDATE record_comment SET salt = NULL, words = NULL WHERE province = \(province) AND register = \(old.key.register) AND id = \(old.key.id)")
            try AttachmentStore.erase(old.key, naming: Set(register.fields.filter(\.type.holdsFiles).flatMap { old.body[$0.code]?.texts ?? [] }), in: province, tx)
            var record = old
            record.standing = .erased
            record.body = RecordBody(old.body.values.filter { code, _ in register.field(code).map { !Self.isPersonal($0) } ?? false })
            record.successor = nil
            entries.append(.init(old: old, new: record, note: nil))
        }
        return try write(entries, .recordErased, subject: records.count == 1 ? records[0].key.description : register.code, province, world, facts: ["reason": note, "records": String(records.count)], by: person, at: now, in: tx)
    }

    /// Words may say anything about anyone; only what is chosen, counted and dated stays.
    private static func isPersonal(_ field: RecordField) -> Bool {
        field.sensitivity == .personal || field.sensitivity == .sensitive || [.text, .longText, .phone, .email, .identityNumber, .photo, .file, .place, .group, .link].contains(field.type)
    }

    /// Records whose time has come, the oldest first.
    package struct Expired: Sendable {
        package var key: RecordKey
        package var title: String
        package var number: String?
        package var until: Day
    }

    /// The records of a register that should no longer be kept.
    package func expired(in code: String, by person: Person) throws -> [Expired] {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), today = khen.now().day
        guard let retention = register.retention, sight.mayAnywhere(.tidy) else { return [] }
        return try khen.database.read { tx in
            try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE register = \(code) AND standing = \(StoredRecord.Standing.kept)").compactMap { row -> Expired? in
                let record = try StoredRecord(row: row)
                guard let until = Self.end(of: record, register, retention), until < today, sight.may(.tidy, record) else { return nil }
                return Expired(key: record.key, title: RecordShower(world: world, sight: sight, isMasking: true).title(record), number: record.number, until: until)
            }.sorted { ($0.until, $0.key.id) < ($1.until, $1.key.id) }
        }
    }

    /// The last day on which a record may be kept; `nil` while its time has not begun.
    static func end(of record: StoredRecord, _ register: Register, _ retention: Register.Retention) -> Day? {
        let start: Day?
        if let field = retention.from {
            start = record.full.text(field).flatMap { Day(iso: $0) }
        } else {
            start = register.state(record.state)?.isFinal == true ? record.entered.day : nil
        }
        guard let parts = start?.components else { return nil }
        // 29 February in a year without one is the day after.
        return Day(year: parts.year + retention.years, month: parts.month, day: parts.day) ?? Day(year: parts.year + retention.years, month: 3, day: 1)
    }
}
