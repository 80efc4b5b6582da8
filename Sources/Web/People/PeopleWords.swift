import Domain
import Markup
import Operations

/// Rights, roles and what is done with people, in words.
struct PeopleWords {
    let request: PageRequest
    private var t: Translator { request.t }

    init(_ request: PageRequest) { self.request = request }

    func role(_ code: String) -> String { request.world.catalogue.roles[code].map { t($0.name) } ?? code }

    func unit(_ id: UnitID?) -> String {
        guard let id else { return t("The whole installation") }
        return request.world.units.unit(id).map { t($0.version(nearest: request.today).fullName) } ?? id.rawValue
    }

    func day(_ day: Day) -> String { FigureText.date(day, t.language) }

    func moment(_ moment: Moment) -> HTML { "<time datetime=\"\(moment.iso)\">\(FigureText.moment(moment, t.language))</time>" }

    /// `commune officer, Xã Na Son`.
    func held(_ role: RoleAssignment) -> String { "\(self.role(role.role)), \(unit(role.unit))" }

    func validity(_ role: RoleAssignment) -> String {
        guard let last = role.lastDay else { return t("from \(day(role.firstDay))") }
        return last < role.firstDay ? t("taken back before it began") : t("from \(day(role.firstDay)) to \(day(last))")
    }

    func right(_ right: Right) -> String {
        switch right {
        case .read: t("read what is public")
        case .report: t("import values from files")
        case .configure: t("load packs and lists of units")
        case .maintain: t("back up and verify")
        case .seeReports: t("see reports")
        case .fill: t("fill in reports")
        case .submit: t("send reports")
        case .check: t("check reports")
        case .approve: t("approve reports")
        case .reopen: t("open approved reports again")
        case .exempt: t("excuse from reports")
        case .remind: t("remind those who are late")
        case .issue: t("issue documents")
        case .managePeople: t("manage people")
        case .audit: t("see who looked at what")
        case .seeRecords: t("read records of registers")
        case .writeRecords: t("add, change and move records of registers")
        }
    }

    func state(_ person: PersonRecord, _ roles: [RoleAssignment]) -> String {
        if person.state != .active { return t("has left") }
        return roles.contains { $0.isInForce(on: request.today) } ? t("active") : t("no role today")
    }

    /// Small marks beside a name.
    func tags(_ person: PersonRecord) -> HTML { person.isIllustrative ? " \(FigureText.tag(.illustrative, t))" : "" }

    /// Roles that can be given, in the order of their names.
    var roles: [Role] { request.world.catalogue.roles.values.sorted { $0.name.vi < $1.name.vi } }

    /// What an administrator types for a unit: its code, or nothing for the whole installation.
    func unitCode(_ id: UnitID?) -> String { id.flatMap { request.world.units.unit($0)?.code } ?? "" }

    /// The unit that was typed as a code or a name.
    ///
    /// - Throws: `Rejected` where nothing or more than one unit goes by it.
    func unit(typed text: String?, field: String) throws -> UnitID? {
        guard let text else { return nil }
        let world = request.world, today = request.today
        if let unit = world.units.unit(code: text, asOf: today) { return unit.id }
        let found = request.khen.units.search(text, limit: 50).filter { $0.version(on: today) != nil }
        let exact = found.filter { unit in unit.version(on: today).map { [$0.name.vi, $0.fullName.vi, $0.fullName.en].contains { $0.lowercased() == text.lowercased() } } ?? false }
        if exact.count == 1 { return exact[0].id }
        if found.count == 1 { return found[0].id }
        let some = (exact.isEmpty ? found : exact).prefix(5).map { "\(unit($0.id)) (\($0.code))" }.joined(separator: "; ")
        throw Rejected(Label(vi: "không rõ đơn vị «\(text)»", en: "it is not clear which unit “\(text)” is"),
                       remedy: some.isEmpty ? Label(vi: "Ghi mã đơn vị, ví dụ 03334.", en: "Write the unit’s code, such as 03334.") : Label(vi: "Ghi mã của đơn vị: \(some).", en: "Write the unit’s code: \(some)."), place: field)
    }
}

extension Address {
    package static func person(_ id: PersonID) -> String { "/people/\(id)" }
    package static func agency(_ code: String) -> String { "/agencies/\(Query.encoded(code))" }
}
