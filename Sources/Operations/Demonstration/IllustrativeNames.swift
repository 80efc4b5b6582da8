/// Names of persons who do not exist, put together from family, middle and given names that are common among a people.
enum IllustrativeNames {
    /// The peoples that live in a province in numbers, with their shares in percent. Source: census of 2019, rounded.
    static func peoples(of province: String) -> [(name: String, share: Double)] {
        switch province {
        case "11": [("Hmông", 39), ("Thái", 36), ("Kinh", 17), ("Khơ-mú", 4), ("Hà Nhì", 4)]
        case "14": [("Thái", 54), ("Kinh", 17), ("Hmông", 16), ("Mường", 8), ("Khơ-mú", 5)]
        case "66": [("Kinh", 64), ("Ê-đê", 20), ("Nùng", 6), ("Tày", 4), ("Mnông", 6)]
        default: [("Kinh", 88), ("Chăm", 4), ("Ra-glai", 4), ("Cơ-ho", 4)]
        }
    }

    /// - Parameter people: the name of an ethnic group, as the state's list writes it.
    static func person(_ people: String?, isWoman: Bool, _ seed: String) -> String {
        let stock = stocks[people ?? "Kinh"] ?? kinh
        let family = Chance.one(of: stock.families, "family", seed) ?? "", given = Chance.one(of: isWoman ? stock.women : stock.men, "given", seed) ?? ""
        let middle = Chance.one(of: isWoman ? stock.womenMiddle : stock.menMiddle, "middle", seed) ?? ""
        if stock.isGivenFirst { return [middle + given, family].filter { !$0.isEmpty }.joined(separator: " ") }
        return [family, middle, given].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private struct Stock {
        var families: [String]
        var men: [String]
        var women: [String]
        var menMiddle = ["Văn"]
        var womenMiddle = ["Thị"]
        /// Whether the family's name comes last, and what stands in the middle is joined to the given name.
        var isGivenFirst = false
    }

    private static let kinh = Stock(
        families: ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"],
        men: ["Hùng", "Dũng", "Tuấn", "Thành", "Long", "Sơn", "Hải", "Bình", "Nam", "Khánh", "Toàn", "Việt"],
        women: ["Hoa", "Lan", "Hương", "Mai", "Nga", "Hạnh", "Thủy", "Yến", "Liên", "Oanh", "Ngân", "Thảo"],
        menMiddle: ["Văn", "Đức", "Quang", "Minh", "Xuân", "Hữu"], womenMiddle: ["Thị", "Thị Thu", "Thị Ngọc", "Thị Thanh"])

    private static let stocks: [String: Stock] = [
        "Kinh": kinh,
        "Thái": Stock(families: ["Lò", "Quàng", "Cà", "Tòng", "Lường", "Vì", "Bạc", "Lù"], men: ["Pánh", "Ọi", "Thoan", "Inh", "Hặc", "Tiêng", "Muôn", "Chựa", "Biên"], women: ["Ín", "Pành", "Hặc", "Dung", "Tươi", "Xuân", "Ương", "Lả", "Bun"]),
        "Hmông": Stock(families: ["Vàng", "Giàng", "Sùng", "Mùa", "Thào", "Lầu", "Hạng", "Ly"], men: ["Chía", "Dơ", "Nhìa", "Páo", "Súa", "Tủa", "Vảng", "Chống", "Lử"], women: ["Mỷ", "Dở", "Sua", "Chía", "Mai", "Ghênh", "Pàng", "Xúa"], menMiddle: ["A"]),
        "Khơ-mú": Stock(families: ["Quàng", "Lường", "Lò", "Cút", "Moong"], men: ["Sơn", "Phanh", "Ún", "Thín", "Hom"], women: ["Ọt", "Tình", "Chương", "Hiên", "Bun"]),
        "Hà Nhì": Stock(families: ["Pờ", "Lỳ", "Chu", "Khoàng", "Sừng"], men: ["Hừ", "Xuyến", "Chừ", "Tư", "Lòng"], women: ["Nu", "Cà", "Xó", "Bứ", "Mé"], menMiddle: ["Gia", "Xè", "Go"], womenMiddle: ["Mì", "Thó", "Gia"]),
        "Mường": Stock(families: ["Bùi", "Đinh", "Quách", "Hà", "Phùng"], men: ["Nhiên", "Thắng", "Tiến", "Lực", "Chiến"], women: ["Nhiên", "Hiền", "Thơm", "Duyên", "Lý"]),
        "Tày": Stock(families: ["Nông", "Hoàng", "Ma", "Triệu", "Lục"], men: ["Thụ", "Chấn", "Quyền", "Bằng", "Tuyên"], women: ["Diệp", "Viền", "Kiều", "Lưu", "Chanh"]),
        "Nùng": Stock(families: ["Nông", "Lý", "Hoàng", "Vi", "Lương"], men: ["Páo", "Sính", "Thình", "Đào", "Sài"], women: ["Múi", "Slao", "Hợi", "Nình", "Thìn"]),
        "Ê-đê": Stock(families: ["Niê", "Êban", "Mlô", "Kbuôr", "Ayŭn", "Byă", "Knul"], men: ["Blơ", "Thin", "Wik", "Nguêl", "Djan", "Khoan", "Bhem"], women: ["Bê", "Lăn", "Nga", "Ruih", "Djuôn", "Mrai", "Yiă"], menMiddle: ["Y "], womenMiddle: ["H’"], isGivenFirst: true),
        "Mnông": Stock(families: ["Bkrông", "Liêng", "Ndu", "Rjê", "Buôn Krông"], men: ["Lơi", "Bing", "Kông", "Sam", "Thơ"], women: ["Djuang", "Rim", "Hương", "Bêt", "Mai"], menMiddle: ["Y "], womenMiddle: ["H’"], isGivenFirst: true),
        "Chăm": Stock(families: ["Bá", "Đàng", "Lưu", "Quảng", "Thông", "Thập"], men: ["Hán", "Minh", "Sinh", "Đại", "Thạnh"], women: ["Đào", "Lệ", "Nữ", "Thơm", "Hường"]),
        "Ra-glai": Stock(families: ["Mang", "Pi Năng", "Chamaléa", "Katơr", "Tro"], men: ["Tâm", "Linh", "Chiến", "Thọ", "Phước"], women: ["Nhung", "Hiếm", "Thuận", "Phương", "Diễm"]),
        "Cơ-ho": Stock(families: [""], men: ["Brèo", "Brừm", "Tiếu", "Văn Sinh", "Minh Hùng"], women: ["Nhếo", "Hiền", "Thoan", "Bích Ngọc", "Thảo"], menMiddle: ["K’"], womenMiddle: ["Ka "], isGivenFirst: true),
    ]
}
