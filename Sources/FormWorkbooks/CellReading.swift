import Domain
import Foundation
import Sheets

/// What a cell that somebody filled in means for its data element.
struct CellReading {
    enum Outcome: Hashable {
        case nothing
        case value(String)
        case withoutFigure
        /// Not to be taken.
        case refused
    }

    /// What is to be said about the cell.
    struct Remark: Hashable {
        var kind: WorkbookFinding.Kind
        var isProblem: Bool
        var message: Label
        var remedy: Label
    }

    private(set) var outcome = Outcome.nothing
    private(set) var remarks: [Remark] = []
    private let element: DataElement

    init(_ cell: WorkbookCells.Cell?, of element: DataElement, countsFrom1904: Bool) {
        self.element = element
        guard let cell else { return }
        read(cell, cell.text.trimmed, countsFrom1904)
        if case .value(let value) = outcome, let message = FormCheck.refusal(of: value, for: element) {
            refuse(.outOfRange, Label(vi: "«\(value)»: \(message.vi.lowercasedFirst)", en: "“\(value)”: \(message.en.lowercasedFirst)"), Label(vi: "Kiểm tra lại số liệu của ô.", en: "Check the cell."))
        }
    }

    private mutating func read(_ cell: WorkbookCells.Cell, _ text: String, _ countsFrom1904: Bool) {
        if cell.isFormula {
            guard !text.isEmpty || cell.kind == .text else {
                return refuse(.formulaWithoutResult, Label(vi: "công thức chưa được tính", en: "the formula has no result"),
                              Label(vi: "Mở tệp bằng Excel hoặc LibreOffice rồi lưu lại, hoặc ghi số vào ô.", en: "Open the file in Excel or LibreOffice and save it again, or write the figure."))
            }
            if cell.kind != .error { note(.formula, Label(vi: "ô có công thức: lấy kết quả «\(text)»", en: "the cell holds a formula: its result “\(text)” is taken"), Label(vi: "Nên dán giá trị thay cho công thức.", en: "Better paste the value.")) }
        }
        guard !text.isEmpty else { return }
        if cell.kind == .error {
            return refuse(.cellError, Label(vi: "ô báo lỗi \(text)", en: "the cell shows the error \(text)"), Label(vi: "Sửa công thức hoặc ghi số vào ô.", en: "Repair the formula or write the figure."))
        }
        if cell.kind == .text, Words.saysNoFigure(text) {
            outcome = .withoutFigure
            return
        }
        switch element.valueType {
        case .count, .integer, .money, .number, .percentage: readNumber(cell, text)
        case .yesNo: readYesNo(cell, text)
        case .date: readDay(cell, text, countsFrom1904)
        case .text: readText(cell, text)
        }
    }

    // MARK: Types

    private mutating func readNumber(_ cell: WorkbookCells.Cell, _ text: String) {
        switch cell.kind {
        case .number: take(number: text, text)
        case .percent:
            guard element.valueType == .percentage, let share = Double(text) else {
                return refuse(.wrongType, Label(vi: "ô ở dạng phần trăm, trong khi cần một số", en: "the cell is shown as a percentage; a number is needed"),
                              Label(vi: "Đổi định dạng ô thành Số rồi ghi lại.", en: "Show the cell as a number and write it again."))
            }
            take(number: plainText(share * 100), text)
        case .text: readNumberText(text)
        case .date:
            refuse(.wrongType, Label(vi: "Excel đã đổi nội dung ô thành ngày (\(text))", en: "Excel turned the cell into a date (\(text))"),
                   Label(vi: "Đổi định dạng ô thành Số rồi ghi lại; số thập phân dùng dấu phẩy.", en: "Show the cell as a number and write it again."))
        case .boolean, .empty, .error: refuseType(text, Label(vi: "một số", en: "a number"))
        }
    }

    private mutating func readNumberText(_ text: String) {
        do {
            let read: NumberText.Reading
            do { read = try NumberText.parse(text, mark: .comma) } catch .contradictsMark { read = try NumberText.parse(text, mark: .point) }
            if read.isPercentage, element.valueType != .percentage { return refuseType(text, Label(vi: "một số, không phải tỷ lệ phần trăm", en: "a number, not a percentage")) }
            outcome = .value(read.canonicalText)
            note(.readAs, Label(vi: "chữ «\(text)» được đọc là số \(shown(read.canonicalText, ","))", en: "the text “\(text)” is read as \(read.canonicalText)"), Label(vi: "Kiểm tra lại số này.", en: "Check this figure."))
        } catch {
            refuseType(text, Label(vi: "một số", en: "a number"))
        }
    }

    /// - Parameter text: digits with a point, as many as the workbook keeps.
    private mutating func take(number: String, _ text: String) {
        if let exact = try? ScaledNumber(number) {  // otherwise it has too many digits, and is rounded
            outcome = .value(exact.text)
        } else if let value = Double(number), abs(value) < 1e14, let rounded = try? ScaledNumber(plainText(value, decimals: ScaledNumber.maximumDecimals)) {  // or refused
            outcome = .value(rounded.text)
            note(.readAs, Label(vi: "\(shown(number, ",")) được làm tròn thành \(shown(rounded.text, ","))", en: "\(number) is rounded to \(rounded.text)"), Label(vi: "Kiểm tra lại số này.", en: "Check this figure."))
        } else {
            refuse(.outOfRange, Label(vi: "số \(text) có quá nhiều chữ số", en: "\(text) has too many digits"), Label(vi: "Ghi số không quá 15 chữ số.", en: "Write at most 15 digits."))
        }
    }

    private mutating func readYesNo(_ cell: WorkbookCells.Cell, _ text: String) {
        switch VietnameseText.folded(text) {
        case "co", "yes", "true", "1", "x", "dung": outcome = .value("true")
        case "khong", "no", "false", "0", "chua", "sai": outcome = .value("false")
        default: refuseType(text, Label(vi: "«Có» hoặc «Không»", en: "“Yes” or “No”"))
        }
    }

    private mutating func readDay(_ cell: WorkbookCells.Cell, _ text: String, _ countsFrom1904: Bool) {
        switch cell.kind {
        case .date:
            if let day = Day(iso: text.prefix(10)) { outcome = .value(day.iso) } else { refuseType(text, Label(vi: "một ngày", en: "a day")) }
        case .number:
            // A day whose cell lost its format. Numbers outside the years 1954 to 2119 are more likely something else.
            guard let serial = Int32(text), (20_000...80_000).contains(serial) else { return refuseType(text, Label(vi: "một ngày", en: "a day")) }
            let day = Day(number: serial - (countsFrom1904 ? 24_107 : excelDayOf1970))
            outcome = .value(day.iso)
            note(.readAs, Label(vi: "số \(text) được đọc là ngày \(WorkbookLanguage.vi.day(day))", en: "the number \(text) is read as the day \(day.iso)"), Label(vi: "Kiểm tra lại ngày này.", en: "Check this day."))
        case .text:
            if let day = Day(iso: text) ?? Day(dayFirst: text) { outcome = .value(day.iso) } else { refuseType(text, Label(vi: "một ngày", en: "a day")) }
        case .percent, .boolean, .empty, .error: refuseType(text, Label(vi: "một ngày", en: "a day"))
        }
    }

    private mutating func readText(_ cell: WorkbookCells.Cell, _ text: String) {
        switch cell.kind {
        case .date: outcome = .value(Day(iso: text).map { WorkbookLanguage.vi.day($0) } ?? text)
        case .percent: outcome = .value(Double(text).map { plainText($0 * 100) + "%" } ?? text)
        case .boolean: outcome = .value(text == "true" ? Words.yes.vi : Words.no.vi)
        case .text, .number, .empty, .error: outcome = .value(text)
        }
    }

    // MARK: Remarks

    private mutating func note(_ kind: WorkbookFinding.Kind, _ message: Label, _ remedy: Label) {
        remarks.append(Remark(kind: kind, isProblem: false, message: message, remedy: remedy))
    }

    private mutating func refuse(_ kind: WorkbookFinding.Kind, _ message: Label, _ remedy: Label) {
        outcome = .refused
        // A note on how it was read says nothing any more.
        remarks = [Remark(kind: kind, isProblem: true, message: message, remedy: remedy)]
    }

    private mutating func refuseType(_ text: String, _ needed: Label) {
        let short = text.count > 40 ? text.prefix(40) + "…" : text
        refuse(.wrongType, Label(vi: "«\(short)» không phải là \(needed.vi)", en: "“\(short)” is not \(needed.en)"),
               Label(vi: "Ghi \(needed.vi); không có số liệu thì để trống và chọn «Không có số liệu».", en: "Write \(needed.en); where there is none leave it empty and choose “No figure”."))
    }
}

/// A number in plain digits with a point, without the noise of binary fractions.
private func plainText(_ value: Double, decimals: Int = 12) -> String {
    var text = String(format: "%.\(decimals)f", (value * 1e9).rounded() / 1e9)
    if text.contains(".") {
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
    }
    return text == "-0" ? "0" : text
}

private func shown(_ canonical: String, _ mark: String) -> String { canonical.replacing(".", with: mark) }

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
