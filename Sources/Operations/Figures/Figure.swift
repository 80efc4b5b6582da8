import Domain

/// One figure of an indicator: for one unit and one period, with what it rests on.
package struct Figure: Sendable, Hashable {
    package var indicator: String
    package var unit: UnitID
    package var period: Period
    package var options: Disaggregation
    /// In the indicator's unit of measure; 1 or 0 for a milestone.
    package var value: Double
    /// `nil` where an authority published only the result.
    package var numerator: Double?
    /// `nil` for a number, a milestone, or where only the result was published.
    package var denominator: Double?
    package var bound: Bound
    /// What its values are worth as evidence.
    package var standing: ValueStatus
    /// Units whose own values it rests on.
    package var reported: Int
    /// Units that should have reported.
    package var expected: Int
    /// Set where units were split or merged since and the figure is put together from theirs.
    package var rebase: Rebase?
    /// Whether everything it was worked out from comes from the records of registers.
    package var isFromRegisters = false
    /// How much of a reported figure has been approved; `nil` for nothing of it, and for other figures.
    package var approval: Approval?

    /// What of a reported figure whoever receives the reports has approved.
    package struct Approval: Sendable, Hashable {
        /// Units whose approved values it rests on.
        package var units: Int
        /// Whether the approved values come to the same figure.
        package var isWhole: Bool
    }

    /// An estimate shares out the figure of a unit that was split.
    package var isEstimate: Bool { rebase?.comparability == .estimate }

    /// The one word for it: an estimate is said to be one before anything else.
    package var status: FigureStatus {
        if isEstimate { return .estimate }
        if isFromRegisters, standing != .illustrative { return .registered }
        return switch standing {
        case .published: .published
        case .reported: .reported
        case .approved: .approved
        case .registered: .registered
        case .illustrative: .illustrative
        }
    }

    /// The same for readers, who see of a reported figure when all of it has been approved.
    package var mark: FigureStatus { status == .reported && approval?.isWhole == true ? .approved : status }
}

/// The one word that is shown beside a figure.
package enum FigureStatus: String, Sendable, Codable, CaseIterable {
    case published, reported, approved, registered, illustrative, estimate
}

/// What is said about one target of a programme: where it began, where it is, where it should be.
package struct TargetStanding: Sendable {
    package var indicator: Indicator
    package var agency: Agency?
    /// The unit it is looked at for.
    package var unit: UnitID
    /// In order of time; empty where the plan sets none.
    package var targets: [Target]
    /// The latest figure: an official one if there is any, else an illustrative one.
    package var latest: Figure?
    /// The figure before it, of the same standing.
    package var previous: Figure?
    /// `nil` where there is no target.
    package var course: Course?
    /// Up to twelve periods that end with the latest figure's, oldest first; gaps are `nil`. All of the latest figure's standing.
    package var recent: [(period: Period, value: Double?)]

    package var state: CourseState { course?.state ?? .noData }
}

/// A programme at a glance.
package struct ProgrammeOverview: Sendable {
    /// A heading of the plan with what stands under it.
    package struct Section: Sendable {
        /// A solution group, a goal, or `nil` for what stands under none.
        package var heading: Label?
        package var code: String?
        package var targets: [TargetStanding]
    }

    /// Someone whose figures are late.
    package struct Late: Sendable {
        package var form: FormDefinition
        package var period: Period
        package var due: Day
        /// Units that have given nothing for the period, of those that should, in order of name.
        package var missing: [OrgUnit]
        package var expected: Int
        /// Whether the others are counted by made-up figures.
        package var isIllustrative: Bool
    }

    package var pack: Pack
    package var programme: Programme
    package var unit: OrgUnit
    /// The unit that stands in its place today where the programme's own ended.
    package var successor: OrgUnit?
    package var sections: [Section]
    package var late: [Late]
    /// Newest first.
    package var changes: [Change]
    /// Whether any figure shown is illustrative.
    package var hasIllustrative: Bool

    package var targets: [TargetStanding] { sections.flatMap(\.targets) }
    package func count(_ state: CourseState) -> Int { targets.count { $0.course != nil && $0.state == state } }
}

/// A unit and where it stands in space and time.
package struct UnitProfile: Sendable {
    package struct Relation: Sendable {
        package var unit: OrgUnit
        package var link: LineageLink
    }

    package var unit: OrgUnit
    /// The version in force on the day, or the nearest.
    package var version: UnitVersion
    package var day: Day
    package var isInForce: Bool
    /// From the province down to the unit's parent, as of the day.
    package var ancestors: [OrgUnit]
    /// As of the day, in order of name.
    package var children: [OrgUnit]
    /// What it came from: one step back.
    package var predecessors: [Relation]
    /// What it became: one step forward.
    package var successors: [Relation]
    /// What all of it became until today, with shares; the unit itself while it exists.
    package var fate: [LineageShare]
    package var aliases: [String]
    /// The programmes it has a part in.
    package var programmes: [Pack]
    /// Targets of those programmes as they stand for this unit.
    package var standings: [(pack: Pack, targets: [TargetStanding])]
}

/// One value version as the log has it.
package struct ValueVersion: Sendable {
    package var value: DataValue
    package var seq: Int64
    package var at: Moment
    package var person: String
    package var kind: ChangeKind
    package var subject: String
    /// Later versions replaced it.
    package var isCurrent: Bool
}

/// Where a figure comes from.
package struct Provenance: Sendable {
    /// One item of the formula, such as the numerator's data element.
    package struct Part: Sendable {
        package var element: DataElement
        package var options: Disaggregation
        /// What this item came to.
        package var value: Double?
        /// The values that make it up, largest first; all of them.
        package var contributions: [Contribution]
    }

    /// A reporting rate of the formula, with how many reports it was counted from.
    package struct Reporting: Sendable, Hashable {
        package var form: FormDefinition
        package var metric: Expression.ReportingMetric
        package var value: Double
        package var rate: ReportRate
    }

    /// One unit's own value and how it counts.
    package struct Contribution: Sendable {
        package var unit: OrgUnit
        package var period: Period
        package var options: Disaggregation
        package var value: Double
        /// 1, or the share of a split unit.
        package var weight: Double
        /// The version in force, with who wrote it and when.
        package var version: ValueVersion?
    }

    package var figure: Figure
    package var indicator: Indicator
    package var unit: OrgUnit
    /// The formula in words.
    package var formula: Label
    package var parts: [Part]
    package var reporting: [Reporting]
}
