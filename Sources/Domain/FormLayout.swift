/// One cell of a form: a data element, as a whole or for some of its category options.
package struct CellKey: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package var dataElement: String
    package var options: Disaggregation

    package init(_ dataElement: String, _ options: Disaggregation = .total) {
        self.dataElement = dataElement
        self.options = options
    }

    /// Reads what ``description`` writes.
    package init(parsing text: some StringProtocol) {
        let parts = String(text).split(separator: ":" as Character, maxSplits: 1)
        let options = parts.count > 1 ? parts[1].split(separator: "," as Character).map { String($0) } : []
        self.init(parts.first.map { String($0) } ?? "", Disaggregation(options))
    }

    /// `DB-T8.TRAINED` or `DB-T8.TRAINED:ETH-19,F`: the cell's name in pages, workbooks and programs.
    package var description: String { options.isTotal ? dataElement : "\(dataElement):\(options.key)" }

    package static func < (a: Self, b: Self) -> Bool { (a.dataElement, a.options) < (b.dataElement, b.options) }
}

/// What a cell holds.
package struct CellContent: Hashable, Sendable, Codable {
    /// Canonical text: `97.25`, `true`, `2025-12-31`; `nil` where nothing is written.
    package var value: String?
    /// Whether it is said that there is no figure, which is neither zero nor silence; ``comment`` says why.
    package var isWithoutFigure: Bool
    package var comment: String?
    package var source: String?

    package init(value: String? = nil, isWithoutFigure: Bool = false, comment: String? = nil, source: String? = nil) {
        self.value = value
        self.isWithoutFigure = isWithoutFigure
        self.comment = comment
        self.source = source
    }

    package static let empty = CellContent()
    package var isEmpty: Bool { self == .empty }
    package var isAnswered: Bool { value != nil || isWithoutFigure }
}

/// A form laid out in rows and columns, from its definition and the data elements and categories it uses.
package struct FormLayout: Hashable, Sendable {
    package enum CellKind: Hashable, Sendable {
        case input
        /// The sum of the other cells of its row.
        case rowTotal
        /// Not to be filled in.
        case greyed
    }

    package struct Cell: Hashable, Sendable {
        package var key: CellKey
        package var kind: CellKind
    }

    package struct Column: Hashable, Sendable {
        /// The options it stands for; empty for the total.
        package var options: [CategoryOption]

        package init(options: [CategoryOption]) { self.options = options }

        package var isTotal: Bool { options.isEmpty }
    }

    package struct Row: Hashable, Sendable {
        package enum Content: Hashable, Sendable {
            case field(FormDefinition.Field, DataElement, [Cell])
            case computed(FormDefinition.ComputedRow)
        }

        package var content: Content
    }

    /// Rows beneath one another that have the same columns.
    package struct Block: Hashable, Sendable {
        /// One for each cell of its rows; a single total where they are not broken down.
        package var columns: [Column]
        package var rows: [Row]
    }

    package struct Section: Hashable, Sendable {
        package var name: Label
        package var help: Label?
        package var blocks: [Block]
    }

    package var form: FormDefinition
    package var sections: [Section]

    /// - Parameters:
    ///   - elements, categories: by code. Fields whose data element is missing are left out; a checked pack has none.
    package init(_ form: FormDefinition, elements: [String: DataElement], categories: [String: Category]) {
        self.form = form
        sections = form.sections.map { section in
            var blocks: [Block] = []
            for row in section.rows {
                var columns = blocks.last?.columns ?? [Column(options: [])]
                var content: Row.Content
                switch row {
                case .computed(let computed): content = .computed(computed)
                case .field(let field):
                    guard let element = elements[field.dataElement] else { continue }
                    columns = Self.columns(of: field, categories)
                    content = .field(field, element, columns.map { column in
                        let key = CellKey(element.code, Disaggregation(column.options.map(\.code)))
                        let kind: CellKind = field.greyed.contains(key.options) ? .greyed : column.isTotal && columns.count > 1 ? .rowTotal : .input
                        return Cell(key: key, kind: kind)
                    })
                }
                if blocks.last?.columns == columns { blocks[blocks.count - 1].rows.append(Row(content: content)) } else { blocks.append(Block(columns: columns, rows: [Row(content: content)])) }
            }
            return Section(name: section.name, help: section.help, blocks: blocks)
        }
    }

    private static func columns(of field: FormDefinition.Field, _ categories: [String: Category]) -> [Column] {
        let sets = field.columns.compactMap { categories[$0]?.options }.filter { !$0.isEmpty }
        guard !sets.isEmpty else { return [Column(options: [])] }
        let products = sets.reduce([[]]) { (partial: [[CategoryOption]], options) in partial.flatMap { left in options.map { left + [$0] } } }
        return products.map { Column(options: $0) } + [Column(options: [])]
    }

    package var rows: [Row] { sections.flatMap { $0.blocks.flatMap(\.rows) } }
    package var cells: [Cell] {
        rows.flatMap { row -> [Cell] in
            if case .field(_, _, let cells) = row.content { cells } else { [] }
        }
    }
    /// The cells that are written; row totals follow from them.
    package var inputs: [CellKey] { cells.filter { $0.kind == .input }.map(\.key) }
    package func field(of dataElement: String) -> FormDefinition.Field? { form.fields.first { $0.dataElement == dataElement } }

    /// The cells that a row total, or a total over one of two categories, is the sum of.
    package func parts(of key: CellKey) -> [CellKey] {
        guard let field = field(of: key.dataElement), !field.columns.isEmpty else { return [] }
        return inputs.filter { $0.dataElement == key.dataElement && $0 != key && Set(key.options.codes).isSubset(of: $0.options.codes) }
    }

    /// What a cell, or a total of cells, had so many periods ago.
    package func figure(_ key: CellKey, periodsAgo count: Int, in history: [CellKey: CellHistory]) -> Double? {
        if let own = history[key]?.figure(periodsAgo: count) { return own }
        let known = parts(of: key).compactMap { history[$0]?.figure(periodsAgo: count) }
        return known.isEmpty ? nil : known.reduce(0, +)
    }
}
