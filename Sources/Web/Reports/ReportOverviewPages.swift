import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// Completeness and timeliness of a form by unit and period, as a map of heat and as a table.
enum ReportOverviewPages {
    static var routes: [Route] { [.get("/reports/overview", access: .right(.seeReports), forms: [.html, .json, .csv, .xlsx]) { try answer($0) }] }

    private static func answer(_ request: PageRequest) throws -> Response {
        let reports = request.khen.reports, forms = reports.forms(for: request.person)
        guard let form = request.query["form"].map({ code in forms.first { $0.code == code } }) ?? forms.first else {
            throw NotFound(Label(vi: "Không có biểu này trong phạm vi của bạn.", en: "There is no such form within your reach."))
        }
        let unit = try unit(of: form, request)
        let overview = reports.overview(of: form, beneath: unit, by: request.person)
        let missing = try period(overview, request).map { try MissingReports(form, $0, beneath: unit, request) }
        return request.form == .html ? Reply.html(page(overview, unit, forms, missing, request)) : try export(overview, unit, missing, request)
    }

    /// The period whose missing reports are listed: the one asked for, else the latest in which one is late.
    private static func period(_ overview: Reports.Overview, _ request: PageRequest) throws -> Period? {
        guard let id = request.query["period"] else { return overview.totals.lastIndex { $0.late > 0 }.map { overview.periods[$0] } }
        if let known = (overview.periods + request.khen.reports.periods(of: overview.form)).first(where: { $0.id == id }) { return known }
        throw NotFound(Label(vi: "Không có kỳ «\(id)» của biểu này.", en: "The form has no period “\(id)”."))
    }

    /// The unit whose parts are shown: the one asked for, else the province of the form.
    private static func unit(of form: FormDefinition, _ request: PageRequest) throws -> OrgUnit {
        if let code = request.query["unit"] {
            if let unit = request.world.units.unit(UnitID(code)) ?? request.world.units.unit(code: code, asOf: request.today), isInSight(unit, request) { return unit }
            throw NotFound(Label(vi: "Không có đơn vị «\(code)».", en: "There is no unit “\(code)”."))
        }
        let reaches = Set(request.person.reaches.map(\.unit)).compactMap { request.world.units.unit($0) }.sorted { $0.level < $1.level }
        if let own = reaches.first, own.level < .village { return own }
        let units = request.khen.reports.periods(of: form).first.map { request.khen.reports.units(of: form, in: $0) } ?? []
        guard let first = units.first, let top = ([first] + request.world.units.ancestors(of: first.id, asOf: request.today)).first(where: { $0.level == .province }) else {
            throw NotFound(Label(vi: "Chưa có đơn vị nào báo cáo biểu này.", en: "No unit reports this form yet."))
        }
        return top
    }

    /// Whether the reader sees reports of the unit, of one beneath it or of all above it.
    private static func isInSight(_ unit: OrgUnit, _ request: PageRequest) -> Bool {
        if request.person.rights.contains(.seeReports) { return true }
        func line(_ id: UnitID) -> [UnitID] { [id] + request.world.units.ancestors(of: id, asOf: request.world.units.unit(id)?.lastDay.map { min($0, request.today) } ?? request.today).map(\.id) }
        let above = line(unit.id)
        return request.person.reaches.contains { $0.right == .seeReports && (above.contains($0.unit) || line($0.unit).contains(unit.id)) }
    }

    private static func page(_ overview: Reports.Overview, _ unit: OrgUnit, _ forms: [FormDefinition], _ missing: MissingReports?, _ request: PageRequest) -> HTML {
        let t = request.t, last = overview.totals.last ?? ReportRate.none
        let lede: HTML = last.expected > 0 ? """
            <p class="lede">\(overview.periods.last.map { "\(ReportText.period($0, request)): " })<strong>\(t("\(last.sent) of \(last.expected) reports are in."))</strong> \(t("\(last.onTime) came in time, \(last.approved) are approved."))\
            \(if: last.late > 0, " \(t("One is late.|\(last.late) are late."))")</p>
            """ : "<p class=\"lede\">\(t("No report is expected yet."))</p>"
        let heads = overview.periods.html { "<th scope=\"col\" class=\"n\">\(ReportText.period($0, request))</th>" }
        let rows = overview.rows.html { row -> HTML in
            let isReporter = row.lines.contains { $0 != nil }
            let name: HTML = isReporter ? HTML(text: request.name(of: row.unit)) : "<a href=\"\(Address.overview(overview.form.code, unit: row.unit.id.rawValue))\">\(request.name(of: row.unit))</a>"
            return "<tr><th scope=\"row\">\(name)</th>\(overview.periods.indices.html { cell(row.rates[$0], row.lines[$0], t) })</tr>"
        }
        let total = overview.totals.html { cell($0, nil, t) }
        let ask = overview.periods.html { period -> HTML in
            let address = Address.overview(overview.form.code, unit: unit.id.rawValue, period: period.id)
            return "<td class=\"hn\"><a href=\"\(address)\" aria-label=\"\(t("Not sent: \(ReportText.period(period, request))"))\">\(t("list"))</a></td>"
        }
        let others: HTML = forms.count > 1 ? """
            <form class="filters" action="/reports/overview"><div><label for="form">\(t("Report"))</label><select name="form" id="form">\
            \(forms.html { "<option value=\"\($0.code)\"\(if: $0.code == overview.form.code, " selected")>\(t($0.name))</option>" })</select></div><button>\(t("Show"))</button></form>
            """ : ""
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(t(overview.form.name))</h1><p>\(request.name(of: unit))</p>\(lede)\(others)\
            \(Layout.heading(t("Completeness by unit and period"), id: "heat", address: "/reports/overview", query: "form=\(overview.form.code)&unit=\(unit.id.rawValue)"))\
            <div class="wrap"><table class="heat"><caption class="unseen">\(t("Completeness by unit and period"))</caption><thead><tr><th scope="col">\(t("Unit"))</th>\(heads)</tr></thead>\
            <tbody>\(rows)</tbody><tfoot><tr><th scope="row">\(t("All units"))</th>\(total)</tr><tr><th scope="row">\(t("Not sent"))</th>\(ask)</tr></tfoot></table></div>\
            \(meanings(t))\(missing?.html)
            """
        return Layout.page(request, title: t(overview.form.name), current: .reports, crumbs: [(t("Reports"), "/reports"), (t(overview.form.name), nil)], main: main)
    }

    private static func cell(_ rate: ReportRate, _ line: ReportLine?, _ t: Translator) -> HTML {
        guard rate.expected > 0 || rate.exempt > 0 else { return "<td class=\"hn\"><span>–</span></td>" }
        guard let share = rate.completeness else { return "<td class=\"hn\"><span>\(t("exempt"))</span></td>" }
        let tone: HTML = rate.late > 0 && share < 0.5 ? "h0" : share == 0 ? "hn" : share < 0.5 ? "h1" : share < 1 ? "h2" : "h3"
        if let line {
            let state = line.standing.state, isTardy = state.isWithReceiver && !line.isOnTime
            let mark = state.isApproved ? "✔" : state.isWithReceiver ? "▶" : line.isLate ? "▼" : "○"
            let said = [t(state.word), line.isLate ? t("late") : nil, isTardy ? t("sent late") : nil].compactMap(\.self).joined(separator: ", ")
            return "<td class=\"\(tone)\"><a href=\"\(Address.report(line.key))\" aria-label=\"\(said)\">\(mark)\(if: isTardy, " ◷")</a></td>"
        }
        return "<td class=\"\(tone)\"><span>\(rate.sent)/\(rate.expected)\(if: rate.late > 0, " ▼")<br><small><span aria-hidden=\"true\">◔</span><span class=\"unseen\">\(t("In time"))</span> \(rate.onTime)</small></span></td>"
    }

    /// What stands in the cells, and what it means.
    private static func meanings(_ t: Translator) -> HTML {
        let rows: [(HTML, String)] = [
            ("12/23", t("Reports sent, of those expected: completeness")), ("◔ 10", t("Reports sent by the day they were due: timeliness")), ("▼", t("Late: not sent, and the deadline has passed")),
            ("○", t("Not sent, still in time")), ("▶", t("Sent, not approved yet")), ("✔", t("Approved")), ("◷", t("Sent after the deadline")), ("–", t("No report is asked for")),
        ]
        let table = Table(caption: t("What the cells mean"), isCaptionHidden: true, columns: [.init(t("In the cell")), .init(t("Meaning"))], rows: rows.map { [$0.0, HTML(text: $0.1)] })
        return "<details><summary>\(t("What the cells mean"))</summary><p>\(t("The darker the cell, the more of its reports are in; a thick frame says that less than half are, and some are late."))</p>\(table.html)</details>"
    }

    // MARK: For offices and programs

    private struct Answer: Encodable {
        struct Cell: Encodable {
            var unit, unitName, period: String
            var expected, sent, onTime, approved, late, exempt: Int
            /// Shares, 0 to 1.
            @ExplicitNull var completeness: Double?
            @ExplicitNull var timeliness: Double?
        }
        var form: String
        var unit: String
        var cells: [Cell]
        /// The period whose missing reports are listed.
        @ExplicitNull var period: String?
        var missing: [MissingReports.Answer]
    }

    private static func export(_ overview: Reports.Overview, _ unit: OrgUnit, _ missing: MissingReports?, _ request: PageRequest) throws -> Response {
        let t = request.t
        let cells = overview.rows.flatMap { row in
            overview.periods.indices.map { index in
                let rate = row.rates[index]
                return Answer.Cell(unit: row.unit.id.rawValue, unitName: request.name(of: row.unit), period: overview.periods[index].id, expected: rate.expected, sent: rate.sent, onTime: rate.onTime,
                                   approved: rate.approved, late: rate.late, exempt: rate.exempt, completeness: rate.completeness, timeliness: rate.timeliness)
            }
        }
        let columns: [ExportTable.Column] = [
            .init("unit", t("Unit")), .init("unit_name", t("Name")), .init("period", t("Period")), .init("expected", t("Expected"), .integer), .init("sent", t("Sent"), .integer),
            .init("on_time", t("In time"), .integer), .init("approved", t("Approved"), .integer), .init("late", t("Late"), .integer), .init("exempt", t("Exempt"), .integer),
            .init("completeness", t("Completeness"), .decimal(3)), .init("timeliness", t("Timeliness"), .decimal(3)),
        ]
        let table = ExportTable(title: t(overview.form.name), notes: [request.name(of: unit)], columns: columns, rows: cells.map(row))
        return try Export.answer(request.form, table: table, json: Answer(form: overview.form.code, unit: unit.id.rawValue, cells: cells, period: missing?.period.id, missing: missing?.answers ?? []), name: "reports-\(overview.form.code)", at: request.now)
    }

    private static func row(_ cell: Answer.Cell) -> [SheetCell] {
        let counts = [cell.expected, cell.sent, cell.onTime, cell.approved, cell.late, cell.exempt]
        return [.text(cell.unit), .text(cell.unitName), .text(cell.period)] + counts.map { SheetCell.integer($0) } + [SheetCell(cell.completeness), SheetCell(cell.timeliness)]
    }
}
