import Foundation
import Testing

@testable import Sheets

@Suite struct XLSXReaderTests {
    /// A header in columns A to D, with texts written into the cells.
    private let header = #"<row r="1">"# + ["A", "B", "C", "D"].map { #"<c r="\#($0)1" t="inlineStr"><is><t>\#($0)</t></is></c>"# }.joined() + "</row>"

    @Test func `shared texts are joined from their runs, without readings, escapes resolved`() throws {
        var workbook = HandmadeWorkbook()
        workbook.texts = """
            <si><t>A</t></si><si><t>B</t></si><si><r><t>Điện</t></r><r><rPr><b/></rPr><t xml:space="preserve"> Biên</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>\
            <si><t>x_x000A_y &amp; _x005F_x0041_ _xyz_</t></si><si/>
            """
        workbook.rows = """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>\
            <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row><row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3"><v>1</v></c></row>
            """
        #expect(try workbook.read().rows == [["Điện Biên", "x\ny & _x0041_ _xyz_"], ["", "1"]])
    }

    @Test func `cells and rows without addresses follow one another, and gaps are empty`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + #"<row><c><v>1</v></c><c r="C2"><v>2</v></c><c><v>3</v></c></row><row r="7"><c r="B7"><v>4</v></c></row><row><c><v>5</v></c></row>"#
        let read = try workbook.read()
        #expect(read.rows == [["1", "", "2", "3"], ["", "4", "", ""], ["5", "", "", ""]])
        #expect(read.lines == [2, 7, 8])
    }

    @Test func `elements may carry a prefix and parts a full path`() throws {
        var workbook = HandmadeWorkbook()
        workbook.sheetTarget = "/xl/worksheets/Other.xml"
        let sheet = #"<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="B1" t="str"><x:v>b</x:v></x:c></x:row>"#
            + #"<x:row r="2"><x:c r="A2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"#
        workbook.more = [("xl/worksheets/other.xml", Array(sheet.utf8))]
        #expect(try workbook.read().rows == [["2", ""]])
    }

    @Test func `numbers lose the noise of binary fractions and exponents, booleans are words`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + """
            <row r="2"><c r="A2"><v>97.099999999999994</v></c><c r="B2"><v>1.4999999999999999E-2</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="b"><v>0</v></c></row>\
            <row r="3"><c r="A3"><v>-0.30000000000000004</v></c><c r="B3"><v>1E+20</v></c><c r="C3"><v>97.10</v></c><c r="D3"><v>123456789012345</v></c></row>
            """
        #expect(try workbook.read().rows == [["97.1", "0.015", "true", "false"], ["-0.3", "100000000000000000000", "97.10", "123456789012345"]])
    }

    @Test func `styles make dates, shares and codes of numbers`() throws {
        var workbook = HandmadeWorkbook()
        workbook.styles = """
            <numFmts><numFmt numFmtId="164" formatCode="[$-42A]dd\\/mm\\/yyyy;@"/><numFmt numFmtId="165" formatCode="00000"/>\
            <numFmt numFmtId="166" formatCode="0.0&quot; điểm&quot;"/><numFmt numFmtId="167" formatCode="dd/mm/yyyy hh:mm"/></numFmts>\
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="10"/><xf numFmtId="21"/></cellXfs>
            """
        workbook.rows = header + """
            <row r="2"><c r="A2" s="1"><v>46218</v></c><c r="B2" s="2"><v>4</v></c><c r="C2" s="3"><v>8.5</v></c><c r="D2" s="4"><v>46218.354166666664</v></c></row>\
            <row r="3"><c r="A3" s="5"><v>0.985</v></c><c r="B3" s="6"><v>0.35416666666666669</v></c><c r="C3" s="99"><v>5</v></c><c r="D3" s="4"><v>46218</v></c></row>
            """
        let reader = try XLSXReader(workbook.source())
        #expect(try TableContents(reader).rows == [["2026-07-15", "00004", "8.5", "2026-07-15T08:30:00"], ["0.985", "08:30:00", "5", "2026-07-15"]])
        var kinds: [[CellKind]] = []
        try reader.forEachRow { row in kinds.append((0..<row.count).map(row.kind)) }
        #expect(kinds == [[.date, .text, .number, .date], [.percent, .date, .number, .date]])
    }

    @Test func `workbooks that count from 1904 give the same days`() throws {
        var workbook = HandmadeWorkbook()
        workbook.workbookProperties = #"<workbookPr date1904="1"/>"#
        workbook.styles = #"<cellXfs><xf numFmtId="14"/></cellXfs>"#
        workbook.rows = header + #"<row r="2"><c r="A2" s="0"><v>44756</v></c><c r="B2" s="0"><v>0</v></c></row>"#
        #expect(try workbook.read().rows == [["2026-07-15", "1904-01-01", "", ""]])
    }

    @Test(arguments: [
        (1.0, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (36_526, "2000-01-01"), (45_351, "2024-02-29"), (2_958_465, "9999-12-31"),
    ]) func `days are counted with the leap day that 1900 did not have`(number: Double, text: String) {
        #expect(dateText(number, hasDay: true, hasTime: false, countsFrom1904: false) == text)
    }

    @Test(arguments: [-1.0, 60, 0, 2_958_466]) func `numbers that are no day stay numbers`(number: Double) {
        #expect(dateText(number, hasDay: true, hasTime: false, countsFrom1904: false) == nil)
    }

    @Test(arguments: [
        ("dd/mm/yyyy", NumberFormat.date(hasDay: true, hasTime: false)), ("yyyy\\-mm\\-dd\\ hh:mm:ss", .date(hasDay: true, hasTime: true)),
        ("h:mm AM/PM", .date(hasDay: false, hasTime: true)), ("mmm", .date(hasDay: true, hasTime: false)), ("[h]:mm", .plain), ("0.00%", .percent),
        ("0.00\"%\"", .plain), ("#,##0.00", .plain), ("00", .padded(digits: 2)), ("0", .plain), ("General", .plain), ("[Red]-0.0;0.0", .plain),
        ("#,##0 \"đồng/ngày\"", .plain), ("[$-409]d-mmm-yy", .date(hasDay: true, hasTime: false)), ("@", .plain), ("0.00E+00", .plain),
    ]) func `a format's code tells what the number means`(code: String, format: NumberFormat) {
        #expect(NumberFormat(code: code) == format)
    }

    @Test func `errors, formulas never computed and broken cells refuse their row by the cell`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + """
            <row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>X!A1</f><v>#REF!</v></c></row><row r="3"><c r="C3"><f>A1+1</f></c></row>\
            <row r="4"><c r="A4"><v>4</v></c><c r="F4"><v>9</v></c></row><row r="5"><c r="A5" t="s"><v>77</v></c></row><row r="6"><c r="A6"><v>abc</v></c></row>\
            <row r="7"><c r="A7" t="str"><f>""</f><v></v></c><c r="B7"><v>7</v></c></row>
            """
        let read = try workbook.read()
        let sheet = "Số liệu"
        #expect(read.rows == [["", "7", "", ""]])
        #expect(read.problems == [
            .cellError(sheet: sheet, cell: "B2", text: "#REF!"), .formulaWithoutValue(sheet: sheet, cell: "C3"),
            .valueOutsideHeader(sheet: sheet, cell: "F4"), .invalidCell(sheet: sheet, cell: "A5"), .invalidCell(sheet: sheet, cell: "A6"),
        ])
        #expect(read.problems.map(\.cell) == ["B2", "C3", "F4", "A5", "A6"])
    }

    @Test func `of merged cells the top left one holds the value`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + #"<row r="2"><c r="A2"><v>1</v></c><c r="B2"/><c r="C2"/></row><row r="3"><c r="A3"/><c r="D3"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A2:C3"/></mergeCells><sheetData>"#
        #expect(try workbook.read().rows == [["1", "", "", ""], ["", "", "", "2"]])
    }

    @Test func `the first sheet that is not hidden is read, or the one named`() throws {
        var workbook = HandmadeWorkbook()
        workbook.sheets = #"<sheet name="Ẩn" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Hiện" sheetId="2" r:id="rId2"/>"#
        workbook.rows = header + #"<row r="2"><c r="A2"><v>1</v></c></row>"#
        let second = #"<worksheet><sheetData><row r="1"><c r="A1"><v>5</v></c><c r="B1"><v>6</v></c></row></sheetData></worksheet>"#
        workbook.more = [("xl/worksheets/sheet2.xml", Array(second.utf8))]
        let source = try workbook.source()
        let reader = try XLSXReader(source)
        #expect(reader.sheet == "Hiện")
        #expect(reader.sheetNames == ["Ẩn", "Hiện"])
        #expect(reader.header == ["5", "6"])
        #expect(try TableContents(XLSXReader(source, sheet: "Ẩn")).rows == [["1", "", "", ""]])
        #expect(throws: SheetError.noSuchSheet(name: "Khác", available: ["Ẩn", "Hiện"])) { try XLSXReader(source, sheet: "Khác") }
        workbook.sheets = #"<sheet name="Ẩn" sheetId="1" state="veryHidden" r:id="rId1"/>"#
        #expect(throws: SheetError.noVisibleSheet) { try XLSXReader(workbook.source()) }
    }

    @Test func `a sheet without a row has no header`() {
        #expect(throws: SheetError.noHeader(name: "Số liệu")) { try HandmadeWorkbook().read() }
    }

    @Test func `cut or broken XML is damage, told by its part`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + #"<row r="2"><c r="A2"><v>1</v>"#
        #expect { try workbook.read() } throws: { error in
            guard case SheetError.damagedWorkbook("xl/worksheets/sheet1.xml", _) = error else { return false }
            return true
        }
    }

    @Test func `declared entities are never expanded`() throws {
        var workbook = HandmadeWorkbook()
        let sheet = """
            <?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>\
            <worksheet><sheetData><row r="1"><c r="A1" t="str"><v>x&b;</v></c><c r="B1" t="str"><v>y&c;</v></c></row></sheetData></worksheet>
            """
        workbook.sheetTarget = "worksheets/evil.xml"
        workbook.more = [("xl/worksheets/evil.xml", Array(sheet.utf8))]
        do {
            let header = try workbook.read().header
            #expect(header == ["x", "y"])
        } catch let error as SheetError {
            guard case .damagedWorkbook = error else { throw error }
        }
    }

    @Test func `parts that unpack to far more than they are packed are refused`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + String(repeating: " ", count: 20 << 20)
        #expect { try workbook.read() } throws: { error in
            guard case SheetError.suspiciousPacking("xl/worksheets/sheet1.xml", let ratio) = error else { return false }
            return ratio > 250
        }
        var limits = SheetLimits()
        limits.unpackedBytes = 1 << 20
        #expect(throws: SheetError.unpacksTooLarge(part: "xl/worksheets/sheet1.xml", limit: 1 << 20)) {
            try XLSXReader(workbook.source(), limits: limits)
        }
    }

    @Test func `shared texts and rows beyond the limits are refused`() throws {
        var workbook = HandmadeWorkbook()
        workbook.rows = header + (2...5).map { #"<row r="\#($0)"><c r="A\#($0)"><v>1</v></c></row>"# }.joined()
        var limits = SheetLimits()
        limits.rows = 3
        let reader = try XLSXReader(workbook.source(), limits: limits)
        #expect(throws: SheetError.tooManyRows(limit: 3)) { try reader.forEachRow { _ in } }
        limits.sharedTextBytes = 10
        #expect(throws: SheetError.unpacksTooLarge(part: "xl/sharedStrings.xml", limit: 10)) { try XLSXReader(workbook.source(), limits: limits) }
    }

    @Test func `a workbook cut in the middle or changed inside is damaged`() throws {
        let whole = try Workbook(title: "", created: .init(timeIntervalSince1970: 1), sheets: [
            SheetTable(name: "x", columns: [SheetColumn("a"), SheetColumn("b")], rows: (0..<5000).map { [.text("Xã \($0)"), .integer($0)] })
        ]).bytes()
        #expect(throws: SheetError.self) { try XLSXReader(ByteSource(bytes: Array(whole[..<(whole.count / 2)]), name: "x.xlsx")) }
        var changed = whole
        for place in stride(from: whole.count / 8, to: whole.count * 3 / 4, by: 97) { changed[place] ^= 0x55 }
        #expect(throws: SheetError.self) { try TableContents(XLSXReader(ByteSource(bytes: changed, name: "x.xlsx"))) }
    }

    @Test func `a body that throws ends the reading with its own error`() throws {
        struct Enough: Error {}
        var workbook = HandmadeWorkbook()
        workbook.rows = header + #"<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>"#
        let reader = try XLSXReader(workbook.source())
        var seen = 0
        #expect(throws: Enough.self) {
            try reader.forEachRow { _ in
                seen += 1
                throw Enough()
            }
        }
        #expect(seen == 1)
    }
}
