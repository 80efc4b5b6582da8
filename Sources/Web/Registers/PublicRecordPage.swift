import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// What everybody sees of a register: its public list, and each record at a short address that a QR code can hold.
enum PublicRecordPage {
    static var routes: [Route] {
        [
            .get("/p", access: .everyone) { try lookUp($0) },
            .get("/p/{code}/{id}", access: .everyone, forms: [.html, .json]) { try record($0) },
        ]
    }

    // MARK: By number

    /// Whoever holds a certificate on paper finds its page by its number, too.
    private static func lookUp(_ request: PageRequest) throws -> Response {
        let t = request.t, asked = request.query["number"] ?? "", title = t("Verify a certificate"), found = try request.khen.registers.publicRecords(numbered: asked)
        if found.count == 1 { return Reply.redirect(to: Address.publicRecord(found[0])) }
        let answer: HTML
        if !found.isEmpty {
            answer = "<p>\(t("Several records bear this number:"))</p><ul>\(found.html { key in "<li><a href=\"\(Address.publicRecord(key))\">\(asked) · \(request.world.catalogue.registers[key.register].map { t($0.name) } ?? key.register)</a></li>" })</ul>"
        } else if !asked.isEmpty {
            answer = "<div class=\"status bad\" role=\"alert\"><p><strong>\(t("No public record bears the number “\(asked)”."))</strong> \(t("Compare it with the paper, hyphens included. Still nothing: ask the office that gave it."))</p></div>"
        } else {
            answer = ""
        }
        let main: HTML = """
            <h1>\(title)</h1><p class="lede">\(t("The number stands on the certificate; whoever reads its QR code comes to the same page."))</p>\(answer)\
            <form action="/p">\(Field("number", label: t("Number"), hint: t("For example CN-03127-2026-00012"), isRequired: true, control: .line(type: "text", value: asked)).html)<button>\(t("Verify"))</button></form>\
            <p>\(Layout.link("/documents/verify", t("Verify a document")))</p>
            """
        return Reply.html(Layout.page(request, title: title, current: nil, crumbs: [(t("Operations centre"), "/"), (title, nil)], main: main), status: !asked.isEmpty && found.isEmpty ? .notFound : .ok)
    }

    // MARK: One record

    private static func record(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), register: Register, record: Registers.PublicRecord
        do { (register, record) = try request.khen.registers.publicRecord(key) } catch let error as NotFound {
            // Whoever works with the record reads its code as everybody does.
            guard request.form == .html, request.account != nil else { throw error }
            _ = try request.khen.registers.sheet(key, by: request.person)
            return Reply.redirect(to: Address.record(key))
        }
        if request.form == .json {
            var members: [String: JSONValue] = ["register": .text(register.code), "register_name": RecordAnswer.name(register.name), "verified_at": .text(request.now.iso)]
            if let certificate = CertificateStanding(register, record) { members["certificate"] = certificate.json }
            return try Reply.json(JSONValue.object(RecordAnswer.publicRecord(record, register).merging(members) { $1 }))
        }
        let t = request.t, words = RegisterWords(request), province = record.province.map { words.unit($0) } ?? "Khèn"
        let unit = record.unit.map { words.unit($0) }, place = [unit == province ? nil : unit, province].compactMap(\.self).joined(separator: ", ")
        let fields = (register.publicView?.fields ?? []).compactMap(register.field)
        let certificate = CertificateStanding(register, record)
        let main: HTML = """
            <p class="lede">\(place) · \(t(register.name))</p><h1>\(record.title)</h1>\(if: record.isIllustrative, "<p>\(FigureText.tag(.illustrative, t))</p>")\
            <p>\(if: register.states.count > 1, "\(words.state(record.state, register)) ")\(record.number.map { "<span class=\"code\">\($0)</span>" as HTML })</p>\
            \(certificate?.html(request) ?? "")<dl class="facts">\(certificate?.facts(request) ?? "")\(fields.filter { $0.type != .group }.html { field in record.cells[field.code].map { "<dt>\(t(field.name))<dd>\(if: field.valueType == .link, words.cell($0, field), else: HTML(text: t($0.words)))" as HTML } ?? "" })</dl>\
            \(fields.filter { $0.type == .group }.html { group($0, record, request) })\(try RecordFileSection.publicHTML(record.key, register, request))\
            <div class="status done"><p>\(t("Verified in Khèn at \(FigureText.moment(request.now, t.language)). Last change at \(FigureText.moment(record.changed, t.language))."))</p></div>
            """
        var response = Reply.html(Layout.bare(request, title: "\(record.title) · \(t(register.name))", main: main))
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    private static func group(_ field: RecordField, _ record: Registers.PublicRecord, _ request: PageRequest) -> HTML {
        let t = request.t, rows = record.cells[field.code]?.value.rows ?? [], shown = field.fields.filter { inner in rows.contains { $0[inner.code] != nil } }
        guard !rows.isEmpty, !shown.isEmpty else { return "" }
        let cells = rows.map { row in shown.map { inner in row.text(inner.code).map { RegisterWords(request).inner($0, inner, titles: [:]) } ?? "" } }
        return "<h2>\(t(field.name))</h2>\(Table(caption: t(field.name), isCaptionHidden: true, columns: shown.map { Table.Column(RegisterWords(request).name(of: $0)) }, rows: cells).html)"
    }

    // MARK: The list

    /// The public list of a register, for those who see no more of it.
    static func list(_ register: Register, _ request: PageRequest) throws -> Response {
        var query = try RegisterListQuery(register, request)
        if request.form == .csv || request.form == .xlsx { (query.asked.offset, query.asked.limit) = (0, 1_000_000) }
        let found = try request.khen.registers.publicList(query.asked, in: register.code), last = query.asked.offset + found.records.count
        switch request.form {
        case .json: return try Reply.json(RecordAnswer.publicList(found, page: query.page, last: last))
        case .csv, .xlsx: return try Export.answer(request.form, table: table(found, request), name: register.code.lowercased(), at: request.now)
        case .html: return Reply.html(page(found, query, last, request))
        }
    }

    private static func fields(_ register: Register) -> [RecordField] { (register.publicView?.fields ?? []).compactMap(register.field).filter { $0.type != .group && $0.type != .longText && !$0.type.holdsFiles } }

    /// Fields that the list has room for: what the title says already and long addresses stand on the record's page.
    private static func columns(_ register: Register) -> [RecordField] {
        let inTitle = (try? RecordPattern(parsing: register.title))?.fields ?? []  // a checked pack has no other pattern
        let open = fields(register).filter { !inTitle.contains($0.code) && $0.valueType != .link }, chosen = open.filter { register.list.columns.contains($0.code) }
        return Array((chosen.isEmpty ? open : chosen).prefix(4))
    }

    private static func page(_ found: Registers.PublicFound, _ query: RegisterListQuery, _ last: Int, _ request: PageRequest) -> HTML {
        let t = request.t, register = found.register, words = RegisterWords(request), name = t(register.name), fields = columns(register), address = "/registers/\(Query.encoded(register.code))"
        func part(_ page: Int) -> String { address + "?" + request.query.with("page", String(page)) }
        let hasStates = found.states.count > 1
        let columns = [Table.Column(words.one(register))] + (hasStates ? [Table.Column(t("Status"))] : []) + [Table.Column(t("Unit"))] + fields.map { Table.Column(words.name(of: $0), isNumeric: $0.valueType.isNumeric) }
        let rows = found.records.map { record -> [HTML] in
            let head: HTML = "<a href=\"\(Address.publicRecord(record.key))\">\(record.title)</a>\(if: record.isIllustrative, " \(FigureText.tag(.illustrative, t))")\(if: record.number != nil && record.number != record.title, "<small>\(record.number)</small>")"
            return [head] + (hasStates ? [words.state(record.state, register)] : []) + [HTML(text: record.unit.map(words.unit) ?? "")] + fields.map { field in record.cells[field.code].map { words.short($0, field) } ?? "" }
        }
        let shown = t("\(t.language.number(query.asked.offset + 1))–\(t.language.number(last)) of \(t.language.number(found.total))")
        let search: HTML = "<form class=\"filters\" action=\"\(address)\"><label>\(t("Words or number"))<br><input type=\"search\" name=\"q\"\(attribute: "value", query.asked.text)></label><button class=\"quiet\">\(t("Show"))</button></form>"
        let list: HTML = """
            \(Layout.heading(t("One record|\(found.total) records"), id: "list", address: address, query: request.query.with("page", nil)))\
            <div class="records">\(Table(caption: name, isCaptionHidden: true, columns: columns, rows: rows).withoutEmptyColumns.html)</div>\
            \(if: found.total > rows.count, pager(shown: shown, previous: query.page > 1 ? (label: t("Back"), address: part(query.page - 1)) : nil, next: last < found.total ? (label: t("On"), address: part(query.page + 1)) : nil, label: t("Parts of the list")))
            """
        let main: HTML = """
            <h1>\(name)</h1>\(register.help.map { "<p>\(t($0))</p>" as HTML })<p class="note">\(t("This is the part of the register that everybody may see."))</p>\(if: found.isSearchable, search)\
            \(if: found.records.isEmpty, "<div class=\"status\"><p><strong>\(t("No record answers to this."))</strong></p></div>", else: list)
            """
        return Layout.page(request, title: name, current: .registers, crumbs: [(t("Registers"), "/registers"), (name, nil)], hasIllustrative: found.records.contains(where: \.isIllustrative), main: main)
    }

    private static func table(_ found: Registers.PublicFound, _ request: PageRequest) -> ExportTable {
        let t = request.t, register = found.register, fields = fields(register)
        let columns: [ExportTable.Column] = [.init("id", t("Identity")), .init("number", t("Record number")), .init("title", RegisterWords(request).one(register)), .init("state", t("Status")), .init("unit", t("Unit"))]
        return ExportTable(
            title: t(register.name), notes: found.records.contains(where: \.isIllustrative) ? [t("Some of these records are made up to show how the system works.")] : [],
            columns: columns + fields.map { .init($0.code, RegisterWords(request).name(of: $0), RegisterExport.kind($0)) },
            rows: found.records.map { record in
                [.text(record.key.id), .init(record.number), .text(record.title), .text(register.state(record.state).map { t($0.name) } ?? record.state), .init(record.unit.map { RegisterWords(request).unit($0) })] + fields.map { RegisterExport.cell(record.cells[$0.code], $0, t) }
            })
    }
}
