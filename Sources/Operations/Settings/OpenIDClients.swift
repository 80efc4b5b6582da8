import Outside
import Synchronization

/// The provider's own description and keys, kept while the settings stand.
final class OpenIDClients: Sendable {
    private let last = Mutex<OpenIDClient?>(nil)

    func client(for provider: OpenIDProvider) -> OpenIDClient {
        last.withLock { last in
            if let last, last.provider == provider { return last }
            let client = OpenIDClient(provider)
            last = client
            return client
        }
    }
}

extension Settings {
    /// Signs people in with accounts of the provider that is set up, `nil` where there is none.
    package func openIDClient() throws -> OpenIDClient? { try current().openID.map { khen.openIDClients.client(for: $0) } }
}
