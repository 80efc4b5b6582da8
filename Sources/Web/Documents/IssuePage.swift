import Dispatch
import Documents
import Domain
import Hummingbird
import Markup
import Operations

/// The form on which an office says how a report is to be issued as a document.
struct IssuePage {
    private let request: PageRequest
    private var t: Translator { request.t }
    private var key: ReportKey { ReportPages.key(request) }

    init(_ request: PageRequest) { self.request = request }

    /// The form with what the report proposes, or a draft to look at.
    func answer() throws -> Response {
        let sheet = try request.khen.reports.sheet(key, by: request.person)
        try request.person.require(.issue, at: sheet.unit.id, in: request.world, on: request.today)
        return Reply.html(page(sheet, try request.khen.documents.frame(for: sheet)))
    }

    /// Issues the report, or answers with a draft as a Word file.
    func issue() async throws -> Response {
        let fields = request.fields, frame = Self.frame(fields), documents = request.khen.documents
        if fields["do"] == "draft" {
            let draft = try documents.draft(of: key, frame: frame, by: request.person).document
            do throws(DocumentFileError) {
                return Reply.bytes(try draft.wordFile(), type: IssuedDocument.Format.docx.mediaType, fileName: "du-thao.docx")
            } catch {
                throw Rejected(error.message, remedy: error.remedy)
            }
        }
        let issuing = Issuing(khen: request.khen, key: key, frame: frame, address: Self.verificationAddress(fields), typesetter: fields.has("without-pdf") ? nil : PDFTypesetter(), person: request.person)
        let issued = try await issuing.run()
        return Reply.redirect(to: Address.document(issued.id) + "?done=issued")
    }

    /// Where the paper sends people to verify it: only an address that was typed, as nobody can tell from a request what the site is called outside.
    private static func verificationAddress(_ fields: Fields) -> String? {
        guard let site = fields["site"], site.hasPrefix("https://") || site.hasPrefix("http://"), site.utf8.count <= 200 else { return nil }
        return (site.hasSuffix("/") ? String(site.dropLast()) : site) + "/documents/verify/"
    }

    private static func frame(_ fields: Fields) -> DocumentRegister.Frame {
        func lines(_ name: String) -> [String] { (fields[name] ?? "").split(whereSeparator: \.isNewline).map(String.init).filter { $0.contains { !$0.isWhitespace } } }
        return .init(superior: lines("superior").joined(separator: "\n"), agency: lines("agency").joined(separator: "\n"), symbol: fields["symbol"] ?? "", place: fields["place"] ?? "", addressees: lines("addressees"),
                     legalBases: lines("bases"), opening: fields["opening"] ?? "", closing: fields["closing"] ?? "", onBehalfOf: fields["on-behalf"] ?? "", inPlaceOf: fields["in-place"] ?? "",
                     signerTitle: fields["title"] ?? "", signerName: fields["signer"] ?? "", recipients: lines("recipients"))
    }

    private func page(_ sheet: ReportSheet, _ frame: DocumentRegister.Frame) -> HTML {
        let unit = request.name(of: sheet.unit), title = t("Issue as a document")
        func line(_ name: String, _ label: String, _ value: String, hint: String? = nil, required: Bool = false) -> HTML {
            Field(name, label: label, hint: hint, isRequired: required, control: .line(type: "text", value: value)).html
        }
        func lines(_ name: String, _ label: String, _ value: [String], hint: String? = nil) -> HTML { Field(name, label: label, hint: hint, control: .lines(value: value.joined(separator: "\n"))).html }
        let each = t("One on each line.")
        let main: HTML = """
            \(ReportBar(request).html)<h1>\(title)</h1><p class="lede">\(t(sheet.form.name)) · \(unit) · \(request.name(of: sheet.period))</p>\
            \(if: !sheet.standing.state.isWithReceiver, "<div class=\"status bad\"><p>\(t("The report has not been sent, so it cannot be issued yet."))</p></div>")\
            <form method="post" action="\(Address.report(key))/issue">\
            <h2>\(t("Head"))</h2>\(lines("superior", t("Agency above"), [frame.superior]))\(lines("agency", t("Issuing agency"), [frame.agency]))\(line("symbol", t("Symbol"), frame.symbol, hint: t("The number is given when it is issued."), required: true))\
            \(line("place", t("Place of issue"), frame.place, required: true))\(lines("addressees", t("Addressed to"), frame.addressees, hint: each))\(lines("bases", t("Legal bases"), frame.legalBases, hint: each))\
            <h2>\(t("Text"))</h2>\(lines("opening", t("Before the figures"), []))\(lines("closing", t("Assessment and proposals"), []))\
            <h2>\(t("Signature"))</h2>\(line("on-behalf", t("On behalf of (TM.)"), frame.onBehalfOf))\(line("in-place", t("In place of (KT.)"), frame.inPlaceOf))\(line("title", t("Signer’s title"), frame.signerTitle, required: true))\
            \(line("signer", t("Signer’s name"), frame.signerName, required: true))\(lines("recipients", t("Recipients"), frame.recipients, hint: each))\
            \(line("site", t("Address of this site for verification"), "", hint: t("For example https://khen.example.vn; empty for none.")))\
            <p><label><input type="checkbox" name="without-pdf" value="1"> \(t("Word file only, no PDF"))</label></p>\
            <p><button name="do" value="issue">\(t("Issue with a number"))</button> <button class="quiet" name="do" value="draft" formnovalidate>\(t("Draft as a Word file"))</button></p></form>
            """
        return Layout.page(request, title: title, current: .reports, crumbs: [(t("Operations centre"), "/"), (t("Documents"), "/documents"), (title, nil)], main: main)
    }
}

/// One issuing, done away from the threads that answer requests: setting pages takes seconds.
private struct Issuing: Sendable {
    var khen: Khen
    var key: ReportKey
    var frame: DocumentRegister.Frame
    var address: String?
    var typesetter: PDFTypesetter?
    var person: Person

    func run() async throws -> IssuedDocument {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(with: Result { try khen.documents.issue(key, frame: frame, verificationAddress: address, typesetter: typesetter, by: person) })
            }
        }
    }
}
