import Domain
import Storage

/// Many records at once: a move for all that are ticked, a column filled in for a whole list.
extension Registers {
    /// What a move would do to several records.
    package struct BulkPreview: Sendable {
        package struct Line: Sendable {
            package var key: RecordKey
            package var title: String
            package var state: String
            /// Why it would be left where it is; empty where it would move.
            package var problems: [RecordProblem]
        }

        package var register: Register
        package var move: RecordMove
        package var lines: [Line]
        package var ready: Int { lines.count { $0.problems.isEmpty } }
    }

    /// The most records that are moved or changed at once.
    package static let mostAtOnce = 1000

    /// What would come of a move, without making it.
    ///
    /// - Throws: ``NotFound`` for a register out of sight, ``Rejected`` for a move that there is not or too many records.
    package func preview(_ move: String, of ids: [String], in code: String, note: String?, filling: RecordInput = RecordInput([:]), by person: Person) throws -> BulkPreview {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), now = khen.now()
        let wanted = try checked(move, ids, register)
        return try khen.database.read { tx in
            let found = try records(ids, of: code, tx)
            return BulkPreview(register: register, move: wanted, lines: try ids.compactMap { id in
                guard let record = found[id], sight.may(.see, record) else { return nil }
                let mover = RecordMover(world: world, register: register, province: record.province, sight: sight, person: person, now: now)
                return .init(key: record.key, title: RecordShower(world: world, sight: sight, isMasking: true).title(record), state: record.state, problems: try problems(mover, record, move, note, filling, tx))
            })
        }
    }

    private func checked(_ move: String, _ ids: [String], _ register: Register) throws -> RecordMove {
        guard let wanted = register.move(move) else {
            throw Rejected(Label(vi: "sổ không có bước «\(move)»", en: "the register has no move “\(move)”"), remedy: Label(vi: "Tải lại trang.", en: "Load the page again."), place: "move")
        }
        guard (1...Self.mostAtOnce).contains(ids.count) else {
            throw Rejected(ids.isEmpty ? Label(vi: "chưa chọn hồ sơ nào", en: "no record was chosen") : Label(vi: "chọn quá \(Self.mostAtOnce) hồ sơ", en: "more than \(Self.mostAtOnce) records were chosen"),
                           remedy: Label(vi: "Chọn từ 1 đến \(Self.mostAtOnce) hồ sơ.", en: "Choose 1 to \(Self.mostAtOnce) records."), place: "record")
        }
        return wanted
    }

    private func problems(_ mover: RecordMover, _ record: StoredRecord, _ move: String, _ note: String?, _ filling: RecordInput, _ tx: ReadTransaction) throws -> [RecordProblem] {
        do {
            switch try mover.moved(record, move, seenIn: nil, note: note, filling: filling, tx) {
            case .success: return []
            case .failure(let stop): return stop.problems
            }
        } catch let conflict as Conflict {
            return [RecordProblem(fields: [], reason: conflict.reason, remedy: Label(vi: "Bỏ qua hồ sơ này.", en: "Leave it out."))]
        } catch is NotAllowed {
            return [RecordProblem(fields: [], reason: Label(vi: "tài khoản không có quyền thực hiện bước này", en: "this account may not make this move"), remedy: Label(vi: "Bỏ qua hồ sơ này.", en: "Leave it out."))]
        }
    }

    /// Moves the records that can be moved; the others stay as they are.
    ///
    /// - Parameter filling: fields that the move requires, for those records that do not have them yet.
    /// - Returns: what was done with each.
    package func move(_ move: String, of ids: [String], in code: String, note: String?, filling: RecordInput = RecordInput([:]), by person: Person) throws -> BulkPreview {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), now = khen.now()
        let wanted = try checked(move, ids, register)
        var lines: [BulkPreview.Line] = []
        try khen.database.write { tx in
            let provinces = Set(try records(ids, of: code, tx).values.map(\.province)).sorted()
            for province in provinces {
                try ChangeLog.hold(province, in: tx)
                let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now), staff = try khen.staffBook.staff(of: province, in: world, on: now.day, tx)
                var entries: [RecordWriter.Entry] = [], acting = person
                for (id, record) in try RecordStore.records(ids, of: code, in: province, tx).sorted(by: { $0.key < $1.key }) where sight.may(.see, record) {
                    let problems = try problems(mover, record, move, note, filling, tx)
                    lines.append(.init(key: RecordKey(code, id), title: RecordShower(world: world, sight: sight, isMasking: true).title(record), state: record.state, problems: problems))
                    guard problems.isEmpty, case .success(let moved) = try mover.moved(record, move, seenIn: nil, note: note, filling: filling, tx) else { continue }
                    acting = sight.acting(person, .move, record, move: move)
                    entries.append(.init(old: record, new: moved, note: try PersonRules.note(note)))
                }
                guard !entries.isEmpty else { continue }
                _ = try writeApart(entries, .recordsMoved, subject: code, province, world, facts: ["move": move], by: acting, at: now, in: tx)
                for entry in entries { try mover.tell(move, entry.new, note: note, staff: staff, tx) }
            }
        }
        try khen.refresh()
        return BulkPreview(register: register, move: wanted, lines: lines)
    }

    // MARK: A column of a list

    /// One line of a sheet that fills in some fields of many records.
    package struct SheetLine: Sendable {
        package var id: String
        /// Number of the version that the writer began with.
        package var seen: Int64?
        package var fields: [String: RecordInput.Given]

        package init(id: String, seen: Int64?, fields: [String: RecordInput.Given]) {
            self.id = id
            self.seen = seen
            self.fields = fields
        }
    }

    /// What came of a sheet: records kept as one change, and lines that were not, with why.
    package struct SheetOutcome: Sendable {
        package var kept: Int
        package var receipt: Receipt?
        /// By record.
        package var problems: [String: [RecordProblem]]
        package var conflicts: [String: [FieldConflict]]
    }

    /// Fills in fields of many records, such as who was there; a line that cannot be kept does not keep the others from it.
    package func fill(_ lines: [SheetLine], in code: String, mark: DecimalMark = .comma, by person: Person) throws -> SheetOutcome {
        let world = khen.world, entry = try register(code, by: person), register = entry.register, sight = sight(register, person, world), now = khen.now()
        guard lines.count <= Self.mostAtOnce else {
            throw Rejected(Label(vi: "quá \(Self.mostAtOnce) dòng", en: "more than \(Self.mostAtOnce) lines"), remedy: Label(vi: "Chia thành nhiều lần.", en: "Send them in parts."))
        }
        var outcome = SheetOutcome(kept: 0, receipt: nil, problems: [:], conflicts: [:])
        try khen.database.write { tx in
            let found = try records(lines.map(\.id), of: code, tx)
            for (province, lines) in Dictionary(grouping: lines.filter { found[$0.id] != nil }, by: { found[$0.id]?.province ?? "" }).sorted(by: { $0.key < $1.key }) {
                try ChangeLog.hold(province, in: tx)
                let checker = RecordChecker(world: world, province: province, person: person, today: now.day, tx: tx)
                let mover = RecordMover(world: world, register: register, province: province, sight: sight, person: person, now: now)
                var entries: [RecordWriter.Entry] = [], acting = person, followed: [(moves: [String], record: StoredRecord)] = []
                for line in lines {
                    guard let old = try RecordStore.record(RecordKey(code, line.id), in: province, tx), sight.may(.see, old) else { continue }
                    guard sight.may(.edit, old), old.standing == .kept, register.state(old.state)?.isEditable ?? true else {
                        outcome.problems[line.id] = [RecordProblem(fields: [], reason: Label(vi: "hồ sơ này không sửa được", en: "this record cannot be changed"), remedy: Label(vi: "Bỏ qua dòng này.", en: "Leave the line out."))]
                        continue
                    }
                    let input = RecordInput(line.fields, mark: mark), conflicts = try checker.conflicts(input, with: old, since: line.seen, tx)
                    guard conflicts.isEmpty else { outcome.conflicts[line.id] = conflicts; continue }
                    var record = old
                    record.definition = register.version
                    let problems = try checker.take(input, into: &record, over: old, since: line.seen).problems.filter { $0.severity == .error }
                    guard problems.isEmpty else { outcome.problems[line.id] = problems; continue }
                    acting = sight.acting(person, .edit, old)
                    guard record.body != old.body else { continue }
                    let (moved, moves) = try mover.followed(record, tx)
                    entries.append(.init(old: old, new: moved, note: nil))
                    if !moves.isEmpty { followed.append((moves, moved)) }
                }
                guard !entries.isEmpty else { continue }
                let changes = try writeApart(entries, .recordsChanged, subject: code, province, world, facts: [:], by: acting, at: now, in: tx)
                for one in followed { try tell(one.moves, one.record, mover, tx) }
                outcome.kept += entries.count
                outcome.receipt = changes.last.map { Receipt(province: province, seq: $0.seq, at: now) }
            }
        }
        try khen.refresh()
        return outcome
    }
}
