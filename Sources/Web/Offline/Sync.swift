import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Operations

/// Takes in what a device kept while there was no connection.
enum Sync {
    struct Sending: Decodable {
        /// Whose it is; another person's session does not send it.
        var person: String?
        var submission: String
        var form: String
        var period: String
        var unit: String
        var formVersion: Int
        var seen: Int64
        var cells: [String: OfflineCell]
        var submit: Bool
        var deviceAt: String?

        private enum CodingKeys: String, CodingKey {
            case person, submission, form, period, unit
            case formVersion = "form_version"
            case seen, cells, submit
            case deviceAt = "device_at"
        }

        var key: ReportKey { ReportKey(form: form, period: period, unit: UnitID(unit)) }
    }

    struct Taken: Encodable {
        var number: String
        var at: String
        var repeated: Bool

        init(_ receipt: Receipt) {
            number = receipt.number
            at = receipt.at.iso
            repeated = receipt.isRepeated
        }
    }

    struct Problem: Encodable {
        var kind: FormProblem.Kind.RawValue
        var severity: FormProblem.Severity.RawValue
        var cells: [String]
        var message: Label
        var rule: String?
    }

    struct Conflicting: Encodable {
        var key: String
        var mine: OfflineCell
        var theirs: OfflineCell
        var base: OfflineCell
        var by: String
        var at: String
    }

    /// The report as it stands afterwards, and what came of the sending.
    struct Answer: Encodable {
        var receipt: Taken?
        var state: ReportState
        var version: Int64
        var cells: [String: OfflineCell]
        var problems: [Problem]?
        var conflicts: [Conflicting]?
        var now: String
    }

    /// Why nothing was taken, in both languages because the reader may have gone.
    struct Refusal: Encodable {
        var kind: String
        var reason: Label
        var remedy: Label
        var place: String?
        var now: String
    }

    static func answer(_ request: PageRequest) throws -> Response {
        let sending: Sending
        do { sending = try JSONDecoder().decode(Sending.self, from: Data(request.body)) } catch let error as DecodingError {
            return try refuse(.unprocessableContent, "unreadable", Label(vi: "nội dung gửi lên không đúng dạng", en: "what was sent does not have the right form"),
                              Label(vi: "Xem mô tả ở /api/openapi.json.", en: "See the description at /api/openapi.json."), place: place(of: error), request)
        }
        guard sending.person.map({ $0 == request.person.name }) ?? true else {
            return try refuse(.unauthorized, "signed_out", Label(vi: "người đang đăng nhập không phải là người đã lập", en: "another person is signed in than the one who wrote it"),
                              Label(vi: "Người lập đăng nhập lại rồi gửi.", en: "The writer signs in again and sends it."), request)
        }
        do {
            return try take(sending, request)
        } catch let error as Rejected {
            return try refuse(.unprocessableContent, "refused", error.reason, error.remedy, place: error.place, request)
        } catch let error as NotFound {
            return try refuse(.gone, "gone", error.what, ended, request)
        } catch is NotAllowed {
            return try refuse(.gone, "not_allowed", Label(vi: "tài khoản không còn quyền nhập báo cáo của đơn vị này", en: "this account may no longer fill in reports of this unit"), ended, request)
        } catch let error as Conflict {
            return try refuse(.conflict, "used", error.reason, Label(vi: "Gửi lại với mã khác.", en: "Send it again under another name."), request)
        }
    }

    private static let ended = Label(vi: "Liên hệ quản trị viên; nội dung vẫn còn trên máy.", en: "Ask your administrator; what you wrote is still on this device.")

    private static func take(_ sending: Sending, _ request: PageRequest) throws -> Response {
        let key = sending.key, reports = request.khen.reports, layout = try reports.layout(of: key, by: request.person)
        let edits = sending.cells.map { CellEdit(CellKey(parsing: $0.key), $0.value.content) }.sorted { $0.key < $1.key }
        let inputs = Set(layout.inputs)
        if sending.formVersion != layout.form.version, let strange = edits.first(where: { !inputs.contains($0.key) }) {
            return try refuse(.unprocessableContent, "form_changed", Label(vi: "biểu đã đổi sang phiên bản \(layout.form.version)", en: "the form has changed to version \(layout.form.version)"),
                              Label(vi: "Tải lại biểu; nội dung vẫn còn trên máy.", en: "Load the form again; what you wrote is still on this device."), place: strange.key.description, request)
        }
        // The device's clock is written down and decides nothing.
        let submission = Submission(id: sending.submission, way: .offline, deviceTime: sending.deviceAt.flatMap { Moment(iso: $0) })
        let outcome = sending.submit ? try reports.submit(edits, in: key, seen: sending.seen, as: submission, by: request.person)
            : try reports.save(edits, in: key, seen: sending.seen, as: submission, by: request.person)
        let after = try reports.contents(of: key, by: request.person)
        var answer = Answer(state: after.standing.state, version: after.standing.version, cells: OfflineCell.all(after.cells), now: request.now.iso)
        switch outcome {
        case .saved(let receipt), .sent(let receipt):
            answer.receipt = Taken(receipt)
            return try Reply.json(answer)
        case .stopped(let problems, let receipt):
            answer.receipt = receipt.map(Taken.init)
            answer.problems = problems.map { Problem(kind: $0.kind.rawValue, severity: $0.severity.rawValue, cells: $0.cells.map(\.description), message: $0.message, rule: $0.rule) }
            return try Reply.json(answer, status: .unprocessableContent)
        case .conflicts(let conflicts, let receipt):
            answer.receipt = receipt.map(Taken.init)
            answer.conflicts = conflicts.map { one in
                Conflicting(key: one.key.description, mine: OfflineCell(one.mine), theirs: OfflineCell(one.theirs), base: OfflineCell(one.base), by: one.theirName, at: one.theirTime.iso)
            }
            return try Reply.json(answer, status: .conflict)
        }
    }

    private static func refuse(_ status: HTTPResponse.Status, _ kind: String, _ reason: Label, _ remedy: Label, place: String? = nil, _ request: PageRequest) throws -> Response {
        try Reply.json(Refusal(kind: kind, reason: reason, remedy: remedy, place: place, now: request.now.iso), status: status)
    }

    private static func place(of error: DecodingError) -> String? {
        switch error {
        case .keyNotFound(let key, _): key.stringValue
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context.codingPath.last?.stringValue
        @unknown default: nil
        }
    }
}
