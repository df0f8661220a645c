/// An end among several at one host, for the demultiplexer below.
public protocol ServedEnd {
  var peer: Peer { get }
  func owns(_ octets: ArraySlice<UInt8>, on channel: Channel) -> Bool
}

/// Who an end talks with. `port` is the peer's UDP port; 0 where the tunnel has none, or where it is not known yet.
public struct Peer: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var address: IPv4Address
  public var port: UInt16
  public init(_ address: IPv4Address, port: UInt16 = 0) {
    self.address = address
    self.port = port
  }
  public static func < (a: Peer, b: Peer) -> Bool { (a.address.raw, a.port) < (b.address.raw, b.port) }
  public var description: String { port == 0 ? "\(address)" : "\(address):\(port)" }
}

/// The ends of many peers at one host: which end a packet is for. The same value in a node of the lab and on a live network.
///
/// Ends keep their place until one leaves; there are few, and those of one address lie together in `order`.
public struct Server<End: ServedEnd> {
  public private(set) var ends: [End] = []
  /// Places in `ends`, by peer.
  private var order: [Int] = []
  public let most: Int

  /// `most`: how many ends there may be.
  public init(most: Int) { self.most = most }

  public var isFull: Bool { ends.count >= most }
  public var isEmpty: Bool { ends.isEmpty }
  public var count: Int { ends.count }
  public var indices: Range<Int> { ends.indices }
  public subscript(_ i: Int) -> End {
    _read { yield ends[i] }
    _modify { yield &ends[i] }
  }

  /// A new end; its place, or nil when there is no room.
  @discardableResult public mutating func admit(_ end: End) -> Int? {
    guard !isFull else { return nil }
    ends.append(end)
    sortIn(ends.count - 1)
    return ends.count - 1
  }

  /// Places after it move up by one.
  @discardableResult public mutating func remove(at i: Int) -> End {
    order.removeAll { $0 == i }
    for k in order.indices where order[k] > i { order[k] -= 1 }
    return ends.remove(at: i)
  }

  /// The end that a packet or datagram from this peer is for; nil: it is no end's. An end of the same address and port comes before
  /// one that has only the address; where several have the address, the one that knows the number in the packet.
  public func route(_ octets: ArraySlice<UInt8>, on channel: Channel, from peer: Peer) -> Int? {
    if ends.count == 1 { return fits(ends[0].peer, peer) ? 0 : nil }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if ends[order[middle]].peer.address.raw < peer.address.raw { low = middle + 1 } else { high = middle }
    }
    // Those without a port come first in `order`, so whether they own the octets counts only when no port is the same.
    var owner: Int?
    var only: Int?
    var several = false
    while low < order.count, ends[order[low]].peer.address == peer.address {
      let i = order[low]
      low += 1
      guard fits(ends[i].peer, peer) else { continue }
      if peer.port != 0, ends[i].peer.port == peer.port { return i }
      if owner == nil, ends[i].owns(octets, on: channel) {
        owner = i
        if peer.port == 0 { return i }
      }
      several = only != nil
      only = i
    }
    return owner ?? (several ? nil : only)
  }

  /// The place of an end for which `test` holds.
  public func firstIndex(where test: (End) -> Bool) -> Int? { ends.firstIndex(where: test) }

  private func fits(_ end: Peer, _ peer: Peer) -> Bool {
    end.address == peer.address && (end.port == 0 || peer.port == 0 || end.port == peer.port)
  }

  private mutating func sortIn(_ i: Int) {
    let at = order.firstIndex { ends[i].peer < ends[$0].peer } ?? order.count
    order.insert(i, at: at)
  }
}

extension Server: Sendable where End: Sendable {}
extension Server: Equatable where End: Equatable {
  public static func == (a: Self, b: Self) -> Bool { a.ends == b.ends }
}
