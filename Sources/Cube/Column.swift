import Domain

/// How the totals of the units beneath become the total of a unit.
enum UnitRule: Sendable {
    /// Totals are added: sum, and last and first, which speak of time.
    case added
    /// Totals are added and divided by how many reported when read.
    case averaged
    case smallest, largest
    /// How many reported.
    case counted
    /// Nothing is put together.
    case alone

    init(_ aggregation: Aggregation) {
        switch aggregation {
        case .sum, .last, .first, .running: self = .added
        case .average: self = .averaged
        case .min: self = .smallest
        case .max: self = .largest
        case .count: self = .counted
        case .none: self = .alone
        }
    }
}

/// The numbers of one data element, option set, time and standing for the units of one block: for every slot the total of its subtree.
///
/// A unit's own value stands for its subtree; without one the total follows from the units right beneath it. Totals are kept, not only own values, so any
/// subtree is one read, and a value set walks up its ancestors only. Either every slot up to the last one needed has an entry, or, where few units
/// have numbers, entries list their slots.
struct Column: Sendable {
    /// Digits after the decimal mark in every total.
    var decimals: Int
    /// Entries with a total.
    let entries: Int
    /// The leading entries that have a count; the others count one if they have an own value.
    let counted: Int
    let listsSlots: Bool
    /// 32-bit counts, then totals, then one bit per entry for an own value, then 32-bit slots if listed. Counts come first as they are read along with the
    /// totals of the same units, the upper ones.
    var words: [Int64]

    private init(entries: Int, counted: Int, listsSlots: Bool, decimals: Int) {
        self.decimals = decimals
        self.entries = entries
        self.counted = counted
        self.listsSlots = listsSlots
        words = [Int64](repeating: 0, count: entries + (entries + 63) / 64 + (counted + 1) / 2 + (listsSlots ? (entries + 1) / 2 : 0))
    }

    /// A column of the slots `0..<span`, still empty.
    init(span: Int, block: Block, decimals: Int) {
        self.init(entries: span, counted: min(span, block.counted), listsSlots: false, decimals: decimals)
    }

    /// A column of the listed slots, still empty.
    init(slots: [Int32], decimals: Int) {
        self.init(entries: slots.count, counted: slots.count, listsSlots: true, decimals: decimals)
        edit { view in
            for (index, slot) in slots.enumerated() { view.slots[index] = slot }
        }
    }

    /// Where the parts of a column are, for as long as its words are held.
    struct View {
        let totals: UnsafeMutablePointer<Int64>
        let own: UnsafeMutablePointer<UInt64>
        let counts: UnsafeMutablePointer<Int32>
        let slots: UnsafeMutablePointer<Int32>
        let entries: Int
        let counted: Int
        let listsSlots: Bool

        @inline(__always)
        func isOwn(_ index: Int) -> Bool { own[index >> 6] >> UInt64(index & 63) & 1 == 1 }

        @inline(__always)
        func setOwn(_ index: Int, _ isOwn: Bool) {
            let bit: UInt64 = 1 << UInt64(index & 63)
            if isOwn { own[index >> 6] |= bit } else { own[index >> 6] &= ~bit }
        }

        @inline(__always)
        func count(_ index: Int) -> Int32 { index < counted ? counts[index] : (isOwn(index) ? 1 : 0) }

        /// The first entry whose slot is not below `slot`.
        func lowerBound(of slot: Int) -> Int {
            if !listsSlots { return min(slot, entries) }
            var low = 0
            var high = entries
            while low < high {
                let middle = (low + high) / 2
                if Int(slots[middle]) < slot { low = middle + 1 } else { high = middle }
            }
            return low
        }

        func index(of slot: Int) -> Int? {
            let index = lowerBound(of: slot)
            guard index < entries else { return nil }
            return !listsSlots || Int(slots[index]) == slot ? index : nil
        }

        func slot(_ index: Int) -> Int { listsSlots ? Int(slots[index]) : index }

        /// The entries of the slots right beneath a slot.
        func children(of slot: Int, in block: Block) -> Range<Int> {
            let children = block.children(of: slot)
            return lowerBound(of: children.lowerBound)..<lowerBound(of: children.upperBound)
        }
    }

    @inline(__always)
    private static func view(at base: UnsafeMutablePointer<Int64>, _ entries: Int, _ counted: Int, _ listsSlots: Bool) -> View {
        let totals = base + (counted + 1) / 2
        let own = totals + entries
        return View(totals: totals, own: UnsafeMutableRawPointer(own).assumingMemoryBound(to: UInt64.self),
                    counts: UnsafeMutableRawPointer(base).assumingMemoryBound(to: Int32.self),
                    slots: UnsafeMutableRawPointer(own + (entries + 63) / 64).assumingMemoryBound(to: Int32.self),
                    entries: entries, counted: counted, listsSlots: listsSlots)
    }

    @inline(__always)
    func read<R, E: Error>(_ body: (View) throws(E) -> R) throws(E) -> R {
        try words.withUnsafeBufferPointer { buffer throws(E) -> R in
            // The view of a reader is never written through.
            try body(Self.view(at: UnsafeMutablePointer(mutating: buffer.baseAddress!), entries, counted, listsSlots))
        }
    }

    /// The view for a caller who holds the column by other means until done, which spares counting references.
    @inline(__always)
    var heldView: View {
        words.withUnsafeBufferPointer { Self.view(at: UnsafeMutablePointer(mutating: $0.baseAddress!), entries, counted, listsSlots) }
    }

    @inline(__always)
    mutating func edit<R, E: Error>(_ body: (View) throws(E) -> R) throws(E) -> R {
        let (entries, counted, listsSlots) = (entries, counted, listsSlots)
        return try words.withUnsafeMutableBufferPointer { buffer throws(E) -> R in
            try body(Self.view(at: buffer.baseAddress!, entries, counted, listsSlots))
        }
    }

    /// What a column says of one slot.
    struct Entry: Equatable {
        var total: Int64
        /// How many units' values make up the total; 0 where there is none.
        var count: Int32
        var isOwn: Bool

        static let missing = Entry(total: 0, count: 0, isOwn: false)
    }

    subscript(slot: Int) -> Entry {
        read { view in
            guard let index = view.index(of: slot) else { return .missing }
            return Entry(total: view.totals[index], count: view.count(index), isOwn: view.isOwn(index))
        }
    }

    /// How many units have an own value.
    var ownCount: Int {
        read { view in (0..<(entries + 63) / 64).reduce(0) { $0 + view.own[$1].nonzeroBitCount } }
    }

    /// The units' own values, in order of slot.
    var ownValues: OwnValues {
        read { view in
            let count = ownCount
            var values = OwnValues(decimals: decimals)
            values.slots = Array(unsafeUninitializedCapacity: count) { slots, used in
                values.units = Array(unsafeUninitializedCapacity: count) { units, used in
                    values.counts = Array(unsafeUninitializedCapacity: count) { counts, used in
                        var place = 0
                        for index in 0..<entries where view.isOwn(index) {
                            slots[place] = Int32(view.slot(index))
                            units[place] = view.totals[index]
                            counts[place] = view.count(index)
                            place += 1
                        }
                        used = count
                    }
                    used = count
                }
                used = count
            }
            return values
        }
    }
}

/// Values that units have themselves, in order of slot, from which a column is built.
struct OwnValues: Sendable {
    var decimals: Int
    var slots: [Int32] = []
    var units: [Int64] = []
    /// How many units a value stands for: 1, except where it is itself a total, or 0 where a unit is to show nothing although units beneath have values.
    var counts: [Int32] = []

    init(decimals: Int) { self.decimals = decimals }

    var isEmpty: Bool { slots.isEmpty }

    mutating func append(slot: Int, units: Int64, count: Int32 = 1) {
        slots.append(Int32(slot))
        self.units.append(units)
        counts.append(count)
    }

    mutating func reserve(_ count: Int) {
        slots.reserveCapacity(count)
        units.reserveCapacity(count)
        counts.reserveCapacity(count)
    }

    /// Turns values that were found from the last slot to the first into order.
    mutating func reverse() {
        slots.reverse()
        units.reverse()
        counts.reverse()
    }
}
