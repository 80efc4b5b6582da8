import Domain

/// How the fields of a register read their records.
extension RecordReader {
    mutating func recordField() -> RecordField? {
        let code = capitalCode(), name = label("name", .required), help = label("help"), type = choice("type", FieldType.words, .required)
        let isRequired = flag("required"), requiredWhen = text("required_when"), allowedWhen = text("allowed_when"), unique = unique()
        let sensitivity = choice("sensitivity", Sensitivity.words), seenBy = codes("seen_by"), initial = text("initial")
        guard let type else {
            // Without a type nobody knows which of the other keys belong here.
            for key in FieldType.keys { _ = value(key.key) }
            return nil
        }
        if !type.isInput { refuse(["required", "required_when", "initial", "unique"], of: type) }
        let shape = shape(of: type)
        guard let code, let name else { return nil }
        return RecordField(
            code: code, name: name, help: help, type: type, isRequired: isRequired ?? false, requiredWhen: requiredWhen, allowedWhen: allowedWhen, unique: unique,
            sensitivity: sensitivity, seenBy: seenBy, unitOfMeasure: shape.unitOfMeasure, decimals: shape.decimals ?? 0, minimum: shape.minimum, maximum: shape.maximum,
            category: shape.category, options: shape.options, register: shape.register, registerStates: shape.states, registerConditions: shape.conditions,
            levels: shape.levels, periodKind: shape.periodKind, formula: shape.formula, resultType: shape.result, rollUp: shape.rollUp, fields: shape.fields, initial: initial)
    }

    private func refuse(_ keys: [String], of type: FieldType) {
        for key in keys where node[key] != nil {
            log.report(
                .wrongType, at: node.place(of: key),
                Label(vi: "Trường kiểu «\(type.rawValue)» không có «\(key)».", en: "A field of the type “\(type.rawValue)” has no “\(key)”."),
                remedy: Label(vi: "Trường này tự tính: hãy bỏ «\(key)».", en: "It is worked out, not filled in: remove “\(key)”."))
        }
    }

    /// Among which records a value stands once: two words, or fields.
    private mutating func unique() -> RecordField.Unique? {
        let words = codes("unique")
        switch words {
        case []: return nil
        case ["register"]: return .register
        case ["unit"]: return .unit
        default: return .within(words)
        }
    }

    // MARK: - What belongs to a type

    /// What the keys say that only some types take.
    private struct Shape {
        var unitOfMeasure: Label?
        var decimals: Int?
        var minimum, maximum: Double?
        var category: String?
        var options: [CategoryOption] = []
        var register: String?
        var states: [String] = []
        var conditions: [String: [String]] = [:]
        var levels: [UnitLevel] = []
        var periodKind: PeriodKind?
        var formula: String?
        var result: FieldType?
        var rollUp: RecordField.RollUp?
        var fields: [RecordField] = []
    }

    private mutating func shape(of type: FieldType) -> Shape {
        var shape = Shape()
        func belongs(_ key: String) -> Presence? { FieldType.keys.first { $0.key == key }?.value[type] }
        for (key, types) in FieldType.keys where types[type] == nil && node[key] != nil { misplace(key, in: type, belongingTo: types) }
        for (key, types) in FieldType.keys where types[type] == .required { _ = value(key, .required) }
        if belongs("unit_of_measure") != nil { shape.unitOfMeasure = sign("unit_of_measure") }
        if belongs("decimals") != nil { shape.decimals = whole("decimals", in: 0...6) }
        if belongs("minimum") != nil { (shape.minimum, shape.maximum) = (number("minimum"), number("maximum")) }
        if belongs("category") != nil { (shape.category, shape.options) = (text("category"), each("options") { $0.categoryOption() }) }
        if belongs("register") != nil { (shape.register, shape.states, shape.conditions) = (text("register"), codes("states"), conditions("where")) }
        if belongs("levels") != nil { shape.levels = choices("levels", UnitLevel.words) }
        if belongs("kind") != nil { shape.periodKind = choice("kind", PeriodKind.words) }
        if belongs("formula") != nil { shape.formula = text("formula") }
        if type == .computed { shape.result = choice("result", FieldType.computedWords) ?? .number }
        if type == .rollup { readRollUp(into: &shape) }
        if belongs("fields") != nil { shape.fields = each("fields") { $0.recordField() } }
        return shape
    }

    private mutating func readRollUp(into shape: inout Shape) {
        let via = text("via"), take = choice("take", RecordField.RollUp.Take.words) ?? .count
        let field = text("field", take == .count ? .optional : .required), result = choice("result", FieldType.rollUpWords)
        if let register = shape.register, let via {
            shape.rollUp = RecordField.RollUp(register: register, via: via, take: take, field: field, states: shape.states, conditions: shape.conditions)
        }
        (shape.register, shape.states, shape.conditions, shape.result) = (nil, [], [:], result)
    }

    private mutating func misplace(_ key: String, in type: FieldType, belongingTo types: [FieldType: Presence]) {
        _ = value(key)
        let names = FieldType.words.filter { types[$0.value] != nil }.map(\.key).joined(separator: ", ")
        log.report(
            .wrongType, at: node.place(of: key),
            Label(vi: "Trường kiểu «\(type.rawValue)» không có «\(key)».", en: "A field of the type “\(type.rawValue)” has no “\(key)”."),
            remedy: Label(vi: "Khóa này dùng cho kiểu: \(names). Hãy bỏ đi hoặc đổi kiểu.", en: "It is for the types \(names). Remove it, or change the type."))
    }
}

extension FieldType {
    /// The keys that belong to some types only.
    static let keys: KeyValuePairs<String, [FieldType: Presence]> = [
        "unit_of_measure": [.number: .optional, .computed: .optional, .rollup: .optional],
        "decimals": [.number: .optional, .computed: .optional, .rollup: .optional],
        "minimum": [.number: .optional, .money: .optional],
        "maximum": [.number: .optional, .money: .optional],
        "kind": [.period: .required],
        "category": [.choice: .optional, .many: .optional, .computed: .optional],
        "options": [.choice: .optional, .many: .optional, .computed: .optional],
        "register": [.record: .required, .rollup: .required],
        "states": [.record: .optional, .rollup: .optional],
        "where": [.record: .optional, .rollup: .optional],
        "levels": [.orgUnit: .optional],
        "formula": [.computed: .required],
        "result": [.computed: .optional, .rollup: .optional],
        "via": [.rollup: .required],
        "take": [.rollup: .optional],
        "field": [.rollup: .optional],
        "fields": [.group: .required]
    ]

    static let words: KeyValuePairs<String, FieldType> = [
        "text": .text, "long_text": .longText, "number": .number, "money": .money, "date": .date, "period": .period, "yes_no": .yesNo, "choice": .choice, "many": .many,
        "record": .record, "person": .person, "org_unit": .orgUnit, "agency": .agency, "ethnic_group": .ethnicGroup, "phone": .phone, "identity_number": .identityNumber,
        "email": .email, "link": .link, "file": .file, "photo": .photo, "place": .place, "computed": .computed, "rollup": .rollup, "group": .group
    ]

    /// What a formula may come to.
    static let computedWords: KeyValuePairs<String, FieldType> = ["number": .number, "text": .text, "date": .date, "yes_no": .yesNo, "choice": .choice]

    /// What may be taken of the records that point to one.
    static let rollUpWords: KeyValuePairs<String, FieldType> = ["number": .number, "date": .date]
}

extension Sensitivity {
    static let words: KeyValuePairs<String, Sensitivity> = ["public": .public, "internal": .internal, "personal": .personal, "sensitive": .sensitive]
}

extension RecordField.RollUp.Take {
    static let words: KeyValuePairs<String, RecordField.RollUp.Take> = ["count": .count, "sum": .sum, "min": .min, "max": .max]
}
