import Domain
import Markup
import Operations
import Sheets

/// A register's list as a table for offices: what the list shows, masked where the list masks.
enum RegisterExport {
    static func table(_ found: Registers.Found, _ request: PageRequest) -> ExportTable {
        let t = request.t, register = found.register, fields = register.list.columns.compactMap(register.field)
        let hasNumbers = register.identifier != nil, hasDue = register.states.contains { $0.deadline != nil }
        var columns: [ExportTable.Column] = [.init("id", t("Identity"))]
        if hasNumbers { columns.append(.init("number", t("Record number"))) }
        columns += [.init("title", RegisterWords(request).one(register)), .init("unit", t("Unit’s code")), .init("unit_name", t("Unit")), .init("state", t("Status"))]
        columns += fields.map { .init($0.code, RegisterWords(request).name(of: $0), kind($0)) }
        if hasDue { columns.append(.init("due", t("Due"), .date)) }
        columns.append(.init("changed", t("Last change"), .date))
        let rows = found.records.map { record -> [SheetCell] in
            var row: [SheetCell] = [.text(record.key.id)]
            if hasNumbers { row.append(SheetCell(record.number)) }
            row += [
                .text(record.title), .text(request.world.units.unit(record.unit)?.code ?? record.unit.rawValue), .text(RegisterWords(request).unit(record.unit)),
                .text(register.state(record.state).map { t($0.name) } ?? record.state),
            ]
            row += fields.map { cell(record.cells[$0.code], $0, t) }
            if hasDue { row.append(SheetCell(record.due)) }
            row.append(.date(record.changed.day.iso))
            return row
        }
        let notes = found.records.contains(where: \.isIllustrative) ? [t("Some of these records are made up to show how the system works.")] : []
        return ExportTable(title: t(register.name), notes: notes, columns: columns, rows: rows)
    }

    static func kind(_ field: RecordField) -> SheetColumn.Kind {
        switch field.valueType {
        case .number: field.decimals == 0 ? .integer : .decimal(field.decimals)
        case .money: .integer
        case .date: .date
        default: .text
        }
    }

    static func cell(_ cell: Registers.Cell?, _ field: RecordField, _ t: Translator) -> SheetCell {
        guard let cell else { return .empty }
        guard !cell.isMasked, let text = cell.value.text else { return .text(t(cell.words)) }
        switch field.valueType {
        case .number, .money: return Int(text).map(SheetCell.integer) ?? Double(text).map(SheetCell.number) ?? .text(text)
        case .date: return .date(text)
        case .phone: return .text(text)
        default: return .text(t(cell.words))
        }
    }
}
