import Domain
import Markup
import Operations
import Synchronization

/// Maps of units, drawn by the server: one indicator by commune, and the provinces of the country.
package enum UnitMap {
    /// A map of the communes beneath a unit for one indicator and period.
    ///
    /// - Parameter figures: of those communes, where the page has them already; they are read otherwise.
    /// - Returns: `nil` where fewer than two communes have an outline, as those before July 2025.
    package static func choropleth(
        _ request: PageRequest, indicator: Indicator, unit: OrgUnit, period: Period, standing: ValueStatus, figures: [Figure]? = nil
    ) throws -> HTML? {
        let t = request.t
        let communes = request.world.units.beneath(unit, level: .commune, in: period)
        guard let outline = try outline(of: communes.map(\.id), named: unit.id.rawValue, request.khen, enlarging: { $1 }), outline.ids.count > 1 else { return nil }
        let all = figures ?? request.khen.indicators.byUnit(indicator, beneath: unit.id, level: .commune, period: period, standing: standing)
        let byUnit = Dictionary(all.map { ($0.unit, $0) }) { first, _ in first }
        let breaks = MapClasses.breaks(of: all.map(\.value), indicator)
        let regions = communes.filter { outline.ids.contains($0.id.rawValue) }.map { commune in
            let figure = byUnit[commune.id]
            return Choropleth.Region(
                id: commune.id.rawValue, name: t(commune.version(nearest: request.today).fullName), link: request.indicatorAddress(indicator.code, unit: commune),
                classIndex: figure.map { breaks.index(of: $0.value) }, valueText: figure.map { FigureText.value($0, indicator, t.language) } ?? t("no figure"))
        }
        let title = t("\(t(indicator.name)), by commune, \(t(request.world.catalogue.periods.label(of: period)))")
        return Choropleth(title: title, outline: outline, regions: regions, classLabels: MapClasses.labels(breaks, indicator, t), missingLabel: t("no figure")).html
    }

    /// Places on the outlines of a unit's communes.
    ///
    /// - Returns: `nil` where the communes have no outlines.
    static func places(_ request: PageRequest, title: String, beneath unit: OrgUnit, _ places: [PointMap.Place]) throws -> HTML? {
        let communes = unit.level == .commune ? [unit] : request.world.units.descendants(of: unit.id, asOf: request.today).filter { $0.level == .commune }
        guard let outline = try outline(of: communes.map(\.id), named: unit.id.rawValue, request.khen, enlarging: { $1 }), !outline.ids.isEmpty else { return nil }
        return PointMap(title: title, outline: outline, units: communes.map { ($0.id.rawValue, request.name(of: $0)) }, places: places).html
    }

    /// A map of the country's provinces that leads to those with a programme; it shows the archipelagos Hoàng Sa and Trường Sa, as every map of the country must.
    ///
    /// - Parameter programmes: province → address of what the reader can open there.
    /// - Returns: `nil` where the list of units carries no outlines of provinces.
    package static func country(_ request: PageRequest, programmes: [UnitID: String]) throws -> HTML? {
        let t = request.t
        let provinces = request.world.units.roots(asOf: request.today).filter { $0.level == .province }
        guard let outline = try outline(of: provinces.map(\.id), named: "country", request.khen, enlarging: enlargingFarIslands), outline.ids.count > 1 else { return nil }
        let regions = provinces.filter { outline.ids.contains($0.id.rawValue) }.map { province in
            let address = programmes[province.id]
            return Choropleth.Region(
                id: province.id.rawValue, name: t(province.version(nearest: request.today).fullName), link: address ?? Address.unit(province.code),
                classIndex: address == nil ? 0 : 1, valueText: address == nil ? t("no programme here") : t("has a programme here"))
        }
        let map = Choropleth(title: t("The provinces of Viet Nam"), outline: outline, regions: regions, classLabels: [t("no programme here"), t("has a programme here")], missingLabel: "")
        return "\(map.html)<p><small>\(t("With the archipelagos Hoàng Sa (Da Nang) and Trường Sa (Khanh Hoa); their islands are drawn larger than they are."))</small></p>"
    }

    // MARK: Outlines

    /// What an outline was made from: another list of units may bring another text under the same identity.
    private struct Drawn {
        var source: [UnitID: String]
        var outline: MapOutline
    }

    private static let drawn = Mutex<[String: Drawn]>([:])

    private typealias Rings = [[(longitude: Double, latitude: Double)]]

    /// Outlines once made are kept: making one takes tens of milliseconds.
    private static func outline(of units: [UnitID], named name: String, _ khen: Khen, enlarging: (UnitID, Rings) -> Rings) throws -> MapOutline? {
        let source = try khen.units.outlines(of: units)
        guard !source.isEmpty else { return nil }
        if let known = drawn.withLock({ $0[name] }), known.source == source { return known.outline }
        let shapes = units.compactMap { unit -> MapOutline.Shape? in
            source[unit].flatMap(OutlineText.rings).map { MapOutline.Shape(id: unit.rawValue, rings: enlarging(unit, $0)) }
        }
        let outline = MapOutline(shapes)
        drawn.withLock { $0[name] = Drawn(source: source, outline: outline) }
        return outline
    }

    /// East of this meridian lie only the islands of Hoàng Sa and Trường Sa.
    private static let farEast = 109.7
    /// Half of the smallest size, in degrees, in which an island can be seen on a map of the whole country.
    private static let smallestHalf = 0.13

    /// Draws far islands as lozenges where they would be too small to be seen, one for those that lie together.
    private static func enlargingFarIslands(_ unit: UnitID, _ rings: Rings) -> Rings {
        var drawn: [(longitude: Double, latitude: Double)] = []
        return rings.compactMap { ring in
            let longitudes = ring.map(\.longitude), latitudes = ring.map(\.latitude)
            guard let west = longitudes.min(), let east = longitudes.max(), let south = latitudes.min(), let north = latitudes.max(), west > farEast,
                max(east - west, north - south) < 2 * smallestHalf else { return ring }
            let x = (west + east) / 2, y = (south + north) / 2
            guard !drawn.contains(where: { abs($0.longitude - x) + abs($0.latitude - y) < smallestHalf }) else { return nil }
            drawn.append((x, y))
            return [(x - smallestHalf, y), (x, y - smallestHalf), (x + smallestHalf, y), (x, y + smallestHalf)]
        }
    }
}

extension UnitHistory {
    /// The units of a level within a unit, as of the last day that the unit shares with the period, or its own first day where it began later.
    func beneath(_ unit: OrgUnit, level: UnitLevel, in period: Period) -> [OrgUnit] {
        let day = unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
        return descendants(of: unit.id, asOf: max(day, unit.firstDay ?? day)).filter { $0.level == level && $0.versions[0].type != "khu_vuc" }
    }
}
