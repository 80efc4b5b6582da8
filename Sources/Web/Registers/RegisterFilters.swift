import Domain
import Markup
import Operations

/// The choices above a register's list: words and unit at hand, the register's own filters folded away until they are used.
struct RegisterFilters {
    let query: RegisterListQuery
    let request: PageRequest
    private var register: Register { query.register }
    private var t: Translator { request.t }

    /// Longer lists of choices are asked for by name instead.
    static let mostOptions = 150

    init(_ query: RegisterListQuery, _ request: PageRequest) {
        self.query = query
        self.request = request
    }

    var html: HTML {
        get throws {
            let hidden = ["state", "link"].flatMap { name in request.query.all.filter { $0.name == name && !$0.value.isEmpty } }
            let folded = try query.filters.html { try filter($0) }, count = query.foldedCount
            return """
                <form class="filters" action="/registers/\(Query.encoded(register.code))">\(hidden.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" })\
                <label>\(t("Words or number"))<br><input type="search" name="q"\(attribute: "value", query.asked.text)></label>\(try units)\
                <button class="quiet">\(t("Show"))</button>\(if: query.isNarrowed, "<a href=\"\(Address.register(register.code))\">\(t("Clear filters"))</a>")\
                <details\(if: count > 0, " open")><summary>\(t("More filters"))\(if: count > 0, " <b>\(count)</b>")</summary><div class="filters">\(folded)\(order)\
                <label class="box"><input type="checkbox" name="own" value="1"\(if: query.asked.creator != nil, " checked")> \(t("added by me"))</label>\
                \(if: register.states.contains { $0.deadline != nil }, "<label class=\"box\"><input type=\"checkbox\" name=\"overdue\" value=\"1\"\(if: query.asked.isOverdue, " checked")> \(t("overdue"))</label>")\
                <button class="quiet">\(t("Show"))</button></div></details></form>
                """
        }
    }

    /// Which records come first.
    private var order: HTML {
        let own = register.list.sort.flatMap { sort in register.field(String(sort.drop { $0 == "-" })).map { (sort, t($0.name)) } }
        let options = [own, ("latest", t("the latest change")), ("title", RegisterWords(request).one(register)), register.states.contains { $0.deadline != nil } ? ("due", t("Due")) : nil].compactMap(\.self)
        let chosen = query.sort ?? options[0].0, kept = options.contains { $0.0 == chosen } ? [] : [(chosen, register.field(String(chosen.drop { $0 == "-" })).map { t($0.name) } ?? chosen)]
        return "<label>\(t("In the order of"))<br><select name=\"sort\">\((kept + options).html { "<option value=\"\($0.0)\"\(if: $0.0 == chosen, " selected")>\($0.1)</option>" })</select></label>"
    }

    // MARK: Units

    /// The chosen unit with what is above it, and the units right beneath.
    private var units: HTML {
        get throws {
            let tops = try request.khen.registers.tops(of: register.code, by: request.person), today = request.today
            let line = query.unit.map { unit in request.world.units.ancestors(of: unit.id, asOf: today).filter { above in tops.contains { $0.id == above.id || isBeneath(above, $0) } } + [unit] } ?? []
            let start = query.unit.map { [$0] } ?? tops
            let beneath = start.flatMap { request.world.units.children(of: $0.id, asOf: today) }.filter { isOfUse($0) }
            let shown = (query.unit == nil && tops.count > 1 ? tops : []) + line + beneath
            guard !shown.isEmpty else { return "" }
            return """
                <label>\(t("Unit"))<br><select name="unit"><option value="">\(tops.count == 1 ? request.name(of: tops[0]) : t("all"))</option>\(shown.filter { one in tops.count != 1 || one.id != tops[0].id }.html { unit in
                    "<option value=\"\(request.key(of: unit))\"\(if: unit.id == query.unit?.id, " selected")>\(request.name(of: unit))</option>"
                })</select></label>
                """
        }
    }

    private func isBeneath(_ unit: OrgUnit, _ top: OrgUnit) -> Bool { request.world.units.ancestors(of: unit.id, asOf: request.today).contains { $0.id == top.id } }

    /// Whether records can be at a unit or beneath it.
    private func isOfUse(_ unit: OrgUnit) -> Bool { register.levels.contains { $0.depth >= unit.level.depth } }

    // MARK: Fields

    private func filter(_ field: RecordField) throws -> HTML {
        let code = field.code, name = t(field.name)
        switch field.valueType {
        case .number, .money, .date: return range(field)
        case .yesNo: return select(code, name, [("true", t("Yes")), ("false", t("No"))])
        case .choice, .many, .ethnicGroup: return select(code, name, RecordWords(request.world).options(of: field).map { ($0.code, t($0.name)) })
        case .agency: return select(code, name, request.world.catalogue.agencies.values.sorted { $0.name.vi < $1.name.vi }.map { ($0.code, t($0.name)) })
        case .orgUnit:
            let units = try request.khen.registers.units(of: field.levels, within: register.code, by: request.person)
            guard units.count <= Self.mostOptions else { return text(code, name) }
            return select(code, name, units.map { ($0.id.rawValue, request.name(of: $0)) })
        case .record:
            let (records, isMore) = try request.khen.registers.choices(of: field, limit: 50, by: request.person)
            guard !isMore, !records.isEmpty else { return "" }
            return select(code, name, records.map { ($0.id, $0.title) })
        case .period: return text(code, name)
        default: return ""
        }
    }

    private func values(_ code: String) -> [String] { request.query.all.filter { $0.name == code && !$0.value.isEmpty }.map(\.value) }

    private func select(_ code: String, _ name: String, _ options: [(String, String)]) -> HTML {
        let chosen = Set(values(code))
        return """
            <label>\(name)<br><select name="\(code)"\(if: chosen.count > 1, " multiple size=\"4\"")><option value="">\(t("all"))</option>\(options.html { "<option value=\"\($0.0)\"\(if: chosen.contains($0.0), " selected")>\($0.1)</option>" })</select></label>
            """
    }

    private func text(_ code: String, _ name: String) -> HTML { "<label>\(name)<br><input name=\"\(code)\"\(attribute: "value", values(code).last)></label>" }

    private func range(_ field: RecordField) -> HTML {
        let isDay = field.valueType == .date, name = RegisterWords(request).name(of: field)
        func input(_ end: String, _ word: String) -> HTML {
            let type: HTML = isDay ? "type=\"date\"" : "class=\"n\" inputmode=\"decimal\""
            return "<input \(type) name=\"\(field.code)-\(end)\" aria-label=\"\(name), \(word)\"\(attribute: "value", request.query["\(field.code)-\(end)"])>"
        }
        return "<div class=\"range\"><span>\(name)</span><br>\(input("from", t("from"))) – \(input("to", t("to")))</div>"
    }
}
