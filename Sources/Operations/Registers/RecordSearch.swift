import Domain

/// One pass over the columns of a register: which rows answer a question, how many, and the first of them in order.
struct RecordSearch {
    let columns: RecordColumns
    let query: RecordQuery
    let today: Day
    /// By code of the unit: which grants reach it, a bit each; all bits for whoever sees everything.
    private var grantsOfUnit: [UInt64]
    /// Grants that need no look at the record itself.
    private var plainGrants: UInt64 = 0
    /// Grants that let personal data be seen unmasked.
    private var revealingGrants: UInt64 = 0
    /// Whether what is asked for tells what is masked: only records that the person may have unmasked answer.
    private let asksForMasked: Bool
    /// Whether the order tells what is masked: records that the person may not have unmasked come last.
    private let sortsByMasked: Bool
    private var conditionalGrants: [(bit: UInt64, states: [Bool]?, isOwnOnly: Bool, conditions: [(column: Int, wanted: [Bool])])] = []
    private var wantedUnits: [Bool]?
    private var wantedStates: [Bool]?
    private var wantedCodes: [(column: Int, wanted: [Bool])] = []
    private var ranges: [(column: Int, least: Double, most: Double)] = []
    private var wantedCreator: Int32?
    private let ownCode: Int32
    private var words: [[UInt8]] = []
    private var letters: UInt64 = 0
    private var among: Set<Int32>?
    /// A condition on something that the columns do not hold: nothing is found.
    private(set) var isImpossible = false

    struct Found {
        var total = 0
        /// The rows of the page, in order.
        var ids: [RecordNumber] = []
        /// How many there are in each state, the wanted states aside.
        var states: [String: Int] = [:]
    }

    /// - Parameters:
    ///   - asksForMasked: whether `linked` tells what is masked.
    ///   - isWithin: whether a unit is the one asked for or beneath it.
    ///   - linked: records that name the one asked for.
    init(_ columns: RecordColumns, _ query: RecordQuery, sight: RegisterSight, asksForMasked: Bool = false, today: Day, isWithin: (UnitID) -> Bool, linked: [String]?) {
        self.columns = columns
        self.query = query
        self.today = today
        let units = columns.units.texts.map { UnitID($0) }
        let asked = query.conditions.keys + (query.link.map { [$0.field] } ?? [])
        self.asksForMasked = asksForMasked || asked.contains { sight.register.isMasked($0) } || query.text != nil && RecordShower.titleIsMasked(sight.register)
        let goesByMasked = switch query.order {
        case .title?: RecordShower.titleIsMasked(sight.register)
        case .field(let code, _)?: sight.register.field(code).map { $0.sensitivity.isMasked || !sight.sees($0) } ?? false
        default: false
        }
        sortsByMasked = goesByMasked && !sight.isWhole
        ownCode = Int32(columns.creators.texts.firstIndex(of: sight.name) ?? -1)
        grantsOfUnit = Array(repeating: 0, count: units.count)
        if sight.isWhole {
            (plainGrants, revealingGrants) = (1, 1)
            grantsOfUnit = Array(repeating: 1, count: units.count)
        }
        for (index, grant) in sight.grants.prefix(63).enumerated() where !sight.isWhole {
            let bit: UInt64 = 1 << UInt64(index)
            for (code, unit) in units.enumerated() where code > 0 && sight.reaches(unit, grant) { grantsOfUnit[code] |= bit }
            let access = grant.access
            if access.may.contains(.reveal) { revealingGrants |= bit }
            if access.states.isEmpty, access.conditions.isEmpty, !access.isOwnOnly { plainGrants |= bit } else {
                // A condition that cannot be looked at lets nobody see anything.
                guard let conditions = Self.coded(access.conditions.mapValues { Set($0) }, columns) else { continue }
                conditionalGrants.append((bit, access.states.isEmpty ? nil : columns.states.texts.map { access.states.contains($0) }, access.isOwnOnly, conditions))
            }
        }
        if query.unit != nil { wantedUnits = units.enumerated().map { $0.offset > 0 && isWithin($0.element) } }
        if !query.states.isEmpty { wantedStates = columns.states.texts.map { query.states.contains($0) } }
        if let creator = query.creator { wantedCreator = Int32(columns.creators.texts.firstIndex(of: creator) ?? -1) }
        takeConditions()
        if let text = query.text {
            words = VietnameseText.folded(text).split(separator: " ").map { Array($0.utf8) }
            letters = words.reduce(0) { $0 | RecordColumns.Chunk.letters(in: $1) }
        }
        if let linked { among = Set(linked.compactMap { RecordNumber($0) }.compactMap { columns.row(of: $0) }) }
    }

    private mutating func takeConditions() {
        for (code, condition) in query.conditions {
            switch condition {
            case .any(let values):
                guard let wanted = Self.coded([code: values], columns) else { isImpossible = true; continue }
                wantedCodes += wanted
            case .between(let least, let most):
                guard let column = columns.numeric.firstIndex(where: { $0.code == code }) else { isImpossible = true; continue }
                ranges.append((column, least ?? -.infinity, most ?? .infinity))
            }
        }
    }

    /// Which codes of a column hold one of the values; a code may stand for several options together.
    private static func coded(_ conditions: [String: Set<String>], _ columns: RecordColumns) -> [(column: Int, wanted: [Bool])]? {
        var found: [(column: Int, wanted: [Bool])] = []
        for (field, values) in conditions {
            guard let column = columns.coded.firstIndex(where: { $0.code == field }) else { return nil }
            found.append((column, columns.values[column].texts.map { text in text.isEmpty ? values.contains("") : values.contains(text) || text.split(separator: ",").contains { values.contains(String($0)) } }))
        }
        return found
    }

    func run() -> Found {
        var found = Found()
        guard !isImpossible else { return found }
        var best = FirstRows(limit: query.offset + query.limit, tie: comparesWords ? { isEarlierByWords($0, $1) } : nil)
        var byState = [Int](repeating: 0, count: columns.states.texts.count)
        // What was made last has mostly changed last: begun there, few of the others come among the first.
        let isLatest = (query.order ?? .latest) == .latest, last = columns.chunks.count - 1
        for place in columns.chunks.indices {
            let number = isLatest ? last - place : place, chunk = columns.chunks[number]
            let ordered = sortKeys(chunk)
            let keys = sortsByMasked ? { isSeen(chunk, $0, grantsOfUnit[Int(chunk.units[$0])] & revealingGrants) ? ordered($0) : .max } : ordered
            for row in chunk.ids.indices where answers(chunk, row, number) {
                let state = Int(chunk.states[row])
                byState[state] += 1
                if let wantedStates, !wantedStates[state] { continue }
                found.total += 1
                best.insert(key: keys(row), chunk: number, row: row)
            }
        }
        found.ids = best.rows.dropFirst(query.offset).map { columns.chunks[Int($0.chunk)].ids[Int($0.row)] }
        for (state, count) in byState.enumerated() where count > 0 { found.states[columns.states.texts[state]] = count }
        return found
    }

    /// Of more records than this, those whose names begin alike are not compared letter by letter.
    static let mostCompared = 50_000

    /// Whether records go by words, and nothing masked is told by their order.
    private var comparesWords: Bool {
        guard !sortsByMasked, columns.count <= Self.mostCompared else { return false }
        return switch query.order {
        case .title?: true
        case .field(let code, let isDescending)?: !isDescending && !columns.numeric.contains { $0.code == code }
        default: false
        }
    }

    private func isEarlierByWords(_ a: FirstRows.Place, _ b: FirstRows.Place) -> Bool? {
        let first = columns.chunks[Int(a.chunk)], second = columns.chunks[Int(b.chunk)], one = first.textRange(Int(a.row)), other = second.textRange(Int(b.row))
        return first.text.withUnsafeBufferPointer { x in
            second.text.withUnsafeBufferPointer { y in
                for (left, right) in zip(one, other) where x[left] != y[right] { return x[left] < y[right] }
                return one.count == other.count ? nil : one.count < other.count
            }
        }
    }

    /// Every row that answers, in order of the register; for files.
    func all() -> [RecordNumber] {
        guard !isImpossible else { return [] }
        var found: [RecordNumber] = []
        for (number, chunk) in columns.chunks.enumerated() {
            for row in chunk.ids.indices where answers(chunk, row, number) {
                if let wantedStates, !wantedStates[Int(chunk.states[row])] { continue }
                found.append(chunk.ids[row])
            }
        }
        return found
    }

    /// Whether a row answers, its state aside.
    @inline(__always)
    private func answers(_ chunk: RecordColumns.Chunk, _ row: Int, _ number: Int) -> Bool {
        guard chunk.isKept[row] else { return false }
        let unit = Int(chunk.units[row]), grants = grantsOfUnit[unit]
        guard grants != 0 else { return false }
        if let wantedUnits, !wantedUnits[unit] { return false }
        if letters != 0, chunk.letters[row] & letters != letters { return false }
        for (column, wanted) in wantedCodes where !wanted[Int(chunk.coded[column][row])] { return false }
        for (column, least, most) in ranges where !(chunk.numbers[column][row] >= least && chunk.numbers[column][row] <= most) { return false }
        if let wantedCreator, chunk.creators[row] != wantedCreator { return false }
        if query.isOverdue, chunk.due[row] >= today.number { return false }
        if let among, !among.contains(Int32(number * RecordColumns.chunkSize + row)) { return false }
        guard isSeen(chunk, row, asksForMasked ? grants & revealingGrants : grants) else { return false }
        return words.isEmpty || hasWords(chunk, row)
    }

    /// Whether one of some grants is about a row.
    @inline(__always)
    private func isSeen(_ chunk: RecordColumns.Chunk, _ row: Int, _ grants: UInt64) -> Bool { grants & plainGrants != 0 || isSeenByCondition(chunk, row, grants) }

    private func isSeenByCondition(_ chunk: RecordColumns.Chunk, _ row: Int, _ grants: UInt64) -> Bool {
        conditionalGrants.contains { grant in
            grants & grant.bit != 0 && grant.states.map { $0[Int(chunk.states[row])] } ?? true && (!grant.isOwnOnly || chunk.creators[row] == ownCode)
                && grant.conditions.allSatisfy { $0.wanted[Int(chunk.coded[$0.column][row])] }
        }
    }

    /// Whether every word asked for begins a word of the row.
    private func hasWords(_ chunk: RecordColumns.Chunk, _ row: Int) -> Bool {
        let range = chunk.textRange(row)
        return chunk.text.withUnsafeBufferPointer { text in
            words.allSatisfy { word in
                let first = word[0]
                var place = range.lowerBound
                while place + word.count < range.upperBound {
                    if text[place] == 0x20, text[place + 1] == first, (1..<word.count).allSatisfy({ text[place + 1 + $0] == word[$0] }) { return true }
                    place += 1
                }
                return false
            }
        }
    }

    /// What rows of a chunk are sorted by, the least first.
    private func sortKeys(_ chunk: RecordColumns.Chunk) -> (Int) -> UInt128 {
        switch query.order ?? .latest {
        case .latest: return { UInt128(UInt64(bitPattern: Int64.max - chunk.changed[$0])) }
        case .title: return { chunk.titleKeys[$0] }
        case .due: return { UInt128(UInt32(bitPattern: chunk.due[$0]) ^ 0x8000_0000) << 64 | UInt128(UInt64(bitPattern: Int64.max - chunk.changed[$0])) }
        case .field(let code, let isDescending):
            if let column = columns.numeric.firstIndex(where: { $0.code == code }) {
                return { row in
                    let number = chunk.numbers[column][row], bits = number.bitPattern
                    let ordered = bits >> 63 == 1 ? ~bits : bits | 1 << 63
                    // What holds nothing comes last either way.
                    return number.isNaN ? .max : UInt128(isDescending ? ~ordered : ordered)
                }
            }
            return { isDescending ? ~chunk.sortKeys[$0] : chunk.sortKeys[$0] }
        }
    }
}

extension Register {
    /// Whether a field is masked; one within rows is called `GROUP.FIELD`.
    func isMasked(_ path: String) -> Bool {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let first = parts.first, let field = field(first) else { return false }
        return field.sensitivity.isMasked || parts.count > 1 && field.fields.contains { $0.code == parts[1] && $0.sensitivity.isMasked }
    }
}

/// The first rows in an order, as many as are asked for: a heap whose top is the last of them.
private struct FirstRows {
    struct Place {
        var key: UInt128
        var chunk: Int32
        var row: Int32
    }

    let limit: Int
    /// Which of two with the same key comes first; `nil` where nothing else tells them apart.
    private let tie: ((Place, Place) -> Bool?)?
    private var heap: [Place] = []

    init(limit: Int, tie: ((Place, Place) -> Bool?)?) {
        self.limit = limit
        self.tie = tie
    }

    @inline(__always)
    private func isBefore(_ a: Place, _ b: Place) -> Bool {
        if a.key == b.key, let decided = tie?(a, b) { return decided }
        return (a.key, a.chunk, a.row) < (b.key, b.chunk, b.row)
    }

    var rows: [Place] { heap.sorted(by: isBefore) }

    @inline(__always)
    mutating func insert(key: UInt128, chunk: Int, row: Int) {
        let place = Place(key: key, chunk: Int32(chunk), row: Int32(row))
        if heap.count < limit {
            heap.append(place)
            rise(heap.count - 1)
        } else if limit > 0, isBefore(place, heap[0]) {
            heap[0] = place
            sink()
        }
    }

    private mutating func rise(_ index: Int) {
        var child = index
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(heap[parent], heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var last = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(heap[last], heap[child]) { last = child }
            guard last != parent else { return }
            heap.swapAt(parent, last)
            parent = last
        }
    }
}
