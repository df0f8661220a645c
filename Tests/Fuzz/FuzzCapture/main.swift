// Octets as a capture file: read it, observe every frame with the keys of the fixtures (as Ethernet, IP and PPP where it is
// no capture at all).
import Glibc
import ProtocolEngines
import Workbench

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _: UnsafeMutablePointer<CInt>, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

func check(_ d: Dissection) {
  for b in d.buffers {
    if let fault = WireCatalog.fault(in: b.notes, over: b.octets) {
      fatalError("frame \(d.number), buffer of \(b.octets.count) octets: \(fault)")
    }
  }
}

/// The accounts and keys of the fixtures, so that proofs are checked and what is encrypted is opened.
enum Secrets {
  static let keyring: Keyring = {
    do throws(CaptureError) { return try KeyFiles.read(["Tests/Fixtures/captures/keys.txt"]) } catch {
      fatalError("run this in the package's folder: \(error)")
    }
  }()
}

var argc = CommandLine.argc
var argv = CommandLine.unsafeArgv
exit(
  runDriver(&argc, &argv) { data, count in
    let octets = [UInt8](UnsafeBufferPointer(start: data, count: count))
    var observer = Observer(keyring: Secrets.keyring)
    do throws(CaptureError) {
      var reader = try CaptureReader(octets: octets)
      var frames = 0
      while frames < 1000, let f = try reader.next() {
        frames += 1
        check(observer.observe(f.octets, link: f.link, time: f.time, number: f.number))
      }
    } catch {
      // No capture: the same octets as one frame of each kind.
      for (i, link) in [LinkType.ethernet, .rawIP, .ppp].enumerated() {
        check(observer.observe(octets, link: link, time: 0, number: i + 1))
      }
    }
    return 0
  })
