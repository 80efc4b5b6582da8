import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// What is done about a record besides filling it in: remarks, personal data seen for a purpose, consent, doubles joined, mistakes taken out, personal data erased.
enum RecordCarePages {
    static var routes: [Route] {
        [
            .post("/registers/{code}/{id}/remarks", access: .signedIn) { try remark($0) },
            .get("/registers/{code}/{id}/reveal", access: .signedIn) { try askPurpose($0) },
            .post("/registers/{code}/{id}/reveal", access: .signedIn) { try reveal($0) },
            .get("/registers/{code}/{id}/accesses", access: .signedIn, forms: [.html, .json, .csv, .xlsx]) { try accesses($0) },
            .post("/registers/{code}/{id}/consent", access: .signedIn) { try consent($0) },
            .get("/registers/{code}/{id}/tidy", access: .signedIn) { try tidy($0) },
            .post("/registers/{code}/{id}/remove", access: .signedIn) { try remove($0) },
            .post("/registers/{code}/{id}/erase", access: .signedIn) { try erase($0) },
            .get("/registers/{code}/{id}/merge", access: .signedIn) { try compare($0) },
            .post("/registers/{code}/{id}/merge", access: .signedIn) { try merge($0) },
        ]
    }

    private static func crumbs(_ sheet: Registers.Sheet, _ here: String, _ t: Translator) -> [(String, String?)] {
        [(t("Registers"), "/registers"), (t(sheet.register.name), Address.register(sheet.register.code)), (sheet.record.number ?? sheet.title, Address.record(sheet.record.key)), (here, nil)]
    }

    private static func done(_ key: RecordKey, _ word: String, _ receipt: Receipt) -> Response {
        Reply.redirect(to: Address.record(key) + Address.query([("done", word), ("receipt", receipt.number)]))
    }

    // MARK: Remarks

    private static func remark(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), receipt = try request.khen.registers.comment(request.fields.exact("comment"), on: key, by: request.person)
        return Reply.redirect(to: Address.record(key) + Address.query([("done", "remarked"), ("receipt", receipt.number)]) + "#remarks")
    }

    // MARK: Personal data

    private static func askPurpose(_ request: PageRequest, problem: Rejected? = nil) throws -> Response {
        let sheet = try request.khen.registers.sheet(RecordPages.key(request), by: request.person), t = request.t
        guard sheet.mayReveal else { throw NotAllowed(right: .audit) }
        let privacy = sheet.register.privacy, basis: HTML = privacy.map { "<p>\(t("Kept for")): \(FormPage.sentence(t($0.purpose))) \(t("Legal basis")): \(basisWords($0, t)).</p>" } ?? ""
        let purposes: [(value: String, label: String)] = [("", t("another, written below"))] + commonPurposes(t).map { ($0, $0) }
        return FormPage(
            title: t("See personal data"), lede: "\(basis)<p>\(t("Who looks, when and what for is kept in the log; the person may ask to be told of it."))</p>", action: Address.record(sheet.record.key) + "/reveal",
            fields: [
                Field("common", label: t("What for"), control: .choice(options: purposes, value: request.fields["common"] ?? "")),
                Field("purpose", label: t("In your own words"), hint: t("5 to 500 characters."), control: .line(type: "text", value: request.fields["purpose"] ?? "")),
            ],
            button: t("Show"), crumbs: crumbs(sheet, t("See personal data"), t), section: .registers).response(request, problem: problem)
    }

    private static func commonPurposes(_ t: Translator) -> [String] {
        [t("To contact the person about training or support"), t("To check the record against papers"), t("To answer a request of the person"), t("For an inspection")]
    }

    static func basisWords(_ privacy: Register.Privacy, _ t: Translator) -> String {
        let basis = switch privacy.basis {
        case .legalDuty: t("a duty that law gives")
        case .consent: t("consent of the person")
        case .contract: t("a contract with the person")
        }
        return basis + (privacy.citation.map { " (\(t($0.text)))" } ?? "")
    }

    private static func reveal(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        do {
            let shown = try request.khen.registers.reveal(key, for: request.fields["purpose"] ?? request.fields["common"] ?? "", by: request.person)
            var view = RecordView(shown.sheet, request)
            view.revealed = shown.receipt
            var response = Reply.html(view.html)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let problem as Rejected {
            return try askPurpose(request, problem: problem)
        }
    }

    private static func accesses(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), report = try request.khen.registers.accessReport(key, by: request.person), t = request.t, words = ChangeWords(request)
        guard request.form == .html else {
            let rows = report.lines.map { line -> [SheetCell] in [.text(line.at.iso), .text(line.person), .text(words.recordKind(line.kind, t) ?? line.kind.rawValue), SheetCell(line.purpose), .text(line.receipt)] }
            let table = ExportTable(title: t("Who used the data"), columns: [.init("at", t("When")), .init("person", t("Who")), .init("what", t("What was done")), .init("purpose", t("What for")), .init("receipt", t("Receipt"))], rows: rows)
            return try Export.answer(request.form, table: table, name: "accesses", at: request.now)
        }
        let sheet = try request.khen.registers.sheet(key, by: request.person)
        let rows = report.lines.map { line -> [HTML] in [HTML(text: FigureText.moment(line.at, t.language)), HTML(text: words.person(line.person)), HTML(text: words.recordKind(line.kind, t) ?? line.kind.rawValue), HTML(text: line.purpose ?? ""), HTML(text: line.receipt)] }
        let consents = report.consents.html { consent in "<li>\(consent.isGiven ? t("given") : t("taken back")), \(FigureText.moment(consent.at, t.language)): \(consent.note) <small>\(ChangeWords(request).person(consent.person))</small></li>" }
        let privacy = report.privacy.map { "<p>\(t("Kept for")): \(FormPage.sentence(t($0.purpose))) \(t("Legal basis")): \(basisWords($0, t)).</p>" as HTML }
        let retention = report.retention.map { "<p>\(t("Kept for \($0.years) years")).</p>" as HTML }
        let main: HTML = """
            <h1>\(t("Who used the data"))</h1><p class="lede">\(sheet.title)</p>\(privacy)\(retention)\
            \(Layout.heading(t("Looks, changes and exports"), id: "list", address: Address.record(key) + "/accesses"))\
            \(Table(caption: t("Who used the data"), isCaptionHidden: true, columns: [Table.Column(t("When")), Table.Column(t("Who")), Table.Column(t("What was done")), Table.Column(t("What for")), Table.Column(t("Receipt"))], rows: rows).withoutEmptyColumns.html)\
            <h2 id="consent">\(t("Consent"))</h2>\(if: consents.isEmpty, "<p>\(t("None was recorded."))</p>", else: "<ul class=\"feed\">\(consents)</ul>")\
            \(if: sheet.mayEdit, consentForm(key, t))
            """
        return Reply.html(Layout.page(request, title: t("Who used the data"), current: .registers, crumbs: crumbs(sheet, t("Who used the data"), t), main: main))
    }

    private static func consentForm(_ key: RecordKey, _ t: Translator) -> HTML {
        let note = Field("note", label: t("What for, and how it was given"), hint: t("Such as: training invitations by telephone; paper signed on 5 August 2026."), isRequired: true, control: .line(type: "text", value: ""))
        return """
            <form method="post" action="\(Address.record(key))/consent">\(note.html)<p><button name="given" value="yes">\(t("Record that consent is given"))</button> \
            <button class="quiet" name="given" value="no">\(t("Record that it is taken back"))</button></p></form>
            """
    }

    private static func consent(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        try request.khen.registers.recordConsent(request.fields["given"] != "no", note: request.fields["note"] ?? "", on: key, by: request.person)
        return Reply.redirect(to: Address.record(key) + "/accesses#consent")
    }

    // MARK: Tidying

    private static func tidy(_ request: PageRequest, problem: Rejected? = nil) throws -> Response {
        let sheet = try request.khen.registers.sheet(RecordPages.key(request), by: request.person), t = request.t, address = Address.record(sheet.record.key)
        guard sheet.mayTidy, sheet.record.standing == .kept else { throw NotAllowed(right: .approve) }
        func form(_ action: String, _ title: String, _ says: String, _ button: String) -> HTML {
            var reason = Field("note", label: t("Reason"), isRequired: true, control: .lines(value: ""))
            reason.id = "note-\(action)"
            return "<section><h2>\(title)</h2><p>\(says)</p><form method=\"post\" action=\"\(address)/\(action)\">\(reason.html)<p><button class=\"quiet\">\(button)</button></p></form></section>"
        }
        let other = Field("with", label: t("Number or identity of the other record"), isRequired: true, control: .line(type: "text", value: request.query["with"] ?? ""))
        let hasPersonal = sheet.register.fields.contains { $0.sensitivity.isMasked }
        let wrong: HTML = problem.map { FormPage.message("bad", FormPage.sentence(t($0.reason)) + " " + t($0.remedy)) } ?? ""
        let main: HTML = """
            <h1>\(t("Tidy up"))</h1><p class="lede">\(sheet.title)</p>\(wrong)\
            <section><h2>\(t("Join with a double"))</h2><p>\(t("Both are shown side by side first."))</p><form action="\(address)/merge">\(other.html)<p><button>\(t("Compare"))</button></p></form></section>\
            \(form("remove", t("Take out a mistake"), t("The record no longer shows or counts; the log keeps that it was there."), t("Take it out")))\
            \(if: hasPersonal, form("erase", t("Erase personal data"), t("Names, numbers, texts and files are deleted in all versions and cannot be brought back. What is left goes on counting in figures."), t("Erase for good")))
            """
        return Reply.html(Layout.page(request, title: t("Tidy up"), current: .registers, crumbs: crumbs(sheet, t("Tidy up"), t), main: main), status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func remove(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        do {
            let receipt = try request.khen.registers.remove(key, because: request.fields["note"] ?? "", by: request.person)
            return Reply.redirect(to: Address.register(key.register, [("done", "removed"), ("receipt", receipt.number)]))
        } catch let problem as Rejected {
            return try tidy(request, problem: problem)
        }
    }

    private static func erase(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request)
        do {
            let receipt = try request.khen.registers.erase(key, because: request.fields["note"] ?? "", by: request.person)
            return Reply.redirect(to: Address.register(key.register, [("done", "erased"), ("receipt", receipt.number)]))
        } catch let problem as Rejected {
            return try tidy(request, problem: problem)
        }
    }

    // MARK: Joining

    private static func compare(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), t = request.t
        let other: String
        do { other = try request.khen.registers.identity(of: request.query["with"] ?? "", in: key.register, by: request.person) } catch let problem as Rejected { return try tidy(request, problem: problem) }
        let pair = try request.khen.registers.pair(key, with: other, by: request.person)
        let own = try request.khen.registers.sheet(key, by: request.person), theirs = try request.khen.registers.sheet(RecordKey(key.register, other), by: request.person), words = RegisterWords(request)
        let rows = pair.register.fields.filter { $0.type.isInput && (own.cells[$0.code] != nil || theirs.cells[$0.code] != nil) }.map { field -> [HTML] in
            let differs = pair.differing.contains(field.code)
            func cell(_ sheet: Registers.Sheet, _ value: String, _ isChosen: Bool) -> HTML {
                let shown = words.cell(sheet.cells[field.code], field)
                return differs ? "<label class=\"tick\"><input type=\"radio\" name=\"take:\(field.code)\" value=\"\(value)\"\(if: isChosen, " checked")> \(shown)</label>" : shown
            }
            return [HTML(text: t(field.name)), cell(own, "own", true), cell(theirs, "other", false)]
        }
        let named: HTML = pair.named > 0 ? "<p>\(t("One record that names the other will name the one that is kept.|\(pair.named) records that name the other will name the one that is kept."))</p>" : ""
        let main: HTML = """
            <h1>\(t("Join two records"))</h1><p class="lede">\(t("The first is kept, with its number; the other leads to it. What only the other one holds is taken over."))</p>\
            <form method="post" action="\(Address.record(key))/merge"><input type="hidden" name="with" value="\(other)">\
            \(Table(caption: t("Both records"), isCaptionHidden: true, columns: [Table.Column(t("Field")), Table.Column(t("Kept: \(own.record.number ?? own.title)")), Table.Column(t("Other: \(theirs.record.number ?? theirs.title)"))], rows: rows).html)\
            \(named)<p><button>\(t("Join them"))</button></p></form>
            """
        return Reply.html(Layout.page(request, title: t("Join two records"), current: .registers, crumbs: crumbs(own, t("Join two records"), t), main: main))
    }

    private static func merge(_ request: PageRequest) throws -> Response {
        let key = RecordPages.key(request), fields = request.fields, prefix = "take:"
        let taken = fields.items.filter { $0.name.hasPrefix(prefix) && $0.value == "other" }.map { String($0.name.dropFirst(prefix.count)) }
        return done(key, "merged", try request.khen.registers.merge(key, with: fields["with"] ?? "", taking: Set(taken), by: request.person))
    }
}
