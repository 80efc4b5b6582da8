import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The page on which the first administrator is made, while there is nobody yet.
enum SetUpPages {
    static var routes: [Route] {
        [
            .get("/setup", access: .setUp) { form($0).response($0) },
            .post("/setup", access: .setUp, setUp),
        ]
    }

    private static func form(_ request: PageRequest) -> FormPage {
        let t = request.t, fields = request.fields
        var questions = [
            Field("full_name", label: t("Full name"), isRequired: true, autocomplete: "name", control: .line(type: "text", value: fields["full_name"] ?? "")),
            Field("sign_in_name", label: t("Sign-in name"), hint: t("Letters without marks, digits, dots and hyphens, such as lo.mai."), isRequired: true, autocomplete: "username", control: .line(type: "text", value: fields["sign_in_name"] ?? "")),
            SignInPages.newPassword("password", t),
        ]
        if !request.isAtTheMachine {
            questions.append(Field("code", label: t("Set-up code"), hint: t("khen serve prints it when it starts."), isRequired: true, autocomplete: "off", control: .line(type: "text", value: fields["code"] ?? request.query["code"] ?? "")))
        }
        return FormPage(
            title: t("Set up this installation"), lede: "<p class=\"lede\">\(t("Nobody can sign in yet. The first person becomes administrator of the whole installation."))</p>",
            action: "/setup", fields: questions, button: t("Create the administrator"))
    }

    private static func setUp(_ request: PageRequest) async throws -> Response {
        try await request.attempt {
            let fields = request.fields
            guard request.isAtTheMachine || isRight(fields["code"], request.site?.setUpCode) else {
                throw Rejected(Label(vi: "mã thiết lập không đúng", en: "the set-up code is wrong"),
                               remedy: Label(vi: "Lấy mã mà khen serve in ra khi khởi động.", en: "Take the code that khen serve printed when it started."), place: "code")
            }
            let session = try await request.khen.people.setUp(
                signInName: fields["sign_in_name"] ?? "", fullName: fields["full_name"] ?? "", password: fields.exact("password"), language: request.language.rawValue, from: request.visitor)
            var response = Reply.redirect(to: "/sign-in/second-factor")
            SessionCookie.set(session, request, on: &response)
            return response
        } otherwise: { form(request).response(request, problem: $0) }
    }

    private static func isRight(_ given: String?, _ code: String?) -> Bool {
        guard let given, let code else { return false }
        return Secret.hash(given) == Secret.hash(code)
    }
}
