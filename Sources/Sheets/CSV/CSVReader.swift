/// Reads a CSV file record by record, whatever its size, without holding it in memory.
///
/// Follows RFC 4180 and what programs really write: `;` and tab as separators, any line ending, a byte order mark, Excel's `sep=` line,
/// UTF-16 with a mark, and empty fields beyond the header. Blank records are passed over.
package struct CSVReader: RowSource {
    package let header: [String]
    package let headerLine: Int
    package let dialect: CSVDialect
    package var totalBytes: Int { source.size }

    private let source: ByteSource
    private let limits: SheetLimits

    /// Finds the separator and the header.
    ///
    /// - Parameter isHeader: whether a row's texts are the header, so that titles above it can be passed over; when no row near
    ///   the top is one, the first row is taken. Without it, the first row with two names.
    /// - Throws: `SheetError`.
    package init(_ source: ByteSource, limits: SheetLimits = SheetLimits(), isHeader: ([String]) -> Bool = SheetRow.looksLikeHeader) throws(SheetError) {
        self.source = source
        self.limits = limits
        let terminator = try lineTerminator(of: source)
        var best: Candidate?
        for separator in CSVReader.separators {
            let dialect = CSVDialect(separator: separator, terminator: terminator)
            guard let found = try CSVReader.findHeader(source, dialect, limits, isHeader) else { continue }
            if best.map({ found.isBetter(than: $0) }) ?? true { best = found }
        }
        guard let best else { throw .noHeader(name: source.name) }
        guard best.names.count <= limits.columns else { throw .tooManyColumns(limit: limits.columns) }
        (header, headerLine, dialect) = (best.names, best.line, best.dialect)
    }

    /// In the order that decides a tie.
    private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// A header as one separator shows it.
    private struct Candidate {
        var names: [String]
        var line: Int
        var dialect: CSVDialect
        var isAccepted: Bool
        /// Of the rows at the top, the share that has as many fields as the header.
        var agreement = 0.0

        func isBetter(than other: Candidate) -> Bool {
            guard isAccepted == other.isAccepted else { return isAccepted }
            let (score, otherScore) = (Double(names.count - 1) * agreement, Double(other.names.count - 1) * other.agreement)
            if score == otherScore, score > 0 { return line < other.line }
            return score > otherScore || score == 0 && otherScore == 0 && names.count > other.names.count
        }
    }

    /// - Throws: only what every separator would meet: a broken first row.
    private static func findHeader(
        _ source: ByteSource, _ dialect: CSVDialect, _ limits: SheetLimits, _ isHeader: ([String]) -> Bool
    ) throws(SheetError) -> Candidate? {
        let scanner = try CSVScanner(source, dialect, row: RowBuffer(), limits: limits)
        var first: Candidate?
        var accepted: Candidate?
        var counts: [Int] = []
        for _ in 0..<limits.rowsBeforeHeader {
            do throws(SheetError) {
                guard try scanner.next() else { break }
            } catch {
                // With the wrong separator, quotes within a line look broken; if they really are, the rows will say so.
                if counts.isEmpty, dialect.separator == separators[0] { throw error }
                break
            }
            let row = SheetRow(buffer: scanner.row)
            if row.line == 1, row.count <= 2, row.text(0).hasPrefix("sep=") { continue }
            if let problem = scanner.encodingProblem() {
                if counts.isEmpty { throw problem }
                continue
            }
            let names = headerNames(row.texts)
            counts.append(row.count)
            guard accepted == nil, names.contains(where: { !$0.utf8.allSatisfy(separators.contains) }) else { continue }
            let candidate = Candidate(names: names, line: row.line, dialect: dialect, isAccepted: isHeader(names))
            if candidate.isAccepted { accepted = candidate }
            if first == nil { first = candidate }
        }
        guard var found = accepted ?? first else { return nil }
        found.agreement = Double(counts.count { $0 >= found.names.count && $0 > 1 }) / Double(counts.count)
        return found
    }

    package func forEachRow(refused: (SheetRow, SheetError) throws -> Void, _ body: (SheetRow) throws -> Void) throws {
        let buffer = RowBuffer()
        buffer.header = header
        let scanner = try CSVScanner(source, dialect, row: buffer, limits: limits)
        let row = SheetRow(buffer: buffer)
        let expected = header.count
        var rows = 0
        while try scanner.next() {
            guard row.line > headerLine else {
                _ = scanner.encodingProblem()
                continue
            }
            rows += 1
            guard rows <= limits.rows else { throw SheetError.tooManyRows(limit: limits.rows) }
            if row.count > expected, buffer.isEmpty(from: expected) { buffer.resize(to: expected) }
            if let problem = scanner.encodingProblem() {
                try refused(row, problem)
            } else if row.count != expected {
                try refused(row, .wrongFieldCount(line: row.line, expected: expected, found: row.count))
            } else {
                try body(row)
            }
        }
    }
}

/// Line feed, unless the beginning of the file ends its lines with carriage returns alone.
private func lineTerminator(of source: ByteSource) throws(SheetError) -> UInt8 {
    let start = try source.bytes(64 << 10)
    return start.contains(10) || !start.contains(13) ? 10 : 13
}
