import Markup
import Operations

/// The page that explains the interface for programs to people.
struct APIGuide {
    private let request: PageRequest
    private var t: Translator { request.t }

    init(_ request: PageRequest) { self.request = request }

    func page() -> HTML {
        let (operations, _) = Description.all(t)
        let rows = Site.routes.compactMap { route -> [HTML]? in
            guard let address = Description.address(of: route), let described = operations.first(where: { $0.path == route.path }) else { return nil }
            let names = described.parameters.filter { $0.place == .query }.map(\.name).joined(separator: ", "), sample = sample(address, described)
            return ["<a href=\"\(sample)\"><code>\(address)</code></a>", HTML(text: described.summary), HTML(text: names)]
        }
        let columns = [Table.Column(t("Address")), .init(t("What it gives")), .init(t("Choices"))]
        let main: HTML = """
            <h1>\(t("For programs"))</h1><p class="lede">\(t("What a person sees on a page, a program can fetch: put .json, .csv or .xlsx behind the address, before the question mark."))</p>\
            <p>\(t("No key is needed. Codes are those of the programmes and of the official list of units."))</p>\
            <p>\(Layout.link("/api/openapi.json", t("Description for programs (OpenAPI)"))) · \(Layout.link("/health", t("Whether the service works")))</p>\
            <h2>\(t("Addresses"))</h2>\(Table(caption: t("Addresses"), isCaptionHidden: true, columns: columns, rows: rows).html)\
            <h2>\(t("Examples"))</h2>\(examples.html { "<p>\($0.meaning)<br><code>curl '\(origin)\($0.address)'</code></p>" })\
            <h2>\(t("What to rely on"))</h2><ul>\(rules.html { "<li>\($0)</li>" })</ul>
            """
        return Layout.page(request, title: t("For programs"), current: nil, crumbs: [(t("Operations centre"), "/"), (t("For programs"), nil)], main: main)
    }

    /// Where a program on the same machine finds the site when it runs as usual.
    private var origin: String { "http://localhost:8080" }

    /// The address with an example for each piece that is named in it.
    private func sample(_ address: String, _ described: Described) -> String {
        described.parameters.filter { $0.place == .path }.reduce(address) { $0.replacing("{\($1.name)}", with: Query.encoded($1.example ?? "")) }
    }

    private var examples: [(meaning: String, address: String)] {
        [
            (t("All targets with their state:"), "/overview.json"),
            (t("One indicator, month by month, for one commune:"), "/indicators/DB-T8.json?unit=03127&from=2026-01&to=2026-12"),
            (t("The same for an office, as a workbook:"), "/indicators/DB-T8.xlsx?unit=03127"),
            (t("What became of a commune:"), "/units.json?q=him+lam"),
            (t("The communes of a province on the day before the reorganisation:"), "/units.csv?level=commune&province=11&as-of=2025-06-30"),
        ]
    }

    private var rules: [String] {
        [
            t("Lists come in parts. Where next is not null, ask again with cursor set to it; nothing is left out silently."),
            t("Status says what a figure is worth: published, reported, estimate or illustrative. Illustrative figures are made up; leave them out of anything that is published."),
            t("Missing is not zero: reported and expected say how many units stand behind a figure."),
            t("A code may have been used by two units one after the other. The identity, such as 03127.1, is never used twice."),
            t("What cannot be answered is said in JSON with status, title, detail and remedy: 404 for what does not exist, 422 for what cannot be read."),
        ]
    }
}
