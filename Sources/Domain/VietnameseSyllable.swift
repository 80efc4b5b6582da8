/// What a written syllable of Vietnamese can look like; tells real words from text read with the wrong character set.
enum VietnameseSyllable {
    /// Whether a word can be a syllable: consonants, then one of the known rimes, with at most one tone, in its place, and before a stop (c, ch, p, t)
    /// sắc or nặng.
    ///
    /// Wider than the dictionary, for the names of ethnic minorities: any consonants in front (`Krông`), k as a final (`Đăk`).
    /// - Returns: `false` also if the word has anything but letters of Vietnamese.
    static func isPlausible(_ word: some Collection<Unicode.Scalar>) -> Bool {
        var letters: [VietnameseLetter] = []
        for scalar in word {
            guard let letter = VietnameseLetter(scalar), letters.count < 8 else { return false }
            letters.append(letter)
        }
        let onset = letters.prefix { !$0.isVowel }
        guard onset.count <= 4, letters.count > onset.count else { return false }
        if isPlausibleRime(letters[onset.count...]) { return true }
        // The i of gi- and the u of qu- belong to the consonant, unless nothing would be left.
        let glide = letters[onset.count]
        let isGlide =
            (onset.last?.base == UInt8(ascii: "g") && glide.base == UInt8(ascii: "i"))
            || (onset.last?.base == UInt8(ascii: "q") && glide.base == UInt8(ascii: "u"))
        return isGlide && glide.tone == .ngang && glide.shape == .plain && letters.count > onset.count + 1
            && isPlausibleRime(letters[(onset.count + 1)...])
    }

    private static func isPlausibleRime(_ letters: ArraySlice<VietnameseLetter>) -> Bool {
        let toned = letters.indices.filter { letters[$0].tone != .ngang }
        guard toned.count <= 1 else { return false }
        var rime = String.UnicodeScalarView()
        for letter in letters {
            var lower = letter
            lower.isUpperCase = false
            rime.append(lower.scalar(tone: .ngang))
        }
        let endsInK = rime.last == "k"
        if endsInK {
            rime.removeLast()
            rime.append("c")
        }
        guard rimes.contains(String(rime)) else { return false }
        if let place = toned.first, !tonePlaces(letters).contains(place) { return false }
        let tone = toned.first.map { letters[$0].tone } ?? .ngang
        let endsInStop = rime.last == "c" || rime.last == "p" || rime.last == "t" || String(rime).hasSuffix("ch")
        return !endsInStop || tone == .sac || tone == .nang || (endsInK && tone == .ngang)
    }

    /// Where the tone may be written: on the last letter with a mark of its own (iê, ươ); else on the vowel before a final, on the first of two
    /// vowels, on the middle one of three. In oa, oe and uy it stands on either.
    private static func tonePlaces(_ letters: ArraySlice<VietnameseLetter>) -> [Int] {
        if let marked = letters.lastIndex(where: { $0.shape != .plain }) { return [marked] }
        let vowels = letters.indices.prefix { letters[$0].isVowel }
        guard vowels.count == letters.count else { return [vowels[vowels.endIndex - 1]] }
        switch letters.map({ Character(Unicode.Scalar($0.base)) }) {
        case ["o", "a"], ["o", "e"], ["u", "y"]: return Array(vowels)
        default: return [vowels.count == 3 ? letters.startIndex + 1 : letters.startIndex]
        }
    }

    /// The rimes of Vietnamese orthography without their tones, with those of loan words (oong, êc, êng).
    private static let rimes: Set<String> = Set(
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
        e ec em en eng eo ep et ê êc êch êm ên êng ênh êp êt êu
        i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
        o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
        ô ôc ôi ôm ôn ông ôp ôt ơ ơc ơi ơm ơn ơng ơp ơt
        u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uơ uân uâng uât uây uê uêch uên uênh uêu uy uych uynh uyt uyp uyu uyn uya uyên uyêt
        ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}

extension VietnameseLetter {
    var isVowel: Bool {
        switch base {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "y"): true
        default: false
        }
    }
}
