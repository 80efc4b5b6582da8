import Domain
import Storage

/// What a person can choose from while filling in a record: units, records of other registers, people.
extension Registers {
    /// Fields of a register that the person sees.
    package func seenFields(of code: String, by person: Person) throws -> Set<String> {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world)
        return Set(register.fields.filter(sight.sees).map(\.code))
    }

    /// Fields that the person can narrow a list down by: those that they see, and masked ones only where they may have them unmasked, because a list narrowed down by one tells what it holds.
    package func filters(of code: String, by person: Person) throws -> Set<String> {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world), mayReveal = sight.mayAnywhere(.reveal)
        return Set(register.list.filters.compactMap(register.field).filter { sight.sees($0) && (mayReveal || !$0.sensitivity.isMasked) }.map(\.code))
    }

    /// Units in force at which the person may add records.
    package func unitsToAddAt(_ code: String, by person: Person) throws -> [OrgUnit] {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world)
        return reach(of: sight, world) { $0.may.contains(.add) }.filter { register.levels.contains($0.level) && sight.mayAdd(at: $0.id) }
    }

    /// The units at which the person's sight of a register begins, the topmost ones.
    package func tops(of code: String, by person: Person) throws -> [OrgUnit] {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world), today = khen.now().day
        let tops = tops(of: sight, world) { _ in true }
        return tops.filter { top in !world.units.ancestors(of: top.id, asOf: today).contains { above in tops.contains { $0.id == above.id } } }
    }

    /// Units in force of some levels that the person reaches with a register, and those above them; all levels where none is named.
    package func units(of levels: [UnitLevel], within code: String, by person: Person) throws -> [OrgUnit] {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world), today = khen.now().day
        let beneath = reach(of: sight, world) { _ in true }, above = tops(of: sight, world) { _ in true }.flatMap { world.units.ancestors(of: $0.id, asOf: today) }
        var seen: Set<UnitID> = []
        return (above + beneath).filter { $0.level != .country && (levels.isEmpty || levels.contains($0.level)) && seen.insert($0.id).inserted }
    }

    private func tops(of sight: RegisterSight, _ world: World, _ isMeant: (RecordAccess) -> Bool) -> [OrgUnit] {
        let today = khen.now().day
        let whole = world.units.roots(asOf: today)
        if sight.isWhole { return whole }
        var found: [OrgUnit] = []
        for grant in sight.grants where isMeant(grant.access) {
            let units: [OrgUnit]
            switch (grant.unit, grant.access.reach) {
            case (nil, _): units = whole
            case (_, .province): units = grant.province.flatMap { world.units.unit(code: $0, asOf: today) }.map { [$0] } ?? []
            case (let unit?, .unit), (let unit?, .beneath): units = world.units.unit(unit).map { [$0] } ?? []
            }
            for unit in units where !found.contains(where: { $0.id == unit.id }) { found.append(unit) }
        }
        return found
    }

    private func reach(of sight: RegisterSight, _ world: World, _ isMeant: (RecordAccess) -> Bool) -> [OrgUnit] {
        let today = khen.now().day
        var seen: Set<UnitID> = []
        return tops(of: sight, world, isMeant).flatMap { [$0] + world.units.descendants(of: $0.id, asOf: today) }.filter { $0.version(on: today) != nil && seen.insert($0.id).inserted }
    }

    // MARK: Records

    /// A record that can be chosen in a field.
    package struct RecordChoice: Sendable, Hashable {
        package var id: String
        package var number: String?
        /// As far as the person may see it.
        package var title: String
        package var unit: UnitID
    }

    /// Records that a field of type `record` can name, as far as the person sees them, by title.
    ///
    /// - Parameter text: words of titles and numbers to look for.
    /// - Returns: at most so many, and whether there are more.
    package func choices(of field: RecordField, matching text: String? = nil, limit: Int, by person: Person) throws -> (records: [RecordChoice], isMore: Bool) {
        let world = khen.world
        guard let other = field.register.flatMap({ world.catalogue.registers[$0] }) else { return ([], false) }
        let sight = sight(other, person, world)
        guard !sight.isEmpty else { return ([], false) }
        return try khen.database.read { tx in
            let found = try choosable(field, other, matching: text, limit: limit + 1, sight, world, tx)
            return (found.prefix(limit).map { choice($0, sight, world) }, found.count > limit)
        }
    }

    /// Which records somebody means who wrote an identity, a number, or words of a title; just one where it is clear.
    package func meant(by text: String, in field: RecordField, limit: Int, by person: Person) throws -> [RecordChoice] {
        let world = khen.world
        guard let other = field.register.flatMap({ world.catalogue.registers[$0] }) else { return [] }
        let sight = sight(other, person, world)
        guard !sight.isEmpty else { return [] }
        return try khen.database.read { tx in
            if RecordNumber(text) != nil, let province = try Self.province(of: RecordKey(other.code, text), tx), let found = try RecordStore.record(RecordKey(other.code, text), in: province, tx), sight.may(.see, found) {
                return [choice(found, sight, world)]
            }
            let found = try choosable(field, other, matching: text, limit: limit, sight, world, tx), folded = VietnameseText.folded(text)
            if let numbered = found.first(where: { $0.number.map { VietnameseText.folded($0) == folded } ?? false }) { return [choice(numbered, sight, world)] }
            let exact = found.filter { VietnameseText.folded($0.title) == folded }
            return (exact.count == 1 ? exact : found).map { choice($0, sight, world) }
        }
    }

    /// The record that a field names already; `nil` out of sight.
    package func choice(_ id: String, of register: String, by person: Person) throws -> RecordChoice? {
        let world = khen.world
        guard let other = world.catalogue.registers[register] else { return nil }
        let sight = sight(other, person, world)
        return try khen.database.read { tx in
            guard let province = try Self.province(of: RecordKey(register, id), tx), let found = try RecordStore.record(RecordKey(register, id), in: province, tx), sight.may(.see, found) else { return nil }
            return choice(found, sight, world)
        }
    }

    func choice(_ record: StoredRecord, _ sight: RegisterSight, _ world: World) -> RecordChoice {
        RecordChoice(id: record.key.id, number: record.number, title: RecordShower(world: world, sight: sight, isMasking: true).title(record), unit: record.unit)
    }

    /// How many records are looked at where a condition has to be read from each of them.
    private static let mostLookedAt = 2000

    func choosable(_ field: RecordField, _ other: Register, matching text: String?, limit: Int, _ sight: RegisterSight, _ world: World, _ tx: ReadTransaction) throws -> [StoredRecord] {
        let isNarrowed = !field.registerConditions.isEmpty
        let query = RecordQuery(text: text, states: Set(field.registerStates), order: .title, limit: isNarrowed ? max(limit, Self.mostLookedAt) : limit)
        let ids = try search(query, other, sight, world, tx).run().ids.map(\.text), records = try records(ids, of: other.code, tx)
        let found = ids.compactMap { records[$0] }.filter { record in
            field.registerConditions.allSatisfy { code, values in record.full[code]?.texts.contains { values.contains($0) } ?? false }
        }
        return Array(found.prefix(limit))
    }

    // MARK: People

    /// Sign-in name and full name of somebody whom a field names.
    package func personNamed(_ id: String) throws -> (signInName: String, fullName: String)? {
        try khen.database.read { try PeopleStore.person(PersonID(id), in: $0) }.map { ($0.signInName, $0.fullName) }
    }

    // MARK: Versions

    /// What a record held after a change of the log, for whoever sees the record.
    package func body(of key: RecordKey, at seq: Int64, by person: Person) throws -> RecordBody? {
        let world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world)
        return try khen.database.read { tx in
            _ = try visible(key, province, sight, tx)
            return try RecordStore.version(of: key, at: seq, in: province, tx)?.body
        }
    }
}
