import Domain
import Markup
import Operations
import Storage
import TestWorld
import Testing
@testable import Web

@Suite struct CampaignPagesTests {
    private func withCampaign(on day: String = "2026-06-10T02:00:00.000Z", _ body: (Browser) async throws -> Void) async throws {
        let moment = try #require(Moment(iso: day))
        let place = try TestPlace(.sqlite), khen = try Khen(place.location, startingWith: { Story.units }, now: { moment })
        do {
            try khen.norms.load(packs: [Story.pack, StoryCampaign.pack], by: Story.administrator)
            _ = try khen.demonstration.load(by: Story.administrator)
            try await body(Browser(khen))
        } catch {
            khen.close()
            try place.remove()
            throw error
        }
        khen.close()
        try place.remove()
    }

    @Test func `the board tells days, paces and places, and gives the same away in every form`() async throws {
        try await withCampaign { browser async throws in
            let page = try await browser.get("/campaigns/minh-hoa/MH-W?lang=en")
            #expect(page.status == 200 && page.text.contains("Day 41 of 61.") && page.text.contains("20 days are left.") && page.text.contains("class=\"tag illustrative\""))
            #expect(page.text.contains("Ranked by the share of its own target") && page.text.contains("id=\"league\""))
            let json = try await browser.get("/campaigns/minh-hoa/MH-W.json").json, table = try await browser.get("/campaigns/minh-hoa/MH-W.csv")
            let places = json["places"]?.items ?? []
            #expect(json["ranked_by"] == .text("share") && json["illustrative"] == .truth(true) && json["days"]?.items.count == 41)
            #expect(try !places.isEmpty && table.rows.count == places.count)
            #expect(try await browser.get("/campaigns/minh-hoa/MH-W.xlsx").rows.count == places.count)
            #expect(try table.header == ["rank", "code", "name", "value", "target", "share_percent"])
            let code = try #require(places.first?["unit"]?["code"]?.words)
            #expect(try await browser.get("/campaigns/minh-hoa/MH-W?unit=\(code)").status == 200)
            #expect(try await browser.get("/campaigns/minh-hoa/MH-W.xlsx").status == 200)
            let checker = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: Description.all(.init(.en, .init([:]))).schemas.map { ($0.name, $0.schema.json) }))
            let described = try #require(Description.all(.init(.en, .init([:]))).operations.first { $0.id == "getCampaign" })
            #expect(checker.faults(json, described.answer.json) == [])
            _ = try await browser.get("/campaigns/minh-hoa/MH-W?lang=vi&layout=landscape")
            _ = try await browser.get("/figures/MH-2/91/MH-W?lang=vi")
            #expect(browser.site.phrasebook.missingKeys == [])
        }
    }

    @Test func `an open campaign is on the home page, one that is over is not`() async throws {
        try await withCampaign { browser async throws in
            #expect(try await browser.get("/").text.contains("/campaigns/minh-hoa/MH-W"))
            #expect(try await browser.get("/programmes/minh-hoa").text.contains("/campaigns/minh-hoa/MH-W"))
        }
        try await withCampaign(on: "2026-07-10T02:00:00.000Z") { browser async throws in
            #expect(try await !browser.get("/").text.contains("/campaigns/minh-hoa/MH-W"))
            #expect(try await browser.get("/campaigns").text.contains("/campaigns/minh-hoa/MH-W"))
            #expect(try await browser.get("/campaigns/minh-hoa/NONE").status == 404)
            #expect(try await browser.get("/campaigns/minh-hoa/MH-W?indicator=NONE").status == 404)
        }
    }

    @Test func `a figure of registers says which records count, and leads only those to them who may see them`() async throws {
        try await withCampaign { browser async throws in
            let page = try await browser.get("/figures/MH-2/91/MH-W?lang=en").text
            #expect(page.contains("From the records of the register") && page.contains("The records themselves are open to those who work with the register.") && !page.contains("/registers/MEETINGS?"))
        }
    }
}
