import Domain
@testable import Operations
import Outside
import Storage
import Testing
import TestServers
import TestWorld

private func place(_ error: any Error) -> String? { (error as? Rejected)?.place }

@Suite struct SettingsTests {
    private static let mail: [SettingName: String?] = [.mailHost: "thu.muongkhen.vn", .mailPort: "587", .mailSecurity: "starttls", .mailUser: "khen", .mailPassword: "bí mật 1", .mailSender: "khen@muongkhen.vn"]

    @Test(arguments: Dialect.allCases) func `settings are kept, and the log says what was set but no secret`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            #expect(try khen.settings.current().mailServer == nil)
            let changed = try khen.settings.change(Self.mail, by: Story.administrator)
            #expect(Set(changed) == Set(Self.mail.keys))
            let server = try #require(try khen.settings.current().mailServer)
            #expect(server.host == "thu.muongkhen.vn" && server.password == "bí mật 1" && server.security == .startTLS && server.sender.address == "khen@muongkhen.vn")
            #expect(try khen.settings.current(by: Story.administrator)[.mailPassword] == nil && khen.settings.current().has(.mailPassword))
            let change = try #require(try khen.log.latest(of: ["00"], limit: 1).first)
            #expect(change.kind == .settingChanged && change.subject == "mail" && change.person == Story.administrator.name)
            #expect(change.detail.facts?["mail.password"] == "changed" && change.detail.facts?["mail.host"] == "changed")
            #expect(!change.detail.json.contains("bí mật") && !change.detail.json.contains("thu.muongkhen"))
            #expect(try khen.settings.change(Self.mail, by: Story.administrator).isEmpty)
            #expect(try khen.log.latest(of: ["00"], limit: 1).first?.seq == change.seq)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test func `only who may configure sees and changes settings`() async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            #expect(throws: NotAllowed.self) { try khen.settings.current(by: Story.officer) }
            #expect(throws: NotAllowed.self) { try khen.settings.change([.siteName: "x"], by: Story.officer) }
            await #expect(throws: NotAllowed.self) { try await khen.settings.sendTest(to: "a@b.vn", language: "vi", by: Story.officer) }
            await #expect(throws: NotAllowed.self) { try await khen.settings.checkOpenID(by: Story.officer) }
        }
    }

    @Test(arguments: [
        ([.siteAddress: "http://khen.vn"], "site.address"), ([.mailHost: "a b", .mailSender: "a@b.vn"], "mail.host"), ([.mailHost: "a.vn"], "mail.sender"), ([.mailPort: "70000"], "mail.port"),
        ([.mailSecurity: "ssl"], "mail.security"), ([.mailSender: "không phải"], "mail.sender"), ([.mailHost: "a.vn", .mailSender: "a@b.vn", .mailUser: "u", .mailSecurity: "none"], "mail.security"),
        ([.openIDIssuer: "https://a.vn"], "openid.client"), ([.openIDIssuer: "https://a.vn", .openIDClient: "k"], "site.address"), ([.openIDIssuer: "ftp://a.vn"], "openid.issuer"),
        ([.quietFrom: "24:00"], "quiet.from"), ([.quietUntil: "6h"], "quiet.until"), ([.siteName: "a\nb"], "site.name"),
    ] as [([SettingName: String], String)]) func `what cannot be is refused, and nothing is changed`(_ changes: [SettingName: String], _ name: String) async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            var all: [SettingName: String?] = changes.mapValues { $0 }
            all[.openIDLabel] = "Đăng nhập"
            #expect { try khen.settings.change(all, by: Story.administrator) } throws: { place($0) == name }
            let after = try khen.settings.current()
            #expect(after.openIDLabel == nil)
        }
    }

    @Test func `a stored password does not follow to another server`() async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            try khen.settings.change(Self.mail, by: Story.administrator)
            #expect { try khen.settings.change([.mailHost: "thu.kexau.vn"], by: Story.administrator) } throws: { place($0) == "mail.password" }
            try khen.settings.change([.mailSender: "khac@muongkhen.vn"], by: Story.administrator)
            #expect(try khen.settings.current().mailServer?.password == "bí mật 1")
            try khen.settings.change([.mailHost: "thu2.muongkhen.vn", .mailPassword: "bí mật 2"], by: Story.administrator)
            #expect(try khen.settings.current().mailServer?.password == "bí mật 2")
            try khen.settings.change([.mailPassword: nil, .mailUser: ""], by: Story.administrator)
            #expect(try khen.settings.current().mailServer?.password == nil && khen.settings.current().mailServer?.user == nil)
            try khen.settings.change([.siteAddress: "https://khen.vn/", .openIDIssuer: "https://sso.vn", .openIDClient: "k", .openIDSecret: "s"], by: Story.administrator)
            #expect(try khen.settings.current().openID?.returnAddress == "https://khen.vn/sign-in/openid/return")
            #expect { try khen.settings.change([.openIDIssuer: "https://khac.vn"], by: Story.administrator) } throws: { place($0) == "openid.secret" }
        }
    }

    @Test func `a test message goes out, and what the server says against it is told`() async throws {
        try await withStory(on: .sqlite) { khen, _ async throws in
            await #expect(throws: Rejected.self) { try await khen.settings.sendTest(to: "mai@xa.vn", language: "vi", by: Story.administrator) }
            let server = try FakeMailServer()
            try khen.settings.change([.siteName: "Khèn Mường Khèn", .mailHost: "127.0.0.1", .mailPort: String(server.port), .mailSecurity: "none", .mailSender: "khen@muongkhen.vn"], by: Story.administrator)
            try await khen.settings.sendTest(to: "mai@xa.vn", language: "vi", by: Story.administrator)
            #expect(server.letters.first?.subject == "Thư thử của Khèn Mường Khèn")
            server.change(.init(replies: ["RCPT": "550 5.1.1 unknown"]))
            await #expect { try await khen.settings.sendTest(to: "mai@xa.vn", language: "en", by: Story.administrator) } throws: { ($0 as? Rejected)?.reason.en.contains("550 5.1.1 unknown") == true }
            await #expect { try await khen.settings.sendTest(to: "mai@", language: "en", by: Story.administrator) } throws: { place($0) == "to" }
        }
    }

    @Test(arguments: [("20:59", false), ("21:00", true), ("23:30", true), ("00:00", true), ("05:59", true), ("06:00", false), ("12:00", false)])
    func `quiet hours go past midnight`(_ time: String, _ isQuiet: Bool) throws {
        let parts = time.split(separator: ":").compactMap { Int64($0) }
        let midnight = try #require(Moment(iso: "2026-08-19T17:00:00.000Z"))
        let moment = Moment(milliseconds: midnight.milliseconds + (parts[0] * 60 + parts[1]) * 60_000)
        #expect(QuietHours.usual.holds(at: moment) == isQuiet)
        #expect(!QuietHours(from: 60, until: 60).holds(at: moment))
    }
}
