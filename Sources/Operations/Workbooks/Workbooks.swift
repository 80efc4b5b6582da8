import Crypto
import Domain
import FormWorkbooks
import Foundation
import Sheets
import Storage

/// Reports as workbooks: taken away, filled in without a connection, and brought back.
///
/// What is brought back is only looked at here. Writing it is ``Reports/save(_:in:seen:as:by:)``, as for a report that is typed; between the two nothing is kept.
package struct Workbooks: Sendable {
    let khen: Khen

    /// Most units in one workbook.
    package static let mostUnits = 200

    package struct File: Sendable {
        package var name: String
        package var bytes: [UInt8]
    }

    /// A form of one period as a workbook, with what is written so far.
    ///
    /// - Parameter units: those that report it; empty for all that the person may fill in.
    /// - Throws: ``NotFound`` where a report is out of reach, ``Rejected`` where there are none, too many, or units of several provinces.
    package func file(of form: String, in period: String, units: [UnitID], language: WorkbookLanguage, by person: Person) throws -> File {
        let chosen = try units.isEmpty ? everyUnit(of: form, in: period, person) : units
        guard chosen.count <= Self.mostUnits else {
            throw Rejected(Label(vi: "một sổ tính có tối đa \(Self.mostUnits) đơn vị, không phải \(chosen.count)", en: "a workbook holds at most \(Self.mostUnits) units, not \(chosen.count)"),
                           remedy: Label(vi: "Chọn ít đơn vị hơn.", en: "Choose fewer units."), place: "units")
        }
        let sheets = try chosen.map { try khen.reports.sheet(ReportKey(form: form, period: period, unit: $0), by: person) }
        guard let first = sheets.first else {
            throw Rejected(Label(vi: "không có đơn vị nào để lập sổ tính", en: "there is no unit to make a workbook for"), remedy: Label(vi: "Chọn đơn vị thuộc phạm vi của mình.", en: "Choose units within your reach."), place: "units")
        }
        guard sheets.allSatisfy({ $0.province == first.province }) else {
            throw Rejected(Label(vi: "các đơn vị thuộc nhiều tỉnh", en: "the units belong to several provinces"), remedy: Label(vi: "Lập mỗi tỉnh một sổ tính.", en: "Make one workbook for each province."), place: "units")
        }
        let world = khen.world, installation = try installation(), before = previous(first.period, world)
        let workbook = FormWorkbook(
            layout: first.layout, period: first.period, periodName: world.catalogue.periods.label(of: first.period), previousPeriodName: before.map { world.catalogue.periods.label(of: $0) },
            provinceName: world.units.units(code: first.province).last?.versions.last?.fullName ?? Label(vi: "", en: ""),
            units: sheets.map { sheet in
                FormWorkbook.Unit(
                    id: sheet.unit.id, name: sheet.unit.version(nearest: sheet.period.lastDay).fullName, due: sheet.due, version: sheet.standing.version, isEditable: sheet.isEditable, cells: sheet.cells,
                    history: sheet.history, gathered: sheet.gathered.mapValues(\.value))
            },
            installation: installation, province: first.province, id: UUID().uuidString.lowercased(), created: khen.now(), language: language)
        let name = ([form, first.period.id.replacing(":", with: "-")] + (sheets.count == 1 ? [first.unit.code] : [])).joined(separator: "_")
        return File(name: name + ".xlsx", bytes: try workbook.bytes(seal: Self.seal))
    }

    private func everyUnit(of form: String, in period: String, _ person: Person) throws -> [UnitID] {
        let world = khen.world, today = khen.now().day
        guard let definition = ReportScope(world, today: today).forms.first(where: { $0.code == form }) else { throw NotFound(Label(vi: "Không có biểu \(form).", en: "There is no form \(form).")) }
        let asked: Period
        do { asked = try world.catalogue.periods.period(period) } catch { throw NotFound(Label(vi: "Không có kỳ \(period).", en: "There is no period \(period).")) }
        return khen.reports.lines(of: definition, in: asked, by: person).map(\.unit.id).filter { person.may(.fill, at: $0, in: world, on: today) }
    }

    private func previous(_ period: Period, _ world: World) -> Period? {
        guard period.kind != .window else { return nil }
        do { return try world.catalogue.periods.previous(before: period) } catch { return nil }  // the calendar begins here
    }

    // MARK: What identifies an installation

    /// Name of this installation, from the first change that it ever recorded: a copy that is restored keeps it.
    private func installation() throws -> String {
        let first = try khen.database.read { try $0.row("SELECT hash FROM change ORDER BY at, province, seq LIMIT 1") }
        return SHA256.hash(data: Array("installation \(first?.text(0) ?? "")".utf8)).hexadecimal.prefix(16).description
    }

    /// The seal is a SHA-256 without a secret: it shows what was changed by mistake or by hand. Whoever makes a new one gains nothing, as the cells themselves are theirs to write.
    private static let seal: FormWorkbook.Seal = { text in SHA256.hash(data: Array("khen workbook\n\(text)".utf8)).hexadecimal }

    // MARK: Bringing back

    /// Opens a workbook that was filled in and compares it with the reports as they stand. Writes nothing.
    ///
    /// - Throws: ``Rejected`` for a file that is no form of this installation, with what it is instead.
    package func open(_ bytes: [UInt8], name: String, by person: Person) throws -> WorkbookUpload {
        do {
            let installation = try installation(), reader = try FormWorkbookReader(ByteSource(bytes: bytes, name: name), seal: Self.seal), identity = reader.identity
            try reader.check(.init(installation: installation))
            let sheets = try identity.units.prefix(Self.mostUnits).map { try khen.reports.sheet(ReportKey(form: identity.form, period: identity.period, unit: $0.id), by: person) }
            guard let first = sheets.first else { throw FormWorkbookError.noIdentity }
            try reader.check(.init(installation: installation, form: first.form.code, formVersion: first.form.version, period: first.period.id))
            let reading = reader.read(first.layout, gathered: Dictionary(sheets.map { ($0.unit.id, $0.gathered.mapValues(\.value)) }) { $1 })
            let units = zip(sheets, reading.units).map { WorkbookUpload.Unit($0, $1, workbook: identity.id) }
            return WorkbookUpload(name: name, form: first.form, period: first.period, units: units, findings: reading.findings)
        } catch let error as FormWorkbookError {
            throw Rejected(error.message, remedy: error.remedy, place: name)
        } catch let error as SheetError {
            throw Rejected(Label(vi: error.sentence.vi, en: error.sentence.en), remedy: Label(vi: error.remedy.vi, en: error.remedy.en), place: error.cell.map { "\(name), \($0)" } ?? name)
        }
    }
}

/// What a workbook would change, unit by unit.
package struct WorkbookUpload: Sendable {
    package struct Change: Sendable {
        package var edit: CellEdit
        /// `Xã Na Son!D12`.
        package var place: String
        package var now: CellContent
        /// Whether the report was changed there since the workbook was made.
        package var isConflict: Bool
    }

    package struct Unit: Sendable {
        package var sheet: ReportSheet
        package var changes: [Change]
        package var findings: [WorkbookFinding]
        /// Name of the sending: the same content of the same workbook counts once.
        package var submission: String

        package var problems: [WorkbookFinding] { findings.filter(\.isProblem) }
        package var notes: [WorkbookFinding] { findings.filter { !$0.isProblem } }
        package var edits: [CellEdit] { changes.map(\.edit) }

        init(_ sheet: ReportSheet, _ reading: FormWorkbookReader.UnitReading, workbook: String) {
            self.sheet = sheet
            findings = reading.findings
            changes = reading.edits.compactMap { placed in
                let now = sheet.cells[placed.edit.key] ?? .empty, base = placed.edit.base ?? .empty
                guard now != placed.edit.content else { return nil }
                return Change(edit: placed.edit, place: placed.place, now: now, isConflict: now != base)
            }
            submission = "w-" + SHA256.hash(data: Array((workbook + Submission.hash(changes.map(\.edit), of: sheet.key, submits: false)).utf8)).hexadecimal.prefix(48)
        }
    }

    /// The file's own name.
    package var name: String
    package var form: FormDefinition
    package var period: Period
    package var units: [Unit]
    package var findings: [WorkbookFinding]

    package var changeCount: Int { units.reduce(0) { $0 + $1.changes.count } }
    package var problems: [WorkbookFinding] { findings.filter(\.isProblem) + units.flatMap(\.problems) }
    package var notes: [WorkbookFinding] { findings.filter { !$0.isProblem } + units.flatMap(\.notes) }
}
