/// A piece of a document's text, in order from the top.
package enum Block: Hashable, Sendable {
    /// Numbered by its level: `I.`, `1.`, `a)`.
    case heading(String, level: Int)
    /// A heading without number, such as a caption in the middle.
    case title(String)
    case paragraph(RichText)
    case list([RichText])
    case table(DocumentTable)
    /// Small and slanted, such as a remark below a table.
    case note(String)
}

/// Text of which parts may be bold or slanted.
package struct RichText: Hashable, Sendable, ExpressibleByStringLiteral {
    package struct Run: Hashable, Sendable {
        package var text: String
        package var isBold: Bool
        package var isItalic: Bool

        package init(_ text: String, isBold: Bool = false, isItalic: Bool = false) {
            self.text = text
            self.isBold = isBold
            self.isItalic = isItalic
        }
    }

    package var runs: [Run]

    package init(_ runs: [Run]) { self.runs = runs }
    package init(_ text: String) { runs = [Run(text)] }
    package init(stringLiteral text: String) { self.init(text) }

    package var plain: String { runs.map(\.text).joined() }

    /// The text with the mark «./.» that ends a document, which stands in place of its full stop.
    func ending() -> RichText {
        var text = self
        guard var last = text.runs.popLast() else { return RichText("./.") }
        while let character = last.text.last, character == "." || character == ";" || character.isWhitespace { last.text.removeLast() }
        last.text += "./."
        text.runs.append(last)
        return text
    }
}

/// A table of a document: its header rows return on every page.
package struct DocumentTable: Hashable, Sendable {
    package enum Alignment: Hashable, Sendable { case left, centre, right }

    package struct Column: Hashable, Sendable {
        package var alignment: Alignment
        /// In millimetres; `nil` to follow from what stands in it.
        package var width: Double?

        package init(_ alignment: Alignment = .left, width: Double? = nil) {
            self.alignment = alignment
            self.width = width
        }

        package static let text = Column(.left)
        package static let number = Column(.right)
    }

    package struct HeaderCell: Hashable, Sendable {
        package var text: String
        package var columns: Int
        /// How many header rows it reaches down.
        package var rows: Int

        package init(_ text: String, columns: Int = 1, rows: Int = 1) {
            self.text = text
            self.columns = columns
            self.rows = rows
        }
    }

    package struct Row: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case plain
            /// Bold: a total or what follows from the others.
            case total
            /// One text across the whole table.
            case group
        }

        package var kind: Kind
        package var cells: [String]

        package init(_ cells: [String], kind: Kind = .plain) {
            self.kind = kind
            self.cells = cells
        }
    }

    package var caption: String?
    /// The unit that all figures have, `Đơn vị tính: triệu đồng`, at the right above the table.
    package var unitOfMeasure: String?
    package var columns: [Column]
    /// Each row without the places that a cell of a row above reaches into.
    package var header: [[HeaderCell]]
    package var rows: [Row]
    package var notes: [String]

    package init(caption: String? = nil, unitOfMeasure: String? = nil, columns: [Column], header: [[HeaderCell]], rows: [Row], notes: [String] = []) {
        self.caption = caption
        self.unitOfMeasure = unitOfMeasure
        self.columns = columns
        self.header = header
        self.rows = rows
        self.notes = notes
    }

    /// A cell with its place in the grid.
    struct PlacedHeader: Hashable {
        var cell: HeaderCell
        var row: Int
        var column: Int
    }

    /// Header cells with the columns they come to stand in.
    var placedHeader: [[PlacedHeader]] {
        var taken: Set<[Int]> = []
        return header.enumerated().map { row, cells in
            var column = 0, placed: [PlacedHeader] = []
            for cell in cells {
                while taken.contains([row, column]) { column += 1 }
                guard column < columns.count else { break }
                var cell = cell
                cell.columns = min(max(1, cell.columns), columns.count - column)
                cell.rows = min(max(1, cell.rows), header.count - row)
                for y in row..<(row + cell.rows) { for x in column..<(column + cell.columns) { taken.insert([y, x]) } }
                placed.append(PlacedHeader(cell: cell, row: row, column: column))
                column += cell.columns
            }
            return placed
        }
    }
}
