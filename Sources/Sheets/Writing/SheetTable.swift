import Foundation

/// What a cell of an export holds. Text is always text: it can never become a formula.
package enum SheetCell: Equatable, Sendable {
    case empty
    case text(String)
    case integer(Int)
    /// In the column's unit. A number that is not finite is written as an empty cell.
    case number(Double)
    /// ISO text, `2026-07-15`; anything else is written as text.
    case date(String)
}

/// A column of an export: its name and how a workbook shows its numbers.
package struct SheetColumn: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case text
        case integer
        /// Decimals shown; the cell keeps the whole number.
        case decimal(Int)
        /// For numbers that count hundredths, 97.25 for 97.25 %, so that CSV, JSON and workbook hold the same number; with the decimals shown.
        case percent(Int)
        case date
    }

    package var name: String
    package var kind: Kind
    /// In characters; `nil` means as wide as the contents need, within reason.
    package var width: Double?

    package init(_ name: String, _ kind: Kind = .text, width: Double? = nil) {
        (self.name, self.kind, self.width) = (name, kind, width)
    }
}

/// One table to be written as CSV or as a sheet of a workbook.
package struct SheetTable: Equatable, Sendable {
    /// The sheet's name; changed where Excel does not allow it.
    package var name: String
    /// The line above the table in a workbook, in bold; not in CSV.
    package var title: String?
    /// Lines under the title in a workbook, such as "Số liệu minh hoạ"; not in CSV.
    package var notes: [String]
    package var columns: [SheetColumn]
    /// Each row has a cell per column; missing ones at its end are empty.
    package var rows: [[SheetCell]]

    package init(name: String, title: String? = nil, notes: [String] = [], columns: [SheetColumn], rows: [[SheetCell]] = []) {
        (self.name, self.title, self.notes, self.columns, self.rows) = (name, title, notes, columns, rows)
    }
}
