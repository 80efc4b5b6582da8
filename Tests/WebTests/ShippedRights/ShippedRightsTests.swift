import Domain
import Foundation
@testable import Operations
import Storage
import TestWorld
import Testing
@testable import Web

/// Every shipped register before every kind of reader through every channel: what comes back is what the register's own YAML says, and nothing masked is in it.
@Suite struct ShippedRightsTests {
    private func withShipped(_ body: (ShippedWalk) async throws -> Void) async throws {
        let place = try TestPlace(.sqlite), result: Result<Void, any Error>
        do {
            let world = try await ShippedWorld(at: place)
            do { result = .success(try await body(ShippedWalk(world))) } catch { result = .failure(error) }
            world.khen.close()
        } catch {
            result = .failure(error)
        }
        try place.remove()
        try result.get()
    }

    /// Of files and pages every fourth is asked for, in turn over registers, records and readers, so that it takes about a minute; `KHEN_RIGHTS=all` asks for all of them. Lists, records
    /// and changes for programs are asked for every reader in any case.
    @Test func `every shipped register gives every reader what its rules say and nothing that is masked, through every channel`() async throws {
        try await withShipped { walk in
            let world = walk.world, share = ProcessInfo.processInfo.environment["KHEN_RIGHTS"] == "all" ? 1 : 4
            #expect(world.tables.count >= 22 && world.samples.count > 100)
            #expect(Set(world.tables.map(\.code)) == Set(world.khen.world.catalogue.registers.keys))
            for (place, table) in world.tables.enumerated() {
                for (number, actor) in world.actors.enumerated() {
                    let part = (place + number) % 2 == 0 ? world.commune : world.otherCommune
                    try await walk.list(table, actor)
                    if (place + number) % share == 0 { try await walk.files(of: table, actor, in: actor.reader.name == "dl.so" ? world.province : part) }
                    if (place + number) % share == share - 1 { try await walk.narrowing(table, actor) }
                    for (count, sample) in world.samples.filter({ $0.key.register == table.code }).enumerated() {
                        try await walk.record(sample, table, actor)
                        if sample.isFull, (count + number) % share == 0 { try await walk.everything(of: sample, table, actor) }
                    }
                }
            }
            for actor in world.actors {
                try await walk.elsewhere(actor)
                try await walk.sync(actor)
            }
            try await walk.smallNumbers()
            #expect(walk.asked > 5000 && walk.clean > 5000)
        }
    }
}
