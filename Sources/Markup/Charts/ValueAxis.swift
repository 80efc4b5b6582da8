/// The scale at the side of a chart: round numbers that cover all values.
///
/// The axis starts at zero unless values are negative, because a column or a line cut off below overstates change.
struct ValueAxis: Equatable {
    /// The numbers written at the grid lines, lowest first; at least two.
    let ticks: [Double]

    /// - Parameters: `values` that must fit, targets included; `intervals` at most so many steps.
    init(covering values: [Double], intervals: Int = 4) {
        let low = min(0, values.min() ?? 0), high = max(0, values.max() ?? 0)
        let span = high > low ? high - low : 1
        let step = Self.roundStep(atLeast: span / Double(intervals))
        let first = (low / step).rounded(.down), last = max(((low + span) / step - 1e-9).rounded(.up), first + 1)
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// The next of 1, 2, 2.5, 5, 10, 20 … and their tenths.
    private static func roundStep(atLeast minimum: Double) -> Double {
        var power = 1.0
        while power * 10 <= minimum { power *= 10 }
        while power > minimum { power /= 10 }
        return [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= minimum * (1 - 1e-9) } ?? power * 10
    }

    /// How far up the axis a value lies: 0 at the lowest tick, 1 at the highest.
    func share(of value: Double) -> Double {
        (value - ticks[0]) / (ticks[ticks.count - 1] - ticks[0])
    }
}
