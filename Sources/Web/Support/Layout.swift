import Domain
import Markup
import Operations

/// What every page has around it: header, place, footer.
package enum Layout {
    /// The parts of the site that the header leads to.
    package enum Section: String, Sendable, CaseIterable {
        case centre = "/"
        case indicators = "/indicators"
        case reports = "/reports"
        case registers = "/registers"
        case documents = "/documents"
        case units = "/units"
        case changes = "/changes"
        case people = "/people"
        case settings = "/settings"
        case about = "/about"

        /// Style sheets that its pages need besides `style.css`.
        var styles: [String] {
            switch self {
            case .reports: ["reports.css"]
            case .registers: ["reports.css", "records.css"]
            default: []
            }
        }

        package func name(_ t: Translator) -> String {
            switch self {
            case .centre: t("Operations centre")
            case .indicators: t("Indicators")
            case .reports: t("Reports")
            case .registers: t("Registers")
            case .documents: t("Documents")
            case .units: t("Units")
            case .changes: t("Changes")
            case .people: t("People")
            case .settings: t("Settings")
            case .about: t("How it is computed")
            }
        }
    }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: names the page in the browser's list; the heading on the page is part of `main`.
    ///   - crumbs: the way to the page from the top, each with its address; the last one, without address, is the page itself.
    ///   - isKept: the page is opened from a device days later, so it does not say of when its figures are.
    ///   - hasIllustrative: puts the remark that made-up figures are shown at the top, for pages that do not place it themselves.
    package static func page(
        _ request: PageRequest, title: String, current: Section?, crumbs: [(String, String?)] = [], hasIllustrative: Bool = false, scripts: [String] = [], isKept: Bool = false, main: HTML
    ) -> HTML {
        let t = request.t, other: Language = t.language == .vi ? .en : .vi
        let frame = Frame(t: t, account: request.account, unread: request.unreadNotices, waiting: request.waitingReports, hasRegisters: hasRegisters(request), isVisitor: true, here: request.path == "/sign-in" ? nil : "\(request.path)?\(request.query.with("lang", nil))", switchAddress: "\(request.path)?\(request.query.with("lang", other.rawValue))", search: request.path == "/search" ? request.query["q"] : nil, styles: current?.styles ?? [], scripts: scripts)
        let changes = request.world.heads.values.reduce(0, +)
        let state: HTML = """
            \(t.html("Figures as of \(FigureText.moment(request.now, t.language)), after \(link("/changes", t("one change|\(Int(changes)) changes")))")).
            """
        return frame.html(title: title, current: current, crumbs: crumbs, main: (hasIllustrative ? illustrativeNote(t) : "") + main, state: isKept ? "" : state)
    }

    /// A page of its own that many open from a paper: nothing around it but its language.
    package static func bare(_ request: PageRequest, title: String, main: HTML) -> HTML {
        let t = request.t, other: Language = t.language == .vi ? .en : .vi
        return """
            <!doctype html>
            <html lang="\(t.language.rawValue)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>\(title)</title>\
            <link rel="stylesheet" href="\(Asset.link("style.css"))"><link rel="stylesheet" href="\(Asset.link("reports.css"))"><link rel="icon" href="/icon.svg"></head><body><main id="main">\(main)</main>\
            <footer><p><a href="/">Khèn</a> · <a lang="\(other.rawValue)" hreflang="\(other.rawValue)" href="\(request.path)?lang=\(other.rawValue)">\(other.ownName)</a></p></footer></body></html>
            """
    }

    /// Whether there are registers for whoever reads: for visitors those with a public list.
    private static func hasRegisters(_ request: PageRequest) -> Bool {
        let registers = request.world.catalogue.registers.values
        return request.account == nil ? registers.contains { $0.publicView?.isListed == true } : !registers.isEmpty
    }

    /// The page for what went wrong: what happened and what to do.
    package static func failure(_ t: Translator, path: String, title: String, reason: String, remedy: String?, place: String?) -> HTML {
        let other: Language = t.language == .vi ? .en : .vi
        let main: HTML = """
            <h1>\(title)</h1><div class="status bad"><p>\(place.map { "\($0): " })\(sentence(reason))</p>\(remedy.map { "<p>\(sentence($0))</p>" as HTML })</div>\
            <p><a href="/">\(t("To the operations centre"))</a></p>
            """
        return Frame(t: t, switchAddress: "\(path)?lang=\(other.rawValue)").html(title: title, current: nil, crumbs: [], main: main, state: "")
    }

    /// The remark on a page that shows made-up figures.
    package static func illustrativeNote(_ t: Translator) -> HTML {
        let tag = FigureText.tag(.illustrative, t)
        return "<p class=\"note\">\(t.html("Figures marked \(tag) are made up to show how the system works; they are not published figures."))</p>"
    }

    /// A heading with the same figures for offices and programs.
    ///
    /// - Parameter address: of the figures without their ending, and the query that follows it.
    package static func heading(_ text: String, id: String, address: String, query: String = "", forms: [PageRequest.Form] = [.csv, .xlsx, .json]) -> HTML {
        let tail = query.isEmpty ? "" : "?" + query
        return """
            <div class="heading"><h2 id="\(id)">\(text)</h2><p class="tools">\(forms.html { "<a href=\"\(address).\($0.rawValue)\(tail)\">\($0.rawValue.uppercased())</a>" })</p></div>
            """
    }

    /// A link inside a sentence.
    package static func link(_ address: String, _ text: String) -> HTML { "<a href=\"\(address)\">\(text)</a>" }

    /// A reason as a sentence of its own: a capital at its front, a full stop at its end.
    private static func sentence(_ text: String) -> String {
        let ends = text.last.map { ".!?".contains($0) } ?? true
        return text.prefix(1).uppercased() + text.dropFirst() + (ends ? "" : ".")
    }
}

/// The page without what it says.
private struct Frame {
    var t: Translator
    var account: Account?
    var unread = 0
    /// Reports that wait for whoever reads.
    var waiting = 0
    /// Whether there are registers for whoever reads.
    var hasRegisters = false
    /// Whether the page knows who reads it, and offers signing in to those whom it does not know.
    var isVisitor = false
    /// Where to come back to after signing in.
    var here: String?
    var switchAddress: String
    var search: String?
    var styles: [String] = []
    var scripts: [String] = []

    func html(title: String, current: Layout.Section?, crumbs: [(String, String?)], main: HTML, state: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="\(t.language.rawValue)"\(attribute: "data-person", account?.person.name)><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>\(title) · Khèn</title>\
        <link rel="stylesheet" href="\(Asset.link("style.css"))">\(styles.html { "<link rel=\"stylesheet\" href=\"\(Asset.link($0))\">" })<link rel="icon" href="/icon.svg"><link rel="manifest" href="/manifest.webmanifest"><script src="\(Asset.link("khen.js"))" defer></script>\(scripts.html { "<script src=\"\(Asset.link($0))\" defer></script>" })</head><body>
        <a class="skip" href="#main">\(t("To the main content"))</a>
        \(header(current))
        <main id="main">\(place(crumbs))\(main)</main>
        <footer><p>\(state) <a href="/about#course">\(t("How states are computed"))</a> · <a href="/about#data">\(t("Data and sources"))</a> · \
        <a href="/api/openapi.json">\(t("For programs"))</a> · \(tongue)</p></footer></body></html>
        """
    }

    private func header(_ current: Layout.Section?) -> HTML {
        """
        <header class="site"><div><a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">Khèn</a>\
        <nav aria-label="\(t("Main"))"><ul>\(sections.html { section in
            "<li><a href=\"\(section.rawValue)\"\(if: section == current, " aria-current=\"page\"")>\(section.name(t))\(if: section == .reports, count)</a></li>"
        })</ul></nav>\
        <form role="search" action="/search"><input type="search" name="q" aria-label="\(t("Find a unit or an indicator"))" placeholder="\(t("Find a unit or an indicator"))"\
        \(attribute: "value", search)><button>\(t("Find"))</button></form>\(who)\(if: account == nil, tongue)</div></header>
        """
    }

    /// How many reports wait, beside the word that leads to them.
    private var count: HTML {
        guard waiting > 0 else { return "" }
        let number = waiting > Reports.mostCounted ? "\(Reports.mostCounted)+" : String(waiting)
        return " <span class=\"count\">\(number)<span class=\"unseen\"> \(t("waiting"))</span></span>"
    }

    private var sections: [Layout.Section] {
        Layout.Section.allCases.filter { section in
            switch section {
            case .people: account?.person.has(.managePeople) == true
            case .settings: account?.person.rights.contains(.configure) == true
            case .documents: account?.person.has(.seeReports) == true
            case .registers: hasRegisters
            default: true
            }
        }
    }

    /// Who is signed in, with the way out; or the way in.
    private var who: HTML {
        guard let account else {
            guard isVisitor else { return "" }
            let back = here.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 }.flatMap { $0 == "/" ? nil : LocalAddress.checked($0) }
            return "<a class=\"who\" rel=\"nofollow\" href=\"/sign-in\(Address.query([("then", back)]))\">\(t("Sign in"))</a>"
        }
        let notices: HTML = "<a href=\"/me/notices\"\(if: unread > 0, " class=\"unread\"")>\(unread == 0 ? t("Notices") : t("One new notice|\(unread) new notices"))</a>"
        return "<div class=\"who\">\(notices) <a href=\"/me\">\(account.record.fullName)</a><form method=\"post\" action=\"/sign-out\" data-unsent=\"\(t("Not sent yet from this device: \("{0}"). It stays here, locked, until you sign in again."))\" data-look=\"\(t("Look at it first"))\" data-leave=\"\(t("Sign out"))\" data-stay=\"\(t("Stay signed in"))\"><button>\(t("Sign out"))</button></form></div>"
    }

    /// The same page in the other language.
    private var tongue: HTML {
        let other: Language = t.language == .vi ? .en : .vi
        return "<a class=\"tongue\" lang=\"\(other.rawValue)\" hreflang=\"\(other.rawValue)\" href=\"\(switchAddress)\">\(other.ownName)</a>"
    }

    private func place(_ crumbs: [(String, String?)]) -> HTML {
        guard !crumbs.isEmpty else { return "" }
        let items = crumbs.html { name, address -> HTML in
            address.map { "<li><a href=\"\($0)\">\(name)</a></li>" } ?? "<li aria-current=\"page\">\(name)</li>"
        }
        return "<nav class=\"crumb\" aria-label=\"\(t("Place"))\"><ol>\(items)</ol></nav>"
    }
}
