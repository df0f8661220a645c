/// The secrets an `Observer` may use to open what it sees. Made by hand, from the lab's notes, or from key files.
public struct Keyring: Sendable, Equatable {
  /// An account: MS-CHAP's keys follow from the password.
  public struct User: Sendable, Equatable {
    public var name: String
    public var password: String
    public init(name: String, password: String) {
      self.name = name
      self.password = password
    }
  }
  /// The MPPE master key of the direction whose GRE headers carry `callID` (RFC 2637 §4.1: the receiver's call ID); nil: of any.
  public struct MPPEKey: Sendable, Equatable {
    public var callID: UInt16?
    /// 16 octets.
    public var key: [UInt8]
    public init(callID: UInt16?, key: [UInt8]) {
      self.callID = callID
      self.key = key
    }
    func fits(_ call: UInt16?) -> Bool { callID == nil || callID == call }
    var source: Source {
      Source(secret: .mppe(callID: callID), text: "the key file's mppe line for \(callID.map { "call \($0)" } ?? "all calls")")
    }
  }
  /// An IKEv1 exchange: initiator cookie (8 octets) and the cipher key Ka.
  public struct IKEv1Key: Sendable, Equatable {
    public var cookie: [UInt8]
    public var key: [UInt8]
  }
  /// An ESP security association, in the words of Wireshark's table; `*` means any.
  public struct ESPKey: Sendable, Equatable {
    public var source, destination, spi, cipher: String
    public var cipherKey: [UInt8]
    public var authentication: String
    public var authenticationKey: [UInt8]
  }

  /// One line of a key file.
  public enum Secret: Hashable, Sendable {
    case user(String)
    case mppe(callID: UInt16?)
  }
  /// What opened something.
  public struct Source: Sendable, Equatable {
    /// nil where it was read on the wire.
    public var secret: Secret?
    /// For people: `"the password of vpnuser"`.
    public var text: String
  }

  public var users: [User] = []
  public var mppe: [MPPEKey] = []
  /// Pre-shared keys of IKE.
  public var psk: [String] = []
  /// L2TP tunnel secrets.
  public var secrets: [String] = []
  public var ikev1: [IKEv1Key] = []
  public var esp: [ESPKey] = []

  public init() {}

  public mutating func merge(_ other: Keyring) {
    users += other.users
    mppe += other.mppe
    psk += other.psk
    secrets += other.secrets
    ikev1 += other.ikev1
    esp += other.esp
  }
}

/// What the lines of a keyring were good for. Bounded by their number.
public struct KeyLog: Sendable, Equatable {
  /// Lines that opened something, or with which a login was made.
  public private(set) var used: [Keyring.Secret] = []
  /// The first frame that stayed closed for want of a key, and why.
  public private(set) var closed: Closed?
  public struct Closed: Sendable, Equatable {
    public var frame: Int
    public var why: String
  }

  mutating func use(_ source: Keyring.Source) {
    if let secret = source.secret, !used.contains(secret) { used.append(secret) }
  }

  mutating func stays(closed frame: Int, _ why: String) { if closed == nil { closed = Closed(frame: frame, why: why) } }
}
