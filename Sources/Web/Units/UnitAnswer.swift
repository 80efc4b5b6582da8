import Domain
import Operations

/// A unit as other units' answers name it.
struct UnitLink: Encodable {
    var id: String
    var code: String
    /// With its type.
    var name: NameAnswer

    init(_ unit: OrgUnit, asOf day: Day) {
        id = unit.id.rawValue
        code = unit.code
        name = NameAnswer(unit.version(nearest: day).fullName)
    }
}

/// A unit in a list, as programs get it.
struct UnitAnswer: Encodable {
    var id: String
    var code: String
    var level: UnitLevel
    var name: NameAnswer
    /// With its type.
    var fullName: NameAnswer
    var type: String
    /// `null` where records do not go back to it.
    @ExplicitNull var firstDay: String?
    /// `null` while it is in force.
    @ExplicitNull var lastDay: String?
    @ExplicitNull var parent: UnitLink?
    @ExplicitNull var areaKm2: Double?
    @ExplicitNull var population: Int?
    /// Units that hold its ground today; empty for a unit in force.
    var became: [UnitLink]
    /// Made up for the demonstration.
    var illustrative: Bool

    init(_ unit: OrgUnit, asOf day: Day, _ request: PageRequest) {
        let version = unit.version(nearest: day)
        id = unit.id.rawValue
        code = unit.code
        level = unit.level
        name = NameAnswer(version.name)
        fullName = NameAnswer(version.fullName)
        type = version.type
        firstDay = unit.firstDay?.iso
        lastDay = unit.lastDay?.iso
        parent = version.parent.flatMap { request.world.units.unit($0) }.map { UnitLink($0, asOf: day) }
        areaKm2 = version.areaKm2
        population = version.population
        became = UnitWords(request).heirs(of: unit).map { UnitLink($0.unit, asOf: request.today) }
        illustrative = unit.isIllustrative
    }
}

/// A unit with its place in the tree and in time, as programs get it.
struct UnitProfileAnswer: Encodable {
    struct Validity: Encodable {
        @ExplicitNull var firstDay: String?
        @ExplicitNull var lastDay: String?
    }

    struct Version: Encodable {
        @ExplicitNull var firstDay: String?
        @ExplicitNull var lastDay: String?
        var name: NameAnswer
        var fullName: NameAnswer
        var type: String
        @ExplicitNull var parent: UnitLink?
        @ExplicitNull var areaKm2: Double?
        @ExplicitNull var population: Int?
        @ExplicitNull var resolution: String?

        init(_ version: UnitVersion, _ request: PageRequest) {
            firstDay = version.firstDay?.iso
            lastDay = version.lastDay?.iso
            name = NameAnswer(version.name)
            fullName = NameAnswer(version.fullName)
            type = version.type
            parent = version.parent.flatMap { request.world.units.unit($0) }.map { UnitLink($0, asOf: version.lastDay ?? version.firstDay ?? request.today) }
            areaKm2 = version.areaKm2
            population = version.population
            resolution = version.resolution
        }
    }

    struct Relation: Encodable {
        var unit: UnitLink
        var extent: Extent
        var day: String
        /// Shares of the former unit, 0 to 1; the project's estimates where the extent is a part.
        var areaWeight: Double
        var populationWeight: Double

        init(_ relation: UnitProfile.Relation) {
            unit = UnitLink(relation.unit, asOf: relation.link.day)
            extent = relation.link.extent
            day = relation.link.day.iso
            areaWeight = relation.link.areaWeight
            populationWeight = relation.link.populationWeight
        }
    }

    struct Share: Encodable {
        var unit: UnitLink
        @ExplicitNull var areaWeight: Double?
        @ExplicitNull var populationWeight: Double?
    }

    struct Programme: Encodable {
        var code: String
        var name: NameAnswer
        var targets: [TargetAnswer]
    }

    var id: String
    var code: String
    var level: UnitLevel
    var name: NameAnswer
    var fullName: NameAnswer
    var type: String
    var illustrative: Bool
    /// The day as of which names, parents and children are given.
    var day: String
    /// Whether it is in force on the day that was asked for.
    var inForce: Bool
    var validity: Validity
    @ExplicitNull var areaKm2: Double?
    @ExplicitNull var population: Int?
    /// In order of time.
    var versions: [Version]
    /// From the province down to the unit right above.
    var parents: [UnitLink]
    var childrenCount: Int
    /// One step back.
    var predecessors: [Relation]
    /// One step forward.
    var successors: [Relation]
    /// Units that hold its ground today, with the shares of it that they hold where it went as a whole; empty for a unit in force.
    var became: [Share]
    /// Other units that carried the same code.
    var sameCode: [UnitLink]
    var aliases: [String]
    var programmes: [Programme]

    init(_ profile: UnitProfile, _ request: PageRequest) {
        let unit = profile.unit, version = profile.version
        id = unit.id.rawValue
        code = unit.code
        level = unit.level
        name = NameAnswer(version.name)
        fullName = NameAnswer(version.fullName)
        type = version.type
        illustrative = unit.isIllustrative
        day = profile.day.iso
        inForce = profile.isInForce
        validity = Validity(firstDay: unit.firstDay?.iso, lastDay: unit.lastDay?.iso)
        areaKm2 = version.areaKm2
        population = version.population
        versions = unit.versions.map { Version($0, request) }
        parents = profile.ancestors.map { UnitLink($0, asOf: profile.day) }
        childrenCount = profile.children.count
        predecessors = profile.predecessors.map(Relation.init)
        successors = profile.successors.map(Relation.init)
        became = UnitWords(request).heirs(of: unit).map { Share(unit: UnitLink($0.unit, asOf: request.today), areaWeight: $0.share?.area, populationWeight: $0.share?.population) }
        sameCode = request.world.units.units(code: unit.code).filter { $0.id != unit.id }.map { UnitLink($0, asOf: request.today) }
        aliases = profile.aliases
        programmes = profile.ownStandings.map { Programme(code: $0.pack.code, name: NameAnswer($0.pack.name), targets: $0.targets.map(TargetAnswer.init)) }
    }
}
