@testable import Markup
import Testing

@Suite struct ChartTests {
    @Test func `a spark line leaves a gap where a period has no value`() {
        let line = sparkLine([0, 10, nil, 5, 10], title: "Mười tháng").string
        #expect(line.contains("<path d=\"M0 22L18 0M54 11L72 0\"/>"))
        #expect(line.contains("<title>Mười tháng</title>"))
        #expect(line.contains("<circle cx=\"72\" cy=\"0\""))
    }

    @Test func `a spark line needs two values`() {
        #expect(sparkLine([], title: "").isEmpty)
        #expect(sparkLine([nil, 4, nil], title: "").isEmpty)
        #expect(sparkLine([4, 4], title: "").string.contains("M0 11L72 11"))
    }

    @Test func `a value alone between gaps is still seen`() {
        #expect(pathData(through: [Position(x: 1, y: 2), nil, Position(x: 3, y: 4)]).string == "M1 2h0M3 4h0")
        #expect(pathData(through: [nil, nil]).isEmpty)
    }

    @Test func `a progress bar places figure, plan and target on its range`() {
        let bar = ProgressBar(value: 58.2, expected: 18, target: 80, standing: .ahead, title: "58,2%").html.string
        #expect(bar.contains("<svg class=\"bar ahead\" role=\"img\"><title>58,2%</title>"))
        #expect(bar.contains("<rect class=\"fill\" width=\"58.2%\""))
        #expect(bar.contains("class=\"expected\" x=\"18%\""))
        #expect(bar.contains("class=\"target\" x1=\"80%\""))
    }

    @Test func `a progress bar never leaves its range and shows no fill without a figure`() {
        #expect(ProgressBar(value: 140, standing: .achieved, title: "").html.string.contains("width=\"100%\" height=\"100%\"/></svg>"))
        #expect(ProgressBar(value: -5, standing: .behind, title: "").html.string.contains("class=\"fill\" width=\"0%\""))
        #expect(ProgressBar(value: 30, range: 20...40, standing: .onCourse, title: "").html.string.contains("class=\"fill\" width=\"50%\""))
        #expect(ProgressBar(value: 5, range: 5...5, standing: .onCourse, title: "").html.string.contains("class=\"fill\" width=\"0%\""))
        #expect(!ProgressBar(value: nil, target: 50, standing: .noData, title: "").html.string.contains("fill"))
    }

    @Test(arguments: [
        ([12, 45.6], [0, 20, 40, 60]), ([100], [0, 25, 50, 75, 100]), ([80, 3], [0, 20, 40, 60, 80]), ([0.3], [0, 0.1, 0.2, 0.3]),
        ([2_154, 382], [0, 1000, 2000, 3000]), ([-7.5, 5], [-10, -5, 0, 5]), ([0], [0, 0.25, 0.5, 0.75, 1]), ([], [0, 0.25, 0.5, 0.75, 1]),
    ] as [([Double], [Double])])
    func `the scale has round numbers that cover the values and zero`(values: [Double], ticks: [Double]) {
        let found = ValueAxis(covering: values).ticks
        #expect(found.count == ticks.count && zip(found, ticks).allSatisfy { abs($0 - $1) < 1e-9 }, "\(found)")
    }

    @Test func `estimates and illustrative values are drawn otherwise than measured ones`() {
        func chart(_ kinds: [FigureKind]) -> String {
            PeriodChart(.line, title: "Diễn biến", points: kinds.map { .init(label: "", value: 1, kind: $0, title: "") }, tickText: { "\($0)" }).html.string
        }
        #expect(!chart([.reported, .published]).contains("hollow\" cx"))
        #expect(chart([.reported, .illustrative]).contains("<circle class=\"dot hollow\""))
        #expect(chart([.reported, .estimate]).contains("<rect class=\"dot hollow\""))
        #expect(chart([.reported, .published]).contains("<path class=\"line hollow\" d=\"\"/>"))
        #expect(!chart([.reported, .estimate]).contains("<path class=\"line hollow\" d=\"\"/>"))
    }

    @Test func `a missing column is a dash, not a column of height zero`() {
        func chart(_ value: Double?) -> String {
            PeriodChart(.columns, title: "", points: [.init(label: "1/26", value: value, title: "Tháng 1/2026")], tickText: { "\($0)" }).html.string
        }
        #expect(chart(nil).contains(">–<title>Tháng 1/2026</title>"))
        #expect(!chart(nil).contains("class=\"column"))
        #expect(chart(0).contains("class=\"column\""))
        #expect(chart(0).contains("height=\"0\"><title>"))
    }

    @Test func `negative columns hang below zero`() {
        let chart = PeriodChart(.columns, title: "", points: [-1, 1].map { .init(label: "", value: $0, title: "") }, tickText: { "\($0)" }).html.string
        #expect(chart.contains("x=\"7.5%\" y=\"105\" width=\"35%\" height=\"81\""))
        #expect(chart.contains("x=\"57.5%\" y=\"24\" width=\"35%\" height=\"81\""))
    }

    @Test func `an event stands between two points and names itself`() {
        let points = (0..<4).map { PeriodChart.Point(label: "\($0)", value: 1, title: "") }
        let chart = PeriodChart(.line, title: "", points: points, events: [.init(beforePoint: 2, label: "01/07/2025 sáp nhập")], tickText: { "\($0)" }).html.string
        #expect(chart.contains("class=\"event\" x1=\"50%\""))
        #expect(chart.contains(">01/07/2025 sáp nhập</text>"))
    }

    @Test(arguments: [0, 1, 5, 6, 24, 120])
    func `at most five periods are named, so that names fit on a phone`(count: Int) {
        let points = (0..<count).map { PeriodChart.Point(label: "nhãn \($0)", value: 1, title: "") }
        let chart = PeriodChart(.line, title: "", points: points, tickText: { "\($0)" }).html.string
        let named = chart.split(separator: "nhãn").count - 1
        #expect(named <= 5 && named >= min(count, 3), "\(named)")
    }

    @Test func `a ranking keeps its order, its places and rows without a figure`() {
        let rows = [
            Ranking.Row(name: "Na Son", link: "/units/03203", value: 50, valueText: "50%"),
            Ranking.Row(name: "Pu Nhi", value: nil, valueText: "–"),
        ]
        let list = Ranking(rows, full: 200, firstPlace: 51).html.string
        #expect(list.contains("<ol class=\"ranking\" start=\"51\">"))
        #expect(list.contains("<a href=\"/units/03203\">Na Son</a><b>50%</b>"))
        #expect(list.contains("class=\"fill\" width=\"25%\""))
        #expect(list.contains("<span>Pu Nhi</span><b>–</b><svg class=\"bar no-data\""))
        #expect(Ranking([Ranking.Row(name: "", value: 0, valueText: "0")]).html.string.contains("width=\"0%\""))
    }

    @Test func `no drawing carries inline style, which the content policy forbids`() {
        let chart = PeriodChart(.columns, title: "", points: [.init(label: "1", value: 1, title: "")], target: (2, "đích"), tickText: { "\($0)" }).html
        let all: HTML = "\(chart)\(ProgressBar(value: 1, expected: 2, target: 3, standing: .behind, title: "").html)\(sparkLine([1, 2], title: ""))"
        #expect(!all.string.contains("style="))
    }
}
