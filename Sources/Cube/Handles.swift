import Domain

/// A data element as the cube knows it: a small number that stands for its code.
package struct ElementHandle: Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A set of category options as the cube knows it; ``total`` is the empty set.
package struct OptionsHandle: Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
    package static let total = OptionsHandle(rawValue: 0)
}

/// A period as the cube knows it.
package struct PeriodHandle: Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One order of the units, such as the one in force until 30 June 2025. Handles count up in order of time.
package struct TreeHandle: Hashable, Sendable, Comparable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
    package static func < (a: TreeHandle, b: TreeHandle) -> Bool { a.rawValue < b.rawValue }
}

/// What is asked for: a data element, broken down or not, of one standing.
package struct CubeSeries: Hashable, Sendable {
    package var element: ElementHandle
    package var options: OptionsHandle
    package var status: ValueStatus

    package init(_ element: ElementHandle, options: OptionsHandle = .total, status: ValueStatus = .reported) {
        self.element = element
        self.options = options
        self.status = status
    }
}

/// The time a figure is for.
package enum CubeTime: Hashable, Sendable {
    /// A period; a coarser one than was reported is put together from the finer ones.
    case period(PeriodHandle)
    /// Everything from the beginning of the period's year to the period's end.
    case yearToDate(PeriodHandle)
    /// Everything from the beginning of one period to the end of another.
    case runningTotal(from: PeriodHandle, to: PeriodHandle)

    /// The period whose last day ends the time.
    package var lastPeriod: PeriodHandle {
        switch self {
        case .period(let period), .yearToDate(let period): period
        case .runningTotal(_, let period): period
        }
    }
}

/// Why the cube cannot take a value or answer a question.
package enum CubeError: Error, Hashable {
    /// A sum of this data element's values leaves the range that can be added exactly (about 9 × 10¹⁸ in units of its last decimal).
    case tooLarge(element: String)
    /// There is no unit at this position of the tree that the period lies on.
    case noSuchPosition(Int)
}
