import Domain
import Foundation

extension String {
    func trimmingSpaces() -> String { trimmingCharacters(in: .whitespacesAndNewlines) }

    var words: [Substring] { split(whereSeparator: \.isWhitespace) }
}

/// Text in the composed Unicode form (NFC) that codes and names are compared in; other forms are reported.
func composed(_ text: String, at place: Place, log: ProblemLog) -> String {
    let composed = VietnameseText.nfc(text)
    if !VietnameseText.isNFC(text) {
        log.report(
            .unicodeForm, at: place,
            Label(vi: "«\(composed)» viết bằng dấu tổ hợp (Unicode NFD).", en: "“\(composed)” is written with combining marks (Unicode NFD)."),
            remedy: Label(vi: "Hãy lưu tệp ở dạng Unicode dựng sẵn (NFC).", en: "Save the file in composed Unicode (NFC)."))
    }
    return composed
}

/// Whether a text has any letter that only Vietnamese spelling needs.
func hasVietnameseMarks(_ text: String) -> Bool {
    text.unicodeScalars.compactMap(VietnameseLetter.init).contains { $0.shape != .plain || $0.tone.mark != nil }
}

/// The known word nearest to one that was written, if any is near enough to have been meant.
func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let limit = max(2, word.count / 3)
    let ranked = known.map { (distance(word.lowercased(), $0.lowercased()), $0) }.filter { $0.0 <= limit }
    return ranked.min { ($0.0, $0.1) < ($1.0, $1.1) }?.1
}

/// How many letters must be put in, left out or changed to make one word of the other.
private func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let changed = diagonal + (letter == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}

/// A remedy that offers the nearest known word, or else lists what there is.
func suggestion(for word: String, among known: [String]) -> Label {
    if let near = nearest(to: word, among: known) {
        return Label(vi: "Có phải «\(near)»?", en: "Did you mean “\(near)”?")
    }
    guard !known.isEmpty else { return Label(vi: "Chưa có mã nào được khai báo.", en: "None has been declared.") }
    let sorted = known.sorted()
    let list = sorted.prefix(12).joined(separator: ", ") + (sorted.count > 12 ? ", …" : "")
    return Label(vi: "Có thể dùng: \(list).", en: "Known are: \(list).")
}
