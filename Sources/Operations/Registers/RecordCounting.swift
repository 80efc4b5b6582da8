import Domain
import Storage

/// Counts anew what registers feed: when a pack changes what counts, when units change, and to verify.
extension Registers {
    /// What counting anew found.
    package struct Counting: Sendable, Hashable {
        package var records = 0
        /// Values that records make up.
        package var values = 0
        /// Values that differed from what the records say.
        package var differing = 0
    }

    /// Compares every value that registers feed with what the records say, and brings it up to date.
    ///
    /// - Parameter onlyLooks: changes nothing.
    @discardableResult
    package func count(onlyLooks: Bool = false, by person: Person) throws -> Counting {
        try person.require(.maintain)
        let world = try khen.refresh(), now = khen.now()
        let counting = onlyLooks ? try khen.database.read { try RecordCounter(world: world).look($0) } : try khen.database.write { try RecordCounter(world: world).mend(by: person, at: now, $0) }
        if !onlyLooks { try khen.refresh() }
        return counting
    }
}

/// Roll-ups and what is computed from them, worked out anew for every record, after a register declares them otherwise.
private struct DerivedFields {
    let world: World
    let province: String

    func bringUpToDate(at now: Moment, _ tx: WriteTransaction) throws {
        // A roll-up of roll-ups is right once those beneath it are: as many passes as there are registers with some.
        let registers = world.catalogue.registerFormulas.values.filter { !$0.derivedFields.isEmpty }.sorted { $0.register.code < $1.register.code }
        for _ in registers {
            var changed = false
            for formulas in registers { if try bringUpToDate(formulas, at: now, tx) { changed = true } }
            if !changed { break }
        }
    }

    private func bringUpToDate(_ formulas: RegisterFormulas, at now: Moment, _ tx: WriteTransaction) throws -> Bool {
        var last = "", changed = false
        while true {
            let rows = try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE province = \(province) AND register = \(formulas.register.code) AND id > \(last) ORDER BY id LIMIT 1000")
            guard let end = rows.last else { return changed }
            last = end.text(2)
            let writer = RecordWriter(world, province: province, at: now)
            for row in rows {
                let old = try StoredRecord(row: row), new = try writer.derivedAnew(old, formulas, in: tx)
                guard new.derived != old.derived else { continue }
                changed = true
                try RecordStore.keep(new, tx)
            }
        }
    }
}

struct RecordCounter {
    let world: World

    func look(_ tx: ReadTransaction) throws -> Registers.Counting {
        var counting = Registers.Counting()
        for province in try provinces(tx) {
            let (facts, records) = try facts(in: province, tx), stored = try stored(in: province, tx)
            counting.records += records
            counting.values += stored.count
            counting.differing += try differences(facts, stored).count
        }
        return counting
    }

    /// Writes what differs, one change for each province where something does.
    func mend(by person: Person, at now: Moment, _ tx: WriteTransaction) throws -> Registers.Counting {
        var counting = Registers.Counting()
        for province in try provinces(tx) {
            try ChangeLog.hold(province, in: tx)
            try DerivedFields(world: world, province: province).bringUpToDate(at: now, tx)
            let (facts, records) = try facts(in: province, tx), stored = try stored(in: province, tx), differences = try differences(facts, stored)
            counting.records += records
            counting.values += stored.count
            counting.differing += differences.count
            try tx.execute("DELETE FROM record_fact WHERE province = \(province)")
            guard !differences.isEmpty || !facts.singles.isEmpty else { continue }
            // Made-up figures in a change of their own, so that they can be taken out.
            for part in [differences.filter { $0.key.status != .illustrative }, differences.filter { $0.key.status == .illustrative }] where !part.isEmpty {
                try ChangeLog.append(.recordsCounted, to: province, subject: "registers", by: person, at: now, in: tx) { seq, covered in
                    var detail = try FedValues(province: province, seq: seq).put(part, covered: &covered, in: tx)
                    detail.facts = ["values": String(part.count)]
                    return detail
                }
            }
            try FedValues(province: province, seq: 0).keep(facts.singles, in: tx)
        }
        return counting
    }

    private func provinces(_ tx: ReadTransaction) throws -> [String] {
        try ChangeLog.heads(in: tx).keys.sorted().filter { try tx.row("SELECT id FROM record WHERE province = \($0) LIMIT 1") != nil }
    }

    private func facts(in province: String, _ tx: ReadTransaction) throws -> (RecordFacts, Int) {
        var facts = RecordFacts(), count = 0
        for (code, formulas) in world.catalogue.registerFormulas.sorted(by: { $0.key < $1.key }) where !formulas.register.feeds.isEmpty {
            let reader = FeedReader(world: world, formulas: formulas)
            var last = ""
            while true {
                let rows = try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE province = \(province) AND register = \(code) AND id > \(last) ORDER BY id LIMIT 2000")
                guard let end = rows.last else { break }
                for row in rows { facts.take(reader.facts(try StoredRecord(row: row))) }
                count += rows.count
                last = end.text(2)
            }
        }
        return (facts, count)
    }

    /// The values in force that registers wrote.
    private func stored(in province: String, _ tx: ReadTransaction) throws -> [RecordFacts.Cell: String] {
        var found: [RecordFacts.Cell: String] = [:]
        for row in try tx.rows("""
            SELECT data_element, period, unit, options, status, value FROM data_value WHERE province = \(province) AND method = \(FedValues.method) ORDER BY data_element, period, unit, options, status, seq
            """) {
            guard let status = ValueStatus(rawValue: row.text(4)) else { continue }
            found[RecordFacts.Cell(element: row.text(0), period: row.text(1), unit: UnitID(row.text(2)), options: Disaggregation(key: row.text(3)), status: status)] = row.optionalText(5)
        }
        return found
    }

    private func differences(_ facts: RecordFacts, _ stored: [RecordFacts.Cell: String]) throws -> [RecordFacts.Cell: String?] {
        var wanted: [RecordFacts.Cell: String] = [:]
        for (cell, sum) in facts.sums { wanted[cell] = try FedValues.sum(nil, sum, of: cell) }
        for (cell, singles) in Dictionary(grouping: facts.singles, by: \.cell) { wanted[cell] = FedValues.chosen(singles) }
        var found: [RecordFacts.Cell: String?] = [:]
        for cell in Set(wanted.keys).union(stored.keys) where !Self.agree(wanted[cell], stored[cell]) { found[cell] = .some(wanted[cell]) }
        return found
    }

    /// A zero that nothing makes up any more stays a zero.
    private static func agree(_ wanted: String?, _ stored: String?) -> Bool { wanted == stored || wanted == nil && stored == "0" || wanted == "0" && stored == nil }
}

extension FedValues {
    /// Writes values as they should be.
    func put(_ values: [RecordFacts.Cell: String?], covered: inout CoveredRows, in tx: WriteTransaction) throws -> ChangeDetail {
        var touched: [String: Set<String>] = [:]
        for (cell, value) in values.sorted(by: { Self.isBefore($0.key, $1.key) }) {
            try write(value, to: cell, covered: &covered, in: tx)
            touched[cell.element, default: []].insert(cell.period)
        }
        return ChangeDetail(touched: touched)
    }

    func keep(_ singles: Set<RecordFacts.Single>, in tx: WriteTransaction) throws {
        for single in singles { try keep(single, in: tx) }
    }

    static func chosen(_ singles: [RecordFacts.Single]) -> String? {
        switch singles.first?.how {
        case .min: singles.min { ($0.number.double, $0.day, $0.id) < ($1.number.double, $1.day, $1.id) }?.number.text
        case .max: singles.min { (-$0.number.double, $0.day, $0.id) < (-$1.number.double, $1.day, $1.id) }?.number.text
        default: singles.max { ($0.day, $0.id) < ($1.day, $1.id) }?.number.text
        }
    }
}
