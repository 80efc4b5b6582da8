import Domain
import Storage

/// A field of one register that follows from the records of another.
struct RollUpField: Sendable, Hashable {
    /// Register that has the field.
    var register: String
    var field: RecordField
    var rollUp: RecordField.RollUp

    /// By the register whose records it follows from.
    static func bySource(_ registers: [String: Register]) -> [String: [RollUpField]] {
        var found: [String: [RollUpField]] = [:]
        for register in registers.values.sorted(by: { $0.code < $1.code }) {
            for field in register.fields {
                if let rollUp = field.rollUp { found[rollUp.register, default: []].append(RollUpField(register: register.code, field: field, rollUp: rollUp)) }
            }
        }
        return found
    }

    /// What one record adds, and to which.
    func contribution(of record: StoredRecord?) -> (target: String, value: String)? {
        guard let record, record.standing == .kept || record.standing == .erased, rollUp.states.isEmpty || rollUp.states.contains(record.state) else { return nil }
        let body = record.full
        guard rollUp.conditions.allSatisfy({ field, values in body[field]?.texts.contains { values.contains($0) } ?? false }), let target = body.text(rollUp.via) else { return nil }
        guard rollUp.take != .count else { return (target, "1") }
        return rollUp.field.flatMap { body.text($0) }.map { (target, $0) }
    }
}

/// What has come and gone for one roll-up of one record.
struct RollUpChange {
    var gone: [String] = []
    var come: [String] = []

    /// The new value, where it follows from the old one and what changed; `nil` where all records have to be looked at again.
    func applied(to old: String?, _ take: RecordField.RollUp.Take) -> String?? {
        switch take {
        case .count, .sum:
            let change = Self.sum(come) - Self.sum(gone), total = Self.sum([old].compactMap(\.self)) + change
            return .some(Self.text(total))
        case .min, .max:
            if let old, gone.contains(old) { return nil }
            let all = come + [old].compactMap(\.self)
            return .some(Self.best(of: all, take))
        }
    }

    /// What all records come to.
    static func value(of all: [String], _ take: RecordField.RollUp.Take) -> String? {
        switch take {
        case .count, .sum: text(sum(all))
        case .min, .max: best(of: all, take)
        }
    }

    private static func best(of all: [String], _ take: RecordField.RollUp.Take) -> String? {
        func isBefore(_ a: String, _ b: String) -> Bool {
            if let x = Double(a), let y = Double(b) { return x < y }
            return a < b  // days
        }
        return take == .min ? all.min(by: isBefore) : all.max(by: isBefore)
    }

    /// In units of the sixth decimal.
    private static func sum(_ texts: [String]) -> Int64 {
        texts.reduce(0) { total, text in
            guard let number = ScaledNumber(Double(text) ?? 0, decimals: 6) else { return total }
            return total &+ number.units
        }
    }

    private static func text(_ units: Int64) -> String { ScaledNumber(units: units, decimals: 6).text }
}
