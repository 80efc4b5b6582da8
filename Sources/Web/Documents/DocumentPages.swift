import Documents
import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// The register of outgoing documents, one document with its files, and the page on which anybody can verify a paper.
enum DocumentPages {
    static var routes: [Route] {
        [
            .get("/documents", access: .everyone, forms: [.html, .json, .csv, .xlsx]) { try register($0) },
            .get("/documents/verify", access: .everyone) { try ask($0) },
            .get("/documents/verify/{code}", access: .everyone, forms: [.html, .json]) { try verify($0) },
            .get("/documents/{id}", access: .everyone) { try detail($0) },
            .get("/documents/{id}/files/{format}", access: .everyone, forms: [.html]) { try file($0) },
            .get("/reports/{form}/{period}/{unit}/issue", access: .right(.issue)) { try IssuePage($0).answer() },
            .post("/reports/{form}/{period}/{unit}/issue", access: .right(.issue), maxBytes: 256 << 10) { try await IssuePage($0).issue() },
        ]
    }

    // MARK: Register

    private static func register(_ request: PageRequest) throws -> Response {
        var year: Int?
        if let text = request.query["year"] {
            guard let number = Int(text), (2000...2999).contains(number) else {
                throw Rejected(Label(vi: "«\(text)» không phải là năm", en: "“\(text)” is not a year"), remedy: Label(vi: "Ghi năm bốn chữ số, như 2026.", en: "Write the year in four digits, such as 2026."), place: "year")
            }
            year = number
        }
        let all = try request.khen.documents.register(by: request.person), agency = request.query["agency"]
        let shown = all.filter { (agency == nil || $0.agency == agency) && (year == nil || $0.year == year) }
        if request.form == .html { return Reply.html(page(shown, of: all, request)) }
        return try Export.answer(request.form, table: table(shown, request.t), name: "documents", at: request.now)
    }

    private static func table(_ documents: [IssuedDocument], _ t: Translator) -> ExportTable {
        ExportTable(
            title: t("Register of outgoing documents"),
            columns: [
                .init("id", t("Code")), .init("agency", t("Agency’s code")), .init("agency_name", t("Agency")), .init("year", t("Year"), .integer), .init("number", t("Number"), .integer),
                .init("symbol", t("Symbol")), .init("type", t("Kind")), .init("subject", t("Abstract")), .init("issued_on", t("Issued on"), .date), .init("signer", t("Signed by")), .init("report", t("Report")),
                .init("docx_sha256", "SHA-256 .docx"), .init("pdf_sha256", "SHA-256 .pdf"),
            ],
            rows: documents.map {
                [
                    .text($0.id), .text($0.agency), .text(DocumentWords.agency($0)), .integer($0.year), .integer($0.number), .text($0.symbol), .text(t($0.type.name)), .text($0.subject), .date($0.issued.iso),
                    .text($0.signer), SheetCell($0.report), .text($0.docxHash), SheetCell($0.pdfHash),
                ]
            })
    }

    private static func page(_ documents: [IssuedDocument], of all: [IssuedDocument], _ request: PageRequest) -> HTML {
        let t = request.t
        let columns = [Table.Column(t("Number and symbol")), .init(t("Issued on")), .init(t("Agency")), .init(t("Abstract")), .init(t("Signed by"))]
        let rows = documents.map { document -> [HTML] in
            [
                "<a href=\"\(Address.document(document.id))\">\(document.numberAndSymbol)</a>", "<time datetime=\"\(document.issued.iso)\">\(FigureText.date(document.issued, t.language))</time>",
                HTML(text: DocumentWords.agency(document)), "\(t(document.type.name)): \(document.subject)", HTML(text: document.signer),
            ]
        }
        let list: HTML = documents.isEmpty ? "<p>\(t("There is no document here that you may see."))</p>" : Table(caption: t("Documents, newest first"), isCaptionHidden: true, columns: columns, rows: rows).html
        let main: HTML = """
            <h1>\(t("Register of outgoing documents"))</h1>\
            <p class="lede">\(t("Each agency’s documents are numbered from 1 January of each year, without a gap; no number is given twice."))</p>\
            \(filter(all, request))\(Layout.heading(t("Newest first"), id: "list", address: "/documents", query: request.query.with("lang", nil)))\(list)\
            <p><a href="/documents/verify">\(t("Verify a document on paper"))</a></p>
            """
        return Layout.page(request, title: t("Register of outgoing documents"), current: .documents, crumbs: [(t("Operations centre"), "/"), (t("Documents"), nil)], main: main)
    }

    private static func filter(_ all: [IssuedDocument], _ request: PageRequest) -> HTML {
        let t = request.t
        let agencies = Dictionary(all.map { ($0.agency, DocumentWords.agency($0)) }) { first, _ in first }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        let years = Set(all.map(\.year)).sorted(by: >)
        func options(_ values: [(String, String)], _ chosen: String?) -> HTML { values.html { "<option value=\"\($0.0)\"\(if: $0.0 == chosen, " selected")>\($0.1)</option>" } }
        return """
            <form class="filters" action="/documents"><label>\(t("Agency"))<br><select name="agency"><option value="">\(t("all"))</option>\(options(agencies.map { ($0.key, $0.value) }, request.query["agency"]))</select></label>\
            <label>\(t("Year"))<br><select name="year"><option value="">\(t("all"))</option>\(options(years.map { (String($0), String($0)) }, request.query["year"]))</select></label>\
            <button class="quiet">\(t("Show"))</button></form>
            """
    }

    // MARK: One document

    private static func detail(_ request: PageRequest) throws -> Response {
        let document = try request.khen.documents.document(request.parameter("id"), by: request.person)
        let t = request.t, title = t("\(t(document.type.name)) no. \(document.numberAndSymbol)")
        let files: HTML = [IssuedDocument.Format.pdf, .docx].filter { document.hash(of: $0) != nil }.html {
            "<li><a href=\"\(Address.document(document.id))/files/\($0.rawValue)\">\($0 == .pdf ? t("PDF, for printing and reading") : t("Word file, for further work"))</a></li>"
        }
        let done: HTML = request.query["done"] == nil ? "" : "<div class=\"status done\" role=\"status\"><p><strong>\(t("Issued with the number \(document.numberAndSymbol)."))</strong></p></div>"
        let verification = "/documents/verify/\(Query.encoded(document.id))"
        let main: HTML = """
            <h1>\(title)</h1><p class="lede">\(document.subject)</p>\(done)<h2>\(t("Files"))</h2><ul>\(files)</ul>\
            <h2>\(t("In the register"))</h2>\(DocumentWords.facts(document, request))\
            <p><a href="\(verification)">\(t("What anybody can verify"))</a> · <a href="\(Address.change(document.seq, of: document.province))">\(t("Change \(document.seq.description) of the log"))</a></p>
            """
        return Reply.html(Layout.page(request, title: title, current: .documents, crumbs: [(t("Operations centre"), "/"), (t("Documents"), "/documents"), (document.numberAndSymbol, nil)], main: main))
    }

    private static func file(_ request: PageRequest) throws -> Response {
        guard let format = IssuedDocument.Format(rawValue: request.parameter("format")) else { throw NotFound(Label(vi: "Không có tệp này.", en: "There is no such file.")) }
        let (document, bytes) = try request.khen.documents.file(request.parameter("id"), as: format, by: request.person)
        return Reply.bytes(bytes, type: format.mediaType, fileName: "\(document.fileName).\(format.rawValue)")
    }

    // MARK: Verifying

    private static func ask(_ request: PageRequest) throws -> Response {
        if let code = request.query["code"] { return Reply.redirect(to: "/documents/verify/\(Query.encoded(code.filter { !$0.isWhitespace }))") }
        let t = request.t
        let main: HTML = """
            <h1>\(t("Verify a document"))</h1><p class="lede">\(t("The code stands at the foot of each page of the document."))</p>\
            <form action="/documents/verify">\(Field("code", label: t("Code"), hint: t("For example 11-7K3QM2XD91FA"), isRequired: true, control: .line(type: "text", value: "")).html)<button>\(t("Verify"))</button></form>\
            <p>\(Layout.link("/p", t("Verify a certificate")))</p>
            """
        return Reply.html(Layout.page(request, title: t("Verify a document"), current: nil, crumbs: [(t("Operations centre"), "/"), (t("Verify a document"), nil)], main: main))
    }

    /// As programs get it.
    private struct Answer: Encodable {
        var code: String
        var number: String
        var issuedOn: String
        var agency: String
        var subject: String
        var docxSha256: String
        var pdfSha256: String?
    }

    /// Says number, day, agency, subject and hashes, and nothing that only those with a right may see.
    private static func verify(_ request: PageRequest) throws -> Response {
        let document = try request.khen.documents.verified(request.parameter("code"))
        if request.form == .json {
            return try Reply.json(Answer(code: document.id, number: document.numberAndSymbol, issuedOn: document.issued.iso, agency: DocumentWords.agency(document), subject: document.subject,
                                         docxSha256: document.docxHash, pdfSha256: document.pdfHash))
        }
        let t = request.t, title = t("Document \(document.numberAndSymbol)")
        let main: HTML = """
            <h1>\(title)</h1><div class="status done"><p><strong>\(t("This document was issued. Compare what stands here with the paper."))</strong></p></div>\
            \(DocumentWords.publicFacts(document, request))<p><small>\(t("A file is the one that was issued if its SHA-256 is the same: sha256sum FILE."))</small></p>
            """
        return Reply.html(Layout.page(request, title: title, current: nil, crumbs: [(t("Operations centre"), "/"), (t("Verify a document"), "/documents/verify"), (document.id, nil)], main: main))
    }
}

/// How documents are said.
enum DocumentWords {
    static func agency(_ document: IssuedDocument) -> String { document.agencyName.split(whereSeparator: \.isNewline).joined(separator: " ") }

    static func publicFacts(_ document: IssuedDocument, _ request: PageRequest) -> HTML {
        let t = request.t
        return """
            <dl class="facts"><dt>\(t("Number and symbol"))<dd>\(document.numberAndSymbol)<dt>\(t("Issued on"))<dd><time datetime="\(document.issued.iso)">\(FigureText.date(document.issued, t.language))</time>\
            <dt>\(t("Agency"))<dd>\(agency(document))<dt>\(t("Abstract"))<dd>\(document.subject)<dt>SHA-256 .docx<dd><span class="hash">\(document.docxHash)</span>\
            \(document.pdfHash.map { "<dt>SHA-256 .pdf<dd><span class=\"hash\">\($0)</span>" as HTML })</dl>
            """
    }

    static func facts(_ document: IssuedDocument, _ request: PageRequest) -> HTML {
        let t = request.t
        return publicFacts(document, request) + """
            <dl class="facts"><dt>\(t("Signed by"))<dd>\(document.signer)<dt>\(t("Code"))<dd><span class="code">\(document.id)</span>\
            \(document.report.map { "<dt>\(t("Report"))<dd><a href=\"/reports/\($0)\">\($0)</a>" as HTML })</dl>
            """
    }
}

extension Address {
    package static func document(_ id: String) -> String { "/documents/\(Query.encoded(id))" }
}
