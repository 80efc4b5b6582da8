import Domain
import Storage

/// Writes what one change does to records: their versions, what is found through them, what follows from them in other records, and the figures they feed.
///
/// Costs in proportion to the records that change and those they name, not to the register.
final class RecordWriter {
    /// One record as it is to be.
    struct Entry {
        var old: StoredRecord?
        var new: StoredRecord
        var note: String?
    }

    private let world: World
    private let province: String
    private let now: Moment
    /// Records that were looked at, as they stand after what has been written so far.
    private var known: [RecordKey: StoredRecord?] = [:]
    /// As they stood before, of those that changed.
    private var originals: [RecordKey: StoredRecord?] = [:]
    private var order: [RecordKey] = []

    init(_ world: World, province: String, at now: Moment) {
        self.world = world
        self.province = province
        self.now = now
    }

    /// - Returns: what the change touched.
    func write(_ entries: [Entry], seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws -> ChangeDetail {
        var rollUps: [RecordKey: [String: RollUpChange]] = [:]
        for entry in entries {
            let new = try put(entry, seq: seq, covered: &covered, in: tx)
            try follow(entry.old, new, into: &rollUps, in: tx)
        }
        // In rounds: what follows from a record may have others follow it.
        while !rollUps.isEmpty {
            let round = rollUps
            rollUps = [:]
            for (target, changes) in round.sorted(by: { ($0.key.register, $0.key.id) < ($1.key.register, $1.key.id) }) {
                guard let (old, new) = try roll(changes, into: target, seq: seq, in: tx) else { continue }
                try follow(old, new, into: &rollUps, in: tx)
            }
        }
        return try feed(seq: seq, covered: &covered, in: tx)
    }

    // MARK: One record

    private func put(_ entry: Entry, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws -> StoredRecord {
        guard let formulas = world.catalogue.registerFormulas[entry.new.key.register] else { preconditionFailure("a record of a register that is not there") }
        var new = entry.new
        new.seq = seq
        new.touched = seq
        new.changed = now
        if entry.old == nil { new.derived = Self.firstRollUps(formulas.register) }
        try settle(&new, formulas, in: tx)
        new.title = try title(of: new, formulas, in: tx)
        if new.number == nil, new.standing == .kept, let identifier = formulas.identifier { new.number = try number(identifier, new, in: tx) }
        try RecordStore.write(versionOf: new, note: entry.note, covered: &covered, tx)
        try RecordStore.keep(new, tx)
        if let old = entry.old { try AttachmentStore.release(gone(from: old, new, formulas.register), in: province, tx) }
        try RecordStore.replaceLinks(entry.old.map { links($0, formulas.register) } ?? [], by: links(new, formulas.register), of: new.key, in: province, tx)
        try RecordStore.replaceKeys(entry.old.map { RecordKeys.of($0, formulas.register) } ?? [], by: RecordKeys.of(new, formulas.register), of: new.key, in: province, tx)
        remember(old: entry.old, new)
        return new
    }

    /// Files that the record named before and no longer does. What another one took over, it keeps.
    private func gone(from old: StoredRecord, _ new: StoredRecord, _ register: Register) -> Set<String> {
        var gone: Set<String> = []
        for field in register.fields where field.type.holdsFiles { gone.formUnion(Set(old.body[field.code]?.texts ?? []).subtracting(new.body[field.code]?.texts ?? [])) }
        return gone
    }

    private func remember(old: StoredRecord?, _ new: StoredRecord) {
        if originals[new.key] == nil {
            originals[new.key] = .some(old)
            order.append(new.key)
        }
        known[new.key] = .some(new)
    }

    /// Works out the computed fields: what rests on roll-ups follows them, the rest is of the version.
    private func settle(_ record: inout StoredRecord, _ formulas: RegisterFormulas, in tx: ReadTransaction) throws {
        let linked = try linkedBodies(of: record, formulas, in: tx)
        var reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: now.day) { link, field in linked[link]?.value(field) }
        let settled = formulas.settled(reading)
        reading.body = settled
        let derived = formulas.derivedFields
        record.body = RecordBody(settled.values.filter { !derived.contains($0.key) })
        record.derived = RecordBody(settled.values.filter { derived.contains($0.key) })
    }

    /// A record with some of its computed fields worked out anew, and its title put together anew where that is asked for.
    func refitted(_ old: StoredRecord, _ formulas: RegisterFormulas, _ codes: Set<String>, isTitled: Bool, in tx: ReadTransaction) throws -> StoredRecord {
        var new = old
        let linked = try linkedBodies(of: old, formulas, in: tx)
        let reading = RecordReading(body: old.full, state: old.state, unit: old.unit.rawValue, today: old.changed.day) { link, field in linked[link]?.value(field) }
        let body = formulas.computed(codes, reading)
        for code in codes { new.body[code] = body[code] }
        if isTitled { new.title = try title(of: new, formulas, in: tx) }
        return new
    }

    /// A linked record with its register.
    private struct Linked {
        var record: StoredRecord
        var fields: [String: RecordField]

        func value(_ code: String) -> (value: RecordValue, type: FieldType)? {
            guard let field = fields[code], let value = record.full[code] else { return nil }
            return (value, field.valueType)
        }
    }

    private func linkedBodies(of record: StoredRecord, _ formulas: RegisterFormulas, in tx: ReadTransaction) throws -> [String: Linked] {
        var found: [String: Linked] = [:]
        for link in formulas.linkedFields.keys {
            guard let field = formulas.fields[link], let register = field.register, let id = record.body.text(link), let other = try self.record(RecordKey(register, id), in: tx),
                let fields = world.catalogue.registerFormulas[register]?.fields else { continue }
            found[link] = Linked(record: other, fields: fields)
        }
        return found
    }

    private func record(_ key: RecordKey, in tx: ReadTransaction) throws -> StoredRecord? {
        if let found = known[key] { return found }
        let found = try RecordStore.record(key, in: province, tx)
        known[key] = .some(found)
        return found
    }

    private func title(of record: StoredRecord, _ formulas: RegisterFormulas, in tx: ReadTransaction) throws -> String {
        let linked = try linkedBodies(of: record, formulas, in: tx), words = RecordWords(world), body = record.full
        var titles: [String: String] = [:]
        for code in formulas.title.fields where formulas.fields[code]?.type == .record {
            if let register = formulas.fields[code]?.register, let id = body.text(code) { titles[id] = try self.record(RecordKey(register, id), in: tx)?.title }
        }
        let text = formulas.title.text { code in
            if code == RecordPattern.Builtin.unit.rawValue { return world.units.unit(record.unit)?.version(nearest: now.day).fullName.vi }
            if let field = formulas.fields[code] { return body[code].map { words.text($0, of: field, titles: titles).vi } }
            let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2, let other = linked[parts[0]], let field = other.fields[parts[1]] else { return nil }
            return other.record.full[parts[1]].map { words.text($0, of: field, titles: [:]).vi }
        }
        return text.isEmpty ? "–" : String(text.prefix(300))
    }

    private func number(_ pattern: RecordPattern, _ record: StoredRecord, in tx: WriteTransaction) throws -> String {
        let code = world.units.unit(record.unit)?.code ?? record.unit.rawValue, year = String(now.day.year)
        func text(_ number: Int64?) -> String {
            pattern.pieces.map { piece in
                switch piece {
                case .text(let words): words
                case .field: ""
                case .unit: code
                case .year(let digits): String(year.suffix(digits))
                case .number(let digits): number.map { let text = String($0); return String(repeating: "0", count: max(0, digits - text.count)) + text } ?? "#"
                }
            }.joined()
        }
        return text(try RecordStore.nextNumber(text(nil), of: record.key.register, in: province, tx))
    }

    private func links(_ record: StoredRecord, _ register: Register) -> Set<RecordLink> {
        guard record.standing == .kept || record.standing == .erased else { return [] }
        var found: Set<RecordLink> = []
        for field in register.fields {
            if field.type == .record, let target = field.register, let id = record.body.text(field.code) { found.insert(RecordLink(register: target, target: id, field: field.code)) }
            for inner in field.fields where inner.type == .record {
                guard let target = inner.register else { continue }
                for row in record.body[field.code]?.rows ?? [] {
                    if let id = row.text(inner.code) { found.insert(RecordLink(register: target, target: id, field: "\(field.code).\(inner.code)")) }
                }
            }
        }
        return found
    }

    // MARK: Roll-ups

    private static func firstRollUps(_ register: Register) -> RecordBody {
        RecordBody(Dictionary(register.fields.compactMap { field in
            field.rollUp.flatMap { $0.take == .count || $0.take == .sum ? (field.code, RecordValue.text("0")) : nil }
        }) { first, _ in first })
    }

    /// Notes what a changed record does to those it names; a made-up one does nothing to real ones.
    private func follow(_ old: StoredRecord?, _ new: StoredRecord, into changes: inout [RecordKey: [String: RollUpChange]], in tx: ReadTransaction) throws {
        for rollUp in world.catalogue.rollUpsFrom[new.key.register] ?? [] {
            let before = rollUp.contribution(of: old), after = rollUp.contribution(of: new)
            if before?.target == after?.target, before?.value == after?.value { continue }
            func note(_ one: (target: String, value: String)?, _ place: WritableKeyPath<RollUpChange, [String]>) throws {
                guard let one else { return }
                let target = RecordKey(rollUp.register, one.target)
                if new.isIllustrative, try record(target, in: tx)?.isIllustrative == false { return }
                changes[target, default: [:]][rollUp.field.code, default: RollUpChange()][keyPath: place].append(one.value)
            }
            try note(before, \.gone)
            try note(after, \.come)
        }
    }

    /// Brings the roll-ups of one record up to date.
    ///
    /// - Returns: the record before and after; `nil` where nothing changed or it is not there.
    private func roll(_ changes: [String: RollUpChange], into target: RecordKey, seq: Int64, in tx: WriteTransaction) throws -> (StoredRecord, StoredRecord)? {
        guard let old = try record(target, in: tx), let formulas = world.catalogue.registerFormulas[target.register] else { return nil }
        var new = old
        for (code, change) in changes {
            guard let field = formulas.fields[code], let rollUp = field.rollUp else { continue }
            let value: String?
            if let quick = change.applied(to: old.derived.text(code), rollUp.take) { value = quick } else { value = try countedAnew(RollUpField(register: target.register, field: field, rollUp: rollUp), of: target, isIllustrative: old.isIllustrative, in: tx) }
            new.derived[code] = value.map { .text($0) }
        }
        try settle(&new, formulas, in: tx)
        guard new.derived != old.derived else { return nil }
        new.touched = seq
        try RecordStore.keep(new, tx)
        remember(old: old, new)
        return (old, new)
    }

    /// A record with everything that follows from others worked out anew.
    func derivedAnew(_ old: StoredRecord, _ formulas: RegisterFormulas, in tx: ReadTransaction) throws -> StoredRecord {
        var new = old
        new.derived = RecordBody()
        for field in formulas.register.fields {
            guard let rollUp = field.rollUp else { continue }
            new.derived[field.code] = try countedAnew(RollUpField(register: old.key.register, field: field, rollUp: rollUp), of: old.key, isIllustrative: old.isIllustrative, in: tx).map { .text($0) }
        }
        let body = new.body
        try settle(&new, formulas, in: tx)
        new.body = body
        return new
    }

    /// A roll-up from all records that name one.
    func countedAnew(_ field: RollUpField, of target: RecordKey, isIllustrative: Bool, in tx: ReadTransaction) throws -> String? {
        let ids = try RecordStore.linked(to: target, from: field.rollUp.register, via: field.rollUp.via, in: province, tx)
        let records = try RecordStore.records(ids, of: field.rollUp.register, in: province, tx)
        return RollUpChange.value(of: records.values.filter { isIllustrative || !$0.isIllustrative }.compactMap { field.contribution(of: $0) }.filter { $0.target == target.id }.map(\.value), field.rollUp.take)
    }

    // MARK: Figures

    private func feed(seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws -> ChangeDetail {
        var before = RecordFacts(), after = RecordFacts()
        for key in order {
            guard let formulas = world.catalogue.registerFormulas[key.register], !formulas.register.feeds.isEmpty else { continue }
            let reader = FeedReader(world: world, formulas: formulas)
            if case .some(.some(let old)) = originals[key] { before.take(reader.facts(old)) }
            if case .some(.some(let new)) = known[key] { after.take(reader.facts(new)) }
        }
        return try FedValues(province: province, seq: seq).write(before: before, after: after, covered: &covered, in: tx)
    }
}

/// The values by which records are found.
enum RecordKeys {
    static func of(_ record: StoredRecord, _ register: Register) -> Set<RecordIndexKey> {
        guard record.standing == .kept else { return [] }
        var found: Set<RecordIndexKey> = []
        for field in register.fields where field.unique != nil {
            if let key = unique(field, record) { found.insert(key) }
        }
        for index in register.duplicates.indices { if let key = likely(index, record, register) { found.insert(key) } }
        return found
    }

    /// The value that only one record may have.
    static func unique(_ field: RecordField, _ record: StoredRecord) -> RecordIndexKey? {
        guard let unique = field.unique, let text = record.full.text(field.code) else { return nil }
        let place: [String]
        switch unique {
        case .register: place = []
        case .unit: place = [record.unit.rawValue]
        case .within(let fields): place = fields.map { record.full[$0]?.texts.joined(separator: ",") ?? "" }
        }
        return RecordIndexKey(kind: "unique \(field.code)", value: (place + [text.lowercased()]).joined(separator: "\u{1F}"))
    }

    /// What a record has in common with its likely duplicates; `nil` unless all of the fields are filled in.
    static func likely(_ index: Int, _ record: StoredRecord, _ register: Register) -> RecordIndexKey? {
        var parts: [String] = []
        for field in register.duplicates[index] {
            if field == "UNIT" {
                parts.append(record.unit.rawValue)
            } else {
                guard let value = record.full[field] else { return nil }
                parts.append(value.texts.map { VietnameseText.folded($0) }.joined(separator: ","))
            }
        }
        return RecordIndexKey(kind: "likely \(index)", value: parts.joined(separator: "\u{1F}"))
    }
}
