import Domain

/// A person as the installation knows them.
package struct PersonRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case active
        /// Has left; what they did keeps their name.
        case ended
        /// An illustrative person who was taken out again.
        case removed
    }

    package var id: PersonID
    /// Whose log it stands in; `00` for administrators of the whole installation.
    package var province: String
    /// Lower case, unique over the whole installation.
    package var signInName: String
    package var fullName: String
    package var email: String?
    package var phone: String?
    /// `vi` or `en`.
    package var language: String
    /// Where the person serves; `nil` for the whole installation.
    package var unit: UnitID?
    /// Code of the agency they belong to, of a pack or of this installation.
    package var agency: String?
    package var state: State
    package var isIllustrative: Bool
}

/// A role that a person holds at a unit for a time.
package struct RoleAssignment: Sendable, Hashable {
    package var id: String
    package var province: String
    package var person: PersonID
    package var role: String
    /// `nil` for the whole installation.
    package var unit: UnitID?
    package var firstDay: Day
    /// Last day on which it holds; before ``firstDay`` where it was taken back before it began.
    package var lastDay: Day?
    package var note: String?

    package func isInForce(on day: Day) -> Bool { firstDay <= day && (lastDay.map { day <= $0 } ?? true) }
    /// Whether it holds on the day or will hold later.
    package func lasts(beyond day: Day) -> Bool { lastDay.map { day <= $0 && firstDay <= $0 } ?? true }
}

/// A role lent to somebody else while its holder is away.
package struct Delegation: Sendable, Hashable {
    package var id: String
    package var province: String
    package var assignment: String
    package var from: PersonID
    package var to: PersonID
    package var firstDay: Day
    package var lastDay: Day

    package func isInForce(on day: Day) -> Bool { firstDay <= day && day <= lastDay }
}

/// A body that people belong to, added by an administrator; packs bring further ones.
package struct AgencyRecord: Sendable, Hashable {
    package var province: String
    package var code: String
    package var name: Label
    package var kind: Agency.Kind
    /// The unit it works for.
    package var unit: UnitID?
    package var hasEnded: Bool
    /// Whether it comes from a pack or is a People’s Committee, and cannot be changed here.
    package var isGiven: Bool
}

/// Somebody signed in, or a program with somebody's token.
package struct Account: Sendable, Hashable {
    package enum Means: Sendable, Hashable {
        case session(id: String)
        case token(id: String)
    }

    package var record: PersonRecord
    package var means: Means
    /// With the rights of today.
    package var person: Person
}
