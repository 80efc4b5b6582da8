/// What somebody may do. Rights are given by roles, within a part of the tree of units and for a time.
package enum Right: String, Sendable, Codable, CaseIterable {
    /// See what is public and every aggregate figure.
    case read
    /// Write values from files.
    case report
    /// Load packs, unit lists and demonstration data.
    case configure
    /// Make and restore backups, verify the log.
    case maintain
    /// See reports with their cells, remarks and history.
    case seeReports = "see_reports"
    /// Fill in a unit's reports.
    case fill
    /// Send a unit's reports, and withdraw them.
    case submit
    /// Check reports that came in: return them, or pass them on for approval.
    case check
    /// Approve or return reports.
    case approve
    /// Open an approved report again.
    case reopen
    /// Excuse a unit from a report, or give it more time.
    case exempt
    /// Remind those who are late.
    case remind
    /// Issue a report as a document with a number.
    case issue
    /// See people and agencies, appoint people to roles, end their service.
    case managePeople = "manage_people"
    /// See the log of who looked at what.
    case audit
    /// For keys of programs: read the records that their owner's roles see. Registers themselves say what roles may do.
    case seeRecords = "see_records"
    /// For keys of programs: add, change and move records as their owner's roles may.
    case writeRecords = "write_records"

    /// Whether it narrows what a program may do with records; registers say what roles may.
    package var isAboutRecords: Bool { self == .seeRecords || self == .writeRecords }
}

/// A set of rights that a pack names, such as “commune officer”. A person holds it at a unit: it reaches that unit and all beneath it.
package struct Role: Hashable, Sendable, Codable {
    /// One right and the levels of units at which the role has it.
    package struct Grant: Hashable, Sendable, Codable {
        package var right: Right
        /// Empty for every level.
        package var levels: Set<UnitLevel>

        package init(_ right: Right, levels: Set<UnitLevel> = []) {
            self.right = right
            self.levels = levels
        }
    }

    package var code: String
    package var name: Label
    /// Levels of units at which people hold it, such as `commune` for a commune officer.
    package var heldAt: Set<UnitLevel>
    /// Whether signing in asks for a second factor.
    package var needsSecondFactor: Bool
    package var grants: [Grant]

    package init(code: String, name: Label, heldAt: Set<UnitLevel>, needsSecondFactor: Bool = false, grants: [Grant]) {
        self.code = code
        self.name = name
        self.heldAt = heldAt
        self.needsSecondFactor = needsSecondFactor
        self.grants = grants
    }
}
