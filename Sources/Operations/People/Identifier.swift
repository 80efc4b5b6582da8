import Domain

/// Identity of a person, an assignment, a session: a UUID of version 7, which sorts by the time it was made.
///
/// Source: RFC 9562, section 5.7.
package enum Identifier {
    package static func next(at moment: Moment) -> String {
        var generator = SystemRandomNumberGenerator()
        let high = UInt64(bitPattern: moment.milliseconds) << 16 | 0x7000 | generator.next() & 0x0FFF
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        func hex(_ number: UInt64) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return grouped(Array(hex(high) + hex(low)))
    }

    /// The same for the same words for ever, and different for all others: a UUID of version 8 (RFC 9562, section 5.8).
    package static func derived(from words: String) -> String {
        let digits = Array(Secret.hash(words).prefix(32))
        return grouped(Array(digits[0..<12] + ["8"] + digits[13..<16] + ["a"] + digits[17..<32]))
    }

    private static func grouped(_ digits: [Character]) -> String {
        [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

/// Who a person is, whatever their name becomes.
package struct PersonID: Hashable, Sendable, Codable, Comparable, RawRepresentable, CustomStringConvertible {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }
    package static func < (a: PersonID, b: PersonID) -> Bool { a.rawValue < b.rawValue }
}
