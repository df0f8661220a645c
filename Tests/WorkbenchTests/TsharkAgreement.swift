import Glibc
import TestSupport
import Testing

@testable import ProtocolEngines
@testable import Workbench

/// Our dissection beside tshark's, field by field, over every PPTP, GRE and PPP capture there is.
///
/// tshark's PDML shows for each field its octets (and, in the pattern before " = ", its bits) and its value. A field is
/// equal when we have a note over exactly these octets or bits with the same number, finer when our notes divide them
/// without crossing the border and together make the same number. The same octets with another number differ, and that is
/// never allowed. Hidden, generated (in square brackets) and repeated fields are left out.
@Suite struct TsharkAgreement {
  /// Each protocol with the least number of its fields that must have been compared: about nine tenths of what the captures hold.
  static let least: [(protocol: String, fields: Int)] = [
    ("eth", 13_000), ("arp", 500), ("ip", 34_000), ("ipv6", 250), ("icmp", 500), ("icmpv6", 100), ("tcp", 15_000), ("pptp", 2000),
    ("gre", 19_000), ("ppp", 2400), ("lcp", 8300), ("pap", 50),
    ("chap", 460), ("ccp", 850), ("ipcp", 1700), ("ipv6cp", 550), ("eap", 280),
  ]
  static let protocols = Set(least.map(\.protocol))

  /// Fields of tshark that we leave out on purpose, by name, with the reason.
  static let exceptions: [String: String] = [
    "tcp.window_size": "scaled by an option of an earlier frame; the octets are compared as window_size_value",
    "tcp.window_size_scalefactor": "the option of an earlier frame, shown again at the window's octets",
    "tcp.options.wscale.multiplier": "two to the power of the octet, which is compared as wscale.shift",
    "icmp.ident_le": "the two octets as a host of little-endian habits would read them; RFC 792's order is compared as icmp.ident",
    "icmp.seq_le": "the same, for icmp.seq",
    "ipcp.opt.comp_slot_id": "tshark takes one bit; Comp-Slot-Id is an octet (RFC 1332 §4)",
    "ccp.opt.fe":
      "type 24 is MVRCA in the IANA registry (RFC 1975), but pppd, whose captures these are, means Deflate by it as its draft did",
    "ccp.opt.p": "as ccp.opt.fe",
    "ccp.opt.History": "as ccp.opt.fe",
    "pptp.call_Statistics": "tshark stops after 64 of the 128 octets (RFC 2637 §2.13)",
  ]
  /// Header lengths: tshark shows octets where the wire has words of 32 bits (RFC 791 §3.1, RFC 9293 §3.1).
  static let inWords: Set<String> = ["ip.hdr_len", "tcp.hdr_len"]
  /// Two octets of which the number has only the last bits: reserved and control bits, without the data offset (RFC 9293 §3.1).
  static let lastBits: [String: Int] = ["tcp.flags": 12]
  /// Names under which tshark itself only says "octets follow".
  static let opaque: Set<String> = [
    "tcp.payload", "tcp.segment_data", "data.data", "data", "ip.payload", "icmp.data", "ppp.data", "chap.data", "eap.data", "",
  ]

  /// tshark's list of what it put a message together from: octets of the whole, with the number of the frame they came in.
  static let frameNumbers: Set<String> = ["eap.tls.fragment", "eap.tls.fragments"]
  /// Captures in formats that vpnlab does not read.
  static let otherFormats: Set<String> = ["ppp-ndiswan-mschapv2-failure.pcap"]

  /// The better verdict of a repeated field counts, but a number that differs always does.
  enum Verdict: Int { case unmapped, excepted, finer, equal, differs }
  struct Tally {
    var verdicts = [Int](repeating: 0, count: 5)
    var swallowed = 0
    subscript(_ v: Verdict) -> Int {
      get { verdicts[v.rawValue] }
      set { verdicts[v.rawValue] = newValue }
    }
    var compared: Int { verdicts.reduce(0, +) }
  }

  private var tallies: [String: Tally] = [:]
  /// Pieces of messages that tshark puts together, and those that we take from the same frame to the same place.
  private var pieces = 0, piecesFound = 0
  private var misses: [String: (count: Int, first: String)] = [:]

  @Test mutating func fieldsAgree() throws {
    guard let shared = Material.shared else {
      print("skipped: no shared captures (set VPNLAB_SHARED)")
      return
    }
    guard Material.output(of: "tshark --version 2>/dev/null")?.starts(with: "TShark".utf8) == true else {
      print("skipped: no tshark on this machine")
      return
    }
    let files = captures(in: shared)
    #expect(files.count > 20, "the captures should be there")
    for file in files { try compare(file) }
    print("tshark agreement over \(files.count) captures: protocol, compared, equal (exactly + more finely), excepted, unmapped, different")
    for (p, fields) in Self.least {
      let t = tallies[p, default: Tally()]
      print("  \(p): \(t.compared) \(t[.equal] + t[.finer]) (\(t[.equal]) + \(t[.finer])) \(t[.excepted]) \(t[.unmapped]) \(t[.differs])")
      #expect(t.compared >= fields, "\(p): only \(t.compared) fields were compared")
      #expect(
        Double(t[.excepted] + t[.unmapped]) < 0.03 * Double(t.compared),
        "\(p): \(t[.excepted]) excepted and \(t[.unmapped]) unmapped of \(t.compared)")
      #expect(t[.differs] == 0, "\(p): \(t[.differs]) fields have another value with tshark")
      #expect(t.swallowed == 0, "\(p): \(t.swallowed) fields of tshark lie in octets that we call data or unexplained")
    }
    print("  pieces of EAP-TLS messages: \(pieces), put together alike: \(piecesFound)")
    #expect(pieces >= 10 && piecesFound == pieces)
    for (what, m) in misses.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }).prefix(60) {
      print("  \(m.count) x \(what), first in \(m.first)")
    }
  }

  /// The comparison itself: what it must find is found.
  @Test func differencesAreFound() {
    let header: [UInt8] = [0x45, 0, 0, 20]
    var b = AnnotatedBuffer(source: .wire, octets: header)
    b.notes = [
      FieldNote(0, 1, depth: 0, kind: .leaf, field: Field("a", "a", ""), value: 0x45),
      FieldNote(0, 1, depth: 1, kind: .bits, field: Field("v", "v", ""), value: 4, firstBit: 0, lastBit: 3),
      FieldNote(0, 1, depth: 1, kind: .bits, field: Field("l", "l", ""), value: 5, firstBit: 4, lastBit: 7),
      FieldNote(1, 2, depth: 0, kind: .leaf, field: Field("b", "b", "")),
      FieldNote(2, 4, depth: 0, kind: .leaf, field: Field("c", "c", ""), value: 20),
    ]
    func verdict(_ name: String, _ show: String, _ position: Int, _ size: Int, _ pattern: String = "", in buffer: AnnotatedBuffer? = nil)
      -> Verdict
    {
      let f = PDML.Field(
        proto: "ip", name: name, show: show, position: position, size: size, hidden: false, generated: false, pattern: Array(pattern.utf8),
        whole: Array(header[position..<(position + size)]), leaf: true)
      return Self.verdict(f, in: [buffer ?? b]).0
    }
    #expect(verdict("ip.len", "20", 2, 2) == .equal)
    #expect(verdict("ip.len", "21", 2, 2) == .differs)
    #expect(verdict("ip.len", "80", 2, 2) == .differs, "only named fields count in words")
    #expect(verdict("ip.hdr_len", "20", 0, 1, "....0101") == .equal)
    #expect(verdict("ip.hdr_len", "5", 0, 1, "....0101") == .differs)
    #expect(verdict("ip.dsfield", "0x00", 1, 1) == .equal, "a note without a number has its octets'")
    #expect(verdict("ip.dsfield", "0x01", 1, 1) == .differs)
    #expect(verdict("ip.first", "0x4500", 0, 2) == .finer)
    #expect(verdict("ip.first", "0x4501", 0, 2) == .differs)
    #expect(verdict("ip.middle", "0x0000", 1, 2) == .unmapped, "our notes cross the border")
    #expect(verdict("tcp.window_size", "99", 2, 2) == .excepted)
    var wrong = b
    wrong.notes[4].value = 19
    #expect(verdict("ip.len", "20", 2, 2, in: wrong) == .differs)
    #expect(verdict("ip", "x", 0, 4, in: wrong) == .differs, "a part with another number than its octets")
    #expect(
      verdict("ip.len", "20", 2, 2, in: AnnotatedBuffer(source: .wire, octets: [0, 0, 0, 0], notes: b.notes)) == .unmapped,
      "no buffer has these octets")
  }

  // MARK: One capture

  private mutating func compare(_ file: String) throws {
    let name = String(file.split(separator: "/").last ?? "")
    guard let pdml = Material.output(of: "tshark -n -o tcp.relative_sequence_numbers:FALSE -r '\(file)' -T pdml 2>/dev/null") else {
      Issue.record("tshark does not run on \(name)")
      return
    }
    let packets = PDML.packets(pdml)
    guard var reader = try? CaptureReader(path: file) else {
      #expect(Self.otherFormats.contains(name), "\(name) does not open")
      return
    }
    var observer = Observer()
    var frames = 0
    while let frame = try reader.next() {
      let d = observer.observe(frame.octets, link: frame.link, time: frame.time, number: frame.number)
      if frames < packets.count { compare(packets[frames], with: d, name) }
      frames += 1
    }
    #expect(packets.count == frames && frames > 0, "\(name): tshark reads \(packets.count) packets, we read \(frames)")
  }

  private mutating func compare(_ fields: [PDML.Field], with d: Dissection, _ file: String) {
    for f in fields where f.name == "eap.tls.fragment" && !f.whole.isEmpty {
      let found = d.buffers.contains { b in
        b.source == .eap && f.position + f.size <= b.octets.count && b.octets[f.position..<(f.position + f.size)].elementsEqual(f.whole)
          && b.origins.contains { f.number == UInt64($0.frame) && $0.range.count == f.size }
      }
      pieces += 1
      if found { piecesFound += 1 } else { miss("not put together: \(f.name)", file, d.number) }
    }
    // A field that repeats the bits of a different one counts once.
    struct Key: Hashable { var proto: String, first: Int, last: Int }
    var verdicts: [Key: (Verdict, String)] = [:]
    for f in fields where Self.protocols.contains(f.proto) && f.size > 0 && !f.hidden && !f.generated && !Self.frameNumbers.contains(f.name)
    {
      let (first, last) = f.bitRange
      let key = Key(proto: f.proto, first: first, last: last)
      let (v, buffer) = Self.verdict(f, in: d.buffers)
      if let buffer, !Self.opaque.contains(f.name), Self.exceptions[f.name] == nil, swallowed(f, buffer) {
        tallies[f.proto, default: Tally()].swallowed += 1
        miss("swallowed \(f.proto) \(f.name)", file, d.number)
      }
      if let old = verdicts[key], old.0.rawValue >= v.rawValue { continue }
      verdicts[key] = (v, buffer == nil ? f.name + ", no buffer" : f.name)
    }
    for (key, (v, name)) in verdicts {
      tallies[key.proto, default: Tally()][v] += 1
      if v == .unmapped || v == .differs { miss("\(v) \(key.proto) \(name)", file, d.number) }
    }
  }

  private mutating func miss(_ what: String, _ file: String, _ frame: Int) {
    misses[what, default: (0, "\(file) frame \(frame)")].count += 1
  }

  /// The best verdict over the buffers (the frame, or what was put together or opened) that have the field's octets at its place.
  private static func verdict(_ f: PDML.Field, in buffers: [AnnotatedBuffer]) -> (Verdict, AnnotatedBuffer?) {
    if exceptions[f.name] != nil { return (.excepted, nil) }
    var best: (Verdict, AnnotatedBuffer?) = (.unmapped, nil)
    for b in buffers
    where !f.whole.isEmpty && f.position + f.size <= b.octets.count && b.octets[f.position..<(f.position + f.size)].elementsEqual(f.whole) {
      let v = verdict(f, b)
      if v == .equal { return (v, b) }
      if best.1 == nil || v.rawValue > best.0.rawValue { best = (v, b) }
    }
    return best
  }

  private static func verdict(_ f: PDML.Field, _ b: AnnotatedBuffer) -> Verdict {
    var (first, last) = f.bitRange
    if let n = lastBits[f.name] { first = last + 1 - n }
    let theirs = f.number
    var inside: [(bits: ClosedRange<Int>, number: UInt64?)] = []
    var exact: Bool?
    var group = false
    for n in b.notes {
      let octets = n.range.lowerBound * 8...max(n.range.upperBound * 8 - 1, n.range.lowerBound * 8)
      let bits = n.kind == .bits ? octets.lowerBound + Int(n.firstBit)...octets.lowerBound + Int(n.lastBit) : octets
      guard bits.lowerBound >= first, bits.upperBound <= last else { continue }
      if n.kind == .group {
        if bits == first...last { group = true }
        continue
      }
      if bits == first...last {
        let mine = (n.number ?? number(bits, b)).map { inWords.contains(f.name) ? $0 * 4 : $0 }
        exact = exact ?? true && mine == (theirs ?? number(bits, b))
      }
      inside.append((bits, n.number))
    }
    if let exact { return exact ? .equal : .differs }
    // More finely: the longest of our leaves or bits at each place, up to the border.
    var at = first
    var agree = true
    while at <= last {
      guard let part = inside.filter({ $0.bits.lowerBound == at }).max(by: { $0.bits.upperBound < $1.bits.upperBound }) else {
        return .unmapped
      }
      if let mine = part.number, mine != number(part.bits, b) { agree = false }
      at = part.bits.upperBound + 1
    }
    if let theirs, theirs != number(first...last, b) { agree = false }
    return agree ? group ? .equal : .finer : .differs
  }

  /// The bits as a number; nil where they are more than 64 (then the octets have been compared already).
  private static func number(_ bits: ClosedRange<Int>, _ b: AnnotatedBuffer) -> UInt64? {
    guard bits.count <= 64, bits.upperBound < b.octets.count * 8 else { return nil }
    return bits.reduce(0) { $0 << 1 | UInt64(b.octets[$1 / 8] >> UInt8(7 - $1 % 8) & 1) }
  }

  private func swallowed(_ f: PDML.Field, _ b: AnnotatedBuffer) -> Bool {
    let range = f.position..<(f.position + f.size)
    return b.notes.contains { ($0.kind == .data || $0.kind == .unexplained) && $0.range.overlaps(range) && f.leaf }
  }

  // MARK: Around

  /// All of them, in whatever format: those that we do not read are named above.
  private func captures(in shared: String) -> [String] {
    func files(_ folder: String, _ beginnings: [String]) -> [String] {
      Material.names(in: shared + folder).filter { n in
        beginnings.contains { n.hasPrefix($0) } && (n.hasSuffix(".pcap") || n.hasSuffix(".pcapng"))
      }.map { shared + folder + "/" + $0 }
    }
    return files("/captures/real-peers", ["pptp-", "fail-pptp-"]) + files("/captures/public", ["pptp-", "gre-", "ppp-"])
  }
}

/// Just enough XML for tshark's packet details. Tens of megabytes go through here in a debug build, hence the C searches.
enum PDML {
  struct Field {
    var proto: String, name: String, show: String
    var position: Int, size: Int, hidden: Bool, generated: Bool
    /// The "0"s, "1"s and "."s before " = " of a bit field; empty otherwise.
    var pattern: [UInt8]
    /// Octets of the whole field (for bit fields: of the word they are in).
    var whole: [UInt8]
    /// Has no field inside it.
    var leaf: Bool

    /// First and last bit, counted from the start of the buffer. Bit fields draw theirs: `".1.. .... = Don't fragment"`.
    var bitRange: (Int, Int) {
      guard let a = pattern.firstIndex(where: { $0 != 0x2e }), let b = pattern.lastIndex(where: { $0 != 0x2e }) else {
        return (position * 8, (position + size) * 8 - 1)
      }
      // A pattern of 12 bits in two octets means the last 12.
      var shift = (position + size) * 8 - pattern.count
      // A pattern longer than the field's octets (TCP's flags: 12 bits, counted by octet) may also begin with them.
      if shift + a < position * 8 { shift = position * 8 + (pattern.count + 7) / 8 * 8 - pattern.count }
      return (shift + a, shift + b)
    }

    /// The number that is shown, or nil where text or octets are. (They may look like numbers: then the octets are this
    /// text, or the text is the octets in hexadecimal.)
    var number: UInt64? {
      if pattern.isEmpty, show.utf8.elementsEqual(whole) || show.utf8.count == 2 * size && HexText.octets(show) == whole { return nil }
      if let n = show.hasPrefix("0x") ? UInt64(show.dropFirst(2), radix: 16) : UInt64(show) { return n }
      return pattern.isEmpty ? nil : pattern.reduce(0) { $1 == 0x2e ? $0 : $0 << 1 | UInt64($1 & 1) }
    }
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
        } else if starts(tag, "</packet>") {
          if let fields = out.last { out[out.count - 1] = filled(fields) }
        } else if starts(tag, "<packet>") {
          out.append([])
          protos = []
          opened = []
        }
      }
    }
    return out
  }

  /// Headings have no value of their own; theirs is what the fields in them have.
  private static func filled(_ fields: [Field]) -> [Field] {
    var fields = fields
    for i in fields.indices where fields[i].whole.isEmpty && !fields[i].leaf {
      let f = fields[i]
      var octets = [UInt8?](repeating: nil, count: f.size)
      for g in fields[(i + 1)...]
      where !g.whole.isEmpty && g.proto == f.proto && g.position >= f.position && g.position + g.size <= f.position + f.size {
        for k in 0..<g.size { octets[g.position - f.position + k] = g.whole[k] }
      }
      let known = octets.compactMap { $0 }
      if known.count == f.size { fields[i].whole = known }
    }
    return fields
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
        guard u == 0x20 || u == 0x2e || u == 0x30 || u == 0x31, i < 90 else {
          pattern = []
          break
        }
        if u != 0x20 { pattern.append(u) }
      }
    }
    return Field(
      proto: proto, name: attribute("name", tag) ?? "", show: attribute("show", tag) ?? "", position: Int(attribute("pos", tag) ?? "") ?? 0,
      size: size,
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
