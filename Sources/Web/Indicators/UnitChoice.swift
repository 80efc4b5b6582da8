import Domain
import Markup
import Operations

/// The unit that a reader or a program means by what stands in an address.
enum UnitChoice {
    case one(OrgUnit)
    /// Several units go by the name.
    case several([OrgUnit])

    private static let mostChoices = 30
    /// Names looked through before those of one province are picked out: the commonest are in every province.
    private static let wide = 1_000

    /// Reads a code, an identity such as `03127.1`, or a name.
    ///
    /// - Parameters:
    ///   - day: of several units that carried one code, the one in force on this day or nearest to it is meant.
    ///   - home: a unit in whose province a name is looked for first.
    /// - Throws: `NotFound` where nothing goes by it.
    init(_ text: String, _ request: PageRequest, asOf day: Day, near home: OrgUnit?) throws {
        do {
            self = .one(try request.khen.units.unit(text, asOf: day))
            return
        } catch let unknown as NotFound {
            let province = home.map { request.world.province(of: $0.id) }
            let nearby = province.map { request.khen.units.search(text, province: $0, limit: Self.wide).prefix(Self.mostChoices) } ?? []
            let found = nearby.isEmpty ? request.khen.units.search(text, limit: Self.mostChoices) : Array(nearby)
            guard let first = found.first else { throw unknown }
            self = found.count == 1 ? .one(first) : UnitChoice(among: found, named: text, asOf: day)
        }
    }

    /// A name that is exactly one unit's, whose time it is, is that unit.
    private init(among found: [OrgUnit], named text: String, asOf day: Day) {
        let wanted = VietnameseText.folded(text)
        let exact = found.filter { unit in
            let version = unit.version(nearest: day)
            return version.isInForce(on: day) && [version.name.vi, version.fullName.vi, version.name.en, version.fullName.en].contains { VietnameseText.folded($0) == wanted }
        }
        self = exact.count == 1 ? .one(exact[0]) : .several(found)
    }

    /// The unit, for those who cannot be asked back.
    ///
    /// - Throws: `Rejected` with the codes to choose from.
    func only(_ text: String) throws -> OrgUnit {
        switch self {
        case .one(let unit): return unit
        case .several(let units):
            let codes = units.prefix(8).map { "\($0.code) (\($0.versions[$0.versions.count - 1].fullName.vi))" }.joined(separator: ", ")
            throw Rejected(Label(vi: "Nhiều đơn vị mang tên «\(text)»", en: "Several units go by “\(text)”"),
                           remedy: Label(vi: "Dùng mã đơn vị: \(codes).", en: "Use a unit's code: \(codes)."), place: "unit")
        }
    }
}

extension PageRequest {
    /// What stands for a unit in addresses: its code, or its identity where another unit carries the code today.
    func key(of unit: OrgUnit) -> String {
        let sharing = world.units.units(code: unit.code)
        return sharing.count < 2 || world.units.unit(code: unit.code, asOf: today)?.id == unit.id ? unit.code : unit.id.rawValue
    }

    func name(of unit: OrgUnit) -> String { t(unit.version(nearest: today).fullName) }

    func name(of period: Period) -> String { t(world.catalogue.periods.label(of: period)) }

    /// The page of an indicator for another unit, with the reader's other choices kept.
    func indicatorAddress(_ code: String, unit: OrgUnit) -> String {
        let kept = [("period", query["period"]), ("as-of", query["as-of"]), ("standing", query["standing"]), ("basis", query["basis"])]
        return "/indicators/\(Query.encoded(code))" + Address.query([("unit", key(of: unit))] + kept)
    }
}
