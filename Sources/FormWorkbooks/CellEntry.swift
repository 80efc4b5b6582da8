import Domain
import Sheets

/// What one data element's cells show, accept and say.
struct CellEntry {
    let element: DataElement
    let language: WorkbookLanguage
    let lists: ListsSheet

    init(_ element: DataElement, _ language: WorkbookLanguage, _ lists: ListsSheet) {
        (self.element, self.language, self.lists) = (element, language, lists)
    }

    var format: String {
        switch element.valueType {
        case .count, .integer, .money: "#,##0"
        case .number, .percentage: element.decimals > 0 ? numberFormat(element.decimals) : "General"
        case .yesNo: "General"
        case .date: "dd/mm/yyyy"
        case .text: "@"
        }
    }

    func look(_ base: CellLook) -> CellLook {
        base.with { look in
            look.format = format
            look.align = element.valueType.isNumeric ? .right : element.valueType == .text ? .left : .centre
            look.wraps = element.valueType == .text
        }
    }

    /// A canonical value as the cell holds it.
    func value(_ text: String?) -> LaidOutCell.Value {
        guard let text else { return .empty }
        switch element.valueType {
        case .count, .integer, .money, .number, .percentage: return Double(text).map { .number($0) } ?? .text(text)
        case .yesNo: return .text(text == "true" ? language(Words.yes) : text == "false" ? language(Words.no) : text)
        case .date: return Day(iso: text).map { .number(Double($0.number + excelDayOf1970)) } ?? .text(text)
        case .text: return .text(text)
        }
    }

    func rule(at place: CellAddress, before: Double?, gathered: Double?) -> CellRule {
        let kind: CellRule.Kind
        let accepts: Label
        let (low, high) = (element.minimum ?? -Self.most, element.maximum ?? Self.most)
        switch element.valueType {
        case .count:
            kind = .whole(max(0, low), high)
            accepts = range(Label(vi: "số nguyên", en: "a whole number"), from: max(0, element.minimum ?? 0), to: element.maximum)
        case .integer, .money:
            kind = .whole(low, high)
            accepts = range(Label(vi: element.valueType == .money ? "số tiền (đồng), số nguyên" : "số nguyên", en: element.valueType == .money ? "an amount in đồng, whole" : "a whole number"), from: element.minimum, to: element.maximum)
        case .number:
            kind = .decimal(low, high)
            accepts = range(Label(vi: "số, dấu phẩy trước phần thập phân", en: "a number"), from: element.minimum, to: element.maximum)
        case .percentage:
            kind = .decimal(max(0, low), min(100, high))
            accepts = range(Label(vi: "tỷ lệ phần trăm, không ghi dấu %", en: "a percentage, without the % sign"), from: max(0, element.minimum ?? 0), to: min(100, element.maximum ?? 100))
        case .yesNo:
            kind = .list(lists.yesNo)
            accepts = Label(vi: "«Có» hoặc «Không»", en: "“Yes” or “No”")
        case .date:
            kind = .date(61, 2_958_465)
            accepts = Label(vi: "ngày, dạng 31/12/2026", en: "a day, as 31/12/2026")
        case .text:
            kind = .textLength(20_000)
            accepts = Label(vi: "văn bản, không quá 20.000 ký tự", en: "text, at most 20,000 characters")
        }
        var rule = CellRule(CellRange(place, place), kind)
        var prompt = language(Label(vi: "Ghi \(accepts.vi).", en: "Write \(accepts.en)."))
        if let before { prompt += "\n" + language(Label(vi: "Kỳ trước: \(language.number(before)).", en: "Last period: \(language.number(before)).")) }
        if let gathered {
            prompt += "\n" + language(Label(vi: "Cộng từ cấp dưới: \(language.number(gathered)); để trống nếu không điều chỉnh, ghi số khác thì phải ghi lý do.",
                                           en: "Sum of the units beneath: \(language.number(gathered)); leave it empty unless you correct it, and then say why."))
        }
        rule.promptTitle = element.unitOfMeasure.map { language($0) } ?? ""
        rule.prompt = prompt
        rule.errorTitle = language(Label(vi: "Số liệu không hợp lệ", en: "Not accepted"))
        rule.error = language(Label(vi: "Ô này chỉ nhận \(accepts.vi). Không có số liệu thì để trống và chọn «Không có số liệu» ở cột bên phải.",
                                    en: "This cell takes \(accepts.en) only. Where there is no figure leave it empty and choose “No figure” on the right."))
        return rule
    }

    func wordRule(at place: CellAddress) -> CellRule {
        var rule = CellRule(CellRange(place, place), .list(lists.withoutFigure))
        rule.errorTitle = language(Label(vi: "Chỉ chọn từ danh sách", en: "Choose from the list"))
        rule.error = language(Label(vi: "Chọn «Không có số liệu» hoặc để trống; lý do ghi ở cột bên cạnh.", en: "Choose “No figure” or leave it empty; the reason goes beside it."))
        return rule
    }

    /// Fifteen digits, as many as a workbook keeps.
    private static let most = 999_999_999_999_999.0

    private func range(_ what: Label, from low: Double?, to high: Double?) -> Label {
        switch (low, high) {
        case (nil, nil): what
        case (let low?, nil): Label(vi: "\(what.vi), từ \(language.number(low)) trở lên", en: "\(what.en), \(language.number(low)) or more")
        case (nil, let high?): Label(vi: "\(what.vi), không quá \(language.number(high))", en: "\(what.en), at most \(language.number(high))")
        case (let low?, let high?): Label(vi: "\(what.vi), từ \(language.number(low)) đến \(language.number(high))", en: "\(what.en), \(language.number(low)) to \(language.number(high))")
        }
    }
}

/// Excel's number of 1 January 1970.
let excelDayOf1970: Int32 = 25_569

/// The sheet with the words that cells accept.
struct ListsSheet: Sendable {
    let name: String
    let language: WorkbookLanguage

    /// Ranges for ``CellRule/Kind/list(_:)``.
    var yesNo: String { "\(SheetNames.quoted(name))!$B$4:$B$5" }
    var withoutFigure: String { "\(SheetNames.quoted(name))!$C$4:$C$4" }

    var sheet: LaidOutSheet {
        var sheet = LaidOutSheet(name: name)
        let looks = FormLooks()
        sheet.isProtected = true
        sheet.columnWidths = [3, 24, 28]
        sheet[0, 1] = LaidOutCell(.text(language(Label(vi: "Danh mục dùng trong các ô chọn", en: "Words to choose from"))), looks.plain.with { $0.isBold = true; $0.size = 14 })
        let lists = [(Label(vi: "Có hoặc không", en: "Yes or no"), [Words.yes, Words.no]), (Label(vi: "Ô để trống vì", en: "Why a cell is empty"), [Words.withoutFigure])]
        for (offset, list) in lists.enumerated() {
            sheet[2, 1 + offset] = LaidOutCell(.text(language(list.0)), looks.header)
            for (row, word) in list.1.enumerated() { sheet[3 + row, 1 + offset] = LaidOutCell(.text(language(word)), looks.text) }
        }
        return sheet
    }
}
