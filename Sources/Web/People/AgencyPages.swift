import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The bodies that people belong to.
enum AgencyPages {
    static var routes: [Route] {
        [
            .get("/agencies", access: .signedIn, list),
            .post("/agencies", access: .right(.managePeople), add),
            .get("/agencies/{code}", access: .signedIn) { try view($0) },
            .post("/agencies/{code}", access: .right(.managePeople), change),
        ]
    }

    private static func kind(_ kind: Agency.Kind, _ t: Translator) -> String {
        switch kind {
        case .department: t("department")
        case .peoplesCommittee: t("People’s Committee")
        case .school: t("school")
        case .team: t("community team")
        case .association: t("association")
        case .enterprise: t("enterprise")
        case .other: t("other body")
        }
    }

    private static func kinds(_ t: Translator) -> [(value: String, label: String)] { Agency.Kind.allCases.map { ($0.rawValue, kind($0, t)) } }

    // MARK: The list

    private static func list(_ request: PageRequest) throws -> Response { try page(request) }

    private static func page(_ request: PageRequest, problem: Rejected? = nil) throws -> Response {
        let t = request.t, words = PeopleWords(request)
        let agencies = try request.khen.people.agencies().values.sorted { ($0.province, $0.code) < ($1.province, $1.code) }
        let rows = agencies.map { agency -> [HTML] in
            [
                "<a href=\"\(Address.agency(agency.code))\">\(t(agency.name))</a> <span class=\"code\">\(agency.code)</span>", HTML(text: kind(agency.kind, t)), HTML(text: words.unit(agency.unit)),
                HTML(text: agency.hasEnded ? t("has ended") : agency.isGiven ? t("from a pack") : t("active")),
            ]
        }
        let fields = request.fields
        func line(_ name: String, _ label: String, hint: String? = nil, isRequired: Bool = false) -> Field {
            Field(name, label: label, hint: hint, error: problem?.place == name ? problem.map { FormPage.sentence(t($0.reason)) + " " + t($0.remedy) } : nil, isRequired: isRequired, autocomplete: "off", control: .line(type: "text", value: fields[name] ?? ""))
        }
        let questions = [
            line("code", t("Code"), hint: t("Capital letters without marks, digits and hyphens, such as DB-HPN."), isRequired: true), line("name_vi", t("Name in Vietnamese"), isRequired: true), line("name_en", t("Name in English")),
            Field("kind", label: t("Kind"), control: .choice(options: kinds(t), value: fields["kind"] ?? "department")), line("unit", t("Unit, code or name"), hint: t("The unit it works for.")),
        ]
        let form: HTML = """
            <details\(if: problem != nil, " open")><summary>\(t("Add an agency"))</summary>\(errorSummary(title: t("Please correct this"), fields: questions))\
            <form method="post" action="/agencies">\(questions.map(\.html))<p><button>\(t("Add"))</button></p></form></details>
            """
        let main: HTML = """
            <h1>\(t("Agencies"))</h1><p class="lede">\(t("Bodies of the packs and those added here. The People’s Committee of every province and commune is there without being listed: UBND- and the unit’s code."))</p>\
            \(if: request.person.has(.managePeople), form)\
            \(Table(caption: t("Agencies"), isCaptionHidden: true, columns: [.init(t("Agency")), .init(t("Kind")), .init(t("Unit")), .init(t("State"))], rows: rows).html)
            """
        let crumbs: [(String, String?)] = request.person.has(.managePeople) ? [(t("People"), "/people"), (t("Agencies"), nil)] : [(t("Operations centre"), "/"), (t("Agencies"), nil)]
        return Reply.html(Layout.page(request, title: t("Agencies"), current: .people, crumbs: crumbs, main: main), status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func add(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            let fields = request.fields
            let agency = try request.khen.people.addAgency(
                code: fields["code"] ?? "", name: Label(vi: fields["name_vi"] ?? "", en: fields["name_en"] ?? ""), kind: fields["kind"].flatMap { Agency.Kind(rawValue: $0) } ?? .other,
                unit: try PeopleWords(request).unit(typed: fields["unit"], field: "unit"), by: request.person)
            return Reply.redirect(to: Address.agency(agency.code) + "?done=added")
        } otherwise: { try page(request, problem: $0) }
    }

    // MARK: One agency

    private static func view(_ request: PageRequest, problem: Rejected? = nil) throws -> Response {
        let t = request.t, words = PeopleWords(request), agency = try request.khen.people.agency(request.parameter("code"))
        let mayManage = request.person.has(.managePeople)
        let people = mayManage ? try request.khen.people.all(by: request.person).filter { $0.person.agency == agency.code && $0.person.state == .active } : []
        let canChange = !agency.isGiven && (agency.unit.map { request.person.may(.managePeople, at: $0, in: request.world, on: request.today) } ?? request.person.rights.contains(.managePeople))
        let form: HTML = """
            <h2>\(t("Change it"))</h2><form method="post" action="\(Address.agency(agency.code))">\
            \(Field("name_vi", label: t("Name in Vietnamese"), isRequired: true, control: .line(type: "text", value: request.fields["name_vi"] ?? agency.name.vi)).html)\
            \(Field("name_en", label: t("Name in English"), control: .line(type: "text", value: request.fields["name_en"] ?? agency.name.en)).html)\
            \(Field("kind", label: t("Kind"), control: .choice(options: kinds(t), value: agency.kind.rawValue)).html)\
            <p><label><input type="checkbox" name="ended" value="yes"\(if: agency.hasEnded, " checked")> \(t("has ended"))</label></p><p><button>\(t("Save"))</button></p></form>
            """
        let main: HTML = """
            <h1>\(t(agency.name)) <span class="code">\(agency.code)</span></h1>\(request.done(["added": t("The agency is added."), "changed": t("Saved.")]))\
            \(problem.map { FormPage.message("bad", FormPage.sentence(t($0.reason)) + " " + t($0.remedy)) })\
            <dl class="facts"><dt>\(t("Kind"))<dd>\(kind(agency.kind, t))<dt>\(t("Unit"))<dd>\(words.unit(agency.unit))<dt>\(t("State"))<dd>\(agency.hasEnded ? t("has ended") : t("active"))</dl>\
            \(if: mayManage, "<h2>\(t("People"))</h2>\(if: people.isEmpty, "<p>\(t("Nobody of your area belongs to it."))</p>", else: "<ul>\(people.html { "<li><a href=\"\(Address.person($0.person.id))\">\($0.person.fullName)</a></li>" })</ul>")")\
            \(if: canChange, form)
            """
        let crumbs = [(mayManage ? t("People") : t("Operations centre"), mayManage ? "/people" : "/"), (t("Agencies"), "/agencies"), (t(agency.name), nil as String?)]
        return Reply.html(Layout.page(request, title: t(agency.name), current: .people, crumbs: crumbs, main: main), status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func change(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            let fields = request.fields, code = request.parameter("code")
            let agency = try request.khen.people.agency(code)
            try request.khen.people.changeAgency(code, name: Label(vi: fields["name_vi"] ?? "", en: fields["name_en"] ?? ""), kind: fields["kind"].flatMap { Agency.Kind(rawValue: $0) } ?? agency.kind, hasEnded: fields["ended"] != nil, by: request.person)
            return Reply.redirect(to: Address.agency(code) + "?done=changed")
        } otherwise: { try view(request, problem: $0) }
    }
}
