import Domain
import Storage

/// Takes records from one state to the next.
struct RecordMover {
    let world: World
    let register: Register
    let province: String
    let sight: RegisterSight
    let person: Person
    let now: Moment

    /// Why a record cannot be moved now.
    struct Stop: Error {
        var problems: [RecordProblem]
    }

    /// The moves that the person can make with a record as it stands, whether or not all they require is there.
    func moves(of record: StoredRecord) -> [RecordMove] {
        guard record.standing == .kept else { return [] }
        return register.moves(from: record.state).filter { sight.may(.move, record, move: $0.code) }
    }

    /// The record after a move.
    ///
    /// - Parameter filling: fields that the move requires and the record does not have yet; whoever may make the move may fill them in with it.
    /// - Throws: ``NotAllowed``, ``Rejected`` for a move that there is not, ``Conflict`` where somebody else has moved it meanwhile.
    func moved(_ old: StoredRecord, _ code: String, seenIn seen: String?, note: String?, filling: RecordInput = RecordInput([:]), _ tx: ReadTransaction) throws -> Result<StoredRecord, Stop> {
        guard let move = register.move(code) else {
            throw Rejected(Label(vi: "sổ không có bước «\(code)»", en: "the register has no move “\(code)”"), remedy: Label(vi: "Tải lại trang để xem các bước.", en: "Load the page again to see its moves."), place: "move")
        }
        // Whoever may not make the move at all is told that, whatever the record's state.
        guard sight.mayMove(code, at: old.unit) else { throw NotAllowed(right: .approve) }
        let state = register.state(old.state)?.name ?? .same(old.state)
        guard old.standing == .kept, seen.map({ $0 == old.state }) ?? true else {
            throw Conflict(Label(vi: "Hồ sơ vừa được người khác chuyển sang «\(state.vi)».", en: "Somebody else has just moved the record to “\(state.en)”."))
        }
        guard register.moves(from: old.state).contains(where: { $0.code == code }) else {
            throw Conflict(Label(vi: "Không thể «\(move.name.vi)» khi hồ sơ ở trạng thái «\(state.vi)».", en: "“\(move.name.en)” cannot be done while the record is “\(state.en)”."))
        }
        guard sight.may(.move, old, move: code) else { throw NotAllowed(right: .approve) }
        var record = old
        for (field, value) in move.sets { record.body[field] = .text(value == "today" ? now.day.iso : value) }
        var problems = try filled(&record, old, filling, move, tx)
        guard problems.isEmpty else { return .failure(Stop(problems: problems)) }
        problems = try self.problems(move, &record, note: note, tx)
        guard problems.isEmpty else { return .failure(Stop(problems: problems)) }
        record.state = move.to
        record.definition = register.version
        record.entered = now
        record.due = register.state(move.to)?.deadline.map { world.catalogue.workingDays.day($0, after: now.day) }
        return .success(record)
    }

    private func filled(_ record: inout StoredRecord, _ old: StoredRecord, _ filling: RecordInput, _ move: RecordMove, _ tx: ReadTransaction) throws -> [RecordProblem] {
        let asked = Set(Registers.asked(by: move, of: old, in: register).map(\.code)), others = Set(filling.fields.keys).subtracting(move.requires).sorted()
        guard others.isEmpty else {
            throw Rejected(Label(vi: "bước «\(move.name.vi)» không ghi ô «\(others[0])»", en: "“\(move.name.en)” does not fill in “\(others[0])”"), remedy: Label(vi: "Sửa hồ sơ trước, rồi thực hiện bước này.", en: "Change the record first, then make the move."), place: others[0])
        }
        let input = RecordInput(filling.fields.filter { asked.contains($0.key) && $0.value != .text("") }, mark: filling.mark)
        guard !input.fields.isEmpty else { return [] }
        let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
        return try checker.take(input, into: &record, over: record).problems.filter { $0.severity == .error }
    }

    /// The record after the moves that follow by themselves from what stands in it, as far as the person may make them and nothing keeps the record from them.
    ///
    /// - Returns: the record, and the codes of the moves in their order; at most as many as there are states.
    func followed(_ old: StoredRecord, _ tx: ReadTransaction) throws -> (record: StoredRecord, moves: [String]) {
        guard register.moves.contains(where: { $0.follows != nil }), let formulas = world.catalogue.registerFormulas[register.code] else { return (old, []) }
        let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
        var record = old, made: [String] = []
        while made.count < register.states.count {
            let linked = try checker.linkedValues(record, formulas)
            let reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: now.day) { linked["\($0).\($1)"] }
            var next: (code: String, record: StoredRecord)?
            for move in register.moves(from: record.state) where formulas.follows(move, reading) && sight.may(.move, record, move: move.code) {
                guard case .success(let moved) = try moved(record, move.code, seenIn: nil, note: nil, tx) else { continue }
                next = (move.code, moved)
                break
            }
            guard let next else { break }
            record = next.record
            made.append(next.code)
        }
        return (record, made)
    }

    private func problems(_ move: RecordMove, _ record: inout StoredRecord, note: String?, _ tx: ReadTransaction) throws -> [RecordProblem] {
        guard let formulas = world.catalogue.registerFormulas[register.code] else { throw Registers.noRegister }
        let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
        var problems = try checker.problemsOf(&record, formulas).filter { $0.severity == .error }
        let body = record.full
        for code in move.requires where body[code] == nil && !problems.contains(where: { $0.fields.contains(code) }) {
            guard let field = formulas.fields[code] else { continue }
            problems.append(RecordProblem(fields: [code], reason: Label(vi: "cần có «\(field.name.vi)» trước khi «\(move.name.vi)»", en: "“\(field.name.en)” is needed before “\(move.name.en)”"),
                                          remedy: Label(vi: "Bổ sung rồi thực hiện lại.", en: "Fill it in, then try again.")))
        }
        if move.note == .required, try PersonRules.note(note) == nil {
            problems.append(RecordProblem(fields: ["note"], reason: Label(vi: "chưa ghi lý do", en: "the reason is missing"), remedy: Label(vi: "Ghi lý do của bước này.", en: "Say why.")))
        }
        let linked = try checker.linkedValues(record, formulas)
        let reading = RecordReading(body: body, state: record.state, unit: record.unit.rawValue, today: now.day) { linked["\($0).\($1)"] }
        if !formulas.allows(move, reading) {
            problems.append(RecordProblem(fields: [], reason: Label(vi: "hồ sơ chưa đủ điều kiện để «\(move.name.vi)»", en: "the record does not meet the condition of “\(move.name.en)”"),
                                          remedy: Label(vi: "Xem hướng dẫn của sổ.", en: "See what the register says of it.")))
        }
        return problems
    }

    /// Tells whoever a move concerns, as part of it; whoever made it is not told. What was told of the record before is settled.
    func tell(_ code: String, _ record: StoredRecord, note: String?, staff: Staff, _ tx: WriteTransaction) throws {
        let subject = Notice.Subject.record(record.key)
        try Notices.settle([.recordMoved, .recordDueSoon, .recordLate], about: subject, in: province, at: now, tx)
        guard let move = register.move(code), !move.notify.isEmpty else { return }
        let line = [record.unit] + world.units.ancestors(of: record.unit, asOf: now.day).sorted { $0.level > $1.level }.map(\.id)
        func isActor(_ other: PersonRecord) -> Bool { other.id == person.id || other.signInName == person.name }
        var people: Set<PersonID> = []
        for audience in move.notify {
            switch audience {
            case .creator: if let creator = staff.person(signInName: record.creator), !isActor(creator) { people.insert(creator.id) }
            case .role(let role):
                let near = staff.nearest(role: role, along: line, without: isActor)
                people.formUnion((near.isEmpty && isSeenBeneath(record, by: role) ? staff.beneath(record.unit, role: role, world, on: now.day, without: isActor) : near).map(\.id))
            case .field(let field): people.formUnion((record.full[field]?.texts ?? []).map { PersonID($0) }.filter { $0 != person.id })
            }
        }
        try Notices.add(.recordMoved, about: subject, to: people, facts: Notice.Facts(by: staff.name(of: person), note: note, due: record.due, move: code, number: record.number), province: province, at: now, in: tx)
    }

    /// Whether those who hold a role at a unit beneath see the record, so that a notice leads them somewhere.
    private func isSeenBeneath(_ record: StoredRecord, by role: String) -> Bool {
        register.access.contains { access in
            access.roles.contains(role) && access.may.contains(.see) && access.reach == .province
                && (access.levels.isEmpty || world.units.unit(record.unit).map { access.levels.contains($0.level) } ?? false) && RegisterSight.covers(access, state: record.state, body: record.full, creator: record.creator, name: "")
        }
    }
}
