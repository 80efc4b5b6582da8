import Domain
import Markup
import Operations

/// What programs are told about the service itself.
enum ServiceDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(path: "/health", id: "getHealth", summary: t("Whether the service and its database work."), answer: .named("Health"),
                      example: ["status": "ok", "version": .text(Site.version), "last_change": ["province": "11", "seq": 45, "at": "2026-08-20T02:00:00.000Z"], "database": "sqlite"], sameFormStatus: 503),
            Described(path: "/api/openapi.json", id: "getDescription", summary: t("This description."), answer: .map(.anything)),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        [
            ("Health", .object([
                "status": .choice(HealthAnswer.Status.allCases.map(\.rawValue)), "version": .text,
                "last_change": Schema.object(["province": .text, "seq": .integer, "at": .moment]).orNull.meaning(t("The latest change of all logs.")),
                "database": .choice(Health.DatabaseKind.allCases.map(\.rawValue)),
            ])),
        ]
    }
}
