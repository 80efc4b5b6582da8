/// Why a formula cannot be read: where, what was found, what would be right.
package struct ExpressionError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case empty
        /// A character that no formula contains.
        case unexpectedCharacter(String)
        /// A sign for which formulas have another spelling, such as `=` for `==`.
        case otherSpelling(String, meant: String)
        /// A comma, dot or exclamation mark that nothing calls for here.
        case misplaced(String)
        /// Something is where a figure, item or function should be; `nil` at the end of the text.
        case missingOperand(found: String?)
        /// Two figures stand side by side without an operator.
        case missingOperator(found: String)
        /// A parenthesis that is opened here and never closed.
        case unclosedParenthesis
        /// A parenthesis that is closed here and never opened.
        case unopenedParenthesis
        /// `#{`, `C{`, `N{` or `R{` without its `}`.
        case unclosedItem(String)
        /// A quotation mark without its partner.
        case unclosedText
        case malformedItem(String)
        case unknownMetric(String)
        case unknownFunction(String, nearest: String?)
        /// Of a formula over a record.
        case unknownRecordFunction(String)
        case wrongNumberOfArguments(function: String, least: Int, most: Int?, found: Int)
        case unknownModifier(String, nearest: String?)
        case malformedModifier(String, expected: String)
        /// A modifier on something without an item.
        case modifierWithoutItem(String)
        /// Text where a figure is needed.
        case textInsteadOfFigure(String)
        /// Part of DHIS2's grammar that this program has no data for.
        case notSupported(String)
        /// Nested or chained beyond what is accepted.
        case tooDeep(limit: Int)
    }

    package var reason: Reason
    /// Characters before the place, from 0.
    package var offset: Int
    /// Characters it covers; 0 at the end of the text.
    package var length: Int

    package init(_ reason: Reason, offset: Int, length: Int) {
        self.reason = reason
        self.offset = offset
        self.length = length
    }
}

extension ExpressionError {
    /// One or two sentences for the person who wrote the formula: what is wrong and what to do.
    package var message: Label {
        switch reason {
        case .empty:
            Label(vi: "Công thức trống. Hãy nhập ít nhất một mục số liệu, ví dụ #{MA-SO-LIEU}.",
                  en: "The formula is empty. Write at least one item, such as #{ELEMENT-CODE}.")
        case .unexpectedCharacter(let character):
            Label(vi: "Ký tự «\(character)» không dùng được trong công thức. Hãy xóa hoặc thay bằng một phép tính (+ - * / % ^).",
                  en: "The character “\(character)” has no meaning in a formula. Remove it or write an operator (+ - * / % ^).")
        case .otherSpelling(let found, let meant):
            Label(vi: "Trong công thức không dùng «\(found)»; hãy viết «\(meant)».", en: "Formulas do not use “\(found)”; write “\(meant)”.")
        case .misplaced(","):
            Label(vi: "Dấu phẩy chỉ ngăn cách các đối số của hàm. Số thập phân viết bằng dấu chấm, ví dụ 1.5.",
                  en: "A comma only separates the arguments of a function. Write decimals with a point, such as 1.5.")
        case .misplaced(let found):
            Label(vi: "Dấu «\(found)» không đặt được ở đây. Hãy bỏ đi hoặc viết phép tính đầy đủ.",
                  en: "“\(found)” cannot stand here. Remove it or complete what it belongs to.")
        case .missingOperand(let found?):
            Label(vi: "Gặp «\(found)» ở chỗ cần một số, một mục như #{…} hoặc một hàm. Hãy bổ sung vế còn thiếu ở trước đó.",
                  en: "Found “\(found)” where a number, an item such as #{…} or a function should be. Add what is missing before it.")
        case .missingOperand(nil):
            Label(vi: "Công thức kết thúc khi còn thiếu một số, một mục như #{…} hoặc một hàm. Hãy bổ sung hoặc bỏ phép tính cuối.",
                  en: "The formula ends where a number, an item such as #{…} or a function should follow. Add it, or remove the last operator.")
        case .missingOperator(let found):
            Label(vi: "Thiếu phép tính trước «\(found)». Hãy thêm một trong các dấu + - * / hoặc một phép so sánh.",
                  en: "There is no operator before “\(found)”. Put + - * / or a comparison between the two.")
        case .unclosedParenthesis:
            Label(vi: "Dấu mở ngoặc «(» này chưa được đóng. Hãy thêm «)».", en: "This “(” is never closed. Add a “)”.")
        case .unopenedParenthesis:
            Label(vi: "Dấu đóng ngoặc «)» này không có dấu mở. Hãy bỏ đi hoặc thêm «(» ở trước.",
                  en: "This “)” closes nothing. Remove it, or add a “(” before.")
        case .unclosedItem(let opening):
            Label(vi: "Mục bắt đầu bằng «\(opening)» thiếu dấu «}». Hãy thêm «}» ngay sau mã.",
                  en: "The item that starts with “\(opening)” has no “}”. Add it right after the code.")
        case .unclosedText:
            Label(vi: "Đoạn chữ trong dấu nháy chưa được đóng. Hãy thêm dấu nháy cùng loại.",
                  en: "The quoted text is never closed. Add the same quotation mark at its end.")
        case .malformedItem(let text):
            Label(vi: "Không đọc được mục «\(text)». Hãy viết #{MÃ} cho tổng số hoặc #{MÃ:LỰA-CHỌN} cho một nhóm; nhiều lựa chọn nối bằng «&».",
                  en: "The item “\(text)” cannot be read. Write #{CODE} for the total or #{CODE:OPTION} for a group; join several options by “&”.")
        case .unknownMetric(let text):
            Label(vi: "Mục «\(text)» phải kết thúc bằng dấu chấm và một trong: \(Self.metrics).",
                  en: "The item “\(text)” must end in a dot and one of: \(Self.metrics).")
        case .unknownRecordFunction(let name):
            Self.unknown(Label(vi: "hàm", en: "function"), name, nil, all: RecordExpression.Function.allCases.map(\.rawValue))
        case .unknownFunction(let name, let nearest):
            Self.unknown(Label(vi: "hàm", en: "function"), name, nearest, all: Expression.Function.allCases.map(\.rawValue))
        case .unknownModifier(let name, let nearest):
            Self.unknown(Label(vi: "bổ ngữ", en: "modifier"), name, nearest, all: Expression.Modifier.allCases.map(\.rawValue))
        case .wrongNumberOfArguments(let function, let least, let most, let found):
            Label(vi: "Hàm \(function) cần \(Self.count(least, most).vi) đối số nhưng có \(found). Hãy kiểm tra các dấu phẩy.",
                  en: "The function \(function) takes \(Self.count(least, most).en), but has \(found). Check the commas.")
        case .malformedModifier(let name, let expected):
            Label(vi: "Bổ ngữ «.\(name)» viết chưa đúng. Hãy viết \(expected).", en: "The modifier “.\(name)” is not complete. Write \(expected).")
        case .modifierWithoutItem(let name):
            Label(vi: "Bổ ngữ «.\(name)» phải đứng sau một mục như #{…}. Hãy bỏ đi hoặc chuyển ra sau mục.",
                  en: "The modifier “.\(name)” must follow an item such as #{…}. Remove it, or move it behind one.")
        case .textInsteadOfFigure(let text):
            Label(vi: "Đoạn chữ «\(text)» đứng ở chỗ cần một số. Hãy bỏ dấu nháy nếu đó là số; chữ chỉ so sánh được với chữ.",
                  en: "The text “\(text)” stands where a figure is needed. Remove the quotation marks if it is a number; text can only be compared with text.")
        case .notSupported(let what):
            Label(vi: "«\(what)» thuộc cú pháp DHIS2 nhưng hệ thống này không có số liệu tương ứng. Hãy thay bằng một mục #{…}.",
                  en: "“\(what)” is DHIS2 grammar for which this system has no data. Use an item #{…} instead.")
        case .tooDeep(let limit):
            Label(vi: "Công thức lồng hoặc nối quá \(limit) bậc. Hãy tách thành nhiều chỉ tiêu rồi dùng N{…}.",
                  en: "The formula is nested or chained more than \(limit) deep. Split it into several indicators and use N{…}.")
        }
    }

    private static let metrics = Expression.ReportingMetric.allCases.map(\.rawValue).joined(separator: ", ")

    private static func unknown(_ kind: Label, _ name: String, _ nearest: String?, all: [String]) -> Label {
        let list = all.joined(separator: ", ")
        return if let nearest {
            Label(vi: "Không có \(kind.vi) «\(name)». Có phải là «\(nearest)»?", en: "There is no \(kind.en) “\(name)”. Is it “\(nearest)” that you mean?")
        } else {
            Label(vi: "Không có \(kind.vi) «\(name)». Dùng được: \(list).", en: "There is no \(kind.en) “\(name)”. There are: \(list).")
        }
    }

    private static func count(_ least: Int, _ most: Int?) -> Label {
        switch most {
        case least?: Label(vi: "\(least)", en: least == 1 ? "1 argument" : "\(least) arguments")
        case let most?: Label(vi: "từ \(least) đến \(most)", en: "\(least) to \(most) arguments")
        case nil: Label(vi: "ít nhất \(least)", en: least == 1 ? "at least 1 argument" : "at least \(least) arguments")
        }
    }
}
