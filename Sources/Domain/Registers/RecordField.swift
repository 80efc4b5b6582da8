/// What a field of a record holds.
package enum FieldType: String, Sendable, Codable, CaseIterable {
    case text
    case longText = "long_text"
    case number
    /// Whole đồng.
    case money
    /// A day.
    case date
    /// A period of the field's kind.
    case period
    case yesNo = "yes_no"
    /// One option of a category, or of the field's own options.
    case choice
    /// Several of them.
    case many
    /// Another record.
    case record
    /// Somebody who signs in.
    case person
    case orgUnit = "org_unit"
    case agency
    /// One of the 54 ethnic groups; sensitive by law.
    case ethnicGroup = "ethnic_group"
    case phone
    /// Personal identification number of 12 digits; sensitive.
    case identityNumber = "identity_number"
    case email
    /// A web address.
    case link
    /// Documents and pictures put to the record.
    case file
    case photo
    /// Latitude and longitude.
    case place
    /// Follows from other fields of the record by a formula, worked out when the record is written.
    case computed
    /// Follows from the records that point to this one.
    case rollup
    /// Fields that repeat, such as the members of a team.
    case group

    package var isNumeric: Bool { self == .number || self == .money }
    /// Whether people fill it in.
    package var isInput: Bool { self != .computed && self != .rollup }
    /// Whether files are put to it, rather than words.
    package var holdsFiles: Bool { self == .file || self == .photo }
}

/// How much a field says about persons.
package enum Sensitivity: String, Sendable, Codable, CaseIterable, Comparable {
    /// May be shown to everybody.
    case `public`
    /// For those who may see the record.
    case `internal`
    /// Basic personal data: masked until revealed.
    case personal
    /// Sensitive personal data, such as ethnicity and identity papers: masked until revealed, never on a public page.
    case sensitive

    private var rank: Int {
        switch self {
        case .public: 0
        case .internal: 1
        case .personal: 2
        case .sensitive: 3
        }
    }

    /// Whether it is masked until somebody reveals it.
    package var isMasked: Bool { self >= .personal }

    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

/// One field of a register.
package struct RecordField: Hashable, Sendable, Codable {
    /// How a field follows from the records of another register that point to this one.
    package struct RollUp: Hashable, Sendable, Codable {
        package enum Take: String, Sendable, Codable, CaseIterable { case count, sum, min, max }

        package var register: String
        /// Its field of type `record` that points here.
        package var via: String
        package var take: Take
        /// What is summed, or of which the least or greatest is taken: a number or a date.
        package var field: String?
        /// Records in these states count; empty for every state.
        package var states: [String]
        /// Field → the values of which one must hold.
        package var conditions: [String: [String]]

        package init(register: String, via: String, take: Take, field: String? = nil, states: [String] = [], conditions: [String: [String]] = [:]) {
            self.register = register
            self.via = via
            self.take = take
            self.field = field
            self.states = states
            self.conditions = conditions
        }
    }

    /// Among which records a value may stand only once.
    package enum Unique: Hashable, Sendable, Codable {
        case register
        case unit
        /// Those that agree in these fields.
        case within([String])
    }

    package var code: String
    package var name: Label
    package var help: Label?
    package var type: FieldType
    package var isRequired: Bool
    /// See ``RecordExpression``.
    package var requiredWhen: String?
    /// Where it does not hold the field is left out and holds nothing.
    package var allowedWhen: String?
    package var unique: Unique?
    package var sensitivity: Sensitivity
    /// Roles that see it; empty for everyone who sees the record.
    package var seenBy: [String]
    package var unitOfMeasure: Label?
    /// Digits after the decimal mark of a number, 0 to 6.
    package var decimals: Int
    package var minimum: Double?
    package var maximum: Double?
    /// Category whose options can be chosen.
    package var category: String?
    /// Options of the field's own.
    package var options: [CategoryOption]
    /// Register that a record is chosen from.
    package var register: String?
    /// States in which a record can be chosen; empty for all.
    package var registerStates: [String]
    /// Field of that register → the values of which one must hold.
    package var registerConditions: [String: [String]]
    /// Levels of units that can be chosen; empty for all.
    package var levels: [UnitLevel]
    package var periodKind: PeriodKind?
    package var formula: String?
    /// What a computed field holds.
    package var resultType: FieldType?
    package var rollUp: RollUp?
    /// Of a group.
    package var fields: [RecordField]
    /// What a new record begins with: a value, or `today`.
    package var initial: String?

    package init(
        code: String, name: Label, help: Label? = nil, type: FieldType, isRequired: Bool = false, requiredWhen: String? = nil, allowedWhen: String? = nil, unique: Unique? = nil,
        sensitivity: Sensitivity? = nil, seenBy: [String] = [], unitOfMeasure: Label? = nil, decimals: Int = 0, minimum: Double? = nil, maximum: Double? = nil, category: String? = nil,
        options: [CategoryOption] = [], register: String? = nil, registerStates: [String] = [], registerConditions: [String: [String]] = [:], levels: [UnitLevel] = [],
        periodKind: PeriodKind? = nil, formula: String? = nil, resultType: FieldType? = nil, rollUp: RollUp? = nil, fields: [RecordField] = [], initial: String? = nil
    ) {
        self.code = code
        self.name = name
        self.help = help
        self.type = type
        self.isRequired = isRequired
        self.requiredWhen = requiredWhen
        self.allowedWhen = allowedWhen
        self.unique = unique
        self.sensitivity = sensitivity ?? Self.usual(type)
        self.seenBy = seenBy
        self.unitOfMeasure = unitOfMeasure
        self.decimals = decimals
        self.minimum = minimum
        self.maximum = maximum
        self.category = type == .ethnicGroup ? Self.ethnicGroups : category
        self.options = options
        self.register = register
        self.registerStates = registerStates
        self.registerConditions = registerConditions
        self.levels = levels
        self.periodKind = periodKind
        self.formula = formula
        self.resultType = resultType
        self.rollUp = rollUp
        self.fields = fields
        self.initial = initial
    }

    /// Code of the category of ethnic groups.
    package static let ethnicGroups = "ETH"

    /// How sensitive a field is that does not say so. Source: Nghị định 356/2025/NĐ-CP: telephone numbers and addresses are basic personal data, ethnicity and identity papers sensitive.
    package static func usual(_ type: FieldType) -> Sensitivity {
        switch type {
        case .ethnicGroup, .identityNumber: .sensitive
        case .phone, .email: .personal
        default: .internal
        }
    }

    /// Whether its whole numbers are years, as its bounds tell.
    package var isYear: Bool { valueType == .number && decimals == 0 && (minimum ?? 0) >= 1000 && (maximum ?? .infinity) <= 2999 }

    /// What its values are made of: a computed field's result.
    package var valueType: FieldType {
        switch type {
        case .computed: resultType ?? .number
        case .rollup: rollUp?.take == .count || rollUp?.take == .sum ? .number : resultType ?? .number
        default: type
        }
    }
}
