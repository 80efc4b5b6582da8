import Domain
import Storage

/// What people are told: their notices on the site, and the mail that gathers what they have not read.
package struct Notices: Sendable {
    let khen: Khen
}

extension Khen {
    package var notices: Notices { Notices(khen: self) }
}
