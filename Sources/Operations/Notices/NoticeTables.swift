import Storage

/// What people are told, and the mail that gathers it. The change log does not cover it: what gave the occasion stands there already.
///
/// `notice.mail` names the row of `notice_mail` in which the notice goes out; it is set before anything is sent, so that no two processes send the same.
let noticeTables = Migration(number: 6, name: "notices", statements: [
    """
    CREATE TABLE notice (
        province TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, facts TEXT NOT NULL,
        created TEXT NOT NULL, read_at TEXT, mailed_at TEXT, mail TEXT,
        PRIMARY KEY (province, id)) \(sql: .withoutRowID)
    """,
    "CREATE INDEX notice_of_person ON notice (person, created)",
    "CREATE INDEX notice_to_mail ON notice (province, person, created) WHERE mail IS NULL AND read_at IS NULL",
    """
    CREATE TABLE notice_mail (
        province TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL,
        claimed_at TEXT NOT NULL, next_try TEXT, sent_at TEXT, reason TEXT,
        PRIMARY KEY (province, id)) \(sql: .withoutRowID)
    """,
    "CREATE INDEX notice_mail_of_person ON notice_mail (province, person, claimed_at)",
    "CREATE INDEX notice_mail_open ON notice_mail (state, next_try)",
])

/// What people were told of one report, found quickly; and who was reminded of which report when.
let reminderTables = Migration(number: 9, name: "reminders", statements: [
    "CREATE INDEX notice_of_report ON notice (province, subject) WHERE read_at IS NULL",
    """
    CREATE TABLE report_reminder (
        province TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, seq BIGINT NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL,
        PRIMARY KEY (province, form, period, unit, seq)) \(sql: .withoutRowID)
    """,
])

extension CoveredTable {
    static let reminders = CoveredTable(
        name: "report_reminder", select: "SELECT province, seq, form, period, unit, at, person FROM report_reminder ORDER BY province", columnCount: 7)
}
