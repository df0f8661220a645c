import Glibc
import ProtocolEngines
import Testing
@testable import Workbench

/// What material there is for tests: our own captures of real daemons stand in the repository; public ones stay outside
/// and are found by VPNLAB_SHARED or in ../shared.
enum TestMaterial {
  static var root: String {
    // This file is Tests/WorkbenchTests/CaptureCounts.swift.
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/")
  }
  static var fixtures: String { root + "/Tests/Fixtures" }
  static var captures: String { fixtures + "/captures" }

  static var shared: String? {
    var candidates: [String] = []
    if let v = getenv("VPNLAB_SHARED") { candidates.append(String(cString: v)) }
    candidates.append(root + "/../shared")
    return candidates.first { access($0 + "/captures", R_OK) == 0 }
  }

  static func files(in folder: String, _ wanted: (String) -> Bool) -> [String] {
    guard let d = opendir(folder) else { return [] }
    defer { closedir(d) }
    var names: [String] = []
    while let e = readdir(d) {
      let name = withUnsafeBytes(of: &e.pointee.d_name) { p in String(decoding: p.prefix { $0 != 0 }, as: UTF8.self) }
      if wanted(name) { names.append(name) }
    }
    return names.sorted().map { folder + "/" + $0 }
  }

  static func octets(_ path: String) -> [UInt8] {
    guard let f = fopen(path, "r") else { return [] }
    defer { fclose(f) }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = fread(&chunk, 1, chunk.count, f)
      if n == 0 { return out }
      out += chunk[..<n]
    }
  }

  /// All PPTP, GRE and PPP captures: ours, then the public ones where they are at hand.
  static func pptpCaptures() -> [String] {
    var out = files(in: captures) { $0.hasSuffix(".pcap") }
    if let shared {
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

  static func keyring(for name: String) -> Keyring {
    (try? KeyFiles.read([captures + "/keys.txt"])) ?? Keyring()
  }

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

/// The leaves of every buffer cover it exactly once, in order; nothing points outside.
func tilingFault(_ d: Dissection) -> String? {
  for (i, b) in d.buffers.enumerated() {
    var at = 0
    for n in b.notes {
      if n.upper < n.lower || Int(n.upper) > b.octets.count { return "frame \(d.number) buffer \(i): \(n.field.id) covers \(n.range) of \(b.octets.count)" }
      if n.opens >= 0, Int(n.opens) >= d.buffers.count || Int(n.opens) <= i { return "frame \(d.number): \(n.field.id) opens buffer \(n.opens) of \(d.buffers.count)" }
      if n.kind == .bits, Int(n.lastBit) >= 8 * n.range.count || n.firstBit > n.lastBit { return "frame \(d.number): bits \(n.firstBit)-\(n.lastBit) of \(n.field.id)" }
      guard n.tiles else { continue }
      if Int(n.lower) != at { return "frame \(d.number) buffer \(i): \(n.field.id) begins at \(n.lower), the leaf before ends at \(at)" }
      at = Int(n.upper)
    }
    if at != b.octets.count { return "frame \(d.number) buffer \(i): the leaves end at \(at) of \(b.octets.count)" }
  }
  for p in d.problems where p.buffer < 0 || p.buffer >= d.buffers.count || p.range.upperBound > d.buffers[p.buffer].octets.count {
    return "frame \(d.number): problem \"\(p.text)\" lies at \(p.range) of buffer \(p.buffer)"
  }
  return nil
}

/// The committed table of what is not explained in which capture. Its figures may only fall.
@Suite struct CaptureCounts {
  static var tablePath: String { TestMaterial.fixtures + "/capture-counts.txt" }

  @Test func nothingUnexplainedAndNoMoreThanBefore() throws {
    let table = Self.table()
    var lines: [String] = []
    for file in TestMaterial.pptpCaptures() {
      let name = TestMaterial.name(file)
      var counts = OctetCounts()
      for d in try TestMaterial.dissect(file, keys: TestMaterial.keyring(for: name)) {
        if let fault = tilingFault(d) { Issue.record("\(name): \(fault)") }
        counts.add(d)
      }
      lines.append("\(name) \(counts.frames) \(counts.opened) \(counts.data) \(counts.ciphertext) \(counts.compressed) \(counts.unexplained)")
      if let old = table[name] {
        #expect(counts.frames == old[0], "\(name): frames")
        #expect(counts.opened >= old[1], "\(name): opened buffers \(counts.opened), the table has \(old[1])")
        for (what, new, before) in [("data", counts.data, old[2]), ("ciphertext", counts.ciphertext, old[3]), ("compressed", counts.compressed, old[4]), ("unexplained", counts.unexplained, old[5])] {
          #expect(new <= before, "\(name): \(what) \(new), the table has \(before)")
        }
      } else {
        Issue.record("\(name) is not in Tests/Fixtures/capture-counts.txt")
      }
    }
    print("capture frames opened data ciphertext compressed unexplained")
    print(lines.joined(separator: "\n"))
    if getenv("VPNLAB_REWRITE") != nil, let f = fopen(Self.tablePath, "w") {
      fputs("# capture frames opened data ciphertext compressed unexplained; figures may only fall (opened: only rise)\n" + lines.joined(separator: "\n") + "\n", f)
      fclose(f)
    }
  }

  private static func table() -> [String: [Int]] {
    var out: [String: [Int]] = [:]
    for line in String(decoding: TestMaterial.octets(tablePath), as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let w = line.split(separator: " ")
      let n = w.dropFirst().compactMap { Int($0) }
      if n.count == 6 { out[String(w[0])] = n }
    }
    return out
  }
}
