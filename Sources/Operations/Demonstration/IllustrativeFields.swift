import Domain

/// Fills in the fields of one made-up record and takes it through the register's moves.
struct IllustrativeFields {
    let world: World
    let programme: Programme
    let pack: Pack
    let formulas: RegisterFormulas
    let illustration: Illustration
    let unit: OrgUnit
    let today: Day
    let seed: String
    /// Place among the register's records, and among those of one unit.
    let ordinal: Int
    let number: Int
    var pools: IllustrativePools
    let known: [RecordKey: StoredRecord]

    private var register: Register { formulas.register }

    func reading(_ record: StoredRecord) -> RecordReading {
        RecordReading(body: record.full, state: record.state, unit: record.unit.rawValue, today: today) { link, code in
            guard let field = formulas.fields[link], let other = field.register, let id = record.body.text(link), let found = known[RecordKey(other, id)],
                let inner = world.catalogue.registerFormulas[other]?.fields[code], let value = found.full[code] else { return nil }
            return (value, inner.valueType)
        }
    }

    /// Several rounds, because what a field may hold can hang on later ones.
    mutating func fill(_ record: inout StoredRecord) {
        for round in 0..<3 {
            // Words come last: a name goes with the sex and the people that the record tells.
            for field in register.fields where field.type.isInput && record.body[field.code] == nil && (round > 0 || field.type != .text) {
                let reading = reading(record)
                guard formulas.isAllowed(field.code, reading), isWanted(field) || formulas.isRequired(field, reading) else { continue }
                record.body[field.code] = value(field, record)
            }
            record.body = formulas.settled(reading(record))
        }
    }

    private func isWanted(_ field: RecordField) -> Bool { illustration.fill.contains(field.code) || illustration.values[field.code] != nil || illustration.formulas[field.code] != nil }

    // MARK: Moves

    /// Goes towards the state that was drawn for the record, as far as conditions allow and no files are asked for.
    mutating func move(_ record: inout StoredRecord) {
        guard let goal = Chance.one(of: illustration.states, "state", seed), let path = path(from: record.state, to: goal) else { return }
        for move in path {
            var moved = record
            for (field, value) in move.sets { moved.body[field] = .text(value == "today" ? today.iso : value) }
            for code in move.requires where moved.full[code] == nil { if let field = formulas.fields[code], field.type.isInput { moved.body[code] = value(field, moved) } }
            moved.body = formulas.settled(reading(moved))
            guard formulas.allows(move, reading(moved)), move.requires.allSatisfy({ moved.full[$0] != nil || formulas.derivedFields.contains($0) }) else { return }
            moved.state = move.to
            record = moved
        }
    }

    private func path(from: String, to goal: String) -> [RecordMove]? {
        var paths: [(state: String, moves: [RecordMove])] = [(from, [])], seen: Set<String> = [from]
        while !paths.isEmpty {
            let (state, moves) = paths.removeFirst()
            if state == goal { return moves }
            for move in register.moves(from: state) where !seen.contains(move.to) && !move.requires.contains(where: { formulas.fields[$0]?.type.holdsFiles ?? false }) {
                seen.insert(move.to)
                paths.append((move.to, moves + [move]))
            }
        }
        return nil
    }

    // MARK: Values

    private mutating func value(_ field: RecordField, _ record: StoredRecord) -> RecordValue? {
        if let formula = illustration.formulas[field.code] { return computed(formula, field, record) }
        if let texts = illustration.values[field.code] {
            // Words go in turn, so that names differ; everything else is drawn.
            let text = field.type == .text ? texts[ordinal % texts.count] : Chance.one(of: texts, field.code, seed)
            return text.flatMap { drawn($0, field, record) }
        }
        return field.type == .group ? rows(field, record) : usual(field, record).map { .text($0) } ?? many(field)
    }

    private func computed(_ formula: String, _ field: RecordField, _ record: StoredRecord) -> RecordValue? {
        let reading = reading(record), result: RecordFigure
        do throws(ExpressionError) { result = try RecordExpression(parsing: formula).evaluate(today: today) { formulas.figure($0, of: reading) } } catch { return nil }  // a checked pack has no such formula
        guard field.type.isNumeric, case .number(let value) = result else { return result.canonical.map { .text(words($0, record)) } }
        return number(value, field).map { .text($0) }
    }

    private func number(_ value: Double, _ field: RecordField) -> String? { ScaledNumber(value, decimals: UInt8(field.type == .money ? 0 : field.decimals))?.text }

    private func drawn(_ text: String, _ field: RecordField, _ record: StoredRecord) -> RecordValue? {
        if let (from, to) = Illustration.range(text) {
            let share = Chance.share(field.code, seed, "range")
            if field.type.isNumeric, let least = Double(from), let most = Double(to) { return number((least + (most - least) * share), field).map { .text($0) } }
            if field.type == .date, let first = day(from), let last = day(to) { return .text(first.adding(days: Int(Double(max(0, first.days(until: last))) * share)).iso) }
        }
        switch field.type {
        case .date: return day(text).map { .text($0.iso) }
        case .ethnicGroup where text == Illustration.minority: return people(isMinority: true).map { .text($0) }
        case .many: return .list(text.split(separator: ",").map { String($0).trimmingWhitespace })
        case .text, .longText: return .text(words(text, record))
        default: return .text(text)
        }
    }

    private func day(_ text: String) -> Day? { text == "today" ? today : Day(iso: text) }

    /// Words with what belongs to the record put in: `{person}`, `{unit}`, `{number}`, `{year}`.
    private func words(_ text: String, _ record: StoredRecord) -> String {
        guard text.contains("{") else { return text }
        return text.replacing("{person}", with: person(record)).replacing("{unit}", with: unit.version(nearest: today).fullName.vi)
            .replacing("{number}", with: String(number + 1)).replacing("{year}", with: String(today.year))
    }

    /// A name that goes with the sex and the people that the record tells.
    private func person(_ record: StoredRecord) -> String {
        let sex = register.fields.first { $0.category == "SEX" }.flatMap { record.body.text($0.code) }
        let code = register.fields.first { $0.type == .ethnicGroup }.flatMap { record.body.text($0.code) } ?? people(isMinority: false)
        let people = code.flatMap { world.catalogue.options[$0] }?.name.vi
        return IllustrativeNames.person(people, isWoman: sex.map { $0 == "F" } ?? (Chance.share("sex", seed) < 0.4), seed)
    }

    /// What a field that says nothing of it gets.
    private mutating func usual(_ field: RecordField, _ record: StoredRecord) -> String? {
        let share = Chance.share(field.code, seed, "usual")
        switch field.type {
        case .text: return register.one.vi.prefix(1).uppercased() + register.one.vi.dropFirst() + " \(ordinal + 1)"
        case .longText: return "Nội dung minh họa, không có thật."
        case .number:
            let least = field.minimum ?? 1, most = min(field.maximum ?? least + 20, least + 100)
            return number(least + (most - least) * share, field)
        case .money: return number(1_000_000 * (5 + share * 45).rounded(), field)
        case .date: return today.adding(days: -Int(share * 400)).iso
        case .yesNo: return share < 0.7 ? "true" : "false"
        case .choice: return Chance.one(of: RecordWords(world).options(of: field).map(\.code), field.code, seed)
        case .ethnicGroup: return people(isMinority: false)
        case .agency: return agency(field)
        case .period: return period(field)
        case .orgUnit:
            if field.levels.isEmpty || field.levels.contains(unit.level) { return unit.id.rawValue }
            return world.units.ancestors(of: unit.id, asOf: today).first { field.levels.contains($0.level) }?.id.rawValue
        case .record:
            return pools.next(field, of: register.code, at: unit.id, commune: unit.level == .commune ? unit.id : world.units.ancestors(of: unit.id, asOf: today).first { $0.level == .commune }?.id)
        // Nobody's telephone, address or papers are made up: they could be somebody's.
        case .many, .group, .phone, .email, .identityNumber, .link, .place, .file, .photo, .person, .computed, .rollup: return nil
        }
    }

    private func many(_ field: RecordField) -> RecordValue? {
        guard field.type == .many else { return nil }
        let options = RecordWords(world).options(of: field).map(\.code)
        guard !options.isEmpty else { return nil }
        let first = Int(Chance.share(field.code, seed, "first") * Double(options.count)), count = 1 + Int(Chance.share(field.code, seed, "many") * Double(min(3, options.count)))
        return .list((0..<min(count, options.count)).map { options[(first + $0) % options.count] })
    }

    /// One to three rows with what each of them has to hold.
    private mutating func rows(_ group: RecordField, _ record: StoredRecord) -> RecordValue? {
        var rows: [RecordBody] = []
        let count = 1 + Int(Chance.share(group.code, seed, "rows") * 3)
        for index in 0..<count {
            var row = RecordBody()
            let inner = IllustrativeFields(world: world, programme: programme, pack: pack, formulas: formulas, illustration: illustration, unit: unit, today: today, seed: "\(seed) \(index)", ordinal: ordinal + index, number: number, pools: pools, known: known)
            var filler = inner
            for field in group.fields where field.isRequired { row[field.code] = filler.usual(field, record).map { .text($0) } ?? filler.many(field) }
            pools = filler.pools
            guard group.fields.allSatisfy({ !$0.isRequired || row[$0.code] != nil }), !rows.contains(row) else { continue }
            rows.append(row)
        }
        return rows.isEmpty ? nil : .rows(rows)
    }

    // MARK: Peoples, agencies, periods

    private func people(isMinority: Bool) -> String? {
        let options = world.catalogue.categories[RecordField.ethnicGroups]?.options ?? []
        let peoples = IllustrativeNames.peoples(of: programme.unit).filter { !isMinority || $0.name != "Kinh" }
        var rest = Chance.share("people", seed) * peoples.reduce(0) { $0 + $1.share }
        for people in peoples {
            rest -= people.share
            if rest <= 0 { return options.first { $0.name.vi == people.name }?.code ?? options.first?.code }
        }
        return options.first?.code
    }

    private func agency(_ field: RecordField) -> String? {
        let own = pack.agencies.filter { $0.kind == (unit.level == .province ? .department : .peoplesCommittee) }
        return Chance.one(of: (own.isEmpty ? pack.agencies : own).map(\.code), field.code, seed)
    }

    private func period(_ field: RecordField) -> String? {
        guard let kind = field.periodKind else { return nil }
        let years = Double(max(0, today.year - 2025 + 1)), day = Day(year: 2025 + Int(Chance.share(field.code, seed, "period") * years), month: 6, day: 15) ?? today
        do { return try world.catalogue.periods.period(of: kind, containing: min(day, today), calendar: nil).id } catch { return nil }  // no calendar covers the day
    }
}
