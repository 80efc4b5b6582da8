extension Expression {
    /// The formula in words that a reader without training can follow, such as «Cán bộ đã tập huấn» chia cho «Tổng số cán bộ».
    ///
    /// - Parameter name: what an item is called, without the words for its modifiers, which are added here.
    package func inWords(name: (Item) -> Label) -> Label { root.words(name).label }

    /// A quotient of two formulas, times a factor, in words: how an indicator is worked out.
    package static func inWords(numerator: Expression, denominator: Expression?, factor: Double = 1, name: (Item) -> Label) -> Label {
        var node = numerator.root
        if let denominator { node = .binary(.divide, node, denominator.root) }
        if factor != 1 { node = .binary(.multiply, node, .number(factor)) }
        return node.words(name).label
    }
}

extension Expression.Node {
    /// Words, and whether they need parentheses inside a larger phrase.
    fileprivate struct Phrase {
        var label: Label
        var isComposite: Bool

        init(vi: String, en: String, isComposite: Bool = false) {
            label = Label(vi: vi, en: en)
            self.isComposite = isComposite
        }

        /// In parentheses if it is more than a name or a number.
        var bracketed: Label { isComposite ? Label(vi: "(\(label.vi))", en: "(\(label.en))") : label }
    }

    fileprivate func words(_ name: (Expression.Item) -> Label) -> Phrase {
        switch self {
        case .number(let value):
            let digits = Self.digits(value)
            return Phrase(vi: String(digits.map { $0 == "." ? "," : $0 }), en: digits)
        case .text(let text): return Phrase(vi: "“\(text)”", en: "“\(text)”")
        case .boolean(let value): return value ? Phrase(vi: "có", en: "yes") : Phrase(vi: "không", en: "no")
        case .null: return Phrase(vi: "chưa có số liệu", en: "no figure")
        case .item(let item): return Self.words(item, name(item))
        case .unary(.plus, let a): return a.words(name)
        case .unary(.minus, let a):
            let a = a.words(name).bracketed
            return Phrase(vi: "âm \(a.vi)", en: "minus \(a.en)", isComposite: true)
        case .unary(.not, let a):
            let a = a.words(name).bracketed
            return Phrase(vi: "không phải \(a.vi)", en: "not \(a.en)", isComposite: true)
        case .binary(let op, let a, let b): return Self.words(op, a, b, name)
        case .call(let function, let arguments): return Self.words(function, arguments.map { $0.words(name) })
        }
    }

    private static func words(_ item: Expression.Item, _ name: Label) -> Phrase {
        var vi = item.reference == .days ? "số ngày của kỳ" : "«\(name.vi)»"
        var en = item.reference == .days ? "the days of the period" : "«\(name.en)»"
        if let aggregation = item.aggregation {
            let how = words(aggregation.overTime)
            vi += " (\(how.vi))"
            en += " (\(how.en))"
        }
        if item.isYearToDate {
            vi += " lũy kế từ đầu năm"
            en += " from the start of the year"
        }
        switch item.periodOffset {
        case 0: break
        case -1:
            vi += " của kỳ trước"
            en += " in the period before"
        case 1:
            vi += " của kỳ sau"
            en += " in the period after"
        case let n:
            vi += n < 0 ? " của \(-n) kỳ trước đó" : " của \(n) kỳ sau đó"
            en += n < 0 ? " \(-n) periods before" : " \(n) periods after"
        }
        return Phrase(vi: vi, en: en)
    }

    private static func words(_ aggregation: Aggregation) -> Label {
        switch aggregation {
        case .sum: Label(vi: "tổng", en: "sum")
        case .average: Label(vi: "trung bình", en: "average")
        case .last: Label(vi: "số cuối kỳ", en: "last figure")
        case .first: Label(vi: "số đầu kỳ", en: "first figure")
        case .min: Label(vi: "nhỏ nhất", en: "least")
        case .max: Label(vi: "lớn nhất", en: "greatest")
        case .count: Label(vi: "số lượng số liệu", en: "count of figures")
        case .none: Label(vi: "không tổng hợp", en: "not aggregated")
        case .running: Label(vi: "lũy kế đến cuối kỳ", en: "running total to the end of the period")
        }
    }

    private static func words(_ op: Expression.BinaryOperator, _ a: Self, _ b: Self, _ name: (Expression.Item) -> Label) -> Phrase {
        let needs = parentheses(op, a, b), left = a.words(name), right = b.words(name)
        // What reads unlike an operator, such as «if … then …», takes parentheses wherever it is composite.
        func side(_ phrase: Phrase, _ node: Self, _ needed: Bool) -> Label {
            if case .binary = node { return needed ? phrase.bracketed : phrase.label }
            return phrase.bracketed
        }
        let x = side(left, a, needs.left), y = side(right, b, needs.right), word = words(op)
        return Phrase(vi: "\(x.vi) \(word.vi) \(y.vi)", en: "\(x.en) \(word.en) \(y.en)", isComposite: true)
    }

    private static func words(_ op: Expression.BinaryOperator) -> Label {
        switch op {
        case .power: Label(vi: "lũy thừa", en: "to the power of")
        case .multiply: Label(vi: "nhân với", en: "times")
        case .divide: Label(vi: "chia cho", en: "divided by")
        case .remainder: Label(vi: "lấy phần dư khi chia cho", en: "modulo")
        case .add: Label(vi: "cộng", en: "plus")
        case .subtract: Label(vi: "trừ", en: "minus")
        case .less: Label(vi: "nhỏ hơn", en: "is less than")
        case .greater: Label(vi: "lớn hơn", en: "is greater than")
        case .atMost: Label(vi: "nhỏ hơn hoặc bằng", en: "is at most")
        case .atLeast: Label(vi: "lớn hơn hoặc bằng", en: "is at least")
        case .equal: Label(vi: "bằng", en: "equals")
        case .notEqual: Label(vi: "khác", en: "differs from")
        case .and: Label(vi: "và", en: "and")
        case .or: Label(vi: "hoặc", en: "or")
        }
    }

    private static func words(_ function: Expression.Function, _ arguments: [Phrase]) -> Phrase {
        let first = arguments[0].bracketed
        let list = Label(vi: arguments.map(\.bracketed.vi).joined(separator: "; "), en: arguments.map(\.bracketed.en).joined(separator: "; "))
        switch function {
        case .if:
            let yes = arguments[1].bracketed, no = arguments[2].bracketed, condition = arguments[0].label
            return Phrase(vi: "nếu \(condition.vi) thì \(yes.vi), nếu không thì \(no.vi)",
                          en: "if \(condition.en) then \(yes.en), otherwise \(no.en)", isComposite: true)
        case .isNull: return Phrase(vi: "\(first.vi) chưa có số liệu", en: "\(first.en) has no figure", isComposite: true)
        case .isNotNull: return Phrase(vi: "\(first.vi) có số liệu", en: "\(first.en) has a figure", isComposite: true)
        case .firstNonNull: return Phrase(vi: "số liệu đầu tiên có được trong (\(list.vi))", en: "the first available figure of (\(list.en))")
        case .greatest: return Phrase(vi: "giá trị lớn nhất trong (\(list.vi))", en: "the greatest of (\(list.en))")
        case .least: return Phrase(vi: "giá trị nhỏ nhất trong (\(list.vi))", en: "the least of (\(list.en))")
        case .log where arguments.count == 2:
            let base = arguments[1].bracketed
            return Phrase(vi: "logarit cơ số \(base.vi) của \(first.vi)", en: "the logarithm to base \(base.en) of \(first.en)", isComposite: true)
        case .log: return Phrase(vi: "logarit tự nhiên của \(first.vi)", en: "the natural logarithm of \(first.en)", isComposite: true)
        case .log10: return Phrase(vi: "logarit cơ số 10 của \(first.vi)", en: "the logarithm to base 10 of \(first.en)", isComposite: true)
        case .removeZeros: return Phrase(vi: "\(first.vi) (bỏ qua nếu bằng 0)", en: "\(first.en) (left out where zero)", isComposite: true)
        }
    }
}
