@testable import Operations
@testable import Web
import Domain
import Testing

@Suite struct SmallNumbersTests {
    private let catalogue = NormCatalogue(packs: [
        Pack(code: "p", name: Label(vi: "p", en: "p"), version: "1", categories: [
            Domain.Category(code: "ETH", name: Label(vi: "Dân tộc", en: "Ethnic group"), options: [CategoryOption(code: "ETH-19", name: Label(vi: "Lô Lô", en: "Lô Lô"))], isSensitive: true),
            Domain.Category(code: "SEX", name: Label(vi: "Giới tính", en: "Sex"), options: [CategoryOption(code: "F", name: Label(vi: "Nữ", en: "Female"))]),
        ]),
    ])

    private func figure(_ numerator: Double?, _ denominator: Double?, options: String, standing: ValueStatus = .reported) throws -> Figure {
        Figure(indicator: "X", unit: UnitID("11.2"), period: try #require(Period(id: "2026")), options: Disaggregation(key: options), value: 50, numerator: numerator, denominator: denominator,
               bound: .exactly, standing: standing, reported: 1, expected: 1, rebase: nil)
    }

    @Test func `a figure by ethnic group that rests on a few persons is kept back`() throws {
        let small = SmallNumbers(catalogue)
        #expect(try small.hides(figure(4, 80, options: "ETH-19")))
        #expect(try small.hides(figure(0, 3, options: "ETH-19,F")))
        #expect(try !small.hides(figure(5, 80, options: "ETH-19")))
        #expect(try !small.hides(figure(0, 80, options: "ETH-19")))
    }

    @Test func `totals, other categories and what an authority printed are shown`() throws {
        let small = SmallNumbers(catalogue)
        #expect(try !small.hides(figure(1, 2, options: "")))
        #expect(try !small.hides(figure(1, 2, options: "F")))
        #expect(try !small.hides(figure(1, 2, options: "ETH-19", standing: .published)))
    }
}
