import Domain

/// What a survey says of its own.
enum SurveyWords {
    static let report = Label(vi: "Báo cáo", en: "Report")
    static let unit = Label(vi: "Đơn vị báo cáo", en: "Reporting unit")
    static let period = Label(vi: "Kỳ báo cáo", en: "Period")
    static let choose = Label(vi: "Chọn một mục", en: "Choose one")
    static let yes = Label(vi: "Có", en: "Yes")
    static let no = Label(vi: "Không", en: "No")
    static let noFigureQuestion = Label(vi: "Nếu chưa có số liệu, đánh dấu vào ô", en: "If there is no figure, tick the box")
    static let noFigure = Label(vi: "Không có số liệu", en: "No figure")
    static let noFigureHint = Label(vi: "Áp dụng cho các ô còn để trống. Không có số liệu khác với số 0.", en: "It holds for the cells left empty. No figure is not the same as zero.")
    static let nothingMissing = Label(vi: "Các ô đã đủ số liệu; bỏ đánh dấu", en: "All figures are given; untick the box")
    static let noFigureReason = Label(vi: "Lý do không có số liệu", en: "Why there is no figure")
    static let correction = Label(vi: "Lý do điều chỉnh số liệu tổng hợp", en: "Why the gathered figure is corrected")
    static let giveReason = Label(vi: "Ghi lý do", en: "Give the reason")
    static let answerOrSayWhy = Label(vi: "Ghi số liệu, hoặc đánh dấu «Không có số liệu» và ghi lý do", en: "Give the figure, or tick “No figure” and say why")
    static let checks = Label(vi: "Kiểm tra báo cáo", en: "Check of the report")
    static let goBack = Label(vi: "Quay lại sửa số liệu; báo cáo chưa thể hoàn thành.", en: "Go back and correct the figures; the report cannot be finished yet.")
    static let warningHint = Label(vi: "Nếu số liệu đúng, ghi lý do.", en: "If the figures are right, say why.")

    static func error(_ rule: ValidationRule) -> Label { Label(vi: "Sai: \(rule.name.vi). \(rule.explanation.vi)", en: "Wrong: \(rule.name.en). \(rule.explanation.en)") }
    static func warning(_ rule: ValidationRule) -> Label { Label(vi: "Cần xem lại: \(rule.name.vi). \(rule.explanation.vi)", en: "Please check: \(rule.name.en). \(rule.explanation.en)") }

    static func total(of element: DataElement) -> Label { Label(vi: "\(element.name.vi) – Tổng số", en: "\(element.name.en) – Total") }

    static func computed(_ row: FormDefinition.ComputedRow) -> Label {
        row.unitOfMeasure.map { Label(vi: "\(row.name.vi) (\($0.vi))", en: "\(row.name.en) (\($0.en))") } ?? row.name
    }

    /// The field's help, and what is special about it.
    static func hint(_ field: Survey.Field) -> Label? {
        let gathered = Label(vi: "Tự cộng từ báo cáo đã duyệt của cấp dưới; để trống nếu không điều chỉnh.", en: "Added up from the approved reports of the units beneath; leave empty unless you correct it.")
        let parts = [field.definition.help ?? field.element.help, field.definition.isGathered ? gathered : nil].compactMap(\.self)
        return parts.isEmpty ? nil : Label(vi: parts.map(\.vi).joined(separator: " "), en: parts.map(\.en).joined(separator: " "))
    }

    static func joined(_ sentences: [Label]) -> Label { Label(vi: sentences.map(\.vi).joined(separator: " • "), en: sentences.map(\.en).joined(separator: " • ")) }
}

/// Which numbers a question takes.
struct AnswerRange {
    /// Collect's questions for whole numbers take nine digits.
    static let mostWhole = 999_999_999.0
    /// Values have fifteen digits at most.
    static let mostWide = 999_999_999_999_999.0

    var least: Double?
    var most: Double?
    var isWhole = false
    private var isNumber = false

    init(_ element: DataElement) {
        guard element.valueType.isNumeric else { return }
        isNumber = true
        isWhole = Survey.isWhole(element.valueType)
        let bound = isWhole ? (Survey.isWide(element) ? Self.mostWide : Self.mostWhole) : Self.mostWide / 1_000_000
        let (low, high): (Double, Double) = switch element.valueType {
        case .count: (0, bound)
        case .percentage: (0, 100)
        default: (-bound, bound)
        }
        least = max(low, element.minimum ?? low)
        most = min(high, element.maximum ?? high)
    }

    /// A condition of XPath, `nil` where anything goes.
    var condition: String? {
        guard isNumber, let least, let most else { return nil }
        let range = ". >= \(XPathFormula.literal(least)) and . <= \(XPathFormula.literal(most))"
        return range + (isWhole ? " and . = round(.)" : " and . = round(., \(ScaledNumber.maximumDecimals))")
    }

    var sentence: Label {
        guard let least, let most else { return Label(vi: "", en: "") }
        let kind = isWhole ? Label(vi: "Số nguyên", en: "A whole number") : Label(vi: "Số", en: "A number")
        return Label(vi: "\(kind.vi) từ \(Self.text(least, .comma)) đến \(Self.text(most, .comma))", en: "\(kind.en) from \(Self.text(least, .point)) to \(Self.text(most, .point))")
    }

    private static func text(_ value: Double, _ mark: DecimalMark) -> String {
        let parts = XPathFormula.literal(abs(value)).split(separator: ".")
        var whole = String(parts[0]), grouped = ""
        while whole.count > 3 {
            grouped = mark.other.rawValue + whole.suffix(3) + grouped
            whole = String(whole.dropLast(3))
        }
        return (value < 0 ? "−" : "") + whole + grouped + (parts.count > 1 ? mark.rawValue + parts[1] : "")
    }
}
