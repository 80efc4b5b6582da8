import Domain
import Foundation
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        // ISO 8601-1:2019, week dates; the examples of ISO/R 2015 around New Year.
        ("2005-01-01", 2004, 53), ("2005-01-02", 2004, 53), ("2005-12-31", 2005, 52), ("2006-01-01", 2005, 52), ("2007-01-01", 2007, 1),
        ("2008-12-29", 2009, 1), ("2008-12-31", 2009, 1), ("2009-12-31", 2009, 53), ("2010-01-03", 2009, 53), ("2010-01-04", 2010, 1),
        ("2026-12-31", 2026, 53), ("2027-01-03", 2026, 53), ("2027-01-04", 2027, 1)
    ])
    func `a day around New Year is in the week ISO 8601 says`(iso: String, year: Int, week: Int) throws {
        let day = try #require(Day(iso: iso))
        #expect(day.isoWeek == (year, week))
        #expect(try #require(Day(isoYear: year, week: week)).days(until: day) == day.weekday - 1)
    }

    @Test func `days, weekdays and weeks agree with Foundation's calendars from 1995 to 2045`() throws {
        var iso = Calendar(identifier: .iso8601)
        iso.timeZone = try #require(TimeZone(identifier: "UTC"))
        let first = try #require(Day(iso: "1995-01-01")), last = try #require(Day(iso: "2045-12-31"))
        for number in stride(from: first.number, through: last.number, by: 1) {
            let day = Day(number: number)
            let parts = iso.dateComponents(
                [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let components = day.components
            try #require(components == (parts.year!, parts.month!, parts.day!))
            try #require(day.weekday == (parts.weekday! + 5) % 7 + 1)
            try #require(day.isoWeek == (parts.yearForWeekOfYear!, parts.weekOfYear!))
            try #require(Day(iso: day.iso) == day)
        }
    }

    @Test(arguments: [
        ("15/07/2026", "2026-07-15"), ("5/7/2026", "2026-07-05"), ("05-07-2026", "2026-07-05"), ("5.7.2026", "2026-07-05"), ("29/02/2024", "2024-02-29")
    ])
    func `a day is read as Vietnamese offices write it, day first`(text: String, iso: String) { #expect(Day(dayFirst: text)?.iso == iso) }

    @Test(arguments: ["07/15/2026", "29/02/2026", "31/04/2026", "2026/07/15", "15/07/26", "15/07", "", "15/07/2026 ", "+5/07/2026", "a/b/2026", "015/7/2026"])
    func `what is no day, day first, is not read as one`(text: String) { #expect(Day(dayFirst: text) == nil) }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-01", "26-04-01", "2026/04/01", "0000-01-01", "+026-01-01", "2026-01-01Z"])
    func `what is no ISO day is not read as one`(text: String) { #expect(Day(iso: text) == nil) }

    @Test(arguments: [
        "2026-07-15T24:00:00.000Z", "2026-07-15T00:60:00.000Z", "2026-07-15T+1:00:00.000Z", "2026-07-15T00-00-00.000Z", "2026-07-15T00:00:00.000+",
        "2026-07-15T00:00:00Z"
    ])
    func `what is no instant is not read as one`(text: String) { #expect(Moment(iso: text) == nil) }

    @Test func `an instant late in the evening in UTC is the next day in Viet Nam`() throws {
        let moment = try #require(Moment(iso: "2026-07-15T17:30:00.250Z"))
        #expect(moment.iso == "2026-07-15T17:30:00.250Z")
        #expect(moment.day.iso == "2026-07-16")
        #expect(moment.minuteOfDay == 30)
        #expect(Moment(milliseconds: -1).iso == "1969-12-31T23:59:59.999Z")
    }
}
