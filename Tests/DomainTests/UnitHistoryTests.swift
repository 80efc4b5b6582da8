import Testing
import Domain

private func day(_ iso: String) -> Day { Day(iso: iso)! }
private let merger = "2025-07-01"

/// A unit under one parent for all its time.
private func unit(_ id: String, _ level: UnitLevel, under parent: String? = nil, from first: String? = nil, to last: String? = nil, population: Int? = nil) -> OrgUnit {
    changing(id, level, [(first, last, parent, "xa", id)], population: population)
}

private func changing(_ id: String, _ level: UnitLevel, _ versions: [(first: String?, last: String?, parent: String?, type: String, name: String)], population: Int? = nil) -> OrgUnit {
    OrgUnit(id: UnitID(id), code: String(id.prefix { $0 != "." }), level: level, versions: versions.map {
        UnitVersion(unit: UnitID(id), firstDay: $0.first.map(day), lastDay: $0.last.map(day), name: Label(vi: $0.name, en: $0.name), fullName: Label(vi: $0.name, en: $0.name),
                    type: $0.type, parent: $0.parent.map { UnitID($0) }, population: population)
    })
}

private func link(_ old: String, _ new: String, _ on: String = merger, _ extent: Extent = .whole, area: Double = 1, population: Double = 1) -> LineageLink {
    LineageLink(old: UnitID(old), new: UnitID(new), day: day(on), extent: extent, areaWeight: area, populationWeight: population)
}

/// Three provinces that became one on 1 July 2025 as Lâm Đồng did, and Điện Biên, which went on as it was.
private func world() throws -> UnitHistory {
    let last = "2025-06-30"
    let units = [
        unit("60.1", .province, to: last), unit("67.1", .province, to: last), unit("68.1", .province, to: last), unit("68.2", .province, from: merger),
        unit("593.1", .district, under: "60.1", to: last), unit("661.1", .district, under: "67.1", to: last), unit("672.1", .district, under: "68.1", to: last),
        // Two communes merge into one; one is split between that and another; one of another province joins.
        unit("22801.1", .commune, under: "593.1", to: last), unit("22802.1", .commune, under: "593.1", to: last), unit("22803.1", .commune, under: "593.1", to: last),
        unit("24611.1", .commune, under: "661.1", to: last), unit("24800.1", .commune, under: "672.1", to: last),
        unit("22801.2", .commune, under: "68.2", from: merger), unit("22803.2", .commune, under: "68.2", from: merger), unit("24611.2", .commune, under: "68.2", from: merger),
        // Điện Biên: a commune kept as it was, one that was itself merged in 2020, one renamed, one that becomes a ward in 2026.
        unit("11.1", .province), unit("94.1", .district, under: "11.1", to: last),
        changing("03127.1", .commune, [(nil, last, "94.1", "xa", "Him Lam"), (merger, nil, "11.1", "xa", "Him Lam")]),
        unit("03130.1", .commune, under: "94.1", to: "2019-12-31"), unit("03131.1", .commune, under: "94.1", to: "2019-12-31"),
        unit("03130.2", .commune, under: "94.1", from: "2020-01-01", to: last), unit("03140.1", .commune, under: "94.1", to: last),
        unit("03130.3", .commune, under: "11.1", from: merger),
        changing("03150.1", .commune, [(nil, last, "94.1", "xa", "Cũ"), (merger, "2025-12-31", "11.1", "xa", "Mới"), ("2026-01-01", nil, "11.1", "phuong", "Mới")]),
        unit("03127-001.1", .village, under: "03127.1", from: "2026-01-01"),
    ]
    let links = [
        link("60.1", "68.2"), link("67.1", "68.2"), link("68.1", "68.2"), link("11.1", "11.1"),
        link("22801.1", "22801.2"), link("22802.1", "22801.2"),
        link("22803.1", "22801.2", merger, .part, area: 0.3, population: 0.25), link("22803.1", "22803.2", merger, .part, area: 0.7, population: 0.75),
        link("24611.1", "24611.2"), link("24800.1", "24611.2"),
        link("03127.1", "03127.1"), link("03130.1", "03130.2", "2020-01-01"), link("03131.1", "03130.2", "2020-01-01"),
        link("03130.2", "03130.3"), link("03140.1", "03130.3"), link("03150.1", "03150.1"),
    ]
    return try UnitHistory(units: units, links: links)
}

private func terms(_ rebase: Rebase) -> [String] {
    rebase.terms.map { $0.method == .exact ? "\($0.unit)" : "\($0.unit)×\($0.weight) \($0.method.rawValue)" }
}

struct UnitHistoryTreeTests {
    @Test func `a code stands for different units at different times`() throws {
        let history = try world()
        #expect(history.units(code: "68").map(\.id) == ["68.1", "68.2"].map { UnitID($0) })
        #expect(history.unit(code: "68", asOf: day("2025-06-30"))?.id == UnitID("68.1"))
        #expect(history.unit(code: "68", asOf: day("2025-07-01"))?.id == UnitID("68.2"))
        #expect(history.unit(code: "60", asOf: day("2025-07-01")) == nil)
        #expect(history.units(code: "99").isEmpty)
        #expect(history.unit(UnitID("60.1"))?.code == "60")
    }

    @Test func `the tree is that of the day asked for`() throws {
        let history = try world()
        #expect(history.roots(asOf: day("2025-06-30")).map(\.code) == ["11", "60", "67", "68"])
        #expect(history.roots(asOf: day("2025-07-01")).map(\.code) == ["11", "68"])
        #expect(history.children(of: UnitID("68.2"), asOf: day("2026-01-01")).map(\.code) == ["22801", "22803", "24611"])
        #expect(history.children(of: UnitID("11.1"), asOf: day("2024-01-01")).map(\.code) == ["94"])
        #expect(history.children(of: UnitID("11.1"), asOf: day("2025-07-01")).map(\.code) == ["03127", "03130", "03150"])
        #expect(history.children(of: UnitID("60.1"), asOf: day("2025-07-01")).isEmpty)
        #expect(history.ancestors(of: UnitID("03127.1"), asOf: day("2024-01-01")).map(\.code) == ["94", "11"])
        #expect(history.ancestors(of: UnitID("03127.1"), asOf: day("2026-01-01")).map(\.code) == ["11"])
        #expect(history.ancestors(of: UnitID("60.1"), asOf: day("2026-01-01")).isEmpty)
        #expect(history.descendants(of: UnitID("94.1"), asOf: day("2019-06-01")).map(\.id.rawValue) == ["03127.1", "03130.1", "03131.1", "03140.1", "03150.1"])
        #expect(history.descendants(of: UnitID("94.1"), asOf: day("2020-06-01")).map(\.id.rawValue) == ["03127.1", "03130.2", "03140.1", "03150.1"])
    }

    @Test func `an era begins where a unit that goes on gets another parent, not at a new name or type`() throws {
        let history = try world()
        #expect(history.eras.count == 2)
        #expect(history.eras[0].firstDay == nil)
        #expect(history.eras[0].lastDay == day("2025-06-30"))
        #expect(history.eras[1].firstDay == day("2025-07-01"))
        #expect(history.eras[1].lastDay == nil)
        #expect(history.era(on: day("2025-06-30")).contains(day("2020-01-01")))
        #expect(history.era(on: day("2026-01-01")).firstDay == day("2025-07-01"))
    }

    @Test func `a unit and all beneath it are one range of positions`() throws {
        let history = try world()
        for era in history.eras {
            #expect(era.order.count == era.subtreeEnd.count)
            for (position, id) in era.order.enumerated() {
                #expect(era.position(of: id) == Int32(position))
                let range = try #require(era.subtree(of: id))
                for other in 0..<era.count {
                    var above = Int32(other)
                    while above >= 0, above != position { above = era.parents[Int(above)] }
                    #expect(range.contains(Int32(other)) == (above == Int32(position)))
                }
            }
        }
        #expect(history.eras[0].order.prefix(3).map(\.rawValue) == ["11.1", "94.1", "03127.1"])
        #expect(history.eras[1].order.prefix(4).map(\.rawValue) == ["11.1", "03127.1", "03127-001.1", "03130.3"])
    }

    @Test func `a village that begins in 2026 has its place in the whole era, and no children or parents before`() throws {
        let history = try world()
        #expect(history.era(on: day("2025-08-01")).position(of: UnitID("03127-001.1")) != nil)
        #expect(history.era(on: day("2024-08-01")).position(of: UnitID("03127-001.1")) == nil)
        #expect(history.children(of: UnitID("03127.1"), asOf: day("2025-12-31")).isEmpty)
        #expect(history.children(of: UnitID("03127.1"), asOf: day("2026-01-01")).map(\.code) == ["03127-001"])
    }

    @Test func `units that do not fit together are refused by name`() {
        func error(_ units: [OrgUnit], _ links: [LineageLink] = []) -> UnitHistoryError? {
            do {
                _ = try UnitHistory(units: units, links: links)
                return nil
            } catch {
                return error
            }
        }
        let a = unit("11.1", .province)
        #expect(error([a, a]) == .duplicate(UnitID("11.1")))
        #expect(error([OrgUnit(id: UnitID("x"), code: "x", level: .commune, versions: [])]) == .noVersions(UnitID("x")))
        #expect(error([changing("11.1", .province, [(nil, "2025-01-01", nil, "", ""), ("2025-01-03", nil, nil, "", "")])]) == .versionsNotContinuous(UnitID("11.1")))
        #expect(error([unit("03127.1", .commune, under: "11.1")]) == .unknownParent(UnitID("03127.1"), parent: UnitID("11.1")))
        #expect(error([unit("1.1", .commune, under: "2.1"), unit("2.1", .district, under: "1.1")]) == .cycle(UnitID("1.1")))
        #expect(error([a], [link("11.1", "12.1")]) == .unknownUnitInLineage(UnitID("12.1"), link("11.1", "12.1")))
        let moved = changing("1.1", .commune, [(nil, "2024-12-31", "11.1", "", ""), ("2025-01-01", nil, "12.1", "", "")])
        #expect(error([a, unit("12.1", .province, to: "2024-06-30"), moved]) == .parentNotInForce(UnitID("1.1"), parent: UnitID("12.1"), on: day("2025-01-01")))
    }
}

struct UnitHistoryLineageTests {
    @Test func `what became of a unit is followed through several reorganisations`() throws {
        let history = try world()
        #expect(history.fate(of: UnitID("03131.1")) == [LineageShare(unit: UnitID("03130.3"), area: 1, population: 1)])
        #expect(history.fate(of: UnitID("03131.1"), until: day("2022-01-01")) == [LineageShare(unit: UnitID("03130.2"), area: 1, population: 1)])
        #expect(history.fate(of: UnitID("22803.1")) == [
            LineageShare(unit: UnitID("22801.2"), area: 0.3, population: 0.25), LineageShare(unit: UnitID("22803.2"), area: 0.7, population: 0.75),
        ])
        #expect(history.fate(of: UnitID("03127.1")) == [LineageShare(unit: UnitID("03127.1"), area: 1, population: 1)])
        #expect(history.fate(of: UnitID("593.1")).isEmpty)
        #expect(history.fate(of: UnitID("nobody")).isEmpty)
    }

    @Test func `origins go back to the oldest units on record`() throws {
        let history = try world()
        #expect(history.origins(of: UnitID("03130.3")).map(\.unit.rawValue) == ["03130.1", "03131.1", "03140.1"])
        #expect(history.origins(of: UnitID("22801.2")).map(\.population) == [1, 1, 0.25])
        #expect(history.origins(of: UnitID("03127-001.1")).map(\.unit.rawValue) == ["03127-001.1"])
        #expect(history.predecessors(of: UnitID("22801.2")).map(\.old.rawValue) == ["22801.1", "22802.1", "22803.1"])
        #expect(history.successors(of: UnitID("22803.1")).map(\.new.rawValue) == ["22801.2", "22803.2"])
    }

    @Test func `a unit that gives part away and goes on keeps the rest`() throws {
        let history = try UnitHistory(
            units: [unit("11.1", .province), unit("1.1", .commune, under: "11.1"), unit("2.1", .commune, under: "11.1", from: "2024-01-01")],
            links: [link("1.1", "2.1", "2024-01-01", .part, area: 0.4, population: 0.1)])
        #expect(history.fate(of: UnitID("1.1")) == [LineageShare(unit: UnitID("1.1"), area: 0.6, population: 0.9), LineageShare(unit: UnitID("2.1"), area: 0.4, population: 0.1)])
        #expect(terms(history.rebase(UnitID("1.1"), asOf: day("2025-01-01"), onto: day("2023-01-01"), by: .population)) == ["1.1×0.9 population"])
        #expect(terms(history.rebase(UnitID("1.1"), asOf: day("2023-01-01"), onto: day("2025-01-01"), by: .population)) == ["1.1", "2.1"])
    }

    @Test func `parts that come together again are the whole`() throws {
        let history = try UnitHistory(
            units: [unit("1.1", .commune, to: "2019-12-31"), unit("2.1", .commune, from: "2020-01-01", to: "2024-12-31"), unit("3.1", .commune, from: "2020-01-01", to: "2024-12-31"), unit("4.1", .commune, from: "2025-01-01")],
            links: [link("1.1", "2.1", "2020-01-01", .part, area: 0.3, population: 0.1), link("1.1", "3.1", "2020-01-01", .part, area: 0.7, population: 0.9),
                    link("2.1", "4.1", "2025-01-01"), link("3.1", "4.1", "2025-01-01")])
        #expect(history.fate(of: UnitID("1.1")).map(\.isWhole) == [true])
        #expect(terms(history.rebase(UnitID("4.1"), asOf: day("2026-01-01"), onto: day("2019-01-01"), by: .population)) == ["1.1"])
        #expect(history.rebase(UnitID("4.1"), asOf: day("2026-01-01"), onto: day("2019-01-01"), by: .population).comparability == .exact)
    }
}

struct RebaseTests {
    private let today = day("2026-11-01"), before = day("2024-12-31")

    @Test func `a province made of three is the sum of the three`() throws {
        let rebase = try world().rebase(UnitID("68.2"), asOf: today, onto: before, by: .population)
        #expect(terms(rebase) == ["60.1", "67.1", "68.1"])
        #expect(rebase.comparability == .exact)
    }

    @Test func `a province that went on as it was is itself`() throws {
        #expect(terms(try world().rebase(UnitID("11.1"), asOf: today, onto: before, by: .population)) == ["11.1"])
        #expect(terms(try world().rebase(UnitID("11.1"), asOf: before, onto: today, by: .population)) == ["11.1"])
    }

    @Test func `a commune of whole communes is their sum, across provinces and through two reorganisations`() throws {
        let history = try world()
        #expect(terms(history.rebase(UnitID("24611.2"), asOf: today, onto: before, by: .area)) == ["24611.1", "24800.1"])
        #expect(terms(history.rebase(UnitID("03130.3"), asOf: today, onto: before, by: .area)) == ["03130.2", "03140.1"])
        #expect(terms(history.rebase(UnitID("03130.3"), asOf: today, onto: day("2018-12-31"), by: .area)) == ["03130.1", "03131.1", "03140.1"])
    }

    @Test func `a commune with part of another is an estimate that shows its weight and what it goes by`() throws {
        let history = try world()
        let byPeople = history.rebase(UnitID("22801.2"), asOf: today, onto: before, by: .population)
        #expect(terms(byPeople) == ["22801.1", "22802.1", "22803.1×0.25 population"])
        #expect(byPeople.comparability == .estimate)
        #expect(terms(history.rebase(UnitID("22803.2"), asOf: today, onto: before, by: .area)) == ["22803.1×0.7 area"])
    }

    @Test func `a renamed commune, a new type and another parent change nothing`() throws {
        let history = try world()
        #expect(terms(history.rebase(UnitID("03150.1"), asOf: today, onto: before, by: .population)) == ["03150.1"])
        #expect(terms(history.rebase(UnitID("03127.1"), asOf: today, onto: before, by: .population)) == ["03127.1"])
    }

    @Test func `a village set up in 2026 has no figures to compare with before`() throws {
        let rebase = try world().rebase(UnitID("03127-001.1"), asOf: today, onto: before, by: .population)
        #expect(rebase.terms.isEmpty)
        #expect(rebase.unresolved == [UnitID("03127-001.1")])
        #expect(rebase.comparability == .notComparable)
        #expect(try world().rebase(UnitID("nobody"), asOf: today, onto: before, by: .population).comparability == .notComparable)
    }

    @Test func `a former province is seen today through the communes made from it`() throws {
        let history = try world()
        let binhThuan = history.rebase(UnitID("60.1"), asOf: today, onto: today, by: .population)
        #expect(terms(binhThuan) == ["22801.2", "22803.2"])
        #expect(binhThuan.comparability == .exact)
        let dakNong = history.rebase(UnitID("67.1"), asOf: today, onto: today, by: .population)
        #expect(terms(dakNong) == ["24611.2×0.5 equal_parts"])
        #expect(dakNong.comparability == .estimate)
        #expect(terms(history.rebase(UnitID("60.1"), asOf: today, onto: before, by: .population)) == ["60.1"])
    }

    @Test func `a former district is seen today through its communes`() throws {
        #expect(terms(try world().rebase(UnitID("94.1"), asOf: before, onto: today, by: .population)) == ["03127.1", "03130.3", "03150.1"])
    }

    @Test func `a share of a later unit goes by the size of what it was made from, where that is known`() throws {
        let history = try UnitHistory(
            units: [unit("1.1", .commune, to: "2025-06-30", population: 3000), unit("2.1", .commune, to: "2025-06-30", population: 1000), unit("1.2", .commune, from: merger)],
            links: [link("1.1", "1.2"), link("2.1", "1.2")])
        #expect(terms(history.rebase(UnitID("1.1"), asOf: before, onto: today, by: .population)) == ["1.2×0.75 population"])
        #expect(terms(history.rebase(UnitID("1.1"), asOf: before, onto: today, by: .area)) == ["1.2×0.5 equal_parts"])
    }

    @Test func `people who all moved are exact by population, though not by area`() throws {
        let history = try UnitHistory(
            units: [unit("1.1", .commune, to: "2025-06-30"), unit("1.2", .commune, from: merger), unit("2.2", .commune, from: merger), unit("2.1", .commune, to: "2025-06-30")],
            links: [link("1.1", "1.2", merger, .partAreaAllPopulation, area: 0.8, population: 1), link("1.1", "2.2", merger, .partAreaOnly, area: 0.2, population: 0), link("2.1", "2.2")])
        #expect(terms(history.rebase(UnitID("1.2"), asOf: today, onto: before, by: .population)) == ["1.1"])
        #expect(terms(history.rebase(UnitID("2.2"), asOf: today, onto: before, by: .population)) == ["2.1"])
        #expect(terms(history.rebase(UnitID("2.2"), asOf: today, onto: before, by: .area)) == ["1.1×0.2 area", "2.1"])
    }

    @Test func `a commune whose area went whole to one and whose people went to two is exact by area only`() throws {
        let history = try UnitHistory(
            units: [unit("1.1", .commune, to: "2025-06-30"), unit("1.2", .commune, from: merger), unit("2.2", .commune, from: merger)],
            links: [link("1.1", "1.2", merger, .whole, area: 1, population: 0.6), link("1.1", "2.2", merger, .partPopulation, area: 0, population: 0.4)])
        #expect(terms(history.rebase(UnitID("1.2"), asOf: today, onto: before, by: .area)) == ["1.1"])
        #expect(terms(history.rebase(UnitID("1.2"), asOf: today, onto: before, by: .population)) == ["1.1×0.6 population"])
        #expect(history.fate(of: UnitID("1.1")).map(\.isWhole) == [false, false])
    }

    @Test func `a province that got part of another is composed of its communes`() throws {
        let last = "2025-06-30"
        let history = try UnitHistory(
            units: [unit("10.1", .province, to: last), unit("20.1", .province, to: last), unit("10.2", .province, from: merger), unit("20.2", .province, from: merger),
                    unit("1.1", .commune, under: "10.1", to: last), unit("2.1", .commune, under: "10.1", to: last), unit("3.1", .commune, under: "20.1", to: last),
                    unit("1.2", .commune, under: "10.2", from: merger), unit("2.2", .commune, under: "20.2", from: merger), unit("3.2", .commune, under: "20.2", from: merger)],
            links: [link("10.1", "10.2", merger, .part, area: 0.6, population: 0.6), link("10.1", "20.2", merger, .part, area: 0.4, population: 0.4), link("20.1", "20.2"),
                    link("1.1", "1.2"), link("2.1", "2.2"), link("3.1", "3.2")])
        #expect(terms(history.rebase(UnitID("10.2"), asOf: today, onto: before, by: .population)) == ["1.1"])
        // All communes of the former province 20 are there, so the province itself stands for them.
        #expect(terms(history.rebase(UnitID("20.2"), asOf: today, onto: before, by: .population)) == ["2.1", "20.1"])
        #expect(terms(history.rebase(UnitID("10.1"), asOf: before, onto: today, by: .population)) == ["10.2", "2.2"])
    }

    @Test func `a commune that moves between two provinces that go on changes both`() throws {
        let moved = changing("2.1", .commune, [(nil, "2026-12-31", "10.1", "xa", ""), ("2027-01-01", nil, "20.1", "xa", "")])
        let history = try UnitHistory(
            units: [unit("10.1", .province), unit("20.1", .province), unit("1.1", .commune, under: "10.1"), moved, unit("3.1", .commune, under: "20.1")], links: [])
        #expect(terms(history.rebase(UnitID("10.1"), asOf: day("2027-06-01"), onto: today, by: .population)) == ["1.1"])
        #expect(terms(history.rebase(UnitID("20.1"), asOf: day("2027-06-01"), onto: today, by: .population)) == ["2.1", "20.1"])
        #expect(terms(history.rebase(UnitID("20.1"), asOf: today, onto: day("2027-06-01"), by: .population)) == ["3.1"])
        #expect(terms(history.rebase(UnitID("10.1"), asOf: today, onto: day("2027-06-01"), by: .population)) == ["10.1", "2.1"])
    }

    @Test func `weights of one former unit add up to one over all units of the later day`() throws {
        let history = try world()
        var sums: [UnitID: Double] = [:]
        for root in history.roots(asOf: today) {
            for commune in history.children(of: root.id, asOf: today) {
                for term in history.rebase(commune.id, asOf: today, onto: before, by: .population).terms { sums[term.unit, default: 0] += term.weight }
            }
        }
        #expect(sums.count == 9)
        #expect(sums.values.allSatisfy { abs($0 - 1) < 1e-9 })
    }
}
