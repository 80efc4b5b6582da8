import Domain
import TestWorld
import Testing
@testable import Web

@Suite struct UnitPagesTests {
    private func codes(_ answer: JSONValue) -> [String] { answer["units"]?.items.compactMap { $0["id"]?.words } ?? [] }

    @Test func `units are those of a day`() async throws {
        try await withBrowser { browser async throws in
            #expect(codes(try await browser.get("/units.json?level=commune").json) == ["91001.2", "91004.1", "91009.1"])
            #expect(codes(try await browser.get("/units.json?level=commune&as-of=2025-06-30").json) == ["91001.1", "91002.1", "91003.1", "91004.1"])
            #expect(codes(try await browser.get("/units.json?level=district").json) == [])
            #expect(codes(try await browser.get("/units.json?level=district&as-of=2025-06-30").json) == ["911.1"])
            #expect(codes(try await browser.get("/units.json?parent=91001").json) == ["91001-001.1", "91001-002.1"])
            #expect(codes(try await browser.get("/units.json?province=91").json).count == 6)
        }
    }

    @Test func `a unit in a list has the fields that programs rely on`() async throws {
        try await withBrowser { browser async throws in
            let unit = try #require(try await browser.get("/units.json?level=commune").json["units"]?.items.first)
            #expect(unit["code"] == "91001" && unit["level"] == "commune" && unit["type"] == "xa" && unit["illustrative"] == false)
            #expect(unit["name"] == ["vi": "Xã Bản Khèn", "en": "Ban Khen Commune"])
            #expect(unit["first_day"] == "2025-07-01" && unit["last_day"] == .null)
            #expect(unit["parent"] == ["id": "91.1", "code": "91", "name": ["vi": "Tỉnh Mường Khèn", "en": "Muong Khen Province"]])
        }
    }

    @Test func `a list is read part by part and nothing is lost`() async throws {
        try await withBrowser { browser async throws in
            let whole = codes(try await browser.get("/units.json").json)
            var parts: [String] = [], cursor: String? = nil, requests = 0
            repeat {
                let part = try await browser.get("/units.json?limit=4" + (cursor.map { "&cursor=\($0)" } ?? "")).json
                #expect((part["units"]?.items.count ?? 0) <= 4)
                parts += codes(part)
                cursor = part["next"]?.words
                requests += 1
            } while cursor != nil && requests < 10
            #expect(parts == whole && whole.count == 6 && requests == 2)
        }
    }

    @Test(arguments: ["pa co", "Xã Pa Cò", "PA CÒ", "91003"])
    func `what became of a commune is found by its former name, with or without diacritics`(name: String) async throws {
        try await withBrowser { browser async throws in
            let found = try await browser.get("/units.json?q=\(Query.encoded(name))").json
            #expect(codes(found).first == "91003.1")
            #expect(found["units"]?.items.first?["became"]?.items.compactMap { $0["id"]?.words } == ["91001.2", "91009.1"])
            let page = try await browser.get("/units?q=\(Query.encoded(name))&lang=vi").text
            #expect(page.contains("nay chia vào <a href=\"/units/91001\">Xã Bản Khèn</a>, <a href=\"/units/91009\">Xã Nậm Mười</a>"))
        }
    }

    @Test func `another spelling finds the unit, exact names come first`() async throws {
        try await withBrowser { browser async throws in
            #expect(codes(try await browser.get("/units.json?q=ban+kheng").json) == ["91001.2"])
            #expect(codes(try await browser.get("/units.json?q=ban+khen").json).first == "91001.2")
            #expect(codes(try await browser.get("/units.json?q=qqqq").json) == [])
            #expect(try await browser.get("/units?q=qqqq&lang=en").text.contains("Nothing goes by “qqqq”"))
        }
    }

    @Test func `a code that two units carried leads to both`() async throws {
        try await withBrowser { browser async throws in
            let now = try await browser.get("/units/91001?lang=vi").text, then = try await browser.get("/units/91001?as-of=2025-01-01&lang=vi").text
            #expect(now.contains("<h1>Xã Bản Khèn") && now.contains("<a href=\"/units/91001.1\">Xã Bản Hạ</a> (đến ngày 30/06/2025)"))
            #expect(then.contains("<h1>Xã Bản Hạ") && then.contains("Toàn bộ nay thuộc <a href=\"/units/91001\">Xã Bản Khèn</a>"))
            let profile = try await browser.get("/units/91001.1.json").json
            #expect(profile["id"] == "91001.1" && profile["in_force"] == false && profile["day"] == "2025-06-30")
            #expect(profile["same_code"]?.items.compactMap { $0["id"]?.words } == ["91001.2"])
        }
    }

    @Test func `a profile tells what the unit came from and the shares of those that were split`() async throws {
        try await withBrowser { browser async throws in
            let profile = try await browser.get("/units/91001.json").json
            #expect(profile["predecessors"]?.items.compactMap { $0["unit"]?["id"]?.words } == ["91001.1", "91002.1", "91003.1"])
            let split = try #require(profile["predecessors"]?.items.last)
            #expect(split["extent"] == "part" && split["day"] == "2025-07-01" && split["area_weight"]?.amount == 0.3 && split["population_weight"]?.amount == 0.6)
            #expect(profile["children_count"] == 2 && profile["aliases"] == ["Bản Khèng"])
            #expect(profile["parents"]?.items.compactMap { $0["id"]?.words } == ["91.1"])
            #expect(profile["validity"] == ["first_day": "2025-07-01", "last_day": nil])
            let page = try await browser.get("/units/91001?lang=vi").text
            #expect(page.contains("ước tính 60% dân số, 30% diện tích"))
        }
    }

    @Test func `a unit that was moved under another one has both versions`() async throws {
        try await withBrowser { browser async throws in
            let versions = try #require(try await browser.get("/units/91004.json").json["versions"]?.items)
            #expect(versions.map { $0["parent"]?["id"]?.words } == ["911.1", "91.1"])
            #expect(versions.map { $0["last_day"] } == ["2025-06-30", .null])
            #expect(try await browser.get("/units/91004?lang=vi").text.contains("Chuyển từ <a href=\"/units/911\">Huyện Nà Sáo</a> sang <a href=\"/units/91\">Tỉnh Mường Khèn</a>."))
        }
    }

    @Test func `a district names where its communes went`() async throws {
        try await withBrowser { browser async throws in
            let profile = try await browser.get("/units/911.json").json
            #expect(profile["became"]?.items.compactMap { $0["unit"]?["id"]?.words }.sorted() == ["91001.2", "91004.1", "91009.1"])
            #expect(profile["became"]?.items.allSatisfy { $0["population_weight"] == .null } == true)
            #expect(profile["parents"]?.items.compactMap { $0["id"]?.words } == ["91.1"] && profile["children_count"] == 4)
        }
    }

    @Test func `a unit's targets stand on its page; of one that has ended only those of its time`() async throws {
        try await withBrowser { browser async throws in
            let now = try await browser.get("/units/91001.json").json["programmes"]?.items.first?["targets"]?.items ?? []
            #expect(now.first { $0["code"] == "MK-1" }?["latest"]?["value"]?.amount == 65)
            #expect(try await browser.get("/units/91001?lang=vi").text.contains("65%"))
            let then = try await browser.get("/units/91001.1.json").json["programmes"]?.items.flatMap { $0["targets"]?.items ?? [] } ?? []
            #expect(then.allSatisfy { ($0["latest"]?["first_day"]?.words ?? "9999") <= "2025-06-30" })
        }
    }

    @Test func `an unknown code is answered with what may have been meant`() async throws {
        try await withBrowser { browser async throws in
            let answer = try await browser.get("/units/Pa%20Co?lang=vi")
            #expect(answer.status == 404)
            #expect(answer.text.contains("Có phải bạn muốn tìm") && answer.text.contains("<a href=\"/units/91003\">Xã Pa Cò</a>"))
            #expect(try await browser.get("/units/910010").text.contains("/units/91001\""))
        }
    }

    @Test func `what was typed stays text`() async throws {
        try await withBrowser { browser async throws in
            let text = "<script>alert(1)</script>"
            #expect(try await browser.get("/units?q=\(Query.encoded(text))").text.contains("<script>alert") == false)
            #expect(try await browser.get("/units/\(Query.encoded("<script>alert(1)"))").text.contains("<script>alert") == false)
        }
    }
}
