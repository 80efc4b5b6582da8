import Domain

extension OfficialDocument {
    /// The document as HTML for a program that sets pages, such as WeasyPrint: whole in itself, asks for no other file.
    package func printPage() -> [UInt8] { PrintPage(self).xml.utf8 }
}

/// A document as HTML with everything that its paper needs.
struct PrintPage {
    private let document: OfficialDocument

    init(_ document: OfficialDocument) { self.document = document }

    var xml: XML {
        let created = document.issue?.day.iso ?? "\(document.draftYear)-01-01"
        return """
            <!DOCTYPE html>
            <html lang="vi-VN"><head><meta charset="utf-8"><title>\(document.title)</title><meta name="author" content="\(OfficialText.inSentence(document.agency))">\
            <meta name="description" content="\(document.abstract)"><meta name="generator" content="Khèn"><meta name="dcterms.created" content="\(created)"><meta name="dcterms.modified" content="\(created)">\
            <style>\(PrintStyle(document).xml)</style></head><body>\(if: document.isDraft, "<div class=\"watermark\">DỰ THẢO</div>")\
            \(if: document.trace?.line.isEmpty == false, "<div class=\"trace\">\(document.trace?.line ?? "")</div>")\(head)\(title)\(addressees)\
            \(document.legalBases.enumerated().xml { index, basis in "<p class=\"basis\">\(Self.text(OfficialText.sentence(basis, mark: index == document.legalBases.count - 1 ? "." : ";")))</p>" })\
            \(Self.blocks(document.body.endingDocument(), isLandscape: false))\(signature)\(appendices)</body></html>
            """
    }

    // MARK: Head

    private var head: XML {
        let rule = PageMeasure.ruleLength(under: PageMeasure.headLines(document.agency, isBold: true), in: PageMeasure.agencyColumn, size: PageMeasure.headSize)
        let motto = TextWidth.of(PageMeasure.motto, size: PageMeasure.textSize, isBold: true)
        return """
            <div class="columns head"><div><div class="agency">\(given: document.superior, { "<p>\(Self.text(PageMeasure.headLines($0)))</p>" })<p><b>\(Self.text(PageMeasure.headLines(document.agency, isBold: true)))</b></p>\
            \(Self.rule(rule))</div><div class="country"><p class="state">\(PageMeasure.country)</p><p class="motto">\(PageMeasure.motto)</p>\(Self.rule(motto))</div></div>\
            <div><div class="number"><p>\(document.numberLine)</p>\(if: !document.type.hasHeading, "<p class=\"about\">V/v \(Self.text(document.abstract))</p>")\
            \(if: document.isDraft, "<p><span class=\"mark\">DỰ THẢO</span></p>")\(given: document.urgency, { "<p><span class=\"mark\">\($0.mark)</span></p>" })</div>\
            <div class="date"><p>\(document.dateLine)</p></div></div></div>
            """
    }

    private var title: XML {
        guard document.type.hasHeading else { return "" }
        let width = PageMeasure.textWidth(isLandscape: false)
        return """
            <h1>\(document.type.name.vi.uppercased())<br><span class="abstract">\(Self.text(document.abstract))</span></h1>\
            \(Self.rule(PageMeasure.ruleLength(under: document.abstract, in: width, size: PageMeasure.textSize)))
            """
    }

    private var addressees: XML {
        switch document.addressees.count {
        case 0: "<div class=\"gap\"></div>"
        case 1: "<p class=\"to\">Kính gửi: \(Self.text(OfficialText.sentence(document.addressees[0], mark: ".")))</p>"
        default:
            """
            <div class="tos"><p>Kính gửi:</p>\(document.addressees.enumerated().xml { index, name in
                "<p class=\"each\">- \(Self.text(OfficialText.sentence(name, mark: index == document.addressees.count - 1 ? "." : ";")))</p>"
            })</div>
            """
        }
    }

    // MARK: Text

    static func text(_ text: String) -> XML {
        OfficialText.cleaned(text).split(separator: "\n", omittingEmptySubsequences: false).enumerated().xml { index, line in "\(if: index > 0, "<br>")\(String(line))" }
    }

    private static func text(_ rich: RichText) -> XML {
        rich.runs.xml { run in
            var xml = text(run.text)
            if run.isItalic { xml = "<i>\(xml)</i>" }
            if run.isBold { xml = "<b>\(xml)</b>" }
            return xml
        }
    }

    private static func rule(_ length: Double) -> XML { "<div class=\"rule\" style=\"width:\(length: length)mm\"></div>" }

    private static func blocks(_ blocks: [Block], isLandscape: Bool) -> XML {
        var counter = HeadingCounter()
        return blocks.xml { block in
            switch block {
            case .heading(let words, let level):
                let content = text("\(counter.next(level: level)) \(words)")
                return level <= 1 ? "<h2>\(content)</h2>" : level == 2 ? "<h3>\(content)</h3>" : "<h4>\(content)</h4>"
            case .title(let words): return "<h2 class=\"middle\">\(text(words))</h2>"
            case .paragraph(let words): return "<p class=\"text\">\(text(words))</p>"
            case .list(let items): return "<ul>\(items.xml { "<li>\(text($0))</li>" })</ul>"
            case .table(let content): return table(content, available: PageMeasure.textWidth(isLandscape: isLandscape))
            case .note(let words): return "<p class=\"note\">\(text(words))</p>"
            }
        }
    }

    private static func table(_ table: DocumentTable, available: Double) -> XML {
        let measure = TableMeasure(table, available: available)
        return """
            \(given: table.caption, { "<p class=\"caption\">\(text($0))</p>" })\(given: table.unitOfMeasure, { "<p class=\"unit\">Đơn vị tính: \(text($0))</p>" })\
            <table style="font-size:\(length: measure.size)pt;width:\(length: measure.widths.reduce(0, +))mm">\(measure.widths.xml { "<col style=\"width:\(length: $0)mm\">" })<thead>\
            \(table.header.indices.xml { row in
                let cells = table.placedHeader[row].xml { placed in
                    "<th\(if: placed.cell.columns > 1, " colspan=\"\(placed.cell.columns)\"")\(if: placed.cell.rows > 1, " rowspan=\"\(placed.cell.rows)\"")>\(text(placed.cell.text))</th>"
                }
                return "<tr>\(cells)</tr>"
            })</thead><tbody>\(table.rows.xml { row($0, table) })</tbody></table>\(table.notes.xml { "<p class=\"note\">\(text($0))</p>" })
            """
    }

    private static func row(_ row: DocumentTable.Row, _ table: DocumentTable) -> XML {
        if row.kind == .group { return "<tr class=\"group\"><td colspan=\"\(table.columns.count)\">\(text(row.cells.first ?? ""))</td></tr>" }
        let cells = table.columns.enumerated().xml { index, column in
            let content = index < row.cells.count ? text(row.cells[index]) : ""
            switch column.alignment {
            case .left: return "<td>\(content)</td>"
            case .centre: return "<td class=\"c\">\(content)</td>"
            case .right: return "<td class=\"r\">\(content)</td>"
            }
        }
        return "<tr\(if: row.kind == .total, " class=\"total\"")>\(cells)</tr>"
    }

    // MARK: End

    private var signature: XML {
        let recipients: XML = document.recipients.isEmpty ? "" : """
            <p class="recipients">Nơi nhận:</p>\(document.recipients.enumerated().xml { index, recipient in
                "<p class=\"recipient\">- \(Self.text(OfficialText.sentence(recipient, mark: index == document.recipients.count - 1 ? "." : ";")))</p>"
            })
            """
        return """
            <div class="columns end"><div><div class="left">\(recipients)</div><div class="signer">\(document.signer.lines.xml { "<p>\(Self.text($0))</p>" })\
            <p class="name">\(Self.text(document.signer.name))</p></div></div></div>
            """
    }

    private var appendices: XML {
        document.appendices.enumerated().xml { index, appendix in
            let name = document.appendices.count > 1 ? "Phụ lục \(OfficialNumber.roman(index + 1))" : "Phụ lục"
            let width = PageMeasure.textWidth(isLandscape: appendix.isLandscape)
            return """
                <section class="part\(index + 1)"><h1 class="appendix">\(name)<br><span class="abstract">\(Self.text(appendix.title.uppercased()))</span></h1>\
                <p class="with">\(Self.text(document.appendixReference))</p>\(Self.rule(min(width, TextWidth.of(document.appendixReference, size: PageMeasure.textSize)) * 0.3))\
                <div class="gap"></div>\(Self.blocks(appendix.body, isLandscape: appendix.isLandscape))</section>
                """
        }
    }
}

/// How a document looks on paper. Pages of each appendix are counted anew, and no part's first page shows a number.
struct PrintStyle {
    let document: OfficialDocument

    init(_ document: OfficialDocument) { self.document = document }

    var xml: XML {
        """
        @page{size:A4;margin:\(length: PageMeasure.top)mm \(length: PageMeasure.right)mm \(length: PageMeasure.bottom)mm \(length: PageMeasure.left)mm;\
        @top-center{content:counter(page);font:14pt \(Self.family);vertical-align:middle}@bottom-left{content:element(trace);vertical-align:middle;width:100%}}\
        @page:first{@top-center{content:none}}@counter-style from-two{system:fixed 1;symbols:" ";fallback:decimal}\
        \(document.appendices.enumerated().xml { index, appendix in
            let number = index + 1
            return """
                @page part\(number){size:A4\(if: appendix.isLandscape, " landscape");counter-increment:part\(number);@top-center{content:counter(part\(number),from-two)}}\
                .part\(number){page:part\(number);break-before:page}
                """
        })\
        html{font:14pt/1.32 \(Self.family)}body,p,h1,h2,h3,h4,ul{margin:0;padding:0;font-size:inherit}p,li{orphans:2;widows:2}\
        .trace{position:running(trace);font:9pt \(Self.family);text-align:left}\
        .watermark{position:fixed;left:0;right:0;top:95mm;text-align:center;font:bold 92pt \(Self.family);color:#ececec;transform:rotate(-45deg);z-index:-1}\
        .columns{display:table;table-layout:fixed;width:\(length: PageMeasure.textWidth(isLandscape: false))mm}.columns>div{display:table-row}.columns>div>div{display:table-cell;vertical-align:top}\
        .head{line-height:1.2;text-align:center}.agency,.number{width:\(length: PageMeasure.agencyColumn)mm;font-size:13pt}.country,.date{width:\(length: PageMeasure.countryColumn)mm}\
        .state{font-size:13pt;font-weight:bold;white-space:nowrap}.motto{font-weight:bold}.number p,.date p{padding-top:6pt;white-space:pre-wrap}.date{font-style:italic}.number .about{font-size:12pt}\
        .mark{border:1pt solid;padding:1pt 8pt;font-weight:bold}\
        .rule{border-top:.75pt solid;margin:2pt auto 0}h1{margin-top:18pt;text-align:center;break-after:avoid}h1 .abstract{font-weight:bold}.gap{height:12pt}\
        .to{margin:12pt 0 6pt;text-align:center}.tos{margin:12pt 0 6pt 30mm}.tos .each{margin-left:20mm}\
        .text,.basis,h2,h3,h4,li{margin:4pt 0;text-align:justify;text-indent:10mm}.basis{font-style:italic}\
        h2,h3,h4{break-after:avoid;margin-top:8pt}h4{font-weight:normal}h2.middle,.caption{margin:8pt 0 4pt;text-align:center;text-indent:0;font-weight:bold;break-after:avoid}\
        ul{list-style:none}li{display:block}li::before{content:"- "}\
        .unit{text-align:right;font-size:12pt;font-style:italic;break-after:avoid}.note{font-size:12pt;font-style:italic;margin:3pt 0;text-align:justify}\
        table{border-collapse:collapse;table-layout:fixed;line-height:1.2;margin:0 auto 4pt}th,td{border:.5pt solid;padding:1.4pt 1.5mm;vertical-align:middle;overflow-wrap:anywhere}\
        th{text-align:center}.c{text-align:center}.r{text-align:right;white-space:nowrap}tr{break-inside:avoid}.total td{font-weight:bold}.group td{font-weight:bold;font-style:italic;break-after:avoid}\
        .group{break-after:avoid}\
        .end{margin-top:14pt;line-height:1.2;break-inside:avoid;break-before:avoid}.left{width:\(length: PageMeasure.recipientColumn)mm}.signer{width:\(length: PageMeasure.signerColumn)mm;text-align:center;font-weight:bold}\
        .recipients{font-size:12pt;font-weight:bold;font-style:italic}.recipient{font-size:11pt}.name{margin-top:26mm}\
        .appendix{margin-top:0}.with{text-align:center;font-style:italic}
        """
    }

    /// Debian's older Liberation Serif lacks Vietnamese letters, so Tinos, which is as wide, comes before it.
    static var family: XML {
        "\"Times New Roman\",Tinos,\"Liberation Serif\",\(OfficialText.fallbackTypefaces.xml { "\"\(XML(text: $0))\"," })serif"
    }
}

extension XML {
    init(text: String) { self = "\(text)" }
}
