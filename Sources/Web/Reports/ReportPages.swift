import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// One report: filling it in, sending it, and what the one who receives it does.
enum ReportPages {
    static var routes: [Route] {
        [
            .get("/reports/{form}/{period}/{unit}", access: .right(.seeReports), forms: [.html, .xlsx]) { $0.form == .xlsx ? try WorkbookPages.report($0) : try page($0) },
            .post("/reports/{form}/{period}/{unit}", access: .right(.seeReports), maxBytes: 4 << 20) { try write($0) },
            .post("/reports/{form}/{period}/{unit}/{action}", access: .right(.seeReports)) { try act($0) },
            .get("/reports/{form}/{period}/{unit}/cells/{cell}", access: .right(.seeReports)) { Reply.html(try CellHistoryView($0).html) },
        ]
    }

    static func key(_ request: PageRequest) -> ReportKey {
        ReportKey(form: request.parameter("form"), period: request.parameter("period"), unit: UnitID(request.parameter("unit")))
    }

    private static func sheet(_ request: PageRequest) throws -> ReportSheet { try request.khen.reports.sheet(key(request), by: request.person) }

    private static func page(_ request: PageRequest) throws -> Response {
        let sheet = try sheet(request)
        if request.unreadNotices > 0, let reader = request.person.id { try request.khen.notices.markRead(about: sheet.key, of: reader) }
        return try show(ReportForm(sheet), request)
    }

    private static func show(_ form: ReportForm, _ request: PageRequest, status: HTTPResponse.Status = .ok) throws -> Response {
        var view = ReportView(form, request)
        view.files = try FileSection(form.sheet, request).html
        return Reply.html(view.html, status: status)
    }

    // MARK: Writing

    private static func write(_ request: PageRequest) throws -> Response {
        let fields = request.fields, key = key(request), reports = request.khen.reports
        let layout = try reports.layout(of: key, by: request.person)
        let edits = ReportForm.edits(fields, layout, request.language)
        let submission = Submission(id: fields["submission"] ?? "page-\(UInt64.random(in: .min ... .max))", way: .page), seen = fields["seen"].flatMap { Int64($0) }
        let outcome = fields["do"] == "submit" ? try reports.submit(edits, in: key, seen: seen, as: submission, by: request.person)
            : try reports.save(edits, in: key, seen: seen, as: submission, by: request.person)
        switch outcome {
        case .saved: return Reply.redirect(to: Address.report(key) + "?done=saved")
        case .sent(let receipt): return Reply.redirect(to: Address.report(key) + Address.query([("done", "sent"), ("receipt", receipt.number)]))
        case .stopped(let problems, _):
            var form = ReportForm(try reports.sheet(key, by: request.person))
            form.take(edits)
            form.problems = problems
            return try show(form, request, status: .unprocessableContent)
        case .conflicts(let conflicts, _):
            var form = ReportForm(try reports.sheet(key, by: request.person))
            form.take(edits)
            form.conflicts = Dictionary(conflicts.map { ($0.key, $0) }) { $1 }
            return try show(form, request, status: .conflict)
        }
    }

    // MARK: Steps

    private static func act(_ request: PageRequest) throws -> Response {
        let key = key(request)
        guard let action = ReportAction(rawValue: request.parameter("action")), action != .save, action != .submit else {
            throw NotFound(Label(vi: "Không có việc này.", en: "There is no such step."))
        }
        let fields = request.fields
        guard let seen = fields["seen"].flatMap({ Int64($0) }) else { throw Fields.malformed("thiếu số phiên bản của báo cáo", "the report's version is missing") }
        var due: Day?
        if let text = fields["due"] {
            due = Day(iso: text) ?? Day(dayFirst: text)
            guard due != nil else {
                throw Rejected(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"), remedy: Label(vi: "Ghi ngày dạng 31/12/2026.", en: "Write the day as 31/12/2026."), place: "due")
            }
        }
        var remarks: [CellKey: String] = [:]
        for (name, value) in fields.items where name.hasPrefix("r:") && !value.isEmpty { remarks[CellKey(parsing: name.dropFirst(2))] = value }
        let receipt = try request.khen.reports.act(action, on: key, seen: seen, note: fields["note"], remarks: remarks, due: due, by: request.person)
        return Reply.redirect(to: Address.report(key) + Address.query([("done", action.rawValue), ("receipt", receipt.number)]))
    }
}
