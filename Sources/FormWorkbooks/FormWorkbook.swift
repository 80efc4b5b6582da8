import Domain
import Foundation
import Sheets

/// A form for one or several units and one period, to be filled in as a workbook and brought back.
package struct FormWorkbook: Sendable {
    /// One unit's report as it stands.
    package struct Unit: Sendable {
        package var id: UnitID
        /// With its type: `Xã Na Son`.
        package var name: Label
        package var due: Day
        /// Number of the report's last change; 0 where there is none.
        package var version: Int64
        /// Whether the unit can still write in it; otherwise all cells are locked.
        package var isEditable: Bool
        package var cells: [CellKey: CellContent]
        package var history: [CellKey: CellHistory]
        /// Figures of the units beneath, for fields that are put together from them.
        package var gathered: [CellKey: Double]

        package init(id: UnitID, name: Label, due: Day, version: Int64, isEditable: Bool = true, cells: [CellKey: CellContent] = [:], history: [CellKey: CellHistory] = [:],
                     gathered: [CellKey: Double] = [:]) {
            self.id = id
            self.name = name
            self.due = due
            self.version = version
            self.isEditable = isEditable
            self.cells = cells
            self.history = history
            self.gathered = gathered
        }
    }

    package var layout: FormLayout
    package var period: Period
    /// As a reader calls it: `tháng 10/2026`.
    package var periodName: Label
    package var previousPeriodName: Label?
    package var provinceName: Label
    package var units: [Unit]
    /// Name of the installation that the workbook has to come back to.
    package var installation: String
    /// Code of the province whose reports these are.
    package var province: String
    /// Made for this workbook, such as a UUID.
    package var id: String
    package var created: Moment
    package var language: WorkbookLanguage

    package init(layout: FormLayout, period: Period, periodName: Label, previousPeriodName: Label? = nil, provinceName: Label, units: [Unit], installation: String, province: String, id: String,
                 created: Moment, language: WorkbookLanguage = .vi) {
        self.layout = layout
        self.period = period
        self.periodName = periodName
        self.previousPeriodName = previousPeriodName
        self.provinceName = provinceName
        self.units = units
        self.installation = installation
        self.province = province
        self.id = id
        self.created = created
        self.language = language
    }

    /// A seal over what identifies a workbook: the same text gives the same seal, and nobody else can make it. Usually a keyed SHA-256.
    package typealias Seal = @Sendable (String) -> String

    /// The workbook as the bytes of an `.xlsx` file.
    ///
    /// - Throws: `SheetError.cannotWrite`, `.textTooLong`.
    package func bytes(seal: Seal) throws -> [UInt8] {
        try laidOut(seal: seal).bytes()
    }

    func laidOut(seal: Seal) throws -> LaidOutWorkbook {
        var names = SheetNames()
        let guideName = names.take(language(Words.guide))
        let fixed = [Words.lists, Words.identity, Words.base].map { names.take(language($0)) }
        let unitNames = units.map { names.take(language($0.name)) }
        let plan = SheetPlan(layout, hasGathered: layout.form.fields.contains(where: \.isGathered))
        let lists = ListsSheet(name: fixed[0], language: language)
        var sheets = [GuideSheet(self, unitSheets: unitNames).sheet(name: guideName)]
        for (unit, name) in zip(units, unitNames) { sheets.append(try UnitSheet(self, unit, plan, lists, name: name).sheet()) }
        sheets.append(lists.sheet)
        let identity = WorkbookIdentity(self), base = try BaseContents(units)
        sheets.append(base.sheet(name: fixed[2]))
        sheets.append(identity.sheet(name: fixed[1], language: language, names: unitNames, seal: seal(identity.sealedText(base))))
        return LaidOutWorkbook(
            title: "\(language(layout.form.name)) – \(language(periodName))", author: "Khèn", created: Date(timeIntervalSince1970: Double(created.milliseconds / 1000)), sheets: sheets,
            front: unitNames.count == 1 ? unitNames[0] : guideName)
    }
}
