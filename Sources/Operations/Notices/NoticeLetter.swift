import Domain
import Foundation
import Outside

/// The letter that gathers what a person has not read.
struct NoticeLetter {
    var name: String
    var isEnglish: Bool
    var siteName: String
    /// Without a slash at its end; links are left out where the site has no address.
    var siteAddress: String?
    var words: NoticeWords

    /// At most this many are written out.
    private static let most = 50

    func message(_ notices: [Notice], id: String, to recipient: MailAddress, at moment: Moment) -> MailMessage {
        let items = notices.prefix(Self.most).map { notice in
            let sentence = words.sentence(notice)
            return (sentence: isEnglish ? sentence.en : sentence.vi, note: note(notice), link: siteAddress.map { $0 + notice.path })
        }
        let rest = notices.count - items.count
        let subject = notices.count == 1 && items[0].sentence.count <= 120
            ? items[0].sentence
            : say("\(siteName): \(notices.count) thông báo chưa đọc", "\(siteName): \(notices.count) unread notices")
        let greeting = say("Kính gửi ông/bà \(name),", "Dear \(name),")
        let more = rest > 0 ? say("và \(rest) thông báo khác.", rest == 1 ? "and one more notice." : "and \(rest) more notices.") : nil
        let all = siteAddress.map { $0 + "/me/notices" }
        let closing = say("Thư này do \(siteName) gửi tự động, không cần trả lời.", "\(siteName) sends this by itself; nobody needs to answer.")
            + (all.map { say(" Xem tất cả thông báo: \($0)", " All your notices: \($0)") } ?? "")
        let list = items.map { item in (["- \(item.sentence)"] + [item.note.map { "  «\(Self.oneLine($0))»" }, item.link.map { "  \($0)" }].compactMap(\.self)).joined(separator: "\n") }
        let text = ([greeting, list.joined(separator: "\n")] + [more].compactMap(\.self) + [closing]).joined(separator: "\n\n") + "\n"
        return MailMessage(id: id, to: recipient, subject: subject, text: text, html: html(greeting, items.map { ($0.sentence, $0.note, $0.link) }, more, closing), language: isEnglish ? "en" : "vi", at: moment)
    }

    /// A reason with the remarks on cells.
    private func note(_ notice: Notice) -> String? {
        let remarks = (notice.facts.remarks ?? []).map { remark in
            let cell = words.cell(remark.cell)
            return "\(isEnglish ? cell.en : cell.vi): \(remark.text)"
        }
        let all = [notice.facts.note].compactMap(\.self) + remarks
        return all.isEmpty ? nil : all.joined(separator: "; ")
    }

    private func html(_ greeting: String, _ items: [(sentence: String, note: String?, link: String?)], _ more: String?, _ closing: String) -> String {
        let list = items.map { item in
            let sentence = item.link.map { "<a href=\"\(Self.escaped($0))\">\(Self.escaped(item.sentence))</a>" } ?? Self.escaped(item.sentence)
            return "<li>\(sentence)\(item.note.map { "<br>«\(Self.escaped($0))»" } ?? "")</li>"
        }
        return """
            <!doctype html><html lang="\(isEnglish ? "en" : "vi")"><head><meta charset="utf-8"></head><body>
            <p>\(Self.escaped(greeting))</p>
            <ul>\(list.joined(separator: "\n"))</ul>
            \(more.map { "<p>\(Self.escaped($0))</p>" } ?? "")<p><small>\(Self.escaped(closing))</small></p>
            </body></html>
            """
    }

    private func say(_ vi: String, _ en: String) -> String { isEnglish ? en : vi }

    private static func oneLine(_ text: String) -> String { text.split { $0.isNewline }.joined(separator: " ") }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
