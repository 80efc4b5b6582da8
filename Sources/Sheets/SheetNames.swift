import Foundation

/// Names of sheets as Excel accepts them: at most 31 characters, without `[ ] : * ? / \` and without apostrophes at the ends, each used once.
package struct SheetNames {
    /// Excel keeps this name to itself.
    private var used: Set<String> = ["history"]

    package init() {}

    /// The nearest name that is allowed and not taken yet.
    package mutating func take(_ wished: String) -> String {
        let allowed = String(wished.map { "[]:*?/\\".contains($0) || $0.isNewline ? " " : $0 })
        let wanted = allowed.trimmingCharacters(in: CharacterSet(charactersIn: "' "))
        var name = Self.shortened(wanted.isEmpty ? "Sheet" : wanted, to: 31)
        var number = 2
        while !used.insert(name.lowercased()).inserted {
            name = Self.shortened(wanted.isEmpty ? "Sheet" : wanted, to: 31 - " (\(number))".count) + " (\(number))"
            number += 1
        }
        return name
    }

    /// The name as a formula writes it before an address: `'Xã Na Son'`.
    package static func quoted(_ name: String) -> String { "'" + name.replacing("'", with: "''") + "'" }

    /// Excel counts UTF-16 units.
    private static func shortened(_ name: String, to limit: Int) -> String {
        var name = name
        while name.utf16.count > limit { name.removeLast() }
        return name.trimmingCharacters(in: CharacterSet(charactersIn: "' "))
    }
}
