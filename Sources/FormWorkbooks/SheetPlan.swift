import Domain
import Sheets

/// Where everything of a form lies in a unit's sheet; the same for every unit.
struct SheetPlan: Sendable {
    enum Line: Sendable {
        case section(Int, FormLayout.Section)
        /// Names of the columns, in one or two rows.
        case columns([FormLayout.Column])
        /// The hidden row that names the columns for the reader.
        case keys([FormLayout.Column])
        case field(number: Int, FormDefinition.Field, DataElement, [FormLayout.Cell])
        case computed(number: Int, index: Int, FormDefinition.ComputedRow, columns: [FormLayout.Column])
    }

    static let keyColumn = 0, numberColumn = 1, nameColumn = 2, measureColumn = 3, previousColumn = 4
    static let titleRow = 2, periodRow = 3, legendRow = 4, headerRow = 5, letterRow = 6

    let gatheredColumn: Int?
    let valueColumn: Int
    /// How many columns the widest block has.
    let valueCount: Int
    let wordColumn: Int
    var commentColumn: Int { wordColumn + 1 }
    var sourceColumn: Int { wordColumn + 2 }
    var lastColumn: Int { wordColumn + 2 }
    private(set) var lines: [(row: Int, line: Line)] = []
    private(set) var places: [CellKey: CellAddress] = [:]
    /// The row after the last line.
    private(set) var endRow = 0

    init(_ layout: FormLayout, hasGathered: Bool) {
        gatheredColumn = hasGathered ? 5 : nil
        valueColumn = hasGathered ? 6 : 5
        valueCount = layout.sections.flatMap(\.blocks).map(\.columns.count).max() ?? 1
        wordColumn = valueColumn + valueCount
        var row = Self.letterRow + 1, number = 0, computed = 0
        var named: [FormLayout.Column]?
        for (index, section) in layout.sections.enumerated() {
            lines.append((row, .section(index, section)))
            row += 1
            for block in section.blocks {
                // A single column needs no name of its own until others have been named.
                if block.columns != named, named != nil || block.columns.count > 1 {
                    lines.append((row, .columns(block.columns)))
                    row += Self.headings(block.columns)
                    named = block.columns
                }
                lines.append((row, .keys(block.columns)))
                row += 1
                for line in block.rows {
                    number += 1
                    switch line.content {
                    case .field(let field, let element, let cells):
                        lines.append((row, .field(number: number, field, element, cells)))
                        for (offset, cell) in cells.enumerated() { places[cell.key] = CellAddress(row: row, column: valueColumn + offset) }
                    case .computed(let definition):
                        lines.append((row, .computed(number: number, index: computed, definition, columns: block.columns)))
                        computed += 1
                    }
                    row += 1
                }
            }
        }
        endRow = row
    }

    /// How many rows the names of columns take.
    static func headings(_ columns: [FormLayout.Column]) -> Int { columns.map(\.options.count).max() == 2 ? 2 : 1 }
    /// Where a computed row's result stands: under the total.
    func resultColumn(_ columns: [FormLayout.Column]) -> Int { valueColumn + (columns.firstIndex(where: \.isTotal) ?? 0) }
}

extension FormLayout.Column {
    /// Name of the column for the reader: option codes, or `total`.
    var key: String { isTotal ? Mark.total : Disaggregation(options.map(\.code)).key }
}
