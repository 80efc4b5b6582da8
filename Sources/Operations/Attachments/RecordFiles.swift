import Domain
import Storage

/// Files of records: put to a field, seen by those who see the field, taken off and erased with it.
extension Attachments {
    // MARK: Sending

    /// Begins a file of a record, or finds the one that was begun under the same name; ``append(_:to:at:checksum:by:)`` goes on with it.
    package func begin(_ id: String, name: String, size: Int, in key: RecordKey, field: String, by person: Person) throws -> Upload {
        try begin(id, name: name, size: size, of: .record(key, field: field), by: person) { try open(key, field, by: person, in: $0).province }
    }

    /// Puts a whole file to a field of a record.
    @discardableResult
    package func attach(_ bytes: [UInt8], name: String, in key: RecordKey, field: String, by person: Person) throws -> Upload {
        let begun = try begin(Self.newName(), name: name, size: bytes.count, in: key, field: field, by: person)
        return try append(bytes, to: begun.id, at: 0, by: person)
    }

    /// Whoever may change a record may put files to it, while its state lets it be changed.
    func open(_ key: RecordKey, _ code: String, by person: Person, in tx: ReadTransaction) throws -> StoredRecord {
        let world = khen.world
        guard let register = world.catalogue.registers[key.register], let province = try Registers.province(of: key, tx) else { throw Registers.noRecord }
        let sight = khen.registers.sight(register, person, world), record = try khen.registers.visible(key, province, sight, tx)
        guard let field = register.field(code), field.type.holdsFiles, sight.sees(field) else {
            throw Rejected(Label(vi: "sổ không có ô «\(code)» để nhận tệp", en: "the register has no field “\(code)” for files"), remedy: Label(vi: "Chọn ô tệp hoặc ảnh có trong sổ.", en: "Choose a field for files or photographs."), place: code)
        }
        guard record.standing == .kept else { throw Registers.noRecord }
        guard sight.may(.edit, record) else { throw NotAllowed(right: .fill) }
        guard register.state(record.state)?.isEditable ?? true else { throw khen.registers.closed(record, register) }
        return record
    }

    func put(_ bytes: [UInt8], as kind: AttachmentKind, of stored: AttachmentStore.Stored, name: String, to key: RecordKey, _ code: String, by person: Person, at now: Moment, in tx: WriteTransaction) throws {
        try ChangeLog.hold(stored.province, in: tx)
        let old = try open(key, code, by: person, in: tx), world = khen.world
        guard let register = world.catalogue.registers[key.register], let field = register.field(code), let formulas = world.catalogue.registerFormulas[key.register] else { throw Registers.noRegister }
        if field.type == .photo, !kind.isPicture {
            throw Rejected(Label(vi: "ô «\(field.name.vi)» chỉ nhận ảnh", en: "“\(field.name.en)” takes pictures only"), remedy: Label(vi: "Chọn ảnh JPEG, PNG hoặc WebP.", en: "Choose a JPEG, PNG or WebP picture."), place: code)
        }
        let checker = RecordChecker(world: world, province: stored.province, person: person, today: now.day, tx: tx), linked = try checker.linkedValues(old, formulas)
        guard formulas.isAllowed(code, RecordReading(body: old.full, state: old.state, unit: old.unit.rawValue, today: now.day, linked: { linked["\($0).\($1)"] })) else {
            throw Rejected(Label(vi: "hồ sơ chưa dùng đến ô «\(field.name.vi)»", en: "“\(field.name.en)” is left out as the record stands"), remedy: Label(vi: "Ghi các ô mà ô này phụ thuộc trước.", en: "Fill in the fields that it hangs on first."), place: code)
        }
        var new = old
        new.definition = register.version
        new.body[code] = .list((old.body[code]?.texts ?? []) + ["\(stored.province)-\(stored.id)"])
        let sight = khen.registers.sight(register, person, world)
        try ChangeLog.append(.recordAttached, to: stored.province, subject: key.description, by: sight.acting(person, .edit, old), at: now, in: tx) { seq, covered in
            _ = try AttachmentStore.keep(bytes, as: kind, of: stored, name: name, at: now, seq: seq, covered: &covered, tx)
            var detail = try RecordWriter(world, province: stored.province, at: now).write([.init(old: old, new: new, note: nil)], seq: seq, covered: &covered, in: tx)
            // Its name may say who it is about, and the log keeps everything.
            detail.facts = ["file": stored.id, "field": code, "type": kind.rawValue, "size": String(bytes.count)]
            return detail
        }
    }

    // MARK: Taking off

    func takeOff(_ stored: AttachmentStore.Stored, of key: RecordKey, _ code: String, by person: Person, in tx: WriteTransaction) throws {
        try ChangeLog.hold(stored.province, in: tx)
        let old = try open(key, code, by: person, in: tx), world = khen.world, now = khen.now(), id = "\(stored.province)-\(stored.id)"
        guard let register = world.catalogue.registers[key.register], let field = register.field(code), old.body[code]?.texts.contains(id) == true else { throw Self.unknown }
        let sight = khen.registers.sight(register, person, world)
        guard !field.sensitivity.isMasked || stored.person == person.name || sight.may(.reveal, old) else { throw Self.unknown }
        var new = old
        new.definition = register.version
        new.body[code] = .list((old.body[code]?.texts ?? []).filter { $0 != id })
        try khen.registers.write([.init(old: old, new: new, note: nil)], .recordDetached, subject: key.description, stored.province, world, facts: ["file": stored.id, "field": code], by: sight.acting(person, .edit, old), at: now, in: tx)
    }

    // MARK: Reading

    /// The files of a record that the person sees, by field.
    package func list(_ key: RecordKey, by person: Person) throws -> [String: [Attachment]] {
        let world = khen.world, (register, province) = try khen.registers.at(key, person), sight = khen.registers.sight(register, person, world)
        return try khen.database.read { tx in
            let record = try khen.registers.visible(key, province, sight, tx)
            guard register.fields.contains(where: { $0.type.holdsFiles && record.body[$0.code] != nil }) else { return [:] }
            let fields = register.fields.filter { $0.type.holdsFiles && sight.sees($0) && (!$0.sensitivity.isMasked || sight.may(.reveal, record)) }
            return try files(of: record, in: fields, tx)
        }
    }

    /// The files of a record that everybody may see, by field.
    package func publicList(_ key: RecordKey) throws -> [String: [Attachment]] {
        try khen.database.read { tx in
            let (record, fields) = try open(key, tx)
            return try files(of: record, in: fields, tx)
        }
    }

    private func files(of record: StoredRecord, in fields: [RecordField], _ tx: ReadTransaction) throws -> [String: [Attachment]] {
        let named = Dictionary(fields.flatMap { field in (record.body[field.code]?.texts ?? []).map { ($0, field.code) } }) { first, _ in first }
        guard !named.isEmpty else { return [:] }
        var found = try AttachmentStore.all(of: record.key, in: record.province, tx)
        // Those that came with a record which was joined into this one.
        let here = Set(found.map(\.id))
        for id in named.keys where !here.contains(id) {
            if let other = try AttachmentStore.find(try Self.split(id).1, in: record.province, tx)?.attachment { found.append(other) }
        }
        return Dictionary(grouping: found.filter { named[$0.id] != nil }.sorted { ($0.received, $0.id) < ($1.received, $1.id) }) { named[$0.id] ?? "" }
    }

    /// A record that everybody may see, with its public fields for files.
    private func open(_ key: RecordKey, _ tx: ReadTransaction) throws -> (StoredRecord, [RecordField]) {
        guard let register = khen.world.catalogue.registers[key.register], let view = register.publicView, let province = try Registers.province(of: key, tx),
            let record = try RecordStore.record(key, in: province, tx), Registers.isPublic(record, register) else { throw Registers.noRecord }
        return (record, register.fields.filter { $0.type.holdsFiles && $0.sensitivity == .public && view.fields.contains($0.code) })
    }

    /// One file of a record that everybody may see, with its bytes.
    package func publicFile(_ id: String, of key: RecordKey) throws -> (Attachment, [UInt8]) {
        let (province, own) = try Self.split(id)
        return try khen.database.read { tx in
            let (record, fields) = try open(key, tx)
            guard record.province == province, fields.contains(where: { record.body[$0.code]?.texts.contains(id) == true }), let found = try AttachmentStore.find(own, in: province, tx)?.attachment else { throw Self.unknown }
            return (found, try self.bytes(of: found, own, in: province, tx))
        }
    }

    /// Whether the person sees the record and the field that name a file; where the record was joined into another, that one.
    func maySee(_ file: Attachment, of key: RecordKey, _ code: String, in province: String, by person: Person, _ tx: ReadTransaction) throws -> Bool {
        let world = khen.world
        guard let register = world.catalogue.registers[key.register], let field = register.field(code), var record = try RecordStore.record(key, in: province, tx) else { return false }
        for _ in 0..<8 {
            guard record.standing == .merged, let next = record.successor, let other = try RecordStore.record(RecordKey(key.register, next), in: province, tx) else { break }
            record = other
        }
        let sight = khen.registers.sight(register, person, world)
        return sight.may(.see, record) && sight.sees(field) && (!field.sensitivity.isMasked || sight.may(.reveal, record)) && record.body[code]?.texts.contains(file.id) == true
    }

    /// Notes in the log who opened a file of a field that is masked.
    func noteLook(at file: Attachment, in province: String, by person: Person) throws {
        guard case .record(let key, let code) = file.subject, let register = khen.world.catalogue.registers[key.register], register.field(code)?.sensitivity.isMasked == true else { return }
        let now = khen.now()
        try khen.database.write { tx in
            guard let record = try RecordStore.record(key, in: province, tx) else { return }
            try ChangeLog.append(.recordRevealed, to: province, subject: key.description, by: khen.registers.sight(register, person, khen.world).acting(person, .reveal, record), at: now, in: tx) { _, _ in
                ChangeDetail(facts: ["purpose": "Mở tệp của hồ sơ", "fields": code])
            }
        }
        try khen.refresh()
    }
}
