/// What a value is worth as evidence. Values of different standing are never added together.
package enum ValueStatus: String, Sendable, Codable, CaseIterable {
    /// Printed by an authority in a document that is cited.
    case published
    /// Entered or imported by a unit or an agency.
    case reported
    /// The same once the one who received the report has approved it; kept beside what was reported, never added to it.
    case approved
    /// Worked out from the records of a register, whose states say what counts.
    case registered
    /// Made up for demonstration.
    case illustrative
}

/// Which figures a reader looks at.
package enum FigureScope: String, Sendable, Hashable, CaseIterable {
    /// Whatever there is; made-up figures only where there is nothing else.
    case everyday
    /// What was published, and reports that whoever receives them has approved.
    case approvedOnly = "approved"

    package var statuses: [ValueStatus] {
        switch self {
        case .everyday: [.published, .reported, .illustrative]
        case .approvedOnly: [.published, .approved]
        }
    }
}

/// Whether a published figure is exact or a bound, as in «trên 96%».
package enum Bound: String, Sendable, Codable {
    case exactly = ""
    case moreThan = ">"
    case atLeast = ">="
    case lessThan = "<"
    case atMost = "<="
}

/// Which value: its place in the data.
package struct DataValueKey: Hashable, Sendable, Codable {
    /// Code of the province whose log holds it.
    package var province: String
    package var dataElement: String
    package var unit: UnitID
    /// Identifier of the period, see ``Period``.
    package var period: String
    package var options: Disaggregation
    package var status: ValueStatus

    package init(province: String, dataElement: String, unit: UnitID, period: String, options: Disaggregation = .total, status: ValueStatus) {
        self.province = province
        self.dataElement = dataElement
        self.unit = unit
        self.period = period
        self.options = options
        self.status = status
    }
}

/// One version of one value, written by one change of the province's log.
package struct DataValue: Hashable, Sendable, Codable {
    package var key: DataValueKey
    /// Canonical text: `97.25`, `true`, `2025-12-31`; `nil` where an earlier value was withdrawn.
    package var value: String?
    package var bound: Bound
    package var comment: String?
    package var source: String?
    /// How it was obtained, such as `import`, `form`, `pack`.
    package var method: String?

    package init(key: DataValueKey, value: String?, bound: Bound = .exactly, comment: String? = nil, source: String? = nil, method: String? = nil) {
        self.key = key
        self.value = value
        self.bound = bound
        self.comment = comment
        self.source = source
        self.method = method
    }
}
