import Domain

/// A document's text in WordprocessingML: head, text, signature and appendices, each appendix with pages of its own.
struct WordText {
    private let source: OfficialDocument

    init(_ document: OfficialDocument) { source = document }

    /// The part `word/document.xml`.
    var document: XML {
        var text = WordHead(source).xml + body(source.body, endsDocument: true, isLandscape: false) + signature
        // A section's measures stand in its last paragraph, the last section's at the end of all.
        var isLandscape = false
        for (index, appendix) in source.appendices.enumerated() {
            text += "<w:p><w:pPr><w:pStyle w:val=\"CuoiPhan\"/>\(section(isLandscape: isLandscape))</w:pPr></w:p>"
            text += appendixHead(appendix, number: source.appendices.count > 1 ? index + 1 : nil) + body(appendix.body, endsDocument: false, isLandscape: appendix.isLandscape)
            isLandscape = appendix.isLandscape
        }
        if source.appendices.isEmpty { text += "<w:p><w:pPr><w:pStyle w:val=\"CuoiPhan\"/></w:pPr></w:p>" }
        return "\(XML.declaration)<w:document \(XML.wordNames)><w:body>\(text)\(section(isLandscape: isLandscape))</w:body></w:document>"
    }

    private func section(isLandscape: Bool) -> XML {
        let (short, long) = (WordLength.twips(PageMeasure.short), WordLength.twips(PageMeasure.long))
        let size: XML = isLandscape ? "<w:pgSz w:w=\"\(long)\" w:h=\"\(short)\" w:orient=\"landscape\"/>" : "<w:pgSz w:w=\"\(short)\" w:h=\"\(long)\"/>"
        return """
            <w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/><w:footerReference w:type="default" r:id="rId7"/>\
            <w:footerReference w:type="first" r:id="rId7"/><w:type w:val="nextPage"/>\(size)<w:pgMar w:top="\(WordLength.twips(PageMeasure.top))" w:right="\(WordLength.twips(PageMeasure.right))" \
            w:bottom="\(WordLength.twips(PageMeasure.bottom))" w:left="\(WordLength.twips(PageMeasure.left))" w:header="567" w:footer="454" w:gutter="0"/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>
            """
    }

    // MARK: Pieces

    static func paragraph(_ style: StaticString, _ runs: XML, properties: XML = "") -> XML {
        "<w:p><w:pPr><w:pStyle w:val=\"\(XML(stringLiteral: style))\"/>\(properties)</w:pPr>\(runs)</w:p>"
    }

    /// Text as runs, each in a typeface that has its letters.
    static func run(_ text: String, isBold: Bool = false, isItalic: Bool = false, size: Double? = nil) -> XML {
        let properties: XML = "\(if: isBold, "<w:b/><w:bCs/>")\(if: isItalic, "<w:i/><w:iCs/>")\(given: size, half)"
        return OfficialText.stretches(OfficialText.cleaned(text)).xml { stretch in
            let typeface: XML = "\(given: stretch.typeface, { "<w:rFonts w:ascii=\"\($0)\" w:hAnsi=\"\($0)\" w:eastAsia=\"\($0)\" w:cs=\"\($0)\"/>" })"
            let all = typeface + properties
            let lines = stretch.text.split(separator: "\n", omittingEmptySubsequences: false)
            let content = lines.enumerated().xml { index, line in "\(if: index > 0, "<w:br/>")\(if: !line.isEmpty, "<w:t xml:space=\"preserve\">\(String(line))</w:t>")" }
            return "<w:r>\(if: !all.isEmpty, "<w:rPr>\(all)</w:rPr>")\(content)</w:r>"
        }
    }

    private static func half(_ points: Double) -> XML { "<w:sz w:val=\"\(Int(points * 2))\"/><w:szCs w:val=\"\(Int(points * 2))\"/>" }

    static func runs(_ text: RichText) -> XML { text.runs.xml { run($0.text, isBold: $0.isBold, isItalic: $0.isItalic) } }

    // MARK: Text

    private func body(_ blocks: [Block], endsDocument: Bool, isLandscape: Bool) -> XML {
        var counter = HeadingCounter()
        var xml = XML()
        if endsDocument {
            for (index, basis) in source.legalBases.enumerated() {
                xml += Self.paragraph("CanCu", Self.run(OfficialText.sentence(basis, mark: index == source.legalBases.count - 1 ? "." : ";")))
            }
        }
        let blocks = endsDocument ? blocks.endingDocument() : blocks
        for (index, block) in blocks.enumerated() {
            // The signature never stands on a page without a line of the text.
            let keeps: XML = endsDocument && index == blocks.count - 1 ? "<w:keepNext/><w:keepLines/>" : ""
            switch block {
            case .heading(let text, let level):
                let number = counter.next(level: level)
                let style: StaticString = level <= 1 ? "Heading1" : level == 2 ? "Heading2" : "Heading3"
                xml += Self.paragraph(style, Self.run("\(number) \(text)"))
            case .title(let text): xml += Self.paragraph("TieuDe", Self.run(text))
            case .paragraph(let text): xml += Self.paragraph("NoiDung", Self.runs(text), properties: keeps)
            case .list(let items): xml += items.enumerated().xml { place, item in Self.paragraph("GachDauDong", Self.runs(item), properties: place == items.count - 1 ? keeps : "") }
            case .table(let table): xml += WordTable(table, available: PageMeasure.textWidth(isLandscape: isLandscape)).xml
            case .note(let text): xml += Self.paragraph("GhiChu", Self.run(text))
            }
        }
        return xml
    }

    private func appendixHead(_ appendix: Appendix, number: Int?) -> XML {
        let name = number.map { "Phụ lục \(OfficialNumber.roman($0))" } ?? "Phụ lục"
        return Self.paragraph("PhuLuc", Self.run(name)) + Self.paragraph("TrichYeu", Self.run(appendix.title.uppercased())) + Self.paragraph("KemTheo", Self.run(source.appendixReference))
            + WordHead.rule(under: source.appendixReference, in: PageMeasure.textWidth(isLandscape: appendix.isLandscape), size: PageMeasure.textSize, share: 0.3) + Self.paragraph("OBang", "")
    }

    // MARK: Signature

    private var signature: XML {
        let recipients = Self.paragraph("NoiNhan", Self.run("Nơi nhận:")) + source.recipients.enumerated().xml { index, recipient in
            Self.paragraph("NoiNhanDong", Self.run("- " + OfficialText.sentence(recipient, mark: index == source.recipients.count - 1 ? "." : ";")))
        }
        let signer = source.signer.lines.xml { Self.paragraph("ChucVu", Self.run($0)) } + Self.paragraph("NguoiKy", Self.run(source.signer.name))
        return Self.paragraph("NoiNhanDong", "", properties: "<w:keepNext/>")
            + WordHead.columns(PageMeasure.recipientColumn, PageMeasure.signerColumn, rows: [(source.recipients.isEmpty ? Self.paragraph("NoiNhanDong", "") : recipients, signer)], name: "Nơi nhận và chữ ký")
    }
}

extension [Block] {
    /// The blocks with «./.» at the end of the last text, or on a line of its own behind a table or heading.
    func endingDocument() -> [Block] {
        var blocks = self
        switch blocks.last {
        case .paragraph(let text): blocks[blocks.count - 1] = .paragraph(text.ending())
        case .list(var items) where !items.isEmpty:
            items[items.count - 1] = items[items.count - 1].ending()
            blocks[blocks.count - 1] = .list(items)
        default: blocks.append(.paragraph("./."))
        }
        return blocks
    }
}

extension OfficialText {
    /// The text with a mark at its end in place of whatever mark it had.
    static func sentence(_ text: String, mark: String) -> String {
        var text = text
        while let last = text.last, last == "." || last == ";" || last == "," || last.isWhitespace { text.removeLast() }
        return text + mark
    }
}

/// The head of a document: agency and number at the left, the country and its motto at the right; below them kind and abstract, and to whom it goes.
struct WordHead {
    private let document: OfficialDocument

    init(_ document: OfficialDocument) { self.document = document }

    var xml: XML {
        var agency = XML()
        if let superior = document.superior { agency += WordText.paragraph("CoQuanChuQuan", WordText.run(PageMeasure.headLines(superior))) }
        agency += WordText.paragraph("CoQuanBanHanh", WordText.run(PageMeasure.headLines(document.agency, isBold: true)))
        agency += Self.rule(length: PageMeasure.ruleLength(under: PageMeasure.headLines(document.agency, isBold: true), in: PageMeasure.agencyColumn, size: PageMeasure.headSize), in: PageMeasure.agencyColumn)
        let mottoLength = TextWidth.of(PageMeasure.motto, size: PageMeasure.textSize, isBold: true)
        let country = WordText.paragraph("QuocHieu", WordText.run(PageMeasure.country)) + WordText.paragraph("TieuNgu", WordText.run(PageMeasure.motto))
            + Self.rule(length: mottoLength, in: PageMeasure.countryColumn)
        var number = WordText.paragraph("SoKyHieu", WordText.run(document.numberLine))
        if !document.type.hasHeading { number += WordText.paragraph("TrichYeuCongVan", WordText.run("V/v \(document.abstract)")) }
        if document.isDraft { number += mark("DỰ THẢO") }
        if let urgency = document.urgency { number += mark(urgency.mark) }
        let date = WordText.paragraph("DiaDanh", WordText.run(document.dateLine))
        return Self.columns(PageMeasure.agencyColumn, PageMeasure.countryColumn, rows: [(agency, country), (number, date)], name: "Tên cơ quan, Quốc hiệu và Tiêu ngữ") + title + addressees
    }

    /// A framed word, such as how urgent it is.
    private func mark(_ word: String) -> XML {
        let side = max(0, (PageMeasure.agencyColumn - TextWidth.of(word, size: PageMeasure.headSize, isBold: true)) / 2 - 3)
        let edge: XML = "w:val=\"single\" w:sz=\"8\" w:space=\"3\" w:color=\"000000\""
        return WordText.paragraph("DauChiDan", WordText.run(word), properties: """
            <w:pBdr><w:top \(edge)/><w:left \(edge)/><w:bottom \(edge)/><w:right \(edge)/></w:pBdr><w:ind w:left="\(WordLength.twips(side))" w:right="\(WordLength.twips(side))"/>
            """)
    }

    private var title: XML {
        guard document.type.hasHeading else { return "" }
        return WordText.paragraph("TenLoai", WordText.run(document.type.name.vi.uppercased())) + WordText.paragraph("TrichYeu", WordText.run(document.abstract))
            + Self.rule(under: document.abstract, in: PageMeasure.textWidth(isLandscape: false), size: PageMeasure.textSize, share: 0.42)
    }

    private var addressees: XML {
        switch document.addressees.count {
        case 0: return WordText.paragraph("OBang", "")
        case 1: return WordText.paragraph("KinhGui", WordText.run("Kính gửi: \(OfficialText.sentence(document.addressees[0], mark: "."))"))
        default:
            return WordText.paragraph("KinhGui", WordText.run("Kính gửi:"), properties: "<w:spacing w:before=\"240\" w:after=\"0\"/><w:ind w:left=\"1701\"/><w:jc w:val=\"left\"/>")
                + document.addressees.enumerated().xml { index, name in
                    WordText.paragraph("KinhGuiNhieu", WordText.run("- " + OfficialText.sentence(name, mark: index == document.addressees.count - 1 ? "." : ";")))
                } + WordText.paragraph("OBang", "")
        }
    }

    /// Two columns without lines.
    static func columns(_ left: Double, _ right: Double, rows: [(XML, XML)], name: String) -> XML {
        let widths = (WordLength.twips(left), WordLength.twips(right))
        return """
            <w:tbl><w:tblPr><w:tblW w:w="\(widths.0 + widths.1)" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0000"/><w:tblCaption w:val="\(name)"/></w:tblPr>\
            <w:tblGrid><w:gridCol w:w="\(widths.0)"/><w:gridCol w:w="\(widths.1)"/></w:tblGrid>\(rows.xml { row in """
                <w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="\(widths.0)" w:type="dxa"/></w:tcPr>\(row.0)</w:tc>\
                <w:tc><w:tcPr><w:tcW w:w="\(widths.1)" w:type="dxa"/></w:tcPr>\(row.1)</w:tc></w:tr>
                """ })</w:tbl>
            """
    }

    /// A line in the middle of a column.
    static func rule(length: Double, in column: Double) -> XML {
        let side = WordLength.twips(max(0, (column - length) / 2))
        return WordText.paragraph("DuongKe", "", properties: """
            <w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr><w:ind w:left="\(side)" w:right="\(side)"/>
            """)
    }

    /// A line as long as a share of the text above it.
    static func rule(under text: String, in column: Double, size: Double, share: Double) -> XML {
        let widest = TextWidth.lines(text, width: column, size: size, isBold: true).map { TextWidth.of($0, size: size, isBold: true) }.max() ?? 0
        return rule(length: min(widest, column) * share, in: column)
    }
}
