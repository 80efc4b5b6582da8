import Domain
import Markup
import Operations

/// A person's deadlines for other programs: where they are, and the secret addresses for calendars.
struct DeadlineSection {
    private let request: PageRequest
    private let account: Account
    private let words: PeopleWords
    private var t: Translator { request.t }

    init(_ request: PageRequest, _ account: Account) {
        self.request = request
        self.account = account
        words = PeopleWords(request)
    }

    /// Where the deadlines are, for whoever is signed in.
    ///
    /// - Parameter further: stands behind the two.
    static func links(_ t: Translator, further: HTML = "") -> HTML {
        "<p class=\"tools\"><a href=\"/me/deadlines.ics\">\(t("My deadlines as a calendar"))</a><a href=\"/me/deadlines.atom\">\(t("My deadlines as a feed"))</a>\(further)</p>"
    }

    /// The same with the way to the secret addresses.
    static func allLinks(_ t: Translator) -> HTML { links(t, further: "<a href=\"/me#deadlines\">\(t("In my own calendar"))</a>") }

    func html(_ problem: Rejected?) throws -> HTML {
        let keys = try request.khen.people.deadlineKeys(of: account)
        let items = keys.html { key -> HTML in
            """
            <li>\(key.name) <small>\(key.lastUsed.map { t("last read on \(words.day($0.day))") } ?? t("not read yet")) · \(t("until \(words.day(key.ends.day))"))</small>\
            <form class="inline" method="post" action="/me/tokens/revoke"><input type="hidden" name="token" value="\(key.id)"><button class="quiet">\(t("Revoke"))</button></form></li>
            """
        }
        let error = problem.map { FormPage.sentence(t($0.reason)) + " " + t($0.remedy) }
        let field = Field("calendar_name", label: t("Name of the program"), error: error, isRequired: true, autocomplete: "off", control: .line(type: "text", value: request.fields["calendar_name"] ?? ""))
        return """
            <h2 id="deadlines">\(t("Deadlines in my calendar"))</h2><p>\(t("A secret address lets a calendar or a feed reader read your deadlines, and nothing else. Whoever has it can read them: revoke it when a device is lost."))</p>\
            \(Self.links(t))\(if: !keys.isEmpty, "<ul class=\"feed\">\(items)</ul>")\
            <details\(if: problem != nil, " open")><summary>\(t("Make a secret address"))</summary><form method="post" action="/me/deadlines/keys">\(field.html)<p><button>\(t("Make a secret address"))</button></p></form></details>
            """
    }

    /// The addresses of a new key, once.
    func shown(_ key: String) throws -> HTML {
        let base = try request.khen.settings.current().siteAddress ?? request.siteAddress
        return """
            <div class="status warn"><p>\(t("The addresses for your program. Copy one now; they are not shown again."))</p>\
            <dl class="facts"><dt>\(t("Calendar (iCalendar)"))<dd><code class="key-text">\(base)/me/deadlines.ics?key=\(key)</code><dt>\(t("Feed (Atom)"))<dd><code class="key-text">\(base)/me/deadlines.atom?key=\(key)</code></dl></div>
            """
    }
}
