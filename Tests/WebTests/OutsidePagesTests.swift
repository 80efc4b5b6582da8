import Domain
import Foundation
import Hummingbird
import Operations
import TestServers
import TestWorld
import Testing
@testable import Web

@Suite struct OutsidePagesTests {
    @Test func `settings are saved group by group, and secrets are never shown again`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["goc"], to: browser.khen)
            let goc = Visiting(browser)
            try await goc.signIn("goc")
            let saved = try await goc.post("/settings/mail", [
                "mail.host": "thu.muongkhen.vn", "mail.port": "", "mail.security": "starttls", "mail.user": "khen", "mail.password": " bí mật ", "mail.sender": "khen@muongkhen.vn",
            ])
            #expect(saved.status == 303 && saved.headers[.location] == "/settings?done=mail#mail")
            #expect(try browser.khen.settings.current().mailServer?.password == " bí mật ")
            let page = try await goc.get("/settings?done=mail&lang=vi")
            #expect(page.status == 200 && page.text.contains("thu.muongkhen.vn") && page.text.contains("Đã lưu thiết lập.") && !page.text.contains("bí mật") && page.headers[.cacheControl] == "no-store")
            // An empty field leaves the secret as it is; the box takes it out.
            _ = try await goc.post("/settings/mail", ["mail.sender": "khac@muongkhen.vn", "mail.password": ""])
            #expect(try browser.khen.settings.current().mailServer?.password == " bí mật ")
            _ = try await goc.post("/settings/mail", ["mail.password": "", "mail.password.remove": "1", "mail.user": ""])
            #expect(try browser.khen.settings.current().mailServer?.password == nil)
            let log = try await browser.get("/changes?lang=vi")
            #expect(log.text.contains("Thay đổi thiết lập: ") && !log.text.contains("thu.muongkhen.vn"))
        }
    }

    @Test func `what is wrong is said at its field, and what was typed stays, but no secret`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["goc"], to: browser.khen)
            let goc = Visiting(browser)
            try await goc.signIn("goc")
            let refused = try await goc.post("/settings/mail?lang=vi", ["mail.host": "thu muong khen", "mail.sender": "khen@muongkhen.vn", "mail.password": "bí mật"])
            #expect(refused.status == 422 && refused.text.contains("href=\"#mail.host\"") && refused.text.contains("value=\"thu muong khen\"") && refused.text.contains("value=\"khen@muongkhen.vn\""))
            #expect(!refused.text.contains("bí mật") && refused.text.contains("id=\"mail.host-error\""))
            let openID = try await goc.post("/settings/openid?lang=en", ["openid.issuer": "https://sso.vn", "openid.client": "k"])
            #expect(openID.status == 422 && openID.text.contains("href=\"#site.address\""))
        }
    }

    @Test func `a test message is sent from the page, and the server's reason is shown`() async throws {
        let server = try FakeMailServer()
        try await withBrowser { browser async throws in
            try Story.addPeople(["goc"], to: browser.khen)
            let goc = Visiting(browser)
            try await goc.signIn("goc")
            #expect(try await !goc.get("/settings").text.contains("/settings/mail/test"))
            try browser.khen.settings.change([.mailHost: "127.0.0.1", .mailPort: String(server.port), .mailSecurity: "none", .mailSender: "khen@muongkhen.vn"], by: Story.administrator)
            let sent = try await goc.post("/settings/mail/test", ["to": "mai@xa.vn"])
            #expect(sent.status == 303 && server.letters.count == 1)
            server.change(.init(replies: ["RCPT": "550 5.1.1 no such person"]))
            let refused = try await goc.post("/settings/mail/test?lang=vi", ["to": "mai@xa.vn"])
            #expect(refused.status == 422 && refused.text.contains("550 5.1.1 no such person") && refused.text.contains("value=\"mai@xa.vn\""))
        }
    }

    @Test func `notices are counted in the header, listed, and marked as read`() async throws {
        try await withBrowser { browser async throws in
            let cast = try Story.addPeople(["khen.mai", "so.lan"], to: browser.khen)
            let mai = try #require(cast["khen.mai"]?.id), lan = try #require(cast["so.lan"]?.id)
            let report = ReportKey(form: "MK-M", period: "2026-07", unit: UnitID("91001-001.1"))
            try await browser.khen.database.write { tx -> Void in
                try Notices.add(.returned, about: report, to: [mai, lan], from: "so.lan", note: "Sai <b>cột</b> 3", due: Day(iso: "2026-08-25"), province: "91", at: Story.today, in: tx)
                try Notices.add(.approved, about: report, to: [mai], province: "91", at: Story.today, in: tx)
            }
            let visiting = Visiting(browser)
            try await visiting.signIn("khen.mai")
            #expect(try await visiting.get("/units?lang=vi").text.contains("2 thông báo mới"))
            let page = try await visiting.get("/me/notices?lang=vi")
            #expect(page.text.contains("2 thông báo chưa đọc.") && page.text.contains("bị trả lại, hạn gửi lại 25/08/2026") && page.text.contains("Sai &lt;b&gt;cột&lt;/b&gt; 3"))
            #expect(page.text.contains("href=\"/reports/MK-M/2026-07/91001-001.1\""))
            let others = try browser.khen.notices.list(of: lan)
            _ = try await visiting.post("/me/notices/read", ["id": others[0].id])
            #expect(try browser.khen.notices.unread(of: lan) == 1 && browser.khen.notices.unread(of: mai) == 2)
            #expect(try await visiting.post("/me/notices/read").headers[.location] == "/me/notices")
            #expect(try await visiting.get("/me/notices?lang=en").text.contains("You have read everything."))
            #expect(try browser.khen.notices.unread(of: lan) == 1)
        }
    }

    // MARK: Signing in through another office

    /// The story's site with a provider, and the address it sends people to.
    private func withProvider(_ habits: FakeProvider.Habits = .init(), _ body: (Browser, FakeProvider, Visiting) async throws -> Void) async throws {
        let provider = try FakeProvider(habits, seconds: Story.today.milliseconds / 1000)
        try await withBrowser { browser async throws in
            try browser.khen.settings.change([
                .siteAddress: "https://khen.example", .openIDIssuer: provider.server.address, .openIDClient: "khen-91", .openIDSecret: "bí mật", .openIDLabel: "Tài khoản công vụ tỉnh",
            ], by: Story.administrator)
            try await body(browser, provider, Visiting(browser))
        }
    }

    /// Goes to the provider; gives the fields of the address it was sent with.
    private func begin(_ visiting: Visiting, _ provider: FakeProvider, then: String = "") async throws -> [String: String] {
        let answer = try await visiting.get("/sign-in/openid" + then)
        var fields: [String: String] = [:]
        for item in URLComponents(string: answer.headers[.location] ?? "")?.queryItems ?? [] { fields[item.name] = item.value }
        provider.expect(nonce: fields["nonce"] ?? "")
        return fields
    }

    @Test func `a person whom the provider vouches for is signed in and led back`() async throws {
        try await withProvider(.init(claims: ["email": #""Khen.Mai@muongkhen.gov.vn""#])) { browser, provider, visiting in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            #expect(try await visiting.get("/sign-in?then=/units").text.contains("href=\"/sign-in/openid?then=%2Funits\">Tài khoản công vụ tỉnh</a>"))
            let fields = try await begin(visiting, provider, then: "?then=/units")
            #expect(fields["redirect_uri"] == "https://khen.example/sign-in/openid/return" && fields["code_challenge_method"] == "S256")
            #expect(visiting.cookies["openid"] != nil)
            let back = try await visiting.get("/sign-in/openid/return?code=c-1&state=\(fields["state"] ?? "")")
            #expect(back.status == 303 && back.headers[.location] == "/units" && visiting.cookies["openid"] == nil)
            #expect(try await visiting.get("/me").text.contains("Lò Thị Mai"))
            // The same address a second time leads nowhere.
            #expect(try await Visiting(browser).get("/sign-in/openid/return?code=c-1&state=\(fields["state"] ?? "")").status == 422)
        }
    }

    @Test func `a second step is asked for after the provider too`() async throws {
        try await withProvider(.init(claims: ["email": #""goc@muongkhen.gov.vn""#])) { browser, provider, visiting in
            try Story.addPeople(["goc"], to: browser.khen)
            let fields = try await begin(visiting, provider)
            let back = try await visiting.get("/sign-in/openid/return?code=c-1&state=\(fields["state"] ?? "")")
            #expect(back.status == 303 && back.headers[.location] == "/sign-in/second-factor")
            #expect(try await visiting.get("/settings").status == 303)
        }
    }

    @Test(arguments: [
        ["email": #""nobody@muongkhen.gov.vn""#], ["email": #""khen.mai@muongkhen.gov.vn""#, "email_verified": "false"], ["email": #""khen.mai@muongkhen.gov.vn""#, "nonce": #""another""#],
        ["email": #""khen.mai@muongkhen.gov.vn""#, "aud": #""another""#],
    ]) func `nobody else is signed in`(_ claims: [String: String]) async throws {
        try await withProvider(.init(claims: claims)) { browser, provider, visiting in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let fields = try await begin(visiting, provider)
            let back = try await visiting.get("/sign-in/openid/return?code=c-1&state=\(fields["state"] ?? "")")
            #expect(back.status == 422 && visiting.cookies["session"] == nil)
            #expect(try await visiting.get("/me").status == 303)
        }
    }

    @Test func `an attempt that was begun elsewhere is refused`() async throws {
        try await withProvider(.init(claims: ["email": #""khen.mai@muongkhen.gov.vn""#])) { browser, provider, visiting in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let fields = try await begin(visiting, provider)
            let other = Visiting(browser)
            _ = try await begin(other, provider)
            let back = try await other.get("/sign-in/openid/return?code=c-1&state=\(fields["state"] ?? "")")
            #expect(back.status == 422 && other.cookies["session"] == nil)
            #expect(try await visiting.get("/sign-in/openid/return?error=access_denied&state=\(fields["state"] ?? "")&lang=en").text.contains("access_denied"))
        }
    }
}
