/// Finds things by name the way people type: with or without diacritics, either tone placement, the type word (xã, phường, bản…) or not.
///
/// Reads through all names on each search, about a millisecond for 20,000 things with their aliases: nothing to keep up to date but the names themselves.
package struct SearchIndex<ID: Hashable & Sendable>: Sendable {
    package struct Match: Hashable, Sendable {
        package var id: ID
        package var rank: SearchRank
        /// Which of the thing's texts matched best, counted from 0; an alias if it is not the name.
        package var text: Int
    }

    private var ids: [ID] = []
    private var names: [Name] = []
    private var bytes: [UInt8] = []

    /// - Parameters: `entries` hold each thing's texts, the name first. Where two match equally well and are equally long, the earlier entry comes first.
    package init(_ entries: some Sequence<(id: ID, texts: [String])>) {
        for entry in entries {
            for (index, text) in entry.texts.enumerated() {
                let forms = SearchForms(text)
                guard !forms.folded.isEmpty else { continue }
                names.append(Name(entry: ids.count, text: index, forms: forms, bytes: &bytes))
            }
            ids.append(entry.id)
        }
    }

    /// The best matches, best first; none for an empty query.
    ///
    /// Of equally ranked ones the query's own type word wins, then the shorter name, then the order of the entries.
    package func search(_ query: String, limit: Int = 20) -> [Match] {
        let whole = SearchForms(query)
        guard !whole.folded.isEmpty, limit > 0 else { return [] }
        let bare = whole.withoutType(isQuery: true)
        var found: [Found] = []
        bytes.withUnsafeBufferPointer { bytes in
            var best: Found?
            for name in names {
                if let previous = best, previous.entry != name.entry {
                    found.append(previous)
                    best = nil
                }
                guard let candidate = name.match(whole, bare, bytes) else { continue }
                if best.map({ candidate.order < $0.order }) ?? true { best = candidate }
            }
            if let best { found.append(best) }
        }
        found.sort { $0.order < $1.order }
        return found.prefix(limit).map { Match(id: ids[$0.entry], rank: $0.rank, text: $0.text) }
    }
}

/// How well a name answers a query, best first.
package enum SearchRank: Int, Sendable, Comparable {
    /// The same letters and marks.
    case exact
    /// The same but for the place of a tone mark: hòa, hoà.
    case tonePlacement
    /// The same without diacritics.
    case folded
    /// Begins with the query, marks included.
    case prefix
    case foldedPrefix
    /// Has all words of the query, or words that begin so, in any order, marks included.
    case words
    case foldedWords

    package static func < (a: SearchRank, b: SearchRank) -> Bool { a.rawValue < b.rawValue }
}

/// A name that matched, with what decides its place.
private struct Found {
    var rank: SearchRank
    var entry: Int
    var text: Int
    /// Rank, how the type word fits, length, entry: from the most to the least significant bits.
    var order: UInt64

    init(rank: SearchRank, typeFit: Int, length: Int, entry: Int, text: Int) {
        self.rank = rank
        self.entry = entry
        self.text = text
        order = UInt64(rank.rawValue) << 56 | UInt64(typeFit) << 48 | UInt64(min(length, 0xFFFF)) << 32 | UInt64(entry)
    }
}

/// A text as written in lower case, with its tones at the ends of syllables, and without diacritics; all three with the same words.
private struct SearchForms {
    var spelling: [UInt8]
    var toneKey: [UInt8]
    var folded: [UInt8]
    var spellingWords: [[UInt8]]
    var foldedWords: [[UInt8]]

    init(_ text: String) { self.init(spelling: VietnameseText.spelling(text)) }

    private init(spelling text: String) {
        spelling = Array(text.utf8)
        toneKey = Array(VietnameseText.toneKey(text).utf8)
        folded = Array(VietnameseText.folded(text).utf8)
        spellingWords = spelling.split(separator: 0x20).map(Array.init)
        foldedWords = folded.split(separator: 0x20).map(Array.init)
    }

    /// How many words at the front say what kind of unit it is; 0 if nothing would be left.
    ///
    /// - Parameters: `isQuery` lets a text without any diacritics mean them: `xa` for xã. In names Xa is not xã.
    func typeWordCount(isQuery: Bool) -> Int {
        let isPlain = isQuery && spelling == folded
        for length in stride(from: min(3, spellingWords.count - 1), to: 0, by: -1) {
            let front = (isPlain ? foldedWords : spellingWords).prefix(length)
            if (isPlain ? Self.foldedTypes : Self.types).contains(Array(front.joined(separator: [0x20]))) { return length }
        }
        return 0
    }

    func withoutType(isQuery: Bool) -> SearchForms? {
        let count = typeWordCount(isQuery: isQuery)
        return count == 0 ? nil : SearchForms(spelling: String(decoding: Array(spellingWords.dropFirst(count).joined(separator: [0x20])), as: UTF8.self))
    }

    private static let typeNames = [
        "tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "thôn", "bản", "buôn", "bon", "xóm", "làng", "ấp", "sóc", "phum",
        "tổ dân phố", "tổ", "khu phố", "khối", "khóm", "tiểu khu", "tp", "tp.", "tx", "tx.", "tt", "tt.", "tdp", "h.", "q.", "x.", "p.", "t.",
    ]
    private static let types = Set(typeNames.map { Array($0.utf8) })
    private static let foldedTypes = Set(typeNames.map { Array(VietnameseText.folded($0).utf8) })
}

/// Where one name's forms lie in the index's bytes.
private struct Name {
    var entry: Int
    var text: Int
    private var spelling: Range<Int>
    private var toneKey: Range<Int>
    private var folded: Range<Int>
    /// Where the name without its type word begins in each of them.
    private var core: (spelling: Int, toneKey: Int, folded: Int)
    private var hasType: Bool { core.folded > folded.lowerBound }

    init(entry: Int, text: Int, forms: SearchForms, bytes: inout [UInt8]) {
        func store(_ form: [UInt8]) -> Range<Int> {
            let start = bytes.count
            bytes += form
            return start..<bytes.count
        }
        self.entry = entry
        self.text = text
        spelling = store(forms.spelling)
        toneKey = store(forms.toneKey)
        folded = store(forms.folded)
        let count = forms.typeWordCount(isQuery: false)
        func coreStart(_ range: Range<Int>) -> Int {
            var start = range.lowerBound
            for _ in 0..<count { start = bytes[start..<range.upperBound].firstIndex(of: 0x20)! + 1 }
            return start
        }
        core = (coreStart(spelling), coreStart(toneKey), coreStart(folded))
    }

    /// - Parameters: `bare` is the query without its type word, if it has one.
    func match(_ whole: SearchForms, _ bare: SearchForms?, _ bytes: UnsafeBufferPointer<UInt8>) -> Found? {
        var best: Found?
        func consider(_ rank: SearchRank?, typeFit: Int) {
            guard let rank else { return }
            let found = Found(rank: rank, typeFit: typeFit, length: folded.upperBound - core.folded, entry: entry, text: text)
            if best.map({ found.order < $0.order }) ?? true { best = found }
        }
        consider(rank(of: whole, inCore: false, bytes), typeFit: 0)
        if hasType { consider(rank(of: whole, inCore: true, inAnyOrder: false, bytes), typeFit: 0) }
        // A query for a phường also finds a name without a type and, behind it, the xã of that name.
        if let bare { consider(rank(of: bare, inCore: true, bytes), typeFit: hasType ? 2 : 1) }
        return best
    }

    /// - Parameters: `inCore` leaves the name's type word aside; `inAnyOrder` also looks for the query's words one by one.
    private func rank(of query: SearchForms, inCore: Bool, inAnyOrder: Bool = true, _ bytes: UnsafeBufferPointer<UInt8>) -> SearchRank? {
        let folded = bytes[(inCore ? core.folded : self.folded.lowerBound)..<self.folded.upperBound]
        if folded.begins(with: query.folded) {
            let spelling = bytes[(inCore ? core.spelling : self.spelling.lowerBound)..<self.spelling.upperBound]
            let toneKey = bytes[(inCore ? core.toneKey : self.toneKey.lowerBound)..<self.toneKey.upperBound]
            if folded.count == query.folded.count {
                return spelling.elementsEqual(query.spelling) ? .exact : toneKey.elementsEqual(query.toneKey) ? .tonePlacement : .folded
            }
            return spelling.begins(with: query.spelling) || toneKey.begins(with: query.toneKey) ? .prefix : .foldedPrefix
        }
        guard inAnyOrder, folded.hasWords(query.foldedWords) else { return nil }
        return bytes[spelling].hasWords(query.spellingWords) ? .words : .foldedWords
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate func begins(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for index in 0..<prefix.count where base[startIndex + index] != prefix[index] { return false }
        return true
    }

    /// Whether each of the words begins a word here.
    fileprivate func hasWords(_ words: [[UInt8]]) -> Bool {
        for word in words {
            var start = startIndex
            var isFound = false
            while start + word.count <= endIndex {
                if base[start..<endIndex].begins(with: word) {
                    isFound = true
                    break
                }
                while start < endIndex, base[start] != 0x20 { start += 1 }
                start += 1
            }
            guard isFound else { return false }
        }
        return true
    }
}
