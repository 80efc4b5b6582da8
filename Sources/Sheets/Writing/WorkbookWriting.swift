import CXLSXWriter
import Foundation

/// Excel's limits, which the library also keeps.
enum ExcelLimit {
    static let rows = 1_048_576
    static let columns = 16_384
    /// UTF-16 units in one cell.
    static let text = 32_767
}

/// Writes one `Workbook` through libxlsxwriter.
struct WorkbookWriting {
    private let workbook: Workbook

    init(_ workbook: Workbook) { self.workbook = workbook }

    func write(to path: String) throws(SheetError) {
        try writeWorkbook(to: path, mode: 0o644, title: workbook.title, author: workbook.author, created: workbook.created) { handle throws(SheetError) in
            let styles = CellStyles(handle)
            for (table, name) in zip(workbook.sheets, workbook.sheetNames) { try SheetWriting(addSheet(name, to: handle, path: path), name, table, styles).write() }
        }
    }
}

/// The looks of cells; a format belongs to its workbook, so each is made once.
private final class CellStyles {
    typealias Format = UnsafeMutablePointer<lxw_format>

    let title: Format?
    let note: Format?
    let header: Format?
    let text: Format?
    let date: Format?
    let dateTime: Format?
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var numbers: [String: Format?] = [:]

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
        self.workbook = workbook
        title = workbook_add_format(workbook)
        format_set_bold(title)
        format_set_font_size(title, 14)
        note = workbook_add_format(workbook)
        format_set_italic(note)
        header = CellStyles.bordered(workbook)
        format_set_bold(header)
        format_set_text_wrap(header)
        format_set_bg_color(header, 0xE7EEF0)
        format_set_align(header, UInt8(LXW_ALIGN_CENTER.rawValue))
        format_set_align(header, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        // The text format keeps codes such as 00004 as they are when somebody edits the cell.
        text = CellStyles.bordered(workbook, "@")
        format_set_text_wrap(text)
        date = CellStyles.bordered(workbook, "dd/mm/yyyy")
        dateTime = CellStyles.bordered(workbook, "dd/mm/yyyy hh:mm")
    }

    func number(_ kind: SheetColumn.Kind) -> Format? {
        func decimals(_ count: Int) -> String { count > 0 ? "." + String(repeating: "0", count: min(count, 15)) : "" }
        let code =
            switch kind {
            case .integer: "#,##0"
            case .decimal(let count): "#,##0" + decimals(count)
            case .percent(let count): "#,##0" + decimals(count) + "\"%\""
            case .text, .date: "General"
            }
        if let made = numbers[code] { return made }
        let made = CellStyles.bordered(workbook, code)
        numbers[code] = made
        return made
    }

    private static func bordered(_ workbook: UnsafeMutablePointer<lxw_workbook>, _ code: String? = nil) -> Format? {
        let format = workbook_add_format(workbook)
        format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
        format_set_border_color(format, 0xA6B1B5)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        if let code { format_set_num_format(format, code) }
        return format
    }
}

/// Writes one table into its sheet.
private struct SheetWriting {
    let sheet: UnsafeMutablePointer<lxw_worksheet>
    let name: String
    let table: SheetTable
    let styles: CellStyles
    private let headerRow: Int
    private let widths: [Double]

    init(_ sheet: UnsafeMutablePointer<lxw_worksheet>, _ name: String, _ table: SheetTable, _ styles: CellStyles) {
        (self.sheet, self.name, self.table, self.styles) = (sheet, name, table, styles)
        let lines = (table.title == nil ? 0 : 1) + table.notes.count
        headerRow = lines == 0 ? 0 : lines + 1
        widths = table.columns.indices.map { table.columns[$0].width ?? fittingWidth($0, table) }
    }

    func write() throws(SheetError) {
        guard headerRow + 1 + table.rows.count <= ExcelLimit.rows else { throw .tooManyRows(limit: ExcelLimit.rows - headerRow - 1) }
        guard table.columns.count <= ExcelLimit.columns, table.rows.allSatisfy({ $0.count <= table.columns.count }) else {
            throw .tooManyColumns(limit: min(table.columns.count, ExcelLimit.columns))
        }
        setPage()
        var line = 0
        if let title = table.title {
            try write(title, line, 0, styles.title)
            line += 1
        }
        for note in table.notes {
            try write(note, line, 0, styles.note)
            line += 1
        }
        for (index, column) in table.columns.enumerated() { try write(column.name, headerRow, index, styles.header) }
        for (index, row) in table.rows.enumerated() {
            let line = headerRow + 1 + index
            for (place, cell) in table.padded(row).enumerated() { try write(cell, line, place, table.columns[place].kind) }
            let lines = zip(row, widths).map(wrappedLines).max() ?? 1
            if lines > 1 { worksheet_set_row(sheet, lxw_row_t(line), min(15 * Double(lines), 409), nil) }
        }
    }

    /// How many lines the cell's text takes; not every program finds out by itself when it opens the file.
    private func wrappedLines(_ cell: SheetCell, _ width: Double) -> Int {
        guard case .text(let text) = cell, text.utf8.count > 8 else { return 1 }
        return text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { $0 + max(1, Int((Double($1.count) / width).rounded(.up))) }
    }

    private func setPage() {
        let (top, last) = (lxw_row_t(headerRow), lxw_row_t(headerRow + table.rows.count))
        for (index, width) in widths.enumerated() { worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), width, nil) }
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)  // A4
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_set_footer(sheet, "&C&P/&N")
        guard !table.columns.isEmpty else { return }
        worksheet_freeze_panes(sheet, top + 1, 0)
        worksheet_repeat_rows(sheet, top, top)
        worksheet_autofilter(sheet, top, 0, last, lxw_col_t(table.columns.count - 1))
    }

    private func write(_ cell: SheetCell, _ row: Int, _ column: Int, _ kind: SheetColumn.Kind) throws(SheetError) {
        let (sheetRow, sheetColumn) = (lxw_row_t(row), lxw_col_t(column))
        switch cell {
        case .integer(let number) where abs(number) < 1_000_000_000_000_000:
            worksheet_write_number(sheet, sheetRow, sheetColumn, Double(number), styles.number(kind))
        case .integer(let number):
            // A workbook's numbers keep fifteen digits.
            try write(String(number), row, column, styles.text)
        case .number(let number) where number.isFinite:
            worksheet_write_number(sheet, sheetRow, sheetColumn, number, styles.number(kind))
        case .date(let text):
            guard let (given, hasTime) = excelDate(text) else { return try write(text, row, column, styles.text) }
            var date = given
            worksheet_write_datetime(sheet, sheetRow, sheetColumn, &date, hasTime ? styles.dateTime : styles.date)
        case .text(let text) where !text.isEmpty: try write(text, row, column, styles.text)
        case .empty, .text, .number: worksheet_write_blank(sheet, sheetRow, sheetColumn, styles.text)
        }
    }

    /// Writes text as text, whatever it begins with.
    private func write(_ text: String, _ row: Int, _ column: Int, _ format: CellStyles.Format?) throws(SheetError) {
        guard text.utf16.count <= ExcelLimit.text else {
            throw .textTooLong(sheet: name, cell: cellAddress(column: column, row: row + 1), limit: ExcelLimit.text)
        }
        worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), exactCellText(text), format)
    }
}

/// The text as it has to be handed to the library for a reader to find it unchanged.
func exactCellText(_ text: String) -> String {
    // C would end the text at the first zero, and workbooks read _x0041_ as A unless its first line is itself written so.
    let safe = text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    return safe.contains("_x") ? safe.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_") : safe
}

/// A column's width, in characters: wide enough for most of the column's contents; longer texts wrap.
private func fittingWidth(_ index: Int, _ table: SheetTable) -> Double {
    let words = table.columns[index].name.split(separator: " ").map(\.count).max() ?? 0
    var widest = max(words, min(table.columns[index].name.count, 18))
    for row in table.rows.prefix(500) where index < row.count {
        switch row[index] {
        case .empty: continue
        case .text(let text): widest = max(widest, text.split(separator: "\n").map(\.count).max() ?? 0)
        case .integer(let number): widest = max(widest, String(number).count * 4 / 3)
        case .number(let number): widest = max(widest, min(decimalText(number).count * 4 / 3, 20))
        case .date(let text): widest = max(widest, text.count)
        }
    }
    return Double(min(max(widest + 3, 9), 60))
}

/// A workbook's date for ISO text, with or without the time of day; `nil` if it is none, or before 1900.
private func excelDate(_ text: String) -> (lxw_datetime, hasTime: Bool)? {
    let pattern = /(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/
    guard let match = text.wholeMatch(of: pattern), let year = Int32(match.1), let month = Int32(match.2), let day = Int32(match.3) else { return nil }
    let components = DateComponents(year: Int(year), month: Int(month), day: Int(day))
    guard year >= 1900, components.isValidDate(in: Calendar(identifier: .gregorian)) else { return nil }
    func number(_ part: Substring?) -> Int32 { part.flatMap { Int32($0) } ?? 0 }
    let (hour, minute, second) = (number(match.4), number(match.5), number(match.6))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return (lxw_datetime(year: year, month: month, day: day, hour: hour, min: minute, sec: Double(second)), match.4 != nil)
}
