import Cube
import Domain
import Foundation

/// Times a province's worth of roll-ups: 2,200 villages of 75 communes, 200 data elements, 60 months; asked for 20 data elements, 12 months, every commune.
struct CubeBenchmark {
    static let villages = 2200
    static let communes = 75
    static let elements = 200
    static let months = 60
    static let askedElements = 20
    static let askedMonths = 12

    /// The value of a village, a number below 1,000 that any program can work out again.
    static func value(village: Int, element: Int, month: Int) -> Int64 { Int64((village * 7919 + element * 104_729 + month * 12_997) % 1000) }
    static func commune(ofVillage village: Int) -> Int { village * communes / villages }

    func run(answers path: String?) throws {
        let (tree, communes, villages) = makeTree()
        let cube = Cube()
        let era = cube.define(tree: tree)
        let elements = try (0..<Self.elements).map { number throws(CubeError) in
            try cube.define(DataElement(code: "E\(number)", name: Label(vi: "", en: ""), valueType: .count))
        }
        let months = (0..<Self.months).map { number in
            let first = Day(year: 2021 + number / 12, month: number % 12 + 1, day: 1)!
            let last = first.adding(days: Day.daysIn(month: number % 12 + 1, year: 2021 + number / 12) - 1)
            return cube.define(Period(id: String(first.iso.prefix(7)), kind: .month, firstDay: first, lastDay: last), on: era)
        }

        let clock = ContinuousClock()
        let count = Self.villages * Self.elements * Self.months
        let loading = try clock.measure {
            var loader = cube.loader()
            for month in 0..<Self.months {
                for village in 0..<Self.villages {
                    for element in 0..<Self.elements {
                        let number = ScaledNumber(units: Self.value(village: village, element: element, month: month), decimals: 0)
                        try loader.add(CubeSeries(elements[element]), months[month], position: villages[village], number)
                    }
                }
            }
            try cube.load(loader)
        }
        let halfAMillion = try timeSmallLoad(tree: tree, villages: villages)

        let series = elements.prefix(Self.askedElements).map { CubeSeries($0) }
        let times = months.suffix(Self.askedMonths).map { CubeTime.period($0) }
        let ask = { try cube.snapshot().table(series: series, times: times, positions: communes) }
        let table = try ask()
        let asking = try median(of: 2001) { _ = try ask() }
        let year = cube.define(Period(id: "2025", kind: .year, firstDay: Day(year: 2025, month: 1, day: 1)!, lastDay: Day(year: 2025, month: 12, day: 31)!), on: era)
        let askYear = { try cube.snapshot().table(series: series, times: [.period(year)], positions: communes) }
        let deriving = try clock.measure { _ = try askYear() }
        let askingYear = try median(of: 501) { _ = try askYear() }
        var turn = 0
        let setting = try median(of: 10_001) {
            turn += 1
            try cube.set(CubeChange(element: elements[turn % Self.elements], period: months[turn % Self.months], position: villages[turn % Self.villages],
                                    number: ScaledNumber(units: Int64(turn), decimals: 0)))
        }

        if let path { try answers(table, elements: Self.askedElements).write(toFile: path, atomically: true, encoding: .utf8) }
        let memory = cube.memory
        print("values \(count)")
        print("load_s \(loading.seconds)")
        print("load_half_million_ms \(halfAMillion.seconds * 1e3)")
        print("cells \(table.values.count)")
        print("ask_us \(asking.seconds * 1e6)")
        print("derive_year_ms \(deriving.seconds * 1e3)")
        print("ask_year_us \(askingYear.seconds * 1e6)")
        print("set_us \(setting.seconds * 1e6)")
        print("bytes_per_value \(memory.bytesPerValue)")
    }

    /// A province, its communes, and each commune's villages after it.
    private func makeTree() -> (tree: CubeTree, communes: [Int], villages: [Int]) {
        var parent: [Int32] = [-1]
        var communes: [Int] = []
        var villages: [Int] = []
        var ends: [Int32] = [0]
        for village in 0..<Self.villages {
            if Self.commune(ofVillage: village) == communes.count {
                communes.append(parent.count)
                parent.append(0)
                ends.append(0)
            }
            villages.append(parent.count)
            parent.append(Int32(communes.last!))
            ends.append(Int32(parent.count))
        }
        for (number, commune) in communes.enumerated() { ends[commune] = Int32(number + 1 < communes.count ? communes[number + 1] : parent.count) }
        ends[0] = Int32(parent.count)
        return (CubeTree(parent: parent, subtreeEnd: ends), communes, villages)
    }

    /// Half a million values of one province in an order that does not follow the columns.
    private func timeSmallLoad(tree: CubeTree, villages: [Int]) throws -> Duration {
        let cube = Cube()
        let era = cube.define(tree: tree)
        let element = try cube.define(DataElement(code: "E", name: Label(vi: "", en: ""), valueType: .count))
        let first = Day(year: 2021, month: 1, day: 1)!
        let days = (0..<228).map { cube.define(Period(id: first.adding(days: $0).iso, kind: .day, firstDay: first.adding(days: $0), lastDay: first.adding(days: $0)), on: era) }
        return try ContinuousClock().measure {
            var loader = cube.loader()
            for turn in 0..<500_000 {
                let village = turn * 7919 % Self.villages
                try loader.add(CubeSeries(element), days[turn / Self.villages], position: villages[village], ScaledNumber(units: Int64(turn % 1000), decimals: 0))
            }
            try cube.load(loader)
        }
    }

    private func median(of turns: Int, _ body: () throws -> Void) rethrows -> Duration {
        let clock = ContinuousClock()
        return try (0..<turns).map { _ in try clock.measure(body) }.sorted()[turns / 2]
    }

    private func answers(_ table: CubeTable, elements: Int) -> String {
        var lines = ["element,month,commune,sum,count"]
        for element in 0..<elements {
            for month in 0..<Self.askedMonths {
                for commune in 0..<Self.communes {
                    let place = table.place(series: element, time: month, unit: commune)
                    lines.append("\(element),\(Self.months - Self.askedMonths + month),\(commune),\(Int(table.values[place])),\(table.counts[place])")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
