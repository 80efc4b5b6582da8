/// Reads outlines of units in the project's own text form, see `data/README.md`.
enum OutlineText {
    /// Corners per degree of longitude or latitude in the files.
    private static let gridPerDegree = 10_000.0

    /// The rings of one unit in degrees.
    ///
    /// - Parameter text: rings separated by `|`; of each the first corner, then the steps from corner to corner; `h ` before a ring marks a hole.
    /// - Returns: `nil` where the text is not in this form.
    static func rings(_ text: String) -> [[(longitude: Double, latitude: Double)]]? {
        var rings: [[(longitude: Double, latitude: Double)]] = []
        for part in text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
            let isHole = part.starts(with: [UInt8(ascii: "h"), UInt8(ascii: " ")])
            guard let numbers = wholeNumbers(isHole ? part.dropFirst(2) : part), numbers.count >= 6, numbers.count.isMultiple(of: 2) else { return nil }
            var x = 0, y = 0
            rings.append(stride(from: 0, to: numbers.count, by: 2).map { index in
                x += numbers[index]
                y += numbers[index + 1]
                return (Double(x) / gridPerDegree, Double(y) / gridPerDegree)
            })
        }
        return rings
    }

    private static func wholeNumbers(_ bytes: Substring.UTF8View) -> [Int]? {
        var numbers: [Int] = []
        for word in bytes.split(separator: UInt8(ascii: " ")) {
            guard let number = Int(String(Substring(word))) else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
