import ProtocolEngines

/// One packet of a capture file.
public struct CapturedFrame: Sendable {
  /// Counted from 1 over the whole file.
  public var number: Int
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public var time: Int64
  public var link: LinkType
  public var octets: [UInt8]
  /// Length on the wire; more than `octets.count` where the capture kept only the beginning.
  public var originalLength: Int
  /// Index of the interface within its section (pcapng).
  public var interface: Int
}

/// A capture that cannot be read (further).
public struct CaptureError: Error, Sendable, CustomStringConvertible {
  /// Octet of the file where it went wrong; nil where the file could not be opened at all.
  public var offset: Int?
  public var text: String
  /// Which rule is broken: `"pcapng §3.1"`.
  public var ref: String
  public var description: String {
    (offset.map { "octet \($0) of the file: " } ?? "") + text + (ref.isEmpty ? "" : " (\(ref))")
  }
}
