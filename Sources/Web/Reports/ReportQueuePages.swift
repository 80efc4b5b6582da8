import Domain
import Hummingbird
import Markup
import Operations

/// What waits for whoever is signed in, and how complete the reports of a form are.
enum ReportQueuePages {
    static var routes: [Route] {
        [
            .get("/reports", access: .signedIn) { Reply.html(try page($0)) },
            .post("/reports/approve", access: .right(.seeReports)) { try approve($0) },
        ]
    }

    private static func page(_ request: PageRequest) throws -> HTML {
        let t = request.t, queue = try request.khen.reports.queue(for: request.person), forms = request.khen.reports.forms(for: request.person)
        let lede: HTML
        if forms.isEmpty {
            lede = "<p class=\"lede\">\(t("Reports are seen by those who send and receive them. Sign in with an account that has a part in a reporting regime."))</p>"
        } else {
            let waiting = queue.waiting.count, late = queue.late.count, mine = queue.returned.count + late + queue.due.count
            let first: String = waiting > 0 ? t("One report waits for you.|\(waiting) reports wait for you.") : mine > 0 ? t("One report is to be sent.|\(mine) reports are to be sent.") : t("Nothing waits for you.")
            lede = "<p class=\"lede\"><strong>\(first)</strong>\(if: late > 0, " \(t("One is late.|\(late) are late."))")</p>"
        }
        let main: HTML = """
            \(ReportBar(request, hasDevice: true).html)<h1>\(t("Reports"))</h1>\(lede)\(waiting(queue.waiting, request))\
            \(list(t("Returned to me"), queue.returned, request))\(list(t("Late"), queue.late, request))\(list(t("To be sent"), queue.due, request))\(beneath(queue.beneath, request))\(list(t("Sent"), queue.sent, request))\
            \(if: !forms.isEmpty, "<h2>\(t("Completeness and timeliness"))</h2><ul class=\"feed\">\(forms.html { "<li><a href=\"\(Address.overview($0.code))\">\(t($0.name))</a> <span class=\"code\">\($0.code)</span></li>" })</ul>\(DeadlineSection.allLinks(t))")
            """
        return Layout.page(request, title: t("Reports"), current: .reports, crumbs: [(t("Operations centre"), "/"), (t("Reports"), nil)], scripts: ["reports.js"], main: main)
    }

    private static func columns(_ t: Translator) -> [Table.Column] { [.init(t("Unit")), .init(t("Report")), .init(t("Period")), .init(t("Deadline")), .init(t("State"))] }

    private static func cells(_ line: ReportLine, _ request: PageRequest) -> [HTML] {
        let t = request.t
        return [
            "<a href=\"\(Address.report(line.key))\">\(request.name(of: line.unit))</a>", HTML(text: t(line.form.name)), HTML(text: ReportText.period(line.period, request)),
            HTML(text: ReportText.due(line.due, request)), ReportText.state(line, t),
        ]
    }

    private static func list(_ title: String, _ lines: [ReportLine], _ request: PageRequest) -> HTML {
        guard !lines.isEmpty else { return "" }
        let most = 30, rest = lines.count - most
        return """
            <h2>\(title) <span class="code">\(lines.count)</span></h2>\(Table(caption: title, isCaptionHidden: true, columns: columns(request.t), rows: lines.prefix(most).map { cells($0, request) }).html)\
            \(if: rest > 0, "<p>\(request.t("and one more|and \(rest) more"))</p>")
            """
    }

    /// What units beneath have not sent, a line for each form and period.
    private static func beneath(_ groups: [ReportQueue.Group], _ request: PageRequest) -> HTML {
        guard !groups.isEmpty else { return "" }
        let t = request.t
        let items = groups.html { group -> HTML in
            let said = [
                group.late > 0 ? t("One is late.|\(group.late) are late.") : nil, group.returned > 0 ? t("One was returned.|\(group.returned) were returned.") : nil,
            ].compactMap(\.self).joined(separator: " ")
            let address = Address.overview(group.form.code, unit: group.unit.id.rawValue, period: group.period.id)
            return """
                <li><a href="\(address)">\(t(group.form.name)), \(ReportText.period(group.period, request)), \(request.name(of: group.unit))</a><br>\
                <strong>\(missing(group, t))</strong> \(said) <small>\(ReportText.due(group.due, request))</small>\
                <details class="group"><summary>\(t("Fill in for a unit without a connection"))</summary>\
                <ul class="many">\(group.open.html { "<li><a href=\"\(Address.report($0.key))\">\(request.name(of: $0.unit))</a> \(ReportText.state($0, t))</li>" })</ul></details></li>
                """
        }
        return "<h2>\(t("Not sent by units beneath"))</h2><ul class=\"feed\">\(items)</ul>"
    }

    private static func missing(_ group: ReportQueue.Group, _ t: Translator) -> String {
        switch group.form.level {
        case .village: t("\(group.open.count) of \(group.expected) villages have not sent.")
        case .commune: t("\(group.open.count) of \(group.expected) communes have not sent.")
        case .country, .province, .district: t("\(group.open.count) of \(group.expected) units have not sent.")
        }
    }

    /// Reports to be decided on, several at a time after a look at how they differ from the period before.
    private static func waiting(_ lines: [ReportLine], _ request: PageRequest) -> HTML {
        guard !lines.isEmpty else { return "" }
        let t = request.t, shown = Array(lines.prefix(50))
        let rows = shown.map { line -> [HTML] in
            var cells = cells(line, request)
            cells[0] = "<label class=\"pick\"><input type=\"checkbox\" name=\"report\" value=\"\(line.key.description)@\(String(line.standing.version))\"><span class=\"unseen\">\(t("Choose")) </span></label> \(cells[0])"
            return cells
        }
        return """
            <h2>\(t("Waiting for me")) <span class="code">\(lines.count)</span></h2><form method="post" action="/reports/approve">\
            \(Table(caption: t("Waiting for me"), isCaptionHidden: true, columns: columns(t), rows: rows).html)\
            <p><button name="do" value="look">\(t("Look at the differences of the chosen ones"))</button></p></form>
            """
    }

    // MARK: Several at once

    private static func approve(_ request: PageRequest) throws -> Response {
        let t = request.t, chosen = request.fields.all("report").prefix(50).compactMap(parse)
        guard !chosen.isEmpty else {
            throw Rejected(Label(vi: "chưa chọn báo cáo nào", en: "no report is chosen"), remedy: Label(vi: "Đánh dấu các báo cáo cần duyệt.", en: "Tick the reports to be approved."))
        }
        let sheets = try chosen.map { (sheet: try request.khen.reports.sheet($0.key, by: request.person), version: $0.version) }
        guard request.fields["do"] == "approve" else { return Reply.html(differences(sheets, request)) }
        var done: [String] = [], failed: [(String, String)] = []
        for (sheet, version) in sheets {
            let name = "\(request.name(of: sheet.unit)), \(ReportText.period(sheet.period, request))"
            let action: ReportAction = sheet.actions.contains(.approve) ? .approve : .check
            do {
                try request.khen.reports.act(action, on: sheet.key, seen: version, by: request.person)
                done.append(name)
            } catch let error as Rejected { failed.append((name, t(error.reason))) } catch let error as Conflict { failed.append((name, t(error.reason))) }
        }
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(t("Approve several"))</h1><div class="status done" role="status"><p><strong>\(t("One report is done.|\(done.count) reports are done."))</strong></p></div>\
            \(if: !failed.isEmpty, "<div class=\"errors\" role=\"alert\"><h2>\(t("Not done"))</h2><ul>\(failed.html { "<li>\($0.0): \($0.1)</li>" })</ul></div>")<p><a href="/reports">\(t("To the reports"))</a></p>
            """
        return Reply.html(Layout.page(request, title: t("Approve several"), current: .reports, crumbs: [(t("Reports"), "/reports"), (t("Approve several"), nil)], main: main))
    }

    private static func parse(_ text: String) -> (key: ReportKey, version: Int64)? {
        let parts = text.split(separator: "@")
        guard parts.count == 2, let key = ReportKey(parsing: String(parts[0])), let version = Int64(parts[1]) else { return nil }
        return (key, version)
    }

    private static func differences(_ sheets: [(sheet: ReportSheet, version: Int64)], _ request: PageRequest) -> HTML {
        let t = request.t
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(t("Approve several"))</h1><p class="lede">\(t("What differs most from the period before, and what the senders explained."))</p>\
            <form method="post" action="/reports/approve">\(sheets.html { sheet, version in
                "<h2><label class=\"tick\"><input type=\"checkbox\" name=\"report\" value=\"\(sheet.key.description)@\(String(version))\" checked> \(request.name(of: sheet.unit)), \(ReportText.period(sheet.period, request))</label></h2>\(difference(sheet, request))"
            })<p class="does"><button name="do" value="approve">\(t("Approve the chosen ones"))</button></p></form>
            """
        return Layout.page(request, title: t("Approve several"), current: .reports, crumbs: [(t("Reports"), "/reports"), (t("Approve several"), nil)], main: main)
    }

    /// The cells whose figures moved most, and those that were explained.
    private static func difference(_ sheet: ReportSheet, _ request: PageRequest) -> HTML {
        let t = request.t, catalogue = request.world.catalogue
        let moved = sheet.layout.inputs.compactMap { key -> (key: CellKey, before: Double, now: Double)? in
            guard let before = sheet.history[key]?.previous, let now = sheet.number(key), before != now else { return nil }
            return (key, before, now)
        }.sorted { abs($0.now - $0.before) / max(1, abs($0.before)) > abs($1.now - $1.before) / max(1, abs($1.before)) }.prefix(8)
        let explained = sheet.cells.filter { $0.value.comment != nil }.keys.sorted()
        guard !moved.isEmpty || !explained.isEmpty else { return "<p>\(t("Nothing differs from the period before."))</p>" }
        let rows = moved.map { item -> [HTML] in
            let element = catalogue.dataElements[item.key.dataElement]
            func shown(_ value: Double) -> String { element.map { ReportText.shown(value, $0, t.language) } ?? "" }
            return [HTML(text: ReportText.name(item.key, request)), HTML(text: shown(item.before)), HTML(text: shown(item.now)), HTML(text: sheet.cells[item.key]?.comment ?? "")]
        }
        return """
            \(rows.isEmpty ? "" : Table(caption: request.name(of: sheet.unit), isCaptionHidden: true, columns: [.init(t("Figure")), .init(t("Period before"), isNumeric: true), .init(t("Now"), isNumeric: true), .init(t("Comment"))], rows: rows).html)\
            <ul>\(explained.filter { key in !moved.contains { $0.key == key } }.html { "<li>\(ReportText.name($0, request)): \(sheet.cells[$0]?.comment ?? "")</li>" })</ul><p><a href="\(Address.report(sheet.key))">\(t("The whole report"))</a></p>
            """
    }
}
