/// Where a cell lies in its sheet; rows and columns count from 0.
package struct CellAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var row: Int
    package var column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads `D12`, in capitals, without dollar signs.
    package init?(_ text: some StringProtocol) {
        let letters = text.utf8.prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard (1...3).contains(letters.count), let row = Int(text.dropFirst(letters.count)), row > 0 else { return nil }
        self.init(row: row - 1, column: letters.reduce(0) { $0 * 26 + Int($1 - 64) } - 1)
    }

    /// `D12`.
    package var description: String { cellAddress(column: column, row: row + 1) }

    package static func < (a: Self, b: Self) -> Bool { (a.row, a.column) < (b.row, b.column) }
}

/// A rectangle of cells.
package struct CellRange: Hashable, Sendable, CustomStringConvertible {
    package var first: CellAddress
    package var last: CellAddress

    package init(_ first: CellAddress, _ last: CellAddress) {
        self.first = first
        self.last = last
    }

    package init(row: Int, columns: ClosedRange<Int>) {
        self.init(CellAddress(row: row, column: columns.lowerBound), CellAddress(row: row, column: columns.upperBound))
    }

    package var isOneCell: Bool { first == last }
    /// `D12:F14`.
    package var description: String { isOneCell ? first.description : "\(first):\(last)" }
}
