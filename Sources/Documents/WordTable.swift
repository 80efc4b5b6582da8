/// A table of a document as a real table of Word: its header rows return on every page, no row is torn apart.
struct WordTable {
    private let table: DocumentTable
    private let measure: TableMeasure
    private let grid: [Int]

    init(_ table: DocumentTable, available: Double) {
        self.table = table
        measure = TableMeasure(table, available: available)
        grid = measure.widths.map(WordLength.twips)
    }

    var xml: XML {
        var xml = XML()
        if let caption = table.caption { xml += WordText.paragraph("TenBang", WordText.run(caption)) }
        if let unit = table.unitOfMeasure { xml += WordText.paragraph("DonViTinh", WordText.run("Đơn vị tính: \(unit)")) }
        xml += """
            <w:tbl><w:tblPr><w:tblStyle w:val="KhenTable"/><w:tblW w:w="\(grid.reduce(0, +))" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>\
            <w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>\
            \(given: table.caption, { "<w:tblCaption w:val=\"\($0)\"/>" })</w:tblPr><w:tblGrid>\(grid.xml { "<w:gridCol w:w=\"\($0)\"/>" })</w:tblGrid>\(header)\(table.rows.xml(row))</w:tbl>
            """
        // Two tables that touch would become one.
        xml += table.notes.isEmpty ? WordText.paragraph("CuoiPhan", "", properties: "<w:spacing w:before=\"120\" w:line=\"20\" w:lineRule=\"exact\"/>") : table.notes.xml { WordText.paragraph("GhiChu", WordText.run($0)) }
        return xml
    }

    private var header: XML {
        let placed = table.placedHeader
        return placed.indices.xml { row in
            var cells = XML(), column = 0
            while column < grid.count {
                if let here = placed[row].first(where: { $0.column == column }) {
                    cells += headerCell(here.cell.text, column: column, columns: here.cell.columns, merge: here.cell.rows > 1 ? "<w:vMerge w:val=\"restart\"/>" : "")
                    column += here.cell.columns
                } else if let above = placed[..<row].joined().first(where: { $0.column == column && $0.row + $0.cell.rows > row }) {
                    cells += headerCell("", column: column, columns: above.cell.columns, merge: "<w:vMerge/>")
                    column += above.cell.columns
                } else {
                    cells += headerCell("", column: column, columns: 1, merge: "")
                    column += 1
                }
            }
            return "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>\(cells)</w:tr>"
        }
    }

    private func headerCell(_ text: String, column: Int, columns: Int, merge: XML) -> XML {
        let width = grid[column..<(column + columns)].reduce(0, +)
        return """
            <w:tc><w:tcPr><w:tcW w:w="\(width)" w:type="dxa"/>\(if: columns > 1, "<w:gridSpan w:val=\"\(columns)\"/>")\(merge)<w:vAlign w:val="center"/></w:tcPr>\
            \(WordText.paragraph("OBang", text.isEmpty ? "" : WordText.run(text, isBold: true, size: measure.size), properties: "<w:jc w:val=\"center\"/>"))</w:tc>
            """
    }

    private func row(_ row: DocumentTable.Row) -> XML {
        if row.kind == .group {
            return """
                <w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="\(grid.reduce(0, +))" w:type="dxa"/>\(if: grid.count > 1, "<w:gridSpan w:val=\"\(grid.count)\"/>")</w:tcPr>\
                \(WordText.paragraph("OBang", WordText.run(row.cells.first ?? "", isBold: true, isItalic: true, size: measure.size), properties: "<w:keepNext/>"))</w:tc></w:tr>
                """
        }
        let cells = grid.indices.xml { column in
            let text = column < row.cells.count ? row.cells[column] : ""
            let alignment: XML = switch table.columns[column].alignment {
            case .left: ""
            case .centre: "<w:jc w:val=\"center\"/>"
            case .right: "<w:jc w:val=\"right\"/>"
            }
            return """
                <w:tc><w:tcPr><w:tcW w:w="\(grid[column])" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>\
                \(WordText.paragraph("OBang", text.isEmpty ? "" : WordText.run(text, isBold: row.kind == .total, size: measure.size), properties: alignment))</w:tc>
                """
        }
        return "<w:tr><w:trPr><w:cantSplit/></w:trPr>\(cells)</w:tr>"
    }
}
