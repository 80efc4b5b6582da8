import Domain

/// A figure that records make up: a data element at a unit in a period, of everything or of one option.
package struct FedFigure: Sendable, Hashable {
    package var element: String
    package var period: Period
    package var unit: UnitID?
    package var options: Disaggregation

    package init(element: String, period: Period, unit: UnitID? = nil, options: Disaggregation = .total) {
        self.element = element
        self.period = period
        self.unit = unit
        self.options = options
    }
}

/// Which records of a register are asked for, and in which order.
package struct RecordQuery: Sendable, Hashable {
    /// What a field must hold.
    package enum Condition: Sendable, Hashable {
        /// One of these options; an empty text stands for nothing at all.
        case any(Set<String>)
        /// A number or a day (its number since 1970) between two bounds.
        case between(Double?, Double?)
    }

    package enum Order: Sendable, Hashable {
        /// The latest change first.
        case latest
        case title
        /// The nearest deadline first; records without one last.
        case due
        case field(String, isDescending: Bool)
    }

    /// Words of titles, numbers and the fields that the register names for it, with or without diacritics.
    package var text: String?
    package var states: Set<String>
    package var unit: UnitID?
    package var conditions: [String: Condition]
    /// Records that name one of another register in a field.
    package var link: (field: String, id: String)?
    /// Records that count for a figure.
    package var figure: FedFigure?
    /// Records that this person added.
    package var creator: String?
    /// Records that should have moved on by now.
    package var isOverdue: Bool
    package var order: Order?
    package var offset: Int
    package var limit: Int

    package init(text: String? = nil, states: Set<String> = [], unit: UnitID? = nil, conditions: [String: Condition] = [:], link: (field: String, id: String)? = nil, figure: FedFigure? = nil, creator: String? = nil,
                 isOverdue: Bool = false, order: Order? = nil, offset: Int = 0, limit: Int = 50) {
        self.text = text
        self.states = states
        self.unit = unit
        self.conditions = conditions
        self.link = link
        self.figure = figure
        self.creator = creator
        self.isOverdue = isOverdue
        self.order = order
        self.offset = offset
        self.limit = limit
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.text == b.text && a.states == b.states && a.unit == b.unit && a.conditions == b.conditions && a.link?.field == b.link?.field && a.link?.id == b.link?.id && a.figure == b.figure && a.creator == b.creator
            && a.isOverdue == b.isOverdue && a.order == b.order && a.offset == b.offset && a.limit == b.limit
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(states)
        hasher.combine(unit)
        hasher.combine(conditions)
        hasher.combine(link?.id)
        hasher.combine(figure)
    }
}

/// A record's identity as a number: a UUID.
struct RecordNumber: Hashable, Sendable {
    var value: UInt128

    /// - Returns: `nil` where the text is no UUID.
    init?(_ text: String) {
        var value: UInt128 = 0, digits = 0
        for (place, byte) in text.utf8.enumerated() {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            value = value << 4 | UInt128(digit)
            digits += 1
        }
        guard digits == 32, text.utf8.count == 36 else { return nil }
        self.value = value
    }

    var text: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for place in (0..<32).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt128(place * 4)) & 15
            digits.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            if place == 24 || place == 20 || place == 16 || place == 12 { digits.append(UInt8(ascii: "-")) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
