import Domain
import Sheets

/// Reads rows of a file of values: finds what each names, checks it, and stages it.
///
/// Every distinct code is looked up once; a row costs a few table look-ups and no string.
struct ValueIntake {
    private(set) var staged = StagedValues()
    private(set) var notes: [Label] = []

    private let world: World
    private let rules: ValueRules
    private let options: ImportOptions
    private let places: [ImportColumn: Int]
    private var mark: DecimalMark?

    private var elementTable = ByteTable(), unitTable = ByteTable(), periodTable = ByteTable(), optionTable = ByteTable(), textTable = ByteTable()
    private var elements: [Result<Int32, ValueRules.Refusal>] = [], periods: [Result<Int32, ValueRules.Refusal>] = [], texts: [Result<Int32, ValueRules.Refusal>] = []
    /// By element and period, unit and period, unit and element, element and options: whether they go together.
    private var fits: [UInt64: ValueRules.Refusal?] = [:], units: [UInt64: Result<Int32, ValueRules.Refusal>] = [:]
    private var levels: [UInt64: ValueRules.Refusal?] = [:], optionSets: [UInt64: Result<Int32, ValueRules.Refusal>] = [:]
    private var hasConverted = false

    init(world: World, options: ImportOptions, places: [ImportColumn: Int]) {
        self.world = world
        self.options = options
        self.places = places
        rules = ValueRules(world: world)
        mark = options.decimalMark
    }

    /// Looks through the beginning of the file for evidence of the decimal mark.
    mutating func findDecimalMark(in file: any RowSource) throws {
        guard mark == nil, let place = places[.value] else { return }
        var samples: [String] = []
        struct Enough: Error {}
        do {
            try file.forEachRow(refused: { _, _ in }) { row in
                let bytes = row.bytes(place)
                if row.kind(place) == .text, bytes.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }) { samples.append(row.text(place)) }
                if row.line > 20_000 || samples.count >= 2000 { throw Enough() }
            }
        } catch is Enough {}
        switch NumberText.detectMark(over: samples) {
        case .comma:
            mark = .comma
            notes.append(Label(vi: "Dấu thập phân của tệp: dấu phẩy.", en: "The file's decimal mark is a comma."))
        case .point: mark = .point
        case .undetermined: break
        case .conflicting(let comma, let point):
            throw Rejected(Label(vi: "tệp dùng cả hai dấu thập phân: \(comma) và \(point)", en: "the file uses both decimal marks: \(comma) and \(point)"),
                           remedy: Label(vi: "Thống nhất một dấu, hoặc chọn --decimal comma hay --decimal point.", en: "Keep to one, or choose --decimal comma or --decimal point."))
        }
    }

    /// Takes one row.
    ///
    /// - Returns: why it is refused, or `nil` where it was staged.
    mutating func take(_ row: SheetRow) -> ImportProblem? {
        do throws(ValueRules.Refusal) {
            try stage(row)
            return nil
        } catch {
            let place = places[error.column]
            return ImportProblem(line: row.line, column: place.map { row.cellName($0) } ?? error.column.rawValue, value: place.map { row.text($0) } ?? "",
                                 reason: error.reason, remedy: error.remedy)
        }
    }

    private mutating func stage(_ row: SheetRow) throws(ValueRules.Refusal) {
        let element = try element(row), period = try period(row)
        try check(element: element, period: period)
        let unit = try unit(row, period: period)
        try check(unit: unit, element: element)
        let set = try options(row, element: element)
        let definition = staged.elements[Int(element)]
        var staging = StagedValues.Row(element: element, unit: unit, period: period, options: set, number: 0, decimals: 0, bound: 0, text: StagedValues.isWithdrawn,
                                       comment: try text(row, .comment), source: try text(row, .source), line: Int32(truncatingIfNeeded: row.line))
        if staging.source < 0, let source = options.source { staging.source = staged.index(of: source) }
        if options.status == .published, staging.source < 0 {
            throw .init(.source, vi: "số liệu công bố phải có nguồn", en: "a published value needs a source", remedyVi: "Ghi văn bản hoặc nơi công bố.", remedyEn: "Name the document or place of publication.")
        }
        try value(row, definition, into: &staging)
        staged.rows.append(staging)
    }

    private mutating func value(_ row: SheetRow, _ element: DataElement, into staging: inout StagedValues.Row) throws(ValueRules.Refusal) {
        let place = places[.value]!
        var bytes = row.bytes(place)
        while let first = bytes.first, first == 32 { bytes = UnsafeBufferPointer(rebasing: bytes.dropFirst()) }
        while let last = bytes.last, last == 32 { bytes = UnsafeBufferPointer(rebasing: bytes.dropLast()) }
        guard !bytes.isEmpty else {
            throw .init(.value, vi: "ô giá trị để trống", en: "the value is empty", remedyVi: "Không có số liệu thì bỏ dòng; bằng không thì ghi 0; rút lại thì ghi «-».",
                        remedyEn: "Leave the row out if there is no figure; write 0 for zero; write “-” to withdraw an earlier value.")
        }
        if bytes.count == 1, bytes[0] == UInt8(ascii: "-") { return }
        if element.valueType.isNumeric {
            let (bound, rest) = Self.bound(of: bytes)
            staging.bound = bound
            let number = try number(rest, kind: row.kind(place), element)
            try rules.check(number, of: element)
            staging.number = number.units
            staging.decimals = number.decimals
            staging.text = StagedValues.isNumber
        } else {
            let text = VietnameseText.nfc(String(decoding: bytes, as: UTF8.self))
            staging.text = staged.index(of: try rules.canonical(text, of: element))
        }
    }

    private static func bound(of bytes: UnsafeBufferPointer<UInt8>) -> (UInt8, UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first, first == UInt8(ascii: ">") || first == UInt8(ascii: "<") else { return (0, bytes) }
        let isInclusive = bytes.count > 1 && bytes[1] == UInt8(ascii: "=")
        var rest = UnsafeBufferPointer(rebasing: bytes.dropFirst(isInclusive ? 2 : 1))
        while let space = rest.first, space == 32 { rest = UnsafeBufferPointer(rebasing: rest.dropFirst()) }
        let bound: Bound = first == UInt8(ascii: ">") ? (isInclusive ? .atLeast : .moreThan) : (isInclusive ? .atMost : .lessThan)
        return (UInt8(StagedValues.bounds.firstIndex(of: bound)!), rest)
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>, kind: CellKind, _ element: DataElement) throws(ValueRules.Refusal) -> ScaledNumber {
        // Digits alone read the same under either mark; a workbook's numbers are never written with a comma.
        let isPlain = bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: "-") }
        if isPlain || kind == .number || kind == .percent || mark == .point && !bytes.contains(UInt8(ascii: ",")) {
            if let number = try? ScaledNumber(utf8: bytes) {  // what it does not read is read again below, with its reason
                guard kind == .percent, element.valueType == .percentage else { return number }
                return ScaledNumber(number.double * 100, decimals: 4) ?? number
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(NumberTextError) {
            return try NumberText.parse(text, mark: mark).number
        } catch {
            switch error {
            case .ambiguous(_, let comma, let point):
                throw .init(.value, vi: "«\(text)» đọc được hai cách: \(comma) hoặc \(point)", en: "“\(text)” can be read two ways: \(comma) or \(point)",
                            remedyVi: "Chọn --decimal comma hoặc --decimal point, hoặc bỏ dấu phân nhóm.", remedyEn: "Choose --decimal comma or --decimal point, or leave out the thousands mark.")
            case .contradictsMark(_, let mark, let reading):
                throw .init(.value, vi: "«\(text)» trái với dấu thập phân «\(mark.rawValue)» của tệp (đọc là \(reading))", en: "“\(text)” goes against the file's decimal mark “\(mark.rawValue)” (it reads \(reading))",
                            remedyVi: "Thống nhất dấu thập phân trong tệp.", remedyEn: "Use one decimal mark in the file.")
            case .tooManyDigits, .tooManyDecimals:
                throw .init(.value, vi: "«\(text)» có quá nhiều chữ số", en: "“\(text)” has too many digits", remedyVi: "Tối đa 15 chữ số, 6 chữ số thập phân.", remedyEn: "At most 15 digits, 6 of them decimals.")
            case .empty, .notANumber, .badGroups:
                throw .init(.value, vi: "«\(text)» không phải là số", en: "“\(text)” is not a number", remedyVi: "\(element.code) nhận số, ví dụ 1234 hoặc 12,5.", remedyEn: "\(element.code) takes a number, such as 1234 or 12.5.")
            }
        }
    }

    // MARK: Look-ups

    private mutating func element(_ row: SheetRow) throws(ValueRules.Refusal) -> Int32 {
        let (index, isNew) = elementTable.index(of: row.bytes(places[.dataElement]!))
        if isNew {
            let text = elementTable.text(Int(index)).trimmingSpaces
            elements.append(caught { () throws(ValueRules.Refusal) in staged.index(of: try rules.element(text)) })
        }
        return try elements[Int(index)].get()
    }

    private mutating func period(_ row: SheetRow) throws(ValueRules.Refusal) -> Int32 {
        let (index, isNew) = periodTable.index(of: row.bytes(places[.period]!))
        if isNew {
            let text = periodTable.text(Int(index)).trimmingSpaces
            periods.append(caught { () throws(ValueRules.Refusal) in staged.index(of: try rules.period(text)) })
        }
        return try periods[Int(index)].get()
    }

    private mutating func unit(_ row: SheetRow, period: Int32) throws(ValueRules.Refusal) -> Int32 {
        let (index, _) = unitTable.index(of: row.bytes(places[.unit]!))
        let key = UInt64(UInt32(bitPattern: index)) << 32 | UInt64(UInt32(bitPattern: period))
        if let known = units[key] { return try known.get() }
        let code = unitTable.text(Int(index)).trimmingSpaces
        let found = caught { () throws(ValueRules.Refusal) -> Int32 in
            let unit = try rules.unit(code, in: staged.periods[Int(period)])
            return staged.index(of: unit, province: world.province(of: unit.id))
        }
        units[key] = found
        return try found.get()
    }

    private mutating func options(_ row: SheetRow, element: Int32) throws(ValueRules.Refusal) -> Int32 {
        guard let place = places[.options], !row.bytes(place).isEmpty else {
            return staged.index(of: Disaggregation.total)
        }
        let (index, _) = optionTable.index(of: row.bytes(place))
        let key = UInt64(UInt32(bitPattern: index)) << 32 | UInt64(UInt32(bitPattern: element))
        if let known = optionSets[key] { return try known.get() }
        let text = optionTable.text(Int(index))
        let found = caught { () throws(ValueRules.Refusal) in staged.index(of: try rules.options(text, for: staged.elements[Int(element)])) }
        optionSets[key] = found
        return try found.get()
    }

    private mutating func check(element: Int32, period: Int32) throws(ValueRules.Refusal) {
        let key = UInt64(UInt32(bitPattern: element)) << 32 | UInt64(UInt32(bitPattern: period))
        if fits[key] == nil {
            let refusal: ValueRules.Refusal?
            do throws(ValueRules.Refusal) {
                try rules.check(staged.periods[Int(period)], fits: staged.elements[Int(element)])
                refusal = nil
            } catch { refusal = error }
            fits[key] = .some(refusal)
        }
        if let refusal = fits[key]! { throw refusal }
    }

    private mutating func check(unit: Int32, element: Int32) throws(ValueRules.Refusal) {
        let key = UInt64(UInt32(bitPattern: unit)) << 32 | UInt64(UInt32(bitPattern: element))
        if levels[key] == nil {
            let refusal: ValueRules.Refusal?
            do throws(ValueRules.Refusal) {
                try rules.check(staged.units[Int(unit)], fits: staged.elements[Int(element)])
                refusal = nil
            } catch { refusal = error }
            levels[key] = .some(refusal)
        }
        if let refusal = levels[key]! { throw refusal }
    }

    /// A comment or source: in form C, converted where it is in an old encoding; -1 where there is none.
    private mutating func text(_ row: SheetRow, _ column: ImportColumn) throws(ValueRules.Refusal) -> Int32 {
        guard let place = places[column], !row.bytes(place).isEmpty else { return -1 }
        let (index, isNew) = textTable.index(of: row.bytes(place))
        if isNew {
            var text = textTable.text(Int(index)).trimmingSpaces
            if let encoding = LegacyText.detect(text) {
                do throws(LegacyTextError) { text = try LegacyText.convert(text, from: encoding) } catch {
                    texts.append(.failure(.init(column, vi: "văn bản viết bằng bảng mã \(encoding.rawValue), không chuyển được", en: "the text is in the \(encoding.rawValue) encoding and cannot be converted",
                                                remedyVi: "Chuyển tệp sang Unicode rồi nhập lại.", remedyEn: "Convert the file to Unicode and import it again.")))
                    return try texts[Int(index)].get()
                }
                if !hasConverted {
                    hasConverted = true
                    notes.append(Label(vi: "Văn bản viết bằng bảng mã \(encoding.rawValue) đã được chuyển sang Unicode.", en: "Text in the \(encoding.rawValue) encoding was converted to Unicode."))
                }
            }
            texts.append(.success(text.isEmpty ? -1 : staged.index(of: VietnameseText.nfc(text))))
        }
        return try texts[Int(index)].get()
    }

    private func caught(_ body: () throws(ValueRules.Refusal) -> Int32) -> Result<Int32, ValueRules.Refusal> {
        do throws(ValueRules.Refusal) { return .success(try body()) } catch { return .failure(error) }
    }

    // MARK: The whole

    /// Puts the rows in order and finds values given twice: the same value twice counts once, two different ones are refused.
    mutating func finish() -> [ImportProblem] {
        let doubles = staged.sort()
        guard !doubles.isEmpty else { return [] }
        var problems: [ImportProblem] = []
        var dropped: Set<Int32> = []
        for (first, second) in doubles {
            dropped.insert(second.line)
            guard staged.text(of: first) != staged.text(of: second) else { continue }
            dropped.insert(first.line)
            problems.append(ImportProblem(
                line: Int(second.line), column: ImportColumn.value.rawValue, value: staged.text(of: second) ?? "–",
                reason: Label(vi: "dòng \(first.line) ghi giá trị khác (\(staged.text(of: first) ?? "–")) cho cùng ô", en: "line \(first.line) gives another value (\(staged.text(of: first) ?? "–")) for the same place"),
                remedy: Label(vi: "Giữ lại một dòng.", en: "Keep one of the two.")))
        }
        staged.rows.removeAll { dropped.contains($0.line) }
        return problems
    }
}
