/// What may be written as the value of a data element.
package enum ValueType: String, Sendable, Codable, CaseIterable {
    /// A whole number, zero or more.
    case count
    case integer
    /// A decimal number.
    case number
    /// A percentage written as 0 to 100.
    case percentage
    /// Vietnamese đồng, whole.
    case money
    /// Yes or no, written `true` or `false`.
    case yesNo = "yes_no"
    /// A day, written as ISO 8601.
    case date
    case text

    package var isNumeric: Bool {
        switch self {
        case .count, .integer, .number, .percentage, .money: true
        case .yesNo, .date, .text: false
        }
    }
}

/// How values of several units, or of several periods, become one. DHIS2: `aggregationType`, here chosen once for units and once for time.
package enum Aggregation: String, Sendable, Codable, CaseIterable {
    case sum, average, last, first, min, max, count, none
    /// Over time only: values are what was added and taken away, and the figure of a period is everything up to its end. Registers feed how many there are this way.
    case running
}

/// One thing that is counted, measured or recorded for a unit and a period.
package struct DataElement: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    package var help: Label?
    package var valueType: ValueType
    /// Unit of measure, such as `hộ` / `households`.
    package var unitOfMeasure: Label?
    /// Digits after the decimal mark, 0 to 6.
    package var decimals: Int
    package var overUnits: Aggregation
    package var overTime: Aggregation
    /// Codes of the categories its values may be broken down by. The first one adds up to the total where no total is given.
    package var categories: [String]
    /// The level at which it is reported.
    package var level: UnitLevel?
    package var minimum: Double?
    package var maximum: Double?

    package init(code: String, name: Label, help: Label? = nil, valueType: ValueType, unitOfMeasure: Label? = nil, decimals: Int = 0,
                 overUnits: Aggregation = .sum, overTime: Aggregation = .sum, categories: [String] = [], level: UnitLevel? = nil,
                 minimum: Double? = nil, maximum: Double? = nil) {
        self.code = code
        self.name = name
        self.help = help
        self.valueType = valueType
        self.unitOfMeasure = unitOfMeasure
        self.decimals = decimals
        self.overUnits = overUnits
        self.overTime = overTime
        self.categories = categories
        self.level = level
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// A way of breaking values down, such as sex or ethnic group.
package struct Category: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    package var options: [CategoryOption]
    /// Personal data of a sensitive kind: shown to the public only in sums that do not point at persons.
    package var isSensitive: Bool

    package init(code: String, name: Label, options: [CategoryOption], isSensitive: Bool = false) {
        self.code = code
        self.name = name
        self.options = options
        self.isSensitive = isSensitive
    }
}

package struct CategoryOption: Hashable, Sendable, Codable {
    /// Unique over all categories, such as `F` or `ETH-19`.
    package var code: String
    package var name: Label
    /// Its codes in official lists, by the list, such as `121-TCTK-PPCD: "08"`. Lists disagree, so none of them is the option's own code.
    package var codes: [String: String]
    /// Other names, or what a person choosing it should know.
    package var note: Label?

    package init(code: String, name: Label, codes: [String: String] = [:], note: Label? = nil) {
        self.code = code
        self.name = name
        self.codes = codes
        self.note = note
    }
}

/// The category options that qualify one value, at most one of each category. Empty means the total.
package struct Disaggregation: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Sorted option codes joined by `,`; empty for the total.
    package var key: String

    package init(key: String) { self.key = key }
    package init(_ codes: some Sequence<String>) { key = codes.sorted().joined(separator: ",") }

    package static let total = Disaggregation(key: "")
    package var codes: [String] { key.isEmpty ? [] : key.split(separator: ",").map(String.init) }
    package var isTotal: Bool { key.isEmpty }
    package var description: String { key }
    package static func < (a: Self, b: Self) -> Bool { a.key < b.key }
}
