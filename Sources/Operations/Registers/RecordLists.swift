import Domain
import Storage

/// Records found, and one record with everything about it.
extension Registers {
    /// A part of the list of a register.
    package struct Found: Sendable {
        package var register: Register
        package var records: [RecordRow]
        package var total: Int
        /// How many there are in each state, the states asked for aside.
        package var states: [String: Int]
    }

    /// A record as a list shows it.
    package struct RecordRow: Sendable {
        package var key: RecordKey
        package var number: String?
        package var title: String
        package var unit: UnitID
        package var state: String
        package var due: Day?
        package var changed: Moment
        package var isIllustrative: Bool
        /// What the person may see, masked where it is personal.
        package var cells: [String: Cell]
        /// Number of the version that it is.
        package var version: Int64
        /// What the fields that are filled in for many records hold.
        package var sheet: [String: RecordValue]
    }

    /// What a field holds, as far as it is shown.
    package struct Cell: Sendable, Hashable {
        package var value: RecordValue
        /// In words; stars in place of what is masked.
        package var words: Label
        package var isMasked: Bool
        /// Titles of linked records and names of persons, by identity.
        package var titles: [String: String]
    }

    /// The records of a register that a person sees, narrowed down, a part of them.
    ///
    /// - Throws: ``NotFound`` for a register out of sight, ``Rejected`` for a filter that the register does not have.
    package func find(_ query: RecordQuery, in code: String, by person: Person) throws -> Found {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world)
        guard entry.isOpen else { throw Self.noRegister }
        try check(query, register, sight)
        return try khen.database.read { tx in
            let search = try search(query, register, sight, world, tx), found = search.run()
            let ids = found.ids.map(\.text), records = try records(ids, of: code, tx)
            return Found(register: register, records: try rows(ids.compactMap { records[$0] }, sight, world, tx), total: found.total, states: found.states)
        }
    }

    /// Records as a list shows them, in the order of their identities; those out of sight are left out.
    package func rows(_ ids: [String], of code: String, by person: Person) throws -> [RecordRow] {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world)
        return try khen.database.read { tx in
            let records = try records(ids, of: code, tx)
            return try rows(ids.compactMap { records[$0] }, sight, world, tx)
        }
    }

    private func rows(_ records: [StoredRecord], _ sight: RegisterSight, _ world: World, _ tx: ReadTransaction) throws -> [RecordRow] {
        let register = sight.register, records = records.filter { sight.may(.see, $0) }, shower = RecordShower(world: world, sight: sight, isMasking: true)
        let titles = try shower.titles(of: records, fields: Set(register.list.columns), tx)
        return records.map { record in
            RecordRow(key: record.key, number: record.number, title: shower.title(record), unit: record.unit, state: record.state, due: record.due, changed: record.changed, isIllustrative: record.isIllustrative,
                      cells: shower.cells(record, register.list.columns, titles: titles), version: record.seq, sheet: record.full.values.filter { code, _ in register.list.sheet.contains(code) && register.field(code).map { !$0.sensitivity.isMasked && sight.sees($0) } ?? false })
        }
    }

    /// A record's place on the map.
    package struct Place: Sendable {
        package var key: RecordKey
        package var title: String
        package var state: String
        package var latitude: Double
        package var longitude: Double
    }

    /// The most places on one map.
    package static let mostPlaces = 2000

    /// Where the records of a list are, by the field that the register names for it.
    package func places(_ query: RecordQuery, in code: String, by person: Person) throws -> [Place] {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world)
        guard entry.isOpen, let field = register.list.map.flatMap(register.field), sight.sees(field), !field.sensitivity.isMasked else { throw Self.noRegister }
        try check(query, register, sight)
        return try khen.database.read { tx in
            var all = query
            (all.offset, all.limit) = (0, Self.mostPlaces)
            let found = try search(all, register, sight, world, tx).run(), records = try records(found.ids.map(\.text), of: code, tx), shower = RecordShower(world: world, sight: sight, isMasking: true)
            return found.ids.compactMap { records[$0.text] }.filter { sight.may(.see, $0) }.compactMap { record in
                let parts = (record.full.text(field.code) ?? "").split(separator: ",").compactMap { Double($0) }
                return parts.count == 2 ? Place(key: record.key, title: shower.title(record), state: record.state, latitude: parts[0], longitude: parts[1]) : nil
            }
        }
    }

    func search(_ query: RecordQuery, _ register: Register, _ sight: RegisterSight, _ world: World, _ tx: ReadTransaction) throws -> RecordSearch {
        let columns = try world.records.columns(of: register, in: tx), today = khen.now().day
        var linked: [String]?, query = query
        if let text = query.text, RecordShower.titleIsMasked(register), !sight.isWhole {
            // A masked name must not be told by what is found: words are looked for only among what the person may have unmasked, numbers everywhere.
            let numbered = try tx.rows("SELECT id FROM record WHERE register = \(register.code) AND number = \(text.trimmingWhitespace.uppercased())").map { $0.text(0) }
            if !numbered.isEmpty || !sight.mayAnywhere(.reveal) { (query.text, linked) = (nil, numbered) }
        }
        if let link = query.link, let target = register.field(link.field)?.register ?? register.field(String(link.field.prefix { $0 != "." }))?.fields.first(where: { "\(link.field.prefix { $0 != "." }).\($0.code)" == link.field })?.register {
            let named = try tx.rows("SELECT id FROM record_link WHERE register = \(target) AND target = \(link.id) AND source = \(register.code) AND field = \(link.field)").map { $0.text(0) }
            linked = linked.map { found in found.filter(named.contains) } ?? named
        }
        if let figure = query.figure {
            let fed = Set(try records(of: figure, query, register, sight, world, tx))
            linked = linked.map { $0.filter(fed.contains) } ?? Array(fed)
        }
        let asksForMasked = query.figure.map { Self.isMasked($0.element, in: register, world) } ?? false
        return RecordSearch(columns, query, sight: sight, asksForMasked: asksForMasked, today: today, isWithin: { unit in
            guard let top = query.unit else { return true }
            if unit == top { return true }
            let day = world.units.unit(unit)?.lastDay.map { min($0, today) } ?? today
            return world.units.ancestors(of: unit, asOf: day).contains { $0.id == top }
        }, linked: linked)
    }

    private func check(_ query: RecordQuery, _ register: Register, _ sight: RegisterSight) throws {
        let mayReveal = sight.mayAnywhere(.reveal)
        for code in query.conditions.keys where !register.list.filters.contains(code) || !(register.field(code).map { sight.sees($0) && (mayReveal || !$0.sensitivity.isMasked) } ?? false) {
            throw Rejected(Label(vi: "sổ không lọc theo «\(code)»", en: "the register cannot be narrowed down by “\(code)”"),
                           remedy: Label(vi: "Lọc theo: \(register.list.filters.joined(separator: ", ")).", en: "Filters: \(register.list.filters.joined(separator: ", "))."), place: code)
        }
        if let link = query.link, let field = register.field(String(link.field.prefix { $0 != "." })), !sight.sees(field) || register.isMasked(link.field) && !mayReveal {
            throw Rejected(Label(vi: "sổ không lọc theo «\(link.field)»", en: "the register cannot be narrowed down by “\(link.field)”"), remedy: Label(vi: "Chọn bộ lọc khác.", en: "Choose other filters."), place: link.field)
        }
        for state in query.states where register.state(state) == nil {
            throw Rejected(Label(vi: "sổ không có trạng thái «\(state)»", en: "the register has no state “\(state)”"), remedy: Label(vi: "Chọn trạng thái trong danh sách.", en: "Choose a state from the list."), place: "state")
        }
    }

    /// Records by identity, whichever province they are in.
    func records(_ ids: [String], of register: String, _ tx: ReadTransaction) throws -> [String: StoredRecord] {
        var found: [String: StoredRecord] = [:]
        for province in try ChangeLog.heads(in: tx).keys.sorted() where found.count < ids.count {
            found.merge(try RecordStore.records(ids, of: register, in: province, tx)) { first, _ in first }
        }
        return found
    }

    // MARK: One record

    /// A record with everything that its page shows.
    package struct Sheet: Sendable {
        package var register: Register
        package var record: StoredRecord
        package var title: String
        /// What the person may see, masked where it is personal.
        package var cells: [String: Cell]
        /// Codes of fields that are left out as the record stands.
        package var hidden: Set<String>
        /// Moves that the person can make.
        package var moves: [RecordMove]
        package var mayEdit: Bool
        package var mayTidy: Bool
        /// Whether there is something masked that the person may have unmasked.
        package var mayReveal: Bool
        package var mayExport: Bool
        /// Records of other registers that name this one: register, field, how many the table of links knows.
        package var links: [LinkGroup]
        package var history: [HistoryEntry]
        package var comments: [Comment]
        /// What looks wrong.
        package var warnings: [RecordProblem]
        package var isPublic: Bool
    }

    package struct LinkGroup: Sendable, Hashable {
        package var register: Register
        package var field: RecordField
        package var count: Int
        package var mayAdd: Bool
    }

    package struct HistoryEntry: Sendable {
        package var change: Change
        package var version: RecordVersion?
        /// Fields that it changed.
        package var fields: [String]
    }

    package struct Comment: Sendable, Hashable {
        package var words: String?
        package var person: String
        package var at: Moment
        package var seq: Int64
    }

    /// - Throws: ``NotFound`` also for a record out of sight.
    package func sheet(_ key: RecordKey, by person: Person) throws -> Sheet {
        let world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world), now = khen.now()
        return try khen.database.read { tx in
            let record = try visible(key, province, sight, tx)
            guard let formulas = world.catalogue.registerFormulas[register.code] else { throw Self.noRegister }
            let shower = RecordShower(world: world, sight: sight, isMasking: true), codes = register.fields.map(\.code)
            let titles = try shower.titles(of: [record], fields: Set(codes), tx)
            let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
            let linked = try checker.linkedValues(record, formulas)
            let reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: now.day) { linked["\($0).\($1)"] }
            var settled = record
            let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now)
            let cells = shower.cells(record, codes, titles: titles)
            return Sheet(
                register: register, record: record, title: shower.title(record), cells: cells, hidden: Set(codes.filter { !formulas.isAllowed($0, reading) }),
                moves: mover.moves(of: record), mayEdit: record.standing == .kept && sight.may(.edit, record) && register.state(record.state)?.isEditable ?? true,
                mayTidy: sight.may(.tidy, record), mayReveal: shower.hidesSomething(cells) && sight.may(.reveal, record), mayExport: sight.may(.export, record),
                links: try links(to: record, person, world, tx), history: try history(of: record, sight, tx), comments: try comments(of: record, tx),
                warnings: try checker.problemsOf(&settled, formulas), isPublic: Self.isPublic(record, register))
        }
    }

    static func isPublic(_ record: StoredRecord, _ register: Register) -> Bool {
        guard let view = register.publicView, record.standing == .kept else { return false }
        return (view.states.isEmpty || view.states.contains(record.state)) && view.conditions.allSatisfy { field, values in record.full[field]?.texts.contains { values.contains($0) } ?? false }
    }

    private func links(to record: StoredRecord, _ person: Person, _ world: World, _ tx: ReadTransaction) throws -> [LinkGroup] {
        let counts = Dictionary(try RecordStore.linkCounts(to: record.key, in: record.province, tx).map { ("\($0.source) \($0.field)", $0.count) }) { $1 }
        return world.catalogue.registers.values.sorted { $0.code < $1.code }.flatMap { register -> [LinkGroup] in
            let sight = sight(register, person, world)
            guard !sight.isEmpty else { return [] }
            return register.fields.filter { $0.type == .record && $0.register == record.key.register }.map { field in
                LinkGroup(register: register, field: field, count: counts["\(register.code) \(field.code)"] ?? 0, mayAdd: sight.mayAnywhere(.add))
            }
        }
    }

    private func history(of record: StoredRecord, _ sight: RegisterSight, _ tx: ReadTransaction) throws -> [HistoryEntry] {
        let versions = try RecordStore.versions(of: record.key, in: record.province, tx), bySeq = Dictionary(versions.map { ($0.seq, $0) }) { $1 }
        let own = try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change WHERE province = \(record.province) AND subject = \(record.key.description)
            """).map(Change.init(row:))
        let others = versions.map(\.seq).filter { seq in !own.contains { $0.seq == seq } }
        let shared = others.isEmpty ? [] : try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change WHERE province = \(record.province) AND seq IN (\(list: others))
            """).map(Change.init(row:))
        let before = Dictionary(zip(versions, versions.dropFirst()).map { ($1.seq, $0) }) { $1 }
        return (own + shared).sorted { $0.seq > $1.seq }.map { change in
            let version = bySeq[change.seq]
            return HistoryEntry(change: change, version: version, fields: Self.changed(from: before[change.seq], to: version).filter { code in sight.register.field(code).map(sight.sees) ?? false })
        }
    }

    private static func changed(from old: RecordVersion?, to new: RecordVersion?) -> [String] {
        guard let body = new?.body else { return [] }
        guard let old else { return [] }
        return Set(body.values.keys).union(old.body?.values.keys.map { $0 } ?? []).filter { body[$0] != old.body?[$0] }.sorted()
    }

    private func comments(of record: StoredRecord, _ tx: ReadTransaction) throws -> [Comment] {
        try tx.rows("""
            SELECT c.seq, c.words, l.person, l.at FROM record_comment c JOIN change l ON l.province = c.province AND l.seq = c.seq
            WHERE c.province = \(record.province) AND c.register = \(record.key.register) AND c.id = \(record.key.id) ORDER BY c.seq
            """).compactMap { row in Moment(iso: row.text(3)).map { Comment(words: row.optionalText(1), person: row.text(2), at: $0, seq: row.int64(0)) } }
    }
}

/// Shows records to one person: what they may not see is left out, what is personal is masked.
struct RecordShower {
    let world: World
    let sight: RegisterSight
    let isMasking: Bool

    /// Titles of linked records and names of persons that the fields of some records name, by identity.
    func titles(of records: [StoredRecord], fields: Set<String>, _ tx: ReadTransaction) throws -> [String: String] {
        var wanted: [String: Set<String>] = [:], people: Set<String> = [], titles: [String: String] = [:]
        let named = sight.register.fields.filter { fields.contains($0.code) }
        for record in records {
            let body = record.full
            for field in named {
                if field.type == .record, let target = field.register { wanted[target, default: []].formUnion(body[field.code]?.texts ?? []) }
                if field.type == .person { people.formUnion(body[field.code]?.texts ?? []) }
                for inner in field.fields where inner.type == .record {
                    for row in body[field.code]?.rows ?? [] { if let id = row.text(inner.code), let target = inner.register { wanted[target, default: []].insert(id) } }
                }
            }
        }
        guard let province = records.first?.province else { return [:] }
        for (register, ids) in wanted {
            guard let other = world.catalogue.registers[register] else { continue }
            for (id, record) in try RecordStore.records(ids.sorted(), of: register, in: province, tx) { titles[id] = isMasking && !sight.isWhole ? Self.maskedTitle(record, other) : record.title }
        }
        for id in people { titles[id] = try PeopleStore.person(PersonID(id), in: tx)?.fullName }
        return titles
    }

    /// Whether the title tells something that is masked.
    static func titleIsMasked(_ register: Register) -> Bool {
        guard let pattern = try? RecordPattern(parsing: register.title) else { return false }  // a checked pack has no such pattern
        return pattern.fields.contains { register.field($0)?.sensitivity.isMasked ?? false }
    }

    static func stars(_ title: String) -> String { title.split(separator: " ").map { $0.prefix(1) + "***" }.joined(separator: " ") }

    func title(_ record: StoredRecord) -> String { isMasking && !sight.isWhole ? Self.maskedTitle(record, sight.register) : record.title }

    /// A record's title with what is personal in it as stars; the whole of it where that cannot be told apart.
    static func maskedTitle(_ record: StoredRecord, _ register: Register) -> String {
        guard let pattern = try? RecordPattern(parsing: register.title) else { return stars(record.title) }  // a checked pack has no such pattern
        var title = record.title, body = record.full
        for field in pattern.fields.compactMap(register.field) where field.sensitivity.isMasked {
            guard let text = body.text(field.code) else { continue }
            guard field.valueType == .text, title.contains(text) else { return stars(record.title) }
            title = title.replacing(text, with: stars(text))
            body[field.code] = nil
        }
        return title
    }

    func cells(_ record: StoredRecord, _ codes: [String], titles: [String: String]) -> [String: Registers.Cell] {
        let body = record.full, words = RecordWords(world)
        var cells: [String: Registers.Cell] = [:]
        for code in codes {
            guard let field = sight.register.field(code), sight.sees(field), let value = body[code] else { continue }
            let masks = isMasking && field.sensitivity.isMasked && !sight.isWhole
            cells[code] = masks ? masked(value, field) : Registers.Cell(value: isMasking && !sight.isWhole ? maskingRows(of: value, field) : value, words: words.text(value, of: field, titles: titles), isMasked: false, titles: titles)
        }
        return cells
    }

    /// The rows of a group with what is personal in them masked.
    private func maskingRows(of value: RecordValue, _ group: RecordField) -> RecordValue {
        guard case .rows(let rows) = value else { return value }
        let masked = group.fields.filter(\.sensitivity.isMasked)
        return .rows(rows.map { row in
            var row = row
            for inner in masked { row[inner.code] = row.text(inner.code).map { .text(inner.masked($0)) } }
            return row
        })
    }

    /// Whether something in a record's cells is masked, also within rows.
    func hidesSomething(_ cells: [String: Registers.Cell]) -> Bool {
        cells.contains { code, cell in
            cell.isMasked || sight.register.field(code)?.fields.contains { inner in inner.sensitivity.isMasked && cell.value.rows.contains { $0[inner.code] != nil } } ?? false
        }
    }

    private func masked(_ value: RecordValue, _ field: RecordField) -> Registers.Cell {
        let stars = value.text.map { field.masked($0) } ?? "***"
        return Registers.Cell(value: .text(stars), words: .same(stars), isMasked: true, titles: [:])
    }
}
