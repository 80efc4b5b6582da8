/// Reads the rows of one sheet's XML.
///
/// - Source: ECMA-376, part 1, 18.3 (worksheets).
final class SheetRows: XMLPart {
    private let sheet: String
    private let contents: WorkbookContents
    private let limits: SheetLimits
    private let expected: Int?
    private let found: (SheetRow, SheetError?) throws -> Bool
    private let row: CellRow
    /// Tells how far the part has been unpacked.
    var stream: ZipPartStream?

    private var line = 0
    private var column = 0
    private var nextColumn = 0
    private var type = ""
    private var format = NumberFormat.plain
    private var value = ""
    private var collects = false
    private var hasFormula = false
    private var isInline = false
    private var phoneticDepth = 0
    private var problem: SheetError?

    /// - Parameters:
    ///   - header: empty while the header is still sought.
    ///   - found: is given each row that is not blank, and what is wrong with it; returns whether to go on.
    init(
        sheet: String, _ contents: WorkbookContents, _ limits: SheetLimits, header: [String], found: @escaping (SheetRow, SheetError?) throws -> Bool
    ) {
        self.sheet = sheet
        self.contents = contents
        self.limits = limits
        self.found = found
        expected = header.isEmpty ? nil : header.count
        row = CellRow(RowBuffer(namesCells: true))
        row.buffer.header = header
    }

    override func start(_ element: String, _ attributes: [String: String]) throws {
        switch element {
        case "c": try startCell(attributes)
        case "v": collects = !isInline
        case "f": hasFormula = true
        case "row":
            if let number = attributes["r"] {
                guard let number = Int(number), number > line else { throw SheetError.invalidCell(sheet: sheet, cell: "A\(line + 1)") }
                line = number
            } else {
                line += 1
            }
            nextColumn = 0
            problem = nil
            row.begin(line: line, count: expected ?? 0)
        case "is": isInline = true
        case "rPh": phoneticDepth += 1
        case "t": collects = isInline && phoneticDepth == 0
        default: break
        }
    }

    override func text(_ text: String) {
        if collects { value += text }
    }

    override func end(_ element: String) throws {
        switch element {
        case "c": endCell()
        case "v", "t": collects = false
        case "row": try endRow()
        case "is": isInline = false
        case "rPh": phoneticDepth -= 1
        case "sheetData": isDone = true
        default: break
        }
    }

    private func startCell(_ attributes: [String: String]) throws {
        column = nextColumn
        if let reference = attributes["r"] {
            guard let place = columnNumber(reference), place < limits.columns else { throw SheetError.invalidCell(sheet: sheet, cell: reference) }
            column = place
        }
        nextColumn = column + 1
        type = attributes["t"] ?? "n"
        value = ""
        hasFormula = false
        format = .plain
        if let style = attributes["s"].flatMap({ Int($0) }), contents.formats.indices.contains(style) { format = contents.formats[style] }
    }

    private func endCell() {
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

    private func endRow() throws {
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

/// 1 for `B7`; `nil` if the text is not a cell's address.
func columnNumber(_ reference: String) -> Int? {
    var column = 0
    for byte in reference.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): column = column * 26 + Int(byte - 64)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): column = column * 26 + Int(byte - 96)
        default: return column == 0 ? nil : column - 1
        }
        guard column < 1_000_000 else { return nil }
    }
    return nil
}
