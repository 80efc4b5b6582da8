import Domain
import Markup

/// How the figures of a map are put into classes.
enum MapClasses {
    /// Few enough to be told apart and remembered.
    private static let count = 4
    private static let fifths = ClassBreaks(limits: [20, 40, 60, 80])

    /// The classes of an indicator's figures.
    ///
    /// A milestone has two: done and not. Percentages are divided at 20, 40, 60 and 80 where at least three of those classes have a unit, so that two maps can be
    /// compared. Everything else is divided into four classes with about as many units each, at round numbers.
    static func breaks(of values: [Double], _ indicator: Indicator) -> ClassBreaks {
        if indicator.measure == .milestone { return ClassBreaks(limits: [1]) }
        if indicator.unitOfMeasure.en == "%", Set(values.map(fifths.index)).count >= 3 { return fifths }
        return quantiles(of: values)
    }

    /// Limits at multiples of the greatest power of ten that goes ten times or more into the spread of the figures.
    private static func quantiles(of values: [Double]) -> ClassBreaks {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), high > low else { return ClassBreaks(limits: []) }
        var step = 1.0, perOne = 1.0
        while step * 100 <= high - low { step *= 10 }
        while step / perOne * 10 > high - low { perOne *= 10 }
        let exact = ClassBreaks.quantiles(of: finite, count: count, decimals: 9)
        return ClassBreaks(limits: exact.limits.map { (($0 / step) * perOne).rounded() / perOne * step }.filter { $0 > low && $0 <= high })
    }

    /// The legend's words, lowest class first.
    static func labels(_ breaks: ClassBreaks, _ indicator: Indicator, _ t: Translator) -> [String] {
        if indicator.measure == .milestone { return [t("Not done yet"), t("Done")] }
        func text(_ limit: Double) -> String { FigureText.value(limit, indicator.decimals < 2 ? indicator.withDecimals(2) : indicator, t.language, withUnit: false) }
        return breaks.labels(all: t("all the same"), below: { t("below \(text($0))") }, between: { t("\(text($0)) to below \(text($1))") }, from: { t("\(text($0)) and more") })
    }
}

extension Indicator {
    /// The same indicator with its figures written to so many decimals at most.
    fileprivate func withDecimals(_ decimals: Int) -> Indicator {
        var copy = self
        copy.decimals = decimals
        return copy
    }
}
