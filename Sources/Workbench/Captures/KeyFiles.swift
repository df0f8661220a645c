import Glibc
import ProtocolEngines

/// Key files on disk.
public enum KeyFiles {
  /// A key file is text people write; anything larger than this is something else.
  static let largest = 4 << 20

  /// Reads and joins key files. The error names file and line.
  public static func read(_ paths: [String]) throws(CaptureError) -> Keyring {
    var ring = Keyring()
    for path in paths {
      var source = try ByteSource(path: path)
      let n = try source.available(largest + 1)
      guard n <= largest else { throw CaptureError(text: "\(path) is larger than \(largest) octets: not a key file", ref: "") }
      guard let text = String(validating: source.take(n), as: UTF8.self) else {
        throw CaptureError(text: "\(path) is not UTF-8 text: not a key file", ref: "")
      }
      do throws(KeyFileError) { ring.merge(try Keyring.parse(text)) } catch {
        throw CaptureError(text: "\(path), \(error.description)", ref: "")
      }
    }
    return ring
  }
}
