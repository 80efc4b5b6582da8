/// A formula or condition over the fields of one record, such as `#{END} >= #{START}` or `#{KIND} == 'HEAD' && isNotNull(#{TRAINED_ON})`.
///
/// The grammar is that of ``Expression`` without its modifiers, over words and days as well as numbers: `#{FIELD}` is a field of the record, `#{LINK.FIELD}` a field of the
/// record that a field of type `record` names, `#{GROUP.FIELD}` inside `sum`, `greatest`, `least` and `count` every row of a repeating group. `#{STATE}` and `#{UNIT}` are the
/// record's state and unit. Days are compared with text such as `'2025-12-31'`; options are named by their codes. Where something asked for is missing, a calculation or
/// comparison is missing too, and a rule says nothing; `false && missing` is false, `true || missing` true.
package struct RecordExpression: Hashable, Sendable {
    package indirect enum Node: Hashable, Sendable {
        case number(Double)
        case text(String)
        case flag(Bool)
        case missing
        case field(String)
        case unary(Expression.UnaryOperator, Node)
        case binary(Expression.BinaryOperator, Node, Node)
        case call(Function, [Node])
    }

    /// The functions that a formula over a record may call.
    package enum Function: String, Sendable, CaseIterable {
        case `if`, isNull, isNotNull, firstNonNull, greatest, least
        /// Whether a field that holds several options has one: `contains(#{TOPICS}, 'EID')`.
        case contains
        /// How many rows a group has, or values a field.
        case count
        case sum
        /// Days from one day to another.
        case days
        /// Whole years from one day to another, as an age is counted.
        case years
        /// The year of a day.
        case year
        /// Rounded to so many decimals: `round(#{SCORE}, 1)`.
        case round
        /// Texts one after the other.
        case join
        /// The first letters of a name: `Lò Văn Ánh` is `L.V.Á.`.
        case initials
        /// The present day; not in formulas whose result is kept.
        case today

        var arguments: (least: Int, most: Int?) {
            switch self {
            case .if: (3, 3)
            case .isNull, .isNotNull, .count, .sum, .year, .initials: (1, 1)
            case .contains, .days, .years: (2, 2)
            case .round: (1, 2)
            case .firstNonNull, .greatest, .least, .join: (1, nil)
            case .today: (0, 0)
            }
        }
    }

    package let root: Node
    /// The fields it asks for, each once, in order of appearance.
    package let fields: [String]

    /// - Throws: ``ExpressionError`` with the place of the first thing that is wrong.
    package init(parsing text: String) throws(ExpressionError) {
        var reader = Reader(try Expression.Lexer.tokens(of: text))
        root = try reader.read()
        var fields: [String] = []
        root.forEach { if case .field(let code) = $0, !fields.contains(code) { fields.append(code) } }
        self.fields = fields
    }

    package var asksForToday: Bool {
        var found = false
        root.forEach { if case .call(.today, _) = $0 { found = true } }
        return found
    }
}

extension RecordExpression.Node {
    func forEach(_ body: (Self) -> Void) {
        body(self)
        switch self {
        case .number, .text, .flag, .missing, .field: break
        case .unary(_, let a): a.forEach(body)
        case .binary(_, let a, let b):
            a.forEach(body)
            b.forEach(body)
        case .call(_, let arguments): for argument in arguments { argument.forEach(body) }
        }
    }
}

extension RecordExpression {
    /// Builds the tree by precedence climbing.
    private struct Reader {
        /// A node with how many operators and functions are on the way to its innermost one.
        private struct Part {
            var node: Node
            var depth = 0
        }

        private let tokens: [Expression.Token]
        private var position = 0
        private var nesting = 0

        init(_ tokens: [Expression.Token]) { self.tokens = tokens }

        private var current: Expression.Token { tokens[position] }
        private func error(_ reason: ExpressionError.Reason, at token: Expression.Token) -> ExpressionError { ExpressionError(reason, offset: token.offset, length: token.length) }

        mutating func read() throws(ExpressionError) -> Node {
            if case .end = current.kind { throw ExpressionError(.empty, offset: 0, length: 0) }
            let part = try part(above: -1)
            switch current.kind {
            case .end: return part.node
            case .symbol(")"): throw error(.unopenedParenthesis, at: current)
            case .symbol(let symbol): throw error(.misplaced(symbol), at: current)
            default: throw error(.missingOperator(found: current.text), at: current)
            }
        }

        private var binaryOperator: Expression.BinaryOperator? {
            switch current.kind {
            case .symbol(let symbol): Expression.BinaryOperator(rawValue: symbol)
            case .name("and"): .and
            case .name("or"): .or
            default: nil
            }
        }

        private mutating func part(above limit: Int) throws(ExpressionError) -> Part {
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= Expression.Parser.nestingLimit else { throw error(.tooDeep(limit: Expression.Parser.nestingLimit), at: current) }
            var left = try operand()
            while let op = binaryOperator, op.precedence > limit {
                let token = current
                position += 1
                let right = try part(above: op == .power ? op.precedence - 1 : op.precedence)
                left = Part(node: .binary(op, left.node, right.node), depth: max(left.depth, right.depth) + 1)
                guard left.depth <= Expression.Parser.depthLimit else { throw error(.tooDeep(limit: Expression.Parser.depthLimit), at: token) }
            }
            return left
        }

        private mutating func operand() throws(ExpressionError) -> Part {
            let token = current
            position += 1
            switch token.kind {
            case .number(let value): return Part(node: .number(value))
            case .text(let text): return Part(node: .text(text))
            case .item(.dataElement(let code, let options)) where options.isTotal: return Part(node: .field(code))
            case .item: throw error(.notSupported(token.text), at: token)
            case .name("true"): return Part(node: .flag(true))
            case .name("false"): return Part(node: .flag(false))
            case .name("null"): return Part(node: .missing)
            case .name("not"), .symbol("!"): return try unary(.not)
            case .symbol("-"): return try unary(.minus)
            case .symbol("+"): return try unary(.plus)
            case .name(let name): return try call(name, token)
            case .symbol("("):
                let inside = try part(above: -1)
                try close(token)
                return inside
            case .symbol: throw error(.missingOperand(found: token.text), at: token)
            case .end: throw error(.missingOperand(found: nil), at: token)
            }
        }

        private mutating func unary(_ op: Expression.UnaryOperator) throws(ExpressionError) -> Part {
            let operand = try part(above: Expression.UnaryOperator.precedence)
            return Part(node: .unary(op, operand.node), depth: operand.depth + 1)
        }

        private mutating func close(_ opening: Expression.Token) throws(ExpressionError) {
            switch current.kind {
            case .symbol(")"): position += 1
            case .end: throw error(.unclosedParenthesis, at: opening)
            case .symbol(let symbol): throw error(.misplaced(symbol), at: current)
            default: throw error(.missingOperator(found: current.text), at: current)
            }
        }

        private mutating func call(_ name: String, _ token: Expression.Token) throws(ExpressionError) -> Part {
            guard let function = Function(rawValue: name) else { throw error(.unknownRecordFunction(name), at: token) }
            var arguments: [Part] = []
            if case .symbol("(") = current.kind {
                let opening = current
                position += 1
                if current.kind != .symbol(")") {
                    arguments.append(try part(above: -1))
                    while current.kind == .symbol(",") {
                        position += 1
                        arguments.append(try part(above: -1))
                    }
                }
                try close(opening)
            }
            let (least, most) = function.arguments
            guard arguments.count >= least, most.map({ arguments.count <= $0 }) ?? true else {
                throw error(.wrongNumberOfArguments(function: name, least: least, most: most, found: arguments.count), at: token)
            }
            return Part(node: .call(function, arguments.map(\.node)), depth: (arguments.map(\.depth).max() ?? 0) + 1)
        }
    }
}

/// What a part of a ``RecordExpression`` comes to.
package enum RecordFigure: Hashable, Sendable {
    case missing
    case number(Double)
    case text(String)
    case flag(Bool)
    case day(Day)
    case list([RecordFigure])

    /// As it is kept in a field: `12.5`, `true`, `2025-12-31`; `nil` where it is missing.
    package var canonical: String? {
        switch self {
        case .missing: nil
        case .number(let value): value.isFinite ? Expression.Node.digits(value == 0 ? 0 : value) : nil
        case .text(let text): text.isEmpty ? nil : text
        case .flag(let value): value ? "true" : "false"
        case .day(let day): day.iso
        case .list(let items): items.compactMap(\.canonical).joined(separator: ",")
        }
    }

    /// Whether it counts as true; `nil` where it is missing.
    package var isTrue: Bool? {
        switch self {
        case .missing: nil
        case .number(let value): value != 0
        case .text(let text): !text.isEmpty
        case .flag(let value): value
        case .day: true
        case .list(let items): !items.isEmpty
        }
    }

    var number: Double? {
        switch self {
        case .number(let value): value
        case .flag(let value): value ? 1 : 0
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .missing, .day, .list: nil
        }
    }

    var day: Day? {
        switch self {
        case .day(let day): day
        case .text(let text): Day(iso: text)
        case .missing, .number, .flag, .list: nil
        }
    }

    var isMissing: Bool {
        switch self {
        case .missing: true
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .number, .flag, .day: false
        }
    }
}

extension RecordExpression {
    /// What it comes to for one record.
    ///
    /// - Parameters:
    ///   - today: the present day.
    ///   - resolve: what a field holds.
    package func evaluate(today: Day, _ resolve: (String) -> RecordFigure) -> RecordFigure { root.evaluate(today: today, resolve) }

    /// Whether it holds; `nil` where something it asks for is missing.
    package func holds(today: Day, _ resolve: (String) -> RecordFigure) -> Bool? { evaluate(today: today, resolve).isTrue }
}

extension RecordExpression.Node {
    fileprivate func evaluate(today: Day, _ resolve: (String) -> RecordFigure) -> RecordFigure {
        switch self {
        case .number(let value): return .number(value)
        case .text(let text): return .text(text)
        case .flag(let value): return .flag(value)
        case .missing: return .missing
        case .field(let code): return resolve(code)
        case .unary(let op, let a):
            let a = a.evaluate(today: today, resolve)
            switch op {
            case .not: return a.isTrue.map { .flag(!$0) } ?? .missing
            case .minus: return a.number.map { .number(-$0) } ?? .missing
            case .plus: return a.number.map { .number($0) } ?? .missing
            }
        case .binary(let op, let a, let b): return Self.combined(op, a.evaluate(today: today, resolve), b.evaluate(today: today, resolve))
        case .call(let function, let arguments): return Self.call(function, arguments, today: today, resolve)
        }
    }

    private static func combined(_ op: Expression.BinaryOperator, _ a: RecordFigure, _ b: RecordFigure) -> RecordFigure {
        switch op {
        case .and:
            if a.isTrue == false || b.isTrue == false { return .flag(false) }
            return a.isTrue == nil || b.isTrue == nil ? .missing : .flag(true)
        case .or:
            if a.isTrue == true || b.isTrue == true { return .flag(true) }
            return a.isTrue == nil || b.isTrue == nil ? .missing : .flag(false)
        case .equal, .notEqual, .less, .greater, .atMost, .atLeast:
            guard !a.isMissing, !b.isMissing, let order = order(a, b) else { return .missing }
            let holds: Bool =
                switch op {
                case .equal: order == 0
                case .notEqual: order != 0
                case .less: order < 0
                case .greater: order > 0
                case .atMost: order <= 0
                default: order >= 0
                }
            return .flag(holds)
        case .add, .subtract, .multiply, .divide, .remainder, .power:
            // A day and a number of days.
            if op == .add || op == .subtract, case .day(let day) = a, let days = b.number { return shifted(day, by: op == .add ? days : -days) }
            guard let x = a.number, let y = b.number else { return .missing }
            let result: Double =
                switch op {
                case .add: x + y
                case .subtract: x - y
                case .multiply: x * y
                case .divide: y == 0 ? .nan : x / y
                case .remainder: y == 0 ? .nan : x.truncatingRemainder(dividingBy: y)
                default: power(x, y)
                }
            return result.isFinite ? .number(result) : .missing
        }
    }

    /// A day so many whole days away; missing where calendars end.
    private static func shifted(_ day: Day, by days: Double) -> RecordFigure {
        guard let whole = Int(exactly: days), (-4_000_000...4_000_000).contains(whole) else { return .missing }
        let shifted = day.adding(days: whole)
        return (1...9999).contains(shifted.components.year) ? .day(shifted) : .missing
    }

    private static func power(_ x: Double, _ y: Double) -> Double {
        guard let count = Int(exactly: y), (0...64).contains(count) else { return .nan }
        return (0..<count).reduce(1) { product, _ in product * x }
    }

    /// Below, equal or above; `nil` where the two cannot be compared.
    private static func order(_ a: RecordFigure, _ b: RecordFigure) -> Int? {
        func compared<T: Comparable>(_ x: T, _ y: T) -> Int { x < y ? -1 : x > y ? 1 : 0 }
        if case .day = a { return b.day.flatMap { other in a.day.map { compared($0.number, other.number) } } }
        if case .day = b { return a.day.flatMap { own in b.day.map { compared(own.number, $0.number) } } }
        if case .text(let x) = a, case .text(let y) = b { return compared(x, y) }
        if let x = a.number, let y = b.number { return compared(x, y) }
        guard let x = a.canonical, let y = b.canonical else { return nil }
        return compared(x, y)
    }

    private static func call(_ function: RecordExpression.Function, _ arguments: [Self], today: Day, _ resolve: (String) -> RecordFigure) -> RecordFigure {
        func value(_ index: Int) -> RecordFigure { arguments[index].evaluate(today: today, resolve) }
        switch function {
        case .if: return value(0).isTrue == true ? value(1) : value(2)
        case .isNull: return .flag(value(0).isMissing)
        case .isNotNull: return .flag(!value(0).isMissing)
        case .firstNonNull:
            for argument in arguments {
                let figure = argument.evaluate(today: today, resolve)
                if !figure.isMissing { return figure }
            }
            return .missing
        case .greatest, .least:
            let all = arguments.flatMap { Self.items($0.evaluate(today: today, resolve)) }
            guard var best = all.first else { return .missing }
            for item in all.dropFirst() { if let order = order(item, best), function == .greatest ? order > 0 : order < 0 { best = item } }
            return best
        case .contains:
            let wanted = value(1)
            guard !wanted.isMissing else { return .missing }
            return .flag(Self.items(value(0)).contains { $0.canonical == wanted.canonical })
        case .count: return .number(Double(Self.items(value(0)).count))
        case .sum:
            let numbers = Self.items(value(0)).compactMap(\.number)
            return numbers.isEmpty ? .missing : .number(numbers.reduce(0, +))
        case .days:
            guard let from = value(0).day, let to = value(1).day else { return .missing }
            return .number(Double(to.number - from.number))
        case .years:
            guard let from = value(0).day?.components, let to = value(1).day?.components else { return .missing }
            return .number(Double(to.year - from.year - ((to.month, to.day) < (from.month, from.day) ? 1 : 0)))
        case .year: return value(0).day.map { .number(Double($0.components.year)) } ?? .missing
        case .round:
            guard let number = value(0).number else { return .missing }
            let digits = arguments.count > 1 ? value(1).number.flatMap { Int(exactly: $0) } ?? 0 : 0
            let one = power(10, Double(min(max(digits, 0), 9)))
            return .number((number * one).rounded() / one)
        case .join: return .text(arguments.compactMap { $0.evaluate(today: today, resolve).canonical }.joined())
        case .initials:
            guard case .text(let name) = value(0), !name.isEmpty else { return .missing }
            return .text(name.split(whereSeparator: \.isWhitespace).compactMap(\.first).map { "\($0)." }.joined())
        case .today: return .day(today)
        }
    }

    private static func items(_ figure: RecordFigure) -> [RecordFigure] {
        switch figure {
        case .missing: []
        case .list(let items): items.filter { !$0.isMissing }
        default: figure.isMissing ? [] : [figure]
        }
    }
}
