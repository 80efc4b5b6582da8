import Crypto
import Domain
import Storage

/// Photos and documents of reports and records: sent at once or piece by piece, and resumed where the line broke.
package struct Attachments: Sendable {
    let khen: Khen

    /// The largest file, in bytes.
    package static let maxBytes = 10 << 20
    /// The most files of one report.
    package static let maxFiles = 30
    /// The most files of one record, in all of its fields.
    package static let maxRecordFiles = 200

    /// The bytes do not go where the file ends now. HTTP 409.
    package struct WrongOffset: Error {
        package var held: Int
    }

    /// The bytes that came are not those that were sent. HTTP 460.
    package struct WrongChecksum: Error {}

    // MARK: Sending

    /// Begins a file, or finds the one that was begun under the same name.
    ///
    /// - Parameter id: made by the sender, such as a UUID; 1 to 64 letters, digits, hyphens.
    package func begin(_ id: String, name: String, size: Int, in key: ReportKey, cell: CellKey? = nil, by person: Person) throws -> Upload {
        try begin(id, name: name, size: size, of: .report(key, cell: cell), by: person) { try open(key, cell, by: person, in: $0) }
    }

    /// - Parameter open: looks whether the subject takes files from the person, and says the province whose log it is in.
    func begin(_ id: String, name: String, size: Int, of subject: FileSubject, by person: Person, open: (WriteTransaction) throws -> String) throws -> Upload {
        try Submission(id: id, way: .api).checkID()
        let name = Self.tidy(name), now = khen.now()
        guard size > 0, size <= Self.maxBytes else { throw Self.tooLarge(name, size) }
        return try khen.database.write { tx in
            let province = try open(tx)
            if let known = try AttachmentStore.find(id, in: province, tx) {
                guard known.person == person.name, known.subject.description == subject.description else { throw Self.unknown }
                return known.upload
            }
            try AttachmentStore.forgetUnfinished(before: Moment(milliseconds: now.milliseconds - AttachmentStore.patience), in: province, tx)
            try checkCount(subject, name, province, tx)
            try AttachmentStore.begin(id, of: subject, name: name, size: size, by: person.name, at: now, in: province, tx)
            guard let begun = try AttachmentStore.find(id, in: province, tx) else { preconditionFailure("the row was inserted just before") }
            return begun.upload
        }
    }

    private func checkCount(_ subject: FileSubject, _ name: String, _ province: String, _ tx: ReadTransaction) throws {
        let remedy = Label(vi: "Gỡ bớt tệp không cần rồi gửi lại.", en: "Take off what is not needed, then send it again.")
        switch subject {
        case .report(let key, _):
            guard try AttachmentStore.all(of: key, in: province, tx).count(where: { $0.state != "removed" }) >= Self.maxFiles else { return }
            throw Rejected(Label(vi: "báo cáo đã có \(Self.maxFiles) tệp đính kèm", en: "the report has \(Self.maxFiles) files already"), remedy: remedy, place: name)
        case .record(let key, _):
            guard try AttachmentStore.count(of: key, in: province, tx) >= Self.maxRecordFiles else { return }
            throw Rejected(Label(vi: "hồ sơ đã có \(Self.maxRecordFiles) tệp", en: "the record has \(Self.maxRecordFiles) files already"), remedy: remedy, place: name)
        }
    }

    /// A file on its way in; only its sender sees it.
    package func upload(_ id: String, by person: Person) throws -> Upload {
        let (province, own) = try Self.split(id)
        return try khen.database.read { tx in
            guard let found = try AttachmentStore.find(own, in: province, tx), found.person == person.name, found.state != "removed" else { throw Self.unknown }
            return found.upload
        }
    }

    /// Adds the next bytes; with the last ones the file is checked, cleaned and put to its report or record.
    ///
    /// - Parameter checksum: `sha1` or `sha256` and the hash in base 64.
    /// - Throws: ``WrongOffset``, ``WrongChecksum``; ``Rejected`` where the whole is not a photo or a PDF, and then nothing of it is kept.
    package func append(_ bytes: [UInt8], to id: String, at offset: Int, checksum: (algorithm: String, base64: String)? = nil, by person: Person) throws -> Upload {
        let (province, own) = try Self.split(id)
        if let checksum, try Self.hash(bytes, checksum.algorithm) != checksum.base64 { throw WrongChecksum() }
        let outcome: Result<Upload, Rejected> = try khen.database.write { tx in
            guard let found = try AttachmentStore.find(own, in: province, tx, locking: true), found.person == person.name, found.state != "removed" else { throw Self.unknown }
            guard offset == found.held, found.seq == nil else { throw WrongOffset(held: found.held) }
            guard offset + bytes.count <= found.announced else { throw Self.tooLarge(found.name, offset + bytes.count) }
            try open(found.subject, by: person, in: tx)
            try AttachmentStore.append(bytes, to: own, at: offset, in: province, tx)
            guard offset + bytes.count == found.announced else { return .success(try upload(own, in: province, tx)) }
            do {
                try finish(found, by: person, in: tx)
                return .success(try upload(own, in: province, tx))
            } catch let refusal as Rejected {
                // What is refused is not kept either.
                try AttachmentStore.forget(own, in: province, tx)
                return .failure(refusal)
            }
        }
        try khen.refresh()
        return try outcome.get()
    }

    /// Puts a whole file to a report.
    @discardableResult
    package func attach(_ bytes: [UInt8], name: String, in key: ReportKey, cell: CellKey? = nil, by person: Person) throws -> Upload {
        let begun = try begin(Self.newName(), name: name, size: bytes.count, in: key, cell: cell, by: person)
        return try append(bytes, to: begun.id, at: 0, by: person)
    }

    private func upload(_ id: String, in province: String, _ tx: ReadTransaction) throws -> Upload {
        guard let found = try AttachmentStore.find(id, in: province, tx) else { throw Self.unknown }
        return found.upload
    }

    private func finish(_ stored: AttachmentStore.Stored, by person: Person, in tx: WriteTransaction) throws {
        let bytes = try AttachmentStore.bytes(of: stored.id, in: stored.province, tx)
        guard let kind = AttachmentKind(of: bytes) else {
            throw Rejected(Label(vi: "«\(stored.name)» không phải là ảnh JPEG, PNG, WebP hoặc tệp PDF", en: "“\(stored.name)” is not a JPEG, PNG or WebP photo or a PDF"),
                           remedy: Label(vi: "Chụp lại bằng máy ảnh của điện thoại, hoặc lưu văn bản thành PDF rồi gửi.", en: "Take the photo with the phone's camera, or save the document as a PDF."), place: stored.name)
        }
        let clean: [UInt8]
        do { clean = try kind.cleaned(bytes) } catch {
            throw Rejected(Label(vi: "không đọc được ảnh «\(stored.name)»", en: "the picture “\(stored.name)” cannot be read"),
                           remedy: Label(vi: "Chụp lại hoặc chọn ảnh khác.", en: "Take it again, or choose another."), place: stored.name)
        }
        let name = Self.named(stored.name, kind), now = khen.now()
        if case .record(let key, let field) = stored.subject { return try put(clean, as: kind, of: stored, name: name, to: key, field, by: person, at: now, in: tx) }
        try ChangeLog.append(.reportAttached, to: stored.province, subject: stored.subject.description, by: person, at: now, in: tx) { seq, covered in
            let hash = try AttachmentStore.keep(clean, as: kind, of: stored, name: name, at: now, seq: seq, covered: &covered, tx)
            var detail = ChangeDetail()
            detail.facts = ["file": stored.id, "name": name, "type": kind.rawValue, "size": String(clean.count), "sha256": hash]
            if case .report(_, let cell?) = stored.subject { detail.facts?["cell"] = cell.description }
            return detail
        }
    }

    /// Takes a file off its report or record. Its bytes are deleted; of a report's the log keeps name and hash.
    ///
    /// - Returns: whose it was.
    @discardableResult
    package func detach(_ id: String, by person: Person) throws -> FileSubject {
        let (province, own) = try Self.split(id)
        let subject = try khen.database.write { tx -> FileSubject in
            guard let found = try AttachmentStore.find(own, in: province, tx, locking: true), found.attachment != nil else { throw Self.unknown }
            try open(found.subject, by: person, in: tx)
            if case .record(let key, let field) = found.subject {
                try takeOff(found, of: key, field, by: person, in: tx)
                return found.subject
            }
            try ChangeLog.append(.reportDetached, to: province, subject: found.subject.description, by: person, at: khen.now(), in: tx) { _, _ in
                try tx.execute("DELETE FROM attachment_part WHERE province = \(province) AND id = \(own)")
                try tx.execute("UPDATE attachment SET state = \("removed") WHERE province = \(province) AND id = \(own)")
                var detail = ChangeDetail()
                detail.facts = ["file": own, "name": found.name]
                return detail
            }
            return found.subject
        }
        try khen.refresh()
        return subject
    }

    private func open(_ subject: FileSubject, by person: Person, in tx: ReadTransaction) throws {
        switch subject {
        case .report(let key, let cell): _ = try open(key, cell, by: person, in: tx)
        case .record(let key, let field): _ = try open(key, field, by: person, in: tx)
        }
    }

    /// Whoever fills a report in may put files to it, until it is approved: photos may come after the figures.
    private func open(_ key: ReportKey, _ cell: CellKey?, by person: Person, in tx: ReadTransaction) throws -> String {
        let world = khen.world, today = khen.now().day
        let (form, _, unit) = try ReportScope(world, today: today).resolve(key)
        try person.require(.seeReports, at: unit.id, in: world, on: today)
        try person.require(.fill, at: unit.id, in: world, on: today)
        let province = world.province(of: unit.id), state = try ReportStore.standing(of: key, in: province, tx).state
        guard state.isEditable || state.isWaiting else {
            throw Rejected(Label(vi: "báo cáo ở trạng thái «\(state.word.vi)», không nhận thêm tệp", en: "the report is “\(state.word.en)” and takes no more files"),
                           remedy: Label(vi: "Đề nghị nơi nhận mở lại báo cáo.", en: "Ask the receiver to open it again."))
        }
        if let cell, !world.catalogue.layout(of: form).cells.contains(where: { $0.key == cell }) {
            throw Rejected(Label(vi: "biểu không có ô \(cell)", en: "the form has no cell \(cell)"), remedy: Label(vi: "Chọn ô có trong biểu.", en: "Choose a cell of the form."), place: cell.description)
        }
        return province
    }

    // MARK: Reading

    /// The files of a report, oldest first.
    package func list(_ key: ReportKey, by person: Person) throws -> [Attachment] {
        let world = khen.world, today = khen.now().day, unit = try ReportScope(world, today: today).resolve(key).unit
        try person.require(.seeReports, at: unit.id, in: world, on: today)
        return try khen.database.read { try AttachmentStore.all(of: key, in: world.province(of: unit.id), $0).compactMap(\.attachment) }
    }

    /// One file with its bytes, for those who may see its report or record.
    package func file(_ id: String, by person: Person) throws -> (Attachment, [UInt8]) {
        let (province, own) = try Self.split(id)
        let (found, bytes) = try khen.database.read { tx -> (Attachment, [UInt8]) in
            guard let found = try AttachmentStore.find(own, in: province, tx)?.attachment else { throw Self.unknown }
            switch found.subject {
            case .report(let key, _): guard person.may(.seeReports, at: key.unit, in: khen.world, on: khen.now().day) else { throw Self.unknown }
            case .record(let key, let field): guard try maySee(found, of: key, field, in: province, by: person, tx) else { throw Self.unknown }
            }
            return (found, try self.bytes(of: found, own, in: province, tx))
        }
        try noteLook(at: found, in: province, by: person)
        return (found, bytes)
    }

    func bytes(of file: Attachment, _ own: String, in province: String, _ tx: ReadTransaction) throws -> [UInt8] {
        let bytes = try AttachmentStore.bytes(of: own, in: province, tx)
        guard SHA256.hash(data: bytes).hexadecimal == file.sha256 else { throw UnreadableChange(province: province, seq: 0, field: "bytes of attachment \(own)") }
        return bytes
    }

    // MARK: Names

    static var unknown: NotFound { NotFound(Label(vi: "Không có tệp này.", en: "There is no such file.")) }

    private static func tooLarge(_ name: String, _ size: Int) -> Rejected {
        Rejected(size <= 0 ? Label(vi: "tệp «\(name)» trống", en: "the file “\(name)” is empty") : Label(vi: "tệp «\(name)» lớn quá 10 MB", en: "the file “\(name)” is larger than 10 MB"),
                 remedy: Label(vi: "Chọn tệp từ 1 byte đến 10 MB; chụp ảnh ở độ phân giải thấp hơn.", en: "Choose a file of at most 10 MB; take photos at a lower resolution."), place: name)
    }

    static func split(_ id: String) throws -> (String, String) {
        guard let dash = id.firstIndex(of: "-"), dash != id.startIndex else { throw unknown }
        return (String(id[..<dash]), String(id[id.index(after: dash)...]))
    }

    static func newName() -> String {
        var random = SystemRandomNumberGenerator()
        return "f" + String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
    }

    /// A name without folders and signs that are not text, at most 120 letters.
    static func tidy(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let text = String(String.UnicodeScalarView(last.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20 && $0.value != 0x7F && !"\"<>:|?*".unicodeScalars.contains($0) }))
        let trimmed = text.trimmingWhitespace
        return trimmed.isEmpty ? "tep" : String(trimmed.suffix(120))
    }

    /// The name with the ending of what it is.
    private static func named(_ name: String, _ kind: AttachmentKind) -> String {
        let lower = name.lowercased()
        return kind.endings.contains { lower.hasSuffix(".\($0)") } ? name : name + "." + kind.endings[0]
    }

    private static func hash(_ bytes: [UInt8], _ algorithm: String) throws -> String {
        switch algorithm {
        case "sha1": base64(Array(Insecure.SHA1.hash(data: bytes)))
        case "sha256": base64(Array(SHA256.hash(data: bytes)))
        default: throw Rejected(Label(vi: "không hỗ trợ mã kiểm tra «\(algorithm)»", en: "the checksum “\(algorithm)” is not known"), remedy: Label(vi: "Dùng sha1 hoặc sha256.", en: "Use sha1 or sha256."), place: "Upload-Checksum")
        }
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)], word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? letters[word >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }
}
