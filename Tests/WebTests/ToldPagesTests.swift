import Domain
import Foundation
import HTTPTypes
import Markup
@testable import Operations
import Storage
import TestWorld
import Testing
@testable import Web

private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)

/// What the pages say of what waits, what is missing, and until when.
@Suite struct ToldPagesTests {
    private func signedIn(_ name: String, _ browser: Browser) async throws -> Visiting {
        let visiting = Visiting(browser)
        try await visiting.signIn(name)
        return visiting
    }

    @Test func `villages beneath are one line with a way to the list, and what waits is counted in the navigation`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai", "lom.noi"], to: browser.khen)
            let mai = try await signedIn("khen.mai", browser), page = try await mai.get("/reports?lang=vi").text
            #expect(page.contains("Cấp dưới chưa gửi") && page.contains("2 trên 2 thôn, bản chưa gửi.") && page.contains("href=\"/reports/overview?form=MK-M&amp;unit=91001.2&amp;period=2026-07#late\""))
            // What others fill in is folded away beneath that line; one's own is in the open.
            let folded = try #require(page.firstRange(of: "<details class=\"group\">")), inside = page[folded.upperBound...]
            #expect(!page[..<folded.lowerBound].contains("/reports/MK-M/2026-07/91001-001.1") && inside.contains("/reports/MK-M/2026-07/91001-001.1"))
            #expect(page[..<folded.lowerBound].contains("/reports/MK-X/2026-07/91001.2"))
            let count = try browser.khen.reports.waitingCount(for: try #require(try browser.khen.people.account(session: mai.cookies["session"] ?? "")).person)
            #expect(count > 0 && page.contains("<span class=\"count\">\(count)<span class=\"unseen\"> đang chờ</span></span>"))
            #expect(try await mai.get("/?lang=vi").text.contains("<span class=\"count\">\(count)<"))
            #expect(try await !browser.get("/?lang=vi").text.contains("class=\"count\""))
            #expect(try await signedIn("lom.noi", browser).get("/reports?lang=vi").text.contains("/reports/MK-M/2026-07/91001-001.1"))
        }
    }

    @Test func `the overview lists what is missing and reminds those who are chosen`() async throws {
        try await withBrowser { browser async throws in
            let cast = try Story.addPeople(["khen.mai", "lom.noi", "kiemtoan"], to: browser.khen), noi = try #require(cast["lom.noi"]?.id)
            let mai = try await signedIn("khen.mai", browser), address = "/reports/overview?form=MK-M&unit=91001.2&period=2026-07"
            let page = try await mai.get(address + "&lang=vi").text
            #expect(page.contains("Chưa gửi: Tháng 7/2026") && page.contains("<input type=\"checkbox\" name=\"unit\" value=\"91001-001.1\">") && page.contains("Ý nghĩa các ô"))
            let sent = try await mai.post("/reports/overview/remind", ["form": "MK-M", "period": "2026-07", "top": "91001.2", "unit": "91001-001.1", "note": "Gửi <sớm>", "do": "chosen"])
            #expect(sent.status == 303 && sent.headers[.location] == "/reports/overview?form=MK-M&unit=91001.2&period=2026-07&done=reminded&units=1&people=1#late")
            let told = try #require(try browser.khen.notices.list(of: noi).first)
            #expect(told.kind == .reminder && told.facts.note == "Gửi <sớm>" && told.facts.by == "Lò Thị Mai")
            let after = try await mai.get((sent.headers[.location] ?? "").replacing("#late", with: "&lang=vi")).text
            #expect(after.contains("Đã nhắc 1 đơn vị. 1 người nhận được thông báo.") && after.contains("09:00") && after.contains("<small>khen.mai</small>"))
            // Everybody who is left; Nà Lốm was reminded just now.
            let all = try await mai.post("/reports/overview/remind", ["form": "MK-M", "period": "2026-07", "top": "91001.2", "note": "", "do": "all"])
            #expect(all.headers[.location]?.contains("done=reminded&lately=1&nobody=1") == true, "\(all.headers[.location] ?? "")")
            #expect(try await mai.post("/reports/overview/remind", ["form": "MK-M", "period": "2026-07", "top": "91001.2", "do": "chosen"]).status == 422)
            let auditor = try await signedIn("kiemtoan", browser)
            let seen = try await auditor.get(address).text
            #expect(seen.contains("id=\"late\"") && !seen.contains("type=\"checkbox\""))
            #expect(try await auditor.post("/reports/overview/remind", ["form": "MK-M", "period": "2026-07", "top": "91001.2", "do": "all"]).status == 403)
            #expect(try await browser.get("/changes?lang=vi").text.contains("nhắc 1 đơn vị chưa gửi"))
        }
    }

    @Test func `looking at a report reads what was told of it, with its remarks on the page of notices`() async throws {
        try await withBrowser { browser async throws in
            let noi = try #require(try Story.addPeople(["lom.noi"], to: browser.khen)["lom.noi"]?.id), visiting = try await signedIn("lom.noi", browser)
            try await browser.khen.database.write { tx -> Void in
                try Notices.add(.returned, about: july, to: [noi], note: "Sửa hai ô", remarks: [Notice.Remark(cell: "HEADS:F", text: "Xem <lại>")], province: "91", at: Story.today, in: tx)
                try Notices.add(.dueSoon, about: ReportKey(form: "MK-M", period: "2026-08", unit: Story.banKhen), to: [noi], due: Day(iso: "2026-09-09"), count: 23, province: "91", at: Story.today, in: tx)
            }
            let page = try await visiting.get("/me/notices?lang=vi").text
            #expect(page.contains("Số trưởng bản – Nữ: Xem &lt;lại&gt;") && page.contains("23 báo cáo sắp đến hạn gửi (09/09/2026)") && page.contains("href=\"/reports/overview?form=MK-M&amp;unit=91001.2&amp;period=2026-08#late\""))
            #expect(try await visiting.get("/reports/MK-M/2026-07/91001-001.1").status == 200)
            #expect(try browser.khen.notices.unread(of: noi) == 1)
        }
    }

    @Test func `a secret address is shown once, opens the deadlines without a session, and can be revoked`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = try await signedIn("khen.mai", browser)
            #expect(try await mai.post("/me/deadlines/keys?lang=vi", ["calendar_name": " "]).status == 422)
            let made = try await mai.post("/me/deadlines/keys?lang=vi", ["calendar_name": "Điện thoại"])
            let key = try #require(made.text.firstMatch(of: /deadlines\.ics\?key=(lich_[\w-]+)/)).1
            #expect(made.status == 200 && made.headers[.cacheControl] == "no-store" && made.text.contains("deadlines.atom?key=\(key)"))
            let page = try await mai.get("/me?lang=vi").text
            #expect(page.contains("Điện thoại <small>chưa được đọc") && !page.contains(String(key)))
            let calendar = try await browser.get("/me/deadlines.ics?key=\(key)"), feed = try await browser.get("/me/deadlines.atom?key=\(key)")
            #expect(calendar.status == 200 && calendar.type == "text/calendar; charset=utf-8" && calendar.headers[.cacheControl] == "private, no-cache")
            #expect(feed.status == 200 && feed.type == "application/atom+xml; charset=utf-8")
            // The same for whoever is signed in; the key opens nothing else.
            #expect(try await mai.get("/me/deadlines.ics").bytes == calendar.bytes)
            for address in ["/me", "/reports", "/me/notices"] { #expect(try await browser.get("\(address)?key=\(key)").status == 303) }
            #expect(try await browser.get("/reports", headers: [.authorization: "Bearer \(key)"]).status == 401)
            for address in ["/me/deadlines.ics?key=\(key)x", "/me/deadlines.ics"] { #expect(try await browser.get(address).status == 401) }
            let id = try #require(page.firstMatch(of: /action="\/me\/tokens\/revoke"><input type="hidden" name="token" value="([^"]+)"/)).1
            #expect(try await mai.post("/me/tokens/revoke", ["token": String(id)]).status == 303)
            #expect(try await browser.get("/me/deadlines.ics?key=\(key)").status == 401)
        }
    }

    @Test func `a calendar keeps its lines short without cutting a letter, and ends them as it must`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai"], to: browser.khen)
            let mai = try await signedIn("khen.mai", browser), bytes = try await mai.get("/me/deadlines.ics").bytes
            #expect(bytes.suffix(2) == [0x0D, 0x0A])
            var lines: [[UInt8]] = [[]]
            for (index, byte) in bytes.enumerated() {
                if byte == 0x0A {
                    #expect(index > 0 && bytes[index - 1] == 0x0D)
                    lines.append([])
                } else if byte != 0x0D { lines[lines.count - 1].append(byte) }
            }
            #expect(lines.allSatisfy { $0.count <= 75 && String(validating: $0, as: UTF8.self) != nil } && lines.contains { $0.first == 0x20 })
            let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n ", with: "")
            #expect(text.contains("BEGIN:VEVENT\r\nUID:") && text.contains("DTSTART;VALUE=DATE:20260814\r\nDTEND;VALUE=DATE:20260815\r\nSUMMARY:▼ Báo cáo tháng của xã\\, Tháng 7/2026\\, Xã Bản Khèn\r\n"))
            #expect(CalendarText.escaped("a;b,c\\d\ne\u{7}") == "a\\;b\\,c\\\\d\\ne" && CalendarText.instant(Story.today) == "20260820T020000Z")
        }
    }

    @Test func `every kind of change has words of its own`() async throws {
        try await withBrowser { browser async throws in
            for language in [Language.vi, .en] {
                let t = Translator(language, browser.site.phrasebook)
                let request = PageRequest(khen: browser.khen, world: browser.khen.world, person: .visitor, t: t, now: browser.khen.now(), path: "/", query: Query(nil), cookies: [:], parameters: [:], form: .html)
                for kind in ChangeKind.allCases {
                    let words = ChangeWords(request).kind(kind)
                    #expect(words != kind.rawValue && !words.isEmpty, "\(kind.rawValue)")
                }
            }
            #expect(browser.site.phrasebook.missingKeys == [])
        }
    }
}
