import Domain
import Sheets
import Storage

/// Made-up values that show what a working system looks like, marked as illustrative and kept apart from all others.
package struct Demonstration: Sendable {
    let khen: Khen

    package struct Outcome: Sendable, Encodable {
        package var villages = 0
        package var values = 0
        package var changes: [String: Int64] = [:]
    }

    /// Writes illustrative values for every programme that is loaded, the same ones every time; what is there already stays.
    package func load(by person: Person, progress: (String, Int) -> Void = { _, _ in }) throws -> Outcome {
        try person.require(.configure)
        var outcome = Outcome()
        outcome.villages = try loadVillages(by: person)
        let world = try khen.refresh()
        for pack in world.catalogue.programmes {
            guard let programme = pack.programme else { continue }
            var values = IllustrativeValues(world: world, pack: pack, programme: programme, today: khen.now().day)
            var staged = values.staged()
            _ = staged.sort()
            progress(pack.code, staged.rows.count)
            let writer = ValueWriter(staged: staged, status: .illustrative, method: "demonstration")
            let written = try khen.database.write { tx in
                try writer.write(kind: .demonstrationLoaded, subject: pack.code, facts: [:], by: person, at: khen.now(), in: tx)
            }
            outcome.values += written.written
            outcome.changes.merge(written.changes) { $1 }
        }
        try khen.refresh()
        return outcome
    }

    /// Takes all illustrative values and villages out again.
    package func remove(by person: Person) throws -> Outcome {
        try person.require(.configure)
        let moment = khen.now()
        var outcome = Outcome()
        try khen.database.write { tx in
            outcome = Outcome()
            for row in try tx.rows("SELECT DISTINCT province FROM data_value WHERE status = \(ValueStatus.illustrative)") {
                let province = row.text(0)
                let change = try ChangeLog.append(.demonstrationRemoved, to: province, subject: "demonstration", by: person, at: moment, in: tx) { _, _ in
                    let touched = try touchedPlaces(of: province, in: tx)
                    let removed = try tx.rows("SELECT seq FROM change WHERE province = \(province) AND kind = \(ChangeKind.demonstrationLoaded) ORDER BY seq").map { $0.int64(0) }
                    let count = try tx.execute("DELETE FROM data_value WHERE province = \(province) AND status = \(ValueStatus.illustrative)")
                    outcome.values += count
                    return ChangeDetail(touched: touched, removed: removed, facts: ["values": String(count)])
                }
                outcome.changes[province] = change.seq
            }
            let villages = try tx.rows("SELECT id FROM org_unit WHERE illustrative = 1 AND id NOT IN (SELECT unit FROM data_value)").map { $0.text(0) }
            guard !villages.isEmpty else { return }
            try ChangeLog.append(.villagesLoaded, to: OfficialUnits.nationalLog, subject: "demonstration", by: person, at: moment, in: tx) { _, _ in
                try tx.execute("DELETE FROM org_unit_version WHERE unit IN (\(list: villages))")
                try tx.execute("DELETE FROM org_unit WHERE id IN (\(list: villages))")
                return ChangeDetail(facts: ["removed": String(villages.count), "digest": try UnitStore.digest(in: tx)])
            }
            outcome.villages = villages.count
        }
        try khen.refresh()
        return outcome
    }

    /// The made-up villages of Điện Biên.
    package func loadVillages(by person: Person) throws -> Int {
        let file = Asset.named("villages/dien-bien.csv")
        return try khen.units.importVillages(ByteSource(bytes: file.bytes, name: file.name), by: person).written
    }

    private func touchedPlaces(of province: String, in tx: ReadTransaction) throws -> [String: Set<String>] {
        var touched: [String: Set<String>] = [:]
        try tx.each("SELECT DISTINCT data_element, period FROM data_value WHERE province = \(province) AND status = \(ValueStatus.illustrative)") {
            touched[$0.text(0), default: []].insert($0.text(1))
        }
        return touched
    }
}
