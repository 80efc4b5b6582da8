import Domain
import Sheets

extension Label {
    /// What a table file's reader says, in both languages.
    init(_ text: BilingualText) { self.init(vi: text.vi, en: text.en) }
}

extension Rejected {
    /// A table file that cannot be read.
    init(sheet error: SheetError, file: String) {
        self.init(Label(error.sentence), remedy: Label(error.remedy), place: [file, error.line.map(String.init)].compactMap(\.self).joined(separator: ":"))
    }
}
