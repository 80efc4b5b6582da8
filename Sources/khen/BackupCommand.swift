import ArgumentParser
import Domain
import Operations
import Storage

/// Copies the data while the site goes on serving.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy of all data to one file, while the site goes on serving.")

    @OptionGroup var place: Place
    @Argument(help: "The file to write; it must not exist.") var file: String

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        try khen.log.backup(to: file, by: place.person)
        print(place.speech(vi: "Đã sao lưu vào \(file)", en: "Backed up to \(file)"))
    }
}

/// Puts a backup in place.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a backup into an empty data folder or database; refuses to replace data unless told.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Replace what is there.") var overwrite = false
    @Argument(help: "The backup file.") var file: String

    func run() async throws {
        try Database.restore(from: file, into: try place.location, migrations: migrations, overwrite: overwrite)
        print(place.speech(vi: "Đã khôi phục từ \(file)", en: "Restored from \(file)"))
    }
}
