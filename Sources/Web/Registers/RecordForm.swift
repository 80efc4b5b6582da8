import Domain
import Markup
import Operations

/// What stands in the form of a record: as it was kept, as it was just typed, and what is wrong with it.
struct RecordForm {
    let register: Register
    let request: PageRequest
    let key: RecordKey
    /// As it stands; `nil` for a new one.
    let sheet: Registers.Sheet?
    /// Number of the version that the writer began with.
    let seen: Int64?
    /// Fields of the register that the writer fills in here.
    let fields: [RecordField]
    /// Units that the record can belong to.
    let units: [OrgUnit]
    /// As chosen or typed.
    var unit = ""
    /// What the fields hold, in the form in which people write it; options, records and units by what stands for them.
    var values: [String: [String]] = [:]
    /// What was typed in place of a record, a unit or a person that has not been made out yet.
    var typed: [String: String] = [:]
    var candidates: [String: [Registers.RecordChoice]] = [:]
    var rows: [String: [Row]] = [:]
    /// Masked fields that the writer wants emptied.
    var cleared: Set<String> = []
    var problems: [RecordProblem] = []
    var likely: [Registers.LikelySame] = []
    var conflicts: [Registers.FieldConflict] = []

    /// A row of a repeating group.
    struct Row {
        var cells: [String: String] = [:]
        /// Its place among the rows that were kept before, whose masked cells stay unless they are written anew.
        var origin: Int?

        var isEmpty: Bool { cells.values.allSatisfy(\.isEmpty) }
    }

    /// What the writer began with.
    private let base: RecordBody?

    /// - Parameter sheet: of the record that is to be changed; `nil` for a new one.
    init(_ register: Register, _ sheet: Registers.Sheet?, key: RecordKey, _ request: PageRequest) throws {
        self.register = register
        self.sheet = sheet
        self.key = key
        self.request = request
        let registers = request.khen.registers, visible = try registers.seenFields(of: register.code, by: request.person)
        fields = register.fields.filter { visible.contains($0.code) && $0.type.isInput && !$0.type.holdsFiles }
        units = try registers.unitsToAddAt(register.code, by: request.person)
        seen = request.fields["seen"].flatMap { Int64($0) } ?? sheet?.record.seq
        if let sheet, let seen, seen != sheet.record.seq { base = try registers.body(of: key, at: seen, by: request.person) } else { base = sheet?.record.body }
        unit = sheet?.record.unit.rawValue ?? (units.count == 1 ? units[0].id.rawValue : "")
    }

    // MARK: Filled in

    /// What a record holds already.
    mutating func fill(from body: RecordBody) {
        for field in fields {
            if field.type == .group {
                rows[field.code] = (body[field.code]?.rows ?? []).enumerated().map { index, row in Row(cells: shown(row, field), origin: index) }
            } else {
                values[field.code] = shown(body[field.code], field)
            }
        }
    }

    /// What a new record begins with: the register's own beginnings, and what the address names.
    mutating func begin() {
        for field in fields where field.type != .group {
            if let initial = field.initial { values[field.code] = shown(.text(initial == "today" ? request.today.iso : initial), field) }
            let given = request.query.all.filter { $0.name == field.code && !$0.value.isEmpty }.map(\.value)
            if !given.isEmpty { values[field.code] = given }
        }
        if let asked = request.query["unit"], let found = request.world.units.unit(UnitID(asked)) ?? request.world.units.unit(code: asked, asOf: request.today) { unit = found.id.rawValue }
    }

    /// A value as people write it; nothing of what is masked.
    private func shown(_ value: RecordValue?, _ field: RecordField) -> [String] {
        guard let value, !isMasked(field) else { return [] }
        return value.texts.map { Self.text($0, field, request.language) }
    }

    private func shown(_ row: RecordBody, _ group: RecordField) -> [String: String] {
        var cells: [String: String] = [:]
        for inner in group.fields where !isMasked(inner) { cells[inner.code] = row.text(inner.code).map { Self.text($0, inner, request.language) } }
        return cells
    }

    /// A kept text in the form in which it is typed: numbers with the reader's decimal mark, days as controls for days take them.
    static func text(_ kept: String, _ field: RecordField, _ language: Language) -> String { field.valueType.isNumeric && language == .vi ? kept.replacing(".", with: ",") : kept }

    /// Whether what a field held before is not shown to the writer.
    func isMasked(_ field: RecordField) -> Bool { sheet != nil && field.sensitivity.isMasked && !request.person.ownsRegisters }

    /// Whether something stands in a field that the writer does not see.
    func hasHidden(_ field: RecordField) -> Bool { isMasked(field) && base?[field.code] != nil }

    // MARK: Typed

    /// Reads what was sent; fields that were not on the form stay as they are.
    mutating func take(_ sent: Fields) {
        unit = sent["unit"] ?? unit
        for field in fields {
            if field.type == .group { takeRows(of: field, sent) } else if sent.has("f:\(field.code)") { values[field.code] = field.type == .many ? sent.all("f:\(field.code)") : [sent["f:\(field.code)"]].compactMap(\.self) }
            if sent.has("q:\(field.code)") {
                let text = sent["q:\(field.code)"] ?? ""
                // What was chosen holds as long as the words beside it are those that it was chosen by.
                if text != sent["t:\(field.code)"] ?? "" || values[field.code] == [] { values[field.code] = [] ; typed[field.code] = text }
            }
            if sent["clear:\(field.code)"] != nil { cleared.insert(field.code) }
        }
    }

    private mutating func takeRows(of field: RecordField, _ sent: Fields) {
        guard let count = sent["n:\(field.code)"].flatMap({ Int($0) }) else { return }
        rows[field.code] = (0..<max(0, min(count, 250))).compactMap { index in
            let name = "g:\(field.code):\(index)"
            let cells = Dictionary(field.fields.map { ($0.code, sent["\(name):\($0.code)"] ?? "") }) { first, _ in first }
            let row = Row(cells: cells, origin: sent["w:\(field.code):\(index)"].flatMap { Int($0) })
            return row.isEmpty ? nil : row
        }
    }

    /// Makes out which records and units were meant by what was typed.
    mutating func makeOut() throws {
        for field in fields {
            guard let text = typed[field.code] else { continue }
            guard !text.isEmpty else { typed[field.code] = nil; continue }
            switch field.type {
            case .record:
                let found = try request.khen.registers.meant(by: text, in: field, limit: 20, by: request.person)
                if found.count == 1 {
                    values[field.code] = [found[0].id]
                    typed[field.code] = nil
                } else {
                    candidates[field.code] = found
                    problems.append(found.isEmpty
                        ? problem(field, Label(vi: "không có hồ sơ «\(text)» để chọn", en: "there is no record “\(text)” to choose"), Label(vi: "Ghi số hiệu hoặc tên của hồ sơ.", en: "Write its number or name."))
                        : problem(field, Label(vi: "có nhiều hồ sơ «\(text)»", en: "several records go by “\(text)”"), Label(vi: "Chọn một trong danh sách.", en: "Choose one of the list.")))
                }
            case .orgUnit:
                do {
                    values[field.code] = try PeopleWords(request).unit(typed: text, field: field.code).map { [$0.rawValue] } ?? []
                    typed[field.code] = nil
                } catch let refusal as Rejected { problems.append(problem(field, refusal.reason, refusal.remedy)) }
            default: values[field.code] = [text]
            }
        }
        for field in fields where field.type == .group { try makeOutRows(of: field) }
        guard !unit.isEmpty, request.world.units.unit(UnitID(unit)) == nil else { return }
        do { unit = try PeopleWords(request).unit(typed: unit, field: "UNIT")?.rawValue ?? "" } catch let refusal as Rejected { problems.append(RecordProblem(fields: ["UNIT"], reason: refusal.reason, remedy: refusal.remedy)) }
    }

    /// Records that the rows of a group name by number or title.
    private mutating func makeOutRows(of group: RecordField) throws {
        for inner in group.fields where inner.type == .record {
            for (index, row) in (rows[group.code] ?? []).enumerated() {
                guard let text = row.cells[inner.code], !text.isEmpty else { continue }
                let found = try request.khen.registers.meant(by: text, in: inner, limit: 20, by: request.person)
                if found.count == 1 {
                    rows[group.code]?[index].cells[inner.code] = found[0].id
                } else if !found.isEmpty {
                    let numbers = found.prefix(8).compactMap(\.number).joined(separator: ", ")
                    problems.append(RecordProblem(fields: ["\(group.code).\(inner.code)"], row: index, reason: Label(vi: "\(inner.name.vi): có nhiều hồ sơ «\(text)»", en: "\(inner.name.en): several records go by “\(text)”"),
                                                  remedy: Label(vi: "Ghi số hiệu: \(numbers).", en: "Write the number: \(numbers).")))
                }
            }
        }
    }

    private func problem(_ field: RecordField, _ reason: Label, _ remedy: Label) -> RecordProblem {
        RecordProblem(fields: [field.code], reason: Label(vi: "\(field.name.vi): \(reason.vi)", en: "\(field.name.en): \(reason.en)"), remedy: remedy)
    }

    /// What is to be kept: everything of a new record; of one that is there only what the writer changed.
    func input(_ sent: Fields) -> RecordInput {
        var given: [String: RecordInput.Given] = [:]
        for field in fields where sent["choose:\(field.code)"] != "theirs" {
            if field.type == .group {
                guard let rows = rows[field.code], !(base != nil && isSame(rows, field)) else { continue }
                given[field.code] = .rows(rows.map { completed($0, field) }.filter { $0.values.contains { !$0.isEmpty } })
            } else if sheet == nil || sent.has("f:\(field.code)") || sent.has("q:\(field.code)") {
                let values = values[field.code] ?? []
                if sheet != nil {
                    if hasHidden(field), values.isEmpty { if !cleared.contains(field.code) { continue } } else if values == shown(base?[field.code], field) { continue }
                }
                given[field.code] = field.type == .many ? .list(values) : .text(values.first ?? "")
            }
        }
        return RecordInput(given, mark: request.decimalMark)
    }

    private func isSame(_ rows: [Row], _ group: RecordField) -> Bool {
        let before = (base?[group.code]?.rows ?? []).map { shown($0, group).filter { !$0.value.isEmpty } }
        return rows.map { $0.cells.filter { !$0.value.isEmpty } } == before && rows.map(\.origin) == Array(before.indices).map(Optional.some)
    }

    /// A row with the masked cells that it had and that were not written anew; a row of which nothing else is left is gone.
    private func completed(_ row: Row, _ group: RecordField) -> [String: String] {
        guard let origin = row.origin, let before = base?[group.code]?.rows, before.indices.contains(origin), !row.isEmpty else { return row.cells }
        var cells = row.cells
        for inner in group.fields where isMasked(inner) && cells[inner.code]?.isEmpty ?? true { cells[inner.code] = before[origin].text(inner.code) ?? "" }
        return cells
    }

    // MARK: What is wrong

    /// What is wrong with a field, the first thing only.
    func error(_ code: String, row: Int? = nil) -> RecordProblem? { problems.first { $0.severity == .error && $0.fields.first == code && $0.row == row } }

    /// Where on the page a problem is mended.
    func place(of problem: RecordProblem) -> String? {
        guard let code = problem.fields.first else { return nil }
        if code == "UNIT" { return "unit" }
        let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, let row = problem.row { return "g:\(parts[0]):\(row):\(parts[1])" }
        guard let field = register.field(parts[0]) else { return nil }
        return field.type == .group ? "g:\(field.code)" : "f:\(field.code)"
    }
}
