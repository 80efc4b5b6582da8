import Domain
import Markup
import Operations

/// The page on which a record is added or changed.
struct RecordFormView {
    let form: RecordForm
    let request: PageRequest
    private var register: Register { form.register }
    private var t: Translator { request.t }
    private var words: RegisterWords { RegisterWords(request) }

    init(_ form: RecordForm, _ request: PageRequest) {
        self.form = form
        self.request = request
    }

    private var action: String { form.sheet == nil ? Address.newRecord(register.code) : Address.record(form.key) + "/edit" }

    var html: HTML {
        get throws {
            let name = t(register.name), title = form.sheet?.title ?? t("New: \(t(register.one))"), back = form.sheet.map { Address.record($0.record.key) } ?? Address.register(register.code)
            let hidden: HTML = """
                <input type="hidden" name="id" value="\(form.key.id)">\(form.seen.map { "<input type=\"hidden\" name=\"seen\" value=\"\(Int($0))\">" as HTML })
                """
            let main: HTML = """
                <h1>\(form.sheet == nil ? title : t("Change: \(title)"))</h1>\(register.help.map { "<p>\(t($0))</p>" as HTML })\(privacy)\(errors)\
                <form method="post" action="\(action)" class="record"\(if: register.fields.contains(where: \.type.holdsFiles), " enctype=\"multipart/form-data\"")>\(hidden)<button class="unseen" tabindex="-1" aria-hidden="true">\(t("Save"))</button>\
                \(conflicts)\(likely)\(unit)\(try register.sections.html { try section($0) })\
                <p><small><span class="must">*</span> \(t("must be given"))</small></p>\
                <p class="does"><button>\(t("Save"))</button> <a href="\(back)">\(t("Leave without saving"))</a></p></form>
                """
            let crumbs: [(String, String?)] = [(t("Registers"), "/registers"), (name, Address.register(register.code))] + (form.sheet.map { [($0.record.number ?? $0.title, back)] } ?? []) + [(form.sheet == nil ? t("Add a record") : t("Edit"), nil)]
            return Layout.page(request, title: "\(title) · \(name)", current: .registers, crumbs: crumbs, scripts: form.fields.contains { $0.allowedWhen != nil } ? ["records.js"] : [], main: main)
        }
    }

    /// Why personal data are asked for, before anybody writes any.
    private var privacy: HTML {
        guard let privacy = register.privacy, form.fields.contains(where: { $0.sensitivity.isMasked || $0.fields.contains(where: \.sensitivity.isMasked) }) else { return "" }
        return "<p class=\"note\">\(t("Personal data are kept for this: \(t(privacy.purpose))"))\(privacy.citation.map { " <small>\(t($0.text))</small>" as HTML })</p>"
    }

    // MARK: What is in the way

    private var errors: HTML {
        let errors = form.problems.filter { $0.severity == .error }
        guard !errors.isEmpty else { return "" }
        return """
            <div class="errors" role="alert" tabindex="-1"><h2>\(t("Please correct this"))</h2><ul>\(errors.html { problem in
                let sentence = "\(FormPage.sentence(t(problem.reason))) \(t(problem.remedy))"
                return "<li>\(form.place(of: problem).map { "<a href=\"#\($0)\">\(sentence)</a>" as HTML } ?? HTML(text: sentence))</li>"
            })</ul></div>
            """
    }

    /// Records that are likely of the same thing, and the way to say that this one is another.
    private var likely: HTML {
        guard !form.likely.isEmpty else { return "" }
        return """
            <div class="status warn" role="alert"><p><strong>\(t("There may be such a record already."))</strong></p><ul>\(form.likely.html { other in
                "<li>\(if: other.isSeen, Layout.link(Address.record(other.key), other.title), else: HTML(text: t("a record of another unit")))\(other.number.map { " <span class=\"code\">\($0)</span>" as HTML }) · \(words.unit(other.unit))</li>"
            })</ul><p><button name="isNew" value="1" class="quiet">\(t("It is another one, keep it"))</button></p></div>
            """
    }

    /// Fields that somebody else changed meanwhile, both versions side by side.
    private var conflicts: HTML {
        guard !form.conflicts.isEmpty, let latest = form.sheet?.record.seq else { return "" }
        let said = RecordWords(request.world)
        func text(_ value: RecordValue?, _ field: RecordField?) -> String {
            guard let value, let field else { return t("empty") }
            if field.sensitivity.isMasked { return value.text.map(field.masked) ?? "***" }
            return t(said.text(value, of: field, titles: form.sheet?.cells[field.code]?.titles ?? [:]))
        }
        return """
            <div class="status warn" role="alert" id="conflicts"><p><strong>\(t("Somebody else changed the same fields. Choose which version holds, then save."))</strong></p>\
            <input type="hidden" name="latest" value="\(Int(latest))">\(form.conflicts.html { one in
                let field = register.field(one.field)
                return """
                    <fieldset><legend>\(field.map { t($0.name) } ?? one.field)</legend><label class="tick"><input type="radio" name="choose:\(one.field)" value="mine" checked> \(t("Mine: \(text(one.mine, field))"))</label>\
                    <label class="tick"><input type="radio" name="choose:\(one.field)" value="theirs"> \(t("That of \(one.theirName), \(FigureText.moment(one.theirTime, t.language)): \(text(one.theirs, field))"))</label></fieldset>
                    """
            })</div>
            """
    }

    // MARK: Unit

    private var unit: HTML {
        let error = form.error("UNIT").map { "\(FormPage.sentence(t($0.reason))) \(t($0.remedy))" }
        if form.units.count == 1, form.sheet == nil, error == nil { return "<p>\(t("Unit")): <strong>\(request.name(of: form.units[0]))</strong><input type=\"hidden\" name=\"unit\" value=\"\(form.units[0].id.rawValue)\"></p>" }
        guard form.units.count > 1 || error != nil else { return "" }
        if form.units.count > RegisterFilters.mostOptions {
            let shown = request.world.units.unit(UnitID(form.unit)).map { request.name(of: $0) } ?? form.unit
            return Field("unit", label: t("Unit that the record belongs to"), hint: t("Its code or name."), error: error, isRequired: true, autocomplete: "off", control: .line(type: "text", value: form.sheet == nil ? shown : form.unit)).html
        }
        let own = form.sheet.map(\.record.unit).flatMap { request.world.units.unit($0) }.flatMap { own in form.units.contains { $0.id == own.id } ? nil : own }
        let options = (form.sheet == nil ? [(value: "", label: t("choose"))] : []) + ([own].compactMap(\.self) + form.units).map { (value: $0.id.rawValue, label: request.name(of: $0)) }
        return Field("unit", label: t("Unit that the record belongs to"), error: error, isRequired: true, control: .choice(options: options, value: form.unit)).html
    }

    // MARK: Sections

    private func section(_ section: Register.Section) throws -> HTML {
        let codes = Set(form.fields.map(\.code)), shown = section.fields.filter { codes.contains($0.code) || (!$0.type.isInput && form.sheet?.cells[$0.code] != nil) || $0.type.holdsFiles }
        guard !shown.isEmpty else { return "" }
        return "<h2>\(t(section.name))</h2>\(section.help.map { "<p>\(t($0))</p>" as HTML })\(try shown.html { try field($0) })"
    }

    private func field(_ field: RecordField) throws -> HTML {
        if field.type.holdsFiles { return RecordFormFiles.control(field, form, request) }
        if !field.type.isInput { return workedOut(field) }
        if field.type == .group { return try RecordRows(field, form, request).html }
        return try RecordControl(field, form, request).html
    }

    /// What follows from other fields or records is shown and not written.
    private func workedOut(_ field: RecordField) -> HTML {
        "<div class=\"field\"><strong>\(t(field.name))</strong> <small>\(t("worked out by itself"))</small><output>\(words.cell(form.sheet?.cells[field.code], field))</output></div>"
    }
}
