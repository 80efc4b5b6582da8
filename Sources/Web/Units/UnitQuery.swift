import Domain
import Operations

/// Which units a reader of the list wants.
struct UnitQuery {
    /// A name, a former name, another spelling or a code.
    var text: String?
    var level: UnitLevel?
    var province: OrgUnit?
    /// Only units right beneath this one.
    var parent: OrgUnit?
    /// As the reader gave it.
    var asOf: Day?
    /// The day whose order of units is meant.
    let day: Day

    /// Levels that a list can be made of.
    static let levels: [UnitLevel] = [.province, .district, .commune, .village]

    /// - Throws: `Rejected` naming what cannot be read, and what it may be.
    init(_ request: PageRequest) throws {
        let query = request.query
        text = query["q"]
        asOf = try query.day("as-of")
        day = asOf ?? request.today
        level = try query["level"].map { text in
            guard let level = UnitLevel(rawValue: text), Self.levels.contains(level) else {
                let list = Self.levels.map(\.rawValue).joined(separator: ", ")
                throw Rejected(Label(vi: "«\(text)» không phải là cấp đơn vị", en: "“\(text)” is not a level of units"),
                               remedy: Label(vi: "Chọn một trong: \(list).", en: "Choose one of: \(list)."), place: "level")
            }
            return level
        }
        let isAnyTime = text != nil && asOf == nil
        province = try query["province"].map { try Self.unit($0, request, asOf: day, isAnyTime: isAnyTime, level: .province, place: "province") }
        parent = try query["parent"].map { try Self.unit($0, request, asOf: day, isAnyTime: false, level: nil, place: "parent") }
    }

    /// The unit that carries a code on the day, or, where a search goes through all times, ever carried it.
    private static func unit(_ code: String, _ request: PageRequest, asOf day: Day, isAnyTime: Bool, level: UnitLevel?, place: String) throws -> OrgUnit {
        let units = request.world.units
        let all = (units.units(code: code) + [units.unit(UnitID(code))].compactMap(\.self)).filter { level == nil || $0.level == level }
        if let found = all.first(where: { $0.version(on: day) != nil }) ?? (isAnyTime ? all.last : nil) { return found }
        if let former = all.last {
            let time = former.lastDay.map { $0 < day } == true ? former.lastDay : former.firstDay
            throw Rejected(Label(vi: "\(former.versions[0].fullName.vi) (mã \(code)) không có hiệu lực vào ngày \(day.iso)", en: "\(former.versions[0].fullName.en) (code \(code)) is not in force on \(day.iso)"),
                           remedy: Label(vi: "Thêm as-of=\(time?.iso ?? day.iso) vào địa chỉ.", en: "Add as-of=\(time?.iso ?? day.iso) to the address."), place: place)
        }
        throw Rejected(Label(vi: "không có đơn vị nào mang mã «\(code)» ở đây", en: "no unit has the code “\(code)” here"),
                       remedy: level == .province
                           ? Label(vi: "Ghi mã tỉnh gồm 2 chữ số, như 11 cho Điện Biên; xem /units.json?level=province.", en: "Write a province's code of 2 digits, such as 11 for Điện Biên; see /units.json?level=province.")
                           : Label(vi: "Tìm mã ở trang /units.", en: "Look the code up at /units."), place: place)
    }

    /// Whether units of all times are looked through: a search that names no day asks what became of a place.
    var isAnyTime: Bool { text != nil && asOf == nil }

    /// The units that are wanted: best match first for a search, in code order else.
    func units(in world: World) -> [OrgUnit] {
        let all = text.map { world.searchUnits($0, limit: world.units.units.count) } ?? world.units.units
        let within = province.map { Beneath($0, isAnyTime ? nil : day, world) }
        return all.filter { unit in
            (level.map { unit.level == $0 } ?? true) && (isAnyTime || unit.version(on: day) != nil) && (within?.holds(unit) ?? true)
                && (parent.map { unit.version(nearest: day).parent == $0.id } ?? true)
        }
    }

    /// What lies in a province, on a day or, where none is given, in its last order.
    private struct Beneath {
        private let province: OrgUnit
        private let ids: Set<UnitID>?
        private let world: World

        init(_ province: OrgUnit, _ day: Day?, _ world: World) {
            (self.province, self.world) = (province, world)
            ids = day.map { Set(world.units.descendants(of: province.id, asOf: $0).map(\.id)).union([province.id]) }
        }

        func holds(_ unit: OrgUnit) -> Bool { ids?.contains(unit.id) ?? (world.province(of: unit.id) == province.code) }
    }
}
