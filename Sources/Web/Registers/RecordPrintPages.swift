import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// Records on paper: certificates, cards and labels as PDFs, with a QR code that leads to what everybody may see.
enum RecordPrintPages {
    static var routes: [Route] {
        [
            .get("/registers/{code}/{id}/prints/{print}", access: .signedIn) { request in
                try await pdf(try request.khen.registers.printed(RecordPages.key(request), print(request), by: request.person), request)
            },
            .get("/registers/{code}/prints/{print}", access: .signedIn) { request in
                let register = try request.khen.registers.register(request.parameter("code"), by: request.person).register, query = try RegisterListQuery(register, request)
                return try await pdf(try request.khen.registers.printed(query.asked, in: register.code, print(request), by: request.person), request)
            },
        ]
    }

    /// The print's code; its address ends in the kind of file.
    private static func print(_ request: PageRequest) -> String {
        let name = request.parameter("print")
        return name.hasSuffix(".pdf") ? String(name.dropLast(4)) : name
    }

    private static func pdf(_ printed: (register: Register, print: RecordPrint, papers: [Registers.Printed]), _ request: PageRequest) async throws -> Response {
        let site = try siteAddress(request), papers = printed.papers.map { paper($0, printed.print, site) }
        let setting = Setting(papers: papers, title: "\(printed.print.name.vi) – \(papers.count == 1 ? printed.papers[0].number ?? papers[0].heading : printed.register.name.vi)")
        let bytes: [UInt8]
        do { bytes = try await setting.run() } catch let error as DocumentFileError { throw Rejected(error.message, remedy: error.remedy) }
        var response = Reply.bytes(bytes, type: "application/pdf")
        let name = papers.count == 1 ? printed.papers[0].number ?? printed.print.code : printed.print.code
        response.headers[.contentDisposition] = "inline; filename=\"\(name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }).pdf\""
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    /// The address that the site is known by; papers outlive the request that made them.
    static func siteAddress(_ request: PageRequest) throws -> String { try request.khen.settings.current().siteAddress ?? request.siteAddress }

    private static func paper(_ printed: Registers.Printed, _ print: RecordPrint, _ site: String) -> RecordPaper {
        // Cards and labels also serve those who work with the record: it opens for them, and for everybody else as far as it is public.
        let path = printed.isPublic ? Address.publicRecord(printed.key) : print.kind == .certificate ? nil : Address.record(printed.key)
        let address = site.isEmpty ? nil : path.map { site + $0 }
        return RecordPaper(
            kind: print.kind, name: print.name.vi, heading: printed.heading, lines: printed.lines.map { RichText($0.map { RichText.Run($0.text, isBold: $0.isFilled) }) },
            facts: printed.facts.map { RecordPaper.Fact($0.name, $0.value) }, number: printed.number, state: printed.state?.name.vi, unit: printed.unit, superior: printed.superior, agency: printed.agency,
            place: printed.place, day: printed.day, address: address, drawing: address.flatMap { QRCode.path($0) }.map { RecordPaper.Drawing(side: $0.side, path: $0.path) }, isIllustrative: printed.isIllustrative,
            signers: printed.signers)
    }

    /// Papers that can be made of a record, and its QR code, on the record's page.
    static func tools(_ sheet: Registers.Sheet, _ request: PageRequest) -> HTML {
        let t = request.t
        return Registers.prints(of: sheet.record, sheet.register).html { print in
            let name = t(print.name)
            return "<a href=\"\(Address.record(sheet.record.key))/prints/\(print.code).pdf\">\(t("Print: \(name)"))</a>"
        }
    }

    /// Papers that can be made of a whole list.
    static func tools(_ register: Register, _ query: HTML, _ request: PageRequest) -> HTML {
        let t = request.t
        return register.prints.html { print in
            let name = t(print.name)
            return "<a href=\"\(Address.register(register.code))/prints/\(print.code).pdf\(query)\">\(t("Print: \(name)"))</a>"
        }
    }

    /// The code that leads to the record's public page, to be shown to somebody or put on a poster.
    static func code(_ sheet: Registers.Sheet, _ request: PageRequest) -> HTML {
        let t = request.t
        guard sheet.isPublic else { return "" }
        let site: String
        do { site = try siteAddress(request) } catch { return "" }  // the settings cannot be read: the page says so elsewhere
        let address = site + Address.publicRecord(sheet.record.key)
        return """
            <details><summary>\(t("QR code of the public page"))</summary>\(QRCode.drawing(address, title: t("QR code of the public page")) ?? "")<p><a href="\(Address.publicRecord(sheet.record.key))">\(address)</a></p></details>
            """
    }
}

/// One setting of pages, done away from the threads that answer requests: it takes seconds.
private struct Setting: Sendable {
    var papers: [RecordPaper]
    var title: String

    func run() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try PDFTypesetter().pdf(of: papers, title: title) }) }
        }
    }
}
