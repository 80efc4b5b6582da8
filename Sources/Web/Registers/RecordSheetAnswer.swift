import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Operations

/// Some fields of many records for programs, and for devices that take them along to where there is no connection.
enum RecordSheetAnswer {
    struct Line: Encodable {
        var id: String
        var title: String
        var number: String?
        /// Number of the version that `values` are of.
        var version: Int64
        var state: String
        /// In the form in which they are kept.
        var values: [String: [String]]

        init(_ record: Registers.RecordRow) {
            id = record.key.id
            title = record.title
            number = record.number
            version = record.version
            state = record.state
            values = record.sheet.mapValues(\.texts)
        }
    }

    struct Sheet: Encodable {
        var register: String
        var name: Label
        var one: Label
        /// The record that the list is narrowed down to.
        var about: String?
        var madeAt: String
        var now: String
        /// More records answer to the query than are here.
        var isMore: Bool
        var fields: [OfflineRegisterAnswer.Field]
        var categories: [String: [OfflineRegisterAnswer.Option]]
        var states: [OfflineRegisterAnswer.Definition.State]
        var lines: [Line]
    }

    static func sheet(_ request: PageRequest, _ page: RecordSheetPage) throws -> Response {
        let register = page.register, fields = page.fields, found = page.found
        let taken = try request.khen.registers.definitionAlone(of: register.code, by: request.person)
        let sheet = Sheet(
            register: register.code, name: register.name, one: register.one, about: try page.linkedTitle(), madeAt: request.now.iso, now: request.now.iso, isMore: found.total > found.records.count,
            fields: fields.map { OfflineRegisterAnswer.Field($0, path: $0.code, taken) }, categories: OfflineRegisterAnswer.options(of: fields, request.world),
            states: register.states.map { .init(code: $0.code, name: $0.name) }, lines: found.records.map(Line.init))
        var response = try Reply.json(sheet)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    // MARK: Filled in

    private struct Sending: Decodable {
        struct Line: Decodable {
            var id: String
            var seen: Int64?
            var fields: [String: RecordWriting.Given]
        }

        /// Whose they are; another person's session does not send them.
        var person: String?
        var lines: [Line]
    }

    private struct Conflict: Encodable {
        var field: String
        var theirs: [String]
        var by: String
        var at: String
    }

    /// What came of one line.
    private struct Outcome: Encodable {
        enum Kind: String, Encodable { case kept, stopped, conflict, gone }
        var id: String
        var kind: Kind
        var problems: [RecordProblem]?
        var conflicts: [Conflict]?
        /// The record as it stands now.
        var line: Line?
    }

    private struct Answer: Encodable {
        var madeAt: String
        var now: String
        var receipt: Sync.Taken?
        var lines: [Outcome]
    }

    static func fill(_ request: PageRequest, _ page: RecordSheetPage) throws -> Response {
        let sending: Sending
        do { sending = try JSONDecoder().decode(Sending.self, from: Data(request.body)) } catch is DecodingError {
            return try refused(.unprocessableContent, "unreadable", Label(vi: "nội dung gửi lên không đúng dạng", en: "what was sent does not have the right form"), Label(vi: "Xem mô tả ở /api/openapi.json.", en: "See the description at /api/openapi.json."), request)
        }
        guard sending.person.map({ $0 == request.person.name }) ?? true else {
            return try refused(.unauthorized, "signed_out", Label(vi: "người đang đăng nhập không phải là người đã ghi", en: "another person is signed in than the one who wrote it"), Label(vi: "Người ghi đăng nhập lại rồi gửi.", en: "The writer signs in again and sends it."), request)
        }
        let outside = Set(sending.lines.flatMap(\.fields.keys)).subtracting(page.fields.map(\.code)).sorted()
        guard outside.isEmpty else {
            return try refused(.unprocessableContent, "refused", Label(vi: "bảng ghi chung không có cột «\(outside[0])»", en: "the form for many has no column “\(outside[0])”"), Label(vi: "Chỉ gửi: \(page.fields.map(\.code).joined(separator: ", ")).", en: "Send only: \(page.fields.map(\.code).joined(separator: ", "))."), request)
        }
        let lines = sending.lines.map { Registers.SheetLine(id: $0.id, seen: $0.seen, fields: $0.fields.mapValues(\.input)) }
        let outcome: Registers.SheetOutcome
        do { outcome = try request.khen.registers.fill(lines, in: page.register.code, mark: .point, by: request.person) } catch let error as Rejected {
            return try refused(.unprocessableContent, "refused", error.reason, error.remedy, request)
        }
        let now = Dictionary(try request.khen.registers.rows(lines.map(\.id), of: page.register.code, by: request.person).map { ($0.key.id, Line($0)) }) { first, _ in first }
        return try Reply.json(Answer(madeAt: request.now.iso, now: request.now.iso, receipt: outcome.receipt.map(Sync.Taken.init), lines: sending.lines.map { came(of: $0.id, outcome, now) }))
    }

    private static func came(of id: String, _ outcome: Registers.SheetOutcome, _ now: [String: Line]) -> Outcome {
        guard let line = now[id] else { return Outcome(id: id, kind: .gone) }
        if let problems = outcome.problems[id] { return Outcome(id: id, kind: .stopped, problems: problems, line: line) }
        if let conflicts = outcome.conflicts[id] {
            return Outcome(id: id, kind: .conflict, conflicts: conflicts.map { Conflict(field: $0.field, theirs: $0.theirs?.texts ?? [], by: $0.theirName, at: $0.theirTime.iso) }, line: line)
        }
        return Outcome(id: id, kind: .kept, line: line)
    }

    private static func refused(_ status: HTTPResponse.Status, _ kind: String, _ reason: Label, _ remedy: Label, _ request: PageRequest) throws -> Response {
        try Reply.json(Sync.Refusal(kind: kind, reason: reason, remedy: remedy, place: nil, now: request.now.iso), status: status)
    }
}
