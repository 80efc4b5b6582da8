import Domain

extension OfficialDocument {
    /// The document as a Word file (`.docx`): real tables and styles that a clerk can go on writing with, page numbers from the second page on. The same document always gives the same bytes.
    ///
    /// - Throws: ``DocumentFileError/cannotPack(reason:)``.
    package func wordFile() throws(DocumentFileError) -> [UInt8] {
        let parts = WordParts(self)
        return try ZipFile.packed([
            ("[Content_Types].xml", parts.contentTypes.utf8),
            ("_rels/.rels", parts.packageRelations.utf8),
            ("docProps/core.xml", parts.coreProperties.utf8),
            ("docProps/app.xml", parts.appProperties.utf8),
            ("word/document.xml", WordText(self).document.utf8),
            ("word/_rels/document.xml.rels", parts.documentRelations.utf8),
            ("word/styles.xml", WordStyles.part.utf8),
            ("word/numbering.xml", parts.numbering.utf8),
            ("word/settings.xml", parts.settings.utf8),
            ("word/fontTable.xml", parts.fontTable.utf8),
            ("word/header1.xml", parts.header(withNumber: true).utf8),
            ("word/header2.xml", parts.header(withNumber: false).utf8),
            ("word/footer1.xml", parts.footer.utf8),
        ])
    }
}

/// Lengths in the units of WordprocessingML.
enum WordLength {
    /// Twentieths of a point.
    static func twips(_ millimetres: Double) -> Int { Int((millimetres / 25.4 * 1440).rounded()) }
}

extension XML {
    static let wordNames: XML = """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" \
        xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
        """
    static let declaration: XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
}

/// The parts of a Word file around its text.
struct WordParts {
    private let document: OfficialDocument

    init(_ document: OfficialDocument) { self.document = document }

    var contentTypes: XML {
        """
        \(XML.declaration)<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>\
        <Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
        <Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
        <Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>\
        <Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>\
        <Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>\
        <Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>\
        <Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>\
        <Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>\
        <Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
        <Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>
        """
    }

    var packageRelations: XML {
        """
        \(XML.declaration)<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
        <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
        <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
        <Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>
        """
    }

    var documentRelations: XML {
        """
        \(XML.declaration)<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
        <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>\
        <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>\
        <Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>\
        <Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>\
        <Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>\
        <Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/>\
        <Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>
        """
    }

    /// The day is the document's own, so that the same document gives the same bytes.
    var coreProperties: XML {
        let day = document.issue?.day.iso ?? "\(document.draftYear)-01-01"
        return """
            \(XML.declaration)<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" \
            xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>\(document.title)</dc:title><dc:subject>\(document.abstract)</dc:subject>\
            <dc:creator>\(OfficialText.inSentence(document.agency))</dc:creator><cp:category>\(document.type.name.vi)</cp:category>\
            <dcterms:created xsi:type="dcterms:W3CDTF">\(day)T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">\(day)T00:00:00Z</dcterms:modified>\
            <dc:language>vi-VN</dc:language></cp:coreProperties>
            """
    }

    var appProperties: XML {
        """
        \(XML.declaration)<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Khèn</Application>\
        <Company>\(OfficialText.inSentence(document.agency))</Company></Properties>
        """
    }

    var settings: XML {
        """
        \(XML.declaration)<w:settings \(XML.wordNames)><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>\
        <w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
        <w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>
        """
    }

    var fontTable: XML {
        """
        \(XML.declaration)<w:fonts \(XML.wordNames)><w:font w:name="Times New Roman"><w:altName w:val="Tinos"/><w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>
        """
    }

    var numbering: XML {
        """
        \(XML.declaration)<w:numbering \(XML.wordNames)><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>\
        <w:suff w:val="space"/><w:lvlText w:val="-"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="567"/></w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/></w:rPr></w:lvl></w:abstractNum>\
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>
        """
    }

    func header(withNumber: Bool) -> XML {
        let number: XML = """
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>\
            <w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
            """
        return """
            \(XML.declaration)<w:hdr \(XML.wordNames)><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>\(if: withNumber, number)\
            \(if: document.isDraft, watermark(withNumber ? 1 : 2))</w:p></w:hdr>
            """
    }

    var footer: XML {
        let line = document.trace?.line ?? ""
        return "\(XML.declaration)<w:ftr \(XML.wordNames)><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\(if: !line.isEmpty, WordText.run(line))</w:p></w:ftr>"
    }

    private func watermark(_ number: Int) -> XML {
        """
        <w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>\
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>\
        <v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>\
        <v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>\
        <v:shape id="PowerPlusWaterMarkObject\(number)" o:spid="_x0000_s\(2048 + number)" type="#_x0000_t136" alt="Dự thảo" style="position:absolute;margin-left:0;margin-top:0;width:380pt;height:95pt;\
        rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" \
        o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" string="DỰ THẢO"/></v:shape></w:pict></w:r>
        """
    }
}
