/// A statement for the database, written as text with its values beside it.
///
/// A value put into the text is bound, never pasted, and only a literal can become SQL: a string made at run time does not
/// compile.
///
/// ```swift
/// let late: SQL = "SELECT id FROM report WHERE org_unit IN (\(list: units)) AND due < \(today)"
/// try tx.rows(late + " ORDER BY id")
/// ```
///
/// ## One text for both engines
///
/// - Column types: `TEXT`, `BIGINT`, `DOUBLE PRECISION` and `\(sql: .blob)`. A yes or no is a `BIGINT` of 0 or 1. No `SERIAL`, no dates:
///   instants and dates are ISO text, ids are text made by whoever creates the thing.
/// - Where the engines differ use a fragment: ``withoutRowID``, ``blob``, ``forUpdate``, or ``on(sqlite:postgres:)``.
/// - Both know common table expressions (also recursive), window functions, `FILTER`, `ON CONFLICT … DO UPDATE`, `RETURNING`,
///   `IS DISTINCT FROM` (SQLite from 3.39), row values and multi-row `VALUES`.
/// - A bound value has a type: text, 64-bit integer, double precision or bytes. PostgreSQL does not compare text with an integer, and a
///   function that wants a 32-bit integer needs `CAST(\(n) AS INTEGER)`.
/// - `x = \(value)` is never true for a value of `nil`: write `x IS NOT DISTINCT FROM \(value)`.
/// - Text sorts by code point on both engines; columns of a PostgreSQL with another order are changed by the migrations. Sort names for
///   people in Swift.
/// - No `LIKE` searches, no date arithmetic, no JSON queries, no `UPDATE … FROM (VALUES …)`, no `string_agg`.
/// - `SUM` of a `BIGINT` column may be read as an integer on both; `AVG` as a double; integer division truncates on both.
/// - After an error a transaction can only be rolled back, on both engines. Expect a conflict with `ON CONFLICT`, not with `catch`.
/// - At most 32,000 bound values in one statement.
package struct SQL: Sendable {
    enum Part: Sendable {
        case text(StaticString)
        case name(String)
        case value(SQLValue)
        case parameter(SQLType)
        indirect case choice(sqlite: SQL, postgres: SQL)
    }

    var parts: [Part]

    init(parts: [Part]) {
        self.parts = parts
    }

    /// A name read from a catalogue, in double quotes.
    init(name: String) {
        parts = [.name(name)]
    }

    /// Nothing.
    package static let empty = SQL(parts: [])

    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(parts: left.parts + right.parts)
    }

    package static func += (left: inout SQL, right: SQL) {
        left.parts += right.parts
    }
}

// MARK: - Fragments

extension SQL {
    /// One text on SQLite and another on PostgreSQL. A migration's statement that is empty on an engine is left out there.
    package static func on(sqlite: SQL, postgres: SQL) -> SQL {
        SQL(parts: [.choice(sqlite: sqlite, postgres: postgres)])
    }

    /// After `CREATE TABLE (…)`: keep the rows in the order of their primary key, where the engine can (SQLite).
    package static let withoutRowID = SQL.on(sqlite: "WITHOUT ROWID", postgres: .empty)

    /// The column type for bytes.
    package static let blob = SQL.on(sqlite: "BLOB", postgres: "BYTEA")

    /// After a `SELECT`: nobody else may change these rows until this transaction ends. SQLite has one writer at a time and needs nothing.
    package static let forUpdate = SQL.on(sqlite: .empty, postgres: "FOR UPDATE")
}

extension Sequence<SQL> {
    package func joined(separator: SQL) -> SQL {
        var result = SQL.empty
        for (index, element) in enumerated() {
            if index > 0 { result += separator }
            result += element
        }
        return result
    }
}

// MARK: - Literals

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        parts = [.text(value)]
    }

    package init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { parts.append(.text(literal)) }
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            parts.append(.value(value.sqlValue))
        }

        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            parts.append(.value(value?.sqlValue ?? .null))
        }

        package mutating func appendInterpolation(_ value: SQLValue?) {
            parts.append(.value(value ?? .null))
        }

        package mutating func appendInterpolation<Wrapper: RawRepresentable>(_ value: Wrapper) where Wrapper.RawValue: SQLBindable {
            parts.append(.value(value.rawValue.sqlValue))
        }

        package mutating func appendInterpolation<Wrapper: RawRepresentable>(_ value: Wrapper?) where Wrapper.RawValue: SQLBindable {
            parts.append(.value(value?.rawValue.sqlValue ?? .null))
        }

        /// Another piece of SQL.
        package mutating func appendInterpolation(sql: SQL) {
            parts += sql.parts
        }

        /// A value that is given each time a prepared query runs, see ``ReadTransaction/prepare(_:)``.
        package mutating func appendInterpolation(parameter type: SQLType) {
            parts.append(.parameter(type))
        }

        /// Values between commas, for `IN (…)`. An empty list gives `NULL`, which nothing is in.
        package mutating func appendInterpolation<Values: Sequence>(list values: Values) where Values.Element: SQLBindable {
            appendList(values.map(\.sqlValue))
        }

        package mutating func appendInterpolation<Values: Sequence>(list values: Values)
        where Values.Element: RawRepresentable, Values.Element.RawValue: SQLBindable {
            appendList(values.map(\.rawValue.sqlValue))
        }

        private mutating func appendList(_ values: [SQLValue]) {
            if values.isEmpty { parts.append(.text("NULL")) }
            for (index, value) in values.enumerated() {
                if index > 0 { parts.append(.text(", ")) }
                parts.append(.value(value))
            }
        }
    }
}

// MARK: - Rendering

/// A statement as one engine takes it.
struct RenderedSQL {
    enum Binding {
        case value(SQLValue)
        case parameter(SQLType)
    }

    let dialect: Dialect
    var text = ""
    var bindings: [Binding] = []

    init(_ sql: SQL, for dialect: Dialect) {
        self.dialect = dialect
        append(sql)
    }

    /// The values to bind; a parameter has none and can only be prepared.
    var values: [SQLValue] {
        bindings.map { binding in
            guard case .value(let value) = binding else { preconditionFailure("prepare a statement that has parameters: \(text)") }
            return value
        }
    }

    private mutating func append(_ sql: SQL) {
        for part in sql.parts {
            switch part {
            case .text(let literal): text += literal.description
            case .name(let name): text += "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            // The word instead of a placeholder: PostgreSQL cannot always tell the type of a bound null.
            case .value(.null) where dialect == .postgres: text += "NULL"
            case .value(let value): append(.value(value))
            case .parameter(let type): append(.parameter(type))
            case .choice(let sqlite, let postgres): append(dialect == .sqlite ? sqlite : postgres)
            }
        }
    }

    private mutating func append(_ binding: Binding) {
        bindings.append(binding)
        text += dialect == .sqlite ? "?" : "$\(bindings.count)"
    }
}
