import Domain

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

    /// Public holidays, and the Saturdays and Sundays worked in their place.
    func checkHolidays() {
        var seen: [Day: Place] = [:]
        for other in visible.dropFirst() {
            for (day, entry) in other.sourced(.holidays, other.pack.calendarDays) { seen[day.day] = entry.place }
        }
        for (day, entry) in source.sourced(.holidays, pack.calendarDays) {
            if let first = seen[day.day] {
                log.report(
                    .duplicateCode, at: entry.place(of: "day"),
                    Label(
                        vi: "Ngày \(day.day.iso) đã có ở \(first.file), dòng \(first.line ?? 1).",
                        en: "\(day.day.iso) already stands in \(first.file), line \(first.line ?? 1)."),
                    remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
            } else {
                seen[day.day] = entry.place
            }
            if day.isWorked, day.day.weekday < 6 {
                log.report(
                    .calendar, at: entry.place(of: "day"),
                    Label(
                        vi: "Ngày \(day.day.iso) không phải thứ Bảy, Chủ nhật nên vốn là ngày làm việc.",
                        en: "\(day.day.iso) is no Saturday or Sunday, so it is worked anyway."),
                    remedy: Label(vi: "Hãy sửa ngày, hoặc bỏ «worked» nếu là ngày nghỉ.", en: "Correct the day, or remove “worked” where it is a day off."))
            }
        }
    }
}

extension String {
    /// Whether it can name a window: a letter, then capital letters, digits and hyphens.
    var isWindowCode: Bool { wholeMatch(of: /[A-Z][A-Z0-9-]*/) != nil }
}
