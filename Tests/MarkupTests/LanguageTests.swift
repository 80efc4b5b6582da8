import Markup
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        (1234.5, 1, "1.234,5", "1,234.5"), (0, 1, "0", "0"), (1_234_567.891, 3, "1.234.567,891", "1,234,567.891"),
        (0.285, 2, "0,29", "0.29"), (-0.285, 2, "-0,29", "-0.29"), (2.5, 0, "3", "3"), (-2.5, 0, "-3", "-3"),
        (999.95, 1, "1.000", "1,000"), (0.05, 1, "0,1", "0.1"), (0.04, 1, "0", "0"), (-0.04, 1, "0", "0"), (97.25, 1, "97,3", "97.3"),
        (1e-7, 7, "0,0000001", "0.0000001"), (1.5e-5, 5, "0,00002", "0.00002"), (1.25e20, 1, "125.000.000.000.000.000.000", "125,000,000,000,000,000,000"),
        (.infinity, 1, "–", "–"), (.nan, 1, "–", "–"), (9_539.9, 2, "9.539,9", "9,539.9"),
    ] as [(Double, Int, String, String)])
    func `a number is rounded half away from zero and marked as the language does`(value: Double, decimals: Int, vi: String, en: String) {
        #expect(Language.vi.number(value, decimals: decimals) == vi)
        #expect(Language.en.number(value, decimals: decimals) == en)
    }

    @Test func `a column of figures can keep its zeros`() {
        #expect(Language.vi.number(5.0, decimals: 2, fixed: true) == "5,00")
        #expect(Language.vi.number(1999.999, decimals: 2, fixed: true) == "2.000,00")
        #expect(Language.vi.number(3.2, decimals: 0, fixed: true) == "3")
    }

    @Test func `whole numbers are grouped by thousands`() {
        #expect(Language.vi.number(250_000) == "250.000")
        #expect(Language.en.number(-1_000) == "-1,000")
        #expect(Language.vi.number(999) == "999")
        #expect(Language.vi.number(Int.min) == "-9.223.372.036.854.775.808")
    }

    @Test func `a percentage comes from a share or from a figure per hundred`() {
        #expect(Language.vi.percent(45.6) == "45,6%")
        #expect(Language.vi.percent(97.25, decimals: 2) == "97,25%")
        #expect(Language.vi.percent(share: 0.456) == "45,6%")
        #expect(Language.vi.percent(share: 0.285, decimals: 0) == "29%")
        #expect(Language.vi.percent(share: 0.1014, decimals: 2) == "10,14%")
        #expect(Language.vi.percent(share: -0.0005, decimals: 1) == "-0,1%")
        #expect(Language.en.percent(share: 1) == "100%")
        #expect(Language.en.percent(.nan) == "–")
    }

    @Test func `money is in đồng, millions or billions`() {
        #expect(Language.vi.money(1_500_000) == "1.500.000 đồng")
        #expect(Language.vi.money(1_500_000, in: .million) == "1,5 triệu đồng")
        #expect(Language.vi.money(12_345_678_901, in: .billion) == "12,346 tỷ đồng")
        #expect(Language.en.money(1_500_000, in: .million) == "VND 1.5 million")
    }

    @Test func `days and periods are written as offices write them`() {
        #expect(Language.vi.date(year: 2026, month: 2, day: 5) == "05/02/2026")
        #expect(Language.en.date(year: 2026, month: 2, day: 5) == "5 Feb 2026")
        #expect(Language.vi.longDate(year: 2026, month: 2, day: 5) == "ngày 05 tháng 02 năm 2026")
        #expect(Language.vi.longDate(year: 2026, month: 7, day: 31) == "ngày 31 tháng 7 năm 2026")
        #expect(Language.vi.month(7, of: 2026) == "Tháng 7/2026")
        #expect(Language.en.month(7, of: 2026) == "July 2026")
        #expect(Language.vi.quarter(3, of: 2026) == "Quý III/2026")
        #expect(Language.vi.halfYear(1, of: 2026) == "6 tháng đầu năm 2026")
        #expect(Language.vi.week(30, of: 2026) == "Tuần 30/2026")
        #expect(Language.vi.year(2026) == "Năm 2026")
    }

    @Test func `an ISO day must be a day of the calendar`() {
        #expect(Language.vi.date(iso: "2025-07-01") == "01/07/2025")
        #expect(Language.vi.date(iso: "2024-02-29") == "29/02/2024")
        for wrong in ["2025-02-29", "2100-02-29", "2025-13-01", "2025-7-1", "2025-07-01T00:00", "", "hôm nay", "2025-04-31"] {
            #expect(Language.vi.date(iso: wrong) == nil, "\(wrong)")
        }
    }

    @Test func `an instant is shown on Viet Nam's clocks`() {
        #expect(Language.vi.moment(secondsSince1970: 1_795_244_700) == "14:05 ngày 21/11/2026")
        #expect(Language.en.moment(secondsSince1970: 1_735_664_400) == "00:00 on 1 Jan 2025")
        #expect(Language.vi.moment(secondsSince1970: -25_201) == "23:59 ngày 31/12/1969")
    }
}
