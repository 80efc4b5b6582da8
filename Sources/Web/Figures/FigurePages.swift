import Domain
import Hummingbird
import Markup
import Operations

/// Where single numbers come from: one figure down to its values, and one value through all its versions.
enum FigurePages {
    static var routes: [Route] {
        [
            .get("/figures/{code}/{unit}/{period}", access: .everyone, forms: [.html, .json, .csv, .xlsx], figure),
            .get("/values/{element}/{unit}/{period}", access: .everyone, forms: [.html, .json], value),
        ]
    }

    // MARK: Figures

    private static func figure(_ request: PageRequest) throws -> Response {
        let indicator = try request.khen.indicators.indicator(request.parameter("code"))
        let unit = try request.khen.units.unit(request.parameter("unit"), asOf: try request.query.day("as-of") ?? request.today)
        let period = try period(request), options = try options(request)
        let provenance = try provenance(indicator, unit, period, try status(request), options, try basis(request), request)
        return request.form == .html ? Reply.html(try ProvenanceView(provenance, request).page()) : try ProvenanceExport(provenance, request).answer()
    }

    /// The provenance of the figure of a standing; of the best standing there is where none is asked for.
    private static func provenance(
        _ indicator: Indicator, _ unit: OrgUnit, _ period: Period, _ status: ValueStatus?, _ options: Disaggregation, _ basis: EstimateBasis, _ request: PageRequest
    ) throws -> Provenance {
        let standing = status ?? ValueStatus.allCases.first {
            request.khen.indicators.figure(indicator, unit: unit.id, period: period, standing: $0, options: options, basis: basis) != nil
        }
        return try request.khen.indicators.provenance(indicator, unit: unit.id, period: period, standing: standing ?? .reported, options: options, basis: basis)
    }

    // MARK: Values

    private static func value(_ request: PageRequest) throws -> Response {
        let code = request.parameter("element"), text = request.parameter("unit"), period = try period(request), options = try options(request)
        guard let element = request.world.catalogue.dataElements[code] else {
            throw NotFound(Label(vi: "Không có số liệu mang mã «\(code)».", en: "There is no data element with the code “\(code)”."))
        }
        guard let unit = request.world.unit(code: text, in: period) else {
            throw NotFound(Label(vi: "Không có đơn vị nào mang mã «\(text)» trong kỳ \(period.id).", en: "No unit has the code “\(text)” in \(period.id)."))
        }
        let wanted = try status(request)
        var found: [(status: ValueStatus, versions: [ValueVersion])] = []
        for status in ValueStatus.allCases {
            let key = DataValueKey(province: request.world.province(of: unit.id), dataElement: code, unit: unit.id, period: period.id, options: options, status: status)
            let versions = try request.khen.indicators.versions(of: key)
            if !versions.isEmpty { found.append((status, versions)) }
        }
        guard let chosen = found.first(where: { wanted == nil || $0.status == wanted }) else {
            throw NotFound(Label(vi: "Không có giá trị nào của «\(element.name.vi)» cho đơn vị \(unit.code), kỳ \(period.id).",
                                 en: "There is no value of “\(element.name.en)” for the unit \(unit.code) in \(period.id)."))
        }
        let history = ValueHistoryView(
            element: element, unit: unit, period: period, options: options, status: chosen.status, versions: chosen.versions, others: found.map(\.status).filter { $0 != chosen.status }, request: request)
        return request.form == .html ? Reply.html(history.page()) : try Reply.json(history.answer)
    }

    // MARK: What the address says

    private static func period(_ request: PageRequest) throws -> Period {
        let id = request.parameter("period")
        do { return try request.world.catalogue.periods.period(id) } catch {
            throw NotFound(Label(vi: "Không có kỳ «\(id)».", en: "There is no period “\(id)”."))
        }
    }

    private static func options(_ request: PageRequest) throws -> Disaggregation {
        let codes = (request.query["options"] ?? "").split(separator: ",").map(String.init)
        if let unknown = codes.first(where: { request.world.catalogue.options[$0] == nil }) {
            throw NotFound(Label(vi: "Không có lựa chọn phân tổ mang mã «\(unknown)».", en: "There is no category option with the code “\(unknown)”."))
        }
        return Disaggregation(codes)
    }

    /// By what a split unit is shared out.
    private static func basis(_ request: PageRequest) throws -> EstimateBasis {
        guard let text = request.query["basis"] else { return .population }
        guard let basis = EstimateBasis(rawValue: text) else {
            let list = EstimateBasis.allCases.map(\.rawValue).joined(separator: ", ")
            throw Rejected(Label(vi: "«\(text)» không phải là cách phân bổ", en: "“\(text)” is not a way of sharing out"),
                           remedy: Label(vi: "Chọn một trong: \(list).", en: "Choose one of: \(list)."), place: "basis")
        }
        return basis
    }

    private static func status(_ request: PageRequest) throws -> ValueStatus? {
        guard let text = request.query["status"] else { return nil }
        guard let status = ValueStatus(rawValue: text) else {
            let list = ValueStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw Rejected(Label(vi: "«\(text)» không phải là loại số liệu", en: "“\(text)” is not a kind of figure"),
                           remedy: Label(vi: "Chọn một trong: \(list).", en: "Choose one of: \(list)."), place: "status")
        }
        return status
    }
}

extension PageRequest {
    /// What stands for a unit in the address of a value: its code, or its identity where another unit carries the code at the end of the period.
    func key(of unit: OrgUnit, in period: Period) -> String { world.unit(code: unit.code, in: period)?.id == unit.id ? unit.code : unit.id.rawValue }

    /// A data element's value as people read it.
    func text(of value: Double, _ element: DataElement, withUnit: Bool = false) -> String {
        if element.valueType == .yesNo { return value >= 0.5 ? t("yes") : t("no") }
        let number = element.valueType == .percentage ? language.percent(value, decimals: max(element.decimals, 2)) : language.number(value, decimals: max(element.decimals, 2))
        guard withUnit, let unit = element.unitOfMeasure else { return number }
        return "\(number) \(t(unit))"
    }

    /// The names of category options, joined; `nil` for the total.
    func words(for options: Disaggregation) -> String? {
        options.isTotal ? nil : options.codes.map { code in world.catalogue.options[code].map { t($0.name) } ?? code }.joined(separator: ", ")
    }
}
