import Glibc
import ProtocolEngines

/// How fast the lab steps, with its history kept and nothing shown (`vpnlab bench lab`).
public enum LabBench {
  public struct Figure: Sendable {
    public var steps: Int
    public var seconds: Double
    public var perSecond: Double { seconds > 0 ? Double(steps) / seconds : 0 }
  }

  /// Runs tunnels with pings through them, one lab after the other, for about this long.
  public static func steps(seconds limit: Double) -> Figure {
    var steps = 0
    var seed: UInt64 = 1
    let start = now()
    while true {
      var settings = LabSettings()
      settings.seed = seed
      seed += 1
      var lab = Lab(settings: settings)
      let up = Milestone.tunnelUp
      while !lab.holds(up), lab.current < 500, lab.step() != nil {}
      while lab.current < 10_000 {
        let before = lab.current
        _ = lab.ping()
        if lab.current - before < 2 { break }
      }
      steps += lab.current
      let passed = now() - start
      if passed >= limit { return Figure(steps: steps, seconds: passed) }
    }
  }

  private static func now() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
  }
}
