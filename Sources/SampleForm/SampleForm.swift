import Domain
import FormWorkbooks

/// A form with every kind of field, column and row, for tests of workbooks.
package enum SampleForm {
    private static func element(_ code: String, _ vi: String, _ en: String, _ type: ValueType, _ unitVi: String? = nil, _ unitEn: String = "", decimals: Int = 0, categories: [String] = [],
                                minimum: Double? = nil, maximum: Double? = nil, help: Label? = nil) -> DataElement {
        DataElement(code: code, name: Label(vi: vi, en: en), help: help, valueType: type, unitOfMeasure: unitVi.map { Label(vi: $0, en: unitEn) }, decimals: decimals, categories: categories,
                    minimum: minimum, maximum: maximum)
    }

    private static let elements = [
        element("S-VILLAGES", "Tổng số thôn, bản", "Villages", .count, "thôn, bản", "villages", maximum: 500),
        element("S-HEADS", "Số trưởng thôn, bản được tập huấn kỹ năng số", "Village heads trained in digital skills", .count, "người", "persons",
                help: Label(vi: "Người dự ít nhất một lớp trong kỳ; mỗi người tính một lần.", en: "Persons who attended at least one course in the period, each once.")),
        element("S-COVER", "Tỷ lệ hộ có đường truyền cáp quang", "Households with optical fibre", .percentage, "%", "%", decimals: 2),
        element("S-TEMP", "Chênh lệch nhiệt độ phòng máy so với quy định", "Server room temperature against the norm", .number, "°C", "°C", decimals: 1, minimum: -40, maximum: 60),
        element("S-MONEY", "Kinh phí đã giải ngân trong kỳ", "Money spent in the period", .money, "đồng", "đồng"),
        element("S-PLAN", "Đã ban hành kế hoạch năm", "The plan of the year is issued", .yesNo),
        element("S-DATE", "Ngày ban hành kế hoạch", "Day on which it was issued", .date),
        element("S-TEXT", "Khó khăn, vướng mắc", "Difficulties", .text),
        element("S-PERSONS", "Số người tham gia các buổi hướng dẫn tại nhà văn hoá thôn, bản về sử dụng dịch vụ công trực tuyến", "Persons at sessions on public services online", .count, "người", "persons", categories: ["SEX"]),
        element("S-LEARNERS", "Số người học xong", "Persons who completed", .count, "người", "persons", categories: ["SEX"]),
        element("S-AGES", "Số người dùng thiết bị thông minh", "Persons with a smart device", .count, "người", "persons", categories: ["SEX", "AGE"]),
        element("S-TEAMS", "Tổ công nghệ số cộng đồng đang hoạt động", "Community digital teams at work", .count, "tổ", "teams"),
    ]

    private static func option(_ code: String, _ vi: String, _ en: String) -> CategoryOption { CategoryOption(code: code, name: Label(vi: vi, en: en)) }

    private static let categories = [
        Category(code: "SEX", name: Label(vi: "Giới tính", en: "Sex"), options: [option("M", "Nam", "Male"), option("F", "Nữ", "Female")]),
        Category(code: "AGE", name: Label(vi: "Tuổi", en: "Age"), options: [option("A1", "Dưới 16 tuổi", "Under 16"), option("A2", "16–59 tuổi", "16–59"), option("A3", "60 tuổi trở lên", "60 and over")]),
    ]

    private static func computed(_ vi: String, _ en: String, _ expression: String, _ unit: String = "%", decimals: Int = 1) -> FormDefinition.Row {
        .computed(.init(name: Label(vi: vi, en: en), expression: expression, unitOfMeasure: Label(vi: unit, en: unit), decimals: decimals))
    }

    private static let form = FormDefinition(
        code: "MAU-01", name: Label(vi: "Báo cáo tháng về chuyển đổi số trong công tác dân tộc", en: "Monthly report on digital transformation in ethnic affairs"), version: 3, frequency: .month, level: .commune, dueDays: 5,
        sections: [
            FormDefinition.Section(name: Label(vi: "Tập huấn, hướng dẫn", en: "Training"), help: Label(vi: "Theo danh sách lớp.", en: "By the lists of courses."), rows: [
                .field(.init(dataElement: "S-VILLAGES", isMandatory: true)), .field(.init(dataElement: "S-HEADS")),
                computed("Tỷ lệ trưởng thôn, bản đã tập huấn", "Share of village heads trained", "#{S-HEADS} / #{S-VILLAGES} * 100"),
                .field(.init(dataElement: "S-COVER")), .field(.init(dataElement: "S-TEMP")), .field(.init(dataElement: "S-MONEY")),
                computed("Bình quân kinh phí một thôn, bản", "Money per village", "firstNonNull(#{S-MONEY}, 0) / greatest(#{S-VILLAGES}, 1)", "đồng", decimals: 0),
            ]),
            FormDefinition.Section(name: Label(vi: "Kế hoạch", en: "Plan"), rows: [
                .field(.init(dataElement: "S-PLAN")), .field(.init(dataElement: "S-DATE")), .field(.init(dataElement: "S-TEXT")),
            ]),
            FormDefinition.Section(name: Label(vi: "Người dân", en: "People"), rows: [
                .field(.init(dataElement: "S-PERSONS", columns: ["SEX"])), .field(.init(dataElement: "S-LEARNERS", columns: ["SEX"], greyed: [Disaggregation(["M"])])),
                computed("Tỷ lệ nữ", "Share of women", "#{S-PERSONS:F} / #{S-PERSONS} * 100"),
                .field(.init(dataElement: "S-AGES", columns: ["SEX", "AGE"])),
                computed("Người cao tuổi", "Older persons", "if(isNull(#{S-AGES:A3}), 0, #{S-AGES:A3}) - #{S-AGES:A3} % 10", "người", decimals: 0),
                .field(.init(dataElement: "S-TEAMS", isGathered: true)),
                computed("Tổ trên một thôn, bản", "Teams per village", "#{S-TEAMS} / #{S-VILLAGES}", "tổ", decimals: 2),
                computed("Tăng so với kỳ trước", "More than last period", "#{S-HEADS} - #{S-HEADS}.periodOffset(-1)", "người", decimals: 0),
            ]),
        ],
        citation: Citation(text: Label(vi: "Ban hành kèm theo Thông tư mẫu số 01/2026/TT-BDTTG", en: "Issued with sample circular 01/2026/TT-BDTTG")))

    package static let layout = FormLayout(form, elements: Dictionary(uniqueKeysWithValues: elements.map { ($0.code, $0) }), categories: Dictionary(uniqueKeysWithValues: categories.map { ($0.code, $0) }))

    package static let cells: [CellKey: CellContent] = [
        CellKey("S-VILLAGES"): CellContent(value: "27"),
        CellKey("S-HEADS"): CellContent(value: "21", comment: "Ba bản chưa có sóng 4G", source: "Danh sách lớp 6/10"),
        CellKey("S-MONEY"): CellContent(isWithoutFigure: true, comment: "Kho bạc chưa đối chiếu"),
        CellKey("S-PLAN"): CellContent(value: "true"),
        CellKey("S-DATE"): CellContent(value: "2026-02-28"),
        CellKey("S-TEXT"): CellContent(value: "=1+1 là chữ, không phải công thức"),
        CellKey("S-PERSONS", Disaggregation(["M"])): CellContent(value: "200", comment: "theo sổ"),
        CellKey("S-PERSONS", Disaggregation(["F"])): CellContent(value: "218", comment: "ước tính"),
        CellKey("S-AGES", Disaggregation(["F", "A3"])): CellContent(isWithoutFigure: true, comment: "chưa điều tra"),
        CellKey("S-AGES", Disaggregation(["M", "A2"])): CellContent(value: "55"),
    ]

    package static func workbook(units: Int = 2, language: WorkbookLanguage = .vi, cells: [CellKey: CellContent] = cells, month: Int = 10) throws -> FormWorkbook {
        let book = PeriodBook(), period = try book.period("2026-\(month < 10 ? "0" : "")\(month)")
        let names = ["Xã Na Son", "Xã Pú Nhung/Mùn Chung [mới]", "Phường Điện Biên Phủ"]
        let made = (0..<units).map { index in
            FormWorkbook.Unit(
                id: UnitID("0320\(index + 1)"), name: Label(vi: names[index % names.count], en: names[index % names.count]), due: period.lastDay.adding(days: 5), version: Int64(482 + index), cells: index == 0 ? cells : [:],
                history: [CellKey("S-VILLAGES"): CellHistory(past: [27], periodsPerYear: 12), CellKey("S-HEADS"): CellHistory(past: [18], periodsPerYear: 12),
                          CellKey("S-MONEY"): CellHistory(past: [1_250_000], periodsPerYear: 12), CellKey("S-COVER"): CellHistory(past: [81.25], periodsPerYear: 12),
                          CellKey("S-PERSONS", Disaggregation(["M"])): CellHistory(past: [90], periodsPerYear: 12), CellKey("S-PERSONS", Disaggregation(["F"])): CellHistory(past: [105], periodsPerYear: 12)],
                gathered: [CellKey("S-TEAMS"): 26])
        }
        return FormWorkbook(
            layout: layout, period: period, periodName: Label(vi: "tháng \(month)/2026", en: "month \(month)/2026"), previousPeriodName: Label(vi: "tháng \(month - 1)/2026", en: "month \(month - 1)/2026"),
            provinceName: Label(vi: "Tỉnh Điện Biên", en: "Điện Biên Province"), units: made, installation: "mau.khen.example", province: "11", id: "5f0c7a3e-0000-7000-8000-000000000001",
            created: Moment(iso: "2026-11-01T01:02:03.000Z") ?? Moment(milliseconds: 0), language: language)
    }

    /// A form of nothing but formulas over four cells, for units in which all, some or none are filled in: what we work out stands in the cells, and other programs work it out again.
    package static func formulas() throws -> FormWorkbook {
        let elements = [element("A", "A", "A", .number), element("B", "B", "B", .number), element("C", "C", "C", .yesNo), element("D", "D", "D", .count, categories: ["SEX"])]
        let expressions = [
            "#{A} + #{B}", "#{A} - #{B} * 2", "#{A} / #{B}", "#{A} / #{B} * 100", "#{A} % #{B}", "-#{A} % 3", "#{A} ^ 2", "2 ^ #{B}", "-#{A} ^ 2", "#{A} ^ #{B}", "(-8) ^ (1 / 3)",
            "#{A} > #{B}", "#{A} == #{B}", "#{A} != #{B}", "#{A} >= 1 && #{B} < 5", "#{A} > 1 || #{B} > 1", "!#{C}", "#{C} + 1", "#{C} && #{A}", "null + #{A}", "null && #{A}", "null || #{A}", "!null",
            "if(#{A} > #{B}, #{A}, #{B})", "if(isNull(#{A}), -1, #{A})", "if(#{C}, #{A}, 7)", "if(null, 1, #{B})", "if(#{A} > 0, #{D}, 3)", "isNotNull(#{B})", "isNull(#{C}) + isNull(#{D:F})",
            "firstNonNull(#{A}, #{B}, 5)", "firstNonNull(#{A}, null)", "greatest(#{A}, #{B})", "least(#{A}, #{B}, 4)", "greatest(#{A}, null)", "log10(#{A})", "log(#{A})", "log(#{A}, 2)", "log(#{A}, 1)", "log(#{B} - #{B})",
            "removeZeros(#{B})", "removeZeros(#{A}) + 1", "#{D}", "#{D:F} / #{D}", "#{D} - #{D:M}", "[days] * #{A}", "#{A}.periodOffset(-1) + #{B}", "C{NONE} + 1", "C{NONE} + #{A}", "N{NONE}", "1", "0 ^ 0", "#{A} ^ 0",
            "#{A} * 1e300 * 1e300", "(#{A} + #{B}) / (#{A} - #{B})", "-(#{A} - #{B}) - -#{A}", "'1' == '1'", "'a' < 'b'", "true + #{A}", "if(#{C} == 1, 10, 20)", "1 - (2 - (3 - #{A}))", "2 ^ 3 ^ 0.5",
        ]
        let rows = elements.map { FormDefinition.Row.field(.init(dataElement: $0.code, columns: $0.categories)) } + expressions.map { computed($0, $0, $0, "", decimals: 3) }
        let form = FormDefinition(code: "CONG-THUC", name: Label(vi: "Công thức", en: "Formulas"), frequency: .month, level: .commune, dueDays: 5, sections: [FormDefinition.Section(name: Label(vi: "Công thức", en: "Formulas"), rows: rows)])
        var workbook = try workbook(units: 1, cells: [:])
        workbook.layout = FormLayout(form, elements: Dictionary(uniqueKeysWithValues: elements.map { ($0.code, $0) }), categories: Dictionary(uniqueKeysWithValues: categories.map { ($0.code, $0) }))
        let values: [[String: String]] = [
            ["A": "7.5", "B": "2", "C": "true", "D:F": "3", "D:M": "5"], ["A": "-7", "B": "3", "C": "false", "D:F": "0"], ["A": "0", "B": "0", "C": "true", "D:M": "0"], ["A": "4"], ["B": "4", "C": "false"], ["C": "true"], ["D:M": "9"],
            ["A": "3", "B": "3"], [:],
        ]
        workbook.units = values.enumerated().map { index, cells in
            FormWorkbook.Unit(id: UnitID("U\(index)"), name: Label(vi: "Đơn vị \(index)", en: "Unit \(index)"), due: workbook.period.lastDay, version: 1,
                              cells: Dictionary(uniqueKeysWithValues: cells.map { (CellKey(parsing: $0.key), CellContent(value: $0.value)) }),
                              history: index % 2 == 0 ? [CellKey("A"): CellHistory(past: [6], periodsPerYear: 12)] : [:], gathered: index > 3 ? [CellKey("A"): 11] : [:])
        }
        return workbook
    }

    /// Stands for a keyed SHA-256: not one, but as little to be guessed from a text that was changed.
    package static let seal: FormWorkbook.Seal = { text in
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
