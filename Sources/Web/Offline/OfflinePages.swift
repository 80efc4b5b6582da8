import Domain
import Hummingbird
import Markup
import Operations

/// Reports without a connection: what a device takes along, the page that opens by itself, and what comes in once there is a connection again.
enum OfflinePages {
    static var routes: [Route] {
        [
            .get("/reports/offline", access: .everyone) { Reply.html(shell($0)) },
            .get("/reports/offline.json", access: .signedIn, forms: []) { try package($0) },
            .post("/reports/sync", access: .signedIn, forms: [], maxBytes: 4 << 20) { try Sync.answer($0) },
        ]
    }

    private static func package(_ request: PageRequest) throws -> Response {
        let owner = OfflineAnswer.Owner(id: request.person.name, name: request.person.name)
        let only = try request.query["report"].map { text -> ReportKey in
            let parts = text.split(separator: "/").map(String.init)
            guard parts.count == 3 else {
                throw Rejected(Label(vi: "«\(text)» không phải là báo cáo", en: "“\(text)” is not a report"), remedy: Label(vi: "Ghi dạng BIỂU/KỲ/ĐƠN_VỊ.", en: "Write it as FORM/PERIOD/UNIT."), place: "report")
            }
            return ReportKey(form: parts[0], period: parts[1], unit: UnitID(parts[2]))
        }
        let reports = request.khen.reports, taken = try reports.offline(for: request.person, only: only)
        var response = try Reply.json(OfflineAnswer(taken, person: owner, key: try reports.deviceKey(of: request.person), request))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// The page that a device keeps. It knows nobody: what it shows comes from the device.
    private static func shell(_ request: PageRequest) -> HTML {
        var unknown = request
        unknown.person = .visitor
        unknown.account = nil
        let t = request.t
        let main: HTML = """
            \(ReportBar(unknown, hasDevice: true).html)<h1>\(t("Reports on this device"))</h1><div id="offline"><p>\(t("This page needs its script. With a connection, all reports are at \("/reports").")) <a href="/reports">\(t("Reports"))</a></p></div>
            """
        return Layout.page(unknown, title: t("Reports on this device"), current: .reports, crumbs: [(t("Reports"), "/reports"), (t("Reports on this device"), nil)],
                           scripts: ["reports.js"], isKept: true, main: main)
    }
}

/// What waits on the device: shown once the script knows it, on every page that loads `reports.js`.
struct DevicePanel {
    let t: Translator

    init(_ t: Translator) { self.t = t }

    var html: HTML {
        """
        <section id="device" class="device" aria-labelledby="device-heading" hidden data-words="\(OfflineWords.json(t))"><a href="/reports/offline" id="device-heading">\(t("On this device"))</a><ul class="boxes">\
        \(boxes.html { "<li><a href=\"/reports/offline#\($0.0)\">\($0.1)</a> <b data-count=\"\($0.0)\">0</b></li>" })</ul></section>
        """
    }

    private var boxes: [(String, String)] { [("drafts", t("Drafts")), ("outbox", t("Outbox")), ("sent", t("Sent"))] }
}
