import Domain
import Storage

/// A record for each of many records of another register: learners of a class from the staff, villages of a campaign.
extension Registers {
    /// What came of adding records for many.
    package struct ManyOutcome: Sendable {
        package var kept = 0
        /// By the record that was named.
        package var problems: [String: [RecordProblem]] = [:]
    }

    /// Adds a record for each of some that a field is to name.
    ///
    /// - Parameters:
    ///   - ids: records of the register that the field names, at most ``mostAtOnce``.
    ///   - common: what all of them hold besides.
    ///   - batch: made by whoever sends it: the same batch sent twice adds each record once.
    /// - Throws: ``NotFound``, ``Rejected`` for no or too many records and for a field that names none.
    package func addMany(_ ids: [String], named code: String, with common: RecordInput, to registerCode: String, batch: String, by person: Person) throws -> ManyOutcome {
        let world = khen.world, register = try register(registerCode, by: person).register, sight = sight(register, person, world)
        guard let field = register.field(code), field.type == .record, sight.sees(field) else { throw Self.noRegister }
        guard !ids.isEmpty else { throw Rejected(Label(vi: "chưa chọn hồ sơ nào", en: "no record was ticked"), remedy: Label(vi: "Đánh dấu ít nhất một dòng.", en: "Tick at least one line."), place: code) }
        guard ids.count <= Self.mostAtOnce else {
            throw Rejected(Label(vi: "chọn quá \(Self.mostAtOnce) hồ sơ một lần", en: "more than \(Self.mostAtOnce) records at once"), remedy: Label(vi: "Chia thành nhiều lần.", en: "Do it in parts."), place: code)
        }
        var outcome = ManyOutcome()
        for id in ids {
            var fields = common.fields
            fields[code] = .text(id)
            do {
                let unit = try choice(id, of: field.register ?? "", by: person).flatMap { home($0.unit, register, sight, world) }
                switch try add(RecordInput(fields, mark: common.mark), to: registerCode, at: unit, id: Identifier.derived(from: "khen/many/\(batch)/\(registerCode)/\(id)"), by: person) {
                case .kept: outcome.kept += 1
                case .stopped(let problems): outcome.problems[id] = problems
                case .likelySame(let others):
                    let titles = others.filter(\.isSeen).map { $0.number ?? $0.title }.joined(separator: ", ")
                    outcome.problems[id] = [RecordProblem(fields: [code], reason: Label(vi: "có thể đã có hồ sơ này: \(titles)", en: "there may be such a record: \(titles)"), remedy: Label(vi: "Xem lại; đúng là hồ sơ khác thì thêm riêng.", en: "Compare them; add it by itself if it is another."))]
                case .conflicts: break  // only of records that are there
                }
            } catch let refusal as Rejected {
                outcome.problems[id] = [RecordProblem(fields: [code], reason: refusal.reason, remedy: refusal.remedy)]
            }
        }
        return outcome
    }

    /// The unit to which a record for another belongs: its own, or the nearest above at which such records are and the person may add them.
    private func home(_ unit: UnitID, _ register: Register, _ sight: RegisterSight, _ world: World) -> UnitID? {
        let line = [unit] + world.units.ancestors(of: unit, asOf: khen.now().day).sorted { $0.level > $1.level }.map(\.id)
        return line.first { id in world.units.unit(id).map { register.levels.contains($0.level) } ?? false && sight.mayAdd(at: id) }
    }

    /// Records that a field of a register names together with another that a second field names, such as the staff that a class has already.
    package func named(in field: String, of code: String, with link: (field: String, id: String), by person: Person) throws -> Set<String> {
        let register = try register(code, by: person).register, sight = sight(register, person, khen.world)
        guard let own = register.field(field), let other = register.field(link.field), sight.sees(own), sight.sees(other), let target = own.register, let about = other.register else { return [] }
        return Set(try khen.database.read { tx in
            try tx.rows("""
                SELECT b.target FROM record_link a JOIN record_link b ON b.province = a.province AND b.source = a.source AND b.id = a.id
                WHERE a.register = \(about) AND a.target = \(link.id) AND a.source = \(code) AND a.field = \(link.field) AND b.register = \(target) AND b.field = \(field)
                """).map { $0.text(0) }
        })
    }

    /// Fields that name records of another register, from which many can be chosen at once, the one that is given left out.
    package func fieldsToPick(in code: String, besides given: String?, by person: Person) throws -> [RecordField] {
        let world = khen.world, register = try register(code, by: person).register, sight = sight(register, person, world)
        return register.fields.filter { field in
            field.type == .record && field.code != given && sight.sees(field) && field.register != given.flatMap { register.field($0)?.register }
                && field.register.flatMap { world.catalogue.registers[$0] }.map { !self.sight($0, person, world).isEmpty } ?? false
        }
    }

    /// The only option of a choice with which a field may hold something; `nil` where several let it, or none.
    package func option(of choice: RecordField, letting field: RecordField, in register: Register) -> String? {
        guard choice.type == .choice, field.allowedWhen != nil, let formulas = khen.world.catalogue.registerFormulas[register.code] else { return nil }
        let today = khen.now().day, letting = RecordWords(khen.world).options(of: choice).map(\.code).filter { option in
            formulas.isAllowed(field.code, RecordReading(body: RecordBody([choice.code: .text(option)]), state: register.firstState.code, unit: "", today: today) { _, _ in nil })
        }
        return letting.count == 1 ? letting[0] : nil
    }
}
