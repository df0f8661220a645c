/// A lesson: a Markdown file that can be read on any web page, played, and tested.
public struct Lesson: Sendable, Equatable {
  /// Where it was read from, for messages.
  public var path: String
  public var id: String
  /// By language; `en` where the file gives one title without a language.
  public var titles: [Title]
  /// Ids of lessons that come before this one.
  public var needs: [String]
  /// The seed of every `new` in it that names none.
  public var seed: UInt64
  /// About how long it takes.
  public var minutes: Int?
  /// What one can do afterwards, in one sentence.
  public var goal: String
  public var blocks: [LessonBlock]

  public struct Title: Sendable, Equatable {
    public var language: String
    public var text: String
  }

  public var title: String { titles.first { $0.language == "en" }?.text ?? titles.first?.text ?? id }
  public var predictions: [Prediction] { blocks.compactMap { if case .predict(let p) = $0.content { p } else { nil } } }
  public var commandCount: Int { blocks.reduce(0) { if case .session(let e, _) = $1.content { $0 + e.count } else { $0 } } }
  public var checkCount: Int { blocks.reduce(0) { if case .check(let c) = $1.content { $0 + c.count } else { $0 } } }
}

/// One part of a lesson, in the order of the file.
public struct LessonBlock: Sendable, Equatable {
  /// `id=` of the fence, else its kind and count (`session3`): progress is kept by it.
  public var id: String
  /// The line of the file where it begins, from 1.
  public var line: Int
  public var content: Content

  public enum Content: Sendable, Equatable {
    /// Markdown lines.
    case text([String])
    /// Commands with the output they must have. A task is not shown: the learner finds the commands himself.
    case session([Exchange], task: Bool)
    case predict(Prediction)
    case check([Check])
    case hint([String])
  }
}

/// A command and what the program answers.
public struct Exchange: Sendable, Equatable {
  public var command: String
  /// The command's line in the file.
  public var line: Int
  /// Lines of output; a line `...` means any number of lines.
  public var expected: [String]
  public init(command: String, line: Int, expected: [String]) {
    self.command = command
    self.line = line
    self.expected = expected
  }
}

/// A question to answer before going on.
public struct Prediction: Sendable, Equatable {
  public struct Choice: Sendable, Equatable {
    public var id: String
    public var text: String
    public var right: Bool
    /// Shown to the learner who chose it.
    public var feedback: String
  }
  public var id: String
  /// Markdown lines.
  public var question: [String]
  public var choices: [Choice]
  /// Markdown lines shown after the feedback, whatever was chosen.
  public var why: [String]
}

/// An expression that must hold.
public struct Check: Sendable, Equatable {
  public var text: String
  public var line: Int
}

/// What is wrong with a lesson file, and where.
public struct LessonError: Error, Sendable, Equatable {
  public var path: String
  /// From 1; 0 where the file as a whole is meant.
  public var line: Int
  public var text: String
  public var description: String { line > 0 ? "\(path):\(line): \(text)" : "\(path): \(text)" }
}
