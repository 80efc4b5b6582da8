import Domain

/// A form as it goes to the field, for ODK Collect and other programs that speak OpenRosa.
///
/// Cells are questions, sections are groups, row totals and computed rows are worked out on the device. Rules that end in an error keep a report from being finished,
/// warnings ask for a reason. What only the server knows (earlier periods, figures gathered from the units beneath) is checked when the report arrives.
package struct Survey: Sendable {
    /// A unit or period that can be chosen.
    package struct Choice: Hashable, Sendable {
        /// Identifier, without spaces.
        package var id: String
        package var label: Label
        /// Length in days, for periods.
        package var days: Int

        package init(id: String, label: Label, days: Int = 0) {
            self.id = id
            self.label = label
            self.days = days
        }
    }

    package let layout: FormLayout
    let sections: [Section]
    let checks: [Check]

    package var code: String { layout.form.code }
    package var version: Int { layout.form.version }

    /// - Throws: `SurveyError.formula` for a computed row that cannot be read.
    package init(_ layout: FormLayout, rules: [FormCheck.Rule]) throws(SurveyError) {
        self.layout = layout
        var row = 0, sections: [Section] = []
        for (index, section) in layout.sections.enumerated() {
            var rows: [Row] = []
            for content in section.blocks.flatMap(\.rows).map(\.content) {
                row += 1
                rows.append(try Row(content, at: "/data/s\(index + 1)/row\(row)", categories: section.blocks.flatMap(\.columns).flatMap(\.options)))
            }
            sections.append(Section(path: "/data/s\(index + 1)", name: section.name, help: section.help, rows: rows))
        }
        self.sections = sections
        let checks = rules.enumerated().map { Check(rule: $0.element.rule, left: $0.element.left, right: $0.element.right, path: "\(SurveyPath.checks)/rule\($0.offset + 1)") }
        // A rule over what only the server knows says nothing here.
        self.checks = checks.filter { Self.isKnown($0.left, layout) && Self.isKnown($0.right, layout) }
    }

    struct Section: Sendable {
        var path: String
        var name: Label
        var help: Label?
        var rows: [Row]
    }

    /// One row of the form with the places of its questions.
    struct Row: Sendable {
        enum Content: Sendable {
            case field(Field)
            case computed(FormDefinition.ComputedRow, Expression, path: String)
        }

        var path: String
        var content: Content

        var field: Field? { if case .field(let field) = content { field } else { nil } }
    }

    struct Question: Sendable {
        var key: CellKey
        var path: String
        /// Names of its options, none for the total.
        var options: [Label]
    }

    struct Field: Sendable {
        var definition: FormDefinition.Field
        var element: DataElement
        var questions: [Question]
        var total: Question?
        /// Where it is said that there is no figure, and why.
        var noFigure: (mark: String, reason: String)?
        /// Where it is said why a gathered figure is replaced.
        var correction: String?
    }

    /// A rule with the places of its sides and of what it says.
    struct Check: Sendable {
        var rule: ValidationRule
        var left: Expression
        var right: Expression
        var path: String

        var leftPath: String { path + "_left" }
        var rightPath: String { path + "_right" }
        var items: [Expression.Item] { left.items + right.items }
    }

    var rows: [Row] { sections.flatMap(\.rows) }
    var fields: [Field] { rows.compactMap(\.field) }

    // MARK: Figures

    /// The questions whose answers add up to a cell's figure.
    func questions(for key: CellKey) -> [Question] {
        guard let field = fields.first(where: { $0.element.code == key.dataElement }) else { return [] }
        if let own = field.questions.first(where: { $0.key == key }) { return [own] }
        let codes = Set(key.options.codes)
        return field.definition.columns.isEmpty ? [] : field.questions.filter { codes.isSubset(of: $0.key.options.codes) }
    }

    /// Whether all that a formula asks for is on the form, or nowhere.
    static func isKnown(_ expression: Expression, _ layout: FormLayout) -> Bool {
        expression.items.allSatisfy { item in
            guard case .dataElement(let code, _) = item.reference else { return true }
            return item.periodOffset == 0 && layout.field(of: code)?.isGathered != true
        }
    }

    /// Formulas over the answers.
    ///
    /// - Parameter isLive: within a constraint, where sums that depend on the answer being given are not worked out yet.
    func formula(isLive: Bool = false) -> XPathFormula {
        XPathFormula { item in
            switch item.reference {
            case .days: return .init(plain: SurveyPath.periodDays, counted: "coalesce(\(SurveyPath.periodDays), 0)", isThere: "string-length(\(SurveyPath.periodDays)) > 0")
            case .constant, .indicator, .reporting: return nil
            case .dataElement(let code, let options):
                guard let field = fields.first(where: { $0.element.code == code }) else { return nil }
                let key = CellKey(code, options)
                if !isLive, let total = field.total, total.key == key { return Self.figure(at: total.path, field.element.valueType) }
                return sum(questions(for: key), field.element.valueType)
            }
        }
    }

    /// The sum of answers, missing where all are.
    func sum(_ questions: [Question], _ type: ValueType) -> XPathFormula.Figure? {
        let parts = questions.compactMap { Self.figure(at: $0.path, type) }
        guard parts.count > 1 else { return parts.first }
        let sum = "(" + parts.map(\.counted).joined(separator: " + ") + ")", isThere = "string-length(concat(" + questions.map(\.path).joined(separator: ", ") + ")) > 0"
        return .init(plain: "if(\(isThere), \(sum), '')", counted: sum, isThere: isThere)
    }

    private static func figure(at path: String, _ type: ValueType) -> XPathFormula.Figure? {
        switch type {
        case .count, .integer, .number, .percentage, .money: .init(plain: path, counted: "coalesce(\(path), 0)", isThere: "string-length(\(path)) > 0")
        case .yesNo: .init(plain: "if(\(path) = 'true', 1, if(\(path) = 'false', 0, ''))", counted: "if(\(path) = 'true', 1, 0)", isThere: "string-length(\(path)) > 0")
        case .text, .date: nil
        }
    }
}

/// Places in a survey that every form has.
enum SurveyPath {
    static let unit = "/data/unit"
    static let period = "/data/period"
    static let periodDays = "/data/period_days"
    static let formVersion = "/data/form_version"
    static let deviceID = "/data/deviceid"
    static let username = "/data/username"
    static let instanceID = "/data/meta/instanceID"
    static let instanceName = "/data/meta/instanceName"
    static let checks = "/data/checks"

    /// The name of a cell's element: `HEADS__F`, `DB-T8.TRAINED__ETH-19_M`.
    static func name(of key: CellKey) -> String {
        var name = String(key.dataElement.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
        // An XML name begins with a letter or underscore, and not with the letters xml.
        if name.first?.isLetter != true || name.lowercased().hasPrefix("xml") { name = "_" + name }
        return key.options.isTotal ? name : name + "__" + key.options.codes.joined(separator: "_")
    }
}

extension Survey.Row {
    init(_ content: FormLayout.Row.Content, at path: String, categories options: [CategoryOption]) throws(SurveyError) {
        self.path = path
        switch content {
        case .computed(let row):
            do throws(ExpressionError) { self.content = .computed(row, try Expression(parsing: row.expression), path: path + "/result") } catch {
                throw SurveyError.formula(of: row.name.vi, error)
            }
        case .field(let definition, let element, let cells):
            let names = Dictionary(options.map { ($0.code, $0.name) }) { first, _ in first }
            func question(_ cell: FormLayout.Cell) -> Survey.Question {
                Survey.Question(key: cell.key, path: "\(path)/\(SurveyPath.name(of: cell.key))", options: cell.key.options.codes.compactMap { names[$0] })
            }
            var field = Survey.Field(definition: definition, element: element, questions: cells.filter { $0.kind == .input }.map(question))
            // Texts and days have no sum.
            if element.valueType.isNumeric { field.total = cells.first { $0.kind == .rowTotal }.map(question) }
            if definition.isMandatory, !definition.isGathered { field.noFigure = (path + "/no_figure", path + "/no_figure_reason") }
            if definition.isGathered { field.correction = path + "/correction_reason" }
            self.content = .field(field)
        }
    }
}
