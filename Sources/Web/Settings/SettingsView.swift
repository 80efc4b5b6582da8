import Domain
import Markup
import Operations
import Outside

/// The page of settings: a form for each group.
struct SettingsView {
    var request: PageRequest
    var values: SettingValues
    /// What was sent and refused.
    var typed: Fields?
    var problem: Rejected?
    /// What was tried, where it was not a change.
    var part: String?

    private var t: Translator { request.t }

    var html: HTML {
        """
        <h1>\(t("Settings"))</h1><p class="lede">\(t("How this installation speaks to the world outside. Every change stands in the log, without passwords."))</p>\
        \(done)\(errorSummary(title: t("Please correct this"), fields: SettingName.allCases.map(field) + [recipient]))\(general)\
        \(group(.site, t("The site"), t("Letters and the sign-in provider lead back to this address.")))\
        \(group(.mail, t("Mail"), t("The server that takes letters from this site. Without one, people see their notices on the site only.")))\(testForm)\
        \(group(.openid, t("Signing in with another office’s account"), t("OpenID Connect. Register this site there with the address for coming back: \(values.siteAddress ?? "https://…")/sign-in/openid/return")))\(checkForm)\
        \(group(.quiet, t("Quiet hours"), t("In these hours nobody gets mail; it goes out afterwards. Times are Viet Nam’s. The same time twice means no quiet hours.")))\
        \(group(.deadlines, t("Deadlines"), t("When people are told that a report is due, where their reporting regime does not say. 0 tells nobody beforehand.")))
        """
    }

    private func group(_ group: SettingName.Group, _ title: String, _ lede: String) -> HTML {
        """
        <h2 id="\(group.rawValue)">\(title)</h2><p>\(lede)</p>\
        <form method="post" action="/settings/\(group.rawValue)">\(group.names.html { name in field(name).html + removal(name) })<p><button>\(t("Save"))</button></p></form>
        """
    }

    private func field(_ name: SettingName) -> Field {
        let shown = typed.flatMap { $0.has(name.rawValue) ? $0[name.rawValue] ?? "" : nil } ?? values[name] ?? usual(name)
        let control: Field.Control = switch name {
        case .mailSecurity: .choice(options: MailServer.Security.allCases.map { ($0.rawValue, security($0)) }, value: shown)
        case .mailPassword, .openIDSecret: .line(type: "password", value: "")
        case .siteAddress, .openIDIssuer: .line(type: "url", value: shown)
        case .mailSender: .line(type: "email", value: shown)
        case .quietFrom, .quietUntil: .line(type: "time", value: shown)
        case .mailPort, .deadlineDays: .number(value: shown)
        default: .line(type: "text", value: shown)
        }
        return Field(name.rawValue, label: t(name.label), hint: hint(name), error: error(at: name.rawValue), autocomplete: name.isSecret ? "new-password" : "off", control: control)
    }

    private func usual(_ name: SettingName) -> String {
        switch name {
        case .mailSecurity: MailServer.Security.startTLS.rawValue
        case .quietFrom: "21:00"
        case .quietUntil: "06:00"
        case .deadlineDays: String(SettingValues.usualDeadlineDays)
        default: ""
        }
    }

    private func security(_ kind: MailServer.Security) -> String {
        switch kind {
        case .none: t("none, within one’s own network only")
        case .startTLS: t("STARTTLS, usually port 587")
        case .tls: t("TLS, usually port 465")
        }
    }

    private func hint(_ name: SettingName) -> String? {
        switch name {
        case .mailPassword, .openIDSecret: values.has(name) ? t("Stored, and never shown. Leave it empty to keep it.") : nil
        case .siteAddress: t("Such as https://khen.tinh.gov.vn")
        case .openIDIssuer: t("Exactly as the provider gives it (issuer)")
        case .mailPort: t("Empty for the usual one")
        default: nil
        }
    }

    /// A stored secret can be taken out without being seen.
    private func removal(_ name: SettingName) -> HTML {
        guard name.isSecret, values.has(name) else { return "" }
        return "<p><label><input type=\"checkbox\" name=\"\(name.rawValue).remove\" value=\"1\"> \(t("Take out what is stored: \(t(name.label))"))</label></p>"
    }

    // MARK: Trying

    private var recipient: Field {
        Field("to", label: t("Send a test message to"), error: part == "test" ? error(at: "to") : nil, isRequired: true, autocomplete: "email", control: .line(type: "email", value: typed?["to"] ?? ""))
    }

    private var testForm: HTML {
        guard values.mailServer != nil else { return "" }
        return "<form method=\"post\" action=\"/settings/mail/test\">\(recipient.html)<p><button>\(t("Send a test message"))</button></p></form>"
    }

    private var checkForm: HTML {
        guard values.openID != nil else { return "" }
        return "<form method=\"post\" action=\"/settings/openid/check\"><p><button>\(t("Check the provider"))</button></p></form>"
    }

    // MARK: What came of it

    private var done: HTML {
        let words: String? = switch request.query["done"] {
        case "test": t("The mail server has taken the test message. See whether it arrives.")
        case "check": t("The provider answers as it should.")
        case "site", "mail", "openid", "quiet", "deadlines": t("The settings are saved.")
        default: nil
        }
        return words.map { "<div class=\"status done\" role=\"status\"><p>\($0)</p></div>" } ?? ""
    }

    private func error(at place: String) -> String? {
        guard let problem, problem.place == place else { return nil }
        return said(problem)
    }

    /// What is wrong with no field in particular.
    private var general: HTML {
        guard let problem, problem.place.flatMap(SettingName.init) == nil, !(problem.place == "to" && part == "test") else { return "" }
        return "<div class=\"status bad\" role=\"alert\"><p>\(said(problem))</p></div>"
    }

    private func said(_ problem: Rejected) -> String {
        let reason = t(problem.reason)
        return reason.prefix(1).uppercased() + reason.dropFirst() + ". " + t(problem.remedy)
    }
}
