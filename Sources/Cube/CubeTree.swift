import Domain

/// The units of one order of the land, each before the units beneath it.
///
/// A position is a place in this order: the subtree of the unit at `p` is `p..<subtreeEnd[p]`.
package struct CubeTree: Hashable, Sendable {
    /// Position of the unit above, -1 at the top.
    package let parent: [Int32]
    /// The first position after the unit's subtree.
    package let subtreeEnd: [Int32]
    /// Positions of the units whose subtrees hold their numbers apart from each other: the provinces. Ascending, none beneath another.
    package let blocks: [Int32]

    /// - Parameter blocks: `nil` makes each topmost unit one.
    package init(parent: [Int32], subtreeEnd: [Int32], blocks: [Int32]? = nil) {
        precondition(parent.count == subtreeEnd.count)
        self.parent = parent
        self.subtreeEnd = subtreeEnd
        self.blocks = blocks ?? parent.indices.filter { parent[$0] < 0 }.map(Int32.init)
    }

    package var count: Int { parent.count }
    package func subtree(of position: Int) -> Range<Int> { position..<Int(subtreeEnd[position]) }

    /// Counts the units that meet a condition, so that how many of them lie beneath any unit is two reads.
    package func count(where isCounted: (Int) -> Bool) -> RunningCount {
        var sums: [Int32] = [0]
        sums.reserveCapacity(count + 1)
        var sum: Int32 = 0
        for position in 0..<count {
            if isCounted(position) { sum += 1 }
            sums.append(sum)
        }
        return RunningCount(sums: sums, subtreeEnd: subtreeEnd)
    }
}

/// How many units of one kind, such as those that should report a form, lie in any unit's subtree, itself included.
package struct RunningCount: Sendable {
    private let sums: [Int32]
    private let subtreeEnd: [Int32]

    fileprivate init(sums: [Int32], subtreeEnd: [Int32]) {
        self.sums = sums
        self.subtreeEnd = subtreeEnd
    }

    package subscript(position: Int) -> Int { Int(sums[Int(subtreeEnd[position])] - sums[position]) }
}

/// Where the numbers of a tree's units are kept: every unit has a slot in a block.
///
/// Block 0 holds the units above the provinces, and as its leaves the provinces themselves, whose totals are read from their own blocks.
final class TreeLayout: Sendable {
    let tree: CubeTree
    let blocks: [Block]
    let blockOf: [Int32]
    let slotOf: [Int32]
    /// Slots of block 0 that stand for a province, with the province's block.
    let stands: [(slot: Int, block: Int)]

    init(_ tree: CubeTree) {
        self.tree = tree
        var blockOf = [Int32](repeating: 0, count: tree.count)
        var slotOf = [Int32](repeating: 0, count: tree.count)
        for (number, top) in tree.blocks.enumerated() {
            for position in tree.subtree(of: Int(top)) { blockOf[position] = Int32(number + 1) }
        }
        let tops = Set(tree.blocks)
        let isAbove = { (position: Int) in blockOf[position] == 0 || tops.contains(Int32(position)) && tree.parent[position] >= 0 }
        var blocks = [Block(tree: tree, tops: tree.parent.indices.filter { tree.parent[$0] < 0 && isAbove($0) }, countsLeaves: true, includes: isAbove)]
        for top in tree.blocks { blocks.append(Block(tree: tree, tops: [Int(top)], countsLeaves: false, includes: { _ in true })) }
        var stands: [(slot: Int, block: Int)] = []
        for (slot, position) in blocks[0].positions.enumerated() {
            let block = blockOf[Int(position)]
            if block == 0 { slotOf[Int(position)] = Int32(slot) } else { stands.append((slot, Int(block))) }
        }
        for block in blocks.dropFirst() {
            for (slot, position) in block.positions.enumerated() { slotOf[Int(position)] = Int32(slot) }
        }
        self.blocks = blocks
        self.blockOf = blockOf
        self.slotOf = slotOf
        self.stands = stands
    }
}

/// The units that one column spans, level by level: a slot is a unit's place in this order.
///
/// Level order puts the children of a unit side by side and leaves the lowest level last, so that what is reported by communes takes no room for villages.
struct Block: Sendable {
    /// Tree position by slot.
    let positions: [Int32]
    /// Slot of the unit above, -1 at the top.
    let parent: [Int32]
    /// One more entry than slots: the children of `s` are the slots `childStart[s]..<childStart[s + 1]`.
    let childStart: [Int32]
    /// Slots from here on have no children and need no count beyond having reported or not.
    let counted: Int

    init(tree: CubeTree, tops: [Int], countsLeaves: Bool, includes: (Int) -> Bool) {
        var positions = tops.map(Int32.init)
        var parent = [Int32](repeating: -1, count: tops.count)
        var childStart: [Int32] = []
        var counted = 0
        var slot = 0
        while slot < positions.count {
            let position = Int(positions[slot])
            childStart.append(Int32(positions.count))
            var child = position + 1
            while child < Int(tree.subtreeEnd[position]) {
                if includes(child) {
                    positions.append(Int32(child))
                    parent.append(Int32(slot))
                    counted = slot + 1
                }
                child = Int(tree.subtreeEnd[child])
            }
            slot += 1
        }
        childStart.append(Int32(positions.count))
        self.positions = positions
        self.parent = parent
        self.childStart = childStart
        self.counted = countsLeaves ? positions.count : counted
    }

    var count: Int { positions.count }
    func children(of slot: Int) -> Range<Int> { Int(childStart[slot])..<Int(childStart[slot + 1]) }
}
