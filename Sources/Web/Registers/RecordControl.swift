import Domain
import Foundation
import Markup
import Operations

/// One field of a record's form: its name, what helps to fill it in, what is wrong with it, and the control that suits its type.
struct RecordControl {
    let field: RecordField
    let form: RecordForm
    let request: PageRequest
    /// In front of its identity, where a page has several forms with the field.
    var place = ""
    private var t: Translator { request.t }
    private var name: String { "f:\(field.code)" }
    private var id: String { place + name }
    private var values: [String] { form.values[field.code] ?? [] }
    private var value: String { values.first ?? "" }

    /// A choice from more records than this is made by writing a number or a name.
    static let mostRecords = 50

    init(_ field: RecordField, _ form: RecordForm, _ request: PageRequest) {
        self.field = field
        self.form = form
        self.request = request
    }

    var html: HTML {
        get throws {
            let error = form.error(field.code).map { FormPage.sentence(t($0.reason)) + " " + t($0.remedy) }, must: HTML = field.isRequired ? " <span class=\"must\" title=\"\(t("must be given"))\">*</span>" : ""
            let notes = [hints.isEmpty ? nil : "\(id)-hint", error.map { _ in "\(id)-error" }].compactMap(\.self).joined(separator: " ")
            let attributes: HTML = "\(attribute: "aria-describedby", notes.isEmpty ? nil : notes)\(if: error != nil, " aria-invalid=\"true\"")"
            let said: HTML = "\(if: !hints.isEmpty, "<small id=\"\(id)-hint\">\(hints.joined(separator: " "))</small>")\(error.map { "<span class=\"msg\" id=\"\(id)-error\">\($0)</span>" as HTML })"
            if field.type == .many || field.type == .yesNo {
                return "<fieldset class=\"field choices\(if: error != nil, " bad")\" id=\"\(id)\"\(attributes)\(attribute: "data-when", when)><legend>\(RegisterWords(request).name(of: field))\(must)</legend>\(said)\(boxes)\(keep)</fieldset>"
            }
            return "<div class=\"field\(if: error != nil, " bad")\"\(attribute: "data-when", when)><label for=\"\(id)\">\(RegisterWords(request).name(of: field))\(must)</label>\(said)\(try control(attributes))\(keep)</div>"
        }
    }

    /// When the field counts, for the script that keeps it out of sight until then.
    private var when: String? {
        guard let condition = field.allowedWhen else { return nil }
        do { return String(decoding: try JSONEncoder().encode(RecordExpression(parsing: condition)), as: UTF8.self) } catch { return nil }  // a checked pack has no such condition
    }

    // MARK: What helps

    private var hints: [String] {
        let allowed = condition(field.allowedWhen), required = condition(field.requiredWhen)
        let conditions = field.allowedWhen != nil && field.allowedWhen == field.requiredWhen
            ? [allowed.map { t("Only where \($0), and then it must be given.") }] : [allowed.map { t("Only where \($0).") }, required.map { t("Must be given where \($0).") }]
        let help = field.help.map { t($0) }
        return ([help, ownHint == help ? nil : ownHint] + conditions).compactMap(\.self)
    }

    private var ownHint: String? {
        if form.hasHidden(field) {
            let now = form.sheet?.cells[field.code].map { t($0.words) } ?? "***"
            return t("Holds \(now). Leave it empty to keep that.")
        }
        switch field.type {
        case .period: return field.periodKind == .year ? t("Such as 2026.") : field.periodKind == .quarter ? t("Such as 2026-Q3.") : t("Such as 2026-07.")
        case .place: return t("Latitude, longitude: 21.38612, 103.01613.")
        case .identityNumber: return t("12 digits.")
        case .person: return t("Sign-in name.")
        case .number, .money:
            switch (field.minimum, field.maximum) {
            case (let least?, let most?): return t("\(number(least)) to \(number(most)).")
            case (let least?, nil): return least == 0 ? nil : t("At least \(number(least)).")
            case (nil, let most?): return t("At most \(number(most)).")
            case (nil, nil): return nil
            }
        default: return nil
        }
    }

    /// A bound as people write it; years without a mark between thousands.
    private func number(_ value: Double) -> String {
        let isYear = field.unitOfMeasure == nil && field.type == .number && [field.minimum, field.maximum].allSatisfy { $0.map { (1800...2200).contains($0) } ?? false }
        return isYear ? String(Int(value)) : t.language.number(value, decimals: field.decimals)
    }

    /// A condition in words; see ``ConditionWords``.
    private func condition(_ text: String?) -> String? { text.flatMap { ConditionWords(form.register, request).words($0) } }

    /// Emptying what the writer does not see.
    private var keep: HTML {
        guard form.hasHidden(field), !field.isRequired else { return "" }
        return "<label class=\"box\"><input type=\"checkbox\" name=\"clear:\(field.code)\" value=\"1\"\(if: form.cleared.contains(field.code), " checked")> \(t("empty it"))</label>"
    }

    // MARK: Controls

    private func control(_ attributes: HTML) throws -> HTML {
        let isRequired = field.isRequired && !form.hasHidden(field)
        let common: HTML = " id=\"\(id)\" name=\"\(name)\"\(attributes)\(if: isRequired, " required")"
        func line(_ type: HTML) -> HTML { "<input \(type)\(common) value=\"\(value)\">" }
        switch field.type {
        case .longText: return "<textarea rows=\"4\"\(common)>\n\(value)</textarea>"
        case .number, .money: return line("class=\"n\" inputmode=\"decimal\" autocomplete=\"off\"")
        case .date: return Day(iso: value) == nil && !value.isEmpty ? line("type=\"text\"") : line("type=\"date\"")
        case .phone: return line("type=\"tel\" autocomplete=\"off\"")
        case .identityNumber: return line("inputmode=\"numeric\" maxlength=\"20\" autocomplete=\"off\"")
        case .email: return line("type=\"email\" autocomplete=\"off\"")
        case .link: return line("type=\"url\" placeholder=\"https://\"")
        case .place: return "\(line("inputmode=\"decimal\" autocomplete=\"off\"")) <button type=\"button\" class=\"quiet\" data-locate=\"\(id)\" hidden>\(t("Use this device’s position"))</button>"
        case .choice, .ethnicGroup: return select(common, RecordWords(request.world).options(of: field).map { ($0.code, t($0.name)) })
        case .agency: return select(common, try agencies)
        case .orgUnit:
            let units = try request.khen.registers.units(of: field.levels, within: form.register.code, by: request.person)
            let isIn = value.isEmpty || units.contains { $0.id.rawValue == value }
            if units.count <= RegisterFilters.mostOptions, isIn, form.typed[field.code] == nil { return select(common, units.map { ($0.id.rawValue, request.name(of: $0)) }) }
            return written(attributes, isRequired: isRequired, shown: request.world.units.unit(UnitID(value)).map { request.name(of: $0) }, hint: t("code or name"))
        case .record: return try record(common, attributes, isRequired: isRequired)
        case .person: return written(attributes, isRequired: isRequired, shown: try value.isEmpty ? nil : request.khen.registers.personNamed(value)?.fullName, hint: t("sign-in name"))
        default: return line("")
        }
    }

    private func select(_ common: HTML, _ options: [(String, String)]) -> HTML {
        let empty = form.hasHidden(field) ? t("as it is") : field.isRequired ? t("choose") : t("not stated")
        // What is no longer offered stays until something else is chosen.
        let stray = value.isEmpty || options.contains { $0.0 == value } ? [] : [(value, form.sheet?.cells[field.code].map { t($0.words) } ?? value)]
        return "<select\(common)><option value=\"\">\(empty)</option>\((options + stray).html { "<option value=\"\($0.0)\"\(if: $0.0 == value, " selected")>\($0.1)</option>" })</select>"
    }

    private var agencies: [(String, String)] {
        get throws {
            try request.khen.people.agencies().values.filter { !$0.hasEnded }.map { ($0.code, t($0.name)) }.sorted { VietnameseCollation.collationKey($0.1).lexicographicallyPrecedes(VietnameseCollation.collationKey($1.1)) }
        }
    }

    private func record(_ common: HTML, _ attributes: HTML, isRequired: Bool) throws -> HTML {
        if let found = form.candidates[field.code], !found.isEmpty {
            let all = found.html { "<option value=\"\($0.id)\">\(Self.name($0)), \(RegisterWords(request).unit($0.unit))</option>" }
            return """
                <input name="q:\(field.code)" aria-label="\(t("number or name"))" value="\(form.typed[field.code])"><input type="hidden" name="t:\(field.code)" value="\(form.typed[field.code])">\
                <select\(common) aria-label="\(t(field.name))"><option value="">\(t("choose"))</option>\(all)</select>
                """
        }
        let (records, isMore) = try request.khen.registers.choices(of: field, limit: Self.mostRecords, by: request.person)
        let chosen = try value.isEmpty ? nil : field.register.flatMap { try request.khen.registers.choice(value, of: $0, by: request.person) }
        guard isMore || form.typed[field.code] != nil || (records.isEmpty && chosen == nil) else {
            var options = records.map { ($0.id, Self.name($0)) }
            if let chosen, !records.contains(where: { $0.id == chosen.id }) { options.append((chosen.id, Self.name(chosen))) }
            return select(common, options)
        }
        let control = written(attributes, isRequired: isRequired, shown: chosen.map(Self.name), hint: t("number or name"))
        guard records.isEmpty, chosen == nil, let other = field.register.flatMap({ request.world.catalogue.registers[$0] }) else { return control }
        return "\(control)<small>\(t.html("There is no record to choose yet in \(Layout.link(Address.register(other.code), t(other.name)))"))</small>"
    }

    static func name(_ choice: Registers.RecordChoice) -> String { choice.number.map { "\(choice.title) (\($0))" } ?? choice.title }

    /// A choice that is written: what was chosen stays as long as its words stand there.
    private func written(_ attributes: HTML, isRequired: Bool, shown: String?, hint: String) -> HTML {
        let text = form.typed[field.code] ?? shown ?? value
        return """
            <input id="\(id)" name="q:\(field.code)" value="\(text)" placeholder="\(hint)" autocomplete="off"\(attributes)\(if: isRequired, " required")>\
            \(if: form.typed[field.code] == nil && !value.isEmpty, "<input type=\"hidden\" name=\"t:\(field.code)\" value=\"\(text)\"><input type=\"hidden\" name=\"f:\(field.code)\" value=\"\(value)\">")
            """
    }

    private var boxes: HTML {
        if field.type == .yesNo {
            let options = [("true", t("Yes")), ("false", t("No"))] + (field.isRequired && !form.hasHidden(field) ? [] : [("", form.hasHidden(field) ? t("as it is") : t("not stated"))])
            return "<input type=\"hidden\" name=\"\(name)\" value=\"\">\(options.html { "<label class=\"tick\"><input type=\"radio\" name=\"\(name)\" value=\"\($0.0)\"\(if: $0.0 == value, " checked")> \($0.1)</label>" })"
        }
        let options = RecordWords(request.world).options(of: field), chosen = Set(values)
        return "<input type=\"hidden\" name=\"\(name)\" value=\"\">\(options.html { option in "<label class=\"tick\"><input type=\"checkbox\" name=\"\(name)\" value=\"\(option.code)\"\(if: chosen.contains(option.code), " checked")> \(t(option.name))\(option.note.map { " <small>\(t($0))</small>" as HTML })</label>" })"
    }
}
