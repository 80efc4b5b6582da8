import Domain
import Foundation
import Operations

/// What was sent with a form: texts by name, and files.
package struct Fields: Sendable {
    /// A file that was sent with a form.
    package struct File: Sendable {
        package var field: String
        /// As the sender's machine called it, without folders.
        package var name: String
        package var contentType: String
        package var bytes: [UInt8]
    }

    package private(set) var items: [(name: String, value: String)] = []
    package private(set) var files: [File] = []

    package init() {}

    /// Reads a body of one of the two forms that browsers send; any other kind has no fields.
    ///
    /// - Throws: `Rejected` for a body that is not what its type says, or text that is not UTF-8.
    package init(_ body: [UInt8], contentType: String?) throws {
        let type = MediaType(contentType ?? "")
        switch type.name {
        case "application/x-www-form-urlencoded": items = try Self.urlEncoded(body)
        case "multipart/form-data": (items, files) = try Multipart(body, boundary: type.parameters["boundary"] ?? "").parts()
        default: return
        }
    }

    /// The last text given under a name, without space around it; an empty one counts as none.
    package subscript(name: String) -> String? {
        guard let text = items.last(where: { $0.name == name })?.value.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        return text
    }

    /// The last text given under a name exactly as it was typed, such as a password.
    package func exact(_ name: String) -> String { items.last { $0.name == name }?.value ?? "" }

    /// Every text given under a name, such as the boxes that were ticked.
    package func all(_ name: String) -> [String] { items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    package func has(_ name: String) -> Bool { items.contains { $0.name == name } }

    /// The file given under a name; one without a name and content counts as none.
    package func file(_ name: String) -> File? { files.last { $0.field == name && !($0.name.isEmpty && $0.bytes.isEmpty) } }

    /// A day given under a name.
    ///
    /// - Throws: `Rejected` when it is not a day.
    package func day(_ name: String) throws -> Day? {
        guard let text = self[name] else { return nil }
        guard let day = Day(iso: text) else {
            throw Rejected(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"), remedy: Label(vi: "Ghi ngày theo dạng 2026-07-15.", en: "Write the day as 2026-07-15."), place: name)
        }
        return day
    }

    static func malformed(_ vi: String, _ en: String) -> Rejected {
        Rejected(Label(vi: vi, en: en), remedy: Label(vi: "Gửi lại biểu mẫu từ trang của hệ thống.", en: "Send the form again from its page."))
    }

    /// Text as it may be kept.
    static func text(_ bytes: some Sequence<UInt8>) throws -> String {
        guard let text = String(validating: Array(bytes), as: UTF8.self), !text.utf8.contains(0) else { throw malformed("biểu mẫu có ký tự không hợp lệ", "the form holds characters that are not valid") }
        return text
    }

    private static func urlEncoded(_ body: [UInt8]) throws -> [(name: String, value: String)] {
        try body.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (try decoded(parts[0]), parts.count > 1 ? try decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ part: ArraySlice<UInt8>) throws -> String {
        var bytes: [UInt8] = [], index = part.startIndex
        func digit(_ at: Int) -> UInt8? { at < part.endIndex ? Character(Unicode.Scalar(part[at])).hexDigitValue.map(UInt8.init) : nil }
        while index < part.endIndex {
            switch part[index] {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = digit(index + 1), let low = digit(index + 2) else { throw malformed("biểu mẫu không đọc được", "the form cannot be read") }
                bytes.append(high << 4 | low)
                index += 2
            default: bytes.append(part[index])
            }
            index += 1
        }
        return try text(bytes)
    }
}

/// The kind of a body with what belongs to it: `multipart/form-data; boundary=x`.
struct MediaType {
    var name: String
    var parameters: [String: String] = [:]

    init(_ text: String) {
        var pieces: [String] = [], piece = "", isQuoted = false, isEscaped = false
        for character in text {
            if isEscaped {
                piece.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                pieces.append(piece)
                piece = ""
            } else {
                piece.append(character)
            }
        }
        pieces.append(piece)
        name = pieces[0].trimmingCharacters(in: .whitespaces).lowercased()
        for piece in pieces.dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            parameters[parts[0].trimmingCharacters(in: .whitespaces).lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }
}
