import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// An indicator's figures for programs and offices: over time, or with `by=` those of the units beneath or of a category.
struct IndicatorExport {
    private let reading: IndicatorReading
    private var request: PageRequest { reading.request }
    private var indicator: Indicator { reading.indicator }

    private static let mostAtOnce = 5_000

    init(_ reading: IndicatorReading) { self.reading = reading }

    private struct Entry {
        var figure: Figure
        var unit: OrgUnit
        var option: CategoryOption?
        var key: String
    }

    func answer() throws -> Response {
        let entries = try self.entries()
        guard request.form == .json else {
            let hasIllustrative = entries.contains { $0.figure.standing == .illustrative }, t = request.t
            let table = ExportTable(
                title: "\(indicator.code) \(t(indicator.name)): \(request.name(of: reading.unit))", notes: TargetTable.notes(hasIllustrative: hasIllustrative, t), columns: ValueTable.columns(t),
                rows: entries.map { ValueTable.row($0.figure, indicator, unit: $0.unit, option: $0.option, request) })
            return try Export.answer(request.form, table: table, name: [indicator.code, reading.unit.code, request.query["by"]].compactMap(\.self).joined(separator: "-"), at: request.now)
        }
        let part = try ListPart(entries, request.query, most: Self.mostAtOnce) { $0.key }
        let isByUnit = request.query["by"] == "units"
        let values = part.items.map { ValueAnswer($0.figure, request, unit: isByUnit ? $0.unit : nil, option: $0.option) }
        return try Reply.json(IndicatorSeriesAnswer(
            indicator: IndicatorAnswer(indicator, request.world.catalogue), unit: UnitReference(reading.unit, request), values: values, next: part.next))
    }

    private func entries() throws -> [Entry] {
        switch request.query["by"] {
        case nil:
            return reading.series.map { Entry(figure: $0, unit: reading.unit, key: "\($0.period.id)~\($0.standing.rawValue)") }
        case "units":
            return reading.figuresBeneath().map { Entry(figure: $0.figure, unit: $0.unit, key: $0.unit.id.rawValue) }
        case let category?:
            guard indicator.categories.contains(category) else {
                let allowed = (["units"] + indicator.categories).joined(separator: ", ")
                throw Rejected(Label(vi: "chỉ tiêu \(indicator.code) không chia theo «\(category)»", en: "the indicator \(indicator.code) is not broken down by “\(category)”"),
                               remedy: Label(vi: "Chọn một trong: \(allowed).", en: "Choose one of: \(allowed)."), place: "by")
            }
            return reading.figures(by: category).map { Entry(figure: $0.figure, unit: reading.unit, option: $0.option, key: $0.option.code) }
        }
    }
}
