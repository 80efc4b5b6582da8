/// A letter of Vietnamese taken apart: `Ộ` is an o with a circumflex and the tone nặng, in upper case.
///
/// Covers the 29 letters with their six tones and f, j, w, z, in both cases. Source: Unicode, blocks Latin-1 Supplement, Latin Extended-A and -B,
/// Latin Extended Additional (U+1EA0 to U+1EF9).
package struct VietnameseLetter: Hashable, Sendable {
    /// What makes a letter of its own out of a base letter: ă, â, ơ, đ.
    package enum Shape: UInt8, Sendable { case plain, breve, circumflex, horn, stroke }

    /// In the order of dictionaries.
    package enum Tone: UInt8, Sendable, CaseIterable {
        case ngang, huyen, hoi, nga, sac, nang

        /// The combining mark that writes the tone; `nil` for ngang.
        package var mark: Unicode.Scalar? {
            switch self {
            case .ngang: nil
            case .huyen: "\u{300}"
            case .hoi: "\u{309}"
            case .nga: "\u{303}"
            case .sac: "\u{301}"
            case .nang: "\u{323}"
            }
        }

        package init?(mark: Unicode.Scalar) {
            guard let tone = Tone.allCases.first(where: { $0.mark == mark }) else { return nil }
            self = tone
        }
    }

    /// The letter without any mark, `a` to `z`, as ASCII.
    package var base: UInt8
    package var shape: Shape
    package var tone: Tone
    package var isUpperCase: Bool

    private init(base: UInt8, shape: Shape, tone: Tone, isUpperCase: Bool) {
        self.base = base
        self.shape = shape
        self.tone = tone
        self.isUpperCase = isUpperCase
    }

    /// - Returns: `nil` if the character is none of these letters.
    package init?(_ scalar: Unicode.Scalar) {
        let value = Int(scalar.value)
        if value < 0x80 {
            switch UInt8(value) {
            case 0x61...0x7A: self.init(base: UInt8(value), shape: .plain, tone: .ngang, isUpperCase: false)
            case 0x41...0x5A: self.init(base: UInt8(value) + 32, shape: .plain, tone: .ngang, isUpperCase: true)
            default: return nil
            }
            return
        }
        guard value < Self.byScalar.count, let letter = Self.byScalar[value] else { return nil }
        self = letter
    }

    /// The same letter with another tone, as one precomposed character.
    ///
    /// Consonants have no tones and come back as they are.
    package func scalar(tone: Tone) -> Unicode.Scalar { Self.scalars[index(tone: tone, isUpperCase: isUpperCase)] }

    /// The letter in lower case, with its tone.
    package var lowerCase: Unicode.Scalar { Self.scalars[index(tone: tone, isUpperCase: false)] }

    private func index(tone: Tone, isUpperCase: Bool) -> Int {
        ((Int(base) - 0x61) * 5 + Int(shape.rawValue)) * 12 + Int(tone.rawValue) + (isUpperCase ? 6 : 0)
    }

    private typealias Row = (base: UInt8, shape: Shape, letters: [Unicode.Scalar])

    private static let vowels: [Row] = [
        ("a", .plain, "aàảãáạAÀẢÃÁẠ"), ("a", .breve, "ăằẳẵắặĂẰẲẴẮẶ"), ("a", .circumflex, "âầẩẫấậÂẦẨẪẤẬ"),
        ("e", .plain, "eèẻẽéẹEÈẺẼÉẸ"), ("e", .circumflex, "êềểễếệÊỀỂỄẾỆ"), ("i", .plain, "iìỉĩíịIÌỈĨÍỊ"),
        ("o", .plain, "oòỏõóọOÒỎÕÓỌ"), ("o", .circumflex, "ôồổỗốộÔỒỔỖỐỘ"), ("o", .horn, "ơờởỡớợƠỜỞỠỚỢ"),
        ("u", .plain, "uùủũúụUÙỦŨÚỤ"), ("u", .horn, "ưừửữứựƯỪỬỮỨỰ"), ("y", .plain, "yỳỷỹýỵYỲỶỸÝỴ")
    ].map { (base: Unicode.Scalar, shape: Shape, text: String) in (UInt8(ascii: base), shape, Array(text.unicodeScalars)) }

    private static let byScalar: [VietnameseLetter?] = {
        var table = [VietnameseLetter?](repeating: nil, count: 0x1EFA)
        for row in vowels {
            for (index, scalar) in row.letters.enumerated() {
                let tone = Tone.allCases[index % 6]
                table[Int(scalar.value)] = VietnameseLetter(base: row.base, shape: row.shape, tone: tone, isUpperCase: index >= 6)
            }
        }
        table[0x110] = VietnameseLetter(base: UInt8(ascii: "d"), shape: .stroke, tone: .ngang, isUpperCase: true)
        table[0x111] = VietnameseLetter(base: UInt8(ascii: "d"), shape: .stroke, tone: .ngang, isUpperCase: false)
        return table
    }()

    /// By base letter, shape, case and tone.
    private static let scalars: [Unicode.Scalar] = {
        var table: [Unicode.Scalar] = []
        for base in UInt8(ascii: "a")...UInt8(ascii: "z") {
            for shape in 0..<5 as Range<UInt8> {
                if let row = vowels.first(where: { $0.base == base && $0.shape.rawValue == shape }) {
                    table += row.letters
                } else {
                    let isStroke = shape == Shape.stroke.rawValue
                    table += Array(repeating: isStroke ? "đ" : Unicode.Scalar(base), count: 6)
                    table += Array(repeating: isStroke ? "Đ" : Unicode.Scalar(base - 32), count: 6)
                }
            }
        }
        return table
    }()
}
