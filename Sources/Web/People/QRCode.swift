import CQRCode
import Markup

/// A text as a QR code, for telephones to read from the screen.
enum QRCode {
    /// The modules of a code in a square, its quiet edge included, and the dark ones as a path of SVG; `nil` for a text that is too long for a code.
    static func path(_ text: String) -> (side: Int, path: String)? {
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width), quiet = 4
        guard let data = code.pointee.data else { return nil }
        var path = ""
        for y in 0..<width {
            var x = 0
            while x < width {
                var end = x
                while end < width, data[y * width + end] & 1 == 1 { end += 1 }
                if end > x { path += "M\(x + quiet) \(y + quiet)h\(end - x)v1h-\(end - x)z" }
                x = max(end, x + 1)
            }
        }
        return (width + 2 * quiet, path)
    }

    /// - Returns: `nil` for a text that is too long for a code.
    static func drawing(_ text: String, title: String) -> HTML? {
        path(text).map { side, path in
            """
            <svg class="qr" viewBox="0 0 \(side) \(side)" role="img" shape-rendering="crispEdges"><title>\(title)</title><rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
            """
        }
    }
}
