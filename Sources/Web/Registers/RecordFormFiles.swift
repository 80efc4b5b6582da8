import Domain
import Markup
import Operations

/// Photos and documents chosen in a record's form: put to the record as soon as it is kept.
struct RecordFormFiles {
    /// The record is kept; these files are not.
    struct Refused: Error {
        var key: RecordKey
        var reasons: [Rejected]
    }

    private let key: RecordKey
    private let request: PageRequest
    private let sent: [(field: RecordField, file: Fields.File)]

    init(_ form: RecordForm, _ key: RecordKey, _ request: PageRequest) {
        self.key = key
        self.request = request
        sent = Self.sent(form.register, request)
    }

    private static func sent(_ register: Register, _ request: PageRequest) -> [(field: RecordField, file: Fields.File)] {
        let files = request.fields.files.filter { !($0.name.isEmpty && $0.bytes.isEmpty) }
        return register.fields.filter(\.type.holdsFiles).flatMap { field in files.filter { $0.field == name(field) }.map { (field, $0) } }
    }

    static func name(_ field: RecordField) -> String { "file:\(field.code)" }

    /// - Returns: whether there were any.
    /// - Throws: ``Refused`` with the files that cannot be kept; the others are.
    func keep() throws -> Bool {
        var reasons: [Rejected] = []
        for (field, file) in sent {
            do { try request.khen.attachments.attach(file.bytes, name: file.name, in: key, field: field.code, by: request.person) } catch let refusal as Rejected { reasons.append(refusal) }
        }
        guard reasons.isEmpty else { throw Refused(key: key, reasons: reasons) }
        return !sent.isEmpty
    }

    /// The control of a field for files. Browsers forget what was chosen when a form is shown again, so whoever sent some is told.
    static func control(_ field: RecordField, _ form: RecordForm, _ request: PageRequest) -> HTML {
        let t = request.t, id = "f:\(field.code)", isPhoto = field.type == .photo, words = form.sheet?.cells[field.code].map { t($0.words) }, again = sent(form.register, request).filter { $0.field.code == field.code }.map(\.file.name)
        let rule = isPhoto ? t("JPEG, PNG or WebP, at most 10 MB. Where a photo was taken is not kept.") : t("JPEG, PNG, WebP or PDF, at most 10 MB. Where a photo was taken is not kept.")
        let hint = [field.help.map { t($0) }, rule, words.map { t("There already: \($0).") }].compactMap(\.self).joined(separator: " ")
        let said: HTML = again.isEmpty ? "" : "<span class=\"msg\" id=\"\(id)-error\">\(t("Choose again: \(again.joined(separator: ", ")). Browsers do not keep chosen files."))</span>"
        return """
            <div class="field\(if: !again.isEmpty, " bad")"><label for="\(id)">\(t(field.name))</label><small id="\(id)-hint">\(hint)</small>\(said)\
            <input id="\(id)" type="file" name="\(name(field))" accept="image/jpeg,image/png,image/webp\(if: !isPhoto, ",application/pdf")" multiple aria-describedby="\(id)-hint\(if: !again.isEmpty, " \(id)-error")"></div>
            """
    }
}
