import Domain
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Outside

/// How the installation speaks to the world outside: its own address, mail, the provider of accounts, the quiet hours.
enum SettingsPages {
    static var routes: [Route] {
        [
            .get("/settings", access: .right(.configure), page),
            .post("/settings/site", access: .right(.configure), maxBytes: 16 << 10) { try await change(.site, $0) },
            .post("/settings/mail", access: .right(.configure), maxBytes: 16 << 10) { try await change(.mail, $0) },
            .post("/settings/mail/test", access: .right(.configure), maxBytes: 16 << 10, test),
            .post("/settings/openid", access: .right(.configure), maxBytes: 16 << 10) { try await change(.openid, $0) },
            .post("/settings/openid/check", access: .right(.configure), maxBytes: 1 << 10, check),
            .post("/settings/deadlines", access: .right(.configure), maxBytes: 16 << 10) { try await change(.deadlines, $0) },
            .post("/settings/quiet", access: .right(.configure), maxBytes: 16 << 10) { try await change(.quiet, $0) },
        ]
    }

    private static func page(_ request: PageRequest) throws -> Response { try shown(request) }

    private static func change(_ group: SettingName.Group, _ request: PageRequest) async throws -> Response {
        let fields = request.fields
        var changes: [SettingName: String?] = [:]
        for name in group.names where fields.has(name.rawValue) {
            let text = name.isSecret ? fields.exact(name.rawValue) : fields[name.rawValue]
            // A secret is never shown, so an empty field leaves it as it is.
            if name.isSecret, text == "", fields["\(name.rawValue).remove"] == nil { continue }
            changes.updateValue(text, forKey: name)
        }
        do {
            try request.khen.settings.change(changes, by: request.person)
        } catch let problem as Rejected {
            return try shown(request, typed: fields, problem: problem)
        }
        return Reply.redirect(to: "/settings?done=\(group.rawValue)#\(group.rawValue)")
    }

    private static func test(_ request: PageRequest) async throws -> Response {
        let fields = request.fields
        do {
            try await request.khen.settings.sendTest(to: fields["to"] ?? "", language: request.language.rawValue, by: request.person)
        } catch let problem as Rejected {
            return try shown(request, typed: fields, problem: problem, part: "test")
        }
        return Reply.redirect(to: "/settings?done=test#mail")
    }

    private static func check(_ request: PageRequest) async throws -> Response {
        do {
            try await request.khen.settings.checkOpenID(by: request.person)
        } catch let problem as Rejected {
            return try shown(request, problem: problem, part: "check")
        }
        return Reply.redirect(to: "/settings?done=check#openid")
    }

    private static func shown(_ request: PageRequest, typed: Fields? = nil, problem: Rejected? = nil, part: String? = nil) throws -> Response {
        let view = SettingsView(request: request, values: try request.khen.settings.current(by: request.person), typed: typed, problem: problem, part: part)
        var response = Reply.html(
            Layout.page(request, title: request.t("Settings"), current: .settings, crumbs: [(request.t("Operations centre"), "/"), (request.t("Settings"), nil)], main: view.html),
            status: problem == nil ? .ok : .unprocessableContent)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
