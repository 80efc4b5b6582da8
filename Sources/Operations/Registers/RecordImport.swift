import Domain
import Foundation
import Sheets
import Storage

/// Records from files: what a register exports, or any table whose headings are its fields.
extension Registers {
    package struct ImportOptions: Sendable {
        /// Check everything, write nothing.
        package var isDryRun = false
        /// Keep the good rows even if others are refused.
        package var isPartial = false
        /// Keep rows that are likely of records that are there already.
        package var keepsLikelySame = false
        /// The unit of rows that name none.
        package var unit: UnitID?
        package var isIllustrative = false

        package init() {}
    }

    /// What an import did, or would do.
    package struct ImportReport: Sendable {
        package var file: String
        package var rows = 0
        package var added = 0
        package var changed = 0
        package var unchanged = 0
        /// Problems of refused rows, the first ``mostProblems`` of them.
        package var problems: [ImportProblem] = []
        /// Rows refused.
        package var refused = 0
        /// Headings that are no fields of the register, and are left out.
        package var ignored: [String] = []
        package var receipts: [Receipt] = []
        package var wasDryRun: Bool

        package static let mostProblems = 1000
        package var isClean: Bool { refused == 0 }
    }

    /// Reads a file of records (CSV, XLSX or JSON).
    ///
    /// Everything is read and checked first, while others go on writing; then, unless this is a dry run or rows were refused and the import is not partial, all good rows are one change,
    /// kept all or none. Where somebody wrote to the register or to one that it names meanwhile, all is checked anew. Rows with an `ID` or a `NUMBER` of a record that is there change it,
    /// the others are new; moves that follow by themselves are made. The same file twice changes nothing where its rows have identities.
    ///
    /// - Parameters:
    ///   - refusedRow: given each refused row's texts, so that a file of the bad ones can be kept.
    ///   - isChecked: called when all rows were looked at and nothing is written yet.
    /// - Throws: ``NotFound`` for a register out of sight, ``Rejected`` for a file that cannot be used as a whole.
    package func importFile(_ source: ByteSource, into code: String, options: ImportOptions, by person: Person, refusedRow: (_ line: Int, _ header: [String], _ row: [String], _ reason: Label) throws -> Void = { _, _, _, _ in }, checked isChecked: () -> Void = {}) throws -> ImportReport {
        let world = try khen.refresh(), entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), now = khen.now()
        guard entry.isOpen, entry.mayAdd || sight.mayAnywhere(.edit) else { throw NotAllowed(right: .fill) }
        do {
            let file = try TableFile.open(source) { RecordHeadings.looksLikeHeader($0, of: register) }.rows
            let headings = RecordHeadings(file.header, of: register)
            guard !headings.fields.isEmpty else {
                throw Rejected(Label(vi: "không cột nào của tệp là ô của sổ", en: "no column of the file is a field of the register"),
                               remedy: Label(vi: "Dùng mã hoặc tên ô làm tiêu đề cột; tải tệp mẫu ở trang của sổ.", en: "Use codes or names of fields as headings; the register's page has a file to begin with."), place: source.name)
            }
            func checked(_ tx: ReadTransaction) throws -> CheckedFile {
                var intake = RecordIntake(registers: self, register: register, world: world, sight: sight, person: person, now: now, options: options, headings: headings, tx: tx)
                var checked = CheckedFile(report: ImportReport(file: source.name, ignored: headings.ignored, wasDryRun: options.isDryRun))
                checked.heads = try ChangeLog.heads(in: tx)
                try file.forEachRow(refused: { row, error in
                    checked.refuse([ImportProblem(line: row.line, column: error.cell ?? "", value: "", reason: Label(error.sentence), remedy: Label(error.remedy))], row)
                }) { row in
                    let problems = try intake.take(row)
                    if problems.isEmpty { checked.report.rows += 1 } else { checked.refuse(problems, row) }
                }
                checked.take(intake)
                return checked
            }
            var result = try khen.database.read { try checked($0) }
            isChecked()
            if result.isToBeKept(options) {
                try khen.database.write { tx in
                    for province in result.entries.keys.sorted() { try ChangeLog.hold(province, in: tx) }
                    if try isTouched(register, since: result.heads, tx) { result = try checked(tx) }
                    guard result.isToBeKept(options) else { return }
                    for (province, entries) in result.entries.sorted(by: { $0.key < $1.key }) {
                        let changes = try writeApart(entries, .recordsImported, subject: code, province, world, facts: ["file": source.name], by: person, at: now, in: tx)
                        let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now)
                        for one in result.followed where one.record.province == province { try tell(one.moves, one.record, mover, tx) }
                        result.report.receipts += changes.map { Receipt(province: province, seq: $0.seq, at: now) }
                    }
                }
                try khen.refresh()
            }
            for one in result.refused { try refusedRow(one.line, file.header, one.texts, one.reason) }
            return result.report
        } catch let error as SheetError {
            throw Rejected(sheet: error, file: source.name)
        }
    }

    /// Whether somebody wrote to the register or to one that it names after some changes.
    private func isTouched(_ register: Register, since heads: [String: Int64], _ tx: ReadTransaction) throws -> Bool {
        let codes = Set([register.code] + register.fields.flatMap { [$0] + $0.fields }.compactMap(\.register)).sorted()
        return try ChangeLog.heads(in: tx).contains { province, seq in
            let known = heads[province] ?? 0
            guard seq > known else { return false }
            return try codes.contains { code in try tx.row("SELECT id FROM record WHERE province = \(province) AND touched > \(known) AND register = \(code) LIMIT 1") != nil }
        }
    }
}

/// A file of which every row was looked at.
private struct CheckedFile {
    var report: Registers.ImportReport
    var refused: [(line: Int, texts: [String], reason: Label)] = []
    /// The last changes before it was looked at, by province.
    var heads: [String: Int64] = [:]
    /// What is to be written, by province.
    private(set) var entries: [String: [RecordWriter.Entry]] = [:]
    /// Records whose moves followed by themselves.
    private(set) var followed: [(moves: [String], record: StoredRecord)] = []

    func isToBeKept(_ options: Registers.ImportOptions) -> Bool { !options.isDryRun && (report.isClean || options.isPartial) && !entries.isEmpty }

    mutating func refuse(_ problems: [ImportProblem], _ row: SheetRow) {
        report.rows += 1
        report.refused += 1
        report.problems += problems.prefix(Registers.ImportReport.mostProblems - report.problems.count)
        if let first = problems.first { refused.append((row.line, row.texts, first.reason)) }
    }

    mutating func take(_ intake: RecordIntake) {
        (report.added, report.changed, report.unchanged) = (intake.added, intake.changed, intake.unchanged)
        (entries, followed) = (intake.entries, intake.followed)
    }
}

/// Which column of a file is which field.
struct RecordHeadings {
    enum Column: Hashable { case id, number, unit, state, field(String) }

    /// By place in the header.
    private(set) var columns: [Int: Column] = [:]
    private(set) var ignored: [String] = []

    var fields: [String] { columns.values.compactMap { if case .field(let code) = $0 { code } else { nil } } }

    init(_ header: [String], of register: Register) {
        for (index, heading) in header.enumerated() where !heading.isEmpty {
            if let column = Self.column(heading, register), !columns.values.contains(column) { columns[index] = column } else if !Self.isKnown(heading, register) { ignored.append(heading) }
        }
    }

    private static func column(_ heading: String, _ register: Register) -> Column? {
        let folded = VietnameseText.folded(heading)
        switch folded {
        case "id": return .id
        case "number", "so hieu", "so hieu ho so": return .number
        case "unit", "don vi", "ma don vi": return .unit
        case "state", "trang thai": return .state
        default: break
        }
        let field = register.fields.first { $0.code.lowercased() == heading.lowercased() } ?? register.fields.first { VietnameseText.folded($0.name.vi) == folded || VietnameseText.folded($0.name.en) == folded }
        return field.flatMap { $0.type.isInput && !$0.type.holdsFiles ? .field($0.code) : nil }
    }

    /// Columns that an export has and an import passes over.
    private static func isKnown(_ heading: String, _ register: Register) -> Bool {
        ["title", "changed", "created", "due", "unit_name", "ten goi", "ten don vi"].contains(VietnameseText.folded(heading)) || register.fields.contains { $0.code.lowercased() == heading.lowercased() }
    }

    static func looksLikeHeader(_ texts: [String], of register: Register) -> Bool { texts.filter { column($0, register) != nil }.count >= 2 || texts.count == 1 && column(texts[0], register) != nil }

    func place(of column: Column) -> Int? { columns.first { $0.value == column }?.key }
}

/// Takes rows of a file as records, one after the other.
private struct RecordIntake {
    let registers: Registers
    let register: Register
    let world: World
    let sight: RegisterSight
    let person: Person
    let now: Moment
    let options: Registers.ImportOptions
    let headings: RecordHeadings
    let tx: ReadTransaction
    var entries: [String: [RecordWriter.Entry]] = [:]
    var followed: [(moves: [String], record: StoredRecord)] = []
    var added = 0, changed = 0, unchanged = 0
    /// Values that only one record may have, and identities, of the rows before.
    private var taken: [RecordIndexKey: Int] = [:]
    private var ids: [String: Int] = [:]

    init(registers: Registers, register: Register, world: World, sight: RegisterSight, person: Person, now: Moment, options: Registers.ImportOptions, headings: RecordHeadings, tx: ReadTransaction) {
        (self.registers, self.register, self.world, self.sight, self.person, self.now, self.options, self.headings, self.tx) = (registers, register, world, sight, person, now, options, headings, tx)
    }

    /// - Returns: what is wrong with the row; nothing where it was taken.
    mutating func take(_ row: SheetRow) throws -> [ImportProblem] {
        func text(_ column: RecordHeadings.Column) -> String? {
            guard let place = headings.place(of: column) else { return nil }
            let text = row.text(place).trimmingWhitespace
            return text.isEmpty ? nil : text
        }
        func problem(_ column: RecordHeadings.Column?, _ reason: Label, _ remedy: Label) -> ImportProblem {
            let place = column.flatMap { headings.place(of: $0) }
            return ImportProblem(line: row.line, column: place.map { row.cellName($0) } ?? "", value: place.map { row.text($0) } ?? "", reason: reason, remedy: remedy)
        }
        let old: StoredRecord?
        do { old = try known(text(.id), text(.number)) } catch let error as Rejected { return [problem(text(.id) != nil ? .id : .number, error.reason, error.remedy)] }
        var input: [String: RecordInput.Given] = [:], refusals: [ImportProblem] = []
        for (place, column) in headings.columns {
            guard case .field(let code) = column, let field = register.field(code) else { continue }
            do { input[code] = try given(row, place, field) } catch let refusal as FieldRefusal { refusals.append(problem(column, refusal.reason, refusal.remedy)) }
        }
        guard refusals.isEmpty else { return refusals }
        var record: StoredRecord
        do { record = try old ?? new(id: text(.id), unit: text(.unit), state: text(.state)) } catch let error as Rejected { return [problem(error.place == "state" ? .state : error.place == "id" ? .id : .unit, error.reason, error.remedy)] }
        if let old {
            guard sight.may(.edit, old), old.standing == .kept, register.state(old.state)?.isEditable ?? true else {
                return [problem(.id, Label(vi: "hồ sơ này không sửa được", en: "this record cannot be changed"), Label(vi: "Bỏ dòng này khỏi tệp.", en: "Take the row out of the file."))]
            }
        }
        if let line = ids.updateValue(row.line, forKey: record.key.id) {
            return [problem(.id, Label(vi: "trùng hồ sơ với dòng \(line)", en: "the same record as line \(line)"), Label(vi: "Giữ lại một dòng.", en: "Keep one of the rows."))]
        }
        record.definition = register.version
        let checker = RecordChecker(world: world, province: record.province, person: person, today: now.day, tx: tx)
        let (problems, likely) = try checker.take(RecordInput(input), into: &record, over: old)
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { return errors.map { problem($0.fields.first.map { .field($0) }, $0.reason, $0.remedy) } }
        if !likely.isEmpty, !options.keepsLikelySame, old == nil {
            return [problem(nil, Label(vi: "có thể trùng với hồ sơ \(likely[0].number ?? likely[0].title)", en: "likely the same as record \(likely[0].number ?? likely[0].title)"),
                            Label(vi: "Ghi số hiệu hồ sơ để cập nhật, hoặc chọn giữ các dòng có thể trùng.", en: "Give its number to change it, or choose to keep rows that may be doubles."))]
        }
        for key in RecordKeys.of(record, register) where key.kind.hasPrefix("unique ") {
            if let line = taken.updateValue(row.line, forKey: key) {
                let field = String(key.kind.dropFirst(7))
                return [problem(.field(field), Label(vi: "trùng giá trị với dòng \(line)", en: "the same value as line \(line)"), Label(vi: "Kiểm tra lại hai dòng.", en: "Check both rows."))]
            }
        }
        if let old {
            guard record.body != old.body else { unchanged += 1; return [] }
            changed += 1
        } else {
            added += 1
        }
        let mover = RecordMover(world: world, register: register, province: record.province, sight: sight, person: person, now: now), (moved, moves) = try mover.followed(record, tx)
        if !moves.isEmpty { followed.append((moves, moved)) }
        entries[record.province, default: []].append(.init(old: old, new: moved, note: nil))
        return []
    }

    private func known(_ id: String?, _ number: String?) throws -> StoredRecord? {
        if let id {
            let found = try registers.records([id.lowercased()], of: register.code, tx)[id.lowercased()]
            guard let found else {
                guard RecordNumber(id.lowercased()) != nil else { throw Rejected(Label(vi: "«\(id)» không phải là mã hồ sơ", en: "“\(id)” is not an identity"), remedy: Label(vi: "Để trống cho hồ sơ mới.", en: "Leave it empty for a new record.")) }
                return nil
            }
            guard sight.may(.see, found) else { throw unknown(id) }
            return found
        }
        guard let number else { return nil }
        let rows = try tx.rows("SELECT province, id FROM record WHERE register = \(register.code) AND number = \(number) LIMIT 2")
        guard rows.count == 1, let found = try RecordStore.record(RecordKey(register.code, rows[0].text(1)), in: rows[0].text(0), tx), sight.may(.see, found) else { throw unknown(number) }
        return found
    }

    private func unknown(_ text: String) -> Rejected {
        Rejected(Label(vi: "không có hồ sơ «\(text)»", en: "there is no record “\(text)”"), remedy: Label(vi: "Để trống cho hồ sơ mới, hoặc ghi đúng số hiệu.", en: "Leave it empty for a new record, or give the right number."))
    }

    private func new(id: String?, unit: String?, state: String?) throws -> StoredRecord {
        let place = try unit.map { try self.unit($0) } ?? registers.place(options.unit, register, sight, world, today: now.day)
        guard sight.mayAdd(at: place) else {
            throw Rejected(Label(vi: "tài khoản không được thêm hồ sơ ở đơn vị này", en: "this account may not add records at this unit"), remedy: Label(vi: "Dùng đơn vị trong phạm vi phụ trách.", en: "Use a unit in your reach."), place: "unit")
        }
        var first = register.firstState
        if let state {
            let folded = VietnameseText.folded(state)
            guard let found = register.states.first(where: { $0.code == state || VietnameseText.folded($0.name.vi) == folded || VietnameseText.folded($0.name.en) == folded }) else {
                throw Rejected(Label(vi: "sổ không có trạng thái «\(state)»", en: "the register has no state “\(state)”"), remedy: Label(vi: "Một trong: \(register.states.map(\.name.vi).joined(separator: ", ")).", en: "One of: \(register.states.map(\.name.en).joined(separator: ", "))."), place: "state")
            }
            guard found == first || sight.isWhole || sight.grants.contains(where: { $0.access.may.contains(.tidy) && sight.reaches(place, $0) }) else {
                throw Rejected(Label(vi: "chỉ người phụ trách dọn sổ được nhập hồ sơ ở trạng thái khác «\(first.name.vi)»", en: "only those who may tidy the register bring in records that are not “\(first.name.en)”"),
                               remedy: Label(vi: "Bỏ cột trạng thái.", en: "Leave the column out."), place: "state")
            }
            first = found
        }
        return StoredRecord(
            key: RecordKey(register.code, id?.lowercased() ?? Identifier.next(at: now)), province: world.province(of: place), definition: register.version, unit: place, state: first.code, entered: now,
            due: registers.due(first, world, now), title: "", creator: person.name, created: now, changed: now, isIllustrative: options.isIllustrative, body: Registers.initial(register, today: now.day))
    }

    /// A unit by its code or identity, or by a name that only one unit beneath the person's reach has.
    private func unit(_ text: String) throws -> UnitID {
        if let found = world.units.unit(UnitID(text)) ?? world.units.unit(code: text, asOf: now.day) { return found.id }
        let named = world.searchUnits(text, limit: 20).filter { unit in
            register.levels.contains(unit.level) && unit.lastDay == nil && sight.mayAdd(at: unit.id) && unit.versions.contains { VietnameseText.folded($0.fullName.vi) == VietnameseText.folded(text) || VietnameseText.folded($0.name.vi) == VietnameseText.folded(text) }
        }
        guard named.count == 1 else {
            throw Rejected(named.isEmpty ? Label(vi: "không có đơn vị «\(text)» trong phạm vi phụ trách", en: "there is no unit “\(text)” in your reach") : Label(vi: "có \(named.count) đơn vị tên «\(text)»", en: "\(named.count) units are called “\(text)”"),
                           remedy: Label(vi: "Ghi mã đơn vị.", en: "Give the unit's code."), place: "unit")
        }
        return named[0].id
    }

    private func given(_ row: SheetRow, _ place: Int, _ field: RecordField) throws -> RecordInput.Given {
        var text = row.text(place)
        switch row.kind(place) {
        // A workbook's own number has a point whatever its look.
        case .number where field.type.isNumeric: text = text.replacing(".", with: ",")
        case .percent where field.type.isNumeric: text = (ScaledNumber((Double(text) ?? .nan) * 100, decimals: 6)?.text ?? text).replacing(".", with: ",")
        case .date: text = String(text.prefix(10))
        default: break
        }
        guard field.type == .group else { return .text(text) }
        guard !text.trimmingWhitespace.isEmpty else { return .rows([]) }
        do {
            return .rows(try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8)))
        } catch is DecodingError {
            throw FieldRefusal(Label(vi: "không đọc được các dòng của ô này", en: "the rows of this field cannot be read"), remedy: Label(vi: "Giữ nguyên dạng như tệp kết xuất, hoặc để trống.", en: "Keep the form of the exported file, or leave it empty."))
        }
    }
}
