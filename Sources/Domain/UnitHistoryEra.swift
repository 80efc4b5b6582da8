/// A span of days in which every unit that goes on existing stays under the same parent, with the tree of that time.
///
/// Units stand in tree order (each before those beneath it, children in order of code), so that a unit with all beneath it is one range of positions.
/// A unit that begins or ends inside the era keeps its position for the whole of it.
package struct Era: Sendable {
    /// `nil` for the first era.
    package let firstDay: Day?
    /// `nil` for the last era.
    package let lastDay: Day?
    /// Units by position.
    package let order: [UnitID]
    /// For each position, the first position after the unit's subtree.
    package let subtreeEnd: [Int32]
    /// For each position, that of the parent; −1 for a root.
    package let parents: [Int32]
    /// For each position, the place of the unit in ``UnitHistory/units``.
    package let unitIndices: [Int32]
    /// For each place in ``UnitHistory/units``, the position; −1 for a unit that does not exist in this era.
    package let positions: [Int32]
    private let indices: [UnitID: Int32]

    package var count: Int { order.count }

    /// - Returns: `nil` if the unit does not exist in this era.
    package func position(of unit: UnitID) -> Int32? {
        guard let index = indices[unit] else { return nil }
        let position = positions[Int(index)]
        return position < 0 ? nil : position
    }

    /// The positions of a unit and all beneath it.
    package func subtree(of unit: UnitID) -> Range<Int32>? { position(of: unit).map { $0..<subtreeEnd[Int($0)] } }

    package func contains(_ day: Day) -> Bool { (firstDay.map { $0 <= day } ?? true) && (lastDay.map { day <= $0 } ?? true) }
}

extension Era {
    /// - Parameter units: in the order in which children of one parent are to stand.
    static func all(_ units: [OrgUnit], _ indices: [UnitID: Int32]) throws(UnitHistoryError) -> [Era] {
        var starts: Set<Day> = []
        for unit in units where unit.versions.count > 1 {
            for (earlier, later) in zip(unit.versions, unit.versions.dropFirst()) where earlier.parent != later.parent {
                if let day = later.firstDay { starts.insert(day) }
            }
        }
        let firstDays: [Day?] = [nil] + starts.sorted()
        var eras: [Era] = []
        for (number, first) in firstDays.enumerated() {
            let last = number + 1 < firstDays.count ? firstDays[number + 1]?.adding(days: -1) : nil
            eras.append(try Era(first, last, units, indices))
        }
        return eras
    }

    private init(_ firstDay: Day?, _ lastDay: Day?, _ units: [OrgUnit], _ indices: [UnitID: Int32]) throws(UnitHistoryError) {
        let parentIndices = try Self.parents(firstDay, lastDay, units, indices)
        // Group 0 holds the roots, group n + 1 the children of unit n, group count + 1 the units that do not exist in this era.
        let absent = Int32(units.count + 1)
        let children = Grouping(parentIndices.map { $0 == Self.absent ? absent : $0 + 1 }, groups: units.count + 2)
        var positions = [Int32](repeating: -1, count: units.count)
        var order: [UnitID] = [], unitIndices: [Int32] = [], parents: [Int32] = [], subtreeEnd: [Int32] = []
        var stack = Array(children[0].reversed())
        // A unit is on the stack twice: to be entered, and, as its complement, to be left once all beneath it have their places.
        while let entry = stack.popLast() {
            if entry < 0 {
                subtreeEnd[Int(positions[Int(~entry)])] = Int32(unitIndices.count)
                continue
            }
            let position = Int32(unitIndices.count), parent = parentIndices[Int(entry)]
            positions[Int(entry)] = position
            order.append(units[Int(entry)].id)
            unitIndices.append(entry)
            parents.append(parent < 0 ? -1 : positions[Int(parent)])
            subtreeEnd.append(position + 1)
            let beneath = children[entry + 1]
            guard !beneath.isEmpty else { continue }
            stack.append(~entry)
            stack.append(contentsOf: beneath.reversed())
        }
        if let lost = parentIndices.indices.first(where: { parentIndices[$0] != Self.absent && positions[$0] < 0 }) { throw .cycle(units[lost].id) }
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.order = order
        self.subtreeEnd = subtreeEnd
        self.parents = parents
        self.unitIndices = unitIndices
        self.positions = positions
        self.indices = indices
    }

    private static let absent: Int32 = -2

    /// For each unit the place of its parent in the era; −1 for a root, ``absent`` for a unit that does not exist in it.
    private static func parents(_ firstDay: Day?, _ lastDay: Day?, _ units: [OrgUnit], _ indices: [UnitID: Int32]) throws(UnitHistoryError) -> [Int32] {
        func overlaps(_ first: Day?, _ last: Day?) -> Bool {
            !(lastDay.map { era in first.map { era < $0 } ?? false } ?? false) && !(firstDay.map { era in last.map { $0 < era } ?? false } ?? false)
        }
        var result = [Int32](repeating: absent, count: units.count)
        for (index, unit) in units.enumerated() {
            guard let version = unit.versions.first(where: { overlaps($0.firstDay, $0.lastDay) }) else { continue }
            guard let parent = version.parent else {
                result[index] = -1
                continue
            }
            guard let found = indices[parent] else { throw .unknownParent(unit.id, parent: parent) }
            let above = units[Int(found)]
            guard overlaps(above.firstDay, above.lastDay) else { throw .parentNotInForce(unit.id, parent: parent, on: version.firstDay ?? firstDay) }
            result[index] = found
        }
        return result
    }
}
