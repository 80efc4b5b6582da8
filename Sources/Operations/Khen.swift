import Cube
import Domain
import Storage
import Synchronization

/// One running Khèn: the database, and what is kept in memory of it.
///
/// The operations are grouped by feature: ``units``, ``norms``, ``values``, ``indicators``, ``centre``, ``log``, ``demonstration``.
package final class Khen: Sendable {
    package let database: Database
    /// The present instant; tests give their own.
    package let now: @Sendable () -> Moment
    private let state: Mutex<World>
    /// Held while the world follows the logs, so that each change is taken in once.
    private let following = Mutex(())
    let openIDClients = OpenIDClients()
    let staffBook = StaffBook()
    let waitingCounts = WaitingCounts()

    /// Opens the database, brings its tables up to date, loads the official units on first use, and fills the cube.
    ///
    /// - Parameters:
    ///   - units: the list an empty database starts with.
    ///   - now: tells the present instant.
    /// - Throws: `StorageError`, ``Rejected`` when stored units or packs cannot be read.
    package init(_ location: DatabaseLocation, startingWith units: () throws -> UnitList = OfficialUnits.embedded, now: @escaping @Sendable () -> Moment) throws {
        database = try Database.open(location, migrations: migrations)
        self.now = now
        try OfficialUnits.fill(database, ifEmptyWith: units, at: now())
        let world = try database.read { try World(in: $0) }
        state = Mutex(world)
    }

    /// Units, norms and figures as they stand, consistent with each other.
    package var world: World { state.withLock { $0 } }

    /// Takes in what other processes have written since; cheap when nothing has.
    ///
    /// - Returns: the world as it now is.
    @discardableResult
    package func refresh() throws -> World {
        let seen = world
        let heads = try database.read { try ChangeLog.heads(in: $0) }
        guard heads != seen.heads else { return seen }
        return try following.withLock { _ in
            let seen = world
            guard heads.contains(where: { (seen.heads[$0.key] ?? 0) < $0.value }) else { return seen }
            let next = try database.read { try seen.following($0) }
            return state.withLock { state in
                if state.isOlder(than: next) { state = next }
                return state
            }
        }
    }

    package func close() { database.close() }

    package var units: Units { Units(khen: self) }
    package var norms: Norms { Norms(khen: self) }
    package var values: Values { Values(khen: self) }
    package var indicators: Indicators { Indicators(khen: self) }
    package var reports: Reports { Reports(khen: self) }
    package var workbooks: Workbooks { Workbooks(khen: self) }
    package var fieldForms: FieldForms { FieldForms(khen: self) }
    package var centre: Centre { Centre(khen: self) }
    package var campaigns: Campaigns { Campaigns(khen: self) }
    package var attachments: Attachments { Attachments(khen: self) }
    package var log: Log { Log(khen: self) }
    package var people: People { People(khen: self) }
    package var documents: DocumentRegister { DocumentRegister(khen: self) }
    package var registers: Registers { Registers(khen: self) }
    package var demonstration: Demonstration { Demonstration(khen: self) }
}
