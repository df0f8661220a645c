import ProtocolEngines

/// A field whose value is an address: how it is written.
enum AddressForm: Sendable, Equatable {
  case ipv4, ipv6, ethernet

  /// nil where the note's meaning is anything but an address of its length.
  init?(_ n: FieldNote) {
    guard let text = n.meaning, n.tiles else { return nil }
    switch n.range.count {
    case 4 where AddressForm.ipv4.reads(text): self = .ipv4
    case 16 where AddressForm.ipv6.reads(text): self = .ipv6
    case 6 where AddressForm.ethernet.reads(text): self = .ethernet
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .ipv4: "IPv4 address"
    case .ipv6: "IPv6 address"
    case .ethernet: "Ethernet address"
    }
  }

  /// As an address, or as its octets in hexadecimal digits.
  func reads(_ text: String) -> Bool {
    switch self {
    case .ipv4: return IPv4Address(text) != nil || HexText.octets(text)?.count == 4
    case .ipv6: return IPv6Address(text) != nil || HexText.octets(text)?.count == 16
    case .ethernet:
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      return parts.count == 6 && parts.allSatisfy { $0.utf8.count == 2 && UInt8($0, radix: 16) != nil } || HexText.octets(text)?.count == 6
    }
  }
}
