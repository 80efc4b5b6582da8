import Domain
import SampleForm
import Sheets
import Testing

@testable import FormWorkbooks

private func cell(_ code: String, _ options: String...) -> CellKey { CellKey(code, Disaggregation(options)) }

@Suite struct MistakeTests {
    @Test(arguments: [
        ("S-VILLAGES", LaidOutCell.Value.text("hai mươi"), WorkbookFinding.Kind.wrongType), ("S-VILLAGES", .text("12,5"), .outOfRange), ("S-VILLAGES", .number(12.5), .outOfRange), ("S-VILLAGES", .number(-1), .outOfRange),
        ("S-VILLAGES", .number(501), .outOfRange), ("S-COVER", .number(100.5), .outOfRange), ("S-TEMP", .number(-41), .outOfRange), ("S-PLAN", .text("có lẽ"), .wrongType),
        ("S-DATE", .text("31/02/2026"), .wrongType), ("S-DATE", .number(5), .wrongType), ("S-MONEY", .number(1e16), .outOfRange), ("S-MONEY", .text("1.2.3"), .wrongType), ("S-HEADS", .text("50%"), .wrongType),
    ])
    func `what cannot stand in a cell is named with its place and is not taken`(code: String, value: LaidOutCell.Value, kind: WorkbookFinding.Kind) throws {
        var filled = try Filled(cells: [cell(code): CellContent(value: code == "S-PLAN" ? "true" : code == "S-DATE" ? "2026-01-05" : "7")])
        filled.set(cell(code), value)
        let reading = try filled.read()
        #expect(reading.edits.isEmpty)
        let problem = try #require(reading.problems.first)
        #expect(reading.problems.count == 1 && problem.kind == kind && problem.key == cell(code))
        #expect(problem.place == "Xã Na Son!\(filled.place(cell(code)))")
        #expect(!problem.message.vi.isEmpty && !problem.remedy.vi.isEmpty && problem.message.vi != problem.message.en)
    }

    @Test(arguments: [
        ("S-COVER", "97,25", "97.25"), ("S-COVER", "97.25", "97.25"), ("S-COVER", "97,25 %", "97.25"), ("S-VILLAGES", " 27 ", "27"), ("S-MONEY", "1.250.000", "1250000"), ("S-MONEY", "1 250 000", "1250000"),
        ("S-MONEY", "1.250", "1250"), ("S-TEMP", "−1,5", "-1.5"),
    ])
    func `a number typed as text is taken, and it is said how it was read`(code: String, text: String, value: String) throws {
        var filled = try Filled(cells: [:])
        filled.set(cell(code), .text(text))
        #expect(try filled.edits() == [cell(code): CellContent(value: value)])
        #expect(try filled.read().findings.map(\.kind) == [.readAs])
    }

    @Test(arguments: [("có", "true"), ("KHÔNG", "false"), ("yes", "true"), ("x", "true"), ("0", "false")]) func `yes and no have many names`(text: String, value: String) throws {
        var filled = try Filled(cells: [:])
        filled.set(cell("S-PLAN"), .text(text))
        #expect(try filled.edits() == [cell("S-PLAN"): CellContent(value: value)])
    }

    @Test(arguments: ["15/3/2026", "2026-03-15", "15.03.2026"]) func `a day typed as text is a day`(text: String) throws {
        var filled = try Filled(cells: [:])
        filled.set(cell("S-DATE"), .text(text))
        #expect(try filled.edits() == [cell("S-DATE"): CellContent(value: "2026-03-15")])
    }

    @Test func `fractions that no form can hold are rounded, and it is said`() throws {
        var filled = try Filled(cells: [:])
        filled.set(cell("S-COVER"), .number(100.0 / 3))
        #expect(try filled.edits() == [cell("S-COVER"): CellContent(value: "33.333333")])
        #expect(try filled.read().findings.map(\.kind) == [.readAs])
    }

    @Test func `a formula counts by its last result, and without one is a problem`() throws {
        var filled = try Filled(cells: [:])
        filled.set(cell("S-HEADS"), .formula("2*6", 12))
        #expect(try filled.edits() == [cell("S-HEADS"): CellContent(value: "12")])
        #expect(try filled.read().notes.map(\.kind) == [.formula])
        let reading = CellReading(WorkbookCells.Cell(.empty, "", isFormula: true), of: DataElement(code: "X", name: Label(vi: "", en: ""), valueType: .count), countsFrom1904: false)
        #expect(reading.outcome == .refused && reading.remarks.map(\.kind) == [.formulaWithoutResult])
        let broken = CellReading(WorkbookCells.Cell(.error, "#REF!", isFormula: true), of: DataElement(code: "X", name: Label(vi: "", en: ""), valueType: .count), countsFrom1904: false)
        #expect(broken.outcome == .refused && broken.remarks.map(\.kind) == [.cellError])
    }

    @Test func `Excel's guesses are recognised`() {
        func read(_ cell: WorkbookCells.Cell, _ type: ValueType) -> CellReading { CellReading(cell, of: DataElement(code: "X", name: Label(vi: "", en: ""), valueType: type), countsFrom1904: false) }
        #expect(read(.init(.date, "2026-05-01"), .count).remarks.map(\.kind) == [.wrongType], "1/5 became a date")
        #expect(read(.init(.percent, "0.9725"), .percentage).outcome == .value("97.25"))
        #expect(read(.init(.percent, "0.5"), .count).remarks.map(\.kind) == [.wrongType])
        #expect(read(.init(.date, "2026-05-01T08:30:00"), .date).outcome == .value("2026-05-01"))
        #expect(read(.init(.date, "2026-05-01"), .text).outcome == .value("01/05/2026"))
        #expect(read(.init(.boolean, "true"), .yesNo).outcome == .value("true"))
    }

    @Test func `a total written over is ignored where it is equal and a problem where it differs`() throws {
        var filled = try Filled()
        filled.set(cell("S-PERSONS"), .number(418))
        filled.set(cell("S-AGES"), .number(99))
        let reading = try filled.read()
        #expect(reading.edits.isEmpty)
        #expect(reading.notes.map(\.kind) == [.totalOverwritten] && reading.problems.map(\.kind) == [.totalDiffers])
        #expect(reading.problems[0].key == cell("S-AGES"))
    }

    @Test func `a figure in a greyed cell is a problem`() throws {
        var filled = try Filled()
        filled.set(cell("S-LEARNERS", "M"), .number(3))
        #expect(try filled.read().problems.map(\.kind) == [.greyed])
    }

    @Test func `rows taken out, put in and copied are told apart`() throws {
        var filled = try Filled()
        let row = filled.place(cell("S-COVER")).row
        filled.sheet[row, 0] = LaidOutCell(.empty)
        filled.set(cell("S-COVER"), .number(12))
        filled.sheet[filled.place(cell("S-TEMP")).row, 0] = LaidOutCell(.text("S-HEADS"))
        let reading = try filled.read()
        #expect(Set(reading.problems.map(\.kind)) == [.rowMissing, .rowInserted, .rowTwice])
        #expect(reading.problems.filter { $0.kind == .rowMissing }.count == 2 && reading.edits.isEmpty)
    }

    @Test func `a column that is gone changes nothing in its cells`() throws {
        var filled = try Filled()
        for place in filled.sheet.cells.keys where place.column >= filled.plan.wordColumn || place.column == filled.place(cell("S-PERSONS", "F")).column {
            filled.sheet.cells[place] = nil
        }
        let reading = try filled.read()
        #expect(reading.edits.isEmpty)
        #expect(Set(reading.problems.map(\.kind)) == [.columnMissing])
    }

    @Test func `a strange word beside a cell is a problem`() throws {
        var filled = try Filled()
        filled.set(cell("S-COVER"), word: "chưa rõ")
        #expect(try filled.read().problems.map(\.kind) == [.unknownWord])
    }
}
