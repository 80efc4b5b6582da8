import Domain
import Markup
import Operations

/// What programs are told about the change log.
enum ChangeDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/changes", id: "listChanges", summary: t("What was written, newest first, in parts of 50."),
                parameters: [
                    .query("province", t("Only the log of one province; 00 is that of the whole country."), example: "11"),
                    .query("before", t("Where to go on; next of the part before is an address that holds it."), example: "11:45"),
                ],
                answer: .object(["total": .integer, "changes": .list(.named("Change"))], optional: ["next": .text.meaning(t("Address of the next older part; missing at the end."))]), problems: [404, 422]),
            Described(
                path: "/changes/{province}/{seq}", id: "getChange", summary: t("One change with what it touched."),
                parameters: [.path("province", t("Code of the province whose log it is in."), example: "11"), .path("seq", t("Its number in that log."), example: "1", .integer)],
                answer: .named("Change"), problems: [404]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        [
            ("Change", .object([
                "province": .text, "seq": .integer, "at": .moment, "person": .text, "kind": .choice(ChangeKind.allCases.map(\.rawValue)), "subject": .text,
                "rows": .integer.meaning(t("How many rows it wrote.")), "row_digest": .text, "hash": .text.meaning(t("SHA-256 over this entry and the hash of the one before.")), "facts": .map(.text),
            ], optional: ["touched": .map(.list(.text)).meaning(t("Data elements with the periods in which values were written; only where one change is asked for."))])),
        ]
    }
}
