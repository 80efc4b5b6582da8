import Domain
import Sheets
import Storage

/// Reading values into the data, and what is known of one value.
package struct Values: Sendable {
    let khen: Khen

    /// Reads a file of values (CSV, XLSX or JSON).
    ///
    /// Everything is read and checked first. Then, unless this is a dry run or rows were refused and the import is not partial, the values that differ
    /// from those in force are written in one transaction: after a crash either all of them are there or none. The same file twice changes nothing.
    ///
    /// - Parameters:
    ///   - progress: told now and then: bytes read, bytes in all, rows read.
    ///   - refusedRow: given the texts of each refused row, so that a file of the bad ones can be kept.
    /// - Throws: ``Rejected`` when the file as a whole cannot be used; `StorageError`.
    package func importFile(
        _ source: ByteSource, options: ImportOptions, by person: Person, progress: (Int, Int, Int) -> Void = { _, _, _ in },
        refusedRow: ([String], ImportProblem) throws -> Void = { _, _ in }
    ) throws -> ImportReport {
        try person.require(.report)
        let world = try khen.refresh()
        var report = ImportReport(file: source.name, wasDryRun: options.isDryRun)
        let file: any RowSource
        let places: [ImportColumn: Int]
        do {
            file = try TableFile.open(source) { ImportColumn.looksLikeHeader($0) }.rows
            places = try ImportColumn.places(in: file.header, file: source.name)
            var intake = ValueIntake(world: world, options: options, places: places)
            try intake.findDecimalMark(in: file)
            try file.forEachRow(refused: { row, error in
                let problem = ImportProblem(line: row.line, column: error.cell ?? "", value: "", reason: Label(error.sentence), remedy: Label(error.remedy))
                report.rows += 1
                report.refuse(problem)
                try refusedRow(row.texts, problem)
            }) { row in
                report.rows += 1
                if let problem = intake.take(row) {
                    report.refuse(problem)
                    try refusedRow(row.texts, problem)
                }
                if report.rows & 0x3FFF == 0 { progress(row.bytesRead, file.totalBytes, report.rows) }
            }
            progress(file.totalBytes, file.totalBytes, report.rows)
            for problem in intake.finish() { report.refuse(problem) }
            report.notes = intake.notes
            guard !options.isDryRun, report.isClean || options.isPartial else {
                if options.isDryRun { report.written = intake.staged.rows.count }
                return report
            }
            let writer = ValueWriter(staged: intake.staged, status: options.status, method: "import")
            let outcome = try khen.database.write { tx in
                try writer.write(kind: .valuesImported, subject: source.name, facts: [:], by: person, at: khen.now(), in: tx)
            }
            report.written = outcome.written
            report.unchanged = outcome.unchanged
            report.changes = outcome.changes
        } catch let error as SheetError {
            throw Rejected(sheet: error, file: source.name)
        }
        try khen.refresh()
        return report
    }
}
