/// Something about a filled-in form that stands in the way of sending it, or asks for a reason.
package struct FormProblem: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Not a value of the data element's type, or outside its range.
        case value
        case mandatory
        /// A validation rule is broken.
        case rule
        /// The figure is unlike the cell's past.
        case unusual
        /// It differs from what the units beneath reported, and no reason is given.
        case correction
        /// It is said that there is no figure, and not why.
        case unexplained
    }

    package enum Severity: String, Sendable { case error, warning }

    package var kind: Kind
    package var severity: Severity
    /// The cells it is about, the one to go to first.
    package var cells: [CellKey]
    package var message: Label
    /// Code of the broken rule.
    package var rule: String?

    package init(_ kind: Kind, _ severity: Severity, cells: [CellKey], message: Label, rule: String? = nil) {
        self.kind = kind
        self.severity = severity
        self.cells = cells
        self.message = message
        self.rule = rule
    }
}

/// Checks a filled-in form; the same on a page, in a workbook, from the field and when it is sent.
package struct FormCheck: Sendable {
    /// A validation rule, ready to be evaluated.
    package struct Rule: Sendable {
        package var rule: ValidationRule
        package var left: Expression
        package var right: Expression

        package init(_ rule: ValidationRule, left: Expression, right: Expression) {
            self.rule = rule
            self.left = left
            self.right = right
        }
    }

    package var layout: FormLayout
    package var rules: [Rule]
    /// Figures of the units beneath, for fields that are put together from them.
    package var gathered: [CellKey: Double]
    package var history: [CellKey: CellHistory]
    /// Length of the period in days.
    package var periodLength: Int

    package init(layout: FormLayout, rules: [Rule], gathered: [CellKey: Double] = [:], history: [CellKey: CellHistory] = [:], periodLength: Int) {
        self.layout = layout
        self.rules = rules
        self.gathered = gathered
        self.history = history
        self.periodLength = periodLength
    }

    // MARK: Figures

    /// The number in a cell: what is written, else what was gathered; row totals are sums of their cells.
    package func number(_ key: CellKey, _ contents: [CellKey: CellContent]) -> Double? {
        if let content = contents[key] {
            if let value = content.value { return Self.number(value) }
            if content.isWithoutFigure { return nil }
        }
        if let gathered = gathered[key] { return gathered }
        let known = layout.parts(of: key).compactMap { number($0, contents) }
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "true": 1
        case "false": 0
        default: Double(text)
        }
    }

    /// What an expression over the form's cells comes to.
    package func evaluate(_ expression: Expression, _ contents: [CellKey: CellContent]) -> Double? {
        expression.evaluate { item in
            switch item.reference {
            case .dataElement(let code, let options):
                let key = CellKey(code, options)
                return item.periodOffset == 0 ? number(key, contents) : layout.figure(key, periodsAgo: -item.periodOffset, in: history)
            case .days: return Double(periodLength)
            case .constant, .indicator, .reporting: return nil
            }
        }
    }

    // MARK: Problems

    /// Everything that is wrong or unusual, in the order of the form, rules last. Warnings that have their reason, a comment at one of their cells, are left out.
    package func problems(in contents: [CellKey: CellContent]) -> [FormProblem] {
        var problems: [FormProblem] = []
        for row in layout.rows {
            guard case .field(let field, let element, let cells) = row.content else { continue }
            for cell in cells where cell.kind == .input {
                if let problem = problem(at: cell.key, field, element, contents[cell.key] ?? .empty) { problems.append(problem) }
            }
        }
        for rule in rules {
            if let problem = problem(with: rule, contents) { problems.append(problem) }
        }
        return problems
    }

    private func problem(at key: CellKey, _ field: FormDefinition.Field, _ element: DataElement, _ content: CellContent) -> FormProblem? {
        let hasReason = !(content.comment ?? "").isEmpty
        if content.isWithoutFigure, !hasReason {
            return FormProblem(.unexplained, .error, cells: [key], message: Label(vi: "Ghi lý do không có số liệu", en: "Say why there is no figure"))
        }
        if !content.isAnswered, field.isMandatory, gathered[key] == nil {
            return FormProblem(.mandatory, .error, cells: [key], message: Label(
                vi: "Phải ghi số liệu, hoặc đánh dấu «không có số liệu» và ghi lý do", en: "Give the figure, or mark “no figure” and say why"))
        }
        guard let text = content.value else { return nil }
        if let message = Self.refusal(of: text, for: element) { return FormProblem(.value, .error, cells: [key], message: message) }
        guard let value = Self.number(text), element.valueType.isNumeric else { return nil }
        if let sum = gathered[key], sum != value, !hasReason {
            return FormProblem(.correction, .error, cells: [key], message: Label(
                vi: "Khác tổng \(Self.text(sum, .comma)) cộng từ cấp dưới; ghi lý do điều chỉnh", en: "It differs from \(Self.text(sum, .point)), the sum of the units beneath; say why"))
        }
        if let range = history[key]?.unusual(value), !hasReason {
            let previous = history[key]?.previous
            return FormProblem(.unusual, .warning, cells: [key], message: Label(
                vi: "Khác thường so với các kỳ trước\(previous.map { " (kỳ trước: \(Self.text($0, .comma)))" } ?? "") – thường trong khoảng \(Self.text(max(range.low, 0), .comma))–\(Self.text(range.high, .comma)); kiểm tra lại hoặc ghi chú",
                en: "Unlike earlier periods\(previous.map { " (last: \(Self.text($0, .point)))" } ?? ""), which suggest \(Self.text(max(range.low, 0), .point)) to \(Self.text(range.high, .point)); check it or add a comment"))
        }
        return nil
    }

    private func problem(with rule: Rule, _ contents: [CellKey: CellContent]) -> FormProblem? {
        let left = evaluate(rule.left, contents), right = evaluate(rule.right, contents)
        guard rule.rule.holds(left: left, right: right) == false else { return nil }
        let cells = cells(of: rule)
        if rule.rule.importance == .warning, cells.contains(where: { !(contents[$0]?.comment ?? "").isEmpty }) { return nil }
        let figures = Label(vi: Self.comparison(left, right, .comma), en: Self.comparison(left, right, .point))
        return FormProblem(.rule, rule.rule.importance == .error ? .error : .warning, cells: cells, message: Label(
            vi: "\(rule.rule.explanation.vi)\(figures.vi)", en: "\(rule.rule.explanation.en)\(figures.en)"), rule: rule.rule.code)
    }

    /// The cells that a rule speaks of, those of its left side first.
    package func cells(of rule: Rule) -> [CellKey] {
        var keys: [CellKey] = []
        for item in rule.left.items + rule.right.items {
            guard case .dataElement(let code, let options) = item.reference else { continue }
            let key = CellKey(code, options)
            // A total of columns has no cell of its own: the first of its cells stands for it.
            let shown = layout.inputs.contains(key) ? key : layout.inputs.first { $0.dataElement == code && Set(options.codes).isSubset(of: $0.options.codes) }
            if let shown, !keys.contains(shown) { keys.append(shown) }
        }
        return keys
    }

    private static func comparison(_ left: Double?, _ right: Double?, _ mark: DecimalMark) -> String {
        guard let left, let right else { return "" }
        return " (\(text(left, mark)) – \(text(right, mark)))"
    }

    /// Why a text cannot stand as a value of a data element; `nil` where it can.
    package static func refusal(of text: String, for element: DataElement) -> Label? {
        switch element.valueType {
        case .yesNo: return text == "true" || text == "false" ? nil : Label(vi: "Ghi có hoặc không", en: "Write yes or no")
        case .date: return Day(iso: text) == nil ? Label(vi: "Ghi ngày dạng 31/12/2026", en: "Write the day as 31/12/2026") : nil
        case .text: return text.unicodeScalars.count > 20_000 ? Label(vi: "Dài quá 20.000 ký tự", en: "Longer than 20,000 characters") : nil
        case .count, .integer, .money, .number, .percentage: break
        }
        guard let number = try? ScaledNumber(text) else { return Label(vi: "«\(text)» không phải là số", en: "“\(text)” is not a number") }  // the reason is that it is none
        let value = number.double
        if [.count, .integer, .money].contains(element.valueType), number.rounded(to: 0) != number { return Label(vi: "Ghi số nguyên", en: "Write a whole number") }
        if element.valueType == .count, value < 0 { return Label(vi: "Không được âm", en: "It cannot be negative") }
        if element.valueType == .percentage, !(0...100).contains(value) { return Label(vi: "Ghi từ 0 đến 100", en: "Write 0 to 100") }
        if let least = element.minimum, value < least { return Label(vi: "Từ \(Self.text(least, .comma)) trở lên", en: "At least \(Self.text(least, .point))") }
        if let most = element.maximum, value > most { return Label(vi: "Không quá \(Self.text(most, .comma))", en: "At most \(Self.text(most, .point))") }
        return nil
    }

    /// A number for a message: at most one decimal, thousands set apart.
    private static func text(_ value: Double, _ mark: DecimalMark) -> String {
        let tenths = (value * 10).rounded(), whole = (tenths / 10).rounded(.towardZero), rest = Int(abs(tenths - whole * 10))
        var digits = String(Int64(abs(whole)))
        var grouped = ""
        while digits.count > 3 {
            grouped = mark.other.rawValue + digits.suffix(3) + grouped
            digits = String(digits.dropLast(3))
        }
        return (value < 0 ? "−" : "") + digits + grouped + (rest > 0 ? mark.rawValue + String(rest) : "")
    }
}
