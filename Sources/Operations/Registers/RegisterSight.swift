import Domain

/// What one person may do with the records of one register, and with which of them.
struct RegisterSight: Sendable {
    /// One entry of the register's access at one unit where the person holds the role.
    struct Grant: Sendable {
        var access: RecordAccess
        /// `nil` for the whole installation.
        var unit: UnitID?
        var province: String?
        var onBehalfOf: String?
    }

    let register: Register
    let grants: [Grant]
    /// Whether everything is allowed: for whoever owns the machine.
    let isWhole: Bool
    /// Sign-in name.
    let name: String
    private let world: World
    private let today: Day

    init(_ register: Register, for person: Person, in world: World, on today: Day) {
        self.register = register
        self.world = world
        self.today = today
        name = person.name
        isWhole = person.ownsRegisters
        grants = person.held.flatMap { held in
            register.access.filter { $0.roles.contains(held.role) }.map { access in
                Grant(access: Self.limited(access, to: person.recordActs), unit: held.unit, province: held.unit.map(world.province(of:)), onBehalfOf: held.onBehalfOf)
            }
        }.filter { !$0.access.may.isEmpty }
    }

    private static func limited(_ access: RecordAccess, to acts: Set<RecordAccess.Act>?) -> RecordAccess {
        guard let acts else { return access }
        var access = access
        access.may.formIntersection(acts)
        return access
    }

    /// Whether there is anything here for the person.
    var isEmpty: Bool { !isWhole && grants.isEmpty }

    /// Whether an entry reaches a unit; a unit that has ended counts as the one that it became.
    func reaches(_ unit: UnitID, _ grant: Grant) -> Bool {
        guard let found = world.units.unit(unit) else { return false }
        if !grant.access.levels.isEmpty, !grant.access.levels.contains(found.level) { return false }
        guard let own = grant.unit else { return true }
        switch grant.access.reach {
        case .unit: return own == unit
        case .province: return world.province(of: unit) == grant.province
        case .beneath:
            if own == unit { return true }
            return world.units.ancestors(of: unit, asOf: found.lastDay.map { min($0, today) } ?? today).contains { $0.id == own }
        }
    }

    /// Whether a record is one of those that an entry is about, its unit aside.
    static func covers(_ access: RecordAccess, state: String, body: RecordBody, creator: String, name: String) -> Bool {
        if !access.states.isEmpty, !access.states.contains(state) { return false }
        if access.isOwnOnly, creator != name { return false }
        return access.conditions.allSatisfy { field, values in body[field]?.texts.contains { values.contains($0) } ?? false }
    }

    /// The entry that lets the person do something with a record; `nil` where none does.
    func grant(_ act: RecordAccess.Act, _ record: StoredRecord, move: String? = nil) -> Grant? {
        let found = grants.filter { grant in
            (grant.access.may.contains(act) || act == .see) && (move.map { grant.access.moves.isEmpty || grant.access.moves.contains($0) } ?? true)
                && Self.covers(grant.access, state: record.state, body: record.full, creator: record.creator, name: name) && reaches(record.unit, grant)
        }
        return found.first { $0.onBehalfOf == nil } ?? found.first
    }

    func may(_ act: RecordAccess.Act, _ record: StoredRecord, move: String? = nil) -> Bool { isWhole || grant(act, record, move: move) != nil }

    /// Whether the person may add records at a unit.
    func mayAdd(at unit: UnitID) -> Bool {
        guard let level = world.units.unit(unit)?.level, register.levels.contains(level) else { return false }
        return isWhole || grants.contains { $0.access.may.contains(.add) && reaches(unit, $0) }
    }

    /// Whether the person may make a move with some records of a unit.
    func mayMove(_ move: String, at unit: UnitID) -> Bool {
        isWhole || grants.contains { $0.access.may.contains(.move) && ($0.access.moves.isEmpty || $0.access.moves.contains(move)) && reaches(unit, $0) }
    }

    func mayAnywhere(_ act: RecordAccess.Act) -> Bool { isWhole || grants.contains { $0.access.may.contains(act) } }

    /// Whether the person sees a field of the records that they see.
    func sees(_ field: RecordField) -> Bool {
        isWhole || field.seenBy.isEmpty || grants.contains { !$0.access.roles.filter(field.seenBy.contains).isEmpty }
    }

    /// In whose name something is done: the person's own, or that of the absent one who lent the role.
    func acting(_ person: Person, _ act: RecordAccess.Act, _ record: StoredRecord, move: String? = nil) -> Person {
        var person = person
        if !isWhole { person.onBehalfOf = grant(act, record, move: move)?.onBehalfOf }
        return person
    }
}
