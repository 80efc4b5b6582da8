/// A series over periods, drawn as a line or as columns, with a scale, gaps where values are missing, and marks for events.
///
/// Measured values are solid; estimates and illustrative values are hollow, with dashed lines. A missing value is a gap in a line and a dash under a
/// column chart, never zero. Text keeps its size at any width: only the drawing stretches.
package struct PeriodChart {
    package struct Point {
        /// The period where room is short, for the axis: `7/26`.
        package var label: String
        package var value: Double?
        package var kind: FigureKind
        /// The period, its figure and its kind in words: `Tháng 7/2026: 45,6%, ước tính`.
        package var title: String

        package init(label: String, value: Double?, kind: FigureKind = .reported, title: String) {
            self.label = label
            self.value = value
            self.kind = kind
            self.title = title
        }
    }

    /// An event that a reader must know of when comparing before and after, such as the merger of units.
    package struct Event {
        /// The point the event comes before, counted from 0; the stroke stands between it and the point before.
        package var beforePoint: Int
        package var label: String

        package init(beforePoint: Int, label: String) {
            self.beforePoint = beforePoint
            self.label = label
        }
    }

    package enum Form: Sendable { case line, columns }

    package var form: Form
    /// What the chart shows, in words.
    package var title: String
    package var points: [Point]
    package var target: (value: Double, label: String)?
    package var events: [Event]
    /// How a number of the scale is written, such as `45%`.
    package var tickText: (Double) -> String

    package init(
        _ form: Form, title: String, points: [Point], target: (value: Double, label: String)? = nil, events: [Event] = [],
        tickText: @escaping (Double) -> String
    ) {
        self.form = form
        self.title = title
        self.points = points
        self.target = target
        self.events = events
        self.tickText = tickText
    }

    private static let bottom = 186.0, height = 212.0

    /// Where the highest tick lies; below the line of the events' labels, so that they do not meet the target's.
    private var top: Double { events.isEmpty ? 24 : 40 }

    package var html: HTML {
        let axis = ValueAxis(covering: points.compactMap(\.value) + (target.map { [$0.value] } ?? []))
        // Of what comes whole only whole numbers are marked.
        let isFine = Set(axis.ticks.map(tickText)).count == axis.ticks.count
        let ticks = axis.ticks.filter { isFine || $0 == $0.rounded() }.map { (y: self.y($0, axis), text: tickText($0)) }
        let widest = ticks.map(\.text.count).max() ?? 0
        return """
            <div class="chart"><svg class="scale" aria-hidden="true" width="\(at: Double(widest) * 0.58 + 0.6)em" height="\(at: Self.height)">\
            \(ticks.html { "<text x=\"100%\" dx=\"-6\" y=\"\(at: $0.y)\" dy=\".32em\" text-anchor=\"end\">\($0.text)</text>" })</svg>\
            <svg class="plot" role="img" height="\(at: Self.height)"><title>\(title)</title>\
            \(ticks.html { "<line class=\"grid\" x2=\"100%\" y1=\"\(at: $0.y)\" y2=\"\(at: $0.y)\"/>" })\
            \(eventStrokes)\(form == .line ? line(axis) : columns(axis))\(targetLine(axis))\(periodLabels)</svg></div>
            """
    }

    /// The distance from the left edge to the middle of a point's share of the width, in percent.
    private func x(_ index: Double) -> Double { (index + 0.5) / Double(max(points.count, 1)) * 100 }

    private func y(_ value: Double, _ axis: ValueAxis) -> Double {
        Self.bottom - axis.share(of: value) * (Self.bottom - top)
    }
}

extension PeriodChart {
    private func line(_ axis: ValueAxis) -> HTML {
        let positions = points.enumerated().map { index, point in
            point.value.map { Position(x: x(Double(index)) * 10, y: y($0, axis)) }
        }
        var solid = positions, dashed = [HTML]()
        for index in points.indices where points[index].kind.isDrawnHollow { solid[index] = nil }
        for index in points.indices.dropFirst() where points[index].kind.isDrawnHollow || points[index - 1].kind.isDrawnHollow {
            if let from = positions[index - 1], let to = positions[index] { dashed.append(pathData(through: [from, to])) }
        }
        // The strokes stretch with the page, the nested drawing's own width being 1,000; dots and text outside it keep their shape.
        return """
            <svg viewBox="0 0 1000 \(at: Self.height)" preserveAspectRatio="none" width="100%" height="\(at: Self.height)">\
            <path class="line" d="\(pathData(through: solid))"/><path class="line hollow" d="\(dashed)"/></svg>\(dots(axis))
            """
    }

    private func dots(_ axis: ValueAxis) -> HTML {
        points.enumerated().html { index, point in
            guard let value = point.value else { return "" }
            let x = x(Double(index)), y = y(value, axis)
            if point.kind == .estimate {
                return "<rect class=\"dot hollow\" x=\"\(at: x)%\" y=\"\(at: y)\" width=\"8\" height=\"8\" transform=\"translate(-4 -4)\"><title>\(point.title)</title></rect>"
            }
            return "<circle class=\"dot\(if: point.kind.isDrawnHollow, " hollow")\" cx=\"\(at: x)%\" cy=\"\(at: y)\" r=\"4\"><title>\(point.title)</title></circle>"
        }
    }

    private func columns(_ axis: ValueAxis) -> HTML {
        let width = 100 / Double(max(points.count, 1)) * 0.7, zero = y(0, axis), isFine = points.count > 40
        return points.enumerated().html { index, point in
            guard let value = point.value else {
                return "<text class=\"gap\" x=\"\(at: x(Double(index)))%\" y=\"\(at: zero - 3)\" text-anchor=\"middle\">–<title>\(point.title)</title></text>"
            }
            let end = y(value, axis)
            return """
                <rect class="column\(if: point.kind.isDrawnHollow, " hollow")\(if: isFine, " fine")" x="\(at: x(Double(index)) - width / 2)%" y="\(at: min(zero, end))" \
                width="\(at: width)%" height="\(at: abs(zero - end))"><title>\(point.title)</title></rect>
                """
        }
    }

    private func targetLine(_ axis: ValueAxis) -> HTML {
        guard let target else { return "" }
        let y = y(target.value, axis)
        return """
            <line class="target" x2="100%" y1="\(at: y)" y2="\(at: y)"/>\
            <text class="halo" x="100%" y="\(at: y - 5)" text-anchor="end">\(target.label)</text>
            """
    }

    private var eventStrokes: HTML {
        events.html { event in
            let x = x(Double(event.beforePoint) - 0.5)
            return """
                <line class="event" x1="\(at: x)%" x2="\(at: x)%" y1="2" y2="\(at: Self.bottom)"/>\
                <text class="halo" x="\(at: x)%" y="11" \(if: x > 55, "dx=\"-5\" text-anchor=\"end\"", else: "dx=\"5\"")>\(event.label)</text>
                """
        }
    }

    /// At most five periods are named, so that the names fit on a phone; the first and the last stay inside the drawing.
    private var periodLabels: HTML {
        let step = max(1, (points.count + 4) / 5)
        return stride(from: 0, to: points.count, by: step).html { index in
            "<text x=\"\(at: x(Double(index)))%\" y=\"\(at: Self.height - 8)\" text-anchor=\"middle\">\(points[index].label)</text>"
        }
    }
}
