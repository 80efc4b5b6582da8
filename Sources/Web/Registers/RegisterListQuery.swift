import Domain
import Markup
import Operations

/// What somebody wants to see of a register's list, read from the address.
struct RegisterListQuery {
    static let pageSize = 50

    let register: Register
    var asked: RecordQuery
    /// Fields that the reader can narrow the list down by.
    private(set) var filters: [RecordField] = []
    /// Part of the list, from 1.
    var page: Int
    var unit: OrgUnit?
    /// The order asked for, as it stands in the address.
    var sort: String?

    /// - Throws: `Rejected` naming what cannot be read, and what it may be.
    init(_ register: Register, _ request: PageRequest) throws {
        let query = request.query
        self.register = register
        page = max(1, min(Int(query["page"] ?? "") ?? 1, 1_000_000))
        unit = try query["unit"].map { try Self.unit(chosenBy: $0, request) }
        sort = query["sort"]
        asked = RecordQuery(
            text: query["q"], states: Set(query.all.filter { $0.name == "state" && !$0.value.isEmpty }.map(\.value)), unit: unit?.id, creator: query["own"] == nil ? nil : request.person.name,
            isOverdue: query["overdue"] != nil, order: Self.order(sort ?? register.list.sort, register), offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
        if let link = query["link"], let colon = link.firstIndex(of: ":") { asked.link = (String(link[..<colon]), String(link[link.index(after: colon)...])) }
        if let element = query["feed"] {
            // Where a record counts may be another unit than its own, so the figure's unit is looked at with the figure.
            asked.figure = FedFigure(element: element, period: try Self.period(query["feed-period"] ?? "", request), unit: unit?.id, options: Disaggregation(key: query["feed-options"] ?? ""))
            asked.unit = nil
        }
        let open = try request.khen.registers.filters(of: register.code, by: request.person)
        filters = register.list.filters.filter(open.contains).compactMap(register.field)
        for field in filters { try take(field, request) }
    }

    private static func unit(chosenBy text: String, _ request: PageRequest) throws -> OrgUnit {
        guard let unit = request.world.units.unit(UnitID(text)) ?? request.world.units.unit(code: text, asOf: request.today) else {
            throw Rejected(Label(vi: "không có đơn vị nào mang mã «\(text)»", en: "no unit has the code “\(text)”"), remedy: Label(vi: "Chọn đơn vị trong danh sách.", en: "Choose a unit from the list."), place: "unit")
        }
        return unit
    }

    private static func period(_ id: String, _ request: PageRequest) throws -> Period {
        do { return try request.world.catalogue.periods.period(id) } catch {
            throw Rejected(Label(vi: "không có kỳ «\(id)»", en: "there is no period “\(id)”"), remedy: Label(vi: "Mở lại từ trang của số liệu.", en: "Come from the figure’s page again."), place: "feed-period")
        }
    }

    private mutating func take(_ field: RecordField, _ request: PageRequest) throws {
        let query = request.query, code = field.code
        let values = query.all.filter { $0.name == code && !$0.value.isEmpty }.map(\.value)
        if field.type == .record {
            if let id = values.last { asked.link = (code, id) }
        } else if field.valueType == .orgUnit {
            let units = try values.compactMap { try PeopleWords(request).unit(typed: request.world.units.unit(UnitID($0))?.code ?? $0, field: code)?.rawValue }
            if !units.isEmpty { asked.conditions[code] = .any(Set(units)) }
        } else if !values.isEmpty {
            asked.conditions[code] = .any(Set(values))
        }
        let least = try bound(query["\(code)-from"], field, "\(code)-from"), most = try bound(query["\(code)-to"], field, "\(code)-to")
        if least != nil || most != nil { asked.conditions[code] = .between(least, most) }
    }

    private func bound(_ text: String?, _ field: RecordField, _ place: String) throws -> Double? {
        guard let text else { return nil }
        if field.valueType == .date {
            guard let day = Day(iso: text) ?? Day(dayFirst: text) else {
                throw Rejected(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"), remedy: Label(vi: "Ghi ngày theo dạng 2026-07-15.", en: "Write the day as 2026-07-15."), place: place)
            }
            return Double(day.number)
        }
        do throws(FieldRefusal) { return Double(try FieldType.number.canonical(text, decimals: 6)) } catch { throw Rejected(error.reason, remedy: error.remedy, place: place) }
    }

    private static func order(_ text: String?, _ register: Register) -> RecordQuery.Order? {
        switch text {
        case nil, "latest"?: return .latest
        case "title"?: return .title
        case "due"?: return .due
        case let text?:
            let code = String(text.drop { $0 == "-" })
            return sortable(register).contains(code) ? .field(code, isDescending: text.hasPrefix("-")) : .latest
        }
    }

    /// Fields that the list can be put in the order of.
    static func sortable(_ register: Register) -> Set<String> {
        let own = register.list.sort.map { String($0.drop { $0 == "-" }) }
        return Set(register.list.filters.filter { code in register.field(code).map { [.number, .money, .date].contains($0.valueType) } ?? false }).union([own].compactMap(\.self))
    }

    /// Whether anything narrows the list down, the state aside.
    var isNarrowed: Bool { asked.text != nil || asked.unit != nil || !asked.conditions.isEmpty || asked.link != nil || asked.figure != nil || asked.creator != nil || asked.isOverdue }

    /// How many of the folded filters are in use.
    var foldedCount: Int { asked.conditions.count + (asked.link == nil ? 0 : 1) + (asked.creator == nil ? 0 : 1) + (asked.isOverdue ? 1 : 0) }
}
