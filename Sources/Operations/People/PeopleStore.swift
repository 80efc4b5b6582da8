import Domain
import Storage

/// Reads and writes people in the database.
enum PeopleStore {
    private static let personColumns: SQL = "province, id, sign_in_name, full_name, email, phone, language, unit, agency, state, illustrative"
    private static let roleColumns: SQL = "province, id, person, role, unit, first_day, last_day, note"

    // MARK: Reading

    static func person(_ id: PersonID, in tx: ReadTransaction) throws -> PersonRecord? {
        try tx.row("SELECT \(sql: personColumns) FROM person WHERE id = \(id) ORDER BY seq DESC LIMIT 1").map(PersonRecord.init)
    }

    static func person(signInName: String, in tx: ReadTransaction) throws -> PersonRecord? {
        guard let row = try tx.row("SELECT person FROM credential WHERE sign_in_key = \(PersonRules.key(signInName))") else { return nil }
        return try person(PersonID(row.text(0)), in: tx)
    }

    /// Everyone as they are now, those taken out again left out.
    static func people(of provinces: [String]? = nil, in tx: ReadTransaction) throws -> [PersonRecord] {
        let scope: SQL = provinces.map { "AND province IN (\(list: $0))" } ?? ""
        return try tx.rows("""
            SELECT \(sql: personColumns) FROM person p
            WHERE seq = (SELECT MAX(seq) FROM person q WHERE q.province = p.province AND q.id = p.id) AND state <> 'removed' \(sql: scope)
            """).map(PersonRecord.init)
    }

    static func roles(of people: [PersonID], in tx: ReadTransaction) throws -> [RoleAssignment] {
        try people.chunks(of: 10_000).flatMap { people in
            try tx.rows("""
                SELECT \(sql: roleColumns) FROM person_role r
                WHERE person IN (\(list: people)) AND seq = (SELECT MAX(seq) FROM person_role q WHERE q.province = r.province AND q.id = r.id)
                ORDER BY first_day, id
                """).compactMap(RoleAssignment.init)
        }
    }

    static func role(_ id: String, in tx: ReadTransaction) throws -> RoleAssignment? {
        try tx.row("SELECT \(sql: roleColumns) FROM person_role WHERE id = \(id) ORDER BY seq DESC LIMIT 1").flatMap(RoleAssignment.init)
    }

    /// Roles lent to or by a person, those taken back before they began left out.
    static func delegations(to: PersonID? = nil, from: PersonID? = nil, in tx: ReadTransaction) throws -> [Delegation] {
        let scope: SQL = to.map { "to_person = \($0)" } ?? from.map { "from_person = \($0)" } ?? "1 = 0"
        return try tx.rows("""
            SELECT province, id, assignment, from_person, to_person, first_day, last_day FROM delegation d
            WHERE \(sql: scope) AND seq = (SELECT MAX(seq) FROM delegation q WHERE q.province = d.province AND q.id = d.id) ORDER BY first_day, id
            """).compactMap(Delegation.init).filter { $0.firstDay <= $0.lastDay }
    }

    /// Every role lent to somebody on a day in some provinces.
    static func delegations(of provinces: [String], on day: Day, in tx: ReadTransaction) throws -> [Delegation] {
        try tx.rows("""
            SELECT province, id, assignment, from_person, to_person, first_day, last_day FROM delegation d
            WHERE province IN (\(list: provinces)) AND seq = (SELECT MAX(seq) FROM delegation q WHERE q.province = d.province AND q.id = d.id)
              AND first_day <= \(day.iso) AND last_day >= \(day.iso)
            """).compactMap(Delegation.init)
    }

    static func agencies(in tx: ReadTransaction) throws -> [AgencyRecord] {
        try tx.rows("""
            SELECT province, code, name_vi, name_en, kind, unit, ended FROM agency a
            WHERE seq = (SELECT MAX(seq) FROM agency b WHERE b.province = a.province AND b.code = a.code)
            """).map { row in
            AgencyRecord(province: row.text(0), code: row.text(1), name: Label(vi: row.text(2), en: row.text(3)), kind: Agency.Kind(rawValue: row.text(4)) ?? .other,
                         unit: row.optionalText(5).map { UnitID($0) }, hasEnded: row.bool(6), isGiven: false)
        }
    }

    // MARK: Writing

    static func write(_ p: PersonRecord, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO person (province, id, seq, sign_in_name, full_name, email, phone, language, unit, agency, state, illustrative)
            VALUES (\(p.province), \(p.id), \(seq), \(p.signInName), \(p.fullName), \(p.email), \(p.phone), \(p.language), \(p.unit), \(p.agency), \(p.state), \(p.isIllustrative))
            """)
        covered.add(table: "person", province: p.province, seq: seq,
                    [p.id.rawValue, p.signInName, p.fullName, p.email, p.phone, p.language, p.unit?.rawValue, p.agency, p.state.rawValue, p.isIllustrative ? "1" : "0"])
    }

    static func write(_ r: RoleAssignment, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO person_role (province, id, seq, person, role, unit, first_day, last_day, note)
            VALUES (\(r.province), \(r.id), \(seq), \(r.person), \(r.role), \(r.unit), \(r.firstDay.iso), \(r.lastDay?.iso), \(r.note))
            """)
        covered.add(table: "person_role", province: r.province, seq: seq,
                    [r.id, r.person.rawValue, r.role, r.unit?.rawValue, r.firstDay.iso, r.lastDay?.iso, r.note])
    }

    static func write(_ d: Delegation, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO delegation (province, id, seq, assignment, from_person, to_person, first_day, last_day)
            VALUES (\(d.province), \(d.id), \(seq), \(d.assignment), \(d.from), \(d.to), \(d.firstDay.iso), \(d.lastDay.iso))
            """)
        covered.add(table: "delegation", province: d.province, seq: seq,
                    [d.id, d.assignment, d.from.rawValue, d.to.rawValue, d.firstDay.iso, d.lastDay.iso])
    }

    static func write(_ a: AgencyRecord, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO agency (province, code, seq, name_vi, name_en, kind, unit, ended)
            VALUES (\(a.province), \(a.code), \(seq), \(a.name.vi), \(a.name.en), \(a.kind), \(a.unit), \(a.hasEnded))
            """)
        covered.add(table: "agency", province: a.province, seq: seq,
                    [a.code, a.name.vi, a.name.en, a.kind.rawValue, a.unit?.rawValue, a.hasEnded ? "1" : "0"])
    }
}

extension CoveredRows {
    /// Covers a row whose columns after province and number are all text or whole numbers.
    fileprivate mutating func add(table: StaticString, province: String, seq: Int64, _ columns: [String?]) {
        var bytes = RowBytes()
        bytes.begin(table: table)
        bytes.add(province)
        bytes.add(seq)
        for column in columns { bytes.add(column) }
        add(bytes)
    }
}

extension PersonRecord {
    fileprivate init(row: Row) {
        self.init(
            id: PersonID(row.text(1)), province: row.text(0), signInName: row.text(2), fullName: row.text(3), email: row.optionalText(4), phone: row.optionalText(5),
            language: row.text(6), unit: row.optionalText(7).map { UnitID($0) }, agency: row.optionalText(8), state: State(rawValue: row.text(9)) ?? .ended,
            isIllustrative: row.bool(10))
    }
}

extension RoleAssignment {
    fileprivate init?(row: Row) {
        guard let first = Day(iso: row.text(5)) else { return nil }
        self.init(id: row.text(1), province: row.text(0), person: PersonID(row.text(2)), role: row.text(3), unit: row.optionalText(4).map { UnitID($0) },
                  firstDay: first, lastDay: row.optionalText(6).flatMap { Day(iso: $0) }, note: row.optionalText(7))
    }
}

extension Delegation {
    fileprivate init?(row: Row) {
        guard let first = Day(iso: row.text(5)), let last = Day(iso: row.text(6)) else { return nil }
        self.init(id: row.text(1), province: row.text(0), assignment: row.text(2), from: PersonID(row.text(3)), to: PersonID(row.text(4)), firstDay: first, lastDay: last)
    }
}
