import Crypto
import Domain
import Storage

/// What people do with the records of registers: add, change, move, find, print.
package struct Registers: Sendable {
    let khen: Khen

    /// What came of writing a record.
    package enum Outcome: Sendable {
        case kept(RecordReceipt)
        /// Nothing was kept.
        case stopped([RecordProblem])
        /// Nothing was kept: there is likely a record of the same thing already.
        case likelySame([LikelySame])
        /// Fields that somebody else changed meanwhile; nothing was kept.
        case conflicts([FieldConflict])
    }

    /// A record that was kept.
    package struct RecordReceipt: Sendable, Hashable {
        package var key: RecordKey
        package var receipt: Receipt
        package var number: String?
        /// Masked where it tells something personal.
        package var title: String
        /// What looks wrong, though it was kept.
        package var warnings: [RecordProblem]
    }

    /// Another record that agrees in what the register says makes two records likely the same.
    package struct LikelySame: Sendable, Hashable {
        package var key: RecordKey
        package var number: String?
        /// As far as the person may see it.
        package var title: String
        package var unit: UnitID
        package var isSeen: Bool
    }

    /// A field that two people changed.
    package struct FieldConflict: Sendable, Hashable {
        package var field: String
        package var mine: RecordValue?
        /// Masked where it is personal.
        package var theirs: RecordValue?
        package var theirName: String
        package var theirTime: Moment
    }

    // MARK: Which registers

    /// A register as it stands for one person.
    package struct Entry: Sendable {
        package var register: Register
        /// Whether the person sees records of it by a role; else its public part alone.
        package var isOpen: Bool
        package var mayAdd: Bool
    }

    /// The registers that the person sees something of, by name.
    package func all(by person: Person) -> [Entry] {
        let world = khen.world, elsewhere = registersElsewhere(person, world)
        return world.catalogue.registers.values.compactMap { register in
            guard !elsewhere.contains(register.code) else { return nil }
            let sight = sight(register, person, world)
            guard !sight.isEmpty || register.publicView?.isListed == true else { return nil }
            return Entry(register: register, isOpen: !sight.isEmpty, mayAdd: sight.mayAnywhere(.add))
        }.sorted { VietnameseCollation.collationKey($0.register.name.vi).lexicographicallyPrecedes(VietnameseCollation.collationKey($1.register.name.vi)) }
    }

    /// Registers of the programmes of provinces in which the person holds nothing; none for those who hold something everywhere, and for visitors.
    private func registersElsewhere(_ person: Person, _ world: World) -> Set<String> {
        let today = khen.now().day, held = person.held.compactMap(\.unit)
        guard !held.isEmpty, held.count == person.held.count else { return [] }
        let own = Set(held.map { world.province(of: $0) })
        guard !own.contains(OfficialUnits.nationalLog) else { return [] }
        return Set(world.catalogue.packs.filter { pack in Demonstration.province(of: pack, world, today).map { !own.contains($0.code) } ?? false }.flatMap { $0.registers.map(\.code) })
    }

    /// - Throws: ``NotFound`` also for a register out of the person's sight.
    package func register(_ code: String, by person: Person) throws -> Entry {
        let world = khen.world
        guard let register = world.catalogue.registers[code] else { throw Self.noRegister }
        let sight = sight(register, person, world)
        guard !sight.isEmpty || register.publicView?.isListed == true else { throw Self.noRegister }
        return Entry(register: register, isOpen: !sight.isEmpty, mayAdd: sight.mayAnywhere(.add))
    }

    func sight(_ register: Register, _ person: Person, _ world: World) -> RegisterSight { RegisterSight(register, for: person, in: world, on: khen.now().day) }

    /// What the person may do with some records of a register.
    package func acts(in register: Register, by person: Person) -> Set<RecordAccess.Act> {
        let sight = sight(register, person, khen.world)
        return Set(RecordAccess.Act.allCases.filter { sight.mayAnywhere($0) })
    }

    static let noRegister = NotFound(Label(vi: "Không có sổ này.", en: "There is no such register."))
    static let noRecord = NotFound(Label(vi: "Không có hồ sơ này.", en: "There is no such record."))

    // MARK: Adding

    /// Adds a record.
    ///
    /// - Parameters:
    ///   - id: made by whoever adds it, such as a UUID: the same record sent twice is one.
    ///   - unit: `nil` for the unit of the writer's role, where there is just one.
    ///   - isNew: the writer has looked at likely duplicates and says that it is another.
    ///   - offline: it was written without a connection, at the device's time where that is known. It is written down and decides nothing.
    /// - Throws: ``NotFound`` for a register out of sight, ``NotAllowed``, ``Rejected``; ``Conflict`` where the identity was used for other content.
    @discardableResult
    package func add(_ input: RecordInput, to code: String, at unit: UnitID?, id: String, isNew: Bool = false, isIllustrative: Bool = false, offline: OfflineWriting? = nil, by person: Person) throws -> Outcome {
        guard RecordNumber(id) != nil else {
            throw Rejected(Label(vi: "mã hồ sơ «\(id.prefix(64))» không phải là UUID", en: "the identity “\(id.prefix(64))” is not a UUID"), remedy: Label(vi: "Để trống, hoặc ghi UUID bằng chữ thường.", en: "Leave it out, or give a UUID in small letters."), place: "id")
        }
        let world = khen.world, now = khen.now()
        guard let register = world.catalogue.registers[code] else { throw Self.noRegister }
        let sight = sight(register, person, world)
        guard !sight.isEmpty else { throw Self.noRegister }
        let unit = try place(unit, register, sight, world, today: now.day), province = world.province(of: unit)
        let outcome: Outcome = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let key = RecordKey(code, id)
            if let known = try RecordStore.record(key, in: province, tx) { return .kept(try repeated(known, sight, person, tx)) }
            let state = register.firstState
            var record = StoredRecord(
                key: key, province: province, definition: register.version, unit: unit, state: state.code, entered: now, due: due(state, world, now), title: "", creator: person.name,
                created: now, changed: now, isIllustrative: isIllustrative, body: Self.initial(register, today: now.day))
            let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
            let (problems, likely) = try checker.take(input, into: &record, over: nil)
            if problems.contains(where: { $0.severity == .error }) { return .stopped(problems) }
            if !likely.isEmpty, !isNew { return .likelySame(likely) }
            var acting = person
            acting.onBehalfOf = sight.isWhole ? nil : sight.grants.first { $0.access.may.contains(.add) && sight.reaches(unit, $0) }?.onBehalfOf
            let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now), (moved, moves) = try mover.followed(record, tx)
            let facts = (offline?.facts ?? [:]).merging(Self.facts(of: moves)) { first, _ in first }
            let change = try write([.init(old: nil, new: moved, note: nil)], .recordAdded, subject: key.description, province, world, facts: facts, by: acting, at: now, in: tx)
            try tell(moves, moved, mover, tx)
            return .kept(try receipt(key, change, warnings: problems, sight, tx))
        }
        try khen.refresh()
        return outcome
    }

    /// What the log says of a record that was written without a connection.
    package struct OfflineWriting: Sendable {
        package var deviceTime: Moment?

        package init(deviceTime: Moment?) { self.deviceTime = deviceTime }

        var facts: [String: String] { ["way": Submission.Way.offline.rawValue].merging(deviceTime.map { ["device_at": $0.iso] } ?? [:]) { first, _ in first } }
    }

    /// The unit that a new record belongs to.
    func place(_ unit: UnitID?, _ register: Register, _ sight: RegisterSight, _ world: World, today: Day) throws -> UnitID {
        if let unit {
            let found = world.units.unit(unit) ?? world.units.unit(code: unit.rawValue, asOf: today)
            guard let found, found.lastDay.map({ today <= $0 }) ?? true else {
                throw Rejected(Label(vi: "không có đơn vị «\(unit)» đang hoạt động", en: "there is no unit “\(unit)” in force"), remedy: Label(vi: "Chọn đơn vị trong danh sách.", en: "Choose a unit from the list."), place: "UNIT")
            }
            guard register.levels.contains(found.level) else {
                let levels = Label(vi: register.levels.map(\.word.vi).joined(separator: ", "), en: register.levels.map(\.word.en).joined(separator: ", "))
                throw Rejected(Label(vi: "sổ này không lập ở đơn vị cấp \(found.level.word.vi)", en: "this register is not kept at a \(found.level.word.en)"), remedy: Label(vi: "Chọn đơn vị cấp: \(levels.vi).", en: "Choose a unit of level: \(levels.en)."), place: "UNIT")
            }
            guard sight.mayAdd(at: found.id) else { throw NotAllowed(right: .fill) }
            return found.id
        }
        let own = Set(sight.grants.filter { $0.access.may.contains(.add) }.compactMap(\.unit)).filter { sight.mayAdd(at: $0) }
        guard own.count == 1, let only = own.first else {
            guard sight.mayAnywhere(.add) else { throw NotAllowed(right: .fill) }
            throw Rejected(Label(vi: "chưa chọn đơn vị", en: "no unit was chosen"), remedy: Label(vi: "Chọn đơn vị của hồ sơ.", en: "Choose the unit that the record belongs to."), place: "UNIT")
        }
        return only
    }

    static func initial(_ register: Register, today: Day) -> RecordBody {
        var body = RecordBody()
        for field in register.fields { if let initial = field.initial { body[field.code] = .text(initial == "today" ? today.iso : initial) } }
        return body
    }

    private func repeated(_ known: StoredRecord, _ sight: RegisterSight, _ person: Person, _ tx: ReadTransaction) throws -> RecordReceipt {
        guard known.creator == person.name else { throw Conflict(Label(vi: "Mã hồ sơ này đã được dùng.", en: "This identity is used for another record.")) }
        let first = try tx.row("SELECT MIN(seq) FROM record_version WHERE province = \(known.province) AND register = \(known.key.register) AND id = \(known.key.id)")?.optionalInt64(0) ?? known.seq
        return RecordReceipt(key: known.key, receipt: Receipt(province: known.province, seq: first, at: known.created, isRepeated: true), number: known.number, title: shownTitle(known, sight), warnings: [])
    }

    // MARK: Changing

    /// Changes fields of a record.
    ///
    /// - Parameters:
    ///   - seen: number of the version that the writer began with; what others changed since is kept unless both changed the same field.
    ///   - unit: where the record is to belong from now on, if elsewhere.
    @discardableResult
    package func change(_ key: RecordKey, _ input: RecordInput, seen: Int64? = nil, unit: UnitID? = nil, isNew: Bool = false, note: String? = nil, by person: Person) throws -> Outcome {
        let world = khen.world, now = khen.now(), (register, province) = try at(key, person)
        let sight = sight(register, person, world)
        let outcome: Outcome = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let old = try visible(key, province, sight, tx)
            guard old.standing == .kept else { throw closed(old, register) }
            guard sight.may(.edit, old) else { throw NotAllowed(right: .fill) }
            guard register.state(old.state)?.isEditable ?? true else { throw closed(old, register) }
            var record = old
            record.definition = register.version
            if let unit, unit != old.unit { record.unit = try place(unit, register, sight, world, today: now.day) }
            let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
            let conflicts = try checker.conflicts(input, with: old, since: seen, tx)
            if !conflicts.isEmpty { return .conflicts(conflicts) }
            let (problems, likely) = try checker.take(input, into: &record, over: old, since: seen)
            if problems.contains(where: { $0.severity == .error }) { return .stopped(problems) }
            if !likely.isEmpty, !isNew { return .likelySame(likely) }
            guard record.body != old.body || record.unit != old.unit else {
                return .kept(RecordReceipt(key: key, receipt: Receipt(province: province, seq: old.seq, at: old.changed, isRepeated: true), number: old.number, title: shownTitle(old, sight), warnings: problems))
            }
            let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now), (moved, moves) = try mover.followed(record, tx)
            let change = try write([.init(old: old, new: moved, note: note)], .recordChanged, subject: key.description, province, world, facts: Self.facts(of: moves), by: sight.acting(person, .edit, old), at: now, in: tx)
            try tell(moves, moved, mover, tx)
            return .kept(try receipt(key, change, warnings: problems, sight, tx))
        }
        try khen.refresh()
        return outcome
    }

    // MARK: Moving

    /// Moves a record to its next state.
    ///
    /// - Parameters:
    ///   - from: the state that the person saw it in; another by now is a conflict.
    ///   - filling: fields that the move requires and the record does not have yet, see ``asked(by:of:in:)``.
    @discardableResult
    package func move(_ key: RecordKey, _ code: String, from: String? = nil, note: String? = nil, filling: RecordInput = RecordInput([:]), by person: Person) throws -> Outcome {
        let world = khen.world, now = khen.now(), (register, province) = try at(key, person), sight = sight(register, person, world)
        let outcome: Outcome = try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let old = try visible(key, province, sight, tx)
            let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now), staff = try khen.staffBook.staff(of: province, in: world, on: now.day, tx)
            let record: StoredRecord
            switch try mover.moved(old, code, seenIn: from, note: note, filling: filling, tx) {
            case .success(let moved): record = moved
            case .failure(let stop): return .stopped(stop.problems)
            }
            let change = try write([.init(old: old, new: record, note: try PersonRules.note(note))], .recordMoved, subject: key.description, province, world,
                                   facts: ["move": code, "state": record.state], by: sight.acting(person, .move, old, move: code), at: now, in: tx)
            try mover.tell(code, record, note: note, staff: staff, tx)
            return .kept(try receipt(key, change, warnings: [], sight, tx))
        }
        try khen.refresh()
        return outcome
    }

    /// Fields that a move requires, that a record does not have yet, and that can be filled in along with the move.
    package static func asked(by move: RecordMove, of record: StoredRecord, in register: Register) -> [RecordField] {
        let body = record.full
        return askable(by: move, in: register).filter { body[$0.code] == nil && move.sets[$0.code] == nil }
    }

    /// Fields that a move requires and that can be filled in along with it: what is written or chosen in one control.
    package static func askable(by move: RecordMove, in register: Register) -> [RecordField] {
        move.requires.compactMap(register.field).filter { field in
            switch field.type {
            case .text, .longText, .number, .money, .date, .period, .yesNo, .choice, .phone, .email, .link: true
            default: false
            }
        }
    }

    // MARK: Pieces

    /// What the log says of moves that followed by themselves.
    static func facts(of moves: [String]) -> [String: String] { moves.isEmpty ? [:] : ["move": moves.joined(separator: " ")] }

    func tell(_ moves: [String], _ record: StoredRecord, _ mover: RecordMover, _ tx: WriteTransaction) throws {
        guard !moves.isEmpty else { return }
        let staff = try khen.staffBook.staff(of: record.province, in: mover.world, on: mover.now.day, tx)
        for move in moves { try mover.tell(move, record, note: nil, staff: staff, tx) }
    }

    /// The register of a record and the province it is in; who may see it is asked with the record.
    func at(_ key: RecordKey, _ person: Person) throws -> (Register, String) {
        let world = khen.world
        guard let register = world.catalogue.registers[key.register], let province = try khen.database.read({ try Self.province(of: key, $0) }) else { throw Self.noRecord }
        return (register, province)
    }

    static func province(of key: RecordKey, _ tx: ReadTransaction) throws -> String? {
        for province in try tx.rows("SELECT province FROM province_log ORDER BY province").map({ $0.text(0) }) {
            if try tx.row("SELECT id FROM record WHERE province = \(province) AND register = \(key.register) AND id = \(key.id)") != nil { return province }
        }
        return nil
    }

    func visible(_ key: RecordKey, _ province: String, _ sight: RegisterSight, _ tx: ReadTransaction) throws -> StoredRecord {
        guard let found = try RecordStore.record(key, in: province, tx), sight.may(.see, found) else { throw Self.noRecord }
        return found
    }

    func closed(_ record: StoredRecord, _ register: Register) -> Rejected {
        let state = register.state(record.state)?.name ?? .same(record.state)
        return Rejected(record.standing == .kept ? Label(vi: "hồ sơ ở trạng thái «\(state.vi)», không sửa được", en: "the record is “\(state.en)” and cannot be changed") : Label(vi: "hồ sơ không còn được quản lý", en: "the record is no longer kept"),
                        remedy: Label(vi: "Xem các bước có thể làm ở trang của hồ sơ.", en: "See on its page what can be done."))
    }

    func due(_ state: RecordState, _ world: World, _ now: Moment) -> Day? { state.deadline.map { world.catalogue.workingDays.day($0, after: now.day) } }

    /// One change of the log with everything that it does to records and figures.
    @discardableResult
    func write(_ entries: [RecordWriter.Entry], _ kind: ChangeKind, subject: String, _ province: String, _ world: World, facts: [String: String] = [:], by person: Person, at now: Moment, in tx: WriteTransaction) throws -> Change {
        try ChangeLog.append(kind, to: province, subject: subject, by: person, at: now, in: tx) { seq, covered in
            var detail = try RecordWriter(world, province: province, at: now).write(entries, seq: seq, covered: &covered, in: tx)
            if !facts.isEmpty { detail.facts = facts }
            return detail
        }
    }

    /// Made-up and real records in changes of their own, so that the made-up ones can be taken out.
    func writeApart(_ entries: [RecordWriter.Entry], _ kind: ChangeKind, subject: String, _ province: String, _ world: World, facts: [String: String], by person: Person, at now: Moment, in tx: WriteTransaction) throws -> [Change] {
        try [false, true].compactMap { isIllustrative in
            let some = entries.filter { $0.new.isIllustrative == isIllustrative }
            guard !some.isEmpty else { return nil }
            return try write(some, kind, subject: subject, province, world, facts: facts.merging(["records": String(some.count)]) { $1 }, by: person, at: now, in: tx)
        }
    }

    private func shownTitle(_ record: StoredRecord, _ sight: RegisterSight) -> String { RecordShower(world: khen.world, sight: sight, isMasking: true).title(record) }

    private func receipt(_ key: RecordKey, _ change: Change, warnings: [RecordProblem], _ sight: RegisterSight, _ tx: ReadTransaction) throws -> RecordReceipt {
        let kept = try RecordStore.record(key, in: change.province, tx)
        return RecordReceipt(key: key, receipt: Receipt(province: change.province, seq: change.seq, at: change.at), number: kept?.number, title: kept.map { shownTitle($0, sight) } ?? "", warnings: warnings)
    }
}
