import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Operations

/// What a browser or a program sent along with a request.
package struct RequestBody: Sendable {
    package var bytes: [UInt8]
    package var contentType: String

    package static let none = RequestBody(bytes: [], contentType: "")

    package init(bytes: [UInt8], contentType: String) {
        self.bytes = bytes
        self.contentType = contentType
    }

    /// Reads it whole.
    ///
    /// - Throws: ``TooLarge`` beyond `limit` bytes.
    static func read(_ request: Request, limit: Int) async throws -> RequestBody {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw TooLarge(limit: limit) }
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= limit else { throw TooLarge(limit: limit) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return RequestBody(bytes: bytes, contentType: request.headers[.contentType] ?? "")
    }

    /// A body beyond what an address takes. HTTP 413.
    struct TooLarge: Error {
        /// In bytes.
        var limit: Int
    }

    /// What was filled in.
    ///
    /// - Throws: ``Rejected`` where the body is neither kind of form, or broken.
    package func form() throws -> FormFields {
        let kind = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        switch kind {
        case "application/x-www-form-urlencoded":
            return FormFields(values: Query(String(decoding: bytes, as: UTF8.self)).all, files: [])
        case "multipart/form-data":
            guard let boundary = Self.parameter("boundary", of: contentType), (1...200).contains(boundary.utf8.count) else { throw Self.broken }
            return try FormFields(multipart: bytes, boundary: boundary)
        case "" where bytes.isEmpty:
            return FormFields(values: [], files: [])
        default:
            throw Self.broken
        }
    }

    static var broken: Rejected {
        Rejected(Label(vi: "nội dung gửi lên không đọc được", en: "what was sent cannot be read"),
                 remedy: Label(vi: "Tải lại trang rồi gửi lại.", en: "Load the page again and send it anew."))
    }

    /// A parameter of a header's value, such as `filename` of `form-data; name="file"; filename="a.xlsx"`.
    static func parameter(_ name: String, of header: String) -> String? {
        var rest = header[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let found = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    // Browsers write a quotation mark in a file's name as %22 and leave reverse slashes as they are.
                    value.append(character)
                }
                rest = rest.dropFirst()
            } else {
                value = String(rest.prefix { $0 != ";" && $0 != " " })
            }
            if found == name { return value.replacing("%22", with: "\"") }
        }
        return nil
    }
}

/// The fields of a form, and the files sent with it.
package struct FormFields: Sendable {
    package struct File: Sendable {
        package var field: String
        package var name: String
        package var contentType: String
        package var bytes: [UInt8]
    }

    package var values: [(name: String, value: String)]
    package var files: [File]

    package init(values: [(name: String, value: String)], files: [File]) {
        self.values = values
        self.files = files
    }

    /// The last value given under a name; an empty one counts as none.
    package subscript(name: String) -> String? { values.last { $0.name == name && !$0.value.isEmpty }?.value }
    package func has(_ name: String) -> Bool { values.contains { $0.name == name } }
    package func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }
    /// A file that was chosen; a field left empty counts as none.
    package func file(_ field: String) -> File? { files.first { $0.field == field && !($0.name.isEmpty && $0.bytes.isEmpty) } }

    /// Reads `multipart/form-data`. Source: RFC 7578.
    init(multipart bytes: [UInt8], boundary: String) throws {
        values = []
        files = []
        let mark = Array("--\(boundary)".utf8), gap: [UInt8] = [13, 10, 13, 10]
        guard var at = Self.find(mark, in: bytes, from: 0) else { throw RequestBody.broken }
        for _ in 0..<2000 {
            at += mark.count
            if bytes[at...].starts(with: [0x2D, 0x2D]) { return }
            guard bytes[at...].starts(with: [13, 10]), let headEnd = Self.find(gap, in: bytes, from: at), headEnd - at < 4000,
                let next = Self.find([13, 10] + mark, in: bytes, from: headEnd + 2) else { throw RequestBody.broken }
            let head = String(decoding: bytes[(at + 2)..<max(headEnd, at + 2)], as: UTF8.self)
            let content = Array(bytes[min(headEnd + 4, next)..<next])
            var disposition = "", type = ""
            for line in head.split(separator: "\r\n") {
                let lower = line.lowercased()
                if lower.hasPrefix("content-disposition:") { disposition = String(line.dropFirst("content-disposition:".count)) }
                if lower.hasPrefix("content-type:") { type = String(line.dropFirst("content-type:".count).drop { $0 == " " }) }
            }
            guard let name = RequestBody.parameter("name", of: disposition) else { throw RequestBody.broken }
            if let file = RequestBody.parameter("filename", of: disposition) {
                files.append(File(field: name, name: file, contentType: type, bytes: content))
            } else {
                values.append((name, String(decoding: content, as: UTF8.self)))
            }
            at = next + 2
        }
        throw RequestBody.broken
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, start >= 0 else { return nil }
        var at = start
        while at + pattern.count <= bytes.count {
            guard let candidate = bytes[at...].firstIndex(of: first), candidate + pattern.count <= bytes.count else { return nil }
            if bytes[candidate..<(candidate + pattern.count)].elementsEqual(pattern) { return candidate }
            at = candidate + 1
        }
        return nil
    }
}
