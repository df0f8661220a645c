/// The bits of an Async-Control-Character-Map, one for each control octet (RFC 1662 §7.1).
enum ACCMBits {
  /// The most significant bit, which goes first on the wire, stands for octet 31.
  static func note(_ b: inout BitNotes) {
    b(0, Field("lcp.opt.asyncmap.us", "US", "RFC 1662 §7.1", "character 31")) { $0 == 1 ? "escaped" : "as it is" }
    b(1, Field("lcp.opt.asyncmap.rs", "RS", "RFC 1662 §7.1", "character 30")) { $0 == 1 ? "escaped" : "as it is" }
    b(2, Field("lcp.opt.asyncmap.gs", "GS", "RFC 1662 §7.1", "character 29")) { $0 == 1 ? "escaped" : "as it is" }
    b(3, Field("lcp.opt.asyncmap.fs", "FS", "RFC 1662 §7.1", "character 28")) { $0 == 1 ? "escaped" : "as it is" }
    b(4, Field("lcp.opt.asyncmap.esc", "ESC", "RFC 1662 §7.1", "character 27")) { $0 == 1 ? "escaped" : "as it is" }
    b(5, Field("lcp.opt.asyncmap.sub", "SUB", "RFC 1662 §7.1", "character 26")) { $0 == 1 ? "escaped" : "as it is" }
    b(6, Field("lcp.opt.asyncmap.em", "EM", "RFC 1662 §7.1", "character 25")) { $0 == 1 ? "escaped" : "as it is" }
    b(7, Field("lcp.opt.asyncmap.can", "CAN", "RFC 1662 §7.1", "character 24")) { $0 == 1 ? "escaped" : "as it is" }
    b(8, Field("lcp.opt.asyncmap.etb", "ETB", "RFC 1662 §7.1", "character 23")) { $0 == 1 ? "escaped" : "as it is" }
    b(9, Field("lcp.opt.asyncmap.syn", "SYN", "RFC 1662 §7.1", "character 22")) { $0 == 1 ? "escaped" : "as it is" }
    b(10, Field("lcp.opt.asyncmap.nak", "NAK", "RFC 1662 §7.1", "character 21")) { $0 == 1 ? "escaped" : "as it is" }
    b(11, Field("lcp.opt.asyncmap.dc4", "DC4", "RFC 1662 §7.1", "character 20")) { $0 == 1 ? "escaped" : "as it is" }
    b(12, Field("lcp.opt.asyncmap.dc3", "DC3 (XOFF)", "RFC 1662 §7.1", "character 19")) { $0 == 1 ? "escaped" : "as it is" }
    b(13, Field("lcp.opt.asyncmap.dc2", "DC2", "RFC 1662 §7.1", "character 18")) { $0 == 1 ? "escaped" : "as it is" }
    b(14, Field("lcp.opt.asyncmap.dc1", "DC1 (XON)", "RFC 1662 §7.1", "character 17")) { $0 == 1 ? "escaped" : "as it is" }
    b(15, Field("lcp.opt.asyncmap.dle", "DLE", "RFC 1662 §7.1", "character 16")) { $0 == 1 ? "escaped" : "as it is" }
    b(16, Field("lcp.opt.asyncmap.si", "SI", "RFC 1662 §7.1", "character 15")) { $0 == 1 ? "escaped" : "as it is" }
    b(17, Field("lcp.opt.asyncmap.so", "SO", "RFC 1662 §7.1", "character 14")) { $0 == 1 ? "escaped" : "as it is" }
    b(18, Field("lcp.opt.asyncmap.cr", "CR", "RFC 1662 §7.1", "character 13")) { $0 == 1 ? "escaped" : "as it is" }
    b(19, Field("lcp.opt.asyncmap.ff", "FF", "RFC 1662 §7.1", "character 12")) { $0 == 1 ? "escaped" : "as it is" }
    b(20, Field("lcp.opt.asyncmap.vt", "VT", "RFC 1662 §7.1", "character 11")) { $0 == 1 ? "escaped" : "as it is" }
    b(21, Field("lcp.opt.asyncmap.lf", "LF", "RFC 1662 §7.1", "character 10")) { $0 == 1 ? "escaped" : "as it is" }
    b(22, Field("lcp.opt.asyncmap.ht", "HT", "RFC 1662 §7.1", "character 9")) { $0 == 1 ? "escaped" : "as it is" }
    b(23, Field("lcp.opt.asyncmap.bs", "BS", "RFC 1662 §7.1", "character 8")) { $0 == 1 ? "escaped" : "as it is" }
    b(24, Field("lcp.opt.asyncmap.bel", "BEL", "RFC 1662 §7.1", "character 7")) { $0 == 1 ? "escaped" : "as it is" }
    b(25, Field("lcp.opt.asyncmap.ack", "ACK", "RFC 1662 §7.1", "character 6")) { $0 == 1 ? "escaped" : "as it is" }
    b(26, Field("lcp.opt.asyncmap.enq", "ENQ", "RFC 1662 §7.1", "character 5")) { $0 == 1 ? "escaped" : "as it is" }
    b(27, Field("lcp.opt.asyncmap.eot", "EOT", "RFC 1662 §7.1", "character 4")) { $0 == 1 ? "escaped" : "as it is" }
    b(28, Field("lcp.opt.asyncmap.etx", "ETX", "RFC 1662 §7.1", "character 3")) { $0 == 1 ? "escaped" : "as it is" }
    b(29, Field("lcp.opt.asyncmap.stx", "STX", "RFC 1662 §7.1", "character 2")) { $0 == 1 ? "escaped" : "as it is" }
    b(30, Field("lcp.opt.asyncmap.soh", "SOH", "RFC 1662 §7.1", "character 1")) { $0 == 1 ? "escaped" : "as it is" }
    b(31, Field("lcp.opt.asyncmap.nul", "NUL", "RFC 1662 §7.1", "character 0")) { $0 == 1 ? "escaped" : "as it is" }
  }
}
