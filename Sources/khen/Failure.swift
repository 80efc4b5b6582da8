import ArgumentParser
import Domain
import Foundation
import Operations
import Storage

/// Says on one line what went wrong and what to do, and ends with a status other than 0.
enum Failure {
    /// 64 wrong usage, 65 wrong data, 69 something needed is not there, 73 cannot write, 75 try again, 70 a fault of the program.
    static func report(_ error: any Error) -> Never {
        let speech = Speech(chosen: languageArgument)
        switch error {
        case let error as Rejected:
            complain([error.place.map { "\($0): " } ?? "", speech(error.reason), ". ", speech(error.remedy)].joined())
            exit(65)
        case let error as NotFound:
            complain(speech(error.what))
            exit(65)
        case let error as Conflict:
            complain(speech(error.reason))
            exit(75)
        case is NotAllowed:
            complain(speech(vi: "Tài khoản này không có quyền làm việc đó.", en: "This account does not have the right to do that."))
            exit(77)
        case let error as StorageError:
            let (message, status) = words(of: error)
            complain(speech(message))
            exit(status)
        default:
            KhenCommand.exit(withError: error)
        }
    }

    private static var languageArgument: String? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: "--lang"), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }

    private static func words(of error: StorageError) -> (Label, Int32) {
        switch error {
        case .cannotOpen(let path, let reason):
            (Label(vi: "Không mở được dữ liệu ở \(path): \(reason). Kiểm tra đường dẫn và quyền truy cập.", en: "Cannot open the data at \(path): \(reason). Check the path and its permissions."), 69)
        case .unknownLocation(let text):
            (Label(vi: "Không hiểu nơi lưu dữ liệu «\(text)». Dùng --data THƯ_MỤC hoặc --database postgres://…", en: "“\(text)” is not a place for data. Use --data FOLDER or --database postgres://…"), 64)
        case .folderInUse(let path, let pid):
            (Label(vi: "Thư mục \(path) đang được một tiến trình khen khác phục vụ\(pid.map { " (số \($0))" } ?? ""). Dừng tiến trình đó hoặc chọn thư mục khác.",
                   en: "Another khen serves from \(path)\(pid.map { " (process \($0))" } ?? ""). Stop it or choose another folder."), 75)
        case .newerSchema(let found, let known):
            (Label(vi: "Dữ liệu do phiên bản khen mới hơn ghi (lược đồ \(found), bản này biết đến \(known)). Cài phiên bản mới.", en: "The data were written by a newer khen (schema \(found), this one knows \(known)). Install the newer version."), 69)
        case .olderSchema(let found, let known):
            (Label(vi: "Dữ liệu theo lược đồ cũ (\(found), cần \(known)). Mở một lần bằng khen serve để nâng cấp.", en: "The data have an older schema (\(found), \(known) is needed). Open them once with khen serve to bring them up to date."), 69)
        case .changedMigration(let number, let name):
            (Label(vi: "Bước nâng cấp \(number) (\(name)) khác với bước đã áp dụng. Dùng đúng phiên bản khen.", en: "Migration \(number) (\(name)) is not the one that was applied. Use the khen that made these data."), 70)
        case .readOnly(let message):
            (Label(vi: "Dữ liệu chỉ đọc được, không ghi được (\(message)). Kiểm tra quyền ghi.", en: "The data may only be read (\(message)). Check the permission to write."), 77)
        case .diskFull:
            (Label(vi: "Hết chỗ trên đĩa: chưa ghi gì. Giải phóng dung lượng rồi làm lại.", en: "The disk is full: nothing was written. Free some space and do it again."), 73)
        case .busy(let message):
            (Label(vi: "Dữ liệu đang bận (\(message)). Thử lại sau.", en: "The data are busy (\(message)). Try again."), 75)
        case .connectionLost(let message, let duringCommit):
            (Label(vi: "Mất kết nối tới máy chủ dữ liệu (\(message))." + (duringCommit ? " Chưa rõ đã ghi hay chưa: chạy lại lệnh, không ghi trùng." : " Chưa ghi gì. Thử lại."),
                   en: "The connection to the database server broke (\(message))." + (duringCommit ? " It may or may not have been written: run the command again, nothing is written twice." : " Nothing was written. Try again.")), 75)
        case .damaged(let path, let reason):
            (Label(vi: "Tệp \(path) hỏng hoặc không phải dữ liệu của Khèn: \(reason). Khôi phục từ bản sao lưu.", en: "\(path) is damaged or is not Khèn's data: \(reason). Restore a backup."), 65)
        case .fileExists(let path):
            (Label(vi: "Đã có tệp \(path). Chọn tên khác.", en: "\(path) is there already. Choose another name."), 73)
        case .notEmpty(let location, _):
            (Label(vi: "\(location) đã có dữ liệu. Thêm --overwrite nếu muốn thay thế toàn bộ.", en: "\(location) already holds data. Add --overwrite to replace all of it."), 73)
        case .uniqueViolation, .foreignKeyViolation, .constraintViolation, .closed, .other:
            (Label(vi: "Lỗi dữ liệu: \(error). Không có gì bị mất; báo cho người quản trị.", en: "A database error: \(error). Nothing is lost; tell your administrator."), 70)
        }
    }
}
