import Domain

/// Records of a list in one table under an office's head, to be signed or attached: upright for few columns, else across the page.
struct RollPage {
    /// One of the list each: what they have in common stands above the table, their facts are its cells.
    let papers: [RecordPaper]

    var xml: XML {
        let first = papers[0], hasSample = papers.contains(where: \.isIllustrative), numeric = self.numeric
        return """
            <section class="roll">\(if: hasSample, "<div class=\"sample\">MINH HỌA</div>")\(RecordPages.head(first))<h1>\(heading)</h1>\(common.xml { "<p class=\"line\">\(RecordPages.rich($0))</p>" })\
            <table><thead><tr><th>TT</th>\(first.facts.indices.xml { "<th\(if: isBlank($0), " class=\"w\"")>\(PrintPage.text(first.facts[$0].name))</th>" })</tr></thead>\
            <tbody>\(papers.enumerated().xml { number, paper in "<tr><td class=\"c\">\(number + 1)</td>\(paper.facts.enumerated().xml { column, fact in "<td\(if: numeric.contains(column), " class=\"r\"")>\(PrintPage.text(fact.value))</td>" })</tr>" })</tbody></table>\
            <p class="count">Danh sách có \(papers.count) mục.</p><div class="end"><p class="date">\(first.place), \(OfficialNumber.date(first.day))</p>\
            <div class="signers">\(signers.xml { "<div><p><b>\(PrintPage.text($0.uppercased()))</b></p><p class=\"hint\">(Ký, ghi rõ họ tên)</p></div>" })</div></div></section>
            """
    }

    private var signers: [String] { papers[0].signers.isEmpty ? ["Người lập danh sách"] : papers[0].signers }

    /// Words that differ from record to record say nothing of the list.
    private var heading: XML {
        let name = papers[0].name.uppercased(), words = papers[0].heading
        return papers.allSatisfy { $0.heading == words } && words.uppercased() != name ? "\(name)<br><span class=\"who\">\(PrintPage.text(words))</span>" : "\(name)"
    }

    private var common: [RichText] { papers[0].lines.filter { line in papers.allSatisfy { $0.lines.contains(line) } } }

    /// Columns to write into.
    private func isBlank(_ column: Int) -> Bool { papers.allSatisfy { $0.facts[column].value.isEmpty } }

    /// Columns in which only figures stand.
    private var numeric: Set<Int> {
        Set(papers[0].facts.indices.filter { column in
            let values = papers.map { $0.facts[column].value }.filter { !$0.isEmpty }
            return !values.isEmpty && values.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isNumber || ",.-%".contains($0)) } }
        })
    }

    static func style(columns: Int) -> XML {
        """
        @page{size:A4\(if: columns > 5, " landscape");margin:\(length: PageMeasure.top)mm \(length: PageMeasure.right)mm \(length: PageMeasure.bottom)mm \(length: PageMeasure.left)mm;\
        @top-center{content:counter(page);font:13pt \(PrintStyle.family);vertical-align:middle}}@page:first{@top-center{content:none}}\
        \(RecordPages.headStyle).roll{position:relative}.roll h1{margin:14pt 0 8pt;text-align:center;font-weight:bold;line-height:1.3}.line{margin:3pt 0;text-align:center}\
        table{border-collapse:collapse;width:100%;margin-top:10pt;font-size:12pt;line-height:1.2}th,td{border:.5pt solid;padding:3pt 1.5mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
        th{text-align:center;vertical-align:middle}th:first-child{width:10mm}.w{width:22mm}td{height:8mm}.c{text-align:center}.r{text-align:right;white-space:nowrap}tr{break-inside:avoid}\
        .count{margin-top:6pt;font-size:12pt;font-style:italic}.end{margin-top:8pt;break-inside:avoid;padding-bottom:24mm}.date{text-align:right;font-style:italic}\
        .signers{display:table;table-layout:fixed;width:100%;margin-top:4pt;text-align:center;line-height:1.25}.signers>div{display:table-cell;vertical-align:top}.hint{font-style:italic;font-size:11pt}\
        .sample{position:absolute;left:0;right:0;top:70mm;text-align:center;font:bold 80pt \(PrintStyle.family);color:#efefef;transform:rotate(-30deg);z-index:-1}
        """
    }
}
