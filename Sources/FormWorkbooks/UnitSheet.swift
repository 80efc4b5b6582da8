import Domain
import Sheets

/// One unit's report as a sheet.
struct UnitSheet {
    let workbook: FormWorkbook
    let unit: FormWorkbook.Unit
    let plan: SheetPlan
    let lists: ListsSheet
    let name: String
    let check: FormCheck
    let formula: ExcelFormula
    let looks = FormLooks()
    var language: WorkbookLanguage { workbook.language }
    var form: FormDefinition { workbook.layout.form }

    init(_ workbook: FormWorkbook, _ unit: FormWorkbook.Unit, _ plan: SheetPlan, _ lists: ListsSheet, name: String) {
        (self.workbook, self.unit, self.plan, self.lists, self.name) = (workbook, unit, plan, lists, name)
        check = FormCheck(layout: workbook.layout, rules: [], gathered: unit.gathered, history: unit.history, periodLength: workbook.period.length)
        var elements: [String: DataElement] = [:]
        for case .field(_, let element, _) in workbook.layout.rows.map(\.content) { elements[element.code] = element }
        formula = ExcelFormula(layout: workbook.layout, plan: plan, elements: elements, gathered: unit.gathered, history: unit.history, periodLength: workbook.period.length,
                               yes: workbook.language(Words.yes), no: workbook.language(Words.no))
    }

    func sheet() throws -> LaidOutSheet {
        var sheet = LaidOutSheet(name: name)
        sheet.isProtected = true
        sheet.columnWidths = [0, 5, 40, 10, 12] + (plan.gatheredColumn == nil ? [] : [11]) + Array(repeating: valueWidth, count: plan.valueCount) + [13, 28, 20]
        sheet.frozen = CellAddress(row: SheetPlan.letterRow + 1, column: SheetPlan.nameColumn + 1)
        sheet.repeatedRows = SheetPlan.headerRow...SheetPlan.letterRow
        sheet.footer = (left: "\(form.code) · \(language(Label(vi: "phiên bản", en: "version"))) \(form.version) · \(workbook.id)", right: "\(language(unit.name)) · \(language(workbook.periodName))")
        writeHead(&sheet)
        writeHeader(&sheet)
        for (row, line) in plan.lines {
            switch line {
            case .section(let index, let section): write(section, index, row, &sheet)
            case .columns(let columns): write(columns, row, &sheet)
            case .keys(let columns): writeKeys(columns, row, &sheet)
            case .field(let number, let field, let element, let cells): write(field, element, cells, number: number, row, &sheet)
            case .computed(let number, let index, let definition, let columns): try write(definition, columns, number: number, index: index, row, &sheet)
            }
        }
        sheet[plan.endRow, SheetPlan.keyColumn] = LaidOutCell(.text(Mark.end))
        writeSignatures(&sheet)
        return sheet
    }

    /// In characters; texts are as wide as all columns together.
    private var valueWidth: Double {
        let hasTexts = formula.elements.values.contains { $0.valueType == .text }
        return plan.valueCount > 8 ? 10 : plan.valueCount > 2 ? 11 : plan.valueCount > 1 ? 16 : hasTexts ? 30 : 16
    }

    // MARK: Head and foot

    private func writeHead(_ sheet: inout LaidOutSheet) {
        let left = SheetPlan.numberColumn...SheetPlan.previousColumn, right = plan.wordColumn...plan.lastColumn, all = SheetPlan.numberColumn...plan.lastColumn
        func text(_ vi: String, _ en: String) -> LaidOutCell.Value { .text(language == .vi ? vi : en) }
        sheet[0, SheetPlan.keyColumn] = LaidOutCell(.text(Mark.unit + unit.id.rawValue))
        sheet.set(0, left, LaidOutCell(.text(language(unit.name).uppercased()), looks.plain.with { $0.isBold = true; $0.size = 12 }))
        sheet.set(0, right, LaidOutCell(text("Biểu \(form.code)", "Form \(form.code)"), looks.plain.with { $0.isBold = true; $0.align = .right; $0.size = 12 }))
        sheet.set(1, left, LaidOutCell(text("Mã đơn vị: \(unit.id.rawValue) · \(workbook.provinceName.vi)", "Unit code: \(unit.id.rawValue) · \(workbook.provinceName.en)"), looks.plain))
        let citation = form.citation.map { language($0.text) } ?? ""
        sheet.set(1, right, LaidOutCell(.text(citation), looks.plain.with { $0.align = .right; $0.isItalic = true; $0.wraps = true; $0.size = 10 }))
        if citation.count > 70 { sheet.rowHeights[1] = 15 * Double(1 + citation.count / 75) }
        sheet.set(SheetPlan.titleRow, all, LaidOutCell(.text(language(form.name).uppercased()), looks.title))
        sheet.rowHeights[SheetPlan.titleRow] = 26
        let (first, last, due) = (language.day(workbook.period.firstDay), language.day(workbook.period.lastDay), language.day(unit.due))
        sheet.set(SheetPlan.periodRow, all, LaidOutCell(text(
            "Kỳ báo cáo: \(workbook.periodName.vi) (từ \(first) đến \(last)) – Hạn gửi: \(due)", "Period: \(workbook.periodName.en) (\(first) to \(last)) – Due: \(due)"), looks.plain.with { $0.align = .centre; $0.isItalic = true }))
        let legend = unit.isEditable
            ? Label(vi: "Ghi vào ô nền vàng. Ô xám là số kỳ trước, ô xanh tự tính, ô gạch chéo (xám đậm) không ghi. Không có số liệu thì để trống ô, chọn «Không có số liệu» và ghi lý do; số 0 là số liệu bằng 0.",
                    en: "Write in the yellow cells. Grey is the last period, green is computed, hatched (dark grey) is not to be filled in. Where there is no figure leave the cell empty, choose “No figure” and say why; 0 means zero.")
            : Label(vi: "Báo cáo đã gửi hoặc đã khoá: chỉ để xem, không sửa được.", en: "This report has been sent or closed: it can be read, not changed.")
        sheet.set(SheetPlan.legendRow, all, LaidOutCell(.text(language(legend)), looks.plain.with { $0.align = .centre; $0.size = 10; $0.colour = 0x505A5E; $0.wraps = true }))
        sheet.rowHeights[SheetPlan.legendRow] = plan.valueCount > 4 ? 17 : 30
    }

    private func writeHeader(_ sheet: inout LaidOutSheet) {
        let row = SheetPlan.headerRow
        func head(_ columns: ClosedRange<Int>, _ vi: String, _ en: String) { sheet.set(row, columns, LaidOutCell(.text(language == .vi ? vi : en), looks.header)) }
        head(SheetPlan.numberColumn...SheetPlan.numberColumn, "STT", "No.")
        head(SheetPlan.nameColumn...SheetPlan.nameColumn, "Nội dung", "Item")
        head(SheetPlan.measureColumn...SheetPlan.measureColumn, "Đơn vị tính", "Unit of measure")
        let before = workbook.previousPeriodName
        head(SheetPlan.previousColumn...SheetPlan.previousColumn, "Kỳ trước\(before.map { "\n(\($0.vi))" } ?? "")", "Last period\(before.map { "\n(\($0.en))" } ?? "")")
        if let column = plan.gatheredColumn { head(column...column, "Cộng từ cấp dưới", "Sum of the units beneath") }
        head(plan.valueColumn...(plan.valueColumn + plan.valueCount - 1), "Số liệu kỳ này\n(\(workbook.periodName.vi))", "This period\n(\(workbook.periodName.en))")
        head(plan.wordColumn...plan.wordColumn, "Không có số liệu", "No figure")
        head(plan.commentColumn...plan.commentColumn, "Ghi chú, lý do", "Comment, reason")
        head(plan.sourceColumn...plan.sourceColumn, "Nguồn số liệu", "Source")
        sheet.rowHeights[row] = 48
        for (offset, column) in (SheetPlan.numberColumn...plan.lastColumn).enumerated() {
            let letter = offset < 3 ? ["A", "B", "C"][offset] : String(offset - 2)
            sheet[SheetPlan.letterRow, column] = LaidOutCell(.text(letter), looks.header.with { $0.isBold = false; $0.isItalic = true; $0.size = 9 })
        }
    }

    private func writeSignatures(_ sheet: inout LaidOutSheet) {
        let row = plan.endRow + 1, left = SheetPlan.numberColumn...SheetPlan.nameColumn, right = plan.wordColumn...plan.lastColumn
        func both(_ row: Int, _ a: Label, _ b: Label, _ look: CellLook) {
            sheet.set(row, left, LaidOutCell(.text(language(a)), look.with { $0.align = .centre }))
            sheet.set(row, right, LaidOutCell(.text(language(b)), look.with { $0.align = .centre }))
        }
        both(row, Label(vi: "", en: ""), Label(vi: "………, ngày …… tháng …… năm \(workbook.period.lastDay.year)", en: "………, …… / …… / \(workbook.period.lastDay.year)"), looks.plain.with { $0.isItalic = true })
        both(row + 1, Label(vi: "NGƯỜI LẬP BIỂU", en: "PREPARED BY"), Label(vi: "THỦ TRƯỞNG ĐƠN VỊ", en: "HEAD OF THE UNIT"), looks.plain.with { $0.isBold = true })
        both(row + 2, Label(vi: "(Ký, ghi rõ họ tên)", en: "(Signature, full name)"), Label(vi: "(Ký, ghi rõ họ tên, đóng dấu)", en: "(Signature, full name, seal)"), looks.plain.with { $0.isItalic = true })
        sheet.rowHeights[row + 3] = 60
    }

    // MARK: Sections and columns

    private func write(_ section: FormLayout.Section, _ index: Int, _ row: Int, _ sheet: inout LaidOutSheet) {
        sheet[row, SheetPlan.keyColumn] = LaidOutCell(.text(Mark.section))
        for column in SheetPlan.numberColumn...plan.lastColumn { sheet[row, column] = LaidOutCell(.empty, looks.section) }
        sheet[row, SheetPlan.numberColumn] = LaidOutCell(.text(roman(index + 1)), looks.section.with { $0.align = .centre })
        sheet.set(row, SheetPlan.nameColumn...plan.lastColumn, LaidOutCell(.text(language(section.name)), looks.section, note: section.help.map { language($0) }))
    }

    private func write(_ columns: [FormLayout.Column], _ row: Int, _ sheet: inout LaidOutSheet) {
        let rows = SheetPlan.headings(columns), total = columns.count == 1 ? Label(vi: "Số liệu", en: "Figure") : Label(vi: "Tổng số", en: "Total")
        for line in 0..<rows {
            sheet[row + line, SheetPlan.keyColumn] = LaidOutCell(.text(Mark.heading))
            for column in SheetPlan.numberColumn...plan.lastColumn { sheet[row + line, column] = LaidOutCell(.empty, looks.header) }
        }
        for (offset, column) in columns.enumerated() {
            let place = plan.valueColumn + offset
            if column.isTotal {
                sheet[row, place] = LaidOutCell(.text(language(total)), looks.header)
                if rows == 2 {
                    sheet[row + 1, place] = LaidOutCell(.empty, looks.header)
                    sheet.merged.append(CellRange(CellAddress(row: row, column: place), CellAddress(row: row + 1, column: place)))
                }
            } else if rows == 2 {
                sheet[row + 1, place] = LaidOutCell(.text(language(column.options[column.options.count - 1].name)), looks.header)
                if offset == 0 || columns[offset - 1].options.first != column.options.first {
                    let count = columns[offset...].prefix { $0.options.first == column.options.first }.count
                    sheet.set(row, place...(place + count - 1), LaidOutCell(.text(column.options.first.map { language($0.name) } ?? ""), looks.header))
                }
            } else {
                sheet[row, place] = LaidOutCell(.text(column.options.map { language($0.name) }.joined(separator: ", ")), looks.header)
            }
        }
        let longest = columns.flatMap(\.options).map { language($0.name).count }.max() ?? 0
        for line in 0..<rows { sheet.rowHeights[row + line] = Double(longest) > valueWidth * 1.1 ? 32 : 20 }
    }

    private func writeKeys(_ columns: [FormLayout.Column], _ row: Int, _ sheet: inout LaidOutSheet) {
        sheet.rowHeights[row] = 0
        sheet[row, SheetPlan.keyColumn] = LaidOutCell(.text(Mark.columns))
        for (offset, column) in columns.enumerated() { sheet[row, plan.valueColumn + offset] = LaidOutCell(.text(column.key), looks.plain) }
        for (column, mark) in [(plan.wordColumn, Mark.word), (plan.commentColumn, Mark.comment), (plan.sourceColumn, Mark.source)] { sheet[row, column] = LaidOutCell(.text(mark), looks.plain) }
    }

    // MARK: Rows

    private func write(_ field: FormDefinition.Field, _ element: DataElement, _ cells: [FormLayout.Cell], number: Int, _ row: Int, _ sheet: inout LaidOutSheet) {
        let entry = CellEntry(element, language, lists), keys = RowKeys(cells, workbook.layout, language)
        let isNumeric = element.valueType.isNumeric || element.valueType == .yesNo
        writeName(element.name, number: number, measure: element.unitOfMeasure, help: field.help ?? element.help, isMandatory: field.isMandatory, key: element.code, row, &sheet)
        var before: Double?
        for cell in cells where cell.kind == .input { if let value = unit.history[cell.key]?.previous { before = (before ?? 0) + value } }
        sheet[row, SheetPlan.previousColumn] = LaidOutCell(before.map { .number($0) } ?? .empty, looks.previous.with { $0.format = entry.format })
        if let column = plan.gatheredColumn {
            let sums = cells.filter { $0.kind == .input }.compactMap { unit.gathered[$0.key] }
            sheet[row, column] = LaidOutCell(sums.isEmpty ? .empty : .number(sums.reduce(0, +)), looks.previous.with { $0.format = entry.format })
        }
        let answer = RowAnswer(keys.inputs, unit.cells)
        for (offset, cell) in cells.enumerated() {
            let place = CellAddress(row: row, column: plan.valueColumn + offset)
            switch cell.kind {
            case .greyed: sheet.cells[place] = LaidOutCell(.empty, looks.greyed)
            case .rowTotal:
                let text = isNumeric ? formula.total(of: cell.key) : nil
                sheet.cells[place] = LaidOutCell(text.map { .formula($0, check.number(cell.key, unit.cells)) } ?? .empty, looks.computed.with { $0.format = entry.format })
            case .input:
                let content = unit.cells[cell.key] ?? .empty
                // The word in the cell itself, where it does not hold for the whole row.
                let held = content.isWithoutFigure && content.value == nil && !answer.saysNoFigure ? LaidOutCell.Value.text(language(Words.withoutFigure)) : entry.value(content.value)
                sheet.cells[place] = LaidOutCell(held, entry.look(looks.input).with { $0.isUnlocked = unit.isEditable })
                if unit.isEditable { sheet.rules.append(entry.rule(at: place, before: unit.history[cell.key]?.previous, gathered: unit.gathered[cell.key])) }
            }
        }
        let narrative = element.valueType == .text && cells.count == 1 ? unit.cells[cells[0].key]?.value ?? "" : nil
        if narrative != nil {
            // A text has all columns to itself.
            let place = CellAddress(row: row, column: plan.valueColumn)
            if let cell = sheet.cells[place] { sheet.set(row, plan.valueColumn...(plan.wordColumn - 1), cell) }
        } else {
            blank(after: cells.count, row, &sheet)
        }
        let text = looks.text.with { $0.isUnlocked = unit.isEditable && !keys.inputs.isEmpty }
        sheet[row, plan.wordColumn] = LaidOutCell(answer.saysNoFigure ? .text(language(Words.withoutFigure)) : .empty, text.with { $0.indent = 0; $0.align = .centre })
        sheet[row, plan.commentColumn] = LaidOutCell(.text(answer.comment), text)
        sheet[row, plan.sourceColumn] = LaidOutCell(.text(answer.source), text)
        if text.isUnlocked { sheet.rules.append(entry.wordRule(at: CellAddress(row: row, column: plan.wordColumn))) }
        sheet.rowHeights[row] = height(of: [(language(element.name) + (field.isMandatory ? " *" : ""), 40), (answer.comment, 28), (answer.source, 20), (narrative ?? "", valueWidth * Double(plan.valueCount))], least: narrative == nil ? 20 : 50)
    }

    private func write(_ definition: FormDefinition.ComputedRow, _ columns: [FormLayout.Column], number: Int, index: Int, _ row: Int, _ sheet: inout LaidOutSheet) throws {
        let expression = try Expression(parsing: definition.expression), format = numberFormat(definition.decimals)
        writeName(definition.name, number: number, measure: definition.unitOfMeasure, help: nil, isMandatory: false, key: "\(Mark.computed):\(index)", row, &sheet)
        let before = unit.history.compactMapValues { $0.previous.map { CellContent(value: Expression.Node.digits($0)) } }
        let past = before.isEmpty || expression.items.contains { $0.periodOffset != 0 } ? nil : FormCheck(layout: workbook.layout, rules: [], periodLength: workbook.period.length).evaluate(expression, before)
        sheet[row, SheetPlan.previousColumn] = LaidOutCell(past.map { .number($0) } ?? .empty, looks.previous.with { $0.format = format })
        if let column = plan.gatheredColumn { sheet[row, column] = LaidOutCell(.empty, looks.previous) }
        let result = check.evaluate(expression, unit.cells), place = CellAddress(row: row, column: plan.resultColumn(columns))
        for column in plan.valueColumn..<(plan.valueColumn + columns.count) where column != place.column { sheet[row, column] = LaidOutCell(.empty, looks.computed) }
        let look = looks.computed.with { $0.format = format }
        if let text = formula.text(expression) {
            sheet.cells[place] = LaidOutCell(.formula(text, result), look)
        } else {
            sheet.cells[place] = LaidOutCell(result.map { .number($0) } ?? .empty, look, note: language(Label(vi: "Công thức quá dài cho sổ tính: hệ thống tính lại khi nhận.", en: "The formula is too long for a workbook: it is computed when the workbook is taken in.")))
        }
        blank(after: columns.count, row, &sheet)
        for column in plan.wordColumn...plan.lastColumn { sheet[row, column] = LaidOutCell(.empty, looks.text) }
        sheet.rowHeights[row] = height(of: [(language(definition.name), 40)])
    }

    private func writeName(_ name: Label, number: Int, measure: Label?, help: Label?, isMandatory: Bool, key: String, _ row: Int, _ sheet: inout LaidOutSheet) {
        sheet[row, SheetPlan.keyColumn] = LaidOutCell(.text(key))
        sheet[row, SheetPlan.numberColumn] = LaidOutCell(.number(Double(number)), looks.text.with { $0.indent = 0; $0.align = .centre; $0.format = "0" })
        sheet[row, SheetPlan.nameColumn] = LaidOutCell(.text(language(name) + (isMandatory ? " *" : "")), looks.text, note: help.map { language($0) })
        sheet[row, SheetPlan.measureColumn] = LaidOutCell(.text(measure.map { language($0) } ?? ""), looks.text.with { $0.indent = 0; $0.align = .centre })
    }

    /// Cells of wider blocks that a row does not have.
    private func blank(after count: Int, _ row: Int, _ sheet: inout LaidOutSheet) {
        for column in (plan.valueColumn + count)..<max(plan.valueColumn + count, plan.wordColumn) { sheet[row, column] = LaidOutCell(.empty, looks.unused) }
    }

    private func height(of texts: [(String, Double)], least: Double = 20) -> Double {
        let lines = texts.map { text, width in
            text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { $0 + max(1, Int((Double($1.count) * 0.92 / width).rounded(.up))) }
        }.max() ?? 1
        return max(least, 15 * Double(lines) + 5)
    }

    private func roman(_ number: Int) -> String {
        var rest = number, text = ""
        for (value, letters) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
            while rest >= value {
                text += letters
                rest -= value
            }
        }
        return text
    }
}

/// Excel's way of writing a number with so many decimals.
func numberFormat(_ decimals: Int) -> String { decimals > 0 ? "#,##0." + String(repeating: "0", count: decimals) : "#,##0" }

/// The cells of a row that can be written, with what their columns are called.
struct RowKeys {
    var inputs: [(key: CellKey, name: String)]

    init(_ cells: [FormLayout.Cell], _ layout: FormLayout, _ language: WorkbookLanguage) {
        let columns = layout.sections.lazy.flatMap(\.blocks).first { block in
            block.rows.contains { row in if case .field(_, _, let others) = row.content { others.first?.key == cells.first?.key } else { false } }
        }?.columns ?? []
        inputs = zip(cells, columns).filter { $0.0.kind == .input }.map { cell, column in (cell.key, column.options.map { language($0.name) }.joined(separator: ", ")) }
    }
}

/// How the cells of a form look.
struct FormLooks {
    let plain = CellLook()
    let title = CellLook().with { $0.isBold = true; $0.size = 15; $0.align = .centre }
    let header = CellLook().with { $0.isBold = true; $0.fill = 0xE1EAEC; $0.border = 0x7F8C91; $0.align = .centre; $0.wraps = true }
    let section = CellLook().with { $0.isBold = true; $0.fill = 0xF3F6F7; $0.border = 0x7F8C91 }
    let text = CellLook().with { $0.border = 0x7F8C91; $0.wraps = true; $0.format = "@"; $0.indent = 1; $0.align = .left }
    let input = CellLook().with { $0.border = 0x7F8C91; $0.fill = 0xFFF9DB }
    let previous = CellLook().with { $0.border = 0x7F8C91; $0.fill = 0xEDEDED; $0.colour = 0x5A5A5A; $0.align = .right }
    let computed = CellLook().with { $0.border = 0x7F8C91; $0.fill = 0xE6F2EA; $0.isBold = true; $0.align = .right }
    let greyed = CellLook().with { $0.border = 0x7F8C91; $0.isHatched = true }
    let unused = CellLook().with { $0.border = 0x7F8C91; $0.fill = 0xF7F7F7 }
}
