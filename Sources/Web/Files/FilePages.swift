import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Photos and documents of reports and records over HTTP: as one form, or piece by piece. Source: tus resumable upload protocol 1.0.0 with creation, expiration and checksum.
enum FilePages {
    static var routes: [Route] {
        let largest = Attachments.maxBytes + (64 << 10)
        return [
            Route(method: .options, path: "/files", access: .everyone, forms: [.html]) { _ in capabilities },
            .post("/files", access: .signedIn, maxBytes: 4 << 10) { request in try tus(request) { try begin($0) } },
            Route(method: .head, path: "/files/{id}", access: .signedIn, forms: [.html]) { request in try tus(request) { try state($0) } },
            Route(method: .patch, path: "/files/{id}", access: .signedIn, forms: [.html], maxBytes: largest) { request in try tus(request) { try append($0) } },
            .get("/files/{id}/{name}", access: .signedIn) { try download($0) },
            .post("/files/{id}/detach", access: .signedIn, maxBytes: 4 << 10) { try detach($0) },
            .post("/reports/{form}/{period}/{unit}/files", access: .signedIn, maxBytes: largest) { try attach($0) },
        ]
    }

    // MARK: Piece by piece

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a name of a header") }
        return name
    }
    private static let resumable = name("Tus-Resumable"), uploadLength = name("Upload-Length"), uploadOffset = name("Upload-Offset"), uploadMetadata = name("Upload-Metadata")
    private static let uploadExpires = name("Upload-Expires"), uploadChecksum = name("Upload-Checksum")

    private static var capabilities: Response {
        Response(status: .noContent, headers: [
            resumable: "1.0.0", name("Tus-Version"): "1.0.0", name("Tus-Extension"): "creation,expiration,checksum", name("Tus-Max-Size"): String(Attachments.maxBytes), name("Tus-Checksum-Algorithm"): "sha1,sha256",
        ])
    }

    /// Answers in the protocol's way: its header on everything, refusals in both languages.
    private static func tus(_ request: PageRequest, _ body: (PageRequest) throws -> Response) throws -> Response {
        var response: Response
        do {
            if let spoken = request.headers[resumable], spoken != "1.0.0" {
                response = Response(status: .preconditionFailed, headers: [name("Tus-Version"): "1.0.0"])
            } else {
                response = try body(request)
            }
        } catch let error as Rejected {
            response = try refusal(error.reason, error.remedy, place: error.place, .unprocessableContent)
        } catch let error as NotFound {
            response = try refusal(error.what, Label(vi: "Chọn lại tệp rồi gửi từ đầu.", en: "Choose the file again and send it from the start."), .notFound)
        } catch is NotAllowed {
            response = try refusal(Label(vi: "tài khoản không có quyền gửi tệp vào đây", en: "this account may not put files here"),
                                   Label(vi: "Liên hệ quản trị viên.", en: "Ask your administrator."), .forbidden)
        } catch let error as Attachments.WrongOffset {
            response = Response(status: .conflict, headers: [uploadOffset: String(error.held)])
        } catch is Attachments.WrongChecksum {
            response = Response(status: .init(code: 460, reasonPhrase: "Checksum Mismatch"))
        }
        response.headers[resumable] = "1.0.0"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private struct Refusal: Encodable {
        var reason: Label
        var remedy: Label
        var place: String?
    }

    private static func refusal(_ reason: Label, _ remedy: Label, place: String? = nil, _ status: HTTPResponse.Status) throws -> Response {
        try Reply.json(Refusal(reason: reason, remedy: remedy, place: place), status: status)
    }

    private static func begin(_ request: PageRequest) throws -> Response {
        let metadata = Metadata(request.headers[uploadMetadata] ?? "")
        let record = metadata["register"].flatMap { register in metadata["record"].map { RecordKey(register, $0) } }
        guard let size = request.headers[uploadLength].flatMap({ Int($0) }), record != nil || (metadata["form"] != nil && metadata["period"] != nil && metadata["unit"] != nil) else {
            throw Rejected(Label(vi: "thiếu độ dài hoặc thông tin của tệp", en: "the file's length or description is missing"),
                           remedy: Label(vi: "Gửi Upload-Length và Upload-Metadata gồm form, period, unit, filename; với hồ sơ: register, record, field, filename.",
                                         en: "Send Upload-Length and Upload-Metadata with form, period, unit, filename; for a record: register, record, field, filename."), place: "Upload-Metadata")
        }
        if let person = metadata["person"], person != request.person.name { return try refusal(Label(vi: "người khác đang đăng nhập", en: "somebody else is signed in"), Label(vi: "Người gửi đăng nhập lại.", en: "The sender signs in again."), .unauthorized) }
        let id = metadata["id"] ?? ReportView.newSubmission(), name = metadata["filename"] ?? metadata["name"] ?? "", upload: Upload
        if let record {
            upload = try request.khen.attachments.begin(id, name: name, size: size, in: record, field: metadata["field"] ?? "", by: request.person)
        } else {
            let key = ReportKey(form: metadata["form"] ?? "", period: metadata["period"] ?? "", unit: UnitID(metadata["unit"] ?? ""))
            upload = try request.khen.attachments.begin(id, name: name, size: size, in: key, cell: metadata["cell"].map { CellKey(parsing: $0) }, by: request.person)
        }
        return Response(status: .created, headers: [.location: "/files/\(upload.id)", uploadOffset: String(upload.held), uploadExpires: httpDate(upload.ends)])
    }

    private static func state(_ request: PageRequest) throws -> Response {
        let upload = try request.khen.attachments.upload(request.parameter("id"), by: request.person)
        return Response(status: .ok, headers: [uploadOffset: String(upload.held), uploadLength: String(upload.size)])
    }

    private static func append(_ request: PageRequest) throws -> Response {
        guard request.headers[.contentType] == "application/offset+octet-stream" else { return Response(status: .unsupportedMediaType) }
        guard let offset = request.headers[uploadOffset].flatMap({ Int($0) }) else { return Response(status: .badRequest) }
        let parts = (request.headers[uploadChecksum] ?? "").split(separator: " ").map(String.init)
        let upload = try request.khen.attachments.append(request.body, to: request.parameter("id"), at: offset, checksum: parts.count == 2 ? (parts[0], parts[1]) : nil, by: request.person)
        return Response(status: .noContent, headers: [uploadOffset: String(upload.held), uploadExpires: httpDate(upload.ends)])
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func httpDate(_ moment: Moment) -> String {
        let day = Day(number: Int32(moment.milliseconds / 86_400_000)), parts = day.components
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(moment.milliseconds / 86_400_000 % 7)]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][parts.month - 1]
        return "\(weekday), \(parts.day < 10 ? "0" : "")\(parts.day) \(month) \(parts.year) \(moment.iso.dropFirst(11).prefix(8)) GMT"
    }

    // MARK: At once

    private static func attach(_ request: PageRequest) throws -> Response {
        let key = ReportPages.key(request), fields = request.fields
        let files = fields.files.filter { !($0.name.isEmpty && $0.bytes.isEmpty) }
        guard !files.isEmpty else {
            throw Rejected(Label(vi: "chưa chọn tệp", en: "no file was chosen"), remedy: Label(vi: "Chọn ảnh hoặc tệp PDF rồi gửi lại.", en: "Choose a photo or a PDF, then send it again."), place: "file")
        }
        for file in files { try request.khen.attachments.attach(file.bytes, name: file.name, in: key, cell: fields["cell"].map { CellKey(parsing: $0) }, by: request.person) }
        return Reply.redirect(to: Address.report(key) + "#files")
    }

    private static func detach(_ request: PageRequest) throws -> Response {
        let id = request.parameter("id"), subject = try request.khen.attachments.detach(id, by: request.person)
        switch subject {
        case .report(let key, _): return Reply.redirect(to: Address.report(key) + "#files")
        case .record(let key, let field): return Reply.redirect(to: Address.record(key) + "#f:\(field)")
        }
    }

    private static func download(_ request: PageRequest) throws -> Response {
        let (file, bytes) = try request.khen.attachments.file(request.parameter("id"), by: request.person)
        return answer(file, bytes, isShown: false)
    }

    /// - Parameter isShown: whether the browser shows it rather than keeping it.
    static func answer(_ file: Attachment, _ bytes: [UInt8], isShown: Bool) -> Response {
        var response = Reply.bytes(bytes, type: file.kind.rawValue)
        let plain = String(file.name.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" ? Character($0) : "_" })
        response.headers[.contentDisposition] = "\(isShown ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(Query.encoded(file.name))"
        response.headers[.cacheControl] = "private, no-store"
        return response
    }
}

/// What a sender tells of a file: names with values in base 64, between commas.
struct Metadata {
    private var values: [String: String] = [:]

    init(_ header: String) {
        for pair in header.split(separator: ",") {
            let parts = pair.split(separator: " ", omittingEmptySubsequences: true)
            guard let name = parts.first else { continue }
            values[String(name)] = parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
    }

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = [], held = 0, count = 0
        for letter in text.utf8 where letter != UInt8(ascii: "=") {
            let value: Int
            switch letter {
            case 0x41...0x5A: value = Int(letter) - 0x41
            case 0x61...0x7A: value = Int(letter) - 0x61 + 26
            case 0x30...0x39: value = Int(letter) - 0x30 + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            held = held << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(held >> count & 0xFF))
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
