import Domain

/// What a report says in words beside its figures.
package struct ReportNarrative: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var heading: String
        package var paragraphs: [String]

        package init(heading: String, paragraphs: [String]) {
            self.heading = heading
            self.paragraphs = paragraphs
        }
    }

    /// Before the figures.
    package var opening: [String]
    /// Behind the figures, each under a heading.
    package var parts: [Part]

    package init(opening: [String] = [], parts: [Part] = []) {
        self.opening = opening
        self.parts = parts
    }
}

/// A report of one unit and period with its figures, ready to become a document.
package struct ReportFigures: Sendable {
    package var layout: FormLayout
    package var cells: [CellKey: CellContent]
    /// The period before, `nil` where there was no report.
    package var previous: [CellKey: CellContent]?
    package var unit: String
    /// `Tháng 7/2026`.
    package var period: String
    package var previousPeriod: String?
    /// The receipt of the sending that the figures are from.
    package var receipt: String?

    package init(layout: FormLayout, cells: [CellKey: CellContent], previous: [CellKey: CellContent]? = nil, unit: String, period: String, previousPeriod: String? = nil, receipt: String? = nil) {
        self.layout = layout
        self.cells = cells
        self.previous = previous
        self.unit = unit
        self.period = period
        self.previousPeriod = previousPeriod
        self.receipt = receipt
    }
}

/// A report as an administrative document: a heading for each section, its figures as tables with the period before and the change, texts as text.
///
/// Remarks that people exchanged while the report was checked are not part of it. Sections with many columns become appendices across the page.
/// - Parameter frame: head and end of the document; its abstract stays unless it is empty, its text comes before the figures.
package func reportDocument(_ report: ReportFigures, narrative: ReportNarrative = ReportNarrative(), in frame: OfficialDocument) -> OfficialDocument {
    var document = frame
    if document.abstract.isEmpty { document.abstract = "\(report.layout.form.name.vi) \(OfficialText.lowercasedFirst(report.period)) của \(report.unit)" }
    var trace = document.trace ?? Trace()
    trace.receipt = trace.receipt ?? report.receipt
    document.trace = trace
    document.body += narrative.opening.map { .paragraph(RichText($0)) }
    for section in report.layout.sections {
        document.body.append(.heading(section.name.vi, level: 1))
        for block in section.blocks { ReportTable(report, block).add(to: &document, section: section.name.vi) }
    }
    for part in narrative.parts {
        document.body.append(.heading(part.heading, level: 1))
        document.body += part.paragraphs.map { .paragraph(RichText($0)) }
    }
    document.body.append(.paragraph(RichText(
        "Số liệu \(OfficialText.lowercasedFirst(report.period)) của \(report.unit)\(report.receipt.map { ", biên nhận số \($0)" } ?? "")"
            + (report.previousPeriod.map { "; kỳ trước là \(OfficialText.lowercasedFirst($0))" } ?? "") + ".")))
    return document
}

/// One stretch of a form with the same columns.
private struct ReportTable {
    let report: ReportFigures
    let block: FormLayout.Block
    private let current: ReportCells
    private let previous: ReportCells?

    init(_ report: ReportFigures, _ block: FormLayout.Block) {
        self.report = report
        self.block = block
        current = ReportCells(report.layout, report.cells)
        previous = report.previous.map { ReportCells(report.layout, $0) }
    }

    /// More figures in a row than fit upright.
    private var isWide: Bool { block.columns.count > 4 }

    func add(to document: inout OfficialDocument, section: String) {
        var table = emptyTable
        var notes: [String] = [], texts: [Block] = [], number = 0
        for row in block.rows {
            switch row.content {
            case .field(let field, let element, let cells) where element.valueType == .text:
                texts.append(.paragraph(RichText([.init("\(element.name.vi): ", isBold: true), .init(current.text(cells.first?.key ?? CellKey(field.dataElement), element) ?? "không có.")])))
            case .field(_, let element, let cells):
                number += 1
                var line = ["\(number)", element.name.vi, element.unitOfMeasure?.vi ?? ""]
                for cell in cells { line.append(cell.kind == .greyed ? "×" : current.text(cell.key, element) ?? "") }
                line += comparison(cells.last?.key, element)
                table.rows.append(.init(line))
                for cell in cells {
                    guard let content = report.cells[cell.key], content.isWithoutFigure, let comment = content.comment, !comment.isEmpty else { continue }
                    notes.append("(\(number)) \(element.name.vi): không có số liệu. \(OfficialText.sentence(comment, mark: "."))")
                }
            case .computed(let computed):
                number += 1
                let now = current.computed(computed), before = previous?.computed(computed)
                var line = ["\(number)", computed.name.vi, computed.unitOfMeasure?.vi ?? ""] + [String](repeating: "", count: block.columns.count - 1)
                line.append(now.map { OfficialNumber.text($0, decimals: computed.decimals) } ?? "…")
                if previous != nil { line += [before.map { OfficialNumber.text($0, decimals: computed.decimals) } ?? "…", change(now, before, computed.decimals)] }
                table.rows.append(.init(line, kind: .total))
            }
        }
        table.notes = notes
        if !table.rows.isEmpty {
            if isWide {
                document.appendices.append(Appendix(title: section, body: [.table(table)], isLandscape: true))
                document.body.append(.paragraph(RichText("Số liệu chi tiết tại \(appendixName(document.appendices.count)) kèm theo.")))
            } else {
                document.body.append(.table(table))
            }
        }
        document.body += texts
    }

    /// Whether it is the only appendix is known only at the end; a number is right in either case where there are several.
    private func appendixName(_ number: Int) -> String {
        let wide = report.layout.sections.flatMap(\.blocks).count { $0.columns.count > 4 }
        return wide > 1 || number > 1 ? "Phụ lục \(OfficialNumber.roman(number))" : "Phụ lục"
    }

    private var emptyTable: DocumentTable {
        let isBrokenDown = block.columns.count > 1
        var columns: [DocumentTable.Column] = [.init(.centre), .text, .init(.centre)] + block.columns.map { _ in .number }
        var first: [DocumentTable.HeaderCell] = [], second: [DocumentTable.HeaderCell] = []
        let deep = isBrokenDown ? 2 : 1
        first = [.init("TT", rows: deep), .init("Chỉ tiêu", rows: deep), .init("Đơn vị tính", rows: deep)]
        if isBrokenDown {
            first.append(.init("Kỳ báo cáo", columns: block.columns.count))
            second = block.columns.map { .init($0.isTotal ? "Tổng số" : $0.options.map(\.name.vi).joined(separator: ", ")) }
        } else {
            first.append(.init("Kỳ báo cáo"))
        }
        if previous != nil {
            columns += [.number, .number]
            first += [.init(isBrokenDown ? "Kỳ trước (tổng số)" : "Kỳ trước", rows: deep), .init("Tăng (+), giảm (-)", rows: deep)]
        }
        return DocumentTable(columns: columns, header: isBrokenDown ? [first, second] : [first], rows: [])
    }

    private func comparison(_ key: CellKey?, _ element: DataElement) -> [String] {
        guard let previous else { return [] }
        guard let key else { return ["", ""] }
        guard element.valueType.isNumeric else { return [previous.text(key, element) ?? "", ""] }
        return [previous.text(key, element) ?? "…", change(current.number(key), previous.number(key), element.decimals)]
    }

    private func change(_ now: Double?, _ before: Double?, _ decimals: Int) -> String {
        guard let now, let before else { return "" }
        let text = OfficialNumber.text(now - before, decimals: decimals)
        return text.hasPrefix("-") || !text.contains(where: { $0 != "0" && $0 != "," }) ? text : "+\(text)"
    }
}

/// A report's cells with what follows from them.
private struct ReportCells {
    private let layout: FormLayout
    private let cells: [CellKey: CellContent]

    init(_ layout: FormLayout, _ cells: [CellKey: CellContent]) {
        self.layout = layout
        self.cells = cells
    }

    /// The figure of a cell; of a row's total the sum of its cells unless it is written itself.
    func number(_ key: CellKey) -> Double? {
        if let value = cells[key]?.value { return written(value) }
        guard key.options.isTotal else { return nil }
        let parts = cells.filter { $0.key.dataElement == key.dataElement && !$0.key.options.isTotal }.sorted { $0.key < $1.key }.compactMap { $0.value.value.flatMap(written) }
        return parts.isEmpty ? nil : parts.reduce(0, +)
    }

    /// A value that is no number has none.
    private func written(_ text: String) -> Double? {
        do { return try ScaledNumber(text).double } catch { return nil }  // dates, words: not a figure
    }

    /// What stands in the paper's cell: `…` where it is said that there is no figure, `nil` where nothing was said.
    func text(_ key: CellKey, _ element: DataElement) -> String? {
        let content = cells[key] ?? .empty
        if let value = content.value {
            switch element.valueType {
            case .count, .integer, .number, .percentage, .money:
                do { return OfficialNumber.text(try ScaledNumber(value)) } catch { return value }  // as it was written
            case .yesNo: return value == "true" ? "Có" : "Không"
            case .date: return Day(iso: value).map(OfficialNumber.shortDate) ?? value
            case .text: return value
            }
        }
        if content.isWithoutFigure { return "…" }
        return element.valueType.isNumeric ? number(key).map { OfficialNumber.text($0, decimals: element.decimals) } : nil
    }

    /// `nil` where it cannot be worked out from these cells alone.
    func computed(_ row: FormDefinition.ComputedRow) -> Double? {
        let expression: Expression
        do { expression = try Expression(parsing: row.expression) } catch { return nil }  // a checked pack has none such
        return expression.evaluate { item in
            guard case .dataElement(let code, let options) = item.reference, item.periodOffset == 0, !item.isYearToDate else { return nil }
            return number(CellKey(code, options))
        }
    }
}

extension OfficialText {
    /// `tháng 7/2026` from `Tháng 7/2026`, for the middle of a sentence.
    static func lowercasedFirst(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
