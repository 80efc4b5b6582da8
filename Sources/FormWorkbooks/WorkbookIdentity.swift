import Domain
import Foundation
import Sheets

/// Marks in the hidden first column by which sheets and rows are known, whatever they are called and wherever they are moved.
enum Mark {
    static let identity = "khen:identity"
    static let base = "khen:base"
    static let unit = "khen:unit:"
    /// A row that names what each column holds.
    static let columns = "khen:columns"
    static let computed = "khen:computed"
    static let section = "khen:section"
    /// Names of columns as people read them.
    static let heading = "khen:heading"
    static let end = "khen:end"
    /// Columns that are not cells of the form.
    static let total = "total", word = "khen:word", comment = "khen:comment", source = "khen:source"
}

/// Which workbook it is: what was written into it, for whom, and from which state of the reports.
package struct WorkbookIdentity: Hashable, Sendable {
    package struct Unit: Hashable, Sendable {
        package var id: UnitID
        /// Number of the report's last change when the workbook was made.
        package var version: Int64
    }

    package var installation: String
    package var province: String
    package var form: String
    package var formVersion: Int
    package var period: String
    package var units: [Unit]
    /// Name of the workbook itself.
    package var id: String
    package var created: String

    init(_ workbook: FormWorkbook) {
        installation = workbook.installation
        province = workbook.province
        form = workbook.layout.form.code
        formVersion = workbook.layout.form.version
        period = workbook.period.id
        units = workbook.units.map { Unit(id: $0.id, version: $0.version) }
        id = workbook.id
        created = workbook.created.iso
    }

    private var lines: [(key: String, label: Label, value: String)] {
        [
            ("installation", Label(vi: "Hệ thống", en: "Installation"), installation), ("province", Label(vi: "Mã tỉnh", en: "Province code"), province),
            ("form", Label(vi: "Mã biểu", en: "Form"), form), ("form_version", Label(vi: "Phiên bản biểu", en: "Version of the form"), String(formVersion)),
            ("period", Label(vi: "Kỳ báo cáo", en: "Period"), period), ("workbook", Label(vi: "Mã sổ tính", en: "Workbook"), id),
            ("created", Label(vi: "Lập lúc (giờ UTC)", en: "Made at (UTC)"), created),
        ]
    }

    /// What the seal covers: the identity and what the cells held.
    func sealedText(_ base: BaseContents) -> String {
        (lines.map { "\($0.key)=\($0.value)" } + units.map { "unit=\($0.id.rawValue)@\($0.version)" } + base.records.map { "\($0.unit)\t\($0.cell)\t\($0.content)" }).joined(separator: "\n")
    }

    func sheet(name: String, language: WorkbookLanguage, names: [String], seal: String) -> LaidOutSheet {
        var sheet = LaidOutSheet(name: name)
        let title = CellLook().with { $0.isBold = true; $0.size = 14 }, code = CellLook().with { $0.format = "@"; $0.border = 0xA6B1B5; $0.wraps = true; $0.isTop = true }
        let label = code.with { $0.isBold = true; $0.fill = 0xEEF3F4 }
        sheet.isProtected = true
        sheet.columnWidths = [0, 30, 46, 18, 34]
        sheet[0, 0] = LaidOutCell(.text(Mark.identity))
        sheet[0, 1] = LaidOutCell(.text(language(Words.identity)), title)
        sheet.set(1, 1...4, LaidOutCell(.text(language(Label(
            vi: "Trang này cho biết sổ tính thuộc biểu, kỳ và đơn vị nào. Không sửa, không xoá: thiếu trang này thì không nhận lại được số liệu.",
            en: "This sheet says to which form, period and units the workbook belongs. Do not change or delete it: without it the figures cannot be taken back."))), CellLook().with { $0.wraps = true; $0.isItalic = true }))
        sheet.rowHeights[1] = 34
        var row = 3
        func add(_ key: String, _ cells: [(String, CellLook)]) {
            sheet[row, 0] = LaidOutCell(.text(key))
            for (column, cell) in cells.enumerated() { sheet[row, column + 1] = LaidOutCell(.text(cell.0), cell.1) }
            row += 1
        }
        for line in lines { add(line.key, [(language(line.label), label), (line.value, code)]) }
        add("", [(language(Label(vi: "Đơn vị", en: "Units")), label), (language(Label(vi: "Mã", en: "Code")), label), (language(Label(vi: "Bản số liệu", en: "Version")), label), (language(Label(vi: "Trang tính", en: "Sheet")), label)])
        for (unit, name) in zip(units, names) { add("unit", [("", code), (unit.id.rawValue, code), (String(unit.version), code), (name, code)]) }
        add("seal", [(language(Label(vi: "Dấu kiểm tra (SHA-256)", en: "Seal (SHA-256)")), label), (seal, code)])
        return sheet
    }

    /// Reads the sheet; `nil` where something is missing.
    init?(_ sheet: WorkbookCells.Sheet) {
        var values: [String: String] = [:], units: [Unit] = []
        for row in 0..<min(sheet.rowCount, 20_000) {
            guard let key = sheet[row, 0]?.text else { continue }
            if key == "unit" {
                guard let id = sheet[row, 2]?.text, let version = sheet[row, 3].flatMap({ Int64($0.text) }) else { return nil }
                units.append(Unit(id: UnitID(id), version: version))
            } else if let value = sheet[row, 2]?.text {
                values[key] = value
            }
        }
        guard let installation = values["installation"], let province = values["province"], let form = values["form"], let formVersion = values["form_version"].flatMap({ Int($0) }),
              let period = values["period"], let id = values["workbook"], let created = values["created"], !units.isEmpty
        else { return nil }
        (self.installation, self.province, self.form, self.formVersion, self.period, self.units, self.id, self.created) = (installation, province, form, formVersion, period, units, id, created)
    }

    /// The seal that the sheet carries.
    static func seal(in sheet: WorkbookCells.Sheet) -> String? {
        (0..<min(sheet.rowCount, 20_000)).first { sheet[$0, 0]?.text == "seal" }.flatMap { sheet[$0, 2]?.text }
    }
}

/// What every cell held when the workbook was made: what is not changed is not written back, and a cell that somebody else changed meanwhile is noticed.
struct BaseContents: Sendable {
    struct Record: Sendable {
        var unit: String
        var cell: String
        /// JSON, in one line.
        var content: String
    }

    var records: [Record] = []

    init(_ units: [FormWorkbook.Unit]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for unit in units {
            for (key, content) in unit.cells.sorted(by: { $0.key < $1.key }) where !content.isEmpty {
                records.append(Record(unit: unit.id.rawValue, cell: key.description, content: String(decoding: try encoder.encode(content), as: UTF8.self)))
            }
        }
    }

    func sheet(name: String) -> LaidOutSheet {
        var sheet = LaidOutSheet(name: name)
        let code = CellLook().with { $0.format = "@" }
        sheet.isProtected = true
        sheet.isHidden = true
        sheet.columnWidths = [14, 14, 32]
        sheet[0, 0] = LaidOutCell(.text(Mark.base))
        for (row, record) in records.enumerated() {
            for (column, text) in [record.unit, record.cell].enumerated() { sheet[row + 1, column] = LaidOutCell(.text(text), code) }
            // A cell ends at 32,767 characters: longer ones go on in the next.
            for (part, piece) in Self.pieces(record.content).enumerated() { sheet[row + 1, 2 + part] = LaidOutCell(.text(piece), code) }
        }
        return sheet
    }

    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = [], rest = Substring(text)
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(12_000)))
            rest = rest.dropFirst(12_000)
        }
        return pieces
    }

    init(_ sheet: WorkbookCells.Sheet) {
        for row in 1..<max(1, sheet.rowCount) {
            guard let unit = sheet[row, 0]?.text, let cell = sheet[row, 1]?.text else { continue }
            var content = "", column = 2
            while let piece = sheet[row, column]?.text {
                content += piece
                column += 1
            }
            records.append(Record(unit: unit, cell: cell, content: content))
        }
    }

    /// - Returns: `nil` if a record cannot be read.
    func contents() -> [UnitID: [CellKey: CellContent]]? {
        var contents: [UnitID: [CellKey: CellContent]] = [:]
        for record in records {
            guard let content = try? JSONDecoder().decode(CellContent.self, from: Data(record.content.utf8)) else { return nil }  // the reason is that it was altered
            contents[UnitID(record.unit), default: [:]][CellKey(parsing: record.cell)] = content
        }
        return contents
    }
}
