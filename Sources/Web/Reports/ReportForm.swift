import Domain
import Markup
import Operations

/// What was filled in on a report's page, read from its fields, or found in the report.
struct ReportForm {
    var sheet: ReportSheet
    /// What the cells hold on the page: typed, else stored.
    var cells: [CellKey: CellContent]
    var problems: [FormProblem] = []
    var conflicts: [CellKey: Reports.CellConflict] = [:]

    init(_ sheet: ReportSheet) {
        self.sheet = sheet
        cells = sheet.cells
    }

    /// The edits that a page's fields make. Fields that were not sent leave their cells as they are.
    static func edits(_ fields: Fields, _ layout: FormLayout, _ language: Language) -> [CellEdit] {
        var elements: [String: DataElement] = [:]
        for row in layout.rows { if case .field(_, let element, _) = row.content { elements[element.code] = element } }
        return layout.inputs.compactMap { key in
            guard fields.has("v:\(key)"), let element = elements[key.dataElement] else { return nil }
            let value = ReportText.canonical(fields["v:\(key)"] ?? "", element, language)
            let isWithout = value == nil && fields[ "n:\(key)"] != nil
            return CellEdit(key, CellContent(value: value, isWithoutFigure: isWithout, comment: text(fields, "c:\(key)"), source: text(fields, "s:\(key)")))
        }
    }

    private static func text(_ fields: Fields, _ name: String) -> String? {
        let trimmed = (fields[name] ?? "").drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    mutating func take(_ edits: [CellEdit]) {
        for edit in edits { cells[edit.key] = edit.content.isEmpty ? nil : edit.content }
    }
}
