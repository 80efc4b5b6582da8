/// Places on the outlines of units, each a link; numbered like the list that stands beside the map.
package struct PointMap {
    package struct Place {
        package var name: String
        package var link: String
        package var longitude: Double
        package var latitude: Double

        package init(name: String, link: String, longitude: Double, latitude: Double) {
            self.name = name
            self.link = link
            self.longitude = longitude
            self.latitude = latitude
        }
    }

    package var title: String
    package var outline: MapOutline
    /// Units in the background, in order.
    package var units: [(id: String, name: String)]
    package var places: [Place]

    package init(title: String, outline: MapOutline, units: [(id: String, name: String)], places: [Place]) {
        self.title = title
        self.outline = outline
        self.units = units
        self.places = places
    }

    package var html: HTML {
        """
        <figure class="map"><svg viewBox="-2 -2 \(outline.width + 4) \(outline.height + 4)" role="group" aria-label="\(title)">\
        \(units.html(ground))\(places.html(dot))</svg></figure>
        """
    }

    private func ground(_ unit: (id: String, name: String)) -> HTML {
        guard let path = outline.path(of: unit.id) else { return "" }
        return "<path class=\"q1\" d=\"\(path)\"><title>\(unit.name)</title></path>\n"
    }

    private func dot(_ place: Place) -> HTML {
        guard let at = outline.point(longitude: place.longitude, latitude: place.latitude) else { return "" }
        return "<a href=\"\(place.link)\"><circle class=\"dot\" cx=\"\(at: at.x)\" cy=\"\(at: at.y)\" r=\"4\"><title>\(place.name)</title></circle></a>\n"
    }
}
