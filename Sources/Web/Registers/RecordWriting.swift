import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Operations

/// Records that programs add, change and move, with JSON.
enum RecordWriting {
    /// What a program wrote into one field.
    enum Given: Decodable {
        case nothing
        case text(String)
        case list([String])
        case rows([[String: Given]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .nothing
            } else if let text = try? container.decode(String.self) {  // each form is tried in turn; the last says what is wrong
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .text(flag ? "true" : "false")
            } else if let number = try? container.decode(Int.self) {
                self = .text(String(number))
            } else if let number = try? container.decode(Decimal.self) {
                self = .text("\(number)")
            } else if let items = try? container.decode([String].self) {
                self = .list(items)
            } else {
                self = .rows(try container.decode([[String: Given]].self))
            }
        }

        var text: String { if case .text(let text) = self { text } else { "" } }

        var input: RecordInput.Given {
            switch self {
            case .nothing: .text("")
            case .text(let text): .text(text)
            case .list(let items): .list(items)
            case .rows(let rows): .rows(rows.map { $0.mapValues(\.text) })
            }
        }
    }

    private struct Sent: Decodable {
        /// Made by the sender, so that the same record sent twice is one.
        var id: String?
        var unit: String?
        var seen: Int64?
        var note: String?
        /// State that the sender saw the record in.
        var from: String?
        var isNew: Bool?
        var fields: [String: Given]?

        private enum CodingKeys: String, CodingKey {
            case id, unit, seen, note, from, fields
            case isNew = "is_new"
        }

        var input: RecordInput { RecordInput((fields ?? [:]).mapValues(\.input), mark: .point) }
    }

    static func add(_ request: PageRequest) throws -> Response {
        try answered(request, done: .created) { sent in
            let id = sent.id ?? Identifier.next(at: request.now)
            return try request.khen.registers.add(sent.input, to: request.parameter("code"), at: sent.unit.map { UnitID($0) }, id: id, isNew: sent.isNew ?? false, by: request.person)
        }
    }

    static func change(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        return try answered(request, done: .ok) { sent in
            try request.khen.registers.change(key, sent.input, seen: sent.seen, unit: sent.unit.map { UnitID($0) }, isNew: sent.isNew ?? false, note: sent.note, by: request.person)
        }
    }

    static func move(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        return try answered(request, done: .ok) { sent in try request.khen.registers.move(key, request.parameter("move"), from: sent.from, note: sent.note, filling: sent.input, by: request.person) }
    }

    private static func answered(_ request: PageRequest, done: HTTPResponse.Status, _ act: (Sent) throws -> Registers.Outcome) throws -> Response {
        let sent: Sent
        do {
            sent = try JSONDecoder().decode(Sent.self, from: request.body.isEmpty ? Data("{}".utf8) : Data(request.body))
        } catch is DecodingError {
            return try refused(Label(vi: "nội dung gửi lên không đúng dạng", en: "what was sent does not have the right form"), Label(vi: "Xem mô tả ở /api/openapi.json.", en: "See the description at /api/openapi.json."), nil)
        }
        do {
            switch try act(sent) {
            case .kept(let receipt): return try kept(receipt, request, done: done)
            case .stopped(let problems): return try Reply.json(["problems": RecordAnswer.problems(problems)] as JSONValue, status: .unprocessableContent)
            case .likelySame(let others):
                return try Reply.json(["problems": [], "likely_same": .list(others.map { other in
                    ["id": other.isSeen ? .text(other.key.id) : .null, "number": other.number.map(JSONValue.text) ?? .null, "title": .text(other.title), "unit": .text(other.unit.rawValue)]
                })] as JSONValue, status: .conflict)
            case .conflicts(let conflicts):
                return try Reply.json(["problems": [], "conflicts": .list(conflicts.map { one in
                    ["field": .text(one.field), "mine": value(one.mine), "theirs": value(one.theirs), "by": .text(one.theirName), "at": .text(one.theirTime.iso)]
                })] as JSONValue, status: .conflict)
            }
        } catch let error as Rejected {
            return try refused(error.reason, error.remedy, error.place)
        } catch let error as Conflict {
            return try refused(error.reason, Label(vi: "Đọc lại hồ sơ rồi thử lại.", en: "Read the record again, then try again."), nil, status: .conflict)
        }
    }

    private static func value(_ value: RecordValue?) -> JSONValue {
        switch value {
        case nil, .rows?: .null
        case .text(let text)?: .text(text)
        case .list(let items)?: .list(items.map(JSONValue.text))
        }
    }

    private static func refused(_ reason: Label, _ remedy: Label, _ place: String?, status: HTTPResponse.Status = .unprocessableContent) throws -> Response {
        try Reply.json(["problems": RecordAnswer.problems([RecordProblem(fields: [place].compactMap(\.self), reason: reason, remedy: remedy)])] as JSONValue, status: status)
    }

    private static func kept(_ receipt: Registers.RecordReceipt, _ request: PageRequest, done: HTTPResponse.Status) throws -> Response {
        let sheet = try request.khen.registers.sheet(receipt.key, by: request.person)
        var response = try Reply.json([
            "receipt": ["number": .text(receipt.receipt.number), "at": .text(receipt.receipt.at.iso), "repeated": .truth(receipt.receipt.isRepeated)], "record": RecordAnswer.record(sheet, request),
        ] as JSONValue, status: receipt.receipt.isRepeated ? .ok : done)
        if done == .created { response.headers[.location] = Address.record(receipt.key) + ".json" }
        return response
    }
}
