/// How a CSV file separates its fields and its lines.
package struct CSVDialect: Equatable, Sendable {
    /// `,`, `;` or tab.
    package var separator: UInt8
    /// Line feed, or carriage return for files of old Mac programs.
    var terminator: UInt8
}

/// Splits a CSV text into records without copying or decoding any field.
final class CSVScanner {
    private enum Step { case record, needsMore, end }

    private let text: TextStream
    private let dialect: CSVDialect
    let row: RowBuffer
    private var position = 0
    private var nextLine = 1

    init(_ source: ByteSource, _ dialect: CSVDialect, row: RowBuffer, limits: SheetLimits) throws(SheetError) {
        text = try TextStream(source, limit: limits.recordBytes)
        self.dialect = dialect
        self.row = row
    }

    var totalBytes: Int { text.totalBytes }

    /// Reads the next record that is not blank into `row`.
    ///
    /// - Returns: `false` at the end of the file.
    /// - Throws: `SheetError.unterminatedQuote`, `.textAfterQuote`, `.recordTooLong`.
    func next() throws(SheetError) -> Bool {
        while true {
            switch try scan() {
            case .record: return true
            case .end: return false
            case .needsMore:
                let kept = position
                guard try text.refill(keepingFrom: kept) else { throw tooLong() }
                position = 0
            }
        }
    }

    /// The error of the record just read if it is not UTF-8; moves on to the next such place.
    func encodingProblem() -> SheetError? {
        guard let invalid = text.firstInvalid, invalid < position else { return nil }
        let start = recordStart
        let before = UnsafeBufferPointer(start: UnsafePointer(text.bytes + start), count: max(0, invalid - start))
        let column = 1 + before.count { $0 == dialect.separator }
        let sample = Array(UnsafeBufferPointer(start: UnsafePointer(text.bytes + start), count: min(position - start, 1000)))
        text.acceptInvalid(before: position)
        return .notUTF8(line: row.line, column: column, sample: sample)
    }

    private var recordStart = 0

    /// A quote that never closes swallows the rest of the file: say so rather than "too long".
    private func tooLong() -> SheetError {
        openQuote.map { .unterminatedQuote(line: $0.line, column: $0.column) } ?? .recordTooLong(line: nextLine)
    }

    private var openQuote: (line: Int, column: Int)?

    private func scan() throws(SheetError) -> Step {
        let quote = UInt8(ascii: "\"")
        let (separator, terminator) = (dialect.separator, dialect.terminator)
        let end = text.count
        let bytes = text.bytes
        bytes[end] = terminator
        row.base = UnsafePointer(bytes)

        while true {
            let start = position
            guard start < end else { return text.isAtEnd ? .end : .needsMore }
            var index = start
            var line = nextLine
            var hasEscapes = false
            var hasQuotes = false
            row.removeAll()
            openQuote = nil

            fields: while true {
                if index < end, bytes[index] == quote {
                    hasQuotes = true
                    openQuote = (line, row.count + 1)
                    let first = index + 1
                    var isEscaped = false
                    index = first
                    while true {
                        while bytes[index] != quote, bytes[index] != terminator { index += 1 }
                        if bytes[index] == terminator {
                            if index >= end {
                                guard text.isAtEnd else { return .needsMore }
                                throw .unterminatedQuote(line: openQuote?.line ?? line, column: row.count + 1)
                            }
                            line += 1
                            index += 1
                            continue
                        }
                        if index + 1 >= end, !text.isAtEnd { return .needsMore }
                        guard index + 1 < end, bytes[index + 1] == quote else { break }
                        isEscaped = true
                        index += 2
                    }
                    openQuote = nil
                    row.append(.init(start: first, length: Int32(index - first), kind: .text, isEscaped: isEscaped))
                    hasEscapes = hasEscapes || isEscaped
                    index += 1
                    if index < end, bytes[index] == 13, bytes[index + 1] == terminator { index += 1 }
                    if index + 1 >= end, !text.isAtEnd { return .needsMore }
                    guard bytes[index] == separator || bytes[index] == terminator else {
                        throw .textAfterQuote(line: line, column: row.count)
                    }
                } else {
                    let first = index
                    while bytes[index] != separator, bytes[index] != terminator { index += 1 }
                    if index >= end, !text.isAtEnd { return .needsMore }
                    var length = index - first
                    if length > 0, bytes[index - 1] == 13, bytes[index] == terminator { length -= 1 }
                    row.append(.init(start: first, length: Int32(truncatingIfNeeded: length), kind: .text, isEscaped: false))
                }
                if index < end, bytes[index] == separator {
                    index += 1
                } else {
                    break fields
                }
            }

            row.line = nextLine
            nextLine = line + 1
            recordStart = start
            position = min(index + 1, end)
            let isBlank = !hasQuotes && index - start <= row.count && row.isEmpty(from: 0)
            if isBlank { continue }
            if hasEscapes { row.unescapeQuotes(from: start, to: index) }
            row.bytesRead = text.bytesRead(at: position)
            return .record
        }
    }
}
