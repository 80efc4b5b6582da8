import Domain
import Foundation

/// How wide text is in the document's typeface, as far as columns and lines under text need it.
///
/// Advance widths of Times New Roman in thousandths of its size (Tinos has the same); letters with marks are as wide as those without.
enum TextWidth {
    private static let regular = [
        250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921,
        722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333,
        444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
    ]
    private static let bold = [
        250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930,
        722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333,
        500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
    ]

    /// In millimetres.
    ///
    /// - Parameter size: of the letters, in points.
    static func of(_ text: some StringProtocol, size: Double, isBold: Bool = false) -> Double {
        let widths = isBold ? bold : regular
        var thousandths = 0
        for character in String(text).decomposedStringWithCanonicalMapping {
            guard let scalar = character.unicodeScalars.first else { continue }
            let base: UInt32 = scalar.value == 0x110 ? 0x44 : scalar.value == 0x111 ? 0x64 : scalar.value
            thousandths += (32..<127).contains(base) ? widths[Int(base) - 32] : 750
            // The horn of ơ and ư stands beside the letter.
            if character.unicodeScalars.contains("\u{31B}") { thousandths += 60 }
        }
        return Double(thousandths) / 1000 * size * 25.4 / 72
    }

    /// The lines into which words fall where a line is so many millimetres wide; a word that is wider stands alone.
    static func lines(_ text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                let longer = line.isEmpty ? String(word) : line + " " + word
                if !line.isEmpty, of(longer, size: size, isBold: isBold) > width {
                    lines.append(line)
                    line = String(word)
                } else {
                    line = longer
                }
            }
            lines.append(line)
        }
        return lines
    }
}

/// The measures of the page and of what stands at fixed places on it. Decree 30/2020/NĐ-CP, Appendix I: A4, 20–25 mm above and below, 30–35 left, 15–20 right.
enum PageMeasure {
    static let short = 210.0, long = 297.0
    static let top = 20.0, bottom = 20.0, left = 30.0, right = 15.0
    /// Letters of the text, in points.
    static let textSize = 14.0

    static func textWidth(isLandscape: Bool) -> Double { (isLandscape ? long : short) - left - right }

    /// The two columns of the head: the agency's, and the country's with its motto.
    static let agencyColumn = 64.0, countryColumn = 101.0
    /// The two columns at the end: recipients, and the signer's.
    static let recipientColumn = 77.0, signerColumn = 88.0
    static let motto = "Độc lập - Tự do - Hạnh phúc"
    static let country = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    static let headSize = 13.0

    /// An agency's name in capitals, in lines that are as even as they can be: `ỦY BAN NHÂN DÂN` and below it `XÃ THANH NƯA`. Lines that were given stay.
    static func headLines(_ name: String, isBold: Bool = false) -> String {
        OfficialText.cleaned(name).uppercased().split(separator: "\n").map { line in
            func lines(_ width: Double) -> [String] { TextWidth.lines(String(line), width: width, size: headSize, isBold: isBold) }
            var best = lines(agencyColumn - 2), width = agencyColumn - 4
            let count = best.count
            while width > 20 {
                let narrower = lines(width)
                guard narrower.count == count, narrower.allSatisfy({ TextWidth.of($0, size: headSize, isBold: isBold) <= width }) else { break }
                best = narrower
                width -= 1
            }
            return best.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Length of the line under a text of several lines that is centred in a column: between a third and a half of its longest line.
    static func ruleLength(under text: String, in column: Double, size: Double) -> Double {
        let widest = TextWidth.lines(text, width: column, size: size, isBold: true).map { TextWidth.of($0, size: size, isBold: true) }.max() ?? 0
        return min(widest, column) * 0.42
    }
}

/// The widths of a table's columns and the size of its letters, so that it fits the page.
struct TableMeasure {
    /// In millimetres; together at most the room there is.
    private(set) var widths: [Double]
    /// In points.
    private(set) var size: Double

    /// Room that a cell's edges take at both sides together.
    static let padding = 3.8

    init(_ table: DocumentTable, available: Double) {
        let placed = table.placedHeader
        var result: (widths: [Double], size: Double) = ([], 9)
        for size in [13.0, 12, 11, 10, 9] {
            var least = [Double](repeating: 6, count: table.columns.count), wished = least
            func ask(_ column: Int, _ text: String, isBold: Bool, mayBreak: Bool) {
                let cleaned = OfficialText.cleaned(text)
                let words = cleaned.split { $0 == " " || $0 == "\n" }
                let widestWord = words.map { TextWidth.of($0, size: size, isBold: isBold) }.max() ?? 0
                let whole = cleaned.split(separator: "\n").map { TextWidth.of($0, size: size, isBold: isBold) }.max() ?? 0
                // A word that would fill a third of the page may be broken.
                least[column] = max(least[column], min(mayBreak ? widestWord : whole, available / 3) + Self.padding)
                wished[column] = max(wished[column], (mayBreak ? min(whole, available * 0.6) : whole) + Self.padding)
            }
            for cell in placed.joined() where cell.cell.columns == 1 {
                ask(cell.column, cell.cell.text, isBold: true, mayBreak: true)
                wished[cell.column] = max(least[cell.column], min(wished[cell.column], TextWidth.of(OfficialText.cleaned(cell.cell.text), size: size, isBold: true) / 2 + Self.padding))
            }
            for row in table.rows where row.kind != .group {
                for (column, text) in row.cells.enumerated() where column < table.columns.count {
                    ask(column, text, isBold: row.kind == .total, mayBreak: table.columns[column].alignment == .left)
                }
            }
            for (index, column) in table.columns.enumerated() {
                guard let width = column.width else { continue }
                least[index] = width
                wished[index] = width
            }
            let leastSum = least.reduce(0, +), wishedSum = zip(wished, least).reduce(0) { $0 + max($1.0, $1.1) }
            if leastSum > available {
                result = (least.map { $0 * available / leastSum }, size)
                continue
            }
            if wishedSum <= available {
                // What is left goes to the texts, or to all where there are none.
                let takers = table.columns.indices.filter { table.columns[$0].width == nil && table.columns[$0].alignment == .left }
                let receiving = takers.isEmpty ? Array(table.columns.indices) : takers
                let total = receiving.reduce(0) { $0 + wished[$1] }
                result = (wished, size)
                for index in receiving { result.widths[index] += (available - wishedSum) * (total > 0 ? wished[index] / total : 1 / Double(receiving.count)) }
            } else {
                let share = (available - leastSum) / (wishedSum - leastSum)
                result = (zip(least, wished).map { $0 + max(0, $1 - $0) * share }, size)
            }
            break
        }
        widths = result.widths
        size = result.size
    }
}
