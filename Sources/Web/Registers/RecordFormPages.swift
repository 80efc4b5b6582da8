import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Adding a record and changing one.
enum RecordFormPages {
    static var routes: [Route] {
        [
            .get("/registers/{code}/new", access: .signedIn) { try new($0) },
            .post("/registers/{code}/new", access: .signedIn, maxBytes: maxBytes) { try add($0) },
            .get("/registers/{code}/{id}/edit", access: .signedIn) { try edit($0) },
            .post("/registers/{code}/{id}/edit", access: .signedIn, maxBytes: maxBytes) { try change($0) },
        ]
    }

    /// A form with a few photos.
    private static let maxBytes = 3 * Attachments.maxBytes + (1 << 20)

    private static func show(_ form: RecordForm, _ request: PageRequest, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = Reply.html(try RecordFormView(form, request).html, status: status)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    // MARK: A new one

    private static func entry(_ request: PageRequest) throws -> Registers.Entry {
        let entry = try request.khen.registers.register(request.parameter("code"), by: request.person)
        guard entry.mayAdd else { throw NotAllowed(right: .fill) }
        return entry
    }

    private static func new(_ request: PageRequest) throws -> Response {
        let register = try entry(request).register
        var form = try RecordForm(register, nil, key: RecordKey(register.code, Identifier.next(at: request.now)), request)
        form.begin()
        return try show(form, request)
    }

    private static func add(_ request: PageRequest) throws -> Response {
        let register = try entry(request).register, sent = request.fields
        var form = try RecordForm(register, nil, key: RecordKey(register.code, sent["id"] ?? Identifier.next(at: request.now)), request)
        form.take(sent)
        return try answer(&form, request) {
            try request.khen.registers.add($0.input(sent), to: register.code, at: $0.unit.isEmpty ? nil : UnitID($0.unit), id: $0.key.id, isNew: sent["isNew"] != nil, by: request.person)
        }
    }

    // MARK: One that is there

    private static func sheet(_ request: PageRequest) throws -> Registers.Sheet {
        let sheet = try request.khen.registers.sheet(RecordPages.key(request), by: request.person)
        guard sheet.mayEdit else { throw NotAllowed(right: .fill) }
        return sheet
    }

    private static func edit(_ request: PageRequest) throws -> Response {
        let sheet = try sheet(request)
        var form = try RecordForm(sheet.register, sheet, key: sheet.record.key, request)
        form.fill(from: sheet.record.body)
        return try show(form, request)
    }

    private static func change(_ request: PageRequest) throws -> Response {
        let sheet = try sheet(request), sent = request.fields
        var form = try RecordForm(sheet.register, sheet, key: sheet.record.key, request)
        form.fill(from: sheet.record.body)
        form.take(sent)
        return try answer(&form, request) {
            // Whoever chose between two versions has seen the latest.
            let seen = sent["latest"].flatMap { Int64($0) } ?? $0.seen, unit = $0.unit.isEmpty || $0.unit == sheet.record.unit.rawValue ? nil : UnitID($0.unit)
            return try request.khen.registers.change($0.key, $0.input(sent), seen: seen, unit: unit, isNew: sent["isNew"] != nil, by: request.person)
        }
    }

    private static func answer(_ form: inout RecordForm, _ request: PageRequest, _ keep: (RecordForm) throws -> Registers.Outcome) throws -> Response {
        // Another row was asked for: nothing is kept yet.
        if request.fields["do"]?.hasPrefix("rows:") == true { return try show(form, request) }
        try form.makeOut()
        guard form.problems.isEmpty else { return try show(form, request, status: .unprocessableContent) }
        do {
            switch try keep(form) {
            case .kept(let receipt):
                let hasFiles = try RecordFormFiles(form, receipt.key, request).keep()
                let done = form.sheet == nil ? "added" : receipt.receipt.isRepeated && !hasFiles ? "same" : "changed"
                return Reply.redirect(to: Address.record(receipt.key) + Address.query([("done", done), ("receipt", receipt.receipt.number)]))
            case .stopped(let problems):
                form.problems = problems
                return try show(form, request, status: .unprocessableContent)
            case .likelySame(let likely):
                form.likely = likely
                return try show(form, request, status: .conflict)
            case .conflicts(let conflicts):
                form.conflicts = conflicts
                return try show(form, request, status: .conflict)
            }
        } catch let refused as RecordFormFiles.Refused {
            var view = RecordView(try request.khen.registers.sheet(refused.key, by: request.person), request)
            view.refusedFiles = refused.reasons
            return Reply.html(view.html, status: .unprocessableContent)
        } catch let refusal as Rejected {
            form.problems = [RecordProblem(fields: [refusal.place].compactMap(\.self), reason: refusal.reason, remedy: refusal.remedy)]
            return try show(form, request, status: .unprocessableContent)
        }
    }
}
