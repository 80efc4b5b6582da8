import Domain
import Foundation

/// The language in which a workbook is written.
package enum WorkbookLanguage: String, Sendable, CaseIterable {
    case vi, en

    package func callAsFunction(_ label: Label) -> String { self == .vi ? label.vi : label.en }

    /// `31/10/2026` in both languages, as workbooks of Vietnamese offices have it.
    func day(_ day: Day) -> String {
        let parts = day.components
        return String(format: "%02d/%02d/%04d", parts.day, parts.month, parts.year)
    }

    /// A number for a sentence: `1.234,5` or `1,234.5`.
    func number(_ value: Double) -> String {
        let text = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(format: "%.6g", value)
        guard !text.contains("e") else { return text }
        let halves = text.split(separator: ".", maxSplits: 1)
        var whole = String(halves[0].drop { $0 == "-" }), grouped = ""
        while whole.count > 3 {
            grouped = (self == .vi ? "." : ",") + whole.suffix(3) + grouped
            whole = String(whole.dropLast(3))
        }
        return (value < 0 ? "−" : "") + whole + grouped + (halves.count > 1 ? (self == .vi ? "," : ".") + halves[1] : "")
    }
}

/// The fixed words of a workbook of forms.
enum Words {
    static let guide = Label(vi: "Hướng dẫn", en: "Guide")
    static let lists = Label(vi: "Danh mục", en: "Lists")
    static let identity = Label(vi: "Mã nhận dạng", en: "Identity")
    static let base = Label(vi: "Số liệu gốc", en: "Base")
    static let yes = Label(vi: "Có", en: "Yes")
    static let no = Label(vi: "Không", en: "No")
    static let withoutFigure = Label(vi: "Không có số liệu", en: "No figure")

    /// Whether a text says that there is no figure.
    static func saysNoFigure(_ text: String) -> Bool {
        ["khong co so lieu", "khong so lieu", "ksl", "no figure", "no figures", "no data", "n/a"].contains(VietnameseText.folded(text.trimmed))
    }
}

extension String {
    /// Without spaces and line ends around it, in composed Unicode, line ends as `\n`.
    var trimmed: String {
        VietnameseText.nfc(replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
