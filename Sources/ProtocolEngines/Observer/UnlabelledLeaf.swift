extension FieldTree {
  /// For the calls in this folder that have no labels yet.
  @inline(__always)
  mutating func leaf(_ lower: Int, _ upper: Int, _ kind: FieldNote.Kind, _ f: Field, _ value: UInt64?, _ meaning: String?) {
    leaf(lower, upper, kind, f, value: value, meaning: meaning)
  }
}
