import Domain
import Foundation
import Testing

@Suite struct VietnameseTextTests {
    @Test(arguments: [
        ("e\u{323}\u{302}", "ệ"), ("e\u{302}\u{323}", "ệ"), ("ê\u{323}", "ệ"), ("ẹ\u{302}", "ệ"), ("o\u{31B}\u{301}", "ớ"), ("o\u{301}\u{31B}", "ớ"),
        ("ó\u{31B}", "ớ"),
        ("U\u{31B}\u{303}", "Ữ"), ("D\u{323}ie\u{302}\u{323}n", "Ḍiện"), ("e\u{340}", "è"), ("\u{212A}", "K"), ("a\u{306}\u{301}", "ắ"),
        ("a\u{301}\u{306}", "á\u{306}"),
        ("Y\u{306}", "Y\u{306}"), ("\u{301}", "\u{301}"), ("q\u{323}\u{301}", "q\u{323}\u{301}")
    ])
    func `letters and marks become one character, in whatever order the marks come`(written: String, composed: String) {
        #expect(Array(VietnameseText.nfc(written).unicodeScalars) == Array(composed.unicodeScalars))
        #expect(VietnameseText.isNFC(composed))
    }

    @Test func `every sequence of a Latin letter and two marks is composed as Foundation does`() {
        let marks = "\u{300}\u{301}\u{302}\u{303}\u{306}\u{309}\u{31B}\u{323}\u{308}\u{30C}\u{327}".unicodeScalars.map { String($0) }
        for letter in "aeiouydAEIOUYDăâêôơưđĂÂÊÔƠƯĐàảọÿñČŭẫữ" {
            for first in marks {
                for second in marks + [""] {
                    let text = "x\(letter)\(first)\(second)n"
                    #expect(
                        Array(VietnameseText.nfc(text).utf8) == Array(text.precomposedStringWithCanonicalMapping.utf8), "\(text.unicodeScalars.map(\.value))")
                }
            }
        }
    }

    @Test func `every Latin letter comes apart and together as Foundation has it`() {
        for value in Array(0xC0...0x24F) + Array(0x1E00...0x1EFF) as [UInt32] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let apart = String(scalar).decomposedStringWithCanonicalMapping
            #expect(Array(VietnameseText.nfc(apart).unicodeScalars) == [scalar])
            // A mark behind makes the letter come apart and be put together anew.
            let marked = String(scalar) + "\u{325}"
            #expect(Array(VietnameseText.nfc(marked).utf8) == Array(marked.precomposedStringWithCanonicalMapping.utf8))
        }
    }

    @Test func `names as macOS writes them become the official ones`() {
        for name in OfficialNames.bare {
            #expect(VietnameseText.isNFC(name))
            let apart = name.decomposedStringWithCanonicalMapping
            #expect(Array(VietnameseText.nfc(apart).utf8) == Array(name.utf8))
            #expect(VietnameseText.isNFC(apart) == (Array(apart.utf8) == Array(name.utf8)))
        }
    }

    @Test func `other scripts are left as they are`() {
        // Tai Viet and Cham, used by the Thái and Chăm; Hangul jamo, which form C would compose.
        for text in ["ꪼꪕ꫁", "ꨌꩌ", "\u{1112}\u{1161}\u{11AB}", "ไทย", "й"] { #expect(Array(VietnameseText.nfc(text).utf8) == Array(text.utf8)) }
    }

    @Test(arguments: [
        ("Đường Hoà", "duong hoa"), ("ĐƯỜNG  HÒA ", "duong hoa"), ("Ea H’Đing", "ea hding"), ("Ea H'đing", "ea hding"), ("M‘Đrắk", "mdrak"), ("Mʼgar", "mgar"),
        ("Ê – Đê", "e - de"), ("Ê-đê", "e-de"), ("Bà Rịa\u{2010}Vũng Tàu", "ba ria-vung tau"), ("Chư\u{A0}Păh", "chu pah"), ("Ayŭn Č\u{309}", "ayun c"),
        ("e\u{323}\u{302}", "e"),
        ("Ðà Nẵng", "da nang"), ("Thôn 2", "thon 2"), ("a\u{AD}b\u{200B}c", "abc"), ("  ", ""), ("ꪼꪕ", "ꪼꪕ"), ("İ", "i")
    ])
    func `a search key has no case, marks, apostrophes or double spaces, and d for đ`(text: String, key: String) { #expect(VietnameseText.folded(text) == key) }

    @Test(arguments: [("hòa", "hoà"), ("Thủy", "Thuỷ"), ("khỏe", "khoẻ"), ("Hòa Bình", "Hoà Bình"), ("lụy", "luỵ"), ("Tây Hoà", "Tây Hòa")])
    func `both placements of a tone mark have one key`(old: String, new: String) {
        #expect(Array(VietnameseText.toneKey(old).utf8) == Array(VietnameseText.toneKey(new).utf8))
    }

    @Test(arguments: [("Sơn Hà", "Sơn Hạ"), ("Ba Tơ", "Ba Tô"), ("Cẩm Giang", "Cẩm Giàng"), ("hoà an", "hoa àn"), ("Mai", "mai")])
    func `different names keep different keys`(a: String, b: String) { #expect(VietnameseText.toneKey(a) != VietnameseText.toneKey(b)) }

    @Test func `names sort by the CLDR rule for Vietnamese`() {
        // As ICU 78 and Foundation sort them for vi-VN with numbers as numbers.
        let sorted = [
            "Bắc Ninh", "Cần Thơ", "Da", "Dương", "Đa", "Đà Nẵng", "Đak", "Đồng Nai", "Hà", "Hà Giang", "Hạ Long", "Hà Nội", "ma", "mà", "mả", "mã", "má", "mạ",
            "Thôn 2", "Thôn 10", "Thôn 010A"
        ]
        #expect(sorted.reversed().sorted { isBefore($0, $1) } == sorted)
    }

    @Test(arguments: [
        ["an", "An", "àn", "anh"], ["Y Tí", "Ý Yên"], ["a", "ă", "â", "b", "d", "đ", "e", "ê", "f", "o", "ô", "ơ", "p", "u", "ư", "v", "w"],
        ["Bản 1", "Bản 1A", "Bản 2", "Bản Mé"]
    ])
    func `letters decide before tones, tones before case`(sorted: [String]) { #expect(sorted.reversed().sorted { isBefore($0, $1) } == sorted) }

    @Test func `names of the same letters and marks have one key however they are typed`() {
        #expect(VietnameseCollation.collationKey("Ea H’leo") == VietnameseCollation.collationKey("Ea H'leo"))
        #expect(VietnameseCollation.collationKey("e\u{323}\u{302}") == VietnameseCollation.collationKey("ệ"))
        #expect(VietnameseCollation.collationKey("Thôn 02") == VietnameseCollation.collationKey("Thôn 2"))
        #expect(VietnameseCollation.collationKey("") == [0, 0])
    }

    @Test func `official names stand in the order that ICU gives them`() {
        // Node 22 with ICU 78.2, Intl.Collator("vi", { numeric: true }). Foundation's compare takes Hoàng and Hồng for equal.
        let sorted = [
            "An Quảng Hữu", "Ba Tô", "Ba Tơ", "Bắc Ninh Hòa", "Cẩm Quan", "Diễn Hoa", "Đại Hoàng", "Đại Hồng", "Đắk R’La", "Đắk R'Lấp", "Đắk R’Măng",
            "Đắk R'Moan", "Đắk Ru",
            "Điện Thắng Bắc", "Ea T’ling", "Ea T'Ling", "Ea Tu", "Ea Yiêng", "Hoà Bình", "Hòa Bình", "Hòa Cuông", "Hòa Cư", "Hòa Khánh Tây", "Huyện Đam Rông",
            "Huỳnh Hữu Nghĩa", "Hừa Ngài",
            "Phường 1", "Phường 2", "Phường 10", "Phường Phương Liên - Trung Tự", "Phường Vạn Thạnh", "Sơn Hà", "Sơn Hạ", "Sơn Hải", "Xã Định Cư", "Xã Pà Cò",
            "Yên Luông", "Yên Lư"
        ]
        #expect(sorted.reversed().sorted { isBefore($0, $1) } == sorted)
    }

    @Test func `people sort by given name, then family name`() {
        let sorted = [
            "Lò Văn Ái", "Y Moan Ênuôl", "H'Hen Niê", "Cầm Thị Hoa", "Nguyễn Thị Hoa", "Nguyễn Văn Hoa", "Lường Thị Hòa", "Siu Black", "Y Thông Knul",
            "Vàng A Tủa"
        ]
        let expected = [
            "Lò Văn Ái", "Siu Black", "H'Hen Niê", "Cầm Thị Hoa", "Nguyễn Thị Hoa", "Nguyễn Văn Hoa", "Lường Thị Hòa", "Y Moan Ênuôl", "Y Thông Knul",
            "Vàng A Tủa"
        ]
        #expect(sorted.sorted { VietnameseCollation.personalNameKey($0).lexicographicallyPrecedes(VietnameseCollation.personalNameKey($1)) } == expected)
        #expect(VietnameseCollation.personalNameKey(" ") == [])
        #expect(VietnameseCollation.personalNameKey("Hoa") == VietnameseCollation.collationKey("Hoa") + [0, 0, 0, 0, 0, 0])
    }

    private func isBefore(_ a: String, _ b: String) -> Bool {
        VietnameseCollation.collationKey(a).lexicographicallyPrecedes(VietnameseCollation.collationKey(b))
    }
}

@Suite struct SearchIndexTests {
    private let index = SearchIndex<String>(
        [
            ("21289", ["Xã Sơn Hà", "Sơn Hà"]), ("21292", ["Xã Sơn Hạ", "Sơn Hạ"]), ("thuong", ["Xã Sơn Hà Thượng"]),
            ("hoabinh", ["Tỉnh Hòa Bình", "Hòa Bình"]),
            ("phuong", ["Phường Mường Thanh"]), ("xa", ["Xã Mường Thanh"]), ("phang", ["Xã Mường Phăng", "Mường Phăng"]), ("xadung", ["Xã Xa Dung", "Xa Dung"]),
            ("dung", ["Xã Dũng"]), ("hleo", ["Xã Ea H’leo"]), ("ede", ["Dân tộc Ê-đê"]), ("ban1", ["Bản 1"]), ("thon1", ["Thôn 1"]),
            ("dongnai", ["Thành phố Đồng Nai", "Tỉnh Đồng Nai"])
        ].map { (id: $0.0, texts: $0.1) })

    private func ids(_ query: String) -> [String] { index.search(query).map(\.id) }

    @Test func `a query with diacritics puts the same diacritics first, one without finds both`() {
        #expect(ids("Sơn Hà") == ["21289", "21292", "thuong"])
        #expect(ids("sơn hạ").prefix(2) == ["21292", "21289"])
        #expect(ids("son ha") == ["21289", "21292", "thuong"])
        #expect(index.search("Sơn Hà").map(\.rank) == [.exact, .folded, .prefix])
        #expect(index.search("son ha").map(\.rank) == [.folded, .folded, .foldedPrefix])
    }

    @Test func `the other tone placement is nearly exact`() {
        #expect(index.search("Hoà Bình").map(\.id) == ["hoabinh"])
        #expect(index.search("Hoà Bình").first?.rank == .tonePlacement)
        #expect(index.search("hòa bình").first?.rank == .exact)
        #expect(index.search("hoà b").first?.rank == .prefix)
    }

    @Test func `the type word may be there or not, and decides between equal names`() {
        #expect(ids("phường mường thanh") == ["phuong", "xa"])
        #expect(ids("xa muong thanh") == ["xa", "phuong"])
        #expect(ids("Mường Thanh") == ["phuong", "xa"])
        #expect(ids("tp đồng nai") == ["dongnai"])
        #expect(ids("huyện Mường Phăng") == ["phang"])
    }

    @Test func `Xa is not xã`() {
        #expect(ids("xa dung").first == "xadung")
        #expect(ids("Xa Dung") == ["xadung", "dung"])
        #expect(ids("xã dũng").first == "dung")
        #expect(ids("dũng").first == "dung")
    }

    @Test func `words are found in any order and from their beginnings`() {
        #expect(index.search("phăng mường").map(\.rank) == [.words])
        #expect(index.search("phang muo").map(\.id) == ["phang"])
        #expect(ids("thượng hà") == ["thuong"])
        #expect(ids("ăng").isEmpty)
    }

    @Test func `apostrophes and hyphens do not matter`() {
        #expect(ids("ea h'leo") == ["hleo"])
        #expect(ids("Ea Hleo") == ["hleo"])
        #expect(ids("ê đê") == ["ede"])
        #expect(ids("e-de") == ["ede"])
    }

    @Test func `a village is found by its kind and number`() {
        #expect(ids("bản 1").first == "ban1")
        #expect(ids("thon 1").first == "thon1")
    }

    @Test func `an alias that matches says so, and each thing is found once`() {
        #expect(index.search("Tỉnh Đồng Nai").map(\.text) == [1])
        #expect(ids("sơn hà").count == Set(ids("sơn hà")).count)
    }

    @Test func `an empty query finds nothing, and no more than asked for comes back`() {
        #expect(ids(" - ").isEmpty)
        #expect(index.search("x", limit: 2).count == 2)
        #expect(index.search("x", limit: 0).isEmpty)
        #expect(ids("Tủa Chùa").isEmpty)
    }

    @Test func `every official name is found first by itself`() {
        let names = OfficialNames.bare
        let index = SearchIndex(names.enumerated().map { (id: $0.offset, texts: [$0.element]) })
        for (number, name) in names.enumerated().filter({ $0.offset % 400 == 0 }) {
            let first = index.search(name, limit: 1).first
            #expect(first?.rank == .exact)
            #expect(first.map { VietnameseText.folded(names[$0.id]) } == VietnameseText.folded(names[number]))
        }
    }
}
