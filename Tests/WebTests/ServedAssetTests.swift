import Foundation
import HTTPTypes
import Testing
@testable import Web

@Suite struct ServedAssetTests {
    private let acceptEncoding = [HTTPField.Name.acceptEncoding: "gzip"]

    @Test func `what a page links to is kept until the next version, packed`() async throws {
        try await withBrowser { browser in
            let page = try await browser.get("/").text
            for name in ["style.css", "khen.js"] {
                let address = "/\(name)?v=\(Installable.version)"
                #expect(page.contains("\"\(address)\""))
                let answer = try await browser.get(address, headers: acceptEncoding)
                #expect(answer.status == 200 && answer.headers[.contentEncoding] == "gzip" && answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                let plain = try await browser.get("/\(name)")
                #expect(plain.headers[.contentEncoding] == nil && plain.headers[.cacheControl] == "max-age=300" && plain.bytes.count > answer.bytes.count)
            }
        }
    }

    @Test func `the worker that keeps pages is of the version that pages link to, and scripts come without their comments`() async throws {
        try await withBrowser { browser in
            #expect(try await browser.get("/sw.js").text.hasPrefix("const VERSION = \"\(Installable.version)\";"))
            let script = try await browser.get("/reports.js").text
            #expect(script.contains("class Sheet") && !script.contains("\n//") && !script.contains("/**"))
            #expect(try #require(gzip(Array(script.utf8), level: 9)).count <= 20 * 1024)
        }
    }
}
