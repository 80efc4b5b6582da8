import Domain
import HTTPTypes
import Hummingbird
import Logging
import Markup
import Operations

/// Tells browsers what the site never does: run foreign scripts, sit in another's frame, guess types, leak addresses.
struct SafetyHeaders: RouterMiddleware {
    typealias Context = SiteContext

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-cache" }
        return response
    }
}

/// Remembers the reader's language and when they were here last, in two cookies that say nothing else.
struct Visits: RouterMiddleware {
    typealias Context = SiteContext

    let now: @Sendable () -> Moment

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
            let sent = CookieJar(request.headers[values: .cookie]).values[Visit.cookie], visit = Visit(cookie: sent, now: now()).cookieValue
            if visit != sent { response.headers.append(HTTPField(name: .setCookie, value: "\(Visit.cookie)=\(visit); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")) }
        }
        if let asked = Query(request.uri.query)["lang"], Language(rawValue: asked) != nil {
            response.headers.append(HTTPField(name: .setCookie, value: "lang=\(asked); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"))
        }
        return response
    }
}

/// Turns what went wrong into a page or a JSON answer that says what to do.
struct Failures: RouterMiddleware {
    typealias Context = SiteContext

    let site: Site

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as Rejected {
            return try answer(request, .unprocessableContent, title: "This cannot be done as asked", reason: error.reason, remedy: error.remedy, place: error.place)
        } catch let error as NotFound {
            return try notFound(request, error.what)
        } catch let error as Conflict {
            return try answer(request, .conflict, title: "Somebody else changed this first", reason: error.reason, remedy: nil)
        } catch is NotAllowed {
            return try answer(request, .forbidden, title: "You may not do this", reason: Label(vi: "Tài khoản của bạn không có quyền này.", en: "Your account does not have this right."), remedy: nil)
        } catch let error as RequestBody.TooLarge {
            let megabytes = max(1, error.limit >> 20)
            return try answer(request, .contentTooLarge, title: "This cannot be done as asked",
                              reason: Label(vi: "Nội dung gửi lên lớn quá \(megabytes) MB.", en: "What was sent is larger than \(megabytes) MB."),
                              remedy: Label(vi: "Chia nhỏ hoặc giảm dung lượng tệp rồi gửi lại.", en: "Send less at a time, or make the file smaller."))
        } catch is SameOrigin.FromElsewhere {
            return try answer(request, .forbidden, title: "You may not do this",
                              reason: Label(vi: "Yêu cầu này đến từ một trang khác.", en: "This request comes from another site."),
                              remedy: Label(vi: "Mở trang của Khèn rồi làm lại.", en: "Open Khèn's own page and do it there."))
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return try notFound(request, Label(vi: "Không có trang này.", en: "There is no such page."))
        } catch let error as any HTTPResponseError where error.status.code < 500 {
            return try answer(request, error.status, title: "This cannot be done as asked", reason: Label(vi: "Yêu cầu không hợp lệ.", en: "The request is not valid."), remedy: nil)
        } catch {
            let id = String(UInt64.random(in: .min ... .max), radix: 36)
            context.logger.error("\(id): \(error)", metadata: ["path": .string(request.uri.path)])
            return try answer(request, .internalServerError, title: "Something went wrong on our side",
                              reason: Label(vi: "Lỗi của hệ thống, mã số \(id). Số liệu đã lưu không bị mất.", en: "A fault of the system, number \(id). Nothing that was saved is lost."),
                              remedy: Label(vi: "Thử lại sau ít phút; nếu vẫn lỗi, gửi mã số này cho quản trị viên.", en: "Try again in a few minutes; if it stays, give this number to your administrator."))
        }
    }

    private func notFound(_ request: Request, _ what: Label) throws -> Response {
        try answer(request, .notFound, title: "Not found", reason: what,
                   remedy: Label(vi: "Kiểm tra lại địa chỉ hoặc tìm theo tên ở ô tìm kiếm.", en: "Check the address, or search for a name in the search box."))
    }

    private struct Problem: Encodable {
        var status: Int
        var title: String
        var detail: String
        var remedy: String?
        var place: String?
    }

    private func answer(_ request: Request, _ status: HTTPResponse.Status, title: Text, reason: Label, remedy: Label?, place: String? = nil) throws -> Response {
        let cookies = CookieJar(request.headers[values: .cookie]).values
        let t = Translator(site.language(of: request, cookies: cookies), site.phrasebook)
        let path = request.uri.path
        if [".json", ".csv", ".xlsx"].contains(where: { path.hasSuffix($0) }) || path.hasPrefix("/api/") {
            return try Reply.json(Problem(status: status.code, title: t(title), detail: t(reason), remedy: remedy.map { t($0) }, place: place), status: status)
        }
        return Reply.html(Layout.failure(t, path: path, title: t(title), reason: t(reason), remedy: remedy.map { t($0) }, place: place), status: status)
    }
}

extension Translator {
    /// A label in the reader's language.
    package func callAsFunction(_ label: Label) -> String { self(vi: label.vi, en: label.en) }
}
