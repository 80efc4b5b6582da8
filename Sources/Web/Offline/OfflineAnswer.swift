import Domain
import Operations

/// What a device takes along: the forms of a person's reports, and each report as it stands.
struct OfflineAnswer: Encodable {
    struct Owner: Encodable {
        var id: String
        var name: String
    }

    var person: Owner
    /// Locks away on the device what is not sent.
    var key: String
    var madeAt: String
    var now: String
    var forms: [String: OfflineForm]
    var reports: [OfflineReport]

    init(_ taken: OfflineReports, person: Owner, key: String, _ request: PageRequest) {
        self.person = person
        self.key = key
        madeAt = request.now.iso
        now = request.now.iso
        forms = Dictionary(taken.sheets.map { ($0.form.code, OfflineForm($0, request.world.catalogue)) }) { $1 }
        reports = taken.sheets.map { OfflineReport($0, request.world) }
    }
}

/// A formula with what it asks for.
struct OfflineFormula: Encodable {
    struct Item: Encodable {
        /// A cell of the form.
        var cell: String?
        /// Periods to move, 0 or less.
        var offset: Int?
        var isDays: Bool?
    }

    var items: [Item]
    var steps: [Expression.Step]

    init(_ expression: Expression) {
        steps = expression.steps
        items = expression.items.map { item in
            switch item.reference {
            case .dataElement(let code, let options): Item(cell: CellKey(code, options).description, offset: item.periodOffset)
            case .days: Item(isDays: true)
            case .constant, .indicator, .reporting: Item()
            }
        }
    }
}

/// A form with its layout, its computed rows and its rules.
struct OfflineForm: Encodable {
    struct Section: Encodable {
        var name: Label
        var help: Label?
        var blocks: [Block]
    }

    struct Block: Encodable {
        var columns: [Column]
        var rows: [Row]
    }

    struct Column: Encodable {
        var isTotal: Bool
        var name: Label?
    }

    struct Element: Encodable {
        var code: String
        var name: Label
        var type: ValueType
        var decimals: Int
        var unitOfMeasure: Label?
        var minimum: Double?
        var maximum: Double?
    }

    struct Cell: Encodable {
        var key: String
        var kind: String
    }

    struct Computed: Encodable {
        var name: Label
        var expression: String
        var unitOfMeasure: Label?
        var decimals: Int
        var items: [OfflineFormula.Item]
        var steps: [Expression.Step]
    }

    struct Row: Encodable {
        var element: Element?
        var help: Label?
        var isMandatory: Bool?
        var isGathered: Bool?
        var isBrokenDown: Bool?
        var cells: [Cell]?
        var computed: Computed?
    }

    struct Rule: Encodable {
        var code: String
        var importance: ValidationRule.Importance
        var comparison: ValidationRule.Comparison
        var explanation: Label
        var left: OfflineFormula
        var right: OfflineFormula
        /// Those it speaks of, the one to go to first.
        var cells: [String]
    }

    var code: String
    var name: Label
    var version: Int
    var sections: [Section]
    var rules: [Rule]

    init(_ sheet: ReportSheet, _ catalogue: NormCatalogue) {
        code = sheet.form.code
        name = sheet.form.name
        version = sheet.form.version
        rules = sheet.check.rules.map { rule in
            Rule(code: rule.rule.code, importance: rule.rule.importance, comparison: rule.rule.comparison, explanation: rule.rule.explanation, left: OfflineFormula(rule.left), right: OfflineFormula(rule.right),
                 cells: sheet.check.cells(of: rule).map(\.description))
        }
        sections = sheet.layout.sections.map { section in
            Section(name: section.name, help: section.help, blocks: section.blocks.map { block in
                Block(columns: block.columns.map { Column(isTotal: $0.isTotal, name: $0.isTotal ? nil : Self.joined($0.options.map(\.name))) }, rows: block.rows.compactMap { Self.row($0, catalogue) })
            })
        }
    }

    private static func joined(_ names: [Label]) -> Label { Label(vi: names.map(\.vi).joined(separator: ", "), en: names.map(\.en).joined(separator: ", ")) }

    private static func row(_ row: FormLayout.Row, _ catalogue: NormCatalogue) -> Row? {
        switch row.content {
        case .computed(let computed):
            guard let expression = catalogue.formula(of: computed) else { return nil }
            let formula = OfflineFormula(expression)
            return Row(computed: Computed(name: computed.name, expression: computed.expression, unitOfMeasure: computed.unitOfMeasure, decimals: computed.decimals, items: formula.items, steps: formula.steps))
        case .field(let field, let element, let cells):
            return Row(
                element: Element(code: element.code, name: element.name, type: element.valueType, decimals: element.decimals, unitOfMeasure: element.unitOfMeasure, minimum: element.minimum, maximum: element.maximum),
                help: field.help ?? element.help, isMandatory: field.isMandatory, isGathered: field.isGathered, isBrokenDown: !field.columns.isEmpty,
                cells: cells.map { cell in
                    let kind = switch cell.kind {
                    case .input: "input"
                    case .rowTotal: "row_total"
                    case .greyed: "greyed"
                    }
                    return Cell(key: cell.key.description, kind: kind)
                })
        }
    }
}

/// What a cell holds, in answers and in what devices send.
struct OfflineCell: Codable, Equatable {
    var value: String?
    var withoutFigure: Bool
    var comment: String?
    var source: String?

    private enum CodingKeys: String, CodingKey {
        case value
        case withoutFigure = "without_figure"
        case comment, source
    }

    init(_ content: CellContent) {
        value = content.value
        withoutFigure = content.isWithoutFigure
        comment = content.comment
        source = content.source
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        value = Self.filled(try container.decodeIfPresent(String.self, forKey: .value))
        withoutFigure = try container.decodeIfPresent(Bool.self, forKey: .withoutFigure) ?? false
        comment = Self.filled(try container.decodeIfPresent(String.self, forKey: .comment))
        source = Self.filled(try container.decodeIfPresent(String.self, forKey: .source))
    }

    private static func filled(_ text: String?) -> String? { text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } }

    var content: CellContent { CellContent(value: value, isWithoutFigure: withoutFigure && value == nil, comment: comment, source: source) }

    static func all(_ cells: [CellKey: CellContent]) -> [String: OfflineCell] { Dictionary(cells.map { ($0.key.description, OfflineCell($0.value)) }) { $1 } }
}

/// One report as it stands, with what is known besides.
struct OfflineReport: Encodable {
    struct Gathered: Encodable {
        var value: Double
        var units: Int
        var expected: Int
    }

    var key: String
    var form: String
    var period: String
    var periodName: Label
    var periodLength: Int
    var unit: String
    var unitName: Label
    var state: ReportState
    var version: Int64
    var due: String
    var isEditable: Bool
    var maySend: Bool
    var cells: [String: OfflineCell]
    /// Figures of the period before.
    var previous: [String: Double]
    /// Figures of earlier periods that the form's formulas ask for: by cell, then by how many periods ago.
    var earlier: [String: [String: Double]]
    /// Between which figures are ordinary, in the order in which they are looked at.
    var ranges: [String: [[Double]]]
    var gathered: [String: Gathered]
    var remarks: [String: String]
    /// Why it was returned.
    var note: String?

    init(_ sheet: ReportSheet, _ world: World) {
        key = sheet.key.description
        form = sheet.form.code
        period = sheet.period.id
        periodName = world.catalogue.periods.label(of: sheet.period)
        periodLength = sheet.period.length
        unit = sheet.unit.id.rawValue
        unitName = sheet.unit.version(nearest: sheet.period.lastDay).fullName
        state = sheet.standing.state
        version = sheet.standing.version
        due = sheet.due.iso
        isEditable = sheet.isEditable
        maySend = sheet.actions.contains(.submit)
        cells = OfflineCell.all(sheet.cells)
        previous = Dictionary(sheet.history.compactMap { key, past in past.previous.map { (key.description, $0) } }) { $1 }
        earlier = [:]
        for item in world.catalogue.pastItems(of: sheet.form) + sheet.check.rules.flatMap({ $0.left.items + $0.right.items }) {
            guard case .dataElement(let code, let options) = item.reference, item.periodOffset < 0 else { continue }
            let cell = CellKey(code, options), count = -item.periodOffset
            if let figure = sheet.layout.figure(cell, periodsAgo: count, in: sheet.history) { earlier[cell.description, default: [:]][String(count)] = figure }
        }
        ranges = Dictionary(sheet.history.filter { !$0.value.ranges.isEmpty }.map { ($0.key.description, $0.value.ranges.map { [$0.low, $0.high] }) }) { $1 }
        gathered = Dictionary(sheet.gathered.map { ($0.key.description, Gathered(value: $0.value.value, units: $0.value.units, expected: $0.value.expected)) }) { $1 }
        remarks = Dictionary(sheet.remarks.map { ($0.key.description, $0.value) }) { $1 }
        note = sheet.standing.state == .returned ? sheet.entries.last { $0.action == .return || $0.action == .reopen }?.note : nil
    }
}
