import COpenSSL
import ProtocolEngines

/// Digests of texts that are too long to be kept.
public enum SHA256 {
  public static func hex(_ octets: [UInt8]) -> String {
    var out = [UInt8](repeating: 0, count: 32)
    lab_sha256(octets, octets.count, &out)
    return HexText.string(out).lowercased()
  }
}
