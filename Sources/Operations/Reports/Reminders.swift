import Domain
import Storage

/// Reminding those who have not sent, by people.
extension Reports {
    /// When a report was last reminded of, and by whom.
    package struct Reminder: Sendable, Hashable {
        package var at: Moment
        /// As in the change log.
        package var by: String
    }

    /// What came of reminding.
    package struct Reminding: Sendable {
        /// Units whose report was reminded of.
        package var reminded: [UnitID] = []
        /// Everyone who got a notice.
        package var people = 0
        /// Reminded of less than a day ago.
        package var lately: [UnitID] = []
        /// Nothing is missing any more.
        package var sent: [UnitID] = []
        /// Nobody fills in for them.
        package var withoutPeople: [UnitID] = []
    }

    /// The least time between two reminders of one report, in milliseconds.
    static let reminderInterval: Int64 = 20 * 3_600_000
    package static let longestReminder = 500
    private static let mostReminders = 2_000

    /// Reminds those who fill in a form for some units. One report is reminded of once a day, whoever reminds; somebody who fills in for several units gets one notice.
    ///
    /// - Parameter note: in one's own words; may be empty.
    /// - Throws: ``NotAllowed`` or ``NotFound`` where one unit is out of reach; ``Rejected``.
    package func remind(_ units: [UnitID], of form: String, in period: String, note: String, by person: Person) throws -> Reminding {
        let world = khen.world, now = khen.now(), scope = ReportScope(world, today: now.day), note = note.trimmingWhitespace
        guard !units.isEmpty, units.count <= Self.mostReminders else {
            throw Rejected(Label(vi: "chưa chọn đơn vị nào", en: "no unit is chosen"), remedy: Label(vi: "Đánh dấu các đơn vị cần nhắc, tối đa \(Self.mostReminders).", en: "Tick the units to be reminded, at most \(Self.mostReminders)."), place: "unit")
        }
        guard note.count <= Self.longestReminder else {
            throw Rejected(Label(vi: "lời nhắc quá dài", en: "the reminder is too long"), remedy: Label(vi: "Tối đa \(Self.longestReminder) ký tự.", en: "At most \(Self.longestReminder) characters."), place: "note")
        }
        var chosen: [String: [(key: ReportKey, period: Period, unit: OrgUnit)]] = [:]
        for id in Set(units).sorted() {
            let key = ReportKey(form: form, period: period, unit: id), (_, found, unit) = try scope.resolve(key)
            try person.require(.remind, at: id, in: world, on: now.day)
            chosen[world.province(of: id), default: []].append((key, found, unit))
        }
        var result = Reminding()
        for (province, reports) in chosen.sorted(by: { $0.key < $1.key }) {
            let part = try khen.database.write { try self.remind(reports, in: province, note: note, by: person, at: now, world, $0) }
            result.reminded += part.reminded
            result.people += part.people
            result.lately += part.lately
            result.sent += part.sent
            result.withoutPeople += part.withoutPeople
        }
        try khen.refresh()
        return result
    }

    private func remind(_ reports: [(key: ReportKey, period: Period, unit: OrgUnit)], in province: String, note: String, by person: Person, at now: Moment, _ world: World, _ tx: WriteTransaction) throws -> Reminding {
        guard let first = reports.first else { return Reminding() }
        try ChangeLog.hold(province, in: tx)
        let staff = try khen.staffBook.staff(of: province, in: world, on: now.day, tx)
        let standings = try ReportStore.standings(in: province, form: first.key.form, period: first.key.period, tx)
        let earlier = try Self.reminders(of: first.key.form, in: first.key.period, province, tx)
        var result = Reminding(), forPeople: [PersonID: [(key: ReportKey, holder: UnitID)]] = [:]
        for (key, period, unit) in reports {
            guard (standings[key] ?? ReportStanding()).state.isEditable else {
                result.sent.append(unit.id)
                continue
            }
            if let last = earlier[unit.id], now.milliseconds - last.at.milliseconds < Self.reminderInterval {
                result.lately.append(unit.id)
                continue
            }
            let line = world.line(of: unit, in: period)
            let people = Set(staff.nearest([.fill], along: line, over: unit.level) { $0.id == person.id || $0.signInName == person.name }.map(\.person.id))
            guard !people.isEmpty else {
                result.withoutPeople.append(unit.id)
                continue
            }
            for one in people { forPeople[one, default: []].append((key, line.count > 1 ? line[1] : line[0])) }
            result.reminded.append(unit.id)
        }
        guard !result.reminded.isEmpty else { return result }
        let subject = "\(first.key.form)/\(first.key.period)/\(result.reminded.count == 1 ? result.reminded[0].rawValue : province)"
        try ChangeLog.append(.reportReminded, to: province, subject: subject, by: person, at: now, in: tx) { seq, covered in
            try Self.keep(result.reminded, of: first.key, in: province, seq: seq, at: now, by: person, covered: &covered, tx)
            return ChangeDetail(facts: ["reports": String(result.reminded.count)])
        }
        for (one, mine) in forPeople {
            let isOne = mine.count == 1
            let about = isOne ? mine[0].key : ReportKey(form: first.key.form, period: first.key.period, unit: mine[0].holder)
            try Notices.add(.reminder, about: about, to: [one], from: staff.name(of: person), note: note.isEmpty ? nil : note, count: isOne ? nil : mine.count, province: province, at: now, in: tx)
        }
        result.people = forPeople.count
        return result
    }

    // MARK: Who was reminded when

    /// The latest reminder of each unit's report.
    package func reminders(of form: FormDefinition, in period: Period, units: [OrgUnit]) throws -> [UnitID: Reminder] {
        let world = khen.world, provinces = Set(units.map { world.province(of: $0.id) })
        return try khen.database.read { tx in
            var found: [UnitID: Reminder] = [:]
            for province in provinces { found.merge(try Self.reminders(of: form.code, in: period.id, province, tx)) { $1 } }
            return found
        }
    }

    private static func reminders(of form: String, in period: String, _ province: String, _ tx: ReadTransaction) throws -> [UnitID: Reminder] {
        var found: [UnitID: Reminder] = [:]
        for row in try tx.rows("SELECT unit, at, person FROM report_reminder WHERE province = \(province) AND form = \(form) AND period = \(period) ORDER BY seq") {
            if let at = Moment(iso: row.text(1)) { found[UnitID(row.text(0))] = Reminder(at: at, by: row.text(2)) }
        }
        return found
    }

    private static func keep(_ units: [UnitID], of key: ReportKey, in province: String, seq: Int64, at now: Moment, by person: Person, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        var bytes = RowBytes()
        for unit in units {
            bytes.begin(table: CoveredTable.reminders.name)
            bytes.add(province)
            bytes.add(seq)
            for field in [key.form, key.period, unit.rawValue, now.iso, person.name] { bytes.add(field) }
            covered.add(bytes)
            try tx.execute("""
                INSERT INTO report_reminder (province, form, period, unit, seq, at, person) VALUES (\(province), \(key.form), \(key.period), \(unit.rawValue), \(seq), \(now.iso), \(person.name))
                """)
        }
    }
}
