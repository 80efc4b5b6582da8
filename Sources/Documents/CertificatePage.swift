import Domain

/// A certificate on one page across: country and agency, what it is, for whom and what for, who signs, and where everybody can verify it, within a thin band of brocade.
struct CertificatePage {
    let paper: RecordPaper

    var xml: XML {
        let lines = paper.lines, size = Self.size(of: paper)
        return """
            <section class="certificate">\(BrocadeFrame().xml)\(if: paper.isIllustrative, "<div class=\"sample\">MINH HỌA</div>")<div class="inside">\(RecordPages.head(paper, below: number))\
            <h1>\(paper.heading.uppercased())</h1><div class="words" style="font-size:\(length: size)pt">\(lines.enumerated().xml { index, line in
                "<p\(if: index == 0, " class=\"first\"")>\(RecordPages.rich(line))</p>"
            })</div>\(end)</div></section>
            """
    }

    private var number: XML { "\(given: paper.number, { "<p class=\"number\">Số: \($0)</p>" })" }

    private var end: XML {
        let verify: XML = paper.address == nil ? "" : """
            <div class="verify">\(RecordPages.code(paper, millimetres: 30))<p>Kiểm tra giấy này: quét mã QR hoặc mở địa chỉ<br><span class="address">\(paper.address ?? "")</span></p></div>
            """
        return """
            <div class="end"><div class="left">\(verify)</div><div class="signer"><p class="date">\(paper.place), \(OfficialNumber.date(paper.day))</p>\(paper.signers.xml { "<p><b>\($0)</b></p>" })</div></div>
            """
    }

    /// Letters of the lines, in points, so that what there is fits between heading and signature.
    private static func size(of paper: RecordPaper) -> Double {
        for size in [19.0, 17, 15, 13] {
            let count = paper.lines.enumerated().reduce(0.0) { sum, line in
                let factor = line.offset == 0 ? 1.25 : 1
                return sum + factor * Double(TextWidth.lines(line.element.plain, width: 225, size: size * factor, isBold: true).count)
            }
            if count * size * 1.55 * 25.4 / 72 <= 62 { return size }
        }
        return 12
    }

    static let style: XML = """
        @page{size:A4 landscape;margin:0}.certificate{position:relative;width:297mm;height:209.9mm;overflow:hidden;break-after:page}.certificate:last-child{break-after:auto}\
        .frame{position:absolute;left:0;top:0;width:297mm;height:209.9mm}.inside{position:absolute;left:27mm;right:27mm;top:24mm;bottom:21mm}\(RecordPages.headStyle)\
        .agency{width:92mm}.number{padding-top:5pt}.certificate h1{margin-top:9mm;text-align:center;font-size:36pt;line-height:1.15;letter-spacing:.04em;color:#a3221c;font-weight:bold}\
        .words{margin-top:6mm;text-align:center;line-height:1.5}.words .first{font-size:1.25em}.end{position:absolute;left:0;right:0;bottom:0;display:table;width:100%}\
        .end>div{display:table-cell;vertical-align:bottom}.end .signer{width:105mm;text-align:center;vertical-align:top;line-height:1.25;height:47mm}.date{font-style:italic}\
        .verify{width:110mm}.verify svg{display:block;margin-left:-2mm}.verify p{font-size:10pt;line-height:1.25}.address{overflow-wrap:anywhere}\
        .sample{position:absolute;left:0;right:0;top:80mm;text-align:center;font:bold 80pt \(PrintStyle.family);color:#efefef;transform:rotate(-25deg)}
        """
}

/// The band of brocade of the site's pages, run around a page across: diamonds in red and ink with gold between them.
struct BrocadeFrame {
    private static let width = 297.0, height = 209.9, edge = 10.0, band = 5.0

    var xml: XML {
        let w = Self.width, h = Self.height, e = Self.edge, b = Self.band
        let inner = e + b
        return """
            <svg class="frame" aria-hidden="true" viewBox="0 0 \(length: w) \(length: h)">\
            <rect x="\(length: e)" y="\(length: e)" width="\(length: w - 2 * e)" height="\(length: h - 2 * e)" fill="#a3221c"/>\
            <rect x="\(length: inner)" y="\(length: inner)" width="\(length: w - 2 * inner)" height="\(length: h - 2 * inner)" fill="#fff"/>\
            <path d="\(diamonds(size: b / 2, shift: 0))" fill="#1b1e2b"/><path d="\(diamonds(size: b / 4.4, shift: 0))" fill="#e0a526"/><path d="\(diamonds(size: b / 6, shift: 0.5))" fill="#e0a526"/>\
            <rect x="\(length: inner + 1.4)" y="\(length: inner + 1.4)" width="\(length: w - 2 * inner - 2.8)" height="\(length: h - 2 * inner - 2.8)" fill="none" stroke="#e0a526" stroke-width=".5"/></svg>
            """
    }

    /// Diamonds along the middle of the band, as many as fit evenly on each side.
    private func diamonds(size: Double, shift: Double) -> String {
        let middle = Self.edge + Self.band / 2, across = Self.width - 2 * middle, down = Self.height - 2 * middle
        let many = (across / (Self.band * 1.1)).rounded(), few = (down / (Self.band * 1.1)).rounded()
        var path = ""
        func put(_ x: Double, _ y: Double) {
            func n(_ value: Double) -> String { String(Double((value * 100).rounded()) / 100) }
            path += "M\(n(x - size)) \(n(y))L\(n(x)) \(n(y - size))L\(n(x + size)) \(n(y))L\(n(x)) \(n(y + size))z"
        }
        for step in 0..<Int(many) {
            let x = middle + across * (Double(step) + shift) / many
            put(x, middle)
            put(shift == 0 ? Self.width - x : x, Self.height - middle)
        }
        for step in 0..<Int(few) {
            let y = middle + down * (Double(step) + shift) / few
            put(Self.width - middle, y)
            put(middle, shift == 0 ? Self.height - y : y)
        }
        return path
    }
}
