import Domain
import Markup
import Operations

/// The page of one report: where it is on its way, what has to be mended, the form or its figures, what the reader may do, and its history.
struct ReportView {
    let form: ReportForm
    let request: PageRequest
    var files: HTML = ""
    private var sheet: ReportSheet { form.sheet }
    private var t: Translator { request.t }

    init(_ form: ReportForm, _ request: PageRequest) {
        self.form = form
        self.request = request
    }

    var html: HTML {
        let unit = request.name(of: sheet.unit), period = ReportText.period(sheet.period, request)
        let main: HTML = """
            \(ReportBar(request, hasDevice: true).html)<h1>\(t(sheet.form.name))</h1><p class="lede">\(unit) · \(period)</p>\(tools)\(trail)\(done)\(status)\(errors)\
            \(if: sheet.isHistoryIllustrative, Layout.illustrativeNote(t))\
            <div class="cols"><div>\(sheet.isEditable ? entry : figures)\(files)\(ReportSteps(form, request).html)</div>\
            <aside>\(aside)</aside></div>
            """
        return Layout.page(request, title: "\(unit) · \(period)", current: .reports, crumbs: [(t("Reports"), "/reports"), (t(sheet.form.name), Address.overview(sheet.form.code)), (unit, nil)],
                           scripts: ["reports.js"], main: main)
    }

    // MARK: Above the form

    /// The same report elsewhere: as a workbook to fill in without a connection, and as an official document.
    private var tools: HTML {
        let address = Address.report(sheet.key)
        let mayIssue = sheet.standing.state.isWithReceiver && request.person.may(.issue, at: sheet.unit.id, in: request.world, on: request.today)
        return """
            <p class="tools"><a href="\(address).xlsx">\(t("Download as a workbook"))</a>\(if: sheet.isEditable, "<a href=\"/reports/upload?report=\(Query.encoded(sheet.key.description))\">\(t("Upload a workbook"))</a>")\
            \(if: mayIssue, "<a href=\"\(address)/issue\">\(t("Issue as a document"))</a>")</p>
            """
    }

    /// The steps of a report's way, the one it is at marked.
    private var trail: HTML {
        let state = sheet.standing.state
        var steps: [(ReportState, String)] = [(.draft, t("Draft")), (.submitted, t("Sent"))]
        if sheet.standing.wasReturned { steps += [(.returned, t("Returned")), (.resubmitted, t("Sent again"))] }
        if request.world.catalogue.regimeOfForm[sheet.form.code]?.step.isCheckedFirst == true || state == .checked { steps.append((.checked, t("Checked"))) }
        steps += [(.approved, t("Approved"))]
        let current: ReportState = switch state {
        case .open, .withdrawn, .draft: .draft
        case .locked: .approved
        default: state
        }
        guard state != .exempt else { return "" }
        return "<ol class=\"trail\" aria-label=\"\(t("Steps"))\">\(steps.html { "<li\(if: $0.0 == current, " aria-current=\"step\"")>\($0.1)</li>" })</ol>"
    }

    private var done: HTML {
        guard let done = request.query["done"] else { return "" }
        let receipt = request.query["receipt"]
        let said: String = switch done {
        case "saved": t("Kept as a draft.")
        case "sent": t("The report has been sent.")
        default: ReportAction(rawValue: done).map { t("Done: \(t($0.word)).") } ?? ""
        }
        guard !said.isEmpty else { return "" }
        return "<div class=\"status done\" role=\"status\"><p><strong>\(said)</strong>\(receipt.map { " \(t("Receipt \($0)")), \(FigureText.moment(request.now, t.language))." as HTML })</p></div>"
    }

    private var status: HTML {
        let standing = sheet.standing, last = sheet.entries.last { $0.action == .return || $0.action == .reopen }
        if standing.state == .returned, let last {
            let count = sheet.remarks.count
            return """
                <div class="status bad"><p><strong>\(count > 0 ? t("Returned: one cell to look at|Returned: \(count) cells to look at") : t("Returned"))</strong> \
                <small>\(last.change.person), \(FigureText.moment(last.change.at, t.language))</small></p>\(last.note.map { "<p>«\($0)»</p>" as HTML })\
                \(remarks)\
                <p><strong>\(ReportText.due(sheet.due, request))</strong></p></div>
                """
        }
        if standing.state.isEditable {
            let isLate = sheet.due < request.today
            return "<div class=\"status\(if: isLate, " bad")\"><p>\(ReportText.state(standing.state, isLate: isLate, t)) · <strong>\(ReportText.due(sheet.due, request))</strong></p></div>"
        }
        if standing.state == .exempt, let entry = sheet.entries.last(where: { $0.action == .exempt }) {
            return "<div class=\"status\"><p>\(ReportText.state(.exempt, isLate: false, t)): \(entry.note ?? "") <small>\(entry.change.person), \(FigureText.moment(entry.change.at, t.language))</small></p></div>"
        }
        let sent = standing.lastSent.map { t("sent by \(standing.sentBy ?? "") on \(FigureText.moment($0, t.language))") }
        let approved = standing.approved.map { t("approved by \(standing.approvedBy ?? "") on \(FigureText.moment($0, t.language))") }
        let receipt = standing.sentVersion.map { t("Receipt \(ReportStanding.receipt(province: sheet.province, seq: $0))") }
        return "<div class=\"status\(if: standing.state.isApproved, " done")\"><p>\(ReportText.state(standing.state, isLate: false, t)) · \([sent, approved, receipt].compactMap { $0 }.joined(separator: " · "))</p></div>"
    }

    /// Remarks of the last return, each leading to its cell.
    private var remarks: HTML {
        let written = sheet.layout.inputs.compactMap { key in sheet.remarks[key].map { (key: key, remark: $0) } }
        guard !written.isEmpty else { return "" }
        return "<ul>\(written.html { "<li><a href=\"#v:\($0.key.description)\">\(ReportText.name($0.key, request))</a>: \($0.remark)</li>" })</ul>"
    }

    private var errors: HTML {
        if !form.conflicts.isEmpty {
            return """
                <div class="errors" role="alert" tabindex="-1"><h2>\(t("Somebody else changed the same cells"))</h2><p>\(t("All other cells are kept. For these, choose what is right and save again."))</p><ul>\
                \(form.conflicts.values.sorted { $0.key < $1.key }.html { conflict($0) })</ul></div>
                """
        }
        guard !form.problems.isEmpty else { return "" }
        let hasErrors = form.problems.contains { $0.severity == .error }
        return """
            <div class="errors" role="alert" tabindex="-1"><h2>\(hasErrors ? t("To be mended before it can be sent") : t("To be explained before it can be sent"))</h2><p>\(t("What you wrote is kept as a draft."))</p><ul>\
            \(form.problems.html { problem in "<li><a href=\"#v:\(problem.cells.first?.description ?? "")\">\(problem.cells.first.map { ReportText.name($0, request) } ?? ""): \(t(problem.message))</a></li>" })</ul></div>
            """
    }

    private func conflict(_ conflict: Reports.CellConflict) -> HTML {
        let element = request.world.catalogue.dataElements[conflict.key.dataElement]
        func text(_ content: CellContent) -> String {
            guard let element, content.isAnswered else { return content.isWithoutFigure ? t("no figure") : t("empty") }
            return content.isWithoutFigure ? t("no figure") : ReportText.typed(content, element, t.language)
        }
        return """
            <li><a href="#v:\(conflict.key.description)">\(ReportText.name(conflict.key, request))</a>: \
            \(t("you wrote \(text(conflict.mine)); \(conflict.theirName) wrote \(text(conflict.theirs)) at \(FigureText.moment(conflict.theirTime, t.language)); before, it was \(text(conflict.base))"))</li>
            """
    }

    // MARK: Form

    private var entry: HTML {
        """
        <form method="post" action="\(Address.report(sheet.key))" class="entry" data-report="\(sheet.key.description)" data-version="\(String(sheet.standing.version))" data-form-version="\(sheet.form.version)">\
        <input type="hidden" name="seen" value="\(String(sheet.standing.version))"><input type="hidden" name="submission" value="\(ReportView.newSubmission())">\
        <p class="keys" hidden>\(t("Keyboard: Enter, Tab and arrows go from cell to cell; Shift+F2 opens a note; Ctrl+Z takes back; blocks can be pasted from Excel."))</p>\
        \(sheet.layout.sections.html { ReportSection($0, form, request, isEditable: true).html })\
        <div class="does"><button name="do" value="submit">\(sheet.standing.state == .returned ? t("Send again") : t("Send the report"))</button>\
        <button class="quiet" name="do" value="save">\(t("Keep as a draft"))</button><output class="kept" aria-live="polite"></output></div></form>
        """
    }

    private var figures: HTML { sheet.layout.sections.html { ReportSection($0, form, request, isEditable: false).html } }

    /// A name for one sending, new with each page.
    static func newSubmission() -> String {
        var random = SystemRandomNumberGenerator()
        return "p-" + String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
    }

    // MARK: Beside the form

    private var aside: HTML {
        let gathered = sheet.gathered.values.map(\.units).max(), expected = sheet.gathered.values.map(\.expected).max()
        return """
            \(gathered.map { "<h2>\(t("From the units beneath"))</h2><p>\(t("\($0) of \(expected ?? $0) units have approved reports."))</p>" as HTML })\
            <h2>\(t("History"))</h2>\(if: sheet.entries.isEmpty, "<p>\(t("Nobody has written anything yet."))</p>")\
            <ul class="feed">\(sheet.entries.reversed().prefix(30).html { entryLine($0) })</ul>
            """
    }

    private func entryLine(_ entry: ReportSheet.Entry) -> HTML {
        let cells = entry.change.detail.facts?["cells"].flatMap { Int($0) }
        let what: String = entry.action == .save ? t("one cell written|\(cells ?? 0) cells written") : t(entry.action.word)
        return """
            <li><time>\(FigureText.moment(entry.change.at, t.language))</time> \(what) · \(entry.change.person)\
            \(if: entry.action == .submit, " · \(t("Receipt \(ReportStanding.receipt(province: sheet.province, seq: entry.change.seq))"))")\
            \(entry.note.map { "<br><small>«\($0)»</small>" as HTML })\(entry.remarks.sorted { $0.key < $1.key }.html { "<br><small>\(ReportText.name($0.key, request)): \($0.value)</small>" })</li>
            """
    }
}
