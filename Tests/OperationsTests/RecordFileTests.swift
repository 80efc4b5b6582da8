import Domain
@testable import Operations
import Storage
import Testing
import TestWorld

private let words = Label(vi: "Bài học", en: "Lesson")

/// A register whose records have a picture for everybody, files of the office, papers of a person, and a field that hangs on another.
private let papers = Register(
    code: "PAPERS", name: words, one: words, levels: [.village], title: "{NAME}", identifier: "GT-{unit}-{number:3}",
    sections: [.init(name: words, fields: [
        RecordField(code: "NAME", name: words, type: .text, isRequired: true, sensitivity: .public), RecordField(code: "PHOTO", name: words, type: .photo, sensitivity: .public),
        RecordField(code: "FILES", name: words, type: .file), RecordField(code: "IDENTITY", name: words, type: .file, sensitivity: .sensitive),
        RecordField(code: "HAS", name: words, type: .yesNo), RecordField(code: "LATER", name: words, type: .file, allowedWhen: "#{HAS}"),
        RecordField(code: "MANY", name: words, type: .computed, formula: "count(#{FILES})"),
    ])],
    states: [RecordState(code: "OPEN", name: words), RecordState(code: "SHUT", name: words, isFinal: true, isEditable: false)], moves: [RecordMove(code: "SHUT", name: words, to: "SHUT")],
    access: [
        RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.see, .add, .edit, .move]), RecordAccess(roles: ["COMMUNE-OFFICER"], may: [.see, .add, .edit, .reveal, .tidy]),
        RecordAccess(roles: ["DEPARTMENT-OFFICER"], may: [.see]),
    ],
    publicView: .init(fields: ["NAME", "PHOTO"]), privacy: .init(basis: .legalDuty, purpose: words))

private let key = RecordKey("PAPERS", "01900000-0000-7000-8000-000000000001")
private let pdf = Array("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF".utf8)

/// The smallest PNG, with a word that must not stay.
private let picture: [UInt8] = {
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(content.count)] + Array(name.utf8) + content + [1, 2, 3, 4] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [UInt8](repeating: 1, count: 13)) + chunk("tEXt", Array("GPS".utf8)) + chunk("IDAT", [5, 6, 7]) + chunk("IEND", [])
}()

@Suite struct RecordFileTests {
    private func withRecord(_ dialect: Dialect, _ body: (Khen) throws -> Void) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try khen.norms.load(packs: [Pack(code: "giay-to", name: words, version: "1", requires: ["muong-khen"], registers: [papers])], by: Story.administrator)
            try khen.registers.add(RecordInput(["NAME": .text("Lò Thị Mai")]), to: "PAPERS", at: Story.naLom, id: key.id, by: Story.dua)
            try body(khen)
            let report = try khen.log.verify(by: Story.administrator)
            #expect(report.isSound, "\(report.breaks)")
        }
    }

    private func parts(_ khen: Khen) throws -> Int { try khen.database.read { try $0.row("SELECT COUNT(*) FROM attachment_part")?.int(0) ?? -1 } }

    @Test(arguments: Dialect.allCases) func `a file and the field that names it are one change, and history and formulas follow`(_ dialect: Dialect) throws {
        try withRecord(dialect) { khen in
            let files = khen.attachments
            let one = try files.attach(picture, name: "C:\\ảnh\\Lớp học.PNG", in: key, field: "PHOTO", by: Story.dua), two = try files.attach(pdf, name: "biên bản", in: key, field: "FILES", by: Story.mai)
            let sheet = try khen.registers.sheet(key, by: Story.dua)
            #expect(sheet.record.body["PHOTO"]?.texts == [one.id] && sheet.record.body["FILES"]?.texts == [two.id] && sheet.record.body.text("MANY") == "1")
            #expect(sheet.history.prefix(2).map(\.change.kind) == [.recordAttached, .recordAttached] && sheet.history[0].fields == ["FILES", "MANY"])
            #expect(!sheet.history.contains { $0.change.detail.facts?.values.contains { $0.contains("Lớp học") } ?? false })
            #expect(try files.list(key, by: Story.hanh).mapValues { $0.map(\.name) } == ["PHOTO": ["Lớp học.PNG"], "FILES": ["biên bản.pdf"]])
            let (file, bytes) = try files.file(one.id, by: Story.hanh)
            #expect(file.kind == .png && !String(decoding: bytes, as: UTF8.self).contains("GPS"))
            // Everybody sees the public picture and nothing else.
            #expect(try files.publicList(key).keys.sorted() == ["PHOTO"] && files.publicFile(one.id, of: key).1 == bytes)
            #expect(throws: NotFound.self) { try files.publicFile(two.id, of: key) }
            #expect(throws: NotFound.self) { try files.file(one.id, by: Person.visitor) }
            // Fields are not a way to other files, nor to lose some.
            for given in [[one.id], []] { #expect(try khen.registers.change(key, RecordInput(["FILES": .list(given)]), by: Story.dua).isStopped) }
            #expect(try !khen.registers.change(key, RecordInput(["FILES": .list([two.id]), "NAME": .text("Lò Mai")]), by: Story.dua).isStopped)
            #expect(try files.detach(two.id, by: Story.dua) == .record(key, field: "FILES"))
            #expect(try khen.registers.sheet(key, by: Story.dua).record.body["FILES"] == nil)
            #expect(throws: NotFound.self) { try files.file(two.id, by: Story.dua) }
            #expect(try parts(khen) == 1)
        }
    }

    @Test(arguments: Dialect.allCases) func `what cannot be put to a record is refused, and nothing of it is kept`(_ dialect: Dialect) throws {
        try withRecord(dialect) { khen in
            let files = khen.attachments
            #expect(throws: Rejected.self) { try files.attach(Array("<html>".utf8), name: "ảnh.png", in: key, field: "PHOTO", by: Story.dua) }
            #expect(throws: Rejected.self) { try files.attach(pdf, name: "a.pdf", in: key, field: "PHOTO", by: Story.dua) }
            #expect(throws: Rejected.self) { try files.attach(picture, name: "a.png", in: key, field: "NAME", by: Story.dua) }
            #expect(throws: Rejected.self) { try files.attach(picture, name: "a.png", in: key, field: "LATER", by: Story.dua) }
            #expect(throws: Rejected.self) { try files.begin("big", name: "a.png", size: Attachments.maxBytes + 1, in: key, field: "FILES", by: Story.dua) }
            #expect(throws: NotAllowed.self) { try files.attach(picture, name: "a.png", in: key, field: "PHOTO", by: Story.hanh) }
            #expect(throws: NotFound.self) { try files.attach(picture, name: "a.png", in: key, field: "PHOTO", by: Story.say) }
            #expect(throws: NotFound.self) { try files.attach(picture, name: "a.png", in: RecordKey("PAPERS", "none"), field: "PHOTO", by: Story.dua) }
            #expect(try parts(khen) == 0 && files.list(key, by: Story.dua).isEmpty)
            for number in 0..<Attachments.maxRecordFiles { _ = try files.begin("n\(number)", name: "a.png", size: 10, in: key, field: "FILES", by: Story.dua) }
            #expect(throws: Rejected.self) { try files.begin("more", name: "a.png", size: 10, in: key, field: "PHOTO", by: Story.dua) }
            _ = try khen.registers.move(key, "SHUT", by: Story.dua)
            #expect(throws: Rejected.self) { try files.append([UInt8](repeating: 1, count: 10), to: "91-n1", at: 0, by: Story.dua) }
        }
    }

    @Test(arguments: Dialect.allCases) func `a file comes in pieces, and a field that is left out loses its files`(_ dialect: Dialect) throws {
        try withRecord(dialect) { khen in
            let files = khen.attachments
            #expect(try !khen.registers.change(key, RecordInput(["HAS": .text("true")]), by: Story.dua).isStopped)
            let begun = try files.begin("a1", name: "đơn.pdf", size: pdf.count, in: key, field: "LATER", by: Story.dua)
            #expect(try files.append(Array(pdf[..<7]), to: begun.id, at: 0, by: Story.dua).held == 7)
            #expect(throws: NotFound.self) { try files.append(Array(pdf[7...]), to: begun.id, at: 7, by: Story.mai) }
            #expect(throws: NotFound.self) { try files.begin("a1", name: "đơn.pdf", size: pdf.count, in: ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom), by: Story.dua) }
            #expect(try files.begin("a1", name: "đơn.pdf", size: pdf.count, in: key, field: "LATER", by: Story.dua).held == 7)
            #expect(try files.append(Array(pdf[7...]), to: begun.id, at: 7, by: Story.dua).isFinished)
            #expect(try files.list(key, by: Story.dua)["LATER"]?.map(\.size) == [pdf.count])
            #expect(try !khen.registers.change(key, RecordInput(["HAS": .text("false")]), by: Story.dua).isStopped)
            #expect(try files.list(key, by: Story.dua).isEmpty && parts(khen) == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `papers of a person are opened by few and noted, and erased with the record`(_ dialect: Dialect) throws {
        try withRecord(dialect) { khen in
            let files = khen.attachments, paper = try files.attach(pdf, name: "Lò Thị Mai.pdf", in: key, field: "IDENTITY", by: Story.dua)
            try files.attach(picture, name: "ảnh.png", in: key, field: "PHOTO", by: Story.dua)
            #expect(try files.list(key, by: Story.dua).keys.sorted() == ["PHOTO"] && files.list(key, by: Story.mai).keys.sorted() == ["IDENTITY", "PHOTO"])
            #expect(throws: NotFound.self) { try files.file(paper.id, by: Story.dua) }
            #expect(try files.file(paper.id, by: Story.mai).1 == pdf)
            let look = try #require(try khen.registers.sheet(key, by: Story.mai).history.first?.change)
            #expect(look.kind == .recordRevealed && look.detail.facts?["fields"] == "IDENTITY")
            try khen.registers.erase(key, because: "Theo yêu cầu của người dân", by: Story.mai)
            #expect(try parts(khen) == 0)
            #expect(throws: NotFound.self) { try files.file(paper.id, by: Story.mai) }
            #expect(try khen.database.read { try $0.row("SELECT COUNT(*) FROM attachment WHERE name <> '' OR salt IS NOT NULL")?.int(0) } == 0)
        }
    }

    @Test func `a name that was altered in the database is found`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try khen.norms.load(packs: [Pack(code: "giay-to", name: words, version: "1", requires: ["muong-khen"], registers: [papers])], by: Story.administrator)
            try khen.registers.add(RecordInput(["NAME": .text("Lò Thị Mai")]), to: "PAPERS", at: Story.naLom, id: key.id, by: Story.dua)
            try khen.attachments.attach(pdf, name: "a.pdf", in: key, field: "FILES", by: Story.dua)
            try khen.database.write { try $0.execute("UPDATE attachment SET name = 'b.pdf'") }
            #expect(try khen.log.verify(by: Story.administrator).breaks.map(\.kind) == [.rowsDiffer])
        }
    }
}

extension Registers.Outcome {
    fileprivate var isStopped: Bool { if case .stopped = self { true } else { false } }
}
