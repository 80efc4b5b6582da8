/// A table whose rows become blocks of labelled lines on a narrow screen.
///
/// Columns say their heading once; each cell repeats it for narrow screens by itself.
package struct Table {
    package struct Column {
        package var heading: String
        package var isNumeric: Bool
        /// Where the heading leads to sort by this column, and how the table is sorted by it now.
        package var sorting: Sorting?

        package init(_ heading: String, isNumeric: Bool = false, sorting: Sorting? = nil) {
            self.heading = heading
            self.isNumeric = isNumeric
            self.sorting = sorting
        }
    }

    /// The address that sorts by a column, the other way round if it is sorted already.
    package struct Sorting {
        package enum Order: Sendable { case ascending, descending }

        package var address: String
        package var order: Order?

        package init(address: String, order: Order? = nil) {
            self.address = address
            self.order = order
        }
    }

    /// A run of rows under a common heading, such as a goal; without a heading if `nil`.
    package struct Group {
        package var heading: HTML?
        package var rows: [[HTML]]

        package init(_ heading: HTML? = nil, rows: [[HTML]]) {
            self.heading = heading
            self.rows = rows
        }
    }

    package var caption: String
    package var isCaptionHidden: Bool
    package var columns: [Column]
    package var groups: [Group]

    package init(caption: String, isCaptionHidden: Bool = false, columns: [Column], groups: [Group]) {
        self.caption = caption
        self.isCaptionHidden = isCaptionHidden
        self.columns = columns
        self.groups = groups
    }

    package init(caption: String, isCaptionHidden: Bool = false, columns: [Column], rows: [[HTML]]) {
        self.init(caption: caption, isCaptionHidden: isCaptionHidden, columns: columns, groups: [Group(rows: rows)])
    }

    package var html: HTML {
        """
        <div class="wrap"><table class="stack"><caption\(if: isCaptionHidden, " class=\"unseen\"")>\(caption)</caption>\
        <thead><tr>\(columns.html(heading))</tr></thead>\(groups.html(body))</table></div>
        """
    }

    private func heading(_ column: Column) -> HTML {
        let numeric: HTML = column.isNumeric ? " class=\"n\"" : ""
        guard let sorting = column.sorting else { return "<th scope=\"col\"\(numeric)>\(column.heading)</th>" }
        let state: HTML
        let arrow: HTML
        switch sorting.order {
        case .ascending: (state, arrow) = (" aria-sort=\"ascending\"", " <span aria-hidden=\"true\">↑</span>")
        case .descending: (state, arrow) = (" aria-sort=\"descending\"", " <span aria-hidden=\"true\">↓</span>")
        case nil: (state, arrow) = ("", "")
        }
        return "<th scope=\"col\"\(numeric)\(state)><a href=\"\(sorting.address)\">\(column.heading)\(arrow)</a></th>"
    }

    private func body(_ group: Group) -> HTML {
        let heading = group.heading.map { "<tr class=\"group\"><th colspan=\"\(columns.count)\" scope=\"rowgroup\">\($0)</th></tr>" as HTML }
        return "<tbody>\(heading)\(group.rows.html(row))</tbody>"
    }

    private func row(_ cells: [HTML]) -> HTML {
        let cells = zip(columns, cells).enumerated().html { index, pair -> HTML in
            let (column, cell) = pair
            if index == 0 { return "<th scope=\"row\">\(cell)</th>" }
            return "<td\(if: column.isNumeric, " class=\"n\"")\(attribute: "data-label", column.heading)>\(cell)</td>"
        }
        return "<tr>\(cells)</tr>\n"
    }
}

/// The way to the neighbouring parts of a list that is shown in parts, with how many of how many are shown.
///
/// - Parameters: `shown` says what part this is: `1–50 trong 3.321`; an address is `nil` at that end of the list.
package func pager(shown: String, previous: (label: String, address: String)?, next: (label: String, address: String)?, label: String) -> HTML {
    let back = previous.map { "<a rel=\"prev\" href=\"\($0.address)\">‹ \($0.label)</a>" as HTML }
    let on = next.map { "<a rel=\"next\" href=\"\($0.address)\">\($0.label) ›</a>" as HTML }
    return "<nav class=\"pager\" aria-label=\"\(label)\">\(back)<span>\(shown)</span>\(on)</nav>"
}
