import Domain
import Foundation
import Testing
@testable import Documents

@Suite struct DocumentTests {
    @Test(arguments: [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"), ("2026-01-31", "ngày 31 tháng 01 năm 2026"), ("2026-03-09", "ngày 09 tháng 3 năm 2026"), ("2026-10-12", "ngày 12 tháng 10 năm 2026"),
    ])
    func `days below ten and January and February have a zero in front`(_ iso: String, _ words: String) throws {
        #expect(OfficialNumber.date(try #require(Day(iso: iso))) == words)
    }

    @Test(arguments: [
        (0 as Int64, "không"), (5, "năm"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (55, "năm mươi lăm"), (104, "một trăm linh bốn"), (110, "một trăm mười"),
        (1205, "một nghìn hai trăm linh năm"), (1_005_000, "một triệu không trăm linh năm nghìn"), (1_234_500_000, "một tỷ hai trăm ba mươi tư triệu năm trăm nghìn"), (-7, "âm bảy"),
        (2_000_000_001, "hai tỷ không trăm linh một"), (1_000_000_000_000, "một nghìn tỷ"),
    ])
    func `whole numbers are said in words`(_ number: Int64, _ words: String) { #expect(OfficialNumber.words(number) == words) }

    @Test func `numbers have a point between thousands and a comma before decimals`() throws {
        #expect(OfficialNumber.text(1234.5, decimals: 1) == "1.234,5")
        #expect(OfficialNumber.text(-1_234_567, decimals: 0) == "-1.234.567")
        #expect(OfficialNumber.text(try ScaledNumber("999.25")) == "999,25")
        #expect(OfficialNumber.money(1_200_000) == "Một triệu hai trăm nghìn đồng")
        #expect([1, 4, 9, 14, 40].map(OfficialNumber.roman) == ["I", "IV", "IX", "XIV", "XL"])
        #expect((1...6).map(OfficialNumber.letter) == ["a", "b", "c", "d", "đ", "e"])
    }

    @Test func `the number below ten has a zero, a draft leaves room for number and day`() {
        #expect(Samples.document().numberLine == "Số: 05/BC-UBND")
        #expect(Samples.letter.numberLine == "Số: 123/UBND-VHXH")
        #expect(Samples.document().dateLine == "Thanh Nưa, ngày 05 tháng 02 năm 2026")
        #expect(Samples.draft.numberLine.hasPrefix("Số:  ") && Samples.draft.dateLine.contains("tháng      năm 2026"))
    }

    @Test func `somebody who signs for the chairman stands below the committee and the chairman`() {
        #expect(Samples.document().signer.lines == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"])
        #expect(Signer([.acting], title: "Giám đốc", name: "A").lines == ["Q. GIÁM ĐỐC"])
        #expect(Signer([.underAuthorisation(of: "Giám đốc")], title: "Trưởng phòng", name: "A").lines == ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"])
    }

    @Test func `a document ends with its mark, which takes the place of the full stop`() {
        #expect([Block.paragraph("Hết.")].endingDocument() == [.paragraph("Hết./.")])
        #expect([Block.list(["a;", "b."])].endingDocument() == [.list(["a;", "b./."])])
        #expect([Block.table(Samples.figures)].endingDocument().last == .paragraph("./."))
    }

    @Test func `text loses what XML forbids and what turns its direction, and letters are composed`() {
        #expect(OfficialText.cleaned("a\u{0}\u{1}b\tc\r\nd\u{202E}e\u{FFFE}ho\u{0300}a\u{FEFF}") == "ab c\ndehòa")
        #expect(String(decoding: ("\("<a href=\"x\">&'")" as XML).utf8, as: UTF8.self) == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
        #expect(OfficialText.stretches("a \u{AA80}\u{AA81} b").map(\.typeface) == [nil, "Noto Sans Tai Viet", nil])
    }

    @Test func `columns fit the page, however much they hold`() {
        for (count, available) in [(3, 165.0), (8, 165), (14, 252), (40, 165)] {
            let table = DocumentTable(columns: [.text] + (1..<count).map { _ in .number }, header: [(0..<count).map { .init("Cột số \($0)") }],
                                      rows: [.init([String(repeating: "dài ", count: 60)] + (1..<count).map { "\($0).000.000" })])
            let measure = TableMeasure(table, available: available)
            #expect(measure.widths.reduce(0, +) <= available + 0.01 && measure.widths.allSatisfy { $0 > 0 })
        }
    }

    @Test func `a header cell stands beside one that reaches down from the row above`() {
        #expect(Samples.figures.placedHeader[1].map(\.column) == [2, 3])
    }

    @Test func `the same document gives the same file`() throws {
        for sample in Samples.all { #expect(try sample.document.wordFile() == sample.document.wordFile(), "\(sample.name)") }
        #expect(try Samples.document().wordFile() != Samples.letter.wordFile())
    }

    // MARK: Reports

    private static func tables(_ document: OfficialDocument) -> [DocumentTable] {
        (document.body + document.appendices.flatMap(\.body)).compactMap { if case .table(let table) = $0 { table } else { nil } }
    }

    @Test func `a report has a heading for each section, and figures beside those of the period before`() throws {
        let document = Samples.figureReport
        #expect(document.abstract == "Báo cáo chuyển đổi số cấp xã tháng 01/2026 của xã Thanh Nưa")
        #expect(document.body.compactMap { if case .heading(let text, _) = $0 { text } else { nil } } == ["Đào tạo", "Kinh phí và hạ tầng", "Học viên theo dân tộc", "Kiến nghị"])
        let tables = Self.tables(document)
        #expect(tables[0].rows.map(\.cells) == [["1", "Số người được đào tạo", "người", "57", "40", "97", "101", "-4"]])
        #expect(tables[1].rows[0].cells == ["1", "Số người trong kế hoạch", "người", "120", "110", "+10"])
        #expect(tables[1].rows[1] == .init(["2", "Tỷ lệ hoàn thành", "%", "80,8", "91,8", "-11,0"], kind: .total))
    }

    @Test func `money, yes and no, missing figures and texts are written as offices write them`() throws {
        let document = Samples.figureReport
        let rows = Self.tables(document)[2].rows.map(\.cells)
        #expect(rows[0] == ["1", "Kinh phí đã giải ngân", "đồng", "1.234.500.000", "1.000.000.000", "+234.500.000"])
        #expect(rows[1][3] == "Có")
        #expect(rows[2][3...] == ["…", "88,5", ""])
        #expect(Self.tables(document)[2].notes == ["(3) Tỷ lệ phủ sóng: không có số liệu. Nhà mạng chưa cung cấp."])
        #expect(document.body.contains { if case .paragraph(let text) = $0 { text.plain == "Khó khăn, vướng mắc: Bản Huổi Lóng chưa có sóng & điện" } else { false } })
    }

    @Test func `a section with many columns becomes an appendix across the page`() {
        let document = Samples.figureReport
        #expect(document.appendices.map(\.isLandscape) == [true])
        #expect(Self.tables(document)[3].rows[0].cells == ["1", "Học viên theo dân tộc", "người", "60", "37", "", "", "", "97", "60", "+37"])
    }

    @Test func `a report names its period and its receipt`() {
        let document = Samples.figureReport
        #expect(document.body.contains(.paragraph("Số liệu tháng 01/2026 của xã Thanh Nưa, biên nhận số 11-482; kỳ trước là tháng 12/2025.")))
        #expect(document.trace?.line == "Biên nhận số 11-482")
    }
}

@Suite struct HeadTests {
    @Test(arguments: [
        ("Ủy ban nhân dân xã Thanh Nưa", "ỦY BAN NHÂN DÂN\nXÃ THANH NƯA"), ("Sở Nội vụ", "SỞ NỘI VỤ"), ("Ủy ban nhân dân\ntỉnh Đắk Lắk", "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK"),
    ])
    func `an agency's name falls into even lines`(_ name: String, _ lines: String) { #expect(PageMeasure.headLines(name, isBold: true) == lines) }

    @Test func `the name of the country stands on one line`() {
        #expect(TextWidth.of(PageMeasure.country, size: PageMeasure.headSize, isBold: true) < PageMeasure.countryColumn)
    }
}
