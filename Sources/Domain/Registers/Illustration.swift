/// The made-up records with which a demonstration shows a register in use.
package struct Illustration: Hashable, Sendable, Codable {
    /// What there are so many records for.
    package enum Base: Hashable, Sendable, Codable {
        /// Each unit of a level.
        case unit(UnitLevel)
        /// Each record that a field names, such as each class for its learners.
        case record(String)
    }

    package var base: Base
    /// How many for each; 0.7 are there for seven in ten.
    package var count: Double
    /// The most units or records of a province that get some; `nil` for all.
    package var most: Int?
    /// The states that records have reached; one named twice is reached by twice as many. The first state where there is none.
    package var states: [String]
    /// Fields that are filled in though they need not be.
    package var fill: [String]
    /// Field → what may stand in it, one named twice twice as often: options, words, `15..45`, `2025-07-15..today`.
    package var values: [String: [String]]
    /// Field → what it follows from, see ``RecordExpression``.
    package var formulas: [String: String]

    package init(base: Base, count: Double, most: Int? = nil, states: [String] = [], fill: [String] = [], values: [String: [String]] = [:], formulas: [String: String] = [:]) {
        self.base = base
        self.count = count
        self.most = most
        self.states = states
        self.fill = fill
        self.values = values
        self.formulas = formulas
    }

    /// Stands for one of the province's ethnic minorities.
    package static let minority = "{minority}"

    /// From where to where a value runs, such as `15..45`; `nil` where the text is no range.
    package static func range(_ text: String) -> (from: String, to: String)? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let from = String(text[..<dots.lowerBound]), to = String(text[dots.upperBound...])
        return from.isEmpty || to.isEmpty ? nil : (from, to)
    }
}
