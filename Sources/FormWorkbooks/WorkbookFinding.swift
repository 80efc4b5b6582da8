import Domain
import Sheets

/// Something in a workbook that came back: what could not be taken, or was taken otherwise than written.
package struct WorkbookFinding: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Not a value of the cell's type, or outside its range.
        case wrongType = "wrong_type", outOfRange = "out_of_range"
        /// A text that is read as a number, a number that was rounded.
        case readAs = "read_as"
        /// A formula where a figure is written; its last result is taken, if there is one.
        case formula, formulaWithoutResult = "formula_without_result"
        case cellError = "cell_error"
        /// A total that somebody wrote over.
        case totalOverwritten = "total_overwritten", totalDiffers = "total_differs"
        case greyed
        case unknownWord = "unknown_word"
        /// Both a figure and the word that there is none.
        case figureAndWord = "figure_and_word"
        case rowMissing = "row_missing", rowInserted = "row_inserted", rowTwice = "row_twice"
        case columnMissing = "column_missing", sheetMissing = "sheet_missing", sheetTwice = "sheet_twice", sheetStrange = "sheet_strange"
    }

    package var kind: Kind
    /// A problem means that what the cell holds is not taken; otherwise it is and this says how.
    package var isProblem: Bool
    package var sheet: String
    /// Such as `D12`; `nil` for the sheet as a whole.
    package var cell: String?
    /// The form's cell, where it is known.
    package var key: CellKey?
    package var message: Label
    package var remedy: Label

    /// `Xã Na Son!D12`, as Excel writes it.
    package var place: String { cell.map { "\(sheet)!\($0)" } ?? sheet }
}

/// Why a workbook cannot be taken at all.
package enum FormWorkbookError: Error, Hashable, Sendable {
    /// There is no sheet that says what the workbook is, or it is incomplete.
    case noIdentity
    /// The identity or what the cells held at first was changed.
    case altered
    case otherInstallation(expected: String, found: String)
    case otherProvince(expected: String, found: String)
    case otherForm(expected: String, found: String)
    case otherVersion(form: String, expected: Int, found: Int)
    case otherPeriod(expected: String, found: String)
    case otherUnit(expected: UnitID, found: [UnitID])

    package var message: Label {
        switch self {
        case .noIdentity:
            Label(vi: "sổ tính không có trang «Mã nhận dạng», hoặc trang này thiếu nội dung, nên không biết thuộc biểu nào", en: "the workbook has no sheet “Identity”, or it is incomplete, so that its form is not known")
        case .altered: Label(vi: "mã nhận dạng hoặc số liệu gốc của sổ tính đã bị sửa", en: "the workbook's identity, or what it held at first, was changed")
        case .otherInstallation(let expected, let found): Label(vi: "sổ tính được lập từ hệ thống khác («\(found)», đây là «\(expected)»)", en: "the workbook was made by another installation (“\(found)”, this is “\(expected)”)")
        case .otherProvince(let expected, let found): Label(vi: "sổ tính thuộc tỉnh có mã \(found), không phải \(expected)", en: "the workbook belongs to the province \(found), not \(expected)")
        case .otherForm(let expected, let found): Label(vi: "sổ tính là biểu \(found), không phải \(expected)", en: "the workbook is form \(found), not \(expected)")
        case .otherVersion(let form, let expected, let found):
            Label(vi: "sổ tính dùng phiên bản \(found) của biểu \(form), hiện hành là phiên bản \(expected)", en: "the workbook has version \(found) of form \(form); version \(expected) is in force")
        case .otherPeriod(let expected, let found): Label(vi: "sổ tính là kỳ \(found), không phải \(expected)", en: "the workbook is for the period \(found), not \(expected)")
        case .otherUnit(let expected, let found):
            Label(vi: "sổ tính là của đơn vị \(found.map(\.rawValue).joined(separator: ", ")), không phải \(expected)", en: "the workbook is for \(found.map(\.rawValue).joined(separator: ", ")), not \(expected)")
        }
    }

    package var remedy: Label {
        switch self {
        case .noIdentity, .altered: Label(vi: "Tải lại biểu Excel từ hệ thống, chép số liệu sang rồi tải lên.", en: "Download the form again, copy the figures into it and upload it.")
        case .otherInstallation: Label(vi: "Tải lên hệ thống đã lập sổ tính, hoặc tải biểu từ hệ thống này.", en: "Upload it where it was made, or download the form from here.")
        case .otherProvince, .otherForm, .otherPeriod, .otherUnit: Label(vi: "Chọn đúng tệp, hoặc tải lên ở trang chung «Tải biểu lên».", en: "Choose the right file, or upload it on the general page “Upload”.")
        case .otherVersion: Label(vi: "Tải biểu theo phiên bản hiện hành, chép số liệu sang rồi tải lên.", en: "Download the version in force, copy the figures into it and upload it.")
        }
    }
}
