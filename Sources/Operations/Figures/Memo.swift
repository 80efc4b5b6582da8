import Domain
import Synchronization

/// What was worked out from one world and will come out the same until something changes.
final class Memo: Sendable {
    struct StandingKey: Hashable {
        var indicator: String
        var unit: UnitID
        var day: Day
    }

    struct CountKey: Hashable {
        var unit: UnitID
        var level: UnitLevel
        var day: Day
    }

    struct LateKey: Hashable {
        var pack: String
        var unit: UnitID
        var day: Day
    }

    struct PeriodsKey: Hashable {
        var indicator: String
        var standing: ValueStatus
    }

    struct RebaseKey: Hashable {
        var unit: UnitID
        var view: Day
        var day: Day
        var basis: EstimateBasis
    }

    private let rebases = Mutex<[RebaseKey: Rebase]>([:])
    private let standings = Mutex<[StandingKey: TargetStanding]>([:])
    private let counts = Mutex<[CountKey: Int]>([:])
    private let lates = Mutex<[LateKey: [ProgrammeOverview.Late]]>([:])
    private let periods = Mutex<[PeriodsKey: [Period]]>([:])

    func standing(_ key: StandingKey, _ make: () -> TargetStanding) -> TargetStanding { Self.look(up: key, in: standings, make) }
    func count(_ key: CountKey, _ make: () -> Int) -> Int { Self.look(up: key, in: counts, make) }
    func late(_ key: LateKey, _ make: () -> [ProgrammeOverview.Late]) -> [ProgrammeOverview.Late] { Self.look(up: key, in: lates, make) }
    func periods(_ key: PeriodsKey, _ make: () -> [Period]) -> [Period] { Self.look(up: key, in: periods, make) }

    func rebase(_ key: RebaseKey, _ make: () -> Rebase) -> Rebase { Self.look(up: key, in: rebases, make) }

    /// Two readers may work out the same thing at once; they come to the same.
    private static func look<Key: Hashable & Sendable, Value: Sendable>(up key: Key, in table: borrowing Mutex<[Key: Value]>, _ make: () -> Value) -> Value {
        if let known = table.withLock({ $0[key] }) { return known }
        let made = make()
        table.withLock { $0[key] = made }
        return made
    }
}
