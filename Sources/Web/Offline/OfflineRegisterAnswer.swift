import Domain
import Operations

/// What a device takes along to add records: the registers to which somebody may add, and all that filling one in takes.
struct OfflineRegisterAnswer: Encodable {
    struct Option: Encodable {
        var code: String
        var name: Label
        var note: Label?
    }

    struct Agency: Encodable {
        var code: String
        var name: Label
    }

    var person: OfflineAnswer.Owner
    /// Locks away on the device what is not sent.
    var key: String
    var madeAt: String
    var now: String
    /// Moves on with every change of registers, units and records.
    var version: Int64
    var registers: [Definition]
    /// Names of units, by identity.
    var units: [String: Label]
    /// Options of categories, by code.
    var categories: [String: [Option]]
    var agencies: [Agency]

    init(_ taken: [OfflineRegister], agencies: [Agency], person: OfflineAnswer.Owner, key: String, _ request: PageRequest) {
        self.person = person
        self.key = key
        madeAt = request.now.iso
        now = request.now.iso
        version = request.world.heads.values.reduce(0, +)
        let most = Registers.mostTakenAlong
        var units: [String: Label] = [:]
        for one in taken {
            for unit in one.units.prefix(most) + one.unitChoices.values.flatMap({ $0.prefix(most) }) { units[unit.id.rawValue] = unit.versions.last?.fullName }
        }
        registers = taken.map { Definition($0) }
        let asksForAgencies = taken.contains { $0.register.fields.contains { $0.type == .agency || $0.fields.contains { $0.type == .agency } } }
        self.units = units
        categories = Self.options(of: taken.flatMap(\.register.fields), request.world)
        self.agencies = asksForAgencies ? agencies : []
    }

    /// The options of the categories that fields choose from, by the category's code.
    static func options(of fields: [RecordField], _ world: World) -> [String: [Option]] {
        var found: [String: [Option]] = [:]
        for field in fields.flatMap({ [$0] + $0.fields }) {
            guard field.options.isEmpty, let category = field.category, found[category] == nil else { continue }
            found[category] = RecordWords(world).options(of: field).map { Option(code: $0.code, name: $0.name, note: $0.note) }
        }
        return found
    }

    // MARK: Definitions

    struct Definition: Encodable {
        struct Section: Encodable {
            var name: Label
            var help: Label?
            var fields: [Field]
        }

        struct Rule: Encodable {
            var code: String
            var importance: ValidationRule.Importance
            var name: Label
            var explanation: Label
            var holds: RecordExpression
            /// Those it speaks of, the one to go to first.
            var fields: [String]
        }

        struct State: Encodable {
            var code: String
            var name: Label
        }

        var code: String
        var version: Int
        var name: Label
        var one: Label
        var help: Label?
        /// Why personal data are kept, where any are asked for.
        var purpose: Label?
        /// The first is where records begin.
        var states: [State]
        var units: [String]
        /// There are more units than are taken along: others are named by their codes.
        var isMoreUnits: Bool
        var sections: [Section]
        var rules: [Rule]

        init(_ taken: OfflineRegister) {
            let register = taken.register
            code = register.code
            version = register.version
            name = register.name
            one = register.one
            help = register.help
            purpose = register.fields.contains { field in taken.seen.contains(field.code) && (field.sensitivity.isMasked || field.fields.contains(where: \.sensitivity.isMasked)) } ? register.privacy?.purpose : nil
            states = register.states.map { State(code: $0.code, name: $0.name) }
            units = taken.units.prefix(Registers.mostTakenAlong).map(\.id.rawValue)
            isMoreUnits = taken.units.count > Registers.mostTakenAlong
            // What follows from records that point here follows once there are any.
            sections = register.sections.map { section in
                Section(name: section.name, help: section.help, fields: section.fields.filter { taken.seen.contains($0.code) && $0.type != .rollup }.map { Field($0, path: $0.code, taken) })
            }
            let known = taken.formulas.fields
            rules = taken.formulas.ruleConditions.map { rule, condition in
                Rule(code: rule.code, importance: rule.importance, name: rule.name, explanation: rule.explanation, holds: condition, fields: condition.fields.filter { known[$0] != nil })
            }
        }
    }

    struct Linked: Encodable {
        var id: String
        var title: String
        var number: String?
        /// What conditions and formulas ask of it, in the form in which it is kept.
        var values: [String: [String]]?
    }

    struct Field: Encodable {
        var code: String
        var name: Label
        var help: Label?
        var type: FieldType
        var isRequired: Bool
        var isPersonal: Bool
        /// See ``RecordExpression``.
        var requiredWhen: RecordExpression?
        var allowedWhen: RecordExpression?
        var formula: RecordExpression?
        /// What a computed field holds.
        var result: FieldType?
        var decimals: Int
        var minimum: Double?
        var maximum: Double?
        var unitOfMeasure: Label?
        /// One of `categories`; `options` are the field's own.
        var category: String?
        var options: [Option]?
        var periodKind: PeriodKind?
        /// Units that can be chosen.
        var units: [String]?
        /// Whose records can be chosen.
        var register: String?
        var records: [Linked]?
        /// There is more to choose from than is taken along.
        var isMore: Bool?
        /// Fields of the linked record that `values` has, with their types.
        var linked: [String: FieldType]?
        var fields: [Field]?
        var initial: String?

        init(_ field: RecordField, path: String, _ taken: OfflineRegister) {
            code = field.code
            name = field.name
            help = field.help
            type = field.type
            isRequired = field.isRequired
            isPersonal = field.sensitivity.isMasked
            if !path.contains(".") {
                (requiredWhen, allowedWhen) = taken.formulas.conditions(of: field.code)
                formula = taken.formulas.computedFields.first { $0.field.code == field.code }?.formula
            }
            result = field.type == .computed ? field.valueType : nil
            decimals = field.decimals
            minimum = field.minimum
            maximum = field.maximum
            unitOfMeasure = field.unitOfMeasure
            if field.options.isEmpty { category = field.category } else { options = field.options.map { Option(code: $0.code, name: $0.name, note: $0.note) } }
            periodKind = field.periodKind
            register = field.register
            initial = field.initial
            let most = Registers.mostTakenAlong
            if let found = taken.unitChoices[path] {
                units = found.prefix(most).map(\.id.rawValue)
                isMore = found.count > most
            }
            if let found = taken.choices[path] {
                records = found.records.map { one in
                    Linked(id: one.choice.id, title: one.choice.title, number: one.choice.number, values: one.values.isEmpty ? nil : one.values.mapValues(\.texts))
                }
                isMore = found.isMore
                linked = found.asked
            }
            fields = field.type == .group ? field.fields.map { Field($0, path: "\(path).\($0.code)", taken) } : nil
        }
    }
}
