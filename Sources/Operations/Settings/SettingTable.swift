import Storage

/// How an installation speaks to the world outside.
///
/// A setting has one value, the last one; the change log says who gave it and when. Secrets stand here and nowhere else.
let settingTable = Migration(number: 5, name: "settings", statements: [
    """
    CREATE TABLE setting (province TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (province, name)) \(sql: .withoutRowID)
    """,
])
