import ProtocolEngines

/// Times as people and programs read them.
enum Clock {
  /// `2026-01-01T00:00:00.184000Z`; nine digits only where they say something.
  static func iso(nanoseconds: Int64) -> String {
    let t = Moment(nanoseconds: nanoseconds)
    let day = "\(padded(t.year, 4))-\(padded(t.month, 2))-\(padded(t.day, 2))"
    let date = "\(day)T\(padded(t.second / 3600, 2)):\(padded(t.second / 60 % 60, 2)):\(padded(t.second % 60, 2))"
    return t.fraction % 1000 == 0 ? "\(date).\(padded(t.fraction / 1000, 6))Z" : "\(date).\(padded(t.fraction, 9))Z"
  }

  /// A moment of the Gregorian calendar, UTC.
  struct Moment {
    var year: Int64, month: Int64, day: Int64
    /// Of the day.
    var second: Int64
    /// Nanoseconds of the second.
    var fraction: Int64

    /// `nanoseconds` since 1970-01-01.
    init(nanoseconds: Int64) {
      var seconds = nanoseconds / 1_000_000_000
      fraction = nanoseconds % 1_000_000_000
      if fraction < 0 {
        fraction += 1_000_000_000
        seconds -= 1
      }
      var days = seconds / 86_400
      second = seconds % 86_400
      if second < 0 {
        second += 86_400
        days -= 1
      }
      (year, month, day) = civil(days)
    }
  }

  /// Days since 1970-01-01 to year, month, day, counted in years that begin with March (Hinnant, "chrono-compatible low-level
  /// date algorithms").
  static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let day = doy - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func padded(_ n: Int64, _ width: Int) -> String {
    let s = String(n)
    return String(repeating: "0", count: max(0, width - s.utf8.count)) + s
  }

  /// `0.184 s`, `12.001500 s`: the lab's time, milliseconds unless more is needed.
  static func lab(_ t: Instant) -> String {
    let m = t.micros
    let whole = m / 1_000_000
    let part = m % 1_000_000
    return part % 1000 == 0 ? "\(whole).\(padded(part / 1000, 3)) s" : "\(whole).\(padded(part, 6)) s"
  }
}
