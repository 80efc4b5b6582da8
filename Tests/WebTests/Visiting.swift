import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
@testable import Web

/// One person at a browser that keeps its cookies and sends forms as browsers do.
final class Visiting {
    let browser: Browser
    var cookies: [String: String] = [:]
    var peer: String? = "203.0.113.7"
    /// What is sent besides; emptied where a test plays a foreign site.
    var site: String? = "same-origin"

    init(_ browser: Browser) { self.browser = browser }

    private func headers(_ more: [HTTPField.Name: String]) -> [HTTPField.Name: String] {
        var headers = more
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        return headers
    }

    private func keep(_ answer: Browser.Answer) -> Browser.Answer {
        for line in answer.headers[values: .setCookie] {
            let pair = line.split(separator: ";")[0].split(separator: "=", maxSplits: 1).map(String.init)
            if line.contains("Max-Age=0") { cookies[pair[0]] = nil } else { cookies[pair[0]] = pair.count > 1 ? pair[1] : "" }
        }
        return answer
    }

    func get(_ address: String, headers more: [HTTPField.Name: String] = [:]) async throws -> Browser.Answer { keep(try await browser.send(.get, address, headers: headers(more), peer: peer)) }

    func post(_ address: String, _ fields: KeyValuePairs<String, String> = [:], headers more: [HTTPField.Name: String] = [:]) async throws -> Browser.Answer {
        let text = fields.map { "\(Query.encoded($0.key))=\(Query.encoded($0.value))" }.joined(separator: "&")
        return try await post(address, body: Array(text.utf8), type: "application/x-www-form-urlencoded", headers: more)
    }

    func post(_ address: String, body: [UInt8], type: String, headers more: [HTTPField.Name: String] = [:]) async throws -> Browser.Answer {
        var all = headers(more)
        all[.contentType] = type
        if let site { all[HTTPField.Name("Sec-Fetch-Site")!] = site }
        return keep(try await browser.send(.post, address, headers: all, body: body, peer: peer))
    }

    /// Signs in with the story's password, setting up a second step where it is asked for.
    @discardableResult
    func signIn(_ name: String) async throws -> Browser.Answer {
        let answer = try await post("/sign-in", ["name": name, "password": Story.password])
        guard answer.headers[.location]?.hasPrefix("/sign-in/second-factor") == true else { return answer }
        let khen = browser.khen
        let secret = try khen.people.codeSecret(for: .waiting(token: cookies["session"] ?? "")).secret
        return try await post("/sign-in/second-factor", ["code": OneTimeCode.code(secret: secret, step: khen.now().milliseconds / 30_000)])
    }
}
