import Domain
@testable import Operations
import Outside
import Storage
import Testing
import TestServers
import TestWorld

private let report = ReportKey(form: "MK-M", period: "2026-07", unit: UnitID("91001-001.1"))
private let formName = Story.pack.forms.first { $0.code == report.form }!.name

extension Khen {
    /// People who can be told something: an officer who reads Vietnamese, a reviewer who reads English, and one without an address for mail.
    fileprivate func people() throws -> (mai: PersonID, anna: PersonID, pao: PersonID) {
        (try person("lo.mai", "Lò Thị Mai", "mai@xa.vn", "vi"), try person("anna", "Anna Berg", "anna@tinh.vn", "en"), try person("vang.pao", "Vàng A Páo", nil, "vi"))
    }

    private func person(_ name: String, _ fullName: String, _ email: String?, _ language: String) throws -> PersonID {
        try people.add(PersonInput(signInName: name, fullName: fullName, email: email, language: language, unit: Story.banKhen), by: Story.administrator).id
    }

    fileprivate func tell(_ kind: NoticeKind, _ people: PersonID..., note: String? = nil, due: Day? = nil) throws {
        let moment = now()
        try database.write { tx -> Void in
            try Notices.add(kind, about: report, to: people, from: "nguyen.van.a", note: note, due: due, province: "91", at: moment, in: tx)
        }
    }

    fileprivate func setUpMail(_ server: FakeMailServer) throws {
        try settings.change([.siteName: "Khèn Mường Khèn", .siteAddress: "https://khen.vn", .mailHost: "127.0.0.1", .mailPort: String(server.port), .mailSecurity: "none", .mailSender: "khen@muongkhen.vn"], by: Story.administrator)
    }

    fileprivate func send() async throws -> NoticeMailRound { try await notices.sendMail(by: Story.administrator) }
}

@Suite struct NoticesTests {
    @Test(arguments: Dialect.allCases) func `a person sees and reads their own notices and nobody else's`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let (mai, anna, _) = try khen.people()
            try khen.tell(.returned, mai, anna, mai, note: "Sai cột 3", due: Day(iso: "2026-08-25"))
            clock.pass(seconds: 1 * 60)
            try khen.tell(.approved, mai)
            let list = try khen.notices.list(of: mai)
            #expect(list.map(\.kind) == [.approved, .returned] && list[1].facts == .init(by: "nguyen.van.a", note: "Sai cột 3", due: Day(iso: "2026-08-25")) && list[1].report == report)
            #expect(try khen.notices.unread(of: mai) == 2 && khen.notices.unread(of: anna) == 1)
            #expect(throws: NotFound.self) { try khen.notices.notice(list[0].id, of: anna) }
            #expect(try khen.notices.markRead([list[0].id], of: anna) == 0)
            #expect(try khen.notices.markRead([list[0].id], of: mai) == 1 && khen.notices.unread(of: mai) == 1)
            #expect(try khen.notices.markRead(of: mai) == 1 && khen.notices.unread(of: mai) == 0 && khen.notices.unread(of: anna) == 1)
            try khen.notices.markRead(about: report, of: anna)
            #expect(try khen.notices.unread(of: anna) == 0)
        }
    }

    @Test func `what fails takes its notices back with it`() async throws {
        struct Stop: Error {}
        try await withStory(on: .sqlite) { khen, _ async throws in
            let (mai, _, _) = try khen.people()
            #expect(throws: Stop.self) {
                try khen.database.write { tx -> Void in
                    #expect(try Notices.add(.late, about: report, to: [mai], province: "91", at: Story.today, in: tx) == 1)
                    throw Stop()
                }
            }
            #expect(try khen.notices.unread(of: mai) == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `what was not read goes out in one letter, in the person's language`(_ dialect: Dialect) async throws {
        let server = try FakeMailServer()
        try await withStory(on: dialect) { khen, clock async throws in
            let (mai, anna, pao) = try khen.people()
            #expect(try await khen.send().pause == .noServer)
            try khen.setUpMail(server)
            try khen.tell(.returned, mai, anna, pao, note: "Sai <cột> 3", due: Day(iso: "2026-08-25"))
            try khen.tell(.approved, mai)
            #expect(try await khen.send() == NoticeMailRound() && server.letters.isEmpty)
            clock.pass(seconds: 11 * 60)
            #expect(try await khen.send() == NoticeMailRound(sent: 2))
            let letters = server.letters
            let toMai = try #require(letters.first { $0.recipients[0].contains("mai@xa.vn") }), toAnna = try #require(letters.first { $0.recipients[0].contains("anna@tinh.vn") })
            #expect(toMai.subject == "Khèn Mường Khèn: 2 thông báo chưa đọc" && toMai.header("Content-Language") == "vi")
            #expect(toMai.parts[0].contains("Kính gửi ông/bà Lò Thị Mai,") && toMai.parts[0].contains("- \(formName.vi) – Tháng 7/2026 – Bản Nà Lốm: bị trả lại"), "\(toMai.parts[0])")
            #expect(toMai.parts[0].contains("bị trả lại, hạn gửi lại 25/08/2026") && toMai.parts[0].contains("https://khen.vn/reports/MK-M/2026-07/91001-001.1") && toMai.parts[0].contains("https://khen.vn/me/notices"))
            #expect(toMai.parts[1].contains("«Sai &lt;cột&gt; 3»") && toMai.parts[0].contains("«Sai <cột> 3»"))
            #expect(toAnna.header("Content-Language") == "en" && toAnna.parts[0].contains(": returned, to be sent again by 25 Aug 2026"))
            // Nobody gets anything twice.
            clock.pass(seconds: 120 * 60)
            #expect(try await khen.send() == NoticeMailRound() && server.letters.count == 2)
            #expect(try khen.notices.list(of: mai).allSatisfy { $0.mailed != nil } && khen.notices.list(of: pao).allSatisfy { $0.mailed == nil })
        }
    }

    @Test func `what was read on the site is not mailed, and letters to one person keep an hour apart`() async throws {
        let server = try FakeMailServer()
        try await withStory(on: .sqlite) { khen, clock async throws in
            let (mai, anna, _) = try khen.people()
            try khen.setUpMail(server)
            try khen.tell(.submitted, mai, anna)
            try khen.notices.markRead(of: anna)
            clock.pass(seconds: 11 * 60)
            #expect(try await khen.send().sent == 1)
            #expect(server.letters.first?.subject == "\(formName.vi) – Tháng 7/2026 – Bản Nà Lốm: đã gửi đến, đang chờ ông/bà xử lý")
            try khen.tell(.approved, mai)
            clock.pass(seconds: 30 * 60)
            #expect(try await khen.send().sent == 0)
            clock.pass(seconds: 31 * 60)
            #expect(try await khen.send().sent == 1)
        }
    }

    @Test func `nobody is written to in the quiet hours`() async throws {
        let server = try FakeMailServer()
        try await withStory(on: .sqlite) { khen, clock async throws in
            let (mai, _, _) = try khen.people()
            try khen.setUpMail(server)
            // From nine in the morning to five minutes before nine in the evening.
            clock.pass(seconds: 12 * 3600 - 300)
            try khen.tell(.late, mai, due: Day(iso: "2026-08-19"))
            clock.pass(seconds: 11 * 60)
            #expect(try await khen.send().pause == .quietHours)
            clock.pass(seconds: 9 * 3600)
            #expect(try await khen.send().sent == 1)
        }
    }

    @Test(arguments: Dialect.allCases) func `two processes that send at once send each letter once`(_ dialect: Dialect) async throws {
        let clock = StoryClock(), server = try FakeMailServer()
        let place = try TestPlace(dialect)
        let first = try Story.khen(at: place.location, now: { clock.now }), second = try Story.khen(at: place.location, withPack: false, now: { clock.now })
        try first.setUpMail(server)
        let people = try (0..<6).map { n in
            try first.people.add(PersonInput(signInName: "nguoi.\(n)", fullName: "Người Thứ \(n)", email: "nguoi\(n)@xa.vn", unit: Story.banKhen), by: Story.administrator).id
        }
        for person in people { try first.tell(.submitted, person) }
        clock.pass(seconds: 11 * 60)
        async let one = first.send(), two = second.send(), three = first.send()
        let sent = try await (one.sent, two.sent, three.sent)
        #expect(sent.0 + sent.1 + sent.2 == 6)
        #expect(server.letters.count == 6 && Set(server.letters.map { $0.recipients[0] }).count == 6)
        first.close()
        second.close()
        try place.remove()
    }

    @Test(arguments: Dialect.allCases) func `a server that takes nothing now is tried again, later and later, and what came meanwhile goes along`(_ dialect: Dialect) async throws {
        let server = try FakeMailServer(.init(replies: ["MAIL": "451 4.3.0 come again"]))
        try await withStory(on: dialect) { khen, clock async throws in
            let (mai, anna, _) = try khen.people()
            try khen.setUpMail(server)
            try khen.tell(.submitted, mai, anna)
            clock.pass(seconds: 11 * 60)
            // The server takes no letter at all: the other person's waits unclaimed.
            let round = try await khen.send()
            #expect(round.waiting == 1 && round.sent == 0 && round.problem?.contains("451 4.3.0 come again") == true)
            try khen.tell(.approved, mai, anna)
            clock.pass(seconds: 4 * 60)
            server.change(.init())
            #expect(try await khen.send().sent == 1)
            clock.pass(seconds: 2 * 60)
            #expect(try await khen.send().sent == 1)
            #expect(server.letters.count == 2 && server.letters.allSatisfy { $0.subject.contains("2") }, "\(server.letters.map(\.subject))")
        }
    }

    @Test func `waiting grows from five minutes to six hours, and ends after eight attempts`() async throws {
        #expect((1...7).map { Notices.delay(after: $0) / 60_000 } == [5, 15, 45, 135, 360, 360, 360])
        let server = try FakeMailServer(.init(replies: ["RCPT": "452 4.2.2 mailbox full"]))
        try await withStory(on: .sqlite) { khen, clock async throws in
            try khen.setUpMail(server)
            try khen.settings.change([.quietFrom: "00:00", .quietUntil: "00:00"], by: Story.administrator)
            try khen.tell(.submitted, try khen.people().mai)
            clock.pass(seconds: 11 * 60)
            for attempt in 1...8 {
                let round = try await khen.send()
                #expect(attempt < 8 ? round.waiting == 1 : round.failed == 1, "\(attempt)")
                clock.pass(seconds: 361 * 60)
            }
            server.change(.init())
            #expect(try await khen.send() == NoticeMailRound())
        }
    }

    @Test func `an address that is refused for good is not tried again, and others are written to`() async throws {
        let server = try FakeMailServer(.init(replies: ["RCPT TO:<MAI@": "550 5.1.1 no such person"]))
        try await withStory(on: .sqlite) { khen, clock async throws in
            let (mai, anna, _) = try khen.people()
            try khen.setUpMail(server)
            try khen.tell(.submitted, mai, anna)
            clock.pass(seconds: 11 * 60)
            let round = try await khen.send()
            #expect(round.failed == 1 && round.sent == 1 && round.problem?.contains("550 5.1.1") == true)
            clock.pass(seconds: 400 * 60)
            #expect(try await khen.send() == NoticeMailRound())
        }
    }

    @Test func `a letter that was not confirmed, or whose process ended, is not sent again`() async throws {
        let server = try FakeMailServer(.init(hangsUpAfterMessage: true))
        try await withStory(on: .sqlite) { khen, clock async throws in
            let (mai, _, _) = try khen.people()
            try khen.setUpMail(server)
            try khen.tell(.submitted, mai)
            clock.pass(seconds: 11 * 60)
            #expect(try await khen.send().uncertain == 1)
            server.change(.init())
            clock.pass(seconds: 400 * 60)
            #expect(try await khen.send() == NoticeMailRound())
            try khen.tell(.approved, mai)
            try await khen.database.write { tx -> Void in
                try tx.execute("INSERT INTO notice_mail (province, id, person, state, attempts, claimed_at) VALUES ('91', 'lost', \(mai), 'sending', 1, '2026-08-20T02:00:00.000Z')")
                try tx.execute("UPDATE notice SET mail = 'lost' WHERE mail IS NULL")
            }
            #expect(try await khen.send() == NoticeMailRound())
            let state = try await khen.database.read { try $0.row("SELECT state FROM notice_mail WHERE id = 'lost'")?.text(0) }
            #expect(state == "uncertain")
        }
    }

    @Test(arguments: NoticeKind.allCases) func `every kind is said in both languages`(_ kind: NoticeKind) async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            let notice = Notice(id: "1", province: "91", person: PersonID("p"), kind: kind, subject: .report(report), facts: .init(by: "lo.mai", due: Day(iso: "2026-08-05")), created: Story.today)
            let sentence = NoticeWords(khen.world).sentence(notice)
            #expect(sentence.vi.hasPrefix("\(formName.vi) – Tháng 7/2026 – Bản Nà Lốm: ") && sentence.en.hasPrefix("\(formName.en) – July 2026 – Ban Na Lom: "), "\(sentence)")
            if [.dueSoon, .late, .returned].contains(kind) { #expect(sentence.vi.contains("05/08/2026") && sentence.en.contains("5 Aug 2026")) }
        }
    }
}
