import ProtocolEngines

extension Delay {
  /// As `wait` and `advance` read it: `"2s"`, `"500ms"`, `"20us"`.
  public var word: String {
    if micros % 1_000_000 == 0 { return "\(micros / 1_000_000)s" }
    if micros % 1_000 == 0 { return "\(micros / 1_000)ms" }
    return "\(micros)us"
  }

  /// What `word` writes and what people write: `3s`, `500ms`, `20us`, `2min`, `1.5s`, `3`.
  public init?(word text: String) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(digits.count)
    let scale: Int64
    switch unit {
    case "us", "µs": scale = 1
    case "ms": scale = 1_000
    case "", "s", "sec": scale = 1_000_000
    case "m", "min": scale = 60_000_000
    case "h": scale = 3_600_000_000
    default: return nil
    }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]), whole >= 0, whole <= 1_000_000_000_000 / scale * 1_000 else { return nil }
    var micros = whole * scale
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].utf8.count <= 6, let part = Int64(parts[1]) else { return nil }
      var ten: Int64 = 1
      for _ in 0..<parts[1].utf8.count { ten *= 10 }
      micros += part * scale / ten
    }
    self.init(micros: micros)
  }
}
