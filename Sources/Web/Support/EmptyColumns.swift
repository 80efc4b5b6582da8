import Markup

extension Table {
    /// The table without the columns in which nothing stands, such as the way to the target where a plan sets none.
    var withoutEmptyColumns: Table {
        let used = columns.indices.filter { column in groups.contains { $0.rows.contains { column < $0.count && !$0[column].isEmpty } } }
        var table = self
        table.columns = used.map { columns[$0] }
        table.groups = groups.map { group in Group(group.heading, rows: group.rows.map { row in used.filter { $0 < row.count }.map { row[$0] } }) }
        return table
    }
}
