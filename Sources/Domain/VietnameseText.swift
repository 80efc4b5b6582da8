/// One way of writing for text that people and files write in several: composed characters, search keys, tone placement.
package enum VietnameseText {
    /// Whether ``nfc(_:)`` would leave the text as it is; reads each byte once unless there are combining marks.
    package static func isNFC(_ text: String) -> Bool {
        !mayNeedComposing(text) || nfc(text).utf8.elementsEqual(text.utf8)
    }

    /// The text in Unicode normalisation form C, in which a letter with its marks is one character.
    ///
    /// Files from macOS and some keyboards give the letter and its marks apart; both look alike and Swift calls them equal, but bytes, hashes and databases do not.
    /// Latin letters only; other scripts are left as they are.
    package static func nfc(_ text: String) -> String {
        guard mayNeedComposing(text) else { return text }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: LatinComposition.shared.composed(text.unicodeScalars))
        return String(result)
    }

    /// A key for search: lower case without any marks, đ as d, no apostrophes, one kind of hyphen, single spaces: `Ea  H’Đing` gives `ea hding`.
    package static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isAfterSpace = false
        for scalar in text.unicodeScalars {
            let kind = kind(of: scalar)
            if kind == .space {
                isAfterSpace = !result.isEmpty
                continue
            }
            if kind == .dropped { continue }
            if isAfterSpace { result.append(" ") }
            isAfterSpace = false
            if kind == .hyphen { result.append("-") } else { forEachFolded(scalar) { result.append($0) } }
        }
        return String(result)
    }

    /// A key that is the same wherever the tone mark was placed: in each syllable it moves to the end, so that `hòa` and `hoà` agree.
    ///
    /// Both placements are in official use: of the commune names of 2025, 182 differ between lists in nothing else. Case and other marks stay.
    package static func toneKey(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var tones: [Unicode.Scalar] = []
        for scalar in nfc(text).unicodeScalars {
            if let letter = VietnameseLetter(scalar) {
                if let mark = letter.tone.mark { tones.append(mark) }
                result.append(letter.tone == .ngang ? scalar : letter.scalar(tone: .ngang))
            } else {
                result.append(contentsOf: tones)
                tones.removeAll(keepingCapacity: true)
                result.append(scalar)
            }
        }
        result.append(contentsOf: tones)
        return String(result)
    }
}

extension VietnameseText {
    enum ScalarKind { case space, hyphen, dropped, other }

    /// What a character is to a search: apostrophes and invisible characters are left out.
    static func kind(of scalar: Unicode.Scalar) -> ScalarKind {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": .other
        case " ", "\t", "\n", "\r", "\u{A0}": .space
        case "-", "\u{2010}"..."\u{2015}", "\u{2212}": .hyphen
        case "'", "`", "´", "\u{2B9}"..."\u{2BD}", "\u{2018}"..."\u{201B}", "\u{FF07}": .dropped
        // Soft hyphen, zero-width characters, byte order mark.
        case "\u{AD}", "\u{200B}"..."\u{200D}", "\u{2060}", "\u{FEFF}": .dropped
        default: scalar.value > 0x7F && scalar.properties.isWhitespace ? .space : .other
        }
    }

    /// The characters that stand for one in ``folded(_:)``: none for a combining mark.
    static func forEachFolded(_ scalar: Unicode.Scalar, do body: (Unicode.Scalar) -> Void) {
        if let letter = VietnameseLetter(scalar) { return body(Unicode.Scalar(letter.base)) }
        guard scalar.value > 0x7F else { return body(scalar) }
        guard scalar.properties.canonicalCombiningClass == .notReordered else { return }
        if let letter = VietnameseLetter(LatinComposition.shared.base(of: scalar)) { return body(Unicode.Scalar(letter.base)) }
        // Look-alikes of Đ that old fonts and keyboards leave behind.
        if scalar == "Ð" || scalar == "ð" || scalar == "Ɖ" { return body("d") }
        scalar.properties.lowercaseMapping.unicodeScalars.forEach(body)
    }

    /// Looks for combining marks (U+0300 to U+036F) and the two letter-like signs that are not in form C.
    private static func mayNeedComposing(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            for (index, byte) in bytes.enumerated() where byte >= 0xCC {
                if byte == 0xCC { return true }
                if byte == 0xCD, bytes[index + 1] < 0xB0 { return true }
                if byte == 0xE2, bytes[index + 1] == 0x84, bytes[index + 2] == 0xAA || bytes[index + 2] == 0xAB { return true }
            }
            return false
        }
    }
}

extension String {
    /// Without spaces and line ends around it.
    package var trimmingWhitespace: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
