import Foundation

/// A workbook laid out cell by cell, such as a form to be filled in: looks, formulas, protection, what a cell accepts, notes, print.
///
/// The same value always gives the same bytes. ``Workbook`` is for plain tables.
package struct LaidOutWorkbook: Sendable {
    package var title: String
    package var author: String
    package var created: Date
    /// Their names have to be valid and different, see ``SheetNames``.
    package var sheets: [LaidOutSheet]
    /// Name of the sheet that is in front when the workbook is opened.
    package var front: String?

    package init(title: String, author: String = "", created: Date, sheets: [LaidOutSheet], front: String? = nil) {
        (self.title, self.author, self.created, self.sheets, self.front) = (title, author, created, sheets, front)
    }

    /// The workbook as the bytes of a file. The library needs a file for the purpose: one is made in the system's temporary folder and removed.
    ///
    /// - Throws: `SheetError.cannotWrite`, `.textTooLong`.
    package func bytes() throws(SheetError) -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("khen-\(UUID().uuidString).xlsx").path
        defer { unlink(path) }
        try LaidOutWriting(self).write(to: path)
        do {
            return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .cannotWrite(path: path, reason: error.localizedDescription)
        }
    }
}

/// One sheet of a ``LaidOutWorkbook``.
package struct LaidOutSheet: Sendable {
    package var name: String
    package var isHidden = false
    /// Whether only unlocked cells can be changed. There is no password: it keeps from mistakes, not from intent.
    package var isProtected = false
    /// Widths in characters; 0 hides the column.
    package var columnWidths: [Double] = []
    /// Heights in points; 0 hides the row.
    package var rowHeights: [Int: Double] = [:]
    package var cells: [CellAddress: LaidOutCell] = [:]
    package var merged: [CellRange] = []
    package var rules: [CellRule] = []
    /// Cells above and left of this one stay in view.
    package var frozen: CellAddress?
    /// Rows that are printed on every page.
    package var repeatedRows: ClosedRange<Int>?
    /// Left, middle and right of the line at the foot of each printed page.
    package var footer: (left: String, right: String) = ("", "")

    package init(name: String) { self.name = name }

    package subscript(row: Int, column: Int) -> LaidOutCell? {
        get { cells[CellAddress(row: row, column: column)] }
        set { cells[CellAddress(row: row, column: column)] = newValue }
    }

    /// Writes a cell that is as wide as several columns.
    package mutating func set(_ row: Int, _ columns: ClosedRange<Int>, _ cell: LaidOutCell) {
        for column in columns { self[row, column] = LaidOutCell(.empty, cell.look) }
        self[row, columns.lowerBound] = cell
        if columns.count > 1 { merged.append(CellRange(row: row, columns: columns)) }
    }
}

/// A cell of a ``LaidOutSheet``.
package struct LaidOutCell: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case empty
        /// Always text, whatever it begins with.
        case text(String)
        case number(Double)
        /// Without the equals sign, in English with commas, with what it comes to; `nil` for nothing to show.
        case formula(String, Double?)
        /// A text that leads to another sheet.
        case link(String, sheet: String)
    }

    package var value: Value
    package var look: CellLook
    /// Shown when the pointer rests on the cell.
    package var note: String?

    package init(_ value: Value, _ look: CellLook = CellLook(), note: String? = nil) {
        (self.value, self.look, self.note) = (value, look, note)
    }
}

/// How a cell looks, and whether it can be written in a protected sheet.
package struct CellLook: Sendable, Hashable {
    package enum Align: Sendable { case left, centre, right }

    package var size = 11.0
    package var isBold = false
    package var isItalic = false
    /// Red, green, blue: `0x1F4E58`.
    package var colour: UInt32?
    package var fill: UInt32?
    /// Lines across, for what is not to be filled in.
    package var isHatched = false
    package var border: UInt32?
    package var align: Align?
    package var isTop = false
    package var wraps = false
    package var indent = 0
    package var format: String?
    package var isUnlocked = false

    package init() {}

    package func with(_ change: (inout CellLook) -> Void) -> CellLook {
        var look = self
        change(&look)
        return look
    }
}

/// What cells accept, and what they say to whoever writes in them.
package struct CellRule: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case whole(Double, Double)
        case decimal(Double, Double)
        /// Day numbers as Excel counts, from 1 March 1900.
        case date(Int, Int)
        /// The words in a range, such as `'Danh mục'!$A$2:$A$3`.
        case list(String)
        case textLength(Int)
        case anything
    }

    package var range: CellRange
    package var kind: Kind
    /// Shown while the cell is chosen: at most 32 and 255 characters, longer ones are cut.
    package var promptTitle = ""
    package var prompt = ""
    package var errorTitle = ""
    package var error = ""

    package init(_ range: CellRange, _ kind: Kind) {
        self.range = range
        self.kind = kind
    }
}
