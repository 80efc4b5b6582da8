import Domain
import Operations

/// Keeps from the public what points at single persons: figures of sensitive categories, such as ethnic group, that rest on very few.
///
/// What an authority has published itself is public already.
struct SmallNumbers {
    /// A figure that rests on fewer persons or cases is kept back. A choice of this project: a common threshold for tables of counts.
    static let least = 5.0

    private let catalogue: NormCatalogue

    init(_ catalogue: NormCatalogue) { self.catalogue = catalogue }

    func hides(_ figure: Figure) -> Bool {
        [figure.numerator, figure.denominator, figure.numerator == nil ? figure.value : nil].contains { hides($0, figure.options, figure.standing) }
    }

    /// Whether one value broken down in this way is to be kept back.
    func hides(_ value: Double?, _ options: Disaggregation, _ standing: ValueStatus) -> Bool {
        guard standing != .published, let value, value > 0, value < Self.least else { return false }
        return options.codes.contains { code in catalogue.categoryOfOption[code].flatMap { catalogue.categories[$0] }?.isSensitive ?? false }
    }
}
