import Domain

/// The operations centre: programmes at a glance, and units with everything about them.
package struct Centre: Sendable {
    let khen: Khen

    /// A programme as it stands now.
    ///
    /// - Parameters:
    ///   - unit: look at this unit of the programme instead of the whole.
    ///   - since: changes after this instant are listed; the latest ones where `nil`.
    /// - Throws: ``NotFound``.
    package func overview(_ code: String, unit: UnitID? = nil, since: Moment? = nil, scope: FigureScope = .everyday) throws -> ProgrammeOverview {
        try CentreReader(khen: khen, scope: scope).overview(code, unit: unit, since: since)
    }

    /// All programmes as they stand now, without what changed.
    package func programmes(scope: FigureScope = .everyday) throws -> [ProgrammeOverview] {
        let reader = CentreReader(khen: khen, scope: scope)
        return try khen.world.catalogue.programmes.map { try reader.overview($0.code, isBrief: true) }
    }

    /// A unit with its place in space and time and its figures.
    ///
    /// - Throws: ``NotFound``.
    package func profile(_ code: String, asOf day: Day) throws -> UnitProfile {
        try CentreReader(khen: khen).profile(code, asOf: day)
    }
}
