import Domain
import Operations
import Sheets
import Storage
import Testing
import TestWorld

private func load(_ rows: String, into khen: Khen, _ options: ImportOptions = .init()) throws {
    let report = try khen.values.importFile(ByteSource(bytes: Array(("data_element,org_unit,period,category_options,value\n" + rows).utf8), name: "values.csv"), options: options, by: Story.officer)
    try #require(report.isClean, "\(report.problems)")
}

@Suite struct FigureTests {
    @Test(arguments: Dialect.allCases) func `a figure is live after each save and adds up from village to province`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let indicator = try khen.indicators.indicator("MK-1")
            #expect(khen.indicators.latest(indicator, unit: Story.province) == nil)
            try load("HEADS,91001-001,2026-07,,2\nHEADS.TRAINED,91001-001,2026-07,,1\nHEADS,91001-002,2026-07,,2\nHEADS.TRAINED,91001-002,2026-07,,2\n", into: khen)
            let figure = try #require(khen.indicators.latest(indicator, unit: Story.province))
            #expect(figure.value == 75 && figure.numerator == 3 && figure.denominator == 4 && figure.status == .reported)
            #expect(figure.reported == 2 && figure.expected == 2)
            #expect(khen.indicators.latest(indicator, unit: Story.banKhen)?.value == 75)
            #expect(khen.indicators.byUnit(indicator, beneath: Story.province, level: .village, period: figure.period, standing: .reported).map(\.value) == [50, 100])
        }
    }

    @Test func `a commune's own value stands for its villages`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("SESSIONS,91001-001,2026-07,,5\nSESSIONS,91001,2026-07,,12\nSESSIONS,91009,2026-07,,3\n", into: khen)
            #expect(khen.indicators.latest(try khen.indicators.indicator("MK-2"), unit: Story.province)?.value == 15)
        }
    }

    @Test func `missing is not zero`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("SESSIONS,91001-001,2026-07,,0\n", into: khen)
            let indicator = try khen.indicators.indicator("MK-2")
            #expect(khen.indicators.latest(indicator, unit: Story.banKhen)?.value == 0)
            #expect(khen.indicators.latest(indicator, unit: Story.banKhen).map { [$0.reported, $0.expected] } == [1, 2])
            #expect(khen.indicators.latest(indicator, unit: Story.namMuoi) == nil)
        }
    }

    @Test func `a series over the reorganisation is exact for whole units and an estimate for split ones`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("SESSIONS,91001,2025-06,,10\nSESSIONS,91002,2025-06,,20\nSESSIONS,91003,2025-06,,50\nSESSIONS,91004,2025-06,,7\nSESSIONS,91001-001,2025-07,,9\n", into: khen)
            let indicator = try khen.indicators.indicator("MK-2")
            let series = khen.indicators.series(indicator, unit: Story.banKhen)
            #expect(series.map(\.period.id) == ["2025-06", "2025-07"])
            #expect(series.map(\.value) == [60, 9])  // 10 + 20 + 0.6 × 50
            #expect(series.map(\.status) == [.estimate, .reported])
            #expect(series[0].rebase?.terms.first { $0.unit == UnitID("91003.1") }?.weight == 0.6)
            var byArea = Indicators.SeriesQuery()
            byArea.basis = .area
            #expect(khen.indicators.series(indicator, unit: Story.banKhen, byArea).first?.value == 45)
            var strict = Indicators.SeriesQuery()
            strict.basis = nil
            #expect(khen.indicators.series(indicator, unit: Story.banKhen, strict).map(\.period.id) == ["2025-07"])
            let kept = khen.indicators.series(indicator, unit: Story.sinThau)
            #expect(kept.map(\.value) == [7] && kept[0].status == .reported)
            #expect(khen.indicators.series(indicator, unit: Story.province).map(\.value) == [87, 9])
        }
    }

    @Test func `a year that spans the reorganisation is put together from its months`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("SESSIONS,91001,2025-05,,1\nSESSIONS,91002,2025-06,,2\nSESSIONS,91001-001,2025-07,,4\nSESSIONS,91001-002,2025-12,,8\n", into: khen)
            let year = try khen.world.catalogue.periods.period("2025")
            let indicator = try khen.indicators.indicator("MK-2")
            #expect(khen.indicators.figure(indicator, unit: Story.banKhen, period: year, standing: .reported)?.value == 15)
            #expect(khen.indicators.figure(indicator, unit: Story.province, period: year, standing: .reported)?.value == 15)
        }
    }

    @Test func `breakdowns add up to the total where none is given`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("HEADS,91001-001,2026-07,F,1\nHEADS,91001-001,2026-07,M,3\nHEADS.TRAINED,91001-001,2026-07,F,1\nHEADS.TRAINED,91001-001,2026-07,M,1\n", into: khen)
            let indicator = try khen.indicators.indicator("MK-1"), july = try khen.world.catalogue.periods.period("2026-07")
            #expect(khen.indicators.figure(indicator, unit: Story.banKhen, period: july, standing: .reported)?.value == 50)
            let bySex = khen.indicators.byCategory(indicator, unit: Story.banKhen, category: "SEX", period: july, standing: .reported)
            #expect(bySex.map(\.option.code) == ["F", "M"])
            let shares = bySex.map { ($0.figure.value * 10).rounded() / 10 }
            #expect(shares == [100, 33.3])
        }
    }

    @Test func `published, reported and illustrative values are never mixed`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let outcome = try khen.demonstration.load(by: Story.administrator)
            #expect(outcome.values > 0)
            let coverage = try #require(khen.indicators.latest(try khen.indicators.indicator("MK-4"), unit: Story.province))
            #expect(coverage.status == .published && coverage.value == 97.25 && coverage.bound == .moreThan)
            let heads = try khen.indicators.indicator("MK-1")
            #expect(khen.indicators.latest(heads, unit: Story.province)?.status == .illustrative)
            try load("HEADS,91001-001,2026-07,,2\nHEADS.TRAINED,91001-001,2026-07,,1\n", into: khen)
            #expect(khen.indicators.latest(heads, unit: Story.province)?.status == .reported)
            #expect(khen.indicators.latest(heads, unit: Story.province)?.value == 50)
            #expect(try khen.demonstration.load(by: Story.administrator).values == 0)
            let removed = try khen.demonstration.remove(by: Story.administrator)
            #expect(removed.values == outcome.values)
            #expect(khen.indicators.series(heads, unit: Story.province).allSatisfy { $0.status == .reported })
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test func `a figure tells who reported each value, when and from what`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("HEADS,91001-001,2026-07,,2\nHEADS.TRAINED,91001-001,2026-07,,1\n", into: khen)
            let indicator = try khen.indicators.indicator("MK-1"), july = try khen.world.catalogue.periods.period("2026-07")
            let provenance = try khen.indicators.provenance(indicator, unit: Story.province, period: july, standing: .reported)
            #expect(provenance.parts.map(\.element.code) == ["HEADS.TRAINED", "HEADS"])
            let contribution = try #require(provenance.parts[0].contributions.first)
            #expect(contribution.unit.code == "91001-001" && contribution.value == 1 && contribution.version?.person == "Lò Thị Mai")
            #expect(contribution.version?.subject == "values.csv" && contribution.version?.at == Story.today)
        }
    }

    @Test func `targets show where they stand`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("HEADS,91001-001,2026-07,,10\nHEADS.TRAINED,91001-001,2026-07,,9\n", into: khen)
            let overview = try khen.centre.overview("muong-khen")
            let standings = Dictionary(uniqueKeysWithValues: overview.targets.map { ($0.indicator.code, $0) })
            #expect(standings["MK-1"]?.state == .achieved)
            #expect(standings["MK-1"]?.course?.start.value == 10)
            #expect(standings["MK-3"]?.state == .noData)
            #expect(overview.sections.first?.heading?.en == "Digital society")
            #expect(overview.late.first?.missing.map(\.code) == ["91001-002"])
        }
    }
}
