import Domain
import Foundation
@testable import Documents

/// Documents of the province that the tests tell of.
enum Samples {
    static func document(issue: OfficialDocument.Issue? = .init(number: 5, day: Day(iso: "2026-02-05")!), agency: String = "Ủy ban nhân dân xã Thanh Nưa") -> OfficialDocument {
        OfficialDocument(
            type: .report, superior: "Ủy ban nhân dân tỉnh Điện Biên", agency: agency, symbol: "BC-UBND", issue: issue, place: "Thanh Nưa", draftYear: 2026,
            abstract: "Kết quả thực hiện chuyển đổi số vùng đồng bào dân tộc thiểu số và miền núi tháng 01 năm 2026", addressees: ["Sở Dân tộc và Tôn giáo tỉnh Điện Biên"],
            legalBases: ["Căn cứ Nghị định số 09/2019/NĐ-CP ngày 24 tháng 01 năm 2019 của Chính phủ quy định về chế độ báo cáo của cơ quan hành chính nhà nước", "Theo Kế hoạch số 12/KH-UBND"],
            body: [
                .paragraph("Ủy ban nhân dân xã báo cáo kết quả thực hiện như sau:"), .heading("Kết quả thực hiện", level: 1), .heading("Đào tạo kỹ năng số", level: 2),
                .paragraph(RichText([.init("Trong tháng, xã mở "), .init("03 lớp", isBold: true), .init(" với 97 học viên.")])), .table(figures),
                .heading("Tổ công nghệ số cộng đồng", level: 2), .heading("Về tổ chức", level: 3), .list(["Kiện toàn 12 tổ;", "Trang bị 04 bộ máy tính bảng."]),
                .heading("Nhiệm vụ tháng tới", level: 1), .paragraph("Tiếp tục mở lớp tại các bản vùng cao, ưu tiên hộ nghèo, hộ cận nghèo."),
            ],
            signer: Signer([.onBehalf(of: "Ủy ban nhân dân"), .inPlace(of: "Chủ tịch")], title: "Phó Chủ tịch", name: "Lò Văn Ái"),
            recipients: ["Như trên", "Thường trực Đảng ủy, HĐND xã", "Chủ tịch, các PCT UBND xã", "Lưu: VT, VHXH"])
    }

    static let figures = DocumentTable(
        caption: "Bảng 1. Số người được đào tạo", unitOfMeasure: "người", columns: [.init(.centre), .text, .number, .number, .number],
        header: [[.init("TT", rows: 2), .init("Nội dung", rows: 2), .init("Kỳ báo cáo", columns: 2), .init("Lũy kế", rows: 2)], [.init("Tổng số"), .init("Trong đó: nữ")]],
        rows: [
            .init(["Theo đối tượng"], kind: .group), .init(["1", "Người dân", "1.234", "567", "12.345"]), .init(["2", "Cán bộ, công chức cấp xã", "97", "41", "230"]),
            .init(["", "Tổng cộng", "1.331", "608", "12.575"], kind: .total),
        ],
        notes: ["Ghi chú: số liệu tính đến ngày 31/01/2026."])

    /// Everything that is hard: a name of three lines, scripts of Thái and Chăm, signs of XML, control characters, a table over several pages, appendices, urgency.
    static var hard: OfficialDocument {
        var document = document(agency: "Ban Chỉ đạo chuyển đổi số và thực hiện Đề án số hóa di sản văn hóa các dân tộc thiểu số xã Thanh Nưa")
        document.superior = "Ủy ban nhân dân xã Thanh Nưa, tỉnh Điện Biên"
        document.urgency = .veryUrgent
        document.addressees = ["Ủy ban nhân dân tỉnh Điện Biên", "Sở Dân tộc và Tôn giáo", "Sở Khoa học và Công nghệ"]
        document.legalBases = []
        document.body.insert(.paragraph(RichText("Bản \u{AA9A}\u{AAB2}\u{AA99}\u{AAB8} (chữ Thái), palei \u{AA00}\u{AA01}\u{AA02} (chữ Chăm); A & B < C > \"D\" 'E' \u{1}\u{8}\u{B}x\u{202E}y\tz\u{FFFE}.\r\nDòng hai: ho\u{0300}a, n\u{01A1}\u{0301}i.")), at: 1)
        let rows = (1...120).map { index -> DocumentTable.Row in
            let name = index % 7 == 0 ? "Bản Nà Nghè – Huổi Lóng – Pá Sáng – Co Mỵ, nơi có tên rất dài để xuống dòng \(index)" : "Bản Huổi \(index)"
            return .init(["\(index)", name, OfficialNumber.text(Double(index * 1371), decimals: 0), OfficialNumber.text(Double(index) * 1.5, decimals: 1)])
        }
        document.body.insert(.table(DocumentTable(caption: "Bảng 2. Theo bản", columns: [.init(.centre), .text, .number, .number], header: [[.init("TT"), .init("Bản"), .init("Số hộ"), .init("Tỷ lệ (%)")]], rows: rows)), at: 6)
        document.body.append(.table(figures))
        let months = Array(1...12)
        let header: [DocumentTable.HeaderCell] = [.init("TT"), .init("Xã")] + months.map { .init("Tháng \($0)") }
        let places = (1...60).map { row -> DocumentTable.Row in
            let cells: [String] = months.map { OfficialNumber.text(Double(row * $0 * 137), decimals: 0) }
            return .init(["\(row)", "Xã Mường Nhé \(row)"] + cells)
        }
        let columns: [DocumentTable.Column] = [.init(.centre), .text] + months.map { _ in .number }
        let wide = DocumentTable(columns: columns, header: [header], rows: places)
        document.appendices = [Appendix(title: "Số liệu theo xã và tháng", body: [.table(wide)], isLandscape: true), Appendix(title: "Danh sách lớp học", body: [.paragraph("Lớp 1."), .heading("Nội dung", level: 1), .table(figures)])]
        document.trace = Trace(receipt: "11-482", verificationAddress: "https://chuyendoiso.dienbien.gov.vn/documents/verify/7K3Q-M2XD-91FA")
        return document
    }

    static var draft: OfficialDocument {
        var document = document(issue: nil)
        document.addressees = []
        return document
    }

    static var letter: OfficialDocument {
        var document = document(issue: .init(number: 123, day: Day(iso: "2026-10-12")!))
        document.type = .letter
        document.symbol = "UBND-VHXH"
        document.abstract = "báo cáo kết quả chuyển đổi số tháng 9 năm 2026"
        document.legalBases = []
        document.body = [.paragraph("Kính đề nghị quý Sở xem xét.")]
        return document
    }

    static let all: [(name: String, document: OfficialDocument)] = [("report", document()), ("hard", hard), ("draft", draft), ("letter", letter), ("figures", figureReport)]

    // MARK: A report with figures

    static let sex = Category(code: "SEX", name: Label(vi: "Giới tính", en: "Sex"), options: [CategoryOption(code: "F", name: Label(vi: "Nữ", en: "Women")), CategoryOption(code: "M", name: Label(vi: "Nam", en: "Men"))])
    static let group = Category(code: "ETH", name: Label(vi: "Dân tộc", en: "Group"), options: ["Thái", "Mông", "Khơ-mú", "Dao", "Hà Nhì"].enumerated().map { CategoryOption(code: "E\($0)", name: Label(vi: $1, en: $1)) })

    static func element(_ code: String, _ name: String, _ type: ValueType = .count, unit: String? = nil, decimals: Int = 0) -> DataElement {
        DataElement(code: code, name: Label(vi: name, en: name), valueType: type, unitOfMeasure: unit.map { Label(vi: $0, en: $0) }, decimals: decimals)
    }

    static var figures2: ReportFigures {
        let elements = [
            element("A", "Số người được đào tạo", unit: "người"), element("B", "Số người trong kế hoạch", unit: "người"), element("C", "Kinh phí đã giải ngân", .money, unit: "đồng"),
            element("D", "Đã ban hành kế hoạch", .yesNo), element("E", "Khó khăn, vướng mắc", .text), element("F", "Học viên theo dân tộc", unit: "người"), element("G", "Tỷ lệ phủ sóng", .percentage, unit: "%", decimals: 1),
        ]
        func field(_ code: String, columns: [String] = []) -> FormDefinition.Row { .field(.init(dataElement: code, columns: columns)) }
        let form = FormDefinition(code: "KB", name: Label(vi: "Báo cáo chuyển đổi số cấp xã", en: "Commune report"), frequency: .month, level: .commune, dueDays: 5, sections: [
            .init(name: Label(vi: "Đào tạo", en: "Training"), rows: [field("A", columns: ["SEX"]), field("B"), .computed(.init(name: Label(vi: "Tỷ lệ hoàn thành", en: "Share"), expression: "#{A} / #{B} * 100", unitOfMeasure: Label(vi: "%", en: "%"), decimals: 1))]),
            .init(name: Label(vi: "Kinh phí và hạ tầng", en: "Money"), rows: [field("C"), field("D"), field("G"), field("E")]),
            .init(name: Label(vi: "Học viên theo dân tộc", en: "By group"), rows: [field("F", columns: ["ETH"])]),
        ])
        let layout = FormLayout(form, elements: Dictionary(uniqueKeysWithValues: elements.map { ($0.code, $0) }), categories: ["SEX": sex, "ETH": group])
        let cells: [CellKey: CellContent] = [
            CellKey("A", Disaggregation(["F"])): .init(value: "57"), CellKey("A", Disaggregation(["M"])): .init(value: "40"), CellKey("B"): .init(value: "120"), CellKey("C"): .init(value: "1234500000"),
            CellKey("D"): .init(value: "true"), CellKey("E"): .init(value: "Bản Huổi Lóng chưa có sóng & điện"), CellKey("F", Disaggregation(["E0"])): .init(value: "60"),
            CellKey("F", Disaggregation(["E1"])): .init(value: "37"), CellKey("G"): .init(isWithoutFigure: true, comment: "Nhà mạng chưa cung cấp"),
        ]
        let previous: [CellKey: CellContent] = [
            CellKey("A", Disaggregation(["F"])): .init(value: "60"), CellKey("A", Disaggregation(["M"])): .init(value: "41"), CellKey("B"): .init(value: "110"), CellKey("C"): .init(value: "1000000000"),
            CellKey("F", Disaggregation(["E0"])): .init(value: "60"), CellKey("G"): .init(value: "88.5"),
        ]
        return ReportFigures(layout: layout, cells: cells, previous: previous, unit: "xã Thanh Nưa", period: "Tháng 01/2026", previousPeriod: "Tháng 12/2025", receipt: "11-482")
    }

    static var figureReport: OfficialDocument {
        var frame = document()
        frame.abstract = ""
        frame.body = []
        let narrative = ReportNarrative(opening: ["Ủy ban nhân dân xã Thanh Nưa báo cáo như sau:"], parts: [.init(heading: "Kiến nghị", paragraphs: ["Đề nghị tỉnh hỗ trợ phủ sóng."])])
        return reportDocument(figures2, narrative: narrative, in: frame)
    }
}
