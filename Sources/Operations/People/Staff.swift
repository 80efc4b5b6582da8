import Domain
import Storage
import Synchronization

/// Everyone who serves in a province today, found by where their rights are held: whom to tell of something.
struct Staff: Sendable {
    /// Somebody who holds a right at a unit by a role of that unit.
    struct Holder: Sendable {
        var person: PersonRecord
        var right: Right
        /// Levels of units at which it holds; empty for every level.
        var levels: Set<UnitLevel>
        /// Whether somebody else uses it today while its owner is away.
        var isAway: Bool

        func reaches(_ level: UnitLevel) -> Bool { levels.isEmpty || levels.contains(level) }
    }

    /// By the unit at which the role is held, own roles and borrowed ones alike. Rights over the whole installation are nobody's in particular.
    let holders: [UnitID: [Holder]]
    /// Who holds which role, by the unit at which it is held.
    let roleHolders: [UnitID: [(role: String, person: PersonRecord, isAway: Bool)]]
    private let bySignInName: [String: PersonRecord]

    init(of province: String, roles catalogue: [String: Role], on day: Day, in tx: ReadTransaction) throws {
        let provinces = [province, OfficialUnits.nationalLog]
        let people = try PeopleStore.people(of: provinces, in: tx).filter { $0.state == .active }
        let byID = Dictionary(people.map { ($0.id, $0) }) { $1 }
        let roles = try PeopleStore.roles(of: people.map(\.id), in: tx).filter { $0.isInForce(on: day) }
        let rolesByID = Dictionary(roles.map { ($0.id, $0) }) { $1 }
        let serving = Set(roles.map(\.person))
        var holders: [UnitID: [Holder]] = [:], roleHolders: [UnitID: [(role: String, person: PersonRecord, isAway: Bool)]] = [:], lent: Set<String> = []
        func add(_ person: PersonRecord, _ assignment: RoleAssignment, isAway: Bool) {
            guard let unit = assignment.unit, let role = catalogue[assignment.role] else { return }
            roleHolders[unit, default: []].append((role.code, person, isAway))
            for grant in role.grants { holders[unit, default: []].append(Holder(person: person, right: grant.right, levels: grant.levels, isAway: isAway)) }
        }
        for loan in try PeopleStore.delegations(of: provinces, on: day, in: tx) {
            // Whoever holds no role of their own cannot sign in.
            guard let role = rolesByID[loan.assignment], let borrower = byID[loan.to], serving.contains(loan.to) else { continue }
            lent.insert(role.id)
            add(borrower, role, isAway: false)
        }
        for role in roles {
            if let person = byID[role.person] { add(person, role, isAway: lent.contains(role.id)) }
        }
        self.holders = holders
        self.roleHolders = roleHolders
        bySignInName = Dictionary(people.map { ($0.signInName, $0) }) { $1 }
    }

    /// Who holds a role at the first unit of a line where anybody does.
    func nearest(role: String, along line: [UnitID], without others: (PersonRecord) -> Bool) -> [PersonRecord] {
        for unit in line {
            let found = (roleHolders[unit] ?? []).filter { $0.role == role && !others($0.person) }
            let present = found.filter { !$0.isAway }
            if !found.isEmpty { return (present.isEmpty ? found : present).map(\.person) }
        }
        return []
    }

    /// Everybody who holds a role at a unit beneath another.
    func beneath(_ unit: UnitID, role: String, _ world: World, on day: Day, without others: (PersonRecord) -> Bool) -> [PersonRecord] {
        roleHolders.filter { place, _ in world.units.ancestors(of: place, asOf: day).contains { $0.id == unit } }
            .flatMap { $0.value.filter { $0.role == role && !$0.isAway && !others($0.person) }.map(\.person) }
    }

    func person(signInName: String) -> PersonRecord? { bySignInName[signInName] }

    /// As people know whoever acts; the command line and others who do not serve here, as the log names them.
    func name(of actor: Person) -> String { bySignInName[actor.name]?.fullName ?? actor.name }

    /// Who holds one of the rights over a unit by a role at the first unit of a line where anybody does.
    ///
    /// - Parameters:
    ///   - line: units from the nearest up.
    ///   - level: of the unit that it is about.
    ///   - others: who is left out, such as whoever did it.
    func nearest(_ rights: Set<Right>, along line: [UnitID], over level: UnitLevel, without others: (PersonRecord) -> Bool) -> [Holder] {
        for unit in line {
            let found = (holders[unit] ?? []).filter { rights.contains($0.right) && $0.reaches(level) && !others($0.person) }
            let present = found.filter { !$0.isAway }
            if !present.isEmpty { return present }
            if !found.isEmpty { return found }
        }
        return []
    }
}

/// The staff of each province as last read, for as long as nobody's roles change.
final class StaffBook: Sendable {
    private struct Page {
        var heads: [String: Int64]
        var day: Day
        var roles: [String: Role]
        var staff: Staff
    }

    private let pages = Mutex<[String: Page]>([:])
    private static let kinds: [ChangeKind] = [
        .personAdded, .personChanged, .personEnded, .personRestored, .personRemoved, .roleGiven, .roleEnded, .rolesHandedOver, .delegationGiven, .delegationEnded,
    ]

    /// - Parameter tx: has changed nobody's roles itself.
    func staff(of province: String, in world: World, on day: Day, _ tx: ReadTransaction) throws -> Staff {
        let logs = [province, OfficialUnits.nationalLog]
        var heads: [String: Int64] = [:]
        for row in try tx.rows("SELECT province, seq FROM province_log WHERE province IN (\(list: logs))") { heads[row.text(0)] = row.int64(1) }
        if var page = pages.withLock({ $0[province] }), page.day == day, page.roles == world.catalogue.roles, try !isChanged(since: page.heads, heads, tx) {
            page.heads = heads
            pages.withLock { $0[province] = page }
            return page.staff
        }
        let staff = try Staff(of: province, roles: world.catalogue.roles, on: day, in: tx)
        pages.withLock { $0[province] = Page(heads: heads, day: day, roles: world.catalogue.roles, staff: staff) }
        return staff
    }

    private func isChanged(since seen: [String: Int64], _ heads: [String: Int64], _ tx: ReadTransaction) throws -> Bool {
        for (log, head) in heads where head > seen[log] ?? 0 {
            if try tx.row("SELECT seq FROM change WHERE province = \(log) AND seq > \(seen[log] ?? 0) AND kind IN (\(list: Self.kinds.map(\.rawValue))) LIMIT 1") != nil { return true }
        }
        return heads.contains { $0.value < seen[$0.key] ?? 0 }
    }
}
