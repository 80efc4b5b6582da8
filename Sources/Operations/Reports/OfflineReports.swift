import Domain
import Storage

/// What a person takes along to where there is no connection.
package struct OfflineReports: Sendable {
    /// Reports that the person is to fill in, the most urgent first, each with all that a page shows.
    package var sheets: [ReportSheet]
    /// Reports they sent lately.
    package var sent: [ReportLine]
}

extension Reports {
    /// Every report that a person is to fill in, or one report.
    ///
    /// - Parameter limit: at most so many reports.
    package func offline(for person: Person, only key: ReportKey? = nil, limit: Int = 60) throws -> OfflineReports {
        let world = khen.world
        if let key { return OfflineReports(sheets: [try sheet(key, by: person)], sent: []) }
        let queue = try queue(for: person, limit: limit)
        let keys = queue.toFill.prefix(limit).map(\.key)
        let sheets = try khen.database.read { tx in
            let reader = SheetReader(khen, world)
            return try keys.map { try reader.sheet($0, for: person, in: tx) }
        }
        return OfflineReports(sheets: sheets, sent: Array(queue.sent.prefix(40)))
    }

    /// The secret under which a device locks away what a person has not sent, the same on all their devices. The device forgets it when the person signs out.
    ///
    /// - Returns: 256 bits in base 64.
    package func deviceKey(of person: Person) throws -> String {
        let known = try khen.database.read { try Self.deviceKey(of: person.name, $0) }
        if let known { return known }
        let province = person.reaches.first.map { khen.world.province(of: $0.unit) } ?? OfficialUnits.nationalLog
        var random = SystemRandomNumberGenerator()
        let secret = Attachments.base64((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        return try khen.database.write { tx in
            try tx.execute("INSERT INTO device_key (province, person, secret) VALUES (\(province), \(person.name), \(secret)) ON CONFLICT (person) DO NOTHING")
            return try Self.deviceKey(of: person.name, tx) ?? secret
        }
    }

    private static func deviceKey(of person: String, _ tx: ReadTransaction) throws -> String? {
        try tx.row("SELECT secret FROM device_key WHERE person = \(person)").map { $0.text(0) }
    }
}
