import Domain

extension PackRules {
    func checkForms() {
        var earlier: [String: FormDefinition] = [:]
        for (form, entry) in source.sourced(.forms, pack.forms) {
            if form.citation == nil { warnWithoutCitation(entry) }
            require(form.calendar, in: .calendars, key: "calendar", of: entry)
            checkCalendar(of: form, entry)
            if form.dataElements.isEmpty {
                log.report(
                    .missingKey, at: entry.place(of: "sections"), Label(vi: "Biểu mẫu không có mục số liệu nào.", en: "The form asks for no data element."),
                    remedy: Label(vi: "Hãy thêm «data_elements» vào một phần.", en: "Add “data_elements” to a section."))
            }
            var onForm: Set<String> = []
            for field in entry.fields {
                let code = field.code
                guard require(code, in: .dataElements, at: field.place), let element = elements[code] else { continue }
                if !onForm.insert(code).inserted {
                    log.report(
                        .duplicateCode, at: field.place, Label(vi: "«\(code)» có hai lần trên biểu mẫu.", en: "“\(code)” stands twice on the form."),
                        remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
                }
                if let row = field.row { checkColumns(of: element, row) }
                if field.isGathered {
                    checkGathering(of: element, on: form, at: field.place)
                } else {
                    checkLevel(of: element, on: form, at: field.place)
                    if let other = earlier[code] { compare(form, with: other, asking: code, at: field.place) }
                    earlier[code] = earlier[code] ?? form
                }
            }
            checkComputedRows(of: form, entry)
        }
    }

    /// A figure that a form puts together has to be collected further down, for the same periods or shorter ones.
    private func checkGathering(of element: DataElement, on form: FormDefinition, at place: Place) {
        let beneath = visible.flatMap(\.pack.forms).filter { other in
            other.level > form.level && other.fields.contains { $0.dataElement == element.code && !$0.isGathered }
        }
        guard !beneath.isEmpty else {
            log.report(
                .level, at: place,
                Label(
                    vi: "Không biểu mẫu nào của cấp dưới «\(form.level.rawValue)» thu thập «\(element.code)» để tổng hợp.",
                    en: "No form beneath “\(form.level.rawValue)” collects “\(element.code)”, so there is nothing to gather."),
                remedy: Label(vi: "Hãy đưa mục này vào biểu mẫu cấp dưới, hoặc bỏ «gathers».", en: "Put it on a form of a lower level, or remove “gathers”."))
            return
        }
        if !beneath.contains(where: { $0.calendar == form.calendar && $0.frequency.rank <= form.frequency.rank }) {
            log.report(
                .frequency, at: place,
                Label(
                    vi: "Biểu mẫu «\(beneath[0].code)» thu thập «\(element.code)» theo kỳ không gộp được thành kỳ của biểu mẫu này.",
                    en: "The form “\(beneath[0].code)” collects “\(element.code)” for periods that do not make up those of this form."),
                remedy: Label(
                    vi: "Hãy dùng cùng lịch, cùng kỳ hoặc kỳ dài hơn.", en: "Use the same calendar, and the same frequency or a coarser one."))
        }
    }

    private func compare(_ form: FormDefinition, with other: FormDefinition, asking code: String, at place: Place) {
        if other.frequency != form.frequency || other.calendar != form.calendar {
            log.report(
                .frequency, at: place,
                Label(
                    vi: "«\(code)» đã thu thập theo kỳ khác trong biểu mẫu «\(other.code)».",
                    en: "“\(code)” is already collected for other periods, on the form “\(other.code)”."),
                remedy: Label(
                    vi: "Mỗi mục số liệu chỉ thu thập theo một kỳ và một lịch.", en: "Collect each data element for one frequency and calendar only."))
        }
        if other.level != form.level {
            log.report(
                .level, at: place,
                Label(
                    vi: "«\(code)» đã thu thập ở cấp «\(other.level.rawValue)» trong biểu mẫu «\(other.code)».",
                    en: "“\(code)” is already collected at “\(other.level.rawValue)”, on the form “\(other.code)”."),
                remedy: Label(
                    vi: "Số của một đơn vị thay cho tổng các đơn vị trực thuộc, nên mỗi mục số liệu chỉ thu thập ở một cấp.",
                    en: "A unit's own figure stands for the sum of those beneath it, so collect each data element at one level only."))
        }
    }

    private func checkCalendar(of form: FormDefinition, _ entry: SourceNode) {
        if form.calendar != nil, [.day, .week, .window].contains(form.frequency) {
            log.report(
                .calendar, at: entry.place(of: "calendar"),
                Label(
                    vi: "Lịch báo cáo không có kỳ «\(form.frequency.rawValue)».",
                    en: "A reporting calendar has no periods of the kind “\(form.frequency.rawValue)”."),
                remedy: Label(
                    vi: "Hãy bỏ «calendar», hoặc dùng month, quarter, six_months, year.", en: "Remove “calendar”, or use month, quarter, six_months or year."))
        }
        let windows = visible.flatMap(\.pack.windows).filter { window in
            (form.validFrom.map { $0 <= window.firstDay } ?? true) && (form.validTo.map { window.lastDay <= $0 } ?? true)
        }
        if form.frequency == .window, windows.isEmpty {
            log.report(
                .calendar, at: entry.place(of: "frequency"),
                Label(vi: "Không có đợt nào trong thời gian hiệu lực của biểu mẫu.", en: "No window lies within the time the form holds."),
                remedy: Label(
                    vi: "Hãy khai báo đợt trong windows hoặc sửa valid_from, valid_to.", en: "Declare one in windows, or correct valid_from and valid_to."))
        }
    }

    private func checkLevel(of element: DataElement, on form: FormDefinition, at place: Place) {
        guard let level = element.level, level != form.level else { return }
        log.report(
            .level, at: place,
            Label(
                vi: "«\(element.code)» thuộc cấp «\(level.rawValue)», biểu mẫu thuộc cấp «\(form.level.rawValue)».",
                en: "“\(element.code)” is reported at “\(level.rawValue)”, the form at “\(form.level.rawValue)”."),
            remedy: Label(vi: "Hãy chuyển sang biểu mẫu cùng cấp.", en: "Move it to a form of its own level."))
    }
}

extension SourceNode {
    /// Where a form asks for a data element.
    struct FieldPlace {
        var code: String
        var place: Place
        /// The row that says how; `nil` where the code stands in `data_elements`.
        var row: SourceNode?

        var isGathered: Bool { row?["gathers"]?.text == "true" }
    }

    /// The data elements of a form's record, in order.
    var fields: [FieldPlace] {
        (self["sections"]?.items ?? []).flatMap { section -> [FieldPlace] in
            let rows = section["rows"]?.items ?? []
            guard rows.isEmpty else {
                return rows.compactMap { row in row["data_element"].flatMap { node in node.text.map { FieldPlace(code: $0, place: node.place, row: row) } } }
            }
            return section.codePlaces("data_elements").map { FieldPlace(code: $0.0, place: $0.1) }
        }
    }
}
