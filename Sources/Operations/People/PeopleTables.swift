import Storage

/// People, what they may do, and how they sign in.
///
/// `agency`, `person`, `person_role` and `delegation` are written through the change log: a row is never updated, a newer one with a higher number takes
/// its place. The other tables hold secrets (only their hashes, except the seeds of second factors) and what comes and goes; the log does not cover them.
let peopleTables = Migration(number: 3, name: "people, agencies and sign-in", statements: [
    """
    CREATE TABLE agency (
        province TEXT NOT NULL, code TEXT NOT NULL, seq BIGINT NOT NULL, name_vi TEXT NOT NULL, name_en TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT,
        ended BIGINT NOT NULL, PRIMARY KEY (province, code, seq))
    """,
    """
    CREATE TABLE person (
        province TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, sign_in_name TEXT NOT NULL, full_name TEXT NOT NULL, email TEXT, phone TEXT,
        language TEXT NOT NULL, unit TEXT, agency TEXT, state TEXT NOT NULL, illustrative BIGINT NOT NULL, PRIMARY KEY (province, id, seq))
    """,
    "CREATE INDEX person_by_id ON person (id, seq)",
    """
    CREATE TABLE person_role (
        province TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, unit TEXT, first_day TEXT NOT NULL,
        last_day TEXT, note TEXT, PRIMARY KEY (province, id, seq))
    """,
    "CREATE INDEX person_role_by_person ON person_role (person)",
    """
    CREATE TABLE delegation (
        province TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, assignment TEXT NOT NULL, from_person TEXT NOT NULL, to_person TEXT NOT NULL,
        first_day TEXT NOT NULL, last_day TEXT NOT NULL, PRIMARY KEY (province, id, seq))
    """,
    "CREATE INDEX delegation_by_person ON delegation (to_person)",
    """
    CREATE TABLE credential (
        province TEXT NOT NULL, person TEXT NOT NULL, sign_in_key TEXT NOT NULL, password TEXT, password_set TEXT, code_secret \(sql: .blob), code_step BIGINT NOT NULL,
        recovery_codes TEXT NOT NULL, PRIMARY KEY (province, person))
    """,
    "CREATE UNIQUE INDEX credential_by_name ON credential (sign_in_key)",
    """
    CREATE TABLE session (
        province TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, token TEXT NOT NULL, stage TEXT NOT NULL, created TEXT NOT NULL, last_seen TEXT NOT NULL,
        idle_ends TEXT NOT NULL, ends TEXT NOT NULL, user_agent TEXT NOT NULL, address TEXT NOT NULL, code_secret \(sql: .blob), PRIMARY KEY (province, id))
    """,
    "CREATE UNIQUE INDEX session_by_token ON session (token)",
    "CREATE INDEX session_by_person ON session (person)",
    """
    CREATE TABLE known_device (
        province TEXT NOT NULL, person TEXT NOT NULL, token TEXT NOT NULL, last_used TEXT NOT NULL, PRIMARY KEY (province, person, token))
    """,
    """
    CREATE TABLE sign_in_attempt (
        province TEXT NOT NULL, account TEXT NOT NULL, source TEXT NOT NULL, failures BIGINT NOT NULL, last_at TEXT NOT NULL,
        PRIMARY KEY (province, account, source))
    """,
    """
    CREATE TABLE one_time_link (
        province TEXT NOT NULL, token TEXT NOT NULL, person TEXT NOT NULL, created TEXT NOT NULL, ends TEXT NOT NULL, PRIMARY KEY (province, token))
    """,
    """
    CREATE TABLE api_token (
        province TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, token TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, created TEXT NOT NULL,
        ends TEXT NOT NULL, last_used TEXT, PRIMARY KEY (province, id))
    """,
    "CREATE UNIQUE INDEX api_token_by_token ON api_token (token)",
    """
    CREATE TABLE external_identity (
        province TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, linked TEXT NOT NULL, PRIMARY KEY (province, issuer, subject))
    """,
    "CREATE UNIQUE INDEX external_identity_by_subject ON external_identity (issuer, subject)",
])

extension CoveredTable {
    static let agencies = CoveredTable(
        name: "agency", select: "SELECT province, seq, code, name_vi, name_en, kind, unit, ended FROM agency ORDER BY province", columnCount: 8)
    static let people = CoveredTable(
        name: "person",
        select: "SELECT province, seq, id, sign_in_name, full_name, email, phone, language, unit, agency, state, illustrative FROM person ORDER BY province", columnCount: 12)
    static let roles = CoveredTable(
        name: "person_role", select: "SELECT province, seq, id, person, role, unit, first_day, last_day, note FROM person_role ORDER BY province", columnCount: 9)
    static let delegations = CoveredTable(
        name: "delegation", select: "SELECT province, seq, id, assignment, from_person, to_person, first_day, last_day FROM delegation ORDER BY province", columnCount: 8)
}
