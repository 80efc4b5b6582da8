/// How much one file may ask of the machine before it is refused.
package struct SheetLimits: Sendable {
    /// Rows below the header.
    package var rows = 5_000_000
    /// Columns of the header; Excel itself ends at 16,384.
    package var columns = 16_384
    /// Bytes of one CSV record, quotes included.
    package var recordBytes = 16 << 20
    /// Bytes a workbook may unpack to, all parts together.
    package var unpackedBytes = 1 << 30
    /// Bytes the table of shared texts in a workbook may unpack to, since it is held in memory.
    package var sharedTextBytes = 256 << 20
    /// How many times larger than its packed form a part of a workbook may be; looked at above `ratioFloor`.
    package var packingRatio = 250
    /// Parts below this many unpacked bytes are harmless whatever their ratio.
    package var ratioFloor = 16 << 20
    /// How many rows from the top may be titles and notes before the header.
    package var rowsBeforeHeader = 50

    package init() {}
}
