import CPostgres

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the server answered to one statement; held until nobody needs it.
final class PostgresResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var rowCount: Int32 { PQntuples(pointer) }

    /// The statement's word for what it did, such as «INSERT 0 3».
    var tag: String { String(cString: PQcmdStatus(pointer)) }

    /// How many rows were inserted, changed or deleted.
    var changedRowCount: Int {
        let tag = tag
        guard ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(where: tag.hasPrefix) else { return 0 }
        return Int(String(cString: PQcmdTuples(pointer))) ?? 0
    }

    private func field(_ code: Unicode.Scalar) -> String {
        PQresultErrorField(pointer, Int32(code.value)).map { String(cString: $0) } ?? ""
    }

    /// The failed statement's error, in terms of what one can do about it.
    ///
    /// - Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
    var error: StorageError {
        let code = field("C")
        let message = field("M")
        switch code {
        case "23505": return .uniqueViolation(table: field("t"), columns: keyColumns)
        case "23503": return .foreignKeyViolation(message: message)
        case "53100": return .diskFull
        case "40001", "40P01", "55P03": return .busy(message: message)
        case "25006": return .readOnly(message: message)
        default: return code.hasPrefix("23") ? .constraintViolation(message: message) : .other(code: code, message: message)
        }
    }

    /// Reads «Key (province, code)=(11, 03127) already exists.»; only the brackets are the same in all languages.
    private var keyColumns: [String] {
        guard let match = field("D").firstMatch(of: /\((?<columns>.*?)\)=\(/) else { return [] }
        return match.columns.split(separator: ", ").map { $0.trimmingPrefix("\"").description.replacing(/"$/, with: "") }
    }
}

extension String {
    /// Without the line breaks that libpq ends its messages with.
    var trimmed: String {
        var result = self
        while result.last?.isWhitespace == true { result.removeLast() }
        return result
    }
}

/// The numbers by which PostgreSQL names its built-in types, from its catalogue `pg_type`.
enum PostgresType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1700
}

/// Reads values from the text form in which the server sends them.
enum PostgresText {
    static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> SQLValue {
        if PQgetisnull(result, row, column) != 0 { return .null }
        switch PQftype(result, column) {
        case PostgresType.int8, PostgresType.int4, PostgresType.int2, PostgresType.bool:
            return integer(result, row, column).map(SQLValue.integer) ?? .null
        case PostgresType.float8, PostgresType.float4:
            return real(result, row, column).map(SQLValue.real) ?? .null
        case PostgresType.numeric:
            // A sum of integers is a «numeric».
            return integer(result, row, column).map(SQLValue.integer) ?? real(result, row, column).map(SQLValue.real) ?? .null
        case PostgresType.bytea:
            return .blob(blob(result, row, column))
        default:
            let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The digits as a number, `t` and `f` as 1 and 0; `nil` for null and for anything else.
    static func integer(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> Int64? {
        let count = Int(PQgetlength(result, row, column))
        guard count > 0, let start = PQgetvalue(result, row, column) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        if count == 1 {
            if bytes[0] == UInt8(ascii: "t") { return 1 }
            if bytes[0] == UInt8(ascii: "f") { return 0 }
        }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        guard count > (isNegative ? 1 : 0) else { return nil }
        // Counted downwards, because there is one more negative number than positive ones.
        var value: Int64 = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            let digit = Int64(byte) - Int64(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else { return nil }
            let (tens, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooBigStill) = tens.subtractingReportingOverflow(digit)
            if tooBig || tooBigStill { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func real(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> Double? {
        guard PQgetlength(result, row, column) > 0, let start = PQgetvalue(result, row, column) else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        let value = strtod(start, &end)
        return end.map { $0.pointee == 0 } == true ? value : nil
    }

    /// Reads «\x0aff».
    static func blob(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> [UInt8] {
        let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        func digit(_ byte: UInt8) -> UInt8 {
            byte >= UInt8(ascii: "a") ? byte - UInt8(ascii: "a") + 10 : byte - UInt8(ascii: "0")
        }
        return stride(from: 2, to: bytes.count - 1, by: 2).map { digit(bytes[$0]) << 4 | digit(bytes[$0 + 1]) }
    }
}
