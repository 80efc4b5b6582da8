import Domain
import FormWorkbooks
import Hummingbird
import Markup
import Operations

/// The page on which a workbook is chosen.
struct WorkbookUploadView {
    let request: PageRequest
    /// Why the last one was not taken.
    let problem: Rejected?

    init(_ request: PageRequest, problem: Rejected? = nil) {
        self.request = request
        self.problem = problem
    }

    /// The report from whose page the reader comes: only its workbook is taken.
    private var report: ReportKey? { WorkbookPages.wanted(request.fields["report"] ?? request.query["report"]) }

    /// What was wrong, with the field for the next try.
    private var refusal: HTML {
        guard let problem else { return "" }
        let t = request.t
        return "<div class=\"errors\" role=\"alert\" tabindex=\"-1\"><h2>\(t("The workbook was not taken"))</h2><ul><li><a href=\"#file\">\(t(problem.reason))</a>. \(t(problem.remedy))</li></ul></div>"
    }

    static func crumbs(_ t: Translator, _ last: String) -> [(String, String?)] { [(t("Reports"), "/reports"), (t("Upload a workbook"), last.isEmpty ? nil : "/reports/upload")] + (last.isEmpty ? [] : [(last, nil)]) }

    var html: HTML {
        let t = request.t
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(t("Upload a workbook"))</h1>\(refusal)<p class="lede">\(t("Choose the workbook that you downloaded from a report and filled in. You see every change before anything is kept."))</p>\
            <form method="post" action="/reports/upload" enctype="multipart/form-data">\(report.map { "<input type=\"hidden\" name=\"report\" value=\"\($0.description)\">" as HTML })<div class="field\(if: problem != nil, " bad")"><label for="file">\(t("Workbook (.xlsx)"))</label>\
            <small id="file-hint">\(t("At most 16 MB, without a password."))</small><input type="file" id="file" name="file" required aria-describedby="file-hint" accept=".xlsx,\(WorkbookPages.type)"></div>\
            <div class="does"><button>\(t("Look at the changes"))</button></div></form>
            """
        return Layout.page(request, title: t("Upload a workbook"), current: .reports, crumbs: Self.crumbs(t, ""), main: main)
    }
}

/// The page on which a form and a period are chosen, to have all units of one's own in one workbook.
struct WorkbookChoice {
    let request: PageRequest

    init(_ request: PageRequest) { self.request = request }

    var html: HTML {
        let t = request.t, reports = request.khen.reports, forms = reports.forms(for: request.person)
        let list = forms.html { form -> HTML in
            let periods = reports.periods(of: form, limit: 6)
            return """
                <h2>\(t(form.name)) <span class="code">\(form.code)</span></h2><ul>\(periods.html { period in
                    "<li><a href=\"/reports/workbook\(Address.query([("form", form.code), ("period", period.id)]))\">\(ReportText.period(period, request))</a></li>"
                })</ul>
                """
        }
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(t("Reports as workbooks"))</h1><p class="lede">\(t("One workbook holds a sheet for each of your units. Fill it in without a connection, then upload it."))</p>\
            \(if: forms.isEmpty, "<p>\(t("There is no form for you to fill in."))</p>")\(list)<p><a href="/reports/upload">\(t("Upload a workbook"))</a></p>
            """
        return Layout.page(request, title: t("Reports as workbooks"), current: .reports, crumbs: [(t("Reports"), "/reports"), (t("Reports as workbooks"), nil)], main: main)
    }
}

/// How contents of cells are shown beside one another.
struct CellWords {
    let request: PageRequest

    func text(_ content: CellContent, _ key: CellKey) -> HTML {
        let t = request.t, element = request.world.catalogue.dataElements[key.dataElement]
        let figure: String
        if content.isWithoutFigure {
            figure = t("no figure given")
        } else if let value = content.value, let element {
            figure = element.valueType == .yesNo ? (value == "true" ? t("yes") : t("no")) : ReportText.typed(content, element, t.language)
        } else {
            figure = content.value ?? t("empty")
        }
        return "\(figure)\(content.comment.map { "<br><small>«\($0)»</small>" as HTML })\(content.source.map { "<br><small>\(t("Source")): \($0)</small>" as HTML })"
    }
}

/// What a workbook would change: cell by cell, with what could not be read.
struct WorkbookDifferences {
    let upload: WorkbookUpload
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ upload: WorkbookUpload, _ request: PageRequest) {
        self.upload = upload
        self.request = request
    }

    var html: HTML {
        get throws {
            let changed = upload.units.filter { !$0.changes.isEmpty && $0.sheet.isEditable }, count = changed.reduce(0) { $0 + $1.changes.count }
            let parts = try changed.map { try WorkbookPages.Part(key: $0.sheet.key, submission: $0.submission, edits: $0.edits).text }
            let main: HTML = """
                \(ReportBar(request).html)<h1>\(t("Changes in the workbook"))</h1><p class="lede">\(t(upload.form.name)) · \(ReportText.period(upload.period, request)) · <span class="code">\(upload.name)</span></p>\
                <div class="status\(if: !upload.problems.isEmpty, " bad")"><p><strong>\(count == 0 ? t("Nothing to keep.") : t("One cell would change|\(count) cells would change"))</strong> \
                \(if: !upload.problems.isEmpty, "\(t("One cell cannot be taken|\(upload.problems.count) cells or rows cannot be taken")). ")\(t("Nothing has been kept yet."))</p></div>\
                \(problems)\(upload.units.html { unit($0) })\(notes)\
                \(if: count > 0, confirmation(parts))\
                <p><a href="/reports/upload">\(t("Choose another file"))</a></p>
                """
            return Layout.page(request, title: t("Changes in the workbook"), current: .reports, crumbs: WorkbookUploadView.crumbs(t, t("Changes in the workbook")), main: main)
        }
    }

    private func confirmation(_ parts: [String]) -> HTML {
        """
        <form method="post" action="/reports/upload/confirm">\(parts.html { "<input type=\"hidden\" name=\"part\" value=\"\($0)\">" })\
        <div class="does"><button>\(t("Keep these changes as a draft"))</button></div>\
        <p>\(upload.problems.isEmpty ? t("Afterwards look the report over and send it.") : t("What cannot be taken stays as it is in the report. You can also mend the workbook and upload it again."))</p></form>
        """
    }

    private var problems: HTML {
        guard !upload.problems.isEmpty else { return "" }
        return """
            <div class="errors" role="alert" tabindex="-1"><h2>\(t("To be mended in the workbook"))</h2><ul>\(upload.problems.html { finding($0) })</ul></div>
            """
    }

    private var notes: HTML {
        guard !upload.notes.isEmpty else { return "" }
        return "<h2>\(t("Remarks"))</h2><ul>\(upload.notes.html { finding($0) })</ul>"
    }

    private func finding(_ finding: WorkbookFinding) -> HTML {
        "<li><span class=\"code\">\(finding.place)</span>\(finding.key.map { " \(ReportText.name($0, request))" as HTML }): \(t(finding.message)). <small>\(t(finding.remedy))</small></li>"
    }

    private func unit(_ unit: WorkbookUpload.Unit) -> HTML {
        let name = request.name(of: unit.sheet.unit), words = CellWords(request: request)
        guard !unit.changes.isEmpty else { return "<h2>\(name)</h2><p>\(t("No changes."))</p>" }
        let closed: HTML = unit.sheet.isEditable ? "" : "<p class=\"note\">\(t("This report is “\(t(unit.sheet.standing.state.word))” and cannot be changed: its cells are not kept."))</p>"
        let rows = unit.changes.map { change -> [HTML] in
            let mark: HTML = change.isConflict ? "<br><strong>▲ \(t("changed meanwhile by somebody else; before: \(change.edit.base?.value ?? t("empty"))"))</strong>" : ""
            return ["<span class=\"code\">\(change.place)</span>", "\(ReportText.name(change.edit.key, request))\(mark)", words.text(change.now, change.edit.key), words.text(change.edit.content, change.edit.key)]
        }
        let columns = [Table.Column(t("Cell")), .init(t("Item")), .init(t("In the report now")), .init(t("In the workbook"))]
        return "<h2><a href=\"\(Address.report(unit.sheet.key))\">\(name)</a></h2>\(closed)\(Table(caption: t("Changes of \(name)"), isCaptionHidden: true, columns: columns, rows: rows).html)"
    }
}

/// What was kept, and what somebody else changed meanwhile.
struct WorkbookResults {
    let results: [(part: WorkbookPages.Part, outcome: Reports.Outcome)]
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ results: [(part: WorkbookPages.Part, outcome: Reports.Outcome)], _ request: PageRequest) {
        self.results = results
        self.request = request
    }

    var html: HTML {
        get throws {
            var open: [(part: WorkbookPages.Part, conflicts: [Reports.CellConflict])] = []
            for (part, outcome) in results { if case .conflicts(let conflicts, _) = outcome { open.append((part, conflicts)) } }
            let lines = results.html { part, outcome -> HTML in
                let unit = request.world.units.unit(part.key.unit).map { request.name(of: $0) } ?? part.key.unit.rawValue
                let said: String = switch outcome {
                case .saved, .sent, .stopped: t("kept as a draft")
                case .conflicts(let conflicts, _): t("one cell not kept: somebody else changed it|\(conflicts.count) cells not kept: somebody else changed them")
                }
                return "<li><a href=\"\(Address.report(part.key))\">\(unit)</a>: \(said)</li>"
            }
            let main: HTML = """
                \(ReportBar(request).html)<h1>\(open.isEmpty ? t("The workbook has been taken in") : t("Somebody else changed the same cells"))</h1><ul>\(lines)</ul>\
                \(if: results.isEmpty, "<p>\(t("Nothing to keep."))</p>")\(try open.isEmpty ? "" : choice(open))
                """
            return Layout.page(request, title: t("The workbook has been taken in"), current: .reports, crumbs: WorkbookUploadView.crumbs(t, t("Changes in the workbook")), main: main)
        }
    }

    /// Both versions of each cell, and which of the workbook's to keep after all.
    private func choice(_ open: [(part: WorkbookPages.Part, conflicts: [Reports.CellConflict])]) throws -> HTML {
        let words = CellWords(request: request)
        let columns = [Table.Column(t("Take the workbook's")), .init(t("Item")), .init(t("In the report now")), .init(t("In the workbook"))]
        let parts = try open.map { part, conflicts in
            // Whoever ticks a cell has seen what the other wrote.
            try WorkbookPages.Part(key: part.key, submission: part.submission, edits: conflicts.map { CellEdit($0.key, $0.mine, base: $0.theirs) }).text
        }
        let groups = open.map { part, conflicts in
            Table.Group(HTML(text: request.world.units.unit(part.key.unit).map { request.name(of: $0) } ?? part.key.unit.rawValue), rows: conflicts.map { conflict -> [HTML] in
                let name = ReportText.name(conflict.key, request)
                return [
                    "<input type=\"checkbox\" name=\"take\" value=\"\(part.key.description) \(conflict.key.description)\" aria-label=\"\(t("Take the workbook's")): \(name)\">", HTML(text: name),
                    "\(words.text(conflict.theirs, conflict.key))<br><small>\(conflict.theirName), \(FigureText.moment(conflict.theirTime, t.language))</small>", words.text(conflict.mine, conflict.key),
                ]
            })
        }
        return """
            <p>\(t("These cells are left as the other wrote them. Tick those for which the workbook is right."))</p>\
            <form method="post" action="/reports/upload/confirm"><input type="hidden" name="choosing" value="1">\(parts.html { "<input type=\"hidden\" name=\"part\" value=\"\($0)\">" })\
            \(Table(caption: t("Cells that both changed"), isCaptionHidden: true, columns: columns, groups: groups).html)\
            <div class="does"><button>\(t("Keep what is ticked"))</button></div></form>
            """
    }
}
