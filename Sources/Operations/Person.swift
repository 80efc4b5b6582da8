import Domain

/// Who acts, and what they may do.
package struct Person: Sendable, Hashable {
    /// As it stands in the change log, such as `command line (an.tran)`.
    package var name: String
    package var rights: Set<Right>

    package init(name: String, rights: Set<Right>) {
        self.name = name
        self.rights = rights
    }

    /// Someone who has not signed in.
    package static let visitor = Person(name: "visitor", rights: [.read])

    /// The person at the machine's own command line, who owns the data folder.
    package static func operatorAtCommandLine(account: String) -> Person {
        Person(name: "command line (\(account))", rights: Set(Right.allCases))
    }

    /// - Throws: ``NotAllowed`` when the person lacks the right.
    package func require(_ right: Right) throws {
        guard rights.contains(right) else { throw NotAllowed(right: right) }
    }
}
