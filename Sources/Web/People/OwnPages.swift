import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// What people see and change about themselves.
enum OwnPages {
    static var routes: [Route] {
        [
            .get("/me", access: .signedIn) { try OwnView($0).response() },
            .post("/me", access: .signedIn, change),
            .post("/me/password", access: .signedIn, changePassword),
            .get("/me/second-factor", access: .signedIn, SecondFactorPages.ownPage),
            .post("/me/second-factor", access: .signedIn, SecondFactorPages.setUpOwn),
            .post("/me/sessions", access: .signedIn, endSessions),
            .post("/me/tokens", access: .signedIn, makeToken),
            .post("/me/tokens/revoke", access: .signedIn, revokeToken),
            .post("/me/deadlines/keys", access: .signedIn, makeDeadlineKey),
            .post("/me/delegations", access: .signedIn, lend),
            .post("/me/delegations/end", access: .signedIn, takeBack),
        ]
    }

    private static func change(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn(), fields = request.fields
        return try await request.attempt {
            let language = fields["language"] ?? account.record.language
            try request.khen.people.changeOwn(fullName: fields["full_name"] ?? "", phone: fields["phone"], language: language, by: account)
            return Reply.redirect(to: "/me?done=changed&lang=\(language)")
        } otherwise: { try OwnView(request).response($0, in: .about) }
    }

    private static func changePassword(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn(), fields = request.fields
        return try await request.attempt {
            guard fields.exact("new_password") == fields.exact("again") else {
                throw Rejected(Label(vi: "hai lần nhập không giống nhau", en: "the two are not the same"), remedy: Label(vi: "Nhập lại mật khẩu mới hai lần.", en: "Type the new password twice."), place: "again")
            }
            do {
                try await request.khen.people.changePassword(of: account, from: fields.exact("password"), to: fields.exact("new_password"), from: request.visitor)
            } catch var problem as Rejected where problem.place == "password" && problem.reason.en != "the present password is wrong" {
                problem.place = "new_password"
                throw problem
            }
            return Reply.redirect(to: "/me?done=password")
        } otherwise: { try OwnView(request).response($0, in: .password) }
    }

    private static func endSessions(_ request: PageRequest) throws -> Response {
        let account = try request.signedIn()
        if let id = request.fields["session"] { try request.khen.people.endSession(id, of: account) } else { try request.khen.people.endOtherSessions(of: account) }
        return Reply.redirect(to: "/me?done=sessions#sessions")
    }

    private static func makeToken(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn(), fields = request.fields
        return try await request.attempt {
            let scope = Set(fields.all("scope").compactMap { Right(rawValue: $0) })
            let made = try request.khen.people.makeToken(name: fields["token_name"] ?? "", scope: scope, days: Int(fields["days"] ?? "") ?? 0, of: account)
            return try OwnView(request).response(newToken: made.token)
        } otherwise: { try OwnView(request).response($0, in: .tokens) }
    }

    private static func makeDeadlineKey(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn()
        return try await request.attempt {
            let made = try request.khen.people.makeDeadlineKey(name: request.fields["calendar_name"] ?? "", of: account)
            return try OwnView(request).response(newDeadlineKey: made.key)
        } otherwise: { try OwnView(request).response($0, in: .calendar) }
    }

    private static func revokeToken(_ request: PageRequest) throws -> Response {
        try request.khen.people.revokeToken(request.fields["token"] ?? "", of: try request.signedIn())
        return Reply.redirect(to: "/me?done=token#tokens")
    }

    private static func lend(_ request: PageRequest) async throws -> Response {
        let account = try request.signedIn(), fields = request.fields
        return try await request.attempt {
            let to = try request.khen.people.colleague(fields["to"] ?? "", of: account)
            guard let first = try fields.day("first_day"), let last = try fields.day("last_day") else {
                throw Rejected(Label(vi: "thiếu ngày", en: "a day is missing"), remedy: Label(vi: "Ghi ngày đầu và ngày cuối.", en: "Give the first and the last day."), place: "first_day")
            }
            try request.khen.people.lend(fields["assignment"] ?? "", to: to.id, from: first, until: last, by: account.person)
            return Reply.redirect(to: "/me?done=lent#leave")
        } otherwise: { try OwnView(request).response($0, in: .leave) }
    }

    private static func takeBack(_ request: PageRequest) throws -> Response {
        try request.khen.people.takeBack(request.fields["delegation"] ?? "", by: try request.signedIn().person)
        return Reply.redirect(to: "/me?done=taken-back#leave")
    }
}
