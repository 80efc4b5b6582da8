/// How a figure stands against its plan, as a word with a mark, so that colour is never the only sign.
package enum Standing: String, CaseIterable, Sendable {
    case achieved, ahead, onCourse, behind, noData

    /// The mark before the word: ✓ ▲ ● ▼ ○.
    package var mark: HTML {
        switch self {
        case .achieved: "✓"
        case .ahead: "▲"
        case .onCourse: "●"
        case .behind: "▼"
        case .noData: "○"
        }
    }

    /// The style class of the mark, its word and its bar.
    package var styleClass: HTML {
        switch self {
        case .achieved: "achieved"
        case .ahead: "ahead"
        case .onCourse: "on-course"
        case .behind: "behind"
        case .noData: "no-data"
        }
    }

    /// The mark with its word in the reader's language.
    package func labelled(_ word: String) -> HTML {
        "<span class=\"standing \(styleClass)\"><span aria-hidden=\"true\">\(mark)</span> \(word)</span>"
    }
}

/// Where a figure comes from, shown wherever the figure is, so that nobody takes one kind for another.
package enum FigureKind: String, CaseIterable, Sendable {
    case published, reported, approved, registered, estimate, illustrative

    package var styleClass: HTML {
        switch self {
        case .published: "published"
        case .reported: "reported"
        case .approved: "approved"
        case .registered: "registered"
        case .estimate: "estimate"
        case .illustrative: "illustrative"
        }
    }

    /// A small tag with the kind's word in the reader's language.
    package func tag(_ word: String) -> HTML { "<span class=\"tag \(styleClass)\">\(word)</span>" }

    /// Whether charts draw the figure hollow and its line dashed.
    var isDrawnHollow: Bool { self == .estimate || self == .illustrative }
}
