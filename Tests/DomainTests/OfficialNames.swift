import Foundation

/// The names of all units that the project ships, read from its data folder.
enum OfficialNames {
    /// Names alone and names with their type: provinces, districts and communes before and after July 2025.
    static let all: [String] = {
        var names: Set<String> = []
        for row in rows("versions.csv") {
            names.insert(row[3])
            names.insert(row[5])
        }
        for row in rows("aliases.csv") { names.insert(row[1]) }
        precondition(names.count > 10_000)
        return names.sorted()
    }()

    /// Names without their type.
    static let bare = Set(rows("versions.csv").map { $0[3] }).sorted()

    /// The columns up to the names hold no quotation marks.
    private static func rows(_ file: String) -> [[String]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../data/units")
        guard let data = FileManager.default.contents(atPath: folder.appendingPathComponent(file).path) else {
            preconditionFailure("no \(file) in \(folder.path)")
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
