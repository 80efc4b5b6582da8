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
        if numbers[slot] == 0 {
            units[slot] = value
        } else {
            switch rule {
            case .sum, .average: units[slot] = try sum(units[slot], value)
            case .last: units[slot] = value
            case .min: units[slot] = Swift.min(units[slot], value)
            case .max: units[slot] = Swift.max(units[slot], value)
            case .first, .count, .none: break
            }
        }
        numbers[slot] += 1
    }

    mutating func clear(_ slot: Int) {
        units[slot] = 0
        numbers[slot] = 0
    }

    mutating func take(_ values: OwnValues, by rule: Aggregation) throws(DoesNotFit) {
        for place in values.slots.indices {
            try take(values.units[place], decimals: values.decimals, slot: Int(values.slots[place]), by: rule)
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
