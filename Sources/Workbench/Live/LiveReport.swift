import HexViews
import ProtocolEngines

/// What a live end says, as documents: a line for people, an object for programs.
enum LiveReport {
  /// `client`: of which of several clients it speaks; the same below.
  static func line(
    _ text: StyledText, _ event: String, at now: ProtocolEngines.Instant, client: String? = nil, _ more: [JSONValue.Member] = []
  ) -> Document {
    let said: StyledText = client.map { "\(faint: $0): \(text)" } ?? text
    return Document(
      [.labelled(StyledText(clock(now), .faint), said)],
      json: [
        .object(
          [.init("time", .string(seconds(now))), .init("event", .string(event)), .init("text", .string(text.string))] + more
            + member(client))
      ])
  }

  private static func member(_ client: String?) -> [JSONValue.Member] { client.map { [.init("client", .string($0))] } ?? [] }

  static func problem(
    _ text: String, at now: ProtocolEngines.Instant, hint: String? = nil, client: String? = nil
  ) -> Document {
    var d = Document(
      [.callout(.problem, StyledText(client.map { "\($0): \(text)" } ?? text))],
      json: [
        .object(
          [
            .init("time", .string(seconds(now))), .init("event", .string("problem")), .init("text", .string(text)),
            .init("ref", .string("")),
          ] + member(client))
      ])
    if let hint { d.add(.callout(.hint, StyledText(hint))) }
    return d
  }

  static func note(_ n: Note, at now: ProtocolEngines.Instant, client: String? = nil) -> Document {
    let move = n.kind == .transition ? " \(n.from) -> \(n.to):" : ""
    let who: StyledText = client.map { "\(faint: $0): " } ?? ""
    let text: StyledText = "\(who)\(strong: n.machine)\(move) \(n.text) \(faint: n.ref)"
    return Document(
      [.labelled(StyledText(clock(now), .faint), text)],
      json: [
        .object(
          [
            .init("time", .string(seconds(now))), .init("event", .string("note")), .init("kind", .string(n.kind.rawValue)),
            .init("machine", .string(n.machine)),
            .init("text", .string(n.text)), .init("ref", .string(n.ref)), .init("from", .string(n.from)), .init("to", .string(n.to)),
          ] + member(client))
      ])
  }

  /// Seconds since the program began: `"1.234"`.
  static func seconds(_ now: ProtocolEngines.Instant) -> String {
    let ms = now.micros / 1000
    let part = String(ms % 1000)
    return "\(ms / 1000).\(String(repeating: "0", count: 3 - part.count))\(part)"
  }
  /// The same, points beneath each other.
  static func clock(_ now: ProtocolEngines.Instant) -> String {
    let s = seconds(now)
    return String(repeating: " ", count: max(0, 7 - s.count)) + s
  }
}
