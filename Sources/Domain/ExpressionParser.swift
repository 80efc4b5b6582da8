extension Expression {
    /// Builds the tree of a formula from its words, by precedence climbing.
    struct Parser {
        /// Parentheses, signs and powers within each other.
        static let nestingLimit = 100
        /// Operators on the way from the outermost to the innermost.
        static let depthLimit = 500

        private let tokens: [Token]
        private var position = 0
        private var nesting = 0

        init(_ tokens: [Token]) { self.tokens = tokens }

        mutating func parse() throws(ExpressionError) -> Node {
            if case .end = current.kind { throw ExpressionError(.empty, offset: 0, length: 0) }
            let part = try expression(above: -1)
            switch current.kind {
            case .end: break
            case .symbol(")"): throw error(.unopenedParenthesis, at: current)
            case .symbol(let symbol): throw error(.misplaced(symbol), at: current)
            default: throw error(.missingOperator(found: current.text), at: current)
            }
            try requireFigure(part)
            return part.node
        }

        /// A piece of the tree with the place it was read from and its depth.
        private struct Part {
            var node: Node
            var offset: Int
            var end: Int
            var depth: Int
        }

        private var current: Token { tokens[position] }

        private func error(_ reason: ExpressionError.Reason, at token: Token) -> ExpressionError {
            ExpressionError(reason, offset: token.offset, length: token.length)
        }

        private func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

        /// The binary operator that stands here.
        private var binaryOperator: BinaryOperator? {
            switch current.kind {
            case .symbol(let symbol): BinaryOperator(rawValue: symbol)
            case .name("and"): .and
            case .name("or"): .or
            default: nil
            }
        }

        private mutating func expression(above limit: Int) throws(ExpressionError) -> Part {
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= Self.nestingLimit else { throw error(.tooDeep(limit: Self.nestingLimit), at: current) }
            var left = try operand()
            while let op = binaryOperator, op.precedence > limit {
                position += 1
                let right = try expression(above: op == .power ? op.precedence - 1 : op.precedence)
                try check(op, left, right)
                let depth = max(left.depth, right.depth) + 1
                guard depth <= Self.depthLimit else {
                    throw ExpressionError(.tooDeep(limit: Self.depthLimit), offset: left.offset, length: right.end - left.offset)
                }
                left = Part(node: .binary(op, left.node, right.node), offset: left.offset, end: right.end, depth: depth)
            }
            return left
        }

        private mutating func operand() throws(ExpressionError) -> Part {
            let token = current
            position += 1
            let end = token.offset + token.length
            func leaf(_ node: Node) -> Part { Part(node: node, offset: token.offset, end: end, depth: 1) }
            switch token.kind {
            case .number(let value): return try modified(leaf(.number(value)))
            case .text(let text): return leaf(.text(text))
            case .item(let reference): return try modified(leaf(.item(Item(reference))))
            case .name("true"): return leaf(.boolean(true))
            case .name("false"): return leaf(.boolean(false))
            case .name("null"): return leaf(.null)
            case .name("not"): return try prefixed(.not, token)
            case .name(let name): return try modified(try call(name, token))
            case .symbol("("): return try modified(try parenthesised(token))
            case .symbol("!"), .symbol("-"), .symbol("+"): return try prefixed(UnaryOperator(rawValue: token.text)!, token)
            case .symbol: throw error(.missingOperand(found: token.text), at: token)
            case .end: throw error(.missingOperand(found: nil), at: token)
            }
        }

        private mutating func prefixed(_ op: UnaryOperator, _ token: Token) throws(ExpressionError) -> Part {
            let part = try expression(above: UnaryOperator.precedence)
            try requireFigure(part)
            return Part(node: .unary(op, part.node), offset: token.offset, end: part.end, depth: part.depth + 1)
        }

        private mutating func parenthesised(_ opening: Token) throws(ExpressionError) -> Part {
            var part = try expression(above: -1)
            part.offset = opening.offset
            part.end = try close(opening)
            return part
        }

        /// Steps over the `)` that must stand here.
        private mutating func close(_ opening: Token) throws(ExpressionError) -> Int {
            switch current.kind {
            case .symbol(")"):
                position += 1
                return tokens[position - 1].offset + 1
            case .end: throw error(.unclosedParenthesis, at: opening)
            case .symbol(let symbol): throw error(.misplaced(symbol), at: current)
            default: throw error(.missingOperator(found: current.text), at: current)
            }
        }

        private mutating func call(_ name: String, _ token: Token) throws(ExpressionError) -> Part {
            guard let function = Function(rawValue: name) else {
                if ["subExpression", "contains", "containsItems", "orgUnit"].contains(name) { throw error(.notSupported(name), at: token) }
                throw error(.unknownFunction(name, nearest: Self.nearest(to: name, among: Function.allCases.map(\.rawValue))), at: token)
            }
            let opening = current
            let (parts, end) = try arguments(of: token)
            let (least, most) = function.arguments
            guard parts.count >= least, most.map({ parts.count <= $0 }) ?? true else {
                throw ExpressionError(.wrongNumberOfArguments(function: name, least: least, most: most, found: parts.count),
                                      offset: token.offset, length: max(end, opening.offset) - token.offset)
            }
            for part in parts { try requireFigure(part) }
            let depth = (parts.map(\.depth).max() ?? 0) + 1
            return Part(node: .call(function, parts.map(\.node)), offset: token.offset, end: end, depth: depth)
        }

        /// Reads `(a, b, …)`; without a parenthesis there are none.
        private mutating func arguments(of token: Token) throws(ExpressionError) -> (parts: [Part], end: Int) {
            let opening = current
            guard isSymbol("(") else { return ([], token.offset + token.length) }
            position += 1
            var parts: [Part] = []
            if !isSymbol(")") {
                parts.append(try expression(above: -1))
                while isSymbol(",") {
                    position += 1
                    parts.append(try expression(above: -1))
                }
            }
            return (parts, try close(opening))
        }

        /// Reads the modifiers behind an item or a parenthesis.
        private mutating func modified(_ part: Part) throws(ExpressionError) -> Part {
            var part = part
            while isSymbol(".") {
                position += 1
                let token = current
                guard case .name(let name) = token.kind else { throw error(.missingOperand(found: token.text.isEmpty ? nil : token.text), at: token) }
                guard let modifier = Modifier(rawValue: name) else {
                    if name == "minDate" || name == "maxDate" { throw error(.notSupported("." + name), at: token) }
                    throw error(.unknownModifier(name, nearest: Self.nearest(to: name, among: Modifier.allCases.map(\.rawValue))), at: token)
                }
                guard part.node.containsItem else { throw error(.modifierWithoutItem(name), at: token) }
                position += 1
                part.node = try apply(modifier, to: part.node, token)
                part.end = tokens[position - 1].offset + tokens[position - 1].length
            }
            return part
        }

        private mutating func apply(_ modifier: Modifier, to node: Node, _ token: Token) throws(ExpressionError) -> Node {
            switch modifier {
            case .yearToDate:
                guard take(.symbol("(")), take(.symbol(")")) else { throw malformed(token, ".yearToDate()") }
                return node.mapItems { var item = $0; item.isYearToDate = true; return item }
            case .periodOffset:
                guard take(.symbol("(")) else { throw malformed(token, ".periodOffset(-1)") }
                let isNegative = take(.symbol("-"))
                if !isNegative { _ = take(.symbol("+")) }
                guard case .number(let value) = current.kind, let count = Int(exactly: value), count <= 10_000 else { throw malformed(token, ".periodOffset(-1)") }
                position += 1
                guard take(.symbol(")")) else { throw malformed(token, ".periodOffset(-1)") }
                return node.mapItems { var item = $0; item.periodOffset += isNegative ? -count : count; return item }
            case .aggregationType:
                let expected = ".aggregationType(X), X = " + AggregationType.allCases.map(\.rawValue).joined(separator: ", ")
                guard take(.symbol("(")), case .name(let name) = current.kind, let type = AggregationType(rawValue: name) else { throw malformed(token, expected) }
                position += 1
                guard take(.symbol(")")) else { throw malformed(token, expected) }
                return node.mapItems { var item = $0; item.aggregation = item.aggregation ?? type; return item }
            }
        }

        private func malformed(_ token: Token, _ expected: String) -> ExpressionError {
            error(.malformedModifier(token.text, expected: expected), at: token)
        }

        /// Steps over a word if it stands here.
        private mutating func take(_ kind: Token.Kind) -> Bool {
            guard current.kind == kind else { return false }
            position += 1
            return true
        }

        /// Text may be compared with text; everything else is done with figures.
        private func check(_ op: BinaryOperator, _ a: Part, _ b: Part) throws(ExpressionError) {
            if op.isComparison, case .text = a.node, case .text = b.node { return }
            try requireFigure(a)
            try requireFigure(b)
        }

        private func requireFigure(_ part: Part) throws(ExpressionError) {
            guard case .text(let text) = part.node, Node.figure(of: text) == nil else { return }
            throw ExpressionError(.textInsteadOfFigure(text), offset: part.offset, length: part.end - part.offset)
        }

        /// The name that differs least, if it differs little.
        private static func nearest(to name: String, among names: [String]) -> String? {
            names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
                .min { $0.distance < $1.distance }
                .flatMap { $0.distance <= max(1, $0.name.count / 3) ? $0.name : nil }
        }

        /// Insertions, deletions and replacements that turn one word into the other (Levenshtein 1966).
        private static func distance(_ a: String, _ b: String) -> Int {
            let a = Array(a.utf8), b = Array(b.utf8)
            var row = Array(0...b.count)
            for (i, x) in a.enumerated() {
                var diagonal = row[0]
                row[0] = i + 1
                for (j, y) in b.enumerated() {
                    let above = row[j + 1]
                    row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                    diagonal = above
                }
            }
            return row[b.count]
        }
    }
}
