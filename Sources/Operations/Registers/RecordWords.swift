import Domain

/// What fields hold, in words.
package struct RecordWords: Sendable {
    private let world: World

    package init(_ world: World) { self.world = world }

    /// - Parameter titles: of linked records, by identity; and names of persons.
    package func text(_ value: RecordValue, of field: RecordField, titles: [String: String]) -> Label {
        switch value {
        case .text(let text): one(text, of: field, titles: titles)
        case .list(let items):
            field.type.holdsFiles
                ? Label(vi: "\(items.count) tệp", en: items.count == 1 ? "1 file" : "\(items.count) files")
                : joined(items.map { one($0, of: field, titles: titles) })
        case .rows(let rows): Label(vi: "\(rows.count) dòng", en: rows.count == 1 ? "1 row" : "\(rows.count) rows")
        }
    }

    private func joined(_ labels: [Label]) -> Label { Label(vi: labels.map(\.vi).joined(separator: ", "), en: labels.map(\.en).joined(separator: ", ")) }

    private func one(_ text: String, of field: RecordField, titles: [String: String]) -> Label {
        switch field.valueType {
        case .choice, .many, .ethnicGroup: return option(text, of: field)?.name ?? .same(text)
        case .yesNo: return text == "true" ? Label(vi: "Có", en: "Yes") : Label(vi: "Không", en: "No")
        case .date: return Day(iso: text).map { NoticeWords.date($0) } ?? .same(text)
        case .number, .money: return number(text, field)
        case .period: return period(text)
        case .orgUnit: return world.units.unit(UnitID(text))?.versions.last?.fullName ?? .same(text)
        case .agency: return world.catalogue.agencies[text]?.name ?? titles[text].map { .same($0) } ?? .same(text)
        case .record, .person: return .same(titles[text] ?? "–")
        case .phone: return .same(Self.grouped(text))
        default: return .same(text)
        }
    }

    /// An option of a field, of its category or its own.
    package func option(_ code: String, of field: RecordField) -> CategoryOption? {
        field.options.first { $0.code == code } ?? world.catalogue.options[code]
    }

    /// All options of a field, in order.
    package func options(of field: RecordField) -> [CategoryOption] {
        if !field.options.isEmpty { return field.options }
        return field.category.flatMap { world.catalogue.categories[$0]?.options } ?? []
    }

    private func number(_ text: String, _ field: RecordField) -> Label {
        let parts = text.split(separator: ".").map(String.init), isNegative = text.hasPrefix("-")
        let digits = isNegative ? String(parts[0].dropFirst()) : parts[0]
        func grouped(_ mark: String) -> String {
            // Years are not counted in thousands.
            if field.isYear { return digits }
            var groups: [String] = [], rest = digits
            while rest.count > 3 {
                groups.insert(String(rest.suffix(3)), at: 0)
                rest = String(rest.dropLast(3))
            }
            return ([rest] + groups).joined(separator: mark)
        }
        func written(_ group: String, _ decimal: String) -> String { (isNegative ? "−" : "") + grouped(group) + (parts.count > 1 ? decimal + parts[1] : "") }
        let unit = field.valueType == .money ? Label(vi: "đồng", en: "VND") : field.unitOfMeasure
        return Label(vi: written(".", ",") + (unit.map { " \($0.vi)" } ?? ""), en: written(",", ".") + (unit.map { " \($0.en)" } ?? ""))
    }

    private func period(_ id: String) -> Label {
        do { return world.catalogue.periods.label(of: try world.catalogue.periods.period(id)) } catch { return .same(id) }  // of a calendar that has left the packs
    }

    /// `0912 345 678`.
    private static func grouped(_ phone: String) -> String {
        guard phone.count == 10, phone.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return phone }
        return "\(phone.prefix(4)) \(phone.dropFirst(4).prefix(3)) \(phone.suffix(3))"
    }
}
