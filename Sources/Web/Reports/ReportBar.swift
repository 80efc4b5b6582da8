import Domain
import Markup
import Operations

/// What stands above every page of reports: the ways to fill in elsewhere, and what waits on this device.
struct ReportBar {
    let request: PageRequest
    /// Whether the page loads the script that knows what is on the device.
    let hasDevice: Bool

    init(_ request: PageRequest, hasDevice: Bool = false) {
        self.request = request
        self.hasDevice = hasDevice
    }

    var html: HTML {
        let t = request.t
        var places = [("/reports", t("All reports"))]
        if request.person.has(.fill) { places += [("/reports/workbook", t("Reports as workbooks")), ("/reports/upload", t("Upload a workbook"))] }
        if !hasDevice { places.append(("/reports/offline", t("On this device"))) }
        return """
            <div class="places"><nav aria-label="\(t("Reports"))"><ul>\(places.html { address, name in
                "<li><a href=\"\(address)\"\(if: address == request.path, " aria-current=\"page\"")>\(name)</a></li>"
            })</ul></nav>\(if: hasDevice, DevicePanel(t).html)</div>
            """
    }
}
