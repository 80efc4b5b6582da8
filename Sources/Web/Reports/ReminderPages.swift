import Domain
import Hummingbird
import Operations

/// Reminding those who have not sent, from the list of what is missing.
enum ReminderPages {
    static var routes: [Route] { [.post("/reports/overview/remind", access: .right(.remind), maxBytes: 256 << 10) { try remind($0) }] }

    private static func remind(_ request: PageRequest) throws -> Response {
        let fields = request.fields, reports = request.khen.reports, code = fields["form"] ?? "", top = UnitID(fields["top"] ?? "")
        guard let form = request.world.catalogue.forms[code], let period = reports.periods(of: form).first(where: { $0.id == fields["period"] }), let unit = request.world.units.unit(top) else {
            throw NotFound(Label(vi: "Không có danh sách báo cáo này.", en: "There is no such list of reports."))
        }
        var units = fields.all("unit").map { UnitID($0) }
        if fields["do"] == "all" {
            let missing = try MissingReports(form, period, beneath: unit, request)
            units = missing.lines.filter(missing.mayRemind).map(\.unit.id)
        }
        let done = try reports.remind(units, of: form.code, in: period.id, note: fields["note"] ?? "", by: request.person)
        let counts = [("units", done.reminded.count), ("people", done.people), ("lately", done.lately.count), ("sent", done.sent.count), ("nobody", done.withoutPeople.count)]
        let query = Address.query([("form", form.code), ("unit", unit.id.rawValue), ("period", period.id), ("done", "reminded")] + counts.map { ($0.0, $0.1 > 0 ? String($0.1) : nil) })
        return Reply.redirect(to: "/reports/overview\(query)#late")
    }
}
