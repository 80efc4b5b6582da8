import Domain
import Sheets
import Storage

/// Made-up values that show what a working system looks like, marked as illustrative and kept apart from all others.
package struct Demonstration: Sendable {
    let khen: Khen

    package struct Outcome: Sendable, Encodable {
        package var villages = 0
        package var values = 0
        package var records = 0
        package var changes: [String: Int64] = [:]
    }

    /// Writes illustrative values and records for every programme that is loaded, the same ones every time; what is there already stays.
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
        outcome.records = try loadRecords(by: person, changes: &outcome.changes, progress: progress)
        return outcome
    }

    /// The made-up villages of Điện Biên, and of other provinces whose programme needs some.
    package func loadVillages(by person: Person) throws -> Int {
        let file = Asset.named("villages/dien-bien.csv")
        var written = try khen.units.importVillages(ByteSource(bytes: file.bytes, name: file.name), by: person).written
        if let made = try IllustrativeVillages(world: try khen.refresh(), today: khen.now().day).file() { written += try khen.units.importVillages(made, by: person).written }
        return written
    }
}
