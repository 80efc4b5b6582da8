import Domain
import Foundation
import HTTPTypes
@testable import Operations
import Testing
@testable import Web

/// Where records show besides their own pages: what devices take along and send, the log, figures.
extension ShippedWalk {
    func elsewhere(_ actor: Actor) async throws {
        let taken = try await get("/registers/offline.json", actor, namesGroups: true)
        #expect(taken.status == (actor.reader.isSignedIn ? 200 : 401))
        for address in ["/registers", "/changes", "/changes.json", "/changes.csv", "/changes/66/2", "/", "/notices"] { _ = try await get(address, actor) }
        let last = try world.head()
        for seq in [last - 20, last - 1] { for form in ["", ".json"] { _ = try await get("/changes/66/\(seq)\(form)", actor) } }
        if actor.reader.isSignedIn {
            let registers = try taken.json["registers"]?.items.compactMap { $0["code"]?.words } ?? []
            let own = world.tables.filter { table in table.mayAnywhere("add", actor.reader) && Set(world.samples.filter { $0.key.register == table.code }.map(\.facts.unit)).contains { table.mayAdd(actor.reader, at: $0, places) } }
            // Whoever serves elsewhere adds at units of their own.
            if actor.reader.name.hasPrefix("dl.") { #expect(Set(registers) == Set(own.map(\.code)), "\(actor.reader.name)") }
        }
    }

    /// Records that a device kept: taken, or refused as the rules say.
    func sync(_ actor: Actor) async throws {
        let units = Set(world.samples.filter(\.isFull).map { "\($0.key.register) \($0.facts.unit)" }).sorted().map { $0.split(separator: " ").map(String.init) }
        for part in stride(from: 0, to: units.count, by: 40) {
            let some = Array(units[part..<min(part + 40, units.count)])
            let records = some.enumerated().map { number, pair in "{\"id\":\"0198c5e0-0001-7000-8000-\(String(format: "%012d", part + number))\",\"register\":\"\(pair[0])\",\"unit\":\"\(pair[1])\",\"fields\":{\"KHONG-CO\":\"1\"}}" }
            let answer = try await send(.post, "/registers/sync", "{\"records\":[\(records.joined(separator: ","))]}", actor)
            guard actor.reader.isSignedIn else {
                #expect(answer.status == 303 || answer.status == 401)
                return
            }
            let kinds = try answer.json["records"]?.items.map { $0["kind"]?.words ?? "" } ?? []
            try #require(kinds.count == some.count)
            for (pair, kind) in zip(some, kinds) {
                guard let table = world.tables.first(where: { $0.code == pair[0] }) else { continue }
                let mayAdd = table.mayAdd(actor.reader, at: UnitID(pair[1]), places)
                #expect(kind == (mayAdd ? "stopped" : table.isOpen(to: actor.reader) ? "not_allowed" : "gone"), "\(pair) for \(actor.reader.name)")
                let added = try await send(.post, "/registers/\(pair[0]).json", "{\"unit\":\"\(pair[1])\",\"fields\":{\"KHONG-CO\":\"1\"}}", actor)
                #expect(added.status == (mayAdd ? 422 : table.isOpen(to: actor.reader) ? 403 : 404), "\(pair) for \(actor.reader.name)")
            }
        }
    }

    /// What everybody sees of figures by ethnic group: nothing that rests on fewer than five.
    func smallNumbers() async throws {
        let catalogue = world.khen.world.catalogue
        var rows = 0, withheld = 0
        for indicator in catalogue.packs.flatMap(\.indicators) {
            for category in indicator.categories where catalogue.categories[category]?.isSensitive == true {
                for unit in Set(world.samples.map(\.facts.unit)) {
                    let answer = try await world.browser.get("/indicators/\(indicator.code).json?by=\(category)&unit=\(unit)")
                    guard answer.status == 200 else { continue }
                    for row in try answer.json["values"]?.items ?? [] where row["option"] != nil {
                        rows += 1
                        let numbers = ["numerator", "denominator"].compactMap { row[$0]?.amount } + (row["numerator"]?.amount == nil ? [row["value"]?.amount].compactMap(\.self) : [])
                        #expect(!numbers.contains { $0 > 0 && $0 < 5 }, "\(answer.address)")
                        if row["withheld"] == .truth(true) { withheld += 1 }
                    }
                }
            }
        }
        #expect(rows > 20 && withheld > 0)
    }
}
