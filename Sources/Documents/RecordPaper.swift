import Domain

/// A record of a register as it is printed: a certificate to hang up, a card with what it holds, a label, or a line of a list. What stands where, not how it is drawn.
package struct RecordPaper: Hashable, Sendable {
    /// A QR code: a square of so many modules, quiet edge included, and the dark ones as a path of SVG.
    package struct Drawing: Hashable, Sendable {
        package var side: Int
        package var path: String

        package init(side: Int, path: String) {
            self.side = side
            self.path = path
        }
    }

    /// Something the record holds, by name.
    package struct Fact: Hashable, Sendable {
        package var name: String
        /// One or several lines.
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var kind: RecordPrint.Kind
    /// What the paper is called: `Phiếu hồ sơ`.
    package var name: String
    package var heading: String
    /// What was filled in stands in bold.
    package var lines: [RichText]
    package var facts: [Fact]
    package var number: String?
    package var state: String?
    package var unit: String
    /// The agency above the one that issues it; `nil` where there is none.
    package var superior: String?
    package var agency: String
    package var place: String
    /// The day that it bears: of a certificate when it was given, else when it was printed.
    package var day: Day
    /// Where everybody can see whether it holds; `nil` for what has no public page.
    package var address: String?
    package var drawing: Drawing?
    package var isIllustrative: Bool
    /// Who signs: a certificate in the lines above the signature, a list from the left.
    package var signers: [String]

    package init(kind: RecordPrint.Kind, name: String, heading: String, lines: [RichText] = [], facts: [Fact] = [], number: String? = nil, state: String? = nil, unit: String, superior: String? = nil, agency: String,
                 place: String, day: Day, address: String? = nil, drawing: Drawing? = nil, isIllustrative: Bool = false, signers: [String] = []) {
        self.kind = kind
        self.name = name
        self.heading = heading
        self.lines = lines
        self.facts = facts
        self.number = number
        self.state = state
        self.unit = unit
        self.superior = superior
        self.agency = agency
        self.place = place
        self.day = day
        self.address = address
        self.drawing = drawing
        self.isIllustrative = isIllustrative
        self.signers = signers
    }
}

extension PDFTypesetter {
    /// Papers of one kind as one PDF: certificates and cards each on pages of their own, labels many on a sheet.
    ///
    /// - Throws: ``DocumentFileError``.
    package func pdf(of papers: [RecordPaper], title: String) throws(DocumentFileError) -> [UInt8] { try pdf(page: RecordPages(papers, title: title).xml.utf8, identity: title) }
}

/// Papers as HTML with everything that they need.
struct RecordPages {
    let papers: [RecordPaper]
    let title: String

    init(_ papers: [RecordPaper], title: String) {
        self.papers = papers
        self.title = title
    }

    var xml: XML {
        let kind = papers.first?.kind ?? .card, style: XML, body: XML
        switch kind {
        case .certificate: (style, body) = (CertificatePage.style, papers.xml { CertificatePage(paper: $0).xml })
        case .card: (style, body) = (CardPage.style, papers.xml { CardPage(paper: $0).xml })
        case .label: (style, body) = (LabelSheet.style, LabelSheet(papers: papers).xml)
        case .list: (style, body) = (RollPage.style(columns: papers[0].facts.count), RollPage(papers: papers).xml)
        }
        return """
            <!DOCTYPE html>
            <html lang="vi-VN"><head><meta charset="utf-8"><title>\(title)</title><meta name="author" content="\(OfficialText.inSentence(papers.first?.agency ?? ""))"><meta name="generator" content="Khèn">\
            <style>html{font:14pt/1.3 \(PrintStyle.family)}body,p,h1,dl,dd{margin:0;padding:0;font-size:inherit}.rule{border-top:.75pt solid;margin:2pt auto 0}\(style)</style></head><body>\(body)</body></html>
            """
    }

    /// Agency and country side by side, as Decree 30/2020/NĐ-CP has them.
    static func head(_ paper: RecordPaper, below: XML = "") -> XML {
        let rule = PageMeasure.ruleLength(under: PageMeasure.headLines(paper.agency, isBold: true), in: PageMeasure.agencyColumn, size: PageMeasure.headSize)
        return """
            <div class="head"><div class="agency">\(given: paper.superior, { "<p>\(PrintPage.text(PageMeasure.headLines($0)))</p>" })<p><b>\(PrintPage.text(PageMeasure.headLines(paper.agency, isBold: true)))</b></p>\
            <div class="rule" style="width:\(length: rule)mm"></div>\(below)</div><div class="country"><p class="state">\(PageMeasure.country)</p><p class="motto">\(PageMeasure.motto)</p>\
            <div class="rule" style="width:\(length: TextWidth.of(PageMeasure.motto, size: PageMeasure.textSize, isBold: true))mm"></div></div></div>
            """
    }

    static let headStyle: XML = """
        .head{display:table;width:100%;line-height:1.2;text-align:center}.head>div{display:table-cell;vertical-align:top}.agency{width:\(length: PageMeasure.agencyColumn)mm;font-size:13pt}\
        .state{font-size:13pt;font-weight:bold;white-space:nowrap}.motto{font-weight:bold}
        """

    static func code(_ paper: RecordPaper, millimetres: Double) -> XML {
        guard let drawing = paper.drawing else { return "" }
        return """
            <svg class="qr" role="img" aria-label="Mã QR" viewBox="0 0 \(drawing.side) \(drawing.side)" style="width:\(length: millimetres)mm;height:\(length: millimetres)mm"><path d="\(drawing.path)" fill="#000"/></svg>
            """
    }

    static func rich(_ words: RichText) -> XML { words.runs.xml { $0.isBold ? "<b>\(PrintPage.text($0.text))</b>" : PrintPage.text($0.text) } }
}
