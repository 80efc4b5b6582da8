import Domain
import Foundation
import Markup

/// What the script of the report pages says, in the reader's language.
enum OfflineWords {
    /// Sentences by the names under which `assets/reports` asks for them; `{0}` and so on are filled there.
    static func all(_ t: Translator) -> [String: String] {
        let one = "{0}", two = "{1}", three = "{2}", four = "{3}", five = "{4}"
        let checks = checks.mapValues { t($0) }
        return checks.merging([
            "remark": t("Remark: \(one)"), "toMend": t("To be mended before it can be sent"), "toExplain": t("To be explained before it can be sent"), "keptAsDraft": t("What you wrote is kept as a draft."),
            "noFigure": t("no figure"), "empty": t("empty"), "conflicts": t("Somebody else changed the same cells"),
            "conflictsHelp": t("Everything else is kept. For each of these cells, choose what is right."),
            "conflict": t("you wrote \(one); \(two) wrote \(three) at \(four); before, it was \(five)"), "keepMine": t("Keep mine"), "takeTheirs": t("Take theirs"),
            "full": t("This device is full: this could not be kept here. Free some space, or stay on this page until it is sent."), "notKept": t("Not kept on this device. Send it before you leave this page."),
            "received": t("Received, receipt \(one), \(two)"), "refused": t("Not taken: \(one). \(two)"), "waitingSignIn": t("Waiting: sign in to send it."),
            "waiting": t("In the outbox: it goes out by itself once there is a connection."), "sending": t("Sending…"), "onDeviceSignIn": t("Kept on this device; sign in to send it."),
            "onDevice": t("Kept on this device at \(one), not sent yet"), "onServer": t("Kept as a draft at \(one)"), "skew": t("This device's clock is wrong: it is now \(one)."),
            "takeBack": t("Take back to change"), "homeless": t("The form has changed. These have no place in it any more; copy what you need:"),
            "total": t("Total"), "note": t("Note"), "comment": t("Comment"), "source": t("Source"), "thereIsNone": t("There is no figure"), "greyed": t("not to be filled in"), "yes": t("Yes"), "no": t("No"),
            "computed": t("computed"), "mustBeGiven": t("must be given"), "figure": t("Figure"), "content": t("Content"), "before": t("Period before"), "send": t("Send the report"),
            "keepDraft": t("Keep as a draft"), "cannot": t("This browser cannot work without a connection: open the site by https in a current browser."),
            "signInFirst": t("Nobody is signed in on this device."), "signIn": t("Sign in"), "unreadable": t("What this device keeps cannot be read: sign in again."),
            "none": t("None"), "due": t("To do"), "drafts": t("Drafts"), "outbox": t("Outbox"), "sent": t("Sent"), "noConnection": t("No connection. What you write is kept on this device."),
            "sessionOver": t("Sign in again to send what waits."), "notTaken": t("This page was not taken along. It opens again once there is a connection."), "dueOn": t("due on \(one)"),
            "backToLists": t("All reports on this device"), "files": t("Photos and documents"), "file": t("Photo or PDF"), "fileHelp": t("JPEG, PNG, WebP or PDF, at most 10 MB. Where a photo was taken is not kept."),
            "attach": t("Attach"), "tooLarge": t("“\(one)” is larger than 10 MB. Choose a smaller file."), "fileOnDevice": t("Kept on this device; it goes out by itself."), "fileWaiting": t("waiting, \(one) sent"),
            "fileReceived": t("received"), "drop": t("Drop"), "dropSure": t("Drop what was written for “\(one)”? It cannot be brought back."),
        ]) { $1 }
    }

    /// As ``FormCheck`` says it.
    static let checks: [String: Label] = [
        "unexplained": Label(vi: "Ghi lý do không có số liệu", en: "Say why there is no figure"),
        "mandatory": Label(vi: "Phải ghi số liệu, hoặc đánh dấu «không có số liệu» và ghi lý do", en: "Give the figure, or mark “no figure” and say why"),
        "correction": Label(vi: "Khác tổng {0} cộng từ cấp dưới; ghi lý do điều chỉnh", en: "It differs from {0}, the sum of the units beneath; say why"),
        "unusual": Label(vi: "Khác thường so với các kỳ trước – thường trong khoảng {0}–{1}; kiểm tra lại hoặc ghi chú", en: "Unlike earlier periods, which suggest {0} to {1}; check it or add a comment"),
        "unusualAfter": Label(vi: "Khác thường so với các kỳ trước (kỳ trước: {2}) – thường trong khoảng {0}–{1}; kiểm tra lại hoặc ghi chú",
                              en: "Unlike earlier periods (last: {2}), which suggest {0} to {1}; check it or add a comment"),
        "yesNo": Label(vi: "Ghi có hoặc không", en: "Write yes or no"), "date": Label(vi: "Ghi ngày dạng 31/12/2026", en: "Write the day as 31/12/2026"),
        "long": Label(vi: "Dài quá 20.000 ký tự", en: "Longer than 20,000 characters"), "notNumber": Label(vi: "«{0}» không phải là số", en: "“{0}” is not a number"),
        "whole": Label(vi: "Ghi số nguyên", en: "Write a whole number"), "negative": Label(vi: "Không được âm", en: "It cannot be negative"), "hundred": Label(vi: "Ghi từ 0 đến 100", en: "Write 0 to 100"),
        "least": Label(vi: "Từ {0} trở lên", en: "At least {0}"), "most": Label(vi: "Không quá {0}", en: "At most {0}"),
    ]

    static func json(_ t: Translator) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(all(t)), as: UTF8.self) } catch { preconditionFailure("texts by their names can always be written: \(error)") }
    }
}
