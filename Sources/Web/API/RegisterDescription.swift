import Domain
import Markup
import Operations

/// What programs are told about registers and their records.
enum RegisterDescription {
    private static func code(_ t: Translator) -> Described.Parameter { .path("code", t("The register’s code."), example: "TEAMS") }
    private static func id(_ t: Translator) -> Described.Parameter { .path("id", t("The record’s identity."), example: "0198c5e0-7c1a-7000-8000-000000000001") }

    static func operations(_ t: Translator) -> [Described] {
        let register = code(t), record = id(t)
        return reading(t, register, record) + writing(t, register, record) + OfflineRegisterDescription.operations(t)
    }

    private static func reading(_ t: Translator, _ register: Described.Parameter, _ record: Described.Parameter) -> [Described] {
        [
            Described(path: "/registers", id: "getRegisters", summary: t("The registers that whoever asks sees, with their states and fields."), answer: .object(["registers": .list(.named("Register"))])),
            Described(
                path: "/registers/{code}", id: "getRecords",
                summary: t("Records of a register that whoever asks sees, a part of them; to those who have no role in it its public part. Each of the register’s filters is a parameter named after its field, those of numbers and days two: FIELD-from and FIELD-to."),
                parameters: [
                    register, .query("q", t("Words of titles and numbers, with or without diacritics.")), .query("state", t("Code of a state; may be given several times.")),
                    .query("unit", t("A unit, by its code or identity, with all beneath it."), example: "03127"), .query("own", t("Only records that the person who asks added."), example: "1"),
                    .query("overdue", t("Only records that should have moved on."), example: "1"), .query("link", t("Only records that name one in a field: FIELD:identity.")),
                    .query("sort", t("title, due, latest, a field, or −FIELD for the greatest first.")), .query("page", t("Part of the list: next of the part before."), .integer),
                    CommonSchemas.limit(t, usual: RegisterListQuery.pageSize, most: 500),
                ],
                answer: .object(["register": .text, "total": .integer, "states": .map(.integer).meaning(t("How many records are in each state.")), "next": .integer.orNull, "records": .list(.named("RecordEntry"))]), problems: [401, 404, 422]),
            Described(path: "/registers/{code}/{id}", id: "getRecord", summary: t("One record as whoever asks sees it. Needs signing in."), parameters: [register, record], answer: .named("Record"), problems: [401, 404]),
            Described(
                path: "/registers/{code}/{id}/accesses", id: "getRecordAccesses", summary: t("Who looked at, changed or exported the personal data of a record, when and what for."), parameters: [register, record],
                answer: .anything, problems: [401, 403, 404]),
            Described(
                path: "/registers/{code}/export", id: "exportRecords", summary: t("All fields of all records that whoever asks sees and the list’s parameters leave, personal data masked; the form that an import takes back."), parameters: [register],
                answer: .anything, problems: [401, 403, 404, 422]),
            Described(
                path: "/registers/{code}/sheet", id: "getRecordSheet", summary: t("The fields that are filled in for many records at once, of at most 200 records that the list’s parameters leave. Needs signing in."), parameters: [register],
                answer: .object(["register": .text, "name": CommonSchemas.name, "one": CommonSchemas.name, "made_at": .moment, "now": .moment, "is_more": .truth, "fields": .list(.named("OfflineField")), "categories": .map(.anything), "states": .list(.object(["code": .text, "name": CommonSchemas.name])), "lines": .list(.named("RecordLine"))],
                                optional: ["about": .text]), problems: [401, 404, 422]),
            Described(
                path: "/registers/{code}/expired", id: "getExpiredRecords", summary: t("Records that have been kept for as long as the register says."), parameters: [register], answer: .anything, problems: [401, 404]),
            Described(
                path: "/p/{code}/{id}", id: "getPublicRecord", summary: t("What everybody may see of a record."), parameters: [register, record],
                answer: .object(head, optional: [
                    "unit": .text.meaning(t("Identity of the unit that it belongs to, of registers with a public list.")),
                    "certificate": .object(["name": CommonSchemas.name, "valid": .truth, "since": .day, "given_by": CommonSchemas.name.orNull]).meaning(t("Where the register gives certificates: whether this one holds.")),
                ]).with(["register": .text, "register_name": CommonSchemas.name, "verified_at": .moment]), problems: [404]),
            Described(
                path: "/registers/{code}/{id}/files", id: "getRecordFiles",
                summary: t("Photographs and documents of a record, those that whoever asks may open; each is fetched at its address. They are sent piece by piece to /files with register, record, field and filename in Upload-Metadata. Needs signing in."),
                parameters: [register, record],
                answer: .object(["files": .list(.object(["id": .text, "field": .text, "name": .text, "type": .text, "size": .integer, "sha256": .text, "received": .moment, "person": .text, "address": .text]))]), problems: [401, 404]),
        ]
    }

    private static func writing(_ t: Translator, _ register: Described.Parameter, _ record: Described.Parameter) -> [Described] {
        let stopped: [(status: Int, schema: Schema, meaning: String)] = [
            (409, .named("RecordStopped"), t("Nothing was kept: likely_same names records of likely the same thing, conflicts the fields that somebody else changed meanwhile.")),
            (422, .named("RecordStopped"), t("Nothing was kept, for the reasons in problems.")),
        ]
        return [
            Described(
                path: "/registers/{code}", id: "addRecord", summary: t("Adds a record; answered with 201. The same identity sent twice is one record. Needs signing in."), parameters: [register], answer: .named("RecordKept"), problems: [401, 403, 404],
                method: "post", body: .object(["fields": written(t)], optional: [
                    "id": .text.meaning(t("Made by the sender: a UUID.")), "unit": .text.meaning(t("Code or identity of the unit that it belongs to.")), "is_new": .truth.meaning(t("The writer has looked at likely duplicates: it is another.")),
                ]), furtherAnswers: stopped),
            Described(
                path: "/registers/{code}/sheet", id: "fillRecordSheet", summary: t("Fills in fields of many records; a line that cannot be kept does not keep the others from it. Needs signing in."), parameters: [register],
                answer: .object(["made_at": .moment, "now": .moment, "lines": .list(.object(["id": .text, "kind": .choice(["kept", "stopped", "conflict", "gone"])], optional: ["problems": .list(.named("RecordProblem")), "conflicts": .list(.anything), "line": .named("RecordLine")]))],
                                optional: ["receipt": .object(["number": .text, "at": .moment, "repeated": .truth])]), problems: [401, 404],
                method: "post", body: .object(["lines": .list(.object(["id": .text, "fields": written(t)], optional: ["seen": .integer.meaning(t("The record’s version that the writer began with."))]))], optional: ["person": .text.meaning(t("Whose lines they are; another person’s session does not send them."))]),
                furtherAnswers: [(422, .anything, t("Nothing was kept: the reason and the remedy."))]),
            Described(
                path: "/registers/{code}/{id}", id: "changeRecord", summary: t("Changes the fields that are named; the others stay. Needs signing in."), parameters: [register, record], answer: .named("RecordKept"), problems: [401, 403, 404],
                method: "patch", body: .object(["fields": written(t)], optional: [
                    "seen": .integer.meaning(t("The record’s version that the writer began with.")), "unit": .text, "note": .text, "is_new": .truth,
                ]), furtherAnswers: stopped),
            Described(
                path: "/registers/{code}/{id}/move/{move}", id: "moveRecord", summary: t("Takes a record to its next state. Needs signing in."),
                parameters: [register, record, .path("move", t("Code of the move."), example: "START")], answer: .named("RecordKept"), problems: [401, 403, 404],
                method: "post", body: .object([:], optional: ["from": .text.meaning(t("State that the sender saw the record in.")), "note": .text, "fields": .map(.anything).meaning(t("Fields that the move requires and the record does not have yet."))]), furtherAnswers: stopped),
        ]
    }

    private static func written(_ t: Translator) -> Schema {
        .map(.anything).meaning(t("What fields hold: a text, a number, true or false, a list of options, a list of rows; null empties. Numbers have a decimal point, days the form 2026-07-15, options, units and records are named by their codes and identities."))
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let name = CommonSchemas.name
        return OfflineRegisterDescription.schemas(t) + [
            ("Register", .object([
                "code": .text, "name": name, "one": name, "version": .integer, "levels": .list(CommonSchemas.level), "is_public_part": .truth.meaning(t("Whether only what everybody may see is shown.")), "may_add": .truth,
                "states": .list(.object(["code": .text, "name": name])), "fields": .list(.named("RegisterField")),
            ])),
            ("RegisterField", .object([
                "code": .text, "name": name, "type": .choice(FieldType.allCases.map(\.rawValue)), "is_required": .truth, "sensitivity": .choice(Sensitivity.allCases.map(\.rawValue)),
            ], optional: [
                "category": .text, "options": .list(.object(["code": .text, "name": name])), "register": .text.meaning(t("Whose records it names.")), "fields": .list(.named("RegisterField")),
            ])),
            ("RecordEntry", .object(head, optional: ["unit": .text, "unit_name": name, "due": .day.orNull])),
            ("Record", .object(head).with([
                "register": .text, "version": .integer, "unit": .text, "unit_name": name, "due": .day.orNull, "creator": .text, "created": .moment, "standing": .choice(["kept", "merged", "removed", "erased"]),
                "may_edit": .truth, "moves": .list(.text).meaning(t("Steps that whoever asks can take.")), "linked": .list(.object(["register": .text, "field": .text, "count": .integer])),
                "warnings": .list(.named("RecordProblem")), "public_address": .text.orNull,
            ])),
            ("RecordLine", .object(["id": .text, "title": .text, "version": .integer, "state": .text, "values": .map(.list(.text))], optional: ["number": .text])),
            ("RecordProblem", .object(["severity": .choice(["error", "warning"]), "fields": .list(.text), "reason": name, "remedy": name], optional: ["rule": .text, "row": .integer])),
            ("RecordKept", .object(["receipt": .object(["number": .text, "at": .moment, "repeated": .truth]), "record": .named("Record")])),
            ("RecordStopped", .object(["problems": .list(.named("RecordProblem"))], optional: [
                "likely_same": .list(.object(["id": .text.orNull, "number": .text.orNull, "title": .text, "unit": .text])),
                "conflicts": .list(.object(["field": .text, "mine": .anything, "theirs": .anything, "by": .text, "at": .moment])),
            ])),
        ]
    }

    /// What every answer says of a record.
    private static let head: KeyValuePairs<String, Schema> = [
        "id": .text, "number": .text.orNull, "title": .text, "state": .text, "changed": .moment, "illustrative": .truth, "fields": .map(.anything), "masked": .list(.text),
    ]
}
