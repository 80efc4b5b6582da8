import Domain

/// Turns formulas of the indicator grammar into XPath as ODK Collect evaluates it, with the same meaning, also of what is missing.
///
/// What is missing is an empty text or not-a-number in XPath. JavaRosa, the engine inside Collect, differs from the grammar in places, and the translation goes around them: `=` tells
/// numbers apart only from 1e-12 on, so equality is written with `<=` and `>=`; `max` of negative numbers is wrong, so the greatest is the opposite of the least of the opposites.
struct XPathFormula {
    /// What a formula finds on the form for one item.
    struct Figure {
        /// A number, or empty where it is missing.
        var plain: String
        /// A number, 0 where it is missing.
        var counted: String
        /// A condition: whether there is a figure.
        var isThere: String
    }

    /// `nil` for an item that the form never knows: it is missing.
    var figure: (Expression.Item) -> Figure?

    /// A number, or empty where the result is missing.
    func text(_ expression: Expression) -> String {
        var result = value(expression.root, counts: true).text
        if Self.canOverflow(expression.root) { result = "if(\(result) - \(result) = 0, \(result), '')" }
        let marks = marks(expression.root)
        switch (marks.asked, marks.found) {
        case (.never, _), (_, .always): return result
        case (.always, .never): return "''"
        case (.always, .when(let found)): return "if(\(found), \(result), '')"
        case (.when(let asked), .never): return "if(\(asked), '', \(result))"
        case (.when(let asked), .when(let found)): return "if(\(asked) and not(\(found)), '', \(result))"
        }
    }

    /// Whether a number or text of XPath is missing.
    static func isMissing(_ text: String) -> String { "(coalesce(\(text), '') = '')" }

    /// A number without an exponent, which XPath does not read.
    static func literal(_ value: Double) -> String {
        let text = "\(abs(value))"
        let parts = text.split(separator: "e"), sign = value < 0 ? "-" : ""
        guard parts.count == 2, let exponent = Int(parts[1]) else { return sign + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) }
        let number = parts[0].split(separator: "."), whole = String(number[0]), fraction = number.count > 1 && number[1] != "0" ? String(number[1]) : ""
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - whole.count) + whole + fraction }
        return sign + whole + fraction + String(repeating: "0", count: max(0, exponent - fraction.count))
    }

    // MARK: Values

    private struct Term {
        var text: String
        var canBeMissing: Bool
    }

    private func value(_ node: Expression.Node, counts: Bool) -> Term {
        switch node {
        case .number(let number): return Term(text: Self.literal(number), canBeMissing: false)
        case .boolean(let isTrue): return Term(text: isTrue ? "1" : "0", canBeMissing: false)
        case .null: return Term(text: "''", canBeMissing: true)
        case .text(let text): return Expression.Node.figure(of: text).map { Term(text: Self.literal($0), canBeMissing: false) } ?? Term(text: "''", canBeMissing: true)
        case .item(let item):
            guard let figure = figure(item) else { return counts ? Term(text: "0", canBeMissing: false) : Term(text: "''", canBeMissing: true) }
            return counts ? Term(text: figure.counted, canBeMissing: false) : Term(text: figure.plain, canBeMissing: true)
        case .unary(.plus, let a): return value(a, counts: counts)
        case .unary(.minus, let a):
            let a = value(a, counts: counts)
            return Term(text: "(-(\(a.text)))", canBeMissing: a.canBeMissing)
        case .unary(.not, let a): return answer(node, canBeMissing: value(a, counts: counts).canBeMissing, counts)
        case .binary(let op, let a, let b): return value(op, a, b, node, counts)
        case .call(let function, let arguments): return value(function, arguments, counts: counts && !function.keepsMissing)
        }
    }

    private func value(_ op: Expression.BinaryOperator, _ left: Expression.Node, _ right: Expression.Node, _ node: Expression.Node, _ counts: Bool) -> Term {
        let a = value(left, counts: counts), b = value(right, counts: counts)
        let canBeMissing = a.canBeMissing || b.canBeMissing
        switch op {
        case .add: return Term(text: "(\(a.text) + \(b.text))", canBeMissing: canBeMissing)
        case .subtract: return Term(text: "(\(a.text) - \(b.text))", canBeMissing: canBeMissing)
        case .multiply: return Term(text: "(\(a.text) * \(b.text))", canBeMissing: canBeMissing)
        case .divide, .remainder:
            let word = op == .divide ? "div" : "mod"
            if case .number(let divisor) = right, divisor != 0 { return Term(text: "(\(a.text) \(word) \(b.text))", canBeMissing: canBeMissing) }
            return Term(text: "if(\(Self.isNotZero(b.text)), \(a.text) \(word) \(b.text), '')", canBeMissing: true)
        case .power:
            let power = "pow(\(a.text), \(b.text))"
            return Term(text: canBeMissing ? "if(\(Self.isMissing(a.text)) or \(Self.isMissing(b.text)), '', \(power))" : power, canBeMissing: true)
        case .less, .greater, .atMost, .atLeast, .equal, .notEqual, .and, .or: return answer(node, canBeMissing: canBeMissing, counts)
        }
    }

    private func value(_ function: Expression.Function, _ arguments: [Expression.Node], counts: Bool) -> Term {
        let terms = arguments.map { value($0, counts: counts) }
        let texts = terms.map(\.text)
        switch function {
        case .if: return Term(text: "if(\(isTrue(arguments[0], counts)), \(texts[1]), \(texts[2]))", canBeMissing: terms[1].canBeMissing || terms[2].canBeMissing)
        case .isNull: return Term(text: "if(\(Self.isMissing(texts[0])), 1, 0)", canBeMissing: false)
        case .isNotNull: return Term(text: "if(\(Self.isMissing(texts[0])), 0, 1)", canBeMissing: false)
        case .firstNonNull:
            let first = texts.dropLast().reversed().reduce(texts[texts.count - 1]) { "coalesce(\($1), \($0))" }
            return Term(text: first, canBeMissing: terms.allSatisfy(\.canBeMissing))
        case .least: return Term(text: texts.count == 1 ? texts[0] : "min(\(texts.joined(separator: ", ")))", canBeMissing: terms.allSatisfy(\.canBeMissing))
        case .greatest:
            return Term(text: texts.count == 1 ? texts[0] : "(-(min(\(texts.map { "-(\($0))" }.joined(separator: ", ")))))", canBeMissing: terms.allSatisfy(\.canBeMissing))
        case .log where texts.count == 2:
            return Term(text: "if(\(texts[0]) > 0 and \(texts[1]) > 0 and (\(texts[1]) < 1 or \(texts[1]) > 1), log(\(texts[0])) div log(\(texts[1])), '')", canBeMissing: true)
        case .log: return Term(text: "if(\(texts[0]) > 0, log(\(texts[0])), '')", canBeMissing: true)
        case .log10: return Term(text: "if(\(texts[0]) > 0, log10(\(texts[0])), '')", canBeMissing: true)
        case .removeZeros: return Term(text: "if(\(Self.isNotZero(texts[0])), \(texts[0]), '')", canBeMissing: true)
        }
    }

    /// A yes or no as 1 or 0, empty where neither can be said.
    private func answer(_ node: Expression.Node, canBeMissing: Bool, _ counts: Bool) -> Term {
        let no = canBeMissing ? "if(\(isFalse(node, counts)), 0, '')" : "0"
        return Term(text: "if(\(isTrue(node, counts)), 1, \(no))", canBeMissing: canBeMissing)
    }

    // MARK: Conditions

    private static func isNotZero(_ text: String) -> String { "(\(text) < 0 or \(text) > 0)" }

    /// A condition that holds where the node is there and not 0. Comparisons with something missing never hold in XPath.
    private func isTrue(_ node: Expression.Node, _ counts: Bool) -> String {
        switch node {
        case .unary(.not, let a): return isFalse(a, counts)
        case .binary(.and, let a, let b): return "(\(isTrue(a, counts)) and \(isTrue(b, counts)))"
        case .binary(.or, let a, let b): return "(\(isTrue(a, counts)) or \(isTrue(b, counts)))"
        case .binary(let op, .text(let a), .text(let b)) where op.isComparison: return Self.holds(op, a, b) ? "true()" : "false()"
        case .binary(let op, let a, let b) where op.isComparison: return Self.comparison(op, value(a, counts: counts).text, value(b, counts: counts).text)
        default: return Self.isNotZero(value(node, counts: counts).text)
        }
    }

    /// A condition that holds where the node is there and 0.
    private func isFalse(_ node: Expression.Node, _ counts: Bool) -> String {
        switch node {
        case .unary(.not, let a): return isTrue(a, counts)
        case .binary(.and, let a, let b): return "(\(isFalse(a, counts)) or \(isFalse(b, counts)))"
        case .binary(.or, let a, let b): return "(\(isFalse(a, counts)) and \(isFalse(b, counts)))"
        case .binary(let op, .text(let a), .text(let b)) where op.isComparison: return Self.holds(op, a, b) ? "false()" : "true()"
        case .binary(let op, let a, let b) where op.isComparison: return Self.comparison(op.opposite, value(a, counts: counts).text, value(b, counts: counts).text)
        default:
            let text = value(node, counts: counts).text
            return "(\(text) <= 0 and \(text) >= 0)"
        }
    }

    private static func comparison(_ op: Expression.BinaryOperator, _ a: String, _ b: String) -> String {
        switch op {
        case .equal: "(\(a) <= \(b) and \(a) >= \(b))"
        case .notEqual: "(\(a) < \(b) or \(a) > \(b))"
        default: "(\(a) \(op.rawValue) \(b))"
        }
    }

    private static func holds(_ op: Expression.BinaryOperator, _ a: String, _ b: String) -> Bool {
        switch op {
        case .less: a < b
        case .greater: a > b
        case .atMost: a <= b
        case .atLeast: a >= b
        case .notEqual: a != b
        default: a == b
        }
    }

    // MARK: What was asked for, and what was there

    private enum Mark {
        case never, always
        case when(String)

        static func || (a: Mark, b: Mark) -> Mark {
            switch (a, b) {
            case (.always, _), (_, .always): .always
            case (.never, let other), (let other, .never): other
            case (.when(let a), .when(let b)): a == b ? .when(a) : .when("(\(a) or \(b))")
            }
        }

        func and(_ condition: String) -> Mark {
            switch self {
            case .never: .never
            case .always: .when(condition)
            case .when(let own): .when("(\(condition) and \(own))")
            }
        }
    }

    private func marks(_ node: Expression.Node) -> (asked: Mark, found: Mark) {
        switch node {
        case .number, .text, .boolean, .null: return (.never, .never)
        case .item(let item): return (.always, figure(item).map { .when("(\($0.isThere))") } ?? .never)
        case .unary(_, let a): return marks(a)
        case .binary(let op, .text, .text) where op.isComparison: return (.never, .never)
        case .binary(_, let a, let b):
            let a = marks(a), b = marks(b)
            return (a.asked || b.asked, a.found || b.found)
        case .call(.if, let arguments):
            let condition = isTrue(arguments[0], true), otherwise = "not(\(condition))"
            let asked = marks(arguments[0]), yes = marks(arguments[1]), no = marks(arguments[2])
            func either(_ yes: Mark, _ no: Mark) -> Mark {
                if case .always = yes, case .always = no { return .always }
                return yes.and(condition) || no.and(otherwise)
            }
            return (asked.asked || either(yes.asked, no.asked), asked.found || either(yes.found, no.found))
        case .call(let function, let arguments):
            if function.keepsMissing { return (.never, .never) }
            return arguments.map { marks($0) }.reduce((.never, .never)) { ($0.asked || $1.asked, $0.found || $1.found) }
        }
    }

    private static func canOverflow(_ node: Expression.Node) -> Bool {
        switch node {
        case .number, .text, .boolean, .null, .item: false
        case .unary(_, let a): canOverflow(a)
        case .binary(.power, _, _): true
        case .binary(_, let a, let b): canOverflow(a) || canOverflow(b)
        case .call(_, let arguments): arguments.contains(where: canOverflow)
        }
    }
}

extension Expression.BinaryOperator {
    /// The comparison that holds where this one does not.
    fileprivate var opposite: Self {
        switch self {
        case .less: .atLeast
        case .greater: .atMost
        case .atMost: .greater
        case .atLeast: .less
        case .equal: .notEqual
        case .notEqual: .equal
        default: self
        }
    }
}
