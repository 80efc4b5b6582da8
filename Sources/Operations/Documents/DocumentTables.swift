import Storage

/// The register of issued documents, and their files.
let documentTables = Migration(number: 7, name: "issued documents", statements: [
    """
    CREATE TABLE document (
        province TEXT NOT NULL, agency TEXT NOT NULL, year BIGINT NOT NULL, number BIGINT NOT NULL, id TEXT NOT NULL, agency_name TEXT NOT NULL, symbol TEXT NOT NULL,
        type TEXT NOT NULL, subject TEXT NOT NULL, issued_on TEXT NOT NULL, signer TEXT NOT NULL, unit TEXT NOT NULL, report TEXT, report_version BIGINT,
        docx_sha256 TEXT NOT NULL, pdf_sha256 TEXT, seq BIGINT NOT NULL,
        PRIMARY KEY (province, agency, year, number))
    """,
    "CREATE UNIQUE INDEX document_id ON document (province, id)",
    """
    CREATE TABLE document_file (
        province TEXT NOT NULL, document TEXT NOT NULL, format TEXT NOT NULL, part BIGINT NOT NULL, bytes \(sql: .blob) NOT NULL,
        PRIMARY KEY (province, document, format, part))
    """,
])
