import Domain
import Operations
import Storage
import Synchronization
import TestServers
import TestWorld

/// A clock that a test moves on.
final class Clock: Sendable {
    private let moment: Mutex<Moment>

    init(_ moment: Moment = Story.today) { self.moment = Mutex(moment) }

    var now: Moment { moment.withLock { $0 } }
    func pass(minutes: Int64) { moment.withLock { $0 = Moment(milliseconds: $0.milliseconds + minutes * 60_000) } }
}

/// Runs a test on the story's installation, with a clock that the test moves on.
func withStory(on dialect: Dialect, clock: Clock = Clock(), _ body: (Khen) async throws -> Void) async throws {
    let place = try TestPlace(dialect)
    let result: Result<Void, any Error>
    do {
        let khen = try Story.khen(at: place.location, now: { clock.now })
        do { result = .success(try await body(khen)) } catch { result = .failure(error) }
        khen.close()
    }
    try place.remove()
    try result.get()
}
