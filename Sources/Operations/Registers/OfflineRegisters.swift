import Domain
import Storage

/// A register that a person takes along to add records where there is no connection.
package struct OfflineRegister: Sendable {
    /// A record that a field can name.
    package struct Linked: Sendable {
        package var choice: Registers.RecordChoice
        /// What conditions and formulas ask of it.
        package var values: [String: RecordValue]
    }

    /// Records that a field can name, as many as are taken along.
    package struct Choices: Sendable {
        package var records: [Linked]
        package var isMore: Bool
        /// Fields of those records that conditions and formulas ask for, with their types. What is masked is not among them: it stays on the server.
        package var asked: [String: FieldType]
    }

    package var formulas: RegisterFormulas
    package var register: Register { formulas.register }
    /// Fields that the person sees.
    package var seen: Set<String>
    /// Units at which the person may add records.
    package var units: [OrgUnit]
    /// By the field's code, `GROUP.FIELD` for those of a group.
    package var choices: [String: Choices]
    /// Units that a field of type `org_unit` can name, by the field's code.
    package var unitChoices: [String: [OrgUnit]]
}

extension Registers {
    /// So many records, and so many units, are taken along for one field.
    package static let mostTakenAlong = 500

    /// The registers to which a person may add records, with all that filling one in takes.
    package func takenAlong(by person: Person) throws -> [OfflineRegister] {
        let world = khen.world
        return try all(by: person).filter(\.mayAdd).compactMap { entry in
            let register = entry.register, units = try unitsToAddAt(register.code, by: person)
            guard !units.isEmpty, let formulas = world.catalogue.registerFormulas[register.code] else { return nil }
            var taken = OfflineRegister(formulas: formulas, seen: try seenFields(of: register.code, by: person), units: units, choices: [:], unitChoices: [:])
            for field in register.fields where taken.seen.contains(field.code) {
                for (path, one) in [(field.code, field)] + field.fields.map({ ("\(field.code).\($0.code)", $0) }) {
                    if one.type == .record { taken.choices[path] = try takenAlong(one, asked: formulas.linkedFields[path] ?? [], by: person) }
                    if one.type == .orgUnit { taken.unitChoices[path] = try self.units(of: one.levels, within: register.code, by: person) }
                }
            }
            return taken
        }
    }

    /// A register without units and records to choose from.
    ///
    /// - Throws: ``NotFound`` for a register out of sight.
    package func definitionAlone(of code: String, by person: Person) throws -> OfflineRegister {
        guard let formulas = khen.world.catalogue.registerFormulas[try register(code, by: person).register.code] else { throw Self.noRegister }
        return OfflineRegister(formulas: formulas, seen: try seenFields(of: code, by: person), units: [], choices: [:], unitChoices: [:])
    }

    private func takenAlong(_ field: RecordField, asked: Set<String>, by person: Person) throws -> OfflineRegister.Choices {
        let world = khen.world
        guard let other = field.register.flatMap({ world.catalogue.registers[$0] }) else { return .init(records: [], isMore: false, asked: [:]) }
        let sight = sight(other, person, world)
        let open = Dictionary(other.fields.filter { asked.contains($0.code) && !$0.sensitivity.isMasked && sight.sees($0) }.map { ($0.code, $0.valueType) }) { first, _ in first }
        guard !sight.isEmpty else { return .init(records: [], isMore: false, asked: open) }
        return try khen.database.read { tx in
            let found = try choosable(field, other, matching: nil, limit: Self.mostTakenAlong + 1, sight, world, tx)
            let records = found.prefix(Self.mostTakenAlong).map { record in
                OfflineRegister.Linked(choice: choice(record, sight, world), values: record.full.values.filter { open[$0.key] != nil })
            }
            return .init(records: records, isMore: found.count > Self.mostTakenAlong, asked: open)
        }
    }
}
