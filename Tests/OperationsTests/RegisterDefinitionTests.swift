import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Registers that are declared otherwise, with records in them.
@Suite struct RegisterDefinitionTests: BooksTest {
    @Test(arguments: Dialect.allCases) func `a register that is declared otherwise says first what would not fit, keeps old records, and counts anew`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            let lesson = try addLesson(khen, 11, of: 1, on: "01/07/2026", hours: "30")
            try khen.registers.move(lesson, "FINISH", by: Story.mai)
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].sections[0].fields[2].maximum = 20
            pack.registers[1].feeds[0].states = ["PLANNED"]
            pack.registers[0].sections[0].fields.append(Books.field("SCHOOL", .text, required: true))
            let careless = try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator)
            #expect(careless.fits.map(\.register) == ["HEADS-BOOK", "HEADS-BOOK", "LESSONS", "LESSONS"] && careless.fits.count { $0.remedy.en == "Raise “version” to 2." } == 2)
            for index in 0...1 { pack.registers[index].version = 2 }
            let preview = try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator)
            #expect(preview.fits.map(\.register) == ["HEADS-BOOK", "LESSONS"] && preview.fits.allSatisfy { !$0.isBlocking && $0.records == 1 })
            try khen.norms.load(packs: [pack], by: Story.administrator)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 0)
            #expect(try khen.registers.count(onlyLooks: true, by: .operatorAtCommandLine(account: "test")).differing == 0)
            #expect(try khen.registers.sheet(lesson, by: Story.mai).record.body.text("HOURS") == "30")
            // An option that is chosen somewhere cannot go, nor a state that something is in.
            try khen.registers.change(lesson, RecordInput(["HOURS": .text("8"), "TOPICS": .list(["EID"])]), by: Story.mai)
            var narrower = pack
            narrower.registers[1].sections[0].fields[3].options.removeFirst()
            #expect(try khen.norms.load(packs: [narrower], dryRun: true, by: Story.administrator).fits.contains { $0.isBlocking && $0.register == "LESSONS" })
            #expect(throws: Rejected.self) { try khen.norms.load(packs: [narrower], by: Story.administrator) }
            pack.registers[1].states.removeAll { $0.code == "DONE" }
            pack.registers[1].moves.removeAll { $0.to == "DONE" }
            #expect(throws: Rejected.self) { try khen.norms.load(packs: [pack], by: Story.administrator) }
        }
    }

    @Test(arguments: Dialect.allCases) func `what a register declares anew is worked out for the records that are there, and nothing else of them`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].sections[0].fields.append(Books.field("FIRST_NAME", .computed) { $0.formula = "#{LEARNER.NAME}"; $0.resultType = .text })
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            let lesson = try addLesson(khen, 11, of: 1, on: "01/07/2026"), head = RecordKey("HEADS-BOOK", id(1))
            try khen.registers.move(lesson, "FINISH", by: Story.mai)
            try khen.registers.change(head, RecordInput(["NAME": .text("Vàng Thị Dua Mới")]), by: Story.dua)
            // A field of its own, one that rests on it in another register, a title, and a feed that asks for it.
            pack.version = "3"
            pack.registers[0].sections[0].fields.append(Books.field("SINCE", .computed) { $0.formula = "#{FROM}"; $0.resultType = .date })
            pack.registers[1].sections[0].fields.append(Books.field("HEAD_SINCE", .computed) { $0.formula = "#{LEARNER.SINCE}"; $0.resultType = .date })
            pack.registers[1].title = "{DAY}: {HEAD_SINCE}"
            pack.registers[1].feeds[0].when = "isNotNull(#{HEAD_SINCE})"
            #expect(try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator).refitted == ["HEADS-BOOK": 1, "LESSONS": 1])
            #expect(try khen.registers.sheet(lesson, by: Story.mai).record.body["HEAD_SINCE"] == nil)
            #expect(try khen.norms.load(packs: [pack], by: Story.administrator).refitted == ["HEADS-BOOK": 1, "LESSONS": 1])
            let record = try khen.registers.sheet(lesson, by: Story.mai).record
            #expect(record.body.text("HEAD_SINCE") == "2026-03-01" && record.title == "01/07/2026: 01/03/2026" && record.state == "DONE")
            #expect(record.body.text("FIRST_NAME") == "Vàng Thị Dua", "a formula that stays is not worked out again")
            #expect(try khen.registers.sheet(lesson, by: Story.mai).history.map(\.change.kind).contains(.recordsRefitted))
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            #expect(try khen.registers.count(onlyLooks: true, by: .operatorAtCommandLine(account: "test")).differing == 0)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
            pack.version = "4"
            #expect(try khen.norms.load(packs: [pack], by: Story.administrator).refitted.isEmpty)
        }
    }
}
