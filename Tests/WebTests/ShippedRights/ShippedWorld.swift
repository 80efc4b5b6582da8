import Domain
import Foundation
import HTTPTypes
@testable import Operations
import Storage
import TestWorld
import Testing
@testable import Web

/// The packs that ship with their illustrative records and people, and records in each state at home and next door whose personal data can be told wherever they turn up.
final class ShippedWorld {
    /// One reader with what they hold.
    struct Actor {
        let reader: AccessTable.Reader
        let visiting: Visiting
        let person: Person
    }

    /// A record made for the test.
    struct Sample {
        let key: RecordKey
        var facts: AccessTable.Facts
        /// Whether every channel is tried with it, not only the main ones.
        let isFull: Bool
        /// Marks that stand in its masked fields only.
        let secrets: Set<String>
        /// Masked fields that hold something.
        let masked: Set<String>
        /// By field.
        var files: [String: String] = [:]
    }

    private struct Place { let line: [UnitID], level, province: String }

    /// Where units stand, each looked up once.
    private final class Memory {
        private let look: (UnitID) -> Place
        private var known: [UnitID: Place] = [:]

        init(_ look: @escaping (UnitID) -> Place) { self.look = look }

        subscript(unit: UnitID) -> Place {
            if let place = known[unit] { return place }
            let place = look(unit)
            known[unit] = place
            return place
        }
    }

    static let packs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("packs")
    /// What every masked word begins with, every masked number of a telephone, and the ethnic group that nobody else belongs to.
    static let mark = "Kndx", phone = "0987731", ethnicGroup = (code: "ETH-53", vi: "Ơ Đu", en: "O Du")

    let khen: Khen
    let browser: Browser
    let tables: [AccessTable]
    let places: AccessTable.Places
    private(set) var actors: [Actor] = []
    private(set) var samples: [Sample] = []
    /// Every record there is, by register.
    private(set) var facts: [String: [String: AccessTable.Facts]] = [:]
    let commune: UnitID, otherCommune: UnitID, province: UnitID
    private let village: UnitID, otherVillage: UnitID
    private var made = 0

    static let roles = [
        "dl.buon": "VILLAGE-REPORTER", "dl.to": "DIGITAL-TEAM", "dl.xa": "COMMUNE-OFFICER", "dl.duyetxa": "COMMUNE-APPROVER", "dl.so": "DEPARTMENT-OFFICER", "dl.duyet": "DEPARTMENT-APPROVER", "dl.lanhdao": "LEADER",
        "dl.kiemtra": "AUDITOR", "dl.quantri": "ADMINISTRATOR", "ben.buon": "VILLAGE-REPORTER", "ben.to": "DIGITAL-TEAM", "ben.xa": "COMMUNE-OFFICER", "ben.duyetxa": "COMMUNE-APPROVER",
        "sl.xa": "COMMUNE-OFFICER", "sl.so": "DEPARTMENT-OFFICER",
    ]

    init(at place: TestPlace) async throws {
        khen = try Khen(place.location, now: { Story.today })
        let owner = Person.operatorAtCommandLine(account: "test"), folders = try FileManager.default.contentsOfDirectory(atPath: Self.packs.path).sorted().map { Self.packs.appendingPathComponent($0).path }
        _ = try khen.norms.load(folders: folders, by: owner)
        _ = try khen.demonstration.loadVillages(by: owner)
        var changes: [String: Int64] = [:]
        _ = try khen.demonstration.loadRecords(by: owner, changes: &changes) { _, _ in }
        _ = try khen.demonstration.loadPeople(password: Story.password, by: owner)
        let world = khen.world, today = Story.today.day
        tables = try AccessTable.shipped(in: Self.packs)
        let memory = Memory { unit in
            Place(line: [unit] + world.units.ancestors(of: unit, asOf: today).map(\.id), level: world.units.unit(unit)?.level.rawValue ?? "", province: world.province(of: unit))
        }
        places = AccessTable.Places(line: { memory[$0].line }, level: { memory[$0].level }, province: { memory[$0].province })
        let home = try #require(try khen.people.person(signInName: "dl.buon", by: owner).unit)
        village = home
        commune = try #require(world.units.unit(home)?.version(on: today)?.parent)
        province = try #require(world.units.unit(commune)?.version(on: today)?.parent)
        let own = commune
        let next = try #require(world.units.children(of: province, asOf: today).first { unit in unit.id != own && unit.level == .commune && world.units.children(of: unit.id, asOf: today).contains { $0.level == .village } })
        otherCommune = next.id
        otherVillage = try #require(world.units.children(of: next.id, asOf: today).first { $0.level == .village }).id
        browser = try Browser(khen)
        try await addActors(owner)
        for table in tables { try addSamples(table, owner) }
        try khen.refresh()
        facts = try readFacts()
    }

    private func readFacts() throws -> [String: [String: AccessTable.Facts]] {
        try khen.database.read { tx in
            var facts: [String: [String: AccessTable.Facts]] = [:]
            for row in try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE standing = \(StoredRecord.Standing.kept)") {
                let record = try StoredRecord(row: row)
                facts[record.key.register, default: [:]][record.key.id] = .init(unit: record.unit, state: record.state, creator: record.creator, values: record.full.values.mapValues(\.texts))
            }
            return facts
        }
    }

    /// The number of the province's last change.
    func head() throws -> Int64 { try khen.database.read { try ChangeLog.heads(in: $0)["66"] } ?? 0 }

    private func addActors(_ owner: Person) async throws {
        for (name, role, unit) in [("dl.kiemtra", "AUDITOR", province), ("ben.buon", "VILLAGE-REPORTER", otherVillage), ("ben.to", "DIGITAL-TEAM", otherVillage), ("ben.xa", "COMMUNE-OFFICER", otherCommune), ("ben.duyetxa", "COMMUNE-APPROVER", otherCommune)] {
            let person = try khen.people.add(PersonInput(signInName: name, fullName: "Người đọc", unit: unit), role: role, by: owner)
            try khen.people.setPassword(Story.password, of: person.id, by: owner)
        }
        actors = [Actor(reader: .init(name: ""), visiting: Visiting(browser), person: .visitor)]
        for (number, (name, role)) in Self.roles.sorted(by: { $0.key < $1.key }).enumerated() {
            let visiting = Visiting(browser)
            visiting.peer = "203.0.113.\(number + 1)"
            try await visiting.signIn(name)
            let account = try #require(try khen.people.account(session: visiting.cookies["session"] ?? ""), "\(name)")
            try #require(account.person.held.map(\.role) == [role], "\(name)")
            actors.append(Actor(reader: .init(name: name, held: account.person.held.compactMap { held in held.unit.map { (held.role, $0) } }), visiting: visiting, person: account.person))
        }
    }

    // MARK: Records

    private func addSamples(_ table: AccessTable, _ owner: Person) throws {
        let register = try #require(khen.world.catalogue.registers[table.code])
        let there = try khen.database.read { tx in try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE province = '66' AND register = \(table.code) ORDER BY id LIMIT 400").map { try StoredRecord(row: $0) } }
        let wanted = table.lines.map(\.values).first { !$0.isEmpty } ?? [:]
        func agrees(_ record: StoredRecord) -> Bool { wanted.allSatisfy { field, values in record.full[field]?.texts.contains { values.contains($0) } ?? false } }
        let base = try #require(there.first(where: agrees), "\(table.code) has no record to begin with"), other = there.first { !agrees($0) }
        let homes = ["village": village, "commune": commune, "province": province], neighbours = ["village": otherVillage, "commune": otherCommune]
        let lowest = ["village", "commune", "province"].first { table.levels.contains($0) } ?? "province", shown = table.publicPart?.states.sorted().first ?? table.states[0]
        for state in table.states { try add(base, register, table, homes[lowest], state, "dl.lap", isFull: state == shown || state == table.states[0], owner) }
        for level in table.levels where level != lowest { try add(base, register, table, homes[level], shown, "dl.lap", isFull: false, owner) }
        try add(base, register, table, neighbours[lowest], shown, "dl.lap", isFull: true, owner)
        if table.lines.contains(where: \.isOwnOnly) { for name in ["dl.buon", "dl.to"] { try add(base, register, table, homes[lowest], table.states[0], name, isFull: false, owner) } }
        if let other { try add(other, register, table, homes[lowest], table.states[0], "dl.lap", isFull: true, owner) }
        for field in table.fields where field.isMasked && field.type != "rollup" && !holds(table, field) {
            // Left out of the records so far: one of another kind has it.
            var tried: Set<[String]> = []
            for record in there where !holds(table, field) && tried.insert(field.guards.sorted().map { record.full[$0]?.texts.joined(separator: ",") ?? "" }).inserted {
                try add(record, register, table, homes[lowest], table.states[0], "dl.lap", isFull: true, owner)
            }
            #expect(holds(table, field), "no record of \(table.code) holds \(field.code)")
        }
    }

    private func holds(_ table: AccessTable, _ field: AccessTable.Field) -> Bool { samples.contains { $0.key.register == table.code && $0.isFull && $0.masked.contains(field.code) } }

    private func add(_ base: StoredRecord, _ register: Register, _ table: AccessTable, _ unit: UnitID?, _ state: String, _ creator: String, isFull: Bool, _ owner: Person) throws {
        guard let unit else { return }
        made += 1
        let now = Story.today, key = RecordKey(table.code, "0198c5e0-0000-7000-8000-" + String(format: "%012d", made))
        var body = base.body, secrets: [String: String] = [:]
        for field in table.fields where !field.holdsFiles {
            if field.type == "group" {
                var row = RecordBody()
                for inner in field.rows where inner.isMasked { row[inner.code] = .text(secret(inner, register.field(field.code)?.fields.first { $0.code == inner.code }, &secrets["\(field.code).\(inner.code)"])) }
                if !row.values.isEmpty { body[field.code] = .rows([row]) }
            } else if field.isMasked, field.type != "rollup" {
                body[field.code] = .text(secret(field, register.field(field.code), &secrets[field.code]))
            }
        }
        let record = StoredRecord(key: key, province: base.province, definition: register.version, unit: unit, state: state, entered: now, title: "", creator: creator, created: now, changed: now, isIllustrative: true, body: body)
        try khen.database.write { tx in
            try ChangeLog.hold(record.province, in: tx)
            _ = try khen.registers.write([.init(old: nil, new: record, note: nil)], .recordAdded, subject: key.description, record.province, khen.world, by: owner, at: now, in: tx)
        }
        try khen.refresh()
        var files: [String: String] = [:]
        if register.state(state)?.isEditable ?? true {
            for field in table.fields where field.holdsFiles {
                // A field that is left out as the record stands takes no file.
                do { files[field.code] = try khen.attachments.attach(Self.picture, name: "tep-\(made).png", in: key, field: field.code, by: owner).id } catch is Rejected {}
            }
        }
        let kept = try #require(try khen.database.read { try RecordStore.record(key, in: record.province, $0) })
        for field in table.fields where field.isMasked && field.guards.isEmpty && field.type != "rollup" { #expect(field.holdsFiles || kept.body[field.code] == body[field.code], "\(key.register) \(field.code) is not kept as it was written") }
        let masked = Set(table.fields.filter { $0.isMasked && $0.type != "rollup" && kept.body[$0.code] != nil }.map(\.code))
        let sample = Sample(key: key, facts: .init(unit: unit, state: state, creator: creator, values: kept.full.values.mapValues(\.texts)), isFull: isFull,
                            secrets: Set(secrets.filter { kept.body[String($0.key.prefix { $0 != "." })] != nil }.values), masked: masked, files: files)
        samples.append(sample)
    }

    private func secret(_ field: AccessTable.Field, _ known: RecordField?, _ secret: inout String?) -> String {
        switch field.type {
        case "phone":
            let phone = Self.phone + String(format: "%03d", made)
            secret = phone
            return phone
        case "email":
            secret = "\(Self.mark)\(made)"
            return "\(Self.mark)\(made)@vidu.vn"
        case "ethnic_group": return Self.ethnicGroup.code
        case "number": return "1931"
        case "choice": return known.map { RecordWords(khen.world).options(of: $0).first?.code ?? "" } ?? ""
        default:
            secret = "\(Self.mark)\(made)"
            return "Lò \(Self.mark)\(made)"
        }
    }

    /// The smallest PNG.
    static let picture: [UInt8] = {
        func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(content.count)] + Array(name.utf8) + content + [1, 2, 3, 4] }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [UInt8](repeating: 1, count: 13)) + chunk("IDAT", [5, 6, 7]) + chunk("IEND", [])
    }()
}
