/// The head of a PPP frame (RFC 1661 §2, RFC 1662 §3.1): Address and Control where they are there, then the Protocol field
/// in two octets or one. Both may be left out or shortened once agreed (ACFC, PFC), and every spelling is kept.
public struct PPPHeader: WireMessage {
  /// `FF 03` stands in front.
  public var hasAddressControl = true
  /// The Protocol field is one octet (RFC 1661 §6.5).
  public var shortProtocol = false
  public var proto = PPPProtocol.lcp
  public init() {}

  public init(_ proto: PPPProtocol, addressControl: Bool = true, short: Bool = false) {
    self.proto = proto
    hasAddressControl = addressControl
    shortProtocol = short && proto.fitsOneOctet
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    c.learn(&hasAddressControl) { $0.octet(0) == 0xff && $0.octet(1) == 0x03 }
    if hasAddressControl {
      var address: UInt8 = 0xff
      var control: UInt8 = 0x03
      try c.int(&address, Field("ppp.address", "Address", "RFC 1662 §3.1", "always \"all stations\": there are only two")) { _ in
        "all stations"
      }
      try c.int(&control, Field("ppp.control", "Control", "RFC 1662 §3.1", "always 3: unnumbered information")) { _ in
        "unnumbered information"
      }
    }
    try Self.proto(&proto, &shortProtocol, &c)
  }

  /// The Protocol field alone, as it also stands inside an MPPE packet (RFC 1661 §2: odd octet, the last).
  @inline(__always)
  static func proto<C: WireCoder>(_ proto: inout PPPProtocol, _ short: inout Bool, _ c: inout C) throws(WireError) {
    c.learn(&short) { ($0.octet(0) ?? 0) & 1 == 1 }
    if short {
      var octet = UInt8(truncatingIfNeeded: proto.rawValue)
      try c.int(&octet, Field("ppp.protocol", "Protocol", "RFC 1661 §6.5", "which protocol follows; one octet: Protocol-Field-Compression"))
      { PPPProtocol(rawValue: UInt16($0)).meaning }
      proto = PPPProtocol(rawValue: UInt16(octet))
    } else {
      try c.code(&proto, Field("ppp.protocol", "Protocol", "RFC 1661 §2", "which protocol follows"))
    }
  }
}

/// A whole PPP frame without flags and FCS: what GRE carries (RFC 2637 §4).
public struct PPPFrame: WireMessage {
  public var header = PPPHeader()
  public var payload: [UInt8] = []
  public init() {}
  public init(_ header: PPPHeader, _ payload: [UInt8]) {
    self.header = header
    self.payload = payload
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try header.code(&c)
    try c.rest(&payload, .data, Field("ppp.data", "Information", "RFC 1661 §2", "the packet of the protocol named above"))
  }

  /// Where a frame's payload begins and whose it is; nil if the frame ends inside its head. Allocates nothing.
  @inline(__always)
  static func open(_ frame: [UInt8]) -> (proto: PPPProtocol, start: Int)? {
    var at = 0
    if frame.count >= 2, frame[0] == 0xff, frame[1] == 0x03 { at = 2 }
    guard frame.count > at else { return nil }
    if frame[at] & 1 == 1 { return (PPPProtocol(rawValue: UInt16(frame[at])), at + 1) }
    guard frame.count > at + 1 else { return nil }
    return (PPPProtocol(rawValue: UInt16(frame[at]) << 8 | UInt16(frame[at + 1])), at + 2)
  }

  /// The frame in the shortest spelling the peer takes. LCP is never shortened (RFC 1661 §6.5, §6.6).
  @inline(__always)
  static func octets(_ proto: PPPProtocol, _ payload: some Collection<UInt8>, pfc: Bool, acfc: Bool) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(payload.count + 4)
    if !acfc || proto == .lcp {
      out.append(0xff)
      out.append(0x03)
    }
    if !(pfc && proto.fitsOneOctet) { out.append(UInt8(proto.rawValue >> 8)) }
    out.append(UInt8(truncatingIfNeeded: proto.rawValue))
    out.append(contentsOf: payload)
    return out
  }
}
