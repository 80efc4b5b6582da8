import Foundation
import Testing

@testable import Sheets

@Suite struct CSVReaderTests {
    @Test func `a quoted field may hold separators, quotes and line ends, and lines are counted as in the file`() throws {
        let read = try readCSV("a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n2,w\r\n")
        #expect(read.header == ["a", "b"])
        #expect(read.rows == [["1", "x, \"y\"\r\nz"], ["2", "w"]])
        #expect(read.lines == [2, 4])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `any line ending will do, also none at the end`(ending: String) throws {
        let read = try readCSV(["a,b", "1,2", "3,\"4\""].joined(separator: ending))
        #expect(read.rows == [["1", "2"], ["3", "4"]])
        #expect(read.lines == [2, 3])
    }

    @Test(arguments: [",", ";", "\t"]) func `the separator is found`(separator: String) throws {
        let read = try readCSV(["mã", "giá trị", "ghi chú"].joined(separator: separator) + "\nA\(separator)97.25\(separator)\n")
        #expect(read.header == ["mã", "giá trị", "ghi chú"])
        #expect(read.rows == [["A", "97.25", ""]])
    }

    @Test func `decimal commas in the data do not make the comma the separator`() throws {
        let read = try readCSV("code;value\nA;1,5\nB;2,5\nC;3,5\n")
        #expect(read.header == ["code", "value"])
        #expect(read.rows == [["A", "1,5"], ["B", "2,5"], ["C", "3,5"]])
    }

    @Test func `a title with commas above the header does not mislead`() throws {
        let read = try readCSV("Báo cáo quý III, năm 2026\n\nmã;tên;giá trị\nA;Xã Mường Phăng;12\n")
        #expect(read.header == ["mã", "tên", "giá trị"])
        #expect(read.lines == [4])
    }

    @Test func `the caller may say which row is the header`() throws {
        let reader = try CSVReader(source("x,y,z\nperiod,value,\n2026,1,\n")) { $0.contains("value") }
        #expect(reader.header == ["period", "value"])
        #expect(reader.headerLine == 2)
        #expect(try TableContents(reader).rows == [["2026", "1"]])
    }

    @Test func `without such a row the first one is the header, so that the missing names can be told`() throws {
        let reader = try CSVReader(source("x,y\n1,2\n")) { $0.contains("value") }
        #expect(reader.header == ["x", "y"])
    }

    @Test func `Excel's separator line and byte order mark are passed over`() throws {
        let read = try readCSV("\u{FEFF}sep=;\na;b\n1;2\n")
        #expect(read.header == ["a", "b"])
        #expect(read.lines == [3])
        #expect(try readCSV("\u{FEFF}a,b\n1,2").header == ["a", "b"])
    }

    @Test func `blank lines and rows of separators alone are no rows but count as lines`() throws {
        let read = try readCSV("a,b\n\n,\n1,2\n\r\n3,4\n\n")
        #expect(read.rows == [["1", "2"], ["3", "4"]])
        #expect(read.lines == [4, 6])
    }

    @Test func `a quoted empty field is a field`() throws {
        let read = try readCSV("a,b\n\"\",\"\"\n\"\",x\n")
        #expect(read.rows == [["", ""], ["", "x"]])
    }

    @Test func `names are trimmed, nameless columns at the end dropped with their empty fields`() throws {
        let read = try readCSV(" mã , tên,,\nA,B,,\nC,D\n")
        #expect(read.header == ["mã", "tên"])
        #expect(read.rows == [["A", "B"], ["C", "D"]])
    }

    @Test func `a row with too few or too many fields is refused by its line, and reading goes on`() throws {
        let read = try readCSV("a,b,c\n1,2,3\n1,2\n\"x\ny\",2,3,4\n4,5,6\n")
        #expect(read.rows == [["1", "2", "3"], ["4", "5", "6"]])
        #expect(read.problems == [.wrongFieldCount(line: 3, expected: 3, found: 2), .wrongFieldCount(line: 4, expected: 3, found: 4)])
        #expect(read.lines == [2, 6])
    }

    @Test func `without a way to refuse rows the first wrong one ends the reading`() throws {
        let reader = try CSVReader(source("a,b\n1,2\n3\n"))
        #expect(throws: SheetError.wrongFieldCount(line: 3, expected: 2, found: 1)) { try reader.forEachRow { _ in } }
    }

    @Test func `a quote that never closes is named by where it opens`() throws {
        let reader = try CSVReader(source("a,b\n1,2\n3,\"x\n4,5\n6,7\n"))
        #expect(throws: SheetError.unterminatedQuote(line: 3, column: 2)) { try reader.forEachRow { _ in } }
    }

    @Test func `a quote that never closes in a large file is told without reading it all`() throws {
        var limits = SheetLimits()
        limits.recordBytes = 1 << 20
        let reader = try CSVReader(source("a,b\n1,\"x\n" + String(repeating: "2,3\n", count: 1_000_000)), limits: limits)
        #expect(throws: SheetError.unterminatedQuote(line: 2, column: 2)) { try reader.forEachRow { _ in } }
    }

    @Test func `text after a closing quote is an error with its place`() throws {
        let reader = try CSVReader(source("a,b\n1,2\n\"x\"y,2\n"))
        #expect(throws: SheetError.textAfterQuote(line: 3, column: 1)) { try reader.forEachRow { _ in } }
    }

    @Test func `a quote within an unquoted field is part of the text`() throws {
        #expect(try readCSV("a,b\nbản 5\" mới,2\n").rows == [["bản 5\" mới", "2"]])
    }

    @Test func `bytes that are not UTF-8 refuse their row only, by line and column`() throws {
        var bytes = Array("a,b\nĐiện,1\n".utf8)
        bytes += Array("x,Qu".utf8) + [0xB6] + Array("n\nBiên,2\ny,".utf8) + [0xC3] + Array("\nz,3".utf8)
        let read = try TableContents(CSVReader(ByteSource(bytes: bytes, name: "cũ.csv")))
        #expect(read.rows == [["Điện", "1"], ["Biên", "2"], ["z", "3"]])
        #expect(read.problems == [
            .notUTF8(line: 3, column: 2, sample: Array("x,Qu".utf8) + [0xB6] + Array("n\n".utf8)),
            .notUTF8(line: 5, column: 2, sample: Array("y,".utf8) + [0xC3, 10]),
        ])
    }

    @Test func `a header that is not UTF-8 is refused by its line`() throws {
        let bytes = Array("a,t".utf8) + [0xAA] + Array("n\n1,2\n".utf8)
        #expect(throws: SheetError.notUTF8(line: 1, column: 2, sample: Array(bytes[..<6]))) {
            try CSVReader(ByteSource(bytes: bytes, name: "cũ.csv"))
        }
    }

    @Test(arguments: [true, false]) func `UTF-16 with its mark is converted`(littleEndian: Bool) throws {
        let units = [0xFEFF] + Array("mã\ttên\r\nA\tXã Mường Phăng 🎋\r\n".utf16)
        let bytes = units.flatMap { unit in littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        let file = try TableFile.open(ByteSource(bytes: bytes, name: "bảng.csv"))
        let read = try TableContents(file.rows)
        #expect(read.header == ["mã", "tên"])
        #expect(read.rows == [["A", "Xã Mường Phăng 🎋"]])
    }

    @Test func `half a UTF-16 pair is reported like any broken text`() throws {
        let units: [UInt16] = [0xFEFF] + Array("a\tb\n1\t".utf16) + [0xD83C] + Array("\n2\t3\n".utf16)
        let read = try TableContents(CSVReader(ByteSource(bytes: units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, name: "x.csv")))
        #expect(read.rows == [["2", "3"]])
        #expect(read.problems.map(\.line) == [2])
    }

    @Test func `only blanks are no header`() throws {
        #expect(throws: SheetError.noHeader(name: "bảng.csv")) { try readCSV("\n\n , \n") }
        #expect(throws: SheetError.noHeader(name: "bảng.csv")) { try readCSV("\u{FEFF}") }
    }

    @Test func `rows beyond the limit are refused by name`() throws {
        var limits = SheetLimits()
        limits.rows = 2
        let reader = try CSVReader(source("a,b\n1,2\n3,4\n5,6\n"), limits: limits)
        #expect(throws: SheetError.tooManyRows(limit: 2)) { try reader.forEachRow { _ in } }
    }

    @Test func `a file much larger than the memory used gives back exactly what was written, with progress to the end`() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["Mường", "x", "", "a,b", "\"", "dòng\nmới", "tiếng \"Thái\"", "97.25", "🎋", String(repeating: "ư", count: 300)]
        var written: [[String]] = []
        var writer = CSVWriter()
        writer.writeHeader(["a", "b", "c"])
        for _ in 0..<40_000 {
            let row = ["r"] + (0..<2).map { _ in pieces.randomElement(using: &generator).map { $0 + $0 } ?? "" }
            written.append(row)
            writer.write(row.map(SheetCell.text))
        }
        let folder = try TemporaryFolder()
        let reader = try CSVReader(ByteSource(path: folder.file("lớn.csv", writer.bytes)))
        #expect(writer.bytes.count > 3 << 20)
        var read: [[String]] = []
        var progress: [Int] = []
        try reader.forEachRow { row in
            read.append(row.texts)
            progress.append(row.bytesRead)
        }
        #expect(read == written)
        #expect(progress == progress.sorted())
        #expect(progress.last == reader.totalBytes)
    }

    @Test func `a row may be longer than the piece of the file held in memory`() throws {
        let long = String(repeating: "Mường Phăng, ", count: 200_000)
        let read = try readCSV("a,b\n1,2\n3,\"\(long)\"\n5,6\n")
        #expect(read.rows == [["1", "2"], ["3", long], ["5", "6"]])
    }

    @Test func `a row longer than the limit is refused by its line`() throws {
        var limits = SheetLimits()
        limits.recordBytes = 1 << 20
        let long = String(repeating: "x", count: 3 << 20)
        let reader = try CSVReader(source("a,b\n1,2\n3,\(long)\n5,6\n"), limits: limits)
        #expect(throws: SheetError.recordTooLong(line: 3)) { try reader.forEachRow { _ in } }
    }

    @Test func `a source can be read again from the start`() throws {
        let reader = try CSVReader(source("a,b\n1,2\n"))
        #expect(try TableContents(reader) == TableContents(reader))
    }

    @Test func `fields are named by their column`() throws {
        let reader = try CSVReader(source("mã,,giá trị\nA,x,1\n"))
        try reader.forEachRow { row in
            #expect((0..<row.count).map(row.cellName) == ["mã", "#2", "giá trị"])
            #expect((0..<row.count).map(row.kind) == [.text, .text, .text])
        }
    }
}

@Suite struct UTF8CheckTests {
    private func check(_ bytes: [UInt8]) -> UTF8Check { bytes.withUnsafeBufferPointer { endOfUTF8(in: $0, from: 0) } }

    @Test(arguments: ["", "abc", "Điện Biên Phủ, Mường Phăng", "🎋 Khèn 🎋", "\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}"])
    func `well-formed text passes and its every cut is found`(text: String) {
        let bytes = Array(text.utf8)
        #expect(check(bytes) == .whole)
        for end in bytes.indices {
            let isWhole = String(validating: bytes[..<end], as: UTF8.self) != nil
            #expect((check(Array(bytes[..<end])) == .whole) == isWhole)
        }
    }

    @Test(arguments: [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3, 0x41], [0xE1, 0xBB, 0x41],
    ] as [[UInt8]])
    func `forms that Unicode forbids are found where they begin`(wrong: [UInt8]) {
        #expect(check(Array("abcdefghijk".utf8) + wrong + [0x41]) == .invalid(11))
    }
}
