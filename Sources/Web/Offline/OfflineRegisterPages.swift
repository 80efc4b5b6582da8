import Domain
import Hummingbird
import Markup
import Operations

/// Records without a connection: what a device takes along, the page that opens by itself, and what comes in once there is a connection again.
enum OfflineRegisterPages {
    static var routes: [Route] {
        [
            .get("/registers/offline", access: .everyone) { Reply.html(shell($0)) },
            .get("/registers/offline.json", access: .signedIn, forms: []) { try package($0) },
            .post("/registers/sync", access: .signedIn, forms: [], maxBytes: 4 << 20) { try RegisterSync.answer($0) },
        ]
    }

    private static func package(_ request: PageRequest) throws -> Response {
        let owner = OfflineAnswer.Owner(id: request.person.name, name: request.person.name), khen = request.khen
        let agencies = try khen.people.agencies().values.filter { !$0.hasEnded }.sorted { $0.code < $1.code }.map { OfflineRegisterAnswer.Agency(code: $0.code, name: $0.name) }
        let answer = OfflineRegisterAnswer(try khen.registers.takenAlong(by: request.person), agencies: agencies, person: owner, key: try khen.reports.deviceKey(of: request.person), request)
        var response = try Reply.json(answer)
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
            <h1>\(t("Records without a connection"))</h1><div id="records" data-words="\(OfflineRegisterWords.json(t))">\
            <p>\(t("This page needs its script. With a connection, all registers are at \("/registers").")) <a href="/registers">\(t("Registers"))</a></p></div>
            """
        return Layout.page(unknown, title: t("Records without a connection"), current: .registers, crumbs: [(t("Registers"), "/registers"), (t("Without a connection"), nil)],
                           scripts: ["reports.js", "registers.js"], isKept: true, main: main)
    }

    /// The way to this page for those who may add records.
    static func link(_ t: Translator) -> HTML { "<a href=\"/registers/offline\">\(t("Without a connection"))</a>" }
}
