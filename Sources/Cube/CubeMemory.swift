import Domain

/// How much room the numbers take.
package struct CubeMemory: Hashable, Sendable {
    /// Values that units have given.
    package var values = 0
    package var columns = 0
    /// Of the columns of given values, in bytes.
    package var bytes = 0
    package var derivedColumns = 0
    /// Of the columns that were made to answer questions, in bytes.
    package var derivedBytes = 0

    /// Without derived columns; 0 without values.
    package var bytesPerValue: Double { values == 0 ? 0 : Double(bytes) / Double(values) }
}

extension Cube {
    /// - Complexity: linear in the number of columns and their size.
    package var memory: CubeMemory {
        var memory = CubeMemory()
        for case let group? in snapshot().state.groups {
            var given: Set<UnsafeRawPointer> = []
            for run in group.runs {
                memory.bytes += run.columns.count * MemoryLayout<Column?>.stride
                for case let column? in run.columns {
                    given.insert(column.place)
                    memory.values += column.ownCount
                    memory.columns += 1
                    memory.bytes += column.bytes
                }
            }
            for case let column? in group.derived.all.values where !given.contains(column.place) {
                memory.derivedColumns += 1
                memory.derivedBytes += column.bytes + MemoryLayout<DerivedColumns.Key>.stride
            }
        }
        return memory
    }
}

extension Column {
    /// Where its numbers are; the same for copies that share them.
    fileprivate var place: UnsafeRawPointer { words.withUnsafeBytes { $0.baseAddress! } }

    /// Bytes its numbers take, with the array's header.
    fileprivate var bytes: Int { words.count * 8 + 32 }
}
