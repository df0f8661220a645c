/// The Configure-Requests of one end, to tell whether an answer fits. Bounded.
struct RequestLog: Sendable {
  struct Request: Sendable {
    var proto: PPPProtocol
    var identifier: UInt8
    /// Its options, as they were on the wire.
    var options: [UInt8]
  }
  static let most = 16
  private var all: [Request] = []
  /// Some are not kept any more.
  private(set) var isFull = false

  mutating func add(_ r: Request) {
    all.removeAll { $0.proto == r.proto && $0.identifier == r.identifier }
    if all.count == Self.most {
      all.removeFirst()
      isFull = true
    }
    all.append(r)
  }

  func last(_ proto: PPPProtocol, _ identifier: UInt8? = nil) -> Request? {
    all.last { $0.proto == proto && (identifier == nil || $0.identifier == identifier) }
  }
}

extension PPPConversation {
  /// What RFC 1661 §5 asks of the answers to Configure-Requests. An answer to an earlier request may have crossed a later one, so it is
  /// compared with the request of its own Identifier; where requests may be missing nothing is said about that. `note`: index of the
  /// packet's first note; `body`: where its options are.
  mutating func negotiation<D: ControlDialect>(
    _ p: ControlPacket<D>, from side: Int, body: Range<Int>, note: Int, _ r: inout TreeReader
  ) {
    if p.code == .configureRequest {
      sides[side].requests.add(.init(proto: D.proto, identifier: p.identifier, options: [UInt8](r.base[body])))
      return
    }
    let peer = 1 - side
    guard let last = sides[peer].requests.last(D.proto) else { return }
    let ref: StaticString = p.code == .configureAck ? "RFC 1661 §5.2" : p.code == .configureNak ? "RFC 1661 §5.3" : "RFC 1661 §5.4"
    guard let request = sides[peer].requests.last(D.proto, p.identifier) else {
      if key.carrier == .pptp, sides[peer].order.isWhole, !sides[peer].requests.isFull {
        r.fault(
          note, D.ids.identifier, "Identifier is \(p.identifier), but no Configure-Request had that; the last had \(last.identifier)", ref)
      }
      return
    }
    guard p.code == .configureAck, !request.options.elementsEqual(r.base[body]) else { return }
    r.notes.problem(
      Self.difference(request.options, body, r), D.ids.option,
      "the options are not those of Configure-Request \(p.identifier): an Ack gives them back unchanged", ref)
  }

  /// The first option that differs from the request; all of them where one is missing.
  private static func difference(_ request: [UInt8], _ body: Range<Int>, _ r: TreeReader) -> Range<Int> {
    var i = 0
    while i + 2 <= body.count {
      let n = max(2, Int(r.base[body.lowerBound + i + 1]))
      let end = min(i + n, body.count)
      let own = r.base[body.lowerBound + i..<body.lowerBound + end]
      if end > request.count || !request[i..<end].elementsEqual(own) { return own.startIndex..<own.endIndex }
      i = end
    }
    return body.isEmpty ? body.lowerBound - 2..<body.lowerBound : body
  }
}

/// What RFC 1661 §6 and RFC 3078 §2 ask of the options of a Configure-Request or -Nak, whatever was said before.
enum OptionRules {
  static func judge<O: ConfigurationOption>(_ options: [O], request: Bool, note: Int, _ r: inout TreeReader) {
    if let options = options as? [LCPOption] {
      if request { repeated(options, note, &r) }
    } else if let options = options as? [CCPOption] {
      for o in options where o.isMPPE {
        let strange = o.bits.subtracting(.known)
        if !strange.isEmpty {
          r.fault(note, "ccp.opt.mppe.bits", "reserved bits are set: \(HexText.number(strange.rawValue, width: 8))", "RFC 3078 §2")
        }
        if request, o.bits.isDisjoint(with: [.b40, .b56, .b128, .obsolete, .mppc]) {
          r.fault(
            note, "ccp.opt.mppe.bits", "no key length is asked for, and no compression either: there is nothing to agree on",
            "RFC 3078 §2.1")
        }
      }
    }
  }

  /// "None of the Configuration Options in this specification can be listed more than once" (RFC 1661 §6): its own are these.
  private static func repeated(_ options: [LCPOption], _ note: Int, _ r: inout TreeReader) {
    var seen: UInt16 = 0
    for o in options where [.mru, .auth, .quality, .magic, .pfc, .acfc].contains(o.type) {
      let bit = UInt16(1) << UInt16(o.type.rawValue)
      if seen & bit != 0 {
        r.fault(note, "lcp.opt.type", "\(o.type.meaning) stands here more than once", "RFC 1661 §6", value: o.type.rawValue)
      }
      seen |= bit
    }
  }
}
