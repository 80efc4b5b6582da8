import Domain
import Testing

@Suite struct LegacyTextTests {
    @Test(
        arguments: [
            ("TØnh §iÖn Biªn", LegacyText.Encoding.tcvn3, "Tỉnh Điện Biên"), ("Tænh Ñieän Bieân", .vni, "Tỉnh Điện Biên"),
            ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", .tcvn3, "Cộng hoà xã hội chủ nghĩa Việt Nam"),
            ("Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam", .vni, "Cộng hoà xã hội chủ nghĩa Việt Nam"), ("UBND x· M­êng Ph¨ng", .tcvn3, "UBND xã Mường Phăng"),
            ("UBND xaõ Möôøng Phaêng", .vni, "UBND xã Mường Phăng"),
            ("TØNH §IÖN BI£N", .tcvn3, "TỈNH ĐIỆN BIÊN"), ("TÆNH ÑIEÄN BIEÂN", .vni, "TỈNH ĐIỆN BIÊN"), ("§¾k L¾k", .tcvn3, "Đắk Lắk"),
            ("Ñaék Laék", .vni, "Đắk Lắk"), ("Lß V¶", .tcvn3, "Lò Vả"),
            ("hé nghÌo: 12,5 % (§VT: hé)", .tcvn3, "hộ nghèo: 12,5 % (ĐVT: hộ)"), ("Số hộ", nil, "Số hộ")
        ] as [(String, LegacyText.Encoding?, String)])
    func `text of old fonts is recognised and converted`(text: String, encoding: LegacyText.Encoding?, unicode: String) throws {
        #expect(LegacyText.detect(text) == encoding)
        guard let encoding else { return }
        #expect(Array(try LegacyText.convert(text, from: encoding).utf8) == Array(unicode.utf8))
    }

    @Test func `no official name is taken for text of old fonts`() {
        for name in OfficialNames.all { #expect(LegacyText.verdict(on: name) == .none, "\(name)") }
        #expect(LegacyText.evidence(in: OfficialNames.all).verdict == .none)
    }

    @Test(arguments: [
        "Hoà", "Toàn", "Xoá", "Cô Tô", "Krông Nô", "Êban", "Mlô", "Niê", "Y Thông Knul", "H'Hen Niê", "Buôn Kô Siêr", "Bkrông", "Kbuôr", "Êñuôl", "Hmông",
        "Mông", "Tày", "Thái", "Lô Lô",
        "Khơ-mú", "La Hủ", "Cơ Lao", "Pà Thẻn", "Rơ-măm", "Brâu", "Ơ-đu", "Xinh-mun", "Giấy 3 lớp", "«Bình dân học vụ số»", "«Ba Na»", "Lào Cai", "Hà Nam",
        "Cà Mau", "Vân Hồ", "Tân Lâm", "Phú Yên",
        "café", "résumé", "naïve", "São Tomé", "Côte d’Ivoire", "Zürich", "Ångström", "façade", "10 µm", "N·m", "25 °C", "50 m²", "1½", "£5", "§ 5",
        "© 2026 Khèn", "®", "A · B", "5 × 3", "",
        "Digital literacy – 100%", "Người Ê-đê ở Đắk Lắk", "số 05/QĐ-UBND", "e\u{302}", "ꪼꪕ"
    ])
    func `Vietnamese, minority names, other languages and signs are left alone`(text: String) { #expect(LegacyText.verdict(on: text) == .none) }

    @Test(arguments: LegacyText.Encoding.allCases)
    func `every letter survives the way into an old encoding and back`(encoding: LegacyText.Encoding) throws {
        let letters = OldFonts.letters.filter { encoding == .vni || $0.unicodeScalars.first?.properties.isLowercase == true || "ĂÂÊÔƠƯĐ".contains($0) }
        #expect(letters.count == (encoding == .vni ? 134 : 74))
        for letter in letters {
            let old = try #require(OldFonts.write(String(letter), encoding))
            #expect(Array(try LegacyText.convert(old, from: encoding).utf8) == Array(String(letter).utf8))
        }
    }

    @Test(arguments: LegacyText.Encoding.allCases)
    func `official names written with old fonts come back, and hardly any goes unnoticed`(encoding: LegacyText.Encoding) throws {
        var written = 0
        var unnoticed: [String] = []
        // In SRó two capitals look like a word of capitals.
        for name in OfficialNames.bare where name != "SRó" {
            guard let old = OldFonts.write(name, encoding), old != name else { continue }
            let converted = try LegacyText.convert(old, from: encoding)
            #expect(converted == name, "\(old) gives \(converted)")
            written += 1
            let verdict = LegacyText.verdict(on: old)
            if verdict == .none { unnoticed.append("\(name): \(old)") }
            #expect(verdict != .legacy(encoding == .vni ? .tcvn3 : .vni), "\(name): \(old)")
        }
        #expect(written > 6000)
        #expect(unnoticed.count * 100 < written * 6, "\(unnoticed.count) of \(written): \(unnoticed.prefix(60))")
    }

    @Test(arguments: LegacyText.Encoding.allCases)
    func `a file is recognised as a whole, with words that alone could be either`(encoding: LegacyText.Encoding) {
        let old = OfficialNames.all.compactMap { OldFonts.write($0, encoding) }
        #expect(LegacyText.evidence(in: old).verdict == .legacy(encoding))
    }

    @Test func `a file in two old encodings is ambiguous`() {
        let evidence = LegacyText.evidence(in: ["TØnh §iÖn Biªn", "Tænh Ñieän Bieân", "Hà Nội", "100"])
        #expect((evidence.tcvn3, evidence.vni, evidence.unicode) == (1, 1, 1))
        #expect(evidence.verdict == .ambiguous)
    }

    @Test func `what an encoding cannot hold is refused with its place`() {
        #expect(throws: LegacyTextError.alreadyUnicode("ộ", offset: 4)) { try LegacyText.convert("Hà Nội", from: .tcvn3) }
        #expect(throws: LegacyTextError.notInEncoding("à", offset: 1, .tcvn3)) { try LegacyText.convert("Lào Cai", from: .tcvn3) }
        #expect(throws: LegacyTextError.notInEncoding("à", offset: 1, .vni)) { try LegacyText.convert("Hà Nam", from: .vni) }
    }

    @Test func `signs, quotation marks and digits stay`() throws {
        #expect(try LegacyText.convert("“B¶n” – 5 °C, 20 m²", from: .tcvn3) == "“Bản” – 5 °C, 20 m²")
        #expect(try LegacyText.convert("“Baûn” – 5 °C", from: .vni) == "“Bản” – 5 °C")
    }
}

/// Writes Vietnamese the way files for old fonts hold it, by the code charts in hexadecimal.
///
/// Source: «Bảng đối chiếu encoding các bộ chữ hiện hành với Unicode», columns TCVN and VNI; TCVN also as GNU libc's charmap TCVN5712-1.
private enum OldFonts {
    static let vowels = [
        "a": "àảãáạ", "ă": "ằẳẵắặ", "â": "ầẩẫấậ", "e": "èẻẽéẹ", "ê": "ềểễếệ", "i": "ìỉĩíị", "o": "òỏõóọ", "ô": "ồổỗốộ", "ơ": "ờởỡớợ", "u": "ùủũúụ",
        "ư": "ừửữứự", "y": "ỳỷỹýỵ"
    ]
    static let letters: [Character] = {
        let lower = vowels.flatMap { Array($0.value) } + Array("ăâêôơưđ")
        return lower + lower.map { Character($0.uppercased()) }
    }()

    static func write(_ text: String, _ encoding: LegacyText.Encoding) -> String? {
        var bytes: [UInt8] = []
        for character in text {
            if let ascii = character.asciiValue {
                bytes.append(ascii)
            } else if let code = (encoding == .tcvn3 ? tcvn3 : vni)[character] {
                bytes += code
            } else {
                return nil
            }
        }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static let tcvn3: [Character: [UInt8]] = {
        let charts: [(String, [UInt8])] = [
            ("ĂÂÊÔƠƯĐăâêôơưđ", Array(0xA1...0xAE)), ("àảãáạ", Array(0xB5...0xB9)), ("ằẳẵắặ", [0xBB, 0xBC, 0xBD, 0xBE, 0xC6]), ("ầẩẫấậ", Array(0xC7...0xCB)),
            ("èẻẽéẹ", [0xCC, 0xCE, 0xCF, 0xD0, 0xD1]), ("ềểễếệ", Array(0xD2...0xD6)), ("ìỉĩíị", [0xD7, 0xD8, 0xDC, 0xDD, 0xDE]),
            ("òỏõóọ", [0xDF, 0xE1, 0xE2, 0xE3, 0xE4]),
            ("ồổỗốộ", Array(0xE5...0xE9)), ("ờởỡớợ", Array(0xEA...0xEE)), ("ùủũúụ", [0xEF, 0xF1, 0xF2, 0xF3, 0xF4]), ("ừửữứự", Array(0xF5...0xF9)),
            ("ỳỷỹýỵ", Array(0xFA...0xFE))
        ]
        return Dictionary(uniqueKeysWithValues: charts.flatMap { zip($0.0, $0.1.map { [$0] }) })
    }()

    private static let vni: [Character: [UInt8]] = {
        let tones: [UInt8] = [0xF8, 0xFB, 0xF5, 0xF9, 0xEF], circumflex: [UInt8] = [0xE0, 0xE5, 0xE3, 0xE1, 0xE4],
            breve: [UInt8] = [0xE8, 0xFA, 0xFC, 0xE9, 0xEB]
        var table: [Character: [UInt8]] = ["đ": [0xF1], "ơ": [0xF4], "ư": [0xF6], "ă": [0x61, 0xEA], "â": [0x61, 0xE2], "ê": [0x65, 0xE2], "ô": [0x6F, 0xE2]]
        let rows: [(String, UInt8, [UInt8])] = [
            ("a", 0x61, tones), ("ă", 0x61, breve), ("â", 0x61, circumflex), ("e", 0x65, tones), ("ê", 0x65, circumflex), ("o", 0x6F, tones),
            ("ô", 0x6F, circumflex),
            ("ơ", 0xF4, tones), ("u", 0x75, tones), ("ư", 0xF6, tones), ("y", 0x79, tones)
        ]
        for (vowel, base, marks) in rows {
            for (letter, mark) in zip(vowels[vowel]!, marks) { table[letter] = [base, mark] }
        }
        table["ỵ"] = [0xEE]
        for (letter, code) in zip("ìỉĩíị", [0xEC, 0xE6, 0xF3, 0xED, 0xF2] as [UInt8]) { table[letter] = [code] }
        // Capitals lie 32 below.
        for (letter, codes) in table { table[Character(letter.uppercased())] = codes.map { $0 - 0x20 } }
        return table
    }()
}
