import Domain
import Markup
import Operations

extension PageRequest {
    /// Which figures the reader asked for.
    var figureScope: FigureScope { query["standing"].flatMap(FigureScope.init) ?? .everyday }
}

/// The switch between all figures and approved ones only.
struct FigureScopeChoice {
    let request: PageRequest
    private var t: Translator { request.t }
    private var isApprovedOnly: Bool { request.figureScope == .approvedOnly }

    init(_ request: PageRequest) { self.request = request }

    /// As a box in a form of choices.
    var box: HTML {
        "<label class=\"tick\"><input type=\"checkbox\" name=\"standing\" value=\"\(FigureScope.approvedOnly.rawValue)\"\(if: isApprovedOnly, " checked")> \(t("Approved figures only"))</label>"
    }

    /// As a line of its own.
    var line: HTML {
        let other = Query(request.query.with("lang", nil)).with("standing", isApprovedOnly ? nil : FigureScope.approvedOnly.rawValue)
        let address = other.isEmpty ? request.path : "\(request.path)?\(other)"
        return isApprovedOnly ? "<p>\(t("Only published and approved figures are shown.")) \(Layout.link(address, t("Show all figures")))</p>" : "<p>\(Layout.link(address, t("Approved figures only")))</p>"
    }
}
