import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// What a person is told: their own notices, newest first.
enum NoticePages {
    static var routes: [Route] {
        [
            .get("/me/notices", access: .signedIn, answer),
            .post("/me/notices/read", access: .signedIn, maxBytes: 64 << 10, read),
        ]
    }

    private static func answer(_ request: PageRequest) throws -> Response {
        guard let person = request.person.id else { throw NotFound(Label(vi: "Không có thông báo.", en: "There are no notices.")) }
        let notices = try request.khen.notices.list(of: person), words = NoticeWords(request.world)
        var response = Reply.html(page(notices, words, try request.khen.notices.unread(of: person), request))
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    private static func read(_ request: PageRequest) throws -> Response {
        guard let person = request.person.id else { throw NotAllowed(right: .read) }
        let chosen = request.fields.all("id")
        try request.khen.notices.markRead(chosen.isEmpty ? nil : chosen, of: person)
        return Reply.redirect(to: "/me/notices")
    }

    private static func remarks(_ notice: Notice, _ words: NoticeWords, _ t: Translator) -> HTML {
        guard let remarks = notice.facts.remarks else { return "" }
        return "<ul>\(remarks.html { "<li>\(t(words.cell($0.cell))): \($0.text)</li>" })</ul>"
    }

    private static func page(_ notices: [Notice], _ words: NoticeWords, _ unread: Int, _ request: PageRequest) -> HTML {
        let t = request.t
        let items = notices.html { notice -> HTML in
            let isNew = notice.read == nil
            return """
                <li\(if: isNew, " class=\"new\"")>\(if: isNew, "<strong class=\"tag\">\(t("new"))</strong> ")<a href="\(notice.path)">\(t(words.sentence(notice)))</a>\
                \(notice.facts.note.map { "<blockquote>\($0)</blockquote>" as HTML })\(remarks(notice, words, t))\
                <small>\(FigureText.moment(notice.created, t.language))\(if: notice.mailed != nil, " · \(t("also sent by mail"))")</small>\
                \(if: isNew, "<form method=\"post\" action=\"/me/notices/read\"><button name=\"id\" value=\"\(notice.id)\">\(t("Read"))</button></form>")</li>
                """
        }
        let all: HTML = unread > 0 ? "<form method=\"post\" action=\"/me/notices/read\"><p><button>\(t("Mark all as read"))</button></p></form>" : ""
        let none: HTML = "<p>\(t("There are no notices yet. Here stands what concerns your reports: deadlines, returns, approvals, remarks and reminders."))</p>"
        let list: HTML = notices.isEmpty ? none : "<ul class=\"feed\">\(items)</ul>"
        let main: HTML = """
            <h1>\(t("Notices"))</h1><p class="lede">\(unread == 0 ? t("You have read everything.") : t("One notice is not read.|\(unread) notices are not read."))</p>\(all)\
            \(list)
            """
        return Layout.page(request, title: t("Notices"), current: nil, crumbs: [(t("Operations centre"), "/"), (t("Notices"), nil)], main: main)
    }
}
