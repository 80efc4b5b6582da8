import Domain
import Operations

/// Registers and records as programs get them: values in the form in which they are kept, masked where pages mask them.
enum RecordAnswer {
    static func name(_ label: Label) -> JSONValue { ["vi": .text(label.vi), "en": .text(label.en)] }

    // MARK: Registers

    static func registers(_ entries: [Registers.Entry]) -> JSONValue {
        ["registers": .list(entries.map { entry in
            let register = entry.register, view = register.publicView
            let fields = entry.isOpen ? register.fields : register.fields.filter { view?.fields.contains($0.code) ?? false }
            return [
                "code": .text(register.code), "name": name(register.name), "one": name(register.one), "version": .integer(register.version), "levels": .list(register.levels.map { .text($0.rawValue) }),
                "is_public_part": .truth(!entry.isOpen), "may_add": .truth(entry.mayAdd), "states": .list(register.states.map { ["code": .text($0.code), "name": name($0.name)] }),
                "fields": .list(fields.map(field)),
            ]
        })]
    }

    private static func field(_ field: RecordField) -> JSONValue {
        var members: [String: JSONValue] = [
            "code": .text(field.code), "name": name(field.name), "type": .text(field.type.rawValue), "is_required": .truth(field.isRequired), "sensitivity": .text(field.sensitivity.rawValue),
        ]
        if let category = field.category { members["category"] = .text(category) }
        if !field.options.isEmpty { members["options"] = .list(field.options.map { ["code": .text($0.code), "name": name($0.name)] }) }
        if let register = field.register { members["register"] = .text(register) }
        if !field.fields.isEmpty { members["fields"] = .list(field.fields.map(Self.field)) }
        return .object(members)
    }

    // MARK: Lists

    static func list(_ found: Registers.Found, _ query: RegisterListQuery, _ request: PageRequest) -> JSONValue {
        let last = query.asked.offset + found.records.count
        return [
            "register": .text(found.register.code), "total": .integer(found.total), "states": .object(found.states.mapValues(JSONValue.integer)),
            "next": last < found.total ? .integer(query.page + 1) : .null,
            "records": .list(found.records.map { record in
                var members = head(record.key, record.number, record.title, record.state, record.changed, record.isIllustrative)
                members["unit"] = .text(record.unit.rawValue)
                members["unit_name"] = unit(record.unit, request)
                members["due"] = record.due.map { .text($0.iso) } ?? .null
                return .object(members.merging(cells(record.cells, found.register)) { $1 })
            }),
        ]
    }

    static func publicList(_ found: Registers.PublicFound, page: Int, last: Int) -> JSONValue {
        [
            "register": .text(found.register.code), "total": .integer(found.total), "states": .object(found.states.mapValues(JSONValue.integer)), "next": last < found.total ? .integer(page + 1) : .null,
            "records": .list(found.records.map { .object(publicRecord($0, found.register)) }),
        ]
    }

    static func publicRecord(_ record: Registers.PublicRecord, _ register: Register) -> [String: JSONValue] {
        var members = head(record.key, record.number, record.title, record.state, record.changed, record.isIllustrative).merging(cells(record.cells, register)) { $1 }
        if let unit = record.unit { members["unit"] = .text(unit.rawValue) }
        return members
    }

    private static func head(_ key: RecordKey, _ number: String?, _ title: String, _ state: String, _ changed: Moment, _ isIllustrative: Bool) -> [String: JSONValue] {
        ["id": .text(key.id), "number": number.map(JSONValue.text) ?? .null, "title": .text(title), "state": .text(state), "changed": .text(changed.iso), "illustrative": .truth(isIllustrative)]
    }

    private static func unit(_ id: UnitID, _ request: PageRequest) -> JSONValue { name(request.world.units.unit(id)?.version(nearest: request.today).fullName ?? .same(id.rawValue)) }

    /// Fields with what they hold, and which of them are masked.
    private static func cells(_ cells: [String: Registers.Cell], _ register: Register) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        for (code, cell) in cells { fields[code] = value(cell.value, register.field(code)) }
        return ["fields": .object(fields), "masked": .list(cells.filter(\.value.isMasked).keys.sorted().map(JSONValue.text))]
    }

    private static func value(_ value: RecordValue, _ field: RecordField?) -> JSONValue {
        switch value {
        case .text(let text): .text(text)
        case .list(let items): .list(items.map(JSONValue.text))
        case .rows(let rows):
            .list(rows.map { row in
                var members: [String: JSONValue] = [:]
                for inner in field?.fields ?? [] {
                    if let text = row.text(inner.code) { members[inner.code] = .text(text) }
                }
                return .object(members)
            })
        }
    }

    // MARK: One record

    static func record(_ sheet: Registers.Sheet, _ request: PageRequest) -> JSONValue {
        let record = sheet.record
        var members = head(record.key, record.number, sheet.title, record.state, record.changed, record.isIllustrative)
        members.merge(cells(sheet.cells, sheet.register)) { $1 }
        members["register"] = .text(record.key.register)
        members["version"] = .integer(Int(record.seq))
        members["unit"] = .text(record.unit.rawValue)
        members["unit_name"] = unit(record.unit, request)
        members["due"] = record.due.map { .text($0.iso) } ?? .null
        members["creator"] = .text(record.creator)
        members["created"] = .text(record.created.iso)
        members["standing"] = .text(record.standing.rawValue)
        members["may_edit"] = .truth(sheet.mayEdit)
        members["moves"] = .list(sheet.moves.map { .text($0.code) })
        members["linked"] = .list(sheet.links.map { ["register": .text($0.register.code), "field": .text($0.field.code), "count": .integer($0.count)] })
        members["warnings"] = problems(sheet.warnings)
        members["public_address"] = sheet.isPublic ? .text(Address.publicRecord(record.key)) : .null
        return .object(members)
    }

    static func problems(_ problems: [RecordProblem]) -> JSONValue {
        .list(problems.map { problem in
            var members: [String: JSONValue] = [
                "severity": .text(problem.severity.rawValue), "fields": .list(problem.fields.map(JSONValue.text)), "reason": name(problem.reason), "remedy": name(problem.remedy),
            ]
            if let rule = problem.rule { members["rule"] = .text(rule) }
            if let row = problem.row { members["row"] = .integer(row) }
            return .object(members)
        })
    }
}
