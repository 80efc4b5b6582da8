import Domain
import Storage
import Synchronization

/// How reports stand, kept in memory by form and period: what changed since is read, and nothing else.
final class StandingBook: Sendable {
    struct Place: Hashable {
        var province: String
        var form: String
        var period: String
    }

    private struct Page {
        /// The province's last change that is taken in.
        var seq: Int64
        var standings: [UnitID: ReportStanding]
    }

    /// More than are looked at in a day; beyond it all are read anew.
    private static let mostPages = 2000

    private let pages = Mutex<[Place: Page]>([:])

    /// The reports that somebody has begun, not older than the given numbers of the logs.
    func standings(at places: [Place], since heads: [String: Int64], _ database: Database) throws -> [Place: [UnitID: ReportStanding]] {
        let known = pages.withLock { pages in Dictionary(uniqueKeysWithValues: places.compactMap { place in pages[place].map { (place, $0) } }) }
        var found = known.mapValues(\.standings)
        let stale = places.filter { place in known[place].map { $0.seq < heads[place.province] ?? 0 } ?? true }
        guard !stale.isEmpty else { return found }
        let fresh = try database.read { tx in
            let heads = try ChangeLog.heads(in: tx)
            return try stale.map { place -> (Place, Page) in
                var page = known[place] ?? Page(seq: -1, standings: [:])
                page.standings.merge(try ReportStore.standings(in: place.province, form: place.form, period: place.period, after: page.seq, tx)) { $1 }
                page.seq = heads[place.province] ?? 0
                return (place, page)
            }
        }
        pages.withLock { pages in
            if pages.count > Self.mostPages { pages.removeAll() }
            for (place, page) in fresh where pages[place].map({ $0.seq < page.seq }) ?? true { pages[place] = page }
        }
        for (place, page) in fresh { found[place] = page.standings }
        return found
    }
}
