/// What a file holds, judged by its bytes and never by its name.
package enum FileContent: String, Equatable, Sendable {
    case csv, workbook, json
    /// A workbook of Excel 97–2003 (`.xls`) or another file of that kind.
    case oldOffice
    case encryptedWorkbook
    /// Excel's binary workbook, `.xlsb`.
    case binaryWorkbook
    case openDocument
    /// A Word or PowerPoint file.
    case otherOffice
    case html
    /// Any XML, such as Excel's "XML Spreadsheet 2003".
    case xml
    case zip
    case compressed
    case pdf
    case image
    case binary

    /// The endings of names that promise this content.
    package var nameEndings: [String] {
        switch self {
        case .csv: ["csv", "tsv", "txt"]
        case .workbook: ["xlsx", "xlsm"]
        case .json: ["json"]
        default: []
        }
    }

    /// Judges by the beginning of the file, and for packed files by what is inside.
    static func of(_ source: ByteSource) throws(SheetError) -> FileContent {
        let start = try source.bytes(4096)
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return try ZipArchive(source, limits: SheetLimits()).content
        }
        if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return try holdsEncryptedPackage(source) ? .encryptedWorkbook : .oldOffice
        }
        if let known = signatures.first(where: { start.starts(with: $0.bytes) }) { return known.content }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return .csv }
        if start.contains(0) { return .binary }
        return ofText(start)
    }

    private static let signatures: [(bytes: [UInt8], content: FileContent)] = [
        (Array("%PDF".utf8), .pdf), ([0x89, 0x50, 0x4E, 0x47], .image), ([0xFF, 0xD8, 0xFF], .image), (Array("GIF8".utf8), .image),
        ([0x1F, 0x8B], .compressed), (Array("BZh".utf8), .compressed), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .compressed),
        ([0x28, 0xB5, 0x2F, 0xFD], .compressed), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .compressed), (Array("Rar!".utf8), .compressed),
        (Array("SQLite format 3".utf8), .binary), ([0x7F, 0x45, 0x4C, 0x46], .binary),
    ]

    private static func ofText(_ start: [UInt8]) -> FileContent {
        let marked = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        let text = marked.drop { $0 == 32 || (9...13).contains($0) }
        switch text.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
        case UInt8(ascii: "<"):
            let words = String(decoding: text.prefix(1024), as: UTF8.self).lowercased()
            if words.hasPrefix("<?xml"), !words.contains("<html") { return .xml }
            return ["<html", "<!doctype html", "<table", "<head", "<meta", "<body", "<div"].contains(where: words.contains) ? .html : .csv
        default: return .csv
        }
    }

    /// Whether a file of the old Office kind has the part in which Office keeps an encrypted new one.
    private static func holdsEncryptedPackage(_ source: ByteSource) throws(SheetError) -> Bool {
        let wanted = "EncryptedPackage".utf16.flatMap { unit -> [UInt8] in [UInt8(truncatingIfNeeded: unit), 0] }
        // The directory may be anywhere in the file; its entries begin with their name, every 128 bytes.
        let (piece, entry) = (1 << 20, 128)
        for offset in stride(from: 0, to: source.size, by: piece) {
            let bytes = try source.bytes(piece, from: offset)
            for place in stride(from: 0, to: bytes.count, by: entry) where bytes[place] == wanted[0] {
                if bytes[place...].starts(with: wanted) { return true }
            }
        }
        return false
    }
}
