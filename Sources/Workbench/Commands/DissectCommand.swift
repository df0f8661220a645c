import HexViews
import ProtocolEngines

/// What `vpnlab dissect` prints.
public enum DissectFormat: String, Sendable, CaseIterable {
  case text, summary, json
}

public struct DissectOptions: Sendable {
  /// A pcap or pcapng file; `-` is standard input.
  public var file: String
  public var keyFiles: [String] = []
  public var format: DissectFormat = .text
  /// Only this frame (the ones before it are read all the same: they hold the keys).
  public var frame: Int?
  /// Fewer columns leave no room beside the octets.
  public static let leastWidth = 60
  /// Columns of the text format; at least `leastWidth`.
  public var width = 80
  /// Columns of the summary's lines, where they shall not be as long as they get.
  public var summaryWidth: Int?
  public var color = false
  public var ascii = false
  public var background = Background.unknown
  /// Kinds of tunnel beside the program's own, looked for at their usual ports.
  public var kinds: [TunnelKind] = []
  public init(file: String) { self.file = file }
}

public enum DissectCommand {
  /// Dissects a capture. Output goes to `out` in large pieces, complaints to `err` (whole lines without line end).
  /// Gives the exit status: 0; 2 where the capture or a key file cannot be used at all; 1 where the capture is cut off or
  /// the frame asked for is not in it (what there is has been printed).
  public static func run(_ options: DissectOptions, out: (UnsafeRawBufferPointer) -> Void, err: (String) -> Void) -> Int32 {
    let keyring: Keyring
    do throws(CaptureError) { keyring = try KeyFiles.read(options.keyFiles) } catch {
      err("dissect: \(error.description)")
      return 2
    }
    do throws(CaptureError) {
      var reader = try CaptureReader(path: options.file)
      return run(&reader, keyring, options, out: out, err: err)
    } catch {
      err("dissect: \(error.description)")
      return 2
    }
  }

  static func run(
    _ reader: inout CaptureReader, _ keyring: Keyring, _ options: DissectOptions, out: (UnsafeRawBufferPointer) -> Void,
    err: (String) -> Void
  ) -> Int32 {
    var observer = Observer(keyring: keyring, tunnels: options.kinds.map { ($0.port, $0) })
    var counts = OctetCounts()
    var json = DissectionJSON()
    var summary = DissectionSummary(width: options.summaryWidth)
    let text = DissectionText(width: max(options.width, DissectOptions.leastWidth), color: options.color, background: options.background)
    var status: Int32 = 0
    var found = options.frame == nil
    var deferral = Deferral()
    func sink(_ p: UnsafeRawBufferPointer) {
      guard options.ascii else { return out(p) }
      let text = String(decoding: p, as: UTF8.self)
      let plain = options.format == .json ? Array(ASCII.json(text).utf8) : ASCII.columns(text)
      plain.withUnsafeBytes { out($0) }
    }
    func show(_ h: Deferral.Held) {
      if let wanted = options.frame, wanted != h.dissection.number { return }
      found = true
      switch options.format {
      case .json:
        json.write(h.dissection, time: h.time)
        json.out.byte(0x0a)
      case .summary:
        counts.add(h.dissection)
        summary.write(h.dissection, time: h.time, ascii: options.ascii, &json.out)
      case .text where options.frame != nil:
        let looks = RenderOptions(width: options.width, color: options.color, background: options.background)
        json.out.text(Views.frame(h.dissection, time: h.time).render(looks))
      case .text: text.write(h.dissection, time: h.time, &json.out)
      }
      json.out.flush(sink)
    }
    var failure: CaptureError?
    do throws(CaptureError) {
      while let frame = try reader.next() {
        let d = observer.observe(frame.octets, link: frame.link, time: frame.time, number: frame.number, wireLength: frame.originalLength)
        for h in deferral.add(d, time: frame.time) { show(h) }
        if let wanted = options.frame, found || frame.number > wanted + Deferral.most { break }
      }
    } catch { failure = error }
    for h in deferral.rest() { show(h) }
    let unfinished = options.frame == nil && options.format != .json ? observer.unfinished() : []
    counts.problems += unfinished.count
    for text in unfinished {
      json.out.text("! ")
      json.out.text(text)
      json.out.byte(0x0a)
    }
    if let failure {
      json.out.flush(sink, always: true)
      err("dissect: \(failure.description)")
      status = 1
    }
    if options.format == .summary, options.frame == nil { summary.last(counts, &json.out) }
    json.out.flush(sink, always: true)
    if options.frame == nil, options.format != .json, failure == nil, let text = KeyUse.text(observer) { err("dissect: \(text)") }
    if !found, status == 0, let wanted = options.frame {
      err("dissect: the capture has no frame \(wanted)")
      status = 1
    }
    return status
  }
}
