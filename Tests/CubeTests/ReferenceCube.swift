import Cube
import Domain

/// SplitMix64, so that a failing case comes back with its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The rules of the cube written as plain recursion over units, options and periods, without columns, blocks or anything kept.
struct ReferenceCube {
    struct Place: Hashable {
        var options: Disaggregation
        var status: ValueStatus
        var period: String
        var position: Int
    }

    struct Answer {
        var total: Double
        var count: Int

        /// What the total stands for as one value.
        func value(_ rule: Aggregation) -> Double {
            switch rule {
            case .average: total / Double(count)
            case .count: Double(count)
            default: total
            }
        }
    }

    let element: DataElement
    let categories: [Category]
    let periods: [String: Period]
    private let children: [[Int]]
    private var values: [Place: Double] = [:]
    private var given: [ValueStatus: Set<String>] = [:]
    /// Positions with any value, and those above them: there is nothing to look for elsewhere.
    private var reached: Set<Int> = []
    /// Places with a value of any option set.
    private var touched: Set<Place> = []
    private let parent: [Int]

    /// What has been found already, for it would take too long to find it again and again.
    private final class Memory {
        var own: [Place: Double?] = [:]
        var parts: [String: [String]] = [:]
        var answers: [String: Answer?] = [:]
    }

    private var memory = Memory()

    init(element: DataElement, categories: [Category], parent: [Int], periods: [String: Period]) {
        self.element = element
        self.categories = categories
        self.parent = parent
        self.periods = periods
        children = parent.indices.map { above in parent.indices.filter { parent[$0] == above } }
    }

    mutating func set(_ place: Place, _ value: Double?) {
        values[place] = value
        memory = Memory()
        given[place.status, default: []].insert(place.period)
        touched.insert(Place(options: .total, status: place.status, period: place.period, position: place.position))
        var position = place.position
        while position >= 0, reached.insert(position).inserted { position = parent[position] }
    }

    // MARK: Options

    func own(_ options: Disaggregation, _ status: ValueStatus, _ period: String, _ position: Int) -> Double? {
        if !touched.contains(Place(options: .total, status: status, period: period, position: position)) { return nil }
        let place = Place(options: options, status: status, period: period, position: position)
        if let known = memory.own[place] { return known }
        let found = values[place] ?? sumOfParts(options, status, period, position)
        memory.own[place] = .some(found)
        return found
    }

    private func sumOfParts(_ options: Disaggregation, _ status: ValueStatus, _ period: String, _ position: Int) -> Double? {
        guard [.sum, .last, .first, .count].contains(element.overUnits) else { return nil }
        var further = element.categories.filter { code in !options.codes.contains { option in category(code).options.contains { $0.code == option } } }
        if options.isTotal { further = Array(further.prefix(1)) }
        for code in further {
            let parts = category(code).options.compactMap { own(Disaggregation(options.codes + [$0.code]), status, period, position) }
            if !parts.isEmpty { return parts.reduce(0, +) }
        }
        return nil
    }

    private func category(_ code: String) -> Domain.Category { categories.first { $0.code == code }! }

    // MARK: Time

    enum Time: CustomStringConvertible {
        case period(String)
        case stretch([String])

        var description: String {
            switch self {
            case .period(let id): id
            case .stretch(let ids): "\(ids.count) periods from \(ids.min() ?? "none")"
            }
        }
    }

    /// The longest periods with values within a period, in order of time.
    private func parts(_ time: Time, _ status: ValueStatus) -> [String] {
        if element.overTime == .none { return [] }
        let key = "\(time) \(status)"
        if let known = memory.parts[key] { return known }
        let found = findParts(time, status)
        memory.parts[key] = found
        return found
    }

    private func findParts(_ time: Time, _ status: ValueStatus) -> [String] {
        let order: [PeriodKind] = [.day, .month, .quarter, .sixMonths, .year]
        let candidates: [String]
        switch time {
        case .period(let id):
            let whole = periods[id]!
            candidates = (given[status] ?? []).filter { order.firstIndex(of: periods[$0]!.kind)! < order.firstIndex(of: whole.kind)! && whole.contains(periods[$0]!) }
        case .stretch(let ids):
            candidates = ids.filter { given[status]?.contains($0) == true }
        }
        let longest = candidates.filter { one in !candidates.contains { $0 != one && periods[$0]!.contains(periods[one]!) } }
        return longest.sorted { periods[$0]!.firstDay < periods[$1]!.firstDay }
    }

    private func hasOwn(_ options: Disaggregation, _ status: ValueStatus, _ time: Time, _ position: Int) -> Bool {
        if case .period(let id) = time, own(options, status, id, position) != nil { return true }
        return parts(time, status).contains { hasOwn(options, status, .period($0), position) }
    }

    /// The values of a unit that has an own one somewhere in a time, in order of time.
    private func series(_ options: Disaggregation, _ status: ValueStatus, _ time: Time, _ position: Int) -> [Double] {
        if case .period(let id) = time, let value = own(options, status, id, position) { return [value] }
        return parts(time, status).flatMap { part -> [Double] in
            if hasOwn(options, status, .period(part), position) { return series(options, status, .period(part), position) }
            if element.overUnits == .none { return [] }
            return answer(options, status, .period(part), position).map { [$0.value(element.overUnits)] } ?? []
        }
    }

    private func overTime(_ values: [Double]) -> Double {
        switch element.overTime {
        case .sum, .running: values.reduce(0, +)
        case .average: values.reduce(0, +) / Double(values.count)
        case .last: values.last!
        case .first: values.first!
        case .min: values.min()!
        case .max: values.max()!
        case .count: Double(values.count)
        case .none: values[0]
        }
    }

    // MARK: Units

    func answer(_ options: Disaggregation, _ status: ValueStatus, _ time: Time, _ position: Int) -> Answer? {
        if !reached.contains(position) { return nil }
        let key = "\(options) \(time) \(status) \(position)"
        if let known = memory.answers[key] { return known }
        let found = findAnswer(options, status, time, position)
        memory.answers[key] = .some(found)
        return found
    }

    private func findAnswer(_ options: Disaggregation, _ status: ValueStatus, _ time: Time, _ position: Int) -> Answer? {
        if case .period(let id) = time, let value = own(options, status, id, position) { return Answer(total: value, count: 1) }
        if hasOwn(options, status, time, position) {
            return Answer(total: overTime(series(options, status, time, position)), count: 1)
        }
        if element.overUnits == .none { return nil }
        let beneath = children[position].compactMap { answer(options, status, time, $0) }
        if beneath.isEmpty { return nil }
        let total = switch element.overUnits {
        case .min: beneath.map(\.total).min()!
        case .max: beneath.map(\.total).max()!
        default: beneath.map(\.total).reduce(0, +)
        }
        return Answer(total: total, count: beneath.map(\.count).reduce(0, +))
    }
}
