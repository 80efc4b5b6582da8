import Domain
import Storage
import Synchronization

/// The registers in memory. A register is read when it is first asked for and then follows the logs, one changed record at a time.
final class RecordBook: Sendable {
    private struct Shelf: Sendable {
        var columns: RecordColumns
        /// The last change of each province's log that is taken in.
        var heads: [String: Int64]
    }

    private let shelves = Mutex<[String: Shelf]>([:])

    /// The records of a register as they are in a transaction, or later.
    func columns(of register: Register, in tx: ReadTransaction) throws -> RecordColumns {
        let heads = try ChangeLog.heads(in: tx)
        return try shelves.withLock { shelves in
            var shelf: Shelf
            if let known = shelves[register.code] {
                shelf = known
                // Two copies of the columns would make each change copy what it changes.
                shelves[register.code] = nil
                try Self.follow(&shelf, register.code, to: heads, tx)
            } else {
                shelf = Shelf(columns: RecordColumns(register), heads: heads)
                for row in try Self.all(of: register.code, tx) { shelf.columns.put(row) }
            }
            shelves[register.code] = shelf
            return shelf.columns
        }
    }

    private static func follow(_ shelf: inout Shelf, _ register: String, to heads: [String: Int64], _ tx: ReadTransaction) throws {
        for (province, head) in heads where head > shelf.heads[province] ?? 0 {
            let rows = try tx.rows("""
                SELECT \(sql: RecordStore.columns) FROM record WHERE province = \(province) AND touched > \(shelf.heads[province] ?? 0) AND register = \(register) ORDER BY id
                """)
            for row in rows { shelf.columns.put(try StoredRecord(row: row)) }
            shelf.heads[province] = head
        }
    }

    private static func all(of register: String, _ tx: ReadTransaction) throws -> [StoredRecord] {
        var records: [StoredRecord] = []
        for province in try ChangeLog.heads(in: tx).keys.sorted() {
            var last = ""
            while true {
                let rows = try tx.rows("SELECT \(sql: RecordStore.columns) FROM record WHERE province = \(province) AND register = \(register) AND id > \(last) ORDER BY id LIMIT 5000")
                guard let end = rows.last else { break }
                for row in rows { records.append(try StoredRecord(row: row)) }
                last = end.text(2)
            }
        }
        return records
    }
}
