/// What a cell's past says about a new figure.
///
/// Each test gives a range in which a figure is ordinary; a figure outside any of them asks for a comment, never more.
/// - z-score: mean ± 3 standard deviations (sample), from six past figures on.
/// - modified z-score: 0.6745·(x − median) / MAD within ±3.5, from six past figures on and where MAD is not 0. Source: Iglewicz and Hoaglin, *How to Detect and Handle Outliers* (1993).
/// - season: within a factor of 2 of what the same month of former years ranged over, from two such figures on.
/// - least and greatest: within a factor of 2 of the least and greatest past figure, from two past figures on and where no other test can speak.
package struct CellHistory: Hashable, Sendable {
    package enum Test: String, Sendable, CaseIterable {
        case zScore = "z_score", modifiedZScore = "modified_z_score", season, minMax = "min_max"
    }

    package struct Range: Hashable, Sendable {
        package var test: Test
        package var low: Double
        package var high: Double
    }

    /// Figures of earlier periods, oldest first, the period just before last; gaps are `nil`.
    package private(set) var past: [Double?]
    package var ranges: [Range]

    /// The figure of the period before; `nil` where there is none.
    package var previous: Double? { past.last ?? nil }

    /// The figure of so many periods ago; `nil` where there is none.
    package func figure(periodsAgo count: Int) -> Double? { past.indices.contains(past.count - count) && count > 0 ? past[past.count - count] : nil }

    /// - Parameters:
    ///   - past: figures of earlier periods of the same kind, oldest first, the period just before last; gaps are `nil`.
    ///   - periodsPerYear: 12 for months, 4 for quarters; 1 for years.
    package init(past: [Double?], periodsPerYear: Int) {
        self.past = past
        ranges = []
        let known = past.compactMap { $0 }
        if known.count >= 6 {
            let count = Double(known.count), mean = known.reduce(0, +) / count
            let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
            if deviation > 0 { ranges.append(Range(test: .zScore, low: mean - 3 * deviation, high: mean + 3 * deviation)) }
            let middle = Self.median(known), spread = Self.median(known.map { abs($0 - middle) })
            if spread > 0 { ranges.append(Range(test: .modifiedZScore, low: middle - 3.5 * spread / 0.6745, high: middle + 3.5 * spread / 0.6745)) }
        }
        if periodsPerYear > 1 {
            let same = stride(from: past.count - periodsPerYear, through: 0, by: -periodsPerYear).compactMap { past[$0] }
            if same.count >= 2, let range = Self.widened(same, .season) { ranges.append(range) }
        }
        if ranges.isEmpty, known.count >= 2, let range = Self.widened(known, .minMax) { ranges.append(range) }
    }

    /// The first test that a figure falls out of.
    package func unusual(_ value: Double) -> Range? { ranges.first { value < $0.low || value > $0.high } }

    private static func widened(_ values: [Double], _ test: Test) -> Range? {
        guard let low = values.min(), let high = values.max() else { return nil }
        // Small counts vary by chance: two either way are never unusual.
        return Range(test: test, low: min(low / 2, low * 2, low - 2), high: max(high * 2, high / 2, high + 2))
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted(), half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
}
