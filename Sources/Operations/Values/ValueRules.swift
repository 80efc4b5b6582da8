import Domain

/// The rules that one value must keep, given the norms and units in force.
///
/// Answers with the reason and the remedy, so that the import, the command line and the pages say the same.
struct ValueRules {
    var world: World

    struct Refusal: Error {
        var column: ImportColumn
        var reason: Label
        var remedy: Label

        init(_ column: ImportColumn, vi: String, en: String, remedyVi: String, remedyEn: String) {
            self.column = column
            reason = Label(vi: vi, en: en)
            remedy = Label(vi: remedyVi, en: remedyEn)
        }
    }

    func element(_ code: String) throws(Refusal) -> DataElement {
        if let element = world.catalogue.dataElements[code] { return element }
        if world.catalogue.indicators[code] != nil {
            throw Refusal(.dataElement, vi: "\(code) là chỉ tiêu, được tính từ phần tử dữ liệu", en: "\(code) is an indicator; it is computed from data elements",
                          remedyVi: "Nhập các phần tử dữ liệu của chỉ tiêu, xem trang /indicators/\(code).", remedyEn: "Give its data elements instead, see /indicators/\(code).")
        }
        let near = nearest(to: code, among: world.catalogue.dataElements.keys)
        throw Refusal(.dataElement, vi: "không có phần tử dữ liệu «\(code)»", en: "there is no data element “\(code)”",
                      remedyVi: near.map { "Có phải là \($0)?" } ?? "Dùng mã trong gói định mức của chương trình.",
                      remedyEn: near.map { "Did you mean \($0)?" } ?? "Use a code of the programme's pack.")
    }

    func period(_ text: String) throws(Refusal) -> Period {
        do {
            return try world.catalogue.periods.period(text)
        } catch {
            throw Refusal(.period, vi: "«\(text)» không phải là kỳ", en: "“\(text)” is not a period",
                          remedyVi: "Ghi kỳ dạng 2026, 2026-Q3, 2026-07, 2026-07-15, nd09:2026-07 hoặc mã đợt.",
                          remedyEn: "Write the period as 2026, 2026-Q3, 2026-07, 2026-07-15, nd09:2026-07 or a window's code.")
        }
    }

    /// The element is asked for in some calendar: a period of another kind would never be counted.
    func check(_ period: Period, fits element: DataElement) throws(Refusal) {
        guard let forms = world.catalogue.formsOf[element.code], !forms.isEmpty else { return }
        let fits = forms.contains { $0.frequency == period.kind && $0.calendar == period.calendar && ($0.validFrom.map { $0 <= period.lastDay } ?? true) && ($0.validTo.map { period.firstDay <= $0 } ?? true) }
        guard !fits else { return }
        let example = forms.first.flatMap { form in (try? world.catalogue.periods.periods(of: form.frequency, from: period.firstDay, to: period.lastDay, calendar: form.calendar))?.first?.id }  // only an example
        throw Refusal(.period, vi: "kỳ \(period.id) không thuộc lịch của biểu thu thập \(element.code)", en: "period \(period.id) is not one of the calendar of the form that collects \(element.code)",
                      remedyVi: example.map { "Ghi kỳ dạng \($0)." } ?? "Xem lịch của biểu \(forms[0].code).",
                      remedyEn: example.map { "Write a period such as \($0)." } ?? "See the calendar of form \(forms[0].code).")
    }

    /// The unit with a code in a period: the one in force on the period's last day, else the last one in force during it.
    func unit(_ code: String, in period: Period) throws(Refusal) -> OrgUnit {
        if let unit = world.unit(code: code, in: period) { return unit }
        var known = world.units.units(code: code)
        if known.isEmpty, let identity = world.units.unit(UnitID(code)) { known = [identity] }
        guard let last = known.last else {
            let found = world.searchUnits(code, limit: 1).first
            throw Refusal(.unit, vi: "không có đơn vị mang mã «\(code)»", en: "there is no unit with the code “\(code)”",
                          remedyVi: found.map { "Có phải là \($0.versions.last!.fullName.vi), mã \($0.code)?" } ?? "Tìm mã ở trang /units.",
                          remedyEn: found.map { "Did you mean \($0.versions.last!.fullName.en), code \($0.code)?" } ?? "Look the code up at /units.")
        }
        let name = last.versions.last!.fullName
        if let ended = last.lastDay, ended < period.firstDay {
            let heirs = world.units.successors(of: last.id).compactMap { world.units.unit($0.new) }.map { "\($0.versions.last!.fullName.vi) (\($0.code))" }.joined(separator: ", ")
            throw Refusal(.unit, vi: "\(name.vi) (\(code)) đã hết hiệu lực từ \(ended.iso), trước kỳ \(period.id)", en: "\(name.en) (\(code)) was in force until \(ended.iso), before \(period.id)",
                          remedyVi: heirs.isEmpty ? "Dùng đơn vị có hiệu lực trong kỳ." : "Dùng đơn vị kế thừa: \(heirs).",
                          remedyEn: heirs.isEmpty ? "Use a unit in force in the period." : "Use what it became: \(heirs).")
        }
        throw Refusal(.unit, vi: "\(name.vi) (\(code)) chưa có trong kỳ \(period.id)", en: "\(name.en) (\(code)) did not exist in \(period.id)",
                      remedyVi: "Dùng đơn vị có hiệu lực trong kỳ, xem trang /units/\(code).", remedyEn: "Use a unit in force in the period, see /units/\(code).")
    }

    func check(_ unit: OrgUnit, fits element: DataElement) throws(Refusal) {
        guard let level = element.level, unit.level > level else { return }
        throw Refusal(.unit, vi: "\(element.code) được thu thập ở cấp \(level.word.vi), \(unit.code) là cấp \(unit.level.word.vi)", en: "\(element.code) is collected per \(level.word.en), \(unit.code) is a \(unit.level.word.en)",
                      remedyVi: "Ghi số liệu cho đơn vị cấp \(level.word.vi).", remedyEn: "Give the value for the \(level.word.en).")
    }

    /// Option codes joined by `,`, `;`, `+` or `&`.
    func options(_ text: String, for element: DataElement) throws(Refusal) -> Disaggregation {
        let codes = text.split(whereSeparator: { ",;+& ".contains($0) }).map(String.init)
        guard !codes.isEmpty else { return .total }
        var seen: [String: String] = [:]
        for code in codes {
            guard let category = world.catalogue.categoryOfOption[code] else {
                let near = nearest(to: code, among: world.catalogue.categoryOfOption.keys)
                throw Refusal(.options, vi: "không có phân tổ «\(code)»", en: "there is no category option “\(code)”",
                              remedyVi: near.map { "Có phải là \($0)?" } ?? "Dùng mã phân tổ trong gói định mức.", remedyEn: near.map { "Did you mean \($0)?" } ?? "Use an option code of the pack.")
            }
            guard element.categories.contains(category) else {
                let allowed = element.categories.isEmpty ? "–" : element.categories.joined(separator: ", ")
                throw Refusal(.options, vi: "\(element.code) không phân tổ theo \(category)", en: "\(element.code) is not broken down by \(category)",
                              remedyVi: "Phân tổ được dùng: \(allowed).", remedyEn: "Categories it has: \(allowed).")
            }
            if let other = seen.updateValue(code, forKey: category) {
                throw Refusal(.options, vi: "\(other) và \(code) cùng thuộc \(category)", en: "\(other) and \(code) are both of \(category)",
                              remedyVi: "Mỗi loại phân tổ chỉ ghi một mã.", remedyEn: "Give one option of each category.")
            }
        }
        return Disaggregation(codes)
    }

    /// Whether a number may stand as a value of the element.
    func check(_ number: ScaledNumber, of element: DataElement) throws(Refusal) {
        func refuse(_ vi: String, _ en: String, _ remedyVi: String, _ remedyEn: String) -> Refusal {
            Refusal(.value, vi: vi, en: en, remedyVi: remedyVi, remedyEn: remedyEn)
        }
        let value = number.double
        switch element.valueType {
        case .count, .integer, .money:
            guard (number.rounded(to: 0) == number) else {
                throw refuse("\(number.text) không phải số nguyên", "\(number.text) is not a whole number", "\(element.code) nhận số nguyên.", "\(element.code) takes whole numbers.")
            }
            if element.valueType == .count, value < 0 {
                throw refuse("\(number.text) là số âm", "\(number.text) is negative", "\(element.code) đếm số lượng, từ 0 trở lên.", "\(element.code) counts, from 0 up.")
            }
        case .percentage:
            guard value >= 0, value <= 100 else {
                throw refuse("\(number.text) nằm ngoài 0–100", "\(number.text) is outside 0–100", "Ghi tỷ lệ phần trăm từ 0 đến 100.", "Write a percentage from 0 to 100.")
            }
        case .number, .yesNo, .date, .text: break
        }
        if let least = element.minimum, value < least {
            throw refuse("\(number.text) nhỏ hơn mức thấp nhất", "\(number.text) is below the least allowed", "Từ \(least.plain) trở lên.", "At least \(least.plain).")
        }
        if let most = element.maximum, value > most {
            throw refuse("\(number.text) lớn hơn mức cao nhất", "\(number.text) is above the most allowed", "Cao nhất là \(most.plain).", "At most \(most.plain).")
        }
    }

    /// The canonical text of a value that is not a number.
    func canonical(_ text: String, of element: DataElement) throws(Refusal) -> String {
        switch element.valueType {
        case .yesNo:
            switch VietnameseText.folded(text) {
            case "true", "yes", "co", "1", "x", "dat", "da hoan thanh": return "true"
            case "false", "no", "khong", "0", "chua", "chua dat", "chua hoan thanh": return "false"
            default:
                throw Refusal(.value, vi: "«\(text)» không phải có/không", en: "“\(text)” is not yes or no", remedyVi: "Ghi có hoặc không (true, false).", remedyEn: "Write true or false (có, không).")
            }
        case .date:
            if let day = Day(iso: text) { return day.iso }
            let parts = text.split(separator: "/").compactMap { Int($0) }
            if parts.count == 3, let day = Day(year: parts[2], month: parts[1], day: parts[0]) { return day.iso }
            throw Refusal(.value, vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day", remedyVi: "Ghi ngày dạng 31/12/2025 hoặc 2025-12-31.", remedyEn: "Write the day as 2025-12-31 or 31/12/2025.")
        default:
            return text
        }
    }

    /// The code most like a mistyped one, if any is near.
    private func nearest(to text: String, among codes: some Sequence<String>) -> String? {
        let wanted = Array(text.uppercased().utf8)
        var best: (code: String, distance: Int)?
        for code in codes {
            let candidate = Array(code.uppercased().utf8)
            guard abs(candidate.count - wanted.count) <= 2 else { continue }
            let distance = editDistance(wanted, candidate)
            if distance <= 2, distance < best?.distance ?? 3 || (distance == best?.distance && code < best!.code) { best = (code, distance) }
        }
        return best?.code
    }

    private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in 1...max(a.count, 1) where i <= a.count {
            var corner = row[0]
            row[0] = i
            for j in 1...max(b.count, 1) where j <= b.count {
                let next = min(row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1))
                corner = row[j]
                row[j] = next
            }
        }
        return row[b.count]
    }
}

extension Double {
    /// Without a needless `.0`.
    fileprivate var plain: String { self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self) }
}

extension UnitLevel {
    package var word: Label {
        switch self {
        case .country: Label(vi: "quốc gia", en: "country")
        case .province: Label(vi: "tỉnh", en: "province")
        case .district: Label(vi: "huyện", en: "district")
        case .commune: Label(vi: "xã", en: "commune")
        case .village: Label(vi: "thôn, bản", en: "village")
        }
    }
}
