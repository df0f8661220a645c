/// The bits of an Async-Control-Character-Map, one for each control octet (RFC 1662 §7.1).
enum ACCMBits {
  /// What a bit of it says.
  static func name(_ bit: UInt64) -> String { bit == 1 ? "escaped" : "as it is" }
  static func mapName(_ map: UInt64) -> String { map == 0 ? "none escaped" : HexText.number(map, width: 8) }

  /// The most significant bit, which goes first on the wire, stands for octet 31.
  static func note(_ b: inout BitNotes) {
    b(0, Field("lcp.opt.asyncmap.us", "US", "RFC 1662 §7.1", "character 31")) { ACCMBits.name($0) }
    b(1, Field("lcp.opt.asyncmap.rs", "RS", "RFC 1662 §7.1", "character 30")) { ACCMBits.name($0) }
    b(2, Field("lcp.opt.asyncmap.gs", "GS", "RFC 1662 §7.1", "character 29")) { ACCMBits.name($0) }
    b(3, Field("lcp.opt.asyncmap.fs", "FS", "RFC 1662 §7.1", "character 28")) { ACCMBits.name($0) }
    b(4, Field("lcp.opt.asyncmap.esc", "ESC", "RFC 1662 §7.1", "character 27")) { ACCMBits.name($0) }
    b(5, Field("lcp.opt.asyncmap.sub", "SUB", "RFC 1662 §7.1", "character 26")) { ACCMBits.name($0) }
    b(6, Field("lcp.opt.asyncmap.em", "EM", "RFC 1662 §7.1", "character 25")) { ACCMBits.name($0) }
    b(7, Field("lcp.opt.asyncmap.can", "CAN", "RFC 1662 §7.1", "character 24")) { ACCMBits.name($0) }
    b(8, Field("lcp.opt.asyncmap.etb", "ETB", "RFC 1662 §7.1", "character 23")) { ACCMBits.name($0) }
    b(9, Field("lcp.opt.asyncmap.syn", "SYN", "RFC 1662 §7.1", "character 22")) { ACCMBits.name($0) }
    b(10, Field("lcp.opt.asyncmap.nak", "NAK", "RFC 1662 §7.1", "character 21")) { ACCMBits.name($0) }
    b(11, Field("lcp.opt.asyncmap.dc4", "DC4", "RFC 1662 §7.1", "character 20")) { ACCMBits.name($0) }
    b(12, Field("lcp.opt.asyncmap.dc3", "DC3 (XOFF)", "RFC 1662 §7.1", "character 19")) { ACCMBits.name($0) }
    b(13, Field("lcp.opt.asyncmap.dc2", "DC2", "RFC 1662 §7.1", "character 18")) { ACCMBits.name($0) }
    b(14, Field("lcp.opt.asyncmap.dc1", "DC1 (XON)", "RFC 1662 §7.1", "character 17")) { ACCMBits.name($0) }
    b(15, Field("lcp.opt.asyncmap.dle", "DLE", "RFC 1662 §7.1", "character 16")) { ACCMBits.name($0) }
    b(16, Field("lcp.opt.asyncmap.si", "SI", "RFC 1662 §7.1", "character 15")) { ACCMBits.name($0) }
    b(17, Field("lcp.opt.asyncmap.so", "SO", "RFC 1662 §7.1", "character 14")) { ACCMBits.name($0) }
    b(18, Field("lcp.opt.asyncmap.cr", "CR", "RFC 1662 §7.1", "character 13")) { ACCMBits.name($0) }
    b(19, Field("lcp.opt.asyncmap.ff", "FF", "RFC 1662 §7.1", "character 12")) { ACCMBits.name($0) }
    b(20, Field("lcp.opt.asyncmap.vt", "VT", "RFC 1662 §7.1", "character 11")) { ACCMBits.name($0) }
    b(21, Field("lcp.opt.asyncmap.lf", "LF", "RFC 1662 §7.1", "character 10")) { ACCMBits.name($0) }
    b(22, Field("lcp.opt.asyncmap.ht", "HT", "RFC 1662 §7.1", "character 9")) { ACCMBits.name($0) }
    b(23, Field("lcp.opt.asyncmap.bs", "BS", "RFC 1662 §7.1", "character 8")) { ACCMBits.name($0) }
    b(24, Field("lcp.opt.asyncmap.bel", "BEL", "RFC 1662 §7.1", "character 7")) { ACCMBits.name($0) }
    b(25, Field("lcp.opt.asyncmap.ack", "ACK", "RFC 1662 §7.1", "character 6")) { ACCMBits.name($0) }
    b(26, Field("lcp.opt.asyncmap.enq", "ENQ", "RFC 1662 §7.1", "character 5")) { ACCMBits.name($0) }
    b(27, Field("lcp.opt.asyncmap.eot", "EOT", "RFC 1662 §7.1", "character 4")) { ACCMBits.name($0) }
    b(28, Field("lcp.opt.asyncmap.etx", "ETX", "RFC 1662 §7.1", "character 3")) { ACCMBits.name($0) }
    b(29, Field("lcp.opt.asyncmap.stx", "STX", "RFC 1662 §7.1", "character 2")) { ACCMBits.name($0) }
    b(30, Field("lcp.opt.asyncmap.soh", "SOH", "RFC 1662 §7.1", "character 1")) { ACCMBits.name($0) }
    b(31, Field("lcp.opt.asyncmap.nul", "NUL", "RFC 1662 §7.1", "character 0")) { ACCMBits.name($0) }
  }
}
