import Domain
import Sheets

/// Made-up villages of provinces whose programme works in villages while none are on record; those of Điện Biên come as a file.
struct IllustrativeVillages {
    let world: World
    let today: Day

    private static let each = 3
    private static let names = ["Ea Blang", "Cư Drăm", "Krông Ana Nhỏ", "Ea Sim", "Kla", "Cuôr Bhê", "Ea Tling Mới", "Mrông", "Drai Bông", "Ea Kring", "Hra Tul", "Puăn Lăn"]

    /// Villages for each commune of every such province, in the form in which villages are imported; `nil` where there is nothing to make.
    func file() throws -> ByteSource? {
        var lines = ["code,name_vi,name_en,type,commune,first_day,illustrative"]
        for pack in world.catalogue.programmes where pack.registers.contains(where: { $0.levels.contains(.village) }) {
            guard let province = Demonstration.province(of: pack, world, today) else { continue }
            let communes = world.units.children(of: province.id, asOf: today).filter { $0.level == .commune }
            // Where a province has given its villages, nothing is made up beside them.
            guard !communes.contains(where: { commune in world.units.children(of: commune.id, asOf: today).contains { !$0.isIllustrative } }) else { continue }
            for commune in communes { lines += villages(of: commune) }
        }
        guard lines.count > 1 else { return nil }
        return try ByteSource(bytes: Array((lines.joined(separator: "\n") + "\n").utf8), name: "demonstration-villages.csv")
    }

    private func villages(of commune: OrgUnit) -> [String] {
        let twoTiers = Day(year: 2025, month: 7, day: 1)!, firstDay = max(commune.firstDay ?? twoTiers, twoTiers).iso
        let start = Int(Chance.share("village", commune.code) * Double(Self.names.count))
        return (0..<Self.each).map { index in
            let code = "\(commune.code)-00\(index + 1)"
            if commune.versions.last?.type == "phuong" { return "\(code),Tổ dân phố \(index + 1),Residential Group \(index + 1),to_dan_pho,\(commune.code),\(firstDay),yes" }
            if index == Self.each - 1 { return "\(code),Thôn \(index + 1),Village \(index + 1),thon,\(commune.code),\(firstDay),yes" }
            let name = Self.names[(start + index) % Self.names.count]
            return "\(code),Buôn \(name),,buon,\(commune.code),\(firstDay),yes"
        }
    }
}
