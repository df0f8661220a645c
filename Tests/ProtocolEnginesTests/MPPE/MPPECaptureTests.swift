import TestSupport
import Testing

@testable import ProtocolEngines

/// The shared captures of real peers, read as simply as can be; nil where there are none.
enum RealPeers {
  static let folder = Material.shared.map { $0 + "/captures/real-peers" }

  static func octets(_ name: String) -> [UInt8]? { folder.flatMap { Material.octets($0 + "/" + name) } }

  struct Frame {
    var fromServer: Bool
    var ppp: [UInt8]
  }

  /// The PPP frames in GRE of a classic Ethernet capture, in order, as far as they carry any.
  static func frames(_ name: String) -> [Frame]? {
    guard let o = octets(name + ".pcap") else { return nil }
    var out: [Frame] = []
    var at = 24
    while at + 16 <= o.count {
      let n = Int(o[at + 8]) | Int(o[at + 9]) << 8 | Int(o[at + 10]) << 16
      let f = Array(o[(at + 16)..<min(o.count, at + 16 + n)])
      at += 16 + n
      guard f.count > 42, f[12] == 8, f[13] == 0, f[23] == 47 else { continue }
      let g = 14 + Int(f[14] & 15) * 4
      let total = 14 + (Int(f[16]) << 8 | Int(f[17]))
      guard f.count > g + 8, f[g + 2] == 0x88, f[g + 3] == 0x0b, f[g] & 0x10 != 0 else { continue }
      let start = g + 8 + 4 + (f[g + 1] & 0x80 != 0 ? 4 : 0)
      guard total <= f.count, start < total else { continue }
      out.append(Frame(fromServer: f[29] == 2, ppp: Array(f[start..<total])))
    }
    return out
  }

  /// The kernel's master keys: of what the server sends, and of what the client sends.
  static func keys(_ name: String) -> (server: [UInt8], client: [UInt8])? {
    guard let text = octets(name + ".keys.txt").map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
    var server: [UInt8]?
    var client: [UInt8]?
    for line in text.split(separator: "\n") {
      if line == "#### client" { break }
      guard let r = line.split(separator: " ").firstIndex(of: "master:") else { continue }
      let words = line.split(separator: " ")
      if line.hasPrefix("mppe_comp_init") { server = HexText.octets(words[r + 1]) }
      if line.hasPrefix("mppe_decomp_init") { client = HexText.octets(words[r + 1]) }
    }
    guard let server, let client else { return nil }
    return (server, client)
  }
}

@Suite struct MPPECaptureTests {
  /// Numbers from the captures' NOTES.md, where they were found with another program.
  @Test(
    arguments: [
      ("pptp-mppe128-stateless", .b128, true, 25, 0), ("pptp-mppe128-stateful", .b128, false, 25, 0),
      ("pptp-mppe128-stateful-loss", .b128, false, 17, 32),
      ("pptp-mppe128-stateless-loss", .b128, true, 66, 0), ("pptp-mppe40-stateless", .b40, true, 25, 0),
      ("pptp-mppe40-stateful", .b40, false, 28, 0),
      ("pptp-mschap1-mppe128", .b128, true, 24, 0), ("pptp-eaptls-mppe128", .b128, true, 23, 0), ("pptp-echo", .b128, true, 25, 0),
      ("pptp-nonascii-password", .b128, true, 23, 0), ("pptp-domain-user", .b128, true, 28, 0),
    ] as [(String, MPPEStrength, Bool, Int, Int)]) func kernelFrames(_ t: (String, MPPEStrength, Bool, Int, Int)) throws
  {
    guard let frames = RealPeers.frames(t.0), let keys = RealPeers.keys(t.0) else {
      print("skipped: no shared captures (set VPNLAB_SHARED)")
      return
    }
    var server = MPPECipher(startKey: keys.server, strength: t.1, stateless: t.2, flush: .linux)
    var client = MPPECipher(startKey: keys.client, strength: t.1, stateless: t.2, flush: .linux)
    var opened = 0
    var closed = 0
    for f in frames {
      guard let (proto, start) = PPPFrame.open(f.ppp), proto == .compressed else { continue }
      let r = f.fromServer ? server.open(f.ppp, from: start) : client.open(f.ppp, from: start)
      switch r {
      case .success(let plain):
        let inner = PPPFrame.open(plain)
        #expect(inner?.proto == .ipv4 || inner?.proto == .ipv6, "\(t.0): decrypts to noise: \(HexText.string(plain.prefix(8)))")
        opened += 1
      case .failure: closed += 1
      }
    }
    #expect(opened == t.3 && closed == t.4, "\(t.0): \(opened) opened, \(closed) not")
  }

  /// From the password alone: the exchange in the capture gives the kernel's keys.
  @Test(arguments: [
    ("pptp-mppe128-stateless", "vpnpass"), ("pptp-nonascii-password", "pässwörd"), ("pptp-domain-user", "vpnpass"),
    ("pptp-mschap1-mppe128", "vpnpass"),
  ])
  func keysFromThePassword(_ t: (String, String)) throws {
    guard let frames = RealPeers.frames(t.0), let keys = RealPeers.keys(t.0) else {
      print("skipped: no shared captures (set VPNLAB_SHARED)")
      return
    }
    let chap = frames.compactMap { f -> CHAPPacket? in
      guard let (proto, start) = PPPFrame.open(f.ppp), proto == .chap else { return nil }
      return try? CHAPPacket(parsing: Array(f.ppp[start...]))
    }
    let challenge = try #require(chap.first { $0.code == .challenge })
    let response = try #require(chap.first { $0.code == .response })
    var found = false
    for reading in MSCHAP.readings(of: t.1) {
      var notes: [KeyNote] = []
      let hash = MSCHAP.ntPasswordHash(t.1, reading)
      let k =
        response.form == .mschap
        ? MPPEKeys.msCHAPv1(challenge: challenge.value, ntHash: hash, lmHash: nil, notes: &notes)
        : MPPEKeys.msCHAPv2(
          passwordHashHash: MSCHAP.ntPasswordHashHash(hash), ntResponse: response.ntResponse, authenticator: true, notes: &notes)
      if k.send == keys.server, k.receive == keys.client { found = true }
    }
    #expect(found, "\(t.0)")
  }

  /// PAP and CHAP as pppd speaks them: no octet without a name.
  @Test func everyAuthenticationPacketIsExplained() {
    guard RealPeers.folder != nil else {
      print("skipped: no shared captures (set VPNLAB_SHARED)")
      return
    }
    var seen = 0
    for name in [
      "pptp-mppe128-stateless", "pptp-mschap1-plain", "pptp-chapmd5-plain", "pptp-pap-plain", "fail-pptp-wrong-password",
      "fail-pptp-unknown-user", "fail-pptp-pap-wrong-password",
      "fail-pptp-chapmd5-wrong-password", "fail-pptp-nonascii-user", "pptp-domain-user",
    ] {
      for f in RealPeers.frames(name) ?? [] {
        guard let (proto, start) = PPPFrame.open(f.ppp) else { continue }
        let body = Array(f.ppp[start...])
        let fault: String? =
          proto == .chap ? WireProperties.fault(body, CHAPPacket()) : proto == .pap ? WireProperties.fault(body, PAPPacket()) : nil
        if proto == .chap || proto == .pap { seen += 1 }
        #expect(fault == nil, "\(name): \(HexText.string(body))")
        if proto == .chap { #expect(CHAPPacket.annotate(body).annotation.problems.isEmpty) }
      }
    }
    #expect(seen > 25)
  }
}
