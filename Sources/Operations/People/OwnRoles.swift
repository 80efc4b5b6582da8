import Domain
import Storage

/// What people hold, as they see it themselves.
extension People {
    /// A role that an absent person lent.
    package struct Borrowed: Sendable {
        package var role: RoleAssignment
        package var lender: String
        package var lastDay: Day
    }

    /// A role that the account lent to somebody.
    package struct Loan: Sendable {
        package var id: String
        package var borrower: String
        package var firstDay: Day
        package var lastDay: Day
    }

    /// The account's roles of today, its own and those lent to it.
    package func rolesInForce(of account: Account) throws -> (own: [RoleAssignment], borrowed: [Borrowed]) {
        let today = khen.now().day
        return try khen.database.read { tx in
            let borrowed = try PeopleStore.delegations(to: account.record.id, in: tx).filter { $0.isInForce(on: today) }.compactMap { delegation -> Borrowed? in
                guard let role = try PeopleStore.role(delegation.assignment, in: tx), role.isInForce(on: today),
                    let lender = try PeopleStore.person(delegation.from, in: tx), lender.state == .active else { return nil }
                return Borrowed(role: role, lender: lender.fullName, lastDay: delegation.lastDay)
            }
            return (try PeopleStore.roles(of: [account.record.id], in: tx).filter { $0.isInForce(on: today) }, borrowed)
        }
    }

    /// Roles that the account lent, those of the past among them.
    package func lent(by account: Account) throws -> [Loan] {
        try khen.database.read { tx in
            try PeopleStore.delegations(from: account.record.id, in: tx).map { delegation in
                Loan(id: delegation.id, borrower: try PeopleStore.person(delegation.to, in: tx)?.fullName ?? delegation.to.rawValue, firstDay: delegation.firstDay, lastDay: delegation.lastDay)
            }
        }
    }
}
