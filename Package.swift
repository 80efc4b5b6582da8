// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "khen",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // The field's values and rules: no input, no output, no clock.
        .target(name: "Domain", swiftSettings: strict),
        .target(name: "Cube", dependencies: ["Domain"], swiftSettings: strict),
        .target(name: "Packs", dependencies: ["Domain", yams], swiftSettings: strict),

        // Databases and files.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // What Swift cannot call by itself.
        .target(name: "CProcess"),
        .target(name: "Storage", dependencies: [grdb, grdbSQLite, "CPostgres"], swiftSettings: strict),
        .target(name: "Sheets", dependencies: ["CXLSXWriter", "CZip"], swiftSettings: strict),

        // Administrative documents: their layout, Word files, PDF.
        .target(name: "Documents", dependencies: ["Domain", "CZip", "CProcess"], swiftSettings: strict),

        // Forms as workbooks; forms for the field: OpenRosa's XForms, and what comes back.
        .target(name: "FormWorkbooks", dependencies: ["Domain", "Sheets"], swiftSettings: strict),
        .target(name: "Surveys", dependencies: ["Domain"], swiftSettings: strict),

        // What people can do.
        .target(name: "Operations", dependencies: ["Domain", "Cube", "Packs", "Storage", "Sheets", "FormWorkbooks", "Surveys", "Documents", "Assets", "CCrypt", crypto, "Outside"], swiftSettings: strict),
        // Other servers: mail, and providers of accounts.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurlCalls", dependencies: ["CCurl"]),
        .target(name: "Outside", dependencies: ["CCurlCalls", "Domain", crypto, cryptoExtras], swiftSettings: strict),


        // How it looks.
        .target(name: "Markup", swiftSettings: strict),
        .target(name: "Assets"),
        .target(name: "Web", dependencies: ["Domain", "Operations", "Sheets", "Markup", "CZlib", "CQRCode", hummingbird, logging, "Documents", "FormWorkbooks", "Outside"], swiftSettings: strict),
        .executableTarget(name: "khen", dependencies: ["CProcess", "Domain", "Packs", "Storage", "Sheets", "Operations", "Web", arguments, logging, nio], swiftSettings: strict),

        // Tests.
        .executableTarget(name: "khen-bench", dependencies: ["CProcess", "Domain", "Cube"], swiftSettings: strict),
        .target(name: "TestWorld", dependencies: ["Domain", "Operations", "Storage", "Sheets"], swiftSettings: strict),
        .target(name: "TestServers", dependencies: [crypto, cryptoExtras], swiftSettings: strict),
        .testTarget(name: "HouseTests", swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(name: "CubeTests", dependencies: ["Cube", "Domain"], swiftSettings: strict),
        .testTarget(name: "PacksTests", dependencies: ["Packs", "Domain"], swiftSettings: strict),
        .testTarget(name: "SurveysTests", dependencies: ["Surveys", "Packs", "TestWorld", "Domain"], swiftSettings: strict),
        .testTarget(name: "StorageTests", dependencies: ["Storage"], swiftSettings: strict),
        .testTarget(name: "SheetsTests", dependencies: ["Sheets", "CZip"], swiftSettings: strict),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "Domain"], swiftSettings: strict),
        .testTarget(name: "MarkupTests", dependencies: ["Markup"], swiftSettings: strict),
        .testTarget(name: "OperationsTests", dependencies: ["Operations", "Documents", "TestWorld", "Domain", "Storage", "Sheets", "Packs", "FormWorkbooks", "Outside", "TestServers"], swiftSettings: strict),
        .testTarget(name: "WebTests", dependencies: ["Web", "Documents", "TestWorld", "Domain", "Operations", "Markup", hummingbird, "TestServers", "Outside", "Storage", yams], swiftSettings: strict),
        .target(name: "SampleForm", dependencies: ["Domain", "FormWorkbooks"], swiftSettings: strict),
        .executableTarget(name: "khen-sample-form", dependencies: ["Domain", "FormWorkbooks", "SampleForm", "Sheets"], swiftSettings: strict),
        .testTarget(name: "FormWorkbooksTests", dependencies: ["FormWorkbooks", "SampleForm", "Sheets", "Domain"], swiftSettings: strict),
        .testTarget(name: "OutsideTests", dependencies: ["Outside", "TestServers", "Domain", crypto], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
