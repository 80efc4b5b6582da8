import Storage

/// Photos and documents of reports, on their way in and kept; and the keys under which devices lock away what is not sent.
///
/// `attachment` holds one row for each file; its `seq` is set once the whole file has come, and the log covers it from then on. `attachment_part` holds
/// the bytes in pieces in the order in which they came. `device_key` is a secret of each person that the log does not cover.
let offlineTables = Migration(number: 8, name: "attachments and work without a connection", statements: [
    """
    CREATE TABLE attachment (
        province TEXT NOT NULL, id TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, cell TEXT NOT NULL, name TEXT NOT NULL,
        content_type TEXT, announced BIGINT NOT NULL, size BIGINT NOT NULL, held BIGINT NOT NULL, sha256 TEXT, seq BIGINT, person TEXT NOT NULL, state TEXT NOT NULL, begun TEXT NOT NULL, received TEXT,
        PRIMARY KEY (province, id))
    """,
    "CREATE INDEX attachment_report ON attachment (province, form, period, unit)",
    """
    CREATE TABLE attachment_part (
        province TEXT NOT NULL, id TEXT NOT NULL, start BIGINT NOT NULL, bytes \(sql: .blob) NOT NULL, PRIMARY KEY (province, id, start))
    """,
    "CREATE TABLE device_key (province TEXT NOT NULL, person TEXT NOT NULL, secret TEXT NOT NULL, PRIMARY KEY (province, person))",
    "CREATE UNIQUE INDEX device_key_by_person ON device_key (person)",
])

/// Files of records stand beside those of reports: `register`, `record` and `field` say whose they are and are empty for a report's.
let recordFileColumns = Migration(number: 11, name: "files of records", statements: [
    "ALTER TABLE attachment ADD COLUMN register TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attachment ADD COLUMN record TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attachment ADD COLUMN field TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attachment ADD COLUMN salt TEXT",
    "ALTER TABLE attachment ADD COLUMN content_hash TEXT",
    "CREATE INDEX attachment_record ON attachment (province, register, record)",
    "CREATE INDEX attachment_coming ON attachment (province, begun) WHERE seq IS NULL",
])

extension CoveredTable {
    package static let attachments = CoveredTable(
        name: "attachment",
        select: "SELECT province, seq, id, form, period, unit, cell, name, content_type, size, sha256 FROM attachment WHERE seq IS NOT NULL AND register = '' ORDER BY province",
        columnCount: 11)
    /// Names and bytes of a record's files are covered by a hash with a salt, so that they can be erased.
    package static let recordFiles = CoveredTable(
        name: "record_file",
        select: "SELECT province, seq, id, register, record, field, content_type, size, content_hash FROM attachment WHERE seq IS NOT NULL AND register <> '' ORDER BY province", columnCount: 9)
}
