import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Testing
@testable import Web

/// Every address of the site, with something of the story in the place of its named pieces.
enum Sample {
    private static let pieces = [
        "/programmes/{code}": "/programmes/muong-khen", "/units/{code}": "/units/91001", "/indicators/{code}": "/indicators/MK-1",
        "/figures/{code}/{unit}/{period}": "/figures/MK-1/91001/2026-07", "/values/{element}/{unit}/{period}": "/values/SESSIONS/91001-001/2026-07",
        "/changes/{province}/{seq}": "/changes/91/1", "/reports/{form}/{period}/{unit}": "/reports/MK-M/2026-07/91001-001.1", "/registers/{code}": "/registers/TEAMS",
    ]

    /// - Returns: `nil` for a route with named pieces that nobody has given an example for.
    static func address(_ route: Route) -> String? { route.path.contains("{") ? pieces[route.path] : route.path }
}

/// What strangers may send or open without a session: signing in, step by step, and leaving; documents by their codes, records by their public addresses, boards of campaigns; the page that a device fills from what it holds. Their pages have tests of their own.
enum SignInSteps {
    static let paths: Set<String> = ["/campaigns/{programme}/{window}", "/documents/verify/{code}", "/documents/{id}", "/documents/{id}/files/{format}", "/p/{code}/{id}", "/p/{code}/{id}/files/{file}", "/registers/{code}/{id}", "/registers/offline", "/reports/offline", "/sign-in", "/sign-in/code", "/sign-in/second-factor", "/sign-out", "/password/{token}", "/sign-in/openid", "/sign-in/openid/return"]
}

@Suite struct RouteTests {
    @Test func `every page answers in both languages and says which one it is in`() async throws {
        try await withBrowser { browser async throws in
            for route in Site.routes where route.forms.contains(.html) && route.method == .get && route.access == .everyone && !route.speaksOpenRosa && !SignInSteps.paths.contains(route.path) {
                let path = try #require(Sample.address(route), "no example for \(route.path)")
                for language in ["vi", "en"] {
                    let answer = try await browser.get("\(path)?lang=\(language)")
                    #expect(answer.status == 200, "\(path)")
                    #expect(answer.type == "text/html; charset=utf-8", "\(path)")
                    #expect(answer.text.contains("<html lang=\"\(language)\">"), "\(path)")
                    #expect(answer.text.components(separatedBy: "<h1").count == 2, "\(path) has one main heading")
                    #expect(!answer.text.contains("{0}"), "\(path) has an unfilled place")
                }
            }
            #expect(browser.site.phrasebook.missingKeys == [])
        }
    }

    @Test func `the language follows the browser, and the reader's choice goes before it`() async throws {
        try await withBrowser { browser async throws in
            func language(_ headers: [HTTPField.Name: String]) async throws -> Bool { try await browser.get("/units", headers: headers).text.contains("<html lang=\"en\">") }
            #expect(try await language([.acceptLanguage: "en-GB,en;q=0.9"]))
            #expect(try await language([.acceptLanguage: "en-GB,vi;q=0.9"]) == false)
            #expect(try await language([:]) == false)
            #expect(try await language([.acceptLanguage: "en-GB", .cookie: "lang=vi"]) == false)
            #expect(try await browser.get("/units?lang=en").headers[values: .setCookie].contains { $0.hasPrefix("lang=en;") })
        }
    }

    @Test func `every other form answers too, under the name of its kind`() async throws {
        let types = [PageRequest.Form.json: "application/json", .csv: "text/csv", .xlsx: "application/vnd.openxmlformats"]
        try await withBrowser { browser async throws in
            for route in Site.routes where route.access == .everyone && route.method == .get && !route.speaksOpenRosa && !SignInSteps.paths.contains(route.path) {
                let path = try #require(Sample.address(route))
                for form in route.forms where form != .html {
                    let answer = try await browser.get("\(path).\(form.rawValue)")
                    #expect(answer.status == 200, "\(path).\(form)")
                    #expect(types[form].map(answer.type.hasPrefix) == true, "\(path).\(form) is \(answer.type)")
                }
                guard route.forms.isEmpty else { continue }
                let answer = try await browser.get(path)
                #expect(answer.status == 200 && answer.type.hasPrefix("application/json"), "\(path)")
            }
        }
    }

    @Test(arguments: [
        "/nothing", "/nothing/here", "/units/00000", "/indicators/XX-1", "/programmes/none", "/figures/MK-1/91001/2019-01", "/figures/MK-1/00000/2026-07", "/figures/MK-1/91001/then",
        "/values/SESSIONS/91004/2026-07", "/values/NONE/91001/2026-07", "/changes/91/999", "/changes/91/one", "/changes/77/1",
    ])
    func `what does not exist is not found, as a page and for programs`(path: String) async throws {
        try await withBrowser { browser async throws in
            for language in ["vi", "en"] {
                let page = try await browser.get("\(path)?lang=\(language)")
                #expect(page.status == 404 && page.type.hasPrefix("text/html") && page.text.contains("<html lang=\"\(language)\">"))
                let answer = try await browser.get("\(path).json?lang=\(language)"), problem = try answer.json
                #expect(answer.status == 404 && problem["status"] == 404)
                #expect(problem["title"]?.words?.isEmpty == false && problem["detail"]?.words?.isEmpty == false && problem["remedy"]?.words?.isEmpty == false)
            }
        }
    }

    @Test(arguments: [
        ("/units.json?level=street", "level"), ("/units.json?as-of=yesterday", "as-of"), ("/units.json?as-of=2025-02-30", "as-of"), ("/units.json?province=77", "province"), ("/units.json?province=91001", "province"),
        ("/units.json?parent=77", "parent"), ("/units.json?limit=none", "limit"), ("/units.json?cursor=nowhere", "cursor"), ("/units/91001.json?as-of=1", "as-of"),
        ("/indicators.json?limit=0", "limit"), ("/indicators/MK-1.json?from=then", "from"), ("/indicators/MK-1.json?standing=good", "standing"), ("/indicators/MK-1.json?basis=area2", "basis"),
        ("/indicators/MK-1.json?by=colour", "by"), ("/figures/MK-1/91001/2026-07.json?status=good", "status"), ("/changes.json?before=x", "before"),
    ])
    func `what cannot be read is refused with its name and what would be right`(address: String, place: String) async throws {
        try await withBrowser { browser async throws in
            let answer = try await browser.get(address + "&lang=en"), problem = try answer.json
            #expect(answer.status == 422 && problem["status"] == 422)
            #expect(problem["place"]?.words == place)
            #expect(problem["remedy"]?.words?.isEmpty == false)
            let page = try await browser.get(address.replacing(".json", with: "") + "&lang=vi")
            // Pages take no part of a list, so some choices mean nothing to them.
            #expect(page.status == 422 || ["limit", "cursor", "by"].contains(place), "\(page.address)")
        }
    }

    @Test func `every route says who may ask, and only what is read is open to everyone`() {
        var seen: Set<String> = []
        for route in Site.routes {
            #expect(route.access != .everyone || [.get, .head, .options].contains(route.method) || route.speaksOpenRosa || SignInSteps.paths.contains(route.path), "\(route.path) changes something and is open to everyone")
            #expect(route.method != .post || route.maxBytes > 0, "\(route.path) takes no body")
            #expect(seen.insert("\(route.method) \(route.path)").inserted, "\(route.path) is there twice")
        }
    }

    @Test func `answers forbid foreign scripts, and text travels packed to those who take it`() async throws {
        try await withBrowser { browser async throws in
            let answer = try await browser.get("/units", headers: [.acceptEncoding: "gzip"])
            #expect(answer.headers[.contentEncoding] == "gzip" && Array(answer.bytes.prefix(2)) == [0x1F, 0x8B])
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(try await browser.get("/units").headers[.contentEncoding] == nil)
        }
    }
}
