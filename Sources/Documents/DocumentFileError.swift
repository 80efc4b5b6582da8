import Domain

/// Why a document could not be written as a file.
package enum DocumentFileError: Error, Hashable, Sendable {
    case cannotPack(reason: String)
    /// The program that sets pages is not on this machine.
    case typesetterMissing(program: String, reason: String)
    case typesetterFailed(reason: String)
    case typesetterTooSlow(seconds: Int)

    package var message: Label {
        switch self {
        case .cannotPack(let reason): Label(vi: "Không đóng gói được tệp văn bản: \(reason)", en: "The document’s file could not be packed: \(reason)")
        case .typesetterMissing(let program, let reason):
            Label(vi: "Máy chủ chưa có WeasyPrint nên không tạo được tệp PDF (\(program): \(reason))", en: "WeasyPrint is not installed on the server, so there is no PDF (\(program): \(reason))")
        case .typesetterFailed(let reason): Label(vi: "WeasyPrint không tạo được tệp PDF: \(reason)", en: "WeasyPrint could not make the PDF: \(reason)")
        case .typesetterTooSlow(let seconds):
            Label(vi: "WeasyPrint không tạo xong tệp PDF trong \(seconds) giây", en: "WeasyPrint did not finish the PDF within \(seconds) seconds")
        }
    }

    package var remedy: Label {
        switch self {
        case .cannotPack: Label(vi: "Thử lại; nếu vẫn lỗi, kiểm tra bộ nhớ của máy chủ.", en: "Try again; if it fails again, look at the server’s memory.")
        case .typesetterMissing:
            Label(vi: "Cài gói Debian: apt-get install weasyprint fonts-croscore fonts-noto-core. Trong khi chờ, dùng tệp .docx.",
                  en: "Install the Debian packages: apt-get install weasyprint fonts-croscore fonts-noto-core. Meanwhile use the .docx file.")
        case .typesetterFailed: Label(vi: "Dùng tệp .docx và báo lỗi này cho người quản trị.", en: "Use the .docx file and tell this error to whoever runs the server.")
        case .typesetterTooSlow: Label(vi: "Chia bảng lớn thành nhiều phụ lục hoặc dùng tệp .docx.", en: "Split large tables into several appendices, or use the .docx file.")
        }
    }
}
