/// Leaves out the corners of boundaries that a drawing cannot show, in the same way for both neighbours of a border.
///
/// Corners where more than two borders meet stay. Each stretch between two of them is simplified by Douglas and Peucker's rule, always walked in the same
/// direction, whichever unit it is drawn for.
struct BorderSimplifier {
    private let tolerance: Double
    private let junctions: Set<GridPoint>

    init(rings: [[GridPoint]], tolerance: Double) {
        self.tolerance = tolerance
        var neighbours = [GridPoint: Set<GridPoint>]()
        for ring in rings.map(Self.withoutRepeats) where ring.count > 1 {
            for (index, point) in ring.enumerated() {
                neighbours[point, default: []].insert(ring[(index + 1) % ring.count])
                neighbours[point, default: []].insert(ring[(index + ring.count - 1) % ring.count])
            }
        }
        junctions = Set(neighbours.filter { $0.value.count > 2 }.keys)
    }

    /// A closed ring, without its repeated end, with fewer corners; fewer than three when nothing visible is left.
    func simplified(_ ring: [GridPoint]) -> [GridPoint] {
        let ring = Self.withoutRepeats(ring)
        guard ring.count > 2 else { return [] }
        // An island meets no other border: it is cut at its westernmost corner and at the one farthest from there.
        let start = ring.firstIndex(where: junctions.contains) ?? ring.indices.min { (ring[$0].x, ring[$0].y) < (ring[$1].x, ring[$1].y) } ?? 0
        let turned = ring[start...] + ring[..<start]
        var stretches = [[GridPoint]](), current = [GridPoint]()
        for point in turned + [ring[start]] {
            current.append(point)
            if current.count > 1, junctions.contains(point) {
                stretches.append(current)
                current = [point]
            }
        }
        if current.count > 1 { stretches.append(current) }
        if stretches.count == 1 { stretches = Self.halves(of: stretches[0]) }
        return Self.withoutRepeats(stretches.flatMap { simplified(stretch: $0).dropLast() })
    }

    private static func halves(of loop: [GridPoint]) -> [[GridPoint]] {
        let far = loop.indices.max { squared(loop[0], loop[$0]) < squared(loop[0], loop[$1]) } ?? 0
        return [Array(loop[...far]), Array(loop[far...])]
    }

    private func simplified(stretch: [GridPoint]) -> [GridPoint] {
        guard stretch.count > 2, let first = stretch.first, let last = stretch.last else { return stretch }
        let isForward = (first.x, first.y) <= (last.x, last.y)
        let ordered = isForward ? stretch : stretch.reversed()
        var isKept = [Bool](repeating: false, count: ordered.count)
        isKept[0] = true
        isKept[ordered.count - 1] = true
        var open = [(0, ordered.count - 1)]
        while let (from, to) = open.popLast() {
            let far = ((from + 1)..<max(to, from + 1)).map { ($0, distance(of: ordered[$0], from: ordered[from], to: ordered[to])) }.max { $0.1 < $1.1 }
            guard let (middle, distance) = far, distance > tolerance else { continue }
            isKept[middle] = true
            open += [(from, middle), (middle, to)]
        }
        let kept = zip(ordered, isKept).compactMap { $1 ? $0 : nil }
        return isForward ? kept : kept.reversed()
    }

    /// The distance of a corner from the straight border between two others, or from the nearer of them when it lies beyond.
    private func distance(of point: GridPoint, from: GridPoint, to: GridPoint) -> Double {
        let dx = Double(to.x - from.x), dy = Double(to.y - from.y)
        let px = Double(point.x - from.x), py = Double(point.y - from.y)
        let length = dx * dx + dy * dy
        let along = length == 0 ? 0 : min(max((px * dx + py * dy) / length, 0), 1)
        let ex = px - along * dx, ey = py - along * dy
        return (ex * ex + ey * ey).squareRoot()
    }

    private static func squared(_ a: GridPoint, _ b: GridPoint) -> Int { (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) }

    private static func withoutRepeats(_ ring: [GridPoint]) -> [GridPoint] {
        var kept = [GridPoint]()
        for point in ring where point != kept.last { kept.append(point) }
        while kept.count > 1, kept.first == kept.last { kept.removeLast() }
        return kept
    }
}
