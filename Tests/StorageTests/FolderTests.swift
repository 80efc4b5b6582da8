import Foundation
import Testing

@testable import Storage

@Suite struct FolderTests {
    @Test func `a folder serves one process at a time and tells who has it`() throws {
        try withPlace(for: .sqlite) { place throws in
            let folder = place.folder + "/data"
            do {
                let lock = try FolderLock(folder: folder)
                try withExtendedLifetime(lock) {
                    #expect(throws: StorageError.folderInUse(path: folder, pid: Int(ProcessInfo.processInfo.processIdentifier))) { try FolderLock(folder: folder) }
                    let database = try Database.open(.sqlite(folder: folder), migrations: sampleMigrations)
                    try database.write { tx in try tx.addThing("a command works beside a server") }
                    database.close()
                }
            }
            #expect(throws: Never.self) { try FolderLock(folder: folder) }
        }
    }

    @Test func `two openings of one folder see each other's writes`() throws {
        try withPlace(for: .sqlite) { place throws in
            let one = try Database.open(place.location, migrations: sampleMigrations)
            let other = try Database.open(place.location, migrations: sampleMigrations)
            defer { one.close(); other.close() }
            try one.write { tx in try tx.addThing("a") }
            try other.write { tx in try tx.addThing("b") }
            #expect(try one.thingCodes() == ["a", "b"])
        }
    }

    @Test func `a file that is no database is named and left as it is`() throws {
        try withPlace(for: .sqlite) { place throws in
            let folder = place.folder + "/data"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/khen.sqlite"
            let contents = Data(String(repeating: "This is a letter, not a database. ", count: 100).utf8)
            try contents.write(to: URL(fileURLWithPath: path))
            #expect { try Database.open(place.location, migrations: sampleMigrations) } throws: { error in
                if case StorageError.damaged(path: path, _) = error { true } else { false }
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == contents)
        }
    }

    @Test func `a folder that cannot be made is named with the reason`() throws {
        try withPlace(for: .sqlite) { place throws in
            let file = place.folder + "/file"
            try Data().write(to: URL(fileURLWithPath: file))
            #expect { try Database.open(.sqlite(folder: file + "/data"), migrations: []) } throws: { error in
                if case StorageError.cannotOpen(path: file + "/data", let reason) = error { !reason.isEmpty } else { false }
            }
        }
    }
}
