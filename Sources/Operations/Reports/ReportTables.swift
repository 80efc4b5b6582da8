import Storage

/// The tables of reports.
let reportTables = Migration(number: 4, name: "reports", statements: [
    "CREATE INDEX change_subject ON change (province, subject, seq)",
    """
    CREATE TABLE report (
        province TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL, due TEXT,
        was_returned BIGINT NOT NULL, first_sent TEXT, last_sent TEXT, sent_by TEXT, approved_by TEXT, approved_at TEXT, sent_version BIGINT,
        PRIMARY KEY (province, form, period, unit))
    """,
    "CREATE INDEX report_state ON report (province, state)",
    """
    CREATE TABLE report_cell (
        province TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, data_element TEXT NOT NULL, options TEXT NOT NULL,
        seq BIGINT NOT NULL, value TEXT, without_figure BIGINT NOT NULL, comment TEXT, source TEXT,
        PRIMARY KEY (province, form, period, unit, data_element, options, seq)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE report_remark (
        province TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, seq BIGINT NOT NULL,
        data_element TEXT NOT NULL, options TEXT NOT NULL, remark TEXT NOT NULL,
        PRIMARY KEY (province, form, period, unit, seq, data_element, options)) \(sql: .withoutRowID)
    """,
    """
    CREATE TABLE report_submission (
        province TEXT NOT NULL, id TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, content_hash TEXT NOT NULL,
        seq BIGINT NOT NULL, at TEXT NOT NULL, way TEXT NOT NULL, device_at TEXT,
        PRIMARY KEY (province, id))
    """,
])
