/// A formula as a list of steps on a stack, for programs that work it out themselves, such as a page without a connection.
///
/// A missing figure is `null` and never zero, save where ``Expression`` says that it counts as zero: an item that ``Step/item(_:counts:)`` counts.
extension Expression {
    package enum Step: Hashable, Sendable {
        /// `nil` for what is missing from the start.
        case constant(Double?)
        /// An item by its place in ``Expression/items``; one that counts becomes zero if it is missing.
        case item(Int, counts: Bool)
        /// Takes its operands from the stack: `neg`, `!`, `isNull`, `isNotNull`, `ln`, `log10`, `removeZeros` one; `if` three; all others two.
        case operation(String)
    }

    package var steps: [Step] {
        program.steps.map { step in
            switch step {
            case .constant(let value): .constant(value.isNaN ? nil : value)
            case .item(let index, let counts): .item(index, counts: counts)
            case .negate: .operation("neg")
            case .not: .operation("!")
            case .binary(let op): .operation(op.rawValue)
            case .isNull: .operation("isNull")
            case .isNotNull: .operation("isNotNull")
            case .firstNonNull: .operation("firstNonNull")
            case .greatest: .operation("greatest")
            case .least: .operation("least")
            case .naturalLog: .operation("ln")
            case .log10: .operation("log10")
            case .logToBase: .operation("log")
            case .removeZeros: .operation("removeZeros")
            case .choose: .operation("if")
            }
        }
    }
}

extension Expression.Step: Encodable {
    /// A number, `null`, `[place, counts]` or the name of an operation.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .constant(let value):
            var container = encoder.singleValueContainer()
            if let value, value.isFinite { try container.encode(value) } else { try container.encodeNil() }
        case .item(let place, let counts):
            var container = encoder.unkeyedContainer()
            try container.encode(place)
            try container.encode(counts ? 1 : 0)
        case .operation(let name):
            var container = encoder.singleValueContainer()
            try container.encode(name)
        }
    }
}
