/// Reads the rows of one sheet's XML.
final class SheetRows: SheetPart {
    private let expected: Int?
    private let found: (SheetRow, SheetError?) throws -> Bool
    private let row: CellRow
    /// Tells how far the part has been unpacked.
    var stream: ZipPartStream?

    private var line = 0
    private var problem: SheetError?

    /// - Parameters:
    ///   - header: empty while the header is still sought.
    ///   - found: is given each row that is not blank, and what is wrong with it; returns whether to go on.
    init(
        sheet: String, _ contents: WorkbookContents, _ limits: SheetLimits, header: [String], found: @escaping (SheetRow, SheetError?) throws -> Bool
    ) {
        self.found = found
        expected = header.isEmpty ? nil : header.count
        row = CellRow(RowBuffer(namesCells: true))
        row.buffer.header = header
        super.init(sheet: sheet, contents, limits)
    }

    override func startRow(number: String?) throws {
        if let number {
            guard let number = Int(number), number > line else { throw SheetError.invalidCell(sheet: sheet, cell: "A\(line + 1)") }
            line = number
        } else {
            line += 1
        }
        problem = nil
        row.begin(line: line, count: expected ?? 0)
    }

    override func endCell() {
        if value.isEmpty {
            if hasFormula, type != "str" { note(.formulaWithoutValue(sheet: sheet, cell: address)) }
            return
        }
        if let expected, column >= expected { return note(.valueOutsideHeader(sheet: sheet, cell: address)) }
        switch type {
        case "s":
            guard let index = Int(value), let text = contents.texts[index] else { return note(.invalidCell(sheet: sheet, cell: address)) }
            if !text.isEmpty { row.set(column, .text, text) }
        case "n":
            guard let (kind, text) = format.read(value, countsFrom1904: contents.countsFrom1904) else {
                return note(.invalidCell(sheet: sheet, cell: address))
            }
            row.set(column, kind, text.utf8)
        case "str", "inlineStr": row.set(column, .text, withoutExcelEscapes(value).utf8)
        case "b": row.set(column, .boolean, (value == "1" || value == "true" ? "true" : "false").utf8)
        case "d": row.set(column, .date, value.utf8)
        case "e":
            row.set(column, .error, value.utf8)
            note(.cellError(sheet: sheet, cell: address, text: value))
        default: note(.invalidCell(sheet: sheet, cell: address))
        }
    }

    override func endRow() throws {
        guard !row.isBlank || problem != nil else { return }
        row.buffer.bytesRead = stream?.bytesRead ?? 0
        let goesOn = try row.withRow { try found($0, problem) }
        if !goesOn { isDone = true }
    }

    private var address: String { cellAddress(column: column, row: line) }

    /// Keeps the row's first problem.
    private func note(_ error: SheetError) {
        if problem == nil { problem = error }
    }
}
