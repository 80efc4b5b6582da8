/// The order of names in Vietnamese lists, as bytes to sort and store by.
///
/// The rule of CLDR for `vi`: the letters of the whole text first (a ă â b c d đ e ê … ư v x y, with f j w z at their Latin places), then the tones from left
/// to right (ngang, huyền, hỏi, ngã, sắc, nặng), then case, lower before upper. Hence `Hà Giang`, `Hạ Long`, `Hà Nội`, where paper dictionaries, which go syllable
/// by syllable, have `Hạ Long` last. Numbers count as numbers: `Thôn 2` before `Thôn 10`. Spaces, then punctuation, then digits, come before letters.
/// Source: unicode.org/cldr, `common/collation/vi.xml` with `numeric=true`.
package enum VietnameseCollation {
    /// A key that compares byte by byte as the texts do; texts that differ only in ways without weight, such as ’ and ', have equal keys.
    ///
    /// About two bytes per letter. Zero bytes stand between the three levels and nowhere else.
    package static func collationKey(_ text: String) -> [UInt8] {
        var key = Key()
        var digits: [UInt8] = []
        for scalar in VietnameseText.nfc(text).unicodeScalars {
            if scalar.value >= 0x30, scalar.value <= 0x39 {
                digits.append(UInt8(scalar.value))
                continue
            }
            key.appendNumber(&digits)
            key.append(scalar)
        }
        key.appendNumber(&digits)
        return key.bytes
    }

    /// A key that sorts people by given name, then family name, then what is between, as Vietnamese lists of persons do.
    ///
    /// The given name is the last word. Names of the Ê-đê and related peoples that begin with `Y` or `H'` have it right after that: `Y Thông Knul`, `H'Hen Niê`.
    package static func personalNameKey(_ fullName: String) -> [UInt8] {
        var words = VietnameseText.nfc(fullName).split { $0.isWhitespace }.map(String.init)
        guard !words.isEmpty else { return [] }
        var given = words[words.count - 1]
        if words.count > 1, words[0] == "Y" || words[0] == "H" {
            given = words.remove(at: 1)
            words.removeFirst()
        } else if let apostrophe = words[0].dropFirst().first, apostrophes.contains(apostrophe), words[0].first == "H", words[0].count > 2 {
            given = String(words.removeFirst().dropFirst(2))
        } else {
            words.removeLast()
        }
        let family = words.first ?? ""
        let between = words.dropFirst().joined(separator: " ")
        return collationKey(given) + [0] + collationKey(family) + [0] + collationKey(between)
    }

    private static let apostrophes: Set<Character> = ["'", "’", "‘", "ʼ"]

    private struct Key {
        private var letters: [UInt8] = []
        private var tones: [UInt8] = []
        private var cases: [UInt8] = []

        private static let least: UInt8 = 2
        private static let otherMark: UInt8 = 9

        mutating func append(_ scalar: Unicode.Scalar) {
            if let letter = VietnameseLetter(scalar) {
                append([VietnameseCollation.rank(letter)], tone: letter.tone.rawValue + Self.least, isUpperCase: letter.isUpperCase)
            } else if scalar.properties.canonicalCombiningClass != .notReordered {
                guard let last = tones.indices.last else { return }
                tones[last] = max(tones[last], VietnameseLetter.Tone(mark: scalar).map { $0.rawValue + Self.least } ?? Self.otherMark)
            } else if let letter = VietnameseLetter(LatinComposition.shared.base(of: scalar)) {
                append([VietnameseCollation.rank(letter)], tone: Self.otherMark, isUpperCase: letter.isUpperCase)
            } else if let weight = VietnameseCollation.punctuation[scalar] {
                append([weight], tone: Self.least, isUpperCase: false)
            } else {
                append([0xF0] + Array(String(scalar).lowercased().utf8), tone: Self.least, isUpperCase: scalar.properties.isUppercase)
            }
        }

        /// A number sorts by its length, then by its digits, leading zeros aside.
        mutating func appendNumber(_ digits: inout [UInt8]) {
            guard !digits.isEmpty else { return }
            let significant = Array(digits.drop { $0 == 0x30 }.prefix(254))
            append([VietnameseCollation.digitRank, UInt8(significant.count + 1)] + significant, tone: Self.least, isUpperCase: false)
            digits.removeAll(keepingCapacity: true)
        }

        private mutating func append(_ weights: [UInt8], tone: UInt8, isUpperCase: Bool) {
            letters += weights
            tones.append(tone)
            cases.append(Self.least + (isUpperCase ? 1 : 0))
        }

        /// Least weights at the end of a level say nothing and are left out.
        var bytes: [UInt8] {
            letters + [0] + trimmed(tones) + [0] + trimmed(cases)
        }

        private func trimmed(_ level: [UInt8]) -> ArraySlice<UInt8> {
            level[..<((level.lastIndex { $0 != Self.least } ?? -1) + 1)]
        }
    }

    private static let digitRank: UInt8 = 0x38
    private static let firstLetterRank: UInt8 = 0x40

    private static func rank(_ letter: VietnameseLetter) -> UInt8 {
        ranks[Int(letter.base - 0x61) * 5 + Int(letter.shape.rawValue)]
    }

    /// Rank by base letter and shape.
    private static let ranks: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 26 * 5)
        for (index, scalar) in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz".unicodeScalars.enumerated() {
            guard let letter = VietnameseLetter(scalar) else { continue }
            table[Int(letter.base - 0x61) * 5 + Int(letter.shape.rawValue)] = firstLetterRank + UInt8(index)
        }
        return table
    }()

    /// In the order of the CLDR root collation; other kinds of space, quotation mark and hyphen weigh as the plain ones.
    private static let punctuation: [Unicode.Scalar: UInt8] = {
        let groups = [
            " \u{A0}\u{202F}\t\n\r", "_", "-‐‑‒–—−", ",", ";", ":", "!", "?", ".…", "'‘’ʼ", "\"“”«»", "(", ")", "[", "]", "{", "}", "@", "*", "/", "\\", "&",
            "#",
            "%", "`", "^", "+", "<", "=", ">", "|", "~", "$₫"
        ]
        var table: [Unicode.Scalar: UInt8] = [:]
        for (index, group) in groups.enumerated() {
            for scalar in group.unicodeScalars { table[scalar] = UInt8(index + 3) }
        }
        return table
    }()
}
