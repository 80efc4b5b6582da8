import Domain

// MARK: - Columns

extension PackRules {
    /// The columns of a row, and its cells that are not to be filled in.
    func checkColumns(of element: DataElement, _ row: SourceNode) {
        requireAll(in: .categories, key: "columns", of: row)
        let columns = row.codePlaces("columns")
        for (code, place) in columns where categories[code] != nil && !element.categories.contains(code) {
            log.report(
                .layout, at: place,
                Label(
                    vi: "«\(element.code)» không phân tổ theo «\(code)» nên không có cột ấy.",
                    en: "“\(element.code)” is not broken down by “\(code)”, so there are no such columns."),
                remedy: element.categories.isEmpty
                    ? Label(vi: "Hãy thêm «\(code)» vào categories của mục số liệu.", en: "Add “\(code)” to the data element's categories.")
                    : suggestion(for: code, among: element.categories))
        }
        if columns.count > 2 {
            log.report(
                .layout, at: row.place(of: "columns"),
                Label(vi: "Dòng này có \(columns.count) phân tổ làm cột.", en: "This row has \(columns.count) categories as columns."),
                remedy: Label(vi: "Hãy giữ lại nhiều nhất hai.", en: "Keep two at most."))
        }
        for (options, place) in row.optionSets("greyed") { checkGreyed(options, columns: columns.map(\.0), at: place) }
    }

    private func checkGreyed(_ options: [String], columns: [String], at place: Place) {
        var known = true
        for option in options where !require(option, in: .categoryOptions, at: place) { known = false }
        guard known, columns.allSatisfy({ categories[$0] != nil }), options.allSatisfy({ categoryOfOption[$0] != nil }),
            options.compactMap({ categoryOfOption[$0] }).sorted() != columns.sorted() || columns.isEmpty
        else { return }
        let shown = options.joined(separator: ",")
        log.report(
            .layout, at: place,
            Label(vi: "Dòng này không có ô «\(shown)» để bôi xám.", en: "This row has no cell “\(shown)” to grey out."),
            remedy: columns.isEmpty
                ? Label(vi: "Hãy ghi «columns» trước.", en: "Say the “columns” first.")
                : Label(
                    vi: "Hãy ghi một lựa chọn của mỗi cột: \(columns.joined(separator: ", ")).",
                    en: "Write one option of each column: \(columns.joined(separator: ", "))."))
    }

    // MARK: - Computed rows

    func checkComputedRows(of form: FormDefinition, _ entry: SourceNode) {
        for row in (entry["sections"]?.items ?? []).flatMap({ $0["rows"]?.items ?? [] }) {
            guard let text = row["computed"]?.text, let formula = FormulaReader(source, log: log).read(text, key: "computed", in: row) else { continue }
            for item in checkedItems(of: formula, row, mayLookBack: false) where !form.tells(item, categoryOfOption: categoryOfOption) {
                guard case .dataElement(let code, let options) = item.reference else { continue }
                log.report(
                    .layout, at: place(of: item, in: formula, row),
                    form.dataElements.contains(code)
                        ? Label(
                            vi: "Trên biểu mẫu này «\(code)» không có ô «\(options.key)».", en: "“\(code)” has no cell “\(options.key)” on this form.")
                        : Label(vi: "«\(code)» không có trên biểu mẫu này.", en: "“\(code)” is not on this form."),
                    remedy: form.dataElements.contains(code)
                        ? Label(vi: "Hãy ghi một lựa chọn của mỗi cột của dòng ấy.", en: "Name one option of each of that row's columns.")
                        : suggestion(for: code, among: form.dataElements))
            }
        }
    }

    // MARK: - Formulas over one report

    private func place(of item: Expression.Item, in formula: Formula, _ entry: SourceNode) -> Place {
        guard case .dataElement(let code, let options) = item.reference else { return entry.place(of: formula.key) }
        let group = options.isTotal ? nil : formula.text.firstRange(of: "#{\(code):")
        let offset = group.map { formula.text.distance(from: formula.text.startIndex, to: $0.lowerBound) } ?? formula.offset(of: "#{\(code)")
        return source.place(of: formula.key, in: entry, character: offset)
    }

    /// Reports what a formula over the cells of one report cannot ask for.
    ///
    /// - Returns: the data elements that are known, as the formula asks for them.
    func checkedItems(of formula: Formula, _ entry: SourceNode, mayLookBack: Bool) -> [Expression.Item] {
        formula.expression.items.filter { item in
            let place = place(of: item, in: formula, entry)
            if item.isYearToDate || item.aggregation != nil || item.periodOffset > 0 || (item.periodOffset != 0 && !mayLookBack) {
                log.report(
                    .expression, at: place,
                    Label(vi: "«\(item)» không tính được trong một báo cáo.", en: "“\(item)” cannot be worked out inside one report."),
                    remedy: mayLookBack
                        ? Label(vi: "Chỉ dùng được .periodOffset với số âm.", en: "Only .periodOffset with a negative number can follow.")
                        : Label(vi: "Hãy bỏ phần sau dấu chấm.", en: "Remove what follows the dot."))
            }
            switch item.reference {
            case .dataElement(let code, let options):
                guard require(code, in: .dataElements, at: place), let element = elements[code] else { return false }
                if [.text, .date].contains(element.valueType) {
                    log.report(
                        .wrongType, at: place,
                        Label(
                            vi: "Không tính được với «\(code)» vì kiểu là «\(element.valueType.rawValue)».",
                            en: "“\(code)” cannot be calculated with: its type is “\(element.valueType.rawValue)”."),
                        remedy: Label(vi: "Hãy dùng mục kiểu số hoặc yes_no.", en: "Use a numeric or a yes_no data element."))
                }
                for option in options.codes { checkOption(option, of: element, at: place) }
                return true
            case .days: return true
            case .constant, .indicator, .reporting:
                log.report(
                    .expression, at: place,
                    Label(
                        vi: "«\(item)» không có trong một báo cáo.", en: "“\(item)” is not part of a report."),
                    remedy: Label(vi: "Hãy dùng các mục số liệu #{…} của biểu mẫu.", en: "Use the form's data elements #{…}."))
                return false
            }
        }
    }

    // MARK: - Validation rules

    func checkValidationRules() {
        let forms = visible.flatMap(\.pack.forms)
        for (rule, entry) in source.sourced(.validationRules, pack.validationRules) {
            let reader = FormulaReader(source, log: log)
            let sides = [reader.read(rule.left, key: "left", in: entry), reader.read(rule.right, key: "right", in: entry)]
            var items: [Expression.Item] = []
            var isKnown = true
            for side in sides {
                guard let side else { isKnown = false; continue }
                let checked = checkedItems(of: side, entry, mayLookBack: true)
                if checked.count != side.expression.items.count { isKnown = false }
                items += checked
            }
            let isHeld = !items.isEmpty && forms.contains { form in items.allSatisfy { form.tells($0, categoryOfOption: categoryOfOption) } }
            guard isKnown, !isHeld, pack.programme != nil else { continue }
            log.report(
                .unused, .warning, at: entry.place(of: "left"),
                Label(
                    vi: "Không biểu mẫu nào có đủ các mục số liệu của quy tắc «\(rule.code)».", en: "No form holds all data elements of the rule “\(rule.code)”."),
                remedy: Label(
                    vi: "Hãy đưa chúng (và phân tổ, nếu có) vào cùng một biểu mẫu, hoặc bỏ quy tắc.",
                    en: "Put them (and their columns, if any) on one form, or remove the rule."))
        }
    }
}
