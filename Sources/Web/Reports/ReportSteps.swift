import Domain
import Markup
import Operations

/// What a reader may do with a report besides filling it in: check, approve, return with remarks, withdraw, open again, exempt, give more time.
struct ReportSteps {
    let form: ReportForm
    let request: PageRequest
    private var sheet: ReportSheet { form.sheet }
    private var t: Translator { request.t }

    init(_ form: ReportForm, _ request: PageRequest) {
        self.form = form
        self.request = request
    }

    var html: HTML {
        let order: [ReportAction] = [.approve, .check, .return, .lock, .reopen, .withdraw, .extend, .exempt, .require]
        let possible = order.filter(sheet.actions.contains)
        guard !possible.isEmpty else { return "" }
        return "<section class=\"steps\"><h2>\(t("What you can do"))</h2>\(unusual)\(possible.html { step($0) })</section>"
    }

    /// What the receiver should look at before approving.
    private var unusual: HTML {
        guard sheet.actions.contains(.approve) || sheet.actions.contains(.check) else { return "" }
        let commented = sheet.cells.filter { $0.value.comment != nil }.keys.sorted()
        guard !commented.isEmpty else { return "" }
        return "<p>\(t("Explained by the sender:"))</p><ul>\(commented.html { "<li>\(ReportText.name($0, request)): \(sheet.cells[$0]?.comment ?? "")</li>" })</ul>"
    }

    private func step(_ action: ReportAction) -> HTML {
        let word = t(action.word), title = String(word.prefix(1)).uppercased() + String(word.dropFirst())
        let hidden: HTML = "<input type=\"hidden\" name=\"seen\" value=\"\(String(sheet.standing.version))\">"
        let address: HTML = "\(Address.report(sheet.key))/\(action.rawValue)"
        if !action.needsReason {
            return "<form method=\"post\" action=\"\(address)\" class=\"step\">\(hidden)<button>\(title)</button></form>"
        }
        let hasDue = action == .return || action == .reopen || action == .extend
        let hasRemarks = action == .return || action == .reopen
        let due = request.world.catalogue.workingDays.day(3, after: request.today)
        return """
            <details class="step"><summary>\(title) …</summary><form method="post" action="\(address)">\(hidden)\
            \(Field("note", label: t("Reason"), isRequired: true, control: .lines(value: "")).html)\
            \(if: hasDue, Field("due", label: t("New deadline"), hint: t("day/month/year"), isRequired: action == .extend, control: .line(type: "text", value: FigureText.date(due, t.language))).html)\
            \(if: hasRemarks, remarks)<button>\(title)</button></form></details>
            """
    }

    /// A line for each cell, to say what is to be looked at.
    private var remarks: HTML {
        let keys = sheet.layout.inputs
        return """
            <fieldset><legend>\(t("Remarks on cells"))</legend><p><small>\(t("Only where something is to be looked at."))</small></p>\(keys.html { key in
                "<label class=\"remark\">\(ReportText.name(key, request)) <input name=\"r:\(key.description)\"></label>"
            })</fieldset>
            """
    }
}

/// Every version of one cell: who wrote what, when.
struct CellHistoryView {
    let request: PageRequest
    let key: ReportKey
    let cell: CellKey
    let sheet: ReportSheet
    let versions: [Reports.CellVersion]

    init(_ request: PageRequest) throws {
        self.request = request
        key = ReportPages.key(request)
        cell = CellKey(parsing: request.parameter("cell"))
        sheet = try request.khen.reports.sheet(key, by: request.person)
        versions = try request.khen.reports.versions(of: cell, in: key, by: request.person)
    }

    var html: HTML {
        let t = request.t, name = ReportText.name(cell, request), element = request.world.catalogue.dataElements[cell.dataElement]
        let rows = versions.reversed().map { version -> [HTML] in
            let value = version.content.isWithoutFigure ? t("no figure") : element.map { ReportText.typed(version.content, $0, t.language) } ?? version.content.value ?? ""
            return [HTML(text: FigureText.moment(version.at, t.language)), HTML(text: version.person), HTML(text: value.isEmpty ? t("empty") : value),
                    HTML(text: version.content.comment ?? ""), HTML(text: version.content.source ?? ""), HTML(text: ReportStanding.receipt(province: sheet.province, seq: version.seq))]
        }
        let columns = [Table.Column(t("When")), .init(t("Who")), .init(t("Figure"), isNumeric: true), .init(t("Comment")), .init(t("Source")), .init(t("Change"))]
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(name)</h1><p class="lede">\(request.name(of: sheet.unit)) · \(ReportText.period(sheet.period, request))</p>\
            \(versions.isEmpty ? "<p>\(t("Nobody has written anything yet."))</p>" : Table(caption: t("Versions of the cell"), columns: columns, rows: rows).html)
            """
        return Layout.page(request, title: name, current: .reports, crumbs: [(t("Reports"), "/reports"), (t(sheet.form.name), Address.report(key)), (name, nil)], main: main)
    }
}
