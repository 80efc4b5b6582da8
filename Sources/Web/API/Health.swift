import Domain
import Operations

extension Site {
    /// The program's version.
    package static let version = "0.1.0"
}

/// Whether the service works, for those who watch over it.
struct HealthAnswer: Encodable {
    enum Status: String, Encodable, CaseIterable { case ok, failing }

    struct LastChange: Encodable {
        var province: String
        var seq: Int64
        var at: String
    }

    var status: Status
    var version = Site.version
    @ExplicitNull var lastChange: LastChange?
    var database: Health.DatabaseKind

    init(_ health: Health) {
        status = health.isDatabaseAnswering ? .ok : .failing
        lastChange = health.lastChange.map { LastChange(province: $0.province, seq: $0.seq, at: $0.at.iso) }
        database = health.database
    }
}
