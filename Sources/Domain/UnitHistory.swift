/// Why units and their descent do not fit together.
package enum UnitHistoryError: Error, Hashable, Sendable {
    /// Two units carry the same identity.
    case duplicate(UnitID)
    case noVersions(UnitID)
    /// A version does not start on the day after the one before it ended.
    case versionsNotContinuous(UnitID)
    case unknownParent(UnitID, parent: UnitID)
    /// The parent does not exist at any time in the span in which the unit is under it.
    case parentNotInForce(UnitID, parent: UnitID, on: Day?)
    /// Going up from this unit never ends.
    case cycle(UnitID)
    case unknownUnitInLineage(UnitID, LineageLink)

    package var message: Label {
        switch self {
        case .duplicate(let unit):
            Label(vi: "Đơn vị \(unit) xuất hiện hai lần. Hãy giữ lại một dòng.", en: "The unit \(unit) is listed twice. Keep one of the two.")
        case .noVersions(let unit):
            Label(vi: "Đơn vị \(unit) không có tên và thời gian hiệu lực. Hãy bổ sung.", en: "The unit \(unit) has no name and dates. Add them.")
        case .versionsNotContinuous(let unit):
            Label(vi: "Các giai đoạn của đơn vị \(unit) bị hở hoặc chồng lên nhau. Mỗi giai đoạn phải bắt đầu vào ngày sau ngày kết thúc của giai đoạn trước.",
                  en: "The versions of the unit \(unit) leave a gap or overlap. Each must begin on the day after the one before it ends.")
        case .unknownParent(let unit, let parent):
            Label(vi: "Đơn vị \(unit) thuộc \(parent), nhưng không có đơn vị \(parent).", en: "The unit \(unit) is under \(parent), but there is no unit \(parent).")
        case .parentNotInForce(let unit, let parent, let day):
            Label(vi: "Đơn vị \(unit) thuộc \(parent), nhưng \(parent) không tồn tại trong giai đoạn từ \(day?.iso ?? "đầu"). Hãy sửa đơn vị cấp trên hoặc ngày.",
                  en: "The unit \(unit) is under \(parent), but \(parent) does not exist in the span from \(day?.iso ?? "the beginning"). Correct the parent or the dates.")
        case .cycle(let unit):
            Label(vi: "Đơn vị \(unit) nằm trong một vòng cấp trên – cấp dưới. Hãy sửa đơn vị cấp trên.",
                  en: "The unit \(unit) is, through its parents, under itself. Correct a parent.")
        case .unknownUnitInLineage(let unit, let link):
            Label(vi: "Dòng sáp nhập \(link.old) → \(link.new) nêu đơn vị \(unit) không có trong danh mục.",
                  en: "The lineage row \(link.old) → \(link.new) names \(unit), which is not in the list of units.")
        }
    }
}

/// All units that ever were, whom they were under, and what became of them.
///
/// Look-ups by identity or code take constant time; trees are kept per era. Immutable, so that many readers share one.
/// Building takes time in proportion to units times eras: about a tenth of a second for 25,000 units in two eras.
package final class UnitHistory: Sendable {
    /// In order of code, then of time.
    package let units: [OrgUnit]
    /// In order of time, without gaps.
    package let eras: [Era]
    /// In order of time.
    package let links: [LineageLink]

    let indices: [UnitID: Int32]
    private let rangeOfCode: [String: Range<Int>]
    /// Links out of and into each unit, in order of time.
    let outgoing: Grouping
    let incoming: Grouping
    let oldOfLink: [Int32]
    let newOfLink: [Int32]
    /// Days on which a unit above communes stayed in force but gained or lost ground to another one, without a link of its own.
    let groundChanges: [Int32: [Day]]

    package init(units given: [OrgUnit], links givenLinks: [LineageLink]) throws(UnitHistoryError) {
        for unit in given where unit.versions.isEmpty { throw .noVersions(unit.id) }
        let units = given.sorted { $0.code != $1.code ? $0.code < $1.code : ($0.firstDay?.number ?? .min, $0.id) < ($1.firstDay?.number ?? .min, $1.id) }
        var indices: [UnitID: Int32] = [:], rangeOfCode: [String: Range<Int>] = [:]
        indices.reserveCapacity(units.count)
        rangeOfCode.reserveCapacity(units.count)
        var start = 0
        for (index, unit) in units.enumerated() {
            try Self.check(unit)
            guard indices.updateValue(Int32(index), forKey: unit.id) == nil else { throw .duplicate(unit.id) }
            if unit.code != units[start].code { start = index }
            rangeOfCode[unit.code] = start..<(index + 1)
        }
        let links = givenLinks.sorted { ($0.day, $0.old, $0.new) < ($1.day, $1.old, $1.new) }
        var oldOfLink: [Int32] = [], newOfLink: [Int32] = []
        for link in links {
            guard let old = indices[link.old] else { throw .unknownUnitInLineage(link.old, link) }
            guard let new = indices[link.new] else { throw .unknownUnitInLineage(link.new, link) }
            oldOfLink.append(old)
            newOfLink.append(new)
        }
        let eras = try Era.all(units, indices)

        self.units = units
        self.links = links
        self.eras = eras
        self.indices = indices
        self.rangeOfCode = rangeOfCode
        self.oldOfLink = oldOfLink
        self.newOfLink = newOfLink
        outgoing = Grouping(oldOfLink, groups: units.count)
        incoming = Grouping(newOfLink, groups: units.count)
        groundChanges = Self.groundChanges(units, eras, links, oldOfLink, newOfLink)
    }

    private static func check(_ unit: OrgUnit) throws(UnitHistoryError) {
        for (earlier, later) in zip(unit.versions, unit.versions.dropFirst()) {
            guard let last = earlier.lastDay, later.firstDay == last.adding(days: 1) else { throw .versionsNotContinuous(unit.id) }
        }
        for version in unit.versions {
            if let first = version.firstDay, let last = version.lastDay, last < first { throw .versionsNotContinuous(unit.id) }
        }
    }

    package func unit(_ id: UnitID) -> OrgUnit? { indices[id].map { units[Int($0)] } }

    /// Every unit that ever carried the code, in order of time.
    package func units(code: String) -> [OrgUnit] { rangeOfCode[code].map { Array(units[$0]) } ?? [] }

    /// The unit that carried the code on a day.
    package func unit(code: String, asOf day: Day) -> OrgUnit? {
        rangeOfCode[code].flatMap { units[$0].first { Self.isInForce($0, day) } }
    }

    package func era(on day: Day) -> Era { eras.last { $0.firstDay.map { $0 <= day } ?? true } ?? eras[0] }

    /// Units in force on the day that are under no other, in code order.
    package func roots(asOf day: Day) -> [OrgUnit] {
        let era = era(on: day)
        var found: [OrgUnit] = []
        var position = 0
        while position < era.count {
            appendIfInForce(era, position, day, &found)
            position = Int(era.subtreeEnd[position])
        }
        return found
    }

    /// Units in force on the day directly under the unit, in code order; none if the unit itself is not in force then.
    package func children(of id: UnitID, asOf day: Day) -> [OrgUnit] {
        guard let index = indices[id], Self.isInForce(units[Int(index)], day) else { return [] }
        return childIndices(of: index, asOf: day).map { units[Int($0)] }
    }

    /// From the parent up to the root; none if the unit is not in force on the day.
    package func ancestors(of id: UnitID, asOf day: Day) -> [OrgUnit] {
        guard let index = indices[id], Self.isInForce(units[Int(index)], day) else { return [] }
        return Self.ancestors(of: index, in: era(on: day)).map { units[Int($0)] }
    }

    /// Every unit in force on the day that is under the unit, at any depth, in tree order; none if the unit itself is not in force then.
    package func descendants(of id: UnitID, asOf day: Day) -> [OrgUnit] {
        guard let index = indices[id], Self.isInForce(units[Int(index)], day) else { return [] }
        let era = era(on: day), position = Int(era.positions[Int(index)])
        var found: [OrgUnit] = []
        for position in (position + 1)..<Int(era.subtreeEnd[position]) { appendIfInForce(era, position, day, &found) }
        return found
    }

    private func appendIfInForce(_ era: Era, _ position: Int, _ day: Day, _ found: inout [OrgUnit]) {
        let unit = units[Int(era.unitIndices[position])]
        if Self.isInForce(unit, day) { found.append(unit) }
    }

    func isInForce(_ index: Int32, _ day: Day) -> Bool { Self.isInForce(units[Int(index)], day) }

    static func isInForce(_ unit: OrgUnit, _ day: Day) -> Bool {
        (unit.firstDay.map { $0 <= day } ?? true) && (unit.lastDay.map { day <= $0 } ?? true)
    }

    func childIndices(of index: Int32, asOf day: Day) -> [Int32] {
        let era = era(on: day), parent = Int(era.positions[Int(index)])
        guard parent >= 0 else { return [] }
        var found: [Int32] = []
        var position = parent + 1
        while position < Int(era.subtreeEnd[parent]) {
            let child = era.unitIndices[position]
            if isInForce(child, day) { found.append(child) }
            position = Int(era.subtreeEnd[position])
        }
        return found
    }

    static func ancestors(of index: Int32, in era: Era) -> [Int32] {
        var found: [Int32] = []
        var position = era.positions[Int(index)]
        guard position >= 0 else { return [] }
        while era.parents[Int(position)] >= 0 {
            position = era.parents[Int(position)]
            found.append(era.unitIndices[Int(position)])
        }
        return found
    }

    /// Finds the units that changed in extent although they went on existing: those that a unit left or joined, or that ground left or joined with a link.
    private static func groundChanges(_ units: [OrgUnit], _ eras: [Era], _ links: [LineageLink], _ olds: [Int32], _ news: [Int32]) -> [Int32: [Day]] {
        func era(on day: Day) -> Era { eras.last { $0.firstDay.map { $0 <= day } ?? true } ?? eras[0] }
        var changes: [Int32: [Day]] = [:]
        func note(_ before: [Int32], _ after: [Int32], _ day: Day) {
            guard before != after else { return }
            for index in before + after where before.contains(index) != after.contains(index) {
                guard isInForce(units[Int(index)], day), isInForce(units[Int(index)], day.adding(days: -1)), changes[index]?.last != day else { continue }
                changes[index, default: []].append(day)
            }
        }
        for later in eras.dropFirst() {
            guard let day = later.firstDay else { continue }
            let earlier = era(on: day.adding(days: -1))
            for (position, index) in later.unitIndices.enumerated() {
                let unit = units[Int(index)], formerly = Int(earlier.positions[Int(index)])
                guard formerly >= 0, isInForce(unit, day), isInForce(unit, day.adding(days: -1)) else { continue }
                let before = earlier.parents[formerly], after = later.parents[position]
                if (before < 0 ? -1 : earlier.unitIndices[Int(before)]) == (after < 0 ? -1 : later.unitIndices[Int(after)]) { continue }
                note(ancestors(of: index, in: earlier), ancestors(of: index, in: later), day)
            }
        }
        for (number, link) in links.enumerated() {
            note(ancestors(of: olds[number], in: era(on: link.day.adding(days: -1))), ancestors(of: news[number], in: era(on: link.day)), link.day)
        }
        return changes.mapValues { Array(Set($0)).sorted() }
    }
}

/// Numbers sorted into groups: which entries have the key 0, which the key 1, and so on.
struct Grouping: Sendable {
    private let starts: [Int32]
    private let entries: [Int32]

    init(_ keys: [Int32], groups: Int) {
        var starts = [Int32](repeating: 0, count: groups + 1)
        for key in keys { starts[Int(key) + 1] += 1 }
        for group in 0..<groups { starts[group + 1] += starts[group] }
        var next = starts
        var entries = [Int32](repeating: 0, count: keys.count)
        for (entry, key) in keys.enumerated() {
            entries[Int(next[Int(key)])] = Int32(entry)
            next[Int(key)] += 1
        }
        self.starts = starts
        self.entries = entries
    }

    /// The entries of a group in their order.
    subscript(group: Int32) -> ArraySlice<Int32> { entries[Int(starts[Int(group)])..<Int(starts[Int(group) + 1])] }
}
