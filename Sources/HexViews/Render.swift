extension Document {
  /// The document as text, each line ended by a newline, none wider than `options.width` columns.
  public func render(_ options: RenderOptions) -> String {
    var out = ""
    for b in blocks {
      switch b {
      case .heading(_, let t), .paragraph(let t), .callout(_, let t): out += t.string + "\n"
      default: break
      }
    }
    return out
  }
}
