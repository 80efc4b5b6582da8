import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// Where a figure comes from, for programs and offices: the figure, the items of its formula, and every value behind them.
struct ProvenanceExport {
    private let provenance: Provenance
    private let request: PageRequest
    private let small: SmallNumbers

    private static let mostAtOnce = 5_000

    init(_ provenance: Provenance, _ request: PageRequest) {
        (self.provenance, self.request) = (provenance, request)
        small = SmallNumbers(request.world.catalogue)
    }

    private struct Answer: Encodable {
        struct Part: Encodable {
            var number: Int
            var element: String
            var name: NameAnswer
            var options: [String]
            @ExplicitNull var value: Double?
            /// How many values there are behind it.
            var values: Int
        }

        /// A reporting rate of the formula.
        struct Reporting: Encodable {
            var form: String
            var name: NameAnswer
            var metric: String
            var value: Double
            var expected, actual, actualOnTime: Int

            enum CodingKeys: String, CodingKey { case form, name, metric, value, expected, actual, actualOnTime = "actual_on_time" }
        }

        struct Value: Encodable {
            struct Change: Encodable {
                var province: String
                var seq: Int64
            }

            /// Number of the part it belongs to.
            var part: Int
            var element: String
            var unit: UnitReference
            var period: String
            var options: [String]
            @ExplicitNull var value: Double?
            /// 1, or the share of a split unit.
            var weight: Double
            var bound: String
            @ExplicitNull var comment: String?
            @ExplicitNull var source: String?
            @ExplicitNull var method: String?
            @ExplicitNull var person: String?
            @ExplicitNull var at: String?
            @ExplicitNull var change: Change?
        }

        var indicator: IndicatorAnswer
        var unit: UnitReference
        var options: [String]
        var figure: ValueAnswer
        var parts: [Part]
        var reporting: [Reporting]
        var values: [Value]
        @ExplicitNull var next: String?
    }

    private struct Entry {
        var part: Int
        var element: DataElement
        var contribution: Provenance.Contribution
        var key: String { "\(part)~\(contribution.unit.id)~\(contribution.period.id)~\(contribution.options.key)" }
    }

    func answer() throws -> Response {
        let entries = provenance.parts.enumerated().flatMap { index, part in part.contributions.map { Entry(part: index + 1, element: part.element, contribution: $0) } }
        guard request.form == .json else {
            return try Export.answer(request.form, table: table(entries), name: "\(provenance.indicator.code)-\(provenance.unit.code)-provenance", at: request.now)
        }
        let part = try ListPart(entries, request.query, most: Self.mostAtOnce) { $0.key }
        return try Reply.json(Answer(
            indicator: IndicatorAnswer(provenance.indicator, request.world.catalogue), unit: UnitReference(provenance.unit, request), options: provenance.figure.options.codes,
            figure: ValueAnswer(provenance.figure, request),
            parts: provenance.parts.enumerated().map { index, part in
                Answer.Part(number: index + 1, element: part.element.code, name: NameAnswer(part.element.name), options: part.options.codes,
                            value: small.hides(part.value, part.options, provenance.figure.standing) ? nil : part.value, values: part.contributions.count)
            },
            reporting: provenance.reporting.map { .init(form: $0.form.code, name: NameAnswer($0.form.name), metric: $0.metric.rawValue, value: $0.value, expected: $0.rate.expected, actual: $0.rate.sent, actualOnTime: $0.rate.onTime) },
            values: part.items.map(value), next: part.next))
    }

    private func shown(_ contribution: Provenance.Contribution) -> Double? {
        small.hides(contribution.value, contribution.options, provenance.figure.standing) ? nil : contribution.value
    }

    private func value(_ entry: Entry) -> Answer.Value {
        let contribution = entry.contribution, version = contribution.version
        return Answer.Value(
            part: entry.part, element: entry.element.code, unit: UnitReference(contribution.unit, request), period: contribution.period.id, options: contribution.options.codes,
            value: shown(contribution), weight: contribution.weight, bound: version?.value.bound.rawValue ?? "", comment: version?.value.comment, source: version?.value.source,
            method: version?.value.method, person: version?.person, at: version?.at.iso, change: version.map { .init(province: $0.value.key.province, seq: $0.seq) })
    }

    private func table(_ entries: [Entry]) -> ExportTable {
        let t = request.t, figure = provenance.figure
        return ExportTable(
            title: "\(provenance.indicator.code) \(t(provenance.indicator.name)): \(request.name(of: provenance.unit)), \(request.name(of: figure.period))",
            notes: TargetTable.notes(hasIllustrative: figure.standing == .illustrative, t),
            columns: [
                .init("element", t("Data element")), .init("element_name", t("Name")), .init("unit", t("Unit code")), .init("unit_id", t("Identity of the unit")), .init("unit_name", t("Unit")),
                .init("period", t("Period")), .init("options", t("Category options")), .init("value", t("Value"), .decimal(2)), .init("weight", t("Share that counts"), .decimal(4)),
                .init("bound", t("Bound")), .init("person", t("Who")), .init("at", t("When")), .init("log", t("Log")), .init("change", t("Change"), .integer),
                .init("source", t("Source")), .init("comment", t("Comment")),
            ],
            rows: entries.map { entry in
                let contribution = entry.contribution, version = contribution.version
                return [
                    .text(entry.element.code), .text(t(entry.element.name)), .text(contribution.unit.code), .text(contribution.unit.id.rawValue), .text(request.name(of: contribution.unit)),
                    .text(contribution.period.id), .text(contribution.options.key), SheetCell(shown(contribution)), .number(contribution.weight),
                    SheetCell(version?.value.bound.rawValue), SheetCell(version?.person), SheetCell(version?.at.iso), SheetCell(version?.value.key.province), version.map { .integer(Int($0.seq)) } ?? .empty,
                    SheetCell(version?.value.source), SheetCell(version?.value.comment),
                ]
            })
    }
}
