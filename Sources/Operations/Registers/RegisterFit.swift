import Domain
import Storage

/// Something about records that are there which would not fit their register as it is to be.
package struct RegisterFit: Sendable, Hashable, Encodable {
    package var register: String
    package var what: Label
    package var remedy: Label
    /// How many records it is about.
    package var records: Int
    /// Numbers or identities of a few of them.
    package var examples: [String]
    /// Whether the register cannot be put in use as it is: such records could not be shown any more.
    package var isBlocking: Bool
    /// Whether it is only that the register's version was not raised.
    package var isOnVersion = false

    /// What would not fit in the registers of some packs.
    static func all(from catalogue: NormCatalogue, to packs: [Pack], _ tx: ReadTransaction) throws -> [RegisterFit] {
        var found: [RegisterFit] = []
        let coming = Dictionary(packs.flatMap(\.registers).map { ($0.code, $0) }) { $1 }
        for pack in packs {
            for register in catalogue.pack(pack.code)?.registers ?? [] {
                guard coming[register.code] != register else { continue }
                found += try of(register, as: coming[register.code], packs: packs, catalogue, tx)
            }
        }
        return found
    }

    private static func of(_ old: Register, as new: Register?, packs: [Pack], _ catalogue: NormCatalogue, _ tx: ReadTransaction) throws -> [RegisterFit] {
        var records: [StoredRecord] = []
        try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE register = \(old.code) AND standing = \(StoredRecord.Standing.kept)").forEach { records.append(try StoredRecord(row: $0)) }
        guard !records.isEmpty else { return [] }
        guard let new else {
            return [RegisterFit(register: old.code, records, Label(vi: "sổ không còn trong gói nhưng có \(records.count) hồ sơ", en: "the register has left the pack, but \(records.count) records are in it"),
                                Label(vi: "Giữ sổ lại; muốn ngừng dùng thì bỏ quyền thêm.", en: "Keep the register; to stop using it, take the right to add away."), isBlocking: true)]
        }
        return version(records, old, new) + states(records, new) + fields(records, old, new, packs, catalogue) + rules(records, new)
    }

    private init(register: String, _ records: [StoredRecord], _ what: Label, _ remedy: Label, isBlocking: Bool = false) {
        self.register = register
        self.what = what
        self.remedy = remedy
        self.records = records.count
        self.isBlocking = isBlocking
        examples = records.prefix(5).map { $0.number ?? $0.key.id }
    }

    /// What says under which version a record was written has to change with what it may say.
    private static func version(_ records: [StoredRecord], _ old: Register, _ new: Register) -> [RegisterFit] {
        guard new.version == old.version, new.fields != old.fields || new.rules != old.rules || new.states != old.states else { return [] }
        var fit = RegisterFit(register: new.code, records, Label(vi: "trường, quy tắc hoặc trạng thái đã khác nhưng «version» vẫn là \(old.version)", en: "fields, rules or states differ, but “version” is still \(old.version)"),
                            Label(vi: "Nâng «version» lên \(old.version + 1).", en: "Raise “version” to \(old.version + 1)."))
        fit.isOnVersion = true
        return [fit]
    }

    private static func states(_ records: [StoredRecord], _ new: Register) -> [RegisterFit] {
        Dictionary(grouping: records.filter { new.state($0.state) == nil }, by: \.state).sorted { $0.key < $1.key }.map { state, records in
            RegisterFit(register: new.code, records, Label(vi: "trạng thái «\(state)» không còn nhưng có \(records.count) hồ sơ", en: "the state “\(state)” is gone, but \(records.count) records are in it"),
                        Label(vi: "Giữ trạng thái này, hoặc chuyển các hồ sơ trước.", en: "Keep the state, or move the records first."), isBlocking: true)
        }
    }

    private static func fields(_ records: [StoredRecord], _ old: Register, _ new: Register, _ packs: [Pack], _ catalogue: NormCatalogue) -> [RegisterFit] {
        var found: [RegisterFit] = []
        for field in old.fields where field.type.isInput && new.field(field.code) == nil {
            let holding = records.filter { $0.body[field.code] != nil }
            if !holding.isEmpty {
                found.append(RegisterFit(register: new.code, holding, Label(vi: "ô «\(field.name.vi)» không còn; \(holding.count) hồ sơ có ghi ô này, chỉ còn xem được trong lịch sử", en: "the field “\(field.name.en)” is gone; \(holding.count) records fill it in and will show it in their history only"),
                                         Label(vi: "Giữ ô này, hoặc kết xuất trước.", en: "Keep the field, or export first.")))
            }
        }
        for field in new.fields where field.type.isInput {
            if old.field(field.code).map({ !$0.isRequired }) ?? true, field.isRequired {
                let lacking = records.filter { $0.body[field.code] == nil }
                if !lacking.isEmpty {
                    found.append(RegisterFit(register: new.code, lacking, Label(vi: "ô «\(field.name.vi)» thành bắt buộc; \(lacking.count) hồ sơ chưa ghi", en: "the field “\(field.name.en)” becomes required; \(lacking.count) records lack it"),
                                             Label(vi: "Hồ sơ cũ vẫn hợp lệ; phải ghi khi sửa lần sau.", en: "They stay valid; it has to be filled in with the next change.")))
                }
            }
            let misfits = records.filter { record in (record.body[field.code]?.texts ?? []).contains { !fits($0, field, packs, catalogue) } }
            if !misfits.isEmpty {
                // Without its option a choice can be read no more; what is only out of range can.
                let isChoice = [.choice, .many].contains(field.type)
                found.append(RegisterFit(register: new.code, misfits, Label(vi: "\(misfits.count) hồ sơ có giá trị không hợp với ô «\(field.name.vi)» mới", en: "\(misfits.count) records hold what the new field “\(field.name.en)” does not take"),
                                         Label(vi: "Giữ kiểu và các lựa chọn cũ, hoặc sửa các hồ sơ trước.", en: "Keep the old type and options, or change the records first."), isBlocking: isChoice))
            }
        }
        return found
    }

    private static func fits(_ text: String, _ field: RecordField, _ packs: [Pack], _ catalogue: NormCatalogue) -> Bool {
        switch field.type {
        case .choice, .many, .ethnicGroup:
            let own = field.options.map(\.code)
            if !own.isEmpty { return own.contains(text) }
            let category = field.category.flatMap { code in packs.flatMap(\.categories).first { $0.code == code } ?? catalogue.categories[code] }
            return category?.options.contains { $0.code == text } ?? true
        case .number, .money, .date, .yesNo, .phone, .identityNumber, .email, .link, .place:
            do throws(FieldRefusal) {
                try field.checkRange(try field.type.canonical(text, decimals: field.decimals, mark: .point))
                return true
            } catch { return false }
        default: return true
        }
    }

    private static func rules(_ records: [StoredRecord], _ new: Register) -> [RegisterFit] {
        let formulas = RegisterFormulas(new)
        var broken: [String: [StoredRecord]] = [:]
        for record in records {
            let reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: record.changed.day) { _, _ in nil }
            for problem in formulas.problems(reading) { if let rule = problem.rule, problem.severity == .error { broken[rule, default: []].append(record) } }
        }
        return broken.sorted { $0.key < $1.key }.compactMap { code, records in
            guard let rule = new.rules.first(where: { $0.code == code }) else { return nil }
            return RegisterFit(register: new.code, records, Label(vi: "\(records.count) hồ sơ không đúng quy tắc «\(rule.name.vi)»", en: "\(records.count) records break the rule “\(rule.name.en)”"),
                               Label(vi: "Hồ sơ cũ vẫn hợp lệ; phải sửa khi ghi lần sau.", en: "They stay valid; they have to be corrected with the next change."))
        }
    }
}
