import Domain
import Markup
import Operations

/// How units, their kinds, their times and what became of them are said.
struct UnitWords {
    private let request: PageRequest
    private var t: Translator { request.t }

    init(_ request: PageRequest) { self.request = request }

    /// Kinds of units by the words of the list.
    private static let types: [String: Label] = [
        "tinh": Label(vi: "Tỉnh", en: "Province"), "thanh_pho_trung_uong": Label(vi: "Thành phố trực thuộc trung ương", en: "City under the central government"),
        "huyen": Label(vi: "Huyện", en: "District"), "quan": Label(vi: "Quận", en: "Urban district"), "thi_xa": Label(vi: "Thị xã", en: "Town"),
        "thanh_pho_thuoc_tinh": Label(vi: "Thành phố thuộc tỉnh", en: "City under a province"),
        "xa": Label(vi: "Xã", en: "Commune"), "phuong": Label(vi: "Phường", en: "Ward"), "thi_tran": Label(vi: "Thị trấn", en: "Township"), "dac_khu": Label(vi: "Đặc khu", en: "Special zone"),
        "khu_vuc": Label(vi: "Khu vực", en: "Area"), "ban": Label(vi: "Bản", en: "Village (bản)"), "thon": Label(vi: "Thôn", en: "Village (thôn)"), "buon": Label(vi: "Buôn", en: "Village (buôn)"),
        "lang": Label(vi: "Làng", en: "Village (làng)"), "xom": Label(vi: "Xóm", en: "Hamlet (xóm)"), "ap": Label(vi: "Ấp", en: "Hamlet (ấp)"), "bon": Label(vi: "Bon", en: "Village (bon)"),
        "phum": Label(vi: "Phum", en: "Village (phum)"), "soc": Label(vi: "Sóc", en: "Village (sóc)"), "to_dan_pho": Label(vi: "Tổ dân phố", en: "Residential group"),
        "khu_pho": Label(vi: "Khu phố", en: "Residential quarter"), "khom": Label(vi: "Khóm", en: "Residential group (khóm)"), "khoi": Label(vi: "Khối", en: "Residential block"),
        "tieu_khu": Label(vi: "Tiểu khu", en: "Sub-quarter"),
    ]

    func type(_ version: UnitVersion) -> String { Self.types[version.type].map { t($0) } ?? version.type }

    func level(_ level: UnitLevel) -> String {
        switch level {
        case .country: t("Country")
        case .province: t("Province or city")
        case .district: t("District (until 30 June 2025)")
        case .commune: t("Commune, ward, special zone")
        case .village: t("Village, residential group")
        }
    }

    func date(_ day: Day) -> String { FigureText.date(day, t.language) }

    /// When a unit or a version of it was in force.
    func span(_ first: Day?, _ last: Day?) -> String {
        switch (first, last) {
        case (let first?, let last?): t("\(date(first)) to \(date(last))")
        case (let first?, nil): t("since \(date(first))")
        case (nil, let last?): t("until \(date(last))")
        case (nil, nil): t("since before these records begin")
        }
    }

    /// A unit's name as of a day, leading to its page.
    func link(_ unit: OrgUnit, asOf day: Day? = nil) -> HTML {
        Layout.link(Address.unit(request.key(of: unit)), t(unit.version(nearest: day ?? request.today).fullName))
    }

    // MARK: What became of units

    /// Whether the unit had ended by today.
    func isFormer(_ unit: OrgUnit) -> Bool { unit.lastDay.map { $0 < request.today } ?? false }

    /// The units that hold a former unit's ground today, with the shares of it; none for a unit in force.
    ///
    /// A district had no successor of its own: its ground is where its communes went, in shares that nobody has published.
    func heirs(of unit: OrgUnit) -> [(unit: OrgUnit, share: LineageShare?)] {
        guard isFormer(unit), let lastDay = unit.lastDay else { return [] }
        let units = request.world.units
        let own = units.fate(of: unit.id, until: request.today).compactMap { share in units.unit(share.unit).map { ($0, share as LineageShare?) } }
        guard own.isEmpty else { return own }
        let parts = Set(units.children(of: unit.id, asOf: lastDay).flatMap { units.fate(of: $0.id, until: request.today).map(\.unit) })
        return parts.compactMap { units.unit($0) }.sortedByName(on: request.today).map { ($0, nil) }
    }

    /// What became of a former unit, in a few words: `nay thuộc Phường Điện Biên Phủ`; nothing for a unit in force.
    func became(_ unit: OrgUnit) -> HTML {
        guard isFormer(unit) else { return "" }
        let heirs = heirs(of: unit)
        guard let first = heirs.first else { return HTML(text: t("nothing took its place as a whole")) }
        if first.share == nil { return t.html("its ground is now in \(list(heirs.map(\.unit)))") }
        if heirs.count > 1 { return t.html("now divided among \(list(heirs.map(\.unit)))") }
        return request.world.units.origins(of: first.unit.id).count == 1 ? t.html("now \(link(first.unit))") : t.html("now part of \(link(first.unit))")
    }

    func list(_ units: [OrgUnit]) -> HTML { units.map { link($0) }.joined(separator: ", ") }

    /// How much of a former unit went into a later one.
    func extent(_ extent: Extent) -> String {
        switch extent {
        case .whole: t("all of it")
        case .part: t("a part of it")
        case .partAreaOnly: t("a part of its land")
        case .partAreaAllPopulation: t("a part of its land and all of its people")
        case .partPopulation: t("a part of its people")
        }
    }

    /// The shares by which figures of a split unit are estimated; nothing where all of it went.
    func weights(_ link: LineageLink) -> HTML {
        switch link.extent {
        case .whole: ""
        case .part: weights(area: link.areaWeight, population: link.populationWeight)
        case .partAreaOnly, .partAreaAllPopulation: " \(FigureKind.estimate.tag(t("estimate: \(percent: link.areaWeight * 100, decimals: 1) of its land")))"
        case .partPopulation: " \(FigureKind.estimate.tag(t("estimate: \(percent: link.populationWeight * 100, decimals: 1) of its people")))"
        }
    }

    func weights(area: Double, population: Double) -> HTML {
        " \(FigureKind.estimate.tag(t("estimate: \(percent: population * 100, decimals: 1) of its people, \(percent: area * 100, decimals: 1) of its land")))"
    }
}
