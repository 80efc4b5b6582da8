import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// Many records at once: a step for all that are ticked, a column filled in for a whole list, files in and out.
enum RegisterWorkPages {
    static var routes: [Route] {
        [
            .get("/registers/{code}/map", access: .signedIn) { try map($0) },
            .get("/registers/{code}/bulk", access: .signedIn) { try preview($0) },
            .post("/registers/{code}/bulk", access: .signedIn, maxBytes: 256 << 10) { try move($0) },
            .get("/registers/{code}/sheet", access: .signedIn, forms: [.html, .json]) { try RecordSheetPage($0).response() },
            .post("/registers/{code}/sheet", access: .signedIn, forms: [.html, .json], maxBytes: 1 << 20) { try RecordSheetPage.fill($0) },
            .get("/registers/{code}/many", access: .signedIn) { try RecordManyPage($0).response() },
            .post("/registers/{code}/many", access: .signedIn, maxBytes: 256 << 10) { try RecordManyPage.add($0) },
            .get("/registers/{code}/import", access: .signedIn) { try RecordImportPage($0).response() },
            .post("/registers/{code}/import", access: .signedIn, maxBytes: 32 << 20) { try RecordImportPage.take($0) },
            .get("/registers/{code}/template", access: .signedIn, forms: [.html, .csv, .xlsx]) { try template($0) },
            .get("/registers/{code}/export", access: .signedIn, forms: [.html, .csv, .xlsx, .json]) { try export($0) },
            .post("/registers/{code}/export", access: .signedIn) { try exportUnmasked($0) },
            .get("/registers/{code}/expired", access: .signedIn, forms: [.html, .csv, .xlsx, .json]) { try expired($0) },
        ]
    }

    static func entry(_ request: PageRequest) throws -> Registers.Entry {
        let entry = try request.khen.registers.register(request.parameter("code"), by: request.person)
        guard entry.isOpen else { throw NotFound(Label(vi: "Không có sổ này.", en: "There is no such register.")) }
        return entry
    }

    static func crumbs(_ register: Register, _ here: String, _ t: Translator) -> [(String, String?)] {
        [(t("Registers"), "/registers"), (t(register.name), Address.register(register.code)), (here, nil)]
    }

    // MARK: On the map

    private static func map(_ request: PageRequest) throws -> Response {
        let entry = try entry(request), register = entry.register, t = request.t, query = try RegisterListQuery(register, request)
        let places = try request.khen.registers.places(query.asked, in: register.code, by: request.person), title = t("On the map")
        let tops = try request.khen.registers.tops(of: register.code, by: request.person)
        let unit = query.unit ?? tops.first.map { top in top.level == .village ? request.world.units.ancestors(of: top.id, asOf: request.today).last { $0.level == .commune } ?? top : top }
        let points = places.map { PointMap.Place(name: $0.title, link: Address.record($0.key), longitude: $0.longitude, latitude: $0.latitude) }
        let drawing = try unit.flatMap { try UnitMap.places(request, title: t("\(t(register.name)) on the map"), beneath: $0, points) }
        let rows = places.prefix(200).map { place -> [HTML] in ["<a href=\"\(Address.record(place.key))\">\(place.title)</a>", RegisterWords(request).state(place.state, register), "\(String(place.latitude)), \(String(place.longitude))"] }
        let main: HTML = """
            <h1>\(t(register.name))</h1><p class="lede">\(unit.map { request.name(of: $0) } ?? title): \(t("one place|\(places.count) places"))</p>\(drawing)\
            \(if: rows.isEmpty, "<p>\(t("No record here has a place."))</p>", else: Table(caption: title, isCaptionHidden: true, columns: [Table.Column(RegisterWords(request).one(register)), Table.Column(t("Status")), Table.Column(t("Latitude, longitude"))], rows: Array(rows)).html)
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: crumbs(register, title, t), main: main))
    }

    // MARK: A step for many

    /// What a step would do to the records that were ticked, before it is taken.
    private static func preview(_ request: PageRequest) throws -> Response {
        let entry = try entry(request), ids = request.query.all.filter { $0.name == "record" }.map(\.value), t = request.t
        return try page(try request.khen.registers.preview(request.query["move"] ?? "", of: ids, in: entry.register.code, note: "–", filling: RecordMoveFields.input(request.query, request.decimalMark), by: request.person), isDone: false, title: t("A step for several records"), request)
    }

    private static func move(_ request: PageRequest) throws -> Response {
        let entry = try entry(request), ids = request.fields.all("record"), t = request.t
        let outcome = try request.khen.registers.move(request.fields["move"] ?? "", of: ids, in: entry.register.code, note: request.fields["note"], filling: RecordMoveFields.input(request.fields, request.decimalMark), by: request.person)
        if outcome.ready == outcome.lines.count { return Reply.redirect(to: Address.register(entry.register.code, [("done", "moved"), ("count", String(outcome.ready))])) }
        return try page(outcome, isDone: true, title: t("A step for several records"), request)
    }

    private static func page(_ preview: Registers.BulkPreview, isDone: Bool, title: String, _ request: PageRequest) throws -> Response {
        let t = request.t, register = preview.register, name = t(preview.move.name), left = preview.lines.count - preview.ready
        let rows = preview.lines.map { line -> [HTML] in
            let says: HTML = line.problems.isEmpty ? HTML(text: isDone ? t("done") : t("can be done")) : line.problems.html { "\(FormPage.sentence(t($0.reason))) \(t($0.remedy)) " }
            return ["<a href=\"\(Address.record(line.key))\">\(line.title)</a>", RegisterWords(request).state(line.state, register), says]
        }
        let lede = isDone ? t("“\(name)”: \(preview.ready) done, \(left) left as they are.") : t("“\(name)”: \(preview.ready) can be done, \(left) would stay as they are.")
        let note = preview.move.note == .none ? nil : Field("note", label: preview.move.note == .required ? t("Reason") : t("Note"), isRequired: preview.move.note == .required, control: .lines(value: ""))
        let ready = preview.lines.filter(\.problems.isEmpty), filling = RecordMoveFields.input(request.query, request.decimalMark), filled = filling.fields.sorted { $0.key < $1.key }
        let form: HTML = isDone || ready.isEmpty ? "<p>\(Layout.link(Address.register(register.code), t("Back to the list")))</p>" : """
            <form method="post" action="\(Address.register(register.code))/bulk"><input type="hidden" name="move" value="\(preview.move.code)">\
            \(ready.html { "<input type=\"hidden\" name=\"record\" value=\"\($0.key.id)\">" })\(filled.html { code, given in "<input type=\"hidden\" name=\"f:\(code)\" value=\"\(given.text)\">" })\(note?.html)<p><button>\(name) (\(ready.count))</button> \(Layout.link(Address.register(register.code), t("Leave it")))</p></form>
            """
        let asked: HTML = isDone ? "" : try Self.asked(preview, filling, request)
        let main: HTML = """
            <h1>\(title)</h1><p class="lede">\(lede)</p>\(asked)\(form)\
            \(Table(caption: title, isCaptionHidden: true, columns: [Table.Column(RegisterWords(request).one(register)), Table.Column(t("Status")), Table.Column(t("What comes of it"))], rows: rows).html)
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: crumbs(register, title, t), main: main), status: isDone && left > 0 ? .unprocessableContent : .ok)
    }

    /// What the step requires and some of the records do not have: filled in once for all of them.
    private static func asked(_ preview: Registers.BulkPreview, _ filling: RecordInput, _ request: PageRequest) throws -> HTML {
        let t = request.t, register = preview.register
        let fields = Registers.askable(by: preview.move, in: register).filter { field in filling.fields[field.code] != nil || preview.lines.contains { $0.problems.contains { $0.fields == [field.code] } } }
        guard !fields.isEmpty else { return "" }
        let problems = preview.lines.flatMap(\.problems).filter { problem in problem.fields.first.map { filling.fields[$0] != nil } ?? false }
        let controls = try RecordMoveFields(move: preview.move, fields: fields, register: register, request: request, problems: problems).html(nil, key: RecordKey(register.code, Identifier.next(at: request.now)), typed: filling)
        return """
            <form class="record" action="\(Address.register(register.code))/bulk"><input type="hidden" name="move" value="\(preview.move.code)">\(preview.lines.html { "<input type=\"hidden\" name=\"record\" value=\"\($0.key.id)\">" })\
            <p>\(t("For those records that do not have it yet:"))</p>\(controls)<p><button class="quiet">\(t("Look first"))</button></p></form>
            """
    }

    // MARK: Files

    /// A table without rows, with the headings that an import knows.
    private static func template(_ request: PageRequest) throws -> Response {
        let register = try entry(request).register, t = request.t
        let seen = try request.khen.registers.seenFields(of: register.code, by: request.person)
        let fields = register.fields.filter { seen.contains($0.code) && $0.type.isInput && !$0.type.holdsFiles && $0.type != .group }
        let columns = [ExportTable.Column("UNIT", t("Unit’s code"))] + fields.map { ExportTable.Column($0.code, t($0.name)) }
        return try Export.answer(request.form == .html ? .xlsx : request.form, table: ExportTable(title: t(register.name), columns: columns), name: register.code.lowercased(), at: request.now)
    }

    private static func export(_ request: PageRequest) throws -> Response {
        let entry = try entry(request), register = entry.register, query = try RegisterListQuery(register, request).asked, t = request.t
        guard request.khen.registers.acts(in: register, by: request.person).contains(.export) else { throw NotAllowed(right: .seeRecords) }
        guard request.form == .html else { return try RegisterExport.answer(try request.khen.registers.export(query, of: register.code, by: request.person), request, as: request.form) }
        let tail = request.query.with("page", nil), title = t("Export"), address = Address.register(register.code) + "/export"
        let hasPersonal = register.fields.contains { $0.sensitivity.isMasked }
        let purpose = Field("purpose", label: t("What for"), hint: t("5 to 500 characters. Who took the file, when and what for is kept in the log."), isRequired: true, control: .line(type: "text", value: ""))
        let unmasked: HTML = hasPersonal ? """
            <h2>\(t("With personal data"))</h2><form method="post" action="\(address)\(if: !tail.isEmpty, "?\(tail)")">\(purpose.html)\
            <p><button name="form" value="xlsx">XLSX</button> <button class="quiet" name="form" value="csv">CSV</button></p></form>
            """ : ""
        let main: HTML = """
            <h1>\(title)</h1><p>\(t("All fields that you see, of all records that the list’s filters leave."))\(if: hasPersonal, " \(t("Personal data are masked."))")</p>\
            <p class="tools"><a href="\(address).xlsx\(if: !tail.isEmpty, "?\(tail)")">XLSX</a><a href="\(address).csv\(if: !tail.isEmpty, "?\(tail)")">CSV</a><a href="\(address).json\(if: !tail.isEmpty, "?\(tail)")">JSON</a></p>\(unmasked)
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: crumbs(register, title, t), main: main))
    }

    private static func exportUnmasked(_ request: PageRequest) throws -> Response {
        let register = try entry(request).register, query = try RegisterListQuery(register, request).asked
        var response = try RegisterExport.answer(try request.khen.registers.export(query, of: register.code, revealingFor: request.fields["purpose"] ?? "", by: request.person), request, as: request.fields["form"] == "csv" ? .csv : .xlsx)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// Records whose time has come.
    private static func expired(_ request: PageRequest) throws -> Response {
        let register = try entry(request).register, t = request.t, found = try request.khen.registers.expired(in: register.code, by: request.person), title = t("Records whose time has come")
        guard request.form == .html else {
            let table = ExportTable(title: title, columns: [.init("id", t("Identity")), .init("number", t("Record number")), .init("until", t("Kept until"), .date)], rows: found.map { [.text($0.key.id), SheetCell($0.number), .date($0.until.iso)] })
            return try Export.answer(request.form, table: table, name: "\(register.code.lowercased())-expired", at: request.now)
        }
        let rows = found.map { one -> [HTML] in ["<a href=\"\(Address.record(one.key))\">\(one.title)</a>", HTML(text: one.number ?? ""), HTML(text: FigureText.date(one.until, t.language)), "<a href=\"\(Address.record(one.key))/tidy\">\(t("Erase personal data"))</a>"] }
        let years = register.retention.map { t("They are kept for \($0.years) years.") } ?? t("The register does not say how long records are kept.")
        let main: HTML = """
            <h1>\(title)</h1><p class="lede">\(years)</p>\(if: rows.isEmpty, "<p>\(t("There are none."))</p>", else: Table(caption: title, isCaptionHidden: true, columns: [Table.Column(RegisterWords(request).one(register)), Table.Column(t("Record number")), Table.Column(t("Kept until")), Table.Column("")], rows: rows).html)
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: crumbs(register, title, t), main: main))
    }
}

extension RegisterExport {
    /// All fields of records, as files that an import takes back.
    static func answer(_ exported: Registers.Exported, _ request: PageRequest, as form: PageRequest.Form) throws -> Response {
        let t = request.t, register = exported.register
        var columns: [ExportTable.Column] = [.init("ID", t("Identity")), .init("NUMBER", t("Record number")), .init("UNIT", t("Unit’s code")), .init("unit_name", t("Unit")), .init("STATE", t("Status"))]
        columns += exported.fields.map { .init($0.code, t($0.name), kind($0)) }
        columns += [.init("created", t("Added"), .date), .init("changed", t("Last change"), .date)]
        let rows = exported.records.map { record -> [SheetCell] in
            let cells = exported.cells[record.key.id] ?? [:]
            return [.text(record.key.id), SheetCell(record.number), .text(request.world.units.unit(record.unit)?.code ?? record.unit.rawValue), .text(RegisterWords(request).unit(record.unit)), .text(record.state)]
                + exported.fields.map { Registers.Exported.coded(cells[$0.code], $0) } + [.date(record.created.day.iso), .date(record.changed.day.iso)]
        }
        let notes = exported.records.contains(where: \.isIllustrative) ? [t("Some of these records are made up to show how the system works.")] : []
        return try Export.answer(form, table: ExportTable(title: t(register.name), notes: notes, columns: columns, rows: rows), name: register.code.lowercased(), at: request.now)
    }
}
