import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Outside

/// Signing in with the account of another office: to the provider, and back.
enum OpenIDPages {
    static var routes: [Route] {
        [
            .get("/sign-in/openid", access: .everyone, begin),
            .get("/sign-in/openid/return", access: .everyone, finish),
        ]
    }

    /// The way to the provider, for the page for signing in; nothing where none is set up.
    static func link(_ request: PageRequest) throws -> HTML {
        let settings = try request.khen.settings.current(), t = request.t
        guard settings.openID != nil else { return "" }
        let label = settings.openIDLabel ?? t("Sign in with your office’s account")
        return "<p><a class=\"button\" rel=\"nofollow\" href=\"/sign-in/openid\(Address.query([("then", SignInPages.then(request))]))\">\(label)</a></p>"
    }

    private static func client(_ request: PageRequest) throws -> OpenIDClient {
        guard let client = try request.khen.settings.openIDClient() else { throw NotFound(Label(vi: "Chưa thiết lập đăng nhập bằng tài khoản khác.", en: "Signing in with another account is not set up.")) }
        return client
    }

    private static func begin(_ request: PageRequest) async throws -> Response {
        let client = try client(request), attempt = OpenIDAttempt()
        let address: String
        do { address = try await client.address(for: attempt, language: request.language.rawValue, now: request.now) } catch { throw Rejected(error.message, remedy: error.remedy) }
        var response = Reply.redirect(to: address)
        AttemptCookie.set(attempt, then: SignInPages.then(request), request, on: &response)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func finish(_ request: PageRequest) async throws -> Response {
        let client = try client(request)
        guard let (attempt, then) = AttemptCookie.read(request) else {
            throw Rejected(OpenIDFailure.otherAttempt.message, remedy: OpenIDFailure.otherAttempt.remedy)
        }
        var answer: [String: String] = [:]
        for name in ["code", "state", "iss", "error", "error_description"] { answer[name] = request.query[name] }
        let identity: OpenIDIdentity
        do { identity = try await client.identity(answer: answer, attempt: attempt, now: request.now) } catch { throw Rejected(error.message, remedy: error.remedy) }
        let outcome = try await request.khen.people.signIn(openID: identity.subject, issuer: identity.issuer, email: identity.isEmailVerified ? identity.email : nil, from: request.visitor)
        var response = try SignInPages.answer(outcome, request, then: then) {
            Rejected(Label(vi: "tài khoản này chưa gắn với người nào ở đây", en: "this account belongs to nobody here yet"),
                     remedy: Label(vi: "Nhờ quản trị viên ghi đúng địa chỉ thư của ông/bà hoặc gắn tài khoản.", en: "Ask your administrator to record your address for mail, or to link the account."))
        }
        AttemptCookie.clear(request, on: &response)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// Keeps an attempt to sign in with the browser that began it, for ten minutes.
private enum AttemptCookie {
    private static let name = "openid"

    private static func text(_ value: String, seconds: Int, _ request: PageRequest) -> String {
        "\(name)=\(value); Path=/sign-in/openid; Max-Age=\(seconds); SameSite=Lax; HttpOnly\(request.isSecure ? "; Secure" : "")"
    }

    static func set(_ attempt: OpenIDAttempt, then: String?, _ request: PageRequest, on response: inout Response) {
        let value = [attempt.state, attempt.nonce, attempt.verifier, Query.encoded(then ?? "")].joined(separator: ".")
        response.headers.append(HTTPField(name: .setCookie, value: text(value, seconds: 600, request)))
    }

    static func read(_ request: PageRequest) -> (attempt: OpenIDAttempt, then: String?)? {
        guard let parts = request.cookies[name]?.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false).map(String.init), parts.count == 4,
            parts[0..<3].allSatisfy({ $0.utf8.count == 43 }) else { return nil }
        return (OpenIDAttempt(state: parts[0], nonce: parts[1], verifier: parts[2]), parts[3].removingPercentEncoding.flatMap(LocalAddress.checked))
    }

    static func clear(_ request: PageRequest, on response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: text("", seconds: 0, request)))
    }
}
