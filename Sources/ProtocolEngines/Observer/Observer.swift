/// Follows conversations from outside: frames in, annotated layers and opened buffers out.
///
/// It is the only dissector; lab, live and import share it. All its tables are bounded, so memory stays flat however long
/// a capture is. A value: copy it to keep the state before a frame.
public struct Observer: Sendable {
  public let keyring: Keyring

  public init(keyring: Keyring = .init()) {
    self.keyring = keyring
  }

  /// Annotates one frame. `time` is in nanoseconds since 1970; `number` counts from 1 and goes up.
  public mutating func observe(_ frame: [UInt8], link: LinkType, time: Int64, number: Int) -> Dissection {
    let tree = frame.annotating { r throws(WireError) in
      if link == .ethernet { var h = EthernetHeader(); try h.code(&r) }
    }
    return Dissection(number: number, buffers: [AnnotatedBuffer(source: .wire, octets: frame, notes: tree.notes)], problems: tree.problems)
  }
}
