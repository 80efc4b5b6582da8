/// The styles of a Word file, named as clerks know the parts of a document.
enum WordStyles {
    static var part: XML {
        """
        \(XML.declaration)<w:styles \(XML.wordNames)><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>\
        <w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
        <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>\
        <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>\
        <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>\
        <w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
        <w:style w:type="table" w:styleId="KhenTable"><w:name w:val="Bảng số liệu"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>\(borders)</w:tblBorders>\
        <w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
        \(heading(1, "<w:b/><w:bCs/>"))\(heading(2, "<w:b/><w:bCs/>"))\(heading(3, ""))\
        \(style("QuocHieu", "Quốc hiệu", "<w:jc w:val=\"center\"/>", "<w:b/><w:bCs/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"))\
        \(style("TieuNgu", "Tiêu ngữ", "<w:jc w:val=\"center\"/>", "<w:b/><w:bCs/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"))\
        \(style("CoQuanChuQuan", "Cơ quan chủ quản", "<w:jc w:val=\"center\"/>", "<w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"))\
        \(style("CoQuanBanHanh", "Cơ quan ban hành", "<w:jc w:val=\"center\"/>", "<w:b/><w:bCs/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"))\
        \(style("DuongKe", "Đường kẻ", "<w:spacing w:before=\"20\" w:line=\"40\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"4\"/><w:szCs w:val=\"4\"/>"))\
        \(style("SoKyHieu", "Số, ký hiệu", "<w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>", "<w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"))\
        \(style("DiaDanh", "Địa danh, thời gian", "<w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>", "<w:i/><w:iCs/>"))\
        \(style("DauChiDan", "Dấu chỉ dẫn", "<w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"))\
        \(style("TenLoai", "Tên loại văn bản", "<w:keepNext/><w:spacing w:before=\"360\"/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("TrichYeu", "Trích yếu", "<w:keepNext/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("TrichYeuCongVan", "Trích yếu công văn", "<w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>", "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"))\
        \(style("KinhGui", "Kính gửi", "<w:spacing w:before=\"240\" w:after=\"120\"/><w:jc w:val=\"center\"/>", ""))\
        \(style("KinhGuiNhieu", "Kính gửi nhiều nơi", "<w:ind w:left=\"2835\"/>", ""))\
        \(style("CanCu", "Căn cứ", "<w:spacing w:before=\"80\" w:after=\"80\" w:line=\"276\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"567\"/><w:jc w:val=\"both\"/>", "<w:i/><w:iCs/>"))\
        \(style("NoiDung", "Nội dung", "<w:spacing w:before=\"80\" w:after=\"80\" w:line=\"276\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"567\"/><w:jc w:val=\"both\"/>", ""))\
        \(style("GachDauDong", "Gạch đầu dòng", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:before=\"80\" w:after=\"80\" w:line=\"276\" w:lineRule=\"auto\"/><w:ind w:left=\"0\" w:firstLine=\"567\"/><w:jc w:val=\"both\"/>", ""))\
        \(style("TieuDe", "Tiêu đề giữa dòng", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("TenBang", "Tên bảng", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"60\"/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("DonViTinh", "Đơn vị tính", "<w:keepNext/><w:spacing w:after=\"40\"/><w:jc w:val=\"right\"/>", "<w:i/><w:iCs/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"))\
        \(style("OBang", "Ô bảng", "", "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"))\
        \(style("GhiChu", "Ghi chú", "<w:spacing w:before=\"60\" w:after=\"60\"/><w:jc w:val=\"both\"/>", "<w:i/><w:iCs/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"))\
        \(style("NoiNhan", "Nơi nhận", "<w:keepNext/>", "<w:b/><w:bCs/><w:i/><w:iCs/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"))\
        \(style("NoiNhanDong", "Nơi nhận (dòng)", "<w:ind w:left=\"113\" w:hanging=\"113\"/>", "<w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/>"))\
        \(style("ChucVu", "Quyền hạn, chức vụ", "<w:keepNext/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("NguoiKy", "Họ tên người ký", "<w:spacing w:before=\"1500\"/><w:jc w:val=\"center\"/>", "<w:b/><w:bCs/>"))\
        \(style("PhuLuc", "Phụ lục", "<w:keepNext/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>", "<w:b/><w:bCs/>"))\
        \(style("KemTheo", "Kèm theo", "<w:keepNext/><w:jc w:val=\"center\"/>", "<w:i/><w:iCs/>"))\
        \(style("CuoiPhan", "Cuối phần", "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/>"))\
        <w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>\
        <w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style></w:styles>
        """
    }

    private static let borders: XML = """
        <w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/>\
        <w:right w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>
        """

    private static func style(_ id: String, _ name: String, _ paragraph: XML, _ run: XML) -> XML {
        """
        <w:style w:type="paragraph" w:customStyle="1" w:styleId="\(id)"><w:name w:val="\(name)"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>\(paragraph)</w:pPr><w:rPr>\(run)</w:rPr></w:style>
        """
    }

    private static func heading(_ level: Int, _ run: XML) -> XML {
        """
        <w:style w:type="paragraph" w:styleId="Heading\(level)"><w:name w:val="heading \(level)"/><w:basedOn w:val="Normal"/><w:next w:val="NoiDung"/><w:uiPriority w:val="9"/><w:qFormat/>\
        <w:pPr><w:keepNext/><w:spacing w:before="160" w:after="80" w:line="276" w:lineRule="auto"/><w:ind w:firstLine="567"/><w:jc w:val="both"/><w:outlineLvl w:val="\(level - 1)"/></w:pPr><w:rPr>\(run)</w:rPr></w:style>
        """
    }
}
