import HTTPTypes
import Markup
import Operations

/// What one JSON address of the site takes and gives.
struct Described: Sendable {
    struct Parameter: Sendable {
        enum Place: String { case path, query }

        var name: String
        var place: Place
        var meaning: String
        var schema: Schema
        var example: String?

        static func path(_ name: String, _ meaning: String, example: String, _ schema: Schema = .text) -> Parameter {
            Parameter(name: name, place: .path, meaning: meaning, schema: schema, example: example)
        }

        static func query(_ name: String, _ meaning: String, example: String? = nil, _ schema: Schema = .text) -> Parameter {
            Parameter(name: name, place: .query, meaning: meaning, schema: schema, example: example)
        }
    }

    /// Path of the route, such as `/units/{code}`.
    var path: String
    /// Name of the operation for generated clients.
    var id: String
    var summary: String
    var parameters: [Parameter] = []
    var answer: Schema
    /// Other statuses than 200 that it may answer, all with a problem.
    var problems: [Int] = []
    /// An answer shortened to what shows its form.
    var example: JSONValue?
    /// Status other than 200 that carries the same form.
    var sameFormStatus: Int?
    /// How it is asked: `get`, or `post` or `patch` with a body.
    var method = "get"
    var body: Schema?
    /// Statuses that carry a form of their own, with what they mean.
    var furtherAnswers: [(status: Int, schema: Schema, meaning: String)] = []
}

/// The description of the whole interface for programs, put together from what the features say about themselves.
enum Description {
    /// Every described address and the named forms that they share.
    static func all(_ t: Translator) -> (operations: [Described], schemas: [(name: String, schema: Schema)]) {
        let operations: [[Described]] = [
            ProgrammeDescription.operations(t), CampaignDescription.operations(t), IndicatorDescriptions.operations(t), FigureDescription.operations(t), UnitDescription.operations(t), ChangeDescription.operations(t),
            DocumentDescription.operations(t), ReportDescription.operations(t), OfflineDescription.operations(t), RegisterDescription.operations(t), ServiceDescription.operations(t),
        ]
        let schemas: [[(name: String, schema: Schema)]] = [
            CommonSchemas.all(t), ProgrammeDescription.schemas(t), CampaignDescription.schemas(t), IndicatorDescriptions.schemas(t), FigureDescription.schemas(t), UnitDescription.schemas(t), ChangeDescription.schemas(t),
            OfflineDescription.schemas(t), RegisterDescription.schemas(t), ServiceDescription.schemas(t),
        ]
        return (operations.flatMap { $0 }, schemas.flatMap { $0 })
    }

    /// Where a route answers with JSON; `nil` where it does not.
    static func address(of route: Route) -> String? {
        route.speaksOpenRosa ? nil : route.forms.contains(.json) ? route.path + ".json" : route.forms.isEmpty ? route.path : nil
    }

    /// The description in the form of OpenAPI 3.1.
    ///
    /// - Parameter routes: what the site answers; an address among them that nobody described is left out, which a test does not let pass.
    static func openAPI(of routes: [Route], _ t: Translator) -> JSONValue {
        let (operations, schemas) = all(t)
        var paths: [String: JSONValue] = [:]
        for route in routes {
            guard let address = address(of: route), let described = operations.first(where: { $0.path == route.path && $0.method == route.method.rawValue.lowercased() }) else { continue }
            var ways: [String: JSONValue] = if case .object(let known)? = paths[address] { known } else { [:] }
            ways[described.method] = operation(described, route, t)
            paths[address] = .object(ways)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Khèn", "version": .text(Site.version),
                "description": .text(t("Programmes, indicators, units and values, as on the pages. Names in answers are in both languages; sentences follow lang. Lists are given in parts: ask again with cursor set to next until next is null. Figures say in status what they are worth: illustrative ones are made up.")),
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": ["schemas": .object(Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))],
        ]
    }

    private static func operation(_ described: Described, _ route: Route, _ t: Translator) -> JSONValue {
        var answers: [String: JSONValue] = ["200": content(described.answer, t("The answer."), example: described.example)]
        if let status = described.sameFormStatus { answers[String(status)] = content(described.answer, t("It does not work at the moment."), example: nil) }
        for status in described.problems { answers[String(status)] = content(.named("Problem"), problem(status, t), example: nil) }
        for further in described.furtherAnswers { answers[String(further.status)] = content(further.schema, further.meaning, example: nil) }
        let language = Described.Parameter.query("lang", t("Language of sentences and titles."), example: "en", .choice(Language.allCases.map(\.rawValue)))
        var members: [String: JSONValue] = [
            "operationId": .text(described.id), "summary": .text(described.summary),
            "parameters": .list((described.parameters + [language]).map(parameter)), "responses": .object(answers),
        ]
        if let body = described.body { members["requestBody"] = ["required": true, "content": ["application/json": ["schema": body.json]]] }
        let others = route.forms.filter { $0 != .json && $0 != .html }.map { ".\($0.rawValue)" }
        if !others.isEmpty { members["description"] = .text(t("The same content is at this address ending in \(others.joined(separator: ", ")).")) }
        return .object(members)
    }

    private static func problem(_ status: Int, _ t: Translator) -> String {
        status == 404 ? t("There is no such thing.") : t("Something in the address cannot be read; place names it and remedy says what would be right.")
    }

    private static func content(_ schema: Schema, _ meaning: String, example: JSONValue?) -> JSONValue {
        var media: [String: JSONValue] = ["schema": schema.json]
        if let example { media["example"] = example }
        return ["description": .text(meaning), "content": ["application/json": .object(media)]]
    }

    private static func parameter(_ parameter: Described.Parameter) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue), "required": .truth(parameter.place == .path),
            "description": .text(parameter.meaning), "schema": parameter.schema.json,
        ]
        if let example = parameter.example { members["example"] = .text(example) }
        return .object(members)
    }
}
