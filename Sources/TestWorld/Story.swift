import Domain
import Operations
import Storage

/// The one story that tests and documentation tell: a small province through the reorganisation of 1 July 2025.
///
/// Until then Mường Khèn (91) had the district Nà Sáo with four communes. On 1 July 2025 the district is gone; Bản Hạ and Bản Thượng become Bản Khèn;
/// Pa Cò goes half by half (0.6 of its people, 0.3 of its land) to Bản Khèn and the new Nậm Mười; Sín Thầu stays as it was. Beneath Bản Khèn are two villages.
package enum Story {
    package static let today = Moment(iso: "2026-08-20T02:00:00.000Z")!
    package static let reform = Day(year: 2025, month: 7, day: 1)!
    package static let officer = Person(name: "Lò Thị Mai", rights: [.read, .report])
    package static let administrator = Person(name: "Nguyễn Văn Trị", rights: Set(Right.allCases))

    package static let province = UnitID("91.1")
    package static let banKhen = UnitID("91001.2")
    package static let namMuoi = UnitID("91009.1")
    package static let sinThau = UnitID("91004.1")

    package static var units: UnitList {
        let before = reform.adding(days: -1)
        func unit(_ id: String, _ level: UnitLevel, _ vi: String, _ en: String, type: String, parent: String?, until: Day? = nil, from: Day? = nil, population: Int? = nil) -> OrgUnit {
            let version = UnitVersion(unit: UnitID(id), firstDay: from, lastDay: until, name: Label(vi: vi, en: en), fullName: Label(vi: vi, en: en), type: type,
                                      parent: parent.map { UnitID($0) }, population: population)
            return OrgUnit(id: UnitID(id), code: String(id.split(separator: ".")[0]), level: level, versions: [version])
        }
        var kept = unit("91004.1", .commune, "Xã Sín Thầu", "Sin Thau Commune", type: "xa", parent: "911.1", until: before)
        kept.versions.append(UnitVersion(unit: kept.id, firstDay: reform, lastDay: nil, name: kept.versions[0].name, fullName: kept.versions[0].fullName, type: "xa", parent: UnitID("91.1"), population: 2000))
        let units = [
            unit("91.1", .province, "Tỉnh Mường Khèn", "Muong Khen Province", type: "tinh", parent: nil),
            unit("911.1", .district, "Huyện Nà Sáo", "Na Sao District", type: "huyen", parent: "91.1", until: before),
            unit("91001.1", .commune, "Xã Bản Hạ", "Ban Ha Commune", type: "xa", parent: "911.1", until: before),
            unit("91002.1", .commune, "Xã Bản Thượng", "Ban Thuong Commune", type: "xa", parent: "911.1", until: before),
            unit("91003.1", .commune, "Xã Pa Cò", "Pa Co Commune", type: "xa", parent: "911.1", until: before),
            kept,
            unit("91001.2", .commune, "Xã Bản Khèn", "Ban Khen Commune", type: "xa", parent: "91.1", from: reform, population: 9000),
            unit("91009.1", .commune, "Xã Nậm Mười", "Nam Muoi Commune", type: "xa", parent: "91.1", from: reform, population: 3000),
            unit("91001-001.1", .village, "Bản Nà Lốm", "Ban Na Lom", type: "ban", parent: "91001.2", from: reform),
            unit("91001-002.1", .village, "Bản Hin Phon", "Ban Hin Phon", type: "ban", parent: "91001.2", from: reform),
        ]
        func link(_ old: String, _ new: String, _ extent: Extent, _ area: Double, _ population: Double) -> LineageLink {
            LineageLink(old: UnitID(old), new: UnitID(new), day: reform, extent: extent, areaWeight: area, populationWeight: population)
        }
        let lineage = [
            link("91001.1", "91001.2", .whole, 1, 1), link("91002.1", "91001.2", .whole, 1, 1), link("91003.1", "91001.2", .part, 0.3, 0.6),
            link("91003.1", "91009.1", .part, 0.7, 0.4), link("91004.1", "91004.1", .whole, 1, 1), link("91.1", "91.1", .whole, 1, 1),
        ]
        return UnitList(units: units, lineage: lineage, aliases: [.init(unit: UnitID("91001.2"), alias: "Bản Khèng", kind: "spelling")], outlines: [:])
    }

    /// A programme with a percentage, a count, a milestone and a published result; its reports are in ``villageForm`` and ``communeForm``.
    package static var pack: Pack {
        let plan = Citation(text: Label(vi: "Kế hoạch của tỉnh Mường Khèn", en: "Plan of Muong Khen Province"))
        func element(_ code: String, _ vi: String, _ en: String, _ type: ValueType = .count, level: UnitLevel? = .village, overTime: Aggregation = .last, categories: [String] = [], decimals: Int = 0) -> DataElement {
            DataElement(code: code, name: Label(vi: vi, en: en), valueType: type, decimals: decimals, overUnits: type == .yesNo ? .max : type == .text ? .none : .sum, overTime: overTime, categories: categories, level: level)
        }
        let percent = Label(vi: "%", en: "%")
        return Pack(
            code: "muong-khen", name: Label(vi: "Mường Khèn", en: "Muong Khen"), version: "1",
            programme: Programme(code: "muong-khen", name: Label(vi: "Chuyển đổi số Mường Khèn", en: "Digital transformation of Muong Khen"), unit: "91", unitAsOf: reform,
                                 firstDay: Day(year: 2024, month: 1, day: 1)!, lastDay: Day(year: 2030, month: 12, day: 31)!, citation: plan),
            solutionGroups: [SolutionGroup(code: "SOCIETY", name: Label(vi: "Xã hội số", en: "Digital society"))],
            agencies: [Agency(code: "SO-DT", name: Label(vi: "Sở Dân tộc và Tôn giáo", en: "Department of Ethnic Minorities and Religion"))],
            categories: [Category(code: "SEX", name: Label(vi: "Giới tính", en: "Sex"), options: [CategoryOption(code: "F", name: Label(vi: "Nữ", en: "Women")), CategoryOption(code: "M", name: Label(vi: "Nam", en: "Men"))])],
            dataElements: [
                element("HEADS", "Số trưởng bản", "Village heads", categories: ["SEX"]), element("HEADS.TRAINED", "Trưởng bản được tập huấn", "Village heads trained", categories: ["SEX"]),
                element("SESSIONS", "Buổi hướng dẫn", "Sessions", overTime: .sum), element("PLAN.DONE", "Kế hoạch đã ban hành", "Plan issued", .yesNo, level: .province),
                element("COVER.PCT", "Tỷ lệ phủ 4G", "4G coverage", .percentage, level: .province, decimals: 2),
                element("PEOPLE", "Lượt người được hướng dẫn", "People guided", overTime: .sum, categories: ["SEX"]),
                element("UNION", "Hội viên Hội Phụ nữ được hướng dẫn", "Members of the Women's Union guided", overTime: .sum, categories: ["SEX"]),
                element("VILLAGE.NEEDS", "Khó khăn, kiến nghị của bản", "Difficulties and requests of the village", .text),
                element("TEAMS", "Tổ công nghệ số cộng đồng", "Community digital teams", level: .commune),
                element("COMMUNE.NEEDS", "Khó khăn, kiến nghị của xã", "Difficulties and requests of the commune", .text, level: .commune),
            ],
            indicators: [
                Indicator(code: "MK-1", name: Label(vi: "Trưởng bản được tập huấn", en: "Village heads trained"), measure: .ratio, numerator: "#{HEADS.TRAINED}", denominator: "#{HEADS}", factor: 100,
                          unitOfMeasure: percent, decimals: 1, frequency: .month, level: .village, categories: ["SEX"], solutionGroup: "SOCIETY", agency: "SO-DT", source: plan),
                Indicator(code: "MK-2", name: Label(vi: "Buổi hướng dẫn", en: "Sessions held"), measure: .number, numerator: "#{SESSIONS}", unitOfMeasure: Label(vi: "buổi", en: "sessions"), frequency: .month, level: .village, source: plan),
                Indicator(code: "MK-3", name: Label(vi: "Kế hoạch đã ban hành", en: "Plan issued"), measure: .milestone, numerator: "#{PLAN.DONE}", unitOfMeasure: Label(vi: "có/không", en: "yes/no"), frequency: .year, level: .province, source: plan),
                Indicator(code: "MK-4", name: Label(vi: "Dân số được phủ 4G", en: "Population covered by 4G"), measure: .number, numerator: "#{COVER.PCT}", publishedAs: "COVER.PCT", unitOfMeasure: percent, decimals: 2,
                          frequency: .year, level: .province, source: plan),
            ],
            targets: [Target(indicator: "MK-1", unit: "91", due: Day(year: 2030, month: 12, day: 31)!, value: 80), Target(indicator: "MK-3", unit: "91", due: Day(year: 2025, month: 12, day: 31)!, value: 1)],
            baselines: [Baseline(indicator: "MK-1", unit: "91", day: Day(year: 2024, month: 12, day: 31)!, value: 10, citation: plan)],
            forms: [
                villageForm, communeForm,
                FormDefinition(code: "MK-Y", name: Label(vi: "Báo cáo năm", en: "Yearly report"), frequency: .year, level: .province, dueDays: 20,
                               sections: [.init(name: Label(vi: "Chung", en: "General"), dataElements: ["PLAN.DONE", "COVER.PCT"])]),
            ],
            validationRules: rules, regimes: [regime], roles: roles, calendarDays: holidays,
            results: [PublishedResult(dataElement: "COVER.PCT", unit: "91", period: "2025", value: "97.25", bound: .moreThan, citation: plan)], registers: [teams, visits])
    }

    /// An installation with the story's units and programme.
    package static func khen(at location: DatabaseLocation, withPack: Bool = true, now: @escaping @Sendable () -> Moment = { today }) throws -> Khen {
        let khen = try Khen(location, startingWith: { units }, now: now)
        if withPack { try khen.norms.load(packs: [pack], by: administrator) }
        return khen
    }
}
