/// Which report: one form, for one unit and one period.
package struct ReportKey: Hashable, Sendable, Codable, CustomStringConvertible {
    package var form: String
    /// Identifier of the period, see ``Period``.
    package var period: String
    package var unit: UnitID

    package init(form: String, period: String, unit: UnitID) {
        self.form = form
        self.period = period
        self.unit = unit
    }

    package var description: String { "\(form)/\(period)/\(unit.rawValue)" }

    /// Reads what ``description`` writes; `nil` for anything else.
    package init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(form: String(parts[0]), period: String(parts[1]), unit: UnitID(String(parts[2])))
    }
}

/// Where a report is on its way.
package enum ReportState: String, Sendable, Codable, CaseIterable {
    /// Nobody has written anything.
    case open
    case draft
    case submitted
    case returned
    /// Sent again after it was returned.
    case resubmitted
    /// Checked, waiting for approval.
    case checked
    case approved
    /// Approved, and closed for good unless somebody with the right opens it again.
    case locked
    /// Taken back by the one who sent it.
    case withdrawn
    /// The unit need not report.
    case exempt

    /// Whether the unit can write in it.
    package var isEditable: Bool { [.open, .draft, .returned, .withdrawn].contains(self) }
    /// Whether it has been sent and is with the receiver or beyond.
    package var isWithReceiver: Bool { [.submitted, .resubmitted, .checked, .approved, .locked].contains(self) }
    package var isApproved: Bool { self == .approved || self == .locked }
    package var isWaiting: Bool { [.submitted, .resubmitted, .checked].contains(self) }
}

/// What can be done to a report.
package enum ReportAction: String, Sendable, Codable, CaseIterable {
    /// Write cells of the draft.
    case save
    case submit
    case withdraw
    case `return`
    case check
    case approve
    case lock
    case reopen
    case exempt
    /// End an exemption.
    case require
    /// Set another day by which it is due.
    case extend

    /// Whether a reason has to be given.
    package var needsReason: Bool { [.return, .reopen, .exempt, .extend, .withdraw].contains(self) }

    /// The right it takes.
    package var right: Right {
        switch self {
        case .save: .fill
        case .submit, .withdraw: .submit
        case .check: .check
        case .return: .check
        case .approve, .lock: .approve
        case .reopen: .reopen
        case .exempt, .require, .extend: .exempt
        }
    }

    /// The state it leads to, `nil` where it cannot be done.
    ///
    /// - Parameters:
    ///   - wasReturned: whether the report was returned before, which makes the next sending a second one.
    ///   - isCheckedFirst: whether the regime asks for a check before approval.
    package func state(after state: ReportState, wasReturned: Bool, isCheckedFirst: Bool) -> ReportState? {
        switch self {
        case .save: state.isEditable ? (state == .returned ? .returned : .draft) : nil
        case .submit: state.isEditable ? (wasReturned ? .resubmitted : .submitted) : nil
        case .withdraw: state == .submitted || state == .resubmitted ? .withdrawn : nil
        case .return: state.isWaiting ? .returned : nil
        case .check: state == .submitted || state == .resubmitted ? .checked : nil
        case .approve: state == .checked || (!isCheckedFirst && state.isWaiting) ? .approved : nil
        case .lock: state == .approved ? .locked : nil
        case .reopen: state.isApproved ? .returned : nil
        case .exempt: state.isEditable ? .exempt : nil
        case .require: state == .exempt ? .draft : nil
        case .extend: state.isEditable ? state : nil
        }
    }
}

/// One thing that was done to a report, as the change log has it.
package struct ReportEvent: Hashable, Sendable {
    /// Number of the change in the province's log.
    package var seq: Int64
    package var at: Moment
    /// Who did it, as it stands in the log.
    package var person: String
    package var action: ReportAction
    package var note: String?
    /// The new day by which it is due, for ``ReportAction/return``, ``ReportAction/reopen`` and ``ReportAction/extend``.
    package var due: Day?
    /// Version of the form it was made with.
    package var formVersion: Int

    package init(seq: Int64, at: Moment, person: String, action: ReportAction, note: String? = nil, due: Day? = nil, formVersion: Int = 1) {
        self.seq = seq
        self.at = at
        self.person = person
        self.action = action
        self.note = note
        self.due = due
        self.formVersion = formVersion
    }
}

/// What a report's events come to.
package struct ReportStanding: Hashable, Sendable {
    package var state: ReportState = .open
    /// Number of the last change; 0 where there is none. Whoever changes the report says which one they saw.
    package var version: Int64 = 0
    /// Set where the deadline differs from the form's.
    package var due: Day?
    package var wasReturned = false
    /// When it was sent first and last.
    package var firstSent: Moment?
    package var lastSent: Moment?
    package var sentBy: String?
    package var approvedBy: String?
    package var approved: Moment?
    /// Change in which the cells that were sent last were last written: what was sent is the cells up to it.
    package var sentVersion: Int64?

    package init() {}

    /// The standing after the events, oldest first. Events that could not have happened are left out.
    package init(_ events: some Sequence<ReportEvent>) {
        for event in events { apply(event) }
    }

    package mutating func apply(_ event: ReportEvent) {
        // The log decides what happened: whether a check comes first was asked when it was written.
        guard let next = event.action.state(after: state, wasReturned: wasReturned, isCheckedFirst: false) else { return }
        state = next
        version = event.seq
        if let due = event.due { self.due = due }
        switch event.action {
        case .submit:
            firstSent = firstSent ?? event.at
            lastSent = event.at
            sentBy = event.person
            sentVersion = event.seq
        case .return: wasReturned = true
        case .approve:
            approved = event.at
            approvedBy = event.person
        case .reopen:
            wasReturned = true
            approved = nil
            approvedBy = nil
        case .save, .withdraw, .check, .lock, .exempt, .require, .extend: break
        }
    }

    /// The number by which a sending is known, such as `11-482`: province and number of its change in the log.
    package static func receipt(province: String, seq: Int64) -> String { "\(province)-\(seq)" }
}

/// A cell as somebody wrote it.
package struct CellEdit: Hashable, Sendable, Codable {
    package var key: CellKey
    package var content: CellContent
    /// What the cell held when they began, ``CellContent/empty`` for nothing; `nil` writes whatever it holds now. Where it holds something else by now and not
    /// the same, the two are a conflict.
    package var base: CellContent?

    package init(_ key: CellKey, _ content: CellContent, base: CellContent? = nil) {
        self.key = key
        self.content = content
        self.base = base
    }
}
