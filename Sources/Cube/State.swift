import Domain

/// All numbers as of one moment. A value: a reader's copy does not change.
struct State: Sendable {
    var dimensions = Dimensions()
    /// Five for each data element, one per standing.
    var groups: [Group?] = []

    static func groupIndex(_ element: ElementHandle, _ status: ValueStatus) -> Int {
        let standing = switch status {
        case .published: 0
        case .reported: 1
        case .illustrative: 2
        case .approved: 3
        case .registered: 4
        }
        return Int(element.rawValue) * 5 + standing
    }

    func group(_ series: CubeSeries) -> Group? {
        let index = Self.groupIndex(series.element, series.status)
        return groups.indices.contains(index) ? groups[index] : nil
    }

    mutating func makeGroup(_ element: ElementHandle, _ status: ValueStatus) -> Int {
        let index = Self.groupIndex(element, status)
        while groups.count <= index { groups.append(nil) }
        if groups[index] == nil { groups[index] = Group() }
        return index
    }

    /// Sets the current value of a unit, or withdraws it.
    mutating func set(_ change: CubeChange) throws(CubeError) {
        let tree = dimensions.tree(of: change.period)
        let layout = dimensions[tree]
        guard layout.blockOf.indices.contains(change.position) else { throw .noSuchPosition(change.position) }
        let block = layout.blockOf[change.position]
        let slot = Int(layout.slotOf[change.position])
        let place = layout.blocks[Int(block)]
        let element = dimensions[change.element]
        let group = makeGroup(change.element, change.status)
        let key = Group.RunKey(tree: tree, block: block, options: change.options)
        if change.number == nil, groups[group]!.runIndex[key] == nil { return }
        let run = groups[group]!.index(of: key)
        groups[group]!.note(change.period, dimensions[change.period])
        groups[group]!.forgetDerived(change.options, change.period, dimensions)
        do {
            try groups[group]!.editColumn(run, change.period) { column throws(DoesNotFit) in
                switch try column?.set(change.number, slot: slot, in: place, rule: element.unitRule) {
                case .inPlace?: break
                case .by(let replacement)?: column = replacement
                case nil:
                    guard let number = change.number else { return }
                    var values = OwnValues(decimals: Int(number.decimals))
                    values.append(slot: slot, units: number.units)
                    column = try Column.built(from: values, in: place, rule: element.unitRule)
                }
            }
        } catch {
            throw .tooLarge(element: element.code)
        }
    }

    /// Builds every column of a data element anew, for when its way of adding up units has changed.
    mutating func rebuild(_ element: ElementHandle) throws(CubeError) {
        let rule = dimensions[element].unitRule
        for status in ValueStatus.allCases {
            let index = Self.groupIndex(element, status)
            guard groups.indices.contains(index), groups[index] != nil else { continue }
            groups[index]!.derived = DerivedColumns()
            for (key, run) in groups[index]!.runIndex {
                let block = dimensions[key.tree].blocks[Int(key.block)]
                for period in groups[index]!.runs[run].periods {
                    guard let column = groups[index]!.runs[run][period] else { continue }
                    do {
                        groups[index]!.replaceColumn(run, period, by: try Column.built(from: column.ownValues, in: block, rule: rule))
                    } catch {
                        throw .tooLarge(element: dimensions[element].code)
                    }
                }
            }
        }
    }
}

/// A value that a change of the log has set or withdrawn.
package struct CubeChange: Sendable {
    package var element: ElementHandle
    package var options: OptionsHandle
    package var status: ValueStatus
    package var period: PeriodHandle
    /// Position of the unit in the tree that the period lies on.
    package var position: Int
    /// `nil` withdraws.
    package var number: ScaledNumber?

    package init(element: ElementHandle, options: OptionsHandle = .total, status: ValueStatus = .reported, period: PeriodHandle, position: Int,
                 number: ScaledNumber?) {
        self.element = element
        self.options = options
        self.status = status
        self.period = period
        self.position = position
        self.number = number
    }
}
