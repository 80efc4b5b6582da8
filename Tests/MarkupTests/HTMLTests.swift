import Markup
import Testing

@Suite struct HTMLTests {
    @Test func `text is escaped for content and for quoted attributes`() {
        let hostile = "<script>\"'&</script>"
        let html: HTML = "<a title=\"\(hostile)\">\(hostile)</a>"
        let escaped = "&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;"
        #expect(html.string == "<a title=\"\(escaped)\">\(escaped)</a>")
    }

    @Test func `Vietnamese letters pass unchanged`() {
        let name = "Xã Đắk Pơ ‹Ê-đê› ở Điện Biên"
        let html: HTML = "<b>\(name)</b>"
        #expect(html.string == "<b>Xã Đắk Pơ ‹Ê-đê› ở Điện Biên</b>")
    }

    @Test func `a piece goes into another as it is, once`() {
        let inner: HTML = "<b>\("a & b")</b>"
        let outer: HTML = "<p>\(inner)</p>"
        #expect(outer.string == "<p><b>a &amp; b</b></p>")
    }

    @Test func `nothing is written for what is missing`() {
        let text: String? = nil, piece: HTML? = nil
        let html: HTML = "<p\(attribute: "lang", text)>\(text)\(piece)\([])</p>"
        #expect(html.string == "<p></p>")
    }

    @Test func `an attribute brings its own space and quotes`() {
        let html: HTML = "<td\(attribute: "data-label", "Tỷ lệ \"%\"")>"
        #expect(html.string == "<td data-label=\"Tỷ lệ &quot;%&quot;\">")
    }

    @Test func `a condition chooses between two pieces`() {
        func option(_ isChosen: Bool) -> HTML { "<option\(if: isChosen, " selected")>\(if: isChosen, "yes", else: "no")" }
        #expect(option(true).string == "<option selected>yes")
        #expect(option(false).string == "<option>no")
    }

    @Test(arguments: [
        ("/units/03127?as-of=2024-01-01", "/units/03127?as-of=2024-01-01"),
        ("https://dienbien.gov.vn/a?b=1&c=2", "https://dienbien.gov.vn/a?b=1&amp;c=2"),
        ("units:all/x", "#"), ("mailto:sdt@dienbien.gov.vn", "mailto:sdt@dienbien.gov.vn"), ("?at=14:05", "?at=14:05"),
        ("javascript:alert(1)", "#"), ("JavaScript:alert(1)", "#"), ("data:text/html,x", "#"), (" javascript:alert(1)", "#"),
    ])
    func `an address from a file cannot carry a script`(address: String, expected: String) {
        let html: HTML = "\(foreignAddress: address)"
        #expect(html.string == expected)
    }

    @Test func `whole numbers are written without thousands marks`() {
        let html: HTML = "\(0),\(-1200),\(Int.min),\(1_234_567)"
        #expect(html.string == "0,-1200,\(String(Int.min)),1234567")
    }

    @Test func `pieces join with a separator only between them`() {
        let pieces: [HTML] = ["a", "b", "c"]
        #expect(pieces.joined(separator: " › ").string == "a › b › c")
        #expect([HTML]().joined(separator: ", ").isEmpty)
        #expect([1, 2].html { "<li>\($0)</li>" }.string == "<li>1</li><li>2</li>")
    }
}
