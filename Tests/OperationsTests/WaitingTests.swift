import Domain
@testable import Operations
import Storage
import Testing
import TestWorld

private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)
private let communeJuly = ReportKey(form: "MK-X", period: "2026-07", unit: Story.banKhen)
private let filled = ["HEADS:F": "1", "HEADS:M": "2", "HEADS.TRAINED:F": "1", "HEADS.TRAINED:M": "1", "SESSIONS": "4", "PEOPLE:F": "30", "PEOPLE:M": "25"]

private func submit(_ key: ReportKey, _ khen: Khen, by person: Person) throws {
    let edits = filled.sorted { $0.key < $1.key }.map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value)) }
    guard case .sent = try khen.reports.submit(edits, in: key, as: Submission(id: key.description.replacing("/", with: "-"), way: .page), by: person) else {
        Issue.record("\(key) was not sent")
        return
    }
}

extension Person {
    /// The same person with an identity, so that what is counted for them is kept.
    fileprivate func known(_ id: String) -> Person {
        var person = self
        person.id = PersonID(id)
        return person
    }
}

@Suite struct WaitingTests {
    @Test(arguments: Dialect.allCases) func `an officer's own reports are theirs to do, those of the villages are summed up`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            var queue = try khen.reports.queue(for: Story.mai)
            let own = queue.returned + queue.late + queue.due
            #expect(own.contains { $0.key == communeJuly } && own.allSatisfy { $0.unit.id == Story.banKhen })
            let group = try #require(queue.beneath.first { $0.period.id == "2026-07" })
            #expect(group.form.code == "MK-M" && group.unit.id == Story.banKhen && group.expected == 2 && group.open.count == 2 && group.late == 2)
            #expect(queue.toFill.contains { $0.key == july } && queue.toFill.first?.unit.id == Story.banKhen)
            try submit(july, khen, by: Story.dua)
            queue = try khen.reports.queue(for: Story.mai)
            #expect(queue.beneath.first { $0.period.id == "2026-07" }?.open.map(\.unit.id) == [Story.hinPhon])
            #expect(queue.sent.isEmpty && queue.waiting.map(\.key) == [july])
            // What the officer sent in the village's place comes back to the officer.
            let hinPhon = ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon)
            try submit(hinPhon, khen, by: Story.mai)
            #expect(try khen.reports.queue(for: Story.mai).sent.map(\.key) == [hinPhon])
            try khen.reports.act(.return, on: hinPhon, seen: try khen.reports.sheet(hinPhon, by: Story.pao).standing.version, note: "Xem lại", by: Story.pao)
            #expect(try khen.reports.queue(for: Story.mai).returned.map(\.key) == [hinPhon])
            #expect(try khen.reports.queue(for: Story.dua).beneath.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `the number beside the word is that of what waits`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let people = [Story.dua.known("1"), Story.mai.known("2"), Story.pao.known("3"), Story.hanh.known("4"), Story.quan.known("5"), Story.xuan.known("6")]
            func agree(_ occasion: String) throws {
                for person in people {
                    let count = try khen.reports.waitingCount(for: person), queue = try khen.reports.queue(for: person)
                    #expect(count == queue.count, "\(occasion): \(person.name)")
                }
            }
            try agree("at first")
            let before = try khen.reports.waitingCount(for: people[2])
            try submit(july, khen, by: people[0])
            try agree("sent")
            #expect(try khen.reports.waitingCount(for: people[2]) == before + 1)
            let hinPhon = ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon)
            try submit(hinPhon, khen, by: people[1])
            try khen.reports.act(.return, on: hinPhon, seen: try khen.reports.sheet(hinPhon, by: people[2]).standing.version, note: "Xem lại", by: people[2])
            try agree("returned")
            try khen.reports.act(.approve, on: july, seen: try khen.reports.sheet(july, by: people[2]).standing.version, by: people[2])
            try agree("approved")
            clock.pass(days: 20)
            try agree("on another day")
            #expect(try khen.reports.waitingCount(for: .visitor) == 0)
        }
    }

    // MARK: Deadlines for other programs

    @Test(arguments: Dialect.allCases) func `a person's deadlines are their own units', and one for each form and period of those beneath`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let mine = try khen.reports.deadlines(for: Story.dua)
            #expect(mine.allSatisfy { $0.unit.id == Story.naLom } && mine.map(\.due) == mine.map(\.due).sorted() && Set(mine.map(\.id)).count == mine.count)
            #expect(mine.first { $0.period.id == "2026-08" }?.due == Day(iso: "2026-09-09") && mine.contains { $0.period.id == "2026-09" })
            let one = try #require(mine.first { $0.key == july })
            #expect(one.isLate && !one.isDone && one.changed == Moment(iso: "2026-08-07T17:00:00.000Z"))
            #expect(one.id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            clock.pass(seconds: 60)
            try submit(july, khen, by: Story.dua)
            let sent = try #require(try khen.reports.deadlines(for: Story.dua).first { $0.key == july })
            #expect(sent.id == one.id && sent.isDone && !sent.isLate && sent.changed == clock.now)
            let officers = try khen.reports.deadlines(for: Story.mai), village = try #require(officers.first { $0.form.code == "MK-M" && $0.period.id == "2026-07" })
            #expect(village.scope == .beneath(expected: 2, open: 1) && village.unit.id == Story.banKhen && village.id != one.id)
            #expect(officers.contains { $0.key == communeJuly } && officers.count { $0.period.id == "2026-07" } == 2)
            #expect(try khen.reports.deadlines(for: Story.quan).isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `a secret address opens a person's deadlines and nothing else, until it is revoked`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let record = try #require(try Story.addPeople(["khen.mai"], to: khen, withPasswords: false)["khen.mai"])
            let person = try #require(try await khen.database.read { try khen.people.acting(record, in: $0) })
            let account = Account(record: record, means: .session(id: "x"), person: person)
            let made = try khen.people.makeDeadlineKey(name: " Lịch  điện thoại ", of: account)
            #expect(made.entry.name == "Lịch điện thoại")
            #expect(try khen.people.deadlineKeys(of: account).map(\.id) == [made.entry.id] && khen.people.tokens(of: account).isEmpty)
            let opened = try #require(try khen.people.account(deadlineKey: made.key))
            #expect(opened.person.rights.isEmpty && Set(opened.person.reaches.map(\.right)) == [.fill])
            #expect(try khen.people.account(token: made.key) == nil && khen.people.account(deadlineKey: made.key + "x") == nil && khen.people.account(session: made.key) == nil)
            let other = try khen.people.makeToken(name: "Máy", scope: [.fill], days: 30, of: account)
            #expect(try khen.people.account(deadlineKey: other.token) == nil && khen.people.tokens(of: account).count == 1)
            clock.pass(days: 1)
            #expect(try khen.people.account(deadlineKey: made.key) != nil && khen.people.deadlineKeys(of: account).first?.lastUsed != nil)
            try khen.people.revokeToken(made.entry.id, of: account)
            #expect(try khen.people.account(deadlineKey: made.key) == nil)
            let last = try khen.people.makeDeadlineKey(name: "Khác", of: account)
            try khen.people.end(record.id, by: .operatorAtCommandLine(account: "test"))
            #expect(try khen.people.account(deadlineKey: last.key) == nil)
            #expect(throws: Rejected.self) { try khen.people.makeDeadlineKey(name: "Máy", of: Account(record: record, means: .token(id: "x"), person: person)) }
        }
    }
}
