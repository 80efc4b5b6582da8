import Domain

/// Notices as sentences.
package struct NoticeWords: Sendable {
    private let world: World

    package init(_ world: World) { self.world = world }

    /// What happened, without a full stop: «Báo cáo tháng – Tháng 7/2026 – Xã Bản Khèn: bị trả lại».
    package func sentence(_ notice: Notice) -> Label {
        let report: Label
        switch notice.subject {
        case .report(let key): report = self.report(key)
        case .record(let key): report = record(key, notice.facts.number)
        }
        let what = what(notice)
        return Label(vi: "\(report.vi): \(what.vi)", en: "\(report.en): \(what.en)")
    }

    private func what(_ notice: Notice) -> Label {
        let due = notice.facts.due.map(Self.date), by = notice.facts.by ?? "Khèn"
        if let count = notice.facts.count { return whatOfSeveral(count, notice.kind, due, by) }
        return switch notice.kind {
        case .dueSoon: Label(vi: "sắp đến hạn gửi\(due.map { " (\($0.vi))" } ?? "")", en: "due soon\(due.map { " (\($0.en))" } ?? "")")
        case .late: Label(vi: "quá hạn mà chưa gửi\(due.map { " (hạn \($0.vi))" } ?? "")", en: "late\(due.map { " (was due on \($0.en))" } ?? "")")
        case .returned: Label(vi: "bị trả lại\(due.map { ", hạn gửi lại \($0.vi)" } ?? "")", en: "returned\(due.map { ", to be sent again by \($0.en)" } ?? "")")
        case .submitted: Label(vi: "đã gửi đến, đang chờ ông/bà xử lý", en: "has come in and waits for you")
        case .approved: Label(vi: "đã được duyệt", en: "approved")
        case .reopened: Label(vi: "đã được mở lại\(due.map { ", hạn gửi lại \($0.vi)" } ?? "")", en: "opened again\(due.map { ", to be sent again by \($0.en)" } ?? "")")
        case .reminder: Label(vi: "\(by) nhắc", en: "\(by) reminds you")
        case .recordMoved: moved(notice, by)
        case .recordDueSoon: Label(vi: "sắp đến hạn xử lý\(due.map { " (\($0.vi))" } ?? "")", en: "has to move on soon\(due.map { " (by \($0.en))" } ?? "")")
        case .recordLate: Label(vi: "quá hạn xử lý\(due.map { " (hạn \($0.vi))" } ?? "")", en: "should have moved on\(due.map { " (by \($0.en))" } ?? "")")
        }
    }

    /// The same of several reports beneath one unit.
    private func whatOfSeveral(_ count: Int, _ kind: NoticeKind, _ due: Label?, _ by: String) -> Label {
        let reports = count == 1 ? "one report" : "\(count) reports"
        return switch kind {
        case .dueSoon: Label(vi: "\(count) báo cáo sắp đến hạn gửi\(due.map { " (\($0.vi))" } ?? "")", en: "\(reports) due soon\(due.map { " (\($0.en))" } ?? "")")
        case .late: Label(vi: "\(count) báo cáo quá hạn mà chưa gửi\(due.map { " (hạn \($0.vi))" } ?? "")", en: "\(reports) late\(due.map { " (due on \($0.en))" } ?? "")")
        case .reminder: Label(vi: "\(by) nhắc về \(count) báo cáo chưa gửi", en: "\(by) reminds you of \(reports) not sent yet")
        case .returned, .submitted, .approved, .reopened, .recordMoved, .recordDueSoon, .recordLate: Label(vi: "\(count) báo cáo", en: reports)
        }
    }

    private func moved(_ notice: Notice, _ by: String) -> Label {
        guard case .record(let key) = notice.subject, let move = notice.facts.move.flatMap({ world.catalogue.registers[key.register]?.move($0) }) else { return Label(vi: "\(by) đã chuyển bước", en: "\(by) moved it on") }
        return Label(vi: "\(move.name.vi) (\(by))", en: "\(move.name.en) (\(by))")
    }

    /// Register and number of a record.
    private func record(_ key: RecordKey, _ number: String?) -> Label {
        let one = world.catalogue.registers[key.register]?.one ?? .same(key.register)
        func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
        return Label(vi: capital(one.vi) + (number.map { " \($0)" } ?? ""), en: capital(one.en) + (number.map { " \($0)" } ?? ""))
    }

    /// The name of a cell that a remark is on.
    package func cell(_ name: String) -> Label {
        let key = CellKey(parsing: name), catalogue = world.catalogue
        guard let element = catalogue.dataElements[key.dataElement]?.name else { return Label(vi: name, en: name) }
        let options = key.options.isTotal ? [] : key.options.codes.map { catalogue.options[$0]?.name ?? Label(vi: $0, en: $0) }
        guard !options.isEmpty else { return element }
        return Label(vi: "\(element.vi) – \(options.map(\.vi).joined(separator: ", "))", en: "\(element.en) – \(options.map(\.en).joined(separator: ", "))")
    }

    /// Form, period and unit of a report.
    private func report(_ key: ReportKey) -> Label {
        let form = world.catalogue.forms[key.form]?.name ?? Label(vi: key.form, en: key.form)
        // A period that no calendar has any more keeps its code.
        let period = (try? world.catalogue.periods.period(key.period)).map { world.catalogue.periods.label(of: $0) } ?? Label(vi: key.period, en: key.period)  // of a calendar that has left the packs
        let unit = world.units.unit(key.unit)?.versions.last?.fullName ?? Label(vi: key.unit.rawValue, en: key.unit.rawValue)
        return Label(vi: "\(form.vi) – \(period.vi) – \(unit.vi)", en: "\(form.en) – \(period.en) – \(unit.en)")
    }

    /// `05/02/2026`, `5 Feb 2026`.
    static func date(_ day: Day) -> Label {
        let parts = day.iso.split(separator: "-").map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return Label(vi: "\(parts[2])/\(parts[1])/\(parts[0])", en: "\(Int(parts[2]) ?? 0) \(months[(Int(parts[1]) ?? 1) - 1]) \(parts[0])")
    }
}
