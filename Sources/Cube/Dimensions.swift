import Domain

/// Everything that values are for, by code and by handle.
struct Dimensions: Sendable {
    struct Element: Sendable {
        var code: String
        var unitRule: UnitRule
        var timeRule: Aggregation
        /// In the order of the data element; the first adds up to the total.
        var categories: [Int32]
    }

    struct Member: Hashable, Sendable {
        var option: Int32
        /// -1 while no category with this option is known.
        var category: Int32
    }

    private(set) var elements: [Element] = []
    /// By ``OptionsHandle``; members in order of option.
    private(set) var optionSets: [[Member]] = [[]]
    private(set) var periods: [Period] = []
    /// By ``PeriodHandle``: the tree that its values lie on and the kinds of periods it can be put together from.
    private(set) var places: [(tree: TreeHandle, finerKinds: PeriodKinds)] = []
    private(set) var trees: [TreeLayout] = []
    /// By tree: how its units came from those of the tree before.
    private var successions: [Succession?] = []

    private var elementByCode: [String: ElementHandle] = [:]
    private var optionsByKey: [Disaggregation: OptionsHandle] = [.total: .total]
    private var periodByID: [String: PeriodHandle] = [:]
    private var categoryByCode: [String: Int32] = [:]
    private var optionByCode: [String: Int32] = [:]
    private var categoryOfOption: [Int32] = []
    private var keys: [Disaggregation] = [.total]

    // MARK: Codes to handles

    func element(_ code: String) -> ElementHandle? { elementByCode[code] }
    func options(_ options: Disaggregation) -> OptionsHandle? { optionsByKey[options] }
    func period(_ id: String) -> PeriodHandle? { periodByID[id] }

    // MARK: Handles to meaning

    subscript(_ handle: ElementHandle) -> Element { elements[Int(handle.rawValue)] }
    subscript(_ handle: OptionsHandle) -> [Member] { optionSets[Int(handle.rawValue)] }
    subscript(_ handle: PeriodHandle) -> Period { periods[Int(handle.rawValue)] }
    subscript(_ handle: TreeHandle) -> TreeLayout { trees[Int(handle.rawValue)] }
    func tree(of handle: PeriodHandle) -> TreeHandle { places[Int(handle.rawValue)].tree }
    func disaggregation(_ handle: OptionsHandle) -> Disaggregation { keys[Int(handle.rawValue)] }

    /// Whether the first set has every option of the second.
    func contains(_ larger: OptionsHandle, _ smaller: OptionsHandle) -> Bool {
        if smaller == .total || larger == smaller { return true }
        let members = self[larger]
        return self[smaller].allSatisfy { wanted in members.contains { $0.option == wanted.option } }
    }

    /// Whether the handles are of this state: one that was made later has no values in it.
    func knows(_ series: CubeSeries) -> Bool { elements.indices.contains(Int(series.element.rawValue)) && optionSets.indices.contains(Int(series.options.rawValue)) }

    func knows(_ time: CubeTime) -> Bool {
        if case .runningTotal(let first, _) = time, !periods.indices.contains(Int(first.rawValue)) { return false }
        return periods.indices.contains(Int(time.lastPeriod.rawValue))
    }

    // MARK: Definition

    mutating func define(_ category: Category) {
        let number = index(ofCategory: category.code)
        for option in category.options { categoryOfOption[Int(index(ofOption: option.code))] = number }
        for set in optionSets.indices {
            for member in optionSets[set].indices {
                optionSets[set][member].category = categoryOfOption[Int(optionSets[set][member].option)]
            }
        }
    }

    mutating func define(_ element: DataElement) -> ElementHandle {
        let entry = Element(code: element.code, unitRule: UnitRule(element.overUnits), timeRule: element.overTime,
                            categories: element.categories.map { index(ofCategory: $0) })
        if let known = elementByCode[element.code] {
            elements[Int(known.rawValue)] = entry
            return known
        }
        let handle = ElementHandle(rawValue: Int32(elements.count))
        elements.append(entry)
        elementByCode[element.code] = handle
        return handle
    }

    mutating func define(_ options: Disaggregation) -> OptionsHandle {
        if let known = optionsByKey[options] { return known }
        let handle = OptionsHandle(rawValue: Int32(optionSets.count))
        let members = options.codes.map { code in
            let option = index(ofOption: code)
            return Member(option: option, category: categoryOfOption[Int(option)])
        }
        optionSets.append(members.sorted { $0.option < $1.option })
        keys.append(options)
        optionsByKey[options] = handle
        return handle
    }

    mutating func define(_ period: Period, on tree: TreeHandle) -> PeriodHandle {
        if let known = periodByID[period.id] { return known }
        let handle = PeriodHandle(rawValue: Int32(periods.count))
        periods.append(period)
        places.append((tree, PeriodKinds(within: period.kind)))
        periodByID[period.id] = handle
        return handle
    }

    func succession(to tree: TreeHandle) -> Succession? { successions[Int(tree.rawValue)] }

    mutating func define(_ tree: CubeTree, succession: Succession?) -> TreeHandle {
        precondition(succession == nil || succession!.sources.count == tree.count && !trees.isEmpty)
        trees.append(TreeLayout(tree))
        successions.append(succession)
        return TreeHandle(rawValue: Int32(trees.count - 1))
    }

    private mutating func index(ofCategory code: String) -> Int32 {
        if let known = categoryByCode[code] { return known }
        let index = Int32(categoryByCode.count)
        categoryByCode[code] = index
        return index
    }

    private mutating func index(ofOption code: String) -> Int32 {
        if let known = optionByCode[code] { return known }
        let index = Int32(categoryOfOption.count)
        optionByCode[code] = index
        categoryOfOption.append(-1)
        return index
    }
}
