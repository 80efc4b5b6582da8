import Domain
@testable import Operations
import Storage
import Testing
import TestWorld

/// A province of ordinary size: 124 communes, 1,500 villages, and somebody who reports in each.
private enum Wide {
    static let communes = 124, villages = 1_500

    static func unit(_ id: String, _ level: UnitLevel, _ name: String, parent: String?) -> OrgUnit {
        let version = UnitVersion(unit: UnitID(id), firstDay: nil, lastDay: nil, name: Label(vi: name, en: name), fullName: Label(vi: name, en: name), type: level == .village ? "ban" : "xa", parent: parent.map { UnitID($0) })
        return OrgUnit(id: UnitID(id), code: String(id.split(separator: ".")[0]), level: level, versions: [version])
    }

    static func commune(_ index: Int) -> String { "91\(100 + index).1" }
    static func village(_ index: Int) -> String { "91\(100 + index % communes)-\(1000 + index).1" }

    static var units: UnitList {
        let communes = (0..<communes).map { unit(commune($0), .commune, "Xã \($0)", parent: "91.1") }
        let villages = (0..<villages).map { unit(village($0), .village, "Bản \($0)", parent: commune($0 % Self.communes)) }
        return UnitList(units: [unit("91.1", .province, "Tỉnh Mường Khèn", parent: nil)] + communes + villages, lineage: [], aliases: [], outlines: [:])
    }

    /// Everybody is added in one change, which is quicker than one by one.
    static func addPeople(to khen: Khen) throws {
        let cast = (0..<villages).map { ("ban\($0)", "VILLAGE-REPORTER", UnitID(village($0))) } + (0..<communes).flatMap { index in
            [("xa\(index)", "COMMUNE-OFFICER", UnitID(commune(index))), ("duyetxa\(index)", "COMMUNE-APPROVER", UnitID(commune(index)))]
        } + [("so", "DEPARTMENT-OFFICER", UnitID("91.1")), ("duyet", "DEPARTMENT-APPROVER", UnitID("91.1"))]
        let now = khen.now()
        try khen.database.write { tx -> Void in
            try ChangeLog.append(.personAdded, to: "91", subject: "everybody", by: .operatorAtCommandLine(account: "test"), at: now, in: tx) { seq, covered in
                for (name, role, unit) in cast {
                    let person = PersonRecord(id: PersonID(name), province: "91", signInName: name, fullName: name, email: nil, phone: nil, language: "vi", unit: unit, agency: nil, state: .active, isIllustrative: false)
                    try PeopleStore.write(person, seq: seq, covered: &covered, in: tx)
                    try PeopleStore.write(RoleAssignment(id: "r-\(name)", province: "91", person: person.id, role: role, unit: unit, firstDay: now.day, lastDay: nil, note: nil), seq: seq, covered: &covered, in: tx)
                }
                return ChangeDetail()
            }
        }
        try khen.refresh()
    }

    static func person(_ name: String, _ khen: Khen) throws -> Person {
        let record = try #require(try khen.database.read { try PeopleStore.person(PersonID(name), in: $0) })
        return try #require(try khen.database.read { try khen.people.acting(record, in: $0) })
    }
}

@Suite struct ManyUnitsTests {
    @Test(arguments: Dialect.allCases) func `a round over a whole province tells everyone once, and what waits is counted as the queue has it`(_ dialect: Dialect) async throws {
        let place = try TestPlace(dialect), clock = StoryClock()
        let khen = try Khen(place.location, startingWith: { Wide.units }, now: { clock.now })
        try khen.norms.load(packs: [Story.pack], by: Story.administrator)
        clock.pass(days: 17)  // three days before the villages' deadline
        try Wide.addPeople(to: khen)
        let root = Person.operatorAtCommandLine(account: "test")
        #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound(dueSoon: Wide.villages + Wide.communes, late: 0, people: Wide.villages + Wide.communes))
        #expect(try khen.notices.tellDeadlines(by: root) == DeadlineRound())
        let cells = ["HEADS:F": "1", "HEADS:M": "2", "HEADS.TRAINED:F": "1", "HEADS.TRAINED:M": "1", "SESSIONS": "4", "PEOPLE:F": "30", "PEOPLE:M": "25"]
        let edits = cells.sorted { $0.key < $1.key }.map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value)) }
        for index in 0..<20 {
            let person = try Wide.person("ban\(index)", khen), key = ReportKey(form: "MK-M", period: "2026-08", unit: UnitID(Wide.village(index)))
            guard case .sent = try khen.reports.submit(edits, in: key, as: Submission(id: "w\(index)", way: .page), by: person) else { Issue.record("not sent"); continue }
        }
        #expect(try khen.notices.list(of: PersonID("xa0")).contains { $0.kind == .submitted })
        for name in ["xa0", "duyet", "ban30"] {
            let person = try Wide.person(name, khen), count = try khen.reports.waitingCount(for: person)
            #expect(try khen.reports.queue(for: person).count == count)
            #expect(try khen.reports.waitingCount(for: person) == count)
        }
        khen.close()
        try place.remove()
    }
}
