import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

/// What everyone gets from every address: strangers, and each role at a unit of their own and at another.
private struct Row {
    var route: String
    var address: String
    var fields: KeyValuePairs<String, String> = [:]
    /// One status for each of ``RightsMatrixTests/actors``, in their order.
    var expected: [Int]

    init(_ route: String, _ address: String? = nil, _ fields: KeyValuePairs<String, String> = [:], _ expected: [Int]) {
        (self.route, self.address, self.fields, self.expected) = (route, address ?? String(route.split(separator: " ")[1]), fields, expected)
    }
}

@Suite struct RightsMatrixTests {
    /// A visitor, then one of each role; the last three administrate Bản Khèn, the province, the whole installation.
    private static let actors = ["", "lom.noi", "khen.mai", "duyet.khoa", "so.lan", "lanhdao.ca", "kiemtoan", "khen.tri", "quantri", "goc"]

    private static func all(_ status: Int) -> [Int] { Array(repeating: status, count: 10) }
    /// Whoever is signed in.
    private static func members(_ status: Int) -> [Int] { [303] + Array(repeating: status, count: 9) }
    /// Those who manage people: of the commune, of the province, of everything.
    private static func managers(_ commune: Int, _ province: Int, _ all: Int) -> [Int] { [303] + Array(repeating: 403, count: 6) + [commune, province, all] }

    /// `own` stands for somebody who serves in Bản Khèn, `other` for somebody in Sín Thầu, `above` for the administrator of the whole installation.
    private static let rows: [Row] = [
        "/", "/overview", "/campaigns", "/search", "/indicators", "/units", "/changes", "/about", "/api", "/api/openapi.json", "/health",
    ].map { Row("GET \($0)", $0 == "/overview" ? "/overview.json" : nil, [:], all(200)) } + [
        Row("GET /campaigns/{programme}/{window}", "/campaigns/muong-khen/NONE", [:], all(404)),
        Row("GET /programmes/{code}", "/programmes/muong-khen", [:], all(200)), Row("GET /units/{code}", "/units/91001", [:], all(200)), Row("GET /indicators/{code}", "/indicators/MK-1", [:], all(200)),
        Row("GET /figures/{code}/{unit}/{period}", "/figures/MK-1/91001/2026-07", [:], all(200)), Row("GET /values/{element}/{unit}/{period}", "/values/SESSIONS/91001-001/2026-07", [:], all(200)),
        Row("GET /changes/{province}/{seq}", "/changes/91/1", [:], all(200)),
        // Signing in: whoever is signed in is led on.
        Row("GET /setup", nil, [:], all(404)), Row("POST /setup", nil, [:], all(404)),
        Row("GET /sign-in", nil, [:], [200] + Array(repeating: 303, count: 9)), Row("POST /sign-in", nil, [:], all(422)),
        Row("GET /sign-in/code", nil, [:], all(303)), Row("POST /sign-in/code", nil, [:], all(303)),
        Row("GET /sign-in/second-factor", nil, [:], all(303)), Row("POST /sign-in/second-factor", nil, [:], all(303)),
        Row("GET /password/{token}", "/password/x", [:], all(404)), Row("POST /password/{token}", "/password/x", [:], all(404)),
        // Oneself.
        Row("GET /me", nil, [:], members(200)), Row("POST /me", nil, [:], members(422)), Row("POST /me/password", nil, [:], members(422)),
        Row("GET /me/second-factor", nil, [:], members(200)), Row("POST /me/second-factor", nil, [:], members(422)), Row("POST /me/sessions", nil, [:], members(303)),
        Row("POST /me/tokens", nil, [:], members(422)), Row("POST /me/tokens/revoke", nil, [:], members(303)), Row("POST /me/delegations", nil, [:], members(422)),
        Row("POST /me/delegations/end", nil, [:], members(404)),
        // The world outside.
        Row("GET /sign-in/openid", nil, [:], all(404)), Row("GET /sign-in/openid/return", nil, [:], all(404)), Row("GET /settings", nil, [:], managers(403, 403, 200)),
        Row("POST /settings/site", nil, [:], managers(403, 403, 303)), Row("POST /settings/mail", nil, [:], managers(403, 403, 303)), Row("POST /settings/openid", nil, [:], managers(403, 403, 303)),
        Row("POST /settings/quiet", nil, [:], managers(403, 403, 303)), Row("POST /settings/deadlines", nil, [:], managers(403, 403, 303)), Row("POST /settings/mail/test", nil, [:], managers(403, 403, 422)), Row("POST /settings/openid/check", nil, [:], managers(403, 403, 422)),
        Row("GET /me/deadlines.ics", nil, [:], [401] + members(200).dropFirst()), Row("GET /me/deadlines.atom", nil, [:], [401] + members(200).dropFirst()), Row("POST /me/deadlines/keys", nil, [:], members(422)),
        Row("GET /me/notices", nil, [:], members(200)), Row("POST /me/notices/read", nil, [:], members(303)),
        // People.
        Row("GET /people", nil, [:], managers(200, 200, 200)), Row("GET /people", "/people.csv", [:], [401] + managers(200, 200, 200).dropFirst()), Row("GET /people/new", nil, [:], managers(200, 200, 200)),
        Row("POST /people/new", nil, [:], managers(422, 422, 422)), Row("POST /people/new", nil, ["sign_in_name": "moi", "full_name": "Mới", "unit": "91004", "role": "none"], managers(403, 422, 422)),
        Row("GET /people/{id}", "/people/own", [:], managers(200, 200, 200)), Row("GET /people/{id}", "/people/other", [:], managers(404, 200, 200)), Row("GET /people/{id}", "/people/above", [:], managers(404, 404, 200)),
        Row("GET /people/{id}", "/people/nobody", [:], managers(404, 404, 404)),
        Row("POST /people/{id}", "/people/own", [:], managers(422, 422, 422)), Row("POST /people/{id}", "/people/other", [:], managers(404, 422, 422)),
        Row("POST /people/{id}/roles", "/people/own/roles", [:], managers(422, 422, 422)), Row("POST /people/{id}/roles", "/people/other/roles", [:], managers(404, 422, 422)),
        Row("POST /people/{id}/roles", "/people/own/roles", ["role": "commune-officer", "role_unit": "91004", "last_day": "2020-01-01"], managers(403, 422, 422)),
        Row("POST /people/{id}/roles/end", "/people/own/roles/end", [:], managers(404, 404, 404)), Row("POST /people/{id}/roles/end", "/people/other/roles/end", [:], managers(404, 404, 404)),
        Row("POST /people/{id}/hand-over", "/people/own/hand-over", [:], managers(422, 422, 422)), Row("POST /people/{id}/hand-over", "/people/other/hand-over", [:], managers(404, 422, 422)),
        Row("POST /people/{id}/lend", "/people/own/lend", [:], managers(422, 422, 422)), Row("POST /people/{id}/lend", "/people/other/lend", [:], managers(404, 422, 422)),
        Row("POST /people/{id}/link", "/people/own/link", [:], managers(200, 200, 200)), Row("POST /people/{id}/link", "/people/other/link", [:], managers(404, 200, 200)), Row("POST /people/{id}/link", "/people/above/link", [:], managers(404, 404, 200)),
        Row("POST /people/{id}/identity", "/people/own/identity", [:], managers(422, 422, 422)), Row("POST /people/{id}/identity", "/people/other/identity", [:], managers(404, 422, 422)),
        Row("POST /people/{id}/state", "/people/own/state", ["do": "unlock"], managers(303, 303, 303)), Row("POST /people/{id}/state", "/people/other/state", ["do": "unlock"], managers(404, 303, 303)),
        // Agencies.
        Row("GET /agencies", nil, [:], members(200)), Row("GET /agencies/{code}", "/agencies/SO-DT", [:], members(200)), Row("POST /agencies", nil, [:], managers(422, 422, 422)),
        Row("POST /agencies/{code}", "/agencies/SO-DT", ["name_vi": "Sở khác"], managers(404, 422, 422)),
    ]

    @Test func `every address answers everyone as the table says`() async throws {
        try await withBrowser { browser async throws in
            let cast = try Story.addPeople(to: browser.khen)
            let people = ["own": cast["lom.noi"], "other": cast["thau.pao"], "above": cast["goc"]]
            for (index, actor) in Self.actors.enumerated() {
                let visiting = Visiting(browser)
                visiting.peer = "203.0.113.\(index + 1)"
                if !actor.isEmpty { try await visiting.signIn(actor) }
                for row in Self.rows {
                    var address = row.address
                    for (word, person) in people { if let person { address = address.replacing("/people/\(word)", with: "/people/\(person.id)") } }
                    let answer = row.route.hasPrefix("GET") ? try await visiting.get(address) : try await visiting.post(address, row.fields)
                    #expect(answer.status == row.expected[index], "\(row.route) \(row.address) for \(actor.isEmpty ? "a visitor" : actor)")
                }
                #expect(try await visiting.post("/sign-out").headers[.location] == "/sign-in?done=out")
                #expect(try await visiting.get("/me").status == 303)
            }
        }
    }

    @Test func `no address is missing from the table`() {
        let known = Set(Self.rows.map(\.route)).union(["POST /sign-out"]).union(ReportRightsTests.routes).union(ReportRightsTests.protocols).union(RegisterRightsTests.routes).union(RegisterRightsTests.protocols), there = Set(Site.routes.map { "\($0.method.rawValue) \($0.path)" })
        #expect(there.subtracting(known).sorted() == [], "say in the table who may do this")
        #expect(known.subtracting(there).sorted() == [], "these are not there any more")
        #expect(Self.rows.allSatisfy { $0.expected.count == Self.actors.count })
    }
}
