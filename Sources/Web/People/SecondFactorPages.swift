import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Setting up the codes of an authenticator app, before signing in goes on or from one's own page.
enum SecondFactorPages {
    // MARK: While signing in

    private static func waiting(_ request: PageRequest) throws -> People.Enrolling? {
        guard let token = request.cookies[SessionCookie.name], try request.khen.people.waiting(session: token, stage: .setUp) != nil else { return nil }
        return .waiting(token: token)
    }

    static func waitingPage(_ request: PageRequest) throws -> Response {
        guard let who = try waiting(request) else { return Reply.redirect(to: "/sign-in") }
        return try form(request, who, action: "/sign-in/second-factor").response(request)
    }

    static func setUpWaiting(_ request: PageRequest) async throws -> Response {
        guard let who = try waiting(request) else { return Reply.redirect(to: "/sign-in") }
        return try await setUp(request, who, action: "/sign-in/second-factor", next: SignInPages.then(request) ?? "/")
    }

    // MARK: From one's own page

    static func ownPage(_ request: PageRequest) throws -> Response { try form(request, .account(try request.signedIn()), action: "/me/second-factor").response(request) }

    static func setUpOwn(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn()
        guard request.fields["remove"] == nil else {
            return try await request.attempt {
                try await request.khen.people.removeCode(of: account, password: request.fields.exact("password"), from: request.visitor)
                return Reply.redirect(to: "/me?done=code-removed")
            } otherwise: { try form(request, .account(account), action: "/me/second-factor").response(request, problem: $0) }
        }
        return try await setUp(request, .account(account), action: "/me/second-factor", next: "/me")
    }

    // MARK: Both

    private static func form(_ request: PageRequest, _ who: People.Enrolling, action: String) throws -> FormPage {
        let t = request.t, (secret, person) = try request.khen.people.codeSecret(for: who)
        let address = OneTimeCode.address(secret: secret, account: person.signInName), text = Secret.base32(secret)
        let spaced = stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
        let lede: HTML = """
            <p class="lede">\(t("A second step protects your account, and roles that approve or administer ask for it: a code from an app on your telephone."))</p>\
            <ol><li>\(t("Install an authenticator app, such as Google Authenticator, Microsoft Authenticator or Aegis."))</li>\
            <li>\(t("Read this picture with the app, or type the key into it."))\(QRCode.drawing(address, title: t("QR code for the app")))\
            <p><code class="key-text">\(spaced)</code></p><p><a href="\(address)">\(t("Open in an app on this telephone"))</a></p></li>\
            <li>\(t("Type the 6 digits that the app shows."))</li></ol>
            """
        return FormPage(
            title: t("Set up the second step"), lede: lede, action: action,
            fields: [Field("code", label: t("Code"), isRequired: true, autocomplete: "one-time-code", control: .line(type: "text", value: ""))],
            button: t("Take into use"), inside: SignInPages.then(request).map { "<input type=\"hidden\" name=\"then\" value=\"\($0)\">" } ?? "")
    }

    private static func setUp(_ request: PageRequest, _ who: People.Enrolling, action: String, next: String) async throws -> Response {
        try await request.attempt {
            let (codes, session) = try request.khen.people.setUpCode(request.fields["code"] ?? "", for: who, from: request.visitor)
            let t = request.t
            let main: HTML = """
                <h1>\(t("The second step is set up"))</h1><div class="status warn"><p>\(t("Write these recovery codes down and keep them where only you find them. Each lets you in once if your telephone is lost. They are not shown again."))</p></div>\
                <ul class="recovery">\(codes.html { "<li><code>\($0)</code></li>" })</ul><p><a class="button" href="\(next)">\(t("I have written them down"))</a></p>
                """
            var response = Reply.html(Layout.page(request, title: t("The second step is set up"), current: nil, main: main))
            response.headers[.cacheControl] = "no-store"
            if let session { SessionCookie.set(session, request, on: &response) }
            return response
        } otherwise: { try form(request, who, action: action).response(request, problem: $0) }
    }
}
