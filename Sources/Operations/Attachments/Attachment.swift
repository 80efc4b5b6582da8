import Domain

/// What a photo or a document belongs to: a report, as a whole or one of its cells, or a field of a record.
package enum FileSubject: Sendable, Hashable {
    case report(ReportKey, cell: CellKey?)
    case record(RecordKey, field: String)

    /// As the log names it.
    var description: String {
        switch self {
        case .report(let key, _): key.description
        case .record(let key, _): key.description
        }
    }
}

/// A photo or a document that belongs to a report or to a record.
package struct Attachment: Sendable, Hashable {
    /// Province and name, such as `11-0198c2…`: its name in addresses.
    package var id: String
    package var subject: FileSubject
    /// As its sender called it, with the ending of its kind.
    package var name: String
    package var kind: AttachmentKind
    /// In bytes.
    package var size: Int
    package var sha256: String
    package var received: Moment
    /// Who sent it, as it stands in the log.
    package var person: String

    package var cell: CellKey? { if case .report(_, let cell) = subject { cell } else { nil } }
}

/// What reports and records take besides figures and words, recognised by content and never by name.
package enum AttachmentKind: String, Sendable, CaseIterable {
    case jpeg = "image/jpeg", png = "image/png", webp = "image/webp", pdf = "application/pdf"

    package init?(of bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: Array("RIFF".utf8)), bytes.count > 12, Array(bytes[8..<12]) == Array("WEBP".utf8) {
            self = .webp
        } else if bytes.starts(with: Array("%PDF-".utf8)) {
            self = .pdf
        } else {
            return nil
        }
    }

    package var isPicture: Bool { self != .pdf }

    /// Endings of names, the usual one first.
    var endings: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg"]
        case .png: ["png"]
        case .webp: ["webp"]
        case .pdf: ["pdf"]
        }
    }

    /// The bytes without where and with what a photo was taken.
    ///
    /// - Throws: ``BrokenImage`` where they are not what they begin as.
    func cleaned(_ bytes: [UInt8]) throws(BrokenImage) -> [UInt8] {
        switch self {
        case .jpeg: try JPEGCleaning.cleaned(bytes)
        case .png: try PNGCleaning.cleaned(bytes)
        case .webp: try WebPCleaning.cleaned(bytes)
        case .pdf: bytes
        }
    }
}

/// A picture that cannot be read.
struct BrokenImage: Error {}

/// A file on its way in.
package struct Upload: Sendable, Hashable {
    package var id: String
    package var subject: FileSubject
    package var size: Int
    /// Bytes that have come; the next ones go there.
    package var held: Int
    package var name: String
    /// When it is thrown away unless it is finished.
    package var ends: Moment
    package var isFinished: Bool
}
