import Domain
import Storage

/// Records on paper. What is personal is masked unless the print itself names it and the reader may see it; each such look is noted as any other.
extension Registers {
    /// A record as a print shows it, in Vietnamese, the language of papers.
    package struct Printed: Sendable {
        package var key: RecordKey
        package var heading: String
        /// Stretches of each line, and which of them were filled in.
        package var lines: [[(text: String, isFilled: Bool)]]
        package var facts: [(name: String, value: String)]
        package var number: String?
        package var state: RecordState?
        package var unit: String
        package var superior: String?
        package var agency: String
        package var place: String
        /// Of a certificate the day on which it was given, else today.
        package var day: Day
        package var isPublic: Bool
        package var isIllustrative: Bool
        /// Who signs, see ``RecordPaper/signers``.
        package var signers: [String]
    }

    /// The most records that are printed at once.
    package static let mostPrinted = 500

    /// One record for a print.
    ///
    /// - Throws: ``NotFound`` for a record out of sight or a print that the register does not have; ``Rejected`` where the print is not of the record's state.
    package func printed(_ key: RecordKey, _ code: String, by person: Person) throws -> (register: Register, print: RecordPrint, papers: [Printed]) {
        let world = khen.world, (register, province) = try at(key, person), sight = sight(register, person, world), print = try Self.print(code, register)
        let record = try khen.database.read { try visible(key, province, sight, $0) }
        guard record.standing == .kept, print.kind != .list else { throw Self.noRecord }
        guard Self.isOf(print, record) else {
            let states = Label(vi: print.states.map { register.state($0)?.name.vi ?? $0 }.joined(separator: ", "), en: print.states.map { register.state($0)?.name.en ?? $0 }.joined(separator: ", "))
            throw Rejected(Label(vi: "hồ sơ ở trạng thái này chưa in được «\(print.name.vi)»", en: "“\(print.name.en)” cannot be printed of a record in this state"), remedy: Label(vi: "In được khi hồ sơ ở trạng thái: \(states.vi).", en: "It is printed of records that are: \(states.en)."))
        }
        return (register, print, try papers([record], print, register, sight, person, world))
    }

    /// The records of a list for a print; those in other states are left out.
    ///
    /// - Throws: ``NotFound``, ``Rejected`` where there are none or more than ``mostPrinted``.
    package func printed(_ query: RecordQuery, in registerCode: String, _ code: String, by person: Person) throws -> (register: Register, print: RecordPrint, papers: [Printed]) {
        let world = khen.world, entry = try register(registerCode, by: person), register = entry.register, sight = sight(register, person, world), print = try Self.print(code, register)
        guard entry.isOpen else { throw Self.noRegister }
        let records = try khen.database.read { tx -> [StoredRecord] in
            var asked = query
            if !print.states.isEmpty { asked.states = asked.states.isEmpty ? Set(print.states) : asked.states.intersection(print.states) }
            guard print.states.isEmpty || !asked.states.isEmpty else { return [] }
            (asked.offset, asked.limit) = (0, Self.mostPrinted + 1)
            let ids = try search(asked, register, sight, world, tx).run().ids.map(\.text), found = try self.records(ids, of: register.code, tx)
            let some = ids.compactMap { found[$0] }.filter { $0.standing == .kept && sight.may(.see, $0) && Self.isOf(print, $0) }
            // The list goes by the beginnings of titles; sheets are cut and handed out by the whole.
            guard case .title? = query.order else { return some }
            return some.map { (VietnameseCollation.collationKey($0.title), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
        }
        guard !records.isEmpty else {
            throw Rejected(Label(vi: "danh sách không có hồ sơ nào in được «\(print.name.vi)»", en: "no record of the list can be printed as “\(print.name.en)”"), remedy: Label(vi: "Chọn bộ lọc khác.", en: "Choose other filters."))
        }
        guard records.count <= Self.mostPrinted else {
            throw Rejected(Label(vi: "danh sách có hơn \(Self.mostPrinted) hồ sơ", en: "the list has more than \(Self.mostPrinted) records"), remedy: Label(vi: "Thu hẹp bằng bộ lọc rồi in từng phần.", en: "Narrow it down and print it in parts."))
        }
        return (register, print, try papers(records, print, register, sight, person, world))
    }

    /// The prints that can be made of a record as it stands.
    package static func prints(of record: StoredRecord, _ register: Register) -> [RecordPrint] {
        record.standing == .kept ? register.prints.filter { $0.kind != .list && isOf($0, record) } : []
    }

    private static func isOf(_ print: RecordPrint, _ record: StoredRecord) -> Bool { print.states.isEmpty || print.states.contains(record.state) }

    private static func print(_ code: String, _ register: Register) throws -> RecordPrint {
        guard let print = register.prints.first(where: { $0.code == code }) else { throw NotFound(Label(vi: "Sổ không có mẫu in này.", en: "The register has no such print.")) }
        return print
    }

    private func papers(_ records: [StoredRecord], _ print: RecordPrint, _ register: Register, _ sight: RegisterSight, _ person: Person, _ world: World) throws -> [Printed] {
        let now = khen.now(), printer = RecordPrinter(world: world, register: register, sight: sight, print: print, today: now.day)
        var revealed: [(record: StoredRecord, fields: [String])] = []
        let papers = try khen.database.read { tx in
            try records.map { record in
                let (paper, fields) = try printer.printed(record, tx)
                if !fields.isEmpty { revealed.append((record, fields)) }
                return paper
            }
        }
        guard !revealed.isEmpty else { return papers }
        try khen.database.write { tx -> Void in
            for (record, fields) in revealed {
                try ChangeLog.append(.recordRevealed, to: record.province, subject: record.key.description, by: sight.acting(person, .reveal, record), at: now, in: tx) { _, _ in
                    ChangeDetail(facts: ["purpose": "In \(print.name.vi)", "fields": fields.joined(separator: " ")])
                }
            }
        }
        try khen.refresh()
        return papers
    }
}

/// Puts one record after another into the places of a print.
private struct RecordPrinter {
    let world: World
    let register: Register
    let sight: RegisterSight
    let print: RecordPrint
    let today: Day
    private let heading: RecordPattern?
    private let lines: [RecordPattern]

    init(world: World, register: Register, sight: RegisterSight, print: RecordPrint, today: Day) {
        (self.world, self.register, self.sight, self.print, self.today) = (world, register, sight, print, today)
        heading = Self.pattern(print.heading.vi)
        lines = print.lines.compactMap { Self.pattern($0.vi) }
    }

    private static func pattern(_ text: String) -> RecordPattern? {
        do throws(RecordPattern.Fault) { return try RecordPattern(parsing: text) } catch { return nil }  // a checked pack has no such pattern
    }

    /// Fields that the print names.
    private var named: Set<String> { Set(([heading].compactMap(\.self) + lines).flatMap(\.fields) + print.fields + (print.roll?.columns ?? [])) }

    /// - Returns: the record on paper, and which masked fields it shows.
    func printed(_ record: StoredRecord, _ tx: ReadTransaction) throws -> (Registers.Printed, [String]) {
        let mayReveal = sight.may(.reveal, record), codes = register.fields.map(\.code)
        let masking = RecordShower(world: world, sight: sight, isMasking: true), open = RecordShower(world: world, sight: sight, isMasking: false)
        var cells = masking.cells(record, codes, titles: try masking.titles(of: [record], fields: Set(codes), tx)), shown: Set<String> = []
        if mayReveal {
            let plain = open.cells(record, codes, titles: try open.titles(of: [record], fields: named, tx))
            for code in named { if let cell = plain[code] { cells[code] = cell } }
            shown = Set(named.filter { code in register.field(code).map { isMasked($0) && cells[code] != nil } ?? false })
        }
        var linked: [String: (text: String, isMasked: Bool)] = [:]
        for code in named { linked[code] = try linkedValue(code, of: record, mayReveal: mayReveal, tx) }
        if mayReveal { shown.formUnion(linked.filter(\.value.isMasked).keys) }
        func value(_ code: String) -> String? { builtin(code, record) ?? cells[code]?.words.vi ?? linked[code]?.text }
        // A line whose places all stay empty says nothing.
        let filled = lines.map { ($0.stretches(value), !$0.fields.isEmpty) }.filter { stretches, asks in !asks || stretches.contains(where: \.isFilled) }.map(\.0)
        let issuer = try RecordIssuer(world: world, register: register, today: today).issuer(of: record, print, tx)
        return (Registers.Printed(
            key: record.key, heading: heading?.text(value) ?? print.name.vi, lines: filled, facts: facts(record, cells, mayReveal: mayReveal), number: record.number,
            state: register.states.count > 1 ? register.state(record.state) : nil, unit: unit(record), superior: issuer?.superior,
            agency: issuer?.name.vi ?? unit(record), place: issuer?.place ?? "", day: print.kind == .certificate ? record.entered.day : today,
            isPublic: Registers.isPublic(record, register), isIllustrative: record.isIllustrative,
            signers: print.roll?.signers.map(\.vi) ?? issuer?.signature ?? []), shown.sorted())
    }

    /// Whether a field, or the title of the record that it names, is personal.
    private func isMasked(_ field: RecordField) -> Bool {
        field.sensitivity.isMasked || field.fields.contains(where: \.sensitivity.isMasked) || (field.type == .record && field.register.flatMap { world.catalogue.registers[$0] }.map(RecordShower.titleIsMasked) ?? false)
    }

    private func builtin(_ code: String, _ record: StoredRecord) -> String? {
        switch RecordPattern.Builtin(rawValue: code) {
        case .unit?: unit(record)
        case .number?: record.number ?? ""
        case .state?: register.state(record.state)?.name.vi ?? record.state
        case .today?: NoticeWords.date(today).vi
        case nil: nil
        }
    }

    private func unit(_ record: StoredRecord) -> String { world.units.unit(record.unit)?.version(nearest: today).fullName.vi ?? record.unit.rawValue }

    /// A field of the record that another field names, `LEARNER.NAME`.
    private func linkedValue(_ code: String, of record: StoredRecord, mayReveal: Bool, _ tx: ReadTransaction) throws -> (text: String, isMasked: Bool)? {
        let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let link = register.field(parts[0]), sight.sees(link), let other = link.register.flatMap({ world.catalogue.registers[$0] }), let field = other.field(parts[1]), field.seenBy.isEmpty,
            let id = record.full.text(link.code), let found = try RecordStore.record(RecordKey(other.code, id), in: record.province, tx), let value = found.full[field.code] else { return nil }
        if field.sensitivity.isMasked, !mayReveal { return (value.text.map(field.masked) ?? "***", false) }
        return (RecordWords(world).text(value, of: field, titles: [:]).vi, field.sensitivity.isMasked)
    }

    private func facts(_ record: StoredRecord, _ cells: [String: Registers.Cell], mayReveal: Bool) -> [(name: String, value: String)] {
        if let roll = print.roll {
            let columns: [(name: String, value: String)] = roll.columns.compactMap { code in
                if let known = RecordPattern.Builtin.inLists.first(where: { $0.key.rawValue == code }) { return (known.value.vi, builtin(code, record) ?? "") }
                return register.field(code).map { ($0.name.vi, cells[code]?.words.vi ?? "") }
            }
            return columns + roll.blank.map { ($0.vi, "") }
        }
        guard print.kind == .card else { return [] }
        let fields = print.fields.isEmpty ? register.fields.filter { !$0.type.holdsFiles } : print.fields.compactMap(register.field)
        return fields.compactMap { field in
            guard let cell = cells[field.code] else { return nil }
            guard field.type == .group, !cell.isMasked else { return (field.name.vi, cell.words.vi) }
            let words = RecordWords(world), isOpen = mayReveal && print.fields.contains(field.code)
            let rows = cell.value.rows.enumerated().map { index, row in
                "\(index + 1). " + field.fields.compactMap { inner in
                    row[inner.code].map { value in inner.sensitivity.isMasked && !isOpen ? value.text.map(inner.masked) ?? "***" : words.text(value, of: inner, titles: cell.titles).vi }
                }.joined(separator: " · ")
            }
            return (field.name.vi, rows.joined(separator: "\n"))
        }
    }
}
