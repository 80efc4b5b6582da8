import Domain
import Storage

/// Which records make up a figure: what counts is worked out as for the figure itself.
extension Registers {
    /// The most records that are looked at one by one.
    private static let mostFed = 20_000

    /// - Throws: ``Rejected`` where there are too many records to look at; a smaller unit has fewer.
    func records(of figure: FedFigure, _ query: RecordQuery, _ register: Register, _ sight: RegisterSight, _ world: World, _ tx: ReadTransaction) throws -> [String] {
        guard let formulas = world.catalogue.registerFormulas[register.code], register.feeds.contains(where: { $0.dataElement == figure.element }) else {
            throw Rejected(Label(vi: "sổ không tính vào mục số liệu «\(figure.element)»", en: "the register does not feed “\(figure.element)”"), remedy: Label(vi: "Mở lại từ trang của số liệu.", en: "Come from the figure’s page again."), place: "feed")
        }
        var all = query
        (all.figure, all.offset, all.limit) = (nil, 0, Self.mostFed)
        var found = try search(all, register, sight, world, tx).run()
        if found.total > Self.mostFed {
            all.unit = figure.unit
            found = try search(all, register, sight, world, tx).run()
        }
        guard found.total <= Self.mostFed else {
            throw Rejected(Label(vi: "số liệu này tính từ hơn \(Self.mostFed) hồ sơ", en: "more than \(Self.mostFed) records may count for this figure"), remedy: Label(vi: "Mở từ số liệu của đơn vị nhỏ hơn.", en: "Come from the figure of a smaller unit."), place: "feed")
        }
        let ids = found.ids.map(\.text), reader = FeedReader(world: world, formulas: formulas), records = try records(ids, of: register.code, tx)
        return ids.filter { records[$0].map { reader.counts($0, for: figure) } ?? false }
    }

    /// Whether what a record says of an element hangs on something masked, so that a list of those that count would tell it.
    static func isMasked(_ element: String, in register: Register, _ world: World) -> Bool {
        guard let formulas = world.catalogue.registerFormulas[register.code] else { return false }
        return register.feeds.enumerated().contains { index, feed in
            feed.dataElement == element
                && ([feed.field, feed.date, feed.until, feed.unit].compactMap(\.self) + feed.categories.values + formulas.fieldsAsked(byFeed: index)).contains { register.isMasked($0) }
        }
    }
}

extension FeedReader {
    /// Whether a record is one of those that make up a figure.
    func counts(_ record: StoredRecord, for figure: FedFigure) -> Bool {
        let facts = facts(record), isRunning = world.catalogue.dataElements[figure.element]?.overTime == .running
        func suits(_ cell: RecordFacts.Cell) -> Bool {
            guard cell.element == figure.element, cell.options == figure.options, let period = period(cell.period) else { return false }
            guard isRunning ? period.firstDay <= figure.period.lastDay : period.firstDay >= figure.period.firstDay && period.lastDay <= figure.period.lastDay else { return false }
            return figure.unit.map { top in cell.unit == top || world.units.ancestors(of: cell.unit, asOf: figure.period.lastDay).contains { $0.id == top } } ?? true
        }
        return facts.sums.filter { suits($0.key) }.values.reduce(0, +) != 0 || facts.singles.contains { suits($0.cell) }
    }

    private func period(_ id: String) -> Period? {
        do { return try world.catalogue.periods.period(id) } catch { return nil }  // periods of cells come from the same book
    }
}
