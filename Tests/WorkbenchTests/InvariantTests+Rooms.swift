import TestSupport
import Testing

/// The arrows between the rooms of the Workbench, and how functions take what they are given.
extension InvariantTests {
  private static let page = Material.text(Material.root + "/ARCHITECTURE.md") ?? ""

  /// Rooms, each with those whose types it may use.
  typealias Arrows = [(room: String, uses: [String])]

  /// The list under "Arrows between rooms": a line a room, such as "* `Lab`: `Query`, `Text`".
  static func arrows(in page: String) -> Arrows {
    let lines = page.split(separator: "\n").drop { $0 != "### Arrows between rooms" }.dropFirst().prefix { !$0.hasPrefix("#") }
    return lines.filter { $0.hasPrefix("* `") }.map { line in
      let names = line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
        .map { String($0.element) }
      return (names[0], Array(names.dropFirst()))
    }
  }

  /// What is wrong with a list of arrows by itself: a way that comes back to its room, a room that is not listed.
  static func faults(of arrows: Arrows) -> [String] {
    var done: Set<String> = []
    // A room is done when all that it uses are; what is left has a circle among it, or uses what is left.
    while let next = arrows.first(where: { !done.contains($0.room) && done.isSuperset(of: $0.uses) }) { done.insert(next.room) }
    return arrows.filter { !done.contains($0.room) }.map { "\($0.room) uses, by some way, itself or a room that is not listed" }
  }

  /// Which room a name belongs to.
  struct Owners {
    /// Types by their names.
    var types: [String: String] = [:]
    /// What a room adds to a type that it does not own: "Clock.iso".
    var members: [String: String] = [:]

    init(_ files: [SourceTree.File]) {
      var several: Set<String> = []
      func own(_ name: String, _ room: String, _ names: inout [String: String]) {
        if let owner = names[name], owner != room { several.insert(name) }
        names[name] = room
      }
      for f in files {
        guard let room = InvariantTests.room(of: f.path) else { continue }
        for t in SourceTree.types(in: f) where !t.isNested { own(t.name, room, &types) }
        for m in SourceTree.members(in: f) { own(m, room, &members) }
      }
      for name in several { (types[name], members[name]) = (nil, nil) }
    }
  }

  /// `Lab` for `Sources/Workbench/Lab/World.swift`.
  static func room(of path: String) -> String? {
    let parts = path.split(separator: "/")
    return parts.count > 3 && parts[0] == "Sources" && parts[1] == "Workbench" ? String(parts[2]) : nil
  }

  /// Uses of a room's names in a room that has no arrow to it.
  static func crossings(_ files: [SourceTree.File], _ owners: Owners, _ arrows: Arrows) -> [String] {
    files.filter { $0.path.hasPrefix("Sources/Workbench/") }.flatMap { f -> [String] in
      guard let room = room(of: f.path) else { return ["\(f.path) is in no room"] }
      guard let uses = arrows.first(where: { $0.room == room })?.uses else { return ["\(f.path): the room \(room) is not listed"] }
      let own = SourceTree.types(in: f).filter(\.isNested).map(\.name)
      var out: [String] = []
      for (i, line) in f.tokens.enumerated() {
        for k in line.indices {
          // `HexGrid.Mark` is no `Mark`; `0...Mark.most` is one.
          if k > 0, line[k - 1] == ".", k == 1 || line[k - 2] != "." { continue }
          var found: [(name: String, room: String)] = []
          if let r = owners.types[line[k]], !own.contains(line[k]) { found.append((line[k], r)) }
          if k + 2 < line.count, line[k + 1] == ".", let r = owners.members["\(line[k]).\(line[k + 2])"] {
            found.append(("\(line[k]).\(line[k + 2])", r))
          }
          for (name, r) in found where r != room && !uses.contains(r) { out.append("\(f.path):\(i + 1): \(room) uses \(name) of \(r)") }
        }
      }
      return out
    }
  }

  @Test func roomsFollowTheArrows() {
    let arrows = Self.arrows(in: Self.page)
    let owners = Owners(Self.swift)
    #expect(arrows.count == 9 && owners.types.count > 90 && owners.members.count > 20)
    for (name, room) in [("Words", "Text"), ("Expression", "Query"), ("Lab", "Lab"), ("Views", "Views"), ("Session", "Commands")] {
      #expect(owners.types[name] == room)
    }
    #expect(owners.members["Views.explain"] == "Commands" && owners.members["Lab.pppMachines"] == "Lab")
    hold(
      { Self.crossings($0, owners, arrows) },
      finds: [
        ("Workbench/Text/X.swift", "var lab: Lab"), ("Workbench/Query/X.swift", "for n in 0...Lab.runLimit {"),
        ("Workbench/Lab/X.swift", "keep(\nViews.step(lab, 1))"), ("Workbench/Dissect/X.swift", "say(\"at \\(Lab.epoch)\")"),
        ("Workbench/Views/X.swift", "let d = Views.explain(word)"), ("Workbench/Commands/X.swift", "func play(_ p: LessonPlayer)"),
        ("Workbench/X.swift", "let a = 1"), ("Workbench/Cellar/X.swift", "let a = 1"),
      ],
      not: [
        ("Workbench/Views/X.swift", "let lab: Lab // as a Session has it"), ("Workbench/Text/X.swift", "let m: HexGrid.Mark = .lab"),
        ("Workbench/Text/X.swift", "struct S {\nstruct Packet {}\nvar p: Packet\n}"), ("ProtocolEngines/X.swift", "struct Lab {}"),
      ])
  }

  @Test func arrowsBetweenRoomsHaveNoCircle() {
    let arrows = Self.arrows(in: Self.page)
    #expect(Self.faults(of: arrows) == [])
    let circle = Self.arrows(in: "### Arrows between rooms\n\n* `A`: `B`\n* `B`: `C`\n* `C`: `A`\n* `D`:\n\n## Next\n\n* `E`: `E`")
    #expect(circle.map(\.room) == ["A", "B", "C", "D"] && Self.faults(of: circle).count == 3)
    #expect(Self.faults(of: [("A", ["Cellar"])]).count == 1)
    // Each arrow is one that is used: a list of all that is possible would say nothing.
    for (room, uses) in arrows {
      for one in uses {
        let without = arrows.map { $0.room == room ? (room, uses.filter { $0 != one }) : $0 }
        #expect(!Self.crossings(Self.swift, Owners(Self.swift), without).isEmpty, "\(room) does not use \(one)")
      }
    }
  }

  // MARK: Parameters

  /// Functions that take more than four values without labels: a reader of a call cannot know which is which.
  static func unlabelled(_ files: [SourceTree.File]) -> [String] {
    files.filter { $0.path.hasSuffix(".swift") }.flatMap { f in
      SourceTree.functions(in: f).filter { $0.unlabelled > 4 }.map {
        "\(f.path):\($0.line): \($0.name) has \($0.unlabelled) without labels"
      }
    }
  }

  @Test func noFunctionTakesMoreThanFourUnlabelledParameters() {
    #expect(
      SourceTree.functions(in: File("X.swift", "init?(_ a: A, b: B, _ c: (_ d: D, _ e: E) -> F = { _, _ in f }) {"))[0].unlabelled == 2)
    hold(
      { Self.unlabelled($0) },
      finds: [
        ("X.swift", "func f(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E) {"), ("X.swift", "init(\n_ a: A, _ b: B,\n_ c: C, _ d: D, _ e: E\n) {"),
        ("X.swift", "func f<T: P<A, B>>(_ a: inout T, _ b: (A, B), _ c: [A: B], _ d: D = d(1, 2), g: G, _ e: E) {"),
        ("X.swift", "subscript(_ a: A, _ b: B, _ c: C, _ d: D, @Late _ e: E) -> F {"),
        ("X.swift", "func + (_ a: A, _ b: B, _ c: C, _ d: D, _: E) {"),
      ],
      not: [
        ("X.swift", "func f(_ a: A, _ b: B, _ c: C, _ d: D, e: E) { g(a, b, c, d, e) }"),
        ("X.swift", "func f(_ a: A, _ b: (_ a: A, _ b: B, _ c: C, _ d: D) -> Void) {\nlet (_, _, _, _, _) = five\n}"),
      ])
  }
}
