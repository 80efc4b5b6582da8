import Domain
import Foundation
import Markup

/// What the script of the page for records says, in the reader's language.
enum OfflineRegisterWords {
    /// Sentences by the names under which `assets/registers` asks for them; `{0}` and so on are filled there.
    static func all(_ t: Translator) -> [String: String] {
        let one = "{0}", two = "{1}"
        let checks = checks.mapValues { t($0) }
        return checks.merging([
            "add": t("Add a record"), "newOne": t("New: \(one)"), "drafts": t("Drafts"), "outbox": t("Outbox"), "sent": t("Sent"), "none": t("None"), "untitled": t("no title yet"),
            "cannot": t("This browser cannot work without a connection: open the site by https in a current browser."),
            "signInFirst": t("Nobody is signed in on this device."), "signIn": t("Sign in"), "unreadable": t("What this device keeps cannot be read: sign in again."),
            "noConnection": t("No connection. What you write is kept on this device."), "sessionOver": t("Sign in again to send what waits."),
            "full": t("This device is full: this could not be kept here. Free some space, or stay on this page until it is sent."),
            "nothing": t("You may add to no register here, or this device has not taken any along. With a connection they come by themselves."),
            "takenAt": t("Registers as of \(one)"), "unit": t("Unit that the record belongs to"), "unitCode": t("Its code or name."), "choose": t("choose"), "notStated": t("not stated"), "yes": t("Yes"), "no": t("No"),
            "mustBeGiven": t("must be given"), "workedOut": t("worked out by itself"), "purpose": t("Personal data are kept for this: \(one)"),
            "fileRule": t("JPEG, PNG, WebP or PDF, at most 10 MB. Where a photo was taken is not kept."), "fileWaiting": t("waiting, \(one) sent"), "tooLarge": t("“\(one)” is larger than 10 MB. Choose a smaller file."), "photos": t("Photos and documents"),
            "rolls": t("Fill in for many"), "linesInRoll": t("\(one) records here"), "unsent": t("not sent yet"), "offDevice": t("Take off this device"), "rollGone": t("This list is not on this device. It is taken along once there is a connection."),
            "sendRoll": t("Send what was written"), "nothingInRoll": t("Nothing was changed."), "leftInRoll": t("\(one) not kept; they stand marked below with the reason."), "moreInRoll": t("Only the first \(one) are here; narrow the list down for the others."),
            "otherWrote": t("\(one) wrote for “\(two)” meanwhile: \("{2}"). Send again to keep yours."), "lineGone": t("You do not see this record any more."),
            "codeOf": t("Code or number → \(one)"), "mark": t("Mark"), "marked": t("Marked: \(one)"), "noSuchCode": t("No record here has the code “\(one)”."), "camera": t("Read codes with the camera"), "stopCamera": t("Stop the camera"), "noCamera": t("The camera cannot be used."),
            "moreRecords": t("Only the first \(one) are on this device. Another one goes in by its number."), "otherNumber": t("Number of another record"),
            "onlyWhere": t("Only where it suits other fields."), "moreRows": t("More rows"), "row": t("row \(one)"), "rowNumber": t("No."),
            "send": t("Send the record"), "kept": t("Kept on this device at \(one), not sent yet"), "notKept": t("Not kept on this device. Send it before you leave this page."),
            "waiting": t("In the outbox: it goes out by itself once there is a connection."), "takeBack": t("Take back to change"), "mayHaveArrived": t("It may have arrived already; whether it has shows once there is a connection."),
            "correct": t("Please correct this"), "look": t("Please look at this again; it does not stop the record."), "drop": t("Drop"), "dropSure": t("Drop what was written for “\(one)”? It cannot be brought back."),
            "likely": t("There may be such a record already."), "another": t("It is another one, send it"), "ofOther": t("a record of another unit"), "received": t("Received, receipt \(one), \(two)"),
            "registerGone": t("This register was not taken along. It opens again once there is a connection."), "all": t("All records on this device"), "here": t("Use this device’s position"),
            "month": t("Such as 2026-07."), "quarter": t("Such as 2026-Q3."), "yearly": t("Such as 2026."), "place": t("Latitude, longitude: 21.38612, 103.01613."), "twelve": t("12 digits."), "person": t("Sign-in name."),
        ]) { $1 }
    }

    /// As the server says it: see ``FieldType/canonical(_:decimals:mark:)``, ``RecordProblem`` and `RecordInput`.
    static let checks: [String: Label] = [
        "long": Label(vi: "dài quá {0} ký tự", en: "longer than {0} characters"), "longRemedy": Label(vi: "Rút ngắn lại.", en: "Make it shorter."),
        "control": Label(vi: "có ký tự điều khiển", en: "it holds control characters"), "controlRemedy": Label(vi: "Gõ lại thay vì dán.", en: "Type it instead of pasting it."),
        "notNumber": Label(vi: "«{0}» không phải là số", en: "“{0}” is not a number"), "notNumberRemedy": Label(vi: "Ghi dạng 1.234,5.", en: "Write it as 1.234,5 (decimal comma) or 1234.5."),
        "notWhole": Label(vi: "{0} không phải là số nguyên", en: "{0} is not a whole number"), "notWholeRemedy": Label(vi: "Ghi số nguyên.", en: "Write a whole number."),
        "decimals": Label(vi: "quá {0} chữ số thập phân", en: "more than {0} decimals"), "decimalsRemedy": Label(vi: "Làm tròn đến {0} chữ số thập phân.", en: "Round it to {0} decimals."),
        "notDay": Label(vi: "«{0}» không phải là ngày", en: "“{0}” is not a day"), "notDayRemedy": Label(vi: "Ghi dạng 15/07/2026.", en: "Write it as 15/07/2026."),
        "notYear": Label(vi: "năm {0} ngoài khoảng 1900–2100", en: "the year {0} is outside 1900–2100"), "notYearRemedy": Label(vi: "Kiểm tra lại năm.", en: "Check the year."),
        "notPhone": Label(vi: "«{0}» không phải là số điện thoại", en: "“{0}” is not a telephone number"),
        "notPhoneRemedy": Label(vi: "Ghi 10 chữ số bắt đầu bằng 03, 05, 07, 08, 09 hoặc 11 chữ số bắt đầu bằng 02.", en: "Write 10 digits that begin with 03, 05, 07, 08, 09, or 11 that begin with 02."),
        "notIdentity": Label(vi: "không phải là số định danh cá nhân", en: "this is not a personal identification number"),
        "notIdentityRemedy": Label(vi: "Ghi đủ 12 chữ số trên thẻ căn cước, ba chữ số đầu từ 001 đến 096.", en: "Write the 12 digits of the identity card; the first three are 001 to 096."),
        "notEmail": Label(vi: "«{0}» không phải là địa chỉ thư điện tử", en: "“{0}” is not an e-mail address"), "notEmailRemedy": Label(vi: "Ghi dạng ten@dienbien.gov.vn.", en: "Write it as name@dienbien.gov.vn."),
        "notLink": Label(vi: "«{0}» không phải là địa chỉ trang web", en: "“{0}” is not a web address"), "notLinkRemedy": Label(vi: "Ghi đầy đủ, bắt đầu bằng https://.", en: "Write all of it, beginning with https://."),
        "notPlace": Label(vi: "«{0}» không phải là một vị trí ở Việt Nam", en: "“{0}” is not a place in Viet Nam"), "notPlaceRemedy": Label(vi: "Ghi vĩ độ, kinh độ dạng 21.38612, 103.01613.", en: "Write latitude, longitude as 21.38612, 103.01613."),
        "notPeriod": Label(vi: "«{0}» không phải là kỳ của ô này", en: "“{0}” is not a period of this field"), "notPeriodRemedy": Label(vi: "Ghi dạng 2026, 2026-Q3 hoặc 2026-07.", en: "Write it as 2026, 2026-Q3 or 2026-07."),
        "below": Label(vi: "{0} nhỏ hơn mức thấp nhất", en: "{0} is below the least allowed"), "belowRemedy": Label(vi: "Từ {1} trở lên.", en: "At least {1}."),
        "above": Label(vi: "{0} lớn hơn mức cao nhất", en: "{0} is above the most allowed"), "aboveRemedy": Label(vi: "Cao nhất là {1}.", en: "At most {1}."),
        "inRow": Label(vi: "{0}, dòng {1}, {2}: {3}", en: "{0}, row {1}, {2}: {3}"),
        "missing": Label(vi: "chưa ghi «{0}»", en: "“{0}” is missing"), "missingRemedy": Label(vi: "Ghi thông tin này.", en: "Fill it in."),
        "noUnit": Label(vi: "chưa chọn đơn vị", en: "no unit was chosen"), "noUnitRemedy": Label(vi: "Chọn đơn vị của hồ sơ.", en: "Choose the unit that the record belongs to."),
    ]

    static func json(_ t: Translator) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(all(t)), as: UTF8.self) } catch { preconditionFailure("texts by their names can always be written: \(error)") }
    }
}
