import CPostgres
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The row that a running query stands on, read in place.
///
/// It is valid only inside the closure that receives it. Columns count from 0. As with ``Row``, `int`, `int64`, `double` and `text` are for columns
/// that always have a value.
package struct RowCursor: ~Copyable {
    enum Source {
        case sqlite(OpaquePointer)
        case postgres(OpaquePointer, row: Int32)
    }

    let source: Source

    package var columnCount: Int {
        switch source {
        case .sqlite(let statement): Int(sqlite3_column_count(statement))
        case .postgres(let result, _): Int(PQnfields(result))
        }
    }

    package func columnName(_ column: Int) -> String {
        switch source {
        case .sqlite(let statement): String(cString: sqlite3_column_name(statement, Int32(column)))
        case .postgres(let result, _): String(cString: PQfname(result, Int32(column)))
        }
    }

    package func isNull(_ column: Int) -> Bool {
        switch source {
        case .sqlite(let statement): sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
        case .postgres(let result, let row): PQgetisnull(result, row, Int32(column)) != 0
        }
    }

    package func int64(_ column: Int) -> Int64 {
        guard let value = optionalInt64(column) else { preconditionFailure("column \(columnName(column)) holds no integer") }
        return value
    }

    package func int(_ column: Int) -> Int { Int(int64(column)) }

    package func double(_ column: Int) -> Double {
        guard let value = optionalDouble(column) else { preconditionFailure("column \(columnName(column)) holds no number") }
        return value
    }

    package func text(_ column: Int) -> String {
        guard let value = optionalText(column) else { preconditionFailure("column \(columnName(column)) holds no text") }
        return value
    }

    package func optionalInt64(_ column: Int) -> Int64? {
        switch source {
        case .sqlite(let statement):
            sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER ? sqlite3_column_int64(statement, Int32(column)) : value(column).integer
        case .postgres(let result, let row):
            PostgresText.integer(result, row, Int32(column)) ?? value(column).integer
        }
    }

    package func optionalInt(_ column: Int) -> Int? { optionalInt64(column).map(Int.init) }

    package func optionalDouble(_ column: Int) -> Double? {
        switch source {
        case .sqlite(let statement):
            sqlite3_column_type(statement, Int32(column)) == SQLITE_FLOAT ? sqlite3_column_double(statement, Int32(column)) : value(column).real
        case .postgres(let result, let row):
            PostgresText.real(result, row, Int32(column))
        }
    }

    package func optionalText(_ column: Int) -> String? {
        switch source {
        case .sqlite(let statement):
            guard sqlite3_column_type(statement, Int32(column)) == SQLITE_TEXT else { return value(column).text }
            return withBytes(column) { String(decoding: $0, as: UTF8.self) }
        case .postgres:
            return value(column).text
        }
    }

    package func optionalBlob(_ column: Int) -> [UInt8]? { value(column).blob }

    /// The UTF-8 of a text or the bytes of a blob, where the engine holds them; empty for null.
    package func withBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch source {
        case .sqlite(let statement):
            // The pointer first: asking for it turns a number into text, which changes the length. For a text it is the text.
            let start = sqlite3_column_blob(statement, Int32(column))
            return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
        case .postgres(let result, let row):
            if PQftype(result, Int32(column)) == PostgresType.bytea, !isNull(column) {
                return try PostgresText.blob(result, row, Int32(column)).withUnsafeBytes(body)
            }
            let start = UnsafeRawPointer(PQgetvalue(result, row, Int32(column)))
            return try body(UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, Int32(column)))))
        }
    }

    package func value(_ column: Int) -> SQLValue {
        switch source {
        case .sqlite(let statement):
            switch sqlite3_column_type(statement, Int32(column)) {
            case SQLITE_NULL: .null
            case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, Int32(column)))
            case SQLITE_FLOAT: .real(sqlite3_column_double(statement, Int32(column)))
            case SQLITE_BLOB: .blob(withBytes(column) { Array($0) })
            default: .text(withBytes(column) { String(decoding: $0, as: UTF8.self) })
            }
        case .postgres(let result, let row):
            PostgresText.value(result, row, Int32(column))
        }
    }

    /// The row, kept: names are read once for all rows of a query.
    func row(columns: [String]) -> Row {
        Row(columns: columns, values: columns.indices.map { value($0) })
    }

    var columnNames: [String] {
        (0..<columnCount).map { columnName($0) }
    }
}
