import HexViews
import ProtocolEngines

let faultCommands: [Command] = []
let actCommands: [Command] = []
let fileCommands: [Command] = []
