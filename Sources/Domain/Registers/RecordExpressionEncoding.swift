extension RecordExpression: Encodable {
    package func encode(to encoder: any Encoder) throws { try root.encode(to: encoder) }
}

extension RecordExpression.Node: Encodable {
    /// For programs that work it out themselves: a number, `true`, `null`, `{"t": text}`, `{"f": field}` or `[operation, operands…]`.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .flag(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .missing:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(["t": text])
        case .field(let code):
            var container = encoder.singleValueContainer()
            try container.encode(["f": code])
        case .unary(let op, let a): try Self.encode(op == .minus ? "neg" : op.rawValue, [a], to: encoder)
        case .binary(let op, let a, let b): try Self.encode(op.rawValue, [a, b], to: encoder)
        case .call(let function, let arguments): try Self.encode(function.rawValue, arguments, to: encoder)
        }
    }

    private static func encode(_ operation: String, _ operands: [Self], to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(operation)
        for operand in operands { try container.encode(operand) }
    }
}
