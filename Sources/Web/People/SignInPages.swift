import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Signing in and out, and setting a password with a one-time link.
enum SignInPages {
    static var routes: [Route] {
        [
            .get("/sign-in", access: .everyone, page),
            .post("/sign-in", access: .everyone, maxBytes: 8 * 1024, signIn),
            .get("/sign-in/code", access: .everyone, codePage),
            .post("/sign-in/code", access: .everyone, maxBytes: 4 * 1024, giveCode),
            .get("/sign-in/second-factor", access: .everyone, SecondFactorPages.waitingPage),
            .post("/sign-in/second-factor", access: .everyone, maxBytes: 4 * 1024, SecondFactorPages.setUpWaiting),
            .post("/sign-out", access: .everyone, maxBytes: 1024, signOut),
            .get("/password/{token}", access: .everyone, passwordPage),
            .post("/password/{token}", access: .everyone, maxBytes: 8 * 1024, setPassword),
        ]
    }

    /// Where to go on after signing in, if it is an address of this site.
    static func then(_ request: PageRequest) -> String? { (request.fields["then"] ?? request.query["then"]).flatMap(LocalAddress.checked) }

    static func newPassword(_ name: String, _ t: Translator, label: String? = nil) -> Field {
        Field(name, label: label ?? t("Password"), hint: t("At least \(Passwords.leastLength) characters. Several words are easier to remember than signs."), isRequired: true, autocomplete: "new-password", control: .line(type: "password", value: ""))
    }

    // MARK: Name and password

    private static func form(_ request: PageRequest) throws -> FormPage {
        let t = request.t, then = then(request)
        let note: HTML = switch request.query["done"] {
        case "password": FormPage.message("done", t("The password is set. Sign in with it."))
        case "out": FormPage.message("done", t("You are signed out."))
        default: ""
        }
        let isEmpty = try request.khen.people.isEmpty()
        return FormPage(
            title: t("Sign in"), lede: note, action: "/sign-in",
            fields: [
                Field("name", label: t("Sign-in name"), isRequired: true, autocomplete: "username", control: .line(type: "text", value: request.fields["name"] ?? "")),
                Field("password", label: t("Password"), isRequired: true, autocomplete: "current-password", control: .line(type: "password", value: "")),
            ],
            button: t("Sign in"), inside: then.map { "<input type=\"hidden\" name=\"then\" value=\"\($0)\">" } ?? "",
            after: isEmpty ? "<p>\(t.html("Nobody can sign in yet. \(Layout.link("/setup", t("Set up this installation")))"))</p>"
                : try OpenIDPages.link(request) + "<p>\(t("Forgotten the password? Your administrator can make a link with which you set a new one."))</p>")
    }

    private static func page(_ request: PageRequest) throws -> Response {
        if request.account != nil { return Reply.redirect(to: then(request) ?? "/me") }
        return try form(request).response(request)
    }

    private static func signIn(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            try answer(try await request.khen.people.signIn(name: request.fields["name"] ?? "", password: request.fields.exact("password"), from: request.visitor), request) {
                Rejected(Label(vi: "tên đăng nhập hoặc mật khẩu không đúng", en: "the sign-in name or the password is wrong"),
                         remedy: Label(vi: "Kiểm tra bộ gõ và phím Caps Lock rồi thử lại.", en: "Check the keyboard’s language and Caps Lock, and try again."))
            }
        } otherwise: { try form(request).response(request, problem: $0) }
    }

    /// What follows from an attempt, the same for every way of signing in.
    static func answer(_ outcome: SignInOutcome, _ request: PageRequest, then goOn: String? = nil, refused: () -> Rejected) throws -> Response {
        switch outcome {
        case .refused: throw refused()
        case .wait(let seconds): throw TooManyAttempts(seconds: seconds)
        case .withoutRole:
            throw Rejected(Label(vi: "tài khoản này hiện không giữ vai trò nào", en: "this account holds no role at present"),
                           remedy: Label(vi: "Liên hệ quản trị viên của đơn vị.", en: "Ask your unit’s administrator."))
        case .begun(let session):
            let goOn = goOn ?? then(request), further = Address.query([("then", goOn)])
            let next = switch session.stage {
            case .password, .strong: goOn ?? "/"
            case .code: "/sign-in/code" + further
            case .setUp: "/sign-in/second-factor" + further
            }
            var response = Reply.redirect(to: next)
            SessionCookie.set(session, request, on: &response)
            return response
        }
    }

    // MARK: Code

    private static func codeForm(_ request: PageRequest) -> FormPage {
        let t = request.t
        return FormPage(
            title: t("Second step"), lede: "<p class=\"lede\">\(t("Type the 6 digits that your authenticator app shows now."))</p>", action: "/sign-in/code",
            fields: [Field("code", label: t("Code"), hint: t("Telephone lost? Type one of your recovery codes instead."), isRequired: true, autocomplete: "one-time-code", control: .line(type: "text", value: ""))],
            button: t("Go on"), inside: then(request).map { "<input type=\"hidden\" name=\"then\" value=\"\($0)\">" } ?? "")
    }

    private static func codePage(_ request: PageRequest) throws -> Response {
        guard let token = request.cookies[SessionCookie.name], try request.khen.people.waiting(session: token, stage: .code) != nil else { return Reply.redirect(to: "/sign-in") }
        return codeForm(request).response(request)
    }

    private static func giveCode(_ request: PageRequest) async throws -> Response {
        guard let token = request.cookies[SessionCookie.name], try request.khen.people.waiting(session: token, stage: .code) != nil else { return Reply.redirect(to: "/sign-in") }
        return try await request.attempt {
            try answer(try await request.khen.people.signIn(token: token, code: request.fields["code"] ?? "", from: request.visitor), request) {
                Rejected(Label(vi: "mã không đúng hoặc đã dùng", en: "the code is wrong or was used already"),
                         remedy: Label(vi: "Chờ ứng dụng hiện mã mới rồi nhập mã đó.", en: "Wait for the app to show a new code, and type that."), place: "code")
            }
        } otherwise: { codeForm(request).response(request, problem: $0) }
    }

    // MARK: Out

    private static func signOut(_ request: PageRequest) throws -> Response {
        if let token = request.cookies[SessionCookie.name] { try request.khen.people.signOut(session: token) }
        var response = Reply.redirect(to: "/sign-in?done=out")
        SessionCookie.clear(request, on: &response)
        return response
    }

    // MARK: One-time link

    private static func passwordForm(_ request: PageRequest, _ person: PersonRecord) -> FormPage {
        let t = request.t
        return FormPage(
            title: t("Set a password"), lede: "<p class=\"lede\">\(t("For \(person.fullName), who signs in as \(person.signInName)."))</p>", action: request.path,
            fields: [newPassword("password", t), Field("again", label: t("The same again"), isRequired: true, autocomplete: "new-password", control: .line(type: "password", value: ""))],
            button: t("Set the password"))
    }

    private static func passwordPage(_ request: PageRequest) throws -> Response {
        passwordForm(request, try request.khen.people.person(ofLink: request.parameter("token"))).response(request)
    }

    private static func setPassword(_ request: PageRequest) async throws -> Response {
        let person = try request.khen.people.person(ofLink: request.parameter("token"))
        return try await request.attempt {
            try requireSame(request)
            _ = try await request.khen.people.setPassword(request.fields.exact("password"), withLink: request.parameter("token"))
            return Reply.redirect(to: "/sign-in?done=password")
        } otherwise: { passwordForm(request, person).response(request, problem: $0) }
    }

    static func requireSame(_ request: PageRequest) throws {
        guard request.fields.exact("password") == request.fields.exact("again") else {
            throw Rejected(Label(vi: "hai lần nhập không giống nhau", en: "the two are not the same"), remedy: Label(vi: "Nhập lại mật khẩu mới hai lần.", en: "Type the new password twice."), place: "again")
        }
    }
}
