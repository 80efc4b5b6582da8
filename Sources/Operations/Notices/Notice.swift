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
    /// A record moved on, and that concerns the person.
    case recordMoved = "record.moved"
    /// A record that the person may move is to move on within days.
    case recordDueSoon = "record.due_soon"
    /// A record that the person may move should have moved on.
    case recordLate = "record.late"
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
        /// Code of the move that a record made.
        package var move: String?
        /// Number of a record, where it has one; titles may name persons and are not mailed.
        package var number: String?
    }

    /// What a notice is about.
    package enum Subject: Sendable, Hashable, CustomStringConvertible {
        case report(ReportKey)
        case record(RecordKey)

        package var description: String {
            switch self {
            case .report(let key): key.description
            case .record(let key): key.description
            }
        }

        init?(parsing text: String) {
            let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
            switch parts.count {
            case 3: self = .report(ReportKey(form: parts[0], period: parts[1], unit: UnitID(parts[2])))
            case 2: self = .record(RecordKey(parts[0], parts[1]))
            default: return nil
            }
        }
    }

    /// A remark on one cell.
    package struct Remark: Sendable, Hashable, Codable {
        package var cell: String
        package var text: String
    }

    /// The report that it is about, if it is about one.
    package var report: ReportKey? { if case .report(let key) = subject { key } else { nil } }
    package var id: String
    package var province: String
    /// Whom it is for.
    package var person: PersonID
    package var kind: NoticeKind
    package var subject: Subject
    package var facts: Facts
    package var created: Moment
    package var read: Moment?
    package var mailed: Moment?
}
