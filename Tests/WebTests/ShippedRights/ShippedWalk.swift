import Domain
import Foundation
import HTTPTypes
@testable import Operations
import Testing
@testable import Web

/// Asks for one thing after the other and holds the answers against the tables.
final class ShippedWalk {
    typealias Actor = ShippedWorld.Actor
    typealias Sample = ShippedWorld.Sample

    let world: ShippedWorld
    private(set) var asked = 0
    /// Bodies in which nothing masked was found.
    private(set) var clean = 0
    private static let marks = [ShippedWorld.mark, ShippedWorld.phone, "0987 731"].map { Data($0.utf8) }
    private static let groups = [ShippedWorld.ethnicGroup.vi, ">\(ShippedWorld.ethnicGroup.en)<", ShippedWorld.ethnicGroup.code].map { Data($0.utf8) }

    init(_ world: ShippedWorld) { self.world = world }

    var places: AccessTable.Places { world.places }

    // MARK: Asking

    /// - Parameter namesGroups: whether the answer offers all ethnic groups to choose from.
    func get(_ address: String, _ actor: Actor, namesGroups: Bool = false) async throws -> Browser.Answer {
        asked += 1
        let answer = try await actor.visiting.get(address)
        check(answer, "\(address) for \(actor.reader.name)", namesGroups: namesGroups)
        return answer
    }

    func send(_ method: HTTPRequest.Method, _ address: String, _ body: String, _ actor: Actor) async throws -> Browser.Answer {
        asked += 1
        var headers: [HTTPField.Name: String] = [.contentType: "application/json", HTTPField.Name("Sec-Fetch-Site")!: "same-origin"]
        if !actor.visiting.cookies.isEmpty { headers[.cookie] = actor.visiting.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let answer = try await world.browser.send(method, address, headers: headers, body: Array(body.utf8), peer: actor.visiting.peer)
        check(answer, "\(method.rawValue) \(address) for \(actor.reader.name)")
        return answer
    }

    private func check(_ answer: Browser.Answer, _ what: String, namesGroups: Bool = false) {
        let data = Data(answer.bytes)
        #expect(answer.status < 500, "\(what)")
        for mark in Self.marks + (namesGroups ? [] : Self.groups) where data.range(of: mark) != nil {
            Issue.record("\(what) tells \(String(decoding: mark, as: UTF8.self)): …\(Self.around(mark, data))…")
            return
        }
        clean += 1
    }

    private static func around(_ mark: Data, _ data: Data) -> String {
        guard let found = data.range(of: mark) else { return "" }
        return String(decoding: data[max(data.startIndex, found.lowerBound - 80)..<min(data.endIndex, found.upperBound + 40)], as: UTF8.self)
    }

    private func expect(_ answer: Browser.Answer, _ status: Int..., what: String, _ actor: Actor) {
        #expect(status.contains(answer.status), "\(what) \(answer.address) for \(actor.reader.name)")
    }

    // MARK: Lists

    private func seen(_ table: AccessTable, _ actor: Actor, _ act: String? = nil, in part: UnitID? = nil) -> [String] {
        (world.facts[table.code] ?? [:]).filter { _, facts in part.map { places.line(facts.unit).contains($0) } ?? true }.filter { _, facts in act.map { table.may($0, actor.reader, facts, places) } ?? table.sees(actor.reader, facts, places) }.map(\.key)
    }

    /// The list for programs.
    func list(_ table: AccessTable, _ actor: Actor) async throws {
        let address = "/registers/\(table.code)", reader = actor.reader, isOpen = table.isOpen(to: reader), list = try await get(address + ".json?limit=40", actor)
        guard isOpen || table.isListed else { return expect(list, reader.isSignedIn ? 404 : 401, what: "a list out of sight", actor) }
        expect(list, 200, what: "the list", actor)
        let json = try list.json, records = json["records"]?.items ?? []
        let ids = isOpen ? Set(seen(table, actor)) : Set((world.facts[table.code] ?? [:]).filter { table.isPublic($0.value) }.keys)
        #expect(json["total"] == .integer(ids.count), "\(address) for \(reader.name)")
        #expect((isOpen ? records.count == min(40, ids.count) : records.isEmpty == ids.isEmpty) && Set(records.compactMap { $0["id"]?.words }).isSubset(of: ids), "\(address) for \(reader.name)")
        for record in records { if isOpen { checkMasked(record, table, actor) } else { checkPublic(record, table) } }
    }

    /// The list as a page and as files; what goes out and what comes in.
    ///
    /// - Parameter part: the unit whose records are in the files, so that they stay short.
    func files(of table: AccessTable, _ actor: Actor, in part: UnitID) async throws {
        let address = "/registers/\(table.code)", isOpen = table.isOpen(to: actor.reader), reader = actor.reader
        let hasMaskedFilter = table.fields.contains { $0.type == "ethnic_group" } && table.mayAnywhere("reveal", reader)
        let page = try await get(address, actor, namesGroups: hasMaskedFilter), csv = try await get("\(address).csv?unit=\(part)", actor)
        let others = table.mayAnywhere("add", reader) || table.mayAnywhere("edit", reader)
        guard isOpen else {
            expect(page, table.isListed ? 200 : reader.isSignedIn ? 404 : 303, what: "a list out of sight", actor)
            expect(csv, table.isListed ? 200 : reader.isSignedIn ? 404 : 401, what: "a list out of sight", actor)
            for (path, status) in [("/export.csv", reader.isSignedIn ? 404 : 401), ("/template.csv", reader.isSignedIn ? 404 : 401), ("/import", reader.isSignedIn ? 404 : 303), ("/expired.json", reader.isSignedIn ? 404 : 401)] {
                expect(try await get(address + path, actor), status, what: "files of a register out of sight", actor)
            }
            return
        }
        let near = Set(seen(table, actor, in: part))
        expect(page, 200, what: "the list", actor)
        #expect(try Set(csv.rows.map { $0[0] }) == near, "\(address).csv for \(reader.name)")
        let export = try await get("\(address)/export.csv?unit=\(part)", actor)
        if table.mayAnywhere("export", reader) { #expect(try export.status == 200 && Set(export.rows.map { $0[0] }) == Set(seen(table, actor, "export", in: part)), "\(address)/export.csv for \(reader.name)") } else { expect(export, 403, what: "an export", actor) }
        expect(try await get(address + "/template.csv", actor), 200, what: "a template", actor)
        expect(try await get(address + "/import", actor), others ? 200 : 403, what: "an import", actor)
        expect(try await get(address + "/expired.json", actor), 200, what: "what has expired", actor)
        expect(try await get(address + "/new", actor, namesGroups: true), table.mayAnywhere("add", reader) ? 200 : 403, what: "a new record", actor)
        if ["dl.xa", "dl.lanhdao"].contains(reader.name) {
            let sheet = try await actor.visiting.get("\(address).xlsx?unit=\(part)")
            #expect(try sheet.rows.count == near.count && !sheet.rows.joined().contains { $0.contains(ShippedWorld.mark) || $0.contains(ShippedWorld.phone) || $0.contains(ShippedWorld.ethnicGroup.vi) }, "\(address).xlsx for \(reader.name)")
        }
        try listPrints(of: table, actor, in: part)
        try await unmasked(table, actor, in: part)
    }

    /// A file of personal data, for a purpose: of those records alone that the reader may export and have unmasked.
    private func unmasked(_ table: AccessTable, _ actor: Actor, in part: UnitID) async throws {
        asked += 1
        let answer = try await actor.visiting.post("/registers/\(table.code)/export?unit=\(part)", ["purpose": "Đối chiếu giấy tờ", "form": "csv"])
        let isAllowed = table.mayAnywhere("export", actor.reader) && table.mayAnywhere("reveal", actor.reader)
        expect(answer, isAllowed ? 200 : 403, what: "an export unmasked", actor)
        guard isAllowed else { return }
        let text = answer.text
        for sample in world.samples where sample.key.register == table.code {
            let isTold = places.line(sample.facts.unit).contains(part) && ["export", "reveal"].allSatisfy { table.may($0, actor.reader, sample.facts, places) }
            for secret in sample.secrets { #expect(text.contains("\(secret)\"") || text.contains("\(secret),") || text.contains("\(secret)@") ? isTold : !isTold, "the file of \(sample.key) with \(secret) for \(actor.reader.name)") }
        }
    }

    private func checkPublic(_ record: JSONValue, _ table: AccessTable) {
        guard case .object(let fields)? = record["fields"], let part = table.publicPart else { return }
        #expect(Set(fields.keys).isSubset(of: part.fields) && record["creator"] == nil && (record["unit"] != nil) == part.isListed, "\(table.code)")
        for code in fields.keys { #expect(table.fields.first { $0.code == code }?.sensitivity == "public", "\(table.code) \(code)") }
    }

    /// Stars in every masked field that is there, also within rows; fields of others are not there at all.
    func checkMasked(_ record: JSONValue, _ table: AccessTable, _ actor: Actor) {
        let named = Set(record["masked"]?.items.compactMap(\.words) ?? [])
        for field in table.fields {
            guard let value = record["fields"]?[field.code] else { continue }
            #expect(table.sees(field, actor.reader), "\(table.code) \(field.code) for \(actor.reader.name)")
            if field.isMasked { #expect(value.words?.contains("*") == true && named.contains(field.code), "\(table.code) \(field.code) for \(actor.reader.name)") }
            for inner in field.rows where inner.isMasked { for row in value.items { #expect(row[inner.code]?.words?.contains("*") ?? true, "\(table.code) \(field.code).\(inner.code) for \(actor.reader.name)") } }
        }
    }

    // MARK: Narrowing down

    /// Filters, search and order tell nothing of what is masked.
    func narrowing(_ table: AccessTable, _ actor: Actor) async throws {
        guard table.isOpen(to: actor.reader) || table.isListed else { return }
        let address = "/registers/\(table.code).json", isOpen = table.isOpen(to: actor.reader), mayReveal = table.mayAnywhere("reveal", actor.reader)
        let samples = world.samples.filter { $0.key.register == table.code }
        func total(_ query: String) async throws -> JSONValue? { try await get("\(address)?limit=1&\(query)", actor).json["total"] }
        let all = try await total("")
        for field in table.fields where field.isMasked {
            guard let value = samples.first(where: { $0.facts.values[field.code] != nil })?.facts.values[field.code]?.first else { continue }
            let query = "\(field.code)=\(Query.encoded(value))"
            if table.filters.contains(field.code), mayReveal {
                let answering = (world.facts[table.code] ?? [:]).values.filter { $0.values[field.code]?.contains(value) == true && table.may("reveal", actor.reader, $0, places) }
                #expect(try await total(query) == .integer(answering.count), "\(query) of \(table.code) for \(actor.reader.name)")
            } else {
                #expect(try await total(query) == all, "\(query) of \(table.code) for \(actor.reader.name)")
                #expect(try await total("\(field.code)-from=1&\(field.code)-to=2") == all, "\(query) of \(table.code) for \(actor.reader.name)")
            }
            let up = try await ids("\(address)?sort=\(field.code)&limit=60", actor), down = try await ids("\(address)?sort=-\(field.code)&limit=60", actor)
            #expect(up == down, "the order by \(field.code) of \(table.code) for \(actor.reader.name)")
        }
        for sample in samples.filter(\.isFull).prefix(2) {
            for secret in Set(sample.secrets) {
                let nothing: JSONValue? = isOpen || table.isPubliclySearched ? .integer(0) : all
                #expect(try await total("q=\(secret)") == nothing, "q=\(secret) of \(table.code) for \(actor.reader.name)")
            }
        }
    }

    private func ids(_ address: String, _ actor: Actor) async throws -> [String] { try await get(address, actor).json["records"]?.items.compactMap { $0["id"]?.words } ?? [] }

    // MARK: One record

    /// What every record answers: for programs, changed, and what everybody sees.
    func record(_ sample: Sample, _ table: AccessTable, _ actor: Actor) async throws {
        let address = "/registers/\(table.code)/\(sample.key.id)", reader = actor.reader, isSeen = table.sees(reader, sample.facts, places)
        let answer = try await get(address + ".json", actor)
        expect(answer, !reader.isSignedIn ? 401 : isSeen ? 200 : 404, what: "a record", actor)
        if answer.status == 200 {
            let json = try answer.json
            checkMasked(json, table, actor)
            let shown = Set(table.fields.filter { sample.masked.contains($0.code) && table.sees($0, reader) }.map(\.code))
            #expect(Set(json["masked"]?.items.compactMap(\.words) ?? []) == shown, "\(address) for \(reader.name)")
            #expect(json["may_edit"] != .truth(true) || table.may("edit", reader, sample.facts, places), "\(address) for \(reader.name)")
        }
        let change = try await send(.patch, address + ".json", #"{"fields": {}}"#, actor)
        if !reader.isSignedIn { expect(change, 303, 401, what: "a change", actor) } else if !isSeen { expect(change, 404, what: "a change", actor) } else if !table.may("edit", reader, sample.facts, places) { expect(change, 403, what: "a change", actor) } else { expect(change, 200, 409, 422, what: "a change", actor) }
        guard !reader.isSignedIn || reader.name == "sl.xa" else { return }
        let open = try await get("/p/\(table.code)/\(sample.key.id).json", actor), page = try await get("/p/\(table.code)/\(sample.key.id)", actor)
        for answer in [open, page] { expect(answer, table.isPublic(sample.facts) ? 200 : 404, what: "a public page", actor) }
        if open.status == 200 { checkPublic(try open.json, table) }
        for (field, file) in sample.files {
            let isPublic = table.isPublic(sample.facts) && table.publicPart?.fields.contains(field) == true
            expect(try await get("/p/\(table.code)/\(sample.key.id)/files/\(file)", actor), isPublic ? 200 : 404, what: "a public file", actor)
        }
    }

    /// What is done about a record besides: its pages, steps, files, prints, and looks behind the mask.
    func everything(of sample: Sample, _ table: AccessTable, _ actor: Actor) async throws {
        let address = "/registers/\(table.code)/\(sample.key.id)", reader = actor.reader, facts = sample.facts, isSeen = table.sees(reader, facts, places)
        func status(_ act: String) -> Int { !reader.isSignedIn ? 303 : !isSeen ? 404 : table.may(act, reader, facts, places) ? 200 : 403 }
        let page = try await get(address, actor)
        expect(page, reader.isSignedIn && isSeen ? 200 : table.isPublic(facts) || !reader.isSignedIn ? 303 : 404, what: "a record's page", actor)
        let edit = try await get(address + "/edit", actor, namesGroups: true)
        if status("edit") == 200 { expect(edit, 200, 403, what: "a form", actor) } else { expect(edit, status("edit"), what: "a form", actor) }
        #expect(!edit.text.contains("value=\"\(ShippedWorld.ethnicGroup.code)\" selected"), "\(address) for \(reader.name)")
        let hasMasked = !sample.masked.isEmpty || table.fields.contains { field in field.rows.contains(where: \.isMasked) && facts.values[field.code] != nil }
        if hasMasked { expect(try await get(address + "/reveal", actor), status("reveal"), what: "a look behind the mask", actor) }
        expect(try await get(address + "/tidy", actor), status("tidy"), what: "tidying", actor)
        let mayAudit = reader.held.contains { ["AUDITOR", "ADMINISTRATOR"].contains($0.role) && places.line(facts.unit).contains($0.unit) }
        expect(try await get(address + "/accesses.json", actor), !reader.isSignedIn ? 401 : isSeen && mayAudit ? 200 : status("reveal"), what: "who used the data", actor)
        for move in table.moves {
            let answer = try await send(.post, "\(address)/move/\(Query.encoded(move)).json", #"{"from": "KHONG-CO"}"#, actor)
            if reader.isSignedIn { expect(answer, !isSeen ? 404 : table.mayMove(move, reader, at: facts.unit, places) ? 409 : 403, what: "a move", actor) } else { expect(answer, 303, 401, what: "a move", actor) }
        }
        let files = try await get(address + "/files.json", actor)
        expect(files, !reader.isSignedIn ? 401 : isSeen ? 200 : 404, what: "files", actor)
        for (field, file) in sample.files {
            let isGiven = isSeen && table.fields.contains { $0.code == field && table.sees($0, reader) && (!$0.isMasked || table.may("reveal", reader, facts, places)) }
            expect(try await get("\(address)/files/\(file)", actor), !reader.isSignedIn ? 303 : isGiven ? 200 : 404, what: "a file", actor)
        }
        try prints(of: sample, table, actor)
        try await reveal(sample, table, actor, hasMasked: hasMasked)
    }

    private func prints(of sample: Sample, _ table: AccessTable, _ actor: Actor) throws {
        let isSeen = table.sees(actor.reader, sample.facts, places), mayReveal = table.may("reveal", actor.reader, sample.facts, places)
        for print in table.prints where actor.reader.isSignedIn {
            do {
                let paper = try world.khen.registers.printed(sample.key, print, by: actor.person).papers[0]
                #expect(isSeen, "\(print) of \(sample.key) for \(actor.reader.name)")
                if !mayReveal { expectMasked(paper, "\(print) of \(sample.key) for \(actor.reader.name)") }
            } catch is NotFound {
                #expect(!isSeen, "\(print) of \(sample.key) for \(actor.reader.name)")
            } catch is Rejected {
                #expect(isSeen, "\(print) of \(sample.key) for \(actor.reader.name)")
            }
        }
    }

    private func expectMasked(_ paper: Registers.Printed, _ what: String) {
        let words = ([paper.heading] + paper.lines.joined().map(\.text) + paper.facts.map(\.value)).joined(separator: "\n")
        #expect(![ShippedWorld.mark, ShippedWorld.phone, "0987 731", ShippedWorld.ethnicGroup.vi].contains { words.contains($0) }, "\(what)")
    }

    /// Lists on paper hold what the list holds, line by line.
    private func listPrints(of table: AccessTable, _ actor: Actor, in part: UnitID) throws {
        for print in table.listPrints {
            do {
                for paper in try world.khen.registers.printed(RecordQuery(unit: part), in: table.code, print, by: actor.person).papers {
                    guard let facts = world.facts[table.code]?[paper.key.id] else { continue }
                    #expect(table.sees(actor.reader, facts, places), "\(print) of \(paper.key) for \(actor.reader.name)")
                    if !table.may("reveal", actor.reader, facts, places) { expectMasked(paper, "\(print) of \(paper.key) for \(actor.reader.name)") }
                }
            } catch is NotFound {
                #expect(!table.isOpen(to: actor.reader), "\(print) of \(table.code) for \(actor.reader.name)")
            } catch is Rejected {
                // None that can be printed, or too many.
            }
        }
    }

    private func reveal(_ sample: Sample, _ table: AccessTable, _ actor: Actor, hasMasked: Bool) async throws {
        guard hasMasked, actor.reader.isSignedIn else { return }
        asked += 1
        let answer = try await actor.visiting.post("/registers/\(table.code)/\(sample.key.id)/reveal", ["purpose": "Đối chiếu giấy tờ"]), text = answer.text.replacing(" ", with: "")
        let isSeen = table.sees(actor.reader, sample.facts, places), isTold = table.may("reveal", actor.reader, sample.facts, places)
        expect(answer, isTold ? 200 : isSeen ? 403 : 404, what: "a look behind the mask", actor)
        for secret in sample.secrets { #expect(text.contains(secret) == isTold, "\(secret) of \(sample.key) for \(actor.reader.name)") }
    }
}
