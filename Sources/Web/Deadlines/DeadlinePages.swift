import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// A person's deadlines for calendars and feed readers.
enum DeadlinePages {
    static var routes: [Route] {
        [
            .get("/me/deadlines.ics", access: .signedIn) { try answer($0) { CalendarText($0).utf8 } type: { "text/calendar; charset=utf-8" } },
            .get("/me/deadlines.atom", access: .signedIn) { try answer($0) { AtomText($0).utf8 } type: { "application/atom+xml; charset=utf-8" } },
        ]
    }

    /// Whether an address may be opened with a key in it.
    static func takesKey(_ path: String) -> Bool { path == "/me/deadlines.ics" || path == "/me/deadlines.atom" }

    private static func answer(_ request: PageRequest, _ write: (DeadlineAnswer) -> [UInt8], type: () -> String) throws -> Response {
        guard let account = request.account else { throw NotSignedIn() }
        var request = request
        // Programs have no language of their own.
        if request.query["lang"] == nil, let own = Language(rawValue: account.record.language), let words = request.site?.phrasebook { request.t = Translator(own, words) }
        let settings = try request.khen.settings.current()
        let deadlines = try request.khen.reports.deadlines(for: account.person)
        let answer = DeadlineAnswer(
            owner: account.record, siteName: settings.siteName, siteAddress: settings.siteAddress ?? request.siteAddress, language: request.language, now: request.now,
            items: deadlines.map { DeadlineAnswer.Item($0, request) }, t: request.t)
        var response = Reply.bytes(write(answer), type: type())
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }
}

/// What both forms say of a person's deadlines.
struct DeadlineAnswer {
    struct Item {
        var id: String
        var due: Day
        var title: String
        var text: String
        var path: String
        var changed: Moment
        var isDone: Bool

        init(_ deadline: Deadline, _ request: PageRequest) {
            let t = request.t, name = "\(t(deadline.form.name)), \(ReportText.period(deadline.period, request)), \(request.name(of: deadline.unit))"
            let state: String
            switch deadline.scope {
            case .own(let standing):
                state = deadline.isLate ? "\(t(standing.state.word)), \(t("late"))" : t(standing.state.word)
                path = Address.report(deadline.key)
            case .beneath(let expected, let open):
                state = open == 0 ? t("all have sent") : t("\(open) of \(expected) have not sent")
                path = Address.overview(deadline.form.code, unit: deadline.unit.id.rawValue, period: deadline.period.id)
            }
            (id, due, changed, isDone) = (deadline.id, deadline.due, deadline.changed, deadline.isDone)
            title = deadline.isDone ? "✔ \(name)" : deadline.isLate ? "▼ \(name)" : name
            text = t("Deadline \(FigureText.date(deadline.due, t.language)). State: \(state).")
        }
    }

    var owner: PersonRecord
    var siteName: String
    /// Without a slash at its end.
    var siteAddress: String
    var language: Language
    var now: Moment
    var items: [Item]
    var t: Translator

    var title: String { t("Deadlines of \(owner.fullName)") }
}
