import Glibc

/// Where things lie that tests read, and the few ways to read them. Nothing depends on the working directory.
public enum Material {
  /// The package's folder, from where this file was compiled.
  public static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  public static let fixtures = root + "/Tests/Fixtures"
  /// Our own captures of real daemons.
  public static let captures = fixtures + "/captures"
  /// Captures, RFC texts and vectors that are not in the repository: `VPNLAB_SHARED`, or `../shared` beside the package.
  public static let shared: String? = {
    let candidates = [environment("VPNLAB_SHARED"), root + "/../shared"].compactMap { $0 }
    return candidates.first { access($0 + "/captures", R_OK) == 0 }
  }()
  /// Expected files are written anew instead of compared, to be read in the diff.
  public static let rewrites = environment("VPNLAB_REWRITE") != nil

  public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The octets of a file; nil where it is not there.
  public static func octets(_ path: String) -> [UInt8]? {
    guard let f = fopen(path, "rb") else { return nil }
    defer { fclose(f) }
    return rest(of: f)
  }
  public static func text(_ path: String) -> String? { octets(path).map { String(decoding: $0, as: UTF8.self) } }

  public static func write(_ octets: [UInt8], to path: String) -> Bool {
    guard let f = fopen(path, "wb") else { return false }
    let written = fwrite(octets, 1, octets.count, f)
    return fclose(f) == 0 && written == octets.count
  }

  /// A shared file (`"rfc/rfc1661.txt"`); nil, with a line that says what is skipped, where it is absent.
  public static func sharedOctets(_ path: String) -> [UInt8]? {
    if let found = shared.flatMap({ octets($0 + "/" + path) }) { return found }
    print("skipped: \(path) is not here (set VPNLAB_SHARED to the folder of shared material)")
    return nil
  }
  public static func sharedText(_ path: String) -> String? { sharedOctets(path).map { String(decoding: $0, as: UTF8.self) } }

  /// What lies in a folder, sorted; empty where it is not there.
  public static func names(in folder: String) -> [String] {
    guard let d = opendir(folder) else { return [] }
    defer { closedir(d) }
    var names: [String] = []
    while let e = readdir(d) {
      let name = withUnsafeBytes(of: &e.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
  public static func isFolder(_ path: String) -> Bool {
    var s = stat()
    return lstat(path, &s) == 0 && s.st_mode & S_IFMT == S_IFDIR
  }

  /// What a shell command writes to its standard output.
  public static func output(of command: String) -> [UInt8]? {
    guard let p = popen(command, "r") else { return nil }
    defer { pclose(p) }
    return rest(of: p)
  }

  private static func rest(of f: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let n = fread(&chunk, 1, chunk.count, f), n > 0 { out += chunk[..<n] }
    return out
  }
}

/// Text kept in a file of the package that the program writes itself.
public enum Golden {
  /// What differs, or nil. With `VPNLAB_REWRITE` set the file is written instead. `path` counts from the package's folder.
  public static func fault(_ text: String, _ path: String) -> String? {
    let file = Material.root + "/" + path
    if Material.rewrites { return Material.write(Array(text.utf8), to: file) ? nil : "cannot write \(file)" }
    guard let expected = Material.text(file) else { return "\(path) is not there; VPNLAB_REWRITE=1 writes it" }
    if expected == text { return nil }
    let a = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let b = text.split(separator: "\n", omittingEmptySubsequences: false)
    let n = (0..<max(a.count, b.count)).first { $0 >= a.count || $0 >= b.count || a[$0] != b[$0] } ?? 0
    return
      """
        \(path), line \(n + 1): expected “\(n < a.count ? a[n] : "end")”, got “\(n < b.count ? b[n] : "end")”; VPNLAB_REWRITE=1 rewrites \
        the file
        """
  }
}
