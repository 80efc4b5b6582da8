import Domain
import Sheets
import Storage

/// Records as a table, for files and for programs.
extension Registers {
    /// What is given out of a list.
    package struct Exported: Sendable {
        package var register: Register
        /// Fields that are columns, in order.
        package var fields: [RecordField]
        package var records: [StoredRecord]
        /// By record's identity, then field: what the person may see, masked where it is personal unless that was asked for.
        package var cells: [String: [String: Cell]]
        package var titles: [String: String]
        package var isUnmasked: Bool
    }

    /// The most records in one file.
    package static let mostExported = 100_000

    /// All records that answer, with all fields that the person sees.
    ///
    /// - Parameter purpose: why personal data are to be in the file unmasked; logged. `nil` masks them.
    /// - Throws: ``NotAllowed`` for those who may not export, or not reveal.
    package func export(_ query: RecordQuery, of code: String, revealingFor purpose: String? = nil, by person: Person) throws -> Exported {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), now = khen.now()
        guard entry.isOpen else { throw Self.noRegister }
        guard sight.mayAnywhere(.export) else { throw NotAllowed(right: .seeRecords) }
        let isUnmasked = purpose != nil
        if isUnmasked, !sight.mayAnywhere(.reveal) { throw NotAllowed(right: .seeRecords) }
        let note = try purpose.map { try Self.purpose($0) }
        let fields = register.fields.filter { sight.sees($0) && !$0.type.holdsFiles }
        let exported = try khen.database.read { tx -> Exported in
            let ids = try search(query, register, sight, world, tx).all()
            guard ids.count <= Self.mostExported else {
                throw Rejected(Label(vi: "danh sách có \(ids.count) hồ sơ, quá \(Self.mostExported)", en: "the list has \(ids.count) records, more than \(Self.mostExported)"), remedy: Label(vi: "Thu hẹp bằng bộ lọc.", en: "Narrow it down."))
            }
            let found = try records(ids.map(\.text), of: code, tx)
            let records = ids.compactMap { found[$0.text] }.filter { sight.may(.export, $0) }
            let masking = RecordShower(world: world, sight: sight, isMasking: true), plain = RecordShower(world: world, sight: sight, isMasking: false), codes = fields.map(\.code)
            // What somebody may have unmasked is asked record by record.
            func shower(_ record: StoredRecord) -> RecordShower { isUnmasked && sight.may(.reveal, record) ? plain : masking }
            let hidden = try masking.titles(of: records, fields: Set(codes), tx), open = isUnmasked ? try plain.titles(of: records, fields: Set(codes), tx) : [:]
            return Exported(register: register, fields: fields, records: records, cells: Dictionary(records.map { record in
                let shower = shower(record)
                return (record.key.id, shower.cells(record, codes, titles: shower.isMasking ? hidden : open))
            }) { $1 }, titles: Dictionary(records.map { ($0.key.id, shower($0).title($0)) }) { $1 }, isUnmasked: isUnmasked)
        }
        if register.privacy != nil || isUnmasked { try logExport(exported, purpose: note, by: person, at: now) }
        return exported
    }

    /// Files of personal data are noted in the log: who took how many, and what for.
    private func logExport(_ exported: Exported, purpose: String?, by person: Person, at now: Moment) throws {
        let counts = Dictionary(grouping: exported.records, by: \.province).mapValues(\.count)
        try khen.database.write { tx -> Void in
            for (province, count) in counts.sorted(by: { $0.key < $1.key }) {
                try ChangeLog.append(.recordsExported, to: province, subject: exported.register.code, by: person, at: now, in: tx) { _, _ in
                    ChangeDetail(facts: ["records": String(count), "unmasked": exported.isUnmasked ? "yes" : "no"].merging(purpose.map { ["purpose": $0] } ?? [:]) { $1 })
                }
            }
        }
        try khen.refresh()
    }

    static func purpose(_ text: String) throws -> String {
        let text = VietnameseText.nfc(text).trimmingWhitespace
        guard (5...500).contains(text.count) else {
            throw Rejected(Label(vi: "chưa ghi rõ mục đích xem dữ liệu cá nhân", en: "the purpose of looking at personal data is missing"), remedy: Label(vi: "Ghi mục đích, từ 5 đến 500 ký tự.", en: "Say what for, in 5 to 500 characters."), place: "purpose")
        }
        return text
    }
}

extension Registers.Exported {
    /// What is kept, options by their codes and records by their identities, so that nothing is lost on the way back.
    package static func coded(_ cell: Registers.Cell?, _ field: RecordField) -> SheetCell {
        guard let cell else { return .empty }
        switch cell.value {
        case .text(let text):
            guard !cell.isMasked else { return .text(text) }
            switch field.valueType {
            case .number, .money: return Int(text).map(SheetCell.integer) ?? Double(text).map(SheetCell.number) ?? .text(text)
            case .date: return .date(text)
            default: return .text(text)
            }
        case .list(let items): return .text(items.joined(separator: ", "))
        case .rows(let rows): return .text("[" + rows.map(\.json).joined(separator: ",") + "]")
        }
    }

    /// All records with codes as headings.
    package func table(units world: World) -> SheetTable {
        let columns = ["ID", "NUMBER", "UNIT", "STATE"].map { SheetColumn($0) } + fields.map { SheetColumn($0.code) } + [SheetColumn("created"), SheetColumn("changed")]
        let rows = records.map { record -> [SheetCell] in
            let own = cells[record.key.id] ?? [:]
            return [.text(record.key.id), record.number.map(SheetCell.text) ?? .empty, .text(world.units.unit(record.unit)?.code ?? record.unit.rawValue), .text(record.state)]
                + fields.map { Self.coded(own[$0.code], $0) } + [.date(record.created.day.iso), .date(record.changed.day.iso)]
        }
        return SheetTable(name: register.code.lowercased(), columns: columns, rows: rows)
    }
}
