extension ReportState {
    /// As officers say it.
    package var word: Label {
        switch self {
        case .open: Label(vi: "Chưa lập", en: "not begun")
        case .draft: Label(vi: "Nháp", en: "draft")
        case .submitted: Label(vi: "Đã gửi", en: "sent")
        case .returned: Label(vi: "Bị trả lại", en: "returned")
        case .resubmitted: Label(vi: "Đã gửi lại", en: "sent again")
        case .checked: Label(vi: "Đã kiểm tra", en: "checked")
        case .approved: Label(vi: "Đã duyệt", en: "approved")
        case .locked: Label(vi: "Đã khoá", en: "locked")
        case .withdrawn: Label(vi: "Đã rút", en: "withdrawn")
        case .exempt: Label(vi: "Được miễn", en: "exempt")
        }
    }
}

extension ReportAction {
    /// As a button or an entry of the history says it.
    package var word: Label {
        switch self {
        case .save: Label(vi: "lưu nháp", en: "save")
        case .submit: Label(vi: "gửi", en: "send")
        case .withdraw: Label(vi: "rút về", en: "withdraw")
        case .return: Label(vi: "trả lại", en: "return")
        case .check: Label(vi: "xác nhận đã kiểm tra", en: "mark as checked")
        case .approve: Label(vi: "duyệt", en: "approve")
        case .lock: Label(vi: "khoá", en: "lock")
        case .reopen: Label(vi: "mở lại", en: "open again")
        case .exempt: Label(vi: "miễn báo cáo", en: "exempt")
        case .require: Label(vi: "bỏ miễn", en: "end the exemption")
        case .extend: Label(vi: "gia hạn", en: "give more time")
        }
    }

    /// In English, what has been done to the report.
    package var participle: String {
        switch self {
        case .save: "saved"
        case .submit: "sent"
        case .withdraw: "withdrawn"
        case .return: "returned"
        case .check: "checked"
        case .approve: "approved"
        case .lock: "locked"
        case .reopen: "opened again"
        case .exempt: "exempted"
        case .require: "required again"
        case .extend: "given more time"
        }
    }
}
