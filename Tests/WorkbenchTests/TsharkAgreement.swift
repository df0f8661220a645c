import Glibc
import ProtocolEngines
import Testing
@testable import Workbench

/// Our dissection beside tshark's, field by field, over every PPTP, GRE and PPP capture there is.
///
/// tshark's PDML tells for each field its octets (and, in the pattern before " = ", its bits) and its value. A field
/// agrees when we have a note over exactly these octets or bits with the same number, or when our notes divide them more
/// finely without crossing the border. Hidden, generated (in square brackets) and repeated fields are left out.
@Suite struct TsharkAgreement {
  static let protocols = ["eth", "arp", "ip", "ipv6", "icmp", "icmpv6", "tcp", "pptp", "gre", "ppp", "lcp", "pap", "chap", "ccp", "ipcp", "ipv6cp", "eap"]

  /// Fields of tshark that we leave out on purpose, by name, with the reason.
  static let exceptions: [String: String] = [
    "tcp.window_size": "tshark scales the number by an option of an earlier frame; the octets are compared as window_size_value",
  ]
  /// Names under which tshark itself only says "octets follow".
  static let opaque: Set<String> = ["tcp.payload", "tcp.segment_data", "data.data", "data", "ip.payload", "icmp.data", "ppp.data", "chap.data", "eap.data", ""]

  /// Fields that are numbers of frames: tshark's list of what it put a message together from. No octets of this frame.
  static let frameNumbers: Set<String> = ["eap.tls.fragment", "eap.tls.fragments"]

  struct Tally { var compared = 0, equal = 0, finer = 0, excepted = 0, unmapped = 0, swallowed = 0 }

  @Test func fieldsAgree() throws {
    guard let shared = sharedFolder() else { print("skipped: no shared captures (set VPNLAB_SHARED)"); return }
    guard let version = text("tshark --version 2>/dev/null | head -1"), version.hasPrefix("TShark") else { print("skipped: no tshark on this machine"); return }
    var tallies: [String: Tally] = [:]
    var misses: [String: Int] = [:]
    var files = 0
    for file in captures(in: shared) {
      files += 1
      try compare(file, &tallies, &misses)
    }
    #expect(files > 20, "the captures should be there")
    print("tshark agreement over \(files) captures: protocol, compared, equal, finer, excepted, unmapped")
    for p in Self.protocols {
      guard let t = tallies[p] else { continue }
      print("  \(p): \(t.compared) \(t.equal) \(t.finer) \(t.excepted) \(t.unmapped)")
      #expect(Double(t.excepted + t.unmapped) < 0.03 * Double(t.compared), "\(p): \(t.excepted) excepted and \(t.unmapped) unmapped of \(t.compared)")
      #expect(t.swallowed == 0, "\(p): \(t.swallowed) fields of tshark lie in octets that we call data or unexplained")
    }
    for (what, n) in misses.sorted(by: { $0.value > $1.value }).prefix(40) { print("  \(n) x \(what)") }
    #expect((tallies["lcp"]?.compared ?? 0) > 1000)
  }

  // MARK: One capture

  private func compare(_ file: String, _ tallies: inout [String: Tally], _ misses: inout [String: Int]) throws {
    guard let pdml = run("tshark -n -r '\(file)' -T pdml 2>/dev/null") else { return }
    let packets = PDML.packets(pdml)
    // Not every file in the folder is a pcap (one is Microsoft Network Monitor's); what opens must be read to its end.
    guard var reader = try? CaptureReader(path: file) else { print("not compared, no pcap: \(file.split(separator: "/").last ?? "")"); return }
    var observer = Observer()
    var index = 0
    while let frame = try reader.next() {
      let d = observer.observe(frame.octets, link: frame.link, time: frame.time, number: frame.number)
      guard index < packets.count else { break }
      compare(packets[index], with: d, file, &tallies, &misses)
      index += 1
    }
  }

  private func compare(_ fields: [PDML.Field], with d: Dissection, _ file: String, _ tallies: inout [String: Tally], _ misses: inout [String: Int]) {
    // A field that repeats another one's bits counts once, as the best of them.
    struct Key: Hashable { var proto: String, first: Int, last: Int }
    enum Verdict: Int { case unmapped, excepted, finer, equal }
    var verdicts: [Key: (Verdict, String)] = [:]
    for f in fields where Self.protocols.contains(f.proto) && f.size > 0 && !f.hidden && !f.generated && !Self.frameNumbers.contains(f.name) {
      let (first, last) = f.bitRange
      let key = Key(proto: f.proto, first: first, last: last)
      guard let buffer = buffer(of: f, in: d) else { continue }
      var v: Verdict
      if Self.exceptions[f.name] != nil { v = .excepted } else { v = verdict(f, first, last, buffer).map { $0 ? .equal : .finer } ?? .unmapped }
      if v == .unmapped, Self.opaque.contains(f.name) { v = .finer }
      if let old = verdicts[key], old.0.rawValue >= v.rawValue { continue }
      verdicts[key] = (v, f.name)
      if !Self.opaque.contains(f.name), Self.exceptions[f.name] == nil, swallowed(f, buffer) {
        tallies[f.proto, default: Tally()].swallowed += 1
        misses["swallowed \(f.proto) \(f.name)", default: 0] += 1
        if misses["swallowed \(f.proto) \(f.name)"] == 1 { print("first swallowed \(f.proto) \(f.name): \(file.split(separator: "/").last ?? "") frame \(d.number)") }
      }
    }
    for (key, (v, name)) in verdicts {
      tallies[key.proto, default: Tally()].compared += 1
      switch v {
      case .equal: tallies[key.proto]!.equal += 1
      case .finer: tallies[key.proto]!.finer += 1
      case .excepted: tallies[key.proto]!.excepted += 1
      case .unmapped:
        tallies[key.proto]!.unmapped += 1
        misses["unmapped \(key.proto) \(name)", default: 0] += 1
        if misses["unmapped \(key.proto) \(name)"] == 1 { print("first unmapped \(key.proto) \(name): \(file.split(separator: "/").last ?? "") frame \(d.number)") }
      }
    }
  }

  /// The buffer whose octets at the field's place are the field's value: the frame, or what was reassembled.
  private func buffer(of f: PDML.Field, in d: Dissection) -> AnnotatedBuffer? {
    for b in d.buffers where f.position + f.size <= b.octets.count {
      let here = Array(b.octets[f.position..<(f.position + f.size)])
      if f.whole.isEmpty || f.whole == here { return b }
    }
    return nil
  }

  /// True: the same octets or bits and the same number. False: divided more finely. Nil: neither.
  private func verdict(_ f: PDML.Field, _ first: Int, _ last: Int, _ b: AnnotatedBuffer) -> Bool? {
    var inside: [Range<Int>] = []
    for n in b.notes {
      let lower: Int, upper: Int
      if n.kind == .bits {
        lower = n.range.lowerBound * 8 + Int(n.firstBit)
        upper = n.range.lowerBound * 8 + Int(n.lastBit)
      } else {
        lower = n.range.lowerBound * 8
        upper = n.range.upperBound * 8 - 1
      }
      if lower == first, upper == last {
        guard n.kind != .group, let mine = n.number, let theirs = f.number else { return true }
        if mine == theirs || f.scaled(mine) { return true }
      }
      if lower >= first, upper <= last, n.kind == .bits || n.tiles { inside.append(lower..<(upper + 1)) }
    }
    // More finely: our leaves or bits tile the field.
    var at = first
    for r in inside.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) where r.lowerBound == at { at = r.upperBound }
    return at == last + 1 ? false : nil
  }

  private func swallowed(_ f: PDML.Field, _ b: AnnotatedBuffer) -> Bool {
    let range = f.position..<(f.position + f.size)
    return b.notes.contains { ($0.kind == .data || $0.kind == .unexplained) && $0.range.overlaps(range) && f.leaf }
  }

  // MARK: Around

  private func captures(in shared: String) -> [String] {
    let wanted = ["\(shared)/captures/real-peers/pptp-*.pcap", "\(shared)/captures/real-peers/fail-pptp-*.pcap",
                  "\(shared)/captures/public/pptp-*.pcap*", "\(shared)/captures/public/gre-*.pcap*", "\(shared)/captures/public/ppp-*.pcap*"]
    return (text("ls " + wanted.joined(separator: " ") + " 2>/dev/null") ?? "").split(separator: "\n").map(String.init)
  }

  private func sharedFolder() -> String? {
    let candidates = [getenv("VPNLAB_SHARED").map { String(cString: $0) }, "../shared"].compactMap { $0 }
    return candidates.first { access("\($0)/captures/real-peers", R_OK) == 0 }
  }

  private func text(_ command: String) -> String? { run(command).map { String(decoding: $0, as: UTF8.self) } }

  private func run(_ command: String) -> [UInt8]? {
    guard let p = popen(command, "r") else { return nil }
    defer { pclose(p) }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = fread(&chunk, 1, chunk.count, p)
      if n == 0 { break }
      out.append(contentsOf: chunk[0..<n])
    }
    return out
  }
}

/// Just enough XML for tshark's packet details. Tens of megabytes go through here in a debug build, hence the C searches.
enum PDML {
  struct Field {
    var proto: String, name: String, show: String
    var position: Int, size: Int, hidden: Bool, generated: Bool
    /// The "0"s, "1"s and "."s before " = " of a bit field; empty otherwise.
    var pattern: [UInt8]
    /// Octets of the whole field (for bit fields: of the word they stand in).
    var whole: [UInt8]
    /// Has no field inside it.
    var leaf: Bool

    /// First and last bit, counted from the start of the buffer. Bit fields draw theirs: `".1.. .... = Don't fragment"`.
    var bitRange: (Int, Int) {
      guard let a = pattern.firstIndex(where: { $0 != 0x2e }), let b = pattern.lastIndex(where: { $0 != 0x2e }) else {
        return (position * 8, (position + size) * 8 - 1)
      }
      // A pattern of 12 bits in two octets stands for the last 12.
      var shift = (position + size) * 8 - pattern.count
      // A pattern longer than the field's octets (TCP's flags: 12 bits, told by octet) may also begin with them.
      if shift + a < position * 8 { shift = position * 8 + (pattern.count + 7) / 8 * 8 - pattern.count }
      return (shift + a, shift + b)
    }

    var number: UInt64? {
      if !pattern.isEmpty { return pattern.reduce(0) { $1 == 0x2e ? $0 : $0 << 1 | UInt64($1 & 1) } }
      return show.hasPrefix("0x") ? UInt64(show.dropFirst(2), radix: 16) : UInt64(show)
    }
    /// Header lengths: tshark shows octets where the wire has 32-bit words.
    func scaled(_ mine: UInt64) -> Bool { number == mine * 4 }
  }

  /// The fields of each packet, in order.
  static func packets(_ text: [UInt8]) -> [[Field]] {
    var out: [[Field]] = []
    var protos: [String] = []
    var opened: [Int] = []
    text.withUnsafeBufferPointer { all in
      guard var at = all.baseAddress else { return }
      let end = at + all.count
      while at < end {
        let stop = memchr(at, 0x0a, end - at).map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) } ?? end
        var p = at
        while p < stop, p.pointee == 0x20 { p += 1 }
        let tag = UnsafeBufferPointer(start: p, count: stop - p)
        at = stop + 1
        let closed = tag.count > 2 && tag[tag.count - 2] == 0x2f
        if starts(tag, "<field ") {
          guard !out.isEmpty else { continue }
          if let parent = opened.last { out[out.count - 1][parent].leaf = false }
          if !closed { opened.append(out[out.count - 1].count) }
          out[out.count - 1].append(field(tag, protos.last ?? ""))
        } else if starts(tag, "</field>") {
          if !opened.isEmpty { opened.removeLast() }
        } else if starts(tag, "<proto ") {
          if !closed { protos.append(attribute("name", tag) ?? "") }
        } else if starts(tag, "</proto>") {
          if !protos.isEmpty { protos.removeLast() }
        } else if starts(tag, "<packet>") {
          out.append([])
          protos = []
          opened = []
        }
      }
    }
    return out
  }

  private static func field(_ tag: UnsafeBufferPointer<UInt8>, _ proto: String) -> Field {
    let size = Int(attribute("size", tag) ?? "") ?? 0
    let whole = HexText.octets(attribute("unmaskedvalue", tag) ?? attribute("value", tag) ?? "") ?? []
    var pattern: [UInt8] = []
    var generated = false
    if let name = raw("showname", tag) {
      generated = name.first == 0x5b
      for (i, u) in name.enumerated() {
        if u == 0x3d { break }
        guard u == 0x20 || u == 0x2e || u == 0x30 || u == 0x31, i < 90 else { pattern = []; break }
        if u != 0x20 { pattern.append(u) }
      }
    }
    return Field(
      proto: proto, name: attribute("name", tag) ?? "", show: attribute("show", tag) ?? "", position: Int(attribute("pos", tag) ?? "") ?? 0, size: size,
      hidden: attribute("hide", tag) == "yes", generated: generated, pattern: pattern, whole: whole.count == size ? whole : [], leaf: true)
  }

  private static func starts(_ tag: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    tag.count >= word.utf8CodeUnitCount && memcmp(tag.baseAddress!, word.utf8Start, word.utf8CodeUnitCount) == 0
  }

  /// The text between the quotes of ` name="…"`, entities as they are (names and numbers have none).
  private static func raw(_ name: String, _ tag: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var key = " \(name)=\""
    return key.withUTF8 { k in
      guard let end = tag.baseAddress.map({ $0 + tag.count }), var p = tag.baseAddress else { return nil }
      while end - p > k.count, memcmp(p, k.baseAddress!, k.count) != 0 {
        guard let space = memchr(p + 1, 0x20, end - p - 1) else { return nil }
        p = UnsafePointer(space.assumingMemoryBound(to: UInt8.self))
      }
      guard end - p > k.count else { return nil }
      let start = p + k.count
      let left = end - start
      guard left > 0, let quote = memchr(start, 0x22, left) else { return nil }
      return UnsafeBufferPointer(start: start, count: UnsafePointer(quote.assumingMemoryBound(to: UInt8.self)) - start)
    }
  }
  private static func attribute(_ name: String, _ tag: UnsafeBufferPointer<UInt8>) -> String? {
    raw(name, tag).map { String(decoding: $0, as: UTF8.self) }
  }
}
