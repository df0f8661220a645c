import Foundation
import Testing

@testable import HexViews

/// What the colours are worth, computed: contrast as WCAG 2 defines it, distance in CIE L*a*b*, both as usual and as eyes
/// without red or green receptors see them (the matrices of Machado, Oliveira and Fernandes, 2009).
enum Colours {
  typealias RGB = (r: Double, g: Double, b: Double)

  /// Linear light of one of the 216 colours of xterm's cube or its 24 greys.
  static func light(_ code: Int) -> RGB {
    if code >= 232 {
      let v = channel(8 + 10 * (code - 232))
      return (v, v, v)
    }
    let steps = [0, 95, 135, 175, 215, 255]
    let n = code - 16
    return (channel(steps[n / 36]), channel(steps[n / 6 % 6]), channel(steps[n % 6]))
  }
  static func light(_ hex: String) -> RGB {
    let n = Int(hex, radix: 16) ?? 0
    return (channel(n >> 16), channel(n >> 8 & 255), channel(n & 255))
  }
  private static func channel(_ v: Int) -> Double {
    let c = Double(v) / 255
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
  }

  static func contrast(_ a: RGB, _ b: RGB) -> Double {
    func luminance(_ c: RGB) -> Double { 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b }
    let x = luminance(a)
    let y = luminance(b)
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  static let eyes: [(name: String, matrix: [Double])] = [
    ("usual", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
    ("without red", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
    ("without green", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]),
  ]

  static func distance(_ a: Int, _ b: Int, eyes m: [Double]) -> Double {
    func lab(_ c: RGB) -> [Double] {
      let s = (0..<3).map { min(1, max(0, m[3 * $0] * c.r + m[3 * $0 + 1] * c.g + m[3 * $0 + 2] * c.b)) }
      let x = (0.4124 * s[0] + 0.3576 * s[1] + 0.1805 * s[2]) / 0.9505
      let y = 0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]
      let z = (0.0193 * s[0] + 0.1192 * s[1] + 0.9505 * s[2]) / 1.089
      func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116 }
      return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))]
    }
    let p = lab(light(a))
    let q = lab(light(b))
    return sqrt(zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
  }
}

@Suite struct PaletteTests {
  static let dark = ["000000", "1e1e1e", "2e3436", "002b36"], light = ["ffffff", "fdf6e3"]

  @Test func textHasContrastOnItsBackground() {
    let sets: [(Background, [String], Double)] = [
      (.dark, Self.dark, 4.5), (.light, Self.light, 4.5), (.unknown, Self.dark + Self.light, 3),
    ]
    for (background, grounds, least) in sets {
      for t in Tint.allCases {
        for g in grounds {
          let c = Colours.contrast(Colours.light(Palette.code(t, on: background)), Colours.light(g))
          #expect(c >= least, "\(t) on #\(g): \(c)")
        }
      }
    }
  }

  @Test func everyTintIsItsOwnColour() {
    for background in Background.allCases {
      #expect(Set(Tint.allCases.map { Palette.code($0, on: background) }).count == Tint.allCases.count, "\(background)")
    }
    // Every style that has a colour takes it from the palette of its background.
    for s in [Style.faint, .command, .good, .warning, .bad, .tint(.blue), .strongTint(.pink)] {
      #expect(Set(Background.allCases.map { Palette.sgr(s, on: $0) }).count == 3, "\(s)")
    }
  }

  /// Tints of layers that one packet can show at once.
  static let together: [[Tint]] = [
    [.slate, .teal, .blue, .vermilion, .brown], [.slate, .teal, .purple, .mustard, .violet, .rose, .azure, .brown],
    [.slate, .teal, .purple, .mustard, .violet, .rose, .indigo, .brown],
    [.slate, .teal, .purple, .mustard, .green, .brown], [.slate, .teal, .purple, .mustard, .pink, .brown],
    [.slate, .teal, .purple, .mustard, .olive, .brown],
    [.slate, .teal, .purple, .mustard, .cyan, .brown],
  ]

  @Test func tintsOfOnePacketStayApartForEveryEye() {
    for background in Background.allCases {
      for set in Self.together {
        for (i, a) in set.enumerated() {
          for b in set[(i + 1)...] {
            for (k, eyes) in Colours.eyes.enumerated() {
              let d = Colours.distance(Palette.code(a, on: background), Palette.code(b, on: background), eyes: eyes.matrix)
              // One cannot see a difference below 2.3; the usual eye gets much more.
              #expect(d >= (k == 0 ? 18 : background == .unknown ? 2.3 : 3.5), "\(a) and \(b) on \(background), \(eyes.name): \(d)")
            }
          }
        }
      }
    }
  }

  @Test func backgroundFromTheEnvironment() {
    for (text, wanted) in [
      ("15;0", Background.dark), ("0;15", .light), ("0;default;15", .light), ("7;8", .dark), ("0;7", .light), ("12;9", .light),
      ("", .unknown), ("0;default", .unknown), ("0;16", .unknown), (";", .unknown),
    ] {
      #expect(Background(colorFGBG: text) == wanted, "\(text)")
    }
    #expect(Background(colorFGBG: nil) == .unknown)
  }

  @Test func renderingUsesThePaletteOfTheBackground() {
    let d = Document([.paragraph(StyledText("x", .tint(.green)))])
    for b in Background.allCases {
      #expect(d.render(RenderOptions(color: true, background: b)) == "\u{1b}[38;5;\(Palette.code(.green, on: b))mx\u{1b}[0m\n")
    }
  }
}
