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




    ],
    swiftLanguageModes: [.v6]
)
