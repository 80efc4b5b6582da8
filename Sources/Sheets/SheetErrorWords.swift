/// The same words in the two languages that every person's screen has.
package struct BilingualText: Equatable, Sendable {
    package var vi: String
    package var en: String
}

extension SheetError: CustomStringConvertible {
    package var description: String { sentence.en }

    /// What is wrong, without the place where the caller shows it anyway by `line` and `cell`.
    package var sentence: BilingualText {
        switch self {
        case .cannotOpen(let path, let reason):
            BilingualText(vi: "Không mở được tệp “\(path)”: \(reason).", en: "The file “\(path)” cannot be opened: \(reason).")
        case .isFolder(let path): BilingualText(vi: "“\(path)” là thư mục, không phải tệp.", en: "“\(path)” is a folder, not a file.")
        case .empty(let name): BilingualText(vi: "Tệp “\(name)” không có nội dung.", en: "The file “\(name)” is empty.")
        case .cannotWrite(let path, let reason):
            BilingualText(vi: "Không ghi được tệp “\(path)”: \(reason).", en: "The file “\(path)” cannot be written: \(reason).")
        case .unreadable(let name, let content):
            BilingualText(
                vi: "Tệp “\(name)” là \(content.name.vi), không phải bảng CSV, XLSX hay JSON.",
                en: "The file “\(name)” is \(content.name.en), not a CSV, XLSX or JSON table.")
        case .wrongFormat(let name, let content):
            BilingualText(
                vi: "Tệp “\(name)” thực chất là \(content.name.vi), không phải sổ tính XLSX.",
                en: "The file “\(name)” is really \(content.name.en), not an XLSX workbook.")
        case .noHeader(let name):
            BilingualText(vi: "“\(name)” không có dòng tiêu đề cột.", en: "“\(name)” has no header row.")
        case .tooManyRows(let limit): BilingualText(vi: "Bảng có nhiều hơn \(limit) dòng.", en: "The table has more than \(limit) rows.")
        case .tooManyColumns(let limit): BilingualText(vi: "Bảng có nhiều hơn \(limit) cột.", en: "The table has more than \(limit) columns.")
        case .unterminatedQuote(let line, let column):
            BilingualText(
                vi: "Dấu ngoặc kép mở ở dòng \(line), cột \(column) không được đóng.",
                en: "The quotation mark opened in line \(line), column \(column) is never closed.")
        case .textAfterQuote(let line, let column):
            BilingualText(
                vi: "Dòng \(line), cột \(column): có chữ ngay sau dấu ngoặc kép đóng.",
                en: "Line \(line), column \(column): text follows the closing quotation mark.")
        case .wrongFieldCount(let line, let expected, let found):
            BilingualText(
                vi: "Dòng \(line) có \(found) trường, trong khi tiêu đề có \(expected) cột.",
                en: "Line \(line) has \(found) fields, but the header has \(expected) columns.")
        case .recordTooLong(let line): BilingualText(vi: "Dòng \(line) quá dài.", en: "Line \(line) is too long.")
        case .notUTF8(let line, let column, _):
            BilingualText(
                vi: "Dòng \(line), cột \(column) không phải văn bản Unicode (UTF-8).",
                en: "Line \(line), column \(column) is not Unicode text (UTF-8).")
        case .invalidJSON(let line, let column, let expected):
            BilingualText(
                vi: "JSON sai ở dòng \(line), vị trí \(column): cần \(expected.name.vi).",
                en: "The JSON is broken at line \(line), position \(column): expected \(expected.name.en).")
        case .nestedValue(let line, let key):
            BilingualText(
                vi: "Dòng \(line): “\(key)” chứa danh sách hoặc đối tượng, không phải một giá trị.",
                en: "Line \(line): “\(key)” holds a list or an object, not one value.")
        case .duplicateKey(let line, let key):
            BilingualText(vi: "Dòng \(line): “\(key)” xuất hiện hai lần.", en: "Line \(line): “\(key)” occurs twice.")
        case .noRowList(let keys):
            keys.isEmpty
                ? BilingualText(vi: "JSON không có danh sách dòng.", en: "The JSON holds no list of rows.")
                : BilingualText(
                    vi: "JSON có nhiều danh sách (\(keys.joined(separator: ", "))), không rõ danh sách nào là các dòng.",
                    en: "The JSON holds several lists (\(keys.joined(separator: ", "))); which one has the rows is unclear.")
        case .damagedWorkbook(let part, let reason):
            BilingualText(vi: "Sổ tính bị hỏng (\(part): \(reason)).", en: "The workbook is damaged (\(part): \(reason)).")
        case .unpacksTooLarge(let part, let limit):
            BilingualText(
                vi: "Sổ tính giải nén ra quá \(limit >> 20) MB (đến \(part)).", en: "The workbook unpacks to more than \(limit >> 20) MB (at \(part)).")
        case .suspiciousPacking(let part, let ratio):
            BilingualText(
                vi: "Phần \(part) của sổ tính được nén \(ratio) lần, có thể là tệp phá hoại.",
                en: "The workbook's part \(part) is packed \(ratio) times smaller, as in files made to do harm.")
        case .noVisibleSheet: BilingualText(vi: "Sổ tính không có trang tính nào hiện.", en: "The workbook has no visible sheet.")
        case .noSuchSheet(let name, let available):
            BilingualText(
                vi: "Không có trang tính “\(name)”; sổ tính có: \(available.joined(separator: ", ")).",
                en: "There is no sheet “\(name)”; the workbook has: \(available.joined(separator: ", ")).")
        case .cellError(let sheet, let cell, let text):
            BilingualText(vi: "Ô \(cell) (trang “\(sheet)”) báo lỗi \(text).", en: "Cell \(cell) (sheet “\(sheet)”) shows the error \(text).")
        case .formulaWithoutValue(let sheet, let cell):
            BilingualText(
                vi: "Công thức ở ô \(cell) (trang “\(sheet)”) chưa được tính.",
                en: "The formula in cell \(cell) (sheet “\(sheet)”) has not been computed.")
        case .valueOutsideHeader(let sheet, let cell):
            BilingualText(
                vi: "Ô \(cell) (trang “\(sheet)”) nằm ngoài các cột có tiêu đề.", en: "Cell \(cell) (sheet “\(sheet)”) lies beyond the columns of the header.")
        case .invalidCell(let sheet, let cell):
            BilingualText(vi: "Không đọc được ô \(cell) (trang “\(sheet)”).", en: "Cell \(cell) (sheet “\(sheet)”) cannot be read.")
        case .textTooLong(let sheet, let cell, let limit):
            BilingualText(
                vi: "Văn bản ở ô \(cell) (trang “\(sheet)”) dài quá \(limit) ký tự.",
                en: "The text in cell \(cell) (sheet “\(sheet)”) is longer than \(limit) characters.")
        }
    }

    /// What to do about it.
    package var remedy: BilingualText {
        switch self {
        case .cannotOpen, .isFolder: BilingualText(vi: "Kiểm tra đường dẫn và quyền đọc tệp.", en: "Check the path and that you may read the file.")
        case .empty, .noHeader:
            BilingualText(vi: "Thêm dòng đầu ghi tên các cột rồi các dòng số liệu.", en: "Put the column names in the first row, and the data below.")
        case .cannotWrite: BilingualText(vi: "Kiểm tra dung lượng đĩa và quyền ghi.", en: "Check the free space and that you may write there.")
        case .unreadable(_, let content), .wrongFormat(_, let content): content.remedy
        case .tooManyRows: BilingualText(vi: "Chia bảng thành nhiều tệp.", en: "Split the table into several files.")
        case .tooManyColumns: BilingualText(vi: "Bỏ các cột thừa.", en: "Remove the columns that are not needed.")
        case .unterminatedQuote, .textAfterQuote, .recordTooLong:
            BilingualText(
                vi: "Đóng dấu ngoặc kép; dấu ngoặc kép trong nội dung phải viết hai lần (\"\").",
                en: "Close the quotation mark; write one inside a text twice (\"\").")
        case .wrongFieldCount:
            BilingualText(
                vi: "Kiểm tra dấu phân cách; đặt trường có dấu phân cách trong ngoặc kép.",
                en: "Check the separators; put a field that contains one between quotation marks.")
        case .notUTF8:
            BilingualText(vi: "Lưu lại tệp dạng “CSV UTF-8” hoặc XLSX.", en: "Save the file again as “CSV UTF-8” or as XLSX.")
        case .invalidJSON: BilingualText(vi: "Sửa hoặc xuất lại tệp JSON.", en: "Repair the JSON or export it again.")
        case .nestedValue: BilingualText(vi: "Ghi một số hoặc một chuỗi.", en: "Give one number or one text.")
        case .duplicateKey: BilingualText(vi: "Giữ lại một.", en: "Keep one of them.")
        case .noRowList: BilingualText(vi: "Đặt các dòng trong danh sách “values”.", en: "Put the rows into a list named “values”.")
        case .damagedWorkbook:
            BilingualText(vi: "Mở tệp bằng Excel hoặc LibreOffice rồi lưu lại dạng XLSX.", en: "Open the file in Excel or LibreOffice and save it again as XLSX.")
        case .unpacksTooLarge, .suspiciousPacking:
            BilingualText(vi: "Chép số liệu sang sổ tính mới hoặc dùng CSV.", en: "Copy the data into a new workbook, or use CSV.")
        case .noVisibleSheet: BilingualText(vi: "Bỏ ẩn trang tính có số liệu.", en: "Unhide the sheet with the data.")
        case .noSuchSheet: BilingualText(vi: "Chọn một trong các trang đó.", en: "Choose one of these.")
        case .cellError: BilingualText(vi: "Sửa công thức hoặc nhập giá trị.", en: "Repair the formula or enter the value.")
        case .formulaWithoutValue:
            BilingualText(vi: "Mở tệp bằng Excel hoặc LibreOffice rồi lưu lại.", en: "Open the file in Excel or LibreOffice and save it again.")
        case .valueOutsideHeader:
            BilingualText(vi: "Đặt tên cho cột đó hoặc xoá nội dung ô.", en: "Name the column or clear the cell.")
        case .invalidCell: BilingualText(vi: "Nhập lại nội dung ô.", en: "Enter the cell's content again.")
        case .textTooLong: BilingualText(vi: "Rút ngắn văn bản hoặc tải dạng CSV.", en: "Shorten the text, or download CSV.")
        }
    }
}

extension FileContent {
    /// What a person calls it, fit for the middle of a sentence.
    package var name: BilingualText {
        switch self {
        case .csv: BilingualText(vi: "bảng CSV", en: "a CSV table")
        case .workbook: BilingualText(vi: "sổ tính XLSX", en: "an XLSX workbook")
        case .json: BilingualText(vi: "JSON", en: "JSON")
        case .oldOffice: BilingualText(vi: "tệp Office đời cũ (.xls, .doc)", en: "an old Office file (.xls, .doc)")
        case .encryptedWorkbook: BilingualText(vi: "sổ tính có mật khẩu", en: "a workbook locked by a password")
        case .binaryWorkbook: BilingualText(vi: "sổ tính nhị phân (.xlsb)", en: "a binary workbook (.xlsb)")
        case .openDocument: BilingualText(vi: "tệp OpenDocument (.ods, .odt)", en: "an OpenDocument file (.ods, .odt)")
        case .otherOffice: BilingualText(vi: "tệp Word hoặc PowerPoint", en: "a Word or PowerPoint file")
        case .html: BilingualText(vi: "trang web (HTML)", en: "a web page (HTML)")
        case .xml: BilingualText(vi: "tệp XML", en: "an XML file")
        case .zip: BilingualText(vi: "tệp nén ZIP", en: "a ZIP archive")
        case .compressed: BilingualText(vi: "tệp nén", en: "a compressed file")
        case .pdf: BilingualText(vi: "tệp PDF", en: "a PDF file")
        case .image: BilingualText(vi: "tệp ảnh", en: "an image")
        case .binary: BilingualText(vi: "tệp nhị phân", en: "a binary file")
        }
    }

    fileprivate var remedy: BilingualText {
        switch self {
        case .encryptedWorkbook:
            BilingualText(vi: "Bỏ mật khẩu của tệp rồi lưu lại.", en: "Remove the file's password and save it again.")
        case .oldOffice, .binaryWorkbook, .openDocument, .html, .xml:
            BilingualText(
                vi: "Mở tệp bằng Excel hoặc LibreOffice rồi lưu dạng XLSX.", en: "Open the file in Excel or LibreOffice and save it as XLSX.")
        case .zip, .compressed: BilingualText(vi: "Giải nén rồi chọn tệp bên trong.", en: "Unpack it and choose the file inside.")
        case .csv, .workbook, .json, .otherOffice, .pdf, .image, .binary:
            BilingualText(vi: "Chọn tệp CSV, XLSX hoặc JSON.", en: "Choose a CSV, XLSX or JSON file.")
        }
    }
}

extension JSONExpectation {
    fileprivate var name: BilingualText {
        switch self {
        case .value: BilingualText(vi: "một giá trị", en: "a value")
        case .object: BilingualText(vi: "danh sách các đối tượng {…}", en: "a list of objects {…}")
        case .key: BilingualText(vi: "tên trong ngoặc kép", en: "a quoted name")
        case .colon: BilingualText(vi: "dấu hai chấm", en: "a colon")
        case .commaOrEnd: BilingualText(vi: "dấu phẩy hoặc dấu đóng", en: "a comma or the closing mark")
        case .string: BilingualText(vi: "chuỗi hợp lệ", en: "a valid string")
        case .number: BilingualText(vi: "chữ số", en: "a digit")
        case .endOfFile: BilingualText(vi: "hết tệp", en: "the end of the file")
        case .utf8: BilingualText(vi: "văn bản UTF-8", en: "UTF-8 text")
        }
    }
}
