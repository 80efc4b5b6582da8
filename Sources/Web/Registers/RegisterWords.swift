import Domain
import Markup
import Operations

/// How records, their states, units and deadlines are said.
struct RegisterWords {
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ request: PageRequest) { self.request = request }

    /// A state with its mark; never by colour alone.
    func state(_ code: String, _ register: Register) -> HTML {
        let state = register.state(code)
        let (tone, mark): (HTML, String) = switch state?.tone ?? .neutral {
        case .neutral: ("no-data", state?.isFinal == true ? "■" : "○")
        case .good: ("achieved", "✓")
        case .warning: ("caution", "▲")
        case .bad: ("behind", "✕")
        }
        return "<span class=\"standing \(tone)\"><span aria-hidden=\"true\">\(mark)</span> \(state.map { t($0.name) } ?? code)</span>"
    }

    func unit(_ id: UnitID) -> String { request.world.units.unit(id).map { request.name(of: $0) } ?? id.rawValue }

    /// Which record a list is narrowed down to, and the way back to all.
    func linked(_ query: RegisterListQuery, _ register: Register) -> HTML { linked(query.asked.link, register) }

    /// The same of what something else is about.
    func linked(_ link: (field: String, id: String)?, _ register: Register) -> HTML {
        guard let link, let field = register.field(link.field), let other = field.register else { return "" }
        let title: String
        do { title = try request.khen.registers.choice(link.id, of: other, by: request.person)?.title ?? "–" } catch { return "" }  // the list says nothing of it then
        return "<p class=\"lede\">\(t(field.name)): \(Layout.link(Address.record(RecordKey(other, link.id)), title)) · \(Layout.link(Address.register(register.code), t("All records")))</p>"
    }

    /// For which figure the records of a list count, and the way back to all.
    func counting(_ query: RegisterListQuery, _ register: Register) -> HTML {
        guard let figure = query.asked.figure else { return "" }
        let element = request.world.catalogue.dataElements[figure.element].map { t($0.name) } ?? figure.element, options = request.words(for: figure.options).map { " (\($0))" } ?? ""
        let place = query.unit.map { request.name(of: $0) + ", " } ?? ""
        return "<p class=\"lede\">\(t("Records that count for")): \(element)\(options), \(place)\(t(request.world.catalogue.periods.label(of: figure.period))) · \(Layout.link(Address.register(register.code), t("All records")))</p>"
    }

    /// By when a record is to move on, marked where that day has passed.
    func due(_ due: Day?) -> HTML {
        guard let due else { return "" }
        let date: HTML = "<time datetime=\"\(due.iso)\">\(FigureText.date(due, t.language))</time>"
        return due < request.today ? "\(date) <span class=\"standing behind\"><span aria-hidden=\"true\">▼</span> \(t("overdue"))</span>" : date
    }

    /// The name of one record with a capital at its front: «Khóa tập huấn».
    func one(_ register: Register) -> String { Self.capitalized(t(register.one)) }

    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// A field's name with what its numbers are counted in.
    func name(of field: RecordField) -> String { field.unitOfMeasure.map { "\(t(field.name)) (\(t($0)))" } ?? t(field.name) }

    /// What a field holds; a mark beside what is masked.
    func cell(_ cell: Registers.Cell?, _ field: RecordField) -> HTML {
        guard let cell else { return "" }
        let words = t(cell.words)
        if cell.isMasked { return "\(words) <span class=\"tag\" title=\"\(t("Personal data are masked."))\">\(t("masked"))</span>" }
        return cell.value.text.map { plain($0, cell.words, field, hasTitle: cell.titles[$0] != nil) } ?? HTML(text: words)
    }

    /// What a field holds in a cell of a list: numbers without their unit of measure, which stands in the heading.
    func short(_ cell: Registers.Cell, _ field: RecordField) -> HTML {
        guard field.valueType == .number, field.unitOfMeasure != nil, let number = cell.value.text.flatMap(Double.init) else { return HTML(text: t(cell.words)) }
        return HTML(text: t.language.number(number, decimals: field.decimals))
    }

    private func plain(_ text: String, _ label: Label, _ field: RecordField, hasTitle: Bool) -> HTML {
        let words = t(label)
        switch field.valueType {
        case .record:
            guard let register = field.register, hasTitle else { return HTML(text: words) }
            return Layout.link(Address.record(RecordKey(register, text)), words)
        case .orgUnit: return request.world.units.unit(UnitID(text)).map { Layout.link(Address.unit(request.key(of: $0)), words) } ?? HTML(text: words)
        case .link: return "<a rel=\"nofollow noopener\" href=\"\(foreignAddress: text)\">\(words)</a>"
        case .email: return "<a href=\"\(foreignAddress: "mailto:\(text)")\">\(words)</a>"
        case .phone: return "<a href=\"\(foreignAddress: "tel:\(text)")\">\(words)</a>"
        case .longText: return "<span class=\"lines\">\(words)</span>"
        default: return HTML(text: words)
        }
    }

    /// One value of a row of a repeating group, masked where it says something about a person.
    func inner(_ text: String, _ field: RecordField, titles: [String: String], isRevealed: Bool = false) -> HTML {
        if field.sensitivity.isMasked, !isRevealed { return HTML(text: field.masked(text)) }
        return plain(text, RecordWords(request.world).text(.text(text), of: field, titles: titles), field, hasTitle: titles[text] != nil)
    }
}

extension Address {
    package static func register(_ code: String, _ items: [(String, String?)] = []) -> String { "/registers/\(Query.encoded(code))" + query(items) }
    package static func record(_ key: RecordKey) -> String { "/registers/\(Query.encoded(key.register))/\(Query.encoded(key.id))" }
    /// A record for everybody, short enough for a QR code.
    package static func publicRecord(_ key: RecordKey) -> String { "/p/\(Query.encoded(key.register))/\(Query.encoded(key.id))" }
    /// The form of a new record, with what is known filled in.
    package static func newRecord(_ register: String, _ items: [(String, String?)] = []) -> String { "/registers/\(Query.encoded(register))/new" + query(items) }
}
