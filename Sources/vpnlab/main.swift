print("vpnlab")
