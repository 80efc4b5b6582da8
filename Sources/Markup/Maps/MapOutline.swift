#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The drawn shapes of a province's units, made once from their boundaries and used for every map of them.
///
/// Boundaries are laid on a plane (longitude times the cosine of the middle latitude), fitted to the width and rounded to whole units. Borders that two units share
/// are simplified once, so that no gap opens between neighbours.
package struct MapOutline: Sendable {
    /// A unit with its boundary in degrees: rings of longitude and latitude, islands and holes alike.
    package struct Shape: Sendable {
        package var id: String
        package var rings: [[(longitude: Double, latitude: Double)]]

        package init(id: String, rings: [[(longitude: Double, latitude: Double)]]) {
            self.id = id
            self.rings = rings
        }
    }

    /// The drawing's size in whole units.
    package let width, height: Int
    private let paths: [String: HTML]
    private let west, north, narrowing, scale: Double

    /// - Parameters: `width` in whole units of the drawing, one of which is about a pixel; `tolerance` how far a simplified border may
    ///   lie from the true one, in the same units.
    package init(_ shapes: [Shape], width: Int = 400, tolerance: Double = 1.0) {
        let rings = shapes.flatMap(\.rings).filter { !$0.isEmpty }
        let longitudes = rings.flatMap { $0.map(\.longitude) }, latitudes = rings.flatMap { $0.map(\.latitude) }
        guard let west = longitudes.min(), let east = longitudes.max(), let south = latitudes.min(), let north = latitudes.max(),
            east > west, north > south
        else {
            (self.width, self.height, paths) = (width, width, [:])
            (self.west, self.north, self.narrowing, self.scale) = (0, 0, 1, 1)
            return
        }
        let narrowing = cos((south + north) / 2 * .pi / 180)
        let scale = Double(width) / ((east - west) * narrowing)
        let gridded = shapes.map { shape in
            shape.rings.map { ring in
                ring.map { GridPoint(x: Int((($0.longitude - west) * narrowing * scale).rounded()), y: Int(((north - $0.latitude) * scale).rounded())) }
            }
        }
        let simplifier = BorderSimplifier(rings: gridded.flatMap { $0 }, tolerance: tolerance)
        var paths = [String: HTML]()
        for (shape, rings) in zip(shapes, gridded) {
            var drawn = rings.map(simplifier.simplified).filter { $0.count > 2 }
            // An island smaller than the grid still has to be found and clicked.
            if drawn.isEmpty, let point = rings.first?.first { drawn = [[point, GridPoint(x: point.x + 2, y: point.y), GridPoint(x: point.x + 1, y: point.y + 2)]] }
            paths[shape.id, default: ""] += drawn.html(Self.path)
        }
        (self.west, self.north, self.narrowing, self.scale) = (west, north, narrowing, scale)
        self.width = width
        height = Int(((north - south) * scale).rounded())
        self.paths = paths
    }

    /// Where a place lies on the drawing; `nil` outside of it.
    func point(longitude: Double, latitude: Double) -> (x: Double, y: Double)? {
        let x = (longitude - west) * narrowing * scale, y = (north - latitude) * scale
        return x >= 0 && y >= 0 && x <= Double(width) && y <= Double(height) ? (x, y) : nil
    }

    /// The units that have a shape.
    package var ids: Set<String> { Set(paths.keys) }

    /// A unit's path data, or `nil` for a unit without boundaries.
    func path(of id: String) -> HTML? { paths[id] }

    /// One ring as relative moves: `M243 324l1 11-11 3z`.
    private static func path(_ ring: [GridPoint]) -> HTML {
        var path: HTML = "M\(ring[0].x) \(ring[0].y)l"
        for (index, (from, to)) in zip(ring, ring.dropFirst()).enumerated() {
            let x = to.x - from.x, y = to.y - from.y
            path += "\(if: index > 0 && x >= 0, " ")\(x)\(if: y >= 0, " ")\(y)"
        }
        return path + "z"
    }
}

/// A corner of a boundary in whole units of the drawing.
struct GridPoint: Hashable {
    var x, y: Int
}
