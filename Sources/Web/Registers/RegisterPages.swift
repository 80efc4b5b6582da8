import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The registers that somebody sees, and the list of one.
enum RegisterPages {
    static var routes: [Route] {
        [
            .get("/registers", access: .everyone, forms: [.html, .json]) { try all($0) },
            .get("/registers/{code}", access: .everyone, forms: [.html, .json, .csv, .xlsx]) { try list($0) },
            .post("/registers/{code}", access: .signedIn, forms: [.json], maxBytes: 1 << 20) { try RecordWriting.add($0) },
        ]
    }

    // MARK: All

    private static func all(_ request: PageRequest) throws -> Response {
        let entries = request.khen.registers.all(by: request.person)
        if request.form == .json { return try Reply.json(RecordAnswer.registers(entries)) }
        let t = request.t, groups = groups(entries, request)
        let lists = try groups.html { group in "\(if: groups.count > 1, "<h2>\(group.name)</h2>")<ul class=\"cards\">\(try group.entries.html { try card($0, request) })</ul>" }
        let main: HTML = """
            <h1>\(t("Registers"))</h1>\(if: entries.contains(where: \.mayAdd), "<p class=\"tools\">\(OfflineRegisterPages.link(t))</p>")\
            \(if: entries.isEmpty, "<p class=\"lede\">\(t("There is no register for you here yet."))</p><p>\(t("Registers come with the packs of a programme, which say which roles may see them. Ask your administrator which role you hold."))</p>", else: lists)
            """
        return Reply.html(Layout.page(request, title: t("Registers"), current: .registers, crumbs: [(t("Operations centre"), "/"), (t("Registers"), nil)], main: main))
    }

    /// Registers under their headings; those that name none under their programme's name, last.
    private static func groups(_ entries: [Registers.Entry], _ request: PageRequest) -> [(name: String, entries: [Registers.Entry])] {
        let t = request.t
        var programmes: [String: Label] = [:]
        for pack in request.world.catalogue.packs { for register in pack.registers { programmes[register.code] = pack.programme?.name ?? pack.name } }
        func byName(_ entries: [Registers.Entry], _ name: (Register) -> Label?) -> [(name: String, entries: [Registers.Entry])] {
            Dictionary(grouping: entries) { name($0.register).map { t($0) } ?? "" }.map { (name: $0.key, entries: $0.value) }
                .sorted { VietnameseCollation.collationKey($0.name).lexicographicallyPrecedes(VietnameseCollation.collationKey($1.name)) }
        }
        return byName(entries.filter { $0.register.group != nil }, \.group) + byName(entries.filter { $0.register.group == nil }) { programmes[$0.code] }
    }

    private static func card(_ entry: Registers.Entry, _ request: PageRequest) throws -> HTML {
        let t = request.t, register = entry.register
        var count = 0, overdue = 0
        if entry.isOpen {
            count = try request.khen.registers.find(RecordQuery(limit: 0), in: register.code, by: request.person).total
            if register.states.contains(where: { $0.deadline != nil }) { overdue = try request.khen.registers.find(RecordQuery(isOverdue: true, limit: 0), in: register.code, by: request.person).total }
        } else {
            count = try request.khen.registers.publicList(RecordQuery(limit: 0), in: register.code).total
        }
        return """
            <li><h2><a href="\(Address.register(register.code))">\(t(register.name))</a></h2>\(register.help.map { "<p>\(t($0))</p>" as HTML })\
            <ul class="counts"><li><b>\(t.language.number(count))</b> \(t(register.one))</li>\
            \(if: overdue > 0, "<li><span class=\"standing behind\"><span aria-hidden=\"true\">▼</span> \(t("one overdue|\(overdue) overdue"))</span></li>")\(if: !entry.isOpen, "<li><small>\(t("Public part"))</small></li>")</ul></li>
            """
    }

    // MARK: One

    private static func list(_ request: PageRequest) throws -> Response {
        let entry: Registers.Entry
        do {
            entry = try request.khen.registers.register(request.parameter("code"), by: request.person)
        } catch let error as NotFound {
            // To somebody who has not signed in nothing is said of what there is.
            if request.account == nil { throw NotSignedIn() }
            throw error
        }
        guard entry.isOpen else { return try PublicRecordPage.list(entry.register, request) }
        var query = try RegisterListQuery(entry.register, request)
        switch request.form {
        case .html: return Reply.html(try RegisterListView(entry, query, request).html)
        case .json:
            query.asked.limit = min(max(Int(request.query["limit"] ?? "") ?? RegisterListQuery.pageSize, 1), 500)
            query.asked.offset = (query.page - 1) * query.asked.limit
            let found = try request.khen.registers.find(query.asked, in: entry.register.code, by: request.person)
            return try Reply.json(RecordAnswer.list(found, query, request))
        case .csv, .xlsx:
            (query.asked.offset, query.asked.limit) = (0, 1_000_000)
            let found = try request.khen.registers.find(query.asked, in: entry.register.code, by: request.person)
            return try Export.answer(request.form, table: RegisterExport.table(found, request), name: entry.register.code.lowercased(), at: request.now)
        }
    }
}
