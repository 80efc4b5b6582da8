import Storage

/// The tables of registers.
///
/// `record` is what each record has come to, kept beside so that lists are quick; `record_version` holds every version of it. The log covers of a version a hash of what it says,
/// not the words themselves, so that personal data can be erased when their time has come while the log still proves that nothing else was altered. `record_link` and `record_key`
/// find records by those they name and by what only one may have; `record_fact` the values of feeds that take one record's value.
let recordTables = Migration(number: 10, name: "registers", statements: [
    """
    CREATE TABLE record (
        province TEXT NOT NULL, register TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, touched BIGINT NOT NULL, definition BIGINT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL,
        entered TEXT NOT NULL, due TEXT, number TEXT, title TEXT NOT NULL, creator TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL, standing TEXT NOT NULL,
        successor TEXT, illustrative BIGINT NOT NULL, body TEXT NOT NULL, derived TEXT NOT NULL,
        PRIMARY KEY (province, register, id))
    """,
    "CREATE INDEX record_touched ON record (province, touched)",
    "CREATE INDEX record_due ON record (province, due)",
    "CREATE INDEX record_by_number ON record (number)",
    """
    CREATE TABLE record_version (
        province TEXT NOT NULL, register TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, definition BIGINT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL, standing TEXT NOT NULL,
        content_hash TEXT NOT NULL, salt TEXT, note TEXT, body TEXT,
        PRIMARY KEY (province, register, id, seq)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE record_link (
        province TEXT NOT NULL, register TEXT NOT NULL, target TEXT NOT NULL, source TEXT NOT NULL, field TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (province, register, target, source, field, id)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE record_key (
        province TEXT NOT NULL, register TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (province, register, kind, value, id)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE record_number (
        province TEXT NOT NULL, register TEXT NOT NULL, scope TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (province, register, scope))
    """,
    """
    CREATE TABLE record_fact (
        province TEXT NOT NULL, data_element TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, options TEXT NOT NULL, status TEXT NOT NULL,
        day TEXT NOT NULL, id TEXT NOT NULL, number DOUBLE PRECISION NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (province, data_element, period, unit, options, status, day, id)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE record_comment (
        province TEXT NOT NULL, register TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, content_hash TEXT NOT NULL, salt TEXT, words TEXT,
        PRIMARY KEY (province, register, id, seq)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE record_filter (
        person TEXT NOT NULL, id TEXT NOT NULL, province TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, PRIMARY KEY (person, id))
    """,
    """
    CREATE TABLE record_submission (
        province TEXT NOT NULL, id TEXT NOT NULL, content_hash TEXT NOT NULL, register TEXT NOT NULL, record TEXT NOT NULL, seq BIGINT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (province, id))
    """,
])

extension CoveredTable {
    package static let recordVersions = CoveredTable(
        name: "record_version",
        select: "SELECT province, seq, register, id, definition, unit, state, standing, content_hash FROM record_version ORDER BY province", columnCount: 9)
    package static let recordComments = CoveredTable(
        name: "record_comment", select: "SELECT province, seq, register, id, content_hash FROM record_comment ORDER BY province", columnCount: 5)
}
