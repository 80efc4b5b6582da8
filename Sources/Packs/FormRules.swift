import Domain

// MARK: - Calendars and windows

extension PackRules {
    func checkCalendars() {
        for (calendar, entry) in source.sourced(.calendars, pack.calendars) {
            if calendar.citation == nil { warnWithoutCitation(entry) }
            if calendar.code != calendar.code.lowercased() || calendar.code.first?.isLetter != true {
                log.report(
                    .calendar, at: entry.place(of: "code"),
                    Label(
                        vi: "Mã lịch «\(calendar.code)» đứng trước kỳ (như nd09:2026-07) nên phải là chữ thường.",
                        en: "The calendar's code “\(calendar.code)” leads its periods (as in nd09:2026-07), so it is lower case."),
                    remedy: Label(vi: "Hãy dùng chữ thường, bắt đầu bằng chữ cái.", en: "Write it in lower case, beginning with a letter."))
            }
        }
        for (window, entry) in source.sourced(.windows, pack.windows) {
            if window.citation == nil { warnWithoutCitation(entry) }
            if !window.code.isWindowCode {
                log.report(
                    .calendar, at: entry.place(of: "code"),
                    Label(vi: "Mã đợt «\(window.code)» có thể lẫn với kỳ khác.", en: "The window's code “\(window.code)” could be taken for another period."),
                    remedy: Label(
                        vi: "Hãy bắt đầu bằng chữ cái; chỉ dùng chữ hoa, chữ số và «-», như DL-100D.",
                        en: "Begin with a letter; use capital letters, digits and “-”, as in DL-100D."))
            }
        }
    }

    // MARK: - Forms

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
            for section in entry["sections"]?.items ?? [] {
                for (code, place) in section.codePlaces("data_elements") {
                    guard require(code, in: .dataElements, at: place), let element = elements[code] else { continue }
                    if !onForm.insert(code).inserted {
                        log.report(
                            .duplicateCode, at: place, Label(vi: "«\(code)» có hai lần trên biểu mẫu.", en: "“\(code)” stands twice on the form."),
                            remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
                    }
                    checkLevel(of: element, on: form, at: place)
                    if let other = earlier[code] { compare(form, with: other, asking: code, at: place) }
                    earlier[code] = earlier[code] ?? form
                }
            }
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

extension String {
    /// Whether it can name a window: a letter, then capital letters, digits and hyphens.
    var isWindowCode: Bool { wholeMatch(of: /[A-Z][A-Z0-9-]*/) != nil }
}
