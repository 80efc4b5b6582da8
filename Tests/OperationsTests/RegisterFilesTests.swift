import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Files of records, in and out.
@Suite struct RegisterFilesTests: BooksTest {
    @Test(arguments: Dialect.allCases) func `five thousand rows of which 37 are bad: the bad ones are named, and the good ones kept when asked`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var csv = "NAME,SEX,FROM,PHONE,UNIT,Ghi chú riêng\n"
            for row in 1...5000 {
                let isBad = row % 135 == 0
                csv += "Người \(row),\(row % 2 == 0 ? "Nữ" : "M"),\(isBad ? "30/02/2026" : "0\(row % 9 + 1)/0\(row % 6 + 1)/2026"),,\(row % 2 == 0 ? "91001-001" : "Bản Hin Phon"),x\n"
            }
            let file = try ByteSource(bytes: Array(csv.utf8), name: "truong-ban.csv")
            var options = Registers.ImportOptions()
            options.keepsLikelySame = true
            var bad: [Int] = []
            let refused = try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.mai) { line, header, row, reason in
                bad.append(line)
                #expect(row.count == header.count && row[2] == "30/02/2026" && !reason.vi.isEmpty)
            }
            #expect(refused.problems.count == 37 && refused.problems.allSatisfy { $0.column == "FROM" && !$0.remedy.vi.isEmpty && !$0.remedy.en.isEmpty })
            #expect(refused.refused == 37 && refused.rows == 5000 && refused.receipts.isEmpty && refused.ignored == ["Ghi chú riêng"])
            #expect(bad == (1...37).map { $0 * 135 + 1 } && refused.problems.first?.column == "FROM" && refused.problems.first?.value == "30/02/2026")
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
            options.isPartial = true
            let kept = try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.mai)
            #expect(kept.added == 4963 && kept.receipts.count == 1)
            #expect(try khen.registers.find(RecordQuery(unit: Story.hinPhon), in: "HEADS-BOOK", by: Story.mai).total == 2481)
            #expect(try figure(khen, "R-IN") == 4963)
            #expect(throws: NotFound.self) { try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: .visitor) }
            #expect(try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.dua).added == 2482)
        }
    }

    @Test(arguments: Dialect.allCases) func `others write while a file is checked, and what they wrote is taken into account`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let csv = "NAME,SEX,FROM,IDENTITY\n" + (1...40).map { "Người \($0),F,01/03/2026,0111900\($0 + 12300)\n" }.joined()
            var options = Registers.ImportOptions()
            (options.unit, options.isPartial) = (Story.naLom, true)
            let report = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: options, by: Story.mai, checked: {
                // Somebody else adds the person of the seventh row between check and writing.
                do { try addHead(khen, 1, "Lò Thị Mai", ["IDENTITY": "011190012307"]) } catch { Issue.record(error) }
            })
            #expect(report.added == 39 && report.refused == 1 && report.problems.map(\.line) == [8] && report.problems.first?.column == "IDENTITY")
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 40 && figure(khen, "R-IN") == 40)
        }
    }

    @Test(arguments: Dialect.allCases) func `what is exported comes back unchanged, and personal data leave for a purpose only`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678"])
            #expect(throws: NotAllowed.self) { try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", by: Story.hanh) }
            #expect(try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", by: Story.mai).cells[id(1)]?["PHONE"]?.words.vi == "0912***678")
            #expect(throws: Rejected.self) { try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", revealingFor: "x", by: Story.mai) }
            let open = try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", revealingFor: "Mời họp tổng kết năm", by: Story.mai)
            #expect(open.cells[id(1)]?["PHONE"]?.value == .text("0912345678"))
            let report = try khen.registers.accessReport(RecordKey("HEADS-BOOK", id(1)), by: Story.mai)
            #expect(report.lines.map(\.kind) == [.recordsExported, .recordsExported, .recordAdded] && report.lines[0].purpose == "Mời họp tổng kết năm")
            let csv = "ID,NAME,SEX,FROM\n\(id(1)),Vàng Thị Dua,F,2026-03-01\n"
            let again = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: .init(), by: Story.mai)
            #expect(again.unchanged == 1 && again.receipts.isEmpty)
        }
    }
}
