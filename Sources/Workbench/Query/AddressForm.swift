import ProtocolEngines

/// A field whose value is an address: how it is written.
enum AddressForm: Sendable, Equatable {
  case ipv4, ipv6, ethernet

  /// nil where a field is no address.
  init?(_ f: FieldEntry.Form) {
    switch f {
    case .ipv4: self = .ipv4
    case .ipv6: self = .ipv6
    case .ethernet: self = .ethernet
    case .unknown, .octets, .number: return nil
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
