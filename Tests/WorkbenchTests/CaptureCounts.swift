import ProtocolEngines
import TestSupport
import Testing

@testable import Workbench

/// The captures of PPTP, GRE and PPP, and what reads them.
enum TestMaterial {
  static let captures = Material.captures

  static func files(in folder: String, _ wanted: (String) -> Bool) -> [String] {
    Material.names(in: folder).filter(wanted).map { folder + "/" + $0 }
  }

  /// All PPTP, GRE and PPP captures: ours, then the public ones where they are at hand.
  static func pptpCaptures() -> [String] {
    var out = files(in: captures) { $0.hasSuffix(".pcap") }
    if let shared = Material.shared {
      out += files(in: shared + "/captures/public") { n in
        (n.hasPrefix("pptp-") || n.hasPrefix("gre-") || n.hasPrefix("ppp-")) && (n.hasSuffix(".pcap") || n.hasSuffix(".pcapng"))
          // A Microsoft Network Monitor file under a pcap's name.
          && !n.hasPrefix("ppp-ndiswan")
      }
    }
    return out
  }

  static func name(_ path: String) -> String {
    var s = String(path.split(separator: "/").last ?? "")
    if let dot = s.lastIndex(of: ".") { s = String(s[..<dot]) }
    return s
  }

  static let keyring = (try? KeyFiles.read([captures + "/keys.txt"])) ?? Keyring()

  static func dissect(_ path: String, keys: Keyring) throws -> [Dissection] {
    var reader = try CaptureReader(path: path)
    var observer = Observer(keyring: keys)
    var out: [Dissection] = []
    while let f = try reader.next() {
      out.append(observer.observe(f.octets, link: f.link, time: f.time, number: f.number, wireLength: f.originalLength))
    }
    return out
  }
}

/// The committed table of what is not explained in which capture. Its figures may only fall.
@Suite struct CaptureCounts {
  static var tablePath: String { Material.fixtures + "/capture-counts.txt" }

  @Test func nothingUnexplainedAndNoMoreThanBefore() throws {
    let table = Self.table()
    var lines: [String] = []
    for file in TestMaterial.pptpCaptures() {
      let name = TestMaterial.name(file)
      var counts = OctetCounts()
      for d in try TestMaterial.dissect(file, keys: TestMaterial.keyring) {
        if let fault = Tiling.fault(in: d) { Issue.record("\(name): \(fault)") }
        counts.add(d)
      }
      lines.append(
        "\(name) \(counts.frames) \(counts.opened) \(counts.data) \(counts.ciphertext) \(counts.compressed) \(counts.unexplained)")
      if let old = table[name] {
        #expect(counts.frames == old[0], "\(name): frames")
        #expect(counts.opened >= old[1], "\(name): opened buffers \(counts.opened), the table has \(old[1])")
        for (what, new, before) in [
          ("data", counts.data, old[2]), ("ciphertext", counts.ciphertext, old[3]), ("compressed", counts.compressed, old[4]),
          ("unexplained", counts.unexplained, old[5]),
        ] {
          #expect(new <= before, "\(name): \(what) \(new), the table has \(before)")
        }
      } else {
        Issue.record("\(name) is not in Tests/Fixtures/capture-counts.txt")
      }
    }
    print("capture frames opened data ciphertext compressed unexplained")
    print(lines.joined(separator: "\n"))
    if Material.rewrites {
      let text =
        "# capture frames opened data ciphertext compressed unexplained; figures may only fall (opened: only rise)\n"
        + lines.joined(separator: "\n") + "\n"
      #expect(Material.write(Array(text.utf8), to: Self.tablePath))
    }
  }

  private static func table() -> [String: [Int]] {
    var out: [String: [Int]] = [:]
    for line in (Material.text(tablePath) ?? "").split(separator: "\n") where !line.hasPrefix("#") {
      let w = line.split(separator: " ")
      let n = w.dropFirst().compactMap { Int($0) }
      if n.count == 6 { out[String(w[0])] = n }
    }
    return out
  }
}
