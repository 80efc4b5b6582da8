/// How Latin letters and their combining marks become one character and come apart again, as Unicode's normalisation forms have it.
///
/// Swift's standard library compares strings by canonical equivalence but gives no normalised text out; Foundation does, at the price of linking ICU
/// into a module that needs nothing else of it. So the pairs are found once, by asking the standard library which letter plus mark equals which
/// character of the Latin blocks: no table to keep up to date. Other scripts are left as they are.
/// Source: Unicode Standard Annex #15 (canonical ordering and composition algorithms).
struct LatinComposition: Sendable {
    static let shared = LatinComposition()

    private struct Pair: Hashable {
        var base: Unicode.Scalar
        var mark: Unicode.Scalar
    }

    private var composites: [Pair: Unicode.Scalar] = [:]
    private var parts: [Unicode.Scalar: [Unicode.Scalar]] = [
        // Characters that stand for others: Kelvin and Ångström signs, and the marks once meant for Vietnamese tones.
        "\u{212A}": ["K"], "\u{212B}": ["A", "\u{30A}"], "\u{340}": ["\u{300}"], "\u{341}": ["\u{301}"], "\u{343}": ["\u{313}"],
        "\u{344}": ["\u{308}", "\u{301}"],
    ]

    /// About 20,000 questions to the standard library, some milliseconds, the first time a text is not already composed.
    private init() {
        let blocks: [ClosedRange<UInt32>] = [0xC0...0x24F, 0x1E00...0x1EFF]
        let characters = blocks.joined().compactMap(Unicode.Scalar.init)
        let byText = Dictionary(uniqueKeysWithValues: characters.map { (String($0), $0) })
        let asciiLetters = (Array(0x41...0x5A) + Array(0x61...0x7A)).map { Unicode.Scalar(UInt8($0)) }
        let marks = (UInt32(0x300)...0x331).compactMap(Unicode.Scalar.init).filter { parts[$0] == nil }
        for base in asciiLetters + characters {
            for mark in marks {
                guard let whole = byText[String(base) + String(mark)] else { continue }
                composites[Pair(base: base, mark: mark)] = whole
                if parts[whole] == nil { parts[whole] = [base, mark] }
            }
        }
    }

    /// The character without its marks: `ñ` gives `n`.
    func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        var base = scalar
        while let first = parts[base]?.first { base = first }
        return base
    }

    /// The text's characters in normalisation form C.
    func composed(_ text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for scalar in text { decompose(scalar, into: &scalars) }
        order(&scalars)
        return compose(scalars)
    }

    private func decompose(_ scalar: Unicode.Scalar, into scalars: inout [Unicode.Scalar]) {
        guard scalar.value >= 0xC0, let parts = parts[scalar] else { return scalars.append(scalar) }
        for part in parts { decompose(part, into: &scalars) }
    }

    /// Puts the marks after each letter in canonical order; marks of one class keep theirs.
    private func order(_ scalars: inout [Unicode.Scalar]) {
        for index in scalars.indices.dropFirst() {
            let markClass = scalars[index].combiningClass
            guard markClass > 0 else { continue }
            var place = index
            while place > 0, scalars[place - 1].combiningClass > markClass {
                scalars.swapAt(place - 1, place)
                place -= 1
            }
        }
    }

    private func compose(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        var letter: Int?
        for scalar in scalars {
            let markClass = scalar.combiningClass
            if let letter, markClass > 0 {
                // A mark of the same class in between keeps this one from reaching the letter.
                let isBlocked = result.count - 1 > letter && result[result.count - 1].combiningClass >= markClass
                if !isBlocked, let whole = composites[Pair(base: result[letter], mark: scalar)] {
                    result[letter] = whole
                    continue
                }
            }
            if markClass == 0 { letter = result.count }
            result.append(scalar)
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var combiningClass: UInt8 { value < 0x300 ? 0 : properties.canonicalCombiningClass.rawValue }
}
