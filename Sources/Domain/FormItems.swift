extension FormDefinition {
    /// Whether a report on this form can tell the figure of a formula's item: its data element is on the form, and its options, if any, are those of one cell.
    ///
    /// - Parameter categoryOfOption: the category of each option, by code.
    package func tells(_ item: Expression.Item, categoryOfOption: [String: String]) -> Bool {
        switch item.reference {
        case .dataElement(let code, let options):
            fields.contains { field in
                field.dataElement == code && (options.isTotal || options.codes.map { categoryOfOption[$0] ?? "" }.sorted() == field.columns.sorted())
            }
        case .days: true
        case .constant, .indicator, .reporting: false
        }
    }
}
