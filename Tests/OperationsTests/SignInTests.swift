import Domain
import Storage
import Testing
import TestWorld
@testable import Operations

private let office = Visitor(address: "203.0.113.7", userAgent: "Firefox/140"), elsewhere = Visitor(address: "198.51.100.9", userAgent: "curl")

extension SignInOutcome {
    fileprivate var session: NewSession? { if case .begun(let session) = self { session } else { nil } }
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
    fileprivate var wait: Int { if case .wait(let seconds) = self { seconds } else { 0 } }
    fileprivate var isWithoutRole: Bool { if case .withoutRole = self { true } else { false } }
}

extension People {
    fileprivate func signIn(_ name: String, _ password: String = Story.password, _ visitor: Visitor = office) async throws -> SignInOutcome {
        try await signIn(name: name, password: password, from: visitor)
    }

    /// Signs in and gives the account.
    fileprivate func account(_ name: String) async throws -> (Account, token: String) {
        let session = try #require(try await signIn(name).session)
        return (try #require(try account(session: session.token)), session.token)
    }
}

@Suite struct SignInTests {
    @Test(arguments: Dialect.allCases) func `the right password opens a session, a wrong one and an unknown name say the same`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            try Story.addPeople(["khen.mai"], to: khen)
            let session = try #require(try await khen.people.signIn("  KHEN.Mai ").session)
            #expect(session.stage == .password && session.device != nil)
            let account = try #require(try khen.people.account(session: session.token))
            #expect(account.record.fullName == "Lò Thị Mai" && account.person.name == "khen.mai")
            #expect(account.person.may(.check, at: UnitID("91001-001.1"), in: khen.world, on: Story.today.day))
            #expect(!account.person.may(.submit, at: Story.sinThau, in: khen.world, on: Story.today.day))
            #expect(try await khen.people.signIn("khen.mai", "sai mật khẩu rồi").isRefused)
            #expect(try await khen.people.signIn("khong.co.ai").isRefused)
            #expect(try khen.people.account(session: session.token + "x") == nil && khen.people.account(session: "") == nil)
            let stored = try await khen.database.read { try $0.rows("SELECT token FROM session").map { $0.text(0) } }
            #expect(!stored.contains(session.token) && stored.contains(Secret.hash(session.token)))
        }
    }

    @Test(arguments: Dialect.allCases) func `who guesses has to wait, and nobody else`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            try Story.addPeople(["khen.mai"], to: khen)
            let device = try #require(try await khen.people.signIn("khen.mai").session?.device)
            for _ in 1...5 { #expect(try await khen.people.signIn("khen.mai", "đoán mò lần nữa", elsewhere).isRefused) }
            #expect(try await khen.people.signIn("khen.mai", Story.password, elsewhere).wait > 0)
            // The owner at another address is not kept out, nor at the guesser's own with a browser that is known.
            #expect(try await khen.people.signIn("khen.mai").session != nil)
            #expect(try await khen.people.signIn("khen.mai", Story.password, Visitor(address: elsewhere.address, userAgent: "", device: device)).session != nil)
            #expect(try await khen.people.signIn("khen.mai", Story.password, Visitor(address: elsewhere.address, userAgent: "", device: "made up")).wait > 0)
            clock.pass(seconds: 30)
            #expect(try await khen.people.signIn("khen.mai", Story.password, elsewhere).session != nil)
            // The same for a name that nobody has.
            for _ in 1...5 { #expect(try await khen.people.signIn("nobody", "đoán mò lần nữa", elsewhere).isRefused) }
            #expect(try await khen.people.signIn("nobody", "đoán mò lần nữa", elsewhere).wait > 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `one address that tries many names is slowed down, and waiting grows`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            func attempt(_ account: String, _ source: String = "198.51.100.9") throws -> Int {
                try khen.database.write { try Throttle.begin(account: account, source: source, isKnownDevice: false, at: clock.now, in: $0) }
            }
            for number in 1...40 { #expect(try attempt("name\(number)") == 0) }
            #expect(try attempt("name41") > 0)
            #expect(try attempt("name41", "203.0.113.7") == 0)
            for _ in 1...5 { #expect(try attempt("a", "s") == 0) }
            #expect(try attempt("a", "s") == 1)
            clock.pass(seconds: 1)
            #expect(try attempt("a", "s") == 0)
            #expect(try attempt("a", "s") == 2)
            clock.pass(seconds: 3700)
            #expect(try attempt("a", "s") == 0)
            #expect(try attempt("a", "s") == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `a code works once, and so does a recovery code`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            try Story.addPeople(["duyet.khoa"], to: khen)
            let first = try #require(try await khen.people.signIn("duyet.khoa").session)
            #expect(first.stage == .setUp && first.device == nil)
            #expect(try khen.people.account(session: first.token) == nil)
            let secret = try khen.people.codeSecret(for: .waiting(token: first.token)).secret
            #expect(try khen.people.codeSecret(for: .waiting(token: first.token)).secret == secret)
            func code() -> String { OneTimeCode.code(secret: secret, step: clock.now.milliseconds / 30_000) }
            #expect(throws: Rejected.self) { try khen.people.setUpCode("000000", for: .waiting(token: first.token), from: office) }
            let (recovery, session) = try khen.people.setUpCode(code(), for: .waiting(token: first.token), from: office)
            #expect(recovery.count == 10 && Set(recovery).count == 10)
            #expect(try khen.people.account(session: try #require(session).token) != nil)
            #expect(try khen.people.waiting(session: first.token, stage: .setUp) == nil)

            func waiting() async throws -> String {
                let session = try #require(try await khen.people.signIn("duyet.khoa").session)
                #expect(session.stage == .code)
                #expect(try khen.people.account(session: session.token) == nil)
                return session.token
            }
            // The code of setting up counts as used.
            #expect(try await khen.people.signIn(token: try await waiting(), code: code(), from: office).isRefused)
            clock.pass(seconds: 30)
            let token = try await waiting(), replay = try await waiting(), now = code()
            #expect(try await khen.people.signIn(token: token, code: now, from: office).session?.stage == .strong)
            #expect(try await khen.people.signIn(token: replay, code: now, from: office).isRefused)
            #expect(try await khen.people.signIn(token: try await waiting(), code: recovery[3].lowercased(), from: office).session?.stage == .strong)
            #expect(try await khen.people.signIn(token: try await waiting(), code: recovery[3], from: office).isRefused)
            #expect(try await khen.people.signIn(token: "made up", code: code(), from: office).isRefused)
        }
    }

    @Test(arguments: Dialect.allCases) func `codes cannot be tried one after the other, not even by who knows the password`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            try Story.addPeople(["duyet.khoa"], to: khen)
            let first = try #require(try await khen.people.signIn("duyet.khoa").session), secret = try khen.people.codeSecret(for: .waiting(token: first.token)).secret
            _ = try khen.people.setUpCode(OneTimeCode.code(secret: secret, step: clock.now.milliseconds / 30_000), for: .waiting(token: first.token), from: office)
            clock.pass(seconds: 60)
            for number in 1...5 {
                let thief = Visitor(address: "198.51.100.\(number)", userAgent: "")
                let token = try #require(try await khen.people.signIn("duyet.khoa", Story.password, thief).session?.token)
                #expect(try await khen.people.signIn(token: token, code: "123456", from: thief).isRefused)
            }
            let token = try #require(try await khen.people.signIn("duyet.khoa", Story.password, elsewhere).session?.token)
            #expect(try await khen.people.signIn(token: token, code: OneTimeCode.code(secret: secret, step: clock.now.milliseconds / 30_000), from: elsewhere).wait > 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `a session ends when it is revoked, when it rests too long, and when the password changes`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            try Story.addPeople(["khen.mai"], to: khen)
            let (account, own) = try await khen.people.account("khen.mai"), (_, stolen) = try await khen.people.account("khen.mai")
            #expect(try khen.people.sessions(of: account).count == 2)
            let other = try #require(try khen.people.account(session: stolen))
            guard case .session(let id) = other.means else { Issue.record("no session"); return }
            try khen.people.endSession(id, of: account)
            #expect(try khen.people.account(session: stolen) == nil && khen.people.account(session: own) != nil)

            let (_, again) = try await khen.people.account("khen.mai")
            await #expect(throws: Rejected.self) { try await khen.people.changePassword(of: account, from: "không phải", to: "mật khẩu hoàn toàn khác", from: office) }
            await #expect(throws: Rejected.self) { try await khen.people.changePassword(of: account, from: Story.password, to: "ngắn", from: office) }
            try await khen.people.changePassword(of: account, from: Story.password, to: "bốn con ngựa qua suối", from: office)
            #expect(try khen.people.account(session: again) == nil && khen.people.account(session: own) != nil)
            #expect(try await khen.people.signIn("khen.mai").isRefused)
            #expect(try await khen.people.signIn("khen.mai", "bốn con ngựa qua suối").session != nil)

            clock.pass(days: 6)
            #expect(try khen.people.account(session: own) != nil)
            clock.pass(days: 6)
            #expect(try khen.people.account(session: own) != nil)
            clock.pass(days: 8)
            #expect(try khen.people.account(session: own) == nil)
        }
    }

    @Test(arguments: Dialect.allCases) func `a session of somebody whose last role ended is worth nothing from that day on`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let people = try Story.addPeople(["khen.mai"], to: khen), mai = try #require(people["khen.mai"]), root = Person.operatorAtCommandLine(account: "test")
            let (_, token) = try await khen.people.account("khen.mai")
            let role = try #require(try khen.people.profile(mai.id, by: root).roles.first)
            try khen.people.endRole(role.id, from: clock.now.day.adding(days: 1), by: root)
            #expect(try khen.people.account(session: token) != nil)
            clock.pass(days: 1)
            #expect(try khen.people.account(session: token) == nil)
            #expect(try await khen.people.signIn("khen.mai").isWithoutRole)
            try khen.people.give("commune-officer", to: mai.id, at: Story.banKhen, from: clock.now.day, by: root)
            #expect(try await khen.people.signIn("khen.mai").session != nil)
            try khen.people.end(mai.id, by: root)
            #expect(try await khen.people.signIn("khen.mai").isRefused)
        }
    }

    @Test(arguments: Dialect.allCases) func `a link sets the password once, within a day`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let people = try Story.addPeople(["khen.mai"], to: khen), mai = try #require(people["khen.mai"]), root = Person.operatorAtCommandLine(account: "test")
            let (_, session) = try await khen.people.account("khen.mai")
            let old = try khen.people.makeLink(for: mai.id, by: root), link = try khen.people.makeLink(for: mai.id, by: root)
            #expect(throws: NotFound.self) { try khen.people.person(ofLink: old.token) }
            await #expect(throws: Rejected.self) { try await khen.people.setPassword("khen.mai 2026", withLink: link.token) }
            _ = try await khen.people.setPassword("bốn con ngựa qua suối", withLink: link.token)
            await #expect(throws: NotFound.self) { try await khen.people.setPassword("năm con ngựa qua suối", withLink: link.token) }
            #expect(try khen.people.account(session: session) == nil)
            #expect(try await khen.people.signIn("khen.mai", "bốn con ngựa qua suối").session != nil)
            let late = try khen.people.makeLink(for: mai.id, by: root)
            clock.pass(seconds: 86_401)
            #expect(throws: NotFound.self) { try khen.people.person(ofLink: late.token) }
        }
    }

    @Test(arguments: Dialect.allCases) func `the first administrator is made once`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            #expect(try khen.people.isEmpty())
            let session = try await khen.people.setUp(signInName: "goc", fullName: "Người Đầu", password: Story.password, language: "vi", from: office)
            #expect(session.stage == .setUp)
            let secret = try khen.people.codeSecret(for: .waiting(token: session.token)).secret
            let whole = try #require(try khen.people.setUpCode(OneTimeCode.code(secret: secret, step: clock.now.milliseconds / 30_000), for: .waiting(token: session.token), from: office).session)
            let account = try #require(try khen.people.account(session: whole.token))
            #expect(account.person.rights.contains(.managePeople) && account.record.province == "00")
            await #expect(throws: NotFound.self) { try await khen.people.setUp(signInName: "hai", fullName: "Thứ Hai", password: Story.password, language: "vi", from: office) }
            #expect(try khen.people.all(by: account.person).count == 1)
        }
    }

    @Test(arguments: Dialect.allCases) func `another service signs in whom an administrator linked, or whose verified address exactly one person has`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let people = try Story.addPeople(["khen.mai", "thau.pao"], to: khen, withPasswords: false), mai = try #require(people["khen.mai"]), pao = try #require(people["thau.pao"])
            let root = Person.operatorAtCommandLine(account: "test"), issuer = "https://sso.muongkhen.gov.vn"
            #expect(try await khen.people.signIn(openID: "u1", issuer: issuer, from: office).isRefused)
            #expect(try await khen.people.signIn(openID: "u1", issuer: issuer, email: "Khen.Mai@muongkhen.gov.vn", from: office).session?.person.id == mai.id)
            #expect(try await khen.people.signIn(openID: "u1", issuer: issuer, from: office).session?.person.id == mai.id)
            try khen.people.link(ExternalIdentity(issuer: issuer, subject: "u2"), to: pao.id, by: root)
            #expect(try await khen.people.signIn(openID: "u2", issuer: issuer, from: office).session?.person.id == pao.id)
            #expect(throws: Conflict.self) { try khen.people.link(ExternalIdentity(issuer: issuer, subject: "u2"), to: mai.id, by: root) }
            try khen.people.add(PersonInput(signInName: "trung", fullName: "Trùng", email: "thau.pao@muongkhen.gov.vn", unit: Story.sinThau), by: root)
            #expect(try await khen.people.signIn(openID: "u3", issuer: issuer, email: "thau.pao@muongkhen.gov.vn", from: office).isRefused)
        }
    }

    @Test(arguments: Dialect.allCases) func `a key for a program has no right that its owner lacks, and ends`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let people = try Story.addPeople(["khen.mai"], to: khen)
            let (account, _) = try await khen.people.account("khen.mai")
            #expect(throws: Rejected.self) { try khen.people.makeToken(name: "máy", scope: [.approve], days: 30, of: account) }
            #expect(throws: Rejected.self) { try khen.people.makeToken(name: "máy", scope: [.seeReports], days: 4000, of: account) }
            let made = try khen.people.makeToken(name: "phần mềm xã", scope: [.seeReports], days: 30, of: account)
            let acting = try #require(try khen.people.account(token: made.token))
            #expect(acting.person.may(.seeReports, at: Story.banKhen, in: khen.world, on: clock.now.day))
            #expect(!acting.person.has(.fill))
            #expect(throws: Rejected.self) { try khen.people.makeToken(name: "từ khoá khác", scope: [.seeReports], days: 3, of: acting) }
            #expect(try khen.people.account(token: made.token + "x") == nil && khen.people.account(token: "khen_") == nil)
            #expect(try khen.people.tokens(of: account).map(\.name) == ["phần mềm xã"])
            let second = try khen.people.makeToken(name: "hai", scope: [], days: 30, of: account)
            try khen.people.revokeToken(second.entry.id, of: account)
            #expect(try khen.people.account(token: second.token) == nil)
            clock.pass(days: 31)
            #expect(try khen.people.account(token: made.token) == nil)
            let third = try khen.people.makeToken(name: "ba", scope: [.seeReports], days: 30, of: account)
            try khen.people.end(try #require(people["khen.mai"]).id, by: .operatorAtCommandLine(account: "test"))
            #expect(try khen.people.account(token: third.token) == nil)
        }
    }

    @Test func `codes are those of the standard`() {
        // RFC 6238, appendix B, SHA-1.
        let secret = Array("12345678901234567890".utf8)
        for (time, code) in [(59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130")] as [(Int64, String)] {
            #expect(OneTimeCode.code(secret: secret, step: time / 30, digits: 8) == code)
        }
        // RFC 4648, section 10.
        #expect(["f", "fo", "foo", "foobar"].map { Secret.base32(Array($0.utf8)) } == ["MY", "MZXQ", "MZXW6", "MZXW6YTBOI"])
    }

    @Test(arguments: ["ngắn quá", "1234567890", "aaaaaaaaaaaa", "matkhau123", "Password2026!", "qwertyuiop", "xxkhen.maixx", "abcdefghijkl", "có\u{0}ký tự lạ"])
    func `a password that is guessed first is refused`(_ password: String) {
        #expect(throws: Rejected.self) { try Passwords.check(password, signInName: "khen.mai") }
    }

    @Test func `a password is the same however the keyboard makes its letters, and each hash is another`() throws {
        let composed = "\u{1EBF}ch xanh nhảy", pieces = "e\u{302}\u{301}ch xanh nhảy"
        let hash = try Passwords.hashNow(composed)
        #expect(hash.hasPrefix("$y$") && Passwords.matchesNow(pieces, hash) && !Passwords.matchesNow("ech xanh nhảy", hash))
        #expect(try Passwords.hashNow(composed) != hash)
        #expect(!Passwords.matchesNow(composed, nil) && !Passwords.matchesNow(String(repeating: "x", count: 600), hash))
    }
}
