extension Expression {
    /// A figure that an expression asks for.
    package struct Item: Hashable, Sendable {
        package var reference: Reference
        /// Periods to move, −1 for the period before.
        package var periodOffset: Int
        /// Summed from the first period of the year to the one asked for.
        package var isYearToDate: Bool
        /// Replaces the data element's own choice.
        package var aggregation: AggregationType?

        package init(_ reference: Reference, periodOffset: Int = 0, isYearToDate: Bool = false, aggregation: AggregationType? = nil) {
            self.reference = reference
            self.periodOffset = periodOffset
            self.isYearToDate = isYearToDate
            self.aggregation = aggregation
        }
    }

    /// What an item names.
    package enum Reference: Hashable, Sendable {
        /// `#{DB-T5.TRAINED}` for the total, `#{DB-T5.TRAINED:F&ETH-19}` for category options.
        case dataElement(String, Disaggregation)
        /// `C{code}`
        case constant(String)
        /// `N{code}`, the result of another indicator.
        case indicator(String)
        /// `R{form.REPORTING_RATE}`
        case reporting(form: String, ReportingMetric)
        /// `[days]`, the length of the period in days.
        case days
    }

    /// What can be asked about the reports of a form. Source: DHIS2, reporting rate metrics.
    package enum ReportingMetric: String, Sendable, CaseIterable {
        case rate = "REPORTING_RATE"
        case rateOnTime = "REPORTING_RATE_ON_TIME"
        case actual = "ACTUAL_REPORTS"
        case actualOnTime = "ACTUAL_REPORTS_ON_TIME"
        case expected = "EXPECTED_REPORTS"
    }

    /// How an item is aggregated, under DHIS2's names, each of which fixes one choice over time and one over units.
    package enum AggregationType: String, Sendable, CaseIterable {
        case sum = "SUM"
        case average = "AVERAGE"
        case averageSumOrgUnit = "AVERAGE_SUM_ORG_UNIT"
        case last = "LAST"
        case lastAverageOrgUnit = "LAST_AVERAGE_ORG_UNIT"
        case first = "FIRST"
        case firstAverageOrgUnit = "FIRST_AVERAGE_ORG_UNIT"
        case count = "COUNT"
        case min = "MIN"
        case minSumOrgUnit = "MIN_SUM_ORG_UNIT"
        case max = "MAX"
        case maxSumOrgUnit = "MAX_SUM_ORG_UNIT"
        case none = "NONE"

        package var overTime: Aggregation {
            switch self {
            case .sum: .sum
            case .average, .averageSumOrgUnit: .average
            case .last, .lastAverageOrgUnit: .last
            case .first, .firstAverageOrgUnit: .first
            case .count: .count
            case .min, .minSumOrgUnit: .min
            case .max, .maxSumOrgUnit: .max
            case .none: .none
            }
        }

        package var overUnits: Aggregation {
            switch self {
            case .sum, .averageSumOrgUnit, .last, .first, .minSumOrgUnit, .maxSumOrgUnit: .sum
            case .average, .lastAverageOrgUnit, .firstAverageOrgUnit: .average
            case .count: .count
            case .min: .min
            case .max: .max
            case .none: .none
            }
        }
    }
}

extension Expression.Item: CustomStringConvertible {
    package var description: String {
        var text = switch reference {
        case .dataElement(let code, let options): options.isTotal ? "#{\(code)}" : "#{\(code):\(options.codes.joined(separator: "&"))}"
        case .constant(let code): "C{\(code)}"
        case .indicator(let code): "N{\(code)}"
        case .reporting(let form, let metric): "R{\(form).\(metric.rawValue)}"
        case .days: "[days]"
        }
        if let aggregation { text += ".aggregationType(\(aggregation.rawValue))" }
        if periodOffset != 0 { text += ".periodOffset(\(periodOffset))" }
        if isYearToDate { text += ".yearToDate()" }
        return text
    }
}

extension Expression.Reference {
    /// Reads what stands between `#{` and `}`.
    ///
    /// Codes may hold dots and hyphens, so one rule, without looking anything up, says where a code ends:
    /// 1. After a colon come category options joined by `&`: `DB-T5.TRAINED:F&ETH-19`. DHIS2's `DB-T5.TRAINED.co:F` means the same.
    /// 2. `.*` at the end means all options, which is the total.
    /// 3. Two DHIS2 identifiers (a letter and ten letters or digits each) around a dot are a data element and an option: `fbfJHSPpUQD.pq2XI5kz2BY`.
    /// 4. Otherwise the whole text is the data element's code.
    static func dataElement(reading text: String) throws(Fault) -> Self {
        let prefix = "deGroup:"
        if text.hasPrefix(prefix) { throw .notSupported("#{deGroup:…}") }
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { throw .malformed }
        if halves.count == 2 {
            if halves[0].hasSuffix(".coGroup") { throw .notSupported("coGroup:") }
            let code = halves[0].hasSuffix(".co") ? halves[0].dropLast(3) : halves[0]
            let options = halves[1].split(separator: "&", omittingEmptySubsequences: false).map(String.init)
            guard isCode(code), options.allSatisfy({ isCode($0) }) else { throw .malformed }
            return .dataElement(String(code), Disaggregation(Set(options)))
        }
        if text.hasSuffix(".*") {
            let code = text.dropLast(2)
            guard isCode(code) else { throw code.contains("*") ? .notSupported("#{….*.*}") : .malformed }
            return .dataElement(String(code), .total)
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let identifiers = parts.allSatisfy { isDHIS2Identifier($0) || $0 == "*" }
        if parts.count == 3, identifiers { throw .notSupported("#{….….…}") }
        if parts.count == 2, identifiers, parts[0] != "*" { return .dataElement(String(parts[0]), Disaggregation([String(parts[1])])) }
        guard isCode(text) else { throw .malformed }
        return .dataElement(text, .total)
    }

    /// Reads what stands between `R{` and `}`.
    static func reporting(reading text: String) throws(Fault) -> Self {
        guard let dot = text.lastIndex(of: ".") else { throw .malformed }
        guard let metric = Expression.ReportingMetric(rawValue: String(text[text.index(after: dot)...])) else { throw .unknownMetric }
        let form = text[..<dot]
        guard isCode(form) else { throw .malformed }
        return .reporting(form: String(form), metric)
    }

    /// What is wrong with the text of an item.
    enum Fault: Error { case malformed, unknownMetric, notSupported(String) }

    static func isCode(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !text.contains { $0.isWhitespace || "{}#:&,*'\"()".contains($0) } && text.first != "." && text.last != "."
    }

    private static func isDHIS2Identifier(_ text: Substring) -> Bool {
        text.utf8.count == 11 && text.first!.isASCII && text.first!.isLetter && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
