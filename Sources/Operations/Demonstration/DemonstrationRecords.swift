import Domain
import Storage

extension Demonstration {
    /// Adds made-up records to every register of every programme that says how many; those that are there stay.
    func loadRecords(by person: Person, changes: inout [String: Int64], progress: (String, Int) -> Void) throws -> Int {
        let world = try khen.refresh(), now = khen.now()
        var count = 0
        for pack in world.catalogue.programmes {
            guard let programme = pack.programme, let province = Self.province(of: pack, world, now.day) else { continue }
            var records = IllustrativeRecords(world: world, pack: pack, programme: programme, province: province, now: now, creator: person.name)
            records.make()
            for (register, made) in records.made where !made.isEmpty {
                let written = try write(made, register, province.code, world, by: person, at: now)
                count += written.count
                if let seq = written.seq { changes[province.code] = seq }
                if written.count > 0 { progress("\(pack.code) \(register)", written.count) }
            }
        }
        try khen.refresh()
        return count
    }

    /// Writes the records of one register in one change, leaving out those that were written before.
    private func write(_ made: [StoredRecord], _ register: String, _ province: String, _ world: World, by person: Person, at now: Moment) throws -> (count: Int, seq: Int64?) {
        try khen.database.write { tx in
            try ChangeLog.hold(province, in: tx)
            let known = try RecordStore.records(made.map(\.key.id), of: register, in: province, tx)
            let entries = made.filter { known[$0.key.id] == nil }.map { RecordWriter.Entry(old: nil, new: $0, note: nil) }
            guard !entries.isEmpty else { return (0, nil) }
            let change = try khen.registers.write(entries, .recordsImported, subject: register, province, world, facts: ["file": "demonstration", "records": String(entries.count)], by: person, at: now, in: tx)
            return (entries.count, change.seq)
        }
    }
}
