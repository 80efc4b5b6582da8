import Domain
import Sheets

/// Writes formulas of forms as formulas of a workbook.
///
/// What is missing is an error inside the formula, as errors spread through calculations as missing figures do, and an empty text in the end. Items that count as zero are
/// zero inside, and the result is empty where all of them are missing; see ``Expression`` and ``FormCheck``.
struct ExcelFormula {
    /// A cell that a formula asks for.
    struct Operand {
        /// Its address, and that of the word that there is no figure.
        var cell: CellAddress
        var word: CellAddress
        var isYesNo: Bool
        /// What the units beneath reported, which stands in where nothing is written.
        var gathered: Double?
    }

    let layout: FormLayout
    let plan: SheetPlan
    let elements: [String: DataElement]
    let gathered: [CellKey: Double]
    let history: [CellKey: CellHistory]
    let periodLength: Int
    /// Words that mean yes and no.
    let yes: String
    let no: String

    /// The formula without its equals sign; `nil` where a workbook cannot hold it.
    func text(_ expression: Expression) -> String? {
        let root = part(expression.root, counts: true)
        let value = "IFERROR(\(root.value),\"\")"
        let text = switch (root.asked, root.found) {
        case ("FALSE", _): value
        case ("TRUE", let found): "IF(\(found),\(value),\"\")"
        case (let asked, let found): "IF(OR(NOT(\(asked)),\(found)),\(value),\"\")"
        }
        return text.utf16.count <= 8000 ? text : nil
    }

    /// The sum of the cells of a row that are filled in, empty where none is.
    func total(of key: CellKey) -> String? {
        let parts = operands(key)
        guard !parts.isEmpty else { return nil }
        if parts.allSatisfy({ $0.gathered == nil && !$0.isYesNo }) {
            let cells = Self.ranges(parts.map(\.cell))
            return "IF(COUNT(\(cells))=0,\"\",SUM(\(cells)))"
        }
        return "IF(\(Self.any(parts.map(found))),\(parts.map { "IFERROR(\(figure($0)),0)" }.joined(separator: "+")),\"\")"
    }

    // MARK: Cells

    /// The cells that make up a figure: its own, or the parts of a total.
    private func operands(_ key: CellKey) -> [Operand] {
        func operand(_ key: CellKey) -> Operand? {
            guard let place = plan.places[key], let kind = elements[key.dataElement]?.valueType, kind != .text, kind != .date else { return nil }
            return Operand(cell: place, word: CellAddress(row: place.row, column: plan.wordColumn), isYesNo: kind == .yesNo, gathered: gathered[key])
        }
        if layout.inputs.contains(key) { return operand(key).map { [$0] } ?? [] }
        guard let field = layout.field(of: key.dataElement), !field.columns.isEmpty else { return [] }
        return layout.inputs.filter { $0.dataElement == key.dataElement && Set(key.options.codes).isSubset(of: $0.options.codes) }.compactMap(operand)
    }

    /// The figure, an error where it is missing.
    private func figure(_ operand: Operand) -> String {
        let none = operand.gathered.map { "IF(\(Self.silent(operand)),\(Self.digits($0)),NA())" } ?? "NA()"
        return operand.isYesNo
            ? "IF(\(operand.cell)=\"\(yes)\",1,IF(\(operand.cell)=\"\(no)\",0,\(none)))"
            : "IF(ISNUMBER(\(operand.cell)),\(operand.cell),\(none))"
    }

    private func found(_ operand: Operand) -> String {
        let written = operand.isYesNo ? "OR(\(operand.cell)=\"\(yes)\",\(operand.cell)=\"\(no)\")" : "ISNUMBER(\(operand.cell))"
        return operand.gathered == nil ? written : "OR(\(written),\(Self.silent(operand)))"
    }

    /// Whether nothing at all is said in a cell.
    private static func silent(_ operand: Operand) -> String { "AND(\(operand.cell)=\"\",\(operand.word)=\"\")" }

    // MARK: Nodes

    /// A piece of a formula: its value, whether items that count are asked for, and whether one of them is there.
    private struct Part {
        var value: String
        var asked = "FALSE"
        var found = "FALSE"
    }

    private func part(_ node: Expression.Node, counts: Bool) -> Part {
        switch node {
        case .number(let number): Part(value: Self.digits(number))
        case .text(let text): Part(value: Expression.Node.figure(of: text).map(Self.digits) ?? "NA()")
        case .boolean(let value): Part(value: value ? "1" : "0")
        case .null: Part(value: "NA()")
        case .item(let item): part(item, counts: counts)
        case .unary(let op, let a): unary(op, part(a, counts: counts))
        case .binary(let op, .text(let a), .text(let b)) where op.isComparison: Part(value: Self.holds(op, a, b) ? "1" : "0")
        case .binary(let op, let a, let b): binary(op, part(a, counts: counts), part(b, counts: counts))
        case .call(let function, let arguments): call(function, arguments.map { part($0, counts: counts && !function.keepsMissing) })
        }
    }

    private func part(_ item: Expression.Item, counts: Bool) -> Part {
        func constant(_ value: Double?) -> Part {
            let isThere = value != nil ? "TRUE" : "FALSE"
            return Part(value: value.map(Self.digits) ?? (counts ? "0" : "NA()"), asked: counts ? "TRUE" : "FALSE", found: counts ? isThere : "FALSE")
        }
        switch item.reference {
        case .days: return constant(Double(periodLength))
        case .constant, .indicator, .reporting: return constant(nil)
        case .dataElement(let code, let options):
            let key = CellKey(code, options)
            guard item.periodOffset == 0 else { return constant(layout.figure(key, periodsAgo: -item.periodOffset, in: history)) }
            let parts = operands(key)
            if parts.isEmpty { return constant(gathered[key]) }
            let any = Self.any(parts.map(found))
            guard counts else { return Part(value: parts.count == 1 ? figure(parts[0]) : "IF(\(any),\(sum(parts)),NA())") }
            return Part(value: sum(parts), asked: "TRUE", found: any)
        }
    }

    /// The sum of cells, zero for those that are missing.
    private func sum(_ parts: [Operand]) -> String {
        if parts.allSatisfy({ $0.gathered == nil && !$0.isYesNo }) { return parts.count == 1 ? "N(\(parts[0].cell))" : "SUM(\(Self.ranges(parts.map(\.cell))))" }
        return "(" + parts.map { "IFERROR(\(figure($0)),0)" }.joined(separator: "+") + ")"
    }

    private func unary(_ op: Expression.UnaryOperator, _ a: Part) -> Part {
        switch op {
        case .plus: a
        case .minus: Part(value: "(-\(a.value))", asked: a.asked, found: a.found)
        case .not: Part(value: "IF(\(a.value)=0,1,0)", asked: a.asked, found: a.found)
        }
    }

    private func binary(_ op: Expression.BinaryOperator, _ a: Part, _ b: Part) -> Part {
        let (x, y) = (a.value, b.value)
        let value = switch op {
        case .add, .subtract, .multiply, .divide: "(\(x)\(op.rawValue)\(y))"
        // As in C: the sign is that of the dividend.
        case .remainder: "(\(x)-\(y)*TRUNC(\(x)/\(y)))"
        // Excel has no zeroth power of zero, and knows odd roots of negative numbers.
        case .power: "IF(\(y)=0,1+0*\(x),IF(AND(\(x)<0,\(y)<>INT(\(y))),NA(),POWER(\(x),\(y))))"
        case .less, .greater, .atMost, .atLeast: "IF(\(x)\(op.rawValue)\(y),1,0)"
        case .equal: "IF(\(x)=\(y),1,0)"
        case .notEqual: "IF(\(x)<>\(y),1,0)"
        case .and: "IF(IFERROR(\(x)=0,FALSE),0,IF(IFERROR(\(y)=0,FALSE),0,IF(ISERROR(\(x)+\(y)),NA(),1)))"
        case .or: "IF(IFERROR(\(x)<>0,FALSE),1,IF(IFERROR(\(y)<>0,FALSE),1,IF(ISERROR(\(x)+\(y)),NA(),0)))"
        }
        return Part(value: value, asked: Self.any([a.asked, b.asked]), found: Self.any([a.found, b.found]))
    }

    private func call(_ function: Expression.Function, _ arguments: [Part]) -> Part {
        let values = arguments.map(\.value)
        func all(_ value: String) -> Part { Part(value: value, asked: Self.any(arguments.map(\.asked)), found: Self.any(arguments.map(\.found))) }
        switch function {
        case .if:
            let isTrue = "IFERROR(\(values[0])<>0,FALSE)"
            func chosen(_ path: KeyPath<Part, String>) -> String {
                let (yes, no) = (arguments[1][keyPath: path], arguments[2][keyPath: path])
                return Self.any([arguments[0][keyPath: path], yes == no ? yes : "IF(\(isTrue),\(yes),\(no))"])
            }
            return Part(value: "IF(\(isTrue),\(values[1]),\(values[2]))", asked: chosen(\.asked), found: chosen(\.found))
        case .isNull: return all("IF(ISERROR(\(values[0])),1,0)")
        case .isNotNull: return all("IF(ISERROR(\(values[0])),0,1)")
        case .firstNonNull: return all(values.dropLast().reversed().reduce(values[values.count - 1]) { "IFERROR(\($1),\($0))" })
        case .greatest, .least:
            let (name, none) = function == .greatest ? ("MAX", "-1E+307") : ("MIN", "1E+307")
            let best = "\(name)(\(values.map { "IFERROR(\($0),\(none))" }.joined(separator: ",")))"
            return all("IF(\(best)=\(none),NA(),\(best))")
        case .log: return all(values.count == 1 ? "LN(\(values[0]))" : "(LN(\(values[0]))/LN(\(values[1])))")
        case .log10: return all("LOG10(\(values[0]))")
        case .removeZeros: return all("IF(\(values[0])=0,NA(),\(values[0]))")
        }
    }

    // MARK: Text

    /// Whether one of several conditions holds, the plain ones left out.
    private static func any(_ conditions: [String]) -> String {
        if conditions.contains("TRUE") { return "TRUE" }
        var seen: [String] = []
        for condition in conditions where condition != "FALSE" && !seen.contains(condition) { seen.append(condition) }
        return switch seen.count {
        case 0: "FALSE"
        case 1: seen[0]
        default: "OR(" + seen.joined(separator: ",") + ")"
        }
    }

    /// Addresses, neighbours in a row as a range.
    private static func ranges(_ cells: [CellAddress]) -> String {
        var runs: [CellRange] = []
        for cell in cells {
            if let last = runs.last?.last, last.row == cell.row, last.column + 1 == cell.column { runs[runs.count - 1].last = cell } else { runs.append(CellRange(cell, cell)) }
        }
        return runs.map(\.description).joined(separator: ",")
    }

    private static func holds(_ op: Expression.BinaryOperator, _ a: String, _ b: String) -> Bool {
        switch op {
        case .less: a < b
        case .greater: a > b
        case .atMost: a <= b
        case .atLeast: a >= b
        case .notEqual: a != b
        default: a == b
        }
    }

    private static func digits(_ value: Double) -> String {
        let text = Expression.Node.digits(value).uppercased()
        return value < 0 ? "(\(text))" : text
    }
}
