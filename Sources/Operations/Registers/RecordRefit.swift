import Domain
import Storage

/// Computed fields and titles that packs declare anew, worked out for the records that are there: those that come out otherwise get a version of their own.
///
/// What people wrote stays as they wrote it, and so does what was worked out by formulas that have not changed.
struct RecordRefit {
    private let world: World
    /// By register: fields to work out anew.
    private let fields: [String: Set<String>]
    /// Registers whose titles are put together anew.
    private let titles: Set<String>

    /// - Parameter world: with the packs as they are to be.
    init(from old: NormCatalogue, to world: World) {
        self.world = world
        let formulas = world.catalogue.registerFormulas.filter { old.registers[$0.key] != nil && old.registers[$0.key] != $0.value.register }
        var fields = formulas.mapValues { new in
            let known = old.registers[new.register.code]
            return Set(new.computedFields.map(\.field).filter { field in known?.field(field.code).map { !Self.comesOutAlike($0, field) } ?? true }.map(\.code)).subtracting(new.derivedFields)
        }
        // What rests on such a field comes out otherwise, too, in its own register and in those that name its records.
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for (code, new) in world.catalogue.registerFormulas where old.registers[code] != nil {
                let more = new.computedFields.filter { field, formula in
                    !new.derivedFields.contains(field.code) && !(fields[code]?.contains(field.code) ?? false) && formula.fields.contains { Self.isAnew($0, in: new, fields) }
                }
                for (field, _) in more { fields[code, default: []].insert(field.code) }
                if !more.isEmpty { isGrowing = true }
            }
        }
        var titles: Set<String> = []
        isGrowing = true
        while isGrowing {
            isGrowing = false
            for (code, new) in world.catalogue.registerFormulas where !titles.contains(code) {
                guard let known = old.registers[code] else { continue }
                let isOther = known.title != new.register.title || new.title.fields.contains { field in
                    Self.isAnew(field, in: new, fields) || new.fields[field].map { $0.type == .record && titles.contains($0.register ?? "") } ?? false
                }
                if isOther { (isGrowing, _) = (true, titles.insert(code)) }
            }
        }
        self.titles = titles
        self.fields = fields.filter { !$0.value.isEmpty }
    }

    private static func comesOutAlike(_ old: RecordField, _ new: RecordField) -> Bool {
        old.formula == new.formula && old.decimals == new.decimals && old.valueType == new.valueType
    }

    private static func isAnew(_ code: String, in formulas: RegisterFormulas, _ fields: [String: Set<String>]) -> Bool {
        let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
        if fields[formulas.register.code]?.contains(parts[0]) ?? false { return true }
        guard parts.count == 2, let other = formulas.fields[parts[0]]?.register else { return false }
        return fields[other]?.contains(parts[1]) ?? false
    }

    /// Registers whose records may come out otherwise, those that others rest on first.
    private var registers: [RegisterFormulas] {
        var left = Set(fields.keys).union(titles), found: [RegisterFormulas] = []
        while !left.isEmpty {
            let next = left.filter { code in
                guard let formulas = world.catalogue.registerFormulas[code] else { return true }
                return !(Set(formulas.linkedFields.keys).union(formulas.title.fields)).contains { link in formulas.fields[link]?.register.map { $0 != code && left.contains($0) } ?? false }
            }
            // Registers that rest on each other go together.
            let round = next.isEmpty ? left : next
            found += round.sorted().compactMap { world.catalogue.registerFormulas[$0] }
            left.subtract(round)
        }
        return found
    }

    /// How many records of which register would come out otherwise.
    func look(at now: Moment, _ tx: ReadTransaction) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for province in try provinces(tx) {
            let writer = RecordWriter(world, province: province, at: now)
            for formulas in registers {
                try each(of: formulas, in: province, tx) { old in
                    if try refitted(old, formulas, writer, tx) != nil { found[formulas.register.code, default: 0] += 1 }
                }
            }
        }
        return found
    }

    /// Writes what comes out otherwise, a change for each province and register; made-up records in a change of their own.
    func write(by person: Person, at now: Moment, _ tx: WriteTransaction) throws {
        for province in try provinces(tx) {
            try ChangeLog.hold(province, in: tx)
            for formulas in registers {
                for isIllustrative in [false, true] { try write(formulas, province, isIllustrative: isIllustrative, by: person, at: now, tx) }
            }
        }
    }

    private func write(_ formulas: RegisterFormulas, _ province: String, isIllustrative: Bool, by person: Person, at now: Moment, _ tx: WriteTransaction) throws {
        let code = formulas.register.code, writer = RecordWriter(world, province: province, at: now)
        var ids: [String] = []
        try each(of: formulas, in: province, tx) { old in
            if old.isIllustrative == isIllustrative, try refitted(old, formulas, writer, tx) != nil { ids.append(old.key.id) }
        }
        guard !ids.isEmpty else { return }
        try ChangeLog.append(.recordsRefitted, to: province, subject: code, by: person, at: now, in: tx) { seq, covered in
            var rest = ids[...]
            while !rest.isEmpty {
                let some = rest.prefix(500)
                rest = rest.dropFirst(500)
                for (_, old) in try RecordStore.records(some, of: code, in: province, tx).sorted(by: { $0.key < $1.key }) {
                    guard var new = try refitted(old, formulas, writer, tx) else { continue }
                    (new.seq, new.touched) = (seq, seq)
                    try RecordStore.write(versionOf: new, note: nil, covered: &covered, tx)
                    try RecordStore.keep(new, tx)
                    try RecordStore.replaceKeys(RecordKeys.of(old, formulas.register), by: RecordKeys.of(new, formulas.register), of: new.key, in: province, tx)
                }
            }
            return ChangeDetail(facts: ["records": String(ids.count)])
        }
    }

    /// - Returns: the record as it comes out; `nil` where that is how it is.
    private func refitted(_ old: StoredRecord, _ formulas: RegisterFormulas, _ writer: RecordWriter, _ tx: ReadTransaction) throws -> StoredRecord? {
        let code = formulas.register.code, new = try writer.refitted(old, formulas, fields[code] ?? [], isTitled: titles.contains(code), in: tx)
        return new.body == old.body && new.title == old.title ? nil : new
    }

    private func provinces(_ tx: ReadTransaction) throws -> [String] {
        fields.isEmpty && titles.isEmpty ? [] : try ChangeLog.heads(in: tx).keys.sorted()
    }

    private func each(of formulas: RegisterFormulas, in province: String, _ tx: ReadTransaction, _ body: (StoredRecord) throws -> Void) throws {
        var last = ""
        while true {
            let rows = try tx.rows("""
                SELECT \(sql: RecordStore.columns) FROM record
                WHERE province = \(province) AND register = \(formulas.register.code) AND standing = \(StoredRecord.Standing.kept) AND id > \(last) ORDER BY id LIMIT 1000
                """)
            guard let end = rows.last else { return }
            last = end.text(2)
            for row in rows { try body(try StoredRecord(row: row)) }
        }
    }
}
