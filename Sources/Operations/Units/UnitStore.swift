import Domain
import Storage

/// Reads and writes units in the database.
enum UnitStore {
    static func units(in tx: ReadTransaction) throws -> [OrgUnit] {
        var versions: [String: [UnitVersion]] = [:]
        versions.reserveCapacity(20_000)
        try tx.each("""
            SELECT unit, first_day, last_day, name_vi, name_en, full_name_vi, full_name_en, type, parent, area_km2, population, resolution, note
            FROM org_unit_version ORDER BY unit, ordinal
            """) { row in
            let unit = row.text(0)
            versions[unit, default: []].append(UnitVersion(
                unit: UnitID(unit), firstDay: row.optionalText(1).flatMap { Day(iso: $0) }, lastDay: row.optionalText(2).flatMap { Day(iso: $0) },
                name: Label(vi: row.text(3), en: row.text(4)), fullName: Label(vi: row.text(5), en: row.text(6)), type: row.text(7),
                parent: row.optionalText(8).map { UnitID($0) }, areaKm2: row.optionalDouble(9), population: row.optionalInt(10),
                resolution: row.optionalText(11), note: row.optionalText(12)))
        }
        var units: [OrgUnit] = []
        units.reserveCapacity(versions.count)
        try tx.each("SELECT id, code, level, illustrative FROM org_unit ORDER BY id") { row in
            let id = row.text(0)
            guard let level = UnitLevel(rawValue: row.text(2)), let own = versions[id] else { throw DamagedUnit(id: id) }
            units.append(OrgUnit(id: UnitID(id), code: row.text(1), level: level, versions: own, isIllustrative: row.int64(3) != 0))
        }
        return units
    }

    static func lineage(in tx: ReadTransaction) throws -> [LineageLink] {
        var links: [LineageLink] = []
        try tx.each("SELECT old, new, day, extent, area_weight, population_weight, note FROM lineage ORDER BY old, new") { row in
            guard let day = Day(iso: row.text(2)), let extent = Extent(rawValue: row.text(3)) else { throw DamagedUnit(id: row.text(0)) }
            links.append(LineageLink(old: UnitID(row.text(0)), new: UnitID(row.text(1)), day: day, extent: extent,
                                     areaWeight: row.double(4), populationWeight: row.double(5), note: row.isNull(6) ? nil : row.text(6)))
        }
        return links
    }

    static func aliases(in tx: ReadTransaction) throws -> [UnitList.Alias] {
        var aliases: [UnitList.Alias] = []
        try tx.each("SELECT unit, alias, kind FROM org_unit_alias ORDER BY unit, alias") { row in
            aliases.append(.init(unit: UnitID(row.text(0)), alias: row.text(1), kind: row.text(2)))
        }
        return aliases
    }

    static func outlines(of units: [UnitID], in tx: ReadTransaction) throws -> [UnitID: String] {
        var outlines: [UnitID: String] = [:]
        try tx.each("SELECT unit, outline FROM boundary WHERE unit IN (\(list: units))") { outlines[UnitID($0.text(0))] = $0.text(1) }
        return outlines
    }

    /// Writes a whole list into empty tables.
    static func fill(with list: UnitList, in tx: WriteTransaction) throws {
        try tx.bulkInsert(into: "org_unit", columns: ["id", "code", "level", "illustrative"]) { writer in
            for unit in list.units { try writer.row(unit) }
        }
        try tx.bulkInsert(into: "org_unit_version", columns: versionColumns) { writer in
            for unit in list.units { for (ordinal, version) in unit.versions.enumerated() { try writer.row(version, ordinal: ordinal) } }
        }
        try tx.bulkInsert(into: "lineage", columns: ["old", "new", "day", "extent", "area_weight", "population_weight", "note"]) { writer in
            for link in list.lineage { try writer.row(link) }
        }
        try tx.bulkInsert(into: "org_unit_alias", columns: ["unit", "alias", "kind"]) { writer in
            for alias in list.aliases {
                for text in [alias.unit.rawValue, alias.alias, alias.kind] { writer.text(text) }
                try writer.endRow()
            }
        }
        try tx.bulkInsert(into: "boundary", columns: ["unit", "outline"]) { writer in
            for (unit, outline) in list.outlines {
                writer.text(unit.rawValue)
                writer.text(outline)
                try writer.endRow()
            }
        }
    }

    private static let versionColumns: [StaticString] = [
        "unit", "ordinal", "first_day", "last_day", "name_vi", "name_en", "full_name_vi", "full_name_en", "type", "parent", "area_km2", "population", "resolution", "note",
    ]

    /// Writes what a list adds to or changes in the tables; units it does not have stay.
    static func merge(_ list: UnitList, in tx: WriteTransaction) throws {
        let units = list.units.map(\.id.rawValue)
        for part in units.chunks(of: 10_000) {
            try tx.execute("DELETE FROM org_unit WHERE id IN (\(list: part))")
            try tx.execute("DELETE FROM org_unit_version WHERE unit IN (\(list: part))")
        }
        for link in list.lineage {
            try tx.execute("DELETE FROM lineage WHERE old = \(link.old) AND new = \(link.new) AND day = \(link.day.iso)")
        }
        for alias in list.aliases { try tx.execute("DELETE FROM org_unit_alias WHERE unit = \(alias.unit) AND alias = \(alias.alias)") }
        for unit in list.outlines.keys { try tx.execute("DELETE FROM boundary WHERE unit = \(unit)") }
        try fill(with: list, in: tx)
    }

    /// A digest of all units, their descent, names and outlines, which the log keeps so that a later alteration is seen.
    static func digest(in tx: ReadTransaction) throws -> String {
        var digest = RowDigest()
        var bytes = RowBytes()
        /// The first columns are numbers with decimals.
        func add(_ table: StaticString, decimals: Int = 0, _ select: SQL) throws {
            try tx.each(select) { row in
                bytes.begin(table: table)
                for column in 0..<decimals { bytes.add(row.optionalDouble(column)) }
                for column in decimals..<row.columnCount {
                    if row.isNull(column) { bytes.addNull() } else { row.withBytes(column) { bytes.add($0.bindMemory(to: UInt8.self)) } }
                }
                bytes.add(to: &digest)
            }
        }
        try add("org_unit", "SELECT id, code, level, illustrative FROM org_unit")
        try add("org_unit_version", decimals: 1, """
            SELECT area_km2, unit, ordinal, first_day, last_day, name_vi, name_en, full_name_vi, full_name_en, type, parent, population, resolution, note FROM org_unit_version
            """)
        try add("lineage", decimals: 2, "SELECT area_weight, population_weight, old, new, day, extent, note FROM lineage")
        try add("org_unit_alias", "SELECT unit, alias, kind FROM org_unit_alias")
        try add("boundary", "SELECT unit, outline FROM boundary")
        return digest.hex
    }
}

extension BulkWriter {
    fileprivate func row(_ unit: OrgUnit) throws {
        text(unit.id.rawValue)
        text(unit.code)
        text(unit.level.rawValue)
        integer(unit.isIllustrative ? 1 : 0)
        try endRow()
    }

    fileprivate func row(_ v: UnitVersion, ordinal: Int) throws {
        text(v.unit.rawValue)
        integer(Int64(ordinal))
        for field in [v.firstDay?.iso, v.lastDay?.iso, v.name.vi, v.name.en, v.fullName.vi, v.fullName.en, v.type, v.parent?.rawValue] { optional(field) }
        if let area = v.areaKm2 { real(area) } else { null() }
        if let population = v.population { integer(Int64(population)) } else { null() }
        optional(v.resolution)
        optional(v.note)
        try endRow()
    }

    fileprivate func row(_ link: LineageLink) throws {
        for field in [link.old.rawValue, link.new.rawValue, link.day.iso, link.extent.rawValue] { text(field) }
        real(link.areaWeight)
        real(link.populationWeight)
        optional(link.note)
        try endRow()
    }

    fileprivate func optional(_ field: String?) {
        if let field { text(field) } else { null() }
    }
}

extension Array {
    /// The array cut into pieces of at most `size` elements.
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

/// A stored unit that cannot be read.
struct DamagedUnit: Error, CustomStringConvertible {
    var id: String
    var description: String { "the stored unit \(id) is damaged; restore a backup or load the official list again" }
}
