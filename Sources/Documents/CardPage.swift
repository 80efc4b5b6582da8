import Domain

/// A card: what a record holds, on A4 upright, as an office files it.
struct CardPage {
    let paper: RecordPaper

    var xml: XML {
        let verify: XML = paper.address == nil ? "" : """
            <div class="verify">\(RecordPages.code(paper, millimetres: 28))<p>Xem thông tin công khai: quét mã QR hoặc mở địa chỉ<br>\(paper.address ?? "")</p></div>
            """
        return """
            <section class="card">\(if: paper.isIllustrative, "<div class=\"sample\">MINH HỌA</div>")\(RecordPages.head(paper, below: "\(given: paper.number, { "<p class=\"number\">Số: \($0)</p>" })"))\
            <h1>\(paper.name.uppercased())<br><span class="who">\(paper.heading)</span></h1>\(paper.lines.xml { "<p class=\"line\">\(RecordPages.rich($0))</p>" })\
            <table>\(facts.xml { "<tr><th>\($0.name)</th><td>\(PrintPage.text($0.value))</td></tr>" })</table>\
            <div class="end"><div class="left">\(verify)</div><div class="signer"><p class="date">\(paper.place), \(OfficialNumber.date(paper.day))</p><p><b>NGƯỜI LẬP PHIẾU</b></p><p class="hint">(Ký, ghi rõ họ tên)</p></div></div></section>
            """
    }

    private var facts: [RecordPaper.Fact] {
        [RecordPaper.Fact("Đơn vị", paper.unit)] + (paper.state.map { [RecordPaper.Fact("Trạng thái", $0)] } ?? []) + paper.facts
    }

    static let style: XML = """
        @page{size:A4;margin:\(length: PageMeasure.top)mm \(length: PageMeasure.right)mm \(length: PageMeasure.bottom)mm \(length: PageMeasure.left)mm}.card{break-after:page;position:relative}.card:last-child{break-after:auto}\
        \(RecordPages.headStyle).number{padding-top:6pt}.card h1{margin:16pt 0 12pt;text-align:center;font-weight:bold;line-height:1.3}.who{font-size:16pt}.line{margin:4pt 0;text-align:justify}\
        table{border-collapse:collapse;width:100%;font-size:13pt;line-height:1.25}th,td{border:.5pt solid;padding:2.5pt 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{width:58mm;font-weight:normal}\
        tr{break-inside:avoid}.end{margin-top:14pt;display:table;width:100%;break-inside:avoid}.end>div{display:table-cell;vertical-align:top}.signer{width:84mm;text-align:center;line-height:1.25;padding-bottom:24mm}\
        .date{font-style:italic}.hint{font-style:italic;font-size:11pt}.verify p{font-size:10pt;line-height:1.25;overflow-wrap:anywhere;width:70mm}.verify svg{display:block;margin-left:-2.5mm}\
        .sample{position:absolute;left:0;right:0;top:95mm;text-align:center;font:bold 80pt \(PrintStyle.family);color:#efefef;transform:rotate(-45deg);z-index:-1}
        """
}

/// Labels on A4: three across and seven down, as sheets of adhesive labels of 63.5 × 38.1 mm have them.
struct LabelSheet {
    let papers: [RecordPaper]
    private static let perSheet = 21

    var xml: XML {
        stride(from: 0, to: papers.count, by: Self.perSheet).xml { start in
            "<section class=\"sheet\">\(papers[start..<min(start + Self.perSheet, papers.count)].xml { label($0) })</section>"
        }
    }

    private func label(_ paper: RecordPaper) -> XML {
        let room = paper.drawing == nil ? 57.0 : 31, size = [10.5, 9.5, 8.5, 7.5].first { TextWidth.lines(paper.heading, width: room, size: $0, isBold: true).count <= 3 } ?? 7
        return """
            <div class="label"><div class="inside">\(if: paper.drawing != nil, "<div class=\"code\">\(RecordPages.code(paper, millimetres: 28))</div>")\
            <div class="words"><p class="heading" style="font-size:\(length: size)pt"><b>\(paper.heading)</b></p>\(paper.lines.xml { "<p>\(RecordPages.rich(RichText($0.plain)))</p>" })\
            <p class="unit">\(paper.unit)</p>\(given: paper.number, { "<p class=\"unit\">\($0)</p>" })\(if: paper.isIllustrative, "<p class=\"unit\"><i>Minh họa</i></p>")</div></div></div>
            """
    }

    static let style: XML = """
        @page{size:A4;margin:0}.sheet{position:relative;width:210mm;height:296.9mm;padding:15.1mm 0 0 7.2mm;box-sizing:border-box;break-after:page;overflow:hidden}.sheet:last-child{break-after:auto}\
        .label{float:left;width:63.5mm;height:38.1mm;margin-right:2.5mm;overflow:hidden}.inside{display:table;table-layout:fixed;width:63.5mm;height:38.1mm}.inside>div{display:table-cell;vertical-align:middle}\
        .code{width:29mm;text-align:right}.code svg{vertical-align:middle}.words{padding:1mm 2mm 1mm 1mm;font-size:8pt;line-height:1.2}.words p{margin-top:1.2pt}.label .inside>.words:first-child{padding-left:4mm}.unit{font-size:7.5pt}
        """
}
