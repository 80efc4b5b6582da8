import Domain
import Markup
import Operations

/// The page of one record: where it stands, what the reader can do with it, what it holds, what names it, and its history.
struct RecordView {
    /// A step that could not be taken.
    struct Stopped {
        var move: String
        var note: String
        var problems: [RecordProblem]
    }

    let sheet: Registers.Sheet
    let request: PageRequest
    var stopped: Stopped?
    /// Receipt of the look, where personal data are shown unmasked.
    var revealed: Receipt?
    /// Why files that came with the record were not kept.
    var refusedFiles: [Rejected] = []
    private var register: Register { sheet.register }
    private var record: StoredRecord { sheet.record }
    private var t: Translator { request.t }
    private var words: RegisterWords { RegisterWords(request) }

    init(_ sheet: Registers.Sheet, _ request: PageRequest) {
        self.sheet = sheet
        self.request = request
    }

    var html: HTML {
        // Of a record whose personal data are erased the number is left.
        let title = record.standing == .erased ? record.number ?? sheet.title : sheet.title
        let name = t(register.name), illustrative: HTML = record.isIllustrative ? " \(FigureText.tag(.illustrative, t))" : ""
        let main: HTML = """
            <div class="heading"><h1>\(title)\(illustrative)</h1>\(tools)</div><p class="lede">\(standing)</p>\(done)\(refusals)\(warnings)\(steps)\(links)\
            <div class="cols"><div>\(register.sections.html { section($0) })\(remarks)</div><aside>\(facts)\(RecordPrintPages.code(sheet, request))\(RecordHistory(sheet, request).html)</aside></div>
            """
        return Layout.page(request, title: "\(title) · \(name)", current: .registers, crumbs: [(t("Registers"), "/registers"), (name, Address.register(register.code)), (record.number ?? sheet.title, nil)],
                           main: main)
    }

    // MARK: Above

    private var tools: HTML {
        let address = Address.record(record.key)
        return """
            <div class="does">\(if: sheet.mayEdit, "<a class=\"button\" href=\"\(address)/edit\">\(t("Edit"))</a>")<p class="tools">\
            \(if: sheet.isPublic, "<a href=\"\(Address.publicRecord(record.key))\">\(t("As everybody sees it"))</a>")\(if: sheet.mayReveal, "<a href=\"\(address)/reveal\">\(t("See personal data"))</a>")\(if: register.privacy != nil && (sheet.mayReveal || sheet.mayTidy || revealed != nil), "<a href=\"\(address)/accesses\">\(t("Who used the data"))</a>")\(if: sheet.mayTidy && record.standing == .kept, "<a href=\"\(address)/tidy\">\(t("Tidy up"))</a>")\(RecordPrintPages.tools(sheet, request))<a href="\(address).json">JSON</a></p></div>
            """
    }

    private var standing: HTML {
        var parts: [HTML] = []
        switch record.standing {
        case .kept: if register.states.count > 1 { parts.append(words.state(record.state, register)) }
        case .merged:
            let successor = record.successor.map { Layout.link(Address.record(RecordKey(register.code, $0)), t("the record that is kept")) } ?? ""
            parts.append(t.html("Joined into another: \(successor)"))
        case .removed: parts.append(HTML(text: t("Taken out as a mistake")))
        case .erased: parts.append(HTML(text: t("Personal data erased")))
        }
        if let number = record.number { parts.append("<span class=\"code\">\(number)</span>") }
        parts.append(request.world.units.unit(record.unit).map { Layout.link(Address.unit(request.key(of: $0)), request.name(of: $0)) } ?? "")
        if let due = record.due, register.state(record.state)?.isFinal != true, record.standing == .kept { parts.append("\(if: due < request.today, "<span class=\"standing behind\" aria-hidden=\"true\">▼</span> ")\(ReportText.due(due, request))") }
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private var done: HTML {
        if let revealed { return FormPage.message("warn", t("Personal data are shown. The look is kept in the log: \(revealed.number).")) }
        let said = ["remarked": t("The remark is kept."), "merged": t("The two records are one."), "added": t("The record is kept."), "changed": t("The changes are kept."), "moved": t("The step is taken."), "same": t("Nothing was changed.")]
        guard let word = request.query["done"].flatMap({ said[$0] }) else { return "" }
        return FormPage.message("done", word + (request.query["receipt"].map { " " + t("Receipt \($0)") + "." } ?? ""))
    }

    private var refusals: HTML {
        guard let stopped else { return refusedFiles.isEmpty ? "" : unkeptFiles }
        let move = register.move(stopped.move), name = move.map { t($0.name) } ?? stopped.move, asked = Set(move.map { Registers.asked(by: $0, of: record, in: register) }?.map(\.code) ?? [])
        return """
            <div class="errors" role="alert" tabindex="-1"><h2>\(t("“\(name)” cannot be done yet"))</h2><ul>\(stopped.problems.html { problem in
                let sentence = "\(FormPage.sentence(t(problem.reason))) \(t(problem.remedy))"
                let field = problem.fields.first.flatMap { register.field(String($0.prefix { $0 != "." })) }
                if let field, asked.contains(field.code) { return "<li><a href=\"#\(stopped.move)-f:\(field.code)\">\(sentence)</a></li>" }
                return "<li>\(if: field != nil && sheet.mayEdit, "<a href=\"\(Address.record(record.key))/edit#f:\(field?.code ?? "")\">\(sentence)</a>", else: HTML(text: sentence))</li>"
            })</ul></div>
            """
    }

    private var unkeptFiles: HTML {
        """
        <div class="errors" role="alert" tabindex="-1"><h2>\(t("The record is kept, but not these files"))</h2><ul>\(refusedFiles.html { "<li>\(FormPage.sentence(t($0.reason))) \(t($0.remedy))</li>" })</ul></div>
        """
    }

    private var warnings: HTML {
        guard stopped == nil, !sheet.warnings.isEmpty, record.standing == .kept else { return "" }
        return "<div class=\"status warn\">\(sheet.warnings.html { "<p><strong>\(FormPage.sentence(t($0.reason)))</strong> \(t($0.remedy))</p>" })</div>"
    }

    // MARK: Moves

    private var steps: HTML {
        guard !sheet.moves.isEmpty else { return "" }
        return "<section class=\"moves\" aria-label=\"\(t("What you can do"))\">\(sheet.moves.html { step($0) })</section>"
    }

    private func step(_ move: RecordMove) -> HTML {
        let name = t(move.name), state = register.state(move.to)
        let form: HTML = "<form method=\"post\" action=\"\(Address.record(record.key))/move/\(Query.encoded(move.code))\"><input type=\"hidden\" name=\"from\" value=\"\(record.state)\">"
        let quiet: HTML = state?.tone == .bad || state?.tone == .warning ? " class=\"quiet\"" : ""
        let isStopped = stopped?.move == move.code
        let asked = RecordMoveFields(move: move, fields: Registers.asked(by: move, of: record, in: register), register: register, request: request, problems: isStopped ? stopped?.problems ?? [] : [])
        guard move.note != .none || !asked.fields.isEmpty else { return "\(form)<button\(quiet)>\(name)</button></form>" }
        let isRequired = move.note == .required
        let error = isStopped ? stopped?.problems.first { $0.fields == ["note"] }.map { FormPage.sentence(t($0.reason)) } : nil
        var note = Field("note", label: isRequired ? t("Reason") : t("Note"), hint: isRequired ? nil : t("May stay empty."), error: error, isRequired: isRequired, control: .lines(value: isStopped ? stopped?.note ?? "" : ""))
        // Several forms stand on the page; each names its own field.
        note.id = "note-\(move.code)"
        let fields: HTML
        do { fields = try asked.html(sheet, key: record.key, typed: RecordMoveFields.input(request.fields, request.decimalMark)) } catch { fields = "" }  // the record has just left the reader's sight
        return "<details class=\"step\"\(if: isStopped, " open")><summary>\(name) …</summary>\(form)\(fields)\(if: move.note != .none, note.html)<button\(quiet)>\(name)</button></form></details>"
    }

    // MARK: What it holds

    private func section(_ section: Register.Section) -> HTML {
        let fields = section.fields.filter { seen.contains($0.code) && !sheet.hidden.contains($0.code) }
        guard !fields.isEmpty else { return "" }
        let plain = fields.filter { $0.type != .group && !$0.type.holdsFiles }
        return """
            <h2>\(t(section.name))</h2>\(if: !plain.isEmpty, "<dl class=\"facts\">\(plain.html { fact($0) })</dl>")\
            \(fields.filter { $0.type == .group }.html { group($0) })\(fields.filter(\.type.holdsFiles).html { files($0) })
            """
    }

    /// Fields that the reader sees; those of others are not even named.
    private var seen: Set<String> {
        do { return try request.khen.registers.seenFields(of: register.code, by: request.person) } catch { return Set(sheet.cells.keys) }  // the register has just left the reader's sight
    }

    private func fact(_ field: RecordField) -> HTML {
        let cell = sheet.cells[field.code]
        return "<dt>\(t(field.name))<dd>\(cell == nil ? "–" : words.cell(cell, field))\(if: !field.type.isInput && cell != nil, " <small>\(t("worked out"))</small>")"
    }

    private func group(_ field: RecordField) -> HTML {
        let rows = sheet.cells[field.code]?.value.rows ?? [], titles = sheet.cells[field.code]?.titles ?? [:]
        guard !rows.isEmpty else { return "<h3>\(t(field.name))</h3><p>–</p>" }
        let columns = [Table.Column(t("No."))] + field.fields.map { Table.Column(words.name(of: $0), isNumeric: $0.valueType.isNumeric) }
        let cells = rows.enumerated().map { index, row in [HTML(text: String(index + 1))] + field.fields.map { inner in row[inner.code]?.texts.map { words.inner($0, inner, titles: titles, isRevealed: revealed != nil) }.joined(separator: ", ") ?? "" } }
        return "<h3>\(t(field.name))</h3><div class=\"rows\">\(Table(caption: t(field.name), isCaptionHidden: true, columns: columns, rows: cells).html)</div>"
    }

    /// Documents and pictures put to the record.
    private func files(_ field: RecordField) -> HTML {
        RecordFileSection(sheet, request).html(field)
    }

    // MARK: Remarks

    private var remarks: HTML {
        let items = sheet.comments.html { comment in "<li>\(comment.words ?? t("(erased)"))<br><small>\(ChangeWords(request).person(comment.person)), \(FigureText.moment(comment.at, t.language))</small></li>" }
        return """
            <h2 id="remarks">\(t("Remarks on the record"))</h2>\(if: !sheet.comments.isEmpty, "<ul class=\"feed\">\(items)</ul>")\
            <details\(if: sheet.comments.isEmpty, "")><summary>\(t("Add a remark"))</summary><form method="post" action="\(Address.record(record.key))/remarks">\(Field("comment", label: t("Remark"), isRequired: true, control: .lines(value: "")).html)<p><button>\(t("Add"))</button></p></form></details>
            """
    }

    // MARK: What names it

    private var links: HTML {
        let shown = sheet.links.filter { $0.count > 0 || $0.mayAdd }
        guard !shown.isEmpty else { return "" }
        return "<nav aria-label=\"\(t("Records that name this one"))\"><ul class=\"counts\">\(shown.html { link($0, among: shown) })</ul></nav>"
    }

    private func link(_ link: Registers.LinkGroup, among shown: [Registers.LinkGroup]) -> HTML {
        let isOneOfMany = shown.count { $0.register.code == link.register.code } > 1
        let name = isOneOfMany ? "\(t(link.register.name)): \(t(link.field.name))" : t(link.register.name)
        let list = Address.register(link.register.code, [("link", "\(link.field.code):\(record.key.id)")]), many = "\(Address.register(link.register.code))/sheet" + Address.query([("link", "\(link.field.code):\(record.key.id)")]), new = Address.newRecord(link.register.code, [(link.field.code, record.key.id)])
        let picked = "\(Address.register(link.register.code))/many" + Address.query([(link.field.code, record.key.id)])
        return "<li><b>\(t.language.number(link.count))</b> <a href=\"\(list)\">\(name)</a>\(if: link.mayAdd && record.standing == .kept, " · \(Layout.link(new, t("Add")))\(if: RecordManyPage.suits(link.register, besides: link.field.code), " · \(Layout.link(picked, t("Add many")))")")\(if: link.mayAdd && link.count > 0 && !link.register.list.sheet.isEmpty, " · \(Layout.link(many, t("Fill in for many")))")</li>"
    }

    private var facts: HTML {
        let unit = request.world.units.unit(record.unit)
        return """
            <h2>\(t("About the record"))</h2><dl class="facts"><dt>\(t("Register"))<dd>\(Layout.link(Address.register(register.code), t(register.name)))\
            \(record.number.map { "<dt>\(t("Record number"))<dd>\($0)" as HTML })<dt>\(t("Unit"))<dd>\(unit.map { request.name(of: $0) } ?? record.unit.rawValue)\
            <dt>\(t("Added"))<dd>\(FigureText.moment(record.created, t.language)), \(ChangeWords(request).person(record.creator))<dt>\(t("Last change"))<dd>\(FigureText.moment(record.changed, t.language))\
            <dt>\(t("Receipt"))<dd>\(ReportStanding.receipt(province: record.province, seq: record.seq))</dl>
            """
    }
}
