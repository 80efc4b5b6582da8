import Domain

/// Campaigns: the windows that packs declare, with how far each indicator that is counted by day has come.
package struct Campaigns: Sendable {
    let khen: Khen

    /// A window of a programme.
    package struct Campaign: Sendable {
        package var pack: Pack
        package var programme: Programme
        package var window: PeriodWindow
        package var period: Period
        /// The whole area, as it was when the window ended or is today.
        package var unit: OrgUnit
        /// Those that are counted by day, in the plan's order.
        package var indicators: [Indicator]

        package func isOpen(on day: Day) -> Bool { period.contains(day) }
        /// Days of the window that have begun.
        package func daysGone(on day: Day) -> Int { day < period.firstDay ? 0 : min(period.length, period.firstDay.days(until: day) + 1) }
        package func daysLeft(on day: Day) -> Int { period.length - daysGone(on: day) }
    }

    /// Every window of a programme that has something to show, those that end last first.
    package func all() -> [Campaign] {
        let world = khen.world, today = khen.now().day
        return world.catalogue.programmes.flatMap { pack in pack.windows.compactMap { Self.campaign(pack, $0, world, today) } }
            .sorted { ($1.period.lastDay, $0.window.code) < ($0.period.lastDay, $1.window.code) }
    }

    /// - Throws: ``NotFound``.
    package func campaign(_ pack: String, _ window: String) throws -> Campaign {
        guard let found = all().first(where: { $0.pack.code == pack && $0.window.code == window }) else {
            throw NotFound(Label(vi: "Không có Chiến dịch này.", en: "There is no such campaign."))
        }
        return found
    }

    private static func campaign(_ pack: Pack, _ window: PeriodWindow, _ world: World, _ today: Day) -> Campaign? {
        let day = max(window.firstDay, min(today, window.lastDay))
        guard let programme = pack.programme, let unit = area(programme, world, on: day) else { return nil }
        let indicators = pack.indicators.filter { isCountedByDay($0, world.catalogue) }
        guard !indicators.isEmpty else { return nil }
        do { return Campaign(pack: pack, programme: programme, window: window, period: try world.catalogue.periods.period(window.code), unit: unit, indicators: indicators) } catch { return nil }  // the pack's calendars were taken out
    }

    /// The programme's province on a day, or what it has become.
    private static func area(_ programme: Programme, _ world: World, on day: Day) -> OrgUnit? {
        if let unit = world.units.unit(code: programme.unit, asOf: day) { return unit }
        return world.units.units(code: programme.unit).flatMap { world.units.fate(of: $0.id) }.compactMap { world.units.unit($0.unit) }.first
    }

    /// Whether a figure follows from day to day: it is asked for by day, or registers feed all of it by day.
    private static func isCountedByDay(_ indicator: Indicator, _ catalogue: NormCatalogue) -> Bool {
        guard indicator.measure != .milestone else { return false }
        if indicator.frequency == .day { return true }
        guard indicator.frequency == .window else { return false }
        let elements = catalogue.elements(of: indicator), feeds = catalogue.registers.values.flatMap(\.feeds)
        return !elements.isEmpty && elements.allSatisfy { element in feeds.contains { $0.dataElement == element && $0.period == .day } }
    }

    // MARK: The board

    /// How far one indicator has come.
    package struct Progress: Sendable {
        package var indicator: Indicator
        /// `nil` where nothing is known yet.
        package var figure: Figure?
        /// What is to be reached by the window's end.
        package var target: Double?
        /// Whether the target is what the units themselves planned.
        package var isPlanned = false
        package var pace: CampaignPace
        /// The share of the target that is reached.
        package var share: Double? { figure.flatMap { figure in target.flatMap { $0 > 0 ? figure.value / $0 : nil } } }
    }

    /// Where every indicator stands for a unit.
    package func progress(of campaign: Campaign, unit: OrgUnit) -> [Progress] {
        campaign.indicators.map { progress(of: $0, campaign, unit: unit) }
    }

    private func progress(of indicator: Indicator, _ campaign: Campaign, unit: OrgUnit) -> Progress {
        let today = khen.now().day, reader = FigureReader(khen.world, today: today)
        let figure = figure(of: indicator, campaign, unit.id, reader), target = target(of: indicator, campaign, unit, standing: figure?.standing, reader)
        return Progress(indicator: indicator, figure: figure, target: target?.value, isPlanned: target?.isPlanned ?? false,
                        pace: CampaignPace(done: figure?.value, target: target?.value, gone: campaign.daysGone(on: today), left: campaign.daysLeft(on: today)))
    }

    /// The figure of the whole window so far: an official one if there is any, else an illustrative one.
    private func figure(of indicator: Indicator, _ campaign: Campaign, _ unit: UnitID, _ reader: FigureReader, standing: ValueStatus? = nil) -> Figure? {
        for one in standing.map({ [$0] }) ?? FigureScope.everyday.statuses {
            if let found = reader.figure(indicator, unit: unit, period: campaign.period, standing: one), standing != nil || found.reported > 0 { return found }
        }
        return nil
    }

    /// What the units planned, else what the programme sets; a number set for the whole is no target of a part.
    private func target(of indicator: Indicator, _ campaign: Campaign, _ unit: OrgUnit, standing: ValueStatus?, _ reader: FigureReader) -> (value: Double, isPlanned: Bool)? {
        if let code = indicator.planned, let element = khen.world.catalogue.dataElements[code], let standing,
            let planned = reader.item(element, options: .total, standing: standing, unit: unit, period: campaign.period, basis: nil), planned.value > 0 { return (planned.value, true) }
        let targets = (khen.world.catalogue.targets[indicator.code] ?? []).filter { $0.due <= campaign.period.lastDay || $0.due.year == campaign.period.lastDay.year }
        if let own = targets.last(where: { $0.unit == unit.code }) { return (own.value, false) }
        guard indicator.measure == .ratio else { return nil }
        return targets.last { $0.unit == campaign.unit.code || $0.unit == campaign.programme.unit }.map { ($0.value, false) }
    }

    /// One day's figure.
    package struct DayFigure: Sendable {
        package var day: Day
        package var value: Double?
    }

    /// Day by day until today, of the standing of the whole's figure.
    package func days(of indicator: Indicator, _ campaign: Campaign, unit: UnitID, standing: ValueStatus) -> [DayFigure] {
        let today = khen.now().day, reader = FigureReader(khen.world, today: today)
        return (reader.parts(of: campaign.period, kind: .day) ?? []).filter { $0.firstDay <= today }.map { day in
            DayFigure(day: day.firstDay, value: reader.figure(indicator, unit: unit, period: day, standing: standing)?.value)
        }
    }

    /// Whether an indicator's figure of a day is what there is by then and not what the day added.
    package func runsOn(_ indicator: Indicator) -> Bool {
        indicator.measure == .ratio || khen.world.catalogue.elements(of: indicator).contains { khen.world.catalogue.dataElements[$0]?.overTime != .sum }
    }

    // MARK: The league

    /// One unit in the league.
    package struct Place: Sendable {
        package var unit: OrgUnit
        /// Equal figures share a rank; `nil` for those that have reported nothing.
        package var rank: Int?
        package var figure: Figure?
        package var target: Double?
        /// By what it is ranked: the share of its target, the number per 1,000 inhabitants, or the number.
        package var score: Double?
    }

    package enum Measure: String, Sendable, Codable { case share, perThousand = "per_1000", number }

    package struct League: Sendable {
        package var indicator: Indicator
        package var level: UnitLevel
        package var measure: Measure
        /// Best first, those without a report last, in order of name.
        package var places: [Place]
        package var silent: [Place] { places.filter { $0.rank == nil } }
    }

    /// The communes of the area, or the villages of a commune, in order of how far they have come.
    ///
    /// - Returns: `nil` where the indicator is not counted beneath the unit.
    package func league(of indicator: Indicator, _ campaign: Campaign, beneath unit: OrgUnit, standing: ValueStatus) -> League? {
        let level: UnitLevel = unit.level < .commune ? .commune : .village
        guard unit.level < .village, indicator.level >= level else { return nil }
        let reader = FigureReader(khen.world, today: khen.now().day), sums = CampaignSums(campaign, beneath: unit, level: level, standing: standing, reader)
        let element = sums.element(of: indicator), figures = element.flatMap { sums.byUnit($0) }, planned = indicator.planned.flatMap { sums.byUnit($0) }
        var places = reader.unitsBeneath(unit.id, level: level, in: campaign.period).map { unit in
            let found = figures.map { sums.figure($0[unit.id], indicator, unit) } ?? figure(of: indicator, campaign, unit.id, reader, standing: standing)
            let plan = planned?[unit.id]?.value
            return Place(unit: unit, rank: nil, figure: found.flatMap { $0.reported > 0 ? $0 : nil }, target: planned == nil ? target(of: indicator, campaign, unit, standing: standing, reader)?.value : plan)
        }
        guard !places.isEmpty else { return nil }
        let reporting = places.filter { $0.figure != nil }
        let measure: Measure = reporting.allSatisfy { $0.target != nil } && !reporting.isEmpty ? .share
            : indicator.measure != .ratio && reporting.allSatisfy { population($0.unit, campaign) != nil } ? .perThousand : .number
        for index in places.indices { places[index].score = score(places[index], measure, campaign) }
        places.sort { a, b in
            if a.score != b.score { return (a.score ?? -.infinity) > (b.score ?? -.infinity) }
            let names = [a, b].map { VietnameseCollation.collationKey($0.unit.version(nearest: campaign.period.lastDay).name.vi) }
            return names[0].lexicographicallyPrecedes(names[1])
        }
        for index in places.indices where places[index].score != nil {
            places[index].rank = index > 0 && places[index - 1].score == places[index].score ? places[index - 1].rank : index + 1
        }
        return League(indicator: indicator, level: level, measure: measure, places: places)
    }

    private func population(_ unit: OrgUnit, _ campaign: Campaign) -> Double? {
        unit.version(nearest: campaign.period.lastDay).population.flatMap { $0 > 0 ? Double($0) : nil }
    }

    private func score(_ place: Place, _ measure: Measure, _ campaign: Campaign) -> Double? {
        guard let value = place.figure?.value else { return nil }
        let exact: Double? = switch measure {
        case .share: place.target.flatMap { $0 > 0 ? value / $0 * 100 : nil }
        case .perThousand: population(place.unit, campaign).map { value / $0 * 1000 }
        case .number: value
        }
        // As it is shown: what reads the same ranks the same.
        return exact.map { ($0 * 10).rounded() / 10 }
    }
}

/// How fast a campaign goes, and how fast it would have to.
package struct CampaignPace: Sendable, Hashable {
    /// Per day so far; `nil` before the first day or without a figure.
    package var soFar: Double?
    /// Per day from now on to reach the target; `nil` without a target, once it is reached, or when no day is left.
    package var needed: Double?

    package init(done: Double?, target: Double?, gone: Int, left: Int) {
        soFar = done.flatMap { gone > 0 ? $0 / Double(gone) : nil }
        needed = target.flatMap { target in
            let rest = target - (done ?? 0)
            return rest > 0 && left > 0 ? rest / Double(left) : nil
        }
    }
}
