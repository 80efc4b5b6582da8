import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Some fields of many records in one form, such as who was there and what they scored.
struct RecordSheetPage {
    private let request: PageRequest
    let register: Register
    let found: Registers.Found
    let fields: [RecordField]
    private let query: RegisterListQuery
    private var outcome: Registers.SheetOutcome?
    private var t: Translator { request.t }

    init(_ request: PageRequest) throws {
        self.request = request
        let entry = try RegisterWorkPages.entry(request)
        register = entry.register
        guard !register.list.sheet.isEmpty else { throw NotFound(Label(vi: "Sổ này không có bảng ghi chung.", en: "This register has no form for many records.")) }
        fields = register.list.sheet.compactMap(entry.register.field)
        var query = try RegisterListQuery(register, request)
        query.asked.order = .title
        (query.asked.offset, query.asked.limit) = ((query.page - 1) * 200, 200)
        self.query = query
        found = try request.khen.registers.find(query.asked, in: register.code, by: request.person)
    }

    static func fill(_ request: PageRequest) throws -> Response {
        var page = try RecordSheetPage(request)
        if request.form == .json { return try RecordSheetAnswer.fill(request, page) }
        let fields = request.fields, ids = fields.all("record").prefix(Registers.mostAtOnce)
        let lines = ids.map { id in
            Registers.SheetLine(id: id, seen: fields["seen:\(id)"].flatMap { Int64($0) }, fields: Dictionary(page.fields.compactMap { field in
                fields.has("\(field.code):\(id)") ? (field.code, field.type == .many ? .list(fields.all("\(field.code):\(id)")) : .text(fields[("\(field.code):\(id)")] ?? "")) : nil
            }) { first, _ in first })
        }
        let outcome = try request.khen.registers.fill(lines, in: page.register.code, mark: request.decimalMark, by: request.person)
        if outcome.problems.isEmpty, outcome.conflicts.isEmpty {
            return Reply.redirect(to: "/registers/\(Query.encoded(page.register.code))/sheet?" + Query(request.query.with("done", "filled")).with("count", String(outcome.kept)))
        }
        page.outcome = outcome
        return try page.response()
    }

    func response() throws -> Response {
        if request.form == .json { return try RecordSheetAnswer.sheet(request, self) }
        let title = t("Fill in for many"), wrong = (outcome?.problems.count ?? 0) + (outcome?.conflicts.count ?? 0)
        let said: HTML
        if let outcome { said = FormPage.message("bad", t("\(outcome.kept) kept, \(wrong) not; these stand marked below with the reason.")) } else if request.query["done"] == "filled" { said = FormPage.message("done", t("One record is kept.|\(Int(request.query["count"] ?? "") ?? 0) records are kept.")) } else { said = "" }
        let columns = [Table.Column(RegisterWords(request).one(register))] + fields.map { Table.Column(RegisterWords(request).name(of: $0)) }
        let tail = request.query.with("page", nil), along = "/registers/offline#roll/\(Query.encoded(register.code + (tail.isEmpty ? "" : "?" + tail)))"
        let main: HTML = """
            <h1>\(t(register.name))</h1><p class="lede">\(title)</p><p class="tools"><a href="\(along)">\(t("On this device: without a connection, with codes read by its camera"))</a></p>\(RegisterWords(request).linked(query, register))\(said)\(if: found.total > found.records.count, "<p>\(t("The first \(found.records.count) of \(found.total) are shown; narrow the list down for the others."))</p>")\
            <form method="post">\(found.records.filter(isEditable).html { "<input type=\"hidden\" name=\"record\" value=\"\($0.key.id)\">" })\
            \(Table(caption: title, isCaptionHidden: true, columns: columns, rows: found.records.map(row)).html)\(if: found.records.contains(where: isEditable), "<p><button>\(t("Keep"))</button></p>")</form>
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: RegisterWorkPages.crumbs(register, title, t), main: main), status: wrong > 0 ? .unprocessableContent : .ok)
    }

    /// Title of the record that the list is narrowed down to.
    func linkedTitle() throws -> String? {
        guard let link = query.asked.link, let other = register.field(link.field)?.register else { return nil }
        return try request.khen.registers.choice(link.id, of: other, by: request.person)?.title
    }

    private func row(_ record: Registers.RecordRow) -> [HTML] {
        let problems = outcome?.problems[record.key.id] ?? [], conflicts = outcome?.conflicts[record.key.id] ?? []
        let said = problems.html { "<span class=\"msg\">\(FormPage.sentence(t($0.reason))) \(t($0.remedy))</span>" } + conflicts.html { "<span class=\"msg\">\(t("\($0.theirName) has changed “\(register.field($0.field).map { t($0.name) } ?? $0.field)” meanwhile."))</span>" }
        let first: HTML = "<a href=\"\(Address.record(record.key))\">\(record.title)</a>\(record.number.map { " <small>\($0)</small>" as HTML })<input type=\"hidden\" name=\"seen:\(record.key.id)\" value=\"\(Int(record.version))\">\(said)"
        return [first] + fields.map { control($0, record) }
    }

    /// Whether the state of a record lets its fields be changed.
    private func isEditable(_ record: Registers.RecordRow) -> Bool { register.state(record.state)?.isEditable ?? false }

    private func control(_ field: RecordField, _ record: Registers.RecordRow) -> HTML {
        guard isEditable(record) else { return record.sheet[field.code].map { HTML(text: t(RecordWords(request.world).text($0, of: field, titles: [:]))) } ?? "–" }
        let name = "\(field.code):\(record.key.id)", label = "\(t(field.name)), \(record.title)"
        let typed = outcome == nil ? nil : request.fields.all(name), kept = record.sheet[field.code]?.texts ?? [], values = typed ?? kept.map { RecordForm.text($0, field, request.language) }, value = values.first ?? ""
        switch field.type {
        case .yesNo:
            let options = [("", "–"), ("true", t("Yes")), ("false", t("No"))]
            return select(name, label, options, value)
        case .choice, .ethnicGroup: return select(name, label, [("", "–")] + RecordWords(request.world).options(of: field).map { ($0.code, t($0.name)) }, value)
        case .date: return "<input type=\"date\" name=\"\(name)\" aria-label=\"\(label)\" value=\"\(value)\">"
        case .number, .money: return "<input class=\"n\" inputmode=\"decimal\" autocomplete=\"off\" name=\"\(name)\" aria-label=\"\(label)\" value=\"\(value)\">"
        default: return "<input name=\"\(name)\" aria-label=\"\(label)\" value=\"\(value)\">"
        }
    }

    private func select(_ name: String, _ label: String, _ options: [(String, String)], _ value: String) -> HTML {
        "<select name=\"\(name)\" aria-label=\"\(label)\">\(options.html { "<option value=\"\($0.0)\"\(if: $0.0 == value, " selected")>\($0.1)</option>" })</select>"
    }
}
