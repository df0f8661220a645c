/// Header parsing beside a parser written by hand into the same types: the price of "one layout, three faces".
///
/// Both read Ethernet, IPv4 and TCP or UDP headers of whole frames; each run returns a digest of all values, so that
/// neither can be optimised away and the two can be compared.
public enum HeaderBench {
  /// `count` frames of mixed shapes: TCP with and without options, UDP, from fixed dice.
  public static func frames(_ count: Int) -> [[UInt8]] {
    var dice = Dice(seed: 7)
    let a = IPv4Address(10, 0, 0, 1)
    let b = IPv4Address(10, 0, 0, 2)
    return (0..<count).map { i in
      let data = dice.octets(Int(dice.below(64)))
      let payload: [UInt8]
      let proto: IPProtocol
      if i % 3 == 0 {
        var u = UDPHeader()
        u.sourcePort = dice.uint16()
        u.destinationPort = 1701
        u.length = UInt16(8 + data.count)
        payload = u.encoded() + data
        proto = .udp
      } else {
        var t = TCPHeader()
        t.sourcePort = dice.uint16()
        t.destinationPort = 1723
        t.sequence = dice.uint32()
        t.offsetAndFlags |= TCPHeader.ack
        if i % 3 == 1 {
          // What Linux puts on every segment: two fillers and the timestamps.
          var stamps = TCPOption()
          (stamps.kind, stamps.length, stamps.number, stamps.echo) = (8, 10, UInt64(dice.uint32()), UInt64(dice.uint32()))
          t.options = [TCPOption(), TCPOption(), stamps]
        }
        payload = t.segment(from: a, to: b, data)
        proto = .tcp
      }
      let ethernet = EthernetHeader(destination: MACAddress(0x0200_0000_0002), source: MACAddress(0x0200_0000_0001), type: .ipv4)
      return ethernet.encoded() + IPv4Header.packet(from: a, to: b, proto, id: UInt16(truncatingIfNeeded: i), payload)
    }
  }

  /// The layouts, silent. Gives the digest and how many headers were read.
  public static func visit(_ frames: [[UInt8]], rounds: Int) -> (digest: UInt64, headers: Int) {
    var digest: UInt64 = 0
    var headers = 0
    for _ in 0..<rounds {
      for frame in frames {
        try? frame.reading { r throws(WireError) in
          var e = EthernetHeader()
          try e.code(&r)
          var ip = IPv4Header()
          try ip.code(&r)
          digest = mix(digest, e, ip)
          if ip.proto == .tcp {
            var t = TCPHeader()
            try t.code(&r)
            digest = mix(digest, t)
          } else {
            var u = UDPHeader()
            try u.code(&r)
            digest = mix(digest, u)
          }
          headers &+= 3
        }
      }
    }
    return (digest, headers)
  }

  /// The same by hand: fixed offsets, one length check a header.
  public static func hand(_ frames: [[UInt8]], rounds: Int) -> (digest: UInt64, headers: Int) {
    var digest: UInt64 = 0
    var headers = 0
    for _ in 0..<rounds {
      for frame in frames {
        frame.withUnsafeBytes { p in
          guard p.count >= 34 else { return }
          var e = EthernetHeader()
          e.destination.raw = six(p, 0)
          e.source.raw = six(p, 6)
          e.type.rawValue = two(p, 12)
          var ip = IPv4Header()
          ip.versionAndLength = p[14]
          ip.service = p[15]
          ip.totalLength = two(p, 16)
          ip.identification = two(p, 18)
          ip.flagsAndOffset = two(p, 20)
          ip.ttl = p[22]
          ip.proto.rawValue = p[23]
          ip.checksum = two(p, 24)
          ip.source.raw = four(p, 26)
          ip.destination.raw = four(p, 30)
          digest = mix(digest, e, ip)
          // The frames have no IPv4 options, but a parser must look.
          guard ip.headerLength == 20 else { return }
          let at = 34
          if ip.proto == .tcp {
            guard p.count >= at &+ 20 else { return }
            var t = TCPHeader()
            t.sourcePort = two(p, at)
            t.destinationPort = two(p, at &+ 2)
            t.sequence = four(p, at &+ 4)
            t.acknowledgement = four(p, at &+ 8)
            t.offsetAndFlags = two(p, at &+ 12)
            t.window = two(p, at &+ 14)
            t.checksum = two(p, at &+ 16)
            t.urgent = two(p, at &+ 18)
            let end = at &+ t.headerLength
            if t.headerLength != 20 {
              guard t.headerLength > 20, p.count >= end, options(p, at &+ 20, end, &t.options) else { return }
            }
            digest = mix(digest, t)
          } else {
            guard p.count >= at &+ 8 else { return }
            var u = UDPHeader()
            u.sourcePort = two(p, at)
            u.destinationPort = two(p, at &+ 2)
            u.length = two(p, at &+ 4)
            u.checksum = two(p, at &+ 6)
            digest = mix(digest, u)
          }
          headers &+= 3
        }
      }
    }
    return (digest, headers)
  }

  /// TCP options of `p[at..<end]`, or false if one does not fit.
  @inline(__always)
  private static func options(_ p: UnsafeRawBufferPointer, _ at: Int, _ end: Int, _ out: inout [TCPOption]) -> Bool {
    var at = at
    while at < end {
      var o = TCPOption()
      o.kind = p[at]
      at &+= 1
      if o.kind > 1 {
        guard at < end else { return false }
        o.length = p[at]
        at &+= 1
        let count = Int(o.length) &- 2
        guard count >= 0, count <= end &- at else { return false }
        switch (o.kind, o.length) {
        case (2, 4): o.number = UInt64(two(p, at))
        case (3, 3): o.number = UInt64(p[at])
        case (8, 10): (o.number, o.echo) = (UInt64(four(p, at)), UInt64(four(p, at &+ 4)))
        default: o.data = [UInt8](p[at..<(at &+ count)])
        }
        at &+= count
      }
      out.append(o)
    }
    return true
  }

  /// The annotating face of the same layouts: how many notes were made.
  public static func annotate(_ frames: [[UInt8]], rounds: Int) -> (notes: Int, headers: Int) {
    var notes = 0
    var headers = 0
    for _ in 0..<rounds {
      for frame in frames {
        let tree = frame.annotating { r throws(WireError) in
          var e = EthernetHeader()
          try e.code(&r)
          var ip = IPv4Header()
          try ip.code(&r)
          if ip.proto == .tcp {
            var t = TCPHeader()
            try t.code(&r)
          } else {
            var u = UDPHeader()
            try u.code(&r)
          }
        }
        notes &+= tree.notes.count
        headers &+= 3
      }
    }
    return (notes, headers)
  }

  @inline(__always) private static func two(_ p: UnsafeRawBufferPointer, _ i: Int) -> UInt16 {
    UInt16(bigEndian: p.loadUnaligned(fromByteOffset: i, as: UInt16.self))
  }
  @inline(__always) private static func four(_ p: UnsafeRawBufferPointer, _ i: Int) -> UInt32 {
    UInt32(bigEndian: p.loadUnaligned(fromByteOffset: i, as: UInt32.self))
  }
  @inline(__always) private static func six(_ p: UnsafeRawBufferPointer, _ i: Int) -> UInt64 {
    UInt64(two(p, i)) << 32 | UInt64(four(p, i &+ 2))
  }

  @inline(__always) private static func mix(_ d: UInt64, _ e: EthernetHeader, _ ip: IPv4Header) -> UInt64 {
    var d = d &* 31 &+ e.destination.raw &+ e.source.raw &+ UInt64(e.type.rawValue)
    d = d &* 31 &+ UInt64(ip.versionAndLength) &+ UInt64(ip.service) &+ UInt64(ip.totalLength) &+ UInt64(ip.identification)
    d = d &* 31 &+ UInt64(ip.flagsAndOffset) &+ UInt64(ip.ttl) &+ UInt64(ip.proto.rawValue) &+ UInt64(ip.checksum)
    return d &* 31 &+ UInt64(ip.source.raw) &+ UInt64(ip.destination.raw)
  }
  @inline(__always) private static func mix(_ d: UInt64, _ t: TCPHeader) -> UInt64 {
    let d = d &* 31 &+ UInt64(t.sourcePort) &+ UInt64(t.destinationPort) &+ UInt64(t.sequence) &+ UInt64(t.acknowledgement)
    let last = t.options.last.map { $0.number &+ $0.echo &+ UInt64($0.kind) } ?? 0
    return d &* 31 &+ last &+ UInt64(t.offsetAndFlags) &+ UInt64(t.window) &+ UInt64(t.checksum) &+ UInt64(t.urgent)
  }
  @inline(__always) private static func mix(_ d: UInt64, _ u: UDPHeader) -> UInt64 {
    d &* 31 &+ UInt64(u.sourcePort) &+ UInt64(u.destinationPort) &+ UInt64(u.length) &+ UInt64(u.checksum)
  }
}
