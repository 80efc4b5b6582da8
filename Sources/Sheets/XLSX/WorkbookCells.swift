/// All cells of all sheets of a workbook, by their addresses.
///
/// For workbooks that a person filled in: it is held in memory, so it is refused beyond a count of cells. ``XLSXReader`` is for long tables.
package struct WorkbookCells: Sendable {
    package struct Cell: Sendable, Hashable {
        package var kind: CellKind
        /// As ``XLSXReader`` gives it: numbers with a point, dates in ISO form, the last computed value of a formula.
        package var text: String
        package var isFormula: Bool

        package init(_ kind: CellKind, _ text: String, isFormula: Bool = false) {
            (self.kind, self.text, self.isFormula) = (kind, text, isFormula)
        }
    }

    package struct Sheet: Sendable {
        package var name: String
        package var isVisible: Bool
        /// Cells that hold something.
        package var cells: [CellAddress: Cell]

        package subscript(row: Int, column: Int) -> Cell? { cells[CellAddress(row: row, column: column)] }
        /// The row after the last one that holds something.
        package var rowCount: Int { cells.keys.reduce(0) { max($0, $1.row + 1) } }
    }

    package let sheets: [Sheet]
    package let countsFrom1904: Bool

    /// What one filled-in workbook may ask of the machine.
    package static let limits: SheetLimits = {
        var limits = SheetLimits()
        limits.unpackedBytes = 128 << 20
        limits.sharedTextBytes = 32 << 20
        limits.ratioFloor = 1 << 20
        limits.rows = 200_000
        return limits
    }()

    /// - Throws: `SheetError`; for a file of another kind `.wrongFormat` or `.unreadable`.
    package init(_ source: ByteSource, limits: SheetLimits = WorkbookCells.limits, most cellCount: Int = 1_000_000) throws {
        let content = try FileContent.of(source)
        guard content == .workbook else {
            throw content.nameEndings.isEmpty ? SheetError.unreadable(name: source.name, content: content) : .wrongFormat(name: source.name, content: content)
        }
        let archive = try ZipArchive(source, limits: limits)
        try archive.checkLimits()
        let contents = try WorkbookContents(archive, limits: limits)
        var left = cellCount
        var sheets: [Sheet] = []
        for sheet in contents.sheets {
            guard let part = archive.part(sheet.part) else { throw SheetError.damagedWorkbook(part: sheet.part, reason: "missing") }
            let cells = SheetCells(sheet: sheet.name, contents, limits, most: left)
            try readXML(part, of: archive, with: cells)
            left -= cells.cells.count
            sheets.append(Sheet(name: sheet.name, isVisible: sheet.isVisible, cells: cells.cells))
        }
        self.sheets = sheets
        countsFrom1904 = contents.countsFrom1904
    }
}

/// Reads the cells of one sheet's XML.
private final class SheetCells: SheetPart {
    private(set) var cells: [CellAddress: WorkbookCells.Cell] = [:]
    private let most: Int
    private var row = -1

    init(sheet: String, _ contents: WorkbookContents, _ limits: SheetLimits, most: Int) {
        self.most = most
        super.init(sheet: sheet, contents, limits)
    }

    override func startRow(number: String?) throws {
        let next = number.flatMap { Int($0) }.map { $0 - 1 } ?? row + 1
        guard next > row else { throw SheetError.invalidCell(sheet: sheet, cell: "A\(row + 2)") }
        guard next < limits.rows else { throw SheetError.tooManyRows(limit: limits.rows) }
        row = next
    }

    override func endCell() throws {
        guard !value.isEmpty || hasFormula else { return }
        guard cells.count < most else { throw SheetError.tooManyRows(limit: limits.rows) }
        let place = CellAddress(row: row, column: column)
        guard !value.isEmpty else {
            cells[place] = WorkbookCells.Cell(type == "str" ? .text : .empty, "", isFormula: true)
            return
        }
        let read: (CellKind, String)?
        switch type {
        case "s": read = Int(value).flatMap { contents.texts[$0] }.map { (.text, String(decoding: $0, as: UTF8.self)) }
        case "n": read = format.read(value, countsFrom1904: contents.countsFrom1904)
        case "str", "inlineStr": read = (.text, withoutExcelEscapes(value))
        case "b": read = (.boolean, value == "1" || value == "true" ? "true" : "false")
        case "d": read = (.date, value)
        case "e": read = (.error, value)
        default: read = nil
        }
        guard let read else { throw SheetError.invalidCell(sheet: sheet, cell: place.description) }
        if !read.1.isEmpty || hasFormula { cells[place] = WorkbookCells.Cell(read.0, read.1, isFormula: hasFormula) }
    }
}
