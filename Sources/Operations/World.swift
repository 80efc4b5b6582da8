import Cube
import Domain
import Storage

/// Units, norms and figures as they stood at one point of the logs.
package struct World: Sendable {
    package let units: UnitHistory
    package let catalogue: NormCatalogue
    let figures: FigureCube
    /// The last change of each province's log that is taken in.
    package let heads: [String: Int64]
    /// How every report stands.
    let reports: ReportBook
    /// Registers that somebody has asked for; they follow the logs by themselves.
    let records: RecordBook
    private let names: UnitNames
    let memo: Memo

    /// Reads everything.
    init(in tx: ReadTransaction) throws {
        heads = try ChangeLog.heads(in: tx)
        let history = try World.history(units: try UnitStore.units(in: tx), lineage: try UnitStore.lineage(in: tx))
        units = history
        catalogue = NormCatalogue(packs: try PackText.packs(in: tx))
        names = UnitNames(history, aliases: try UnitStore.aliases(in: tx))
        figures = FigureCube(units: history, catalogue: catalogue)
        try figures.loadAll(in: tx)
        reports = try ReportBook(in: tx)
        records = RecordBook()
        memo = Memo()
    }

    private init(units: UnitHistory, catalogue: NormCatalogue, figures: FigureCube, reports: ReportBook, records: RecordBook, heads: [String: Int64], names: UnitNames, memo: Memo = Memo()) {
        self.units = units
        self.catalogue = catalogue
        self.figures = figures
        self.reports = reports
        self.records = records
        self.heads = heads
        self.names = names
        self.memo = memo
    }

    /// The same world with other norms, its figures not yet fitted to them.
    func with(_ catalogue: NormCatalogue) -> World { World(units: units, catalogue: catalogue, figures: figures, reports: reports, records: RecordBook(), heads: heads, names: names) }

    func isOlder(than other: World) -> Bool { other.heads.contains { (heads[$0.key] ?? 0) < $0.value } }

    /// The world after the changes that the logs have gained; figures follow in proportion to what changed.
    func following(_ tx: ReadTransaction) throws -> World {
        let heads = try ChangeLog.heads(in: tx)
        var touched: [FigureCube.Touched] = [], moved: [ReportKey: String] = [:], forms: Set<String> = []
        for (province, head) in heads where head > self.heads[province] ?? 0 {
            var seen = self.heads[province] ?? 0
            while seen < head {
                let changes = try ChangeLog.changes(of: province, after: seen, in: tx)
                guard let last = changes.last else { break }
                for change in changes {
                    switch change.kind {
                    // These change what figures mean, or take rows away.
                    case .packLoaded, .unitsLoaded, .villagesLoaded, .demonstrationRemoved, .recordsCounted: return try World(in: tx)
                    default:
                        if let action = change.kind.reportAction, let key = ReportKey(parsing: change.subject) {
                            moved[key] = province
                            // What is only written in a draft changes neither a rate nor who is late.
                            if action != .save { forms.insert(key.form) }
                        }
                        for (element, periods) in change.detail.touched ?? [:] {
                            touched += periods.map { .init(province: province, element: element, period: $0, units: change.detail.units) }
                        }
                    }
                }
                seen = last.seq
            }
        }
        try figures.reload(touched, in: tx)
        var reports = reports
        for (key, province) in moved { reports.set(try ReportStore.standing(of: key, in: province, tx), of: key) }
        let kept = memo.kept(without: touched, forms: forms, catalogue)
        let next = World(units: units, catalogue: catalogue, figures: figures, reports: reports, records: records, heads: heads, names: names, memo: kept)
        next.follow(memo, touched)
        return next
    }

    /// Carries over which units have given a value, looking only at those that wrote.
    private func follow(_ earlier: Memo, _ touched: [FigureCube.Touched]) {
        var reader: FigureReader?
        for (key, places) in Dictionary(grouping: touched, by: { Memo.GivenKey(element: $0.element, period: $0.period) }) {
            guard var given = earlier.knownGiven(key), places.allSatisfy({ $0.units != nil }) else { continue }
            let period: Period
            do { period = try catalogue.periods.period(key.period) } catch { continue }  // its calendar has left the packs
            let current = reader ?? FigureReader(self, today: period.lastDay)
            reader = current
            for code in Set(places.flatMap { Array($0.units ?? []) }) {
                let unit = UnitID(code)
                if current.hasOwnValue(key.element, unit: unit, period: period) { given.insert(unit) } else { given.remove(unit) }
            }
            memo.keep(given, given: key)
        }
    }

    /// Units with their descent as one history.
    ///
    /// - Throws: ``Rejected`` when they contradict each other.
    static func history(units: [OrgUnit], lineage: [LineageLink]) throws -> UnitHistory {
        do {
            return try UnitHistory(units: units, links: lineage)
        } catch {
            throw Rejected(error.message, remedy: Label(vi: "Sửa danh mục đơn vị.", en: "Correct the list of units."))
        }
    }

    /// The unit with a code in a period: in force on its last day, else the last one in force during it.
    package func unit(code: String, in period: Period) -> OrgUnit? {
        let all = units.units(code: code)
        if all.isEmpty, let unit = units.unit(UnitID(code)), FigureCube.isInForce(unit, during: period) { return unit }
        return all.last { ($0.firstDay.map { $0 <= period.lastDay } ?? true) && ($0.lastDay.map { period.lastDay <= $0 } ?? true) }
            ?? all.last { FigureCube.isInForce($0, during: period) }
    }

    /// Code of the province that a unit is in, or was in last; the national log's for what is in none.
    package func province(of unit: UnitID) -> String {
        guard let found = units.unit(unit) else { return OfficialUnits.nationalLog }
        if found.level == .province { return found.code }
        let day = found.lastDay ?? Day(number: .max / 2)
        return units.ancestors(of: unit, asOf: day).first { $0.level == .province }?.code ?? OfficialUnits.nationalLog
    }

    package func searchUnits(_ text: String, limit: Int) -> [OrgUnit] { names.search(text, limit: limit, in: units) }
}
