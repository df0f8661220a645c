import Glibc
import HexViews
import ProtocolEngines
import Testing
@testable import Workbench

@Suite struct ViewScratch {
  @Test func look() throws {
    guard let path = getenv("LOOK").map({ String(cString: $0) }) else { return }
    let wanted = Set((getenv("FRAMES").map { String(cString: $0) } ?? "1").split(separator: ",").compactMap { Int($0) })
    let width = getenv("W").flatMap { Int(String(cString: $0)) } ?? 80
    let o = RenderOptions(width: width, color: getenv("COLOR") != nil, ascii: getenv("ASCII") != nil, reader: getenv("READER") != nil)
    var reader = try CaptureReader(path: path)
    var observer = Observer()
    while let f = try reader.next() {
      let d = observer.observe(f.octets, link: f.link, time: f.time, number: f.number)
      guard wanted.contains(f.number) else { continue }
      print(Views.frame(d).render(o))
      let p = PacketBlocks(d)
      if let l = p.packet.focus {
        print(Document([.bits(Views.boxes(p.packet, p.packet.layers[l], marking: p.packet.layers[l].notes.lowerBound + 3))]).render(o))
      }
    }
  }
}
