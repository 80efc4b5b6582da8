import Domain
import Markup
import Operations

/// One section of a report's form, to be filled in or to be read.
struct ReportSection {
    let section: FormLayout.Section
    let form: ReportForm
    let request: PageRequest
    let isEditable: Bool
    private var t: Translator { request.t }
    private var sheet: ReportSheet { form.sheet }

    init(_ section: FormLayout.Section, _ form: ReportForm, _ request: PageRequest, isEditable: Bool) {
        self.section = section
        self.form = form
        self.request = request
        self.isEditable = isEditable
    }

    var html: HTML {
        "<h2>\(t(section.name))</h2>\(section.help.map { "<p>\(t($0))</p>" as HTML })\(section.blocks.html { block($0) })"
    }

    private func block(_ block: FormLayout.Block) -> HTML {
        // Long texts stand by themselves, the full width.
        let texts = block.rows.allSatisfy { row in if case .field(_, let element, _) = row.content { element.valueType == .text } else { false } }
        if texts { return block.rows.html { narrative($0) } }
        let heads = block.columns.html { "<th scope=\"col\" class=\"n\">\(block.columns.count == 1 ? t("Figure") : ReportText.columnName($0, t))</th>" }
        return """
            <div class="wrap"><table class="entry"><caption class="unseen">\(t(section.name))</caption><thead><tr><th scope="col">\(t("Content"))</th>\
            <th scope="col" class="n">\(t("Period before"))</th>\(heads)</tr></thead><tbody>\(block.rows.html { row($0, block) })</tbody></table></div>
            """
    }

    // MARK: Rows

    private func row(_ row: FormLayout.Row, _ block: FormLayout.Block) -> HTML {
        switch row.content {
        case .computed(let computed):
            let expression = request.world.catalogue.formula(of: computed), value = expression.flatMap { sheet.check.evaluate($0, form.cells) }
            let text = value.map { t.language.number($0, decimals: computed.decimals) + unit(computed.unitOfMeasure) } ?? "–"
            return "<tr class=\"tot\"><th scope=\"row\">\(t(computed.name)) <small>\(t("computed"))</small></th><td></td><td class=\"n\" colspan=\"\(block.columns.count)\"><output data-formula=\"\(computed.expression)\" data-decimals=\"\(computed.decimals)\">\(text)</output></td></tr>"
        case .field(let field, let element, let cells):
            if element.valueType == .text { return "<tr><td colspan=\"\(block.columns.count + 2)\">\(narrative(row))</td></tr>" }
            return """
                <tr><th scope="row">\(t(element.name))\(if: field.isMandatory && isEditable, " <span class=\"must\" title=\"\(t("must be given"))\">*</span>")\
                <small>\(String(unit(element.unitOfMeasure).drop { $0 == " " }))\(note(field, element, cells))</small></th><td class="n prev" data-label="\(t("Period before"))">\(previous(element, cells))</td>\
                \(cells.html { cell($0, field, element) })</tr>
                """
        }
    }

    private func unit(_ label: Label?) -> String { label.map { t($0) == "%" ? "%" : " " + t($0) } ?? "" }

    private func note(_ field: FormDefinition.Field, _ element: DataElement, _ cells: [FormLayout.Cell]) -> HTML {
        let help = field.help ?? element.help
        let gathered = cells.compactMap { cell in sheet.gathered[cell.key] }
        guard field.isGathered else { return help.map { "<br>\(t($0))" as HTML } ?? "" }
        let sum = gathered.reduce(0) { $0 + $1.value }
        let said: String = gathered.isEmpty ? t("no approved figures beneath yet") : t("from the reports beneath: \(ReportText.shown(sum, element, t.language))")
        return "<br>\(said)\(help.map { "<br>\(t($0))" as HTML })"
    }

    private func previous(_ element: DataElement, _ cells: [FormLayout.Cell]) -> HTML {
        let known = cells.filter { $0.kind == .input }.compactMap { sheet.history[$0.key]?.previous }
        guard !known.isEmpty else { return "–" }
        let text = ReportText.shown(element.valueType == .yesNo ? known[0] : known.reduce(0, +), element, t.language)
        return HTML(text: text)
    }

    // MARK: Cells

    private func cell(_ cell: FormLayout.Cell, _ field: FormDefinition.Field, _ element: DataElement) -> HTML {
        let label: String = t("Figure")
        switch cell.kind {
        case .greyed: return "<td class=\"grey\" aria-label=\"\(t("not to be filled in"))\"></td>"
        case .rowTotal:
            let total = sheet.check.number(cell.key, form.cells)
            return "<td class=\"n\" data-label=\"\(t("Total"))\"><output data-total=\"\(element.code)\">\(ReportText.shown(total, element, t.language))</output></td>"
        case .input:
            let name = ReportText.name(cell.key, request)
            return isEditable ? input(cell.key, element, name, label) : reading(cell.key, element)
        }
    }

    /// A figure as it was sent, with its remarks and its history a step away.
    private func reading(_ key: CellKey, _ element: DataElement) -> HTML {
        let content = form.cells[key]
        let text = content?.isWithoutFigure == true ? t("no figure") : ReportText.shown(sheet.check.number(key, form.cells), element, t.language)
        let gathered = sheet.gathered[key]?.value, corrected = content?.value.flatMap(Double.init).flatMap { written in gathered.flatMap { $0 == written ? nil : $0 } }
        return """
            <td class="n" data-label="\(heading(key))"><a href="\(Address.report(sheet.key))/cells/\(Query.encoded(key.description))">\(text)</a>\
            \(corrected.map { " <span class=\"tag\">\(t("corrected"))</span><small>\(t("from the reports beneath: \(ReportText.shown($0, element, t.language))"))</small>" as HTML })\(content?.comment.map { "<small>\($0)</small>" as HTML })\(content?.source.map { "<small>\(t("Source: \($0)"))</small>" as HTML })\
            \(sheet.remarks[key].map { "<small class=\"msg\">\($0)</small>" as HTML })</td>
            """
    }

    private func input(_ key: CellKey, _ element: DataElement, _ name: String, _ label: String) -> HTML {
        let content = form.cells[key], problem = form.problems.first { $0.cells.contains(key) }
        let messages = [problem.map { t($0.message) }, sheet.remarks[key].map { t("Remark: \($0)") }].compactMap { $0 }
        let isBad = problem?.severity == .error || form.conflicts[key] != nil, isWarned = !isBad && (problem != nil || sheet.remarks[key] != nil)
        let more = content?.comment != nil || content?.source != nil || content?.isWithoutFigure == true || problem != nil
        let described: String? = messages.isEmpty ? nil : "m:\(key)"
        let control: HTML = element.valueType == .yesNo ? choice(key, content, name) : """
            <input name="v:\(key.description)" id="v:\(key.description)" class="n" inputmode="\(element.valueType == .date ? "numeric" : "decimal")" autocomplete="off" aria-label="\(name)"\
            \(attribute: "value", ReportText.typed(content, element, t.language))\(sheet.gathered[key].map { "placeholder=\"\(ReportText.shown($0.value, element, t.language))\"" as HTML }.map { " \($0)" as HTML })\
            \(if: isBad, " aria-invalid=\"true\"")\(attribute: "aria-describedby", described)>
            """
        return """
            <td class="n\(if: isBad, " bad")\(if: isWarned, " warn")" data-label="\(heading(key))">\(control)\(if: !messages.isEmpty, "<span class=\"msg\" id=\"m:\(key.description)\">\(messages.joined(separator: " · "))</span>")\
            <details\(if: more, " open")><summary>\(t("Note"))<span class="unseen"> – \(name)</span></summary>\
            <label>\(t("Comment"))<textarea name="c:\(key.description)" rows="2">\n\(content?.comment ?? "")</textarea></label>\
            <label>\(t("Source"))<input name="s:\(key.description)"\(attribute: "value", content?.source)></label>\
            <label class="tick"><input type="checkbox" name="n:\(key.description)" value="1"\(if: content?.isWithoutFigure == true, " checked")> \(t("There is no figure"))</label></details></td>
            """
    }

    /// What a narrow screen, which has no heads of columns, says before a cell.
    private func heading(_ key: CellKey) -> String {
        key.options.isTotal ? t("Figure") : ReportText.columnName(.init(options: ReportText.options(of: key, sheet.layout, request.world.catalogue)), t)
    }

    private func choice(_ key: CellKey, _ content: CellContent?, _ name: String) -> HTML {
        let options = [("", "–"), ("true", t("Yes")), ("false", t("No"))]
        return """
            <select name="v:\(key.description)" id="v:\(key.description)" aria-label="\(name)">\
            \(options.html { "<option value=\"\($0.0)\"\(if: $0.0 == content?.value ?? "", " selected")>\($0.1)</option>" })</select>
            """
    }

    private func narrative(_ row: FormLayout.Row) -> HTML {
        guard case .field(let field, let element, let cells) = row.content, let key = cells.first?.key else { return "" }
        let content = form.cells[key], problem = form.problems.first { $0.cells.contains(key) }
        let remark = sheet.remarks[key]
        guard isEditable else {
            return "<h3>\(t(element.name))</h3><p>\(content?.value ?? "–")</p>\(remark.map { "<p class=\"msg\">\($0)</p>" as HTML })"
        }
        let help = field.help ?? element.help
        return """
            <div class="field\(if: problem != nil, " bad")"><label for="v:\(key.description)">\(t(element.name))\(if: field.isMandatory, " *")</label>\(help.map { "<small>\(t($0))</small>" as HTML })\
            \(problem.map { "<span class=\"msg\">\(t($0.message))</span>" as HTML })\(remark.map { "<span class=\"msg\">\(t("Remark: \($0)"))</span>" as HTML })\
            <textarea name="v:\(key.description)" id="v:\(key.description)" rows="4">\n\(content?.value ?? "")</textarea></div>
            """
    }
}
