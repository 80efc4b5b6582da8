import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations

/// The second way in: ODK Collect fetches forms here and sends what was filled in without a connection. Its server address is this site's with `/odk`.
enum FieldFormPages {
    static var routes: [Route] {
        [
            .get("/odk/formList", access: .everyone, forms: []) { request in try OpenRosa.answer(request, list) },
            .get("/odk/forms/{code}", access: .everyone, forms: []) { request in try OpenRosa.answer(request, blank) },
            .get("/odk/forms/{code}/manifest", access: .everyone, forms: []) { request in try OpenRosa.answer(request, manifest) },
            Route(method: .head, path: "/odk/submission", access: .everyone, forms: []) { request in try OpenRosa.answer(request) { _ in OpenRosa.ready } },
            .post("/odk/submission", access: .everyone, forms: [], maxBytes: OpenRosa.maxBytes) { request in try OpenRosa.answer(request, take) },
        ]
    }

    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    private static func list(_ request: PageRequest) throws -> Response {
        let forms = try request.khen.fieldForms.blanks(for: request.person).map { blank in
            let code = Query.encoded(blank.form.code), address = OpenRosa.escaped("\(request.siteAddress)/odk/forms/\(code)")
            return """
                <xform><formID>\(OpenRosa.escaped(blank.form.code))</formID><name>\(OpenRosa.escaped(request.t(blank.form.name)))</name><version>\(blank.form.version)</version>\
                <hash>md5:\(blank.md5)</hash><downloadUrl>\(address).xml</downloadUrl><manifestUrl>\(address)/manifest</manifestUrl></xform>\n
                """
        }
        return OpenRosa.xml(head + "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n" + forms.joined() + "</xforms>\n")
    }

    private static func blank(_ request: PageRequest) throws -> Response {
        let name = request.parameter("code")
        guard name.hasSuffix(".xml") else { throw NotFound(Label(vi: "Không có trang này.", en: "There is no such page.")) }
        return OpenRosa.xml(try request.khen.fieldForms.blank(String(name.dropLast(4)), for: request.person).xml)
    }

    /// Forms bring everything along: there are no files besides.
    private static func manifest(_ request: PageRequest) throws -> Response {
        _ = try request.khen.fieldForms.blank(request.parameter("code"), for: request.person)
        return OpenRosa.xml(head + "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"/>\n")
    }

    private static func take(_ request: PageRequest) throws -> Response {
        let form = request.fields
        guard let file = form.file("xml_submission_file") else {
            throw Rejected(Label(vi: "thiếu tệp xml_submission_file", en: "the file xml_submission_file is missing"),
                           remedy: Label(vi: "Gửi lại từ ODK Collect.", en: "Send it again from ODK Collect."), place: "xml_submission_file")
        }
        if let other = form.files.first(where: { $0.field != "xml_submission_file" }) {
            throw Rejected(Label(vi: "biểu mẫu không nhận tệp kèm theo («\(other.name)»)", en: "the form takes no attachments (“\(other.name)”)"),
                           remedy: Label(vi: "Lấy biểu mẫu mới trong ODK Collect và điền lại.", en: "Get the blank form again in ODK Collect and fill it in anew."), place: other.field)
        }
        switch try request.khen.fieldForms.take(Data(file.bytes), by: request.person) {
        case .sent(let receipt):
            return OpenRosa.message(request.t(Label(vi: "Đã nhận báo cáo. Biên nhận: \(receipt.number)", en: "The report was received. Receipt: \(receipt.number)")), status: .created, isTaken: true)
        case .kept(let receipt, let problems):
            let reasons = problems.isEmpty ? Label(vi: "Người có quyền gửi cần gửi báo cáo này.", en: "Somebody who may send it has to.")
                : Label(vi: problems.map(\.message.vi).joined(separator: "; "), en: problems.map(\.message.en).joined(separator: "; "))
            return OpenRosa.message(
                request.t(Label(vi: "Đã lưu bản nháp, CHƯA GỬI. Biên nhận: \(receipt.number). Mở báo cáo trên trang để hoàn tất: \(reasons.vi)",
                                en: "Kept as a draft, NOT SENT. Receipt: \(receipt.number). Open the report on the site to finish it: \(reasons.en)")),
                status: .accepted, isTaken: true)
        }
    }
}
