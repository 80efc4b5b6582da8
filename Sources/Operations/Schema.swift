import Storage

/// The tables of the field, in numbered steps that are only ever appended to.
///
/// Every table that grows has `province` as the first column of its primary key. The official lists of units are the same for everyone and do not.
package let migrations: [Migration] = [
    Migration(number: 1, name: "units through time", statements: [
        """
        CREATE TABLE org_unit (
            id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL, level TEXT NOT NULL, illustrative BIGINT NOT NULL)
        """,
        """
        CREATE TABLE org_unit_version (
            unit TEXT NOT NULL, ordinal BIGINT NOT NULL, first_day TEXT, last_day TEXT,
            name_vi TEXT NOT NULL, name_en TEXT NOT NULL, full_name_vi TEXT NOT NULL, full_name_en TEXT NOT NULL,
            type TEXT NOT NULL, parent TEXT, area_km2 DOUBLE PRECISION, population BIGINT, resolution TEXT, note TEXT,
            PRIMARY KEY (unit, ordinal))
        """,
        """
        CREATE TABLE org_unit_alias (unit TEXT NOT NULL, alias TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (unit, alias))
        """,
        """
        CREATE TABLE lineage (
            old TEXT NOT NULL, new TEXT NOT NULL, day TEXT NOT NULL, extent TEXT NOT NULL,
            area_weight DOUBLE PRECISION NOT NULL, population_weight DOUBLE PRECISION NOT NULL, note TEXT,
            PRIMARY KEY (old, new, day))
        """,
        """
        CREATE TABLE boundary (unit TEXT NOT NULL PRIMARY KEY, outline TEXT NOT NULL)
        """,
    ]),
    Migration(number: 2, name: "change log, packs and values", statements: [
        """
        CREATE TABLE province_log (province TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL)
        """,
        """
        CREATE TABLE change (
            province TEXT NOT NULL, seq BIGINT NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, row_count BIGINT NOT NULL, row_digest TEXT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (province, seq))
        """,
        """
        CREATE TABLE pack (
            province TEXT NOT NULL, code TEXT NOT NULL, seq BIGINT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (province, code, seq))
        """,
        """
        CREATE TABLE data_value (
            province TEXT NOT NULL, data_element TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL,
            options TEXT NOT NULL, status TEXT NOT NULL, seq BIGINT NOT NULL,
            value TEXT, bound TEXT NOT NULL, comment TEXT, source TEXT, method TEXT,
            PRIMARY KEY (province, data_element, period, unit, options, status, seq)) \(sql: .withoutRowID)
        """,
    ]),
    peopleTables,
    reportTables,
    settingTable,
    noticeTables,
    documentTables,
    offlineTables,
    reminderTables,
    recordTables,
    recordFileColumns,
]
