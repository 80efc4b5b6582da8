import Domain
import Operations
import Storage
import Testing
import TestWorld

@Suite struct ReportingRateTests {
    private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)
    private let cells = ["HEADS:F": "1", "HEADS:M": "2", "SESSIONS": "4"].map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value)) }

    private func rate(_ metric: String) -> Indicator {
        Indicator(code: "MK-R.\(metric)", name: Label(vi: "Báo cáo", en: "Reports"), measure: .number, numerator: "R{MK-M.\(metric)}", unitOfMeasure: Label(vi: "%", en: "%"), frequency: .month, level: .village,
                  source: Citation(text: Label(vi: "Quy chế báo cáo", en: "Reporting rules")))
    }

    @Test(arguments: Dialect.allCases) func `reporting rates in formulas follow the reports at once`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let metrics = ["EXPECTED_REPORTS", "ACTUAL_REPORTS", "ACTUAL_REPORTS_ON_TIME", "REPORTING_RATE", "REPORTING_RATE_ON_TIME"]
            let khen = try Story.khen(at: place.location, withPack: false)
            defer { khen.close() }
            var pack = Story.pack
            pack.indicators += metrics.map(rate)
            try khen.norms.load(packs: [pack], by: Story.administrator)
            let period = try khen.world.catalogue.periods.period("2026-07")
            func values(_ standing: ValueStatus, of khen: Khen) -> [Double?] {
                metrics.map { khen.indicators.figure(rate($0), unit: Story.province, period: period, standing: standing)?.value }
            }
            #expect(values(.reported, of: khen) == [2, 0, 0, 0, 0])
            _ = try khen.reports.submit(cells, in: july, as: Submission(id: "a", way: .page), by: Story.dua)
            // The fifth working day of August has passed.
            #expect(values(.reported, of: khen) == [2, 1, 0, 50, 0])
            #expect(values(.approved, of: khen) == [2, 0, 0, 0, 0])
            #expect(values(.published, of: khen) == [nil, nil, nil, nil, nil])
            #expect(khen.indicators.latest(rate("REPORTING_RATE"), unit: Story.banKhen)?.period == period)
            let other = ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon)
            #expect(try khen.centre.overview("muong-khen").late.first { $0.form.code == "MK-M" }?.missing.map(\.id) == [Story.hinPhon])
            try khen.reports.act(.exempt, on: other, seen: 0, note: "Bản đang di dời", by: Story.pao)
            #expect(values(.reported, of: khen) == [1, 1, 0, 100, 0])
            #expect(try khen.centre.overview("muong-khen").late.contains { $0.form.code == "MK-M" } == false)
            let sheet = try khen.reports.sheet(july, by: Story.pao)
            try khen.reports.act(.approve, on: july, seen: sheet.standing.version, by: Story.pao)
            #expect(values(.approved, of: khen) == [1, 1, 0, 100, 0])
            let provenance = try khen.indicators.provenance(rate("REPORTING_RATE"), unit: Story.province, period: period, standing: .reported)
            #expect(provenance.reporting.map(\.rate.sent) == [1] && provenance.reporting.map(\.form.code) == ["MK-M"])
            // Another process reads the same.
            let again = try Khen(place.location, now: { Story.today })
            defer { again.close() }
            #expect(values(.reported, of: again) == [1, 1, 0, 100, 0])
        }
    }
}
