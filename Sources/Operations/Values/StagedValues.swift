import Domain

/// Values that were read and found good, waiting to be written: 56 bytes each, texts shared.
struct StagedValues {
    struct Row {
        /// Index into ``elements``.
        var element: Int32
        /// Index into ``units``.
        var unit: Int32
        /// Index into ``periods``.
        var period: Int32
        /// Index into ``options``.
        var options: Int32
        /// The number in units of its last digit; unused for text.
        var number: Int64
        var decimals: UInt8
        var bound: UInt8
        /// Index into ``texts`` where the value is not a number, -1 where it is, -2 where the value is withdrawn.
        var text: Int32
        /// Index into ``texts``, -1 for none.
        var comment: Int32
        var source: Int32
        var line: Int32
    }

    static let isNumber: Int32 = -1
    static let isWithdrawn: Int32 = -2
    static let bounds: [Bound] = [.exactly, .moreThan, .atLeast, .lessThan, .atMost]

    var rows: [Row] = []
    private(set) var elements: [DataElement] = []
    private(set) var units: [OrgUnit] = []
    private(set) var provinceOfUnit: [String] = []
    private(set) var periods: [Period] = []
    private(set) var options: [Disaggregation] = []
    private(set) var texts: [String] = []
    private var elementIndex: [String: Int32] = [:], unitIndex: [UnitID: Int32] = [:], periodIndex: [String: Int32] = [:]
    private var optionIndex: [String: Int32] = [:], textIndex: [String: Int32] = [:]

    mutating func index(of element: DataElement) -> Int32 { Self.index(of: element.code, in: &elementIndex) { elements.append(element) } }
    mutating func index(of period: Period) -> Int32 { Self.index(of: period.id, in: &periodIndex) { periods.append(period) } }
    mutating func index(of disaggregation: Disaggregation) -> Int32 { Self.index(of: disaggregation.key, in: &optionIndex) { options.append(disaggregation) } }
    mutating func index(of text: String) -> Int32 { Self.index(of: text, in: &textIndex) { texts.append(text) } }
    mutating func index(of unit: OrgUnit, province: String) -> Int32 {
        Self.index(of: unit.id, in: &unitIndex) {
            units.append(unit)
            provinceOfUnit.append(province)
        }
    }

    private static func index<Key: Hashable>(of key: Key, in table: inout [Key: Int32], _ append: () -> Void) -> Int32 {
        if let known = table[key] { return known }
        let index = Int32(table.count)
        table[key] = index
        append()
        return index
    }

    /// The value's canonical text, `nil` where it is withdrawn.
    func text(of row: Row) -> String? {
        switch row.text {
        case Self.isNumber: ScaledNumber(units: row.number, decimals: row.decimals).text
        case Self.isWithdrawn: nil
        default: texts[Int(row.text)]
        }
    }

    func optionalText(_ index: Int32) -> String? { index < 0 ? nil : texts[Int(index)] }

    /// Puts the rows in the order of the table's key, which makes them quick to write and to compare.
    ///
    /// - Returns: pairs of rows that give the same value a second time, by line.
    mutating func sort() -> [(first: Row, second: Row)] {
        let provinceRank = Self.ranks(provinceOfUnit), elementRank = Self.ranks(elements.map(\.code)), periodRank = Self.ranks(periods.map(\.id))
        let unitRank = Self.ranks(units.map(\.id.rawValue)), optionRank = Self.ranks(options.map(\.key))
        // Two words hold the whole key: 12 + 20 + 32 bits and 32 + 32 bits.
        var keys = rows.indices.map { i -> (UInt64, UInt64, Int32) in
            let row = rows[i]
            return (UInt64(provinceRank[Int(row.unit)]) << 52 | UInt64(elementRank[Int(row.element)]) << 32 | UInt64(periodRank[Int(row.period)]),
                    UInt64(unitRank[Int(row.unit)]) << 32 | UInt64(optionRank[Int(row.options)]), Int32(i))
        }
        keys.sort { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 != $1.1 ? $0.1 < $1.1 : $0.2 < $1.2 }
        var sorted: [Row] = []
        sorted.reserveCapacity(rows.count)
        var doubles: [(Row, Row)] = []
        for (i, key) in keys.enumerated() {
            let row = rows[Int(key.2)]
            if i > 0, keys[i - 1].0 == key.0, keys[i - 1].1 == key.1 { doubles.append((rows[Int(keys[i - 1].2)], row)) }
            sorted.append(row)
        }
        rows = sorted
        return doubles
    }

    /// Rank of each element in the order of its text's bytes; equal texts share a rank.
    private static func ranks(_ texts: [String]) -> [UInt32] {
        var ranks = [UInt32](repeating: 0, count: texts.count)
        var rank: UInt32 = 0, previous: String?
        for index in texts.indices.sorted(by: { Array(texts[$0].utf8).lexicographicallyPrecedes(Array(texts[$1].utf8)) }) {
            if let previous, previous != texts[index] { rank += 1 }
            ranks[index] = rank
            previous = texts[index]
        }
        return ranks
    }
}
