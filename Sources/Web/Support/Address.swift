import Domain

/// The addresses of the site, in one place so that no page spells one by hand.
package enum Address {
    package static func programme(_ code: String) -> String { "/programmes/\(Query.encoded(code))" }
    package static func unit(_ code: String, asOf: Day? = nil) -> String { "/units/\(Query.encoded(code))" + query([("as-of", asOf?.iso)]) }
    package static func units(search: String? = nil) -> String { "/units" + query([("q", search)]) }
    package static func indicator(_ code: String, unit: String? = nil, period: String? = nil) -> String {
        "/indicators/\(Query.encoded(code))" + query([("unit", unit), ("period", period)])
    }
    /// Where one figure comes from.
    package static func figure(_ indicator: String, unit: String, period: String, status: ValueStatus, basis: EstimateBasis? = nil) -> String {
        "/figures/\(Query.encoded(indicator))/\(Query.encoded(unit))/\(Query.encoded(period))" + query([("status", status.rawValue), ("basis", basis == .area ? basis?.rawValue : nil)])
    }
    /// Every version of one value.
    package static func value(_ element: String, unit: String, period: String, options: Disaggregation = .total, status: ValueStatus) -> String {
        "/values/\(Query.encoded(element))/\(Query.encoded(unit))/\(Query.encoded(period))"
            + query([("options", options.isTotal ? nil : options.key), ("status", status.rawValue)])
    }

    package static func report(_ key: ReportKey) -> String { "/reports/\(Query.encoded(key.form))/\(Query.encoded(key.period))/\(Query.encoded(key.unit.rawValue))" }
    /// - Parameter period: whose missing reports are listed.
    package static func overview(_ form: String, unit: String? = nil, period: String? = nil) -> String {
        "/reports/overview" + query([("form", form), ("unit", unit), ("period", period)]) + (period == nil ? "" : "#late")
    }

    static func query(_ items: [(String, String?)]) -> String {
        let given = items.compactMap { name, value in value.map { "\(name)=\(Query.encoded($0))" } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}
