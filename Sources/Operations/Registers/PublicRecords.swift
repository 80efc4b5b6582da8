import Domain
import Storage

/// What everybody may see of records, signed in or not: only what a register's public view names.
extension Registers {
    /// A record as everybody sees it.
    package struct PublicRecord: Sendable {
        package var key: RecordKey
        package var number: String?
        /// Where the title tells something that is not public, the number.
        package var title: String
        package var state: String
        package var changed: Moment
        /// When it entered its state.
        package var entered: Moment
        /// Who issues the register's certificates; `nil` where it has none.
        package var issuer: Label?
        package var isIllustrative: Bool
        /// Where it belongs; said only of registers with a public list.
        package var unit: UnitID?
        /// The province whose register it is in.
        package var province: UnitID?
        package var cells: [String: Cell]
    }

    /// A part of the public list of a register.
    package struct PublicFound: Sendable {
        package var register: Register
        package var records: [PublicRecord]
        package var total: Int
        package var states: [String: Int]
        /// Whether words can be looked for: only where all that a search looks into is public.
        package var isSearchable: Bool
    }

    /// The public list of a register, narrowed down, a part of it. Filters and orders by what is not public are left out of account.
    ///
    /// - Throws: ``NotFound`` for a register without a public list.
    package func publicList(_ query: RecordQuery, in code: String) throws -> PublicFound {
        let world = khen.world
        guard let register = world.catalogue.registers[code], let view = register.publicView, view.isListed else { throw Self.noRegister }
        let seen = Set(view.fields), sight = publicSight(register, view, world), isSearchable = Self.titleIsPublic(register) && register.list.search.allSatisfy(seen.contains)
        var asked = query
        if !isSearchable { asked.text = nil }
        asked.conditions = query.conditions.filter { seen.contains($0.key) && register.list.filters.contains($0.key) }
        (asked.link, asked.figure, asked.creator, asked.isOverdue) = (nil, nil, nil, false)
        asked.states = query.states.filter { register.state($0) != nil }
        switch query.order {
        case .field(let field, _)?: if !seen.contains(field) { asked.order = nil }
        case .title?: if !Self.titleIsPublic(register) { asked.order = nil }
        case .due?: asked.order = nil
        case .latest?, nil: break
        }
        return try khen.database.read { tx in
            let found = try search(asked, register, sight, world, tx).run(), ids = found.ids.map(\.text), records = try records(ids, of: code, tx)
            return PublicFound(register: register, records: try ids.compactMap { records[$0] }.filter { Self.isPublic($0, register) }.map { try shown($0, register, view, sight, world, tx) },
                               total: found.total, states: found.states, isSearchable: isSearchable)
        }
    }

    /// A record by its public address.
    ///
    /// - Throws: ``NotFound`` unless the register shows it to everybody.
    package func publicRecord(_ key: RecordKey) throws -> (register: Register, record: PublicRecord) {
        let world = khen.world
        guard let register = world.catalogue.registers[key.register], let view = register.publicView else { throw Self.noRecord }
        return try khen.database.read { tx in
            guard let province = try Self.province(of: key, tx), let record = try RecordStore.record(key, in: province, tx), Self.isPublic(record, register) else { throw Self.noRecord }
            return (register, try shown(record, register, view, publicSight(register, view, world), world, tx))
        }
    }

    /// Public records that bear a number, however it is written: certificates above all.
    package func publicRecords(numbered text: String) throws -> [RecordKey] {
        let world = khen.world, number = text.filter { !$0.isWhitespace }.replacing("–", with: "-").uppercased()
        guard !number.isEmpty, number.count <= 100 else { return [] }
        return try khen.database.read { tx in
            try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE number = \(number) ORDER BY province, register, id LIMIT 20").map { try StoredRecord(row: $0) }.filter { record in
                world.catalogue.registers[record.key.register].map { $0.publicView != nil && Self.isPublic(record, $0) } ?? false
            }.map(\.key)
        }
    }

    /// Everybody's sight of a register, in the form in which roles have theirs.
    private func publicSight(_ register: Register, _ view: Register.PublicView, _ world: World) -> RegisterSight {
        let everybody = "everybody"
        var open = register
        open.access = [RecordAccess(roles: [everybody], may: [.see], states: view.states, conditions: view.conditions)]
        var person = Person.visitor
        person.held = [Person.Held(everybody, unit: nil)]
        return RegisterSight(open, for: person, in: world, on: khen.now().day)
    }

    /// Whether the title says only what is public.
    static func titleIsPublic(_ register: Register) -> Bool {
        guard let view = register.publicView, let pattern = try? RecordPattern(parsing: register.title) else { return false }  // a checked pack has no other pattern
        return pattern.fields.allSatisfy(view.fields.contains)
    }

    private static func publicTitle(_ record: StoredRecord, _ register: Register) -> String { titleIsPublic(register) ? record.title : record.number ?? "–" }

    private func shown(_ record: StoredRecord, _ register: Register, _ view: Register.PublicView, _ sight: RegisterSight, _ world: World, _ tx: ReadTransaction) throws -> PublicRecord {
        let shower = RecordShower(world: world, sight: sight, isMasking: true), fields = view.fields.filter { register.field($0)?.sensitivity == .public }
        var titles: [String: String] = [:]
        for field in fields.compactMap(register.field) where field.type == .record {
            // What another register does not show stays unsaid here too.
            guard let id = record.full.text(field.code), let other = field.register.flatMap({ world.catalogue.registers[$0] }),
                let linked = try RecordStore.record(RecordKey(other.code, id), in: record.province, tx), Self.isPublic(linked, other) else { continue }
            titles[id] = Self.publicTitle(linked, other)
        }
        var cells = shower.cells(record, fields, titles: titles)
        for field in fields.compactMap(register.field) where field.type == .group {
            let open = Set(field.fields.filter { $0.sensitivity == .public && $0.type != .record && $0.type != .person }.map(\.code))
            let rows = (cells[field.code]?.value.rows ?? []).map { row in RecordBody(row.values.filter { open.contains($0.key) }) }
            cells[field.code]?.value = .rows(rows)
        }
        for field in fields.compactMap(register.field) where field.type == .person || field.type.holdsFiles { cells[field.code] = nil }
        let province = world.units.unit(code: record.province, asOf: khen.now().day)?.id
        return PublicRecord(key: record.key, number: record.number, title: Self.publicTitle(record, register), state: record.state, changed: record.changed,
                            entered: record.entered, issuer: try issuer(of: record, register, world, tx), isIllustrative: record.isIllustrative, unit: view.isListed ? record.unit : nil, province: province, cells: cells)
    }

    /// The body that a certificate bears.
    private func issuer(of record: StoredRecord, _ register: Register, _ world: World, _ tx: ReadTransaction) throws -> Label? {
        guard let print = register.prints.first(where: { $0.kind == .certificate }) else { return nil }
        return try RecordIssuer(world: world, register: register, today: khen.now().day).issuer(of: record, print, tx).map { Label(vi: $0.name.vi.replacing("\n", with: " "), en: $0.name.en) }
    }
}
