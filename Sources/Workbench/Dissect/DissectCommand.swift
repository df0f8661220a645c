import ProtocolEngines

/// What `vpnlab dissect` prints.
public enum DissectFormat: String, Sendable, CaseIterable {
  case text, summary, json
}

public struct DissectOptions: Sendable {
  /// A pcap or pcapng file; `-` is standard input.
  public var file: String
  public var keyFiles: [String] = []
  public var format: DissectFormat = .text
  /// Only this frame (the ones before it are read all the same: they hold the keys).
  public var frame: Int?
  /// Columns of the text format.
  public var width = 80
  public var color = false
  public var ascii = false
  public init(file: String) { self.file = file }
}

public enum DissectCommand {
  /// Dissects a capture. Output goes to `out` in large pieces, complaints to `err` (whole lines without line end).
  /// Gives the exit status: 0; 2 for a file or key file that cannot be used (house: usage); 1 for a capture that ends in the middle.
  public static func run(_ options: DissectOptions, out: (UnsafeRawBufferPointer) -> Void, err: (String) -> Void) -> Int32 {
    err("dissect: not ready")
    return 1
  }
}
