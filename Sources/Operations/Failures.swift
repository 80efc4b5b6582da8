import Domain

/// What was asked breaks a rule: says which, where, and what would be right. HTTP 422.
package struct Rejected: Error, Sendable, CustomStringConvertible {
    package var reason: Label
    package var remedy: Label
    /// Where in what was given, such as `data.csv, line 12`.
    package var place: String?

    package init(_ reason: Label, remedy: Label, place: String? = nil) {
        self.reason = reason
        self.remedy = remedy
        self.place = place
    }

    package var description: String { [place, reason.en, remedy.en].compactMap(\.self).joined(separator: ": ") }
}

/// There is no such thing, or it is out of the person's reach. HTTP 404.
package struct NotFound: Error, Sendable, CustomStringConvertible {
    package var what: Label

    package init(_ what: Label) { self.what = what }

    package var description: String { what.en }
}

/// The person may not do this. HTTP 403.
package struct NotAllowed: Error, Sendable, CustomStringConvertible {
    package var right: Right

    package init(right: Right) { self.right = right }

    package var description: String { "not allowed: this needs the right to \(right.rawValue)" }
}

/// Somebody else changed it first. HTTP 409.
package struct Conflict: Error, Sendable, CustomStringConvertible {
    package var reason: Label

    package init(_ reason: Label) { self.reason = reason }

    package var description: String { reason.en }
}
