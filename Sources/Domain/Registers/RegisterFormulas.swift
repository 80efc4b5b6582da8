/// A register with its formulas and patterns read, ready to be applied to records.
package struct RegisterFormulas: Sendable {
    package let register: Register
    /// Fields by code.
    package let fields: [String: RecordField]
    package let title: RecordPattern
    package let identifier: RecordPattern?
    private let required: [String: RecordExpression]
    private let allowed: [String: RecordExpression]
    private let computed: [(field: RecordField, formula: RecordExpression)]
    private let rules: [(rule: RecordRule, condition: RecordExpression)]
    private let moves: [String: RecordExpression]
    private let following: [String: RecordExpression]
    /// By place in ``Register/feeds``.
    package let feeds: [RecordExpression?]

    /// Packs are checked before they are loaded; what could not be read is left out.
    package init(_ register: Register) {
        self.register = register
        fields = Dictionary(register.fields.map { ($0.code, $0) }) { first, _ in first }
        title = Self.pattern(register.title) ?? RecordPattern(text: register.one.vi)
        identifier = register.identifier.flatMap { Self.pattern($0, isIdentifier: true) }
        var required: [String: RecordExpression] = [:], allowed: [String: RecordExpression] = [:]
        for field in register.fields {
            required[field.code] = Self.parsed(field.requiredWhen)
            allowed[field.code] = Self.parsed(field.allowedWhen)
        }
        self.required = required
        self.allowed = allowed
        let computed = register.fields.compactMap { field in Self.parsed(field.formula).map { (field: field, formula: $0) } }
        self.computed = computed
        derivedFields = Self.derivedFields(register, computed)
        rules = register.rules.compactMap { rule in Self.parsed(rule.holds).map { (rule, $0) } }
        moves = Dictionary(register.moves.compactMap { move in Self.parsed(move.when).map { (move.code, $0) } }) { first, _ in first }
        following = Dictionary(register.moves.compactMap { move in Self.parsed(move.follows).map { (move.code, $0) } }) { first, _ in first }
        feeds = register.feeds.map { Self.parsed($0.when) }
    }

    private static func parsed(_ text: String?) -> RecordExpression? {
        guard let text else { return nil }
        do throws(ExpressionError) { return try RecordExpression(parsing: text) } catch { return nil }  // a checked pack has no such formula
    }

    private static func pattern(_ text: String, isIdentifier: Bool = false) -> RecordPattern? {
        do throws(RecordPattern.Fault) { return try RecordPattern(parsing: text, isIdentifier: isIdentifier) } catch { return nil }  // a checked pack has no such pattern
    }

    /// Fields that follow from other records, at once whenever these change: roll-ups, and what is computed from them.
    package let derivedFields: Set<String>

    private static func derivedFields(_ register: Register, _ computed: [(field: RecordField, formula: RecordExpression)]) -> Set<String> {
        var derived = Set(register.fields.filter { $0.type == .rollup }.map(\.code))
        for _ in computed { for (field, formula) in computed where formula.fields.contains(where: derived.contains) { derived.insert(field.code) } }
        return derived
    }

    /// Fields that the condition of a feed asks for.
    package func fieldsAsked(byFeed index: Int) -> [String] { feeds[index]?.fields ?? [] }

    /// A condition of a field, for pages that work it out themselves.
    package func conditions(of field: String) -> (required: RecordExpression?, allowed: RecordExpression?) { (required[field], allowed[field]) }
    package var computedFields: [(field: RecordField, formula: RecordExpression)] { computed }
    package var ruleConditions: [(rule: RecordRule, condition: RecordExpression)] { rules }

    /// Fields of linked records that formulas and the title ask for: field of type `record` → fields of the record that it names.
    package var linkedFields: [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        let all = Array(required.values) + Array(allowed.values) + computed.map(\.formula) + rules.map(\.condition) + Array(moves.values) + Array(following.values) + feeds.compactMap(\.self)
        for code in all.flatMap(\.fields) + title.fields {
            let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 2, fields[parts[0]]?.type == .record { found[parts[0], default: []].insert(parts[1]) }
        }
        return found
    }
}

extension RecordPattern {
    init(text: String) { pieces = [.text(text)] }
}

/// One record while formulas are worked out over it.
package struct RecordReading {
    package var body: RecordBody
    package var state: String
    package var unit: String
    package var today: Day
    /// What a field of a linked record holds, with its type: `LINK`, `FIELD`.
    package var linked: (String, String) -> (value: RecordValue, type: FieldType)?

    package init(body: RecordBody, state: String, unit: String, today: Day, linked: @escaping (String, String) -> (value: RecordValue, type: FieldType)?) {
        self.body = body
        self.state = state
        self.unit = unit
        self.today = today
        self.linked = linked
    }
}

extension RegisterFormulas {
    /// What a field comes to in a formula.
    package func figure(_ code: String, of reading: RecordReading) -> RecordFigure {
        switch code {
        case "STATE": return .text(reading.state)
        case "UNIT": return .text(reading.unit)
        default: break
        }
        if let field = fields[code] { return Self.figure(reading.body[code], field.valueType) }
        let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let field = fields[parts[0]] else { return .missing }
        if field.type == .group, let inner = field.fields.first(where: { $0.code == parts[1] }) {
            return .list((reading.body[field.code]?.rows ?? []).map { Self.figure($0[inner.code], inner.valueType) })
        }
        return reading.linked(parts[0], parts[1]).map { Self.figure($0.value, $0.type) } ?? .missing
    }

    static func figure(_ value: RecordValue?, _ type: FieldType) -> RecordFigure {
        switch value {
        case nil: .missing
        case .text(let text): figure(text, type)
        case .list(let items): .list(items.map { figure($0, type) })
        case .rows(let rows): .list(rows.map { _ in .flag(true) })
        }
    }

    private static func figure(_ text: String, _ type: FieldType) -> RecordFigure {
        switch type {
        case .number, .money: Double(text).map { .number($0) } ?? .missing
        case .date: Day(iso: text).map { .day($0) } ?? .missing
        case .yesNo: .flag(text == "true")
        default: .text(text)
        }
    }

    private func holds(_ expression: RecordExpression?, _ reading: RecordReading) -> Bool? {
        expression.flatMap { $0.holds(today: reading.today) { figure($0, of: reading) } }
    }

    /// Whether a field may hold anything as the record stands.
    package func isAllowed(_ field: String, _ reading: RecordReading) -> Bool { allowed[field] == nil || holds(allowed[field], reading) == true }

    package func isRequired(_ field: RecordField, _ reading: RecordReading) -> Bool {
        (field.isRequired || holds(required[field.code], reading) == true) && isAllowed(field.code, reading)
    }

    /// The record with its computed fields worked out and without what is not allowed.
    package func settled(_ reading: RecordReading) -> RecordBody {
        var reading = reading
        // A field may hang on another that follows it; as many passes as there are such fields bring every chain to its end.
        for _ in 0...(computed.count + allowed.count) {
            let before = reading.body
            for field in register.fields where allowed[field.code] != nil && !isAllowed(field.code, reading) { reading.body[field.code] = nil }
            for (field, formula) in computed { reading.body[field.code] = result(formula, of: field, reading).map { .text($0) } }
            if reading.body == before { break }
        }
        return reading.body
    }

    /// The record with some of its computed fields worked out, and nothing else changed.
    package func computed(_ codes: Set<String>, _ reading: RecordReading) -> RecordBody {
        var reading = reading
        for _ in 0...codes.count {
            let before = reading.body
            for (field, formula) in computed where codes.contains(field.code) { reading.body[field.code] = result(formula, of: field, reading).map { .text($0) } }
            if reading.body == before { break }
        }
        return reading.body
    }

    private func result(_ formula: RecordExpression, of field: RecordField, _ reading: RecordReading) -> String? {
        let figure = formula.evaluate(today: reading.today) { self.figure($0, of: reading) }
        guard field.valueType.isNumeric else { return figure.canonical }
        guard case .number(let number) = figure else { return figure.isTrue.map { $0 ? "1" : "0" } }
        return ScaledNumber(number, decimals: UInt8(field.valueType == .money ? 0 : field.decimals))?.text
    }

    /// Whether a move can be made as the record stands.
    package func allows(_ move: RecordMove, _ reading: RecordReading) -> Bool { moves[move.code] == nil || holds(moves[move.code], reading) == true }

    /// Whether a move is to follow by itself as the record stands.
    package func follows(_ move: RecordMove, _ reading: RecordReading) -> Bool { holds(following[move.code], reading) == true }

    /// Whether a record counts for a feed.
    package func counts(_ feed: Int, _ reading: RecordReading) -> Bool {
        let states = register.feeds[feed].states
        return (states.isEmpty || states.contains(reading.state)) && (feeds[feed] == nil || holds(feeds[feed], reading) == true)
    }

    /// What stands in the way of keeping a record, and what looks wrong.
    package func problems(_ reading: RecordReading) -> [RecordProblem] {
        var problems: [RecordProblem] = []
        for field in register.fields where field.type.isInput {
            if reading.body[field.code] == nil, isRequired(field, reading) { problems.append(.missing(field)) }
            for (index, row) in (reading.body[field.code]?.rows ?? []).enumerated() {
                for inner in field.fields where inner.isRequired && row[inner.code] == nil { problems.append(.missing(inner, in: field, row: index)) }
            }
        }
        for (rule, condition) in rules where holds(condition, reading) == false {
            problems.append(RecordProblem(severity: rule.importance, rule: rule.code, fields: condition.fields.filter { fields[$0] != nil }, reason: rule.name, remedy: rule.explanation))
        }
        return problems
    }
}

/// Something wrong with a record.
package struct RecordProblem: Hashable, Sendable, Codable {
    /// A warning does not keep a record from being kept.
    package var severity: ValidationRule.Importance
    /// Code of the rule that is broken, if it is one of the register's.
    package var rule: String?
    /// The fields it is about; the first is where it is shown.
    package var fields: [String]
    /// Row of a repeating group, from 0.
    package var row: Int?
    package var reason: Label
    package var remedy: Label

    package init(severity: ValidationRule.Importance = .error, rule: String? = nil, fields: [String], row: Int? = nil, reason: Label, remedy: Label) {
        self.severity = severity
        self.rule = rule
        self.fields = fields
        self.row = row
        self.reason = reason
        self.remedy = remedy
    }

    static func missing(_ field: RecordField, in group: RecordField? = nil, row: Int? = nil) -> RecordProblem {
        RecordProblem(fields: [group.map { "\($0.code).\(field.code)" } ?? field.code], row: row, reason: Label(vi: "chưa ghi «\(field.name.vi)»", en: "“\(field.name.en)” is missing"),
                      remedy: Label(vi: "Ghi thông tin này.", en: "Fill it in."))
    }
}
