import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations
import Sheets

/// Records brought in from a file: first looked at, then kept.
struct RecordImportPage {
    private let request: PageRequest
    private let register: Register
    private var report: Registers.ImportReport?
    private var problem: Rejected?
    /// The file, so that it need not be chosen again.
    private var file: Fields.File?
    private var t: Translator { request.t }

    /// A larger file is chosen again instead of travelling with the page.
    private static let mostCarried = 2 << 20

    init(_ request: PageRequest) throws {
        self.request = request
        register = try RegisterWorkPages.entry(request).register
        guard !request.khen.registers.acts(in: register, by: request.person).isDisjoint(with: [.add, .edit]) else { throw NotAllowed(right: .fill) }
    }

    static func take(_ request: PageRequest) throws -> Response {
        var page = try RecordImportPage(request)
        do {
            let file = try page.chosen()
            page.file = file
            if request.fields["do"] == "refused" { return try page.refusedRows(file) }
            var options = page.options
            options.isDryRun = request.fields["do"] != "import"
            let report = try request.khen.registers.importFile(ByteSource(bytes: file.bytes, name: file.name), into: page.register.code, options: options, by: request.person)
            if !report.receipts.isEmpty, report.isClean {
                return Reply.redirect(to: Address.register(page.register.code, [("done", "imported"), ("count", String(report.added + report.changed)), ("receipt", report.receipts[0].number)]))
            }
            page.report = report
        } catch let error as Rejected {
            page.problem = error
        } catch let error as SheetError {
            page.problem = Rejected(Label(vi: error.sentence.vi, en: error.sentence.en), remedy: Label(vi: error.remedy.vi, en: error.remedy.en), place: "file")
        }
        return page.response()
    }

    private var options: Registers.ImportOptions {
        var options = Registers.ImportOptions()
        options.isPartial = request.fields["partial"] != nil
        options.keepsLikelySame = request.fields["likely"] != nil
        options.unit = request.fields["unit"].map { UnitID($0) }
        return options
    }

    private func chosen() throws -> Fields.File {
        if let file = request.fields.file("file"), !file.bytes.isEmpty { return file }
        if let text = request.fields["carried"], let bytes = Data(base64Encoded: text) { return Fields.File(field: "file", name: request.fields["name"] ?? "file", contentType: "", bytes: Array(bytes)) }
        throw Rejected(Label(vi: "chưa chọn tệp", en: "no file was chosen"), remedy: Label(vi: "Chọn tệp Excel, CSV hoặc JSON.", en: "Choose an Excel, CSV or JSON file."), place: "file")
    }

    /// The rows that were refused, each with the reason, to be corrected and brought in again.
    private func refusedRows(_ file: Fields.File) throws -> Response {
        var options = options, rows: [[SheetCell]] = [], header: [String] = []
        options.isDryRun = true
        _ = try request.khen.registers.importFile(ByteSource(bytes: file.bytes, name: file.name), into: register.code, options: options, by: request.person) { line, names, row, reason in
            header = names
            rows.append([.integer(line), .text(t(reason))] + row.map { .text($0) })
        }
        let table = ExportTable(title: t(register.name), columns: [.init("line", t("Line")), .init("reason", t("Reason"))] + header.map { .init($0, $0) }, rows: rows)
        return try Export.answer(.csv, table: table, name: "\(register.code.lowercased())-refused", at: request.now)
    }

    func response() -> Response {
        let title = t("Bring in from a file"), address = Address.register(register.code)
        let wrong: HTML = problem.map { FormPage.message("bad", FormPage.sentence(t($0.reason)) + " " + t($0.remedy)) } ?? ""
        let main: HTML = """
            <h1>\(title)</h1><p class="lede">\(t(register.name))</p>\(wrong)\(result)\
            <form method="post" action="\(address)/import" enctype="multipart/form-data">\(if: report == nil || file.map { $0.bytes.count > Self.mostCarried } ?? true, chooser, else: carried)\(ticks)\
            <div class="does">\(if: canImport, "<button name=\"do\" value=\"import\">\(importWords)</button> ")<button\(if: canImport, " class=\"quiet\"") name="do" value="check">\(t("Look at it first"))</button> \(if: report?.isClean == false, "<button class=\"quiet\" name=\"do\" value=\"refused\">\(t("Refused rows as CSV"))</button>")</div></form>\
            <p>\(t("Headings are codes or names of the fields; rows with an ID or number change that record, others are new.")) <a href="\(address)/template.xlsx">\(t("An empty table to begin with"))</a> · <a href="\(address)/template.csv">CSV</a></p>
            """
        return Reply.html(Layout.page(request, title: title, current: .registers, crumbs: RegisterWorkPages.crumbs(register, title, t), main: main), status: problem == nil && report?.isClean ?? true ? .ok : .unprocessableContent)
    }

    /// Whether rows that were looked at wait to be brought in.
    private var canImport: Bool { report.map { $0.receipts.isEmpty && $0.added + $0.changed > 0 } ?? false }

    private var importWords: String {
        guard let report, !report.isClean else { return t("Bring them in") }
        return t("Bring in the \(report.added + report.changed) good rows")
    }

    private var chooser: HTML { "<div class=\"field\"><label for=\"file\">\(t("File"))</label><small id=\"file-hint\">\(t("Excel (.xlsx), CSV or JSON, up to 32 MB."))</small><input type=\"file\" id=\"file\" name=\"file\" aria-describedby=\"file-hint\" accept=\".xlsx,.csv,.json,.txt\"></div>" }

    private var carried: HTML {
        guard let file else { return chooser }
        return """
            <p>\(t("File")): <b>\(file.name)</b></p><input type="hidden" name="name" value="\(file.name)"><input type="hidden" name="carried" value="\(Data(file.bytes).base64EncodedString())">\
            <details><summary>\(t("Another file"))</summary>\(chooser)</details>
            """
    }

    private var ticks: HTML {
        let isPartial = request.fields["partial"] != nil || report?.isClean == false, keepsLikely = request.fields["likely"] != nil
        return """
            <label class="tick"><input type="checkbox" name="partial" value="1"\(if: isPartial, " checked")> \(t("Bring in the good rows even if others are refused"))</label>\
            \(if: !register.duplicates.isEmpty, "<label class=\"tick\"><input type=\"checkbox\" name=\"likely\" value=\"1\"\(if: keepsLikely, " checked")> \(t("Keep rows that are likely of records that are there already"))</label>")
            """
    }

    private var result: HTML {
        guard let report else { return "" }
        let n = t.language
        let counts = [
            t("\(n.number(report.rows)) rows"), t("\(n.number(report.added)) new"), t("\(n.number(report.changed)) changed"), t("\(n.number(report.unchanged)) as they were"), t("\(n.number(report.refused)) refused"),
        ].joined(separator: ", ")
        let rows = report.problems.prefix(200).map { one -> [HTML] in [HTML(text: "\(t("Line")) \(one.line)"), HTML(text: one.column), HTML(text: String(one.value.prefix(80))), "\(FormPage.sentence(t(one.reason))) \(t(one.remedy))"] }
        let ignored: HTML = report.ignored.isEmpty ? "" : "<p>\(t("Columns left out")): \(report.ignored.joined(separator: ", "))</p>"
        let kept = report.receipts.first.map { t("The good rows are kept, receipt \($0.number).") } ?? t("Nothing is kept yet.")
        return """
            <div class="status\(if: report.isClean, " done", else: " warn")" role="status"><p><strong>\(kept)</strong> \(counts).</p></div>\(ignored)\
            \(if: !rows.isEmpty, "\(Table(caption: t("Refused rows"), columns: [Table.Column(t("Line")), Table.Column(t("Column")), Table.Column(t("Value")), Table.Column(t("What to do"))], rows: Array(rows)).html)\(if: report.problems.count > 200, "<p>\(t("and \(report.refused - 200) more"))</p>")")
            """
    }
}
