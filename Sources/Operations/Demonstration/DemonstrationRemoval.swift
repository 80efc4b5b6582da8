import Domain
import Storage

extension Demonstration {
    /// Takes all illustrative records, values and villages out again.
    package func remove(by person: Person) throws -> Outcome {
        try person.require(.configure)
        let moment = khen.now()
        var outcome = Outcome()
        try khen.database.write { tx in
            outcome = Outcome()
            for province in try provinces(in: tx) {
                let change = try ChangeLog.append(.demonstrationRemoved, to: province, subject: "demonstration", by: person, at: moment, in: tx) { _, _ in
                    let touched = try touchedPlaces(of: province, in: tx), removed = try changes(of: province, in: tx)
                    let records = try removeRecords(of: province, in: tx)
                    let values = try tx.execute("DELETE FROM data_value WHERE province = \(province) AND status = \(ValueStatus.illustrative)")
                    outcome.values += values
                    outcome.records += records
                    return ChangeDetail(touched: touched, removed: removed, facts: ["values": String(values), "records": String(records)])
                }
                outcome.changes[province] = change.seq
            }
            outcome.villages = try removeVillages(by: person, at: moment, in: tx)
        }
        try khen.refresh()
        return outcome
    }

    private func provinces(in tx: ReadTransaction) throws -> [String] {
        try tx.rows("""
            SELECT DISTINCT province FROM data_value WHERE status = \(ValueStatus.illustrative) UNION SELECT DISTINCT province FROM record WHERE illustrative = 1 ORDER BY 1
            """).map { $0.text(0) }
    }

    /// Every change whose rows go: none of them wrote anything else, because illustrative and real records are never written together.
    private func changes(of province: String, in tx: ReadTransaction) throws -> [Int64] {
        try tx.rows("""
            SELECT seq FROM change WHERE province = \(province) AND kind = \(ChangeKind.demonstrationLoaded)
            UNION SELECT seq FROM data_value WHERE province = \(province) AND status = \(ValueStatus.illustrative)
            UNION SELECT v.seq FROM record_version v JOIN record r ON r.province = v.province AND r.register = v.register AND r.id = v.id WHERE v.province = \(province) AND r.illustrative = 1
            UNION SELECT c.seq FROM record_comment c JOIN record r ON r.province = c.province AND r.register = c.register AND r.id = c.id WHERE c.province = \(province) AND r.illustrative = 1
            ORDER BY 1
            """).map { $0.int64(0) }
    }

    private func removeRecords(of province: String, in tx: WriteTransaction) throws -> Int {
        for table in ["record_version", "record_comment"] as [SQL] {
            try tx.execute("""
                DELETE FROM \(sql: table) WHERE province = \(province)
                    AND EXISTS (SELECT 1 FROM record r WHERE r.province = \(sql: table).province AND r.register = \(sql: table).register AND r.id = \(sql: table).id AND r.illustrative = 1)
                """)
        }
        try tx.execute("""
            DELETE FROM record_key WHERE province = \(province)
                AND EXISTS (SELECT 1 FROM record r WHERE r.province = record_key.province AND r.register = record_key.register AND r.id = record_key.id AND r.illustrative = 1)
            """)
        try tx.execute("""
            DELETE FROM record_link WHERE province = \(province)
                AND EXISTS (SELECT 1 FROM record r WHERE r.province = record_link.province AND r.register = record_link.source AND r.id = record_link.id AND r.illustrative = 1)
            """)
        try tx.execute("""
            DELETE FROM record_submission WHERE province = \(province)
                AND EXISTS (SELECT 1 FROM record r WHERE r.province = record_submission.province AND r.register = record_submission.register AND r.id = record_submission.record AND r.illustrative = 1)
            """)
        try tx.execute("DELETE FROM record_fact WHERE province = \(province) AND status = \(ValueStatus.illustrative)")
        let count = try tx.execute("DELETE FROM record WHERE province = \(province) AND illustrative = 1")
        // A register without records numbers from the beginning again.
        try tx.execute("DELETE FROM record_number WHERE province = \(province) AND register NOT IN (SELECT register FROM record WHERE province = \(province))")
        return count
    }

    private func removeVillages(by person: Person, at moment: Moment, in tx: WriteTransaction) throws -> Int {
        let villages = try tx.rows("""
            SELECT id FROM org_unit WHERE illustrative = 1 AND id NOT IN (SELECT unit FROM data_value) AND id NOT IN (SELECT unit FROM record)
            """).map { $0.text(0) }
        guard !villages.isEmpty else { return 0 }
        try ChangeLog.append(.villagesLoaded, to: OfficialUnits.nationalLog, subject: "demonstration", by: person, at: moment, in: tx) { _, _ in
            for start in stride(from: 0, to: villages.count, by: 500) {
                let some = villages[start..<min(start + 500, villages.count)]
                try tx.execute("DELETE FROM org_unit_version WHERE unit IN (\(list: some))")
                try tx.execute("DELETE FROM org_unit WHERE id IN (\(list: some))")
            }
            return ChangeDetail(facts: ["removed": String(villages.count), "digest": try UnitStore.digest(in: tx)])
        }
        return villages.count
    }

    private func touchedPlaces(of province: String, in tx: ReadTransaction) throws -> [String: Set<String>] {
        var touched: [String: Set<String>] = [:]
        try tx.each("SELECT DISTINCT data_element, period FROM data_value WHERE province = \(province) AND status = \(ValueStatus.illustrative)") {
            touched[$0.text(0), default: []].insert($0.text(1))
        }
        return touched
    }
}
