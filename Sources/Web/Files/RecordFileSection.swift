import Domain
import Markup
import Operations

/// The files of one field of a record: on its page with a form for more, and on the page that everybody sees.
struct RecordFileSection {
    let sheet: Registers.Sheet
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ sheet: Registers.Sheet, _ request: PageRequest) {
        self.sheet = sheet
        self.request = request
    }

    /// How many pictures of a field are shown; of the others there are links.
    private static let mostShown = 6

    func html(_ field: RecordField) -> HTML {
        let count = sheet.cells[field.code]?.value.texts.count ?? 0, files = files(of: field), mayAttach = sheet.mayEdit, isMasked = sheet.cells[field.code]?.isMasked == true
        let pictures = field.sensitivity.isMasked ? [] : files.filter(\.kind.isPicture).prefix(Self.mostShown)
        return """
            <h3 id="f:\(field.code)">\(t(field.name))</h3>\(if: field.help != nil && mayAttach, "<p><small>\(field.help.map { t($0) } ?? "")</small></p>")\
            \(if: files.isEmpty && isMasked, "<p>\(t("There are files that you may not open."))</p>")\(if: files.isEmpty && count == 0, "<p>–</p>")\
            \(if: !pictures.isEmpty, "<p class=\"photos\">\(pictures.html { "<a href=\"\(Address.file($0))\"><img loading=\"lazy\" alt=\"\($0.name)\" src=\"\(Address.record(sheet.record.key))/files/\($0.id)\"></a> " })</p>")\
            \(if: !files.isEmpty, "<ul class=\"feed files\">\(files.html { item($0, mayAttach) })</ul>")\(if: mayAttach, form(field))
            """
    }

    private func files(of field: RecordField) -> [Attachment] {
        do { return try request.khen.attachments.list(sheet.record.key, by: request.person)[field.code] ?? [] } catch { return [] }  // the record has just left the reader's sight
    }

    private func item(_ file: Attachment, _ mayAttach: Bool) -> HTML {
        """
        <li><a href="\(Address.file(file))" download>\(file.name)</a> \(FileSection.size(file.size, t.language)) · <small>\(ChangeWords(request).person(file.person)), \(FigureText.moment(file.received, t.language))</small>\
        \(if: mayAttach, "<form method=\"post\" action=\"/files/\(file.id)/detach\"><button class=\"quiet\">\(t("Take off"))<span class=\"unseen\"> \(file.name)</span></button></form>")</li>
        """
    }

    private func form(_ field: RecordField) -> HTML {
        let id = "file:\(field.code)", isPhoto = field.type == .photo
        return """
            <form method="post" action="\(Address.record(sheet.record.key))/files" enctype="multipart/form-data" class="attach"><input type="hidden" name="field" value="\(field.code)">\
            <label for="\(id)">\(isPhoto ? t("Photo") : t("Photo or PDF"))</label><input id="\(id)" type="file" name="file" accept="image/jpeg,image/png,image/webp\(if: !isPhoto, ",application/pdf")" multiple required>\
            <small>\(isPhoto ? t("JPEG, PNG or WebP, at most 10 MB. Where a photo was taken is not kept.") : t("JPEG, PNG, WebP or PDF, at most 10 MB. Where a photo was taken is not kept."))</small>\
            <button class="quiet">\(t("Attach"))</button></form>
            """
    }

    /// What everybody may see of a record's files.
    static func publicHTML(_ key: RecordKey, _ register: Register, _ request: PageRequest) throws -> HTML {
        let files = try request.khen.attachments.publicList(key), t = request.t
        return (register.publicView?.fields ?? []).compactMap(register.field).filter { files[$0.code] != nil }.html { field in
            let all = files[field.code] ?? [], pictures = all.filter(\.kind.isPicture).prefix(mostShown), others = all.filter { !pictures.contains($0) }
            func address(_ file: Attachment) -> String { "\(Address.publicRecord(key))/files/\(file.id)" }
            return """
                <h2>\(t(field.name))</h2>\(if: !pictures.isEmpty, "<p class=\"photos large\">\(pictures.html { "<a href=\"\(address($0))\"><img loading=\"lazy\" alt=\"\(t(field.name))\" src=\"\(address($0))\"></a> " })</p>")\
                \(if: !others.isEmpty, "<ul class=\"feed files\">\(others.html { "<li><a href=\"\(address($0))\">\($0.name)</a> \(FileSection.size($0.size, t.language))</li>" })</ul>")
                """
        }
    }
}
