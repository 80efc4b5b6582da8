/// The two kinds of database Khèn can keep its data in.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// Where the data are: a folder on this machine, or a PostgreSQL server.
package enum DatabaseLocation: Sendable, Hashable {
    case sqlite(folder: String)
    case postgres(url: String)

    /// The name of the database file in a data folder.
    package static let fileName = "khen.sqlite"

    /// The data folder when nobody names one.
    package static let defaultFolder = "khen-data"

    /// The location meant by the choices `--database` and `--data`.
    ///
    /// - Parameters:
    ///   - database: a `postgres://` or `postgresql://` address, or nothing.
    ///   - data: a folder, or nothing. Without either it is `khen-data` where the program was started.
    /// - Throws: ``StorageError/unknownLocation(_:)`` when the address is of another kind or when both are given.
    package static func parse(database: String?, data: String?) throws -> DatabaseLocation {
        switch (database, data) {
        case (nil, let data):
            return .sqlite(folder: data ?? defaultFolder)
        case (let database?, nil):
            guard database.hasPrefix("postgres://") || database.hasPrefix("postgresql://") else {
                throw StorageError.unknownLocation(withoutPassword(database))
            }
            return .postgres(url: database)
        case (let database?, let data?):
            throw StorageError.unknownLocation("\(withoutPassword(database)) + \(data)")
        }
    }

    package var dialect: Dialect {
        switch self {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// The path of the database file in a data folder.
    static func file(in folder: String) -> String {
        folder + "/" + fileName
    }

    /// An address that may be shown and logged: the password is left out.
    private static func withoutPassword(_ url: String) -> String {
        var shown = url.replacing(/(?<scheme>:\/\/[^:@\/?]*):[^@\/?]*@/) { match in "\(match.scheme)@" }
        shown.replace(/(?<key>[?&]password=)[^&]*/) { match in "\(match.key)…" }
        return shown
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The folder, or the server's address without its password.
    package var description: String {
        switch self {
        case .sqlite(let folder): folder
        case .postgres(let url): Self.withoutPassword(url)
        }
    }
}
