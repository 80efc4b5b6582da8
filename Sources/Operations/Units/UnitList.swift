import Domain
import Sheets

/// A list of units in the form that `data/units` has: the official units with their versions, descent, other names and outlines.
package struct UnitList: Sendable {
    package struct Alias: Sendable, Hashable {
        package var unit: UnitID
        package var alias: String
        /// `spelling`, `code`, `former_name`, …
        package var kind: String

        package init(unit: UnitID, alias: String, kind: String) {
            self.unit = unit
            self.alias = alias
            self.kind = kind
        }
    }

    package var units: [OrgUnit]
    package var lineage: [LineageLink]
    package var aliases: [Alias]
    /// Unit → outline in the project's own text form, see `data/README.md`.
    package var outlines: [UnitID: String]

    package init(units: [OrgUnit], lineage: [LineageLink], aliases: [Alias], outlines: [UnitID: String]) {
        self.units = units
        self.lineage = lineage
        self.aliases = aliases
        self.outlines = outlines
    }

    /// Reads the files of a list.
    ///
    /// - Parameter file: gives the bytes of `units.csv`, `versions.csv`, `lineage.csv`, `aliases.csv`, or `nil` where a list has no such file.
    /// - Throws: ``Rejected`` naming file and line.
    package init(file: (String) throws -> [UInt8]?, outlineFiles: [String]) throws {
        var versions: [UnitID: [UnitVersion]] = [:]
        try UnitList.rows(of: "versions.csv", file, columns: [
            "unit", "first_day", "last_day", "name_vi", "name_en", "full_name_vi", "full_name_en", "type", "parent", "area_km2", "population", "resolution", "note",
        ]) { cell in
            let unit = UnitID(try cell.required(0))
            versions[unit, default: []].append(UnitVersion(
                unit: unit, firstDay: try cell.day(1), lastDay: try cell.day(2),
                name: Label(vi: try cell.required(3), en: try cell.required(4)), fullName: Label(vi: try cell.required(5), en: try cell.required(6)),
                type: try cell.required(7), parent: cell.text(8).map { UnitID($0) }, areaKm2: try cell.number(9), population: try cell.number(10).map { Int($0) },
                resolution: cell.text(11), note: cell.text(12)))
        }
        var units: [OrgUnit] = []
        try UnitList.rows(of: "units.csv", file, columns: ["id", "code", "level"]) { cell in
            let id = UnitID(try cell.required(0))
            guard let level = UnitLevel(rawValue: try cell.required(2)) else {
                throw cell.wrong(2, Label(vi: "phải là province, district, commune hoặc village", en: "must be province, district, commune or village"))
            }
            guard let own = versions[id] else {
                throw cell.wrong(0, Label(vi: "đơn vị không có dòng nào trong versions.csv", en: "the unit has no row in versions.csv"))
            }
            units.append(OrgUnit(id: id, code: try cell.required(1), level: level, versions: own.sorted { ($0.firstDay?.number ?? .min) < ($1.firstDay?.number ?? .min) }))
        }
        var lineage: [LineageLink] = []
        try UnitList.rows(of: "lineage.csv", file, columns: ["old", "new", "day", "extent", "weight_area", "weight_population", "note"]) { cell in
            guard let extent = Extent(rawValue: try cell.required(3)) else {
                throw cell.wrong(3, Label(vi: "không phải mức độ đã biết (whole, part, …)", en: "not a known extent (whole, part, …)"))
            }
            guard let day = try cell.day(2) else { throw cell.wrong(2, Label(vi: "phải có ngày", en: "a day is needed")) }
            lineage.append(LineageLink(old: UnitID(try cell.required(0)), new: UnitID(try cell.required(1)), day: day, extent: extent,
                                       areaWeight: try cell.number(4) ?? 1, populationWeight: try cell.number(5) ?? 1, note: cell.text(6)))
        }
        var aliases: [Alias] = []
        try UnitList.rows(of: "aliases.csv", file, columns: ["unit", "alias", "kind"]) { cell in
            aliases.append(Alias(unit: UnitID(try cell.required(0)), alias: try cell.required(1), kind: try cell.required(2)))
        }
        var outlines: [UnitID: String] = [:]
        for name in outlineFiles {
            guard let bytes = try file(name) else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                guard !line.hasPrefix("#"), let mark = line.firstIndex(of: ";") else { continue }
                outlines[UnitID(String(line[..<mark]))] = String(line[line.index(after: mark)...])
            }
        }
        self.init(units: units, lineage: lineage, aliases: aliases, outlines: outlines)
    }

    /// One row's cells, by the position of the wanted column.
    struct Cells {
        var file: String
        var row: SheetRow
        var columns: [Int]
        var names: [String]

        func text(_ i: Int) -> String? {
            guard columns[i] >= 0, columns[i] < row.count else { return nil }
            let text = row.text(columns[i])
            return text.isEmpty ? nil : text
        }

        func wrong(_ i: Int, _ remedy: Label) -> Rejected {
            Rejected(Label(vi: "giá trị «\(text(i) ?? "")» ở cột \(names[i]) không hợp lệ", en: "the value “\(text(i) ?? "")” in column \(names[i]) is not valid"),
                     remedy: remedy, place: "\(file):\(row.line)")
        }

        func required(_ i: Int) throws -> String {
            guard let text = text(i) else { throw wrong(i, Label(vi: "không được để trống", en: "it must not be empty")) }
            return text
        }

        func day(_ i: Int) throws -> Day? {
            guard let text = text(i) else { return nil }
            guard let day = Day(iso: text) else { throw wrong(i, Label(vi: "ghi ngày dạng 2025-07-01", en: "write the day as 2025-07-01")) }
            return day
        }

        func number(_ i: Int) throws -> Double? {
            guard let text = text(i) else { return nil }
            guard let number = Double(text) else { throw wrong(i, Label(vi: "ghi số với dấu chấm thập phân", en: "write a number with a decimal point")) }
            return number
        }
    }

    private static func rows(of name: String, _ file: (String) throws -> [UInt8]?, columns: [String], _ body: (Cells) throws -> Void) throws {
        guard let bytes = try file(name) else { return }
        do {
            let reader = try CSVReader(ByteSource(bytes: bytes, name: name))
            let places = columns.map { reader.header.firstIndex(of: $0) ?? -1 }
            if let missing = zip(columns, places).first(where: { $0.1 < 0 && !["note", "resolution", "weight_area", "weight_population", "area_km2", "population"].contains($0.0) }) {
                throw Rejected(Label(vi: "thiếu cột \(missing.0)", en: "column \(missing.0) is missing"),
                               remedy: Label(vi: "dòng đầu phải có: \(columns.joined(separator: ","))", en: "the first line must have: \(columns.joined(separator: ","))"),
                               place: "\(name):\(reader.headerLine)")
            }
            try reader.forEachRow { try body(Cells(file: name, row: $0, columns: places, names: columns)) }
        } catch let error as SheetError {
            throw Rejected(sheet: error, file: name)
        }
    }
}
