import Domain
import Markup
import Operations

/// The rows of a repeating group in a record's form: those that are there, some empty ones, and a button for more.
struct RecordRows {
    let field: RecordField
    let form: RecordForm
    let request: PageRequest
    private var t: Translator { request.t }
    /// Records that each field of the rows can name, where there are few.
    private let offered: [String: [Registers.RecordChoice]]

    /// Empty rows at the end, and so many more with each press of the button.
    private static let empty = 3

    init(_ field: RecordField, _ form: RecordForm, _ request: PageRequest) throws {
        self.field = field
        self.form = form
        self.request = request
        var offered: [String: [Registers.RecordChoice]] = [:]
        for inner in field.fields where inner.type == .record {
            let (records, isMore) = try request.khen.registers.choices(of: inner, limit: RecordControl.mostRecords, by: request.person)
            if !isMore, !records.isEmpty { offered[inner.code] = records }
        }
        self.offered = offered
    }

    var html: HTML {
        let filled = form.rows[field.code] ?? [], isAsked = request.fields["do"] == "rows:\(field.code)"
        let error = form.problems.first { $0.fields.first == field.code && $0.row == nil }.map { FormPage.sentence(t($0.reason)) + " " + t($0.remedy) }
        let hidden = form.hasHidden(field) && filled.isEmpty
        let count = filled.count + Self.empty * (isAsked ? 2 : 1)
        return """
            <fieldset class="rows\(if: error != nil, " bad")" id="g:\(field.code)"><legend>\(t(field.name))\(if: field.isRequired, " <span class=\"must\">*</span>")</legend>\
            \(field.help.map { "<small>\(t($0))</small>" as HTML })\(error.map { "<span class=\"msg\">\($0)</span>" as HTML })\(if: hidden, "<small>\(t("There are rows here that you do not see; what you write replaces them."))</small>")\
            <input type="hidden" name="n:\(field.code)" value="\(count)">\
            <div class="wrap"><table class="entry"><thead><tr><th scope="col">\(t("No."))</th>\(field.fields.html { "<th scope=\"col\">\(RegisterWords(request).name(of: $0))\(if: $0.isRequired, " <span class=\"must\">*</span>")</th>" })</tr></thead>\
            <tbody>\((0..<count).html { row($0, filled.indices.contains($0) ? filled[$0] : RecordForm.Row()) })</tbody></table></div>\
            <button name="do" value="rows:\(field.code)" class="quiet" formnovalidate>\(t("More rows"))</button></fieldset>
            """
    }

    private func row(_ index: Int, _ row: RecordForm.Row) -> HTML {
        """
        <tr><th scope="row">\(index + 1)\(row.origin.map { "<input type=\"hidden\" name=\"w:\(field.code):\(index)\" value=\"\($0)\">" as HTML })</th>\
        \(field.fields.html { cell($0, index, row) })</tr>
        """
    }

    private func cell(_ inner: RecordField, _ index: Int, _ row: RecordForm.Row) -> HTML {
        let name = "g:\(field.code):\(index):\(inner.code)", value = row.cells[inner.code] ?? ""
        let error = form.error("\(field.code).\(inner.code)", row: index).map { FormPage.sentence(t($0.reason)) + " " + t($0.remedy) }
        let common: HTML = " id=\"\(name)\" name=\"\(name)\" aria-label=\"\(t(inner.name)), \(t("row \(index + 1)"))\"\(if: error != nil, " aria-invalid=\"true\" aria-describedby=\"\(name)-error\"")"
        return "<td\(if: error != nil, " class=\"bad\"") data-label=\"\(t(inner.name))\">\(control(inner, common, value, keeps(inner, row)))\(error.map { "<span class=\"msg\" id=\"\(name)-error\">\($0)</span>" as HTML })</td>"
    }

    /// What stands in a masked cell of a row that was kept before.
    private func keeps(_ inner: RecordField, _ row: RecordForm.Row) -> String? {
        guard form.isMasked(inner), let origin = row.origin, let rows = form.sheet?.record.body[field.code]?.rows, rows.indices.contains(origin) else { return nil }
        return rows[origin].text(inner.code).map { inner.masked($0) }
    }

    private func control(_ inner: RecordField, _ common: HTML, _ value: String, _ kept: String?) -> HTML {
        func line(_ type: HTML) -> HTML { "<input \(type)\(common)\(attribute: "placeholder", kept) value=\"\(value)\">" }
        func select(_ options: [(String, String)]) -> HTML {
            "<select\(common)><option value=\"\">\(kept == nil ? "–" : t("as it is"))</option>\(options.html { "<option value=\"\($0.0)\"\(if: $0.0 == value, " selected")>\($0.1)</option>" })</select>"
        }
        switch inner.type {
        case .number, .money: return line("class=\"n\" inputmode=\"decimal\" autocomplete=\"off\"")
        case .date: return Day(iso: value) == nil && !value.isEmpty ? line("type=\"text\"") : line("type=\"date\"")
        case .phone: return line("type=\"tel\" autocomplete=\"off\"")
        case .email: return line("type=\"email\" autocomplete=\"off\"")
        case .identityNumber: return line("inputmode=\"numeric\" autocomplete=\"off\"")
        case .yesNo: return select([("true", t("Yes")), ("false", t("No"))])
        case .choice, .ethnicGroup: return select(RecordWords(request.world).options(of: inner).map { ($0.code, t($0.name)) })
        case .agency: return select(request.world.catalogue.agencies.values.sorted { $0.name.vi < $1.name.vi }.map { ($0.code, t($0.name)) })
        case .longText: return "<textarea rows=\"2\"\(common)\(attribute: "placeholder", kept)>\n\(value)</textarea>"
        case .record: return record(inner, common, value, select)
        default: return line("autocomplete=\"off\"")
        }
    }

    /// A record is chosen from few, and written by its number or title where there are many.
    private func record(_ inner: RecordField, _ common: HTML, _ value: String, _ select: ([(String, String)]) -> HTML) -> HTML {
        let chosen = value.isEmpty ? nil : named(value, inner)
        if let records = offered[inner.code], value.isEmpty || chosen != nil {
            let stray = chosen.map { one in records.contains { $0.id == one.id } ? [] : [one] } ?? []
            return select((records + stray).map { ($0.id, RecordControl.name($0)) })
        }
        return "<input autocomplete=\"off\" placeholder=\"\(t("number or name"))\"\(common) value=\"\(chosen.map { $0.number ?? $0.title } ?? value)\">"
    }

    private func named(_ id: String, _ inner: RecordField) -> Registers.RecordChoice? {
        if let known = offered[inner.code]?.first(where: { $0.id == id }) { return known }
        do { return try inner.register.flatMap { try request.khen.registers.choice(id, of: $0, by: request.person) } } catch { return nil }  // what cannot be read is shown as it is kept
    }
}
