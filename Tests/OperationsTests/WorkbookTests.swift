import Domain
import FormWorkbooks
import Foundation
import Operations
import Sheets
import Storage
import Testing
import TestWorld

private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)

private func cell(_ text: String) -> CellKey { CellKey(parsing: text) }
private func edit(_ key: String, _ value: String, comment: String? = nil) -> CellEdit { CellEdit(cell(key), CellContent(value: value, comment: comment)) }
private func submission(_ name: String) -> Submission { Submission(id: name, way: .page) }

/// A workbook as somebody fills it in: read, changed at the places where cells are, written again.
private struct Desk {
    var cells: WorkbookCells

    init(_ file: Workbooks.File) throws { cells = try WorkbookCells(ByteSource(bytes: file.bytes, name: file.name)) }

    /// Writes numbers or words into the first unit's sheet and saves it as another program would: no styles, no formulas.
    func saved(_ changes: [String: String]) throws -> [UInt8] {
        let sheets = cells.sheets.map { sheet -> LaidOutSheet in
            var written = LaidOutSheet(name: sheet.name)
            for (place, cell) in sheet.cells where !cell.text.isEmpty { written.cells[place] = LaidOutCell(cell.kind == .number && !cell.isFormula ? .number(Double(cell.text) ?? 0) : cell.isFormula ? .empty : .text(cell.text)) }
            guard sheet[0, 0]?.text.hasPrefix("khen:unit:") == true else { return written }
            var columns: [String: Int] = [:]
            for row in 0..<sheet.rowCount {
                let mark = sheet[row, 0]?.text ?? ""
                if mark == "khen:columns" { columns = Dictionary(uniqueKeysWithValues: (1..<40).compactMap { column in sheet[row, column].map { ($0.text, column) } }) }
                for (key, text) in changes {
                    let key = CellKey(parsing: key)
                    guard key.dataElement == mark, let column = columns[key.options.isTotal ? "total" : key.options.key] else { continue }
                    written[row, column] = LaidOutCell(Double(text).map { .number($0) } ?? .text(text))
                }
            }
            return written
        }
        return try LaidOutWorkbook(title: "", created: .init(timeIntervalSince1970: 0), sheets: sheets).bytes()
    }
}

@Suite struct WorkbookTests {
    private func withKhen(_ dialect: Dialect, _ body: (Khen) throws -> Void) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try body(khen)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    private func file(_ khen: Khen, by person: Person = Story.dua) throws -> Workbooks.File {
        try khen.workbooks.file(of: july.form, in: july.period, units: [july.unit], language: .vi, by: person)
    }

    @Test(arguments: Dialect.allCases) func `a workbook comes back cell by cell, changes nothing until it is confirmed, and then is the draft`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.save([edit("SESSIONS", "4", comment: "theo sổ")], in: july, as: submission("a"), by: Story.dua)
            let file = try file(khen)
            #expect(file.name == "MK-M_2026-07_91001-001.xlsx")
            let upload = try khen.workbooks.open(Desk(file).saved(["SESSIONS": "5", "HEADS:F": "1", "HEADS:M": "2"]), name: "bao-cao.xlsx", by: Story.dua)
            let unit = try #require(upload.units.first)
            #expect(upload.units.count == 1 && upload.problems.isEmpty && upload.changeCount == 3)
            #expect(unit.changes.map { [$0.edit.key.description, $0.now.value ?? "", $0.edit.content.value ?? ""] }.sorted { $0[0] < $1[0] } == [["HEADS:F", "", "1"], ["HEADS:M", "", "2"], ["SESSIONS", "4", "5"]])
            #expect(unit.changes.allSatisfy { !$0.isConflict && $0.place.hasPrefix("Bản Nà Lốm!") })
            #expect(try khen.reports.sheet(july, by: Story.dua).cells[cell("SESSIONS")]?.value == "4")
            for isRepeated in [false, true] {
                guard case .saved(let receipt) = try khen.reports.save(unit.edits, in: july, as: Submission(id: unit.submission, way: .workbook), by: Story.dua) else { throw Failed() }
                #expect(receipt.isRepeated == isRepeated)
            }
            let now = try khen.reports.sheet(july, by: Story.dua)
            #expect(now.cells[cell("SESSIONS")] == CellContent(value: "5", comment: "theo sổ") && now.cells[cell("HEADS:M")]?.value == "2" && now.standing.state == .draft)
            #expect(try khen.workbooks.open(Desk(file).saved(["SESSIONS": "5", "HEADS:F": "1", "HEADS:M": "2"]), name: "x.xlsx", by: Story.dua).changeCount == 0)
        }
    }

    private struct Failed: Error {}

    @Test(arguments: Dialect.allCases) func `a cell that somebody changed meanwhile is a conflict, seen before and kept after confirming`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.save([edit("SESSIONS", "4")], in: july, as: submission("a"), by: Story.dua)
            let bytes = try Desk(file(khen)).saved(["SESSIONS": "5", "HEADS:F": "1"])
            _ = try khen.reports.save([edit("SESSIONS", "9")], in: july, as: submission("b"), by: Story.dua)
            let unit = try khen.workbooks.open(bytes, name: "x.xlsx", by: Story.dua).units[0]
            #expect(unit.changes.filter(\.isConflict).map(\.edit.key) == [cell("SESSIONS")])
            guard case .conflicts(let conflicts, _) = try khen.reports.save(unit.edits, in: july, as: Submission(id: unit.submission, way: .workbook), by: Story.dua) else { throw Failed() }
            #expect(conflicts.map(\.key) == [cell("SESSIONS")] && conflicts[0].theirs.value == "9" && conflicts[0].mine.value == "5")
            let now = try khen.reports.sheet(july, by: Story.dua)
            #expect(now.cells[cell("SESSIONS")]?.value == "9" && now.cells[cell("HEADS:F")]?.value == "1")
        }
    }

    @Test(arguments: Dialect.allCases) func `what cannot be read is named and leaves its cell alone`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let upload = try khen.workbooks.open(Desk(file(khen)).saved(["SESSIONS": "ba buổi", "UNION:M": "3", "HEADS:F": "2"]), name: "x.xlsx", by: Story.dua)
            #expect(Set(upload.problems.map(\.kind)) == [.wrongType, .greyed])
            #expect(upload.units[0].edits.map(\.key) == [cell("HEADS:F")])
        }
    }

    @Test(arguments: Dialect.allCases) func `only who may see a report gets its workbook, and a closed one is to read`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            #expect(throws: NotFound.self) { try file(khen, by: .visitor) }
            let bytes = try file(khen).bytes
            #expect(throws: NotFound.self) { try khen.workbooks.open(bytes, name: "x.xlsx", by: .visitor) }
            #expect(try khen.workbooks.file(of: "MK-M", in: "2026-07", units: [], language: .en, by: Story.dua).bytes.count > 1000)
            let filled = ["HEADS:F": "1", "HEADS:M": "2", "HEADS.TRAINED:F": "1", "HEADS.TRAINED:M": "1", "SESSIONS": "4", "PEOPLE:F": "30", "PEOPLE:M": "25"].map { edit($0.key, $0.value) }
            guard case .sent = try khen.reports.submit(filled, in: july, as: submission("s"), by: Story.dua) else { throw Failed() }
            let upload = try khen.workbooks.open(Desk(file(khen)).saved(["SESSIONS": "8"]), name: "x.xlsx", by: Story.dua)
            #expect(!upload.units[0].sheet.isEditable && upload.changeCount == 1)
            #expect(throws: Rejected.self) { try khen.reports.save(upload.units[0].edits, in: july, as: Submission(id: "w", way: .workbook), by: Story.dua) }
        }
    }

    @Test(arguments: Dialect.allCases) func `a file that is no form, and a form of another installation, are refused with a remedy`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            func refusal(_ bytes: [UInt8]) -> Rejected? {
                do { _ = try khen.workbooks.open(bytes, name: "x.xlsx", by: Story.dua) } catch let error as Rejected { return error } catch {}
                return nil
            }
            #expect(refusal(Array("%PDF-1.7".utf8))?.reason.vi.contains("PDF") == true)
            let table = try Workbook(title: "", created: .init(timeIntervalSince1970: 0), sheets: [SheetTable(name: "a", columns: [SheetColumn("b")])]).bytes()
            #expect(refusal(table)?.reason.vi.contains("Mã nhận dạng") == true && refusal(table)?.place == "x.xlsx")
            try withPlace(for: .sqlite) { place in
                let other = try Story.khen(at: place.location, now: { Moment(milliseconds: Story.today.milliseconds - 86_400_000) })
                defer { other.close() }
                #expect(refusal(try file(other).bytes) != nil)
            }
        }
    }
}
