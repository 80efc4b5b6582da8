import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Photos and documents of records over HTTP; larger ones also come piece by piece, as those of reports do.
enum RecordFilePages {
    static var routes: [Route] {
        [
            .get("/registers/{code}/{id}/files", access: .signedIn, forms: [.json]) { try list($0) },
            .post("/registers/{code}/{id}/files", access: .signedIn, maxBytes: Attachments.maxBytes + (64 << 10)) { try attach($0) },
            .get("/registers/{code}/{id}/files/{file}", access: .signedIn) { try show($0) },
            .get("/p/{code}/{id}/files/{file}", access: .everyone) { try showPublic($0) },
        ]
    }

    private static func list(_ request: PageRequest) throws -> Response {
        let files = try request.khen.attachments.list(RecordPages.key(request), by: request.person)
        return try Reply.json(["files": .list(files.sorted { $0.key < $1.key }.flatMap { field, files in
            files.map { file in
                [
                    "id": .text(file.id), "field": .text(field), "name": .text(file.name), "type": .text(file.kind.rawValue), "size": .integer(file.size), "sha256": .text(file.sha256),
                    "received": .text(file.received.iso), "person": .text(file.person), "address": .text(Address.file(file)),
                ] as JSONValue
            }
        })] as JSONValue)
    }

    private static func attach(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), fields = request.fields, field = fields["field"] ?? ""
        let files = fields.files.filter { !($0.name.isEmpty && $0.bytes.isEmpty) }
        guard !files.isEmpty else {
            // Whoever may not put any is told that first.
            _ = try request.khen.registers.sheet(key, by: request.person)
            throw Rejected(Label(vi: "chưa chọn tệp", en: "no file was chosen"), remedy: Label(vi: "Chọn ảnh hoặc tệp PDF rồi gửi lại.", en: "Choose a photo or a PDF, then send it again."), place: "file")
        }
        for file in files { try request.khen.attachments.attach(file.bytes, name: file.name, in: key, field: field, by: request.person) }
        return Reply.redirect(to: Address.record(key) + "#f:\(Query.encoded(field))")
    }

    private static func show(_ request: PageRequest) throws -> Response {
        let (file, bytes) = try request.khen.attachments.file(request.parameter("file"), by: request.person)
        guard case .record(let key, _) = file.subject, key.register == request.parameter("code") else { throw NotFound(Label(vi: "Không có tệp này.", en: "There is no such file.")) }
        return FilePages.answer(file, bytes, isShown: file.kind.isPicture)
    }

    private static func showPublic(_ request: PageRequest) throws -> Response {
        let (file, bytes) = try request.khen.attachments.publicFile(request.parameter("file"), of: RecordPages.key(request))
        return FilePages.answer(file, bytes, isShown: file.kind.isPicture)
    }
}

extension Address {
    /// A file for whoever may see its report or record.
    static func file(_ file: Attachment) -> String { "/files/\(file.id)/\(Query.encoded(file.name))" }
}
