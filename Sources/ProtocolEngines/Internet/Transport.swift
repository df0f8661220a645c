/// A UDP header (RFC 768).
public struct UDPHeader: WireMessage {
  public var sourcePort: UInt16 = 0, destinationPort: UInt16 = 0, length: UInt16 = 8, checksum: UInt16 = 0
  public init() {}
  static var lengthField: Field { Field("udp.length", "Length", "RFC 768", "header and data, in octets") }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&sourcePort, Field("udp.srcport", "Source port", "RFC 768"))
    try c.int(&destinationPort, Field("udp.dstport", "Destination port", "RFC 768"))
    try c.int(&length, Self.lengthField)
    try c.int(&checksum, Field("udp.checksum", "Checksum", "RFC 768", "over addresses, header and data; 0 means none"))
  }
}

/// One TCP option (RFC 9293 §3.1). Kinds 0 and 1 are a single octet.
public struct TCPOption: WireMessage {
  public var kind: UInt8 = 1, length: UInt8 = 0, data: [UInt8] = []
  /// The value of the kinds that are one number, or two.
  public var number: UInt64 = 0, echo: UInt64 = 0
  public var blocks: [TCPBlock] = []
  public init() {}
  static func kindName(_ v: UInt8) -> String? {
    switch v {
    case 0: "end of options"
    case 1: "no operation"
    case 2: "maximum segment size"
    case 3: "window scale"
    case 4: "SACK permitted"
    case 5: "SACK"
    case 8: "timestamps"
    default: nil
    }
  }
  static var lengthField: Field { Field("tcp.option_len", "Length", "RFC 9293 §3.1", "kind and length included") }
  public static func mss(_ n: UInt16) -> Self {
    var o = Self()
    o.kind = 2
    o.length = 4
    o.number = UInt64(n)
    return o
  }
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&kind, Field("tcp.option_kind", "Kind", "RFC 9293 §3.1", "which option this is")) { TCPOption.kindName($0) }
    guard kind > 1 else { return }
    try c.int(&length, Self.lengthField)
    switch (kind, length) {
    case (2, 4):
      try c.uint(
        &number, octets: 2,
        Field("tcp.options.mss_val", "Maximum segment size", "RFC 9293 §3.7.1", "the largest piece of data the sender takes in one segment")
      )
    case (3, 3):
      try c.uint(&number, octets: 1, Field("tcp.options.wscale.shift", "Shift count", "RFC 7323 §2.2")) {
        "window times \($0 < 15 ? 1 << $0 : 16384)"
      }
    case (8, 10):
      try c.uint(&number, octets: 4, Field("tcp.options.timestamp.tsval", "Timestamp value", "RFC 7323 §3.2"))
      try c.uint(&echo, octets: 4, Field("tcp.options.timestamp.tsecr", "Timestamp echo reply", "RFC 7323 §3.2"))
    case (5, 10...): try sack(&c)
    default:
      try c.bytes(&data, count: try c.left(Int(length), head: 2, Self.lengthField), Field("tcp.option_data", "Data", "RFC 9293 §3.1"))
    }
  }

  /// Out of line: rare, and it would make the parse of every header larger.
  @inline(never)
  private mutating func sack<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.within(Int(length) - 2, Field("tcp.options.sack", "Blocks", "RFC 2018 §3")) { c throws(WireError) in
      try c.list(&blocks, each: Field("tcp.options.sack.block", "Block", "RFC 2018 §3"))
    }
  }
}

/// A block of octets received out of order (RFC 2018 §3).
public struct TCPBlock: WireMessage {
  public var left: UInt32 = 0, right: UInt32 = 0
  public init() {}
  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&left, Field("tcp.options.sack_le", "Left edge", "RFC 2018 §3", "first octet received"))
    try c.int(&right, Field("tcp.options.sack_re", "Right edge", "RFC 2018 §3", "the octet behind the last one received"))
  }
}

/// A TCP header with its options (RFC 9293 §3.1).
public struct TCPHeader: WireMessage {
  public var sourcePort: UInt16 = 0, destinationPort: UInt16 = 0, sequence: UInt32 = 0, acknowledgement: UInt32 = 0
  public var offsetAndFlags: UInt16 = 0x5000, window: UInt16 = 0, checksum: UInt16 = 0, urgent: UInt16 = 0, options: [TCPOption] = []
  public init() {}

  public static let fin: UInt16 = 1, syn: UInt16 = 2, rst: UInt16 = 4, psh: UInt16 = 8, ack: UInt16 = 16, urg: UInt16 = 32
  public var headerLength: Int { Int(offsetAndFlags >> 12) * 4 }
  public func has(_ flag: UInt16) -> Bool { offsetAndFlags & flag != 0 }
  /// `"SYN, ACK"`.
  public var flagNames: String {
    var names: [String] = []
    for (bit, name) in [(Self.syn, "SYN"), (Self.fin, "FIN"), (Self.rst, "RST"), (Self.psh, "PSH"), (Self.ack, "ACK"), (Self.urg, "URG")]
    where has(bit) { names.append(name) }
    return names.joined(separator: ", ")
  }

  @inline(__always)
  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&sourcePort, Field("tcp.srcport", "Source port", "RFC 9293 §3.1", "the program that sent it, on its host"))
    try c.int(&destinationPort, Field("tcp.dstport", "Destination port", "RFC 9293 §3.1", "the program the segment is for, on its host"))
    try c.int(&sequence, Field("tcp.seq", "Sequence number", "RFC 9293 §3.1", "number of the first octet of data"))
    try c.int(&acknowledgement, Field("tcp.ack", "Acknowledgement number", "RFC 9293 §3.1", "next octet expected from the other end"))
    try c.int(
      &offsetAndFlags, Field("tcp.offset_flags", "Data offset, flags", "RFC 9293 §3.1", "how long the header is, and nine flags"),
      bits: { b in
        b(0...3, Field("tcp.hdr_len", "Data offset", "RFC 9293 §3.1", "header length in 32-bit words")) { "\($0 * 4) octets" }
        b(4...6, Field("tcp.flags.res", "Reserved", "RFC 9293 §3.1", "0 when sent"))
        b(7, Field("tcp.flags.ae", "Reserved", "RFC 9293 §3.1", "0 when sent; the last of the reserved bits, wanted for a later ECN"))
        b(8, Field("tcp.flags.cwr", "CWR", "RFC 3168 §6.1", "congestion window reduced"))
        b(9, Field("tcp.flags.ece", "ECE", "RFC 3168 §6.1", "congestion experienced"))
        b(10, Field("tcp.flags.urg", "URG", "RFC 9293 §3.1", "urgent pointer is valid"))
        b(11, Field("tcp.flags.ack", "ACK", "RFC 9293 §3.1", "acknowledgement is valid"))
        b(12, Field("tcp.flags.push", "PSH", "RFC 9293 §3.1", "give the data to the application"))
        b(13, Field("tcp.flags.reset", "RST", "RFC 9293 §3.1", "reset the connection"))
        b(14, Field("tcp.flags.syn", "SYN", "RFC 9293 §3.1", "start: synchronise sequence numbers"))
        b(15, Field("tcp.flags.fin", "FIN", "RFC 9293 §3.1", "no more data from the sender"))
      })
    try c.int(&window, Field("tcp.window_size_value", "Window", "RFC 9293 §3.1", "octets the sender is ready to take (before scaling)"))
    try c.int(&checksum, Field("tcp.checksum", "Checksum", "RFC 9293 §3.1", "over addresses, header and data"))
    try c.int(&urgent, Field("tcp.urgent_pointer", "Urgent pointer", "RFC 9293 §3.1", "counts only where URG is set"))
    let count = headerLength - 20
    guard count != 0 else { return }
    try c.within(count, Field("tcp.options", "Options", "RFC 9293 §3.1")) { c throws(WireError) in
      try c.list(&options, each: Field("tcp.option", "Option", "RFC 9293 §3.1"))
    }
  }

  /// A whole segment: data offset and checksum computed, then `data`.
  public func segment(from source: IPv4Address, to destination: IPv4Address, _ data: [UInt8]) -> [UInt8] {
    var h = self
    let options = self.options.reduce(0) { $0 + $1.encoded().count }
    h.offsetAndFlags = (h.offsetAndFlags & 0x0fff) | UInt16((20 + options + 3) / 4) << 12
    h.checksum = 0
    var octets = h.encoded() + data
    let sum = InternetChecksum.compute(
      octets, pseudo: InternetChecksum.pseudo(source, destination, proto: IPProtocol.tcp.rawValue, length: octets.count))
    octets[16] = UInt8(sum >> 8)
    octets[17] = UInt8(sum & 255)
    return octets
  }
}
