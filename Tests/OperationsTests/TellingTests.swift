import Domain
@testable import Operations
import Storage
import Testing
import TestWorld

/// Bản Nà Lốm's report of July 2026, and its commune's.
private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)
private let hinPhonJuly = ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon)
private let communeJuly = ReportKey(form: "MK-X", period: "2026-07", unit: Story.banKhen)
private let filled = ["HEADS:F": "1", "HEADS:M": "2", "HEADS.TRAINED:F": "1", "HEADS.TRAINED:M": "1", "SESSIONS": "4", "PEOPLE:F": "30", "PEOPLE:M": "25"]
private let root = Person.operatorAtCommandLine(account: "test")

private func edits(_ cells: [String: String]) -> [CellEdit] { cells.sorted { $0.key < $1.key }.map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value)) } }

/// Everybody who reports in Mường Khèn, as people who can be told something.
private struct Office {
    let khen: Khen
    var records: [String: PersonRecord] = [:]

    static let cast: [(name: String, role: String, unit: UnitID)] = [
        ("dua", "VILLAGE-REPORTER", Story.naLom), ("say", "VILLAGE-REPORTER", Story.hinPhon), ("mai", "COMMUNE-OFFICER", Story.banKhen), ("pao", "COMMUNE-APPROVER", Story.banKhen),
        ("xuan", "COMMUNE-OFFICER", Story.sinThau), ("hanh", "DEPARTMENT-OFFICER", Story.province), ("quan", "DEPARTMENT-APPROVER", Story.province),
    ]

    init(_ khen: Khen, without missing: Set<String> = []) throws {
        self.khen = khen
        for (name, role, unit) in Self.cast where !missing.contains(name) {
            records[name] = try khen.people.add(PersonInput(signInName: name, fullName: "Lò Thị \(name)", email: "\(name)@muongkhen.vn", unit: unit), role: role, by: root)
        }
        try khen.refresh()
    }

    func id(_ name: String) throws -> PersonID { try #require(records[name]).id }
    func person(_ name: String) throws -> Person {
        let record = try #require(records[name])
        return try #require(try khen.database.read { try khen.people.acting(record, in: $0) })
    }

    func submit(_ key: ReportKey, by name: String, _ cells: [String: String] = filled) throws {
        let outcome = try khen.reports.submit(edits(cells), in: key, as: Submission(id: "s\(khen.now().milliseconds)-\(name)", way: .page), by: try person(name))
        guard case .sent = outcome else {
            Issue.record("not sent: \(outcome)")
            return
        }
    }

    func act(_ action: ReportAction, _ key: ReportKey, by name: String, note: String? = nil, remarks: [CellKey: String] = [:], due: Day? = nil) throws {
        let person = try person(name)
        try khen.reports.act(action, on: key, seen: try khen.reports.sheet(key, by: person).standing.version, note: note, remarks: remarks, due: due, by: person)
    }

    /// The kinds of what somebody has not read, the oldest first.
    func unread(_ name: String) throws -> [NoticeKind] { try khen.notices.list(of: try id(name)).filter { $0.read == nil }.reversed().map(\.kind) }
    func newest(_ name: String) throws -> Notice { try #require(try khen.notices.list(of: try id(name)).first) }
    /// Everyone who has not read something, with what.
    func all() throws -> [String: [NoticeKind]] {
        var all: [String: [NoticeKind]] = [:]
        for name in records.keys {
            let kinds = try unread(name)
            if !kinds.isEmpty { all[name] = kinds }
        }
        return all
    }
}

@Suite struct TellingTests {
    @Test(arguments: Dialect.allCases) func `what was sent is told to those who decide at the level that receives it`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen)
            try office.submit(july, by: "dua")
            #expect(try office.all() == ["mai": [.submitted], "pao": [.submitted]])
            #expect(try office.newest("pao").facts.by == "Lò Thị dua" && office.newest("pao").report == july)
            try office.act(.approve, july, by: "pao")
            // What was decided waits for nobody any more.
            #expect(try office.all() == ["dua": [.approved]])
            // The officer who fills in for a village is not told of it; the village's own reporter is.
            try office.submit(hinPhonJuly, by: "mai")
            #expect(try office.all() == ["dua": [.approved], "pao": [.submitted]])
            try office.act(.return, hinPhonJuly, by: "pao", note: "Xem lại")
            #expect(try office.all() == ["dua": [.approved], "mai": [.returned], "say": [.returned]])
            // A deadline that has passed is none to send it again by.
            #expect(try office.newest("say").facts.due == nil)
        }
    }

    @Test(arguments: Dialect.allCases) func `where a check comes first, the checker is told first and the approver once it is checked`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen)
            try office.submit(communeJuly, by: "mai", ["TEAMS": "2", "HEADS:F": "1", "HEADS:M": "2"])
            #expect(try office.all() == ["hanh": [.submitted]])
            try office.act(.check, communeJuly, by: "hanh")
            #expect(try office.all() == ["quan": [.submitted]])
            try office.act(.approve, communeJuly, by: "quan")
            #expect(try office.all() == ["mai": [.approved]])
            clock.pass(seconds: 60)
            try office.act(.reopen, communeJuly, by: "quan", note: "Bổ sung lớp ngày 30", due: Day(iso: "2026-08-28"))
            #expect(try office.all() == ["mai": [.reopened]])
            let told = try office.newest("mai").facts, sentence = NoticeWords(khen.world).sentence(try office.newest("mai"))
            #expect(sentence.vi.hasSuffix("đã được mở lại, hạn gửi lại 28/08/2026") && sentence.en.hasSuffix("opened again, to be sent again by 28 Aug 2026"))
            #expect(told.note == "Bổ sung lớp ngày 30" && told.due == Day(iso: "2026-08-28") && told.by == "Lò Thị quan")
        }
    }

    @Test(arguments: Dialect.allCases) func `a return is one notice with its reason, the new deadline and every remark`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen)
            try office.submit(july, by: "dua")
            let remarks = [CellKey("SESSIONS"): "Sổ ghi 3 buổi", CellKey(parsing: "HEADS:F"): "Xem lại"]
            try office.act(.return, july, by: "pao", note: "Sửa hai ô", remarks: remarks, due: Day(iso: "2026-08-25"))
            #expect(try office.all() == ["dua": [.returned]])
            let notice = try office.newest("dua")
            #expect(notice.facts.note == "Sửa hai ô" && notice.facts.due == Day(iso: "2026-08-25") && notice.facts.by == "Lò Thị pao")
            #expect(notice.facts.remarks == [Notice.Remark(cell: "HEADS:F", text: "Xem lại"), Notice.Remark(cell: "SESSIONS", text: "Sổ ghi 3 buổi")])
            let words = NoticeWords(khen.world)
            #expect(words.cell("HEADS:F").vi == "Số trưởng bản – Nữ" && words.sentence(notice).vi.hasSuffix("bị trả lại, hạn gửi lại 25/08/2026"))
            clock.pass(seconds: 60)
            try office.submit(july, by: "dua", ["SESSIONS": "3"])
            #expect(try office.all() == ["mai": [.submitted], "pao": [.submitted]])
        }
    }

    @Test(arguments: Dialect.allCases) func `a role that has ended tells nobody, and whoever stands in is told instead`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            var office = try Office(khen, without: ["mai"])
            let today = clock.now.day, pao = try office.id("pao")
            office.records["thay"] = try khen.people.add(PersonInput(signInName: "thay", fullName: "Cà Văn Thay", unit: Story.banKhen), role: "leader", by: root)
            let roles = try await khen.database.read { try PeopleStore.roles(of: [pao], in: $0) }, role = try #require(roles.first)
            try khen.people.lend(role.id, to: try office.id("thay"), from: today, until: today.adding(days: 3), by: root)
            try office.submit(july, by: "dua")
            #expect(try office.all() == ["thay": [.submitted]])
            clock.pass(days: 4)
            try office.submit(hinPhonJuly, by: "say")
            #expect(try office.all() == ["thay": [.submitted], "pao": [.submitted]])
            try khen.people.end(pao, by: root)
            clock.pass(seconds: 60)
            try office.submit(ReportKey(form: "MK-M", period: "2026-06", unit: Story.naLom), by: "dua")
            // Nobody decides in the commune any more, and the department decides about communes only.
            #expect(try office.unread("pao").count == 1 && office.unread("thay").count == 1 && office.unread("quan").isEmpty)
        }
    }

    @Test func `a step that fails tells nobody`() async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            let office = try Office(khen)
            _ = try khen.reports.submit(edits(["SESSIONS": "4"]), in: july, as: Submission(id: "a", way: .page), by: try office.person("dua"))
            #expect(throws: (any Error).self) { try office.act(.approve, july, by: "pao") }
            #expect(try office.all().isEmpty)
        }
    }

    // MARK: Deadlines

    @Test func `a deadline is told of on the days that the regime says and on the day after, else as it is set`() throws {
        let working = WorkingDays(Story.holidays), due = try #require(Day(iso: "2026-09-09"))
        func days(_ reminders: [Int]?, _ before: Int = 3) -> [String] {
            let regime = reminders.map { Regime(code: "R", name: Label(vi: "R", en: "R"), steps: [], reminders: $0) }
            return DeadlineCalls(regime: regime, daysBefore: before, workingDays: working).all(due).map { "\($0.kind == .late ? "+" : "")\($0.day.iso)" }
        }
        #expect(days([3, 0, -2]) == ["2026-09-06", "2026-09-09", "+2026-09-10", "+2026-09-11"])
        // 5 and 6 September are a weekend, 1 and 2 September holidays.
        #expect(days(nil) == ["2026-09-04", "+2026-09-10"] && days([], 5) == ["2026-08-31", "+2026-09-10"] && days(nil, 0) == ["+2026-09-10"])
        #expect(days(nil, 4) == ["2026-09-03", "+2026-09-10"])
    }

    @Test(arguments: Dialect.allCases) func `a round tells of deadlines once, and somebody with several villages gets one notice with their number`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen)
            clock.pass(days: 16)  // 5 September
            #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound())
            clock.pass(days: 1)
            #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound(dueSoon: 3, late: 0, people: 3))
            #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound())
            #expect(try office.all() == ["dua": [.dueSoon], "say": [.dueSoon], "mai": [.dueSoon]])
            let officers = try office.newest("mai"), own = try office.newest("dua")
            #expect(own.report == ReportKey(form: "MK-M", period: "2026-08", unit: Story.naLom) && own.facts.due == Day(iso: "2026-09-09") && own.facts.count == nil)
            #expect(officers.report?.unit == Story.banKhen && officers.facts.count == 2 && officers.path == "/reports/overview?form=MK-M&unit=91001.2&period=2026-08#late")
            #expect(NoticeWords(khen.world).sentence(officers).vi.hasSuffix("Xã Bản Khèn: 2 báo cáo sắp đến hạn gửi (09/09/2026)"))
            // What is sent is not told of; the officer has one village left.
            try office.submit(ReportKey(form: "MK-M", period: "2026-08", unit: Story.naLom), by: "dua")
            clock.pass(days: 3)
            #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound(dueSoon: 2, late: 0, people: 2))
            clock.pass(days: 1)
            #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound(dueSoon: 0, late: 2, people: 2))
            // The latest takes the place of those before.
            #expect(try office.unread("mai") == [.submitted, .late] && office.newest("mai").report?.unit == Story.hinPhon)
            #expect(try office.unread("say") == [.late] && office.newest("say").facts.due == Day(iso: "2026-09-09"))
            #expect(try !office.unread("dua").contains(.late) && !office.unread("dua").contains(.dueSoon))
            clock.pass(days: 10)
            #expect(try office.unread("say") == [.late])
        }
    }

    @Test func `whoever stands in is told of deadlines, and not the one who is away`() async throws {
        try await withStory(on: .sqlite) { khen, clock async throws in
            let office = try Office(khen, without: ["mai"]), dua = try office.id("dua"), sixth = clock.now.day.adding(days: 17)
            let lent = try #require(try await khen.database.read { try PeopleStore.roles(of: [dua], in: $0) }.first)
            try khen.people.lend(lent.id, to: try office.id("say"), from: sixth, until: sixth, by: root)
            clock.pass(days: 17)
            try khen.notices.tellDeadlines(by: root)
            // Besides her own village she has that of her colleague.
            #expect(try office.all() == ["say": [.dueSoon]] && office.newest("say").facts.count == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `a report with a deadline of its own is told of by that one`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen, without: ["mai"])
            try office.act(.extend, july, by: "pao", note: "Lũ", due: Day(iso: "2026-09-24"))
            clock.pass(days: 32)  // 21 September, three days before
            #expect(try khen.notices.tellDeadlines(by: root).dueSoon == 1)
            #expect(try office.newest("dua").report == july && office.newest("dua").facts.due == Day(iso: "2026-09-24"))
        }
    }

    // MARK: Reminding

    @Test(arguments: Dialect.allCases) func `reminding tells those who fill in, once a day, and stands in the log`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let office = try Office(khen, without: ["say"]), pao = try office.person("pao")
            let first = try khen.reports.remind([Story.naLom, Story.hinPhon], of: "MK-M", in: "2026-07", note: " Gửi trước thứ Sáu ", by: pao)
            #expect(Set(first.reminded) == [Story.naLom, Story.hinPhon] && first.people == 2)
            // Hin Phon has nobody of its own: its commune's officer is told.
            #expect(try office.all() == ["dua": [.reminder], "mai": [.reminder]])
            #expect(try office.newest("dua").facts == .init(by: "Lò Thị pao", note: "Gửi trước thứ Sáu") && office.newest("mai").report == hinPhonJuly)
            let again = try khen.reports.remind([Story.naLom], of: "MK-M", in: "2026-07", note: "", by: try office.person("mai"))
            #expect(again.reminded.isEmpty && again.lately == [Story.naLom] && again.people == 0)
            clock.pass(days: 1)
            try office.submit(july, by: "dua")
            let third = try khen.reports.remind([Story.naLom, Story.hinPhon], of: "MK-M", in: "2026-07", note: "", by: pao)
            #expect(third.sent == [Story.naLom] && third.reminded == [Story.hinPhon])
            let form = try #require(khen.world.catalogue.forms["MK-M"]), period = try khen.world.catalogue.periods.period("2026-07")
            let last = try khen.reports.reminders(of: form, in: period, units: khen.reports.units(of: form, in: period))
            #expect(last[Story.hinPhon] == Reports.Reminder(at: clock.now, by: "pao") && last[Story.naLom]?.at == Story.today)
            let changes = try await khen.database.read { try ChangeLog.latest(limit: 50, in: $0) }
            #expect(changes.count { $0.kind == .reportReminded } == 2)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test(arguments: Dialect.allCases) func `only those who oversee a unit remind it`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let office = try Office(khen)
            #expect(throws: NotFound.self) { () throws in try khen.reports.remind([Story.naLom], of: "MK-M", in: "2026-07", note: "", by: try office.person("xuan")) }
            #expect(throws: NotAllowed.self) { () throws in try khen.reports.remind([Story.naLom], of: "MK-M", in: "2026-07", note: "", by: try office.person("dua")) }
            #expect(throws: NotAllowed.self) { () throws in try khen.reports.remind([Story.naLom], of: "MK-M", in: "2026-07", note: "", by: try office.person("hanh")) }
            #expect(throws: Rejected.self) { () throws in try khen.reports.remind([], of: "MK-M", in: "2026-07", note: "", by: try office.person("mai")) }
            #expect(throws: Rejected.self) { () throws in try khen.reports.remind([Story.naLom], of: "MK-M", in: "2026-07", note: String(repeating: "a", count: 501), by: try office.person("mai")) }
            #expect(try office.all().isEmpty)
        }
    }

    @Test func `whoever fills in for several units is reminded of them once`() async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            let office = try Office(khen, without: ["dua", "say"])
            let done = try khen.reports.remind([Story.naLom, Story.hinPhon], of: "MK-M", in: "2026-07", note: "Sớm", by: try office.person("pao"))
            #expect(done.people == 1 && done.reminded.count == 2)
            let notice = try office.newest("mai")
            #expect(try office.all() == ["mai": [.reminder]] && notice.facts.count == 2 && notice.report?.unit == Story.banKhen && notice.facts.note == "Sớm")
        }
    }
}
