import Domain
import Foundation
import Testing
@testable import Documents

/// WeasyPrint has to be installed for these; `bin/prepare test` does it.
@Suite struct PDFTests {
    @Test func `the same document gives the same PDF`() throws {
        let typesetter = PDFTypesetter()
        #expect(try typesetter.pdf(of: Samples.hard) == typesetter.pdf(of: Samples.hard))
    }

    /// What a program prints; `nil` where it is not installed.
    private static func output(of program: String, _ arguments: String...) -> String? {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
        process.arguments = arguments
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    private static let hasTypefaces = output(of: "fc-list").map { $0.contains("Noto Sans Tai Viet") && $0.contains("Noto Sans Cham") } ?? false && output(of: "pdffonts", "-v") != nil

    @Test(.enabled(if: hasTypefaces), arguments: RecordPrint.Kind.allCases) func `names in the letters of the Tai and the Cham, with an apostrophe and of one word are printed`(_ kind: RecordPrint.Kind) throws {
        let names = ["ꪎꪱꪣ ꪵꪕ", "ꨌꩌ", "H'Hen Niê", "Páo"], file = FileManager.default.temporaryDirectory.appendingPathComponent("khen-names-\(UUID().uuidString).pdf")
        let papers = names.map { RecordPaper(kind: kind, name: "Phiếu hồ sơ", heading: $0, lines: [RichText($0)], facts: [.init("Họ và tên", $0)], unit: "Bản Nà Lốm", agency: "Ủy ban nhân dân\nxã Bản Khèn", place: "Bản Khèn", day: Day(iso: "2026-08-01")!) }
        try Data(PDFTypesetter().pdf(of: papers, title: "Phiếu hồ sơ")).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // the folder is temporary
        let typefaces = try #require(Self.output(of: "pdffonts", file.path)), text = try #require(Self.output(of: "pdftotext", file.path, "-"))
        #expect(typefaces.contains("Tai-Viet") || typefaces.contains("TaiViet"), "\(typefaces)")
        #expect(typefaces.contains("Cham"), "\(typefaces)")
        for name in names { #expect(text.contains(name), "\(name) in \(text)") }
    }

    @Test func `a machine without the typesetter says what to install`() throws {
        let other = FileManager.default.temporaryDirectory.appendingPathComponent("khen-python-\(UUID().uuidString)").path
        #expect(FileManager.default.createFile(atPath: other, contents: Data("#!/bin/sh\necho \"ModuleNotFoundError: No module named 'weasyprint'\" >&2\nexit 3\n".utf8), attributes: [.posixPermissions: 0o755]))
        defer { try? FileManager.default.removeItem(atPath: other) }  // the folder is temporary
        for python in ["/nonexistent/python3", other] {
            let failure = #expect(throws: DocumentFileError.self) { try PDFTypesetter(python: python).pdf(of: Samples.letter) }
            guard case .typesetterMissing = failure else {
                Issue.record("\(python): \(String(describing: failure))")
                continue
            }
            #expect(failure?.remedy.vi.contains("weasyprint") == true)
        }
    }

    @Test func `a page that takes too long is given up`() {
        #expect(throws: DocumentFileError.typesetterTooSlow(seconds: 0)) { try PDFTypesetter(seconds: 0).pdf(of: Samples.letter) }
    }

    @Test func `a page can reach neither files nor the network`() throws {
        let secret = FileManager.default.temporaryDirectory.appendingPathComponent("khen-secret-\(UUID().uuidString).css")
        try "body::after{content:\"GEHEIM\"}".write(to: secret, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: secret) }  // the folder is temporary
        func page(_ link: String) -> [UInt8] { Array("<html lang=vi><head><title>x</title>\(link)</head><body><p>a</p></body></html>".utf8) }
        let typesetter = PDFTypesetter()
        let plain = try typesetter.pdf(page: page(""), identity: "x")
        let linked = try typesetter.pdf(page: page("<link rel=stylesheet href='\(secret.absoluteString)'><link rel=stylesheet href='http://127.0.0.1:9/x.css'>"), identity: "x")
        #expect(abs(plain.count - linked.count) < 40, "the style sheet would have brought letters of its own")
    }

    /// The files that `Tests/documents` reads with other programs: written where KHEN_DOCUMENTS says.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["KHEN_DOCUMENTS"] != nil)) func `samples are written as files`() throws {
        let folder = URL(fileURLWithPath: try #require(ProcessInfo.processInfo.environment["KHEN_DOCUMENTS"]))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for sample in Samples.all {
            try Data(sample.document.wordFile()).write(to: folder.appendingPathComponent("\(sample.name).docx"))
            try Data(PDFTypesetter().pdf(of: sample.document)).write(to: folder.appendingPathComponent("\(sample.name).pdf"))
            try Data(sample.document.printPage()).write(to: folder.appendingPathComponent("\(sample.name).html"))
        }
    }
}
