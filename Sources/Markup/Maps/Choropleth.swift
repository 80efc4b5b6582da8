/// A map of units in which each is filled by the class its figure falls in, and leads to the unit's page.
///
/// Darker means higher; a unit without a figure is hatched. Each unit names itself and its figure; the same figures stand in a table one click away.
package struct Choropleth {
    package struct Region {
        package var id: String
        package var name: String
        /// The page the region leads to.
        package var link: String
        /// The class counted from 0, or `nil` when there is no figure.
        package var classIndex: Int?
        /// The figure as people read it.
        package var valueText: String

        package init(id: String, name: String, link: String, classIndex: Int?, valueText: String) {
            self.id = id
            self.name = name
            self.link = link
            self.classIndex = classIndex
            self.valueText = valueText
        }
    }

    /// The greatest number of classes that can still be told apart.
    package static let mostClasses = 5

    package var title: String
    package var outline: MapOutline
    package var regions: [Region]
    /// The legend's words, lowest class first, at most ``mostClasses``.
    package var classLabels: [String]
    /// The legend's word for units without a figure; shown when there are any.
    package var missingLabel: String

    package init(title: String, outline: MapOutline, regions: [Region], classLabels: [String], missingLabel: String) {
        precondition(classLabels.count <= Self.mostClasses, "a map has at most \(Self.mostClasses) classes")
        self.title = title
        self.outline = outline
        self.regions = regions
        self.classLabels = classLabels
        self.missingLabel = missingLabel
    }

    /// The map and its legend.
    package var html: HTML {
        """
        <figure class="map"><svg viewBox="-2 -2 \(outline.width + 4) \(outline.height + 4)" role="group" aria-label="\(title)">\
        <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>\
        <rect class="hatch-stroke" width="2" height="6"/></pattern></defs>\
        \(regions.html(drawn))</svg>\(legend)</figure>
        """
    }

    private func drawn(_ region: Region) -> HTML {
        guard let path = outline.path(of: region.id) else { return "" }
        let fill: HTML = region.classIndex.map { "class=\"q\(step($0))\"" } ?? "fill=\"url(#hatch)\""
        return "<a href=\"\(region.link)\"><path \(fill) d=\"\(path)\"><title>\(region.name): \(region.valueText)</title></path></a>\n"
    }

    private var legend: HTML {
        let hasMissing = regions.contains { $0.classIndex == nil }
        return """
            <ul class="legend">\(classLabels.enumerated().html { "<li class=\"q\(step($0))\">\($1)</li>" })\
            \(if: hasMissing, "<li class=\"q0\">\(missingLabel)</li>")</ul>
            """
    }

    /// The shade of a class, 1 to 5, spread over the whole scale when there are fewer classes.
    private func step(_ index: Int) -> Int {
        classLabels.count < 2 ? 3 : 1 + index * (Self.mostClasses - 1) / (classLabels.count - 1)
    }
}
