@testable import Web
import Domain
import Markup
import Testing

@Suite struct OutlineTests {
    @Test func `corners are steps from the first one, in ten-thousandths of a degree`() throws {
        let rings = try #require(OutlineText.rings("1030269 214523 8 -45 14 -27"))
        #expect(rings.count == 1)
        #expect(rings[0].map(\.longitude) == [103.0269, 103.0277, 103.0291])
        #expect(rings[0].map(\.latitude) == [21.4523, 21.4478, 21.4451])
    }

    @Test func `each ring starts anew, a hole like the rest`() throws {
        let rings = try #require(OutlineText.rings("10000 20000 5 0 0 5|h 30000 40000 1 1 -1 2"))
        #expect(rings.count == 2)
        #expect(rings[1][0] == (3, 4))
        #expect(rings[1][2] == (3, 4.0003))
    }

    @Test(arguments: ["", "1 2", "1 2 3 4", "1 2 3 4 5", "1 2 3 4 5 x", "1 2 3 4 5 6|", "1.5 2 3 4 5 6"])
    func `what is not an outline is refused as a whole`(text: String) {
        #expect(OutlineText.rings(text) == nil)
    }
}

@Suite struct MapClassesTests {
    private func indicator(_ unit: String, _ measure: Indicator.Measure = .ratio) -> Indicator {
        Indicator(code: "X", name: Label(vi: "X", en: "X"), measure: measure, numerator: "#{A}", unitOfMeasure: Label(vi: unit, en: unit), frequency: .month, level: .commune,
                  source: Citation(text: Label(vi: "", en: "")))
    }

    @Test func `percentages that spread widely are divided at fifths, so that two maps compare`() {
        #expect(MapClasses.breaks(of: [5, 30, 55, 90], indicator("%")).limits == [20, 40, 60, 80])
    }

    @Test func `percentages close together are divided into classes of about the same size, at whole numbers`() {
        let values = (0..<40).map { 41 + Double($0) * 0.45 }
        let breaks = MapClasses.breaks(of: values, indicator("%"))
        #expect(breaks.count == 4)
        #expect(breaks.limits.allSatisfy { $0 == $0.rounded() })
        let sizes = values.reduce(into: [Int](repeating: 0, count: breaks.count)) { $0[breaks.index(of: $1)] += 1 }
        #expect(sizes.allSatisfy { (8...12).contains($0) })
    }

    @Test func `limits of large numbers are round`() {
        let breaks = MapClasses.breaks(of: (1...100).map { Double($0) * 137 }, indicator("hộ"))
        #expect(breaks.count == 4)
        #expect(breaks.limits.allSatisfy { $0.truncatingRemainder(dividingBy: 100) == 0 })
    }

    @Test func `limits of figures that hardly differ keep the decimals they need`() {
        let breaks = MapClasses.breaks(of: [50.1, 50.2, 50.3, 50.4, 50.5, 50.6, 50.7, 50.8], indicator("%"))
        #expect(breaks.count == 4)
    }

    @Test func `figures that are all the same are one class`() {
        #expect(MapClasses.breaks(of: [7, 7, 7], indicator("hộ")).count == 1)
        #expect(MapClasses.breaks(of: [], indicator("%")).count == 1)
    }

    @Test func `a milestone has two classes, done and not`() {
        let breaks = MapClasses.breaks(of: [0, 0, 1], indicator("", .milestone))
        #expect([0, 1].map(breaks.index) == [0, 1])
    }
}
