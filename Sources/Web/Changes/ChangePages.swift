import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// The change log: everything that was ever written, by whom and when.
enum ChangePages {
    static var routes: [Route] {
        [
            .get("/changes", access: .everyone, forms: [.html, .json, .csv, .xlsx], list),
            .get("/changes/{province}/{seq}", access: .everyone, forms: [.html, .json], detail),
        ]
    }

    private static let pageSize = 50

    // MARK: The list

    private static func list(_ request: PageRequest) throws -> Response {
        let heads = try heads(request)
        if request.form == .csv || request.form == .xlsx { return try Export.answer(request.form, table: try table(request, heads), name: "changes", at: request.now) }
        let list = try ChangeList(request.khen.log, heads: heads, cursor: request.query["before"], limit: pageSize)
        if request.form == .json { return try Reply.json(Answer(list, heads: heads, request)) }
        return Reply.html(page(list, heads, request))
    }

    /// The logs that are asked for with their last numbers.
    private static func heads(_ request: PageRequest) throws -> [String: Int64] {
        let all = request.world.heads.filter { $0.value > 0 }
        guard let province = request.query["province"] else { return all }
        guard let head = all[province] else { throw NotFound(Label(vi: "Không có nhật ký nào mang mã «\(province)».", en: "There is no log with the code “\(province)”.")) }
        return [province: head]
    }

    private struct Answer: Encodable {
        /// How many changes the logs hold.
        var total: Int64
        var changes: [ChangeAnswer]
        /// Address of the next older part; `nil` at the end.
        var next: String?

        init(_ list: ChangeList, heads: [String: Int64], _ request: PageRequest) {
            total = heads.values.reduce(0, +)
            changes = list.changes.map { ChangeAnswer($0) }
            next = list.next.map { "/changes.json?\(request.query.with("before", $0))" }
        }
    }

    private static func page(_ list: ChangeList, _ heads: [String: Int64], _ request: PageRequest) -> HTML {
        let t = request.t, words = ChangeWords(request), total = Int(heads.values.reduce(0, +))
        let columns = [Table.Column(t("Change")), .init(t("When")), .init(t("Who")), .init(t("Log")), .init(t("Number"), isNumeric: true), .init(t("Rows"), isNumeric: true), .init(t("Hash"))]
        let rows = list.changes.map { change -> [HTML] in
            [
                "<a href=\"\(Address.change(change))\">\(words.sentence(change))</a>", "<time datetime=\"\(change.at.iso)\">\(FigureText.moment(change.at, t.language))</time>",
                HTML(text: words.person(change.person)), HTML(text: words.log(change.province)), "\(change.seq.description)",
                HTML(text: t.language.number(Int(change.rowCount))), "<span class=\"code\">\(String(change.hash.prefix(10)))</span>",
            ]
        }
        let older = list.next.map { "/changes?\(request.query.with("before", $0))" }
        let newest = request.query["before"] == nil ? nil : "/changes?\(request.query.with("before", nil))"
        let shown = t("\(list.changes.count) of \(total) changes")
        let main: HTML = """
            <h1>\(t("Changes"))</h1>\
            <p class="lede">\(t("Whatever is written gets a number in its province’s log and is chained to the change before it, so nothing can be altered or taken out unseen."))</p>\
            \(filter(request))\(Layout.heading(t("Newest first"), id: "list", address: "/changes", query: request.query.with("lang", nil)))\
            \(Table(caption: t("Changes, newest first"), isCaptionHidden: true, columns: columns, rows: rows).html)\
            \(pager(shown: shown, previous: newest.map { (t("Newest"), $0) }, next: older.map { (t("Older"), $0) }, label: t("Parts of the list")))
            """
        return Layout.page(request, title: t("Changes"), current: .changes, crumbs: [(t("Operations centre"), "/"), (t("Changes"), nil)], main: main)
    }

    private static func filter(_ request: PageRequest) -> HTML {
        let t = request.t, words = ChangeWords(request), chosen = request.query["province"]
        let options = request.world.heads.filter { $0.value > 0 }.keys.sorted().html { code in
            "<option value=\"\(code)\"\(if: code == chosen, " selected")>\(words.log(code))</option>"
        }
        return """
            <form class="filters" action="/changes"><label>\(t("Log of"))<br><select name="province"><option value="">\(t("all"))</option>\(options)</select></label>\
            <button class="quiet">\(t("Show"))</button></form>
            """
    }

    /// The whole of the logs, for offices that keep a copy.
    private static func table(_ request: PageRequest, _ heads: [String: Int64]) throws -> ExportTable {
        let t = request.t, words = ChangeWords(request)
        let list = try ChangeList(request.khen.log, heads: heads, cursor: nil, limit: Int(heads.values.reduce(0, +)))
        return ExportTable(
            title: t("Changes"),
            columns: [
                .init("province", t("Log")), .init("seq", t("Number"), .integer), .init("at", t("When")), .init("person", t("Who")), .init("kind", t("Kind")), .init("subject", t("Subject")),
                .init("sentence", t("Change")), .init("rows", t("Rows"), .integer), .init("row_digest", t("Digest of the rows")), .init("hash", t("Hash")),
            ],
            rows: list.changes.map { change in
                [
                    .text(change.province), .integer(Int(change.seq)), .text(change.at.iso), .text(change.person), .text(change.kind.rawValue), .text(change.subject),
                    .text(words.sentence(change)), .integer(Int(change.rowCount)), .text(change.rowDigest.hex), .text(change.hash),
                ]
            })
    }

    // MARK: One change

    private static func detail(_ request: PageRequest) throws -> Response {
        let province = request.parameter("province")
        guard let seq = Int64(request.parameter("seq")), seq > 0 else {
            throw NotFound(Label(vi: "Không có thay đổi số «\(request.parameter("seq"))».", en: "There is no change “\(request.parameter("seq"))”."))
        }
        let change = try request.khen.log.change(seq, of: province)
        if request.form == .json { return try Reply.json(ChangeAnswer(change, withTouched: true)) }
        let previous = seq > 1 ? try request.khen.log.change(seq - 1, of: province) : nil
        return Reply.html(ChangeView(change, previous, request).page())
    }
}

/// The page about one change.
private struct ChangeView {
    private let change: Change
    private let previous: Change?
    private let request: PageRequest
    private let words: ChangeWords
    private var t: Translator { request.t }

    init(_ change: Change, _ previous: Change?, _ request: PageRequest) {
        (self.change, self.previous, self.request) = (change, previous, request)
        words = ChangeWords(request)
    }

    func page() -> HTML {
        let title = t("Change \(change.seq.description), \(words.log(change.province))")
        let main: HTML = """
            <h1>\(words.sentence(change))</h1>\(if: change.kind == .demonstrationLoaded, Layout.illustrativeNote(t))\
            <div class="heading"><h2>\(title)</h2><p class="tools"><a href="\(Address.change(change)).json">JSON</a></p></div>\(facts)\(chain)\(touched)\(neighbours)
            """
        return Layout.page(request, title: title, current: .changes, crumbs: [(t("Changes"), "/changes"), (words.log(change.province), "/changes?province=\(change.province)"), (title, nil)], main: main)
    }

    private var facts: HTML {
        """
        <dl class="facts"><dt>\(t("When"))<dd><time datetime="\(change.at.iso)">\(FigureText.moment(change.at, t.language))</time>\
        <dt>\(t("Who"))<dd>\(words.person(change.person))<dt>\(t("Kind"))<dd>\(words.kind(change.kind)) <span class="code">\(change.kind.rawValue)</span>\
        <dt>\(t("Subject"))<dd>\(change.subject)<dt>\(t("Rows written"))<dd>\(t.language.number(Int(change.rowCount)))</dl>
        """
    }

    private var chain: HTML {
        let holds = change.chained(after: previous?.hash ?? "") == change.hash
        let verdict: HTML = holds
            ? "<div class=\"status done\"><p>\(t("Checked just now: the hash follows from this entry and the one before it."))</p></div>"
            : "<div class=\"status bad\"><p>\(t("The hash does not follow from this entry and the one before it: one of them was altered. Run khen verify."))</p></div>"
        return """
            <h2>\(t("Chain"))</h2>\(verdict)<dl class="facts"><dt>\(t("Hash of the change before"))<dd><span class="hash">\(previous?.hash ?? t("none, this is the first"))</span>\
            <dt>\(t("Digest of the rows"))<dd><span class="hash">\(change.rowDigest.hex)</span><dt>\(t("Hash"))<dd><span class="hash">\(change.hash)</span></dl>
            """
    }

    private var touched: HTML {
        let touched = (change.detail.touched ?? [:]).sorted { $0.key < $1.key }
        guard !touched.isEmpty else { return "" }
        let rows = touched.map { code, periods -> [HTML] in
            ["\(words.element(code)) <span class=\"code\">\(code)</span>", "\(periods.count)", HTML(text: names(of: periods))]
        }
        let columns = [Table.Column(t("Data element")), .init(t("Periods"), isNumeric: true), .init(t("Which"))]
        return "<h2>\(t("What it wrote"))</h2>\(Table(caption: t("Data elements and periods"), isCaptionHidden: true, columns: columns, rows: rows).html)"
    }

    /// Periods in order of time; of a long run of one kind only the ends.
    private func names(of ids: Set<String>) -> String {
        let book = request.world.catalogue.periods
        var known: [Period] = [], unknown: [String] = []
        for id in ids {
            do { known.append(try book.period(id)) } catch { unknown.append(id) }  // its calendar is no longer in any pack
        }
        known.sort()
        let labels = known.map { t(book.label(of: $0)) } + unknown.sorted()
        guard labels.count > 4, let first = labels.first, let last = labels.last else { return labels.joined(separator: ", ") }
        return t("\(first) to \(last)")
    }

    private var neighbours: HTML {
        let head = request.world.heads[change.province] ?? change.seq
        return pager(shown: t("\(Int(change.seq)) of \(Int(head))"), previous: change.seq > 1 ? (t("Change before"), Address.change(change.seq - 1, of: change.province)) : nil,
                     next: change.seq < head ? (t("Change after"), Address.change(change.seq + 1, of: change.province)) : nil, label: t("Changes of this log"))
    }
}
