import Domain
import Storage

/// How a person proves who they are.
struct Credential {
    var province: String
    var person: PersonID
    var password: String?
    /// Seed of the six-digit codes.
    var codeSecret: [UInt8]?
    /// The last step of time whose code was used; older and equal ones do not count again.
    var codeStep: Int64
    /// Hashes of the recovery codes that are left.
    var recoveryCodes: [String]

    static func of(_ person: PersonRecord, in tx: ReadTransaction) throws -> Credential? {
        try tx.row("SELECT password, code_secret, code_step, recovery_codes FROM credential WHERE province = \(person.province) AND person = \(person.id)").map { row in
            Credential(province: person.province, person: person.id, password: row.optionalText(0), codeSecret: row.isNull(1) ? nil : row.blob(1), codeStep: row.int64(2),
                       recoveryCodes: row.text(3).split(separator: " ").map(String.init))
        }
    }

    /// Whether a code is right, and if so uses it up. The caller's transaction makes sure that nobody uses it twice at once.
    mutating func use(code: String, at now: Moment, in tx: WriteTransaction) throws -> Bool {
        let typed = code.filter { !$0.isWhitespace && $0 != "-" }.uppercased()
        if let codeSecret, let step = OneTimeCode.step(of: typed, secret: codeSecret, at: now, after: codeStep) {
            codeStep = step
            // Only one of two that come at once finds the step not used yet.
            return try tx.execute("UPDATE credential SET code_step = \(step) WHERE province = \(province) AND person = \(person) AND code_step < \(step)") == 1
        }
        guard let index = recoveryCodes.firstIndex(of: Secret.hash(typed)) else { return false }
        let before = recoveryCodes.joined(separator: " ")
        recoveryCodes.remove(at: index)
        return try tx.execute("""
            UPDATE credential SET recovery_codes = \(recoveryCodes.joined(separator: " ")) WHERE province = \(province) AND person = \(person) AND recovery_codes = \(before)
            """) == 1
    }
}
