import Domain

// MARK: - What a formula comes to

extension RegisterRules {
    /// Reports a computed field that says another result than its formula has.
    func checkResult(_ expression: RecordExpression, of field: RecordField, _ node: SourceNode, in group: RecordField?) {
        if let said = node["result"]?.text, FieldType(rawValue: said) != field.valueType { return }
        for text in Self.literals(expression.root) {
            if field.valueType == .choice { checkOption(text, of: field, at: node.place(of: "formula")) }
        }
        guard let found = type(of: expression.root, in: group), !Self.fits(found, field.valueType) else { return }
        wrong(
            at: node.place(of: node["result"] == nil ? "formula" : "result"),
            Label(
                vi: "Công thức cho kết quả kiểu «\(found.rawValue)», trường này ghi «\(field.valueType.rawValue)».",
                en: "The formula comes to a “\(found.rawValue)”, the field says “\(field.valueType.rawValue)”."),
            remedy: FieldType.computedWords.contains { $0.value == found }
                ? Label(vi: "Hãy ghi result: \(found.rawValue) hoặc sửa công thức.", en: "Write result: \(found.rawValue), or correct the formula.")
                : Label(vi: "Hãy sửa công thức; dùng join để ghép thành chữ.", en: "Correct the formula; join makes words of it."))
    }

    /// Every result can be written as words.
    private static func fits(_ found: FieldType, _ said: FieldType) -> Bool { found == said || said == .text || found == .text && said == .choice }

    /// Words that the formula may come to as they stand.
    private static func literals(_ node: RecordExpression.Node) -> [String] {
        switch node {
        case .text(let text): [text]
        case .call(.if, let arguments): arguments.dropFirst().flatMap(literals)
        case .call(.firstNonNull, let arguments): arguments.flatMap(literals)
        default: []
        }
    }

    /// One of number, text, date, yes_no and choice; `nil` where that cannot be told.
    private func type(of node: RecordExpression.Node, in group: RecordField?) -> FieldType? {
        switch node {
        case .number, .unary(.minus, _), .unary(.plus, _): .number
        case .flag, .unary(.not, _): .yesNo
        case .text, .missing: nil
        case .field(let name): type(ofField: name, in: group)
        case .binary(let op, let a, let b): type(of: op, a, b, in: group)
        case .call(let function, let arguments): type(of: function, arguments, in: group)
        }
    }

    private func type(ofField name: String, in group: RecordField?) -> FieldType? {
        guard case .success(let meaning) = book.meaning(of: name, in: entry, group: group), let field = meaning.field else { return nil }
        return switch field.valueType {
        case .number, .money: .number
        case .date: .date
        case .yesNo: .yesNo
        case .choice, .ethnicGroup: .choice
        default: .text
        }
    }

    private func type(of op: Expression.BinaryOperator, _ a: RecordExpression.Node, _ b: RecordExpression.Node, in group: RecordField?) -> FieldType? {
        switch op {
        case .and, .or, .equal, .notEqual, .less, .greater, .atMost, .atLeast: .yesNo
        case .add, .subtract: type(of: a, in: group) == .date ? .date : .number
        case .multiply, .divide, .remainder, .power: .number
        }
    }

    private func type(of function: RecordExpression.Function, _ arguments: [RecordExpression.Node], in group: RecordField?) -> FieldType? {
        switch function {
        case .isNull, .isNotNull, .contains: .yesNo
        case .count, .sum, .days, .years, .year, .round: .number
        case .join, .initials: .text
        case .today: .date
        case .if: arguments.dropFirst().lazy.compactMap { type(of: $0, in: group) }.first
        case .firstNonNull, .greatest, .least: arguments.lazy.compactMap { type(of: $0, in: group) }.first
        }
    }
}
