import HexViews
import ProtocolEngines

/// One frame as `dissect --format json` and `step --json` give it: ranges are half-open octets of their buffer.
public enum FrameJSON {
  /// `time`: nanoseconds since 1970.
  public static func write(_ d: Dissection, time: Int64, into w: inout JSONWriter) {
    w.beginObject()
    w.key("frame"); w.number(d.number)
    w.key("time"); w.string(Clock.iso(nanoseconds: time))
    w.key("length"); w.number(d.buffers.first?.octets.count ?? 0)
    w.key("summary"); w.string(d.summary)
    w.key("buffers"); w.beginArray()
    for (i, b) in d.buffers.enumerated() {
      w.beginObject()
      w.key("id"); w.number(i)
      w.key("source"); w.string(b.source.rawValue)
      if !b.origins.isEmpty {
        w.key("from"); w.beginArray()
        for o in b.origins {
          w.beginObject()
          w.key("frame"); w.number(o.frame)
          w.key("buffer"); w.number(o.buffer)
          range(o.range, &w)
          w.endObject()
        }
        w.endArray()
      }
      w.key("length"); w.number(b.octets.count)
      w.endObject()
    }
    w.endArray()
    w.key("fields"); w.beginArray()
    for (i, b) in d.buffers.enumerated() {
      for n in b.notes { field(n, buffer: i, b.octets, &w) }
    }
    w.endArray()
    w.key("problems"); w.beginArray()
    for p in d.problems {
      w.beginObject()
      w.key("buffer"); w.number(p.buffer)
      range(p.range, &w)
      if !p.field.isEmpty { w.key("field"); w.string(p.field) }
      w.key("text"); w.string(p.text)
      if !p.ref.isEmpty { w.key("ref"); w.string(p.ref) }
      w.endObject()
    }
    w.endArray()
    w.endObject()
  }

  private static func field(_ n: FieldNote, buffer: Int, _ octets: [UInt8], _ w: inout JSONWriter) {
    w.beginObject()
    w.key("id"); w.string(n.field.id.string)
    w.key("name"); w.string(n.field.name.string)
    w.key("buffer"); w.number(buffer)
    range(n.range, &w)
    w.key("depth"); w.number(n.depth)
    if n.kind == .bits {
      w.key("bits"); w.beginArray()
      w.number(n.firstBit); w.number(n.lastBit)
      w.endArray()
    }
    if let v = n.number {
      w.key("value"); w.number(v)
    } else if n.kind != .group {
      w.key("value"); w.hex(octets[n.range.clamped(to: 0..<octets.count)])
    }
    let meaning = n.meaningText
    if !meaning.isEmpty { w.key("meaning"); w.string(meaning) }
    w.key("ref"); w.string(n.field.ref.string)
    if n.opens >= 0 { w.key("opens"); w.number(n.opens) }
    if n.inFrame > 0 { w.key("in"); w.number(n.inFrame) }
    w.endObject()
  }

  private static func range(_ r: Range<Int>, _ w: inout JSONWriter) {
    w.key("range"); w.beginArray()
    w.number(r.lowerBound); w.number(r.upperBound)
    w.endArray()
  }

  static func value(_ d: Dissection, time: Int64) -> JSONValue {
    var w = JSONWriter(reserving: 8192)
    write(d, time: time, into: &w)
    return .raw(w.text)
  }
}

/// Times as people and programs read them.
enum Clock {
  /// `2026-01-01T00:00:00.184000Z`; nine digits only where they say something.
  static func iso(nanoseconds: Int64) -> String {
    var seconds = nanoseconds / 1_000_000_000
    var rest = nanoseconds % 1_000_000_000
    if rest < 0 { rest += 1_000_000_000; seconds -= 1 }
    var days = seconds / 86_400
    var second = seconds % 86_400
    if second < 0 { second += 86_400; days -= 1 }
    let (y, m, d) = civil(days)
    let date = "\(padded(y, 4))-\(padded(m, 2))-\(padded(d, 2))T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return rest % 1000 == 0 ? "\(date).\(padded(rest / 1000, 6))Z" : "\(date).\(padded(rest, 9))Z"
  }

  /// Days since 1970-01-01 to year, month, day of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
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
    let whole = m / 1_000_000, part = m % 1_000_000
    return part % 1000 == 0 ? "\(whole).\(padded(part / 1000, 3)) s" : "\(whole).\(padded(part, 6)) s"
  }

  static func iso(_ t: Instant) -> String { iso(nanoseconds: (Lab.epoch &* 1_000_000 &+ t.micros) &* 1000) }
  static func nanoseconds(_ t: Instant) -> Int64 { (Lab.epoch &* 1_000_000 &+ t.micros) &* 1000 }
}
