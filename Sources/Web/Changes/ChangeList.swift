import Domain
import Operations

/// A part of the change logs, newest first, and where the next part begins.
///
/// Numbers have no gaps, so the place in each log is its number alone: `11:45,14:30` goes on before change 45 of 11 and change 30 of 14.
struct ChangeList {
    private(set) var changes: [Change] = []
    /// Where to go on; `nil` at the end.
    private(set) var next: String?

    /// - Parameters:
    ///   - heads: the logs to read with their last numbers.
    ///   - cursor: what ``next`` gave; the newest changes where `nil`.
    /// - Throws: `Rejected` when the cursor is not one.
    init(_ log: Log, heads: [String: Int64], cursor: String?, limit: Int) throws {
        var places = heads.mapValues { $0 + 1 }
        if let cursor { for (province, seq) in try Self.places(cursor) where heads[province] != nil { places[province] = min(seq, places[province] ?? seq) } }
        var found: [Change] = []
        for (province, before) in places where before > 1 {
            let count = min(Int64(limit), before - 1)
            found += try log.following(before - 1 - count, of: province, limit: Int(count))
        }
        changes = Self.newestFirst(found, limit: limit)
        for change in changes { places[change.province] = min(places[change.province] ?? change.seq, change.seq) }
        if places.contains(where: { $0.value > 1 }) {
            next = places.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
        }
    }

    private static func places(_ cursor: String) throws -> [(String, Int64)] {
        try cursor.split(separator: ",").map { part in
            let pieces = part.split(separator: ":")
            guard pieces.count == 2, let seq = Int64(pieces[1]), seq > 0 else {
                throw Rejected(Label(vi: "«\(cursor)» không phải là vị trí trong nhật ký", en: "“\(cursor)” is not a place in the log"),
                               remedy: Label(vi: "Bắt đầu lại từ /changes và đi theo liên kết «Cũ hơn».", en: "Begin again at /changes and follow the link “Older”."), place: "before")
            }
            return (String(pieces[0]), seq)
        }
    }

    /// Within a log the number decides, also where two changes carry the same instant or a clock went backwards.
    private static func newestFirst(_ changes: [Change], limit: Int) -> [Change] {
        var logs = Dictionary(grouping: changes, by: \.province).mapValues { $0.sorted { $0.seq < $1.seq } }
        var merged: [Change] = []
        while merged.count < limit, let newest = logs.compactMapValues(\.last).values.max(by: { ($0.at, $1.province) < ($1.at, $0.province) }) {
            merged.append(newest)
            logs[newest.province]?.removeLast()
        }
        return merged
    }
}
