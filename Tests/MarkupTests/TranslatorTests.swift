import Markup
import Testing

@Suite struct TranslatorTests {
    let catalogue = Phrasebook([
        "One report is late|{0} reports are late": "{0} báo cáo chậm",
        "{0} of {1}": "{1} có {0}",
        "Reported by {0}": "Người báo cáo: {0}",
        "on course": "đúng tiến độ",
        "State: {0}": "Tình trạng: {0}",
    ])
    var vi: Translator { Translator(.vi, catalogue) }
    var en: Translator { Translator(.en, catalogue) }

    @Test func `the literal is the key and every interpolation a numbered place`() {
        let text: Text = "\(3) villages of \("Na Son"), \(percent: 61)"
        #expect(text.key == "{0} villages of {1}, {2}")
    }

    @Test func `numbers in a sentence take the form of the language`() {
        #expect(vi("One report is late|\(1234) reports are late") == "1.234 báo cáo chậm")
        #expect(en("One report is late|\(1234) reports are late") == "1,234 reports are late")
        #expect(en("\(2.25, decimals: 2) km") == "2.25 km")
        #expect(vi("\(percent: 45.6)") == "45,6%")
    }

    @Test func `English has a form for one and a form for others`() {
        func said(_ count: Int) -> String { en("One report is late|\(count) reports are late") }
        #expect(said(1) == "One report is late")
        #expect(said(0) == "0 reports are late")
        #expect(said(21) == "21 reports are late")
    }

    @Test func `a translation may turn the order round`() {
        #expect(vi("\(5) of \("Điện Biên")") == "Điện Biên có 5")
    }

    @Test func `what people supplied is not read as a place`() {
        #expect(en("\("{1}") of \("{0}|")") == "{1} of {0}|")
        #expect(vi("Reported by \("{0}")") == "Người báo cáo: {0}")
    }

    @Test func `a sentence may hold a translated word and a name in two languages`() {
        #expect(vi("State: \("on course" as Text)") == "Tình trạng: đúng tiến độ")
        #expect(vi("State: \(vi: "Tỉnh", en: "Province")") == "Tình trạng: Tỉnh")
        #expect(en("State: \(vi: "Tỉnh", en: "Province")") == "State: Province")
    }

    @Test func `a missing sentence is said in English and remembered`() {
        let t = Translator(.vi, catalogue)
        #expect(t("No such \("thing")") == "No such thing")
        #expect(catalogue.missingKeys == ["No such {0}"])
    }

    @Test func `English needs no catalogue and misses nothing`() {
        #expect(en("Anything") == "Anything")
        #expect(catalogue.missingKeys.isEmpty)
    }

    @Test func `a sentence with a link escapes its words and names but not the link`() {
        let link: HTML = "<a href=\"/people/1\">\("Lò Thị <Mai>")</a>"
        #expect(vi.html("Reported by \(link)").string == "Người báo cáo: <a href=\"/people/1\">Lò Thị &lt;Mai&gt;</a>")
        #expect(en.html("A & B: \("<b>") and \(1)").string == "A &amp; B: &lt;b&gt; and 1")
    }

    @Test func `a catalogue is one JSON object of texts`() throws {
        let read = try Phrasebook(json: Array(#"{"on course": "đúng tiến độ"}"#.utf8))
        #expect(Translator(.vi, read)("on course") == "đúng tiến độ")
        #expect(throws: DecodingError.self) { try Phrasebook(json: Array("[]".utf8)) }
        #expect(throws: DecodingError.self) { try Phrasebook(json: Array("{".utf8)) }
    }
}
