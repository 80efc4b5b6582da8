/// Writes rows as CSV (RFC 4180, UTF-8, lines ended by CR LF), safe to open in a spreadsheet.
///
/// Numbers have a point as their decimal mark and no grouping. A text that a spreadsheet would take for a formula (it begins with `=`, `+`,
/// `-`, `@`, a tab or a line end) gets an apostrophe before it; numbers never do.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let separator: UInt8

    /// - Parameters:
    ///   - separator: `,`, `;` or tab.
    ///   - forExcel: begin with the byte order mark without which Excel misreads Vietnamese.
    package init(separator: Character = ",", forExcel: Bool = false) {
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
        if forExcel { bytes = [0xEF, 0xBB, 0xBF] }
    }

    /// Writes the column names.
    package mutating func writeHeader(_ names: [String]) {
        write(names.map(SheetCell.text))
    }

    package mutating func write(_ row: [SheetCell]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(separator) }
            switch cell {
            case .empty: continue
            case .text(let text): append(text)
            case .integer(let number): bytes.append(contentsOf: String(number).utf8)
            case .number(let number): if number.isFinite { bytes.append(contentsOf: decimalText(number).utf8) }
            case .date(let text): append(text)
            }
        }
        // A line with nothing on it would not be read as a row.
        if row.count == 1, bytes.isEmpty || bytes.last == 10 { bytes.append(contentsOf: [34, 34]) }
        bytes.append(contentsOf: [13, 10])
    }

    /// Hands over what has been written since the last time, for a response sent piece by piece.
    package mutating func drain() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func append(_ text: String) {
        let isFormula = text.unicodeScalars.first.map(CSVWriter.formulaStarts.contains) ?? false
        let needsQuotes = text.utf8.contains { $0 == separator || $0 == 34 || $0 == 10 || $0 == 13 } || text.first == " " || text.last == " "
        if needsQuotes { bytes.append(34) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
        if needsQuotes { bytes.append(34) }
    }

    /// With the full-width forms that Excel reads alike.
    ///
    /// - Source: OWASP, "CSV Injection".
    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
}

extension SheetTable {
    /// The table as one CSV file; the title and the notes are left out, so that the first line is the header.
    package func csv(separator: Character = ",", forExcel: Bool = false) -> [UInt8] {
        var writer = CSVWriter(separator: separator, forExcel: forExcel)
        writer.writeHeader(columns.map(\.name))
        for row in rows { writer.write(padded(row)) }
        return writer.bytes
    }

    func padded(_ row: [SheetCell]) -> [SheetCell] {
        row.count < columns.count ? row + Array(repeating: .empty, count: columns.count - row.count) : row
    }
}
