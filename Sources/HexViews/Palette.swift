/// Colours of the 256-colour palette, three for each tint: no colour reads well on black and on white, so there is a set for dark
/// backgrounds and one for light ones, each with a contrast of at least 4.5 : 1 (WCAG 1.4.3), and one of at least 3 : 1 on both for
/// terminals that do not say what they are. A test computes contrasts and distances, these also as colour-blind eyes see
/// them. Colour only repeats what a letter or word says.
enum Palette {
  static func code(_ t: Tint, on background: Background) -> Int {
    let (dark, light, either) = codes(t)
    return background == .dark ? dark : background == .light ? light : either
  }

  private static func codes(_ t: Tint) -> (dark: Int, light: Int, either: Int) {
    switch t {
    case .grey: (247, 242, 102)
    case .slate: (152, 60, 103)
    case .khaki: (187, 59, 101)
    case .coral: (209, 95, 167)
    case .teal: (86, 24, 66)
    case .blue: (39, 26, 33)
    case .indigo: (141, 57, 69)
    case .azure: (45, 17, 32)
    case .vermilion: (208, 160, 166)
    case .purple: (176, 127, 134)
    case .mustard: (221, 94, 136)
    case .green: (84, 23, 65)
    case .pink: (211, 125, 199)
    case .olive: (106, 22, 100)
    case .violet: (189, 55, 99)
    case .cyan: (38, 25, 31)
    case .brown: (173, 52, 137)
    case .rose: (217, 161, 198)
    case .red: (210, 124, 196)
    }
  }

  /// What is between `ESC [` and `m`; empty for plain text.
  static func sgr(_ s: Style, on background: Background = .unknown) -> String {
    func colour(_ t: Tint) -> String { "38;5;\(code(t, on: background))" }
    return switch s {
    case .plain: ""
    case .strong: "1"
    case .faint: colour(.grey)
    case .command: "1;" + colour(.teal)
    case .good: "1;" + colour(.green)
    case .warning: colour(.mustard)
    case .bad: "1;" + colour(.red)
    case .tint(let t): colour(t)
    case .strongTint(let t): "1;" + colour(t)
    }
  }
}

/// The signs drawings are made of.
struct Art {
  let across, down, downThick, heavy, ellipsis, right, left, cross, here, bullet, fieldLine, continued: String
  static let unicode = Art(
    across: "─", down: "│", downThick: "┃", heavy: "━", ellipsis: "…", right: "▶", left: "◀", cross: "✗", here: "▶", bullet: "•",
    fieldLine: "─", continued: "↪ ")
  static let ascii = Art(
    across: "-", down: "|", downThick: "#", heavy: "=", ellipsis: "...", right: ">", left: "<", cross: "X", here: ">", bullet: "*",
    fieldLine: "-", continued: "\\ ")
}
