extension Expression {
    /// A word of a formula, and where it stands.
    struct Token: Sendable {
        enum Kind: Equatable, Sendable {
            case number(Double)
            case text(String)
            /// A name, such as `if` or `isNull`.
            case name(String)
            /// `#{…}`, `C{…}`, `N{…}`, `R{…}` or `[days]`.
            case item(Reference)
            case symbol(String)
            case end
        }

        var kind: Kind
        /// As written.
        var text: String
        var offset: Int
        var length: Int
    }

    /// Cuts a formula into words.
    struct Lexer {
        private let characters: [Character]
        private var position = 0

        static func tokens(of text: String) throws(ExpressionError) -> [Token] {
            var lexer = Lexer(characters: Array(text))
            var tokens: [Token] = []
            while let token = try lexer.next() { tokens.append(token) }
            tokens.append(Token(kind: .end, text: "", offset: lexer.characters.count, length: 0))
            return tokens
        }

        private init(characters: [Character]) { self.characters = characters }

        private mutating func next() throws(ExpressionError) -> Token? {
            while position < characters.count, characters[position].isWhitespace { position += 1 }
            guard position < characters.count else { return nil }
            let start = position
            let kind: Token.Kind = switch characters[position] {
            case "#": try item("#")
            case "[": try bracketed()
            case "'", "\"": try quoted()
            case let c where isDigit(c) || (c == "." && isDigit(peek(1))): number()
            case let c where c.isLetter || c == "_": try word()
            default: try symbol()
            }
            return Token(kind: kind, text: String(characters[start..<position]), offset: start, length: position - start)
        }

        private func peek(_ ahead: Int) -> Character? { position + ahead < characters.count ? characters[position + ahead] : nil }
        private func isDigit(_ c: Character?) -> Bool { c.map { $0.isASCII && $0.isNumber } ?? false }

        private mutating func symbol() throws(ExpressionError) -> Token.Kind {
            let c = characters[position]
            if "=!<>&|".contains(c), let following = peek(1), ["==", "!=", "<=", ">=", "&&", "||"].contains("\(c)\(following)") {
                position += 2
                return .symbol("\(c)\(following)")
            }
            if let meant = ["=": "==", "&": "&&", "|": "||", "×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!="][c] {
                throw ExpressionError(.otherSpelling(String(c), meant: meant), offset: position, length: 1)
            }
            guard "+-*/%^!<>(),.".contains(c) else {
                throw ExpressionError(.unexpectedCharacter(String(c)), offset: position, length: 1)
            }
            position += 1
            return .symbol(String(c))
        }

        private mutating func number() -> Token.Kind {
            let start = position
            while isDigit(peek(0)) { position += 1 }
            if peek(0) == ".", isDigit(peek(1)) {
                position += 1
                while isDigit(peek(0)) { position += 1 }
            }
            if peek(0) == "e" || peek(0) == "E" {
                let signed = peek(1) == "-" || peek(1) == "+"
                if isDigit(peek(signed ? 2 : 1)) {
                    position += signed ? 2 : 1
                    while isDigit(peek(0)) { position += 1 }
                }
            }
            return .number(Double(String(characters[start..<position]))!)
        }

        private mutating func quoted() throws(ExpressionError) -> Token.Kind {
            let start = position, mark = characters[position]
            var text = ""
            position += 1
            while let c = peek(0) {
                position += 1
                if c == mark { return .text(text) }
                if c == "\\", let escaped = peek(0) {
                    text.append(escaped)
                    position += 1
                } else {
                    text.append(c)
                }
            }
            throw ExpressionError(.unclosedText, offset: start, length: characters.count - start)
        }

        private mutating func word() throws(ExpressionError) -> Token.Kind {
            let start = position
            while let c = peek(0), c.isLetter || c.isNumber || c == "_" { position += 1 }
            let word = String(characters[start..<position])
            guard peek(0) == "{" else { return .name(word) }
            position = start
            return try item(word)
        }

        /// Reads an item whose opening is a prefix and a brace.
        private mutating func item(_ prefix: String) throws(ExpressionError) -> Token.Kind {
            let start = position, opening = prefix + "{"
            position += prefix.count
            guard peek(0) == "{" else { throw ExpressionError(.unexpectedCharacter(prefix), offset: start, length: prefix.count) }
            position += 1
            let inside = position
            while let c = peek(0), c != "}" {
                if c == "{" || c == "#" { throw ExpressionError(.unclosedItem(opening), offset: start, length: position - start) }
                position += 1
            }
            guard peek(0) == "}" else { throw ExpressionError(.unclosedItem(opening), offset: start, length: position - start) }
            let text = String(characters[inside..<position]).trimmingSpaces()
            position += 1
            let written = String(characters[start..<position]), length = position - start
            do throws(Reference.Fault) {
                switch prefix {
                case "#": return .item(try .dataElement(reading: text))
                case "R": return .item(try .reporting(reading: text))
                case "C", "N":
                    guard Reference.isCode(text) else { throw .malformed }
                    return .item(prefix == "C" ? .constant(text) : .indicator(text))
                case "A", "D", "I", "OUG", "V", "PS_EVENTDATE": throw .notSupported("\(prefix){…}")
                default: throw .malformed
                }
            } catch {
                let reason: ExpressionError.Reason = switch error {
                case .malformed: .malformedItem(written)
                case .unknownMetric: .unknownMetric(written)
                case .notSupported(let what): .notSupported(what)
                }
                throw ExpressionError(reason, offset: start, length: length)
            }
        }

        private mutating func bracketed() throws(ExpressionError) -> Token.Kind {
            let start = position
            while peek(0) != nil, peek(0) != "]" { position += 1 }
            guard peek(0) == "]" else { throw ExpressionError(.unexpectedCharacter("["), offset: start, length: 1) }
            position += 1
            let word = String(characters[start..<position])
            switch word {
            case "[days]": return .item(.days)
            case "[periodInYear]", "[yearlyPeriodCount]": throw ExpressionError(.notSupported(word), offset: start, length: position - start)
            default: throw ExpressionError(.malformedItem(word), offset: start, length: position - start)
            }
        }
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
