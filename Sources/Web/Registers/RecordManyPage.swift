import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// A record for each of many of another register, ticked in one list: the learners of a class, the villages of a campaign.
struct RecordManyPage {
    private let request: PageRequest
    private let register: Register
    /// The field that names the record for which all of this is, such as the class, with what it names.
    private let given: (field: RecordField, id: String)?
    /// Fields that name records to tick, and the one that is chosen.
    private let picks: [RecordField]
    private let pick: RecordField?
    /// What all have in common: required fields that one control takes.
    private let common: [RecordField]
    /// Fields of which only one option goes with what is ticked.
    private let settled: [String: String]
    private var outcome: Registers.ManyOutcome?
    private var refusal: Rejected?
    private var t: Translator { request.t }

    init(_ request: PageRequest) throws {
        self.request = request
        let registers = request.khen.registers, entry = try RegisterWorkPages.entry(request), register = entry.register
        guard entry.mayAdd else { throw NotAllowed(right: .fill) }
        self.register = register
        given = request.query.all.lazy.compactMap { item in register.field(item.name).flatMap { $0.type == .record && !item.value.isEmpty ? (field: $0, id: item.value) : nil } }.first
        picks = try registers.fieldsToPick(in: register.code, besides: given?.field.code, by: request.person)
        guard !picks.isEmpty else { throw NotFound(Label(vi: "Sổ này không thêm hàng loạt từ sổ khác được.", en: "Records of this register do not follow from those of others.")) }
        let asked = request.query["pick"], chosen = picks.first { $0.code == asked } ?? (picks.count == 1 ? picks[0] : nil), about = given?.field.code
        pick = chosen
        let required = register.fields.filter { $0.isRequired && $0.type.isInput && !$0.type.holdsFiles && $0.type != .group && $0.code != about && $0.code != chosen?.code }
        let settled = chosen.map { field in Dictionary(required.compactMap { one in registers.option(of: one, letting: field, in: register).map { (one.code, $0) } }) { first, _ in first } } ?? [:]
        self.settled = settled
        common = required.filter { settled[$0.code] == nil }
    }

    /// Whether records of a register can be added for many of another, where one record is given already.
    static func suits(_ register: Register, besides field: String?) -> Bool {
        register.fields.contains { $0.type == .record && $0.code != field && $0.register != field.flatMap { register.field($0)?.register } }
    }

    static func add(_ request: PageRequest) throws -> Response {
        var page = try RecordManyPage(request)
        guard let pick = page.pick else { return try page.response() }
        let fields = request.fields
        var input = page.common.reduce(into: [String: RecordInput.Given]()) { given, field in given[field.code] = field.type == .many ? .list(fields.all("f:\(field.code)")) : .text(fields["f:\(field.code)"] ?? "") }
        for (code, option) in page.settled { input[code] = .text(option) }
        if let given = page.given { input[given.field.code] = .text(given.id) }
        do {
            let outcome = try request.khen.registers.addMany(fields.all("record"), named: pick.code, with: RecordInput(input, mark: request.decimalMark), to: page.register.code, batch: fields["batch"].flatMap { $0.isEmpty ? nil : $0 } ?? Identifier.next(at: request.now), by: request.person)
            if outcome.problems.isEmpty {
                return Reply.redirect(to: Address.register(page.register.code, (page.given.map { [("link", "\($0.field.code):\($0.id)")] } ?? []) + [("done", "imported"), ("count", String(outcome.kept))]))
            }
            page.outcome = outcome
        } catch let refusal as Rejected {
            page.refusal = refusal
        }
        return try page.response()
    }

    func response() throws -> Response {
        let name = t(register.name), title = t("Add many: \(name)")
        let main: HTML = """
            <h1>\(title)</h1>\(RegisterWords(request).linked(given.map { ($0.field.code, $0.id) }, register))\(said)\(kinds)\(try pick.map(form) ?? "")
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: RegisterWorkPages.crumbs(register, t("Add many"), t), main: main), status: outcome == nil && refusal == nil ? .ok : .unprocessableContent)
    }

    private var said: HTML {
        if let refusal { return FormPage.message("bad", "\(FormPage.sentence(t(refusal.reason))) \(t(refusal.remedy))") }
        guard let outcome else { return "" }
        return FormPage.message("bad", t("\(outcome.kept) kept, \(outcome.problems.count) not; these stand marked below with the reason."))
    }

    private func address(_ items: [(String, String?)] = []) -> String { "\(Address.register(register.code))/many" + Address.query((given.map { [($0.field.code, $0.id)] } ?? []) + items) }

    /// From which register the records are chosen.
    private var kinds: HTML {
        guard picks.count > 1 else { return "" }
        return "<nav class=\"tabs\" aria-label=\"\(t("Choose from"))\"><ul>\(picks.html { field in "<li><a href=\"\(address([("pick", field.code)]))\"\(if: field.code == pick?.code, " aria-current=\"true\"")>\(t(field.name))</a></li>" })</ul></nav>\(if: pick == nil, "<p>\(t("Choose from which register."))</p>")"
    }

    private func form(_ pick: RecordField) throws -> HTML {
        let registers = request.khen.registers, asked = request.query["q"], sent = request.fields
        let (found, isMore) = try registers.choices(of: pick, matching: asked, limit: Registers.mostAtOnce, by: request.person)
        let there = try given.map { try registers.named(in: pick.code, of: register.code, with: ($0.field.code, $0.id), by: request.person) } ?? []
        let open = found.filter { !there.contains($0.id) }, ticked = Set(sent.all("record")), isNamed = found.contains { $0.number != nil }
        let search: HTML = """
            <form class="filters" action="\(Address.register(register.code))/many">\(given.map { "<input type=\"hidden\" name=\"\($0.field.code)\" value=\"\($0.id)\">" as HTML })<input type="hidden" name="pick" value="\(pick.code)">\
            <label>\(t("Words or number"))<br><input type="search" name="q"\(attribute: "value", asked)></label><button class="quiet">\(t("Show"))</button></form>
            """
        let notes: HTML = "\(if: isMore, "<p>\(t("Only the first \(found.count) are shown; look for words of the name to see others."))</p>")\(if: !there.isEmpty, "<p>\(t("One is there already and left out.|\(there.count) are there already and left out."))</p>")"
        guard !open.isEmpty else { return "\(search)\(notes)<div class=\"status\"><p><strong>\(t("No record answers to this."))</strong></p></div>" }
        var record = try RecordForm(register, nil, key: RecordKey(register.code, ""), request)
        record.begin()
        if outcome != nil || refusal != nil { record.take(sent) }
        record.problems = outcome.map { Array($0.problems.values.first ?? []).filter { problem in common.contains { problem.fields == [$0.code] } } } ?? []
        let controls = try common.html { try RecordControl($0, record, request).html }
        let columns = [Table.Column(t(pick.name)), Table.Column(t("Unit"))] + (isNamed ? [Table.Column(t("Record number"))] : []) + (outcome == nil ? [] : [Table.Column(t("What comes of it"))])
        let rows = open.map { choice -> [HTML] in
            let problems = outcome?.problems[choice.id] ?? [], isKept = outcome != nil && ticked.contains(choice.id) && problems.isEmpty
            let box: HTML = isKept ? "" : "<input type=\"checkbox\" name=\"record\" value=\"\(choice.id)\"\(if: ticked.contains(choice.id), " checked")> "
            let unit = request.world.units.unit(choice.unit).map { request.name(of: $0) } ?? choice.unit.rawValue
            return ["<label>\(box)\(choice.title)</label>", HTML(text: unit)] + (isNamed ? [HTML(text: choice.number ?? "")] : [])
                + (outcome == nil ? [] : [isKept ? HTML(text: t("done")) : problems.html { "\(FormPage.sentence(t($0.reason))) \(t($0.remedy)) " }])
        }
        return """
            \(search)\(notes)<form method="post" action="\(address([("pick", pick.code), ("q", asked)]))"><input type="hidden" name="batch" value="\(outcome == nil ? sent["batch"] ?? Identifier.next(at: request.now) : Identifier.next(at: request.now))">\
            \(if: !common.isEmpty, "<div class=\"record\">\(controls)</div>")\(Table(caption: t(pick.name), isCaptionHidden: true, columns: columns, rows: rows).html)<p><button>\(t("Add those ticked"))</button> \(Layout.link(Address.register(register.code), t("Leave it")))</p></form>
            """
    }
}
