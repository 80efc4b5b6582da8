import CCurlCalls
import Dispatch

/// One conversation with another server, by libcurl.
///
/// It belongs to one thread, from its making to its end.
final class CurlCall {
    private let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let traffic = Traffic()

    /// What goes over the line, as libcurl hands it over.
    private final class Traffic {
        var toSend: [UInt8] = []
        var sent = 0
        var taken: [UInt8] = []
        var largest = Int.max
        var isTooLarge = false
        var headers: [String] = []
        /// In a conversation in lines, such as SMTP: how the last command begins, without what may be secret, and the last answer.
        var lastCommand = ""
        var lastReply = ""
        var isLeaving = false
    }

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ address: String, limits: CallLimits, certificates: String?) throws(CallFailure) {
        guard Self.isReady, let handle = curl_easy_init() else { throw CallFailure(code: CURLE_FAILED_INIT, detail: "") }
        self.handle = handle
        set(CURLOPT_URL, address)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connecting)
        set(CURLOPT_TIMEOUT_MS, limits.whole)
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let certificates { set(CURLOPT_CAINFO, certificates) }
        traffic.largest = limits.answerBytes
        let pointer = Unmanaged.passUnretained(traffic).toOpaque()
        curl_set_pointer(handle, CURLOPT_WRITEDATA, pointer)
        curl_set_pointer(handle, CURLOPT_HEADERDATA, pointer)
        curl_set_pointer(handle, CURLOPT_READDATA, pointer)
        curl_set_pointer(handle, CURLOPT_DEBUGDATA, pointer)
        curl_set_taking(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in CurlCall.take(bytes, size * count, pointer) }
        curl_set_taking(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
            CurlCall.traffic(pointer).headers.append(CurlCall.text(bytes, size * count))
            return size * count
        }
        curl_set_giving(handle) { bytes, size, count, pointer in
            let traffic = CurlCall.traffic(pointer), rest = traffic.toSend[traffic.sent...].prefix(size * count)
            rest.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: bytes, count: size * count).copyMemory(from: $0) }
            traffic.sent += rest.count
            return rest.count
        }
        curl_set_hearing(handle) { _, type, bytes, count, pointer in
            let traffic = CurlCall.traffic(pointer)
            switch type {
            // Saying goodbye comes after what matters.
            case CURLINFO_HEADER_OUT where CurlCall.text(bytes, count).hasPrefix("QUIT"): traffic.isLeaving = true
            case CURLINFO_HEADER_OUT where !traffic.isLeaving: traffic.lastCommand = String(CurlCall.text(bytes, count).prefix(9))
            case CURLINFO_HEADER_IN where !traffic.isLeaving: traffic.lastReply = String(CurlCall.text(bytes, count).prefix(300))
            default: break
            }
            return 0
        }
        set(CURLOPT_VERBOSE, 1)
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
    }

    func set(_ option: CURLoption, _ text: String) { curl_set_text(handle, option, text) }
    func set(_ option: CURLoption, _ number: Int) { curl_set_number(handle, option, number) }

    func set(_ option: CURLoption, _ lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) ?? list }
        if let list { lists.append(list) }
        curl_set_list(handle, option, list)
    }

    /// Bytes of a form or another body that is sent whole.
    func set(body: [UInt8]) { _ = body.withUnsafeBytes { curl_set_form(handle, $0.baseAddress ?? UnsafeRawPointer(handle), curl_off_t($0.count)) } }

    /// Bytes that are uploaded, such as a message.
    func set(upload: [UInt8]) {
        traffic.toSend = upload
        set(CURLOPT_UPLOAD, 1)
        curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.count))
    }

    /// Talks to the other server until it has answered or something failed.
    func perform() throws(CallFailure) {
        let code = curl_easy_perform(handle)
        if traffic.isTooLarge { throw CallFailure(code: CURLE_FILESIZE_EXCEEDED, detail: "") }
        guard code == CURLE_OK else {
            var failure = CallFailure(code: code, detail: String(cString: curl_easy_strerror(code)))
            failure.status = status
            failure.lastCommand = traffic.lastCommand
            failure.lastReply = traffic.lastReply
            failure.hasSentBody = traffic.sent > 0
            throw failure
        }
    }

    var status: Int { curl_last_status(handle) }
    var body: [UInt8] { traffic.taken }
    /// Lines of the last answer's head.
    var headers: [String] { traffic.headers.lastIndex { $0.hasPrefix("HTTP/") }.map { Array(traffic.headers[$0...]) } ?? traffic.headers }

    private static func traffic(_ pointer: UnsafeMutableRawPointer?) -> Traffic {
        guard let pointer else { preconditionFailure("libcurl hands back the pointer it was given") }
        return Unmanaged<Traffic>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static func take(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int, _ pointer: UnsafeMutableRawPointer?) -> Int {
        let traffic = traffic(pointer)
        guard traffic.taken.count + count <= traffic.largest else {
            traffic.isTooLarge = true
            return 0
        }
        traffic.taken.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private static func text(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> String {
        var text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: min(count, 1000)), as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}

/// How long a conversation may take and how much may come of it.
package struct CallLimits: Sendable, Hashable {
    /// In milliseconds, until there is a connection.
    package var connecting: Int
    /// In milliseconds, for all of it.
    package var whole: Int
    package var answerBytes: Int

    package init(connecting: Int = 10_000, whole: Int = 30_000, answerBytes: Int = 1 << 20) {
        self.connecting = connecting
        self.whole = whole
        self.answerBytes = answerBytes
    }
}

/// What libcurl says went wrong.
struct CallFailure: Error {
    var code: CURLcode
    var detail: String
    var status = 0
    var lastCommand = ""
    var lastReply = ""
    var hasSentBody = false

    init(code: CURLcode, detail: String) {
        self.code = code
        self.detail = detail
    }

    var isTimeout: Bool { code == CURLE_OPERATION_TIMEDOUT }
    var isUnreachable: Bool { [CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT].contains(code) }
    /// The line could not be made safe, or the other server is not shown to be who it should be.
    var isInsecure: Bool {
        [CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER].contains(code)
    }
}

/// Work that waits for other servers, off the threads that answer requests.
enum Waiting {
    private static let queue = DispatchQueue(label: "khen.outside", attributes: .concurrent)

    static func run<T: Sendable, Failure: Error>(_ work: @escaping @Sendable () throws(Failure) -> T) async throws(Failure) -> T {
        let result: Result<T, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
