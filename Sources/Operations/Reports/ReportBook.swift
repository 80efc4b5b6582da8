import Domain
import Storage

/// How every report stands, in memory: what lists and rates are made from, and who is late. Reports that nobody has begun are not in it.
struct ReportBook: Sendable {
    /// Form → period → unit.
    private var standings: [String: [String: [UnitID: ReportStanding]]] = [:]

    init(in tx: ReadTransaction) throws {
        for (key, standing) in try ReportStore.standings(tx) { set(standing, of: key) }
    }

    mutating func set(_ standing: ReportStanding, of key: ReportKey) { standings[key.form, default: [:]][key.period, default: [:]][key.unit] = standing }

    /// The reports of a form for a period.
    subscript(form: String, period: String) -> [UnitID: ReportStanding] { standings[form]?[period] ?? [:] }

    /// The periods for which anything of a form was sent.
    func periods(of form: String) -> [String] {
        (standings[form] ?? [:]).filter { $0.value.values.contains { $0.state.isWithReceiver } }.map(\.key)
    }
}
