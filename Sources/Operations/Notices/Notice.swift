import Domain

/// What happened that somebody should know of.
package enum NoticeKind: String, Sendable, Codable, CaseIterable {
    /// A report of the person's own unit is due within days.
    case dueSoon = "report.due_soon"
    /// A report of the person's own unit should have been sent.
    case late = "report.late"
    /// A report came back with a reason.
    case returned = "report.returned"
    /// A report came in and waits for the person.
    case submitted = "report.submitted"
    case approved = "report.approved"
    /// An approved report was opened again.
    case reopened = "report.reopened"
    /// Somebody reminds the person, in their own words.
    case reminder = "report.reminder"
}

/// Something a person should know of, on their page of notices and in their next mail.
package struct Notice: Sendable, Hashable, Identifiable {
    /// What the sentence needs besides the report, as it is stored.
    package struct Facts: Sendable, Hashable, Codable {
        /// Who did it: a full name, or as in the change log.
        package var by: String?
        /// A reason, a remark or a reminder in somebody's own words.
        package var note: String?
        /// The day by which the report is due.
        package var due: Day?
        /// What was remarked on cells, with a return or a reopening.
        package var remarks: [Remark]?
        /// Reports of the same form and period that it is about, where they are several; the report's unit is then the one that they are beneath.
        package var count: Int?
    }

    /// A remark on one cell.
    package struct Remark: Sendable, Hashable, Codable {
        package var cell: String
        package var text: String
    }

    package var id: String
    package var province: String
    /// Whom it is for.
    package var person: PersonID
    package var kind: NoticeKind
    package var report: ReportKey
    package var facts: Facts
    package var created: Moment
    package var read: Moment?
    package var mailed: Moment?
}
