import Foundation
import Testing

@testable import Sheets

@Suite struct CSVWriterTests {
    private func written(_ row: [SheetCell], separator: Character = ",") -> String {
        var writer = CSVWriter(separator: separator)
        writer.write(row)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `fields are quoted where they must be`() {
        #expect(written([.text("a,b"), .text("say \"x\""), .text("d\ne"), .text("plain"), .text(" x"), .empty]) == "\"a,b\",\"say \"\"x\"\"\",\"d\ne\",plain,\" x\",\r\n")
        #expect(written([.text("a,b"), .text("c;d")], separator: ";") == "a,b;\"c;d\"\r\n")
    }

    @Test(arguments: ["=1+1", "+84 123", "-5", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"http://x\")", "＝1"])
    func `a text that a spreadsheet would compute gets an apostrophe`(text: String) throws {
        var writer = CSVWriter()
        writer.writeHeader(["a", "b"])
        writer.write([.text(text), .text("x")])
        #expect(try TableContents(CSVReader(ByteSource(bytes: writer.bytes, name: "x.csv"))).rows == [["'" + text, "x"]])
    }

    @Test func `numbers have a point, no exponent, no apostrophe, and no noise of binary fractions`() {
        #expect(written([.integer(-5), .number(-1.5), .number(97.25), .number(0.1 + 0.2), .number(100)]) == "-5,-1.5,97.25,0.3,100\r\n")
        #expect(written([.number(1.5e-7), .number(1e21), .number(.nan), .number(.infinity), .integer(.max)])
            == "0.00000015,1000000000000000000000,,,9223372036854775807\r\n")
    }

    @Test func `for Excel the file begins with its mark`() {
        let table = SheetTable(name: "x", title: "Không ghi", columns: [SheetColumn("Mã"), SheetColumn("Số", .integer)], rows: [[.text("Đ")]])
        #expect(table.csv(forExcel: true) == [0xEF, 0xBB, 0xBF] + Array("Mã,Số\r\nĐ,\r\n".utf8))
        #expect(table.csv() == Array("Mã,Số\r\nĐ,\r\n".utf8))
    }

    @Test func `a row with one empty cell is not a blank line`() {
        #expect(written([.empty]) == "\"\"\r\n")
    }

    @Test func `what was handed over is not handed over again`() {
        var writer = CSVWriter()
        writer.write([.integer(1)])
        #expect(writer.drain() == Array("1\r\n".utf8))
        writer.write([.integer(2)])
        #expect(writer.drain() == Array("2\r\n".utf8))
        #expect(writer.drain().isEmpty)
    }
}

@Suite struct WorkbookTests {
    private let created = Date(timeIntervalSince1970: 1_785_000_000)

    private var table: SheetTable {
        SheetTable(
            name: "Kết quả", title: "Tỷ lệ hộ đồng bào dân tộc thiểu số", notes: ["Số liệu minh hoạ"],
            columns: [
                SheetColumn("Mã đơn vị"), SheetColumn("Tên"), SheetColumn("Số hộ", .integer), SheetColumn("Tỷ lệ", .percent(2)),
                SheetColumn("Giá trị", .decimal(1)), SheetColumn("Ngày", .date),
            ],
            rows: [
                [.text("00004"), .text("=1+1"), .integer(1_234_567), .number(97.25), .number(0.1 + 0.2), .date("2026-07-15")],
                [.text("03127"), .text("Xã Mường Phăng\nbản \"Che Căn\" & <b>"), .integer(-5), .empty, .number(-12345.678), .date("2026-07-15T08:30:00")],
                [.text("_x0041_"), .text("\u{1}"), .integer(9_007_199_254_740_993), .number(.nan), .number(1e-7), .date("2026-02-30")],
                [.text("'x")],
            ])
    }

    private func read(_ table: SheetTable) throws -> XLSXReader {
        try XLSXReader(ByteSource(bytes: Workbook(title: "Báo cáo", created: created, sheets: [table]).bytes(), name: "x.xlsx"))
    }

    @Test func `what is written is read again, title and notes passed over`() throws {
        let reader = try read(table)
        #expect(reader.sheet == "Kết quả")
        #expect(reader.headerLine == 4)
        let contents = try TableContents(reader)
        #expect(contents.header == ["Mã đơn vị", "Tên", "Số hộ", "Tỷ lệ", "Giá trị", "Ngày"])
        #expect(contents.rows == [
            ["00004", "=1+1", "1234567", "97.25", "0.3", "2026-07-15"],
            ["03127", "Xã Mường Phăng\nbản \"Che Căn\" & <b>", "-5", "", "-12345.678", "2026-07-15T08:30:00"],
            ["_x0041_", "\u{1}", "9007199254740993", "", "0.0000001", "2026-02-30"],
            ["'x", "", "", "", "", ""],
        ])
        #expect(contents.lines == [5, 6, 7, 8])
        try reader.forEachRow { row in
            guard row.line == 5 else { return }
            #expect((0..<row.count).map(row.kind) == [.text, .text, .number, .number, .number, .date])
            #expect((0..<row.count).map(row.cellName) == ["A5", "B5", "C5", "D5", "E5", "F5"])
        }
    }

    @Test func `the same workbook gives the same bytes`() throws {
        let workbook = Workbook(title: "Báo cáo", author: "Khèn", created: created, sheets: [table, table])
        #expect(try workbook.bytes() == workbook.bytes())
    }

    @Test func `the sheet stays readable on screen and on A4 paper`() throws {
        let bytes = try Workbook(title: "Báo cáo “số”", author: "Sở KH&CN", created: created, sheets: [table]).bytes()
        let archive = try ZipArchive(ByteSource(bytes: bytes, name: "x.xlsx"), limits: SheetLimits())
        let sheet = try text(of: "xl/worksheets/sheet1.xml", in: archive)
        #expect(sheet.contains(#"<pane ySplit="4" topLeftCell="A5""#))
        #expect(sheet.contains(#"<autoFilter ref="A4:F8"/>"#))
        #expect(sheet.contains(#"paperSize="9""#) && sheet.contains(#"orientation="landscape""#) && sheet.contains(#"fitToHeight="0""#))
        #expect(!sheet.contains("<f>"))
        #expect(try text(of: "xl/workbook.xml", in: archive).contains(#"'Kết quả'!$4:$4"#))
        let properties = try text(of: "docProps/core.xml", in: archive)
        #expect(properties.contains("<dc:title>Báo cáo “số”</dc:title>") && properties.contains("<dc:creator>Sở KH&amp;CN</dc:creator>"))
        #expect(properties.contains("2026-07-25T"))
    }

    private func text(of part: String, in archive: ZipArchive) throws -> String {
        let stream = try archive.stream(#require(archive.part(part)))
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var bytes: [UInt8] = []
        while true {
            let count = buffer.withUnsafeMutableBufferPointer { memory in memory.baseAddress.map { stream.read($0, maxLength: memory.count) } ?? 0 }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    @Test func `sheet names are made such that Excel takes them`() {
        let names = ["Kết quả: DB-T3/2026", "kết quả  db-t3 2026", "", "'x'", "History", String(repeating: "ắ", count: 40), String(repeating: "ắ", count: 41)]
        let made = Workbook(title: "", created: created, sheets: names.map { SheetTable(name: $0, columns: []) }).sheetNames
        #expect(made == [
            "Kết quả  DB-T3 2026", "kết quả  db-t3 2026 (2)", "Sheet", "x", "History (2)", String(repeating: "ắ", count: 31),
            String(repeating: "ắ", count: 27) + " (2)",
        ])
    }

    @Test func `a text longer than a cell can hold is refused by its cell`() {
        let table = SheetTable(name: "x", columns: [SheetColumn("a")], rows: [[.text(String(repeating: "x", count: 32_767))], [.text(String(repeating: "x", count: 32_768))]])
        #expect(throws: SheetError.textTooLong(sheet: "x", cell: "A3", limit: 32_767)) {
            try Workbook(title: "", created: created, sheets: [table]).bytes()
        }
    }

    @Test func `a file that cannot be written leaves the old one and nothing half done`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("cũ.xlsx", [1, 2, 3])
        let broken = SheetTable(name: "x", columns: [SheetColumn("a")], rows: [[.text(String(repeating: "x", count: 40_000))]])
        #expect(throws: SheetError.self) { try Workbook(title: "", created: created, sheets: [broken]).write(to: path) }
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["cũ.xlsx"])
        let nowhere = folder.path + "/none/x.xlsx"
        #expect(throws: SheetError.cannotWrite(path: nowhere, reason: "No such file or directory")) {
            try Workbook(title: "", created: created, sheets: [table]).write(to: nowhere)
        }
    }
}
