import Domain
import Markup
import Operations

/// The photos and documents of a report, on its page, with a form for more.
struct FileSection {
    let sheet: ReportSheet
    let files: [Attachment]
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ sheet: ReportSheet, _ request: PageRequest) throws {
        self.sheet = sheet
        self.request = request
        files = try request.khen.attachments.list(sheet.key, by: request.person)
    }

    private var mayAttach: Bool {
        (sheet.standing.state.isEditable || sheet.standing.state.isWaiting) && request.person.may(.fill, at: sheet.unit.id, in: request.world, on: request.today)
    }

    var html: HTML {
        guard mayAttach || !files.isEmpty else { return "" }
        return """
            <section id="files"><h2>\(t("Photos and documents"))</h2><ul class="feed files">\(files.html { item($0) })</ul>\(if: mayAttach, form)</section>
            """
    }

    private func item(_ file: Attachment) -> HTML {
        """
        <li><a href="/files/\(file.id)/\(Query.encoded(file.name))" download>\(file.name)</a> \(Self.size(file.size, t.language)) · \
        <small>\(file.person), \(FigureText.moment(file.received, t.language))\(file.cell.map { " · \(ReportText.name($0, request))" as HTML })</small>\
        \(if: mayAttach, "<form method=\"post\" action=\"/files/\(file.id)/detach\"><button class=\"quiet\">\(t("Take off"))<span class=\"unseen\"> \(file.name)</span></button></form>")</li>
        """
    }

    private var form: HTML {
        """
        <form method="post" action="\(Address.report(sheet.key))/files" enctype="multipart/form-data" class="attach" data-report="\(sheet.key.description)">\
        <label for="file">\(t("Photo or PDF"))</label><input id="file" type="file" name="file" accept="image/jpeg,image/png,image/webp,application/pdf" multiple required>\
        <small>\(t("JPEG, PNG, WebP or PDF, at most 10 MB. Where a photo was taken is not kept."))</small><button class="quiet">\(t("Attach"))</button><output aria-live="polite"></output></form>
        """
    }

    /// `340 KB`, `2,4 MB`.
    static func size(_ bytes: Int, _ language: Language) -> String {
        bytes < 1 << 20 ? "\(language.number(max(1, bytes >> 10))) KB" : "\(language.number(Double(bytes) / Double(1 << 20), decimals: 1)) MB"
    }
}
