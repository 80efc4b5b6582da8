/// Numbers the distinct texts of a column in the order in which they appear, without making a string of each cell.
struct ByteTable {
    private var slots: [Int32]
    private var bytes: [UInt8] = []
    private var starts: [Int32] = [0]
    private var hashes: [UInt32] = []

    init() { slots = Array(repeating: -1, count: 1024) }

    var count: Int { hashes.count }

    func text(_ index: Int) -> String {
        String(decoding: bytes[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
    }

    func texts() -> [String] { (0..<count).map(text) }

    /// The number of a text, and whether it was seen for the first time.
    mutating func index(of text: UnsafeBufferPointer<UInt8>) -> (index: Int32, isNew: Bool) {
        var hash: UInt32 = 2_166_136_261
        for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let mask = UInt32(slots.count - 1)
        var slot = Int(hash & mask)
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if hashes[candidate] == hash, equals(candidate, text) { return (Int32(candidate), false) }
            slot = Int((UInt32(slot) + 1) & mask)
        }
        let index = Int32(hashes.count)
        slots[slot] = index
        hashes.append(hash)
        bytes.append(contentsOf: text)
        starts.append(Int32(bytes.count))
        if hashes.count * 2 > slots.count { grow() }
        return (index, true)
    }

    private func equals(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(starts[index])
        guard Int(starts[index + 1]) - start == text.count else { return false }
        for i in 0..<text.count where bytes[start + i] != text[i] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = UInt32(slots.count - 1)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash & mask)
            while slots[slot] >= 0 { slot = Int((UInt32(slot) + 1) & mask) }
            slots[slot] = Int32(index)
        }
    }
}
