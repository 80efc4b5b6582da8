@testable import Markup
import Testing

@Suite struct MapTests {
    @Test func `quantile classes hold about as many units each`() {
        let breaks = ClassBreaks.quantiles(of: (1...20).map(Double.init), count: 4)
        #expect(breaks.limits == [6, 11, 16])
        let sizes = (1...20).reduce(into: [0, 0, 0, 0]) { $0[breaks.index(of: Double($1))] += 1 }
        #expect(sizes == [5, 5, 5, 5])
    }

    @Test func `equal figures share a class, even if classes are lost`() {
        #expect(ClassBreaks.quantiles(of: [0, 0, 0, 0, 0, 0, 0, 9], count: 4).limits == [])
        #expect(ClassBreaks.quantiles(of: [0, 0, 0, 5, 5, 9], count: 3).limits == [5])
        #expect(ClassBreaks.quantiles(of: [7, 7], count: 5).count == 1)
        #expect(ClassBreaks.quantiles(of: [], count: 5).count == 1)
        #expect(ClassBreaks.quantiles(of: [.nan, .infinity], count: 5).count == 1)
    }

    @Test func `equal intervals span the same distance`() {
        #expect(ClassBreaks.equalIntervals(of: [0, 100, 13], count: 5).limits == [20, 40, 60, 80])
        #expect(ClassBreaks.equalIntervals(of: [0, 1], count: 4, decimals: 2).limits == [0.25, 0.5, 0.75])
        #expect(ClassBreaks.equalIntervals(of: [5, 5], count: 4).limits == [])
    }

    @Test func `a figure on a limit belongs to the class that starts there`() {
        let breaks = ClassBreaks(limits: [70, 40, 55, 40])
        #expect(breaks.limits == [40, 55, 70])
        #expect([39.9, 40, 54.99, 55, 70, 200].map(breaks.index) == [0, 1, 1, 2, 3, 3])
        let words = breaks.labels(all: "tất cả", below: { "<\($0)" }, between: { "\($0)–\($1)" }, from: { "≥\($0)" })
        #expect(words == ["<40.0", "40.0–55.0", "55.0–70.0", "≥70.0"])
        #expect(ClassBreaks(limits: []).labels(all: "tất cả", below: { _ in "" }, between: { _, _ in "" }, from: { _ in "" }) == ["tất cả"])
    }

    /// Two squares side by side near the equator, whose common border has a bend of its own.
    private var neighbours: [MapOutline.Shape] {
        let border: [(Double, Double)] = [(1, 0), (1.02, 0.25), (1, 0.5), (1.3, 0.75), (1, 1)]
        return [
            MapOutline.Shape(id: "west", rings: [[(0, 0)] + border + [(0, 1), (0, 0)]]),
            MapOutline.Shape(id: "east", rings: [border.reversed() + [(2, 0), (2, 1), (1, 1)]]),
        ]
    }

    @Test func `shapes are fitted to the width with north up`() throws {
        let outline = MapOutline(neighbours, width: 200, tolerance: 0)
        #expect((outline.width, outline.height) == (200, 100))
        #expect(try #require(outline.path(of: "west")).string == "M100 100l2-25-2-25 30-25-30-25-100 0 0 100z")
        #expect(outline.ids == ["west", "east"])
    }

    @Test func `far from the equator a degree of longitude is drawn shorter`() {
        let square = MapOutline.Shape(id: "x", rings: [[(105, 59.5), (106, 59.5), (106, 60.5), (105, 60.5), (105, 59.5)]])
        #expect(MapOutline([square], width: 100).height == 200)
    }

    @Test func `neighbours keep the same corners on their common border`() {
        let rings = [
            [(0, 0), (100, 0), (103, 25), (100, 50), (130, 75), (100, 100), (0, 100)], [(100, 100), (130, 75), (100, 50), (103, 25), (100, 0), (200, 0), (200, 100)],
        ].map { $0.map { GridPoint(x: $0.0, y: $0.1) } }
        let simplifier = BorderSimplifier(rings: rings, tolerance: 5)
        let west = simplifier.simplified(rings[0]), east = simplifier.simplified(rings[1])
        #expect(Set(west).intersection(east) == [GridPoint(x: 100, y: 0), GridPoint(x: 100, y: 50), GridPoint(x: 130, y: 75), GridPoint(x: 100, y: 100)])
        #expect(!west.contains(GridPoint(x: 103, y: 25)) && !east.contains(GridPoint(x: 103, y: 25)))
    }

    @Test func `corners where three units meet stay`() {
        let rings = [[(0, 0), (50, 1), (100, 0), (100, 50), (0, 50)], [(0, 0), (50, 1), (50, -50), (0, -50)], [(50, 1), (100, 0), (100, -50), (50, -50)]]
            .map { $0.map { GridPoint(x: $0.0, y: $0.1) } }
        let simplifier = BorderSimplifier(rings: rings, tolerance: 10)
        for ring in rings { #expect(simplifier.simplified(ring).contains(GridPoint(x: 50, y: 1))) }
    }

    @Test func `an island by itself keeps its shape and one too small to draw stays clickable`() throws {
        let island = (0..<32).map { step in [(0, 0), (40, 0), (40, 40), (0, 40)][step / 8] }.map { GridPoint(x: $0.0, y: $0.1) }
        #expect(BorderSimplifier(rings: [island], tolerance: 1).simplified(island).count == 4)
        let outline = MapOutline(neighbours + [.init(id: "rock", rings: [[(0.5, 0.5), (0.5001, 0.5), (0.5, 0.5001)]])], width: 200)
        #expect(try #require(outline.path(of: "rock")).string == "M50 50l2 0-1 2z")
    }

    @Test func `nothing to draw is no crash`() {
        #expect(MapOutline([]).ids == [])
        #expect(MapOutline([.init(id: "point", rings: [[(105, 21)]])]).path(of: "point") == nil)
    }

    @Test func `every unit leads to its page and names its figure; without one it is hatched`() {
        let regions = [
            Choropleth.Region(id: "west", name: "Xã \"Tây\"", link: "/units/1", classIndex: 1, valueText: "54%"),
            Choropleth.Region(id: "east", name: "Đông", link: "/units/2", classIndex: nil, valueText: "chưa có số liệu"),
            Choropleth.Region(id: "nowhere", name: "?", link: "#", classIndex: 0, valueText: ""),
        ]
        let map = Choropleth(title: "Bản đồ", outline: MapOutline(neighbours), regions: regions, classLabels: ["dưới 40%", "từ 40%"], missingLabel: "chưa có").html.string
        #expect(map.contains("<a href=\"/units/1\"><path class=\"q5\" d=\"M"))
        #expect(map.contains("<title>Xã &quot;Tây&quot;: 54%</title>"))
        #expect(map.contains("<a href=\"/units/2\"><path fill=\"url(#hatch)\""))
        #expect(map.contains("<li class=\"q1\">dưới 40%</li><li class=\"q5\">từ 40%</li><li class=\"q0\">chưa có</li>"))
        #expect(!map.contains("?"))
    }
}
