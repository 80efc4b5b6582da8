// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]


let package = Package(
    name: "khen",
    platforms: [.macOS(.v15)],
    dependencies: [
    ],
    targets: [



        // How it looks.
        .target(name: "Markup", swiftSettings: strict),
        .target(name: "Assets"),

        // Tests.
        .testTarget(name: "MarkupTests", dependencies: ["Markup"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
