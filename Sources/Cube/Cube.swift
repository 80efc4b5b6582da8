import Domain
import Synchronization

/// Every current number of the installation in memory, so that what any unit's subtree comes to is a look-up.
///
/// Readers take a ``snapshot()``, which costs a few reference counts, and then work without any lock; a snapshot never changes. Writers go one after
/// another. A single value is set in place; a batch is prepared beside the numbers in use and appears as a whole.
package final class Cube: Sendable {
    private let current = Mutex(State())
    private let writing = Mutex(())

    package init() {}

    package func snapshot() -> CubeSnapshot { CubeSnapshot(state: current.withLock { $0 }) }

    // MARK: What values are for

    /// Adds the order of units that follows on those added before.
    ///
    /// - Parameter succession: how its units came from those of the tree before; without it nothing is carried over.
    package func define(tree: CubeTree, succession: Succession? = nil) -> TreeHandle {
        write { $0.dimensions.define(tree, succession: succession) }
    }

    /// Makes a category's options known, or changed ones.
    package func define(_ category: Category) {
        write { state in
            state.dimensions.define(category)
            for index in state.groups.indices { state.groups[index]?.derived = DerivedColumns() }
        }
    }

    /// Makes a data element known, or the changes to one.
    ///
    /// - Throws: ``CubeError/tooLarge(element:)`` if its values do not add up exactly in the new way; nothing has changed then.
    @discardableResult
    package func define(_ element: DataElement) throws(CubeError) -> ElementHandle {
        if snapshot().element(element.code) == nil { return write { $0.dimensions.define(element) } }
        return try prepare { state throws(CubeError) in
            let handle = state.dimensions.define(element)
            try state.rebuild(handle)
            return handle
        }
    }

    package func define(_ options: Disaggregation) -> OptionsHandle { write { $0.dimensions.define(options) } }

    /// Makes a period known.
    ///
    /// - Parameter tree: the order of units in force on its last day.
    package func define(_ period: Period, on tree: TreeHandle) -> PeriodHandle { write { $0.dimensions.define(period, on: tree) } }

    // MARK: Values

    /// Sets or withdraws the current value of a unit.
    ///
    /// - Complexity: the number of units above it; linear in its column where few units have a value.
    package func set(_ change: CubeChange) throws(CubeError) {
        try writing.withLock { _ throws(CubeError) in
            try current.withLock { state throws(CubeError) in try state.set(change) }
        }
    }

    /// Sets and withdraws values, all of them or, if it throws, none. The last change to a value holds.
    package func apply(_ changes: [CubeChange]) throws(CubeError) {
        if changes.count == 1 { return try set(changes[0]) }
        try prepare { state throws(CubeError) in
            for change in changes { try state.set(change) }
        }
    }

    /// Takes in everything that a loader has collected, all of it or, if it throws, nothing.
    package func load(_ loader: consuming BulkLoader) throws(CubeError) {
        let columns = loader.columns
        try prepare { state throws(CubeError) in try state.load(columns) }
    }

    /// A loader for many values of data elements, option sets and periods that are known.
    package func loader() -> BulkLoader { BulkLoader(snapshot().state.dimensions) }

    private func write<R: Sendable>(_ body: (inout State) -> sending R) -> R {
        writing.withLock { _ in current.withLock { body(&$0) } }
    }

    private func prepare<R: Sendable>(_ body: (inout State) throws(CubeError) -> R) throws(CubeError) -> R {
        try writing.withLock { _ throws(CubeError) in
            var state = current.withLock { $0 }
            let result = try body(&state)
            // What was in use is let go of after the lock.
            let former = current.withLock { current in
                let former = current
                current = state
                return former
            }
            withExtendedLifetime(former) {}
            return result
        }
    }
}
