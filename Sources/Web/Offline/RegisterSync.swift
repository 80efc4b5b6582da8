import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Operations

/// Takes in records that a device kept while there was no connection.
enum RegisterSync {
    struct Sending: Decodable {
        struct Record: Decodable {
            /// Made by the sender, so that the same record sent twice is one.
            var id: String
            var register: String
            var unit: String?
            var fields: [String: RecordWriting.Given]
            var isNew: Bool?
            var deviceAt: String?

            private enum CodingKeys: String, CodingKey {
                case id, register, unit, fields
                case isNew = "is_new"
                case deviceAt = "device_at"
            }
        }

        /// Whose they are; another person's session does not send them.
        var person: String?
        var records: [Record]
    }

    /// A record that is likely the same; one out of the sender's sight has neither identity nor name.
    struct Likely: Encodable {
        var id: String?
        var number: String?
        var title: String
        var unit: String
        var unitName: Label?
    }

    /// What came of one record.
    struct Outcome: Encodable {
        enum Kind: String, Encodable, CaseIterable {
            case kept
            /// It goes back to whoever wrote it, with what is wrong.
            case stopped
            case likelySame = "likely_same"
            /// The register, or the right to add to it, is there no more.
            case gone
            case notAllowed = "not_allowed"
            /// The identity belongs to another record.
            case used
        }

        var id: String
        var kind: Kind
        var receipt: Sync.Taken?
        var number: String?
        var title: String?
        var problems: [RecordProblem]?
        var likelySame: [Likely]?
        var reason: Label?
        var remedy: Label?
    }

    private struct Answer: Encodable {
        var madeAt: String
        var now: String
        var records: [Outcome]
    }

    /// So many records come at once at most.
    static let most = 50

    static func answer(_ request: PageRequest) throws -> Response {
        let sending: Sending
        do { sending = try JSONDecoder().decode(Sending.self, from: Data(request.body)) } catch is DecodingError {
            return try refuse(.unprocessableContent, "unreadable", Label(vi: "nội dung gửi lên không đúng dạng", en: "what was sent does not have the right form"),
                              Label(vi: "Xem mô tả ở /api/openapi.json.", en: "See the description at /api/openapi.json."), request)
        }
        guard sending.records.count <= most else {
            return try refuse(.unprocessableContent, "refused", Label(vi: "quá \(most) hồ sơ một lần gửi", en: "more than \(most) records at once"), Label(vi: "Chia thành nhiều lần gửi.", en: "Send them in parts."), request)
        }
        guard sending.person.map({ $0 == request.person.name }) ?? true else {
            return try refuse(.unauthorized, "signed_out", Label(vi: "người đang đăng nhập không phải là người đã lập", en: "another person is signed in than the one who wrote it"),
                              Label(vi: "Người lập đăng nhập lại rồi gửi.", en: "The writer signs in again and sends it."), request)
        }
        let outcomes = try sending.records.map { try take($0, request) }
        return try Reply.json(Answer(madeAt: request.now.iso, now: request.now.iso, records: outcomes))
    }

    private static func take(_ sent: Sending.Record, _ request: PageRequest) throws -> Outcome {
        func ended(_ kind: Outcome.Kind, _ reason: Label, _ remedy: Label) -> Outcome { Outcome(id: sent.id, kind: kind, reason: reason, remedy: remedy) }
        let stays = Label(vi: "Liên hệ quản trị viên; nội dung vẫn còn trên máy.", en: "Ask your administrator; what you wrote is still on this device.")
        do {
            let outcome = try request.khen.registers.add(
                RecordInput(sent.fields.mapValues(\.input), mark: .point), to: sent.register, at: sent.unit.map { UnitID($0) }, id: sent.id, isNew: sent.isNew ?? false,
                offline: .init(deviceTime: sent.deviceAt.flatMap { Moment(iso: $0) }), by: request.person)
            switch outcome {
            case .kept(let kept):
                return Outcome(id: sent.id, kind: .kept, receipt: Sync.Taken(kept.receipt), number: kept.number, title: kept.title, problems: kept.warnings.isEmpty ? nil : kept.warnings)
            case .stopped(let problems): return Outcome(id: sent.id, kind: .stopped, problems: problems)
            case .likelySame(let others):
                return Outcome(id: sent.id, kind: .likelySame, likelySame: others.map { other in
                    Likely(id: other.isSeen ? other.key.id : nil, number: other.number, title: other.title, unit: other.unit.rawValue, unitName: request.world.units.unit(other.unit)?.versions.last?.fullName)
                })
            case .conflicts: preconditionFailure("a record that is added has nothing to be in conflict with")
            }
        } catch let error as Rejected {
            return Outcome(id: sent.id, kind: .stopped, problems: [RecordProblem(fields: [error.place].compactMap(\.self), reason: error.reason, remedy: error.remedy)])
        } catch let error as NotFound {
            return ended(.gone, error.what, stays)
        } catch is NotAllowed {
            return ended(.notAllowed, Label(vi: "tài khoản không có quyền thêm hồ sơ của đơn vị này vào sổ", en: "this account may not add records of this unit to the register"), stays)
        } catch let error as Conflict {
            return ended(.used, error.reason, Label(vi: "Gửi lại với mã khác.", en: "Send it again under another name."))
        }
    }

    private static func refuse(_ status: HTTPResponse.Status, _ kind: String, _ reason: Label, _ remedy: Label, _ request: PageRequest) throws -> Response {
        try Reply.json(Sync.Refusal(kind: kind, reason: reason, remedy: remedy, place: nil, now: request.now.iso), status: status)
    }
}
