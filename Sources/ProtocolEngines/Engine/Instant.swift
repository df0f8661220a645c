/// A moment, given to engines as an argument and never read from a clock. Microseconds since the start of the lab or program.
public struct Instant: Comparable, Hashable, Sendable {
  public var micros: Int64
  public init(micros: Int64 = 0) { self.micros = micros }
  @inline(__always) public static func < (a: Self, b: Self) -> Bool { a.micros < b.micros }
  @inline(__always) public static func + (a: Self, d: Delay) -> Self { Self(micros: a.micros &+ d.micros) }
  @inline(__always) public static func - (a: Self, b: Self) -> Delay { Delay(micros: a.micros &- b.micros) }
}

/// A length of time in microseconds.
public struct Delay: Comparable, Hashable, Sendable {
  public var micros: Int64
  public init(micros: Int64) { self.micros = micros }
  public static func seconds(_ n: Int64) -> Self { Self(micros: n * 1_000_000) }
  public static func milliseconds(_ n: Int64) -> Self { Self(micros: n * 1_000) }
  public static func microseconds(_ n: Int64) -> Self { Self(micros: n) }
  @inline(__always) public static func < (a: Self, b: Self) -> Bool { a.micros < b.micros }
  public static func + (a: Self, b: Self) -> Self { Self(micros: a.micros + b.micros) }
  public static func - (a: Self, b: Self) -> Self { Self(micros: a.micros - b.micros) }
  public static func * (a: Self, n: Int64) -> Self { Self(micros: a.micros * n) }

  /// `"3 s"`, `"1.500 s"`, `"20 ms"`, `"7 µs"`.
  public var text: String {
    let m = micros.magnitude
    let sign = micros < 0 ? "-" : ""
    if m >= 1_000_000 {
      let ms = (m % 1_000_000) / 1_000
      if ms == 0 { return "\(sign)\(m / 1_000_000) s" }
      let s = String(ms)
      return "\(sign)\(m / 1_000_000).\(String(repeating: "0", count: 3 - s.count))\(s) s"
    }
    if m >= 1_000 && m % 1_000 == 0 { return "\(sign)\(m / 1_000) ms" }
    if m >= 1_000 {
      let us = String(m % 1_000)
      return "\(sign)\(m / 1_000).\(String(repeating: "0", count: 3 - us.count))\(us) ms"
    }
    return "\(sign)\(m) µs"
  }
}

/// A timer that is set, as shown to people: engines list theirs so that "what happens next" is known before it happens.
public struct PendingTimer: Sendable, Equatable {
  /// Dotted: `"lcp.restart"`, `"pptp.echo"`.
  public var name: String
  public var due: Instant
  /// One line: "send the Configure-Request again".
  public var purpose: String
  /// True for timers that only keep a quiet connection alive; `run` does not wait for these.
  public var keepalive: Bool
  public init(name: String, due: Instant, purpose: String, keepalive: Bool = false) {
    self.name = name
    self.due = due
    self.purpose = purpose
    self.keepalive = keepalive
  }
}

/// The earlier of two moments, either of which may not be.
@inline(__always)
func earliest(_ a: Instant?, _ b: Instant?) -> Instant? {
  guard let a else { return b }
  guard let b else { return a }
  return min(a, b)
}
