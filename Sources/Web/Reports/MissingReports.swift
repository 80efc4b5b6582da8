import Domain
import Markup
import Operations

/// The reports of a form and period that are not sent, late ones first, with reminding for those who may.
struct MissingReports {
    let form: FormDefinition
    let period: Period
    let unit: OrgUnit
    let lines: [ReportLine]
    private let reminders: [UnitID: Reports.Reminder]
    private let request: PageRequest
    private var t: Translator { request.t }

    /// More are not shown; whoever reminds everybody reminds these too.
    private static let most = 200

    init(_ form: FormDefinition, _ period: Period, beneath unit: OrgUnit, _ request: PageRequest) throws {
        (self.form, self.period, self.unit, self.request) = (form, period, unit, request)
        let reports = request.khen.reports
        lines = reports.lines(of: form, in: period, beneath: unit.id, by: request.person).filter { $0.standing.state.isEditable }.enumerated()
            .sorted { ($0.element.isLate ? 0 : 1, $0.offset) < ($1.element.isLate ? 0 : 1, $1.offset) }.map(\.element)
        reminders = try reports.reminders(of: form, in: period, units: lines.map(\.unit))
    }

    func mayRemind(_ line: ReportLine) -> Bool { request.person.may(.remind, at: line.unit.id, in: request.world, on: request.today) }

    // MARK: For programs

    struct Answer: Encodable {
        var unit, unitName, state, due: String
        var isLate: Bool
        @ExplicitNull var remindedAt: String?
    }

    var answers: [Answer] {
        lines.map { line in
            Answer(unit: line.unit.id.rawValue, unitName: request.name(of: line.unit), state: line.standing.state.rawValue, due: line.due.iso, isLate: line.isLate, remindedAt: reminders[line.unit.id]?.at.iso)
        }
    }

    // MARK: As a page

    var html: HTML {
        let title = t("Not sent: \(ReportText.period(period, request))")
        guard !lines.isEmpty else { return "<h2 id=\"late\">\(title)</h2>\(done)<p>\(t("Every report is in."))</p>" }
        let mayRemind = request.person.has(.remind) && lines.contains(where: mayRemind), rest = lines.count - Self.most
        let more: HTML = rest > 0 ? "<p>\(t("and one more|and \(rest) more"))</p>" : ""
        let head: HTML = "<h2 id=\"late\">\(title) <span class=\"code\">\(lines.count)</span></h2>\(done)"
        guard mayRemind else { return "\(head)\(table(withBoxes: false).html)\(more)" }
        let note = Field("note", label: t("What to say to them"), hint: t("One line, as it goes out; may be empty."), control: .line(type: "text", value: request.fields["note"] ?? ""))
        return """
            \(head)<form method="post" action="/reports/overview/remind"><input type="hidden" name="form" value="\(form.code)"><input type="hidden" name="period" value="\(period.id)">\
            <input type="hidden" name="top" value="\(unit.id.rawValue)">\(table(withBoxes: true).html)\(more)\(note.html)\
            <p><button name="do" value="chosen">\(t("Remind the chosen ones"))</button> <button class="quiet" name="do" value="all">\(t("Remind all \(lines.count)"))</button></p>\
            <p><small>\(t("Those who fill in get a notice and a letter. A report is reminded of at most once a day."))</small></p></form>
            """
    }

    private func table(withBoxes: Bool) -> Table {
        let columns = [Table.Column(t("Unit")), .init(t("Deadline")), .init(t("State")), .init(t("Last reminded"))]
        return Table(caption: t("Not sent: \(ReportText.period(period, request))"), isCaptionHidden: true, columns: columns, rows: lines.prefix(Self.most).map { row($0, withBoxes) })
    }

    private func row(_ line: ReportLine, _ withBoxes: Bool) -> [HTML] {
        let day = line.unit.lastDay.map { min($0, request.today) } ?? request.today
        let above = request.world.units.ancestors(of: line.unit.id, asOf: day).first.flatMap { $0.id == unit.id ? nil : $0 }
        let name = request.name(of: line.unit)
        let box: HTML = withBoxes && mayRemind(line)
            ? "<label class=\"pick\"><input type=\"checkbox\" name=\"unit\" value=\"\(line.unit.id.rawValue)\"><span class=\"unseen\">\(t("Remind \(name)"))</span></label> " : ""
        let place: HTML = above.map { "<br><small>\(request.name(of: $0))</small>" } ?? ""
        let reminded: HTML = reminders[line.unit.id].map { "\(FigureText.moment($0.at, t.language))<br><small>\($0.by)</small>" } ?? "–"
        return ["\(box)<a href=\"\(Address.report(line.key))\">\(name)</a>\(place)", HTML(text: ReportText.due(line.due, request)), ReportText.state(line, t), reminded]
    }

    /// What came of reminding just before.
    private var done: HTML {
        func number(_ name: String) -> Int { request.query[name].flatMap { Int($0) } ?? 0 }
        guard request.query["done"] == "reminded" else { return "" }
        let said = [
            t("One unit was reminded.|\(number("units")) units were reminded."), t("One person got a notice.|\(number("people")) people got a notice."),
            number("lately") > 0 ? t("One had been reminded within a day.|\(number("lately")) had been reminded within a day.") : nil,
            number("sent") > 0 ? t("One has sent meanwhile.|\(number("sent")) have sent meanwhile.") : nil,
            number("nobody") > 0 ? t("Nobody else fills in for one unit: give somebody the role.|Nobody else fills in for \(number("nobody")) units: give somebody the role.") : nil,
        ]
        return FormPage.message(number("units") > 0 ? "done" : "warn", said.compactMap(\.self).joined(separator: " "))
    }
}
