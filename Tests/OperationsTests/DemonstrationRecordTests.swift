import Domain
@testable import Operations
import Storage
import Testing
import TestWorld

@Suite struct DemonstrationRecordTests {
    private func withRegisters(_ dialect: Dialect, _ body: (Khen) throws -> Void) throws {
        try withPlace(for: dialect) { place in
            let khen = try Khen(place.location, startingWith: { Story.units }, now: { Story.today })
            defer { khen.close() }
            try khen.norms.load(packs: [Story.pack, StoryCampaign.pack], by: Story.administrator)
            try body(khen)
            let report = try khen.log.verify(by: Story.administrator)
            #expect(report.isSound, "\(report.breaks)")
        }
    }

    private func records(_ khen: Khen, _ register: String) throws -> [StoredRecord] {
        try khen.database.read { tx in try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE register = \(register) ORDER BY id").map { try StoredRecord(row: $0) } }
    }

    private func figure(_ khen: Khen, _ indicator: String, _ period: String, _ standing: ValueStatus) throws -> Figure? {
        try khen.indicators.figure(khen.indicators.indicator(indicator), unit: Story.province, period: khen.world.catalogue.periods.period(period), standing: standing)
    }

    @Test(arguments: Dialect.allCases) func `made-up records are kept as people would write them, feed made-up figures and go without a trace`(_ dialect: Dialect) throws {
        try withRegisters(dialect) { khen in
            let outcome = try khen.demonstration.load(by: Story.administrator)
            let groups = try records(khen, "GROUPS"), meetings = try records(khen, "MEETINGS")
            #expect(outcome.records == groups.count + meetings.count && meetings.count == 2 * groups.count && groups.count >= 2)
            #expect((groups + meetings).allSatisfy(\.isIllustrative) && groups.allSatisfy { $0.number != nil && $0.body.text("PHONE") == nil && $0.full.text("MEETINGS") == "2" })
            // What a move asks for is filled in, and rules hold.
            #expect(meetings.allSatisfy { $0.state == "HELD" && $0.body["NOTE"] != nil && $0.body["WOMEN"] != nil })
            #expect(try figure(khen, "MH-1", "2026-06", .illustrative)?.value == Double(groups.count))
            #expect(try figure(khen, "MH-1", "2026-06", .reported) == nil)
            #expect(try khen.indicators.latest(khen.indicators.indicator("MH-1"), unit: Story.province)?.status == .illustrative)
            #expect(try khen.demonstration.load(by: Story.administrator).records == 0)
            let removed = try khen.demonstration.remove(by: Story.administrator)
            #expect(removed.records == outcome.records)
            #expect(try records(khen, "GROUPS").isEmpty && figure(khen, "MH-1", "2026-06", .illustrative) == nil)
            // The same ones again.
            _ = try khen.demonstration.load(by: Story.administrator)
            #expect(try records(khen, "GROUPS").map(\.body) == groups.map(\.body) && records(khen, "GROUPS").map(\.number) == groups.map(\.number))
        }
    }

    @Test(arguments: Dialect.allCases) func `what names a made-up record is made up itself, and never stands in one change with real ones`(_ dialect: Dialect) throws {
        try withRegisters(dialect) { khen in
            _ = try khen.demonstration.load(by: Story.administrator)
            let group = try #require(try records(khen, "GROUPS").first { $0.unit == Story.naLom })
            func add(_ register: String, _ number: Int, _ fields: [String: String]) throws -> StoredRecord? {
                let id = "01900000-0000-7000-8000-00000000000\(number)"
                _ = try khen.registers.add(RecordInput(fields.mapValues { .text($0) }), to: register, at: Story.naLom, id: id, by: Story.mai)
                return try records(khen, register).first { $0.key.id == id }
            }
            let real = try #require(try add("GROUPS", 1, ["NAME": "Lò Thị Ín", "SEX": "F", "SINCE": "01/05/2026", "PLANNED": "10"]))
            let tried = try #require(try add("MEETINGS", 2, ["GROUP": group.key.id, "DAY": "02/06/2026", "WOMEN": "1", "ALL": "2", "NOTE": "thử"]))
            let held = try #require(try add("MEETINGS", 3, ["GROUP": real.key.id, "DAY": "02/06/2026", "WOMEN": "1", "ALL": "2", "NOTE": "thật"]))
            #expect(!real.isIllustrative && tried.isIllustrative && !held.isIllustrative)
            // A real record cannot come to name a made-up one.
            guard case .stopped(let problems) = try khen.registers.change(held.key, RecordInput(["GROUP": .text(group.key.id)]), by: Story.mai) else { Issue.record("it was changed"); return }
            #expect(problems.flatMap(\.fields) == ["GROUP"])
            let before = try khen.database.read { try ChangeLog.heads(in: $0)["91"] } ?? 0
            #expect(try khen.registers.move("HOLD", of: [tried.key.id, held.key.id], in: "MEETINGS", note: nil, by: Story.mai).ready == 2)
            #expect(try khen.database.read { try ChangeLog.heads(in: $0)["91"] } == before + 2)
            #expect(try figure(khen, "MH-2", "2026-06-02", .reported)?.value == 2)
            _ = try khen.demonstration.remove(by: Story.administrator)
            #expect(try records(khen, "MEETINGS").map(\.key) == [held.key] && records(khen, "GROUPS").map(\.key) == [real.key])
            #expect(try figure(khen, "MH-2", "2026-06-02", .reported)?.value == 2 && records(khen, "GROUPS")[0].full.text("MEETINGS") == "1")
        }
    }

    @Test(arguments: Dialect.allCases) func `a campaign's board ranks communes by the share of what they planned, equal ones alike`(_ dialect: Dialect) throws {
        try withRegisters(dialect) { khen in
            func add(_ register: String, _ unit: UnitID, _ number: Int, _ fields: [String: String]) throws {
                _ = try khen.registers.add(RecordInput(fields.mapValues { .text($0) }), to: register, at: unit, id: "01900000-0000-7000-8000-00000000000\(number)", by: Story.mai)
            }
            try add("GROUPS", Story.naLom, 1, ["NAME": "Lò Thị Ín", "SEX": "F", "SINCE": "01/05/2026", "PLANNED": "20"])
            try add("GROUPS", Story.hinPhon, 2, ["NAME": "Lò Văn Pánh", "SEX": "M", "SINCE": "01/05/2026", "PLANNED": "10"])
            for (number, group, unit, all) in [(3, 1, Story.naLom, "10"), (4, 2, Story.hinPhon, "5")] {
                try add("MEETINGS", unit, number, ["GROUP": "01900000-0000-7000-8000-00000000000\(group)", "DAY": "02/06/2026", "WOMEN": "1", "ALL": all, "NOTE": "x"])
                _ = try khen.registers.move(RecordKey("MEETINGS", "01900000-0000-7000-8000-00000000000\(number)"), "HOLD", by: Story.mai)
            }
            let campaign = try khen.campaigns.campaign("minh-hoa", "MH-W")
            #expect(campaign.indicators.map(\.code) == ["MH-2"] && campaign.period.length == 61)
            let progress = try #require(khen.campaigns.progress(of: campaign, unit: campaign.unit).first)
            #expect(progress.figure?.value == 15 && progress.target == 30 && progress.isPlanned && progress.share == 0.5)
            let league = try #require(khen.campaigns.league(of: progress.indicator, campaign, beneath: campaign.unit, standing: .reported))
            #expect(league.measure == .share && league.places.first?.score == 50 && league.places.first?.rank == 1)
            #expect(league.silent.count == league.places.count - 1)
            let commune = try #require(khen.world.units.unit(Story.banKhen))
            let villages = try #require(khen.campaigns.league(of: progress.indicator, campaign, beneath: commune, standing: .reported))
            #expect(villages.places.filter { $0.rank == 1 }.count == 2)
            #expect(khen.campaigns.days(of: progress.indicator, campaign, unit: campaign.unit.id, standing: .reported).first { $0.day.iso == "2026-06-02" }?.value == 15)
        }
    }

    @Test func `pace says how fast a campaign goes and how fast it would have to`() {
        #expect(CampaignPace(done: 50, target: 100, gone: 10, left: 25) == CampaignPace(done: 50, target: 100, gone: 10, left: 25))
        #expect(CampaignPace(done: 50, target: 100, gone: 10, left: 25).soFar == 5 && CampaignPace(done: 50, target: 100, gone: 10, left: 25).needed == 2)
        #expect(CampaignPace(done: 100, target: 100, gone: 10, left: 25).needed == nil && CampaignPace(done: nil, target: nil, gone: 0, left: 25).soFar == nil)
    }
}
