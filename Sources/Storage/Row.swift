/// A row that a query found.
///
/// Ask for a column by name or by position. `text`, `int`, `double`, `bool` and `blob` are for columns that always have a value of that kind, and stop
/// the program if the column does not exist or holds something else; the `optional…` ones give `nil` then. To look at rows that may be
/// damaged, use the subscript.
package struct Row: Sendable {
    let columns: [String]
    let values: [SQLValue]

    package subscript(column: some ColumnReference) -> SQLValue {
        values[column.position(in: columns)]
    }

    package func isNull(_ column: some ColumnReference) -> Bool { self[column].isNull }

    package func text(_ column: some ColumnReference) -> String { required(column) { $0.text } }
    package func int(_ column: some ColumnReference) -> Int { Int(required(column) { $0.integer }) }
    package func int64(_ column: some ColumnReference) -> Int64 { required(column) { $0.integer } }
    package func double(_ column: some ColumnReference) -> Double { required(column) { $0.real } }
    package func bool(_ column: some ColumnReference) -> Bool { required(column) { $0.integer } != 0 }
    package func blob(_ column: some ColumnReference) -> [UInt8] { required(column) { $0.blob } }

    package func optionalText(_ column: some ColumnReference) -> String? { self[column].text }
    package func optionalInt(_ column: some ColumnReference) -> Int? { self[column].integer.map(Int.init) }
    package func optionalInt64(_ column: some ColumnReference) -> Int64? { self[column].integer }
    package func optionalDouble(_ column: some ColumnReference) -> Double? { self[column].real }
    package func optionalBool(_ column: some ColumnReference) -> Bool? { self[column].integer.map { $0 != 0 } }
    package func optionalBlob(_ column: some ColumnReference) -> [UInt8]? { self[column].blob }

    private func required<Value>(_ column: some ColumnReference, as kind: (SQLValue) -> Value?) -> Value {
        let position = column.position(in: columns)
        guard let value = kind(values[position]) else {
            preconditionFailure("column \(columns[position]) holds \(values[position])")
        }
        return value
    }
}

/// A column by its name in the query, or by its position from 0.
package protocol ColumnReference {
    func position(in columns: [String]) -> Int
}

extension Int: ColumnReference {
    package func position(in columns: [String]) -> Int { self }
}

extension String: ColumnReference {
    package func position(in columns: [String]) -> Int {
        guard let position = columns.firstIndex(of: self) else {
            preconditionFailure("no column \(self) among \(columns.joined(separator: ", "))")
        }
        return position
    }
}
