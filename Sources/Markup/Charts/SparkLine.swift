/// A word-sized line that shows the direction of the last few periods beside a figure.
///
/// A period without a value leaves a gap. The last value carries a dot. The line fills its height between the lowest and the highest value, so
/// it shows direction and not size; the figure beside it shows size.
/// - Parameters: `values` oldest first; `title` says in words what the line shows.
/// - Returns: nothing when there are fewer than two values.
package func sparkLine(_ values: [Double?], title: String) -> HTML {
    let known = values.compactMap { $0 }
    guard let low = known.min(), let high = known.max(), known.count > 1 else { return "" }
    let width = 72.0, height = 22.0
    // Whole steps and tenths of a unit are finer than the eye and shorter on the way.
    let step = max(1, (width / Double(values.count - 1)).rounded(.down)), start = max(0, width - step * Double(values.count - 1))
    let drawn = values.enumerated().map { index, value in
        value.map { Position(x: start + Double(index) * step, y: high == low ? height / 2 : (height * (high - $0) / (high - low) * 10).rounded() / 10) }
    }
    let last = drawn.compactMap { $0 }.last
    return """
        <svg class="spark" viewBox="-3 -3 78 28" role="img"><title>\(title)</title><path d="\(pathData(through: drawn))"/>\
        \(last.map { "<circle cx=\"\(at: $0.x)\" cy=\"\(at: $0.y)\" r=\"2.6\"/>" as HTML })</svg>
        """
}

/// A place in a drawing; y grows downwards.
struct Position: Equatable {
    var x, y: Double
}

/// The path through the positions, lifted over gaps; a value alone between two gaps becomes a dot of the line's width.
func pathData(through positions: [Position?]) -> HTML {
    var path = HTML()
    var isDown = false
    for (index, position) in positions.enumerated() {
        guard let position else { isDown = false; continue }
        path += isDown ? "L\(at: position.x) \(at: position.y)" : "M\(at: position.x) \(at: position.y)"
        let isAlone = !isDown && (index + 1 >= positions.count || positions[index + 1] == nil)
        if isAlone { path += "h0" }
        isDown = true
    }
    return path
}
