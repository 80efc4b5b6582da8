/// How Latin letters and their combining marks become one character and come apart again, as Unicode's normalisation forms have it.
///
/// Swift's standard library compares strings by canonical equivalence but gives no normalised text out; Foundation does, at the price of linking ICU
/// into a module that needs nothing else of it. Unicode promises never to change these pairs. Other scripts are left as they are.
/// Source: Unicode Standard Annex #15 (canonical ordering and composition); UnicodeData.txt, the blocks U+00C0 to U+024F and U+1E00 to U+1EFF.
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
        "\u{344}": ["\u{308}", "\u{301}"]
    ]

    private init() {
        for (mark, bases, wholes) in Self.table {
            for (base, whole) in zip(bases.unicodeScalars, wholes.unicodeScalars) {
                composites[Pair(base: base, mark: mark)] = whole
                parts[whole] = [base, mark]
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

    /// A mark, the letters it goes on, and what they become.
    private static let table: [(mark: Unicode.Scalar, bases: String, wholes: String)] = [
        ("\u{300}", "AEIOUaeiouÜüNnĒēŌōWwÂâĂăÊêÔôƠơƯưYy", "ÀÈÌÒÙàèìòùǛǜǸǹḔḕṐṑẀẁẦầẰằỀềỒồỜờỪừỲỳ"),
        ("\u{301}", "AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØøÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊêÔô", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǗǘǴǵǺǻǼǽǾǿḈḉḖḗḮḯḰḱḾḿṌṍṒṓṔṕṸṹẂẃẤấẮắẾếỐố"),
        ("\u{301}", "ƠơƯư", "ỚớỨứ"),
        ("\u{302}", "AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑẬậỆệỘộ"),
        ("\u{303}", "ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy", "ÃÑÕãñõĨĩŨũṼṽẪẫẴẵẼẽỄễỖỗỠỡỮữỸỹ"),
        ("\u{304}", "AaEeIiOoUuÜüÄäȦȧÆæǪǫÖöÕõȮȯYyGgḶḷṚṛ", "ĀāĒēĪīŌōŪūǕǖǞǟǠǡǢǣǬǭȪȫȬȭȰȱȲȳḠḡḸḹṜṝ"),
        ("\u{306}", "AaEeGgIiOoUuȨȩẠạ", "ĂăĔĕĞğĬĭŎŏŬŭḜḝẶặ"),
        ("\u{307}", "CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtWwXxYyſ", "ĊċĖėĠġİŻżȦȧȮȯḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṤṥṦṧṨṩṪṫẆẇẊẋẎẏẛ"),
        ("\u{308}", "AEIOUaeiouyYHhÕõŪūWwXxt", "ÄËÏÖÜäëïöüÿŸḦḧṎṏṺṻẄẅẌẍẗ"),
        ("\u{309}", "AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy", "ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỞởỦủỬửỶỷ"),
        ("\u{30A}", "AaUuwy", "ÅåŮůẘẙ"),
        ("\u{30B}", "OoUu", "ŐőŰű"),
        ("\u{30C}", "CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh", "ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔǙǚǦǧǨǩǮǯǰȞȟ"),
        ("\u{30F}", "AaEeIiOoRrUu", "ȀȁȄȅȈȉȌȍȐȑȔȕ"),
        ("\u{311}", "AaEeIiOoRrUu", "ȂȃȆȇȊȋȎȏȒȓȖȗ"),
        ("\u{31B}", "OoUu", "ƠơƯư"),
        ("\u{323}", "BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯưYy", "ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỢợỤụỰựỴỵ"),
        ("\u{324}", "Uu", "Ṳṳ"),
        ("\u{325}", "Aa", "Ḁḁ"),
        ("\u{326}", "SsTt", "ȘșȚț"),
        ("\u{327}", "CcGgKkLlNnRrSsTtEeDdHh", "ÇçĢģĶķĻļŅņŖŗŞşŢţȨȩḐḑḨḩ"),
        ("\u{328}", "AaEeIiUuOo", "ĄąĘęĮįŲųǪǫ"),
        ("\u{32D}", "DdEeLlNnTtUu", "ḒḓḘḙḼḽṊṋṰṱṶṷ"),
        ("\u{32E}", "Hh", "Ḫḫ"),
        ("\u{330}", "EeIiUu", "ḚḛḬḭṴṵ"),
        ("\u{331}", "BbDdKkLlNnRrTtZzh", "ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ")
    ]
}

extension Unicode.Scalar {
    fileprivate var combiningClass: UInt8 { value < 0x300 ? 0 : properties.canonicalCombiningClass.rawValue }
}
