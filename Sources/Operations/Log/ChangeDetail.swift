import Foundation

/// What a change touched, as far as readers of the log need to know without reading the rows.
package struct ChangeDetail: Sendable, Hashable, Codable {
    /// Data element → periods in which it wrote values.
    package var touched: [String: Set<String>]?
    /// The units whose values it wrote, where they are few; `nil` for any.
    package var units: Set<String>?
    /// Changes whose rows it took away again.
    package var removed: [Int64]?
    /// Further facts: counts, a file's digest, a pack's version.
    package var facts: [String: String]?

    package init(touched: [String: Set<String>]? = nil, units: Set<String>? = nil, removed: [Int64]? = nil, facts: [String: String]? = nil) {
        self.touched = touched
        self.units = units
        self.removed = removed
        self.facts = facts
    }

    private enum CodingKeys: CodingKey { case touched, units, removed, facts }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(touched?.mapValues { $0.sorted() }, forKey: .touched)
        try container.encodeIfPresent(units?.sorted(), forKey: .units)
        try container.encodeIfPresent(removed, forKey: .removed)
        try container.encodeIfPresent(facts, forKey: .facts)
    }

    /// The text that is stored and hashed: keys sorted, so the same detail always reads the same.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("a change's detail holds only text and numbers: \(error)")
        }
    }

    package init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }
}
