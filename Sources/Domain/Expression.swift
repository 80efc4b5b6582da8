/// A formula over figures, such as `#{DB-T5.TRAINED} / #{DB-T5.STAFF} * 100`.
///
/// The grammar is that of DHIS2's indicator expressions: items (``Item``), numbers, text in quotation marks, `true`, `false`, `null`; from the tightest
/// `^` (to the right), `+ - ! not` before an operand, `* / %`, `+ -`, `< > <= >=`, `== !=`, `&& and`, `|| or`; functions (``Function``); modifiers
/// `.periodOffset(n)`, `.yearToDate()`, `.aggregationType(X)` behind an item or a parenthesis. Yes and true are 1, no and false 0; any figure but 0 is true.
///
/// What is missing:
/// - The result is missing if items were asked for and all of them are missing; if only some are, they count as zero, as in DHIS2's indicators.
/// - Inside `isNull`, `isNotNull`, `firstNonNull`, `greatest` and `least` a missing item stays missing, and does not count for the rule above. Of the branches of `if` only
///   the one that is taken counts.
/// - A calculation or comparison with something missing is missing, save that `false && missing` is false and `true || missing` true; a missing
///   condition takes the second branch.
/// - Division by zero, the logarithm of what is not positive and an overflow are missing.
///
/// Source: DHIS2, `Expression.g4` and `DefaultExpressionService` (missing-value strategy "skip if all values missing"), dhis2/expression-parser `ExpressionFunctions`.
/// Unlike there, a missing result is never turned into zero.
package struct Expression: Hashable, Sendable {
    package let root: Node
    /// What has to be known to work it out, each once, in order of appearance.
    package let items: [Item]
    let program: Program

    /// - Throws: ``ExpressionError`` with the place of the first thing that is wrong.
    package init(parsing text: String) throws(ExpressionError) {
        var parser = Parser(try Lexer.tokens(of: text))
        self.init(root: try parser.parse())
    }

    init(root: Node) {
        self.root = root
        program = Program(root)
        items = program.items
    }

    package static func == (a: Expression, b: Expression) -> Bool { a.root == b.root }
    package func hash(into hasher: inout Hasher) { hasher.combine(root) }

    /// A formula as a tree.
    package indirect enum Node: Hashable, Sendable {
        case number(Double)
        case text(String)
        case boolean(Bool)
        case null
        case item(Item)
        case unary(UnaryOperator, Node)
        case binary(BinaryOperator, Node, Node)
        case call(Function, [Node])
    }

    package enum UnaryOperator: String, Sendable {
        case plus = "+"
        case minus = "-"
        case not = "!"

        static let precedence = 6
    }

    package enum BinaryOperator: String, Sendable {
        case power = "^"
        case multiply = "*", divide = "/", remainder = "%"
        case add = "+", subtract = "-"
        case less = "<", greater = ">", atMost = "<=", atLeast = ">="
        case equal = "==", notEqual = "!="
        case and = "&&"
        case or = "||"

        /// Higher binds tighter.
        var precedence: Int {
            switch self {
            case .power: 7
            case .multiply, .divide, .remainder: 5
            case .add, .subtract: 4
            case .less, .greater, .atMost, .atLeast: 3
            case .equal, .notEqual: 2
            case .and: 1
            case .or: 0
            }
        }

        package var isComparison: Bool { precedence == 2 || precedence == 3 }
    }

    /// The functions a formula may call.
    package enum Function: String, Sendable, CaseIterable {
        case `if`, isNull, isNotNull, firstNonNull, greatest, least, log, log10, removeZeros

        /// Least and most arguments; `nil` for any number.
        var arguments: (least: Int, most: Int?) {
            switch self {
            case .if: (3, 3)
            case .isNull, .isNotNull, .log10, .removeZeros: (1, 1)
            case .log: (1, 2)
            case .firstNonNull, .greatest, .least: (1, nil)
            }
        }

        /// Whether a missing item inside stays missing instead of counting as zero.
        package var keepsMissing: Bool {
            switch self {
            case .isNull, .isNotNull, .firstNonNull, .greatest, .least: true
            case .if, .log, .log10, .removeZeros: false
            }
        }
    }

    /// What may follow an item or a parenthesis after a dot.
    enum Modifier: String, CaseIterable { case periodOffset, yearToDate, aggregationType }
}

extension Expression.Node {
    /// Reads text as DHIS2 casts it to a figure: a number, or `true` and `false`.
    package static func figure(of text: String) -> Double? {
        switch text {
        case "true": 1
        case "false": 0
        default: Double(text).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// Changes every item inside.
    func mapItems(_ change: (Expression.Item) -> Expression.Item) -> Self {
        switch self {
        case .number, .text, .boolean, .null: self
        case .item(let item): .item(change(item))
        case .unary(let op, let a): .unary(op, a.mapItems(change))
        case .binary(let op, let a, let b): .binary(op, a.mapItems(change), b.mapItems(change))
        case .call(let function, let arguments): .call(function, arguments.map { $0.mapItems(change) })
        }
    }

    var containsItem: Bool {
        switch self {
        case .number, .text, .boolean, .null: false
        case .item: true
        case .unary(_, let a): a.containsItem
        case .binary(_, let a, let b): a.containsItem || b.containsItem
        case .call(_, let arguments): arguments.contains { $0.containsItem }
        }
    }

    /// How tightly its outermost operator binds; what needs no parentheses is above all operators.
    var precedence: Int {
        switch self {
        case .binary(let op, _, _): op.precedence
        case .unary: Expression.UnaryOperator.precedence
        default: 8
        }
    }

    /// Whether the operands of a binary operator need parentheses around them.
    static func parentheses(_ op: Expression.BinaryOperator, _ a: Self, _ b: Self) -> (left: Bool, right: Bool) {
        op == .power
            ? (a.precedence <= op.precedence, b.precedence < op.precedence)
            : (a.precedence < op.precedence, b.precedence <= op.precedence)
    }
}

extension Expression: CustomStringConvertible {
    /// The formula in its standard form, which reads back as the same formula.
    package var description: String { root.text }
}

extension Expression.Node {
    var text: String {
        switch self {
        case .number(let value): Self.digits(value)
        case .text(let text): "'" + text.reduce(into: "") { $0 += $1 == "'" || $1 == "\\" ? "\\\($1)" : String($1) } + "'"
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        case .item(let item): item.description
        case .unary(let op, let a): op.rawValue + (a.precedence < precedence ? "(\(a.text))" : a.text)
        case .binary(let op, let a, let b): Self.text(op, a, b)
        case .call(let function, let arguments): function.rawValue + "(" + arguments.map(\.text).joined(separator: ", ") + ")"
        }
    }

    private static func text(_ op: Expression.BinaryOperator, _ a: Self, _ b: Self) -> String {
        let needs = parentheses(op, a, b)
        return (needs.left ? "(\(a.text))" : a.text) + " \(op.rawValue) " + (needs.right ? "(\(b.text))" : b.text)
    }

    /// A number without a needless `.0`.
    package static func digits(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
