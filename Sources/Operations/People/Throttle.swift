import Domain
import Storage

/// Slows down those who guess, and nobody else.
///
/// Counted are failures of one source at one account, and of one source at all accounts, never of an account alone: a stranger cannot keep the owner out. A
/// browser that signed in to the account before is a source of its own, whatever its address.
enum Throttle {
    private static let log = OfficialUnits.nationalLog
    /// Failures at one account before waiting begins, and at all accounts together: a whole office may share an address.
    private static let patienceWithPair: Int64 = 5, patienceWithSource: Int64 = 40
    private static let longestPair = 900, longestSource = 60
    /// After this the count begins anew.
    private static let memory: Int64 = 3_600_000

    /// Counts an attempt as failed before it is looked at, so that many at once do not slip through.
    ///
    /// - Returns: seconds to wait; 0 where the attempt may be made.
    static func begin(account: String, source: String, isKnownDevice: Bool, at now: Moment, in tx: WriteTransaction) throws -> Int {
        let pairs: [(account: String, patience: Int64, longest: Int)] = [(Secret.hash(account), patienceWithPair, longestPair)] + (isKnownDevice ? [] : [("", patienceWithSource, longestSource)])
        let wait = try pairs.map { try seconds($0.account, source, $0.patience, $0.longest, now, in: tx) }.max() ?? 0
        guard wait == 0 else { return wait }
        for pair in pairs {
            let before = now.milliseconds - memory
            try tx.execute("""
                INSERT INTO sign_in_attempt (province, account, source, failures, last_at) VALUES (\(log), \(pair.account), \(source), 1, \(now.iso))
                ON CONFLICT (province, account, source) DO UPDATE SET
                    failures = CASE WHEN sign_in_attempt.last_at < \(Moment(milliseconds: before).iso) THEN 1 ELSE sign_in_attempt.failures + 1 END, last_at = \(now.iso)
                """)
        }
        return 0
    }

    /// The attempt was good: it does not count, and what failed before at this account is forgotten.
    static func succeed(account: String, source: String, isKnownDevice: Bool, at now: Moment, in tx: WriteTransaction) throws {
        try tx.execute("DELETE FROM sign_in_attempt WHERE province = \(log) AND account = \(Secret.hash(account)) AND source = \(source)")
        if !isKnownDevice { try tx.execute("UPDATE sign_in_attempt SET failures = failures - 1 WHERE province = \(log) AND account = '' AND source = \(source) AND failures > 0") }
        try tx.execute("DELETE FROM sign_in_attempt WHERE province = \(log) AND last_at < \(Moment(milliseconds: now.milliseconds - 24 * memory).iso)")
    }

    /// Forgets every failure at an account.
    static func forgive(account: String, in tx: WriteTransaction) throws {
        try tx.execute("DELETE FROM sign_in_attempt WHERE province = \(log) AND account = \(Secret.hash(account))")
    }

    private static func seconds(_ account: String, _ source: String, _ patience: Int64, _ longest: Int, _ now: Moment, in tx: WriteTransaction) throws -> Int {
        guard let row = try tx.row("SELECT failures, last_at FROM sign_in_attempt WHERE province = \(log) AND account = \(account) AND source = \(source) \(sql: .forUpdate)"),
            let last = Moment(iso: row.text(1)) else { return 0 }
        let passed = now.milliseconds - last.milliseconds
        guard row.int64(0) >= patience, passed >= 0, passed < memory else { return 0 }
        let pause = min(longest, 1 << min(20, Int(row.int64(0) - patience)))
        return max(0, pause - Int(passed / 1000))
    }
}
