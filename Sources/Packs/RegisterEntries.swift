import Domain

/// How a register reads its file. The keys and their defaults are those of docs/registers.md.
extension RecordReader {
    mutating func register() -> Register? {
        let code = capitalCode(), name = label("name", .required), one = label("one", .required), help = label("help"), group = label("group")
        let version = whole("version", in: 1...9999), levels = choices("levels", UnitLevel.words, .required)
        let title = text("title", .required), identifier = text("identifier")
        let sections = each("sections", .required) { $0.registerSection() }
        let rules = each("rules") { $0.recordRule() }, states = each("states") { $0.recordState() }
        let fields = Set(sections.flatMap(\.fields).map(\.code))
        let moves = each("moves") { $0.recordMove(fields: fields) }
        let access = each("access", .required) { $0.recordAccess() }
        let list = inside("list") { $0.listView() }, duplicates = lists("duplicates")
        let prints = each("prints") { $0.recordPrint() }, publicView = inside("public") { $0.publicView() }
        let privacy = inside("privacy") { $0.privacy() }, retention = inside("retention") { $0.retention() }
        let feeds = each("feeds") { $0.feed() }, illustration = inside("illustrative") { $0.illustration() }, citation = citation()
        guard let code, let name, let one, let title else { return nil }
        return Register(
            code: code, name: name, one: one, help: help, group: group, version: version ?? 1, levels: levels, title: title, identifier: identifier, sections: sections, rules: rules,
            states: states, moves: moves, access: access, list: list ?? Register.ListView(), duplicates: duplicates, prints: prints, publicView: publicView, privacy: privacy,
            retention: retention, feeds: feeds, illustration: illustration, citation: citation)
    }

    private mutating func registerSection() -> Register.Section? {
        let name = label("name", .required), help = label("help"), fields = each("fields", .required) { $0.recordField() }
        return name.map { Register.Section(name: $0, help: help, fields: fields) }
    }

    // MARK: - Rules, states, moves

    private mutating func recordRule() -> RecordRule? {
        let code = code(), name = label("name", .required), holds = text("holds", .required)
        let importance = choice("importance", ValidationRule.Importance.words), explanation = label("explanation", .required)
        guard let code, let name, let holds, let explanation else { return nil }
        return RecordRule(code: code, name: name, holds: holds, importance: importance ?? .error, explanation: explanation)
    }

    private mutating func recordState() -> RecordState? {
        let code = code(), name = label("name", .required), tone = choice("tone", RecordState.Tone.words)
        let isFinal = flag("final"), isEditable = flag("editable"), deadline = whole("deadline", in: 0...366)
        guard let code, let name else { return nil }
        return RecordState(code: code, name: name, tone: tone ?? .neutral, isFinal: isFinal ?? false, isEditable: isEditable ?? true, deadline: deadline)
    }

    /// - Parameter fields: codes of the register's fields, which are told from roles in `notify` by them.
    private mutating func recordMove(fields: Set<String>) -> RecordMove? {
        let code = code(), name = label("name", .required), from = codes("from"), to = text("to", .required), requires = codes("requires")
        let note = choice("note", RecordMove.Note.words), when = text("when"), follows = text("follows"), sets = values("sets")
        let notify = codes("notify").map { word -> RecordMove.Audience in word == "creator" ? .creator : fields.contains(word) ? .field(word) : .role(word) }
        guard let code, let name, let to else { return nil }
        return RecordMove(code: code, name: name, from: from, to: to, requires: requires, note: note ?? .none, when: when, follows: follows, notify: notify, sets: sets)
    }

    // MARK: - Access

    private mutating func recordAccess() -> RecordAccess? {
        let roles = codes("roles", .required), may = choices("may", RecordAccess.Act.words, .required), reach = choice("reach", RecordAccess.Reach.words)
        let levels = choices("levels", UnitLevel.words), states = codes("states"), conditions = conditions("where"), own = flag("own"), moves = codes("moves")
        guard !roles.isEmpty, !may.isEmpty else { return nil }
        return RecordAccess(
            roles: roles, may: Set(may), reach: reach ?? .beneath, levels: Set(levels), states: states, conditions: conditions, isOwnOnly: own ?? false, moves: moves)
    }

    // MARK: - List, prints, public view

    private mutating func listView() -> Register.ListView? {
        let columns = codes("columns"), filters = codes("filters"), sort = text("sort"), search = codes("search"), map = text("map"), sheet = codes("sheet")
        return Register.ListView(columns: columns, filters: filters, sort: sort, search: search, map: map, sheet: sheet)
    }

    private mutating func recordPrint() -> RecordPrint? {
        let code = code(), name = label("name", .required), kind = choice("kind", RecordPrint.Kind.words, .required), states = codes("states")
        let heading = label("heading", .required), lines = labels("lines"), fields = codes("fields"), issuer = text("issuer")
        let columns = codes("columns"), blank = labels("blank"), signers = labels("signers")
        guard let code, let name, let kind, let heading else { return nil }
        return RecordPrint(
            code: code, name: name, kind: kind, states: states, heading: heading, lines: lines, fields: fields, roll: kind == .list ? .init(columns: columns, blank: blank, signers: signers) : nil, issuer: issuer)
    }

    private mutating func publicView() -> Register.PublicView? {
        let states = codes("states"), conditions = conditions("where"), fields = codes("fields", .required), isListed = flag("listed")
        return Register.PublicView(states: states, conditions: conditions, fields: fields, isListed: isListed ?? true)
    }

    private mutating func privacy() -> Register.Privacy? {
        let basis = choice("basis", Register.Privacy.Basis.words, .required), purpose = label("purpose", .required), citation = citation()
        guard let basis, let purpose else { return nil }
        return Register.Privacy(basis: basis, purpose: purpose, citation: citation)
    }

    private mutating func retention() -> Register.Retention? {
        let from = text("from"), years = whole("years", in: 1...100, .required), citation = citation()
        return years.map { Register.Retention(from: from, years: $0, citation: citation) }
    }

    // MARK: - Feeds

    private mutating func feed() -> Feed? {
        let element = text("data_element", .required), how = choice("how", Feed.How.words)
        let field = text("field", how == nil || how == .count ? .optional : .required), states = codes("states"), when = text("when")
        let date = text("date"), until = text("until"), unit = text("unit")
        let period = choice("period", PeriodKind.words), calendar = text("calendar"), categories = values("categories"), options = codes("options")
        guard let element else { return nil }
        return Feed(
            dataElement: element, how: how ?? .count, field: field, states: states, when: when, date: date, until: until, unit: unit, period: period ?? .month, calendar: calendar,
            categories: categories, options: options)
    }
}

// MARK: - Shapes that only registers have

extension RecordReader {
    /// The entries of a list, those that can be read.
    mutating func each<Value>(_ key: String, _ presence: Presence = .optional, _ read: (inout RecordReader) -> Value?) -> [Value] {
        records(key, presence).compactMap { reader in
            var reader = reader
            defer { reader.finish() }
            return read(&reader)
        }
    }

    /// A group of keys.
    mutating func inside<Value>(_ key: String, _ read: (inout RecordReader) -> Value?) -> Value? {
        guard var reader = record(key) else { return nil }
        defer { reader.finish() }
        return read(&reader)
    }

    /// A code that formulas and patterns name: a capital letter, then capital letters, digits, `-` and `_`.
    mutating func capitalCode(_ key: String = "code") -> String? {
        guard let text = code(key) else { return nil }
        let letters = text.utf8.map { (0x41...0x5A).contains($0) }
        let others = text.utf8.map { (0x30...0x39).contains($0) || [0x2D, 0x5F].contains($0) }
        if letters.first == true, zip(letters, others).allSatisfy({ $0 || $1 }) { return text }
        log.report(
            .malformedCode, at: node.place(of: key),
            Label(vi: "Mã «\(text)» không dùng được trong sổ quản lý.", en: "“\(text)” cannot be a code in a register."),
            remedy: Label(
                vi: "Mã bắt đầu bằng chữ in hoa không dấu, sau đó chỉ dùng chữ in hoa, chữ số, «-», «_».",
                en: "Begin with a capital letter without marks; then only capital letters, digits, “-” and “_”."))
        return nil
    }

    /// Fields and the values of which one must hold: `{KIND: [HEAD, PRESTIGIOUS]}`.
    mutating func conditions(_ key: String) -> [String: [String]] {
        var conditions: [String: [String]] = [:]
        for entry in entries(key) {
            for item in entry.value.items where item.text == nil { wrongType(item, expected: Label(vi: "một mã", en: "a code")) }
            switch entry.value.content {
            case .text, .list: break
            case .nothing, .record: wrongType(entry.value, expected: Label(vi: "danh sách mã", en: "a list of codes"))
            }
            conditions[entry.key] = node[key]?.codePlaces(entry.key).map(\.0) ?? []
        }
        return conditions
    }

    /// Fields and a value for each: `{RESULT: PASSED, ENDED: today}`.
    mutating func values(_ key: String) -> [String: String] {
        var values: [String: String] = [:]
        for entry in entries(key) {
            if let text = entry.value.text { values[entry.key] = text } else { wrongType(entry.value, expected: Label(vi: "chữ", en: "text")) }
        }
        return values
    }

    mutating func entries(_ key: String) -> [SourceEntry] {
        guard let value = value(key) else { return [] }
        guard case .record(let entries) = value.content else {
            wrongType(value, expected: Label(vi: "các khóa và giá trị (khóa: giá trị)", en: "keys and values (key: value)"))
            return []
        }
        return entries
    }

    /// Lists of codes in a list: `- [NAME, BORN]`.
    private mutating func lists(_ key: String) -> [[String]] {
        guard let value = value(key) else { return [] }
        guard case .list(let items) = value.content else {
            wrongType(value, expected: Label(vi: "một danh sách (mỗi mục bắt đầu bằng «- »)", en: "a list (each item begins with “- ”)"))
            return []
        }
        return items.map { item in
            if case .record = item.content { wrongType(item, expected: Label(vi: "danh sách mã", en: "a list of codes")) }
            return item.codePlaces.map(\.0)
        }
    }

    /// Several labels.
    private mutating func labels(_ key: String) -> [Label] { each(key) { $0.words() } }
}

// The words that files use for the choices.

extension RecordState.Tone {
    static let words: KeyValuePairs<String, RecordState.Tone> = ["neutral": .neutral, "good": .good, "warning": .warning, "bad": .bad]
}

extension RecordMove.Note {
    static let words: KeyValuePairs<String, RecordMove.Note> = ["none": .none, "optional": .optional, "required": .required]
}

extension RecordAccess.Act {
    static let words: KeyValuePairs<String, RecordAccess.Act> = [
        "see": .see, "add": .add, "edit": .edit, "move": .move, "export": .export, "reveal": .reveal, "tidy": .tidy
    ]
}

extension RecordAccess.Reach {
    static let words: KeyValuePairs<String, RecordAccess.Reach> = ["beneath": .beneath, "unit": .unit, "province": .province]
}

extension RecordPrint.Kind {
    static let words: KeyValuePairs<String, RecordPrint.Kind> = ["card": .card, "certificate": .certificate, "label": .label, "list": .list]
}

extension Register.Privacy.Basis {
    static let words: KeyValuePairs<String, Register.Privacy.Basis> = ["legal_duty": .legalDuty, "consent": .consent, "contract": .contract]
}

extension Feed.How {
    static let words: KeyValuePairs<String, Feed.How> = ["count": .count, "sum": .sum, "latest": .latest, "min": .min, "max": .max]
}
