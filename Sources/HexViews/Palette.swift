/// Colours of the 256-colour palette with a contrast of at least 3 : 1 against black and against white (WCAG 1.4.11; a test
/// computes it), from hues that stay apart for colour-blind eyes. Colour only repeats what a letter or word says.
enum Palette {
  static func code(_ t: Tint) -> Int {
    switch t {
    case .grey: 102
    case .blue: 33
    case .vermilion: 166
    case .green: 29
    case .purple: 133
    case .mustard: 136
    case .teal: 31
    case .pink: 169
    case .violet: 99
    case .olive: 64
    }
  }
  static let bad = 160

  /// What stands between `ESC [` and `m`; empty for plain text.
  static func sgr(_ s: Style) -> String {
    switch s {
    case .plain: ""
    case .strong: "1"
    case .faint: "38;5;\(code(.grey))"
    case .command: "1;38;5;\(code(.teal))"
    case .good: "1;38;5;\(code(.green))"
    case .warning: "38;5;\(code(.mustard))"
    case .bad: "1;38;5;\(bad)"
    case .tint(let t): "38;5;\(code(t))"
    case .strongTint(let t): "1;38;5;\(code(t))"
    }
  }
}

/// The signs drawings are made of.
struct Art {
  let across, down, downThick, heavy, ellipsis, right, left, cross, here, bullet, fieldLine, continued: String
  static let unicode = Art(across: "─", down: "│", downThick: "┃", heavy: "━", ellipsis: "…", right: "▶", left: "◀", cross: "✗", here: "▶", bullet: "•",
    fieldLine: "─", continued: "↪ ")
  static let ascii = Art(across: "-", down: "|", downThick: "#", heavy: "=", ellipsis: "...", right: ">", left: "<", cross: "X", here: ">", bullet: "*",
    fieldLine: "-", continued: "\\ ")
}
