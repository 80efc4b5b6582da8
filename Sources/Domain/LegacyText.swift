/// Text from old files whose letters were drawn by special fonts and now look like `TØnh §iÖn Biªn` or `Tænh Ñieän Bieân` instead of `Tỉnh Điện Biên`.
///
/// The bytes of such a file mean Vietnamese letters only together with its fonts; read as Windows-1252 or Latin-1 they give accents and symbols
/// between U+00A1 and U+00FF. What a single word means is not always certain (`Cô` is a word as it stands, `Cụ` in TCVN3 and `Cơ` in VNI), so decide for a whole
/// file with ``evidence(in:)`` and then convert each of its texts.
package enum LegacyText {
    package enum Encoding: String, Sendable, Codable, CaseIterable {
        /// TCVN 5712:1993, third set (VN3), also called ABC; fonts named `.Vn…`. Common in the north.
        case tcvn3 = "TCVN3"
        /// VNI for Windows; fonts named `VNI-…`. Common in the south.
        case vni = "VNI"
    }

    /// How many of the texts that say anything about it are in which encoding.
    package struct Evidence: Hashable, Sendable {
        package var tcvn3 = 0
        package var vni = 0
        /// Could be either of the two.
        package var either = 0
        /// Vietnamese as it should be.
        package var unicode = 0

        package var verdict: Verdict {
            switch (tcvn3 > 0, vni > 0) {
            case (true, true): .ambiguous
            case (true, false): .legacy(.tcvn3)
            case (false, true): .legacy(.vni)
            case (false, false): either > 0 ? .ambiguous : .none
            }
        }
    }

    package enum Verdict: Hashable, Sendable {
        /// Nothing to convert.
        case none
        /// Texts without Vietnamese letters of Unicode are to be converted from this encoding.
        case legacy(Encoding)
        /// Needs converting, but from which encoding cannot be told, or it is from one in some places and from the other elsewhere.
        case ambiguous
    }

    /// What one text is in.
    ///
    /// Legacy if its accented words make Vietnamese syllables once converted, at least four in five of them, and at least one of them makes none as it stands.
    package static func verdict(on text: String) -> Verdict { evidence(in: CollectionOfOne(text)).verdict }

    /// The encoding to convert one text from; `nil` if it is Unicode or if it cannot be told.
    package static func detect(_ text: String) -> Encoding? {
        if case .legacy(let encoding) = verdict(on: text) { encoding } else { nil }
    }

    /// What the texts of a file are in.
    package static func evidence(in texts: some Sequence<String>) -> Evidence {
        var evidence = Evidence()
        for text in texts {
            guard text.utf8.contains(where: { $0 >= 0x80 }) else { continue }
            let scalars = Array(VietnameseText.nfc(text).unicodeScalars)
            if scalars.contains(where: isVietnameseBeyondLatin1) {
                evidence.unicode += 1
                continue
            }
            let words = accentedWords(of: scalars)
            guard !words.isEmpty else { continue }
            let scores = Encoding.allCases.map { (encoding: $0, score: score(of: words, in: $0)) }.filter { $0.score.isConvincing(for: words.count) }
            let best = scores.map(\.score.plausible).max()
            let winners = scores.filter { $0.score.plausible == best }
            switch winners.count {
            case 0: evidence.unicode += words.allSatisfy(\.isPlausibleAsItStands) ? 1 : 0
            case 1: evidence.tcvn3 += winners[0].encoding == .tcvn3 ? 1 : 0; evidence.vni += winners[0].encoding == .vni ? 1 : 0
            default: evidence.either += 1
            }
        }
        return evidence
    }
}

/// Why a text cannot be converted.
package enum LegacyTextError: Error, Hashable, Sendable {
    /// It has a letter of Vietnamese that the old encodings do not have: it needs no converting. The offset counts Unicode scalars from 0.
    case alreadyUnicode(Unicode.Scalar, offset: Int)
    /// A character that the encoding has no meaning for at this place.
    case notInEncoding(Unicode.Scalar, offset: Int, LegacyText.Encoding)
}

extension LegacyText {
    /// The text in Unicode, composed (NFC).
    ///
    /// TCVN3 has no toned capitals; documents switch to a font of capitals instead. Where a word, or all of the text, has only capitals of ASCII, its accented letters
    /// become capitals too; else they are lower case, also at the start of a name such as `¸i Quèc`.
    package static func convert(_ text: String, from encoding: Encoding) throws(LegacyTextError) -> String {
        let scalars = Array(text.unicodeScalars)
        if let offset = scalars.firstIndex(where: isVietnameseBeyondLatin1) { throw .alreadyUnicode(scalars[offset], offset: offset) }
        let converted = try converted(scalars, from: encoding)
        var result = String.UnicodeScalarView()
        result.append(contentsOf: encoding == .tcvn3 ? capitalised(converted, written: scalars) : converted)
        return String(result)
    }

    private static func converted(_ scalars: some RandomAccessCollection<Unicode.Scalar>, from encoding: Encoding) throws(LegacyTextError) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        var rest = scalars[...]
        while let scalar = rest.first {
            let offset = scalars.distance(from: scalars.startIndex, to: rest.startIndex)
            rest.removeFirst()
            switch encoding {
            case .tcvn3:
                let isLetter = scalar.value >= 0xC0 && scalar.value <= 0xFF
                guard let letter = tcvn3[scalar] ?? (isLetter ? nil : scalar) else { throw .notInEncoding(scalar, offset: offset, encoding) }
                result.append(letter)
            case .vni:
                if let next = rest.first, let letter = vniPairs[VNIPair(base: scalar, mark: lowerLatin1(next))] {
                    result.append(letter)
                    rest.removeFirst()
                } else if let letter = vniSingles[scalar] {
                    result.append(letter)
                } else if scalar.value >= 0xC0, scalar.value <= 0xFF {
                    throw .notInEncoding(scalar, offset: offset, encoding)
                } else {
                    result.append(scalar)
                }
            }
        }
        return result
    }

    /// TCVN3 letters one to one with the written ones.
    private static func capitalised(_ converted: [Unicode.Scalar], written: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let words = written.indices.split { !isWordScalar(written[$0]) }
        func hasOnlyCapitals(_ word: some Sequence<Int>) -> Bool {
            let letters = word.map { written[$0] }.filter { $0.isASCII && $0.properties.isAlphabetic }
            return letters.count > 1 && letters.allSatisfy(\.properties.isUppercase)
        }
        // One capital alone, as in `Lß V¶`, says nothing.
        let isAllCapitals = hasOnlyCapitals(words.joined()) && words.contains { hasOnlyCapitals($0) }
        var result = converted
        for word in words where isAllCapitals || hasOnlyCapitals(word) {
            for index in word { result[index] = result[index].properties.uppercaseMapping.unicodeScalars.first ?? result[index] }
        }
        return result
    }
}

extension LegacyText {
    private struct Word {
        var scalars: ArraySlice<Unicode.Scalar>
        var isPlausibleAsItStands: Bool
    }

    private struct Score {
        /// Words that make a syllable once converted.
        var plausible = 0
        /// Those of them that make none as they stand and are long enough to mean something.
        var telling = 0
        /// Words that make a syllable only as they stand.
        var lost = 0
        /// Abbreviations such as `§VT`, which have no vowel once converted and say nothing.
        var abbreviations = 0

        func isConvincing(for words: Int) -> Bool { telling > 0 && plausible * 5 >= (words - abbreviations) * 4 && lost < telling }
    }

    private static func score(of words: [Word], in encoding: Encoding) -> Score {
        var score = Score()
        for word in words {
            let letters: [Unicode.Scalar]
            do {
                letters = try converted(word.scalars, from: encoding)
            } catch {
                score.lost += word.isPlausibleAsItStands ? 1 : 0
                continue
            }
            if VietnameseSyllable.isPlausible(letters) {
                score.plausible += 1
                score.telling += !word.isPlausibleAsItStands && isTelling(word.scalars, letters) ? 1 : 0
            } else if letters.allSatisfy({ VietnameseLetter($0)?.isVowel == false }) {
                score.abbreviations += 1
            } else {
                score.lost += word.isPlausibleAsItStands ? 1 : 0
            }
        }
        return score
    }

    /// Units and signs such as `µm`, `N·m` or `©a` can make a syllable by chance.
    private static func isTelling(_ written: ArraySlice<Unicode.Scalar>, _ letters: [Unicode.Scalar]) -> Bool {
        guard let first = written.first, letters.count > 1 else { return false }
        if letters.count == 3, written[written.startIndex + 1] == "·", VietnameseLetter(letters[2])?.isVowel == false { return false }
        return letters.count > 2 || first.isASCII
    }

    /// Words with at least one character from U+00A1 to U+00FF beside a letter, without the quotation marks « » around them.
    private static func accentedWords(of scalars: [Unicode.Scalar]) -> [Word] {
        scalars.split { !isWordScalar($0) }.compactMap { word in
            guard word.contains(where: { $0.value > 0x7F }), word.contains(where: { $0.properties.isAlphabetic }) else { return nil }
            var bare = word
            if bare.first == "«" { bare.removeFirst() }
            if bare.last == "»" { bare.removeLast() }
            return Word(scalars: word, isPlausibleAsItStands: bare.allSatisfy(\.isASCII) || VietnameseSyllable.isPlausible(bare))
        }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.isASCII && scalar.properties.isAlphabetic) || (scalar.value > 0xA0 && scalar.value <= 0xFF)
            || (scalar.value > 0xFF && scalar.properties.isAlphabetic)
    }

    private static func isVietnameseBeyondLatin1(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0xFF && VietnameseLetter(scalar) != nil }
}

extension LegacyText {
    /// Source: TCVN 5712:1993, table VN3, read as ISO 8859-1; the same as GNU libc's character map TCVN5712-1 but for the capitals with tones that VN3 lacks.
    private static let tcvn3: [Unicode.Scalar: Unicode.Scalar] = table(
        "¡¢£¤¥¦§ ¨©ª«¬\u{AD}® µ¶·¸¹ »¼½¾Æ ÇÈÉÊË ÌÎÏÐÑ ÒÓÔÕÖ ×ØÜÝÞ ßáâãä åæçèé êëìíî ïñòóô õö÷øù úûüýþ",
        "ĂÂÊÔƠƯĐ ăâêôơưđ àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ")

    private struct VNIPair: Hashable {
        var base: Unicode.Scalar
        var mark: Unicode.Scalar
    }

    /// Letters of VNI that are one character.
    ///
    /// Source: the published comparison «Bảng đối chiếu encoding các bộ chữ hiện hành với Unicode», column VNI (hexadecimal).
    private static let vniSingles = table("ñÑ ôÔ öÖ ìæóíò ÌÆÓÍÒ îÎ", "đĐ ơƠ ưƯ ìỉĩíị ÌỈĨÍỊ ỵỴ")

    /// Letters of VNI that are a letter and a mark behind it. Marks are lower case here; after a capital they are capitals as well.
    private static let vniPairs: [VNIPair: Unicode.Scalar] = {
        let rows =
            [
                ("a", "øûõùï âàåãáä êèúüéë", "àảãáạ âầẩẫấậ ăằẳẵắặ"), ("A", "øûõùï âàåãáä êèúüéë", "ÀẢÃÁẠ ÂẦẨẪẤẬ ĂẰẲẴẮẶ"),
                ("e", "øûõùï âàåãáä", "èẻẽéẹ êềểễếệ"), ("E", "øûõùï âàåãáä", "ÈẺẼÉẸ ÊỀỂỄẾỆ"),
                ("o", "øûõùï âàåãáä", "òỏõóọ ôồổỗốộ"), ("O", "øûõùï âàåãáä", "ÒỎÕÓỌ ÔỒỔỖỐỘ"),
                ("ô", "øûõùï", "ờởỡớợ"), ("Ô", "øûõùï", "ỜỞỠỚỢ"),
                ("u", "øûõùï", "ùủũúụ"), ("U", "øûõùï", "ÙỦŨÚỤ"), ("ö", "øûõùï", "ừửữứự"), ("Ö", "øûõùï", "ỪỬỮỨỰ"),
                ("y", "øûõù", "ỳỷỹý"), ("Y", "øûõù", "ỲỶỸÝ")
            ] as [(Unicode.Scalar, String, String)]
        var pairs: [VNIPair: Unicode.Scalar] = [:]
        for (base, marks, letters) in rows {
            for (mark, letter) in table(marks, letters) { pairs[VNIPair(base: base, mark: mark)] = letter }
        }
        return pairs
    }()

    private static func table(_ written: String, _ letters: String) -> [Unicode.Scalar: Unicode.Scalar] {
        Dictionary(uniqueKeysWithValues: zip(written.unicodeScalars, letters.unicodeScalars).filter { $0.0 != " " })
    }

    private static func lowerLatin1(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.value >= 0xC0 && scalar.value <= 0xDE ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar
    }
}
