import Domain
import Storage

/// What somebody wrote into the fields of a record; fields that are not named stay as they are.
package struct RecordInput: Sendable {
    package enum Given: Sendable, Hashable {
        case text(String)
        /// Options, files.
        case list([String])
        /// Rows of a repeating group; empty ones are left out.
        case rows([[String: String]])

        /// The one text; of lists and rows nothing.
        package var text: String { if case .text(let text) = self { text } else { "" } }
    }

    package var fields: [String: Given]
    /// Of numbers: a comma as people write, a point as programs do.
    package var mark: DecimalMark

    package init(_ fields: [String: Given], mark: DecimalMark = .comma) {
        self.fields = fields
        self.mark = mark
    }
}

/// Reads what was written into fields: each is brought into the form in which it is kept, or refused with a reason and a remedy.
struct InputReader {
    let world: World
    let register: Register
    let province: String
    let tx: ReadTransaction
    /// Records of other registers that are chosen from must be in the writer's sight; `nil` for whoever owns the machine.
    let person: Person
    let today: Day

    /// - Parameter old: the record before, whose values may be written again even where they could not be chosen anew.
    func read(_ input: RecordInput, over old: RecordBody?) throws -> (changes: [String: RecordValue?], problems: [RecordProblem]) {
        var changes: [String: RecordValue?] = [:], problems: [RecordProblem] = []
        for (code, given) in input.fields.sorted(by: { $0.key < $1.key }) {
            guard let field = register.field(code), field.type.isInput else {
                problems.append(RecordProblem(fields: [code], reason: Label(vi: "sổ không có ô «\(code)» để ghi", en: "the register has no field “\(code)” to fill in"),
                                              remedy: Label(vi: "Dùng mã ô có trong sổ.", en: "Use the code of a field of the register.")))
                continue
            }
            do {
                changes[code] = .some(try value(given, field, old?[code], input.mark))
            } catch let refusal as FieldRefusal {
                problems.append(RecordProblem(fields: [code], reason: Label(vi: "\(field.name.vi): \(refusal.reason.vi)", en: "\(field.name.en): \(refusal.reason.en)"), remedy: refusal.remedy))
            } catch let refusals as RowRefusals {
                problems += refusals.problems
            }
        }
        return (changes, problems)
    }

    private struct RowRefusals: Error { var problems: [RecordProblem] }

    private func value(_ given: RecordInput.Given, _ field: RecordField, _ old: RecordValue?, _ mark: DecimalMark) throws -> RecordValue? {
        switch (field.type, given) {
        case (.group, .rows(let rows)): return try group(rows, field, old, mark)
        case (.group, _): throw FieldRefusal(Label(vi: "ô này gồm nhiều dòng", en: "this field has rows"), remedy: Label(vi: "Ghi từng dòng.", en: "Give its rows."))
        case (.file, _), (.photo, _):
            // Files are put and taken off on their own; writing the same ones again changes nothing.
            let items = texts(given, isMany: true)
            guard Set(items) == Set(old?.texts ?? []) else { throw FieldRefusal(Label(vi: "tệp không ghi ở đây", en: "files are not written here"), remedy: Label(vi: "Gửi và gỡ tệp ở trang của hồ sơ.", en: "Put files and take them off on the record’s page.")) }
            return old
        case (.many, _):
            let items = texts(given, isMany: true), known = Set(old?.texts ?? [])
            return .list(try items.map { try one($0, field, isKnown: known.contains($0), mark) })
        default:
            let items = texts(given, isMany: false)
            guard let first = items.first else { return nil }
            guard items.count == 1 else { throw FieldRefusal(Label(vi: "ô này chỉ ghi một giá trị", en: "this field takes one value"), remedy: Label(vi: "Chọn một.", en: "Choose one.")) }
            return .text(try one(first, field, isKnown: old?.text == first, mark))
        }
    }

    private func texts(_ given: RecordInput.Given, isMany: Bool) -> [String] {
        let all: [String] =
            switch given {
            case .text(let text): isMany ? text.split { ",;\n".contains($0) }.map(String.init) : [text]
            case .list(let items): items
            case .rows: []
            }
        var found: [String] = []
        for text in all.map(\.trimmingWhitespace) where !text.isEmpty && !found.contains(text) { found.append(text) }
        return found
    }

    private func group(_ rows: [[String: String]], _ field: RecordField, _ old: RecordValue?, _ mark: DecimalMark) throws -> RecordValue? {
        var bodies: [RecordBody] = [], problems: [RecordProblem] = []
        guard rows.count <= Self.mostRows else { throw FieldRefusal(Label(vi: "quá \(Self.mostRows) dòng", en: "more than \(Self.mostRows) rows"), remedy: Label(vi: "Chia thành nhiều hồ sơ.", en: "Make several records of it.")) }
        for (index, row) in rows.enumerated() where row.values.contains(where: { !$0.trimmingWhitespace.isEmpty }) {
            var body = RecordBody()
            for (code, text) in row {
                guard let inner = field.fields.first(where: { $0.code == code }) else { continue }
                do { body[code] = try value(.text(text), inner, nil, mark) } catch let refusal as FieldRefusal {
                    problems.append(RecordProblem(fields: ["\(field.code).\(code)"], row: index, reason: Label(vi: "\(field.name.vi), dòng \(index + 1), \(inner.name.vi): \(refusal.reason.vi)", en: "\(field.name.en), row \(index + 1), \(inner.name.en): \(refusal.reason.en)"), remedy: refusal.remedy))
                }
            }
            bodies.append(body)
        }
        guard problems.isEmpty else { throw RowRefusals(problems: problems) }
        return .rows(bodies)
    }

    private static let mostRows = 200

    private func one(_ typed: String, _ field: RecordField, isKnown: Bool, _ mark: DecimalMark) throws -> String {
        let text = try field.type.canonical(typed, decimals: field.decimals, mark: mark)
        try field.checkRange(text)
        switch field.type {
        case .choice, .many, .ethnicGroup: return try option(text, field)
        case .period: return try period(text, field)
        case .orgUnit: return try unit(text, field, isKnown: isKnown)
        case .agency: return try agency(text)
        case .record: return try record(text, field, isKnown: isKnown)
        case .person: return try person(text)
        default: return text
        }
    }

    /// An option by its code, or by its name as a file may give it.
    private func option(_ text: String, _ field: RecordField) throws -> String {
        let options = RecordWords(world).options(of: field)
        if let found = options.first(where: { $0.code == text }) { return found.code }
        let folded = VietnameseText.folded(text)
        let named = options.filter { VietnameseText.folded($0.name.vi) == folded || VietnameseText.folded($0.name.en) == folded || VietnameseText.folded($0.code) == folded }
        if named.count == 1 { return named[0].code }
        let list = Label(vi: options.prefix(8).map(\.name.vi).joined(separator: ", "), en: options.prefix(8).map(\.name.en).joined(separator: ", ")), more = options.count > 8 ? "…" : ""
        throw FieldRefusal(Label(vi: "không có lựa chọn «\(text)»", en: "there is no choice “\(text)”"), remedy: Label(vi: "Chọn một trong: \(list.vi)\(more).", en: "Choose one of: \(list.en)\(more)."))
    }

    private func period(_ text: String, _ field: RecordField) throws -> String {
        let period = try? world.catalogue.periods.period(text)  // what is wrong with it is told below
        if let period, field.periodKind.map({ $0 == period.kind }) ?? true { return period.id }
        throw FieldRefusal(Label(vi: "«\(text)» không phải là kỳ của ô này", en: "“\(text)” is not a period of this field"), remedy: Label(vi: "Ghi dạng 2026, 2026-Q3 hoặc 2026-07.", en: "Write it as 2026, 2026-Q3 or 2026-07."))
    }

    private func unit(_ text: String, _ field: RecordField, isKnown: Bool) throws -> String {
        if isKnown { return text }
        let found = world.units.unit(UnitID(text)) ?? world.units.unit(code: text, asOf: today)
        guard let found, world.province(of: found.id) == province || found.level == .province else {
            throw FieldRefusal(Label(vi: "không có đơn vị «\(text)» trong tỉnh", en: "there is no unit “\(text)” in the province"), remedy: Label(vi: "Chọn đơn vị trong danh sách hoặc ghi mã.", en: "Choose a unit from the list, or write its code."))
        }
        guard field.levels.isEmpty || field.levels.contains(found.level) else {
            let levels = Label(vi: field.levels.map(\.word.vi).joined(separator: ", "), en: field.levels.map(\.word.en).joined(separator: ", "))
            throw FieldRefusal(Label(vi: "«\(found.versions.last?.fullName.vi ?? text)» không đúng cấp", en: "“\(found.versions.last?.fullName.en ?? text)” is not of the right level"), remedy: Label(vi: "Chọn đơn vị cấp: \(levels.vi).", en: "Choose a unit of level: \(levels.en)."))
        }
        return found.id.rawValue
    }

    private func agency(_ text: String) throws -> String {
        if world.catalogue.agencies[text] != nil { return text }
        if try tx.row("SELECT code FROM agency WHERE code = \(text) LIMIT 1") != nil { return text }
        let folded = VietnameseText.folded(text), named = world.catalogue.agencies.values.filter { VietnameseText.folded($0.name.vi) == folded || VietnameseText.folded($0.name.en) == folded }
        if named.count == 1 { return named[0].code }
        throw FieldRefusal(Label(vi: "không có cơ quan «\(text)»", en: "there is no agency “\(text)”"), remedy: Label(vi: "Chọn cơ quan trong danh sách.", en: "Choose an agency from the list."))
    }

    /// Another record by its identity, its number, or what only it has.
    private func record(_ text: String, _ field: RecordField, isKnown: Bool) throws -> String {
        if isKnown { return text }
        guard let code = field.register, let other = world.catalogue.registers[code] else { throw unknownRecord(text) }
        let found = try RecordStore.record(RecordKey(code, text), in: province, tx) ?? numbered(text, code)
        let sight = RegisterSight(other, for: person, in: world, on: today)
        guard let found, found.standing == .kept, sight.may(.see, found) else { throw unknownRecord(text) }
        guard field.registerStates.isEmpty || field.registerStates.contains(found.state),
            field.registerConditions.allSatisfy({ field, values in found.full[field]?.texts.contains { values.contains($0) } ?? false }) else {
            throw FieldRefusal(Label(vi: "không chọn được «\(found.title)» ở đây", en: "“\(found.title)” cannot be chosen here"), remedy: Label(vi: "Chọn trong danh sách.", en: "Choose from the list."))
        }
        return found.key.id
    }

    private func numbered(_ text: String, _ register: String) throws -> StoredRecord? {
        let rows = try tx.rows("SELECT id FROM record WHERE province = \(province) AND register = \(register) AND number = \(text) LIMIT 2")
        guard rows.count == 1 else { return nil }
        return try RecordStore.record(RecordKey(register, rows[0].text(0)), in: province, tx)
    }

    private func unknownRecord(_ text: String) -> FieldRefusal {
        FieldRefusal(Label(vi: "không có hồ sơ «\(text)»", en: "there is no record “\(text)”"), remedy: Label(vi: "Chọn trong danh sách, hoặc ghi số hiệu hồ sơ.", en: "Choose from the list, or write its number."))
    }

    private func person(_ text: String) throws -> String {
        if let found = try PeopleStore.person(PersonID(text), in: tx), found.province == province { return found.id.rawValue }
        if let found = try PeopleStore.person(signInName: PersonRules.key(text), in: tx), found.province == province, found.state == .active { return found.id.rawValue }
        throw FieldRefusal(Label(vi: "không có người dùng «\(text)»", en: "there is no user “\(text)”"), remedy: Label(vi: "Ghi tên đăng nhập.", en: "Write the sign-in name."))
    }
}
