import Foundation
import Testing

@testable import Storage

@Suite struct PostgresConnectionTests {
    private struct Stop: Error {}

    private func processNumber(_ tx: ReadTransaction) throws -> Int {
        try tx.row("SELECT pg_backend_pid()")?.int(0) ?? 0
    }

    @Test func `a server that does not answer is named without the password`() throws {
        #expect { try Database.open(.postgres(url: "postgres://khen:secret@127.0.0.1:1/khen"), migrations: []) } throws: { error in
            guard case StorageError.cannotOpen(let path, let reason) = error else { return false }
            return path == "postgres://khen@127.0.0.1:1/khen" && !reason.isEmpty && !"\(error)".contains("secret")
        }
    }

    @Test func `a connection that broke between two transactions is opened again`() throws {
        try withDatabase(on: .postgres, migrations: sampleMigrations) { database throws in
            // Twice, so that the server keeps the statement ready, which must not be relied on after the break.
            for code in ["a", "b"] { try database.write { tx in try tx.addThing(code) } }
            let number = try database.read { tx in try processNumber(tx) }
            try withDatabase(on: .postgres, migrations: []) { other in
                try other.write { tx in try tx.execute("SELECT pg_terminate_backend(\(number)::integer)") }
            }
            Thread.sleep(forTimeInterval: 0.2)
            try database.write { tx in try tx.addThing("c") }
            #expect(try database.thingCodes() == ["a", "b", "c"])
        }
    }

    @Test func `a connection that breaks inside a transaction is an error, and nothing of it stays`() throws {
        try withDatabase(on: .postgres, migrations: sampleMigrations) { database throws in
            #expect { try database.write { tx throws in
                try tx.addThing("a")
                let number = try processNumber(tx)
                try withDatabase(on: .postgres, migrations: []) { other in
                    try other.write { tx in try tx.execute("SELECT pg_terminate_backend(\(number)::integer)") }
                }
                Thread.sleep(forTimeInterval: 0.2)
                try tx.addThing("b")
            } } throws: { error in
                if case StorageError.connectionLost(_, duringCommit: false) = error { true } else { false }
            }
            #expect(try database.thingCodes() == [])
        }
    }

    @Test func `writers that cross are told to try again`() throws {
        try withDatabase(on: .postgres, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                try tx.addThing("a", count: 0)
                try tx.addThing("b", count: 0)
            }
            let other = DispatchQueue(label: "other")
            let (hasA, hasB, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            nonisolated(unsafe) var errors: [any Error] = []
            other.async {
                do {
                    try database.write { tx throws in
                        try tx.execute("UPDATE thing SET count = 1 WHERE code = 'b'")
                        hasB.signal()
                        hasA.wait()
                        try tx.execute("UPDATE thing SET count = 1 WHERE code = 'a'")
                    }
                } catch { errors.append(error) }
                done.signal()
            }
            var error: (any Error)?
            do {
                try database.write { tx throws in
                    try tx.execute("UPDATE thing SET count = 2 WHERE code = 'a'")
                    hasA.signal()
                    hasB.wait()
                    try tx.execute("UPDATE thing SET count = 2 WHERE code = 'b'")
                }
            } catch let first { error = first }
            done.wait()
            let all = errors + (error.map { [$0] } ?? [])
            #expect(all.count == 1)
            guard case StorageError.busy? = all.first else { Issue.record("\(all)"); return }
        }
    }

    @Test func `more borrowers than connections wait in line`() async throws {
        try await withDatabase(on: .postgres, migrations: sampleMigrations) { database in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.read { tx in
                            try tx.sleepABit()
                            return try tx.row("SELECT pg_backend_pid()")?.int(0) ?? 0
                        }
                    }
                }
                var numbers: Set<Int> = []
                for try await number in group { numbers.insert(number) }
                #expect(numbers.count <= 8 && numbers.count > 1)
            }
        }
    }
}

extension ReadTransaction {
    fileprivate func sleepABit() throws {
        _ = try row("SELECT pg_sleep(0.01)")
    }
}
