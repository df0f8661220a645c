import CSystem
import Glibc
import HexViews
import Workbench

// Nothing happens before it is needed: `--version` touches neither the table of commands nor the terminal.
exit(run(CommandLine.arguments.dropFirst()))

func run(_ arguments: ArraySlice<String>) -> Int32 {
  lab_ignore_sigpipe()
  do throws(UsageError) {
    return try dispatch(arguments)
  } catch {
    complain("vpnlab: " + error.text)
    return 2
  }
}

func dispatch(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
  guard let first = arguments.first else { return try workbench(arguments) }
  let rest = arguments.dropFirst()
  switch first {
  case "--version", "-V":
    return sayVersion(json: rest.contains("--json"))
  case "--help", "-h", "help":
    return say(usageText)
  case "dissect": return try dissect(rest)
  case "lesson": return try lesson(rest)
  case "connect": return try connect(rest)
  case "serve": return try serve(rest)
  case "bench": return try bench(rest)
  case "doctor": return try doctor(rest)
  case "live": throw UsageError(UsageError.notYet("live").text + ". Both ends can be run by hand: vpnlab serve and vpnlab connect.")
  default:
    if first.hasPrefix("-") { return try workbench(arguments) }
    throw UsageError(unknownTool(first))
  }
}

func sayVersion(json: Bool) -> Int32 {
  let record: JSONValue = ["program": "vpnlab", "version": .string(version)]
  return say(json ? record.text + "\n" : "vpnlab \(version)\n")
}

func say(_ text: String) -> Int32 {
  var out = Output(1)
  out.write(inWantedCharacters(text))
  out.flush()
  return 0
}
