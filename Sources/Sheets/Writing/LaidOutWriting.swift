import CXLSXWriter
import Foundation

/// Writes one ``LaidOutWorkbook`` through libxlsxwriter.
struct LaidOutWriting {
    private let workbook: LaidOutWorkbook

    init(_ workbook: LaidOutWorkbook) { self.workbook = workbook }

    func write(to path: String) throws(SheetError) {
        let strings = CStrings()
        // The library keeps some of the texts by their place until the workbook is closed.
        defer { withExtendedLifetime(strings) {} }
        try writeWorkbook(to: path, mode: 0o600, title: workbook.title, author: workbook.author, created: workbook.created) { handle throws(SheetError) in
            let looks = Looks(handle)
            for sheet in workbook.sheets {
                let made = try addSheet(sheet.name, to: handle, path: path)
                try LaidOutSheetWriting(made, sheet, looks, strings).write()
                if sheet.name == workbook.front { worksheet_activate(made) }
            }
        }
    }
}

/// Copies of texts that the library is given, freed together.
private final class CStrings {
    private var copies: [UnsafeMutablePointer<CChar>?] = []

    func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
        copies.append(strdup(text))
        return copies[copies.count - 1]
    }

    deinit { for copy in copies { free(copy) } }
}

/// A format belongs to its workbook, so each look is made once.
private final class Looks {
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var made: [CellLook: UnsafeMutablePointer<lxw_format>?] = [:]

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) { self.workbook = workbook }

    subscript(look: CellLook) -> UnsafeMutablePointer<lxw_format>? {
        if let known = made[look] { return known }
        let format = workbook_add_format(workbook)
        format_set_font_name(format, "Times New Roman")
        format_set_font_family(format, 1)
        format_set_font_size(format, look.size)
        if look.isBold { format_set_bold(format) }
        if look.isItalic { format_set_italic(format) }
        if let colour = look.colour { format_set_font_color(format, lxw_color_t(colour)) }
        if look.isHatched {
            format_set_pattern(format, UInt8(LXW_PATTERN_LIGHT_UP.rawValue))
            format_set_fg_color(format, 0xA6A6A6)
            format_set_bg_color(format, lxw_color_t(look.fill ?? 0xEDEDED))
        } else if let fill = look.fill {
            format_set_bg_color(format, lxw_color_t(fill))
            format_set_pattern(format, UInt8(LXW_PATTERN_SOLID.rawValue))
        }
        if let border = look.border {
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(format, lxw_color_t(border))
        }
        switch look.align {
        case .left: format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
        case .centre: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        case .right: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
        case nil: break
        }
        format_set_align(format, UInt8((look.isTop ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER).rawValue))
        if look.wraps { format_set_text_wrap(format) }
        if look.indent > 0 { format_set_indent(format, UInt8(look.indent)) }
        if let code = look.format { format_set_num_format(format, code) }
        if look.isUnlocked { format_set_unlocked(format) }
        made[look] = format
        return format
    }
}

private struct LaidOutSheetWriting {
    let handle: UnsafeMutablePointer<lxw_worksheet>
    let sheet: LaidOutSheet
    let looks: Looks
    let strings: CStrings

    init(_ handle: UnsafeMutablePointer<lxw_worksheet>, _ sheet: LaidOutSheet, _ looks: Looks, _ strings: CStrings) {
        (self.handle, self.sheet, self.looks, self.strings) = (handle, sheet, looks, strings)
    }

    func write() throws(SheetError) {
        setPage()
        for (column, width) in sheet.columnWidths.enumerated() {
            var hidden = lxw_row_col_options(hidden: 1, level: 0, collapsed: 0)
            if width > 0 { worksheet_set_column(handle, lxw_col_t(column), lxw_col_t(column), width, nil) } else { worksheet_set_column_opt(handle, lxw_col_t(column), lxw_col_t(column), 2, nil, &hidden) }
        }
        for (row, height) in sheet.rowHeights.sorted(by: { $0.key < $1.key }) {
            var hidden = lxw_row_col_options(hidden: 1, level: 0, collapsed: 0)
            if height > 0 { worksheet_set_row(handle, lxw_row_t(row), min(height, 409), nil) } else { worksheet_set_row_opt(handle, lxw_row_t(row), 15, nil, &hidden) }
        }
        for range in sheet.merged { worksheet_merge_range(handle, lxw_row_t(range.first.row), lxw_col_t(range.first.column), lxw_row_t(range.last.row), lxw_col_t(range.last.column), "", nil) }
        for (place, cell) in sheet.cells.sorted(by: { $0.key < $1.key }) { try write(cell, at: place) }
        for rule in sheet.rules { write(rule) }
    }

    private func setPage() {
        worksheet_set_landscape(handle)
        worksheet_set_paper(handle, 9)  // A4
        worksheet_fit_to_pages(handle, 1, 0)
        worksheet_set_margins(handle, 0.5, 0.4, 0.5, 0.6)
        worksheet_center_horizontally(handle)
        worksheet_set_footer(handle, Self.footer(sheet.footer))
        worksheet_gridlines(handle, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
        if let frozen = sheet.frozen { worksheet_freeze_panes(handle, lxw_row_t(frozen.row), lxw_col_t(frozen.column)) }
        if let rows = sheet.repeatedRows { worksheet_repeat_rows(handle, lxw_row_t(rows.lowerBound), lxw_row_t(rows.upperBound)) }
        if sheet.isHidden { worksheet_hide(handle) }
        if sheet.isProtected {
            // Whoever fills it in may still make a column wider.
            var allowed = lxw_protection()
            allowed.format_columns = 1
            allowed.format_rows = 1
            worksheet_protect(handle, nil, &allowed)
        }
    }

    /// At most 255 characters, ampersands doubled.
    private static func footer(_ footer: (left: String, right: String)) -> String {
        func safe(_ text: String) -> String { String(text.prefix(90)).replacing("&", with: "&&") }
        return "&L&8\(safe(footer.left))&C&8&P/&N&R&8\(safe(footer.right))"
    }

    private func write(_ cell: LaidOutCell, at place: CellAddress) throws(SheetError) {
        let (row, column, format) = (lxw_row_t(place.row), lxw_col_t(place.column), looks[cell.look])
        switch cell.value {
        case .empty, .text(""): worksheet_write_blank(handle, row, column, format)
        case .text(let text):
            guard text.utf16.count <= ExcelLimit.text else { throw .textTooLong(sheet: sheet.name, cell: place.description, limit: ExcelLimit.text) }
            worksheet_write_string(handle, row, column, exactCellText(text), format)
        case .number(let number): if number.isFinite { worksheet_write_number(handle, row, column, number, format) } else { worksheet_write_blank(handle, row, column, format) }
        case .formula(let formula, let result?): worksheet_write_formula_num(handle, row, column, "=" + formula, format, result)
        case .formula(let formula, nil): worksheet_write_formula_str(handle, row, column, "=" + formula, format, "")
        case .link(let text, let target):
            worksheet_write_url_opt(handle, row, column, "internal:\(SheetNames.quoted(target))!B1", format, text, nil)
        }
        if let note = cell.note, !note.isEmpty {
            var options = lxw_comment_options()
            options.width = 320
            options.height = UInt16(min(400, 40 + 17 * (note.count / 45 + note.count { $0.isNewline })))
            options.font_name = strings.copy("Times New Roman")
            options.font_size = 10
            worksheet_write_comment_opt(handle, row, column, strings.copy(String(note.prefix(8000))), &options)
        }
    }

    private func write(_ rule: CellRule) {
        var validation = lxw_data_validation()
        validation.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
        validation.show_input = UInt8((rule.prompt.isEmpty ? LXW_VALIDATION_OFF : LXW_VALIDATION_ON).rawValue)
        validation.criteria = UInt8(LXW_VALIDATION_CRITERIA_BETWEEN.rawValue)
        switch rule.kind {
        case .whole(let low, let high), .decimal(let low, let high):
            if case .whole = rule.kind { validation.validate = UInt8(LXW_VALIDATION_TYPE_INTEGER.rawValue) } else { validation.validate = UInt8(LXW_VALIDATION_TYPE_DECIMAL.rawValue) }
            validation.minimum_number = low
            validation.maximum_number = high
        case .date(let first, let last):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_DATE_NUMBER.rawValue)
            validation.minimum_number = Double(first)
            validation.maximum_number = Double(last)
        case .textLength(let most):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_LENGTH.rawValue)
            validation.minimum_number = 0
            validation.maximum_number = Double(most)
        case .list(let source):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
            validation.value_formula = strings.copy("=" + source)
            validation.dropdown = UInt8(LXW_VALIDATION_ON.rawValue)
        case .anything: validation.validate = UInt8(LXW_VALIDATION_TYPE_ANY.rawValue)
        }
        if !rule.prompt.isEmpty {
            if !rule.promptTitle.isEmpty { validation.input_title = strings.copy(Self.cut(rule.promptTitle, 32)) }
            validation.input_message = strings.copy(Self.cut(rule.prompt, 255))
        }
        if !rule.error.isEmpty {
            if !rule.errorTitle.isEmpty { validation.error_title = strings.copy(Self.cut(rule.errorTitle, 32)) }
            validation.error_message = strings.copy(Self.cut(rule.error, 255))
        }
        let (first, last) = (rule.range.first, rule.range.last)
        worksheet_data_validation_range(handle, lxw_row_t(first.row), lxw_col_t(first.column), lxw_row_t(last.row), lxw_col_t(last.column), &validation)
    }

    private static func cut(_ text: String, _ limit: Int) -> String {
        text.utf16.count <= limit ? text : String(decoding: Array(text.utf16.prefix(limit - 1)), as: UTF16.self) + "…"
    }
}
