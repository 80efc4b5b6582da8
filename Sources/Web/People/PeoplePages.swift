import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// People and what they may do, for those who manage them.
enum PeoplePages {
    static var routes: [Route] {
        [
            .get("/people", access: .right(.managePeople), forms: [.html, .csv, .xlsx], list),
            .get("/people/new", access: .right(.managePeople)) { newForm($0).response($0) },
            .post("/people/new", access: .right(.managePeople), add),
            .get("/people/{id}", access: .right(.managePeople)) { try PersonView($0).response() },
            .post("/people/{id}", access: .right(.managePeople), change),
            .post("/people/{id}/roles", access: .right(.managePeople), giveRole),
            .post("/people/{id}/roles/end", access: .right(.managePeople), endRole),
            .post("/people/{id}/hand-over", access: .right(.managePeople), handOver),
            .post("/people/{id}/lend", access: .right(.managePeople), lend),
            .post("/people/{id}/link", access: .right(.managePeople), makeLink),
            .post("/people/{id}/identity", access: .right(.managePeople), linkIdentity),
            .post("/people/{id}/state", access: .right(.managePeople), changeState),
        ]
    }

    private static let pageSize = 100

    // MARK: The list

    private static func list(_ request: PageRequest) throws -> Response {
        let t = request.t, words = PeopleWords(request), all = try filtered(request)
        if request.form != .html { return try Export.answer(request.form, table: table(all, request), name: "people", at: request.now) }
        let first = max(0, Int(request.query["from"] ?? "") ?? 0), shown = all.dropFirst(first).prefix(pageSize)
        let rows = shown.map { entry -> [HTML] in
            let roles = entry.roles.filter { $0.isInForce(on: request.today) }
            return [
                "<a href=\"\(Address.person(entry.person.id))\">\(entry.person.fullName)</a>\(words.tags(entry.person))<small>\(entry.person.signInName)</small>",
                roles.map { HTML(text: words.held($0)) }.html { "<div>\($0)</div>" }, HTML(text: words.unit(entry.person.unit)), HTML(text: words.state(entry.person, entry.roles)),
            ]
        }
        let next = first + pageSize < all.count ? "/people?\(request.query.with("from", String(first + pageSize)))" : nil
        let previous = first > 0 ? "/people?\(request.query.with("from", first > pageSize ? String(first - pageSize) : nil))" : nil
        let done = request.done(["removed": t("Saved.")])
        let main: HTML = """
            <h1>\(t("People"))</h1>\(done)<p class="lede">\(t("One person in your area.|\(all.count) people in your area."))</p>\
            <p class="tools"><a href="/people/new">\(t("Add a person"))</a><a href="/agencies">\(t("Agencies"))</a></p>\(filter(request))\
            \(Layout.heading(t("List"), id: "list", address: "/people", query: request.query.with("lang", nil), forms: [.csv, .xlsx]))\
            \(Table(caption: t("People"), isCaptionHidden: true, columns: [.init(t("Name")), .init(t("Roles")), .init(t("Unit")), .init(t("State"))], rows: rows).html)\
            \(pager(shown: t("\(shown.count) of \(all.count)"), previous: previous.map { (t("Back"), $0) }, next: next.map { (t("On"), $0) }, label: t("Parts of the list")))
            """
        return Reply.html(Layout.page(request, title: t("People"), current: .people, crumbs: [(t("Operations centre"), "/"), (t("People"), nil)], main: main))
    }

    private static func filtered(_ request: PageRequest) throws -> [People.Entry] {
        var all = try request.khen.people.all(by: request.person)
        let today = request.today
        if let agency = request.query["agency"] { all.removeAll { $0.person.agency != agency } }
        if let role = request.query["role"] { all.removeAll { !$0.roles.contains { $0.role == role && $0.isInForce(on: today) } } }
        if let typed = request.query["unit"], let unit = try PeopleWords(request).unit(typed: typed, field: "unit") {
            all.removeAll { entry in
                guard let own = entry.person.unit else { return true }
                return own != unit && !request.world.units.ancestors(of: own, asOf: today).contains { $0.id == unit }
            }
        }
        if request.query["gone"] == nil { all.removeAll { $0.person.state != .active } }
        if let text = request.query["q"] {
            let words = VietnameseText.folded(text).split(separator: " ")
            all.removeAll { entry in
                let own = VietnameseText.folded(entry.person.fullName) + " " + entry.person.signInName
                return !words.allSatisfy { own.contains($0) }
            }
        }
        return all.map { (entry: $0, key: VietnameseCollation.personalNameKey($0.person.fullName)) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.entry)
    }

    private static func filter(_ request: PageRequest) -> HTML {
        let t = request.t, words = PeopleWords(request), role = request.query["role"]
        let roles = words.roles.html { "<option value=\"\($0.code)\"\(if: $0.code == role, " selected")>\(t($0.name))</option>" }
        return """
            <form class="filters" action="/people"><label>\(t("Name"))<br><input type="search" name="q"\(attribute: "value", request.query["q"])></label>\
            <label>\(t("Unit, code or name"))<br><input name="unit"\(attribute: "value", request.query["unit"])></label>\
            <label>\(t("Role"))<br><select name="role"><option value="">\(t("all"))</option>\(roles)</select></label>\
            <label>\(t("Agency’s code"))<br><input name="agency"\(attribute: "value", request.query["agency"])></label>\
            <label class="box"><input type="checkbox" name="gone" value="1"\(if: request.query["gone"] != nil, " checked")> \(t("also those who left"))</label>\
            <button class="quiet">\(t("Show"))</button></form>
            """
    }

    private static func table(_ all: [People.Entry], _ request: PageRequest) -> ExportTable {
        let t = request.t, words = PeopleWords(request)
        return ExportTable(
            title: t("People"),
            columns: [.init("sign_in_name", t("Sign-in name")), .init("full_name", t("Full name")), .init("email", t("E-mail")), .init("phone", t("Telephone")), .init("unit", t("Unit")), .init("agency", t("Agency")),
                      .init("roles", t("Roles")), .init("state", t("State"))],
            rows: all.map { entry in
                [
                    .text(entry.person.signInName), .text(entry.person.fullName), SheetCell(entry.person.email), SheetCell(entry.person.phone), .text(words.unitCode(entry.person.unit)), SheetCell(entry.person.agency),
                    .text(entry.roles.filter { $0.isInForce(on: request.today) }.map { words.held($0) }.joined(separator: "; ")), .text(words.state(entry.person, entry.roles)),
                ]
            })
    }

    // MARK: Adding

    private static func newForm(_ request: PageRequest) -> FormPage {
        let t = request.t, fields = request.fields, words = PeopleWords(request)
        let roles = [("", t("none yet"))] + words.roles.map { ($0.code, t($0.name)) }
        return FormPage(
            title: t("Add a person"), action: "/people/new",
            fields: personFields(request, nil) + [
                Field("role", label: t("Role"), hint: t("Held at the unit above, from today on."), control: .choice(options: roles, value: fields["role"] ?? "")),
            ],
            button: t("Add"), crumbs: [(t("People"), "/people"), (t("Add a person"), nil)], section: .people)
    }

    /// The fields about a person, filled with what was typed, else with what is known.
    static func personFields(_ request: PageRequest, _ person: PersonRecord?) -> [Field] {
        let t = request.t, fields = request.fields, words = PeopleWords(request)
        func line(_ name: String, _ label: String, _ value: String?, hint: String? = nil, type: StaticString = "text", isRequired: Bool = false) -> Field {
            Field(name, label: label, hint: hint, isRequired: isRequired, autocomplete: "off", control: .line(type: type, value: fields.has(name) ? fields[name] ?? "" : value ?? ""))
        }
        let name = person == nil ? [line("sign_in_name", t("Sign-in name"), nil, hint: t("Letters without marks, digits, dots and hyphens, such as lo.mai."), isRequired: true)] : []
        return [line("full_name", t("Full name"), person?.fullName, isRequired: true)] + name + [
            line("unit", t("Unit, code or name"), person.map { words.unitCode($0.unit) }, hint: t("Where they serve. Empty for the whole installation.")),
            line("agency", t("Agency’s code"), person?.agency, hint: t("As in the list of agencies; may stay empty.")),
            line("email", t("E-mail"), person?.email, type: "email"), line("phone", t("Telephone"), person?.phone, type: "tel"),
            Field("language", label: t("Language"), control: .choice(options: [("vi", "Tiếng Việt"), ("en", "English")], value: fields["language"] ?? person?.language ?? "vi")),
        ]
    }

    private static func input(_ request: PageRequest) throws -> PersonInput {
        let fields = request.fields
        return PersonInput(signInName: fields["sign_in_name"] ?? "", fullName: fields["full_name"] ?? "", email: fields["email"], phone: fields["phone"], language: fields["language"] ?? "vi",
                           unit: try PeopleWords(request).unit(typed: fields["unit"], field: "unit"), agency: fields["agency"])
    }

    private static func add(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            let person = try request.khen.people.add(try input(request), role: request.fields["role"], by: request.person)
            return Reply.redirect(to: Address.person(person.id) + "?done=added")
        } otherwise: { newForm(request).response(request, problem: $0) }
    }

    // MARK: One person

    private static func id(_ request: PageRequest) -> PersonID { PersonID(request.parameter("id")) }

    private static func act(_ request: PageRequest, _ done: String, in part: PersonView.Part, _ body: (People, PersonID, Fields) throws -> Void) async throws -> Response {
        // Out of reach is not there, whatever was sent.
        _ = try request.khen.people.profile(id(request), by: request.person)
        return try await request.attempt {
            try body(request.khen.people, id(request), request.fields)
            return Reply.redirect(to: Address.person(id(request)) + "?done=\(done)")
        } otherwise: { try PersonView(request).response($0, in: part) }
    }

    private static func change(_ request: PageRequest) async throws -> Response {
        try await act(request, "changed", in: .about) { people, id, _ in
            var input = try input(request)
            input.signInName = "kept"  // it never changes
            try people.change(id, to: input, by: request.person)
        }
    }

    private static func giveRole(_ request: PageRequest) async throws -> Response {
        try await act(request, "given", in: .role) { people, id, fields in
            let unit = try PeopleWords(request).unit(typed: fields["role_unit"], field: "role_unit")
            try people.give(fields["role"] ?? "", to: id, at: unit, from: try fields.day("first_day") ?? request.today, until: try fields.day("last_day"), note: fields["note"], by: request.person)
        }
    }

    private static func endRole(_ request: PageRequest) async throws -> Response {
        try await act(request, "ended", in: .role) { people, _, fields in
            try people.endRole(fields["assignment"] ?? "", from: try fields.day("day") ?? request.today, by: request.person)
        }
    }

    private static func handOver(_ request: PageRequest) async throws -> Response {
        try await act(request, "handed-over", in: .handOver) { people, id, fields in
            let to = try people.person(signInName: fields["to"] ?? "", by: request.person)
            try people.handOver(from: id, to: to.id, on: try fields.day("day") ?? request.today, note: fields["hand_over_note"] ?? fields["note"], by: request.person)
        }
    }

    private static func lend(_ request: PageRequest) async throws -> Response {
        try await act(request, "lent", in: .lend) { people, _, fields in
            if let loan = fields["delegation"] { return try people.takeBack(loan, by: request.person) }
            let to = try people.person(signInName: fields["borrower"] ?? "", by: request.person)
            try people.lend(fields["assignment"] ?? "", to: to.id, from: try fields.day("loan_first_day") ?? request.today, until: try fields.day("loan_last_day") ?? request.today, by: request.person)
        }
    }

    private static func makeLink(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            let link = try request.khen.people.makeLink(for: id(request), by: request.person)
            return try PersonView(request).response(link: link)
        } otherwise: { try PersonView(request).response($0) }
    }

    private static func linkIdentity(_ request: PageRequest) async throws -> Response {
        try await act(request, "linked", in: .identity) { people, id, fields in
            try people.link(ExternalIdentity(issuer: fields["issuer"] ?? "", subject: fields["subject"] ?? ""), to: id, by: request.person)
        }
    }

    private static func changeState(_ request: PageRequest) async throws -> Response {
        switch request.fields["do"] {
        case "restore": try await act(request, "restored", in: .state) { people, id, _ in try people.restore(id, by: request.person) }
        case "second-factor": try await act(request, "code-removed", in: .state) { people, id, _ in try people.removeCode(of: id, by: request.person) }
        case "unlock": try await act(request, "unlocked", in: .state) { people, id, _ in try people.unlock(id, by: request.person) }
        case "end": try await act(request, "left", in: .state) { people, id, _ in try people.end(id, by: request.person) }
        default: throw Rejected(Label(vi: "không rõ việc cần làm", en: "it is not clear what to do"), remedy: Label(vi: "Dùng các nút trên trang.", en: "Use the buttons of the page."), place: "do")
        }
    }
}
