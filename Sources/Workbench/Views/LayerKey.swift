import HexViews
import ProtocolEngines

/// Letter, colour and short name of a layer: the same in every message, on every screen.
struct LayerKey: Sendable, Equatable {
  var letter: Character
  var tint: Tint
  /// As people say it: "IP", "GRE".
  var name: String

  init(_ letter: Character, _ tint: Tint, _ name: String) {
    self.letter = letter
    self.tint = tint
    self.name = name
  }

  static let data = LayerKey("D", .brown, "data")
  static let ciphertext = LayerKey("X", .rose, "ciphertext")
  static let compressed = LayerKey("Z", .khaki, "compressed data")
  static let unexplained = LayerKey("?", .red, "unexplained")

  /// The key for a field id; its first component names the layer.
  static func of(_ id: String) -> LayerKey {
    let head = id.prefix { $0 != "." }
    return table.first { $0.0 == head }?.1 ?? LayerKey("S", .slate, head.uppercased())
  }

  /// Padding and what else follows a packet without being part of it.
  static func isFiller(_ id: String) -> Bool { [".padding", ".trailer"].contains { id.hasSuffix($0) } }

  /// The same for a leaf that has no heading: padding is not the header whose letter it has.
  static func ofLeaf(_ id: String) -> LayerKey {
    var key = of(id)
    if isFiller(id), let last = id.split(separator: ".").last { key.name = String(last) }
    return key
  }

  /// In the order in which layers stack. A test asks that every layer of the field catalogue has its line here.
  static let table: [(String, LayerKey)] =
    ProtocolInfo.all.map { ($0.layer, LayerKey($0.letter, Tint($0.tint), $0.name)) } + [
      ("frame", LayerKey("D", .brown, "frame")), ("wire", unexplained),
    ]
}

extension Tint {
  init(_ t: LayerTint) {
    self =
      switch t {
      case .slate: .slate
      case .khaki: .khaki
      case .coral: .coral
      case .teal: .teal
      case .blue: .blue
      case .indigo: .indigo
      case .azure: .azure
      case .vermilion: .vermilion
      case .purple: .purple
      case .mustard: .mustard
      case .green: .green
      case .pink: .pink
      case .olive: .olive
      case .violet: .violet
      case .cyan: .cyan
      case .brown: .brown
      case .rose: .rose
      case .red: .red
      }
  }
}

/// Colours of the ends, for ladders and columns.
enum NodeKey {
  static func tint(_ node: String) -> Tint {
    switch node {
    case "client", "client2": .blue
    case "server": .vermilion
    default: .grey
    }
  }
}
