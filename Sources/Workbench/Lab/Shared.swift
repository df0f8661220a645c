/// A large value behind one reference: copies share it until one of them is changed. The one class a world holds;
/// to its users it is a value like any other.
struct Shared<Value: Sendable & Equatable>: Sendable, Equatable {
  private final class Box: @unchecked Sendable {
    // Changed only while this box has a single owner, so no access overlaps another.
    @exclusivity(unchecked) var value: Value
    init(_ value: Value) { self.value = value }
  }
  private var box: Box

  init(_ value: Value) { box = Box(value) }

  var value: Value {
    _read { yield box.value }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
      yield &box.value
    }
  }

  static func == (a: Self, b: Self) -> Bool { a.box === b.box || a.box.value == b.box.value }
}
