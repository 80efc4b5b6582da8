import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The page about one person, for those who manage people.
struct PersonView {
    /// The form in which something went wrong.
    enum Part { case about, role, handOver, lend, identity, state }

    private let request: PageRequest
    private let profile: People.Profile
    private let words: PeopleWords
    private let names: [PersonID: String]
    private var t: Translator { request.t }
    private var person: PersonRecord { profile.person }
    private var address: String { Address.person(person.id) }

    init(_ request: PageRequest) throws {
        self.request = request
        words = PeopleWords(request)
        profile = try request.khen.people.profile(PersonID(request.parameter("id")), by: request.person)
        names = try request.khen.people.names(of: Set(profile.lent.map(\.to) + profile.borrowed.map(\.from)))
    }

    func response(_ problem: Rejected? = nil, in part: Part? = nil, link: OneTimeLink? = nil) throws -> Response {
        let done = request.done([
            "added": t("The person is added. Make a link with which they set their password."), "changed": t("Saved."), "given": t("The role is given."), "ended": t("The role ends."),
            "handed-over": t("The roles are handed over."), "lent": t("Saved."), "linked": t("Linked."), "restored": t("The person is back; give them a role."), "code-removed": t("The second step is taken away; they set it up anew at the next sign-in."),
            "unlocked": t("Failed attempts are forgotten."), "left": t("Their service has ended."),
        ])
        let refused = problem.map { FormPage.message("bad", FormPage.sentence(t($0.reason)) + " " + t($0.remedy)) }
        let canChange = profile.isManageable, isActive = person.state == .active
        let left: HTML = "\(roles)\(if: canChange && isActive, give(part == .role ? problem : nil))\(loans(part == .lend ? problem : nil))\(if: canChange && isActive, handOver(part == .handOver ? problem : nil))"
        let right: HTML = "\(signingIn)\(if: canChange, about(part == .about ? problem : nil))\(if: canChange && isActive, identity(part == .identity ? problem : nil))\(history)"
        let main: HTML = """
            <h1>\(person.fullName)\(words.tags(person)) <span class="code">\(person.signInName)</span></h1>\(done)\(refused)\(link.map(shown))\
            <p class="lede">\(words.state(person, profile.roles)) · \(words.unit(person.unit))\(person.agency.map { " · \(Layout.link(Address.agency($0), $0))" as HTML })</p>\
            \(if: !canChange, FormPage.message("", t("This person also serves beyond your area, so you can look but change nothing.")))\
            <div class="cols"><section>\(left)</section><aside>\(right)</aside></div>
            """
        var response = Reply.html(Layout.page(request, title: person.fullName, current: .people, crumbs: [(t("People"), "/people"), (person.fullName, nil)], main: main), status: problem == nil ? .ok : .unprocessableContent)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func shown(_ link: OneTimeLink) -> HTML {
        """
        <div class="status warn"><p>\(t.html("Give this link to \(person.fullName) only. It works once, until \(words.moment(link.ends)), and is not shown again."))</p>\
        <p><code class="key-text">/password/\(link.token)</code></p><p>\(t("Put the address of this site before it."))</p></div>
        """
    }

    private func form(_ path: String, _ fields: [Field], _ button: String, _ problem: Rejected? = nil, isQuiet: Bool = false) -> HTML {
        var fields = fields
        if let problem, let index = fields.firstIndex(where: { $0.name == problem.place || $0.name == "role_\(problem.place ?? "")" }) { fields[index].error = FormPage.sentence(t(problem.reason)) }
        return "<form method=\"post\" action=\"\(address)\(path)\">\(fields.map(\.html))<p><button\(if: isQuiet, " class=\"quiet\"")>\(button)</button></p></form>"
    }

    private func line(_ name: String, _ label: String, _ value: String, hint: String? = nil, type: StaticString = "text", isRequired: Bool = false) -> Field {
        Field(name, label: label, hint: hint, isRequired: isRequired, autocomplete: "off", control: .line(type: type, value: request.fields[name] ?? value))
    }

    // MARK: Roles

    private var roles: HTML {
        let rows = profile.roles.reversed().map { role -> [HTML] in
            let canEnd = profile.isManageable && role.lasts(beyond: request.today)
            let end: HTML = """
                <form class="inline" method="post" action="\(address)/roles/end"><input type="hidden" name="assignment" value="\(role.id)">\
                <label>\(t("no longer from")) <input type="date" name="day" value="\(request.today.iso)"></label> <button class="quiet">\(t("End"))</button></form>
                """
            return [HTML(text: words.role(role.role)), HTML(text: words.unit(role.unit)), HTML(text: words.validity(role)) + (role.note.map { "<small>\($0)</small>" } ?? ""), canEnd ? end : ""]
        }
        guard !rows.isEmpty else { return "<h2>\(t("Roles"))</h2><p>\(t("None yet: without a role nobody can sign in."))</p>" }
        return "<h2>\(t("Roles"))</h2>" + Table(caption: t("Roles"), isCaptionHidden: true, columns: [.init(t("Role")), .init(t("Unit")), .init(t("When")), .init(t("End"))], rows: rows).html
    }

    private func give(_ problem: Rejected?) -> HTML {
        let form = form("/roles", [
            Field("role", label: t("Role"), control: .choice(options: words.roles.map { ($0.code, t($0.name)) }, value: request.fields["role"] ?? "")),
            line("role_unit", t("Unit, code or name"), words.unitCode(person.unit)),
            line("first_day", t("First day"), request.today.iso, type: "date", isRequired: true), line("last_day", t("Last day"), "", hint: t("Empty for as long as nobody ends it."), type: "date"),
            line("note", t("Decision or note"), ""),
        ], t("Give the role"), problem)
        return "<details\(if: problem != nil || profile.roles.isEmpty, " open")><summary>\(t("Give a role"))</summary>\(form)</details>"
    }

    private func loans(_ problem: Rejected?) -> HTML {
        let lent = profile.lent.filter { $0.lastDay >= request.today }.html { loan -> HTML in
            """
            <li><form class="inline" method="post" action="\(address)/lend"><input type="hidden" name="delegation" value="\(loan.id)">\
            \(t("lent to \(names[loan.to] ?? ""), \(words.day(loan.firstDay)) to \(words.day(loan.lastDay))"))\(if: profile.isManageable, " <button class=\"quiet\">\(t("Take back"))</button>")</form></li>
            """
        }
        let borrowed = profile.borrowed.filter { $0.lastDay >= request.today }.html { "<li>\(t("acts for \(names[$0.from] ?? ""), \(words.day($0.firstDay)) to \(words.day($0.lastDay))"))</li>" }
        let lendable = profile.roles.filter { $0.unit != nil && $0.lasts(beyond: request.today) }
        let form = form("/lend", [
            Field("assignment", label: t("Role"), control: .choice(options: lendable.map { ($0.id, words.held($0)) }, value: "")),
            line("borrower", t("Sign-in name of the colleague"), "", isRequired: true), line("loan_first_day", t("First day"), request.today.iso, type: "date"), line("loan_last_day", t("Last day"), "", type: "date", isRequired: true),
        ], t("Lend the role"), problem)
        let canLend = profile.isManageable && !lendable.isEmpty && person.state == .active
        guard canLend || !lent.isEmpty || !borrowed.isEmpty else { return "" }
        return "<h2>\(t("Leave"))</h2>\(if: !lent.isEmpty || !borrowed.isEmpty, "<ul>\(lent)\(borrowed)</ul>")\(if: canLend, "<details\(if: problem != nil, " open")><summary>\(t("Lend a role while they are away"))</summary>\(form)</details>")"
    }

    private func handOver(_ problem: Rejected?) -> HTML {
        guard profile.roles.contains(where: { $0.lasts(beyond: request.today) }) else { return "" }
        let form = form("/hand-over", [
            line("to", t("Sign-in name of the successor"), "", isRequired: true), line("day", t("From"), request.today.iso, type: "date", isRequired: true), line("hand_over_note", t("Decision or note"), ""),
        ], t("Hand all roles over"), problem)
        return "<h2>\(t("Hand over"))</h2><details\(if: problem != nil, " open")><summary>\(t("End all roles here and give them to a successor"))</summary>\(form)</details>"
    }

    // MARK: Signing in

    private var signingIn: HTML {
        let buttons: HTML = """
            <form class="inline" method="post" action="\(address)/link"><button>\(t("Make a password link"))</button></form> \
            \(state("unlock", t("Forget failed attempts")))\(if: profile.hasSecondFactor, state("second-factor", t("Take the second step away")))
            """
        let end = person.state == .active
            ? "<details><summary>\(t("End their service"))</summary><p>\(t("Ends every role today and signs them out everywhere. What they did keeps their name."))</p>\(state("end", t("End their service")))</details>" as HTML
            : state("restore", t("Let them come back"))
        return """
            <h2>\(t("Signing in"))</h2><dl class="facts"><dt>\(t("Password"))<dd>\(profile.hasPassword ? t("set") : t("not set yet"))<dt>\(t("Second step"))<dd>\(profile.hasSecondFactor ? t("set up") : t("not set up"))</dl>\
            \(if: profile.isManageable, "\(if: person.state == .active, buttons)\(end)")
            """
    }

    private func state(_ act: String, _ label: String) -> HTML {
        "<form class=\"inline\" method=\"post\" action=\"\(address)/state\"><input type=\"hidden\" name=\"do\" value=\"\(act)\"><button class=\"quiet\">\(label)</button></form> "
    }

    private func about(_ problem: Rejected?) -> HTML {
        "<h2>\(t("Details"))</h2><dl class=\"facts\"><dt>\(t("E-mail"))<dd>\(person.email ?? "–")<dt>\(t("Telephone"))<dd>\(person.phone ?? "–")</dl>"
            + "<details\(if: problem != nil, " open")><summary>\(t("Correct the details"))</summary>\(form("", PeoplePages.personFields(request, person), t("Save"), problem))</details>"
    }

    private func identity(_ problem: Rejected?) -> HTML {
        let linked = profile.identities.html { "<li>\($0.issuer) <span class=\"code\">\($0.subject)</span></li>" }
        let form = form("/identity", [line("issuer", t("Address of the service"), "", isRequired: true), line("subject", t("Subject"), "", hint: t("The service’s own name for the person, sub."), isRequired: true)], t("Link"), problem)
        return "<h2>\(t("Other services"))</h2>\(if: !linked.isEmpty, "<ul>\(linked)</ul>")<details\(if: problem != nil, " open")><summary>\(t("Link an identity"))</summary>\(form)</details>"
    }

    private var history: HTML {
        let changes = ChangeWords(request)
        let items = profile.changes.html { change -> HTML in
            "<li>\(words.moment(change.at)) <a href=\"\(Address.change(change))\">\(changes.sentence(change))</a> <small>\(changes.person(change.person))</small></li>"
        }
        return "<h2>\(t("What was changed"))</h2><ul class=\"feed\">\(items)</ul>"
    }
}
