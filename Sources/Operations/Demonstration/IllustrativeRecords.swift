import Domain

/// Made-up records of one province for every register that says how many there are to be, the same ones every time.
///
/// A record is made as somebody would make it: its fields filled in, what it names chosen among the records made before, then moved on by the register's own moves.
struct IllustrativeRecords {
    let world: World
    let pack: Pack
    let programme: Programme
    let province: OrgUnit
    let now: Moment
    let creator: String

    /// In the order in which registers name each other.
    private(set) var made: [(register: String, records: [StoredRecord])] = []
    private var byKey: [RecordKey: StoredRecord] = [:]
    private var pools = IllustrativePools()
    private var taken: [String: Set<RecordIndexKey>] = [:]

    var today: Day { now.day }

    init(world: World, pack: Pack, programme: Programme, province: OrgUnit, now: Moment, creator: String) {
        (self.world, self.pack, self.programme, self.province, self.now, self.creator) = (world, pack, programme, province, now, creator)
    }

    mutating func make() {
        let communes = communes(), villages = villages(of: communes)
        for formulas in registers() {
            guard let illustration = formulas.register.illustration else { continue }
            var records: [StoredRecord] = []
            for base in bases(illustration, formulas.register, communes, villages) {
                let whole = Int(illustration.count), rest = illustration.count - Double(whole)
                let count = whole + (Chance.share("count", formulas.register.code, base.seed) < rest ? 1 : 0)
                for number in 0..<count {
                    guard let record = record(formulas, illustration, base, number, ordinal: records.count) else { continue }
                    keep(record)
                    records.append(record)
                }
            }
            made.append((formulas.register.code, records))
        }
    }

    private mutating func keep(_ record: StoredRecord) {
        byKey[record.key] = record
        pools.add(record, commune: commune(of: record.unit))
    }

    // MARK: What records are made for

    struct Base {
        var unit: OrgUnit
        /// The record that each new one names, and in which field.
        var record: (field: String, key: RecordKey)?
        var seed: String
    }

    private func bases(_ illustration: Illustration, _ register: Register, _ communes: [OrgUnit], _ villages: [OrgUnit]) -> [Base] {
        let all: [Base]
        switch illustration.base {
        case .unit(let level):
            let units = level == .province ? [province] : level == .commune ? communes : level == .village ? villages : []
            all = units.map { Base(unit: $0, seed: $0.code) }
        case .record(let code):
            guard let field = register.field(code), let other = field.register else { return [] }
            all = (made.first { $0.register == other }?.records ?? []).compactMap { record in
                guard fits(record, field), let unit = unit(for: register, near: record.unit) else { return nil }
                return Base(unit: unit, record: (code, record.key), seed: record.key.id)
            }
        }
        return illustration.most.map { Array(all.prefix($0)) } ?? all
    }

    private func unit(for register: Register, near id: UnitID) -> OrgUnit? {
        guard let unit = world.units.unit(id) else { return nil }
        if register.levels.contains(unit.level) { return unit }
        return world.units.ancestors(of: id, asOf: today).first { register.levels.contains($0.level) }
    }

    /// That of the illustrative people first, then the programme's own where its province took in others, and those with villages; the rest as thrown.
    private func communes() -> [OrgUnit] {
        let all = world.units.children(of: province.id, asOf: today).filter { $0.level == .commune }
        let home = Demonstration.home(of: pack, in: province, world, today).commune
        func rank(_ commune: OrgUnit) -> (Int, Double) {
            if commune.id == home?.id { return (-1, 0) }
            let isOwn = province.code == programme.unit || world.units.origins(of: commune.id).contains { world.province(of: $0.unit) == programme.unit }
            let hasVillages = world.units.children(of: commune.id, asOf: today).contains { $0.level == .village }
            return (isOwn ? hasVillages ? 0 : 1 : 2, Chance.share("commune", commune.code))
        }
        return all.map { (rank($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// One village of each commune, then the next of each, so that a sample has some of everywhere.
    private func villages(of communes: [OrgUnit]) -> [OrgUnit] {
        let home = Demonstration.home(of: pack, in: province, world, today).village
        var rows = communes.map { world.units.children(of: $0.id, asOf: today).filter { $0.level == .village }.sorted { ($0.id == home?.id ? 0 : 1, $0.code) < ($1.id == home?.id ? 0 : 1, $1.code) }[...] }, villages: [OrgUnit] = []
        while rows.contains(where: { !$0.isEmpty }) { for index in rows.indices { if let next = rows[index].popFirst() { villages.append(next) } } }
        return villages
    }

    func commune(of id: UnitID) -> UnitID? {
        guard let unit = world.units.unit(id) else { return nil }
        return unit.level == .commune ? unit.id : world.units.ancestors(of: id, asOf: today).first { $0.level == .commune }?.id
    }

    // MARK: Registers in order

    /// The registers of the programme and of what its pack requires, those that others name before them.
    private func registers() -> [RegisterFormulas] {
        var codes: [String] = [], seen: Set<String> = []
        func take(_ pack: Pack) {
            guard seen.insert(pack.code).inserted else { return }
            for code in pack.requires { if let other = world.catalogue.packs.first(where: { $0.code == code }) { take(other) } }
            codes += pack.registers.map(\.code).sorted()
        }
        take(pack)
        var ordered: [RegisterFormulas] = [], visited: Set<String> = []
        func visit(_ code: String) {
            guard codes.contains(code), visited.insert(code).inserted, let formulas = world.catalogue.registerFormulas[code] else { return }
            for field in formulas.register.fields.flatMap({ [$0] + $0.fields }) where field.type == .record { if let other = field.register { visit(other) } }
            ordered.append(formulas)
        }
        for code in codes { visit(code) }
        return ordered
    }

    // MARK: One record

    private mutating func record(_ formulas: RegisterFormulas, _ illustration: Illustration, _ base: Base, _ number: Int, ordinal: Int) -> StoredRecord? {
        let register = formulas.register, seed = "\(register.code) \(base.seed) \(number)"
        let key = RecordKey(register.code, Chance.identity("record", province.code, seed))
        var record = StoredRecord(
            key: key, province: province.code, definition: register.version, unit: base.unit.id, state: register.firstState.code, entered: now, title: "", creator: creator, created: now, changed: now,
            isIllustrative: true, body: Registers.initial(register, today: today))
        for code in Array(illustration.values.keys) + Array(illustration.formulas.keys) { record.body[code] = nil }
        if let (field, key) = base.record { record.body[field] = .text(key.id) }
        var filler = IllustrativeFields(world: world, programme: programme, pack: pack, formulas: formulas, illustration: illustration, unit: base.unit, today: today, seed: seed, ordinal: ordinal, number: number, pools: pools, known: byKey)
        filler.fill(&record)
        filler.move(&record)
        pools = filler.pools
        guard formulas.problems(filler.reading(record)).allSatisfy({ $0.severity != .error }) else { return nil }
        for key in RecordKeys.of(record, register) where key.kind.hasPrefix("unique ") { guard taken[register.code, default: []].insert(key).inserted else { return nil } }
        record.due = register.state(record.state)?.deadline.map { world.catalogue.workingDays.day($0, after: today) }
        return record
    }

    private func fits(_ record: StoredRecord, _ field: RecordField) -> Bool { IllustrativePools.fits(record, field) }
}

/// Records made so far, by where they are, to be named by later ones in turn.
struct IllustrativePools {
    private var all: [String: [StoredRecord]] = [:]
    private var near: [String: [StoredRecord]] = [:]
    private var places: [String: Int] = [:]

    mutating func add(_ record: StoredRecord, commune: UnitID?) {
        all[record.key.register, default: []].append(record)
        near["\(record.key.register) \(record.unit)", default: []].append(record)
        if let commune, commune != record.unit { near["\(record.key.register) \(commune)", default: []].append(record) }
    }

    static func fits(_ record: StoredRecord, _ field: RecordField) -> Bool {
        (field.registerStates.isEmpty || field.registerStates.contains(record.state)) && field.registerConditions.allSatisfy { code, values in record.body[code]?.texts.contains { values.contains($0) } ?? false }
    }

    /// The next record for a field: of the unit itself, of its commune, or of the whole province.
    mutating func next(_ field: RecordField, of register: String, at unit: UnitID, commune: UnitID?) -> String? {
        guard let other = field.register else { return nil }
        for place in [unit, commune].compactMap(\.self) {
            if let found = next(near["\(other) \(place)"] ?? [], field, "\(register) \(field.code) \(place)") { return found }
        }
        return next(all[other] ?? [], field, "\(register) \(field.code)")
    }

    private mutating func next(_ records: [StoredRecord], _ field: RecordField, _ turn: String) -> String? {
        let start = places[turn] ?? 0
        for step in 0..<records.count {
            let record = records[(start + step) % records.count]
            guard Self.fits(record, field) else { continue }
            places[turn] = start + step + 1
            return record.key.id
        }
        return nil
    }
}
