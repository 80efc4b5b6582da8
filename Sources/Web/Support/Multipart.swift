import Foundation

/// Reads the parts of a form that came with files.
///
/// Source: RFC 7578 over RFC 2046; names are UTF-8, as browsers send them.
struct Multipart {
    private static let mostParts = 2000
    private let body: [UInt8]
    private let mark: [UInt8]

    init(_ body: [UInt8], boundary: String) {
        self.body = body
        mark = Array("--\(boundary)".utf8)
    }

    /// - Throws: `Rejected` where a part has no end or no name.
    func parts() throws -> (texts: [(name: String, value: String)], files: [Fields.File]) {
        var texts: [(name: String, value: String)] = [], files: [Fields.File] = []
        guard mark.count > 2, mark.count <= 72, var place = find(mark, from: 0) else { throw malformed }
        while true {
            place += mark.count
            if body[place...].starts(with: [0x2D, 0x2D]) { return (texts, files) }
            guard body[place...].starts(with: [0x0D, 0x0A]), let headEnd = find([0x0D, 0x0A, 0x0D, 0x0A], from: place), let end = find([0x0D, 0x0A] + mark, from: headEnd + 2),
                texts.count + files.count < Self.mostParts else { throw malformed }
            let head = try headers(place + 2 <= headEnd ? body[place + 2..<headEnd] : []), content = body[min(headEnd + 4, end)..<end]
            let disposition = MediaType(head["content-disposition"] ?? "")
            guard disposition.name == "form-data", let name = disposition.parameters["name"] else { throw malformed }
            if let fileName = disposition.parameters["filename"] {
                let last = fileName.replacing("%22", with: "\"").split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
                files.append(Fields.File(field: name, name: last, contentType: MediaType(head["content-type"] ?? "application/octet-stream").name, bytes: Array(content)))
            } else {
                texts.append((name, try Fields.text(content)))
            }
            place = end + 2
        }
    }

    private var malformed: any Error { Fields.malformed("biểu mẫu có tệp kèm theo không đọc được", "the form with its files cannot be read") }

    private func headers(_ bytes: ArraySlice<UInt8>) throws -> [String: String] {
        var headers: [String: String] = [:]
        for line in try Fields.text(bytes).replacing("\r\n", with: "\n").split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { throw malformed }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return headers
    }

    private func find(_ wanted: [UInt8], from start: Int) -> Int? {
        guard start >= 0, wanted.count <= body.count, let first = wanted.first else { return nil }
        return body.withUnsafeBufferPointer { bytes in
            wanted.withUnsafeBufferPointer { wanted in
                var index = start
                let last = bytes.count - wanted.count
                while index <= last {
                    if bytes[index] == first, (1..<max(1, wanted.count)).allSatisfy({ bytes[index + $0] == wanted[$0] }) { return index }
                    index += 1
                }
                return nil
            }
        }
    }
}
