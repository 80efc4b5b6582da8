/// A bar that shows how far a figure has come, where the plan expects it today, and where its target lies.
///
/// The figure is the filled part, the plan a solid stroke, the target a dashed one. Without a figure the bar is hatched.
package struct ProgressBar {
    /// The figure now, in the indicator's unit.
    package var value: Double?
    /// Where the plan expects the figure today, in the same unit.
    package var expected: Double?
    package var target: Double?
    /// What the bar's two ends stand for.
    package var range: ClosedRange<Double>
    package var standing: Standing
    /// The bar in words, for people who do not see it.
    package var title: String

    package init(
        value: Double?, expected: Double? = nil, target: Double? = nil, range: ClosedRange<Double> = 0...100, standing: Standing, title: String
    ) {
        self.value = value
        self.expected = expected
        self.target = target
        self.range = range
        self.standing = standing
        self.title = title
    }

    package var html: HTML {
        let fill = value.map { "<rect class=\"fill\" width=\"\(at: percent($0))%\" height=\"100%\"/>" as HTML }
        let plan = expected.map { "<rect class=\"expected\" x=\"\(at: percent($0))%\" y=\"-25%\" width=\"3\" height=\"150%\"/>" as HTML }
        let goal = target.map { "<line class=\"target\" x1=\"\(at: percent($0))%\" x2=\"\(at: percent($0))%\" y1=\"-25%\" y2=\"125%\"/>" as HTML }
        return """
            <svg class="bar \(standing.styleClass)" role="img"><title>\(title)</title><rect class="track" width="100%" height="100%"/>\(fill)\(plan)\(goal)</svg>
            """
    }

    private func percent(_ value: Double) -> Double {
        guard range.upperBound > range.lowerBound else { return 0 }
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return min(max(share, 0), 1) * 100
    }
}
