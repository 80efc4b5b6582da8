import Domain
import Storage
import Testing
import TestWorld
@testable import Operations

private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)

private func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] { [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content }

/// What a picture of two scans is drawn from, with stuffed bytes and a restart mark among them.
private let drawing = segment(0xDB, [UInt8](repeating: 3, count: 65)) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]
    + segment(0xC4, [1, 2, 3]) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x78, 0xFF, 0x00]

/// A JPEG as a phone makes it: Exif with an orientation and a place, a colour profile, a comment, the drawing, and a second picture behind it.
private func photo(orientation: UInt8 = 6) -> [UInt8] {
    let directory: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0]
    let exif = Array("Exif\0\0".utf8) + directory + Array("GPS 21.386 103.023".utf8)
    var bytes: [UInt8] = [0xFF, 0xD8]
    bytes += segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    bytes += segment(0xE1, exif)
    bytes += segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>21,23N</exif:GPSLatitude>".utf8))
    bytes += segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 9, 9])
    bytes += segment(0xE2, Array("MPF\0".utf8) + [7, 7])
    bytes += segment(0xFE, Array("taken at Ban Na Lom".utf8))
    bytes += drawing + [0xFF, 0xD9]
    return bytes + [0xFF, 0xD8] + segment(0xE1, exif) + [0xFF, 0xD9]
}

private func holds(_ bytes: [UInt8], _ text: String) -> Bool { String(decoding: bytes, as: UTF8.self).contains(text) }

private let pdf = Array("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF".utf8)

@Suite struct AttachmentTests {
    private func withKhen(_ dialect: Dialect, _ body: (Khen) throws -> Void) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try body(khen)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test func `a photo loses its place, its time and what is hidden behind it, and keeps how it was held`() throws {
        let clean = try JPEGCleaning.cleaned(photo())
        for word in ["GPS", "adobe", "Ban Na Lom", "MPF"] { #expect(!holds(clean, word), "\(word)") }
        #expect(holds(clean, "ICC_PROFILE") && holds(clean, "JFIF") && holds(clean, "Exif"))
        // The one entry that is left: orientation 6.
        let left = try #require(clean.firstRange(of: [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0]))
        #expect(clean.starts(with: [0xFF, 0xD8, 0xFF, 0xE1, 0, 34]) && left.upperBound < 38 && clean[left.upperBound] == 6)
        #expect(clean.count(where: { $0 == 0xD8 }) == 1)
        // Both scans, stuffed bytes and restart marks are as they were, and nothing follows them.
        #expect(clean.suffix(drawing.count + 2) == drawing + [0xFF, 0xD9])
        #expect(try JPEGCleaning.cleaned(clean) == clean)
        #expect(try !holds(JPEGCleaning.cleaned(photo(orientation: 1)), "Exif"))
        for cut in [3, 20, 100, photo().count / 2] { #expect(throws: BrokenImage.self) { try JPEGCleaning.cleaned(Array(photo()[..<min(cut, 150)])) } }
    }

    @Test func `texts and Exif are taken out of PNG and WebP`() throws {
        func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(content.count)] + Array(name.utf8) + content + [1, 2, 3, 4] }
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let png = signature + chunk("IHDR", [UInt8](repeating: 1, count: 13)) + chunk("tEXt", Array("Location\0Ban".utf8)) + chunk("eXIf", [1, 2]) + chunk("iTXt", [1]) + chunk("tIME", [1]) + chunk("gAMA", [1])
            + chunk("IDAT", [5, 6, 7]) + chunk("IEND", []) + Array("behind".utf8)
        let kept = signature + chunk("IHDR", [UInt8](repeating: 1, count: 13)) + chunk("gAMA", [1]) + chunk("IDAT", [5, 6, 7]) + chunk("IEND", [])
        #expect(try PNGCleaning.cleaned(png) == kept)
        #expect(throws: BrokenImage.self) { try PNGCleaning.cleaned(Array(png[..<30])) }
        func part(_ name: String, _ content: [UInt8]) -> [UInt8] { Array(name.utf8) + [UInt8(content.count), 0, 0, 0] + content + (content.count % 2 == 1 ? [0] : []) }
        let body = Array("WEBP".utf8) + part("VP8X", [0x0C | 0x10, 0, 0, 0, 1, 0, 0, 1, 0, 0]) + part("VP8 ", [9, 9, 9]) + part("EXIF", Array("GPS!".utf8)) + part("XMP ", [1])
        let webp = Array("RIFF".utf8) + [UInt8(body.count), 0, 0, 0] + body, clean = try WebPCleaning.cleaned(webp)
        #expect(!holds(clean, "GPS") && !holds(clean, "XMP") && clean[20] == 0x10 && Int(clean[4]) == clean.count - 8)
    }

    @Test(arguments: Dialect.allCases) func `a photo that comes in pieces goes on where it broke off, and the same name begins it once`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let files = khen.attachments, bytes = photo()
            let begun = try files.begin("a1", name: "C:\\ảnh\\Lớp học.JPG", size: bytes.count, in: july, cell: CellKey("SESSIONS"), by: Story.dua)
            #expect(begun.held == 0 && begun.id == "91-a1" && begun.name == "Lớp học.JPG")
            #expect(try files.append(Array(bytes[..<40]), to: begun.id, at: 0, by: Story.dua).held == 40)
            #expect(try files.begin("a1", name: "Lớp học.JPG", size: bytes.count, in: july, by: Story.dua).held == 40)
            #expect(throws: Attachments.WrongOffset.self) { try files.append([1], to: begun.id, at: 0, by: Story.dua) }
            #expect(throws: Attachments.WrongChecksum.self) { try files.append([1], to: begun.id, at: 40, checksum: ("sha1", "AAAA"), by: Story.dua) }
            #expect(throws: NotFound.self) { try files.upload(begun.id, by: Story.mai) }
            #expect(try files.list(july, by: Story.dua).isEmpty)
            let done = try files.append(Array(bytes[40...]), to: begun.id, at: 40, by: Story.dua)
            #expect(done.isFinished && done.held == bytes.count)
            let kept = try #require(try files.list(july, by: Story.mai).first)
            #expect(kept.kind == .jpeg && kept.cell == CellKey("SESSIONS") && kept.size < bytes.count && kept.person == Story.dua.name)
            let (_, clean) = try files.file(kept.id, by: Story.pao)
            #expect(clean.count == kept.size && !holds(clean, "GPS"))
            #expect(throws: NotFound.self) { try files.file(kept.id, by: Story.xuan) }
            // The report's own history has nothing of it; the log has.
            #expect(try khen.reports.sheet(july, by: Story.dua).entries.isEmpty)
            let change = try #require(try khen.database.read { try ChangeLog.latest(of: ["91"], limit: 1, in: $0) }.first)
            #expect(change.kind == .reportAttached && change.subject == july.description && change.detail.facts?["sha256"] == kept.sha256 && change.rowCount == 1)
        }
    }

    @Test(arguments: Dialect.allCases) func `what is neither a photo nor a PDF is refused by its content, and nothing of it stays`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let page = Array("<html><script>alert(1)</script></html>".utf8)
            #expect(throws: Rejected.self) { try khen.attachments.attach(page, name: "anh.jpg", in: july, by: Story.dua) }
            #expect(throws: Rejected.self) { try khen.attachments.attach([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1], name: "hỏng.jpg", in: july, by: Story.dua) }
            #expect(throws: Rejected.self) { try khen.attachments.begin("big", name: "to.pdf", size: Attachments.maxBytes + 1, in: july, by: Story.dua) }
            #expect(throws: Rejected.self) { try khen.attachments.begin("none", name: "to.pdf", size: 0, in: july, by: Story.dua) }
            #expect(throws: Rejected.self) { try khen.attachments.begin("x", name: "a.pdf", size: 9, in: july, cell: CellKey("NOTHING"), by: Story.dua) }
            let rows = try khen.database.read { try $0.row("SELECT (SELECT COUNT(*) FROM attachment) + (SELECT COUNT(*) FROM attachment_part)")?.int(0) }
            #expect(rows == 0)
            try khen.attachments.attach(pdf, name: "Danh sách", in: july, by: Story.dua)
            #expect(try khen.attachments.list(july, by: Story.dua).map(\.name) == ["Danh sách.pdf"])
        }
    }

    @Test(arguments: Dialect.allCases) func `photos may follow a report that was sent, not one that is approved, and only from those who fill it in`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let cells = ["HEADS:F": "1", "HEADS:M": "2", "SESSIONS": "4"].map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value)) }
            _ = try khen.reports.submit(cells, in: july, as: Submission(id: "s", way: .offline), by: Story.dua)
            try khen.attachments.attach(pdf, name: "a.pdf", in: july, by: Story.dua)
            #expect(throws: NotAllowed.self) { try khen.attachments.attach(pdf, name: "a.pdf", in: july, by: Story.pao) }
            #expect(throws: NotFound.self) { try khen.attachments.attach(pdf, name: "a.pdf", in: july, by: Story.say) }
            let sent = try khen.reports.sheet(july, by: Story.pao)
            try khen.reports.act(.approve, on: july, seen: sent.standing.version, by: Story.pao)
            #expect(throws: Rejected.self) { try khen.attachments.attach(pdf, name: "b.pdf", in: july, by: Story.dua) }
            let file = try #require(try khen.attachments.list(july, by: Story.dua).first)
            #expect(throws: Rejected.self) { try khen.attachments.detach(file.id, by: Story.dua) }
        }
    }

    @Test(arguments: Dialect.allCases) func `a file that is taken off is gone with its bytes, and the log still names it`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let id = try khen.attachments.attach(pdf, name: "nhầm.pdf", in: july, by: Story.dua).id
            try khen.attachments.detach(id, by: Story.dua)
            #expect(try khen.attachments.list(july, by: Story.dua).isEmpty)
            #expect(throws: NotFound.self) { try khen.attachments.file(id, by: Story.dua) }
            #expect(try khen.database.read { try $0.row("SELECT COUNT(*) FROM attachment_part")?.int(0) } == 0)
            let kinds = try khen.database.read { try ChangeLog.latest(of: ["91"], limit: 2, in: $0) }.map(\.kind)
            #expect(kinds == [.reportDetached, .reportAttached])
        }
    }

    @Test(arguments: Dialect.allCases) func `what was begun and never finished is thrown away after a day`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let clock = StoryClock()
            let khen = try Story.khen(at: place.location, now: { clock.now })
            defer { khen.close() }
            let begun = try khen.attachments.begin("old", name: "a.pdf", size: 100, in: july, by: Story.dua)
            _ = try khen.attachments.append(Array(pdf[..<5]), to: begun.id, at: 0, by: Story.dua)
            clock.pass(seconds: 25 * 3600)
            _ = try khen.attachments.begin("new", name: "a.pdf", size: 100, in: july, by: Story.dua)
            #expect(throws: NotFound.self) { try khen.attachments.upload(begun.id, by: Story.dua) }
            #expect(try khen.database.read { try $0.row("SELECT COUNT(*) FROM attachment_part")?.int(0) } == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `bytes that were changed behind the program's back are noticed`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let id = try khen.attachments.attach(pdf, name: "a.pdf", in: july, by: Story.dua).id
            try khen.database.write { try $0.execute("UPDATE attachment_part SET bytes = \([UInt8](repeating: 1, count: 4))") }
            #expect(throws: UnreadableChange.self) { try khen.attachments.file(id, by: Story.dua) }
            try khen.database.write { try $0.execute("UPDATE attachment SET name = 'other.pdf'") }
            #expect(try !khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test(arguments: Dialect.allCases) func `a person's devices share one secret, and no two people do`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let first = try khen.reports.deviceKey(of: Story.dua)
            #expect(try khen.reports.deviceKey(of: Story.dua) == first && first.utf8.count == 44)
            #expect(try khen.reports.deviceKey(of: Story.mai) != first)
        }
    }

    @Test(arguments: Dialect.allCases) func `a person takes along the reports they are to fill in, and no others`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let taken = try khen.reports.offline(for: Story.dua)
            #expect(!taken.sheets.isEmpty && taken.sheets.allSatisfy { $0.unit.id == Story.naLom && $0.isEditable })
            #expect(try khen.reports.offline(for: Story.dua, only: july).sheets.map(\.key) == [july])
            #expect(throws: NotFound.self) { try khen.reports.offline(for: Story.xuan, only: july) }
        }
    }
}

/// A clock that a test sets.
