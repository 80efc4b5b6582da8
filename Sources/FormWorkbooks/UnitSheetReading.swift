import Domain
import Sheets

/// Reads one unit's sheet, by the names of rows and columns in its hidden cells and not by their positions.
struct UnitSheetReading {
    private(set) var edits: [FormWorkbookReader.UnitReading.PlacedEdit] = []
    private(set) var findings: [WorkbookFinding] = []

    private let layout: FormLayout
    private let sheet: WorkbookCells.Sheet
    private let base: [CellKey: CellContent]
    private let gathered: [CellKey: Double]
    private let countsFrom1904: Bool
    /// What the cells hold after reading, for comparing totals.
    private var contents: [CellKey: CellContent]
    private var totals: [(key: CellKey, place: CellAddress, cell: WorkbookCells.Cell)] = []

    init(_ layout: FormLayout, _ sheet: WorkbookCells.Sheet, _ base: [CellKey: CellContent], gathered: [CellKey: Double], countsFrom1904: Bool) {
        (self.layout, self.sheet, self.base, self.gathered, self.countsFrom1904, contents) = (layout, sheet, base, gathered, countsFrom1904, base)
    }

    private struct Field {
        var element: DataElement
        var cells: [FormLayout.Cell]
        var isRead = false
    }

    mutating func read() {
        var fields: [String: Field] = [:], order: [String] = []
        for case .field(_, let element, let cells) in layout.rows.map(\.content) {
            fields[element.code] = Field(element: element, cells: cells)
            order.append(element.code)
        }
        var columns: [String: Int] = [:], isForm = false
        for row in 0..<sheet.rowCount {
            let mark = sheet[row, SheetPlan.keyColumn]?.text
            switch mark {
            case Mark.columns?:
                columns = [:]
                isForm = true
                for column in 1..<400 { if let name = sheet[row, column]?.text { columns[name] = column } }
            case Mark.end?: isForm = false
            case Mark.section?, Mark.heading?: continue
            case let mark? where mark.hasPrefix(Mark.computed): readComputed(row, columns)
            case let code?:
                guard var field = fields[code] else {
                    if isForm { reportInserted(row, columns) }
                    continue
                }
                guard !field.isRead else {
                    report(.rowTwice, CellAddress(row: row, column: SheetPlan.nameColumn), nil, Label(vi: "dòng «\(field.element.name.vi)» xuất hiện hai lần; chỉ đọc dòng đầu", en: "the row “\(field.element.name.en)” stands twice; only the first is read"),
                           Label(vi: "Xoá dòng chép thừa.", en: "Delete the copy."))
                    continue
                }
                field.isRead = true
                fields[code] = field
                read(field, row, columns)
            case nil: if isForm { reportInserted(row, columns) }
            }
        }
        for code in order {
            guard let field = fields[code], !field.isRead else { continue }
            report(.rowMissing, nil, nil, Label(vi: "thiếu dòng «\(field.element.name.vi)» (\(code)); số liệu của dòng giữ nguyên", en: "the row “\(field.element.name.en)” (\(code)) is missing; its figures stay as they are"),
                   Label(vi: "Tải lại biểu, chép số liệu sang; không xoá dòng.", en: "Download the form again and copy the figures into it; do not delete rows."))
        }
        compareTotals()
    }

    // MARK: Rows

    private mutating func read(_ field: Field, _ row: Int, _ columns: [String: Int]) {
        let inputs = field.cells.filter { $0.kind == .input }
        var outcomes: [(key: CellKey, place: CellAddress, outcome: CellReading.Outcome)] = []
        for cell in field.cells {
            let name = cell.key.options.isTotal ? Mark.total : cell.key.options.key
            guard let column = columns[name] else {
                if cell.kind == .input {
                    report(.columnMissing, CellAddress(row: row, column: SheetPlan.nameColumn), cell.key, Label(vi: "thiếu cột của ô \(cell.key); số liệu của ô giữ nguyên", en: "the column of \(cell.key) is missing; its figure stays as it is"),
                           Label(vi: "Tải lại biểu, chép số liệu sang; không xoá cột.", en: "Download the form again and copy the figures into it; do not delete columns."))
                }
                continue
            }
            let place = CellAddress(row: row, column: column), found = sheet.cells[place]
            switch cell.kind {
            case .input:
                let reading = CellReading(found, of: field.element, countsFrom1904: countsFrom1904)
                for remark in reading.remarks { findings.append(WorkbookFinding(kind: remark.kind, isProblem: remark.isProblem, sheet: sheet.name, cell: place.description, key: cell.key, message: remark.message, remedy: remark.remedy)) }
                outcomes.append((cell.key, place, reading.outcome))
            case .rowTotal: if let found { totals.append((cell.key, place, found)) }
            case .greyed:
                guard let found, !found.text.trimmed.isEmpty else { continue }
                report(.greyed, place, cell.key, Label(vi: "ô không thuộc phạm vi báo cáo nhưng có «\(found.text.trimmed)»", en: "the cell is not to be filled in but holds “\(found.text.trimmed)”"),
                       Label(vi: "Xoá nội dung ô, hoặc chuyển sang đúng ô.", en: "Clear it, or move it where it belongs."))
            }
        }
        guard !inputs.isEmpty else { return }
        let beside = readBeside(field.cells, row, columns, &outcomes)
        for (key, place, outcome) in outcomes {
            guard let content = content(key, outcome, beside) else { continue }
            contents[key] = content
            let held = base[key] ?? .empty
            if !Self.isSame(content, held, element: field.element) {
                edits.append(.init(edit: CellEdit(key, content, base: held), sheet: sheet.name, cell: place.description))
            }
        }
    }

    /// What stands beside the cells of a row.
    private struct Beside {
        var saysNoFigure = false
        var stillWithout: Set<CellKey> = []
        /// `nil` where it is as it was, or its column is gone.
        var comment: String?
        var source: String?
        /// What cells that are newly filled in take over from the row.
        var shared = CellContent()
        /// The cell that carries a comment although nothing is written.
        var carrier: CellKey?
    }

    private typealias Outcomes = [(key: CellKey, place: CellAddress, outcome: CellReading.Outcome)]

    private mutating func readBeside(_ cells: [FormLayout.Cell], _ row: Int, _ columns: [String: Int], _ outcomes: inout Outcomes) -> Beside {
        func text(_ mark: String) -> String? { columns[mark].map { sheet[row, $0]?.text.trimmed ?? "" } }
        let keys = outcomes.map(\.key)
        var beside = Beside()
        if let column = columns[Mark.word], let word = text(Mark.word) {
            let place = CellAddress(row: row, column: column)
            if Words.saysNoFigure(word) {
                beside.saysNoFigure = true
                let hasRoom = outcomes.contains { if case .value = $0.outcome { false } else { true } }
                if !hasRoom {
                    report(.figureAndWord, place, keys.first, Label(vi: "vừa có số liệu vừa chọn «Không có số liệu»", en: "there is a figure, and “No figure” beside it"), Label(vi: "Xoá số liệu hoặc xoá «Không có số liệu».", en: "Clear the figure, or clear “No figure”."))
                    for index in outcomes.indices { outcomes[index].outcome = .refused }
                }
            } else if !word.isEmpty {
                report(.unknownWord, place, keys.first, Label(vi: "«\(word)» không phải từ được chọn", en: "“\(word)” is not one of the words"),
                       Label(vi: "Chọn «Không có số liệu» hoặc để trống; lý do ghi ở cột «Ghi chú, lý do».", en: "Choose “No figure” or leave it empty; the reason goes under “Comment, reason”."))
            }
        } else {
            // The column is gone: what was said before still holds for cells that are empty.
            beside.stillWithout = Set(keys.filter { base[$0]?.isWithoutFigure == true })
        }
        // As it was written, in either language.
        let written = WorkbookLanguage.allCases.map { RowAnswer(RowKeys(cells, layout, $0).inputs, base) }
        func changed(_ mark: String, _ path: KeyPath<RowAnswer, String>) -> String? { text(mark).flatMap { text in written.contains { $0[keyPath: path] == text } ? nil : text } }
        beside.comment = changed(Mark.comment, \.comment)
        beside.source = changed(Mark.source, \.source)
        func shared(_ path: KeyPath<CellContent, String?>) -> String? {
            let all = Set(keys.compactMap { base[$0]?[keyPath: path] })
            return all.count == 1 ? all.first : nil
        }
        beside.shared = CellContent(comment: shared(\.comment), source: shared(\.source))
        if !beside.saysNoFigure, outcomes.allSatisfy({ $0.outcome == .nothing }) { beside.carrier = keys.first { base[$0]?.comment != nil || base[$0]?.source != nil } ?? keys.first }
        return beside
    }

    /// What a cell comes to; `nil` where it could not be read.
    private func content(_ key: CellKey, _ outcome: CellReading.Outcome, _ beside: Beside) -> CellContent? {
        var content = CellContent()
        switch outcome {
        case .refused: return nil
        case .nothing: content.isWithoutFigure = beside.saysNoFigure || beside.stillWithout.contains(key)
        case .withoutFigure: content.isWithoutFigure = true
        case .value(let value): content.value = value
        }
        guard content.isAnswered || beside.carrier == key else { return content }
        let held = base[key] ?? .empty, inherited = held.isEmpty ? beside.shared : held
        content.comment = beside.comment.map { $0.isEmpty ? nil : $0 } ?? inherited.comment
        content.source = beside.source.map { $0.isEmpty ? nil : $0 } ?? inherited.source
        return content
    }

    /// Whether a cell holds what it held, apart from spaces and the way a number is written.
    private static func isSame(_ a: CellContent, _ b: CellContent, element: DataElement) -> Bool {
        func same(_ a: String?, _ b: String?) -> Bool { (a ?? "").trimmed == (b ?? "").trimmed }
        func sameValue(_ a: String?, _ b: String?) -> Bool {
            guard element.valueType.isNumeric, let a, let b, let x = Double(a), let y = Double(b) else { return same(a, b) }
            return x == y
        }
        return sameValue(a.value, b.value) && a.isWithoutFigure == b.isWithoutFigure && same(a.comment, b.comment) && same(a.source, b.source)
    }

    // MARK: Totals

    private mutating func readComputed(_ row: Int, _ columns: [String: Int]) {
        guard let column = columns[Mark.total], let cell = sheet[row, column], !cell.isFormula, !cell.text.trimmed.isEmpty else { return }
        report(.totalOverwritten, CellAddress(row: row, column: column), nil, Label(vi: "dòng tự tính đã bị ghi đè bằng «\(cell.text.trimmed)»; bỏ qua, hệ thống tự tính", en: "a computed row was overwritten with “\(cell.text.trimmed)”; it is ignored and computed anew"),
               Label(vi: "Không ghi vào ô tự tính.", en: "Do not write in computed cells."), isProblem: false)
    }

    private mutating func compareTotals() {
        let check = FormCheck(layout: layout, rules: [], gathered: gathered, periodLength: 1)
        for (key, place, cell) in totals where !cell.isFormula {
            let text = cell.text.trimmed
            guard !text.isEmpty else { continue }
            let sum = check.number(key, contents), written = cell.kind == .text ? (try? NumberText.parse(text, mark: .comma))?.number.double : Double(text)  // a text that is no number differs
            if let sum, let written, abs(sum - written) <= 1e-9 * max(1, abs(sum)) {
                report(.totalOverwritten, place, key, Label(vi: "tổng đã bị ghi đè, bằng tổng tính được; bỏ qua", en: "the total was overwritten with the same figure; it is ignored"),
                       Label(vi: "Không ghi vào ô tổng.", en: "Do not write over totals."), isProblem: false)
            } else {
                let computed = sum.map { WorkbookLanguage.vi.number($0) } ?? "–", computedEn = sum.map { WorkbookLanguage.en.number($0) } ?? "–"
                report(.totalDiffers, place, key, Label(vi: "tổng bị ghi đè là «\(text)», khác tổng các ô của dòng: \(computed)", en: "the total was overwritten with “\(text)”; the cells of the row add up to \(computedEn)"),
                       Label(vi: "Sửa các ô của dòng cho khớp; ô tổng do hệ thống tính.", en: "Correct the cells of the row; the total follows from them."))
            }
        }
    }

    // MARK: Findings

    /// A row that the form does not have, if something is written in it.
    private mutating func reportInserted(_ row: Int, _ columns: [String: Int]) {
        let places = columns.values.map { CellAddress(row: row, column: $0) }.sorted()
        guard let place = places.first(where: { sheet.cells[$0]?.text.trimmed.isEmpty == false }) else { return }
        report(.rowInserted, place, nil, Label(vi: "dòng \(row + 1) không có trong biểu; không nhận nội dung của dòng", en: "row \(row + 1) is not on the form; what it holds is not taken"),
               Label(vi: "Ghi vào các dòng có sẵn rồi xoá dòng chèn thêm.", en: "Write in the rows of the form and delete this one."))
    }

    private mutating func report(_ kind: WorkbookFinding.Kind, _ place: CellAddress?, _ key: CellKey?, _ message: Label, _ remedy: Label, isProblem: Bool = true) {
        findings.append(WorkbookFinding(kind: kind, isProblem: isProblem, sheet: sheet.name, cell: place?.description, key: key, message: message, remedy: remedy))
    }
}
