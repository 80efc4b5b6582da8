import Assets
import Domain
import Storage

/// The official list of units that travels inside the program, and how a newer list is taken in.
package enum OfficialUnits {
    /// The log that changes of national lists go to.
    package static let nationalLog = "00"

    static let outlineFiles = ["boundaries/provinces.txt", "boundaries/11.txt", "boundaries/14.txt", "boundaries/66.txt", "boundaries/68.txt"]

    /// The list inside the program: units before and after 1 July 2025, their descent, other names, outlines.
    package static func embedded() throws -> UnitList {
        try UnitList(file: { Asset.find("units/\($0)")?.bytes }, outlineFiles: outlineFiles)
    }

    /// Fills an empty database with a list.
    static func fill(_ database: Database, ifEmptyWith units: () throws -> UnitList, at moment: Moment) throws {
        guard try database.read({ try $0.row("SELECT id FROM org_unit LIMIT 1") }) == nil else { return }
        let list = try units()
        try database.write { tx in
            // Asked again inside the transaction: another process may have started at the same time.
            guard try tx.row("SELECT id FROM org_unit LIMIT 1") == nil else { return }
            try ChangeLog.append(.unitsLoaded, to: nationalLog, subject: "official list", by: Person(name: "khen", rights: []), at: moment, in: tx) { _, _ in
                try UnitStore.fill(with: list, in: tx)
                return ChangeDetail(facts: ["units": String(list.units.count), "lineage": String(list.lineage.count), "digest": try UnitStore.digest(in: tx)])
            }
        }
    }

    /// What taking in a list would change.
    package struct Difference: Sendable {
        package enum Kind: String, Sendable, CaseIterable { case added, ended, renamed, typeChanged, parentChanged, attributesChanged, lineage, alias, outline }

        package struct Row: Sendable {
            package var kind: Kind
            package var unit: UnitID
            package var description: Label
        }

        package var rows: [Row] = []
        /// Units of the database that the list does not have: they are left as they are.
        package var notInList: [UnitID] = []
        package var isEmpty: Bool { rows.isEmpty }
        package func count(_ kind: Kind) -> Int { rows.count { $0.kind == kind } }
    }

    static func difference(from world: World, to list: UnitList, outlines: [UnitID: String], aliases: Set<UnitList.Alias>) -> Difference {
        var difference = Difference()
        func add(_ kind: Difference.Kind, _ unit: UnitID, _ vi: String, _ en: String) {
            difference.rows.append(.init(kind: kind, unit: unit, description: Label(vi: vi, en: en)))
        }
        var listed: Set<UnitID> = []
        for unit in list.units {
            listed.insert(unit.id)
            let name = unit.versions.last!.fullName
            guard let known = world.units.unit(unit.id) else {
                add(.added, unit.id, "thêm \(name.vi) (\(unit.code))", "add \(name.en) (\(unit.code))")
                continue
            }
            guard known != unit else { continue }
            let before = known.versions.last!, after = unit.versions.last!
            var isExplained = false
            if known.lastDay != unit.lastDay {
                add(.ended, unit.id, "\(name.vi): hết hiệu lực \(unit.lastDay?.iso ?? "–")", "\(name.en): in force until \(unit.lastDay?.iso ?? "–")")
                isExplained = true
            }
            if before.name != after.name {
                add(.renamed, unit.id, "đổi tên \(before.fullName.vi) → \(after.fullName.vi)", "rename \(before.fullName.en) → \(after.fullName.en)")
                isExplained = true
            }
            if before.type != after.type {
                add(.typeChanged, unit.id, "đổi loại hình \(before.fullName.vi) → \(after.fullName.vi)", "change of type \(before.fullName.en) → \(after.fullName.en)")
                isExplained = true
            }
            if before.parent != after.parent {
                add(.parentChanged, unit.id, "\(name.vi): trực thuộc \(after.parent?.rawValue ?? "–")", "\(name.en): now under \(after.parent?.rawValue ?? "–")")
                isExplained = true
            }
            if !isExplained { add(.attributesChanged, unit.id, "\(name.vi): thông tin khác được cập nhật", "\(name.en): other facts updated") }
        }
        difference.notInList = world.units.units.filter { $0.level != .village && !listed.contains($0.id) }.map(\.id).sorted()
        let links = Set(world.units.links)
        for link in list.lineage where !links.contains(link) {
            add(.lineage, link.new, "nguồn gốc \(link.old) → \(link.new) (\(link.extent.rawValue))", "descent \(link.old) → \(link.new) (\(link.extent.rawValue))")
        }
        for alias in list.aliases where !aliases.contains(alias) { add(.alias, alias.unit, "tên khác «\(alias.alias)»", "other name “\(alias.alias)”") }
        for (unit, outline) in list.outlines.sorted(by: { $0.key < $1.key }) where outlines[unit] != outline {
            add(.outline, unit, "địa giới mới của \(unit)", "new outline of \(unit)")
        }
        return difference
    }
}
