/// Walks over the rows and cells of one sheet's XML; what becomes of them is for its subclasses to say.
///
/// - Source: ECMA-376, part 1, 18.3 (worksheets).
class SheetPart: XMLPart {
    let sheet: String
    let contents: WorkbookContents
    let limits: SheetLimits

    /// Of the cell that is being read, counted from 0.
    private(set) var column = 0
    /// As the attribute `t` says, `n` where it is missing.
    private(set) var type = ""
    private(set) var format = NumberFormat.plain
    private(set) var value = ""
    private(set) var hasFormula = false
    private var nextColumn = 0
    private var collects = false
    private var isInline = false
    private var phoneticDepth = 0

    init(sheet: String, _ contents: WorkbookContents, _ limits: SheetLimits) {
        (self.sheet, self.contents, self.limits) = (sheet, contents, limits)
    }

    /// - Parameter number: as the row states it, counted from 1.
    func startRow(number: String?) throws {}
    func endRow() throws {}
    func endCell() throws {}

    override final func start(_ element: String, _ attributes: [String: String]) throws {
        switch element {
        case "c": try startCell(attributes)
        case "v": collects = !isInline
        case "f": hasFormula = true
        case "row":
            nextColumn = 0
            try startRow(number: attributes["r"])
        case "is": isInline = true
        case "rPh": phoneticDepth += 1
        case "t": collects = isInline && phoneticDepth == 0
        default: break
        }
    }

    override final func text(_ text: String) {
        if collects { value += text }
    }

    override final func end(_ element: String) throws {
        switch element {
        case "c": try endCell()
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
