import Domain
import Storage
import Testing
import TestWorld
@testable import Operations

private let root = Person.operatorAtCommandLine(account: "test")

extension Khen {
    /// The person as they may act today, without signing in.
    fileprivate func acting(_ record: PersonRecord?) throws -> Person {
        let record = try #require(record)
        return try #require(try database.read { try people.acting(record, in: $0) })
    }

    fileprivate func hasRole(_ record: PersonRecord) throws -> Bool { try database.read { try people.acting(record, in: $0) != nil } }
    fileprivate func asksForCode(_ record: PersonRecord) throws -> Bool { try database.read { try people.needsSecondFactor(record, in: $0) } }
    fileprivate func passwordHash(of record: PersonRecord) throws -> String { try #require(try database.read { try Credential.of(record, in: $0)?.password }) }

    /// What verifying finds after an alteration, which is then undone.
    fileprivate func verified(after alteration: SQL) throws -> VerificationReport? {
        struct Undone: Error { var report: VerificationReport }
        do {
            try database.write { tx -> Void in
                #expect(try tx.execute(alteration) > 0)
                throw Undone(report: try Verification.run(in: tx))
            }
            return nil
        } catch let undone as Undone {
            return undone.report
        }
    }
}

@Suite struct PeopleTests {
    @Test(arguments: Dialect.allCases) func `an administrator reaches people of their part of the tree only`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let cast = try Story.addPeople(to: khen, withPasswords: false), tri = try khen.acting(cast["khen.tri"]), quan = try khen.acting(cast["quantri"]), today = clock.now.day
            #expect(Set(try khen.people.all(by: tri).map(\.person.signInName)) == ["lom.noi", "khen.mai", "khen.tri"])
            #expect(try khen.people.all(by: quan).count == 9)
            #expect(throws: NotAllowed.self) { try khen.people.all(by: try khen.acting(cast["so.lan"])) }
            let pao = try #require(cast["thau.pao"]), mai = try #require(cast["khen.mai"]), noi = try #require(cast["lom.noi"])
            #expect(throws: NotFound.self) { try khen.people.profile(pao.id, by: tri) }
            #expect(throws: NotFound.self) { try khen.people.makeLink(for: pao.id, by: tri) }
            #expect(throws: NotFound.self) { try khen.people.end(pao.id, by: tri) }
            #expect(throws: NotAllowed.self) { try khen.people.add(PersonInput(signInName: "moi", fullName: "Mới", unit: Story.sinThau), by: tri) }
            #expect(throws: NotAllowed.self) { try khen.people.give("commune-officer", to: mai.id, at: Story.sinThau, from: today, by: tri) }
            #expect(throws: NotAllowed.self) { try khen.people.give("administrator", to: mai.id, at: nil, from: today, by: quan) }
            try khen.people.give("village-reporter", to: noi.id, at: UnitID("91001-002.1"), from: today, by: tri)
            // Who also serves the province is out of the commune's hands: a new password would give its rights away.
            try khen.people.give("department", to: mai.id, at: Story.province, from: today, by: quan)
            #expect(try !khen.people.profile(mai.id, by: tri).isManageable)
            for attempt in [{ _ = try khen.people.makeLink(for: mai.id, by: tri) }, { try khen.people.end(mai.id, by: tri) }, { try khen.people.removeCode(of: mai.id, by: tri) }, { try khen.people.setPassword(Story.password, of: mai.id, by: tri) }] {
                #expect(throws: NotAllowed.self) { try attempt() }
            }
        }
    }

    @Test(arguments: Dialect.allCases) func `nobody gives themselves a role`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let cast = try Story.addPeople(["quantri", "khen.mai"], to: khen, withPasswords: false), quan = try #require(cast["quantri"]), actor = try khen.acting(quan), mai = try #require(cast["khen.mai"])
            #expect(throws: Rejected.self) { try khen.people.give("approver", to: quan.id, at: Story.province, from: clock.now.day, by: actor) }
            #expect(throws: Rejected.self) { try khen.people.handOver(from: mai.id, to: quan.id, on: clock.now.day, note: nil, by: actor) }
            #expect(throws: Rejected.self) { try khen.people.end(quan.id, by: actor) }
        }
    }

    @Test(arguments: [
        ("commune-officer", "91.1", nil), ("village-reporter", "91001.2", nil), ("department", "91001.2", nil), ("nothing", "91001.2", nil), ("commune-officer", "91003.1", nil), ("commune-officer", "91001.2", "2026-01-01"),
        ("commune-officer", nil, nil),
    ] as [(String, String?, String?)]) func `a role is held at a unit of its level that is in force, for days in their order`(role: String, unit: String?, last: String?) async throws {
        try await withStory(on: .sqlite) { khen, clock async throws in
            let person = try khen.people.add(PersonInput(signInName: "moi", fullName: "Mới", unit: Story.banKhen), by: root)
            #expect(throws: Rejected.self) { try khen.people.give(role, to: person.id, at: unit.map { UnitID($0) }, from: clock.now.day, until: last.flatMap { Day(iso: $0) }, by: root) }
        }
    }

    @Test(arguments: Dialect.allCases) func `roles are handed over in one step, and the log has one entry for it`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let cast = try Story.addPeople(["khen.mai", "thau.pao"], to: khen, withPasswords: false), mai = try #require(cast["khen.mai"]), pao = try #require(cast["thau.pao"])
            let day = clock.now.day.adding(days: 3), before = khen.world.heads["91"] ?? 0
            try khen.people.handOver(from: mai.id, to: pao.id, on: day, note: "Quyết định 12/QĐ-UBND", by: root)
            try khen.refresh()
            #expect(khen.world.heads["91"] == (try khen.log.latest(of: ["91"], limit: 1).first?.seq) && (khen.world.heads["91"] ?? 0) > before)
            let change = try #require(try khen.log.latest(of: ["91"], limit: 1).first)
            #expect(change.kind == .rolesHandedOver && change.rowCount == 2 && change.detail.facts?["note"] == "Quyết định 12/QĐ-UBND")
            #expect(try khen.acting(mai).may(.fill, at: Story.banKhen, in: khen.world, on: clock.now.day) && !khen.acting(pao).may(.fill, at: Story.banKhen, in: khen.world, on: clock.now.day))
            clock.pass(days: 3)
            #expect(try khen.acting(pao).may(.fill, at: Story.banKhen, in: khen.world, on: clock.now.day))
            #expect(try !khen.hasRole(mai))
            #expect(throws: Rejected.self) { try khen.people.handOver(from: mai.id, to: pao.id, on: day, note: nil, by: root) }
        }
    }

    @Test(arguments: Dialect.allCases) func `a lent role holds on its days only, and the log names both`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let cast = try Story.addPeople(["duyet.khoa", "so.lan", "thau.pao"], to: khen, withPasswords: false)
            let khoa = try #require(cast["duyet.khoa"]), lan = try #require(cast["so.lan"])
            let role = try #require(try khen.people.profile(khoa.id, by: root).roles.first), actor = try khen.acting(khoa)
            let first = clock.now.day.adding(days: 1), last = clock.now.day.adding(days: 2)
            let loan = try khen.people.lend(role.id, to: lan.id, from: first, until: last, by: actor)
            func mayApprove() throws -> Bool { try khen.acting(lan).may(.approve, at: Story.banKhen, in: khen.world, on: clock.now.day) }
            #expect(try !mayApprove())
            clock.pass(days: 1)
            #expect(try mayApprove() && khen.asksForCode(lan))
            let acting = try khen.acting(lan).acting(.approve, at: Story.banKhen, in: khen.world, on: clock.now.day)
            #expect(acting.nameInLog == "so.lan for duyet.khoa")
            // With what is hers she acts for herself.
            #expect(try khen.acting(lan).acting(.check, at: Story.banKhen, in: khen.world, on: clock.now.day).nameInLog == "so.lan")
            clock.pass(days: 1)
            #expect(try mayApprove())
            clock.pass(days: 1)
            #expect(try !mayApprove())
            let again = try khen.people.lend(role.id, to: lan.id, from: clock.now.day, until: clock.now.day.adding(days: 9), by: actor)
            #expect(try mayApprove())
            #expect(throws: NotFound.self) { try khen.people.takeBack(again.id, by: try khen.acting(cast["thau.pao"])) }
            try khen.people.takeBack(again.id, by: actor)
            #expect(try !mayApprove())
            try khen.people.takeBack(loan.id, by: actor)  // over already
            // A lent role ends with the role itself.
            _ = try khen.people.lend(role.id, to: lan.id, from: clock.now.day, until: clock.now.day.adding(days: 9), by: actor)
            try khen.people.endRole(role.id, from: clock.now.day, by: root)
            #expect(try !mayApprove())
            #expect(throws: NotFound.self) { try khen.people.lend(role.id, to: lan.id, from: clock.now.day, until: last, by: try khen.acting(cast["thau.pao"])) }
        }
    }

    @Test(arguments: Dialect.allCases) func `names of every kind are kept as they are`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let names = ["Robert'); DROP TABLE person; --", "Y", "ꪼꪕ ꪒꪾ", "H'Hen Niê", "<b>Lò</b>", "O'Brien \"Bob\" \\ %_", "Nguye\u{302}\u{303}n Thị Ánh"]
            for (number, name) in names.enumerated() { try khen.people.add(PersonInput(signInName: "n\(number)x", fullName: "  \(name) ", unit: Story.banKhen), by: root) }
            let kept = try khen.people.all(by: root).map(\.person).sorted { $0.signInName < $1.signInName }.map(\.fullName)
            #expect(kept == names.map { VietnameseText.nfc($0) })
            for name in ["", "   ", "12", String(repeating: "a", count: 201), "Lò\u{0}Mai"] {
                #expect(throws: Rejected.self) { try khen.people.add(PersonInput(signInName: "moi", fullName: name, unit: Story.banKhen), by: root) }
            }
            for name in ["", "a", "lò.mai", "a b", "x'; --", "khen", "visitor", ".x", String(repeating: "a", count: 65), "N0X"] {
                #expect(throws: Rejected.self, "\(name)") { try khen.people.add(PersonInput(signInName: name, fullName: "Mới", unit: Story.banKhen), by: root) }
            }
            for email in ["a", "a@b", "a b@c.vn", "@c.vn"] { #expect(throws: Rejected.self) { try khen.people.add(PersonInput(signInName: "moi", fullName: "Mới", email: email, unit: Story.banKhen), by: root) } }
        }
    }

    @Test(arguments: Dialect.allCases) func `what is known about a person is corrected within the province`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let mai = try #require(try Story.addPeople(["khen.mai"], to: khen, withPasswords: false)["khen.mai"])
            try khen.people.addAgency(code: "mk-hpn", name: Label(vi: "Hội Phụ nữ", en: ""), kind: .association, unit: Story.banKhen, by: root)
            try khen.people.change(mai.id, to: PersonInput(signInName: "kept", fullName: "Lò Mai", phone: "0912 345 678", language: "en", unit: Story.sinThau, agency: "MK-HPN"), by: root)
            let now = try khen.people.profile(mai.id, by: root)
            #expect(now.person.signInName == "khen.mai" && now.person.fullName == "Lò Mai" && now.person.agency == "MK-HPN" && now.person.unit == Story.sinThau)
            #expect(now.changes.map(\.kind) == [.personChanged, .roleGiven, .personAdded])
            #expect(throws: Rejected.self) { try khen.people.change(mai.id, to: PersonInput(signInName: "kept", fullName: "Lò Mai", unit: nil), by: root) }
            #expect(throws: Rejected.self) { try khen.people.change(mai.id, to: PersonInput(signInName: "kept", fullName: "Lò Mai", unit: Story.banKhen, agency: "KHONG-CO"), by: root) }
        }
    }

    @Test(arguments: Dialect.allCases) func `agencies are those of packs, those added, and the People’s Committees`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let tri = try khen.acting(try Story.addPeople(["khen.tri"], to: khen, withPasswords: false)["khen.tri"])
            try khen.people.addAgency(code: "MK-HND", name: Label(vi: "Hội Nông dân", en: "Farmers’ Association"), kind: .association, unit: Story.banKhen, by: tri)
            #expect(Set(try khen.people.agencies().keys) == ["SO-DT", "MK-HND"])
            #expect(try khen.people.agency("UBND-91001").name.vi == "UBND Xã Bản Khèn")
            #expect(throws: NotFound.self) { try khen.people.agency("UBND-911") }
            #expect(throws: Rejected.self) { try khen.people.addAgency(code: "SO-DT", name: Label(vi: "Trùng", en: ""), kind: .other, unit: Story.banKhen, by: tri) }
            #expect(throws: NotAllowed.self) { try khen.people.addAgency(code: "MK-X", name: Label(vi: "Xa", en: ""), kind: .other, unit: Story.sinThau, by: tri) }
            try khen.people.changeAgency("MK-HND", name: Label(vi: "Hội Nông dân xã", en: ""), kind: .association, hasEnded: true, by: tri)
            #expect(try khen.people.agency("MK-HND").hasEnded)
            #expect(throws: NotFound.self) { try khen.people.changeAgency("SO-DT", name: Label(vi: "Khác", en: ""), kind: .other, hasEnded: false, by: tri) }
            #expect(throws: Rejected.self) { try khen.people.changeAgency("SO-DT", name: Label(vi: "Khác", en: ""), kind: .other, hasEnded: false, by: root) }
        }
    }

    @Test(arguments: Dialect.allCases) func `what is written about people is covered by the log, and no secret is in it`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, clock async throws in
            let cast = try Story.addPeople(["khen.mai", "so.lan"], to: khen), mai = try #require(cast["khen.mai"])
            let link = try khen.people.makeLink(for: mai.id, by: root), hash = try khen.passwordHash(of: mai)
            try khen.people.lend(try #require(try khen.people.profile(mai.id, by: root).roles.first).id, to: try #require(cast["so.lan"]).id, from: clock.now.day, until: clock.now.day, by: root)
            try khen.people.addAgency(code: "MK-HND", name: Label(vi: "Hội Nông dân", en: ""), kind: .association, unit: Story.banKhen, by: root)
            try khen.people.end(mai.id, by: root)
            #expect(try khen.log.verify(by: Story.administrator).breaks == [])
            let told = try khen.log.following(0, of: "91").map { $0.detail.json + $0.subject }.joined()
            for secret in [link.token, Secret.hash(link.token), hash, Story.password, "muongkhen.gov.vn"] { #expect(!secret.isEmpty && !told.contains(secret)) }
            for alteration in [
                "UPDATE person SET full_name = 'Người khác' WHERE sign_in_name = 'so.lan'", "UPDATE person_role SET unit = '91.1' WHERE role = 'commune-officer'", "UPDATE delegation SET last_day = '2027-01-01'",
                "UPDATE agency SET name_vi = 'Hội khác'", "DELETE FROM person_role WHERE role = 'department'",
            ] as [SQL] {
                #expect(try khen.verified(after: alteration)?.isSound == false)
            }
        }
    }

    @Test(arguments: Dialect.allCases) func `illustrative people come on request and go without a trace in the lists`(_ dialect: Dialect) async throws {
        try await withStory(on: dialect) { khen, _ async throws in
            let real = try khen.people.add(PersonInput(signInName: "mk.so", fullName: "Người Thật", unit: Story.province), by: root)
            let made = try khen.demonstration.loadPeople(password: "mật khẩu minh hoạ", by: root)
            #expect(made.map(\.signInName).contains("mk.xa") && made.map(\.signInName).contains("mk.ban"))
            #expect(try khen.people.all(by: root).filter(\.person.isIllustrative).count == 6 && !made.map(\.signInName).contains("mk.so"))
            _ = try khen.demonstration.loadPeople(password: "mật khẩu minh hoạ", by: root)
            #expect(try khen.people.all(by: root).count == 7)
            let visitor = Visitor(address: "127.0.0.1", userAgent: "")
            // No second step for them: there is nobody whose telephone could show a code.
            guard case .begun(let session) = try await khen.people.signIn(name: "mk.duyet", password: "mật khẩu minh hoạ", from: visitor) else { Issue.record("not signed in"); return }
            #expect(try khen.people.account(session: session.token)?.record.isIllustrative == true)
            #expect(try khen.demonstration.removePeople(by: root) == 6)
            #expect(try khen.people.account(session: session.token) == nil)
            #expect(try khen.people.all(by: root).map(\.person.id) == [real.id])
            #expect(try khen.log.verify(by: Story.administrator).breaks == [])
        }
    }
}
