import Domain

/// The records of one register in memory, as columns: what lists are narrowed down, searched and sorted by. What a page shows of a record is read from the database.
///
/// Rows are kept in chunks, so that a copy that somebody reads from stays as it is while a change copies one chunk only. A list over a million records is one pass over a few of
/// its columns.
struct RecordColumns: Sendable {
    /// Fields whose values are kept as codes, by place in ``Chunk/coded``.
    let coded: [RecordField]
    /// Fields whose values are kept as numbers: numbers, money, days.
    let numeric: [RecordField]
    private let register: Register
    private let search: [String]
    private let sortText: String?

    private(set) var chunks: [Chunk] = []
    private(set) var units = Codes(), states = Codes(), creators = Codes()
    /// By place in ``coded``; 0 stands for nothing.
    private(set) var values: [Codes]
    private var rows: [RecordNumber: Int32] = [:]

    static let chunkSize = 8192

    /// Texts with a number each, in order of appearance; 0 is the empty text.
    struct Codes: Sendable {
        private(set) var texts: [String] = [""]
        private var numbers: [String: Int32] = ["": 0]

        mutating func number(of text: String) -> Int32 {
            if let known = numbers[text] { return known }
            let number = Int32(texts.count)
            texts.append(text)
            numbers[text] = number
            return number
        }
    }

    struct Chunk: Sendable {
        var ids: [RecordNumber] = []
        var units: [Int32] = []
        var states: [Int32] = []
        var creators: [Int32] = []
        /// Whether the record is still kept.
        var isKept: [Bool] = []
        /// Milliseconds since 1970.
        var changed: [Int64] = []
        /// Days since 1970; the greatest number where there is no deadline.
        var due: [Int32] = []
        var coded: [[Int32]]
        var numbers: [[Double]]
        /// Beginnings of sort keys: of titles, then of the field that the register sorts by.
        var titleKeys: [UInt128] = []
        var sortKeys: [UInt128] = []
        /// Searchable words of all rows without diacritics, one row after the other.
        var text: [UInt8] = []
        /// Where each row's words end.
        var textEnds: [Int32] = []
        /// Letters and digits that occur in a row's words.
        var letters: [UInt64] = []

        init(coded: Int, numeric: Int) {
            self.coded = Array(repeating: [], count: coded)
            numbers = Array(repeating: [], count: numeric)
        }

        func textRange(_ row: Int) -> Range<Int> { (row == 0 ? 0 : Int(textEnds[row - 1]))..<Int(textEnds[row]) }
    }

    init(_ register: Register) {
        self.register = register
        let conditions = Set(register.access.flatMap(\.conditions.keys)).union(register.publicView?.conditions.keys.map { $0 } ?? [])
        let asked = Set(register.list.filters).union(conditions)
        coded = register.fields.filter { asked.contains($0.code) && Self.isCoded($0) }
        numeric = register.fields.filter { field in (asked.contains(field.code) || field.code == register.list.sort?.trimmingPrefix("-").description) && Self.isNumeric(field) }
        values = coded.map { _ in Codes() }
        search = register.list.search.filter { code in register.field(code).map { !$0.sensitivity.isMasked } ?? false }
        let sort = register.list.sort.map { String($0.trimmingPrefix("-")) }
        sortText = sort.flatMap { register.field($0) }.flatMap { Self.isNumeric($0) ? nil : $0.code }
    }

    static func isNumeric(_ field: RecordField) -> Bool { [.number, .money, .date].contains(field.valueType) }
    /// Links to other records are found by the table of links.
    static func isCoded(_ field: RecordField) -> Bool { !isNumeric(field) && ![.record, .group, .file, .photo, .place, .longText].contains(field.valueType) }

    var count: Int { rows.count }

    func row(of id: RecordNumber) -> Int32? { rows[id] }

    // MARK: Filling

    mutating func put(_ record: StoredRecord) {
        guard let id = RecordNumber(record.key.id) else { return }
        let row: Int
        if let known = rows[id] {
            row = Int(known)
        } else {
            row = rows.count
            rows[id] = Int32(row)
            if row % Self.chunkSize == 0 { chunks.append(Chunk(coded: coded.count, numeric: numeric.count)) }
        }
        let body = record.full, place = row % Self.chunkSize
        let codes = zip(coded.indices, coded).map { index, field in values[index].number(of: body[field.code]?.texts.joined(separator: ",") ?? "") }
        let numbers = numeric.map { Self.number(body.text($0.code), $0) }
        let unit = units.number(of: record.unit.rawValue), state = states.number(of: record.state), creator = creators.number(of: record.creator)
        let words = words(record, body)
        chunks[row / Self.chunkSize].put(
            at: place, id: id, unit: unit, state: state, creator: creator, isKept: record.standing == .kept, changed: record.changed.milliseconds, due: record.due?.number ?? .max, codes: codes, numbers: numbers,
            titleKey: Self.sortKey(record.title), sortKey: sortText.map { Self.sortKey(body[$0]?.texts.joined(separator: ",") ?? "") } ?? 0, words: words)
    }

    private static func number(_ text: String?, _ field: RecordField) -> Double {
        guard let text else { return .nan }
        return field.valueType == .date ? Day(iso: text).map { Double($0.number) } ?? .nan : Double(text) ?? .nan
    }

    /// The first 16 bytes of the order of Vietnamese lists. Among records whose names begin alike for longer the whole of their words decides, up to ``RecordSearch/mostCompared`` records; beyond, the order of their making.
    static func sortKey(_ text: String) -> UInt128 {
        var key: UInt128 = 0
        let bytes = VietnameseCollation.collationKey(text)
        for index in 0..<16 { key = key << 8 | UInt128(index < bytes.count ? bytes[index] : 0) }
        return key
    }

    private func words(_ record: StoredRecord, _ body: RecordBody) -> [UInt8] {
        let texts = [record.title, record.number ?? ""] + search.flatMap { body[$0]?.texts ?? [] }
        return [0x20] + Array(VietnameseText.folded(texts.filter { !$0.isEmpty }.joined(separator: " ")).utf8)
    }
}

extension RecordColumns.Chunk {
    fileprivate mutating func put(
        at place: Int, id: RecordNumber, unit: Int32, state: Int32, creator: Int32, isKept: Bool, changed: Int64, due: Int32, codes: [Int32], numbers: [Double], titleKey: UInt128, sortKey: UInt128, words: [UInt8]
    ) {
        let letters = Self.letters(in: words)
        guard place < ids.count else {
            ids.append(id)
            units.append(unit)
            states.append(state)
            creators.append(creator)
            self.isKept.append(isKept)
            self.changed.append(changed)
            self.due.append(due)
            for (index, code) in codes.enumerated() { coded[index].append(code) }
            for (index, number) in numbers.enumerated() { self.numbers[index].append(number) }
            titleKeys.append(titleKey)
            sortKeys.append(sortKey)
            text += words
            textEnds.append(Int32(text.count))
            self.letters.append(letters)
            return
        }
        units[place] = unit
        states[place] = state
        self.isKept[place] = isKept
        self.changed[place] = changed
        self.due[place] = due
        for (index, code) in codes.enumerated() { coded[index][place] = code }
        for (index, number) in numbers.enumerated() { self.numbers[index][place] = number }
        titleKeys[place] = titleKey
        sortKeys[place] = sortKey
        self.letters[place] = letters
        let range = textRange(place)
        guard !text[range].elementsEqual(words) else { return }
        text.replaceSubrange(range, with: words)
        let longer = Int32(words.count - range.count)
        if longer != 0 { for row in place..<textEnds.count { textEnds[row] += longer } }
    }

    /// One bit for each letter and digit.
    static func letters(in words: [UInt8]) -> UInt64 {
        words.reduce(0) { letters, byte in
            switch byte {
            case 0x61...0x7A: letters | 1 << UInt64(byte - 0x61)
            case 0x30...0x39: letters | 1 << UInt64(byte - 0x30 + 26)
            default: letters
            }
        }
    }
}
