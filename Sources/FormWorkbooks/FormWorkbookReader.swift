import Domain
import Sheets

/// A workbook that came back, opened and known by its identity.
package struct FormWorkbookReader: Sendable {
    /// What one unit's sheet holds.
    package struct UnitReading: Sendable, Hashable {
        /// A change with the place where it stands.
        package struct PlacedEdit: Sendable, Hashable {
            package var edit: CellEdit
            package var sheet: String
            package var cell: String
            /// `Xã Na Son!D12`.
            package var place: String { "\(sheet)!\(cell)" }
        }

        package var unit: UnitID
        /// The report's last change when the workbook was made.
        package var version: Int64
        package var sheet: String?
        /// Cells that differ from what the workbook held at first.
        package var edits: [PlacedEdit] = []
        package var findings: [WorkbookFinding] = []

        package var problems: [WorkbookFinding] { findings.filter(\.isProblem) }
        package var notes: [WorkbookFinding] { findings.filter { !$0.isProblem } }
    }

    package struct Reading: Sendable, Hashable {
        package var units: [UnitReading]
        /// About sheets that are no unit's.
        package var findings: [WorkbookFinding]

        package var problems: [WorkbookFinding] { findings.filter(\.isProblem) + units.flatMap(\.problems) }
    }

    /// What a workbook has to be; `nil` for what may be anything.
    package struct Expectation: Sendable {
        package var installation: String
        package var province: String?
        package var form: String?
        package var formVersion: Int?
        package var period: String?
        package var unit: UnitID?

        package init(installation: String, province: String? = nil, form: String? = nil, formVersion: Int? = nil, period: String? = nil, unit: UnitID? = nil) {
            (self.installation, self.province, self.form, self.formVersion, self.period, self.unit) = (installation, province, form, formVersion, period, unit)
        }
    }

    package let identity: WorkbookIdentity
    private let cells: WorkbookCells
    private let base: [UnitID: [CellKey: CellContent]]

    /// - Throws: `SheetError` for what is no workbook, is locked by a password, or asks too much of the machine; ``FormWorkbookError/noIdentity``, ``FormWorkbookError/altered``.
    package init(_ source: ByteSource, seal: FormWorkbook.Seal) throws {
        cells = try WorkbookCells(source)
        guard let sheet = cells.sheets.first(where: { $0[0, 0]?.text == Mark.identity }), let identity = WorkbookIdentity(sheet), let written = WorkbookIdentity.seal(in: sheet) else {
            throw FormWorkbookError.noIdentity
        }
        guard let baseSheet = cells.sheets.first(where: { $0[0, 0]?.text == Mark.base }) else { throw FormWorkbookError.altered }
        let base = BaseContents(baseSheet)
        guard seal(identity.sealedText(base)) == written, let contents = base.contents() else { throw FormWorkbookError.altered }
        self.identity = identity
        self.base = contents
    }

    /// - Throws: ``FormWorkbookError``, the first thing that is not as expected.
    package func check(_ expected: Expectation) throws(FormWorkbookError) {
        if expected.installation != identity.installation { throw .otherInstallation(expected: expected.installation, found: identity.installation) }
        if let province = expected.province, province != identity.province { throw .otherProvince(expected: province, found: identity.province) }
        if let form = expected.form, form != identity.form { throw .otherForm(expected: form, found: identity.form) }
        if let version = expected.formVersion, version != identity.formVersion { throw .otherVersion(form: identity.form, expected: version, found: identity.formVersion) }
        if let period = expected.period, period != identity.period { throw .otherPeriod(expected: period, found: identity.period) }
        if let unit = expected.unit, !identity.units.contains(where: { $0.id == unit }) { throw .otherUnit(expected: unit, found: identity.units.map(\.id)) }
    }

    /// What was filled in.
    ///
    /// - Parameters:
    ///   - layout: of the form and version that ``identity`` names.
    ///   - gathered: figures of the units beneath, which stand in totals where nothing is written.
    package func read(_ layout: FormLayout, gathered: [UnitID: [CellKey: Double]] = [:]) -> Reading {
        var reading = Reading(units: [], findings: [])
        var sheets: [UnitID: WorkbookCells.Sheet] = [:]
        for sheet in cells.sheets {
            guard let mark = sheet[0, 0]?.text, mark.hasPrefix(Mark.unit) else { continue }
            let unit = UnitID(String(mark.dropFirst(Mark.unit.count)))
            if !identity.units.contains(where: { $0.id == unit }) {
                reading.findings.append(WorkbookFinding(
                    kind: .sheetStrange, isProblem: true, sheet: sheet.name, message: Label(vi: "trang của đơn vị \(unit) không thuộc sổ tính này", en: "the sheet of \(unit) is not of this workbook"),
                    remedy: Label(vi: "Mỗi sổ tính chỉ gồm các trang có khi tải về; xoá trang thừa.", en: "A workbook holds the sheets it was downloaded with; delete this one.")))
            } else if let first = sheets[unit] {
                reading.findings.append(WorkbookFinding(
                    kind: .sheetTwice, isProblem: true, sheet: sheet.name, message: Label(vi: "trang này là bản sao của «\(first.name)»; chỉ đọc «\(first.name)»", en: "this is a copy of “\(first.name)”; only “\(first.name)” is read"),
                    remedy: Label(vi: "Xoá một trong hai trang.", en: "Delete one of them.")))
            } else {
                sheets[unit] = sheet
            }
        }
        for unit in identity.units {
            guard let sheet = sheets[unit.id] else {
                let missing = WorkbookFinding(kind: .sheetMissing, isProblem: false, sheet: unit.id.rawValue, message: Label(vi: "không có trang của đơn vị \(unit.id)", en: "the sheet of \(unit.id) is missing"),
                                              remedy: Label(vi: "Số liệu của đơn vị này giữ nguyên.", en: "The figures of this unit stay as they are."))
                reading.units.append(UnitReading(unit: unit.id, version: unit.version, findings: [missing]))
                continue
            }
            var unitReading = UnitSheetReading(layout, sheet, base[unit.id] ?? [:], gathered: gathered[unit.id] ?? [:], countsFrom1904: cells.countsFrom1904)
            unitReading.read()
            reading.units.append(UnitReading(unit: unit.id, version: unit.version, sheet: sheet.name, edits: unitReading.edits, findings: unitReading.findings))
        }
        return reading
    }
}
