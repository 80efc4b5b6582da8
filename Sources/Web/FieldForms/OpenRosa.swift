import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Answers as OpenRosa 1.0 has them. Source: <https://docs.getodk.org/openrosa>.
enum OpenRosa {
    /// The most that one submission may have, in bytes.
    static let maxBytes = 4 << 20

    private static let version = HTTPField.Name("X-OpenRosa-Version")!, acceptLength = HTTPField.Name("X-OpenRosa-Accept-Content-Length")!

    static func xml(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Reply.bytes(Array(text.utf8), type: "text/xml; charset=utf-8", status: status)
        response.headers[version] = "1.0"
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }

    /// What `HEAD` says before a submission: that it would be taken, and how much.
    static var ready: Response {
        var headers = HTTPFields()
        headers[version] = "1.0"
        headers[acceptLength] = String(maxBytes)
        return Response(status: .noContent, headers: headers)
    }

    /// An answer with a sentence that Collect shows.
    static func message(_ sentence: String, status: HTTPResponse.Status, isTaken: Bool) -> Response {
        xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" items=\"0\"><message nature=\"\(isTaken ? "submit_success" : "error")\">\(escaped(sentence))</message></OpenRosaResponse>\n",
            status: status)
    }

    /// Text between tags and in attributes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    /// Asks for a name and a key, as Collect expects it before it gives any.
    static func signInFirst(_ request: PageRequest) -> Response {
        var response = message(
            request.t(Label(vi: "Ghi tên đăng nhập và khoá truy cập trong phần cài đặt máy chủ của ODK Collect.", en: "Give your sign-in name and access key in ODK Collect's server settings.")),
            status: .unauthorized, isTaken: false)
        response.headers[.wwwAuthenticate] = "Basic realm=\"Khen\", charset=\"UTF-8\""
        return response
    }

    /// Gives whoever is signed in their answer; what goes wrong is told in words that Collect shows.
    static func answer(_ request: PageRequest, _ work: (PageRequest) throws -> Response) throws -> Response {
        guard request.person != .visitor else { return signInFirst(request) }
        do {
            return try work(request)
        } catch let error as Rejected {
            return message(sentence(request, error.reason, error.remedy), status: .unprocessableContent, isTaken: false)
        } catch let error as NotFound {
            return message(sentence(request, error.what), status: .notFound, isTaken: false)
        } catch let error as Conflict {
            return message(sentence(request, error.reason), status: .conflict, isTaken: false)
        } catch is NotAllowed {
            return message(request.t(Label(vi: "Tài khoản của bạn không có quyền này.", en: "Your account does not have this right.")), status: .forbidden, isTaken: false)
        }
    }

    private static func sentence(_ request: PageRequest, _ reason: Label, _ remedy: Label? = nil) -> String {
        let reason = request.t(reason), first = reason.prefix(1).uppercased() + reason.dropFirst()
        return (first.hasSuffix(".") ? first : first + ".") + (remedy.map { " " + request.t($0) } ?? "")
    }
}
