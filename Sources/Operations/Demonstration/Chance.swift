/// Numbers that look thrown and are the same every time: each depends on words alone.
enum Chance {
    /// A number from 0 to 1.
    static func share(_ words: String...) -> Double { Double(hash(words) >> 11) / Double(1 << 53) }

    /// One of several things.
    static func one<Item>(of items: [Item], _ words: String...) -> Item? {
        items.isEmpty ? nil : items[Int(hash(words) % UInt64(items.count))]
    }

    /// An identity in the form of a UUID.
    static func identity(_ words: String...) -> String {
        func hex(_ number: UInt64) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        // Version 8: made otherwise than by time or by dice.
        let high = hash(words) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000, low = hash(words + ["low"]) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array(hex(high) + hex(low))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// FNV-1a, then mixed as in SplitMix64.
    private static func hash(_ words: [String]) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for word in words {
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
            hash = (hash ^ 0xFF) &* 1_099_511_628_211
        }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
