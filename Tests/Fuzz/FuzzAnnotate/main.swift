// The first octet chooses a message type; the rest is annotated and, where it parses, encoded again.
import Glibc
import ProtocolEngines

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _: UnsafeMutablePointer<CInt>, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var argc = CommandLine.argc
var argv = CommandLine.unsafeArgv
exit(
  runDriver(&argc, &argv) { data, count in
    guard let data, count > 0 else { return 0 }
    let entry = WireCatalog.all[Int(data[0]) % WireCatalog.all.count]
    let octets = [UInt8](UnsafeBufferPointer(start: data + 1, count: count - 1))
    if let fault = WireCatalog.fault(in: entry.annotate(octets).notes, over: octets) { fatalError("\(entry.name): \(fault)") }
    if let again = entry.reencode(octets), again != octets { fatalError("\(entry.name): decode, encode is not the identity") }
    return 0
  })
