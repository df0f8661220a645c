/// Key length of MPPE in bits (RFC 3078 §2.1).
public enum MPPEStrength: Int, CaseIterable, Sendable {
  case b40 = 40
  case b56 = 56
  case b128 = 128
}

/// What a FLUSHED packet does to RC4: RFC 3078 §8.2 initialises it with the current key; Linux changes the key first.
public enum MPPEFlush: String, CaseIterable, Sendable {
  case rfc, linux
}
