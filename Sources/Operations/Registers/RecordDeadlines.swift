import Domain
import Storage

/// Tells those who may move records on of deadlines that come near or have passed: the day before, and the day after.
struct RecordDeadlines {
    let world: World
    let today: Day

    private struct Draft: Hashable {
        var person: PersonID
        var kind: NoticeKind
        var register: String
    }

    /// Made as often as one likes, everyone is told once of each deadline.
    ///
    /// - Returns: who was told, and of how many.
    func tell(in province: String, staff: Staff, at now: Moment, _ tx: WriteTransaction) throws -> (dueSoon: Int, late: Int, people: Set<PersonID>) {
        let next = world.catalogue.workingDays.day(1, after: today)
        var drafts: [Draft: [StoredRecord]] = [:]
        for row in try tx.rows("""
            SELECT \(sql: RecordStore.columns) FROM record WHERE province = \(province) AND due IS NOT NULL AND due <= \(next.iso) AND due >= \(today.adding(days: -7).iso)
                AND standing = \(StoredRecord.Standing.kept)
            """) {
            let record = try StoredRecord(row: row)
            guard let due = record.due, let register = world.catalogue.registers[record.key.register] else { continue }
            for person in movers(of: record, register, staff) { drafts[Draft(person: person, kind: due < today ? .recordLate : .recordDueSoon, register: register.code), default: []].append(record) }
        }
        var round = (dueSoon: 0, late: 0, people: Set<PersonID>())
        for (draft, records) in drafts.sorted(by: { ($0.key.person.rawValue, $0.key.kind.rawValue, $0.key.register) < ($1.key.person.rawValue, $1.key.kind.rawValue, $1.key.register) }) {
            for record in records.sorted(by: { $0.key.id < $1.key.id }) {
                let facts = Notice.Facts(due: record.due, number: record.number).json, id = "\(draft.kind.rawValue)-\(record.due?.iso ?? "")-\(record.key.id)-\(draft.person)"
                let isNew = try tx.execute("""
                    INSERT INTO notice (province, id, person, kind, subject, facts, created)
                    VALUES (\(province), \(id), \(draft.person), \(draft.kind), \(record.key.description), \(facts), \(now.iso)) ON CONFLICT DO NOTHING
                    """) == 1
                guard isNew else { continue }
                round.people.insert(draft.person)
                if draft.kind == .recordLate { round.late += 1 } else { round.dueSoon += 1 }
            }
        }
        return round
    }

    /// Holders, at the record's unit or nearest above, of the roles that may move it from where it is.
    private func movers(of record: StoredRecord, _ register: Register, _ staff: Staff) -> Set<PersonID> {
        let line = [record.unit] + world.units.ancestors(of: record.unit, asOf: today).sorted { $0.level > $1.level }.map(\.id), moves = Set(register.moves(from: record.state).map(\.code))
        let roles = register.access.filter { access in
            access.may.contains(.move) && (access.states.isEmpty || access.states.contains(record.state)) && (access.moves.isEmpty || !moves.isDisjoint(with: access.moves))
        }.flatMap(\.roles)
        return Set(Set(roles).flatMap { staff.nearest(role: $0, along: line) { _ in false } }.map(\.id))
    }
}
