import Domain

/// What a record says about figures: for each feed that it counts for, where and how much.
struct RecordFacts {
    /// A value of a data element that records make up.
    struct Cell: Hashable {
        var element: String
        var period: String
        var unit: UnitID
        var options: Disaggregation
        var status: ValueStatus
    }

    /// One record's value for a feed that takes that of one record.
    struct Single: Hashable {
        var cell: Cell
        var how: Feed.How
        var day: Day
        var number: ScaledNumber
        var id: String
    }

    /// What is added up, in units of the sixth decimal.
    private(set) var sums: [Cell: Int128] = [:]
    private(set) var singles: Set<Single> = []

    static let decimals: UInt8 = 6

    mutating func add(_ amount: ScaledNumber, to cell: Cell, times sign: Int128) {
        var one: Int128 = 1
        for _ in 0..<(Self.decimals - min(amount.decimals, Self.decimals)) { one *= 10 }
        sums[cell, default: 0] += Int128(amount.units) * one * sign
    }

    mutating func add(_ single: Single) { singles.insert(single) }

    /// The same with other facts taken away: what one change does to figures.
    mutating func subtract(_ other: RecordFacts) {
        for (cell, sum) in other.sums { sums[cell, default: 0] -= sum }
        sums = sums.filter { $0.value != 0 }
    }

    mutating func take(_ other: RecordFacts) {
        for (cell, sum) in other.sums { sums[cell, default: 0] += sum }
        singles.formUnion(other.singles)
    }
}

/// Works out what records say about figures.
struct FeedReader {
    let world: World
    let formulas: RegisterFormulas

    /// They hang on the record alone, not on those that it names, so that what one change takes away is what an earlier one added.
    func facts(_ record: StoredRecord) -> RecordFacts {
        var facts = RecordFacts()
        guard record.standing == .kept || record.standing == .erased, !formulas.register.feeds.isEmpty else { return facts }
        let reading = RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: record.created.day) { _, _ in nil }
        for (index, feed) in formulas.register.feeds.enumerated() where formulas.counts(index, reading) { add(feed, record, reading.body, to: &facts) }
        return facts
    }

    private func add(_ feed: Feed, _ record: StoredRecord, _ body: RecordBody, to facts: inout RecordFacts) {
        guard let element = world.catalogue.dataElements[feed.dataElement], let day = day(feed.date, record, body), let amount = amount(feed, body) else { return }
        let unit = feed.unit.flatMap { body.text($0) }.map { UnitID($0) } ?? record.unit
        let isRunning = element.overTime == .running
        if let end = feed.until.flatMap({ body.text($0) }).flatMap({ Day(iso: $0) }), isRunning {
            // Somebody who came and went on one day was never there at the end of a day.
            guard end > day else { return }
            put(amount, feed, element, unit, end, record, body, isRunning: true, times: -1, to: &facts)
        }
        put(amount, feed, element, unit, day, record, body, isRunning: isRunning, times: 1, to: &facts)
    }

    private func put(_ amount: ScaledNumber, _ feed: Feed, _ element: DataElement, _ unit: UnitID, _ day: Day, _ record: StoredRecord, _ body: RecordBody, isRunning: Bool, times: Int128, to facts: inout RecordFacts) {
        guard let (unit, day) = place(unit, day, isRunning: isRunning, level: element.level), let period = period(feed, day) else { return }
        for options in options(feed, element, body) {
            let cell = RecordFacts.Cell(element: element.code, period: period.id, unit: unit, options: options, status: record.isIllustrative ? .illustrative : .registered)
            switch feed.how {
            case .count, .sum: facts.add(amount, to: cell, times: times)
            case .latest, .min, .max: facts.add(RecordFacts.Single(cell: cell, how: feed.how, day: day, number: amount, id: record.key.description))
            }
        }
    }

    private func day(_ field: String?, _ record: StoredRecord, _ body: RecordBody) -> Day? {
        guard let field else { return record.created.day }
        return body.text(field).flatMap { Day(iso: $0) }
    }

    private func amount(_ feed: Feed, _ body: RecordBody) -> ScaledNumber? {
        guard feed.how != .count else { return ScaledNumber(units: 1, decimals: 0) }
        guard let text = feed.field.flatMap({ body.text($0) }) else { return nil }
        do throws(NumberTextError) { return try ScaledNumber(text) } catch { return nil }  // a field that holds no number adds nothing
    }

    private func period(_ feed: Feed, _ day: Day) -> Period? {
        do { return try world.catalogue.periods.period(of: feed.period, containing: day, calendar: feed.calendar) } catch { return nil }  // outside a campaign's window there is no such period
    }

    /// The total and each single breakdown; their product is not kept.
    private func options(_ feed: Feed, _ element: DataElement, _ body: RecordBody) -> [Disaggregation] {
        var found: [Disaggregation] = []
        if feed.options.isEmpty {
            found.append(.total)
        } else {
            // Numbers of one group add up to the total only through the category that covers every case.
            if let first = element.categories.first, feed.options.contains(where: { world.catalogue.categoryOfOption[$0] == first }) { found.append(.total) }
            found.append(Disaggregation(feed.options))
        }
        for category in element.categories {
            guard let field = feed.categories[category], let value = body[field] else { continue }
            for option in value.texts where world.catalogue.categoryOfOption[option] == category { found.append(Disaggregation([option])) }
        }
        return found
    }

    /// The unit in force on a day that a unit continues, or that continues it, brought up to a level; and the day on which it counts there.
    ///
    /// What runs on and began before its unit existed counts from the unit's first day.
    private func place(_ id: UnitID, _ day: Day, isRunning: Bool, level: UnitLevel?) -> (unit: UnitID, day: Day)? {
        guard var unit = world.units.unit(id) else { return nil }
        var day = day
        if isRunning, let first = unit.firstDay, day < first { day = first }
        for _ in 0..<8 {
            if let first = unit.firstDay, day < first {
                guard let before = world.units.predecessors(of: unit.id).max(by: { $0.populationWeight < $1.populationWeight }).flatMap({ world.units.unit($0.old) }) else { return nil }
                unit = before
            } else if let last = unit.lastDay, last < day {
                guard let after = world.units.successors(of: unit.id).max(by: { $0.populationWeight < $1.populationWeight }).flatMap({ world.units.unit($0.new) }) else { return nil }
                unit = after
            } else {
                break
            }
        }
        guard let level, unit.level > level else { return (unit.id, day) }
        return world.units.ancestors(of: unit.id, asOf: day).first { $0.level == level }.map { ($0.id, day) }
    }
}
