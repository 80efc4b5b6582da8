/// The shape of a piece of a JSON answer, in the terms of JSON Schema 2020-12.
struct Schema: Sendable {
    var members: [String: JSONValue]
    var json: JSONValue { .object(members) }

    private init(_ members: [String: JSONValue]) { self.members = members }

    /// Any value.
    static let anything = Schema([:])
    static let text = Schema(["type": "string"])
    static let truth = Schema(["type": "boolean"])
    static let integer = Schema(["type": "integer"])
    static let number = Schema(["type": "number"])
    /// `2026-07-15`.
    static let day = Schema(["type": "string", "format": "date"])
    /// `2026-07-15T02:03:04.005Z`.
    static let moment = Schema(["type": "string", "format": "date-time"])

    static func choice(_ values: [String]) -> Schema { Schema(["type": "string", "enum": .list(values.map(JSONValue.text))]) }
    static func list(_ item: Schema) -> Schema { Schema(["type": "array", "items": item.json]) }
    /// Names that are not fixed, each with a value of one shape.
    static func map(_ value: Schema) -> Schema { Schema(["type": "object", "additionalProperties": value.json]) }
    static func named(_ name: String) -> Schema { Schema(["$ref": "#/components/schemas/\(name)"]) }

    /// An object with exactly these names; those of `optional` may be missing.
    static func object(_ required: KeyValuePairs<String, Schema>, optional: KeyValuePairs<String, Schema> = [:]) -> Schema {
        let all = Array(required) + Array(optional)
        return Schema([
            "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0.value.json) })),
            "required": .list(required.map { .text($0.key) }), "additionalProperties": false,
        ])
    }

    /// One of several forms.
    static func anyOf(_ schemas: [Schema]) -> Schema { Schema(["anyOf": .list(schemas.map(\.json))]) }

    /// An object that always has the names of another too.
    func with(_ other: Schema) -> Schema {
        guard case .object(let added)? = other.members["properties"], case .object(var properties)? = members["properties"], case .list(let required)? = members["required"],
            case .list(let further)? = other.members["required"] else { return self }
        properties.merge(added) { $1 }
        var copy = self
        copy.members["properties"] = .object(properties)
        copy.members["required"] = .list(required + further)
        return copy
    }

    /// An object with further names that it always has.
    func with(_ further: KeyValuePairs<String, Schema>) -> Schema {
        guard case .object(var properties)? = members["properties"], case .list(let required)? = members["required"] else { return self }
        for (name, schema) in further { properties[name] = schema.json }
        var copy = self
        copy.members["properties"] = .object(properties)
        copy.members["required"] = .list(required + further.map { .text($0.key) })
        return copy
    }

    /// The same, or `null`.
    var orNull: Schema {
        guard case .text(let type)? = members["type"] else { return Schema(["anyOf": [json, ["type": "null"]]]) }
        var copy = self
        copy.members["type"] = [.text(type), "null"]
        if case .list(let values)? = members["enum"] { copy.members["enum"] = .list(values + [.null]) }
        return copy
    }

    func meaning(_ words: String) -> Schema {
        var copy = self
        copy.members["description"] = .text(words)
        return copy
    }

    func example(_ value: JSONValue) -> Schema {
        var copy = self
        copy.members["example"] = value
        return copy
    }
}
