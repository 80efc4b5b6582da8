import Operations
import TestWorld

/// Somebody of the story signed in at a site with the two teams of ``RegisterRightsTests``.
func withTeams(_ name: String, _ body: (Visiting, Browser) async throws -> Void) async throws {
    try await withBrowser { browser async throws in
        try Story.addPeople([name], to: browser.khen)
        try RegisterRightsTests.addTeams(browser.khen)
        let visiting = Visiting(browser)
        try await visiting.signIn(name)
        try await body(visiting, browser)
    }
}
