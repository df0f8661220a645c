import CSystem
import Glibc

/// Where lessons and the learner's progress lie on disk.
enum LessonFiles {
  static func environment(_ name: String) -> String? {
    guard let p = getenv(name), p.pointee != 0 else { return nil }
    return String(cString: p)
  }

  static func isFolder(_ path: String) -> Bool {
    var s = stat()
    return stat(path, &s) == 0 && s.st_mode & S_IFMT == S_IFDIR
  }

  static func isFile(_ path: String) -> Bool {
    var s = stat()
    return stat(path, &s) == 0 && s.st_mode & S_IFMT == S_IFREG
  }

  /// The octets of a file, or what the system says instead. At most `limit` octets and one more are read.
  static func read(_ path: String, limit: Int = LessonParser.maximumOctets) -> Result<[UInt8], LessonError> {
    let fd = open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return .failure(LessonError(path: path, line: 0, text: "cannot be read: \(String(cString: strerror(errno)))")) }
    defer { close(fd) }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while out.count <= limit {
      let n = Glibc.read(fd, &chunk, chunk.count)
      if n < 0, errno == EINTR { continue }
      guard n >= 0 else { return .failure(LessonError(path: path, line: 0, text: "cannot be read: \(String(cString: strerror(errno)))")) }
      if n == 0 { break }
      out += chunk[..<n]
    }
    return .success(out)
  }

  /// Replaces a file as a whole: a reader sees the old text or the new one.
  static func write(_ text: String, to path: String) -> LessonError? {
    let beside = path + ".new"
    func failed() -> LessonError { LessonError(path: path, line: 0, text: "cannot be written: \(String(cString: strerror(errno)))") }
    let fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard fd >= 0 else { return failed() }
    let octets = Array(text.utf8)
    let wrong = octets.withUnsafeBytes { lab_write_all(fd, $0.baseAddress, $0.count) }
    guard close(fd) == 0, wrong >= 0, rename(beside, path) == 0 else {
      let error = failed()
      unlink(beside)
      return error
    }
    return nil
  }

  /// Names in a folder, sorted.
  static func names(in folder: String) -> [String] {
    guard let dir = opendir(folder) else { return [] }
    defer { closedir(dir) }
    var out: [String] = []
    while let entry = readdir(dir) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { p in
        p.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      out.append(name)
    }
    return out.sorted()
  }

  /// The lesson files of a folder: `*.md`, without translations (`id.zh.md`) and without README.
  static func lessons(in folder: String) -> [String] {
    names(in: folder).filter { name in
      name.hasSuffix(".md") && name != "README.md" && !name.dropLast(3).contains(".")
    }.map { folder + "/" + $0 }
  }

  /// Folders in which lessons are looked for, best first: asked for, `$VPNLAB_LESSONS`, beside the binary, here.
  static func folders(asked: [String]) -> [String] {
    if !asked.isEmpty { return asked }
    var out: [String] = []
    if let e = environment("VPNLAB_LESSONS") { out += e.split(separator: ":").map(String.init) }
    if let exe = Files.program(), let bin = parent(exe), let top = parent(bin) { out.append(top + "/share/vpnlab/lessons") }
    out.append("lessons")
    return out.filter(isFolder)
  }

  /// The folder for `lesson` progress, in the one that also holds the history.
  static func stateFolder() -> String? {
    HistoryRule.folder(stateHome: environment("XDG_STATE_HOME"), home: environment("HOME")).map { $0 + "/lessons" }
  }

  private static func parent(_ path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
    return String(path[..<slash])
  }
}
