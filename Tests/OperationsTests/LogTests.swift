import Domain
import Operations
import Sheets
import Storage
import Testing
import TestWorld

private func load(_ rows: String, into khen: Khen) throws {
    _ = try khen.values.importFile(ByteSource(bytes: Array(("data_element,org_unit,period,value\n" + rows).utf8), name: "values.csv"), options: .init(), by: Story.officer)
}

@Suite struct LogTests {
    @Test(arguments: Dialect.allCases) func `numbers have no gaps and the chain is sound`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            for value in 1...4 { try load("SESSIONS,91001-001,2026-07,\(value)\n", into: khen) }
            let changes = try khen.log.following(0, of: "91")
            #expect(changes.map(\.seq) == Array(1...Int64(changes.count)))
            #expect(changes.count >= 5)
            let report = try khen.log.verify(by: Story.administrator)
            #expect(report.isSound, "\(report.breaks)")
            #expect(try khen.indicators.versions(of: DataValueKey(province: "91", dataElement: "SESSIONS", unit: UnitID("91001-001.1"), period: "2026-07", status: .reported)).map(\.value.value) == ["4", "3", "2", "1"])
        }
    }

    @Test(arguments: [
        "UPDATE data_value SET value = '5' WHERE data_element = 'SESSIONS'", "UPDATE data_value SET comment = 'x' WHERE data_element = 'SESSIONS'",
        "DELETE FROM data_value WHERE data_element = 'SESSIONS'", "UPDATE change SET person = 'ai đó' WHERE kind = 'values.imported' AND subject = 'values.csv'",
        "UPDATE change SET row_count = 9 WHERE subject = 'values.csv'", "DELETE FROM change WHERE subject = 'values.csv'",
        "UPDATE pack SET body = '{}' WHERE code = 'muong-khen'", "UPDATE org_unit_version SET name_vi = 'Xã khác' WHERE unit = '91001.2'",
        "UPDATE province_log SET seq = seq + 1 WHERE province = '91'",
    ] as [SQL]) func `an altered row is found and named`(_ alteration: SQL) throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try load("SESSIONS,91001-001,2026-07,4\n", into: khen)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
            #expect(try khen.database.write { try $0.execute(alteration) } > 0)
            let report = try khen.log.verify(by: Story.administrator)
            #expect(!report.isSound)
            #expect(report.breaks.first.map { !$0.message.vi.isEmpty } == true)
        }
    }

    @Test(arguments: Dialect.allCases) func `a second process sees what the first has written`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let first = try Story.khen(at: place.location), second = try Story.khen(at: place.location, withPack: false)
            defer { first.close(); second.close() }
            try load("SESSIONS,91001-001,2026-07,4\n", into: first)
            try second.refresh()
            #expect(second.indicators.latest(try second.indicators.indicator("MK-2"), unit: Story.province)?.value == 4)
        }
    }

    @Test(arguments: Dialect.allCases) func `a backup restores everything, and restoring over data must be asked for`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            try load("SESSIONS,91001-001,2026-07,4\n", into: khen)
            let file = place.folder + "/backup.khen"
            try khen.log.backup(to: file, by: Story.administrator)
            try load("SESSIONS,91001-001,2026-07,5\n", into: khen)
            khen.close()
            #expect(throws: StorageError.self) { try Database.restore(from: file, into: place.location, migrations: migrations, overwrite: false) }
            try Database.restore(from: file, into: place.location, migrations: migrations, overwrite: true)
            let restored = try Story.khen(at: place.location, withPack: false)
            defer { restored.close() }
            #expect(restored.indicators.latest(try restored.indicators.indicator("MK-2"), unit: Story.province)?.value == 4)
            #expect(try restored.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test func `a pack loaded twice changes nothing`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            #expect(try khen.norms.load(packs: [Story.pack], by: Story.administrator).changes.isEmpty)
            var changed = Story.pack
            changed.indicators[0].name = Label(vi: "Trưởng bản, người có uy tín", en: "Heads and prestigious persons")
            let dry = try khen.norms.load(packs: [changed], dryRun: true, by: Story.administrator)
            #expect(dry.packs[0].changes.map(\.what.en) == ["indicator MK-1"] && dry.changes.isEmpty)
            #expect(try khen.norms.load(packs: [changed], by: Story.administrator).changes.count == 1)
            #expect(throws: NotAllowed.self) { try khen.norms.load(packs: [Story.pack], by: Story.officer) }
        }
    }
}
