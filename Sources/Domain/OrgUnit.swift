/// The identity of an organisation unit: its official code and which of the units that ever carried this code it is.
///
/// `03127.2` is the second unit known under the code 03127. Codes are used again after a merger, names are not unique, so neither is a key.
package struct UnitID: Hashable, Sendable, Codable, Comparable, RawRepresentable, CustomStringConvertible {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }
    package static func < (a: UnitID, b: UnitID) -> Bool { a.rawValue < b.rawValue }
}

/// The tiers of local government and the villages beneath them, from the top.
package enum UnitLevel: String, Sendable, Codable, CaseIterable, Comparable {
    case country, province, district, commune, village

    package var depth: Int { Self.allCases.firstIndex(of: self)! }
    package static func < (a: UnitLevel, b: UnitLevel) -> Bool { a.depth < b.depth }
}

/// A unit as it was between two days: what it was called, what kind it was, and whom it was under.
package struct UnitVersion: Hashable, Sendable, Codable {
    package var unit: UnitID
    /// First day in force; `nil` where records do not go back to it.
    package var firstDay: Day?
    /// Last day in force; `nil` while it is still in force.
    package var lastDay: Day?
    package var name: Label
    /// Name with its type, such as `Phường Mường Thanh`.
    package var fullName: Label
    /// `tinh`, `thanh_pho_trung_uong`, `huyen`, `xa`, `phuong`, `thi_tran`, `dac_khu`, `ban`, `thon`, `buon`, `to_dan_pho`, …
    package var type: String
    package var parent: UnitID?
    package var areaKm2: Double?
    package var population: Int?
    /// The decision that made it so.
    package var resolution: String?
    package var note: String?

    package init(unit: UnitID, firstDay: Day?, lastDay: Day?, name: Label, fullName: Label, type: String, parent: UnitID?,
                 areaKm2: Double? = nil, population: Int? = nil, resolution: String? = nil, note: String? = nil) {
        self.unit = unit
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.name = name
        self.fullName = fullName
        self.type = type
        self.parent = parent
        self.areaKm2 = areaKm2
        self.population = population
        self.resolution = resolution
        self.note = note
    }

    package func isInForce(on day: Day) -> Bool {
        (firstDay.map { $0 <= day } ?? true) && (lastDay.map { day <= $0 } ?? true)
    }
}

/// An organisation unit: one identity with everything it was over time.
package struct OrgUnit: Hashable, Sendable, Codable {
    package var id: UnitID
    /// Official code as text, leading zeros kept: 2 digits for a province, 3 for a district, 5 for a commune; commune code and local number for a village.
    package var code: String
    package var level: UnitLevel
    /// In order of time, without gaps or overlaps; never empty.
    package var versions: [UnitVersion]
    /// Made-up unit of the demonstration, never an official one.
    package var isIllustrative: Bool

    package init(id: UnitID, code: String, level: UnitLevel, versions: [UnitVersion], isIllustrative: Bool = false) {
        self.id = id
        self.code = code
        self.level = level
        self.versions = versions
        self.isIllustrative = isIllustrative
    }

    package var firstDay: Day? { versions.first!.firstDay }
    package var lastDay: Day? { versions.last!.lastDay }

    /// The unit as it was on a day, or `nil` if it did not exist then.
    package func version(on day: Day) -> UnitVersion? { versions.last { $0.isInForce(on: day) } }

    /// The version in force on the day, or else the nearest one: the first if the day is before the unit began, the last if after it ended.
    package func version(nearest day: Day) -> UnitVersion {
        version(on: day) ?? (firstDay.map { day < $0 } == true ? versions.first! : versions.last!)
    }
}

/// How much of a former unit went into a later one.
package enum Extent: String, Sendable, Codable {
    case whole
    case part
    case partAreaOnly = "part_area_only"
    case partAreaAllPopulation = "part_area_all_population"
    case partPopulation = "part_population"
}

/// One step in the descent of a unit: all or some of `old` became `new` or part of it on `day`.
package struct LineageLink: Hashable, Sendable, Codable {
    package var old: UnitID
    package var new: UnitID
    /// First day of the new order.
    package var day: Day
    package var extent: Extent
    /// Share of the old unit's area that went to the new one, 0 to 1; the shares of one old unit add up to 1.
    package var areaWeight: Double
    /// Share of the old unit's population that went to the new one, 0 to 1.
    package var populationWeight: Double
    /// The words of the official conversion table.
    package var note: String?

    package init(old: UnitID, new: UnitID, day: Day, extent: Extent, areaWeight: Double, populationWeight: Double, note: String? = nil) {
        self.old = old
        self.new = new
        self.day = day
        self.extent = extent
        self.areaWeight = areaWeight
        self.populationWeight = populationWeight
        self.note = note
    }
}
