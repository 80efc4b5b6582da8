import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The page about whoever is signed in.
struct OwnView {
    /// The form in which something went wrong.
    enum Part { case about, password, tokens, calendar, leave }

    private let request: PageRequest
    private let account: Account
    private let words: PeopleWords
    private var t: Translator { request.t }

    init(_ request: PageRequest) throws {
        self.request = request
        account = try request.signedIn()
        words = PeopleWords(request)
    }

    func response(_ problem: Rejected? = nil, in part: Part? = nil, newToken: String? = nil, newDeadlineKey: String? = nil) throws -> Response {
        let done = request.done([
            "changed": t("Your details are saved."), "password": t("The password is changed. Other browsers are signed out."), "sessions": t("The sessions have ended."), "token": t("The key does not work any more."),
            "lent": t("The role is lent."), "taken-back": t("The role is taken back."), "code-removed": t("The second step is not asked for any more."),
        ])
        let main: HTML = """
            <h1>\(account.record.fullName)\(words.tags(account.record))</h1>\(done)\(problem.map(general))\(newToken.map(shown))\(try newDeadlineKey.map { try DeadlineSection(request, account).shown($0) })\
            <div class="cols"><section>\(try roles())\(about(part == .about ? problem : nil))\(password(part == .password ? problem : nil))\(try leave(part == .leave ? problem : nil))</section>\
            <aside>\(try secondFactor())\(try sessions())\(try DeadlineSection(request, account).html(part == .calendar ? problem : nil))\(try tokens(part == .tokens ? problem : nil))</aside></div>
            """
        var response = Reply.html(Layout.page(request, title: account.record.fullName, current: nil, crumbs: [(t("Operations centre"), "/"), (t("My account"), nil)], main: main), status: problem == nil ? .ok : .unprocessableContent)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func general(_ problem: Rejected) -> HTML { FormPage.message("bad", FormPage.sentence(t(problem.reason)) + " " + t(problem.remedy)) }

    private func shown(_ token: String) -> HTML {
        "<div class=\"status warn\"><p>\(t("The key for your program. Copy it now; it is not shown again."))</p><p><code class=\"key-text\">\(token)</code></p></div>"
    }

    private func form(_ action: String, _ fields: [Field], _ button: String, _ problem: Rejected?, inside: HTML = "") -> HTML {
        var fields = fields
        if let problem, let index = fields.firstIndex(where: { $0.name == problem.place }) { fields[index].error = FormPage.sentence(t(problem.reason)) + " " + t(problem.remedy) }
        return "<form method=\"post\" action=\"\(action)\">\(fields.map(\.html))\(inside)<p><button>\(button)</button></p></form>"
    }

    private func line(_ name: String, _ label: String, _ value: String, hint: String? = nil, type: StaticString = "text", isRequired: Bool = false, autocomplete: String? = nil) -> Field {
        Field(name, label: label, hint: hint, isRequired: isRequired, autocomplete: autocomplete, control: .line(type: type, value: value))
    }

    // MARK: Roles and details

    private func roles() throws -> HTML {
        let (roles, borrowed) = try request.khen.people.rolesInForce(of: account)
        let items = roles.html { "<li>\(words.held($0)) <small>\(words.validity($0))</small></li>" }
            + borrowed.html { "<li>\(words.held($0.role)) <small>\(t("for \($0.lender), to \(words.day($0.lastDay))"))</small></li>" }
        return "<h2>\(t("My roles"))</h2><ul>\(items)</ul>"
    }

    private func about(_ problem: Rejected?) -> HTML {
        let person = account.record, fields = request.fields
        return "<h2>\(t("My details"))</h2><dl class=\"facts\"><dt>\(t("Sign-in name"))<dd>\(person.signInName)<dt>\(t("E-mail"))<dd>\(person.email ?? "–")</dl>"
            + form("/me", [
                line("full_name", t("Full name"), fields["full_name"] ?? person.fullName, isRequired: true, autocomplete: "name"),
                line("phone", t("Telephone"), fields["phone"] ?? person.phone ?? "", type: "tel", autocomplete: "tel"),
                Field("language", label: t("Language"), control: .choice(options: [("vi", "Tiếng Việt"), ("en", "English")], value: fields["language"] ?? person.language)),
            ], t("Save"), problem)
    }

    private func password(_ problem: Rejected?) -> HTML {
        "<h2 id=\"change-password\">\(t("Change the password"))</h2>" + form("/me/password", [
            line("password", t("Present password"), "", type: "password", isRequired: true, autocomplete: "current-password"),
            SignInPages.newPassword("new_password", t, label: t("New password")),
            line("again", t("The same again"), "", type: "password", isRequired: true, autocomplete: "new-password"),
        ], t("Change the password"), problem)
    }

    // MARK: Leave

    private func leave(_ problem: Rejected?) throws -> HTML {
        let (roles, _) = try request.khen.people.rolesInForce(of: account), lendable = roles.filter { $0.unit != nil }
        guard !lendable.isEmpty else { return "" }
        let lent = try request.khen.people.lent(by: account).filter { $0.lastDay >= request.today }
        let list = lent.html { loan -> HTML in
            """
            <li><form class="inline" method="post" action="/me/delegations/end"><input type="hidden" name="delegation" value="\(loan.id)">\
            \(t("\(loan.borrower), \(words.day(loan.firstDay)) to \(words.day(loan.lastDay))")) <button class="quiet">\(t("Take back"))</button></form></li>
            """
        }
        return "<h2 id=\"leave\">\(t("When I am away"))</h2><p>\(t("A colleague of the province uses your role on those days. The log says that they act for you."))</p>\(if: !list.isEmpty, "<ul>\(list)</ul>")"
            + form("/me/delegations", [
                Field("assignment", label: t("Role"), control: .choice(options: lendable.map { ($0.id, words.held($0)) }, value: request.fields["assignment"] ?? "")),
                line("to", t("Sign-in name of the colleague"), request.fields["to"] ?? "", isRequired: true, autocomplete: "off"),
                line("first_day", t("First day"), request.fields["first_day"] ?? request.today.iso, type: "date", isRequired: true),
                line("last_day", t("Last day"), request.fields["last_day"] ?? "", type: "date", isRequired: true),
            ], t("Lend the role"), problem)
    }

    // MARK: Safety

    private func secondFactor() throws -> HTML {
        let state = try request.khen.people.secondFactor(of: account)
        let link: HTML = "<p><a href=\"/me/second-factor\">\(state.isSet ? t("Set up with another app") : t("Set up the second step"))</a></p>"
        guard state.isSet else { return "<h2>\(t("Second step at signing in"))</h2><p>\(t("Not set up: a password alone lets you in."))</p>\(link)" }
        let remove: HTML = """
            <details><summary>\(t("Give the second step up"))</summary><form method="post" action="/me/second-factor"><input type="hidden" name="remove" value="yes">\
            \(line("password", t("Present password"), "", type: "password", isRequired: true, autocomplete: "current-password").html(id: "remove-password"))<p><button>\(t("Give it up"))</button></p></form></details>
            """
        return "<h2>\(t("Second step at signing in"))</h2><p>\(t("Set up; one recovery code is left.|Set up; \(state.recoveryCodes) recovery codes are left."))</p>\(link)\(if: !state.isRequired, remove)"
    }

    private func sessions() throws -> HTML {
        let own: String? = if case .session(let id) = account.means { id } else { nil }
        let sessions = try request.khen.people.sessions(of: account)
        let items = sessions.html { session -> HTML in
            let end: HTML = "<form class=\"inline\" method=\"post\" action=\"/me/sessions\"><input type=\"hidden\" name=\"session\" value=\"\(session.id)\"><button class=\"quiet\">\(t("End"))</button></form>"
            return """
                <li>\(Self.browser(session.userAgent)) · \(session.address) <small>\(t.html("last used \(words.moment(session.lastSeen))"))</small> \(if: session.id == own, "<b>\(t("this browser"))</b>", else: end)</li>
                """
        }
        let all: HTML = "<form method=\"post\" action=\"/me/sessions\"><p><button class=\"quiet\">\(t("End all others"))</button></p></form>"
        return "<h2 id=\"sessions\">\(t("Where I am signed in"))</h2><ul class=\"feed\">\(items)</ul>\(if: sessions.count > 1, all)"
    }

    /// The browser's name as far as its description says it.
    private static func browser(_ description: String) -> String {
        for (sign, name) in [("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")] where description.contains(sign) { return name }
        return description.isEmpty ? "?" : String(description.prefix(40))
    }

    private func tokens(_ problem: Rejected?) throws -> HTML {
        let tokens = try request.khen.people.tokens(of: account)
        let items = tokens.html { token -> HTML in
            """
            <li>\(token.name) <small>\(token.scope.map { words.right($0) }.joined(separator: ", ")) · \(t("until \(words.day(token.ends.day))"))</small>\
            <form class="inline" method="post" action="/me/tokens/revoke"><input type="hidden" name="token" value="\(token.id)"><button class="quiet">\(t("Revoke"))</button></form></li>
            """
        }
        let rights = Right.allCases.filter { account.person.has($0) && $0 != .managePeople && $0 != .read }
        let boxes: HTML = "<fieldset><legend>\(t("What it may do"))</legend>\(rights.html { "<label class=\"box\"><input type=\"checkbox\" name=\"scope\" value=\"\($0.rawValue)\"> \(words.right($0))</label>" })</fieldset>"
        let form = form("/me/tokens", [
            line("token_name", t("Name of the program"), request.fields["token_name"] ?? "", isRequired: true, autocomplete: "off"),
            line("days", t("Days until it ends"), request.fields["days"] ?? "90", type: "number", isRequired: true),
        ], t("Make a key"), problem, inside: boxes)
        return "<h2 id=\"tokens\">\(t("Keys for programs"))</h2>\(if: !tokens.isEmpty, "<ul class=\"feed\">\(items)</ul>")<details\(if: problem != nil, " open")><summary>\(t("Make a key"))</summary>\(form)</details>"
    }
}

extension Field {
    /// The field under another identity in the page, where its name is used twice.
    func html(id: String) -> HTML {
        guard case .line(let type, let value) = control else { return html }
        return """
            <div class="field"><label for="\(id)">\(label)</label><input type="\(HTML(stringLiteral: type))" id="\(id)" name="\(name)"\(if: isRequired, " required")\(attribute: "autocomplete", autocomplete) value="\(value)"></div>
            """
    }
}
