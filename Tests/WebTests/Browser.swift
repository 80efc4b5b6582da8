import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Operations
import Sheets
import Storage
import TestWorld
import Testing
@testable import Web

/// A browser that needs no network: it hands requests to the site and reads the answers.
struct Browser {
    let khen: Khen
    let site: Site
    private let responder: any HTTPResponder<SiteContext>
    /// Never connected; requests only have to name one.
    private let channel = NIOAsyncTestingChannel()

    init(_ khen: Khen, site: Site? = nil) throws {
        self.khen = khen
        self.site = try site ?? Site(khen: khen)
        responder = self.site.responder()
    }

    struct Answer {
        var address: String
        var status: Int
        var headers: HTTPFields
        var bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var type: String { headers[.contentType] ?? "" }
        var json: JSONValue { get throws { try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) } }

        /// The rows of a CSV file or a workbook, each cell as text.
        var rows: [[String]] {
            get throws {
                var rows: [[String]] = []
                let name = String(address.prefix { $0 != "?" }.split(separator: "/").last ?? "")
                try TableFile.open(ByteSource(bytes: bytes, name: name)).rows.forEachRow { rows.append($0.texts) }
                return rows
            }
        }

        var header: [String] {
            get throws { try TableFile.open(ByteSource(bytes: bytes, name: String(address.prefix { $0 != "?" }.split(separator: "/").last ?? ""))).rows.header }
        }
    }

    /// Asks for an address.
    func get(_ address: String, headers: [HTTPField.Name: String] = [:]) async throws -> Answer {
        try await send(.get, address, headers: headers)
    }

    /// Sends anything from anywhere.
    func send(_ method: HTTPRequest.Method, _ address: String, headers: [HTTPField.Name: String] = [:], body: [UInt8] = [], peer: String? = nil, host: String = "localhost") async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers { fields[name] = value }
        let request = Request(head: HTTPRequest(method: method, scheme: "http", authority: host, path: address, headerFields: fields), body: RequestBody(buffer: ByteBuffer(bytes: body)))
        var context = SiteContext(source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
        context.peer = peer
        let response = try await responder.respond(to: request, context: context)
        let body = Body()
        try await response.body.write(body)
        return Answer(address: address, status: response.status.code, headers: response.headers, bytes: body.bytes)
    }
}

private final class Body: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes.append(contentsOf: buffer.readableBytesView) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension JSONValue: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var items: [JSONValue] {
        guard case .list(let values) = self else { return [] }
        return values
    }

    var words: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// As a number, whole or not.
    var amount: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}

extension Story {
    /// Values of July 2026 for the two villages and one commune, some of before the reorganisation, a second version of one of them.
    static let values = """
        data_element,org_unit,period,category_options,value
        HEADS,91001-001,2026-07,F,4
        HEADS,91001-001,2026-07,M,6
        HEADS.TRAINED,91001-001,2026-07,F,1
        HEADS.TRAINED,91001-001,2026-07,M,3
        HEADS,91001-002,2026-07,M,10
        HEADS.TRAINED,91001-002,2026-07,M,9
        SESSIONS,91001-001,2026-07,,5
        SESSIONS,91009,2026-07,,3
        SESSIONS,91001,2025-06,,10
        SESSIONS,91002,2025-06,,20
        SESSIONS,91003,2025-06,,50
        PLAN.DONE,91,2025,,yes

        """
    static let correction = "data_element,org_unit,period,category_options,value\nSESSIONS,91001-001,2026-07,,6\n"
}

/// Runs a test in a browser on the story's site, with values in it.
func withBrowser(_ body: (Browser) async throws -> Void) async throws {
    let place = try TestPlace(.sqlite)
    let khen = try Story.khen(at: place.location)
    let result: Result<Void, any Error>
    do {
        for text in [Story.values, Story.correction] {
            let report = try khen.values.importFile(ByteSource(bytes: Array(text.utf8), name: "values.csv"), options: .init(), by: Story.officer)
            try #require(report.isClean, "\(report.problems)")
        }
        result = .success(try await body(try Browser(khen)))
    } catch {
        result = .failure(error)
    }
    khen.close()
    try place.remove()
    try result.get()
}
