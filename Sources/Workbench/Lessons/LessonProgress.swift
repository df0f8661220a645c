import CSystem

/// What one learner has done in one lesson: a small text file, one fact a line.
struct LessonProgress: Equatable {
  struct Answer: Equatable {
    var question: String
    var choice: String
  }
  /// The block to go on with; empty at the beginning.
  var at = ""
  /// How many commands of that block are done already.
  var commands = 0
  /// The first answer to each prediction: later ones do not change it.
  var answers: [Answer] = []
  /// Tasks solved without `skip`.
  var solved: [String] = []
  var skipped: [String] = []
  var done = false

  static let maximumLines = 10_000

  mutating func answer(_ question: String, _ choice: String) {
    if !answers.contains(where: { $0.question == question }) { answers.append(Answer(question: question, choice: choice)) }
  }

  var text: String {
    var out = "vpnlab lesson progress 1\n"
    if !at.isEmpty { out += "at \(at)\n" }
    if commands > 0 { out += "commands \(commands)\n" }
    for a in answers { out += "answer \(a.question) \(a.choice)\n" }
    for s in solved { out += "solved \(s)\n" }
    for s in skipped { out += "skipped \(s)\n" }
    if done { out += "done\n" }
    return out
  }

  /// Lines it does not know are passed over: a newer vpnlab may have written them.
  init(_ text: String = "") {
    for line in text.split(separator: "\n").prefix(Self.maximumLines) {
      let w = line.split(separator: " ").map(String.init)
      switch (w.first, w.count) {
      case ("at", 2): at = w[1]
      case ("commands", 2): commands = max(0, Int(w[1]) ?? 0)
      case ("answer", 3): answer(w[1], w[2])
      case ("solved", 2): if !solved.contains(w[1]) { solved.append(w[1]) }
      case ("skipped", 2): if !skipped.contains(w[1]) { skipped.append(w[1]) }
      case ("done", 1): done = true
      default: break
      }
    }
  }

  /// Progress of a lesson, or none where nothing is kept.
  static func load(_ id: String, in folder: String?) -> LessonProgress {
    guard let folder, case .success(let octets) = LessonFiles.read(folder + "/" + id, limit: 1 << 18) else { return LessonProgress() }
    return LessonProgress(String(decoding: octets, as: UTF8.self))
  }

  /// False when it cannot be kept (a read-only home): the lesson goes on all the same.
  @discardableResult func save(_ id: String, in folder: String?) -> Bool {
    guard let folder, lab_make_folder(folder) >= 0 else { return false }
    return LessonFiles.write(text, to: folder + "/" + id) == nil
  }
}
