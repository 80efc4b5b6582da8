import Domain
import Markup
import Operations

/// Every version of one value: what was written, by whom, when, from what.
struct ValueHistoryView {
    let element: DataElement
    let unit: OrgUnit
    let period: Period
    let options: Disaggregation
    let status: ValueStatus
    /// Newest first.
    let versions: [ValueVersion]
    /// Kinds of which there is a value at the same place too.
    let others: [ValueStatus]
    let request: PageRequest
    private var t: Translator { request.t }
    private var small: SmallNumbers { SmallNumbers(request.world.catalogue) }

    // MARK: For programs

    struct Answer: Encodable {
        struct Version: Encodable {
            struct Change: Encodable {
                var province: String
                var seq: Int64
            }

            /// As it was written; `null` where the value was withdrawn or is withheld.
            @ExplicitNull var value: String?
            var bound: String
            @ExplicitNull var comment: String?
            @ExplicitNull var source: String?
            @ExplicitNull var method: String?
            var person: String
            var at: String
            var kind: ChangeKind.RawValue
            var subject: String
            var change: Change
            var current: Bool
            var withheld: Bool
        }

        var element: String
        var name: NameAnswer
        var unit: UnitReference
        var period: String
        var options: [String]
        var status: ValueStatus
        var versions: [Version]
        @ExplicitNull var next: String?
    }

    var answer: Answer {
        Answer(
            element: element.code, name: NameAnswer(element.name), unit: UnitReference(unit, request), period: period.id, options: options.codes, status: status,
            versions: versions.map { version in
                let value = version.value, isKept = small.hides(value.value.flatMap { Double($0) }, options, status)
                return Answer.Version(
                    value: isKept ? nil : value.value, bound: value.bound.rawValue, comment: value.comment, source: value.source, method: value.method, person: version.person, at: version.at.iso,
                    kind: version.kind.rawValue, subject: version.subject, change: .init(province: value.key.province, seq: version.seq), current: version.isCurrent, withheld: isKept)
            }, next: nil)
    }

    // MARK: The page

    func page() -> HTML {
        let name = t(element.name), place = request.name(of: unit), current = versions.first.map { text(of: $0) } ?? "–"
        let columns = [
            Table.Column(t("Version")), .init(t("Value"), isNumeric: true), .init(t("When")), .init(t("Who")), .init(t("How")), .init(t("Source")), .init(t("Comment")),
        ]
        let words = ChangeWords(request)
        let rows = versions.map { version -> [HTML] in
            let change = Layout.link(Address.change(version.seq, of: version.value.key.province), t("change \(Int(version.seq))"))
            let value: HTML = version.isCurrent ? "<b>\(text(of: version))</b>" : "<span class=\"old\">\(text(of: version))</span>"
            return [
                "\(change)\(if: version.isCurrent, " <strong>\(t("in force"))</strong>")", value, "<time datetime=\"\(version.at.iso)\">\(FigureText.moment(version.at, t.language))</time>",
                HTML(text: words.person(version.person)), HTML(text: method(version.value.method)), HTML(text: version.value.source ?? ""), HTML(text: version.value.comment ?? ""),
            ]
        }
        let kinds = others.html { other -> HTML in
            " \(Layout.link(Address.value(element.code, unit: request.key(of: unit, in: period), period: period.id, options: options, status: other), FigureText.word(figureStatus(other), t)))"
        }
        let address = "/values/\(Query.encoded(element.code))/\(Query.encoded(request.parameter("unit")))/\(Query.encoded(period.id))"
        let main: HTML = """
            <h1>\(name) <span class="code">\(element.code)</span></h1>\
            <p class="lede"><strong>\(current)</strong> \(FigureText.tag(figureStatus(status), t)) \(Layout.link(Address.unit(unit.code, asOf: unit.lastDay), place))\(request.words(for: options).map { ", \($0)" }), \
            \(request.name(of: period)). \(t("Written once.|Written \(versions.count) times; the latest counts."))</p>\
            \(if: status == .illustrative, Layout.illustrativeNote(t))\(element.help.map { "<p>\(t($0))</p>" as HTML })\
            \(if: !others.isEmpty, "<p>\(t("There are also values of another kind:"))\(kinds)</p>")\
            \(Layout.heading(t("All versions, newest first"), id: "versions", address: address, query: request.query.with("lang", nil), forms: [.json]))\
            \(Table(caption: t("All versions, newest first"), isCaptionHidden: true, columns: columns, rows: rows).html)
            """
        return Layout.page(request, title: "\(name): \(place)", current: .indicators, crumbs: [(t("Indicators"), "/indicators"), (element.code, nil)], main: main)
    }

    private func text(of version: ValueVersion) -> String {
        guard let value = version.value.value else { return t("withdrawn") }
        if element.valueType == .yesNo { return value == "true" ? t("yes") : t("no") }
        guard element.valueType.isNumeric, let number = Double(value) else { return t.language.date(iso: value) ?? value }
        if small.hides(number, options, status) { return t("withheld") }
        let bound = version.value.bound == .exactly ? "" : "\(version.value.bound.rawValue) "
        return bound + request.text(of: number, element, withUnit: true)
    }

    private func method(_ method: String?) -> String {
        switch method {
        case "import": t("imported from a file")
        case "form": t("entered in a form")
        case "pack": t("recorded with a pack")
        case "demonstration": t("made up for the demonstration")
        case "register": t("worked out from the records of a register")
        case let other: other ?? ""
        }
    }

    private func figureStatus(_ status: ValueStatus) -> FigureStatus {
        switch status {
        case .published: .published
        case .reported: .reported
        case .approved: .approved
        case .registered: .registered
        case .illustrative: .illustrative
        }
    }
}
