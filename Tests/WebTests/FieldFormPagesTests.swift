import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Operations
import Storage
import TestWorld
import Testing
@testable import Web

/// What ODK Collect asks, without a network and with somebody signed in.
@Suite struct FieldFormPagesTests {
    private static let village = UnitID("91001-001.1")
    private static let reporter = Person(name: "lo.mai", rights: [.read], reaches: [.init(.seeReports, unit: village), .init(.fill, unit: village), .init(.submit, unit: village)])

    private struct Answer {
        var status: Int
        var headers: HTTPFields
        var text: String
    }

    private final class Body: ResponseBodyWriter {
        private(set) var bytes: [UInt8] = []

        func write(_ buffer: ByteBuffer) async throws { bytes.append(contentsOf: buffer.readableBytesView) }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private static func ask(_ browser: Browser, _ path: String, _ method: HTTPRequest.Method = .get, code: String = "", as person: Person = reporter, body: [UInt8] = [],
                            in language: Language = .en) async throws -> Answer {
        let route = try #require(FieldFormPages.routes.first { $0.path == path && $0.method == method })
        let khen = browser.khen
        var request = PageRequest(khen: khen, world: try khen.refresh(), person: person, t: Translator(language, browser.site.phrasebook), now: khen.now(), path: path, query: Query(nil), cookies: [:],
                                  parameters: ["code": code], form: .html)
        request.body = body
        if !body.isEmpty { request.fields = try Fields(body, contentType: "multipart/form-data; boundary=B1") }
        request.siteAddress = "https://khen.example.vn"
        let response = try await route.handler(request)
        let collected = Body()
        try await response.body.write(collected)
        return Answer(status: response.status.code, headers: response.headers, text: String(decoding: collected.bytes, as: UTF8.self))
    }

    private static func multipart(_ xml: String, also: String = "") -> [UInt8] {
        let part = "--B1\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\nContent-Type: text/xml\r\n\r\n\(xml)\r\n"
        return Array((part + also + "--B1--\r\n").utf8)
    }

    private static func report(sessions: String) -> String {
        """
        <data id="MK-M" version="1"><unit>91001-001.1</unit><period>2026-07</period><s1><row1><HEADS__F>1</HEADS__F><HEADS__M>1</HEADS__M></row1></s1>
        <s2><row4><SESSIONS>\(sessions)</SESSIONS></row4></s2><meta><instanceID>uuid:0b6c1f60-0000-4000-8000-000000000001</instanceID></meta></data>
        """
    }

    @Test func `the list, the form and its manifest are as OpenRosa has them`() async throws {
        try await withBrowser { browser async throws in
            let list = try await Self.ask(browser, "/odk/formList")
            #expect(list.status == 200 && list.headers[.contentType] == "text/xml; charset=utf-8" && list.headers[HTTPField.Name("X-OpenRosa-Version")!] == "1.0")
            for part in ["<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">", "<formID>MK-M</formID><name>Monthly report of the village</name><version>1</version><hash>md5:",
                         "<downloadUrl>https://khen.example.vn/odk/forms/MK-M.xml</downloadUrl><manifestUrl>https://khen.example.vn/odk/forms/MK-M/manifest</manifestUrl>"] {
                #expect(list.text.contains(part), "\(part)")
            }
            #expect(try await Self.ask(browser, "/odk/formList", in: .vi).text.contains("Báo cáo tháng của bản"))
            let form = try await Self.ask(browser, "/odk/forms/{code}", code: "MK-M.xml")
            #expect(form.status == 200 && form.text.contains("<h:title>Báo cáo tháng của bản"))
            #expect(try await Self.ask(browser, "/odk/forms/{code}/manifest", code: "MK-M").text.contains("<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"/>"))
            for other in ["MK-X.xml", "NONE.xml", "MK-M"] { #expect(try await Self.ask(browser, "/odk/forms/{code}", code: other).status == 404, "\(other)") }
        }
    }

    @Test func `whoever gives no name and key is asked for them`() async throws {
        try await withBrowser { browser async throws in
            let answer = try await browser.get("/odk/formList")
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true && answer.text.contains("<message nature=\"error\">"))
            for route in FieldFormPages.routes { #expect(try await Self.ask(browser, route.path, route.method, code: "MK-M.xml", as: .visitor).status == 401, "\(route.method) \(route.path)") }
        }
    }

    @Test func `a submission is announced, taken with a receipt, and taken once`() async throws {
        try await withBrowser { browser async throws in
            let head = try await Self.ask(browser, "/odk/submission", .head)
            #expect(head.status == 204 && head.headers[HTTPField.Name("X-OpenRosa-Version")!] == "1.0" && head.headers[HTTPField.Name("X-OpenRosa-Accept-Content-Length")!] == String(4 << 20))
            let first = try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "2")))
            #expect(first.status == 201 && first.text.contains("<message nature=\"submit_success\">The report was received. Receipt: 91-"), "\(first.text)")
            let again = try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "2")))
            #expect(again.status == 201 && again.text == first.text)
            #expect(try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "3"))).status == 409)
        }
    }

    @Test func `what cannot be taken is told in words that Collect shows`() async throws {
        try await withBrowser { browser async throws in
            let kept = try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "")))
            #expect(kept.status == 202 && kept.text.contains("NOT SENT") && kept.text.contains("Give the figure"), "\(kept.text)")
            let wrong = try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "many &amp; &lt;more&gt;")), in: .vi)
            #expect(wrong.status == 422 && wrong.text.contains("(SESSIONS) không phải là số nguyên"), "\(wrong.text)")
            let picture = "--B1\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"a.jpg\"\r\n\r\nx\r\n"
            #expect(try await Self.ask(browser, "/odk/submission", .post, body: Self.multipart(Self.report(sessions: "1"), also: picture)).status == 422)
            #expect(try await Self.ask(browser, "/odk/submission", .post, body: Array("--B1--\r\n".utf8)).status == 422)
            let stranger = Person(name: "x", rights: [.read], reaches: [.init(.fill, unit: UnitID("91001-002.1")), .init(.seeReports, unit: UnitID("91001-002.1"))])
            #expect(try await Self.ask(browser, "/odk/submission", .post, as: stranger, body: Self.multipart(Self.report(sessions: "1"))).status == 404)
        }
    }
}
