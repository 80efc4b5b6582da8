import Markup
import Testing

@Suite struct PieceTests {
    @Test func `each cell repeats its heading for narrow screens`() {
        let table = Table(caption: "Theo dân tộc", columns: [.init("Dân tộc"), .init("Tỷ lệ", isNumeric: true)], rows: [["Thái", "64,4%"]]).html.string
        #expect(table.contains("<caption>Theo dân tộc</caption>"))
        #expect(table.contains("<th scope=\"row\">Thái</th><td class=\"n\" data-label=\"Tỷ lệ\">64,4%</td>"))
    }

    @Test func `a sorted column says so to everyone`() {
        let columns = [Table.Column("Xã", sorting: .init(address: "?sort=name")), Table.Column("Tỷ lệ", isNumeric: true, sorting: .init(address: "?sort=value&order=up", order: .descending))]
        let table = Table(caption: "", columns: columns, rows: []).html.string
        #expect(table.contains("<th scope=\"col\"><a href=\"?sort=name\">Xã</a></th>"))
        #expect(table.contains("aria-sort=\"descending\"><a href=\"?sort=value&amp;order=up\">Tỷ lệ <span aria-hidden=\"true\">↓</span></a>"))
    }

    @Test func `groups have a heading over the whole width`() {
        let table = Table(caption: "", isCaptionHidden: true, columns: [.init("a"), .init("b")], groups: [.init("Kinh tế số", rows: [])]).html.string
        #expect(table.contains("<tr class=\"group\"><th colspan=\"2\" scope=\"rowgroup\">Kinh tế số</th></tr>"))
        #expect(table.contains("<caption class=\"unseen\">"))
    }

    @Test func `a field with an error points to it and keeps what was typed`() {
        let field = Field("due", label: "Hạn", hint: "dd/MM/yyyy", error: "Không có ngày 31/11", isRequired: true, control: .line(type: "text", value: "31/11/2026\"")).html.string
        #expect(field.contains("<div class=\"field bad\"><label for=\"due\">Hạn</label>"))
        #expect(field.contains("id=\"due\" name=\"due\" required aria-invalid=\"true\" aria-describedby=\"due-hint due-error\""))
        #expect(field.contains("value=\"31/11/2026&quot;\""))
    }

    @Test func `a text box keeps its first line break`() {
        let field = Field("note", label: "Ghi chú", control: .lines(value: "\n<b>")).html.string
        #expect(field.contains("<textarea rows=\"4\" id=\"note\" name=\"note\">\n\n&lt;b&gt;</textarea>"))
    }

    @Test func `a choice marks the chosen option only`() {
        let field = Field("p", label: "Tỉnh", control: .choice(options: [("11", "Điện Biên"), ("14", "Sơn La")], value: "14")).html.string
        #expect(field.contains("<option value=\"11\">Điện Biên</option><option value=\"14\" selected>Sơn La</option>"))
    }

    @Test func `the error summary leads to each wrong field and is absent without any`() {
        let good = Field("a", label: "A", control: .number(value: "")), bad = Field("b", label: "B", error: "Thiếu", control: .number(value: ""))
        #expect(errorSummary(title: "Cần sửa", fields: [good, bad]).string.contains("<ul><li><a href=\"#b\">B: Thiếu</a></li></ul>"))
        #expect(errorSummary(title: "Cần sửa", fields: [good]).isEmpty)
    }

    @Test func `the pager has no way beyond either end`() {
        let first = pager(shown: "1–50 trong 124", previous: nil, next: ("Tiếp", "?after=x&n=50"), label: "Các phần").string
        #expect(first == "<nav class=\"pager\" aria-label=\"Các phần\"><span>1–50 trong 124</span><a rel=\"next\" href=\"?after=x&amp;n=50\">Tiếp ›</a></nav>")
    }

    @Test func `every standing has its own mark and word, so colour is never alone`() {
        #expect(Set(Standing.allCases.map(\.mark.string)).count == Standing.allCases.count)
        #expect(Standing.behind.labelled("Chậm").string == "<span class=\"standing behind\"><span aria-hidden=\"true\">▼</span> Chậm</span>")
    }
}
