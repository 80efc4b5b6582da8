/// Finds things by name the way people type: with or without diacritics, either tone placement, the type word (xã, phường, bản…) or not.
///
/// Reads through all names on each search, a millisecond or two for 20,000 things with their aliases: nothing to keep up to date but the names themselves.
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
        let query = Query(query)
        guard !query.isEmpty, limit > 0 else { return [] }
        var best = BestFound(limit: limit)
        bytes.withUnsafeBufferPointer { bytes in
            // The texts of one entry follow one another; its best one counts.
            var candidate: Found?
            for name in names where name.letters & query.letters == query.letters {
                guard let match = name.match(query, bytes) else { continue }
                if let previous = candidate, previous.entry == match.entry {
                    if match.order < previous.order { candidate = match }
                } else {
                    if let candidate { best.insert(candidate) }
                    candidate = match
                }
            }
            if let candidate { best.insert(candidate) }
        }
        return best.found.map { Match(id: ids[Int($0.entry)], rank: $0.rank, text: Int($0.text)) }
    }
}

/// How well a name answers a query, best first.
package enum SearchRank: Int, Sendable, Comparable {
    /// The same letters and marks.
    case exact
    /// The same but for the place of a tone mark: hòa, hoà.
    case tonePlacement
    /// The same without diacritics, or with another type word: xã for phường.
    case folded
    /// Begins with the query, marks included.
    case prefix
    case foldedPrefix
    /// Has all words of the query, or words that begin so, in any order, marks included.
    case words
    case foldedWords

    package static func < (a: SearchRank, b: SearchRank) -> Bool { a.rawValue < b.rawValue }
}

private struct Query {
    var whole: QueryForms
    /// Without its type word, if it has one.
    var bare: QueryForms?
    /// What every name that answers it has, see ``SearchForms/letters``.
    var letters: UInt64
    var isEmpty: Bool { whole.folded.isEmpty }

    init(_ text: String) {
        let forms = SearchForms(text), bareForms = forms.withoutType()
        whole = QueryForms(forms)
        bare = bareForms.map(QueryForms.init)
        letters = (bareForms ?? forms).letters
    }
}

private struct QueryForms {
    var spelling: [UInt8]
    var toneKey: [UInt8]
    var folded: [UInt8]
    var spellingWords: [[UInt8]]
    var foldedWords: [[UInt8]]

    init(_ forms: SearchForms) {
        spelling = forms.spelling
        toneKey = forms.toneKey
        folded = forms.folded
        spellingWords = forms.spelling.split(separator: 0x20).map(Array.init)
        foldedWords = forms.folded.split(separator: 0x20).map(Array.init)
    }
}

/// A name that matched, with what decides its place.
private struct Found {
    var rank: SearchRank
    var entry: UInt32
    var text: UInt32
    /// Rank, how the type word fits, length, entry: from the most to the least significant bits.
    var order: UInt64
}

/// The first of all that were found, in order: a short query finds thousands and shows twenty.
private struct BestFound {
    let limit: Int
    private(set) var found: [Found] = []

    init(limit: Int) { self.limit = limit }

    mutating func insert(_ match: Found) {
        if found.count == limit {
            guard match.order < found[limit - 1].order else { return }
            found.removeLast()
        }
        var place = found.count
        while place > 0, match.order < found[place - 1].order { place -= 1 }
        found.insert(match, at: place)
    }
}

/// Where one name's forms lie in the index's bytes.
private struct Name {
    let entry: UInt32
    let text: UInt32
    let letters: UInt64
    private let spelling: Part
    private let toneKey: Part
    private let folded: Part
    private var hasType: Bool { folded.core > folded.start }

    private struct Part {
        let start: UInt32
        /// Where the name without its type word begins.
        let core: UInt32
        let end: UInt32

        init(_ form: [UInt8], core: Int, bytes: inout [UInt8]) {
            start = UInt32(bytes.count)
            self.core = start + UInt32(core)
            bytes += form
            end = UInt32(bytes.count)
        }

        func whole(in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> { .init(rebasing: bytes[Int(start)..<Int(end)]) }
        func core(in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> { .init(rebasing: bytes[Int(core)..<Int(end)]) }
    }

    init(entry: Int, text: Int, forms: SearchForms, bytes: inout [UInt8]) {
        self.entry = UInt32(entry)
        self.text = UInt32(text)
        letters = forms.letters
        let core = forms.starts(afterWords: forms.typeWordCount(isQuery: false))
        spelling = Part(forms.spelling, core: core.spelling, bytes: &bytes)
        toneKey = Part(forms.toneKey, core: core.toneKey, bytes: &bytes)
        folded = Part(forms.folded, core: core.folded, bytes: &bytes)
    }

    func match(_ query: Query, _ bytes: UnsafeBufferPointer<UInt8>) -> Found? {
        var best: Found?
        func consider(_ rank: SearchRank?, typeFit: UInt64) {
            guard let rank else { return }
            let length = UInt64(min(folded.end - folded.core, 0xFFFF))
            let order = UInt64(rank.rawValue) << 56 | typeFit << 48 | length << 32 | UInt64(entry)
            if best.map({ order < $0.order }) ?? true { best = Found(rank: rank, entry: entry, text: text, order: order) }
        }
        consider(rank(of: query.whole, inCore: false, inAnyOrder: true, bytes), typeFit: 0)
        if hasType { consider(rank(of: query.whole, inCore: true, inAnyOrder: false, bytes), typeFit: 0) }
        // A query for a phường also finds a name without a type and, behind it, the xã of that name.
        if let bare = query.bare, let rank = rank(of: bare, inCore: true, inAnyOrder: true, bytes) {
            consider(hasType ? max(rank, .folded) : rank, typeFit: hasType ? 2 : 1)
        }
        return best
    }

    /// - Parameters: `inCore` leaves the name's type word aside; `inAnyOrder` also looks for the query's words one by one.
    private func rank(of query: QueryForms, inCore: Bool, inAnyOrder: Bool, _ bytes: UnsafeBufferPointer<UInt8>) -> SearchRank? {
        func slice(_ part: Part) -> UnsafeBufferPointer<UInt8> { inCore ? part.core(in: bytes) : part.whole(in: bytes) }
        let name = slice(folded)
        if name.begins(with: query.folded) {
            let marked = slice(spelling).begins(with: query.spelling), moved = slice(toneKey).begins(with: query.toneKey)
            guard name.count == query.folded.count else { return marked || moved ? .prefix : .foldedPrefix }
            if marked, slice(spelling).count == query.spelling.count { return .exact }
            return moved && slice(toneKey).count == query.toneKey.count ? .tonePlacement : .folded
        }
        guard inAnyOrder, name.hasWords(query.foldedWords) else { return nil }
        return slice(spelling).hasWords(query.spellingWords) ? .words : .foldedWords
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func begins(with prefix: [UInt8], at start: Int = 0) -> Bool {
        guard count - start >= prefix.count else { return false }
        for index in 0..<prefix.count where self[start + index] != prefix[index] { return false }
        return true
    }

    /// Whether each of the words begins a word here.
    fileprivate func hasWords(_ words: [[UInt8]]) -> Bool {
        for word in words where !hasWord(word) { return false }
        return true
    }

    private func hasWord(_ word: [UInt8]) -> Bool {
        var start = 0
        while start + word.count <= count {
            if begins(with: word, at: start) { return true }
            while start < count, self[start] != 0x20 { start += 1 }
            start += 1
        }
        return false
    }
}
