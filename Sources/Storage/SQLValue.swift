/// One value as the database keeps it.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// The kind of a value that is given later, when a prepared query runs.
package enum SQLType: Sendable, Hashable {
    case integer, real, text, blob
}

/// Something that can stand in a statement as a bound value.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
}

extension Substring: SQLBindable {
    package var sqlValue: SQLValue { .text(String(self)) }
}

extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLBindable {
    /// Not-a-number is kept as no value, because SQLite cannot keep it.
    package var sqlValue: SQLValue { isNaN ? .null : .real(self) }
}

extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: SQLBindable {
    package var sqlValue: SQLValue { .blob(self) }
}

// MARK: - Reading a value

extension SQLValue {
    /// The value as a whole number, also from a real or a text that is one exactly; `nil` for anything else.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .real(let value): Int64(exactly: value)
        case .text(let value): Int64(value)
        case .null, .blob: nil
        }
    }

    /// The value as a number, also from a text that is one; `nil` for anything else.
    package var real: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        case .text(let value): Double(value)
        case .null, .blob: nil
        }
    }

    /// The value as text, also from a number; `nil` for null and for bytes.
    package var text: String? {
        switch self {
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .null, .blob: nil
        }
    }

    /// The value as bytes; a text gives its UTF-8; `nil` for null and for numbers.
    package var blob: [UInt8]? {
        switch self {
        case .blob(let value): value
        case .text(let value): Array(value.utf8)
        case .null, .integer, .real: nil
        }
    }

    /// Whether there is no value.
    package var isNull: Bool { self == .null }
}
