import CCurlCalls
import Domain

/// Why a web server gave no answer that can be used.
package enum HTTPFailure: Error, Sendable, Hashable {
    /// No such server, or it takes no connections.
    case unreachable(host: String)
    /// The line is not safe: no trusted certificate, or another name on it.
    case insecure(host: String)
    case timeout(host: String)
    case tooLarge(host: String)
    /// It sent on to another server, or too often.
    case redirected(String)
    case broken(host: String, detail: String)

    init(_ failure: CallFailure, host: String) {
        self =
            if failure.isUnreachable { .unreachable(host: host) }
            else if failure.isInsecure { .insecure(host: host) }
            else if failure.isTimeout { .timeout(host: host) }
            else if failure.code == CURLE_FILESIZE_EXCEEDED { .tooLarge(host: host) }
            else { .broken(host: host, detail: failure.detail) }
    }

    package var message: Label {
        switch self {
        case .unreachable(let host): Label(vi: "Không kết nối được tới máy chủ \(host)", en: "The server \(host) cannot be reached")
        case .insecure(let host): Label(vi: "Kết nối tới \(host) không an toàn: chứng thư số không được tin cậy hoặc không đúng tên", en: "The connection to \(host) is not safe: its certificate is not trusted, or bears another name")
        case .timeout(let host): Label(vi: "Máy chủ \(host) không trả lời kịp", en: "The server \(host) did not answer in time")
        case .tooLarge(let host): Label(vi: "Máy chủ \(host) trả lời quá dài", en: "The server \(host) answered with too much")
        case .redirected(let host): Label(vi: "Máy chủ \(host) chuyển sang địa chỉ khác, không được chấp nhận", en: "The server \(host) sends on to another address, which is not accepted")
        case .broken(let host, let detail): Label(vi: "Kết nối tới \(host) bị ngắt (\(detail))", en: "The connection to \(host) broke (\(detail))")
        }
    }

    package var remedy: Label {
        switch self {
        case .unreachable: Label(vi: "Kiểm tra địa chỉ, cổng và tường lửa.", en: "Check the address, the port and the firewall.")
        case .insecure: Label(vi: "Kiểm tra chứng thư số của máy chủ đó, và giờ của máy này.", en: "Check that server's certificate, and this machine's clock.")
        case .timeout, .broken: Label(vi: "Thử lại sau ít phút.", en: "Try again in a few minutes.")
        case .tooLarge, .redirected: Label(vi: "Kiểm tra lại địa chỉ.", en: "Check the address.")
        }
    }
}
