import Domain

/// What stands beside a row's cells: the word that there is no figure, the comment and the source, which hold for all cells of the row.
struct RowAnswer: Hashable, Sendable {
    var saysNoFigure = false
    var comment = ""
    var source = ""

    /// - Parameters:
    ///   - keys: cells of the row that can be written, with what their columns are called.
    init(_ keys: [(key: CellKey, name: String)], _ contents: [CellKey: CellContent]) {
        let held = keys.map { (name: $0.name, content: contents[$0.key] ?? .empty) }
        let withoutValue = held.filter { $0.content.value == nil }
        saysNoFigure = !withoutValue.isEmpty && withoutValue.allSatisfy(\.content.isWithoutFigure)
        comment = Self.joined(held.map { ($0.name, $0.content.comment ?? "") })
        source = Self.joined(held.map { ($0.name, $0.content.source ?? "") })
    }

    init(saysNoFigure: Bool, comment: String, source: String) {
        (self.saysNoFigure, self.comment, self.source) = (saysNoFigure, comment, source)
    }

    /// One text where all agree, else each with the name of its column.
    private static func joined(_ texts: [(name: String, text: String)]) -> String {
        let written = texts.map { ($0.name, $0.text.trimmed) }.filter { !$0.1.isEmpty }
        guard let first = written.first else { return "" }
        if written.allSatisfy({ $0.1 == first.1 }) { return first.1 }
        return written.map { "\($0.0): \($0.1)" }.joined(separator: "; ")
    }
}
