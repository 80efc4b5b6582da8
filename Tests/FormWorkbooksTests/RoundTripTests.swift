import Domain
import SampleForm
import Sheets
import Testing

@testable import FormWorkbooks

/// The sample form as a workbook, changed as a person would and read back.
struct Filled {
    var workbook: LaidOutWorkbook
    let plan = SheetPlan(SampleForm.layout, hasGathered: true)

    init(units: Int = 1, language: WorkbookLanguage = .vi, cells: [CellKey: CellContent] = SampleForm.cells) throws {
        workbook = try SampleForm.workbook(units: units, language: language, cells: cells).laidOut(seal: SampleForm.seal)
    }

    /// The first unit's sheet.
    var sheet: LaidOutSheet {
        get { workbook.sheets[1] }
        set { workbook.sheets[1] = newValue }
    }

    func place(_ key: CellKey) -> CellAddress { plan.places[key]! }

    mutating func set(_ key: CellKey, _ value: LaidOutCell.Value) { sheet.cells[place(key)] = LaidOutCell(value) }
    /// Writes beside the cells of a row.
    mutating func set(_ key: CellKey, word: String? = nil, comment: String? = nil, source: String? = nil) {
        for (column, text) in [(plan.wordColumn, word), (plan.commentColumn, comment), (plan.sourceColumn, source)] {
            if let text { sheet[place(key).row, column] = LaidOutCell(.text(text)) }
        }
    }

    func reader() throws -> FormWorkbookReader { try FormWorkbookReader(ByteSource(bytes: workbook.bytes(), name: "bieu.xlsx"), seal: SampleForm.seal) }
    func read() throws -> FormWorkbookReader.UnitReading { try reader().read(SampleForm.layout, gathered: [UnitID("03201"): [CellKey("S-TEAMS"): 26]]).units[0] }
    func edits() throws -> [CellKey: CellContent] { Dictionary(uniqueKeysWithValues: try read().edits.map { ($0.edit.key, $0.edit.content) }) }
}

private func cell(_ code: String, _ options: String...) -> CellKey { CellKey(code, Disaggregation(options)) }

@Suite struct RoundTripTests {
    @Test(arguments: WorkbookLanguage.allCases) func `what nobody changed is no change`(language: WorkbookLanguage) throws {
        for cells in [SampleForm.cells, [:]] {
            let reading = try Filled(units: 3, language: language, cells: cells).reader().read(SampleForm.layout)
            #expect(reading.units.map(\.edits) == [[], [], []])
            #expect(reading.findings.isEmpty && reading.units.allSatisfy(\.findings.isEmpty))
            #expect(reading.units.map(\.version) == [482, 483, 484])
        }
    }

    @Test func `every kind of cell comes back with its place and what it held before`() throws {
        var filled = try Filled()
        filled.set(cell("S-VILLAGES"), .number(30))
        filled.set(cell("S-COVER"), .number(97.25))
        filled.set(cell("S-PLAN"), .text("Không"))
        filled.set(cell("S-DATE"), .number(46_096))
        filled.set(cell("S-TEXT"), .text("  Hai lớp\r\nphải hoãn  "))
        filled.set(cell("S-AGES", "F", "A1"), .number(4))
        let reading = try filled.read()
        #expect(try filled.edits() == [
            cell("S-VILLAGES"): CellContent(value: "30"), cell("S-COVER"): CellContent(value: "97.25"), cell("S-PLAN"): CellContent(value: "false"), cell("S-DATE"): CellContent(value: "2026-03-15"),
            cell("S-TEXT"): CellContent(value: "Hai lớp\nphải hoãn"), cell("S-AGES", "F", "A1"): CellContent(value: "4", comment: "chưa điều tra"),
        ])
        let villages = try #require(reading.edits.first { $0.edit.key == cell("S-VILLAGES") })
        #expect(villages.place == "Xã Na Son!\(filled.place(cell("S-VILLAGES")))")
        #expect(villages.edit.base == CellContent(value: "27"))
    }

    @Test func `clearing a figure, and saying that there is none, are two things`() throws {
        var filled = try Filled()
        filled.set(cell("S-VILLAGES"), .empty)
        filled.set(cell("S-HEADS"), .empty)
        filled.set(cell("S-HEADS"), word: "không có số liệu", comment: "Sổ bị thất lạc")
        filled.set(cell("S-MONEY"), word: "", comment: "")
        #expect(try filled.edits() == [
            cell("S-VILLAGES"): CellContent.empty, cell("S-HEADS"): CellContent(isWithoutFigure: true, comment: "Sổ bị thất lạc", source: "Danh sách lớp 6/10"), cell("S-MONEY"): CellContent.empty,
        ])
    }

    @Test func `in a row of several cells the word holds for the empty ones, and a new comment for all`() throws {
        var filled = try Filled()
        filled.set(cell("S-PERSONS", "M"), .empty)
        filled.set(cell("S-PERSONS", "M"), word: "Không có số liệu", comment: "Sổ chưa tách nam, nữ")
        #expect(try filled.edits() == [
            cell("S-PERSONS", "M"): CellContent(isWithoutFigure: true, comment: "Sổ chưa tách nam, nữ"), cell("S-PERSONS", "F"): CellContent(value: "218", comment: "Sổ chưa tách nam, nữ"),
        ])
    }

    @Test func `comments that differ within a row stay with their cells when a figure changes`() throws {
        var filled = try Filled()
        filled.set(cell("S-PERSONS", "F"), .number(219))
        #expect(try filled.edits() == [cell("S-PERSONS", "F"): CellContent(value: "219", comment: "ước tính")])
    }

    @Test func `a figure beside the word that there is none is not guessed at`() throws {
        var filled = try Filled()
        filled.set(cell("S-VILLAGES"), word: "Không có số liệu")
        let reading = try filled.read()
        #expect(reading.edits.isEmpty)
        #expect(reading.problems.map(\.kind) == [.figureAndWord])
    }

    @Test func `texts that begin like formulas are texts, and come back as they were`() throws {
        let dangerous = ["=1+1", "+84 215", "-5 hộ", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "_x0041_", "a\nb"]
        for text in dangerous {
            let filled = try Filled(cells: [cell("S-TEXT"): CellContent(value: text, comment: text, source: text)])
            #expect(filled.sheet.cells[filled.place(cell("S-TEXT"))]?.value == .text(text))
            let cells = try WorkbookCells(ByteSource(bytes: filled.workbook.bytes(), name: "x.xlsx"))
            let found = try #require(cells.sheets[1].cells[filled.place(cell("S-TEXT"))])
            #expect(found == WorkbookCells.Cell(.text, text))
            #expect(try filled.read().edits.isEmpty, "\(text)")
        }
    }

    @Test func `a long comment of every language is kept whole`() throws {
        let long = String(repeating: "Đồng bào Mông, Thái, Khơ Mú ở bản. ", count: 600)
        let filled = try Filled(cells: [cell("S-HEADS"): CellContent(value: "3", comment: long)])
        #expect(try filled.read().edits.isEmpty)
    }

    @Test func `names of units become names of sheets, each once, and are found whatever they are called`() throws {
        var source = try SampleForm.workbook(units: 3)
        for index in source.units.indices { source.units[index].name = Label(vi: "Thôn 1: [cũ] / Khu tái định cư bản Nậm Pồ", en: "") }
        var workbook = try source.laidOut(seal: SampleForm.seal)
        let names = workbook.sheets.map(\.name)
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
        #expect(names.allSatisfy { $0.utf16.count <= 31 && !$0.contains { "[]:*?/\\".contains($0) } })
        workbook.sheets[2].name = "Đổi tên"
        workbook.sheets.reverse()
        workbook.front = nil
        let reading = try FormWorkbookReader(ByteSource(bytes: workbook.bytes(), name: "x.xlsx"), seal: SampleForm.seal).read(SampleForm.layout)
        #expect(reading.units.map(\.unit) == ["03201", "03202", "03203"].map { UnitID($0) })
        #expect(reading.units[1].sheet == "Đổi tên" && reading.units.allSatisfy { $0.edits.isEmpty && $0.findings.isEmpty })
    }

    @Test func `a sheet taken out is a remark, a copy and a stranger are problems`() throws {
        var filled = try Filled(units: 2)
        var copy = filled.workbook.sheets[1], stranger = filled.workbook.sheets[2]
        copy.name = "Bản sao"
        stranger.name = "Lạ"
        stranger[0, 0] = LaidOutCell(.text("khen:unit:09999"))
        filled.workbook.sheets[2] = copy
        filled.workbook.sheets.append(stranger)
        let reading = try filled.reader().read(SampleForm.layout)
        #expect(reading.findings.map(\.kind) == [.sheetTwice, .sheetStrange] && reading.findings.allSatisfy(\.isProblem))
        #expect(reading.units[1].findings.map(\.kind) == [.sheetMissing] && reading.units[1].problems.isEmpty)
    }

    @Test func `a report that is closed has no cell to write in`() throws {
        var source = try SampleForm.workbook(units: 1)
        source.units[0].isEditable = false
        let sheet = try source.laidOut(seal: SampleForm.seal).sheets[1]
        #expect(sheet.cells.values.allSatisfy { !$0.look.isUnlocked } && sheet.rules.isEmpty && sheet.isProtected)
    }

    @Test func `the same workbook has the same bytes`() throws {
        let workbook = try SampleForm.workbook()
        #expect(try workbook.bytes(seal: SampleForm.seal) == workbook.bytes(seal: SampleForm.seal))
    }
}

@Suite struct IdentityTests {
    private let expected = FormWorkbookReader.Expectation(installation: "mau.khen.example", province: "11", form: "MAU-01", formVersion: 3, period: "2026-10", unit: UnitID("03201"))

    @Test func `the identity says what the workbook is`() throws {
        let identity = try Filled(units: 2).reader().identity
        #expect(identity.form == "MAU-01" && identity.formVersion == 3 && identity.period == "2026-10" && identity.province == "11")
        #expect(identity.units == [.init(id: UnitID("03201"), version: 482), .init(id: UnitID("03202"), version: 483)])
        try Filled().reader().check(expected)
    }

    @Test func `another form, version, period, unit, province or installation is refused by name`() throws {
        let reader = try Filled().reader()
        func refusal(_ change: (inout FormWorkbookReader.Expectation) -> Void) -> FormWorkbookError? {
            var other = expected
            change(&other)
            do { try reader.check(other) } catch { return error }
            return nil
        }
        #expect(refusal { $0.installation = "x" } == .otherInstallation(expected: "x", found: "mau.khen.example"))
        #expect(refusal { $0.province = "14" } == .otherProvince(expected: "14", found: "11"))
        #expect(refusal { $0.form = "MAU-02" } == .otherForm(expected: "MAU-02", found: "MAU-01"))
        #expect(refusal { $0.formVersion = 4 } == .otherVersion(form: "MAU-01", expected: 4, found: 3))
        #expect(refusal { $0.period = "2026-11" } == .otherPeriod(expected: "2026-11", found: "2026-10"))
        #expect(refusal { $0.unit = UnitID("09999") } == .otherUnit(expected: UnitID("09999"), found: [UnitID("03201")]))
    }

    @Test func `a changed identity or base is noticed`() throws {
        for (sheet, column) in [("Mã nhận dạng", 2), ("Số liệu gốc", 2)] {
            var filled = try Filled()
            let index = try #require(filled.workbook.sheets.firstIndex { $0.name == sheet })
            let place = try #require(filled.workbook.sheets[index].cells.keys.filter { $0.column == column && $0.row > 2 }.min())
            filled.workbook.sheets[index].cells[place]?.value = .text("khác")
            #expect(throws: FormWorkbookError.altered) { try filled.reader() }
            filled.workbook.sheets.remove(at: index)
            #expect(throws: sheet == "Mã nhận dạng" ? FormWorkbookError.noIdentity : .altered) { try filled.reader() }
        }
    }

    @Test func `files that are no form are refused with what they are`() throws {
        func error(_ bytes: [UInt8]) -> SheetError? {
            do { _ = try FormWorkbookReader(ByteSource(bytes: bytes, name: "a.xlsx"), seal: SampleForm.seal) } catch let error as SheetError { return error } catch {}
            return nil
        }
        #expect(error(Array("%PDF-1.7".utf8)) == .unreadable(name: "a.xlsx", content: .pdf))
        #expect(error(Array("a,b\n1,2\n".utf8)) == .wrongFormat(name: "a.xlsx", content: .csv))
        let bytes = try Filled().workbook.bytes()
        #expect(error(Array(bytes.prefix(bytes.count / 2))) != nil, "cut off on its way")
    }
}
