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

    struct RebaseKey: Hashable {
        var unit: UnitID
        var view: Day
        var day: Day
        var basis: EstimateBasis
    }

    struct ReportersKey: Hashable {
        var form: String
        var unit: UnitID
        var period: String
    }

    /// What still holds after the values of some data elements, and the reports of some forms, have changed.
    func kept(without elements: Set<String>, forms: Set<String>, _ catalogue: NormCatalogue) -> Memo {
        guard !elements.isEmpty || !forms.isEmpty else { return self }
        let changed = Set(catalogue.indicators.values.filter { !elements.isDisjoint(with: catalogue.elements(of: $0)) || !forms.isDisjoint(with: catalogue.reportedForms(of: $0)) }.map(\.code))
        let packs = Set(catalogue.packs.filter { pack in pack.forms.contains { forms.contains($0.code) || !elements.isDisjoint(with: $0.dataElements) } }.map(\.code))
        return Memo(rebases: rebases.withLock { $0 }, standings: standings.withLock { $0.filter { !changed.contains($0.key.indicator) } }, counts: counts.withLock { $0 },
                    lates: lates.withLock { $0.filter { !packs.contains($0.key.pack) } }, periods: periods.withLock { $0.filter { !changed.contains($0.key.indicator) } }, reporters: reporters.withLock { $0 })
    }

    init() {
        rebases = Mutex([:])
        standings = Mutex([:])
        counts = Mutex([:])
        lates = Mutex([:])
        periods = Mutex([:])
        reporters = Mutex([:])
    }

    private init(rebases: [RebaseKey: Rebase], standings: [StandingKey: TargetStanding], counts: [CountKey: Int], lates: [LateKey: [ProgrammeOverview.Late]], periods: [PeriodsKey: [Period]],
                 reporters: [ReportersKey: [UnitID]]) {
        self.rebases = Mutex(rebases)
        self.standings = Mutex(standings)
        self.counts = Mutex(counts)
        self.lates = Mutex(lates)
        self.periods = Mutex(periods)
        self.reporters = Mutex(reporters)
    }

    private let rebases: Mutex<[RebaseKey: Rebase]>
    private let standings: Mutex<[StandingKey: TargetStanding]>
    private let counts: Mutex<[CountKey: Int]>
    private let lates: Mutex<[LateKey: [ProgrammeOverview.Late]]>
    private let periods: Mutex<[PeriodsKey: [Period]]>
    private let reporters: Mutex<[ReportersKey: [UnitID]]>

    func standing(_ key: StandingKey, _ make: () -> TargetStanding) -> TargetStanding { Self.look(up: key, in: standings, make) }
    func count(_ key: CountKey, _ make: () -> Int) -> Int { Self.look(up: key, in: counts, make) }
    func late(_ key: LateKey, _ make: () -> [ProgrammeOverview.Late]) -> [ProgrammeOverview.Late] { Self.look(up: key, in: lates, make) }
    func periods(_ key: PeriodsKey, _ make: () -> [Period]) -> [Period] { Self.look(up: key, in: periods, make) }
    func reporters(_ key: ReportersKey, _ make: () -> [UnitID]) -> [UnitID] { Self.look(up: key, in: reporters, make) }

    func rebase(_ key: RebaseKey, _ make: () -> Rebase) -> Rebase { Self.look(up: key, in: rebases, make) }

    /// Two readers may work out the same thing at once; they come to the same.
    private static func look<Key: Hashable & Sendable, Value: Sendable>(up key: Key, in table: borrowing Mutex<[Key: Value]>, _ make: () -> Value) -> Value {
        if let known = table.withLock({ $0[key] }) { return known }
        let made = make()
        table.withLock { $0[key] = made }
        return made
    }
}
