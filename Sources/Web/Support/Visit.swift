import Domain

/// When a browser was here: now, and the time before.
///
/// A visit ends half an hour after its last page. The cookie holds two instants and says nothing about the person.
struct Visit: Equatable {
    static let cookie = "visit"
    private static let pause: Int64 = 30 * 60_000
    /// Pages within this time do not move the instant on, so that not every answer carries a cookie.
    private static let precision: Int64 = 5 * 60_000

    /// The last page of the visit before this one; `nil` on the first visit.
    var previous: Moment?
    /// The latest page of this visit, to five minutes.
    var latest: Moment

    /// - Parameter cookie: what the browser sent; anything unreadable counts as a first visit.
    init(cookie: String?, now: Moment) {
        let parts = (cookie ?? "").split(separator: ".", omittingEmptySubsequences: false).map { Int64($0).map(Moment.init(milliseconds:)) }
        guard parts.count == 2, let last = parts[1], last <= now else {
            self.init(previous: nil, latest: now)
            return
        }
        let age = now.milliseconds - last.milliseconds
        if age > Self.pause { self.init(previous: last, latest: now) } else { self.init(previous: parts[0], latest: age > Self.precision ? now : last) }
    }

    private init(previous: Moment?, latest: Moment) { (self.previous, self.latest) = (previous, latest) }

    var cookieValue: String { "\(previous.map { String($0.milliseconds) } ?? "").\(latest.milliseconds)" }
}

extension PageRequest {
    /// When the reader was here the time before; `nil` on the first visit.
    package var previousVisit: Moment? { Visit(cookie: cookies[Visit.cookie], now: now).previous }
}
