import Domain
import Markup
import Operations

extension FigureText {
    /// What a figure is, in one word or two: an estimate that rests on made-up values is both.
    package static func kinds(_ figure: Figure) -> [FigureStatus] {
        figure.isEstimate && figure.standing == .illustrative ? [.estimate, .illustrative] : [figure.mark]
    }

    /// The tags beside a figure.
    package static func tags(_ figure: Figure, _ t: Translator) -> HTML { kinds(figure).map { tag($0, t) }.joined(separator: " ") }
}
