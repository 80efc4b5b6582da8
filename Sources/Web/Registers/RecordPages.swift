import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// One record: what it holds, what can be done with it, and what became of it.
enum RecordPages {
    static var routes: [Route] {
        [
            .get("/registers/{code}/{id}", access: .everyone, forms: [.html, .json]) { try page($0) },
            Route(method: .patch, path: "/registers/{code}/{id}", access: .signedIn, forms: [.json], maxBytes: 1 << 20) { try RecordWriting.change($0) },
            .post("/registers/{code}/{id}/move/{move}", access: .signedIn, forms: [.html, .json]) { try move($0) },
        ]
    }

    static func key(_ request: PageRequest) -> RecordKey { RecordKey(request.parameter("code"), request.parameter("id")) }

    private static func page(_ request: PageRequest) throws -> Response {
        let key = key(request), sheet: Registers.Sheet
        guard request.account != nil else {
            // An address that somebody passed on leads to what everybody may see, else to signing in.
            guard request.form == .html, try isPublic(key, request) else { throw NotSignedIn() }
            return Reply.redirect(to: Address.publicRecord(key))
        }
        do {
            sheet = try request.khen.registers.sheet(key, by: request.person)
        } catch let error as NotFound {
            guard request.form == .html, try isPublic(key, request) else { throw error }
            return Reply.redirect(to: Address.publicRecord(key))
        }
        if request.form == .json { return try Reply.json(RecordAnswer.record(sheet, request)) }
        return Reply.html(RecordView(sheet, request).html)
    }

    private static func isPublic(_ key: RecordKey, _ request: PageRequest) throws -> Bool {
        do {
            _ = try request.khen.registers.publicRecord(key)
            return true
        } catch is NotFound {
            return false
        }
    }

    private static func move(_ request: PageRequest) throws -> Response {
        if request.form == .json { return try RecordWriting.move(request) }
        let key = key(request), code = request.parameter("move"), fields = request.fields, note = fields["note"]
        let outcome: Registers.Outcome, filling = RecordMoveFields.input(fields, request.decimalMark)
        do {
            outcome = try request.khen.registers.move(key, code, from: fields["from"], note: note, filling: filling, by: request.person)
        } catch let conflict as Conflict {
            let remedy = Label(vi: "Xem lịch sử của hồ sơ, vẫn cần thì thực hiện lại.", en: "Look at the record’s history; take the step again if it is still needed.")
            return try stopped(code, note, [RecordProblem(fields: [], reason: conflict.reason, remedy: remedy)], key, request, status: .conflict)
        }
        switch outcome {
        case .kept(let receipt):
            do { _ = try request.khen.registers.sheet(key, by: request.person) } catch is NotFound {
                // A step may take a record out of the sight of whoever took it.
                return Reply.redirect(to: Address.register(key.register, [("done", "moved"), ("receipt", receipt.receipt.number)]))
            }
            return Reply.redirect(to: Address.record(key) + Address.query([("done", "moved"), ("receipt", receipt.receipt.number)]))
        case .stopped(let problems): return try stopped(code, note, problems, key, request, status: .unprocessableContent)
        case .likelySame, .conflicts: throw Conflict(Label(vi: "Hồ sơ vừa được người khác thay đổi.", en: "Somebody else has just changed the record."))
        }
    }

    /// The record as it stands now, and why the step was not taken.
    private static func stopped(_ move: String, _ note: String?, _ problems: [RecordProblem], _ key: RecordKey, _ request: PageRequest, status: HTTPResponse.Status) throws -> Response {
        var view = RecordView(try request.khen.registers.sheet(key, by: request.person), request)
        view.stopped = RecordView.Stopped(move: move, note: note ?? "", problems: problems)
        return Reply.html(view.html, status: status)
    }
}
