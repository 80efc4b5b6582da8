import Domain

/// How an import is to be done.
package struct ImportOptions: Sendable {
    /// What the values are worth as evidence; `published` needs a source on every row.
    package var status: ValueStatus = .reported
    /// Check everything, write nothing.
    package var isDryRun = false
    /// Write the good rows even if others are refused.
    package var isPartial = false
    /// The decimal mark, where the file's own evidence does not decide.
    package var decimalMark: DecimalMark?
    /// Source of rows that name none.
    package var source: String?

    package init() {}
}

/// A row that cannot be taken in, and what would be right.
package struct ImportProblem: Sendable, Hashable {
    /// Line of the file or row of the sheet, from 1; 0 for the file as a whole.
    package var line: Int
    /// Column or cell, empty for the whole row.
    package var column: String
    package var value: String
    package var reason: Label
    package var remedy: Label

    package init(line: Int, column: String, value: String, reason: Label, remedy: Label) {
        self.line = line
        self.column = column
        self.value = value
        self.reason = reason
        self.remedy = remedy
    }
}

/// What an import did, or would do.
package struct ImportReport: Sendable {
    package var file: String
    package var rows = 0
    /// Values that were new or different.
    package var written = 0
    package var unchanged = 0
    /// Refused rows; at most ``ImportReport/mostProblems`` are kept, ``refused`` counts all.
    package var problems: [ImportProblem] = []
    package var refused = 0
    /// Things done that a person should know of, such as a converted encoding.
    package var notes: [Label] = []
    /// Number of the change in each province's log; empty where nothing was written.
    package var changes: [String: Int64] = [:]
    package var wasDryRun = false

    package static let mostProblems = 1000

    /// Whether everything that was to be written was written (or would be, in a dry run).
    package var isClean: Bool { refused == 0 }

    mutating func refuse(_ problem: ImportProblem) {
        refused += 1
        if problems.count < Self.mostProblems { problems.append(problem) }
    }
}
