import Domain

/// A set of slots of one block.
struct SlotSet: Sendable {
    private var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    init(_ slots: [Int32], count: Int) {
        self.init(count: count)
        for slot in slots { words[Int(slot) >> 6] |= 1 << UInt64(slot & 63) }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    func contains(_ slot: Int) -> Bool { words[slot >> 6] >> UInt64(slot & 63) & 1 == 1 }
    mutating func insert(_ slot: Int) { words[slot >> 6] |= 1 << UInt64(slot & 63) }
    mutating func formUnion(_ other: SlotSet) { for word in words.indices { words[word] |= other.words[word] } }
    mutating func subtract(_ other: SlotSet) { for word in words.indices { words[word] &= ~other.words[word] } }
    mutating func formIntersection(below end: Int) {
        for word in words.indices where word << 6 + 64 > end { words[word] &= word << 6 >= end ? 0 : (1 << UInt64(end & 63)) - 1 }
    }

    mutating func formIntersection(_ other: SlotSet) { for word in words.indices { words[word] &= other.words[word] } }

    /// The slots in order.
    var slots: [Int] {
        var result: [Int] = []
        for word in words.indices {
            var bits = words[word]
            while bits != 0 {
                result.append(word << 6 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return result
    }
}

/// Values by slot while they are put together over options or over time.
struct SlotValues {
    private(set) var decimals: Int
    private(set) var units: [Int64]
    /// How many values have been put together in a slot.
    private(set) var numbers: [Int32]

    init(count: Int, decimals: Int = 0) {
        self.decimals = decimals
        units = [Int64](repeating: 0, count: count)
        numbers = [Int32](repeating: 0, count: count)
    }

    /// Takes a value into a slot by a rule; values are to come in order of time.
    mutating func take(_ value: Int64, decimals: Int, slot: Int, by rule: Aggregation) throws(DoesNotFit) {
        if decimals > self.decimals { try refine(to: decimals) }
        let value = try scaled(value, by: self.decimals - decimals)
        units[slot] = numbers[slot] == 0 ? value : try Self.joined(units[slot], value, by: rule)
        numbers[slot] += 1
    }

    mutating func clear(_ slot: Int) {
        units[slot] = 0
        numbers[slot] = 0
    }

    /// Takes the values of the given slots, or of all.
    mutating func take(_ values: OwnValues, in slots: SlotSet? = nil, by rule: Aggregation) throws(DoesNotFit) {
        if values.decimals > decimals { try refine(to: values.decimals) }
        let digits = decimals - values.decimals
        let count = values.slots.count
        try units.withUnsafeMutableBufferPointer { units throws(DoesNotFit) in
            try numbers.withUnsafeMutableBufferPointer { numbers throws(DoesNotFit) in
                for place in 0..<count {
                    let slot = Int(values.slots[place])
                    if let slots, !slots.contains(slot) { continue }
                    if values.counts[place] == 0 { continue }
                    let value = try scaled(values.units[place], by: digits)
                    units[slot] = numbers[slot] == 0 ? value : try Self.joined(units[slot], value, by: rule)
                    numbers[slot] += 1
                }
            }
        }
    }

    @inline(__always)
    private static func joined(_ former: Int64, _ value: Int64, by rule: Aggregation) throws(DoesNotFit) -> Int64 {
        switch rule {
        case .sum, .average, .running: try sum(former, value)
        case .last: value
        case .min: Swift.min(former, value)
        case .max: Swift.max(former, value)
        case .first, .count, .none: former
        }
    }

    private mutating func refine(to decimals: Int) throws(DoesNotFit) {
        for slot in units.indices { units[slot] = try scaled(units[slot], by: decimals - self.decimals) }
        self.decimals = decimals
    }

    /// What has been put together; means get more decimals where they do not come out even, as many as there is room for.
    func finished(_ rule: Aggregation) throws(DoesNotFit) -> OwnValues {
        var result = OwnValues(decimals: rule == .count ? 0 : decimals)
        let digits = rule == .average ? digitsForMeans : 0
        result.decimals += digits
        for slot in units.indices where numbers[slot] > 0 {
            let value = switch rule {
            case .average: try quotient(units[slot], Int64(numbers[slot]), digits: digits)
            case .count: Int64(numbers[slot])
            default: units[slot]
            }
            result.append(slot: slot, units: value)
        }
        return result
    }

    private var digitsForMeans: Int {
        var isEven = true
        var size = 0.0
        for slot in units.indices where numbers[slot] > 0 {
            isEven = isEven && units[slot] % Int64(numbers[slot]) == 0
            size += (Double(units[slot]) / Double(numbers[slot])).magnitude
        }
        if isEven { return 0 }
        var digits = digitsOfMeans
        while digits > 0, size * Double(powersOfTen[digits]) > 4e18 { digits -= 1 }
        return digits
    }
}

extension OwnValues {
    /// These values and those of other slots.
    func joined(with others: OwnValues) throws(DoesNotFit) -> OwnValues {
        var result = OwnValues(decimals: max(decimals, others.decimals))
        var place = 0
        func take(_ values: OwnValues, _ place: Int) throws(DoesNotFit) {
            result.append(slot: Int(values.slots[place]), units: try scaled(values.units[place], by: result.decimals - values.decimals), count: values.counts[place])
        }
        for other in others.slots.indices {
            while place < slots.count, slots[place] < others.slots[other] {
                try take(self, place)
                place += 1
            }
            try take(others, other)
        }
        for place in place..<slots.count { try take(self, place) }
        return result
    }

    /// The same values, but nothing for the slots that are not to be compared.
    func leavingOut(_ hidden: SlotSet) -> OwnValues {
        if hidden.isEmpty { return self }
        var result = OwnValues(decimals: decimals)
        var place = 0
        for slot in hidden.slots {
            while place < slots.count, Int(slots[place]) < slot {
                result.append(slot: Int(slots[place]), units: units[place], count: counts[place])
                place += 1
            }
            if place < slots.count, Int(slots[place]) == slot { place += 1 }
            result.append(slot: slot, units: 0, count: 0)
        }
        for place in place..<slots.count { result.append(slot: Int(slots[place]), units: units[place], count: counts[place]) }
        return result
    }
}
