import Domain
import HTTPTypes
import Hummingbird
import Logging
import Markup
import Operations
import Storage

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
        } catch let error as NotSignedIn {
            return try signInFirst(request, error)
        } catch let error as TooManyAttempts {
            var response = try answer(request, .tooManyRequests, title: "Too many attempts", reason: Label(vi: "Đã thử sai nhiều lần từ máy này.", en: "There were many wrong attempts from this machine."),
                                      remedy: Label(vi: "Thử lại sau \(error.seconds) giây.", en: "Try again in \(error.seconds) seconds."))
            response.headers[.retryAfter] = String(error.seconds)
            return response
        } catch is Passwords.Busy {
            return try answer(request, .serviceUnavailable, title: "Too many attempts", reason: Label(vi: "Quá nhiều người đang đăng nhập cùng lúc.", en: "Too many people are signing in at once."),
                              remedy: Label(vi: "Thử lại sau ít giây.", en: "Try again in a few seconds."))
        } catch let error as BodyTooLarge {
            return try answer(request, .contentTooLarge, title: "Too large", reason: Label(vi: "Dữ liệu gửi lên vượt quá \(error.words).", en: "What was sent is larger than \(error.words)."),
                              remedy: Label(vi: "Gửi tệp nhỏ hơn, hoặc chia thành nhiều tệp.", en: "Send a smaller file, or several."))
        } catch is ForeignRequest {
            return try answer(request, .forbidden, title: "This did not come from this site", reason: Label(vi: "Biểu mẫu được gửi từ một trang khác nên không được nhận.", en: "The form was sent from another site and was not taken."),
                              remedy: Label(vi: "Mở lại trang này từ thanh địa chỉ rồi gửi lại.", en: "Open the page again from the address bar and send it again."))
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return try notFound(request, Label(vi: "Không có trang này.", en: "There is no such page."))
        } catch let error as any HTTPResponseError where error.status.code < 500 {
            return try answer(request, error.status, title: "This cannot be done as asked", reason: Label(vi: "Yêu cầu không hợp lệ.", en: "The request is not valid."), remedy: nil)
        } catch StorageError.diskFull {
            context.logger.error("the disk is full", metadata: ["path": .string(request.uri.path)])
            return try answer(request, .init(code: 507, reasonPhrase: "Insufficient Storage"), title: "The server has no room left", reason: Label(vi: "Đĩa của máy chủ đã đầy, nội dung vừa gửi chưa được nhận. Số liệu đã lưu không bị mất.", en: "The server's disk is full and what was just sent was not taken. Nothing that was saved is lost."),
                              remedy: Label(vi: "Báo quản trị viên dọn đĩa, rồi gửi lại.", en: "Tell your administrator to make room, then send it again."))
        } catch {
            let id = String(UInt64.random(in: .min ... .max), radix: 36)
            context.logger.error("\(id): \(error)", metadata: ["path": .string(request.uri.path)])
            return try answer(request, .internalServerError, title: "Something went wrong on our side",
                              reason: Label(vi: "Lỗi của hệ thống, mã số \(id). Số liệu đã lưu không bị mất.", en: "A fault of the system, number \(id). Nothing that was saved is lost."),
                              remedy: Label(vi: "Thử lại sau ít phút; nếu vẫn lỗi, gửi mã số này cho quản trị viên.", en: "Try again in a few minutes; if it stays, give this number to your administrator."))
        }
    }

    /// People are led to the page for signing in and back; programs are told.
    private func signInFirst(_ request: Request, _ error: NotSignedIn) throws -> Response {
        guard Self.isFromProgram(request) || error.hasBadToken else {
            let here = request.method == .get ? request.uri.path + (request.uri.query.map { "?\($0)" } ?? "") : nil
            return Reply.redirect(to: "/sign-in" + Address.query([("then", here.flatMap(LocalAddress.checked))]))
        }
        var response = try answer(request, .unauthorized, title: "Sign in first", reason: Label(vi: "Cần đăng nhập, hoặc khoá truy cập không đúng hay đã hết hạn.", en: "This needs signing in, or the key is wrong or too old."),
                                  remedy: Label(vi: "Đăng nhập ở /sign-in, hoặc gửi khoá ở đầu mục Authorization: Bearer.", en: "Sign in at /sign-in, or send a key in the header Authorization: Bearer."))
        // ODK Collect asks its user for a name and a password when it sees this; the password is a key for programs.
        response.headers[.wwwAuthenticate] = request.uri.path.hasPrefix("/odk/") ? "Basic realm=\"Khen\", charset=\"UTF-8\"" : "Bearer"
        return response
    }

    private static func isFromProgram(_ request: Request) -> Bool {
        let path = request.uri.path
        return [".json", ".csv", ".xlsx", ".ics", ".atom"].contains(where: { path.hasSuffix($0) }) || path.hasPrefix("/api/") || path.hasPrefix("/odk/") || request.headers[.authorization] != nil
            || request.headers[.accept]?.hasPrefix("application/json") == true || request.headers[.contentType]?.hasPrefix("application/json") == true
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
        if Self.isFromProgram(request) {
            return try Reply.json(Problem(status: status.code, title: t(title), detail: t(reason), remedy: remedy.map { t($0) }, place: place), status: status)
        }
        return Reply.html(Layout.failure(t, path: path, title: t(title), reason: t(reason), remedy: remedy.map { t($0) }, place: place), status: status)
    }
}

extension Translator {
    /// A label in the reader's language.
    package func callAsFunction(_ label: Label) -> String { self(vi: label.vi, en: label.en) }
}
