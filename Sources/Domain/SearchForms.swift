/// A name or query in the three forms a search compares, all with the same words between single spaces: hyphens count as spaces, apostrophes are left out.
struct SearchForms {
    /// In lower case with its diacritics.
    var spelling: [UInt8] = []
    /// In lower case with its tones at the ends of syllables.
    var toneKey: [UInt8] = []
    /// In lower case without diacritics.
    var folded: [UInt8] = []

    init(_ text: String) {
        var tones: [Unicode.Scalar] = []
        var isAfterSpace = false
        for scalar in VietnameseText.nfc(text).unicodeScalars {
            switch VietnameseText.kind(of: scalar) {
            case .dropped:
                continue
            case .space, .hyphen:
                isAfterSpace = !spelling.isEmpty
                continue
            case .other:
                break
            }
            let letter = VietnameseLetter(scalar)
            if isAfterSpace || letter == nil {
                for tone in tones { toneKey.append(scalar: tone) }
                tones.removeAll(keepingCapacity: true)
            }
            if isAfterSpace {
                spelling.append(0x20)
                toneKey.append(0x20)
                folded.append(0x20)
                isAfterSpace = false
            }
            if let letter {
                spelling.append(scalar: letter.lowerCase)
                var toneless = letter
                toneless.isUpperCase = false
                toneKey.append(scalar: toneless.scalar(tone: .ngang))
                if let mark = letter.tone.mark { tones.append(mark) }
                folded.append(letter.base)
            } else {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    spelling.append(scalar: lower)
                    toneKey.append(scalar: lower)
                }
                VietnameseText.forEachFolded(scalar) { folded.append(scalar: $0) }
            }
        }
        for tone in tones { toneKey.append(scalar: tone) }
    }

    private init(_ forms: SearchForms, withoutWords count: Int) {
        spelling = Array(forms.spelling[wordStart(count, in: forms.spelling)...])
        toneKey = Array(forms.toneKey[wordStart(count, in: forms.toneKey)...])
        folded = Array(forms.folded[wordStart(count, in: forms.folded)...])
    }

    /// The letters and digits that occur in ``folded``, one bit each: what lacks one of a query's cannot match it.
    var letters: UInt64 {
        folded.reduce(0) { letters, byte in
            switch byte {
            case 0x61...0x7A: letters | 1 << UInt64(byte - 0x61)
            case 0x30...0x39: letters | 1 << UInt64(byte - 0x30 + 26)
            default: letters
            }
        }
    }

    /// How many words at the front say what kind of unit it is; 0 if nothing would be left.
    ///
    /// - Parameters: `isQuery` lets a text without any diacritics mean them: `xa` for xã. In names Xa is not xã.
    func typeWordCount(isQuery: Bool) -> Int {
        let isPlain = isQuery && spelling == folded
        let type = (isPlain ? Self.foldedTypes : Self.types).first { spelling.count > $0.count && spelling.starts(with: $0) }
        return type?.count { $0 == 0x20 } ?? 0
    }

    /// - Returns: `nil` if there is no type word at the front.
    func withoutType() -> SearchForms? {
        let count = typeWordCount(isQuery: true)
        return count == 0 ? nil : SearchForms(self, withoutWords: count)
    }

    private static let typeNames = [
        "tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "thôn", "bản", "buôn", "bon", "xóm", "làng", "ấp", "sóc", "phum",
        "tổ dân phố", "tổ", "khu phố", "khối", "khóm", "tiểu khu", "tp", "tp.", "tx", "tx.", "tt", "tt.", "tdp", "h.", "q.", "x.", "p.", "t."
    ].sorted { $0.utf8.count > $1.utf8.count }
    /// Each with the space that follows it, longer ones first.
    private static let types = typeNames.map { Array(($0 + " ").utf8) }
    private static let foldedTypes = typeNames.map { Array(VietnameseText.folded($0).utf8) + [0x20] }
}

/// Where the word begins that has so many before it.
private func wordStart(_ count: Int, in form: [UInt8]) -> Int {
    var start = 0
    for _ in 0..<count { start = form[start...].firstIndex(of: 0x20).map { $0 + 1 } ?? form.count }
    return start
}

extension SearchForms {
    /// Where the words after the first so many begin in each form.
    func starts(afterWords count: Int) -> (spelling: Int, toneKey: Int, folded: Int) {
        (wordStart(count, in: spelling), wordStart(count, in: toneKey), wordStart(count, in: folded))
    }
}

extension [UInt8] {
    fileprivate mutating func append(scalar: Unicode.Scalar) {
        if scalar.isASCII { append(UInt8(scalar.value)) } else { append(contentsOf: UTF8.encode(scalar)!) }
    }
}
