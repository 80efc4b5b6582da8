/// Why something typed into a field cannot be kept, and what would be right.
package struct FieldRefusal: Error, Hashable, Sendable {
    package var reason: Label
    package var remedy: Label

    package init(_ reason: Label, remedy: Label) {
        self.reason = reason
        self.remedy = remedy
    }
}

extension FieldType {
    /// The text that is kept of what somebody typed, for the types that can be read without a look at anything else; empty text has to be left out before.
    ///
    /// Numbers are read as Vietnamese offices write them (`1.234,5`) and, where that leaves no doubt, with a decimal point; days as `15/07/2026` or `2026-07-15`.
    ///
    /// - Parameter mark: the decimal mark of whoever writes: a comma for people, a point for programs and for files that say so.
    package func canonical(_ typed: String, decimals: Int = 0, mark: DecimalMark = .comma) throws(FieldRefusal) -> String {
        let text = VietnameseText.nfc(typed).trimmingWhitespace
        switch self {
        case .text: return try Self.words(text, most: 500, isOneLine: true)
        case .longText: return try Self.words(text, most: 20_000, isOneLine: false)
        case .number: return try Self.number(text, mark: mark, decimals: decimals)
        case .money: return try Self.number(text.filter { !"đ₫".contains($0) }.trimmingWhitespace, mark: mark, decimals: 0)
        case .date: return try Self.day(text)
        case .yesNo: return try Self.flag(text)
        case .phone: return try Self.phone(text)
        case .identityNumber: return try Self.identityNumber(text)
        case .email: return try Self.email(text)
        case .link: return try Self.link(text)
        case .place: return try Self.place(text)
        case .period, .choice, .many, .record, .person, .orgUnit, .agency, .ethnicGroup, .file, .photo, .computed, .rollup, .group: return text
        }
    }

    private static func words(_ text: String, most: Int, isOneLine: Bool) throws(FieldRefusal) -> String {
        let unified = text.replacing("\r\n", with: "\n")
        let tidy = isOneLine ? unified.split(whereSeparator: \.isWhitespace).joined(separator: " ") : unified
        guard tidy.count <= most else {
            throw FieldRefusal(Label(vi: "dài quá \(most) ký tự", en: "longer than \(most) characters"), remedy: Label(vi: "Rút ngắn lại.", en: "Make it shorter."))
        }
        guard !tidy.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" }) else {
            throw FieldRefusal(Label(vi: "có ký tự điều khiển", en: "it holds control characters"), remedy: Label(vi: "Gõ lại thay vì dán.", en: "Type it instead of pasting it."))
        }
        if case .legacy = LegacyText.verdict(on: tidy) {
            throw FieldRefusal(Label(vi: "viết theo bảng mã cũ (TCVN3 hoặc VNI)", en: "it is in an old encoding (TCVN3 or VNI)"), remedy: Label(vi: "Chuyển sang Unicode rồi nhập lại.", en: "Convert it to Unicode first."))
        }
        return tidy
    }

    private static func number(_ text: String, mark: DecimalMark, decimals: Int) throws(FieldRefusal) -> String {
        var found: ScaledNumber?
        do throws(NumberTextError) {
            found = try NumberText.parse(text, mark: mark).number
        } catch {
            // 12.5 can only have been meant with a point.
            if case .contradictsMark(_, _, let reading) = error { found = try? ScaledNumber(reading) }  // without one it is refused below
        }
        guard let number = found else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là số", en: "“\(text)” is not a number"), remedy: Label(vi: "Ghi dạng 1.234,5.", en: "Write it as 1.234,5 (decimal comma) or 1234.5."))
        }
        guard number.rounded(to: UInt8(decimals)) == number else {
            throw FieldRefusal(decimals == 0 ? Label(vi: "\(number.text) không phải là số nguyên", en: "\(number.text) is not a whole number") : Label(vi: "quá \(decimals) chữ số thập phân", en: "more than \(decimals) decimals"),
                               remedy: decimals == 0 ? Label(vi: "Ghi số nguyên.", en: "Write a whole number.") : Label(vi: "Làm tròn đến \(decimals) chữ số thập phân.", en: "Round it to \(decimals) decimals."))
        }
        return number.text
    }

    private static func day(_ text: String) throws(FieldRefusal) -> String {
        guard let day = Day(iso: text) ?? Day(dayFirst: text) else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"), remedy: Label(vi: "Ghi dạng 15/07/2026.", en: "Write it as 15/07/2026."))
        }
        guard (1900...2100).contains(day.year) else {
            throw FieldRefusal(Label(vi: "năm \(day.year) ngoài khoảng 1900–2100", en: "the year \(day.year) is outside 1900–2100"), remedy: Label(vi: "Kiểm tra lại năm.", en: "Check the year."))
        }
        return day.iso
    }

    private static func flag(_ text: String) throws(FieldRefusal) -> String {
        switch VietnameseText.folded(text) {
        case "true", "yes", "y", "co", "1", "x", "on", "dung", "dat": return "true"
        case "false", "no", "n", "khong", "0", "off", "sai", "chua", "chua dat": return "false"
        default: throw FieldRefusal(Label(vi: "«\(text)» không phải là có hoặc không", en: "“\(text)” is neither yes nor no"), remedy: Label(vi: "Ghi có hoặc không.", en: "Write yes or no."))
        }
    }

    /// Source: Thông tư 22/2014/TT-BTTTT as amended: mobile numbers have 10 digits from 03, 05, 07, 08, 09; land lines 11 from 02.
    private static func phone(_ text: String) throws(FieldRefusal) -> String {
        var digits = text.filter { !" .-()".contains($0) }
        if digits.hasPrefix("+84") { digits = "0" + digits.dropFirst(3) } else if digits.hasPrefix("84"), digits.count == 11 { digits = "0" + digits.dropFirst(2) }
        let isDigits = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let second = digits.dropFirst().first
        guard isDigits, digits.first == "0", digits.count == 10 && second.map({ "35789".contains($0) }) == true || digits.count == 11 && second == "2" else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là số điện thoại", en: "“\(text)” is not a telephone number"),
                               remedy: Label(vi: "Ghi 10 chữ số bắt đầu bằng 03, 05, 07, 08, 09 hoặc 11 chữ số bắt đầu bằng 02.", en: "Write 10 digits that begin with 03, 05, 07, 08, 09, or 11 that begin with 02."))
        }
        return digits
    }

    /// Source: Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 07/2016/TT-BCA: 3 digits for the place of birth registration, 1 for century and sex, 2 for the year of birth, 6 at random.
    private static func identityNumber(_ text: String) throws(FieldRefusal) -> String {
        let digits = text.filter { !" .-".contains($0) }
        guard digits.utf8.count == 12, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let place = Int(digits.prefix(3)), (1...96).contains(place) else {
            throw FieldRefusal(Label(vi: "không phải là số định danh cá nhân", en: "this is not a personal identification number"),
                               remedy: Label(vi: "Ghi đủ 12 chữ số trên thẻ căn cước, ba chữ số đầu từ 001 đến 096.", en: "Write the 12 digits of the identity card; the first three are 001 to 096."))
        }
        return digits
    }

    private static func email(_ text: String) throws(FieldRefusal) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), text.utf8.count <= 254, !text.contains(where: \.isWhitespace) else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là địa chỉ thư điện tử", en: "“\(text)” is not an e-mail address"), remedy: Label(vi: "Ghi dạng ten@dienbien.gov.vn.", en: "Write it as name@dienbien.gov.vn."))
        }
        return text
    }

    private static func link(_ text: String) throws(FieldRefusal) -> String {
        let lower = text.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), text.utf8.count <= 2000, !text.contains(where: \.isWhitespace), text.contains(".") else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là địa chỉ trang web", en: "“\(text)” is not a web address"), remedy: Label(vi: "Ghi đầy đủ, bắt đầu bằng https://.", en: "Write all of it, beginning with https://."))
        }
        return text
    }

    /// Latitude and longitude in degrees, within Viet Nam and its seas.
    private static func place(_ text: String) throws(FieldRefusal) -> String {
        let parts = text.split { ",; ".contains($0) }.map(String.init)
        guard parts.count == 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]), (6...24).contains(latitude), (102...118).contains(longitude) else {
            throw FieldRefusal(Label(vi: "«\(text)» không phải là một vị trí ở Việt Nam", en: "“\(text)” is not a place in Viet Nam"),
                               remedy: Label(vi: "Ghi vĩ độ, kinh độ dạng 21.38612, 103.01613.", en: "Write latitude, longitude as 21.38612, 103.01613."))
        }
        func digits(_ value: Double) -> String { ScaledNumber(value, decimals: 6)?.text ?? String(value) }
        return "\(digits(latitude)),\(digits(longitude))"
    }
}

extension RecordField {
    /// Whether a number is within the field's bounds.
    package func checkRange(_ canonical: String) throws(FieldRefusal) {
        guard valueType.isNumeric, let number = Double(canonical) else { return }
        if let minimum, number < minimum {
            let least = Expression.Node.digits(minimum)
            throw FieldRefusal(Label(vi: "\(canonical) nhỏ hơn mức thấp nhất", en: "\(canonical) is below the least allowed"), remedy: Label(vi: "Từ \(least) trở lên.", en: "At least \(least)."))
        }
        if let maximum, number > maximum {
            let most = Expression.Node.digits(maximum)
            throw FieldRefusal(Label(vi: "\(canonical) lớn hơn mức cao nhất", en: "\(canonical) is above the most allowed"), remedy: Label(vi: "Cao nhất là \(most).", en: "At most \(most)."))
        }
    }

    /// A value as it is shown to those who may not see it: enough to recognise, too little to use.
    ///
    /// `0912***678`, `0110******12`, `N*** V***`; other things are three stars.
    package func masked(_ text: String) -> String {
        func ends(_ first: Int, _ last: Int) -> String {
            text.count > first + last + 2 ? text.prefix(first) + String(repeating: "*", count: text.count - first - last) + text.suffix(last) : "***"
        }
        switch type {
        case .phone: return ends(4, 3)
        case .identityNumber: return ends(4, 2)
        case .email: return text.split(separator: "@").last.map { "***@\($0)" } ?? "***"
        case .text: return text.split(separator: " ").map { $0.prefix(1) + "***" }.joined(separator: " ")
        case .date: return String(text.prefix(4))
        default: return "***"
        }
    }
}
