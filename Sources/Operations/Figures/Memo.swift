import Domain
import Synchronization

/// What was worked out from one world and will come out the same until something changes.
final class Memo: Sendable {
    struct StandingKey: Hashable {
        var indicator: String
        var unit: UnitID
        var day: Day
        var scope: FigureScope
    }

    struct CountKey: Hashable {
        var unit: UnitID
        /// Code of the programme's province.
        var programme: String?
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

    struct RosterKey: Hashable {
        var form: String
        var period: String
    }

    struct GivenKey: Hashable {
        var element: String
        var period: String
    }

    struct RebaseKey: Hashable {
        var unit: UnitID
        var view: Day
        var day: Day
        var basis: EstimateBasis
    }

    /// Lists that hold for one day.
    private struct Daily<Value: Sendable>: Sendable {
        var today: Day
        var value: Value
    }

    /// What still holds after some values, and the reports of some forms, have changed.
    func kept(without touched: [FigureCube.Touched], forms: Set<String>, _ catalogue: NormCatalogue) -> Memo {
        guard !touched.isEmpty || !forms.isEmpty else { return self }
        let elements = Set(touched.map(\.element)), places = Set(touched.map { GivenKey(element: $0.element, period: $0.period) })
        let changed = Set(catalogue.indicators.values.filter { !elements.isDisjoint(with: catalogue.elements(of: $0)) || !forms.isDisjoint(with: catalogue.reportedForms(of: $0)) }.map(\.code))
        let packs = Set(catalogue.packs.filter { pack in pack.forms.contains { forms.contains($0.code) || !elements.isDisjoint(with: $0.dataElements) } }.map(\.code))
        return Memo(rebases: rebases.withLock { $0 }, standings: standings.withLock { $0.filter { !changed.contains($0.key.indicator) } }, counts: counts.withLock { $0 },
                    lates: lates.withLock { $0.filter { !packs.contains($0.key.pack) } }, periods: periods.withLock { $0.filter { !changed.contains($0.key.indicator) } }, rosters: rosters.withLock { $0 },
                    givens: givens.withLock { $0.filter { !places.contains($0.key) } })
    }

    init() {
        rebases = Mutex([:])
        standings = Mutex([:])
        counts = Mutex([:])
        lates = Mutex([:])
        periods = Mutex([:])
        rosters = Mutex([:])
        givens = Mutex([:])
    }

    private init(rebases: [RebaseKey: Rebase], standings: [StandingKey: TargetStanding], counts: [CountKey: Int], lates: [LateKey: [ProgrammeOverview.Late]], periods: [PeriodsKey: [Period]],
                 rosters: [RosterKey: Daily<Roster>], givens: [GivenKey: Set<UnitID>]) {
        self.rebases = Mutex(rebases)
        self.standings = Mutex(standings)
        self.counts = Mutex(counts)
        self.lates = Mutex(lates)
        self.periods = Mutex(periods)
        self.rosters = Mutex(rosters)
        self.givens = Mutex(givens)
    }

    private let rebases: Mutex<[RebaseKey: Rebase]>
    private let standings: Mutex<[StandingKey: TargetStanding]>
    private let counts: Mutex<[CountKey: Int]>
    private let lates: Mutex<[LateKey: [ProgrammeOverview.Late]]>
    private let periods: Mutex<[PeriodsKey: [Period]]>
    private let rosters: Mutex<[RosterKey: Daily<Roster>]>
    private let givens: Mutex<[GivenKey: Set<UnitID>]>

    func standing(_ key: StandingKey, _ make: () -> TargetStanding) -> TargetStanding { Self.look(up: key, in: standings, make) }
    func count(_ key: CountKey, _ make: () -> Int) -> Int { Self.look(up: key, in: counts, make) }
    func late(_ key: LateKey, _ make: () -> [ProgrammeOverview.Late]) -> [ProgrammeOverview.Late] { Self.look(up: key, in: lates, make) }
    func periods(_ key: PeriodsKey, _ make: () -> [Period]) -> [Period] { Self.look(up: key, in: periods, make) }

    func roster(_ key: RosterKey, _ today: Day, _ make: () -> Roster) -> Roster { Self.look(up: key, today, in: rosters, make) }
    func given(_ key: GivenKey, _ make: () -> Set<UnitID>) -> Set<UnitID> { Self.look(up: key, in: givens, make) }

    /// The units known to have a value of their own; `nil` where nobody asked.
    func knownGiven(_ key: GivenKey) -> Set<UnitID>? { givens.withLock { $0[key] } }
    func keep(_ units: Set<UnitID>, given key: GivenKey) { givens.withLock { $0[key] = units } }

    func rebase(_ key: RebaseKey, _ make: () -> Rebase) -> Rebase { Self.look(up: key, in: rebases, make) }

    private static func look<Key: Hashable & Sendable, Value: Sendable>(up key: Key, _ today: Day, in table: borrowing Mutex<[Key: Daily<Value>]>, _ make: () -> Value) -> Value {
        if let known = table.withLock({ $0[key] }), known.today == today { return known.value }
        let made = make()
        table.withLock { $0[key] = Daily(today: today, value: made) }
        return made
    }

    /// Two readers may work out the same thing at once; they come to the same.
    private static func look<Key: Hashable & Sendable, Value: Sendable>(up key: Key, in table: borrowing Mutex<[Key: Value]>, _ make: () -> Value) -> Value {
        if let known = table.withLock({ $0[key] }) { return known }
        let made = make()
        table.withLock { $0[key] = made }
        return made
    }
}
