/// A list of units or groups with a bar and a figure each, in the order given.
package struct Ranking {
    package struct Row {
        package var name: String
        /// The page about this row, if there is one.
        package var link: String?
        package var value: Double?
        /// The figure as people read it; a dash when there is none.
        package var valueText: String
        package var standing: Standing

        package init(name: String, link: String? = nil, value: Double?, valueText: String, standing: Standing = .onCourse) {
            self.name = name
            self.link = link
            self.value = value
            self.valueText = valueText
            self.standing = standing
        }
    }

    package var rows: [Row]
    /// The figure that fills a bar; the highest of the rows if not given.
    package var full: Double?
    /// The place of the first row, above 1 on later pages of a long list.
    package var firstPlace: Int

    package init(_ rows: [Row], full: Double? = nil, firstPlace: Int = 1) {
        self.rows = rows
        self.full = full
        self.firstPlace = firstPlace
    }

    package var html: HTML {
        let full = max(self.full ?? rows.compactMap(\.value).max() ?? 0, .leastNormalMagnitude)
        return "<ol class=\"ranking\"\(if: firstPlace != 1, " start=\"\(firstPlace)\"")>\(rows.html { row in item(row, full) })</ol>"
    }

    private func item(_ row: Row, _ full: Double) -> HTML {
        let name: HTML = row.link.map { "<a href=\"\($0)\">\(row.name)</a>" } ?? "<span>\(row.name)</span>"
        let width = row.value.map { min(max($0 / full, 0), 1) * 100 }
        return """
            <li>\(name)<b>\(row.valueText)</b><svg class="bar \(row.value == nil ? Standing.noData.styleClass : row.standing.styleClass)" aria-hidden="true">\
            <rect class="track" width="100%" height="100%"/>\(width.map { "<rect class=\"fill\" width=\"\(at: $0)%\" height=\"100%\"/>" as HTML })</svg></li>
            """
    }
}
