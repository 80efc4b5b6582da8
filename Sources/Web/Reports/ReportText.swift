import Domain
import Markup
import Operations

/// How reports, their cells and their states are said.
enum ReportText {
    /// A state with its mark; never by colour alone.
    static func state(_ line: ReportLine, _ t: Translator) -> HTML { state(line.standing.state, isLate: line.isLate, t) }

    static func state(_ state: ReportState, isLate: Bool, _ t: Translator) -> HTML {
        if isLate, state == .open || state == .draft || state == .withdrawn { return "<span class=\"standing behind\"><span aria-hidden=\"true\">▼</span> \(t("late"))</span>" }
        let (tone, mark): (HTML, String) = switch state {
        case .open: ("no-data", "○")
        case .draft, .withdrawn: ("no-data", "◔")
        case .submitted, .resubmitted: ("on-course", "▶")
        case .checked: ("on-course", "✓")
        case .returned: ("behind", "↩")
        case .approved, .locked: ("achieved", "✔")
        case .exempt: ("no-data", "–")
        }
        return "<span class=\"standing \(tone)\"><span aria-hidden=\"true\">\(mark)</span> \(t(state.word))</span>"
    }

    /// A number as it is typed: no marks between thousands.
    static func typed(_ content: CellContent?, _ element: DataElement, _ language: Language) -> String {
        guard let value = content?.value else { return "" }
        switch element.valueType {
        case .date: return Day(iso: value).map { FigureText.date($0, language) } ?? value
        case .count, .integer, .number, .percentage, .money: return language == .vi ? value.replacing(".", with: ",") : value
        case .yesNo, .text: return value
        }
    }

    /// A number as it is shown.
    static func shown(_ number: Double?, _ element: DataElement, _ language: Language) -> String {
        guard let number else { return "–" }
        if element.valueType == .yesNo { return language == .vi ? (number == 1 ? "Có" : "Không") : (number == 1 ? "Yes" : "No") }
        return language.number(number, decimals: element.decimals)
    }

    /// What somebody typed in a cell, in the form in which it is stored.
    ///
    /// What cannot be read stays as it was typed: the check then says what is wrong, and nothing is lost.
    static func canonical(_ text: String, _ element: DataElement, _ language: Language) -> String? {
        let trimmed = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !trimmed.isEmpty else { return nil }
        switch element.valueType {
        case .text, .yesNo: return trimmed
        case .date: return (Day(dayFirst: trimmed) ?? Day(iso: trimmed))?.iso ?? trimmed
        case .count, .integer, .number, .percentage, .money:
            do { return try NumberText.parse(trimmed, mark: language == .vi ? .comma : .point).canonicalText } catch { return trimmed }
        }
    }

    static func columnName(_ column: FormLayout.Column, _ t: Translator) -> String {
        column.isTotal ? t("Total") : column.options.map { t($0.name) }.joined(separator: ", ")
    }

    /// The options of a cell in the order of the form's columns.
    static func options(of key: CellKey, _ layout: FormLayout, _ catalogue: NormCatalogue) -> [CategoryOption] {
        let order = layout.field(of: key.dataElement)?.columns ?? []
        func place(_ code: String) -> Int { catalogue.categoryOfOption[code].flatMap(order.firstIndex) ?? order.count }
        return key.options.codes.sorted { place($0) < place($1) }.compactMap { catalogue.options[$0] }
    }

    /// A cell's name in full: «Trưởng bản được tập huấn – Nữ».
    static func name(_ key: CellKey, _ request: PageRequest) -> String {
        let catalogue = request.world.catalogue, t = request.t
        let element = catalogue.dataElements[key.dataElement].map { t($0.name) } ?? key.dataElement
        guard !key.options.isTotal else { return element }
        return element + " – " + key.options.codes.map { code in catalogue.options[code].map { t($0.name) } ?? code }.joined(separator: ", ")
    }

    static func period(_ period: Period, _ request: PageRequest) -> String { request.t(request.world.catalogue.periods.label(of: period)) }

    /// Until when, and how many working days are left.
    static func due(_ due: Day, _ request: PageRequest) -> String {
        let t = request.t, left = request.world.catalogue.workingDays.count(from: request.today, to: due), date = FigureText.date(due, t.language)
        if due < request.today { return t("was due on \(date)") }
        if due == request.today { return t("due today") }
        return left == 1 ? t("due on \(date), one working day left") : t("due on \(date), \(left) working days left")
    }
}
