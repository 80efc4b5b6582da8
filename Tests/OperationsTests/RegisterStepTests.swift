import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Steps of records, and many records at once.
@Suite struct RegisterStepTests: BooksTest {
    @Test(arguments: Dialect.allCases) func `what a move requires is filled in with the move, of many records once for all`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            let lessons = try (11...13).map { try addLesson(khen, $0, of: 1, on: "0\($0 - 9)/07/2026", hours: $0 == 13 ? "5" : "") }, hours = RecordInput(["HOURS": .text("7,5")])
            #expect(try khen.registers.move(lessons[0], "FINISH", by: Story.mai).problems.map(\.fields) == [["HOURS"]])
            #expect(try !khen.registers.move(lessons[0], "FINISH", filling: RecordInput(["HOURS": .text("nhiều")]), by: Story.mai).problems.isEmpty)
            #expect(throws: Rejected.self) { try khen.registers.move(lessons[0], "FINISH", filling: RecordInput(["DAY": .text("01/07/2026")]), by: Story.mai) }
            #expect(try khen.registers.move(lessons[0], "FINISH", filling: hours, by: Story.mai).kept != nil)
            let left = lessons.dropFirst().map(\.id), record = { try khen.registers.sheet($0, by: Story.mai).record }
            #expect(try khen.registers.preview("FINISH", of: left, in: "LESSONS", note: nil, by: Story.mai).ready == 1)
            #expect(try khen.registers.preview("FINISH", of: left, in: "LESSONS", note: nil, filling: hours, by: Story.mai).ready == 2)
            #expect(try khen.registers.move("FINISH", of: left, in: "LESSONS", note: nil, filling: hours, by: Story.mai).ready == 2)
            // Those that had hours of their own keep them.
            #expect(try lessons.map { try record($0).body.text("HOURS") } == ["7.5", "7.5", "5"])
            #expect(try lessons.allSatisfy { try record($0).state == "DONE" })
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 20)
        }
    }

    @Test(arguments: Dialect.allCases) func `a step tells those above who hold a role, and where nobody does all beneath who see the record`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let people = try Story.addPeople(["lom.noi", "so.lan", "thau.pao"], to: khen, withPasswords: false)
            func told(_ name: String) throws -> Int { try khen.notices.list(of: #require(people[name]).id).count { $0.kind == .recordMoved } }
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].moves[0].notify = [.role("village-reporter"), .role("commune-officer"), .role("department")]
            pack.registers[1].access.append(RecordAccess(roles: ["village-reporter"], may: [.see], reach: .province))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            // At the commune: its village hears of it, the department above it, too; the other commune's officer is neither above nor beneath.
            try khen.registers.move(addLesson(khen, 11, of: 1, on: "01/07/2026"), "FINISH", by: Story.mai)
            #expect(try told("lom.noi") == 1 && told("so.lan") == 1 && told("thau.pao") == 0)
            // Those who may not see it are not told.
            pack.version = "3"
            pack.registers[1].access.removeLast()
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try khen.registers.move(addLesson(khen, 12, of: 1, on: "02/07/2026"), "FINISH", by: Story.mai)
            #expect(try told("lom.noi") == 1 && told("so.lan") == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `a record is added for each of many, once however often they are sent, and what cannot be added is told by line`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            for (number, unit) in [(1, Story.naLom), (2, Story.naLom), (3, Story.naLom)] { try addHead(khen, number, "Người số \(number)", at: unit) }
            let picked = [id(1), id(2)], common = RecordInput(["DAY": .text("01/07/2026"), "HOURS": .text("8")])
            let first = try khen.registers.addMany(picked, named: "LEARNER", with: common, to: "LESSONS", batch: "b1", by: Story.mai)
            #expect(first.kept == 2 && first.problems.isEmpty)
            #expect(try khen.registers.addMany(picked, named: "LEARNER", with: common, to: "LESSONS", batch: "b1", by: Story.mai).kept == 2)
            let found = try khen.registers.find(RecordQuery(), in: "LESSONS", by: Story.mai)
            #expect(found.total == 2 && Set(found.records.map(\.unit)) == [Story.naLom])
            #expect(try khen.registers.named(in: "LEARNER", of: "LESSONS", with: ("LEARNER", id(1)), by: Story.mai) == [id(1)])
            let third = try khen.registers.addMany([id(3), id(99)], named: "LEARNER", with: common, to: "LESSONS", batch: "b2", by: Story.mai)
            #expect(third.kept == 1 && third.problems.keys.sorted() == [id(99)] && third.problems[id(99)]?.first?.fields == ["LEARNER"])
            let wrong = try khen.registers.addMany([id(3)], named: "LEARNER", with: RecordInput(["DAY": .text("31/02/2026")]), to: "LESSONS", batch: "b3", by: Story.mai)
            #expect(wrong.kept == 0 && wrong.problems[id(3)]?.first?.fields == ["DAY"])
            #expect(throws: Rejected.self) { try khen.registers.addMany([], named: "LEARNER", with: common, to: "LESSONS", batch: "b4", by: Story.mai) }
            #expect(throws: NotFound.self) { try khen.registers.addMany(picked, named: "DAY", with: common, to: "LESSONS", batch: "b5", by: Story.mai) }
        }
    }

    @Test(arguments: Dialect.allCases) func `attendance is filled in for a whole list, and a line that cannot be kept does not keep the others from it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            for number in 11...13 { _ = try addLesson(khen, number, of: 1, on: "0\(number - 10)/07/2026") }
            let lines = [(11, "4"), (12, "900"), (13, "2,5")].map { Registers.SheetLine(id: id($0.0), seen: nil, fields: ["HOURS": .text($0.1)]) }
            let outcome = try khen.registers.fill(lines, in: "LESSONS", by: Story.mai)
            #expect(outcome.kept == 2 && outcome.problems.keys.sorted() == [id(12)] && outcome.receipt != nil)
        }
    }

    @Test(arguments: Dialect.allCases) func `a move follows by itself from what was written, for those who may make it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].moves[0].follows = "#{HOURS} >= 10"
            pack.registers[1].access.append(RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.edit], reach: .province))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            let lessons = try (11...13).map { try addLesson(khen, $0, of: 1, on: "0\($0 - 10)/07/2026") }
            func state(_ key: RecordKey) throws -> String { try khen.registers.sheet(key, by: Story.mai).record.state }

            try khen.registers.change(lessons[0], RecordInput(["HOURS": .text("9")]), by: Story.mai)
            #expect(try state(lessons[0]) == "PLANNED")
            try khen.registers.change(lessons[0], RecordInput(["HOURS": .text("12")]), by: Story.mai)
            #expect(try state(lessons[0]) == "DONE" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 12)

            let lines = lessons[1...].map { Registers.SheetLine(id: $0.id, seen: nil, fields: ["HOURS": .text($0.id.hasSuffix("12") ? "10" : "3")]) }
            #expect(try khen.registers.fill(lines, in: "LESSONS", by: Story.mai).kept == 2)
            #expect(try lessons[1...].map(state) == ["DONE", "PLANNED"] && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 22)

            // Whoever may write but not make the move leaves the record where it is.
            try khen.registers.change(lessons[2], RecordInput(["HOURS": .text("20")]), by: Story.dua)
            #expect(try state(lessons[2]) == "PLANNED" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 22)

            // So it does with rows of a file, for those who may make the move.
            let csv = "ID,LEARNER,DAY,HOURS,UNIT\n\(lessons[2].id),\(id(1)),03/07/2026,30,\n,\(id(1)),05/07/2026,12,91001\n,\(id(1)),06/07/2026,2,91001\n"
            let report = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "LESSONS", options: .init(), by: Story.mai)
            #expect(report.added == 2 && report.changed == 1 && report.receipts.count == 1, "\(report.problems)")
            #expect(try state(lessons[2]) == "DONE" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 64)
            #expect(try khen.registers.find(RecordQuery(states: ["PLANNED"]), in: "LESSONS", by: Story.mai).total == 1)

            // One that is added so is there at once.
            #expect(try state(addLesson(khen, 14, of: 1, on: "04/07/2026", hours: "11")) == "DONE")
        }
    }
}
