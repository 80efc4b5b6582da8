import Foundation
import Testing

@testable import Sheets

@Suite struct TableFileTests {
    private func content(_ bytes: [UInt8], _ name: String = "tệp") throws -> FileContent { try FileContent.of(ByteSource(bytes: bytes, name: name)) }

    @Test func `the content decides, and a name that promises something else is told`() throws {
        let folder = try TemporaryFolder()
        let table = SheetTable(name: "x", columns: [SheetColumn("a"), SheetColumn("b")], rows: [[.text("1"), .text("2")]])
        let workbook = try Workbook(title: "", created: Date(timeIntervalSince1970: 1), sheets: [table]).bytes()
        let json = Array(#"[{"a":"1","b":"2"}]"#.utf8)
        let cases: [(String, [UInt8], FileContent, String?)] = [
            ("a.csv", table.csv(), .csv, nil), ("a.xlsx", table.csv(), .csv, "xlsx"), ("a.CSV", workbook, .workbook, "csv"),
            ("a.xlsx", workbook, .workbook, nil), ("a.json", json, .json, nil), ("a.xls", json, .json, "xls"), ("a.tải-về", table.csv(), .csv, nil),
            ("a", workbook, .workbook, nil),
        ]
        for (name, bytes, content, misleading) in cases {
            let file = try TableFile.open(path: folder.file(name, bytes))
            #expect(file.content == content)
            #expect(file.misleadingEnding == misleading)
            let read = try TableContents(file.rows)
            #expect(read.header == ["a", "b"])
            #expect(read.rows == [["1", "2"]])
        }
    }

    @Test func `what is no table is named`() throws {
        let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
        let entry = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try content(old) == .oldOffice)
        #expect(try content(old + [UInt8](repeating: 0, count: 256) + entry + [UInt8](repeating: 0, count: 96)) == .encryptedWorkbook)
        #expect(try content(Array("<html><body><table>".utf8)) == .html)
        #expect(try content(Array("\u{FEFF}\r\n <!DOCTYPE html>".utf8)) == .html)
        #expect(try content(Array("<table border=1><tr><td>Mã".utf8)) == .html)
        #expect(try content(Array("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">".utf8)) == .xml)
        #expect(try content(Array("%PDF-1.7".utf8)) == .pdf)
        #expect(try content([0x1F, 0x8B, 8, 0]) == .compressed)
        #expect(try content([0x89, 0x50, 0x4E, 0x47, 0x0D]) == .image)
        #expect(try content([1, 2, 0, 3]) == .binary)
        #expect(try content(zipped([("a.csv", [65])])) == .zip)
        #expect(try content(zipped([("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), ("content.xml", [60])])) == .openDocument)
        #expect(try content(zipped([("[Content_Types].xml", [60]), ("word/document.xml", [60])])) == .otherOffice)
        #expect(try content(zipped([("[Content_Types].xml", [60]), ("xl/workbook.bin", [60])])) == .binaryWorkbook)
        #expect(try content(zipped([("xl/workbook.xml", [60])], password: "bí mật")) == .encryptedWorkbook)
    }

    @Test func `the workbook reader says what the file really is`() throws {
        #expect(throws: SheetError.wrongFormat(name: "a.xlsx", content: .csv)) { try XLSXReader(source("a,b\n1,2", name: "a.xlsx")) }
        #expect(throws: SheetError.unreadable(name: "a.xlsx", content: .html)) { try XLSXReader(source("<html>", name: "a.xlsx")) }
        #expect(throws: SheetError.unreadable(name: "a.xlsx", content: .pdf)) { try TableFile.open(source("%PDF-1.4", name: "a.xlsx")) }
    }

    @Test func `files that cannot be opened are told apart`() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path + "/không có.csv"
        #expect(throws: SheetError.cannotOpen(path: missing, reason: "No such file or directory")) { try TableFile.open(path: missing) }
        #expect(throws: SheetError.isFolder(path: folder.path)) { try TableFile.open(path: folder.path) }
        let empty = try folder.file("rỗng.csv", [])
        #expect(throws: SheetError.empty(name: "rỗng.csv")) { try TableFile.open(path: empty) }
        #expect(throws: SheetError.cannotOpen(path: "/dev/null", reason: "not a regular file")) { try TableFile.open(path: "/dev/null") }
    }

    @Test func `a file replaced after it was opened is read as it was`() throws {
        let folder = try TemporaryFolder()
        let file = try TableFile.open(path: folder.file("a.csv", Array("a,b\n1,2\n".utf8)))
        _ = try folder.file("b.csv", Array("x,y\n3,4\n".utf8))
        try FileManager.default.removeItem(atPath: folder.path + "/a.csv")
        try FileManager.default.moveItem(atPath: folder.path + "/b.csv", toPath: folder.path + "/a.csv")
        #expect(try TableContents(file.rows).rows == [["1", "2"]])
    }

    @Test func `a file cut while it is read is an error, and what is added to it is not seen`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.csv", Array(("a,b\n" + String(repeating: "1,2\n", count: 1_000_000)).utf8))
        let file = try TableFile.open(path: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Array("3,4\n".utf8))
        #expect(try TableContents(file.rows).rows.count == 1_000_000)
        try handle.truncate(atOffset: 2 << 20)
        #expect(throws: SheetError.cannotOpen(path: "a.csv", reason: "the file became shorter while it was read")) { try file.rows.forEachRow { _ in } }
    }

    @Test func `every error speaks both languages and says what to do`() {
        let errors: [SheetError] = [
            .cannotOpen(path: "p", reason: "r"), .unreadable(name: "n", content: .oldOffice), .wrongFieldCount(line: 3, expected: 7, found: 6),
            .noRowList(keys: []), .noRowList(keys: ["a", "b"]), .invalidJSON(line: 1, column: 2, expected: .colon), .cellError(sheet: "s", cell: "B7", text: "#REF!"),
        ]
        for error in errors {
            for text in [error.sentence, error.remedy] {
                #expect(!text.vi.isEmpty && !text.en.isEmpty && text.vi != text.en)
            }
        }
        #expect(SheetError.wrongFieldCount(line: 3, expected: 7, found: 6).sentence.vi == "Dòng 3 có 6 trường, trong khi tiêu đề có 7 cột.")
        #expect("\(SheetError.unterminatedQuote(line: 3, column: 2))" == "The quotation mark opened in line 3, column 2 is never closed.")
    }
}
