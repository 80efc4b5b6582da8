import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

private let fetchSite = HTTPField.Name("Sec-Fetch-Site")!

@Suite struct SignInPagesTests {
    @Test func `signing in leads back to where one was, and signing out ends the session`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = Visiting(browser)
            let first = try await mai.get("/me?x=1&lang=en")
            #expect(first.status == 303 && first.headers[.location] == "/sign-in?then=%2Fme%3Fx%3D1%26lang%3Den")
            #expect(try await mai.get(first.headers[.location] ?? "").text.contains("name=\"then\" value=\"/me?x=1&amp;lang=en\""))
            let wrong = try await mai.post("/sign-in", ["name": "khen.mai", "password": "sai rồi sai rồi", "then": "/me"])
            #expect(wrong.status == 422 && wrong.text.contains("value=\"khen.mai\"") && !wrong.text.contains("sai rồi sai rồi") && mai.cookies["session"] == nil)
            let unknown = try await mai.post("/sign-in", ["name": "khong.co", "password": "sai rồi sai rồi", "then": "/me"])
            #expect(unknown.status == 422 && unknown.text.replacing("khong.co", with: "khen.mai") == wrong.text)
            let good = try await mai.post("/sign-in", ["name": "khen.mai", "password": Story.password, "then": "/me"])
            #expect(good.status == 303 && good.headers[.location] == "/me")
            let cookie = try #require(good.headers[values: .setCookie].first { $0.hasPrefix("session=") })
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"))
            let me = try await mai.get("/me?lang=vi")
            #expect(me.status == 200 && me.text.contains("Lò Thị Mai") && me.text.contains("action=\"/sign-out\"") && me.headers[.cacheControl] == "no-store")
            #expect(try await mai.get("/units").headers[.cacheControl] == "private, no-cache")
            let token = mai.cookies["session"] ?? ""
            #expect(try await mai.post("/sign-out").status == 303)
            #expect(mai.cookies["session"] == nil)
            mai.cookies["session"] = token
            #expect(try await mai.get("/me").status == 303)
        }
    }

    @Test func `cookies travel encrypted where the request did`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let answer = try await Visiting(browser).post("/sign-in", ["name": "khen.mai", "password": Story.password], headers: [HTTPField.Name("X-Forwarded-Proto")!: "https"])
            for name in ["session", "device"] { #expect(answer.headers[values: .setCookie].contains { $0.hasPrefix("\(name)=") && $0.contains("; Secure") }) }
        }
    }

    @Test(arguments: ["https://xau.example/", "//xau.example/", "/\\xau.example", "\\\\xau.example", "/%0d%0aLocation:x\r\nx: y", "javascript:alert(1)", "xau", "/sign-in?then=/me", "/sign-out", "/\u{9}/xau.example"])
    func `signing in never leads to another site`(then: String) async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let answer = try await Visiting(browser).post("/sign-in", ["name": "khen.mai", "password": Story.password, "then": then])
            #expect(answer.status == 303 && answer.headers[.location] == "/")
        }
    }

    @Test func `programs are told that they need a key; people are led to the page`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["quantri"], to: browser.khen)
            let program = try await browser.get("/people.csv")
            #expect(program.status == 401 && program.headers[.wwwAuthenticate] == "Bearer")
            #expect(try program.json["status"] == 401)
            #expect(try await browser.get("/people").status == 303)
            #expect(try await browser.get("/people", headers: [.accept: "application/json"]).status == 401)
            #expect(try await browser.get("/units", headers: [.authorization: "Bearer khen_falsch"]).status == 401)
            #expect(try await browser.get("/units", headers: [.authorization: "Basic eDp5"]).status == 401)
        }
    }

    @Test func `a key reads what its owner may read, needs no cookie and changes no account`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = Visiting(browser)
            try await mai.signIn("khen.mai")
            let page = try await mai.post("/me/tokens", ["token_name": "Phần mềm xã", "days": "30", "scope": "see_reports", "scope": "approve"])
            #expect(page.status == 422)
            let made = try await mai.post("/me/tokens", ["token_name": "Phần mềm xã", "days": "30", "scope": "see_reports"])
            let token = try #require(made.text.firstMatch(of: /khen_[\w-]+/)).0
            let headers: [HTTPField.Name: String] = [.authorization: "Bearer \(token)"]
            #expect(try await browser.get("/agencies", headers: headers).status == 200)
            #expect(try await browser.get("/me", headers: headers).status == 401)
            #expect(try await browser.send(.post, "/me", headers: headers).status == 401)
            #expect(try await mai.get("/me").text.contains("Phần mềm xã"))
            #expect(try await !mai.get("/me").text.contains(token))
        }
    }

    @Test func `a form from another site is not taken`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = Visiting(browser)
            try await mai.signIn("khen.mai")
            for site in ["cross-site", "same-site"] {
                mai.site = site
                let answer = try await mai.post("/me", ["full_name": "Người khác"])
                #expect(answer.status == 403)
            }
            mai.site = nil
            #expect(try await mai.post("/me", ["full_name": "Người khác"]).status == 403)
            #expect(try await mai.post("/me", ["full_name": "Người khác"], headers: [.origin: "https://xau.example"]).status == 403)
            #expect(try await mai.post("/me", ["full_name": "Người khác"], headers: [.origin: "null"]).status == 403)
            #expect(try await mai.post("/me", ["full_name": "Lò Mai"], headers: [.origin: "http://localhost"]).status == 303)
            // Nor is a stranger signed in by another site, as the attacker.
            let stranger = Visiting(browser)
            stranger.site = "cross-site"
            #expect(try await stranger.post("/sign-in", ["name": "khen.mai", "password": Story.password]).status == 403)
            #expect(try await mai.get("/me").text.contains("Lò Mai"))
        }
    }

    @Test func `what is too long or garbled is refused with words`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = Visiting(browser)
            try await mai.signIn("khen.mai")
            let long = try await mai.post("/me?lang=vi", body: Array(repeating: 0x61, count: 70_000), type: "application/x-www-form-urlencoded")
            #expect(long.status == 413 && long.text.contains("64 KB"))
            #expect(try await mai.post("/me?lang=en", body: [], type: "text/plain", headers: [.contentLength: "99999999"]).status == 413)
            let form = "multipart/form-data; boundary=xx"
            for body in ["", "--xx", "--xx\r\n", "--xx\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xx--", "--xx\r\nContent-Disposition: form-data; name=\"full_name\"\r\n\r\nx", "--yy\r\n\r\n--yy--", "--xx\r\nno colon\r\n\r\nx\r\n--xx--"] {
                #expect(try await mai.post("/me", body: Array(body.utf8), type: form).status == 422, "\(body)")
            }
            #expect(try await mai.post("/me", body: Array("--\r\n\r\n----".utf8), type: "multipart/form-data").status == 422)
            for body in ["full_name=%zz", "full_name=%ff%fe", "full_name=%00x", "full_name=%e1%bb"] {
                #expect(try await mai.post("/me", body: Array(body.utf8), type: "application/x-www-form-urlencoded").status == 422, "\(body)")
            }
            let good = "--xx\r\nContent-Disposition: form-data; name=\"full_name\"\r\n\r\nLò Thị Máy\r\n--xx\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nvi\r\n--xx--\r\n"
            #expect(try await mai.post("/me", body: Array(good.utf8), type: form).status == 303)
            #expect(try await mai.get("/me").text.contains("Lò Thị Máy"))
        }
    }

    @Test func `files are read from a form with their names, kinds and bytes`() throws {
        let head = "--b-1\r\nContent-Disposition: form-data; name=\"tệp\"; filename=\"C:\\\\Users\\\\báo cáo.xlsx\"\r\nContent-Type: application/zip; x=y\r\n\r\n"
        let bytes: [UInt8] = [0, 255, 13, 10, 45, 45, 98, 45, 13, 10]
        let body = Array(head.utf8) + bytes + Array("\r\n--b-1\r\nContent-Disposition: form-data; name=\"rỗng\"; filename=\"\"\r\n\r\n\r\n--b-1--".utf8)
        let fields = try Fields(body, contentType: "Multipart/Form-Data; boundary=\"b-1\"")
        let file = try #require(fields.file("tệp"))
        #expect(file.name == "báo cáo.xlsx" && file.contentType == "application/zip" && file.bytes == bytes)
        #expect(fields.file("rỗng") == nil && fields.file("khác") == nil)
        let plain = try Fields(Array("a=1&a=+2&b=%C3%A0%20&c".utf8), contentType: "application/x-www-form-urlencoded; charset=utf-8")
        #expect(plain["a"] == "2" && plain.all("a") == ["1", " 2"] && plain.exact("b") == "à " && plain["c"] == nil && plain.has("c"))
    }

    @Test func `too many attempts are answered with when to come back`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let thief = Visiting(browser)
            thief.peer = "198.51.100.9"
            for _ in 1...5 { #expect(try await thief.post("/sign-in", ["name": "khen.mai", "password": "đoán mò đoán mò"]).status == 422) }
            let refused = try await thief.post("/sign-in?lang=vi", ["name": "khen.mai", "password": "đoán mò đoán mò"])
            #expect(refused.status == 429 && Int(refused.headers[.retryAfter] ?? "").map { $0 >= 1 } == true && refused.text.contains("Thử lại sau"))
            #expect(try await Visiting(browser).post("/sign-in", ["name": "khen.mai", "password": Story.password]).status == 303)
        }
    }

    @Test func `roles that approve are asked for a second step, with a picture and a key to type`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["duyet.khoa"], to: browser.khen)
            let khoa = Visiting(browser)
            let answer = try await khoa.post("/sign-in", ["name": "duyet.khoa", "password": Story.password, "then": "/units"])
            #expect(answer.headers[.location] == "/sign-in/second-factor?then=%2Funits")
            #expect(try await khoa.get("/me").status == 303)
            let page = try await khoa.get("/sign-in/second-factor")
            #expect(page.text.contains("otpauth://totp/Khen:duyet.khoa?secret=") && page.text.contains("<svg class=\"qr\"") && page.headers[.cacheControl] == "no-store")
            #expect(try await khoa.post("/sign-in/second-factor", ["code": "000000"]).status == 422)
            let done = try await khoa.signIn("duyet.khoa")
            #expect(done.status == 200 && done.text.matches(of: /[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}/).count == 10)
            #expect(try await khoa.get("/me").status == 200)
            let again = try await Visiting(browser).post("/sign-in", ["name": "duyet.khoa", "password": Story.password])
            #expect(again.headers[.location] == "/sign-in/code")
        }
    }

    @Test func `the first administrator is made at the machine or with the code, and once`() async throws {
        try await withBrowser { browser async throws in
            let site = try Site(khen: browser.khen, setUpCode: "mã thiết lập"), far = Visiting(try Browser(browser.khen, site: site))
            let form: KeyValuePairs = ["full_name": "Người Đầu", "sign_in_name": "goc", "password": Story.password]
            #expect(try await far.get("/setup").text.contains("name=\"code\""))
            #expect(try await far.post("/setup", form).status == 422)
            #expect(try await far.post("/setup", ["full_name": "Người Đầu", "sign_in_name": "goc", "password": Story.password, "code": "sai"]).status == 422)
            let near = Visiting(try Browser(browser.khen, site: site))
            near.peer = "127.0.0.1"
            // A proxy on the machine is not somebody at the machine.
            #expect(try await near.post("/setup", form, headers: [HTTPField.Name("X-Forwarded-For")!: "203.0.113.7"]).status == 422)
            let made = try await near.post("/setup", form)
            #expect(made.status == 303 && made.headers[.location] == "/sign-in/second-factor" && near.cookies["session"] != nil)
            #expect(try await near.get("/setup").status == 404)
            #expect(try await near.post("/setup", form).status == 404)
            #expect(try await far.post("/setup", ["full_name": "Hai", "sign_in_name": "hai", "password": Story.password, "code": "mã thiết lập"]).status == 404)
        }
    }

    @Test func `a password link is shown once and works once`() async throws {
        try await withBrowser { browser async throws in
            let cast = try Story.addPeople(["khen.mai", "khen.tri"], to: browser.khen), mai = try #require(cast["khen.mai"])
            let tri = Visiting(browser)
            try await tri.signIn("khen.tri")
            let page = try await tri.post("/people/\(mai.id)/link")
            let path = try #require(page.text.firstMatch(of: /\/password\/[\w-]+/)).0
            #expect(try await !tri.get("/people/\(mai.id)").text.contains(path))
            let owner = Visiting(browser)
            #expect(try await owner.get(String(path)).text.contains("khen.mai"))
            #expect(try await owner.post(String(path), ["password": "bốn con ngựa qua suối", "again": "khác"]).status == 422)
            #expect(try await owner.post(String(path), ["password": "bốn con ngựa qua suối", "again": "bốn con ngựa qua suối"]).headers[.location] == "/sign-in?done=password")
            #expect(try await owner.get(String(path)).status == 404)
            #expect(try await owner.post("/sign-in", ["name": "khen.mai", "password": "bốn con ngựa qua suối"]).status == 303)
        }
    }

    @Test func `visitors see no more of the site than before, and a way in`() async throws {
        try await withBrowser { browser async throws in
            let page = try await browser.get("/units?lang=en").text
            #expect(page.contains("href=\"/sign-in?then=%2Funits\"") && !page.contains("/people\"") && !page.contains("/sign-out"))
        }
    }
}
