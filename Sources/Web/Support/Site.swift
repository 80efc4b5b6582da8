import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Markup
import NIOCore
import Operations

/// The web site of one running Khèn: every page, file and programming interface it answers.
package struct Site: Sendable {
    package let khen: Khen
    let phrasebook: Phrasebook
    /// With it the first administrator may be set up from another machine.
    let setUpCode: String?

    /// - Throws: when the Vietnamese words that travel inside the program cannot be read.
    package init(khen: Khen, setUpCode: String? = nil) throws {
        self.khen = khen
        self.setUpCode = setUpCode
        phrasebook = try Phrasebook(json: Asset.named("vi.json").bytes)
    }

    /// Every address, with who may ask for it.
    package static var routes: [Route] {
        HomePage.routes + ProgrammePages.routes + CampaignPages.routes + UnitPages.routes + IndicatorPages.routes + FigurePages.routes + ChangePages.routes
            + ReportQueuePages.routes + ReportOverviewPages.routes + ReminderPages.routes + DeadlinePages.routes + ReportPages.routes + AboutPages.routes + APIPages.routes + SetUpPages.routes
            + SignInPages.routes + OwnPages.routes + PeoplePages.routes + AgencyPages.routes + DocumentPages.routes + WorkbookPages.routes
            + FieldFormPages.routes + OpenIDPages.routes + SettingsPages.routes + NoticePages.routes + OfflinePages.routes + OfflineRegisterPages.routes + FilePages.routes + RecordFilePages.routes
            + RegisterPages.routes + RegisterWorkPages.routes + RecordPages.routes + RecordCarePages.routes + RecordPrintPages.routes + RecordFormPages.routes + PublicRecordPage.routes + SavedFilterPages.routes
    }

    /// Answers requests; also used without a network in tests.
    package func responder() -> some HTTPResponder<SiteContext> {
        let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            Compression()
            SafetyHeaders()
            Visits(now: khen.now)
            Failures(site: self)
        }
        for route in Site.routes {
            router.on(RouterPath(route.pattern), method: route.method) { request, context in
                try await self.answer(request, context, route)
            }
            // Where the last piece is fixed, the address with its ending is one of its own.
            for form in route.forms where form != .html && route.lastPiece == nil && !Site.routes.contains(where: { $0.path == "\(route.path).\(form.rawValue)" }) {
                router.on(RouterPath("\(route.pattern).\(form.rawValue)"), method: route.method) { request, context in
                    try await self.answer(request, context, route, form: form)
                }
            }
        }
        for asset in Asset.all where asset.isPublic {
            let served = ServedAsset(asset)
            router.get(RouterPath("/\(asset.address)")) { request, _ in served.response(to: request) }
        }
        router.get("/sw.js") { _, _ in Installable.workerResponse }
        return router.buildResponder()
    }

    /// Opens the port and answers until stopped.
    ///
    /// - Parameter ready: called once requests are taken, with the port.
    package func serve(host: String, port: Int, logger: Logger, ready: @escaping @Sendable (Int) async -> Void) async throws {
        let application = Application(
            responder: responder(), configuration: .init(address: .hostname(host, port: port), serverName: "khen"),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) }, logger: logger)
        try await application.runService()
    }

    /// Finds out who asks, whether they may, and what they sent; then the page answers.
    private func answer(_ request: Request, _ context: SiteContext, _ route: Route, form: PageRequest.Form = .html) async throws -> Response {
        var page: PageRequest
        do {
            page = try await received(request, context, route, form: form)
        } catch {
            await drain(request)
            throw error
        }
        if route.maxBytes > 0 { page.fields = try Fields(page.body, contentType: request.headers[.contentType]) }
        var response = try await route.handler(page)
        // What somebody sees who is signed in stays between them and the site.
        if page.account != nil, response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private, no-cache" }
        return response
    }

    /// What is asked, by whom, with what was sent; fails only while the whole is not read.
    private func received(_ request: Request, _ context: SiteContext, _ route: Route, form: PageRequest.Form) async throws -> PageRequest {
        var page = try pageRequest(request, context, route, form: form)
        page.siteAddress = Site.address(in: request, isLocal: Origin.isLocal(context.peer))
        let hasToken = request.headers[.authorization] != nil
        page.headers = request.headers
        if ![.get, .head, .options].contains(route.method), !hasToken { try SameOrigin.require(request, hasSession: page.cookies[SessionCookie.name] != nil) }
        if route.readsFreshWorld {
            page.account = try await account(request, page)
            page.person = page.account?.person ?? .visitor
            if let id = page.person.id, route.method == .get, page.form == .html, route.forms.contains(.html) {
                page.unreadNotices = try khen.notices.unread(of: id)
                page.waitingReports = try khen.reports.waitingCount(for: page.person)
            }
        }
        try require(route.access, page)
        if route.maxBytes > 0 { page.body = try await body(of: request, upTo: route.maxBytes) }
        return page
    }

    /// Reads and forgets what a refused request still sends. On a connection that is to be closed after it nobody else does, and its sender, often a proxy, would
    /// wait to be read and never come to the answer.
    private func drain(_ request: Request) async {
        guard request.headers[.connection]?.lowercased() == "close", request.headers[.contentLength] != nil || request.headers[.transferEncoding] != nil else { return }
        var left = Self.mostDrained
        do {
            for try await piece in request.body {
                left -= piece.readableBytes
                if left < 0 { return }
            }
        } catch {
            return  // the sender has gone
        }
    }

    private static let mostDrained = 64 << 20

    private func account(_ request: Request, _ page: PageRequest) async throws -> Account? {
        if let authorization = request.headers[.authorization] {
            if let basic = Self.basic(authorization) {
                guard let account = try khen.people.account(token: basic.password), account.person.name == basic.name else { throw NotSignedIn(hasBadToken: true) }
                return account
            }
            guard authorization.lowercased().hasPrefix("bearer "), let account = try khen.people.account(token: String(authorization.dropFirst(7))) else { throw NotSignedIn(hasBadToken: true) }
            return account
        }
        if DeadlinePages.takesKey(page.path), let key = page.query["key"] {
            guard let account = try khen.people.account(deadlineKey: key) else { throw NotSignedIn(hasBadToken: true) }
            return account
        }
        guard let token = page.cookies[SessionCookie.name] else { return nil }
        return try khen.people.account(session: token)
    }

    /// Name and password of a program that knows only these, such as ODK Collect: the sign-in name, and a key for programs as the password. Source: RFC 7617.
    private static func basic(_ authorization: String) -> (name: String, password: String)? {
        guard authorization.lowercased().hasPrefix("basic "), let data = Data(base64Encoded: String(authorization.dropFirst(6)).trimmingCharacters(in: .whitespaces)) else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":" as Character, maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private func require(_ access: Access, _ page: PageRequest) throws {
        switch access {
        case .everyone: return
        case .signedIn: if page.account == nil { throw NotSignedIn() }
        case .right(let right):
            guard page.account != nil else { throw NotSignedIn() }
            guard page.person.has(right) else { throw NotAllowed(right: right) }
        case .setUp:
            guard try khen.people.isEmpty() else { throw NotFound(Label(vi: "Không có trang này.", en: "There is no such page.")) }
        }
    }

    private func body(of request: Request, upTo limit: Int) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw BodyTooLarge(limit: limit) }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw BodyTooLarge(limit: limit)
        }
    }

    private func pageRequest(_ request: Request, _ context: SiteContext, _ route: Route, form fixed: PageRequest.Form = .html) throws -> PageRequest {
        var parameters: [String: String] = [:]
        var form = fixed
        for (name, value) in context.parameters {
            parameters[String(name)] = String(value).removingPercentEncoding ?? String(value)
        }
        if let last = route.lastPiece, let value = parameters[last], let dot = value.lastIndex(of: "."),
            let named = PageRequest.Form(rawValue: String(value[value.index(after: dot)...])), named != .html {
            guard route.forms.contains(named) else { throw NotFound(Label(vi: "trang này không có dạng .\(named.rawValue)", en: "this page has no .\(named.rawValue) form")) }
            parameters[last] = String(value[..<dot])
            form = named
        }
        let cookies = CookieJar(request.headers[values: .cookie]).values, origin = Origin(request, peer: context.peer)
        return PageRequest(
            khen: khen, world: route.readsFreshWorld ? try khen.refresh() : khen.world, person: .visitor, t: Translator(language(of: request, cookies: cookies), phrasebook), now: khen.now(),
            path: request.uri.path, query: Query(request.uri.query), cookies: cookies, parameters: parameters, form: form,
            visitor: Visitor(address: origin.address, userAgent: request.headers[.userAgent] ?? "", device: cookies[DeviceCookie.name]), isSecure: origin.isSecure,
            isAtTheMachine: origin.isAtTheMachine, site: self)
    }

    /// The site's address as it stands in a request; behind a proxy on this machine, as the proxy names it.
    static func address(in request: Request, isLocal: Bool) -> String {
        func forwarded(_ name: String) -> String? { isLocal ? HTTPField.Name(name).flatMap { request.headers[$0] } : nil }
        let scheme = forwarded("X-Forwarded-Proto") ?? request.head.scheme ?? "http", host = forwarded("X-Forwarded-Host") ?? request.head.authority ?? "localhost"
        return "\(scheme == "https" ? "https" : "http")://\(host)"
    }

    /// The language a reader asked for: in the address, else by an earlier choice, else by the browser's settings, else Vietnamese.
    func language(of request: Request, cookies: [String: String]) -> Language {
        if let asked = Query(request.uri.query)["lang"].flatMap(Language.init(rawValue:)) { return asked }
        if let chosen = cookies["lang"].flatMap(Language.init(rawValue:)) { return chosen }
        let wanted = request.headers[.acceptLanguage] ?? ""
        return wanted.hasPrefix("en") && !wanted.contains("vi") ? .en : .vi
    }
}

/// The cookies a browser sent.
package struct CookieJar: Sendable {
    package var values: [String: String] = [:]

    package init(_ headers: [String]) {
        for header in headers {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                values[parts[0].trimmed] = parts[1].trimmed
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
