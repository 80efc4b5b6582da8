import Domain
import Markup
import Operations

/// What programs are told about adding records without a connection: what to take along, and how to send what was written.
enum OfflineRegisterDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/registers/offline.json", id: "getOfflineRegisters",
                summary: t("The registers to which the person who asks may add records, with fields, conditions, rules, options, units and records to choose from: all that is needed to fill in a record without a connection. Needs signing in."),
                answer: .named("OfflineRegisters"), problems: [401]),
            Described(
                path: "/registers/sync", id: "sendRecords",
                summary: t("Takes in new records that were written without a connection, at most 50 at once, and says of each what came of it. The same identity sent again is the same record and has the same receipt."),
                answer: .object(["made_at": .moment, "now": .moment, "records": .list(.named("RecordOutcome"))]), problems: [401], method: "post",
                body: .object(["records": .list(.named("RecordSending"))], optional: ["person": .text.meaning(t("Whose they are; another person’s session does not send them."))]),
                furtherAnswers: [(422, .named("Refusal"), t("What was sent cannot be read. Nothing was taken."))]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let name = CommonSchemas.name, option = Schema.object(["code": .text, "name": name], optional: ["note": name])
        let formula = Schema.anything.meaning(t("A tree: a number, true or false, null for what is missing, {\"t\": text}, {\"f\": field}, or a list of an operation and what it works on."))
        return [
            ("OfflineRegisters", .object([
                "person": .object(["id": .text, "name": .text]), "key": .text.meaning(t("Locks away on the device what is not sent; forget it when the person signs out.")), "made_at": .moment, "now": .moment, "version": .integer,
                "registers": .list(.named("OfflineRegister")), "units": .map(name), "categories": .map(.list(option)), "agencies": .list(.object(["code": .text, "name": name])),
            ])),
            ("OfflineRegister", .object([
                "code": .text, "version": .integer, "name": name, "one": name, "states": .list(.object(["code": .text, "name": name])), "units": .list(.text), "is_more_units": .truth,
                "sections": .list(.object(["name": name, "fields": .list(.named("OfflineField"))], optional: ["help": name])),
                "rules": .list(.object(["code": .text, "importance": .choice(ValidationRule.Importance.allCases.map(\.rawValue)), "name": name, "explanation": name, "holds": formula, "fields": .list(.text)])),
            ], optional: ["help": name, "purpose": name.meaning(t("Why personal data are kept."))])),
            ("OfflineField", .object([
                "code": .text, "name": name, "type": .choice(FieldType.allCases.map(\.rawValue)), "is_required": .truth, "is_personal": .truth, "decimals": .integer,
            ], optional: [
                "help": name, "required_when": formula, "allowed_when": formula, "formula": formula, "result": .choice(FieldType.allCases.map(\.rawValue)), "minimum": .number, "maximum": .number, "unit_of_measure": name,
                "category": .text, "options": .list(option), "period_kind": .text, "units": .list(.text), "register": .text.meaning(t("Whose records it names.")),
                "records": .list(.object(["id": .text, "title": .text], optional: ["number": .text, "values": .map(.list(.text))])), "is_more": .truth.meaning(t("There is more to choose from than is given.")),
                "linked": .map(.text), "fields": .list(.named("OfflineField")), "initial": .text,
            ])),
            ("RecordSending", .object([
                "id": .text.meaning(t("Made by the sender: a UUID.")), "register": .text, "fields": .map(.anything).meaning(t("What was written, in the form in which fields are kept.")),
            ], optional: [
                "unit": .text.meaning(t("Code or identity of the unit that it belongs to.")), "is_new": .truth.meaning(t("The writer has looked at likely duplicates: it is another.")),
                "device_at": .moment.meaning(t("The device's clock; it is written down and decides nothing.")),
            ])),
            ("RecordOutcome", .object(["id": .text, "kind": .choice(RegisterSync.Outcome.Kind.allCases.map(\.rawValue))], optional: [
                "receipt": .object(["number": .text.meaning(t("Province and number of the change in its log.")), "at": .moment, "repeated": .truth]), "number": .text, "title": .text, "problems": .list(.named("RecordProblem")),
                "likely_same": .list(.object(["title": .text, "unit": .text], optional: ["id": .text, "number": .text, "unit_name": name])), "reason": name, "remedy": name,
            ])),
        ]
    }
}
