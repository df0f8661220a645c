/// One element of ASN.1's distinguished encoding (X.690 §8.1): tag, length, contents; constructed ones hold more elements.
struct DERElement: WireMessage {
  var tag: UInt8 = 0x05
  /// The first length octet: below 128 the length itself, otherwise 128 plus the number of octets that hold it.
  var lengthHead: UInt8 = 0, longLength: UInt64 = 0
  var children: [DERElement] = []
  var contents: [UInt8] = []
  /// Set by the element around: nothing nests deeper than certificates do.
  var level: UInt8 = 0
  init() {}

  static let deepest: UInt8 = 24
  var isConstructed: Bool { tag & 0x20 != 0 && level < Self.deepest }
  private var length: Int { lengthHead < 0x80 ? Int(lengthHead) : Int(truncatingIfNeeded: longLength) }

  mutating func code<C: WireCoder>(_ c: inout C) throws(WireError) {
    try c.int(&tag, Field("der.tag", "Tag", "X.690 §8.1.2", "what kind of value this is")) { Self.tagName($0) }
    try c.int(&lengthHead, Field("der.length", "Length", "X.690 §8.1.3")) { Self.lengthName($0) }
    if lengthHead >= 0x80 {
      let n = Int(lengthHead & 0x7f)
      guard (1...4).contains(n) else {
        throw WireError(.badValue, at: c.offset - 1, need: Int(lengthHead), have: c.remaining, Field("der.length", "Length", "X.690 §10.1"))
      }
      try c.uint(&longLength, octets: n, Field("der.long_length", "Length", "X.690 §8.1.3"))
    }
    try c.within(length, Field("der.contents", "Contents", "X.690 §8.1.4")) { c throws(WireError) in
      if isConstructed {
        try members(&c)
      } else {
        try c.rest(&contents, Field("der.contents", "Contents", "X.690 §8.1.4")) { [tag] in Self.meaning(tag, $0) }
      }
    }
  }

  /// By hand and not through `list`: an element has to know how deep it stands. Recursive, so never inlined.
  @inline(never)
  private mutating func members<C: WireCoder>(_ c: inout C) throws(WireError) {
    var i = 0
    var more = !children.isEmpty
    c.learn(&more) { $0.count > 0 }
    var read: [DERElement] = []
    while more {
      var e = DERElement()
      if i < children.count { e = children[i] }
      e.level = level + 1
      try c.group(Field("der.element", "Element", "X.690 §8.1"), { nil }) { c throws(WireError) in try e.code(&c) }
      read.append(e)
      i += 1
      more = i < children.count
      c.learn(&more) { $0.count > 0 }
    }
    children = read
  }

  /// "SEQUENCE of 3"; the dotted number or name of an object; text.
  var summary: String? { isConstructed ? "\(Self.tagName(tag)) of \(children.count)" : Self.meaning(tag, contents) ?? Self.tagName(tag) }

  /// The last common name in it: in a certificate the subject's, as the issuer's stands before.
  var subject: String? {
    var found: String?
    func look(_ e: DERElement) {
      if e.tag == 0x30, e.children.count == 2, e.children[0].tag == 6, e.children[0].contents == [0x55, 4, 3] {
        found = HexText.printable(e.children[1].contents)
      }
      for child in e.children { look(child) }
    }
    look(self)
    return found
  }

  static func lengthName(_ v: UInt8) -> String? { v < 0x80 ? nil : "in the next \(v & 0x7f) octets" }
  static func tagName(_ tag: UInt8) -> String {
    if tag & 0xc0 == 0x80 { return "[\(tag & 0x1f)]" }
    return switch tag {
    case 0x01: "BOOLEAN"
    case 0x02: "INTEGER"
    case 0x03: "BIT STRING"
    case 0x04: "OCTET STRING"
    case 0x05: "NULL"
    case 0x06: "OBJECT IDENTIFIER"
    case 0x0c: "UTF8String"
    case 0x13: "PrintableString"
    case 0x14: "TeletexString"
    case 0x16: "IA5String"
    case 0x17: "UTCTime"
    case 0x18: "GeneralizedTime"
    case 0x1e: "BMPString"
    case 0x30: "SEQUENCE"
    case 0x31: "SET"
    default: "tag \(tag)"
    }
  }

  private static func meaning(_ tag: UInt8, _ o: [UInt8]) -> String? {
    switch tag {
    case 0x01: o.first.map { $0 == 0 ? "false" : "true" }
    case 0x02: o.count <= 7 && (o.first ?? 0x80) < 0x80 ? String(o.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) : nil
    case 0x06: objectName(o)
    case 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18: HexText.printable(o)
    default: nil
    }
  }

  /// `"2.5.4.3 (commonName)"`; nil where the octets are no object identifier (X.690 §8.19).
  static func objectName(_ o: [UInt8]) -> String? {
    guard let last = o.last, last < 0x80 else { return nil }
    var arcs: [UInt64] = []
    var value: UInt64 = 0
    for u in o {
      guard value < 1 << 56 else { return nil }
      value = value << 7 | UInt64(u & 0x7f)
      if u < 0x80 {
        if arcs.isEmpty { arcs = value < 80 ? [value / 40, value % 40] : [2, value - 80] } else { arcs.append(value) }
        value = 0
      }
    }
    let dotted = arcs.map { String($0) }.joined(separator: ".")
    return wellKnown(dotted).map { "\(dotted) (\($0))" } ?? dotted
  }

  private static func wellKnown(_ s: String) -> String? {
    switch s {
    case "2.5.4.3": "commonName"
    case "2.5.4.6": "countryName"
    case "2.5.4.7": "localityName"
    case "2.5.4.8": "stateOrProvinceName"
    case "2.5.4.10": "organizationName"
    case "2.5.4.11": "organizationalUnitName"
    case "2.5.29.14": "subjectKeyIdentifier"
    case "2.5.29.15": "keyUsage"
    case "2.5.29.17": "subjectAltName"
    case "2.5.29.19": "basicConstraints"
    case "2.5.29.35": "authorityKeyIdentifier"
    case "2.5.29.37": "extKeyUsage"
    case "1.2.840.113549.1.1.1": "rsaEncryption"
    case "1.2.840.113549.1.1.5": "sha1WithRSAEncryption"
    case "1.2.840.113549.1.1.11": "sha256WithRSAEncryption"
    case "1.2.840.113549.1.1.12": "sha384WithRSAEncryption"
    case "1.2.840.113549.1.9.1": "emailAddress"
    case "1.2.840.10045.2.1": "ecPublicKey"
    case "1.2.840.10045.3.1.7": "prime256v1"
    case "1.2.840.10045.4.3.2": "ecdsa-with-SHA256"
    default: nil
    }
  }
}
