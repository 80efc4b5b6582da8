/// The limits that divide figures into the classes of a map's legend.
///
/// A class holds the figures from its lower limit up to, but not including, the next one; the last class has no upper end. So equal figures
/// are always in the same class, and a figure on a limit belongs to the class that starts there.
package struct ClassBreaks: Equatable, Sendable {
    /// The lower limits of the second class and those after it, ascending, none twice.
    package let limits: [Double]

    /// Limits that the norm or the reader gives, in any order.
    package init(limits: [Double]) { self.limits = Set(limits.filter(\.isFinite)).sorted() }

    /// Classes that hold about the same number of units each.
    ///
    /// The k-th limit is the figure at place ⌈k·n/count⌉ (from 0) of the n figures in ascending order, rounded to `decimals`. Equal figures can leave fewer classes.
    package static func quantiles(of values: [Double], count: Int, decimals: Int = 0) -> ClassBreaks {
        let sorted = values.filter(\.isFinite).sorted()
        guard let lowest = sorted.first, count > 1 else { return ClassBreaks(limits: []) }
        let limits = (1..<count).map { sorted[min(($0 * sorted.count + count - 1) / count, sorted.count - 1)] }
        return ClassBreaks(limits: limits.map { rounded($0, decimals) }.filter { $0 > lowest })
    }

    /// Classes that span the same distance each between the lowest and the highest figure, rounded to `decimals`.
    package static func equalIntervals(of values: [Double], count: Int, decimals: Int = 0) -> ClassBreaks {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), high > low, count > 1 else { return ClassBreaks(limits: []) }
        let limits = (1..<count).map { low + (high - low) * Double($0) / Double(count) }
        return ClassBreaks(limits: limits.map { rounded($0, decimals) }.filter { $0 > low })
    }

    /// How many classes there are.
    package var count: Int { limits.count + 1 }

    /// The class of a figure, counted from 0.
    package func index(of value: Double) -> Int { limits.firstIndex { value < $0 } ?? limits.count }

    /// The legend's words, lowest class first.
    ///
    /// - Parameters: `all` for a single class without limits; `below`, `between` and `from` receive the limits of the class.
    package func labels(
        all: @autoclosure () -> String, below: (Double) -> String, between: (Double, Double) -> String, from: (Double) -> String
    ) -> [String] {
        guard let first = limits.first, let last = limits.last else { return [all()] }
        return [below(first)] + zip(limits, limits.dropFirst()).map(between) + [from(last)]
    }

    private static func rounded(_ value: Double, _ decimals: Int) -> Double {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return (value * scale).rounded() / scale
    }
}
