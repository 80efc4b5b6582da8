import Domain
import Synchronization

/// Every name that a unit goes or went by, made ready for search when first asked.
final class UnitNames: Sendable {
    private let index: Mutex<SearchIndex<UnitID>?>
    private let names: @Sendable () -> [(UnitID, [String])]

    init(_ history: UnitHistory, aliases: [UnitList.Alias]) {
        index = Mutex(nil)
        names = {
            let others = Dictionary(grouping: aliases, by: \.unit)
            return history.units.map { unit in
                (unit.id, [unit.code] + unit.versions.flatMap { [$0.name.vi, $0.fullName.vi] } + (others[unit.id] ?? []).map(\.alias))
            }
        }
    }

    /// Best match first; among equals units in force before former ones, larger before smaller.
    func search(_ text: String, limit: Int, in history: UnitHistory) -> [OrgUnit] {
        let found = index.withLock { index in
            if index == nil { index = SearchIndex(names()) }
            return index!.search(text, limit: limit)
        }
        // A stable sort: within one rank the index's own order stays.
        return found.compactMap { match in history.unit(match.id).map { (match.rank, $0.lastDay == nil ? 0 : 1, $0) } }
            .enumerated().sorted { ($0.element.0, $0.element.1, $0.offset) < ($1.element.0, $1.element.1, $1.offset) }.map(\.element.2)
    }
}
