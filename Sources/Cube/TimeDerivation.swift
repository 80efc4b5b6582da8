import Domain

/// A time and the reported periods that it can be put together from, in order of time.
struct Timeline {
    /// `nil` for a stretch that is no period itself.
    var period: PeriodHandle?
    var parts: [Timeline]
}

extension Derivation {
    /// The periods with values that lie within a time: each under the next coarser one that contains it.
    func timeline(_ key: DerivedColumns.Key) -> Timeline {
        let last = key.time.lastPeriod
        let end = dimensions[last]
        if element.timeRule == .none {
            if case .period = key.time { return Timeline(period: last, parts: []) }
            return Timeline(period: nil, parts: [])
        }
        let periods = group.periods.filter { handle in
            let period = dimensions[handle]
            guard period.calendar == end.calendar, dimensions.tree(of: handle) <= key.tree, period.lastDay <= end.lastDay else { return false }
            switch key.time {
            case .period: return period.kind.isPart(of: end.kind) && period.firstDay >= end.firstDay
            case .yearToDate: return period.kind.isAdded(upTo: end.kind) && period.year == end.year
            case .runningTotal(let first, _): return period.kind.isAdded(upTo: end.kind) && period.firstDay >= dimensions[first].firstDay
            }
        }
        var inOrder = periods.map { (handle: $0, period: dimensions[$0]) }
        inOrder.sort { a, b in
            (a.period.firstDay.number, -a.period.lastDay.number, -a.period.kind.coarseness) < (b.period.firstDay.number, -b.period.lastDay.number, -b.period.kind.coarseness)
        }
        guard case .period = key.time else { return Timeline(period: nil, parts: nested(inOrder[...], on: key.tree)) }
        return Timeline(period: last, parts: dimensions.tree(of: last) < key.tree ? [] : nested(inOrder[...], on: key.tree))
    }

    /// What is carried over from an earlier tree has been put together there.
    private func nested(_ periods: ArraySlice<(handle: PeriodHandle, period: Period)>, on tree: TreeHandle) -> [Timeline] {
        var result: [Timeline] = []
        var rest = periods
        while let first = rest.popFirst() {
            let inside = rest.prefix { first.period.contains($0.period) }
            rest = rest.dropFirst(inside.count)
            result.append(Timeline(period: first.handle, parts: dimensions.tree(of: first.handle) < tree ? [] : nested(inside, on: tree)))
        }
        return result
    }

    /// What the units of a block have themselves over time.
    ///
    /// A value given for a period stands over those given for periods within it. A unit that has an own value for some period is followed over all of
    /// them, also where its total came from the units beneath it; every other unit has only what follows from the units beneath.
    func valuesOverTime(_ key: DerivedColumns.Key, _ timeline: Timeline) throws(DoesNotFit) -> OwnValues? {
        let count = dimensions[key.tree].blocks[Int(key.block)].count
        let sources = try sources(key, timeline, count)
        var others = sources.within
        if let given = sources.given { others.subtract(SlotSet(given.slots, count: count)) }
        var values = SlotValues(count: count)
        try take(sources.parts, at: others, into: &values, key)
        var result = try values.finished(element.timeRule)
        if let given = sources.given { result = try result.joined(with: given) }
        result = result.leavingOut(sources.hidden)
        return result.isEmpty ? nil : result
    }

    private struct Sources {
        var period: PeriodHandle?
        var given: OwnValues?
        /// Slots with an own value for the period or one within it.
        var within: SlotSet
        /// Slots that are not to be compared for the period or one within it.
        var hidden: SlotSet
        var parts: [Sources]
    }

    private func sources(_ key: DerivedColumns.Key, _ timeline: Timeline, _ count: Int) throws(DoesNotFit) -> Sources {
        var result = Sources(period: timeline.period, given: nil, within: SlotSet(count: count), hidden: SlotSet(count: count), parts: [])
        if let period = timeline.period, let values = try ownValues(key, period) {
            result.given = values
            result.within = SlotSet(values.slots, count: count)
            for place in values.slots.indices where values.counts[place] == 0 { result.hidden.insert(Int(values.slots[place])) }
        }
        for part in timeline.parts {
            let part = try sources(key, part, count)
            result.within.formUnion(part.within)
            result.hidden.formUnion(part.hidden)
            result.parts.append(part)
        }
        return result
    }

    /// Takes the values of slots that have an own one in some of the parts.
    private func take(_ parts: [Sources], at slots: SlotSet, into values: inout SlotValues, _ key: DerivedColumns.Key) throws(DoesNotFit) {
        if slots.isEmpty { return }
        for part in parts {
            var own = slots
            own.formIntersection(part.within)
            var others = slots
            others.subtract(own)
            others.formIntersection(below: dimensions[key.tree].blocks[Int(key.block)].counted)
            if let given = part.given {
                try values.take(given, in: own, by: element.timeRule)
                own.subtract(SlotSet(given.slots, count: values.units.count))
            }
            try take(part.parts, at: own, into: &values, key)
            if rule == .alone || others.isEmpty { continue }
            guard let column = try column(key.with(.period(part.period!))) else { continue }
            for slot in others.slots {
                let entry = column[slot]
                if entry.count == 0 { continue }
                let (units, decimals) = try value(of: entry, decimals: column.decimals)
                try values.take(units, decimals: decimals, slot: slot, by: element.timeRule)
            }
        }
    }
}

extension PeriodKind {
    /// Whether whole periods of this kind make up one of the other.
    func isPart(of coarser: PeriodKind) -> Bool {
        switch (self, coarser) {
        case (.day, .week), (.day, .month), (.day, .quarter), (.day, .sixMonths), (.day, .year): true
        case (.month, .quarter), (.month, .sixMonths), (.month, .year): true
        case (.quarter, .sixMonths), (.quarter, .year), (.sixMonths, .year): true
        default: false
        }
    }

    /// Order of length; what cannot be put together from other kinds is outside it.
    var coarseness: Int {
        switch self {
        case .day: 0
        case .week: 1
        case .month: 2
        case .quarter: 3
        case .sixMonths: 4
        case .year: 5
        case .window: 6
        }
    }

    /// Whether periods of this kind take part in a sum to date that ends with a period of the other. Weeks do not fit into months.
    func isAdded(upTo last: PeriodKind) -> Bool {
        switch last {
        case .week: self == .week || self == .day
        case .window: false
        case .day, .month, .quarter, .sixMonths, .year: self != .week && self != .window
        }
    }
}

extension Period {
    /// The year that a period is counted to: that of its last day, and of its Thursday for a week, as ISO 8601 has it.
    var year: Int { kind == .week ? lastDay.adding(days: -3).year : lastDay.year }
}
