import Domain
import Markup
import Operations

/// Whether the certificate that a public record stands for is valid; `nil` for registers that give none.
struct CertificateStanding {
    let register: Register
    let record: Registers.PublicRecord
    let print: RecordPrint

    init?(_ register: Register, _ record: Registers.PublicRecord) {
        guard let print = register.prints.first(where: { $0.kind == .certificate }) else { return nil }
        (self.register, self.record, self.print) = (register, record, print)
    }

    private var isValid: Bool { print.states.isEmpty || print.states.contains(record.state) }

    /// First on the page, for whoever has just read a QR code.
    func html(_ request: PageRequest) -> HTML {
        let t = request.t, name = t(print.name), day = FigureText.date(record.entered.day, t.language)
        if isValid { return "<div class=\"status done\"><p><strong>✓ \(t("\(name): valid"))</strong> \(t("Given on \(day)."))</p></div>" }
        let state = register.state(record.state).map { t($0.name) } ?? record.state
        return "<div class=\"status bad\"><p><strong>✕ \(t("\(name): not valid"))</strong> \(t("\(state), on \(day)."))</p></div>"
    }

    func facts(_ request: PageRequest) -> HTML {
        let t = request.t
        return "\(record.number.map { "<dt>\(t("Number"))<dd>\($0)" as HTML })\(record.issuer.map { "<dt>\(t("Given by"))<dd>\(t($0))" as HTML })"
    }

    var json: JSONValue {
        ["name": RecordAnswer.name(print.name), "valid": .truth(isValid), "since": .text(record.entered.day.iso), "given_by": record.issuer.map { RecordAnswer.name($0) } ?? .null]
    }
}
