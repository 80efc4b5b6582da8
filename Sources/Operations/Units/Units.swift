import Domain
import Sheets
import Storage

/// What people can ask about units, and how lists of units are taken in.
package struct Units: Sendable {
    let khen: Khen

    /// Units by name or code, best match first; knows other spellings and the names of former units.
    package func search(_ text: String, level: UnitLevel? = nil, province: String? = nil, limit: Int = 30) -> [OrgUnit] {
        let world = khen.world
        return world.searchUnits(text, limit: level == nil && province == nil ? limit : 100_000).filter { unit in
            (level.map { unit.level == $0 } ?? true) && (province.map { world.province(of: unit.id) == $0 } ?? true)
        }.prefix(limit).map(\.self)
    }

    /// One unit by code, as of a day; where none was in force then, the one nearest in time.
    ///
    /// - Throws: ``NotFound``.
    package func unit(_ code: String, asOf day: Day) throws -> OrgUnit {
        let world = khen.world
        if let unit = world.units.unit(code: code, asOf: day) ?? world.units.unit(UnitID(code)) { return unit }
        let all = world.units.units(code: code)
        guard let nearest = all.last(where: { ($0.firstDay ?? Day(number: .min)) <= day }) ?? all.first else {
            throw NotFound(Label(vi: "Không có đơn vị mang mã «\(code)».", en: "There is no unit with the code “\(code)”."))
        }
        return nearest
    }

    /// Outlines of units, in the project's text form.
    package func outlines(of units: [UnitID]) throws -> [UnitID: String] {
        try khen.database.read { try UnitStore.outlines(of: units, in: $0) }
    }

    /// Other names of a unit.
    package func aliases(of unit: UnitID) throws -> [String] {
        try khen.database.read { tx in
            try tx.rows("SELECT alias FROM org_unit_alias WHERE unit = \(unit) ORDER BY alias").map { $0.text(0) }
        }
    }

    /// Takes in a newer official list.
    ///
    /// - Parameters:
    ///   - dryRun: only say what would change.
    /// - Throws: ``Rejected`` when the list contradicts itself; nothing is written then.
    package func load(_ list: UnitList, dryRun: Bool, by person: Person) throws -> OfficialUnits.Difference {
        try person.require(.configure)
        let world = try khen.refresh()
        let (outlines, aliases) = try khen.database.read { tx in
            (try UnitStore.outlines(of: Array(list.outlines.keys), in: tx), Set(try UnitStore.aliases(in: tx)))
        }
        let difference = OfficialUnits.difference(from: world, to: list, outlines: outlines, aliases: aliases)
        // The whole must still be one history.
        var merged = Dictionary(uniqueKeysWithValues: world.units.units.map { ($0.id, $0) })
        for unit in list.units { merged[unit.id] = unit }
        var links = Dictionary(world.units.links.map { (LinkKey($0), $0) }) { $1 }
        for link in list.lineage { links[LinkKey(link)] = link }
        _ = try World.history(units: Array(merged.values), lineage: Array(links.values))
        guard !dryRun, !difference.isEmpty else { return difference }
        try khen.database.write { tx -> Void in
            try ChangeLog.append(.unitsLoaded, to: OfficialUnits.nationalLog, subject: "official list", by: person, at: khen.now(), in: tx) { _, _ in
                try UnitStore.merge(list, in: tx)
                return ChangeDetail(facts: ["changes": String(difference.rows.count), "digest": try UnitStore.digest(in: tx)])
            }
        }
        // Where a record counts follows from the units.
        let after = try khen.refresh()
        try khen.database.write { _ = try RecordCounter(world: after).mend(by: person, at: khen.now(), $0) }
        try khen.refresh()
        return difference
    }

    private struct LinkKey: Hashable {
        var old: UnitID, new: UnitID, day: Day
        init(_ link: LineageLink) { (old, new, day) = (link.old, link.new, link.day) }
    }
}
