import Cube
import Domain

/// Series and standings of indicators.
extension FigureReader {
    /// Periods in which an indicator's data have values of a standing, newest first.
    func periods(of indicator: Indicator, standing: ValueStatus) -> [Period] {
        // What runs on has a figure for each new period by itself.
        guard !runsOn(indicator) else { return collectPeriods(of: indicator, standing: standing) }
        return world.memo.periods(.init(indicator: indicator.code, standing: standing)) { collectPeriods(of: indicator, standing: standing) }
    }

    private func collectPeriods(of indicator: Indicator, standing: ValueStatus) -> [Period] {
        var found: [String: Period] = [:]
        for code in world.catalogue.elements(of: indicator) {
            guard let handle = snapshot.element(code), let held = world.catalogue.isFed(code) ? standing.ofRegisters : standing else { continue }
            if world.catalogue.dataElements[code]?.overTime == .running { for period in runningPeriods(of: indicator, handle, held) { found[period.id] = period } }
            for place in snapshot.periods(handle, held) {
                let key = snapshot.period(place)
                guard let at = key.id.lastIndex(of: "@") else { continue }
                let id = String(key.id[..<at])
                guard found[id] == nil, let own = period(id) else { continue }
                if indicator.frequency == .window, own.kind != .window {
                    for window in windows(of: indicator, from: own, runsOn: world.catalogue.dataElements[code]?.overTime == .running) { found[window.id] = window }
                    continue
                }
                // A figure is told for the period its indicator is reported in, or a longer one that was given as such.
                if own.kind < indicator.frequency, let whole = whole(indicator.frequency, containing: own) { found[whole.id] = whole } else { found[id] = own }
            }
        }
        if standing == .reported || standing == .approved {
            for id in world.catalogue.reportedForms(of: indicator).flatMap(world.reports.periods) {
                guard let own = period(id), let whole = own.kind < indicator.frequency ? whole(indicator.frequency, containing: own) : own else { continue }
                found[whole.id] = whole
            }
        }
        return found.values.sorted(by: >)
    }

    /// The windows of its plan for which a value given in a part of them counts: the one around it, and of what runs on those that end later.
    private func windows(of indicator: Indicator, from part: Period, runsOn: Bool) -> [Period] {
        (world.catalogue.pack(of: indicator.code)?.windows ?? []).compactMap { period($0.code) }.filter { $0.contains(part.lastDay) || runsOn && part.lastDay <= $0.lastDay }
    }

    private func runsOn(_ indicator: Indicator) -> Bool { world.catalogue.elements(of: indicator).contains { world.catalogue.dataElements[$0]?.overTime == .running } }

    /// From the first period in which something was added up to the present one.
    private func runningPeriods(of indicator: Indicator, _ element: ElementHandle, _ standing: ValueStatus) -> [Period] {
        guard let first = snapshot.periods(element, standing).map({ snapshot.period($0).firstDay }).min(), first <= today, indicator.frequency != .window else { return [] }
        do { return try world.catalogue.periods.periods(of: indicator.frequency, from: first, to: today, calendar: indicator.calendar) } catch { return [] }  // before the calendar began
    }

    func period(_ id: String) -> Period? {
        do { return try world.catalogue.periods.period(id) } catch { return nil }  // a stored period whose calendar was taken out of the packs
    }

    private func whole(_ kind: PeriodKind, containing part: Period) -> Period? {
        do {
            if kind == .window { return try world.catalogue.periods.periods(of: .window, from: part.lastDay, to: part.lastDay).first }
            return try world.catalogue.periods.period(of: kind, containing: part.lastDay, calendar: part.calendar)
        } catch { return nil }  // a day outside the calendar's validity
    }

    func series(_ indicator: Indicator, unit: UnitID, _ query: Indicators.SeriesQuery) -> [Figure] {
        var figures: [Figure] = []
        for standing in ValueStatus.allCases where query.standings.contains(standing) {
            for period in periods(of: indicator, standing: standing) {
                if let from = query.from, period.lastDay < from { continue }
                if let to = query.to, period.firstDay > to { continue }
                if let figure = figure(indicator, unit: unit, period: period, standing: standing, options: query.options, basis: query.basis) { figures.append(figure) }
            }
        }
        return figures.sorted { ($0.period, $0.standing.rank) < ($1.period, $1.standing.rank) }
    }

    /// The latest figure: of a report or a publication, whichever is later; illustrative only where there is neither.
    func latest(_ indicator: Indicator, unit: UnitID, before: Period? = nil, standing wanted: ValueStatus? = nil) -> Figure? {
        var best: Figure?
        for standing in wanted.map({ [$0] }) ?? scope.statuses {
            if standing == .illustrative, best != nil { continue }
            for period in periods(of: indicator, standing: standing) {
                if let best, period <= best.period { break }
                if let before, period >= before { continue }
                if let figure = figure(indicator, unit: unit, period: period, standing: standing) {
                    best = figure
                    break
                }
            }
        }
        return best
    }

    func standing(_ indicator: Indicator, unit: UnitID) -> TargetStanding {
        world.memo.standing(.init(indicator: indicator.code, unit: unit, day: today, scope: scope)) { makeStanding(indicator, unit: unit) }
    }

    private func makeStanding(_ indicator: Indicator, unit: UnitID) -> TargetStanding {
        let targets = targets(of: indicator, for: unit)
        let latest = latest(indicator, unit: unit)
        var recent: [(period: Period, value: Double?)] = []
        var previous: Figure?
        if let latest {
            recent = recentPeriods(upTo: latest.period).map { period in
                (period, period == latest.period ? latest.value : figure(indicator, unit: unit, period: period, standing: latest.standing)?.value)
            }
            previous = self.latest(indicator, unit: unit, before: latest.period, standing: latest.standing)
        }
        let start = start(of: indicator, for: unit, mayBeIllustrative: latest?.standing == .illustrative)
        let course = Course(value: latest?.value, figureDay: latest?.period.lastDay, today: today, start: start, targets: targets, direction: indicator.direction, measure: indicator.measure)
        return TargetStanding(indicator: indicator, agency: indicator.agency.flatMap { world.catalogue.agencies[$0] }, unit: unit, targets: targets, latest: latest,
                              previous: previous, course: course, recent: recent)
    }

    /// Up to twelve periods of the same kind and calendar that end with one.
    private func recentPeriods(upTo last: Period) -> [Period] {
        guard last.kind != .window else { return [last] }
        var periods = [last]
        do {
            while periods.count < 12 { periods.append(try world.catalogue.periods.previous(before: periods[periods.count - 1])) }
        } catch {
            return periods.reversed()  // the calendar begins here
        }
        return periods.reversed()
    }

    /// The unit's own targets, else those of the nearest unit above it, also through its former self or what it became.
    private func targets(of indicator: Indicator, for unit: UnitID) -> [Target] {
        let all = world.catalogue.targets[indicator.code] ?? []
        guard !all.isEmpty, let own = world.units.unit(unit) else { return [] }
        for code in lineOf(own) {
            let found = all.filter { $0.unit == code }
            if !found.isEmpty { return found }
        }
        return []
    }

    /// - Parameter mayBeIllustrative: an official figure is never judged against a made-up beginning.
    private func start(of indicator: Indicator, for unit: UnitID, mayBeIllustrative: Bool) -> Course.Start {
        let all = world.catalogue.baselines[indicator.code] ?? []
        if let own = world.units.unit(unit) {
            for code in lineOf(own) {
                guard let baseline = all.first(where: { $0.unit == code }) else { continue }
                // What the plan states for the whole holds for the whole; a part starts from its own figure.
                let isOwn = code == own.code
                let measured = baseline.value == nil || !isOwn ? measured(indicator, unit: unit, on: baseline.day, mayBeIllustrative) : nil
                return Course.Start(Baseline(indicator: indicator.code, unit: code, day: baseline.day, value: isOwn ? baseline.value : measured ?? baseline.value), measured: measured)
            }
        }
        let day = world.catalogue.pack(of: indicator.code)?.programme?.firstDay ?? indicator.validFrom ?? today
        return Course.Start(day: day, value: 0, isAssumed: true)
    }

    private func measured(_ indicator: Indicator, unit: UnitID, on day: Day, _ mayBeIllustrative: Bool) -> Double? {
        for standing in scope.statuses where standing != .illustrative || mayBeIllustrative {
            for period in periods(of: indicator, standing: standing) where period.contains(day) {
                if let figure = figure(indicator, unit: unit, period: period, standing: standing) { return figure.value }
            }
        }
        return nil
    }

    /// Codes of the unit, the units above it, and the provinces it or they came from or went to.
    private func lineOf(_ unit: OrgUnit) -> [String] {
        let day = unit.lastDay ?? max(today, unit.firstDay ?? today)
        var line = [unit] + world.units.ancestors(of: unit.id, asOf: day).sorted { $0.level > $1.level }
        for above in line where above.level == .province {
            line += world.units.predecessors(of: above.id).compactMap { world.units.unit($0.old) }
            line += world.units.successors(of: above.id).compactMap { world.units.unit($0.new) }
        }
        return line.map(\.code)
    }
}

extension ValueStatus {
    /// Published before reported before illustrative.
    var rank: Int { ValueStatus.allCases.firstIndex(of: self)! }
}
