import Domain
import Sheets

/// The first sheet: how the workbook is filled in and sent back, and which units it holds.
struct GuideSheet {
    let workbook: FormWorkbook
    let unitSheets: [String]
    private let looks = FormLooks()

    init(_ workbook: FormWorkbook, unitSheets: [String]) {
        (self.workbook, self.unitSheets) = (workbook, unitSheets)
    }

    private static let steps = [
        Label(vi: "Mở trang tính của đơn vị, ghi số liệu vào các ô nền vàng. Các ô khác đã khoá.", en: "Open the unit's sheet and write in the yellow cells. All others are locked."),
        Label(vi: "Số thập phân dùng dấu phẩy (97,25); không ghi đơn vị tính hay dấu % vào ô số.", en: "Write numbers only, without the unit of measure or the % sign."),
        Label(vi: "Số 0 là có số liệu và bằng 0. Không có số liệu thì để trống ô số, chọn «Không có số liệu» và ghi lý do ở cột «Ghi chú, lý do».",
              en: "0 means that there is a figure and it is zero. Where there is none leave the cell empty, choose “No figure” and give the reason under “Comment, reason”."),
        Label(vi: "Dòng có nhiều cột: từ «Không có số liệu» áp dụng cho các ô còn trống của dòng; ghi chú và nguồn áp dụng cho cả dòng.",
              en: "In a row with several columns “No figure” holds for its empty cells; the comment and the source hold for the whole row."),
        Label(vi: "Ô nền xanh là tổng và dòng tính toán, tự tính khi có số liệu. Ô gạch chéo (xám đậm) không thuộc phạm vi báo cáo.", en: "Green cells are totals and computed rows and follow by themselves. Hatched (dark grey) cells are not asked for."),
        Label(vi: "Nội dung có dấu tam giác đỏ ở góc ô có kèm giải thích: đưa con trỏ vào ô để đọc. Dấu * là nội dung bắt buộc.", en: "A red corner means that the item is explained: rest the pointer on the cell. * marks what has to be given."),
        Label(vi: "Lưu tệp dạng Excel (.xlsx), rồi tải lên ở mục Báo cáo → Tải biểu lên. Hệ thống cho xem từng thay đổi trước khi ghi vào bản nháp; sau đó kiểm tra và bấm Gửi.",
              en: "Save it as an Excel workbook (.xlsx) and upload it under Reports → Upload. Every change is shown before it is kept as a draft; then look it over and send it."),
        Label(vi: "Không đổi tên, xoá, chèn dòng hay cột và không sửa trang «Mã nhận dạng». Không đặt mật khẩu cho tệp.", en: "Do not delete or insert rows or columns, and do not change the sheet “Identity”. Do not set a password."),
    ]

    func sheet(name: String) -> LaidOutSheet {
        var sheet = LaidOutSheet(name: name)
        let language = workbook.language, form = workbook.layout.form
        sheet.isProtected = true
        sheet.columnWidths = [3, 6, 62, 22, 34]
        sheet.set(0, 1...4, LaidOutCell(.text(language(form.name).uppercased()), looks.title))
        sheet.set(1, 1...4, LaidOutCell(.text("\(form.code) · \(language(workbook.periodName)) · \(language(workbook.provinceName))"), looks.plain.with { $0.align = .centre; $0.isItalic = true }))
        sheet.rowHeights[0] = 28
        var row = 3
        sheet.set(row, 1...4, LaidOutCell(.text(language(Label(vi: "Cách ghi và gửi", en: "How to fill it in and send it"))), looks.section))
        row += 1
        for (index, step) in Self.steps.enumerated() {
            sheet[row, 1] = LaidOutCell(.number(Double(index + 1)), looks.text.with { $0.indent = 0; $0.align = .centre; $0.format = "0" })
            sheet.set(row, 2...4, LaidOutCell(.text(language(step)), looks.text))
            sheet.rowHeights[row] = language(step).count > 125 ? 36 : 21
            row += 1
        }
        row += 1
        sheet.set(row, 1...4, LaidOutCell(.text(language(Label(vi: "Ý nghĩa màu ô", en: "What the colours mean"))), looks.section))
        row += 1
        for (look, meaning) in [
            (looks.input, Label(vi: "Ô để ghi số liệu", en: "To be filled in")), (looks.previous, Label(vi: "Số liệu kỳ trước, để đối chiếu", en: "Last period, to compare")),
            (looks.computed, Label(vi: "Tự tính", en: "Computed")), (looks.greyed, Label(vi: "Không ghi", en: "Not to be filled in")),
        ] {
            sheet[row, 1] = LaidOutCell(.empty, look)
            sheet.set(row, 2...4, LaidOutCell(.text(language(meaning)), looks.text))
            row += 1
        }
        row += 1
        for (column, title) in [Label(vi: "STT", en: "No."), Label(vi: "Đơn vị (bấm để mở)", en: "Unit (click to open)"), Label(vi: "Hạn gửi", en: "Due"), Label(vi: "Tình trạng", en: "State")].enumerated() {
            sheet[row, 1 + column] = LaidOutCell(.text(language(title)), looks.header)
        }
        for (index, (unit, target)) in zip(workbook.units, unitSheets).enumerated() {
            row += 1
            let state = unit.isEditable ? Label(vi: "Ghi được", en: "can be filled in") : Label(vi: "Chỉ xem", en: "to read only")
            sheet[row, 1] = LaidOutCell(.number(Double(index + 1)), looks.text.with { $0.indent = 0; $0.align = .centre; $0.format = "0" })
            sheet[row, 2] = LaidOutCell(.link(language(unit.name), sheet: target), looks.text.with { $0.colour = 0x0B5394 })
            sheet[row, 3] = LaidOutCell(.text(language.day(unit.due)), looks.text.with { $0.indent = 0; $0.align = .centre })
            sheet[row, 4] = LaidOutCell(.text(language(state)), looks.text.with { $0.indent = 0; $0.align = .centre })
        }
        sheet.footer = (left: "\(form.code) · \(workbook.id)", right: language(workbook.periodName))
        return sheet
    }
}
