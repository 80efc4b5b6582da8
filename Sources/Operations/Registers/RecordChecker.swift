import Domain
import Storage

/// Takes in what was written into a record and looks at what comes of it.
struct RecordChecker {
    let world: World
    let province: String
    let person: Person
    let today: Day
    let tx: ReadTransaction

    /// - Parameters:
    ///   - record: as it was, or new; on return with what was written.
    ///   - old: as it was, `nil` for a new one.
    ///   - seen: number of the version that the writer began with: what they left as it was then stays as others have made it since.
    /// - Returns: everything wrong with it, and other records that are likely of the same thing.
    func take(_ input: RecordInput, into record: inout StoredRecord, over old: StoredRecord?, since seen: Int64? = nil) throws -> (problems: [RecordProblem], likely: [Registers.LikelySame]) {
        guard let formulas = world.catalogue.registerFormulas[record.key.register] else { throw Registers.noRegister }
        let register = formulas.register
        let reader = InputReader(world: world, register: register, province: province, tx: tx, person: person, today: today)
        var (changes, problems) = try reader.read(input, over: old?.body)
        let sight = RegisterSight(register, for: person, in: world, on: today)
        for code in changes.keys {
            // What somebody does not see they cannot overwrite.
            if let field = register.field(code), !sight.sees(field) { changes[code] = nil }
        }
        if let seen, let old, seen < old.seq, let base = try RecordStore.version(of: old.key, at: seen, in: province, tx)?.body {
            for (code, mine) in changes where mine == base[code] { changes[code] = nil }
        }
        record.body = record.body.merging(changes)
        problems += try takeOnIllustration(&record, register, old)
        let refused = Set(problems.flatMap(\.fields))
        let checked = try problemsOf(&record, formulas)
        problems += checked.filter { $0.fields.isEmpty || !$0.fields.allSatisfy { refused.contains($0) } }
        problems += try taken(record, register)
        return (problems, try likely(record, old, register, sight))
    }

    /// A new record that names a made-up one is made up itself; one that is there already cannot become so.
    private func takeOnIllustration(_ record: inout StoredRecord, _ register: Register, _ old: StoredRecord?) throws -> [RecordProblem] {
        guard !record.isIllustrative else { return [] }
        for field in register.fields {
            let links = field.type == .record ? [(field, record.body.text(field.code))] : field.fields.filter { $0.type == .record }.flatMap { inner in (record.body[field.code]?.rows ?? []).map { (inner, $0.text(inner.code)) } }
            for (link, id) in links {
                guard let other = link.register, let id, try RecordStore.record(RecordKey(other, id), in: province, tx)?.isIllustrative == true else { continue }
                guard old != nil else {
                    record.isIllustrative = true
                    return []
                }
                return [RecordProblem(fields: [field.code], reason: Label(vi: "«\(field.name.vi)» là hồ sơ minh họa", en: "“\(field.name.en)” is a made-up record"),
                                      remedy: Label(vi: "Chọn hồ sơ thật, hoặc thêm hồ sơ mới để dùng thử.", en: "Choose a real one, or add a new record to try things out."))]
            }
        }
        return []
    }

    /// Works out computed fields and looks at the rules.
    func problemsOf(_ record: inout StoredRecord, _ formulas: RegisterFormulas) throws -> [RecordProblem] {
        let linked = try linkedValues(record, formulas)
        var reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: today) { linked["\($0).\($1)"] }
        reading.body = formulas.settled(reading)
        record.body = RecordBody(reading.body.values.filter { !formulas.derivedFields.contains($0.key) })
        return formulas.problems(reading) + identityWarnings(record, formulas.register)
    }

    func linkedValues(_ record: StoredRecord, _ formulas: RegisterFormulas) throws -> [String: (value: RecordValue, type: FieldType)] {
        var found: [String: (value: RecordValue, type: FieldType)] = [:]
        for (link, codes) in formulas.linkedFields {
            guard let register = formulas.fields[link]?.register, let id = record.body.text(link), let other = try RecordStore.record(RecordKey(register, id), in: province, tx),
                let fields = world.catalogue.registerFormulas[register]?.fields else { continue }
            for code in codes { if let field = fields[code], let value = other.full[code] { found["\(link).\(code)"] = (value, field.valueType) } }
        }
        return found
    }

    /// Values that another record has already and only one may have.
    private func taken(_ record: StoredRecord, _ register: Register) throws -> [RecordProblem] {
        try register.fields.compactMap { field in
            guard let key = RecordKeys.unique(field, record), try RecordStore.holders(of: key.kind, key.value, register: register.code, in: province, tx).contains(where: { $0 != record.key.id }) else { return nil }
            return RecordProblem(fields: [field.code], reason: Label(vi: "«\(field.name.vi)» đã có ở hồ sơ khác", en: "“\(field.name.en)” stands in another record already"),
                                 remedy: Label(vi: "Kiểm tra lại, hoặc tìm hồ sơ đã có.", en: "Check it, or look for the record that has it."))
        }
    }

    private func likely(_ record: StoredRecord, _ old: StoredRecord?, _ register: Register, _ sight: RegisterSight) throws -> [Registers.LikelySame] {
        var ids: [String] = []
        for index in register.duplicates.indices {
            guard let key = RecordKeys.likely(index, record, register), old.flatMap({ RecordKeys.likely(index, $0, register) }) != key else { continue }
            for id in try RecordStore.holders(of: key.kind, key.value, register: register.code, in: province, tx) where id != record.key.id && !ids.contains(id) { ids.append(id) }
        }
        return try RecordStore.records(ids.prefix(20).map { $0 }, of: register.code, in: province, tx).values.sorted { $0.key.id < $1.key.id }.map { other in
            let isSeen = sight.may(.see, other)
            let title = isSeen ? RecordShower(world: world, sight: sight, isMasking: true).title(other) : ""
            return Registers.LikelySame(key: other.key, number: isSeen ? other.number : nil, title: title, unit: other.unit, isSeen: isSeen)
        }
    }

    /// Sex and year of birth that the identity number tells are looked at, not enforced: papers err.
    private func identityWarnings(_ record: StoredRecord, _ register: Register) -> [RecordProblem] {
        register.fields.filter { $0.type == .identityNumber }.compactMap { field in
            guard let number = record.body.text(field.code).map(Array.init), number.count == 12, let sign = number[3].wholeNumberValue else { return nil }
            let year = 1900 + sign / 2 * 100 + (Int(String(number[4...5])) ?? 0), isWoman = sign % 2 == 1
            let sexes = register.fields.filter { $0.category == "SEX" }.compactMap { record.body.text($0.code) }
            let births = register.fields.filter { $0.code.hasPrefix("BORN") || $0.code.hasPrefix("BIRTH") }.compactMap { record.body.text($0.code) }
            let sexDiffers = sexes.first.map { ($0 == "F") != isWoman } ?? false, yearDiffers = births.first.map { !$0.hasPrefix(String(year)) } ?? false
            guard sexDiffers || yearDiffers else { return nil }
            return RecordProblem(severity: .warning, fields: [field.code], reason: Label(vi: "số định danh không khớp giới tính hoặc năm sinh đã ghi", en: "the identification number does not agree with sex or year of birth"),
                                 remedy: Label(vi: "Đối chiếu với thẻ căn cước.", en: "Compare it with the identity card."))
        }
    }

    /// Fields that were changed by others since the writer looked, and that the writer wants otherwise.
    func conflicts(_ input: RecordInput, with old: StoredRecord, since seen: Int64?, _ tx: ReadTransaction) throws -> [Registers.FieldConflict] {
        guard let seen, seen < old.seq, let formulas = world.catalogue.registerFormulas[old.key.register] else { return [] }
        guard let base = try RecordStore.version(of: old.key, at: seen, in: province, tx)?.body else { return [] }
        let reader = InputReader(world: world, register: formulas.register, province: province, tx: tx, person: person, today: today)
        let shower = RecordShower(world: world, sight: RegisterSight(formulas.register, for: person, in: world, on: today), isMasking: true)
        var found: [Registers.FieldConflict] = []
        for (code, mine) in try reader.read(input, over: old.body).changes.sorted(by: { $0.key < $1.key }) where old.body[code] != base[code] && mine != old.body[code] && mine != base[code] {
            let change = try RecordStore.lastChange(of: code, in: old.key, after: seen, province: province, tx)
            found.append(.init(field: code, mine: mine, theirs: shower.cells(old, [code], titles: [:])[code]?.value, theirName: change?.person ?? "", theirTime: change?.at ?? old.changed))
        }
        return found
    }
}
