import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Sheets

/// A table that a page also gives away as JSON, CSV or a workbook, with the same numbers in each.
package struct ExportTable: Sendable {
    package struct Column: Sendable {
        /// The column's name in JSON and CSV: English, lower case with underscores, the same in every language.
        package var key: String
        /// The column's heading in a workbook, in the reader's language.
        package var label: String
        package var kind: SheetColumn.Kind

        package init(_ key: String, _ label: String, _ kind: SheetColumn.Kind = .text) {
            (self.key, self.label, self.kind) = (key, label, kind)
        }
    }

    package var title: String
    /// What has to be known about the figures, such as that they are illustrative; in JSON and in workbooks.
    package var notes: [String]
    package var columns: [Column]
    /// Each row has a cell per column; missing ones at its end are empty.
    package var rows: [[SheetCell]]

    package init(title: String, notes: [String] = [], columns: [Column], rows: [[SheetCell]] = []) {
        (self.title, self.notes, self.columns, self.rows) = (title, notes, columns, rows)
    }
}

/// Answers with a page's figures in a form for programs and offices.
package enum Export {
    /// - Parameter name: the file's name without its ending, in ASCII, such as `dien-bien`.
    package static func answer(_ form: PageRequest.Form, table: ExportTable, name: String, at moment: Moment) throws -> Response {
        try answer(form, table: table, json: table, name: name, at: moment)
    }

    /// The same with a JSON answer of its own, for what is not a plain table.
    package static func answer(_ form: PageRequest.Form, table: ExportTable, json: some Encodable, name: String, at moment: Moment) throws -> Response {
        switch form {
        case .html, .json: return try Reply.json(json)
        case .csv:
            let sheet = SheetTable(name: name, columns: table.columns.map { SheetColumn($0.key, $0.kind) }, rows: table.rows)
            return Reply.bytes(sheet.csv(), type: "text/csv; charset=utf-8", fileName: "\(name).csv")
        case .xlsx:
            let sheet = SheetTable(name: name, title: table.title, notes: table.notes, columns: table.columns.map { SheetColumn($0.label, $0.kind) }, rows: table.rows)
            let workbook = Workbook(title: table.title, author: "Khèn", created: Date(timeIntervalSince1970: Double(moment.milliseconds / 1000)), sheets: [sheet])
            return Reply.bytes(try workbook.bytes(), type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fileName: "\(name).xlsx")
        }
    }
}

extension ExportTable: Encodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(title, forKey: Key("title"))
        try container.encode(notes, forKey: Key("notes"))
        var list = container.nestedUnkeyedContainer(forKey: Key("rows"))
        for row in rows {
            var item = list.nestedContainer(keyedBy: Key.self)
            for (index, column) in columns.enumerated() {
                let key = Key(column.key)
                switch index < row.count ? row[index] : .empty {
                case .empty: try item.encodeNil(forKey: key)
                case .text(let text), .date(let text): try item.encode(text, forKey: key)
                case .integer(let number): try item.encode(number, forKey: key)
                case .number(let number): try item.encode(number.isFinite ? number : nil, forKey: key)
                }
            }
        }
    }
}

extension SheetCell {
    /// A text that may be missing.
    package init(_ text: String?) { self = text.map(SheetCell.text) ?? .empty }
    /// A number that may be missing.
    package init(_ number: Double?) { self = number.map(SheetCell.number) ?? .empty }
    /// A day that may be missing.
    package init(_ day: Day?) { self = day.map { .date($0.iso) } ?? .empty }
}
