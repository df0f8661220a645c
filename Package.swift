// swift-tools-version:6.0
import PackageDescription

// The fuzz targets exist only when asked for: `make fuzz` sets VPNLAB_FUZZ.
let fuzzing = Context.environment["VPNLAB_FUZZ"] != nil
let sanitize = ["-sanitize=fuzzer,address"]
let engineSettings: [SwiftSetting] = fuzzing ? [.unsafeFlags(sanitize)] : []

let package = Package(
  name: "vpnlab",
  products: [.executable(name: "vpnlab", targets: ["vpnlab"])],
  targets: [
    // C shims: only what Swift cannot say itself. The libraries are linked in (the -dev packages bring the archives):
    // the program starts in half the time and needs nothing of a lab PC but its C library.
    .target(name: "COpenSSL", linkerSettings: [.linkedLibrary(":libcrypto.a")]),
    .target(name: "CReadline", linkerSettings: [.linkedLibrary(":libreadline.a"), .linkedLibrary(":libtinfo.a")]),
    .target(name: "CSystem"),

    .target(name: "ProtocolEngines", dependencies: ["COpenSSL"], swiftSettings: engineSettings),
    .target(name: "HexViews", swiftSettings: engineSettings),
    .target(name: "Workbench", dependencies: ["HexViews", "ProtocolEngines", "CSystem"], swiftSettings: engineSettings),
    .executableTarget(name: "vpnlab", dependencies: ["Workbench", "CReadline", "CSystem"]),

    // Hostile worlds, for `make simulate`: not part of the program.
    .executableTarget(name: "vpnlab-sim", dependencies: ["Workbench", "ProtocolEngines"], path: "Tests/Simulation"),

    // What the tests share: where things lie, expected texts, the check of annotations, the sources as tokens.
    .target(name: "TestSupport", dependencies: ["HexViews", "ProtocolEngines", "COpenSSL"], path: "Tests/Support"),
    .testTarget(name: "ProtocolEnginesTests", dependencies: ["ProtocolEngines", "TestSupport"]),
    .testTarget(name: "HexViewsTests", dependencies: ["HexViews", "TestSupport"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Workbench", "HexViews", "ProtocolEngines", "TestSupport"]),
    .testTarget(name: "vpnlabTests", dependencies: ["Workbench"]),
  ],
  swiftLanguageModes: [.v6]
)

if fuzzing {
  for name in ["FuzzAnnotate", "FuzzCapture", "FuzzEndpoint"] {
    package.targets.append(
      .executableTarget(
        name: name, dependencies: ["ProtocolEngines", "Workbench"], path: "Tests/Fuzz/\(name)",
        swiftSettings: [.unsafeFlags(sanitize)], linkerSettings: [.unsafeFlags(sanitize + ["-use-ld=lld"])]))
  }
}
