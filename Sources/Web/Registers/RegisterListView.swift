import Domain
import Markup
import Operations

/// The list of a register: what it is for, how many records are in each state, filters, the records.
struct RegisterListView {
    let entry: Registers.Entry
    let query: RegisterListQuery
    let request: PageRequest
    let found: Registers.Found
    private let mayMove: Bool
    private var register: Register { entry.register }
    private var t: Translator { request.t }
    private var words: RegisterWords { RegisterWords(request) }

    init(_ entry: Registers.Entry, _ query: RegisterListQuery, _ request: PageRequest) throws {
        self.entry = entry
        self.query = query
        self.request = request
        found = try request.khen.registers.find(query.asked, in: entry.register.code, by: request.person)
        mayMove = !entry.register.moves.isEmpty && request.khen.registers.acts(in: entry.register, by: request.person).contains(.move)
    }

    var html: HTML {
        get throws {
            let name = t(register.name)
            let main: HTML = """
                \(done)<div class="heading"><h1>\(name)</h1>\(if: entry.mayAdd, "<p><a class=\"button\" href=\"\(addAddress)\">\(t("Add a record"))</a></p>")</div>\
                \(register.help.map { "<p>\(t($0))</p>" as HTML })\(words.linked(query, register))\(words.counting(query, register))\(try RegisterFilters(query, request).html)\(try SavedFilterPages.section(register, isNarrowed: query.isNarrowed || !query.asked.states.isEmpty, request))\(tabs)\(tools)\
                \(if: found.records.contains(where: \.isIllustrative), Layout.illustrativeNote(t))\(found.records.isEmpty ? empty : list)
                """
            return Layout.page(request, title: name, current: .registers, crumbs: [(t("Registers"), "/registers"), (name, nil)], main: main)
        }
    }

    private var done: HTML {
        let count = Int(request.query["count"] ?? "") ?? 0, receipt = request.query["receipt"].map { " " + t("Receipt \($0)") + "." } ?? ""
        switch request.query["done"] {
        case "moved": return FormPage.message("done", count > 0 ? t("The step is taken for one record.|The step is taken for \(count) records.") : t("The step is taken.") + receipt)
        case "imported": return FormPage.message("done", t("One record is kept.|\(count) records are kept.") + receipt)
        case "removed": return FormPage.message("done", t("The record is taken out.") + receipt)
        case "erased": return FormPage.message("done", t("The personal data are erased.") + receipt)
        default: return ""
        }
    }

    /// What can be done with the whole list.
    private var tools: HTML {
        let address = Address.register(register.code), tail = request.query.with("page", nil), query: HTML = tail.isEmpty ? "" : "?\(tail)"
        let acts = request.khen.registers.acts(in: register, by: request.person)
        return """
            <p class="tools">\(if: register.list.map != nil, "<a href=\"\(address)/map\(query)\">\(t("On the map"))</a>")\(if: !register.list.sheet.isEmpty && acts.contains(.edit), "<a href=\"\(address)/sheet\(query)\">\(t("Fill in for many"))</a>")\
            \(if: acts.contains(.add), "<a href=\"\(address)/import\">\(t("Bring in from a file"))</a>\(OfflineRegisterPages.link(t))")\(if: acts.contains(.export), "<a href=\"\(address)/export\(query)\">\(t("Export"))</a>")\
            \(if: register.retention != nil && acts.contains(.tidy), "<a href=\"\(address)/expired\">\(t("Records whose time has come"))</a>")\(RecordPrintPages.tools(register, query, request))</p>
            """
    }

    /// A step for the records that are ticked.
    private var bulk: HTML {
        guard mayMove, !found.records.isEmpty else { return "" }
        let states = Set(found.states.keys), moves = register.moves.filter { move in states.contains { register.moves(from: $0).contains { $0.code == move.code } } }
        guard !moves.isEmpty else { return "" }
        let options = moves.html { "<option value=\"\($0.code)\">\(t($0.name))</option>" }
        return "<form id=\"bulk\" class=\"bulk\" action=\"\(Address.register(register.code))/bulk\"><label for=\"bulk-move\">\(t("With those ticked"))</label> <select id=\"bulk-move\" name=\"move\">\(options)</select> <button class=\"quiet\">\(t("Look first"))</button></form>"
    }

    /// The form of a new record; from a list narrowed down to one linked record that record is filled in.
    private var addAddress: String { Address.newRecord(register.code, query.asked.link.map { [($0.field, $0.id)] } ?? []) }

    // MARK: States

    private func address(_ name: String, _ value: String?) -> String {
        let rest = Query(request.query.with("page", nil)).with(name, value)
        return "/registers/\(Query.encoded(register.code))" + (rest.isEmpty ? "" : "?" + rest)
    }

    private var tabs: HTML {
        guard register.states.count > 1 else { return "" }
        let sum = found.states.values.reduce(0, +), chosen = query.asked.states
        let all: HTML = tab(address("state", nil), isCurrent: chosen.isEmpty, HTML(text: t("All")), sum)
        let states = register.states.filter { found.states[$0.code] != nil || chosen.contains($0.code) }
        return """
            <nav class="tabs" aria-label="\(t("States"))"><ul>\(all)\(states.html { state in
                tab(address("state", state.code), isCurrent: chosen.contains(state.code), words.state(state.code, register), found.states[state.code] ?? 0)
            })</ul></nav>
            """
    }

    private func tab(_ address: String, isCurrent: Bool, _ name: HTML, _ count: Int) -> HTML {
        "<li><a href=\"\(address)\"\(if: isCurrent, " aria-current=\"true\"")>\(name) <b>\(t.language.number(count))</b></a></li>"
    }

    // MARK: Records

    private var list: HTML {
        let tail = request.query.with("page", nil), fields = register.list.columns.compactMap(register.field)
        let columns = [Table.Column(words.one(register), sorting: sorting("title"))] + (register.states.count > 1 ? [Table.Column(t("Status"))] : []) + [Table.Column(t("Unit"))]
            + fields.map { Table.Column(words.name(of: $0), isNumeric: $0.valueType.isNumeric, sorting: RegisterListQuery.sortable(register).contains($0.code) ? sorting($0.code) : nil) }
            + (found.records.contains { $0.due != nil } ? [Table.Column(t("Due"), sorting: sorting("due"))] : [])
        let last = query.asked.offset + found.records.count
        let shown = t("\(t.language.number(query.asked.offset + 1))–\(t.language.number(last)) of \(t.language.number(found.total))")
        let previous = query.page > 1 ? (t("Back"), part(query.page - 1)) : nil, next = last < found.total ? (t("On"), part(query.page + 1)) : nil
        return """
            \(Layout.heading(t("One record|\(found.total) records"), id: "list", address: "/registers/\(Query.encoded(register.code))", query: tail))\
            <div class="records">\(Table(caption: t(register.name), isCaptionHidden: true, columns: columns, rows: found.records.map { row($0, fields, columns.count) }).withoutEmptyColumns.html)</div>\(bulk)\
            \(if: found.total > found.records.count, pager(shown: shown, previous: previous.map { (label: $0.0, address: $0.1) }, next: next.map { (label: $0.0, address: $0.1) }, label: t("Parts of the list")))
            """
    }

    private func part(_ page: Int) -> String { "/registers/\(Query.encoded(register.code))?" + request.query.with("page", String(page)) }

    /// Where a heading leads: to the list in its order, and from there to the other way round.
    private func sorting(_ key: String) -> Table.Sorting {
        let now = query.sort ?? register.list.sort ?? "latest"
        let isDescending = now == "-" + key, isAscending = now == key
        let turned = isAscending && key != "title" && key != "due" ? "-" + key : key
        return Table.Sorting(address: address("sort", turned), order: isAscending ? .ascending : isDescending ? .descending : nil)
    }

    private func row(_ record: Registers.RecordRow, _ fields: [RecordField], _ count: Int) -> [HTML] {
        var cells: [HTML] = [
            "\(if: mayMove, "<input type=\"checkbox\" form=\"bulk\" name=\"record\" value=\"\(record.key.id)\" aria-label=\"\(t("Tick \(record.title)"))\"> ")<a href=\"\(Address.record(record.key))\">\(record.title)</a>\(if: record.isIllustrative, " \(FigureText.tag(.illustrative, t))")\(record.number.map { "<small>\($0)</small>" as HTML })",
        ]
        if register.states.count > 1 { cells.append(words.state(record.state, register)) }
        cells.append(HTML(text: words.unit(record.unit)))
        cells += fields.map { field in
            guard let cell = record.cells[field.code] else { return "" }
            return cell.isMasked ? HTML(text: t(cell.words)) : words.short(cell, field)
        }
        if cells.count < count { cells.append(words.due(register.state(record.state)?.isFinal == true ? nil : record.due)) }
        return cells
    }

    /// What to do where there is nothing.
    private var empty: HTML {
        if query.isNarrowed || !query.asked.states.isEmpty || found.total > 0 {
            return "<div class=\"status\"><p><strong>\(t("No record answers to this."))</strong></p><p>\(Layout.link(Address.register(register.code), t("Show all records")))</p></div>"
        }
        return """
            <div class="status"><p><strong>\(t("There is no record here yet."))</strong></p>\
            <p>\(if: entry.mayAdd, Layout.link(addAddress, t("Add the first one")), else: HTML(text: t("Records appear here as soon as somebody adds one in your area.")))</p></div>
            """
    }
}
