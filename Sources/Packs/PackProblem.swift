import Domain

/// One thing that is wrong in a pack's files, or looks wrong, with where it stands and what would be right.
package struct PackProblem: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package enum Severity: String, Sendable, Codable {
        /// The pack cannot be loaded.
        case error
        /// It can be loaded, but somebody should look.
        case warning
    }

    package enum Kind: String, Sendable, Codable, CaseIterable {
        case missingFile = "missing_file"
        case unknownFile = "unknown_file"
        case folderName = "folder_name"
        case encoding
        case unicodeForm = "unicode_form"
        case legacyText = "legacy_text"
        case syntax
        case unknownKey = "unknown_key"
        case missingKey = "missing_key"
        case wrongType = "wrong_type"
        case malformedCode = "malformed_code"
        case missingTranslation = "missing_translation"
        case suspiciousTranslation = "suspicious_translation"
        case missingCitation = "missing_citation"
        case duplicateCode = "duplicate_code"
        case duplicateTarget = "duplicate_target"
        case duplicateResult = "duplicate_result"
        case unknownReference = "unknown_reference"
        case cycle
        case expression
        case missingDenominator = "missing_denominator"
        case aggregation
        case outOfRange = "out_of_range"
        case validity
        case calendar
        case period
        case value
        case level
        case frequency
        case layout
        case overlap
        case order
        case access
        case privacy
        case unused
    }

    package var severity: Severity
    package var kind: Kind
    /// The pack's folder and the file in it, such as `dien-bien/indicators.yaml`.
    package var file: String
    /// Counted from 1; `nil` where the problem is the whole file.
    package var line: Int?
    /// Counted from 1 in characters.
    package var column: Int?
    /// Place in the document, such as `DB-T5 › numerator`; empty for the whole file.
    package var path: String
    /// What is wrong.
    package var problem: Label
    /// What would be right.
    package var remedy: Label

    package init(severity: Severity, kind: Kind, file: String, line: Int?, column: Int?, path: String, problem: Label, remedy: Label) {
        self.severity = severity
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    /// `dien-bien/indicators.yaml:12:7`, as editors and compilers write it.
    package var location: String {
        [file, line.map(String.init), line == nil ? nil : column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }

    package var description: String {
        "\(location): \(severity.rawValue): \(path.isEmpty ? "" : path + ": ")\(problem.en) \(remedy.en)"
    }

    /// In the order a person reads the files.
    package static func < (a: Self, b: Self) -> Bool {
        (a.file, a.line ?? 0, a.column ?? 0, a.kind.rawValue, a.problem.en) < (b.file, b.line ?? 0, b.column ?? 0, b.kind.rawValue, b.problem.en)
    }
}

/// The problems found so far in a set of packs.
final class ProblemLog {
    private(set) var problems: Set<PackProblem> = []

    func report(_ kind: PackProblem.Kind, _ severity: PackProblem.Severity = .error, at place: Place, _ problem: Label, remedy: Label) {
        problems.insert(
            PackProblem(
                severity: severity, kind: kind, file: place.file, line: place.line, column: place.column, path: place.path,
                problem: problem, remedy: remedy))
    }
}
