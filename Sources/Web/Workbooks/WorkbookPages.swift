import Domain
import FormWorkbooks
import Foundation
import Hummingbird
import Markup
import Operations

/// Reports taken away as workbooks and brought back.
///
/// An uploaded file is read, compared and forgotten: the page of differences carries the cells themselves, and confirming sends those. So nothing waits on the server, nothing
/// expires, and what is confirmed is what was shown.
enum WorkbookPages {
    static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    static var routes: [Route] {
        [
            .get("/reports/workbook", access: .right(.seeReports)) { try chosen($0) },
            .get("/reports/upload", access: .right(.fill)) { Reply.html(WorkbookUploadView($0).html) },
            .post("/reports/upload", access: .right(.fill), maxBytes: 16 << 20) { try compare($0) },
            .post("/reports/upload/confirm", access: .right(.fill), maxBytes: 16 << 20) { try confirm($0) },
        ]
    }

    /// One report as a workbook; the page of the report has the same address without the ending.
    static func report(_ request: PageRequest) throws -> Response {
        let key = ReportPages.key(request)
        return try file(key.form, key.period, [key.unit], request)
    }

    private static func chosen(_ request: PageRequest) throws -> Response {
        guard let form = request.query["form"], let period = request.query["period"] else { return Reply.html(WorkbookChoice(request).html) }
        let units = (request.query["units"] ?? "").split(separator: ",").map { UnitID(String($0)) }
        return try file(form, period, units, request)
    }

    private static func file(_ form: String, _ period: String, _ units: [UnitID], _ request: PageRequest) throws -> Response {
        let file = try request.khen.workbooks.file(of: form, in: period, units: units, language: request.language == .vi ? .vi : .en, by: request.person)
        return Reply.bytes(file.bytes, type: type, fileName: file.name)
    }

    private static func compare(_ request: PageRequest) throws -> Response {
        do {
            guard let file = request.fields.file("file"), !file.bytes.isEmpty else {
                throw Rejected(Label(vi: "chưa chọn tệp", en: "no file was chosen"), remedy: Label(vi: "Chọn tệp Excel đã ghi số liệu.", en: "Choose the workbook that was filled in."), place: "file")
            }
            let upload = try request.khen.workbooks.open(file.bytes, name: file.name, by: request.person)
            if let wanted = wanted(request.fields["report"]) { try check(upload, is: wanted, request) }
            return Reply.html(try WorkbookDifferences(upload, request).html)
        } catch let error as Rejected {
            return Reply.html(WorkbookUploadView(request, problem: error).html, status: .unprocessableContent)
        }
    }

    /// The report from whose page a workbook is brought back.
    static func wanted(_ text: String?) -> ReportKey? {
        let parts = (text ?? "").split(separator: "/").map(String.init)
        return parts.count == 3 ? ReportKey(form: parts[0], period: parts[1], unit: UnitID(parts[2])) : nil
    }

    /// - Throws: ``Rejected`` where the workbook is of another form, period or unit than the report it was brought back to.
    private static func check(_ upload: WorkbookUpload, is wanted: ReportKey, _ request: PageRequest) throws {
        guard upload.form.code == wanted.form, upload.period.id == wanted.period, upload.units.contains(where: { $0.sheet.unit.id == wanted.unit }) else {
            let form = upload.form.name, period = request.world.catalogue.periods.label(of: upload.period), units = upload.units.map { request.name(of: $0.sheet.unit) }.joined(separator: ", ")
            throw Rejected(Label(vi: "tệp này là \(form.vi), \(period.vi), \(units), không phải báo cáo đang mở", en: "this workbook is \(form.en), \(period.en), \(units), and not the report that is open"),
                           remedy: Label(vi: "Chọn đúng tệp của báo cáo này, hoặc mở báo cáo của tệp rồi tải lên.", en: "Choose the workbook of this report, or open the report of the workbook and upload it there."), place: "file")
        }
    }

    // MARK: Confirming

    /// What one unit's part of the page of differences carries.
    struct Part: Codable {
        var key: ReportKey
        var submission: String
        var edits: [CellEdit]

        var text: String {
            get throws {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            }
        }
    }

    private static func confirm(_ request: PageRequest) throws -> Response {
        let fields = request.fields, chosen = fields.has("choosing") ? Set(fields.all("take")) : nil
        var results: [(part: Part, outcome: Reports.Outcome)] = []
        for text in fields.all("part") {
            var part: Part
            do { part = try JSONDecoder().decode(Part.self, from: Data(text.utf8)) } catch {
                throw Rejected(Label(vi: "nội dung xác nhận không đọc được", en: "what was confirmed cannot be read"), remedy: Label(vi: "Tải tệp Excel lên lại.", en: "Upload the workbook again."), place: "part")
             }
            if let chosen {
                // Only the cells that were ticked, whatever the other wrote there.
                part.edits = part.edits.filter { chosen.contains("\(part.key) \($0.key)") }
                part.submission = String("\(part.submission)-\(part.edits.count)".suffix(64))
            }
            guard !part.edits.isEmpty else { continue }
            results.append((part, try request.khen.reports.save(part.edits, in: part.key, as: Submission(id: part.submission, way: .workbook), by: request.person)))
        }
        if results.count == 1, case .saved = results[0].outcome { return Reply.redirect(to: Address.report(results[0].part.key) + "?done=saved") }
        let hasConflicts = results.contains { if case .conflicts = $0.outcome { true } else { false } }
        return Reply.html(try WorkbookResults(results, request).html, status: hasConflicts ? .conflict : .ok)
    }
}
