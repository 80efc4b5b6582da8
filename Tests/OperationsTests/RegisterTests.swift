import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Records that are kept, changed, found and counted.
@Suite struct RegisterTests: BooksTest {
    @Test(arguments: Dialect.allCases) func `a record added, changed and moved is a figure changed at once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            #expect(try figure(khen, "R-IN") == nil)
            let kept = try #require(try addHead(khen, 1, "Vàng Thị Dua").kept)
            #expect(kept.number == "TB-91001-001-2026-001" && kept.receipt.number.hasPrefix("91-"))
            #expect(try figure(khen, "R-IN") == 1)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-02") == 0)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-03") == 1)
            #expect(try figure(khen, "R-IN", Story.sinThau) == 0)
            try addHead(khen, 2, "Lò Văn Pản", ["SEX": "M", "FROM": "2026-05-10"], at: Story.hinPhon, by: Story.say)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-04") == 1)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-Q2") == 2)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-08", Disaggregation(["F"])) == 1)
            #expect(try figure(khen, "R-SHARE") == 0)
            let heads = try khen.indicators.indicator("R-IN")
            #expect(khen.indicators.latest(heads, unit: Story.province)?.mark == .registered && khen.indicators.latest(heads, unit: Story.province)?.period.id == "2026-08")
            #expect(khen.indicators.series(heads, unit: Story.banKhen).map(\.value) == [1, 1, 2, 2, 2, 2])
            // The course counts once it is held, from its day on, and no longer once it is void.
            let lesson = try addLesson(khen, 11, of: 1, on: "20/07/2026")
            #expect(try figure(khen, "R-SHARE") == 0)
            #expect(try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-SHARE") == 50)
            #expect(try figure(khen, "R-SHARE", Story.banKhen, "2026-06") == 0)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            let second = try addLesson(khen, 12, of: 1, on: "02/07/2026", hours: "12,5")
            #expect(try khen.registers.move(second, "FINISH", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-LONGEST", Story.province, "2026-07") == 12.5)
            let head = try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.mai)
            #expect(head.record.derived.text("COURSES") == "2" && head.record.derived.text("TRAINED") == "2026-07-02")
            #expect(try khen.registers.move(second, "CANCEL", note: "Ghi nhầm", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-LONGEST", Story.province, "2026-07") == 8)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            #expect(try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.mai).record.derived.text("TRAINED") == "2026-07-20")
            // Leaving office takes the head out of both sides of the share.
            #expect(try khen.registers.change(RecordKey("HEADS-BOOK", id(1)), RecordInput(["UNTIL": .text("15/08/2026"), "WHY": .text("Hết nhiệm kỳ")]), by: Story.dua).kept != nil)
            #expect(try figure(khen, "R-IN") == 1 && figure(khen, "R-SHARE") == 0)
            #expect(try figure(khen, "R-IN", Story.province, "2026-07") == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `what breaks a rule is refused with place and remedy, and nothing is kept`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let wrong = try addHead(khen, 1, "", ["SEX": "Nữ giới", "FROM": "31/02/2026", "PHONE": "12345", "IDENTITY": "0123"])
            #expect(Set(wrong.problems.flatMap(\.fields)) == ["NAME", "SEX", "FROM", "PHONE", "IDENTITY"])
            #expect(wrong.problems.allSatisfy { !$0.reason.vi.isEmpty && !$0.remedy.en.isEmpty })
            #expect(try addHead(khen, 1, "Vàng Thị Dua", ["UNTIL": "01/01/2026"]).problems.map(\.rule).contains("ORDER"))
            #expect(try addHead(khen, 1, "Vàng Thị Dua", ["UNTIL": "01/01/2027"]).problems.flatMap(\.fields) == ["WHY"])
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
            #expect(throws: Rejected.self) { try khen.registers.add(RecordInput(["NAME": .text("A")]), to: "HEADS-BOOK", at: Story.naLom, id: "abc", by: Story.dua) }
            for (number, name) in ["Y'Blun", "H'Hen Niê", "Páo", "ꪎꪱꪣ ꪵꪕ", "ꨌꩌ"].enumerated() {
                let kept = try #require(try addHead(khen, 10 + number, name).kept)
                #expect(try khen.registers.sheet(kept.key, by: .operatorAtCommandLine(account: "test")).record.title == name)
                #expect(try khen.registers.find(RecordQuery(text: name), in: "HEADS-BOOK", by: Story.mai).records.map(\.key) == [kept.key], "\(name)")
            }
            #expect(try addHead(khen, 20, "Lò Thị Mai", ["IDENTITY": "011190012345", "PHONE": "+84 912 345 678"]).kept != nil)
            #expect(try addHead(khen, 21, "Lò Thị Hai", ["IDENTITY": "011 190 012 345"]).problems.flatMap(\.fields) == ["IDENTITY"])
            #expect(try addHead(khen, 22, "lò thi mai").likely.map(\.key.id) == [id(20)])
            #expect(try khen.registers.add(RecordInput(["NAME": .text("Lò Thị Mai"), "SEX": .text("Nữ"), "FROM": .text("2026-03-01")]), to: "HEADS-BOOK", at: Story.naLom, id: id(23), isNew: true, by: Story.dua).kept?.number == "TB-91001-001-2026-007")
        }
    }

    @Test(arguments: Dialect.allCases) func `the records of a figure are those that it counts, no more and no less`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            try addHead(khen, 2, "Lò Văn Pản", ["SEX": "M", "FROM": "2026-05-10"], at: Story.hinPhon, by: Story.say)
            try addHead(khen, 3, "Cà Thị Bun", ["FROM": "2026-01-05", "UNTIL": "2026-06-01", "WHY": "Hết nhiệm kỳ"])
            for (number, head) in [(11, 1), (12, 3)] { try khen.registers.move(addLesson(khen, number, of: head, on: "20/07/2026"), "FINISH", by: Story.mai) }
            let all = Person.operatorAtCommandLine(account: "test")
            func counted(_ element: String, _ period: String, _ register: String = "HEADS-BOOK", at unit: UnitID? = Story.province, _ options: Disaggregation = .total, by person: Person = all) throws -> Set<String> {
                let figure = FedFigure(element: element, period: try khen.world.catalogue.periods.period(period), unit: unit, options: options)
                return Set(try khen.registers.find(RecordQuery(figure: figure), in: register, by: person).records.map(\.key.id))
            }
            // One left in June, another came in May; the figure and its records agree in every month.
            for (period, ids) in [("2026-01", [3]), ("2026-03", [1, 3]), ("2026-05", [1, 2, 3]), ("2026-06", [1, 2]), ("2026-08", [1, 2])] {
                #expect(try counted("IN-OFFICE", period) == Set(ids.map(id)), "\(period)")
                #expect(try figure(khen, "R-IN", Story.province, period) == Double(ids.count), "\(period)")
            }
            #expect(try counted("IN-OFFICE", "2026-08", at: Story.sinThau) == [] && counted("IN-OFFICE", "2026-05", "HEADS-BOOK", at: Story.province, Disaggregation(["F"])) == [id(1), id(3)])
            #expect(try counted("HOURS", "2026-07", "LESSONS") == [id(11), id(12)] && counted("HOURS", "2026-06", "LESSONS") == [] && counted("LONGEST", "2026-Q3", "LESSONS") == [id(11), id(12)])
            // Nobody sees more of them than of the register.
            #expect(try counted("IN-OFFICE", "2026-08", by: Story.mai) == counted("IN-OFFICE", "2026-08", at: Story.banKhen))
            #expect(throws: Rejected.self) { try counted("HOURS", "2026-07") }
        }
    }

    @Test(arguments: Dialect.allCases) func `two people at one record: what does not clash is kept, what clashes shows both, a move is made once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let added = try #require(try addHead(khen, 1, "Vàng Thị Dua").kept), key = added.key
            #expect(try khen.registers.change(key, RecordInput(["PHONE": .text("0912345678")]), seen: added.receipt.seq, by: Story.mai).kept != nil)
            #expect(try khen.registers.change(key, RecordInput(["FROM": .text("02/03/2026")]), seen: added.receipt.seq, by: Story.dua).kept != nil)
            // What was left as it was when somebody began does not undo what another has done since.
            #expect(try khen.registers.change(key, RecordInput(["NAME": .text("Vàng Thị Dua"), "PHONE": .text(""), "SEX": .text("F")]), seen: added.receipt.seq, by: Story.dua).kept != nil)
            #expect(try khen.registers.sheet(key, by: Story.mai).record.body.text("PHONE") == "0912345678")
            let clash = try khen.registers.change(key, RecordInput(["PHONE": .text("0987654321")]), seen: added.receipt.seq, by: Story.dua)
            #expect(clash.conflicts.map(\.field) == ["PHONE"] && clash.conflicts.first?.theirs == .text("0912***678") && clash.conflicts.first?.theirName == "lo.thi.mai")
            #expect(try addHead(khen, 1, "Vàng Thị Dua").kept?.receipt.isRepeated == true)
            let lesson = try addLesson(khen, 11, of: 1, on: "20/07/2026")
            #expect(try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai).kept != nil)
            #expect(throws: Conflict.self) { try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai) }
            #expect(try khen.registers.move(lesson, "CANCEL", by: Story.mai).problems.flatMap(\.fields) == ["note"])
        }
    }

    @Test(arguments: Dialect.allCases) func `everyone sees and does what the register says, and what is out of reach is not there`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let key = try #require(try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678"]).kept).key
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: Story.say) }
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: Story.xuan) }
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: .visitor) }
            #expect(throws: NotAllowed.self) { try khen.registers.change(key, RecordInput(["NAME": .text("Khác")]), by: Story.hanh) }
            #expect(throws: NotAllowed.self) { try addHead(khen, 2, "Người khác", at: Story.hinPhon) }
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.say).total == 0)
            let seen = try khen.registers.sheet(key, by: Story.hanh)
            #expect(seen.cells["PHONE"]?.words.vi == "0912***678" && seen.cells["PHONE"]?.isMasked == true && seen.title == "V*** T*** D***" && !seen.mayEdit)
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.hanh).records.map(\.title) == ["V*** T*** D***"])
        }
    }

    @Test(arguments: Dialect.allCases) func `filters, words and order tell of masked fields only where they may be revealed`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[0].sections[0].fields.append(Books.field("GROUP", .choice) { field in
                field.options = ["A", "B"].map { CategoryOption(code: $0, name: Books.words) }
                field.sensitivity = .sensitive
            })
            pack.registers[0].list.filters.append("GROUP")
            // Village reporters see the whole province, and have unmasked what they added themselves.
            pack.registers[0].access[0].reach = .province
            pack.registers[0].access.append(RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.see, .reveal], isOwnOnly: true))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            let names = ["Vàng Thị Dua", "Lò Văn Ái", "Cà Thị Bun", "Đèo Văn Ân"]
            for (number, name) in names.enumerated() {
                try addHead(khen, number, name, ["GROUP": number < 3 ? "A" : "B"], by: number % 2 == 0 ? Story.dua : .operatorAtCommandLine(account: "test"))
            }
            func numbers(_ query: RecordQuery, by person: Person = Story.dua) throws -> [Int] {
                try khen.registers.find(query, in: "HEADS-BOOK", by: person).records.compactMap { row in names.indices.first { id($0) == row.key.id } }
            }
            let group = RecordQuery(conditions: ["GROUP": .any(["A"])], order: .title)
            #expect(try numbers(RecordQuery()).count == 4)
            #expect(try numbers(group) == [2, 0] && numbers(group, by: Story.mai) == [2, 1, 0])
            #expect(try numbers(RecordQuery(text: "thi")).sorted() == [0, 2] && numbers(RecordQuery(text: "lo")).isEmpty && numbers(RecordQuery(text: "lo"), by: Story.mai) == [1])
            // What may not be revealed comes last, in the order of its making.
            #expect(try numbers(RecordQuery(order: .title)) == [2, 0, 1, 3] && numbers(RecordQuery(order: .title), by: Story.mai) == [2, 3, 1, 0])
            #expect(try numbers(RecordQuery(order: .title), by: Story.hanh) == [0, 1, 2, 3])
            #expect(throws: Rejected.self) { try numbers(group, by: Story.hanh) }
            // A number is no secret.
            let number = try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.dua).record.number
            #expect(try numbers(RecordQuery(text: number)) == [1])
        }
    }

    @Test(arguments: Dialect.allCases) func `likely duplicates, conflicts and receipts tell nothing masked`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let added = try #require(try addHead(khen, 1, "Vàng Thị Dua", by: Story.mai).kept)
            #expect(added.title == "V*** T*** D***" && added.number != nil)
            #expect(try addHead(khen, 2, "Vàng Thị Dua").likely.map(\.title) == ["V*** T*** D***"])
            try khen.registers.change(added.key, RecordInput(["PHONE": .text("0912345678")]), by: Story.mai)
            let clash = try khen.registers.change(added.key, RecordInput(["PHONE": .text("0987654321")]), seen: added.receipt.seq, by: Story.dua).conflicts
            #expect(clash.first?.mine == .text("0987654321") && clash.first?.theirs == .text("0912***678"))
            let csv = "NAME,SEX,FROM\nVàng Thị Dua,F,01/03/2026\n"
            let refused = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: .init(), by: Story.dua)
            #expect(refused.refused == 1 && refused.problems.allSatisfy { !$0.reason.vi.contains("Vàng") && !$0.reason.vi.contains("Dua") })
        }
    }

    @Test(arguments: Dialect.allCases) func `a look at personal data says why, and what is erased cannot be found again though the log stays sound`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let key = try #require(try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678", "IDENTITY": "011190012345"]).kept).key
            try khen.registers.comment("Đã gọi điện cho bà Dua", on: key, by: Story.mai)
            #expect(throws: NotAllowed.self) { try khen.registers.reveal(key, for: "Xem cho biết", by: Story.hanh) }
            #expect(throws: Rejected.self) { try khen.registers.reveal(key, for: " ", by: Story.mai) }
            let shown = try khen.registers.reveal(key, for: "Liên hệ mời tập huấn", by: Story.mai)
            #expect(shown.sheet.cells["IDENTITY"]?.words.vi == "011190012345" && shown.receipt.number.hasPrefix("91-"))
            try khen.registers.recordConsent(true, note: "Phiếu ký ngày 05/8/2026", on: key, by: Story.mai)
            #expect(try khen.registers.accessReport(key, by: Story.mai).consents.map(\.isGiven) == [true])
            #expect(throws: NotAllowed.self) { try khen.registers.erase(key, because: "Theo yêu cầu", by: Story.dua) }
            try khen.registers.erase(key, because: "Theo yêu cầu của người dân", by: Story.mai)
            let kept = try khen.database.read { tx in
                try tx.rows("SELECT body FROM record UNION ALL SELECT body FROM record_version UNION ALL SELECT words FROM record_comment UNION ALL SELECT title FROM record UNION ALL SELECT value FROM record_key").compactMap { $0.optionalText(0) }
            }
            #expect(!kept.contains { $0.contains("Dua") || $0.contains("0912345678") || $0.contains("011190012345") })
            #expect(try figure(khen, "R-IN") == 1)
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `two records of one person become one, and what named the other names it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            try addHead(khen, 2, "Vàng Thị Rua", ["PHONE": "0912345678"])
            for (number, head) in [(11, 1), (12, 2)] { try khen.registers.move(addLesson(khen, number, of: head, on: "0\(number - 9)/07/2026"), "FINISH", by: Story.mai) }
            let key = RecordKey("HEADS-BOOK", id(1)), pair = try khen.registers.pair(key, with: id(2), by: Story.mai)
            #expect(pair.differing == ["NAME"] && pair.named == 1 && pair.joined.text("PHONE") == "0912345678")
            #expect(throws: NotAllowed.self) { try khen.registers.merge(key, with: id(2), by: Story.dua) }
            try khen.registers.merge(key, with: id(2), by: Story.mai)
            let joined = try khen.registers.sheet(key, by: Story.mai)
            #expect(joined.record.derived.text("COURSES") == "2" && joined.record.body.text("PHONE") == "0912345678")
            #expect(try figure(khen, "R-IN") == 1 && figure(khen, "R-SHARE") == 100)
            #expect(throws: Rejected.self) { try khen.registers.remove(key, because: "Ghi nhầm", by: Story.mai) }
            let preview = try khen.registers.preview("CANCEL", of: [id(11), id(12)], in: "LESSONS", note: nil, by: Story.mai)
            #expect(preview.ready == 0)
            #expect(try khen.registers.move("CANCEL", of: [id(11), id(12)], in: "LESSONS", note: "Lớp không tổ chức", by: Story.mai).ready == 2)
            #expect(try figure(khen, "R-SHARE") == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `somebody's filters are theirs alone, and a name is used once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let registers = khen.registers
            try registers.saveFilter("  Nữ   trưởng bản ", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai)
            try registers.saveFilter("Ấp", query: "SEX=M", of: "HEADS-BOOK", by: Story.mai)
            #expect(try registers.savedFilters(of: "HEADS-BOOK", by: Story.mai).map(\.name) == ["Ấp", "Nữ trưởng bản"])
            try registers.saveFilter("Nữ trưởng bản", query: "SEX=F&unit=91001", of: "HEADS-BOOK", by: Story.mai)
            let saved = try registers.savedFilters(of: "HEADS-BOOK", by: Story.mai)
            #expect(saved.map(\.query) == ["SEX=M", "SEX=F&unit=91001"])
            #expect(try registers.savedFilters(of: "HEADS-BOOK", by: Story.dua).isEmpty && registers.savedFilters(of: "LESSONS", by: Story.mai).isEmpty)
            #expect(throws: NotFound.self) { try registers.removeFilter(saved[0].id, of: "HEADS-BOOK", by: Story.dua) }
            #expect(throws: NotFound.self) { try registers.saveFilter("Của tôi", query: "SEX=F", of: "HEADS-BOOK", by: .visitor) }
            for (name, query) in [("", "SEX=F"), ("Trống", ""), (String(repeating: "a", count: 61), "SEX=F")] { #expect(throws: Rejected.self) { try registers.saveFilter(name, query: query, of: "HEADS-BOOK", by: Story.mai) } }
            try registers.removeFilter(saved[0].id, of: "HEADS-BOOK", by: Story.mai)
            for number in 2...Registers.mostFilters { try registers.saveFilter("Bộ lọc \(number)", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai) }
            #expect(throws: Rejected.self) { try registers.saveFilter("Một nữa", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai) }
        }
    }

    @Test(arguments: Dialect.allCases) func `an altered record is named by verification`(_ dialect: Dialect) throws {
        let clock = StoryClock()
        try withPlace(for: dialect) { place in
            let khen = try Khen(place.location, startingWith: { Story.units }, now: { clock.now })
            defer { khen.close() }
            try khen.norms.load(packs: [Story.pack, Books.pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            try khen.database.write { _ = try $0.execute("UPDATE record_version SET body = replace(body, 'Dua', 'Dia')") }
            let report = try khen.log.verify(by: Story.administrator)
            #expect(!report.isSound && report.breaks.allSatisfy { $0.message.en.contains("HEADS-BOOK") })
        }
    }

    @Test(arguments: Dialect.allCases) func `lists are narrowed down, searched without diacritics and put in order`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, clock in
            for (number, name) in ["Vàng Thị Dua", "Lò Văn Ái", "Đèo Văn Ân", "Cà Thị Bun"].enumerated() {
                clock.pass(seconds: 1)
                try addHead(khen, number, name, ["SEX": name.contains("Thị") ? "F" : "M", "FROM": "0\(number + 1)/03/2026"])
            }
            func titles(_ query: RecordQuery) throws -> [String] { try khen.registers.find(query, in: "HEADS-BOOK", by: .operatorAtCommandLine(account: "test")).records.map(\.title) }
            #expect(try titles(RecordQuery()) == ["Cà Thị Bun", "Đèo Văn Ân", "Lò Văn Ái", "Vàng Thị Dua"])
            #expect(try titles(RecordQuery(text: "deo an")) == ["Đèo Văn Ân"])
            #expect(try titles(RecordQuery(conditions: ["SEX": .any(["F"])], order: .title)) == ["Cà Thị Bun", "Vàng Thị Dua"])
            #expect(try titles(RecordQuery(conditions: ["FROM": .between(Double(Day(iso: "2026-03-02")!.number), Double(Day(iso: "2026-03-03")!.number))], order: .field("FROM", isDescending: false))) == ["Lò Văn Ái", "Đèo Văn Ân"])
            #expect(try titles(RecordQuery(unit: Story.sinThau)).isEmpty)
            #expect(try titles(RecordQuery(unit: Story.banKhen, order: .title, offset: 1, limit: 2)) == ["Đèo Văn Ân", "Lò Văn Ái"])
            #expect(throws: Rejected.self) { try titles(RecordQuery(conditions: ["PHONE": .any(["1"])])) }
            // Names that begin alike for long are in order, too.
            for (number, place) in [(21, "Sín Chải B"), (22, "Nậm Pố"), (23, "Sín Chải A")] { try addHead(khen, number, "Trưởng ban quản lý nhà văn hóa \(place)") }
            #expect(try titles(RecordQuery(text: "nha van hoa", order: .title)) == ["Nậm Pố", "Sín Chải A", "Sín Chải B"].map { "Trưởng ban quản lý nhà văn hóa \($0)" })
            // What is already in memory follows what is written after.
            try khen.registers.change(RecordKey("HEADS-BOOK", id(1)), RecordInput(["NAME": .text("Lò Văn Uôn"), "SEX": .text("F")]), by: Story.dua)
            #expect(try titles(RecordQuery(text: "uon")) == ["Lò Văn Uôn"])
            #expect(try titles(RecordQuery(text: "ai")).isEmpty)
        }
    }
}
