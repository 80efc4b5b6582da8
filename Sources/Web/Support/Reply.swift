import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Operations

/// Makes the answers that pages give.
package enum Reply {
    package static func html(_ page: HTML, status: HTTPResponse.Status = .ok) -> Response {
        bytes(page.utf8, type: "text/html; charset=utf-8", status: status)
    }

    /// Answers with JSON, keys in snake case and in a fixed order.
    package static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return bytes(Array(try encoder.encode(value)), type: "application/json; charset=utf-8", status: status)
    }

    package static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, fileName: String? = nil) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        if let fileName { headers[.contentDisposition] = "attachment; filename=\"\(fileName)\"" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Sends the browser on with `303 See Other`.
    package static func redirect(to address: String, status: HTTPResponse.Status = .seeOther) -> Response {
        Response(status: status, headers: [.location: address])
    }
}

extension Asset {
    /// Whether browsers may have it: what pages link to, not the data that the program starts from.
    var isPublic: Bool { ["style.css", "reports.css", "records.css", "khen.js", "reports.js", "registers.js", "records.js", "icon.svg", "manifest.webmanifest"].contains(name) }
    var address: String { name }

    /// The address that pages link to. It changes with every version of the program, so that browsers may keep what it leads to for good.
    static func link(_ name: String) -> String { "/\(name)?v=\(Installable.version)" }
}
