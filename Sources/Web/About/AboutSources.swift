import Markup

/// Where the units, their boundaries and the ethnic groups come from, with credit.
enum AboutSources {
    private struct Source {
        var name: String
        var address: String
        var what: String
        var licence: String
    }

    static func html(_ t: Translator) -> HTML {
        let columns = [Table.Column(t("Source")), .init(t("What was taken")), .init(t("Licence"))]
        let rows = sources(t).map { source -> [HTML] in
            ["<a href=\"\(foreignAddress: source.address)\">\(source.name)</a>", HTML(text: source.what), HTML(text: source.licence)]
        }
        return """
            \(Table(caption: t("Sources of units, boundaries and ethnic groups"), isCaptionHidden: true, columns: columns, rows: rows).html)\
            <p>\(t("Boundaries are reference geometry for showing figures, not a statement about where a border runs. They derive from the map of Nhà xuất bản Tài nguyên – Môi trường và Bản đồ Việt Nam, which has stated no open licence: credit the publisher, and ask it before publishing maps officially. Any map of the country shows Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa)."))</p>\
            <p>\(t("Areas and populations that the sources give wrongly are left empty rather than repeated. Villages are made up for the demonstration: there is no national list of villages."))</p>\
            <p>\(t("Figures of programmes come from the texts that the packs cite. They are facts of public bodies; cite the text that is named beside each figure when you use it."))</p>
            """
    }

    private static func sources(_ t: Translator) -> [Source] {
        [
            Source(name: "thanglequoc/vietnamese-provinces-database", address: "https://github.com/thanglequoc/vietnamese-provinces-database",
                   what: t("Codes, English names, types and outlines of units (2 August 2026); units before July 2025"), licence: "MIT, © 2021 Thang Le Quoc"),
            Source(name: "sapnhap.bando.com.vn", address: "https://sapnhap.bando.com.vn",
                   what: t("The map that the outlines, areas, populations and seats derive from (17 July 2025)"),
                   licence: t("© Nhà xuất bản Tài nguyên – Môi trường và Bản đồ Việt Nam; no open licence stated")),
            Source(name: "dvhcvn/20250701", address: "https://github.com/dvhcvn/20250701",
                   what: t("Mergers and splits, read from resolutions 1654 to 1687/NQ-UBTVQH15"), licence: "MIT"),
            Source(name: t("Conversion table of the statistics office"), address: "https://danhmuchanhchinh.nso.gov.vn",
                   what: t("Which former commune went where, whole or in part; names and types of units"), licence: t("Official table of the State")),
            Source(name: "tranngocminhhieu/vietnamadminunits", address: "https://github.com/tranngocminhhieu/vietnamadminunits",
                   what: t("Areas, populations, seats, spelling and resolution of each commune"), licence: "MIT"),
            Source(name: t("Decisions 121-TCTK/PPCĐ (1979) and 1019/QĐ-TCTK (2008)"), address: "https://www.gso.gov.vn",
                   what: t("The two official lists of 54 ethnic groups"), licence: t("Official list of the State")),
        ]
    }
}
