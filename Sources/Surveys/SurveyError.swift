import Domain

/// Why a form cannot go to the field, or what came back cannot be read.
package enum SurveyError: Error, Hashable, Sendable {
    /// A rule or computed row cannot be read; a checked pack has none such.
    case formula(of: String, ExpressionError)
    /// There is nothing to report: no unit, or no period.
    case noChoices(Choices)

    /// Not XML, cut short, or not in UTF-8.
    case damaged(line: Int)
    /// It declares a document type or entities, which a survey never does.
    case declaresEntities
    case tooLarge(limit: Int)
    case tooDeep(element: String, limit: Int)
    case encrypted
    /// No identifier of a form at the outermost element, or its version is no number.
    case withoutForm(element: String)
    /// No loaded pack has such a form.
    case unknownForm(String)
    case otherForm(found: String, expected: String)
    case otherVersion(found: Int, expected: Int)
    /// An element that every report has is not there or is empty.
    case missing(element: String)
    /// An element that the form does not have.
    case unknown(element: String)
    case twice(element: String)
    /// An answer that is none of its question's.
    case value(element: String, question: Label, text: String, ValueType)

    package enum Choices: Sendable { case units, periods }

    /// The element it is about.
    package var element: String? {
        switch self {
        case .formula, .noChoices, .damaged, .declaresEntities, .tooLarge, .encrypted, .unknownForm, .otherForm, .otherVersion: nil
        case .tooDeep(let element, _), .withoutForm(let element), .missing(let element), .unknown(let element), .twice(let element), .value(let element, _, _, _): element
        }
    }

    package var sentence: Label {
        switch self {
        case .formula(let name, let error): Label(vi: "Công thức của «\(name)» không đọc được: \(error)", en: "The formula of “\(name)” cannot be read: \(error)")
        case .noChoices(.units): Label(vi: "Không có đơn vị nào để báo cáo", en: "There is no unit to report for")
        case .noChoices(.periods): Label(vi: "Không có kỳ báo cáo nào đang mở", en: "There is no period to report for")
        case .damaged(let line): Label(vi: "Bản ghi hỏng ở dòng \(line)", en: "The submission is broken at line \(line)")
        case .declaresEntities: Label(vi: "Bản ghi khai báo thực thể XML, điều không được phép", en: "The submission declares XML entities, which is not allowed")
        case .tooLarge(let limit): Label(vi: "Bản ghi lớn hơn \(limit / 1024) KB", en: "The submission is larger than \(limit / 1024) KB")
        case .tooDeep(let element, let limit): Label(vi: "Phần tử «\(element)» lồng sâu quá \(limit) bậc", en: "The element “\(element)” is nested more than \(limit) deep")
        case .encrypted: Label(vi: "Bản ghi đã mã hóa", en: "The submission is encrypted")
        case .withoutForm(let element): Label(vi: "Phần tử «\(element)» không cho biết biểu mẫu và phiên bản", en: "The element “\(element)” does not say which form and version it is")
        case .unknownForm(let code): Label(vi: "Không có biểu mẫu «\(code)»", en: "There is no form “\(code)”")
        case .otherForm(let found, let expected): Label(vi: "Bản ghi của biểu mẫu \(found), không phải \(expected)", en: "The submission is of form \(found), not \(expected)")
        case .otherVersion(let found, let expected):
            Label(vi: "Bản ghi theo phiên bản \(found) của biểu mẫu, nay là phiên bản \(expected)", en: "The submission follows version \(found) of the form, which is now version \(expected)")
        case .missing(let element): Label(vi: "Thiếu phần tử «\(element)»", en: "The element “\(element)” is missing")
        case .unknown(let element): Label(vi: "Biểu mẫu không có phần tử «\(element)»", en: "The form has no element “\(element)”")
        case .twice(let element): Label(vi: "Phần tử «\(element)» có hai lần", en: "The element “\(element)” is there twice")
        case .value(let element, let question, let text, let type):
            Label(vi: "«\(text.prefix(80))» ở «\(question.vi)» (\(element)) không phải là \(Self.word(type).vi)", en: "“\(text.prefix(80))” at “\(question.en)” (\(element)) is not \(Self.word(type).en)")
        }
    }

    package var remedy: Label {
        switch self {
        case .formula: Label(vi: "Sửa gói chuẩn rồi tải lại.", en: "Correct the pack and load it again.")
        case .noChoices: Label(vi: "Hỏi người quản trị về đơn vị và kỳ được giao.", en: "Ask an administrator which units and periods are yours.")
        case .damaged, .declaresEntities, .tooDeep, .twice, .withoutForm, .missing, .value:
            Label(vi: "Mở lại bản ghi trong ODK Collect, kiểm tra, hoàn thành và gửi lại.", en: "Open the form again in ODK Collect, check it, finalise it and send it again.")
        case .tooLarge: Label(vi: "Rút ngắn phần chữ rồi gửi lại.", en: "Shorten the texts and send it again.")
        case .encrypted: Label(vi: "Tắt mã hóa biểu mẫu; kết nối đã được mã hóa.", en: "Switch form encryption off; the connection is encrypted already.")
        case .unknownForm, .otherForm, .otherVersion, .unknown: Label(vi: "Lấy biểu mẫu mới trong ODK Collect và điền lại.", en: "Get the blank form again in ODK Collect and fill it in anew.")
        }
    }

    private static func word(_ type: ValueType) -> Label {
        switch type {
        case .count, .integer, .money: Label(vi: "số nguyên", en: "a whole number")
        case .number, .percentage: Label(vi: "số", en: "a number")
        case .yesNo: Label(vi: "có hoặc không (true, false)", en: "yes or no (true, false)")
        case .date: Label(vi: "ngày (2026-12-31)", en: "a day (2026-12-31)")
        case .text: Label(vi: "chữ", en: "text")
        }
    }
}
