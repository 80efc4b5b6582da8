import Domain
import Markup

/// What programs are told about issued documents.
enum DocumentDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/documents", id: "listDocuments", summary: t("The register of outgoing documents, as far as the reader may see it."),
                parameters: [.query("agency", t("Only one agency’s register, by its code."), example: "03334"), .query("year", t("Only one year."), example: "2026", .integer)],
                answer: .object(["title": .text, "notes": .list(.text), "rows": .list(.object([
                    "id": .text, "agency": .text, "agency_name": .text, "year": .integer, "number": .integer, "symbol": .text, "type": .text, "subject": .text, "issued_on": .day, "signer": .text,
                    "report": .text.orNull, "docx_sha256": .text, "pdf_sha256": .text.orNull,
                ]))]), problems: [422]),
            Described(
                path: "/documents/verify/{code}", id: "verifyDocument", summary: t("What anybody who holds a document may compare."),
                parameters: [.path("code", t("The code at the foot of its pages."), example: "11-7K3QM2XD91FA")],
                answer: .object(["code": .text, "number": .text, "issued_on": .day, "agency": .text, "subject": .text, "docx_sha256": .text], optional: ["pdf_sha256": .text]), problems: [404]),
        ]
    }
}
