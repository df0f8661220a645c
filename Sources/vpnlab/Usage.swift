/// The version, in one place.
let version = "0.2.0"

let usageText = """
  vpnlab \(version): step through a PPTP connection, every octet explained, every step reversible.

    vpnlab                                      the workbench; begin with: new pptp
    vpnlab -c 'new pptp; run until tunnel.up; ping'
    vpnlab -f FILE                              commands from a file (or from standard input)
    vpnlab dissect FILE [--keys FILE]           a pcap or pcapng file, explained
    vpnlab lesson list|play|test|grade [LESSON] lessons
    vpnlab connect pptp HOST --user NAME --password-file FILE [--ping ADDRESS]
    vpnlab serve pptp --accounts FILE           the other end, on real sockets
    vpnlab bench [NAME …]                       figures of this machine
    vpnlab doctor                               what this machine allows, and how to get the rest

  Every command takes --json, --color auto|always|never, --background auto|light|dark, --width N, --ascii and --help.
  Exit: 0 all well, 1 a check or goal failed, 2 wrong usage, 3 this machine does not allow it, 130 interrupted.

  """
