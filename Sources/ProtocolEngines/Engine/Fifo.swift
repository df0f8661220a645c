/// First in, first out, without moving what is behind when the first leaves.
struct Fifo<Element: Sendable & Equatable>: Sendable, Equatable {
  private var items: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }

  mutating func append(_ e: Element) { items.append(e) }

  mutating func next() -> Element? {
    guard head < items.count else { return nil }
    let e = items[head]
    head += 1
    if head == items.count {
      // A long queue's memory goes back.
      items.removeAll(keepingCapacity: items.capacity <= 64)
      head = 0
    } else if head >= 64 {
      items.removeFirst(head)
      head = 0
    }
    return e
  }

  mutating func removeAll() {
    items.removeAll()
    head = 0
  }

  /// Equal when what is left is equal: how it was reached does not matter.
  static func == (a: Self, b: Self) -> Bool { a.items[a.head...] == b.items[b.head...] }
}
